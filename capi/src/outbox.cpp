// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static void put(arena& room, const outbox_item& from, parvis_outbox_item& to) {
  to.effect = static_cast<std::int32_t>(from.effect);
  to.state = static_cast<std::int32_t>(from.state);
  to.addressee = static_cast<std::int32_t>(from.addressee);
  to.id = put(from.id);
  to.revision = from.revision;
  to.about = put(from.about);
  to.recipient = put(from.recipient);
  to.to = room.text(from.to);
  to.language = room.text(from.language);
  to.generation = from.generation;
  to.reason = room.text(from.reason);
  to.due_at = put(from.due_at);
  to.tries = from.tries;
  to.created_at = from.created_at.us;
}
static void put(arena& room, const outbox_page& from, parvis_outbox_page& to) {
  to.items = each<parvis_outbox_item>(room, from.items,
                                      [&](const outbox_item& one, parvis_outbox_item& item) { put(room, one, item); });
  to.item_count = from.items.size();
  to.next = put(room, from.next);
}
static void put(arena& room, const mail_preview& from, parvis_mail_preview& to) {
  to.subject = room.text(from.subject);
  to.text = room.text(from.text);
  to.html = room.text(from.html);
  to.language = room.text(from.language);
}
static void put(arena& room, const drain_reply& from, parvis_drain_reply& to) {
  to.done = from.done;
  to.void_ = from.void_;
  to.later = from.later;
  to.dead = from.dead;
  to.failed = from.failed;
  if (from.last_failure) to.last_failure = one<parvis_error>(room, *from.last_failure);
}
static void put(arena&, const run_due_reply& from, parvis_run_due_reply& to) {
  to.settled = from.settled;
  to.admitted = from.admitted;
  to.lapsed = from.lapsed;
  to.reminded = from.reminded;
  to.purged = from.purged;
  to.sealed = from.sealed;
  to.abandoned = from.abandoned;
  to.erased = from.erased;
  to.unbanned = from.unbanned;
  to.indexed = from.indexed;
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_list_outbox(parvis_portal* portal, const parvis_caller* by,
                                 const parvis_list_outbox_request* request, const parvis_outbox_page** out,
                                 const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    using enum parvis::outbox_state;
    return door.list_outbox(who, {.state = enumerator_or(from.state, dead, queued, void_, "state"),
                                  .after = cursor_of(from.after),
                                  .limit = limit_or_50(from.limit)});
  });
}
parvis_status parvis_retry_outbox(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* item,
                                  const parvis_outbox_item** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.retry_outbox(who, parvis::outbox_id{id_of(item, "item")});
  });
}
parvis_status parvis_preview_mail(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_preview_mail_request* request, const parvis_mail_preview** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.preview_mail(
        who, {enumerator(from.effect, parvis::effect::open_case, last_value(parvis::effect{}), "effect"),
              string(from.language, "language")});
  });
}
parvis_status parvis_drain_outbox(parvis_portal* portal, const parvis_caller* by, size_t limit,
                                  const parvis_drain_reply** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) { return door.drain_outbox(who, limit); });
}
parvis_status parvis_run_due(parvis_portal* portal, const parvis_caller* by, size_t limit,
                             const parvis_run_due_reply** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) { return door.run_due(who, limit); });
}

}  // extern "C"
