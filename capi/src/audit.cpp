// SPDX-License-Identifier: BSL-1.0
#include "progress.hpp"
#include "records.hpp"

namespace parvis::capi {

static void put(arena& room, const event_view& from, parvis_event& to) {
  to.what = static_cast<std::int32_t>(from.what);
  to.id = put(from.id);
  to.actor = put(from.actor);
  to.subject = put(from.subject);
  to.at = from.at.us;
  to.settings_revision = from.settings_revision;
  to.number = from.number;
  to.invite = put(from.invite);
  to.note = room.bytes(from.note.octets);
  to.position = from.position.value_or(0);
  to.hash = room.bytes(from.hash.octets);
  to.note_text = room.text(from.note_text);
}
static void put(arena& room, const std::vector<event_view>& from, parvis_event_page& to) {
  to.items = each<parvis_event>(room, from, [&](const event_view& e, parvis_event& item) { put(room, e, item); });
  to.item_count = from.size();
}
static void put(arena& room, const event_page& from, parvis_event_page& to) {
  put(room, from.events, to);
  to.next = put(room, from.next);
}

static parvis_audit_anchor put(arena& room, const audit_anchor& from) { return {from.position, room.bytes(from.hash)}; }
static audit_anchor anchor_of(const parvis_audit_anchor& from, std::string_view field) {
  return {from.position, std::string(view(from.hash, field))};
}

static void put(arena& room, const audit_report& from, parvis_audit_report& to) {
  to.verified = from.verified;
  to.head = put(room, from.head);
  if (!from.first_bad) return;
  to.defect = static_cast<std::int32_t>(from.first_bad->defect);
  to.bad_position = from.first_bad->position;
  to.bad_event = put(from.first_bad->event);
}
static void put(arena& room, const seal_reply& from, parvis_seal_reply& to) {
  to.sealed = from.sealed;
  to.head = put(room, from.head);
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_list_events(parvis_portal* portal, const parvis_caller* by,
                                 const parvis_list_events_request* request, const parvis_event_page** out,
                                 const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    parvis::list_events_request asked{.after = cursor_of(from.after), .limit = limit_or_50(from.limit)};
    if (const auto subject = id_of(from.subject); !subject.is_nil()) asked.subject = subject;
    return door.list_events(who, asked);
  });
}
parvis_status parvis_read_audit(parvis_portal* portal, const parvis_caller* by,
                                const parvis_read_audit_request* request, const parvis_event_page** out,
                                const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.read_audit(who, {from.after, limit_or_50(from.limit)});
  });
}
parvis_status parvis_verify_audit(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_verify_audit_request* request, const parvis_audit_report** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = request == nullptr ? parvis_verify_audit_request{} : grown(request, "request");
    const auto progress = progress_of(from.progress);
    parvis::verify_audit_request asked;
    if (from.from != nullptr) asked.from = anchor_of(*from.from, "from");
    if (from.through != nullptr) asked.through = anchor_of(*from.through, "through");
    asked.progress = progress.get();
    return door.verify_audit(who, asked);
  });
}
parvis_status parvis_seal_audit(parvis_portal* portal, const parvis_caller* by, size_t limit,
                                const parvis_seal_reply** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) { return door.seal_audit(who, limit); });
}

}  // extern "C"
