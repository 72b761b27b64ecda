// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

create_invite_request options_of(const parvis_create_invite_request* given) {
  const auto from = grown(given, "request");
  using enum account_kind;
  create_invite_request out{
      .audience = enumerator_or(from.audience, client, user, collaborator, "audience"),
      .label = string(from.label, "label"),
      .language = string(from.language, "language"),
      .allowed_domains = strings(from.allowed_domains, from.allowed_domain_count, "allowed_domains"),
      .approval = enumerator(from.approval, approval_override::inherit, approval_override::by_user, "approval"),
      .case_role = enumerator(from.case_role, case_role::none, case_role::staff, "case_role"),
      .group = id_of<group_id>(from.group)};
  if (from.lifetime_us != 0) out.lifetime = duration{from.lifetime_us};
  if (from.max_uses != 0) out.max_uses = from.max_uses;
  if (from.access != 0) out.access = enumerator(from.access, access::client, last_value(access{}), "access");
  return out;
}

static void put(arena& room, const invite& from, parvis_invite& to) {
  to.type = static_cast<std::int32_t>(from.type);
  to.state = static_cast<std::int32_t>(from.state);
  to.audience = static_cast<std::int32_t>(from.audience);
  to.id = put(from.id);
  to.revision = from.revision;
  to.generation = from.generation;
  to.key_id = from.key_id;
  to.label = room.text(from.label);
  to.language = room.text(from.language);
  to.uses = from.uses;
  to.max_uses = from.max_uses.value_or(0);
  to.expires_at = put(from.expires_at);
  to.allowed_domains = put(room, from.allowed_domains);
  to.allowed_domain_count = from.allowed_domains.size();
  to.approval = static_cast<std::int32_t>(from.approval);
  to.access = static_cast<std::int32_t>(from.access);
  to.case_role = static_cast<std::int32_t>(from.case_role);
  to.created_by = put(from.created_by);
  to.created_at = from.created_at.us;
  to.email = room.text(from.email);
  to.group = put(from.group);
  to.vouched_by = put(from.vouched_by);
}
static void put(arena& room, const invite_view& from, parvis_invite_view& to) {
  to.invite = one<parvis_invite>(room, from.invite);
  to.link = room.text(from.link);
}
static void put(arena& room, const invite_page& from, parvis_invite_page& to) {
  to.items = each<parvis_invite>(room, from.invites, [&](const invite& i, parvis_invite& item) { put(room, i, item); });
  to.item_count = from.invites.size();
  to.next = put(room, from.next);
}
static void put(arena& room, const std::vector<result<invite>>& from, parvis_invite_outcome_list& to) {
  to.items = each<parvis_invite_outcome>(room, from, [&](const result<invite>& row, parvis_invite_outcome& item) {
    item.status = row ? PARVIS_DONE : static_cast<parvis_status>(row.assume_error().code);
    if (row) {
      item.invite = one<parvis_invite>(room, row.assume_value());
    } else {
      item.error = one<parvis_error>(room, row.assume_error());
    }
  });
  to.item_count = from.size();
}

invitee invitee_of(const parvis_invitee& from) {
  return {string(from.email, "email"), string(from.language, "language")};
}

static link_fate fate_of(std::int32_t n) { return enumerator(n, link_fate::rotate, link_fate::keep, "fate"); }
static invite_id invite_of(const parvis_uuid* id) { return invite_id{id_of(id, "invite")}; }

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_create_invite(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_create_invite_request* request, const parvis_invite_view** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.create_invite(who, options_of(request)); });
}
parvis_status parvis_invite_people(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_invite_people_request* request, const parvis_invite_outcome_list** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.invite_people(
        who, {.options = from.options == nullptr ? parvis::create_invite_request{} : options_of(from.options),
              .people = list(from.people, from.people_count, "people", invitee_of)});
  });
}
parvis_status parvis_show_invite(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* invite,
                                 const parvis_invite_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.show_invite(who, invite_of(invite)); });
}
parvis_status parvis_list_invites(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_list_invites_request* request, const parvis_invite_page** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    parvis::list_invites_request asked{
        .email = string(from.email, "email"), .after = cursor_of(from.after), .limit = limit_or_50(from.limit)};
    using enum parvis::invite_state;
    if (from.state != 0) asked.state = enumerator(from.state, open, revoked, "state");
    if (from.key_id != 0) asked.key_id = from.key_id;
    return door.list_invites(who, asked);
  });
}
parvis_status parvis_rotate_invite(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* invite,
                                   const parvis_invite_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.rotate_invite(who, invite_of(invite)); });
}
parvis_status parvis_close_invite(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* invite,
                                  const parvis_invite_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.close_invite(who, invite_of(invite)); });
}
parvis_status parvis_reopen_invite(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* invite,
                                   int32_t fate, const parvis_invite_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.reopen_invite(who, invite_of(invite), fate_of(fate)); });
}
parvis_status parvis_revoke_invite(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* invite,
                                   const parvis_invite_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.revoke_invite(who, invite_of(invite)); });
}
parvis_status parvis_resend_invite(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* invite,
                                   int32_t fate, const parvis_invite_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.resend_invite(who, invite_of(invite), fate_of(fate)); });
}

}  // extern "C"
