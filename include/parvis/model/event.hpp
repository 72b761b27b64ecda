// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// What happened. Numbers are appended, never reused.
enum class event_type : std::uint16_t {
  workspace_set_up = 1,          ///< and its first administrator
  settings_changed = 2,          ///< of the workspace
  user_added = 3,                ///< by an administrator
  user_joined = 4,               ///< whoever was added; `number`: the state it led to
  seats_granted = 5,             ///< `number`: how many
  invite_created = 6,            ///< a link
  sign_up_received = 7,          ///< of an unknown address
  sign_up_of_known_address = 8,  ///< its owner was told
  email_proven = 9,              ///< the account arose
  account_approved = 10,         ///< `number`: the state it led to
  account_rejected = 11,         ///< its note is the reason
  account_admitted = 12,         ///< from the queue
  signed_in = 13,                ///< with a right password
  case_opened = 14,              ///< for the account
  mail_failed = 15,              ///< or a case that could not be opened; `number`: the effect
  invite_rotated = 16,           ///< this and the next four: `number` is the generation
  invite_closed = 17,            ///< turned off
  invite_reopened = 18,          ///< turned on
  invite_revoked = 19,           ///< for good
  invite_resent = 20,            ///< mailed again
  sign_up_refused = 21,          ///< at the door or at the proof; `number`: the `link_refusal`
  account_reapplied = 22,        ///< after a refusal or a lapse
  account_reopened = 23,         ///< by an administrator
  account_lapsed = 24,           ///< nobody decided in time
  account_deactivated = 25,      ///< by an administrator; its note is the reason
  account_reactivated = 26,      ///< by an administrator
  seats_settled = 27,            ///< a grant began or ended; `number`: the capacity
  grant_ended = 28,              ///< by an administrator
  outbox_retried = 29,           ///< a dead letter; `number`: the effect
  portal_account_added = 30,
  join_resent = 31,               ///< `number`: the generation of the link
  account_edited = 32,            ///< `number`: the `account_parts` that changed
  access_changed = 33,            ///< `number`: the access; where no seat was free, `account_admitted` follows
  access_asked = 34,              ///< `number`: the access; the one they have: they no longer ask for another
  access_refused = 35,            ///< `number`: the access asked for; without an actor: nobody decided in time
  privacy_override_changed = 36,  ///< `number`: the `privacy_override`
  password_change_demanded = 37,
  sign_in_failed = 38,  ///< from the 5th in a row on, which `number` counts; an unknown subject is a digest
  source_closed = 39,   ///< too many sign-ins have failed from one place within the hour; the subject is a digest
  password_changed = 40,
  password_reset_asked = 41,
  password_reset = 42,
  email_change_asked = 43,
  email_changed = 44,  ///< its note is the address that was left
  api_key_issued = 45,
  api_key_revoked = 46,
  catalog_changed = 47,       ///< `number`: its revision
  order_placed = 48,          ///< this and the next four: `number` is the total
  order_granted = 49,         ///< paid, or nothing to pay
  order_declined = 50,        ///< by the gateway
  order_abandoned = 51,       ///< given up, or not paid in time
  order_refunded = 52,        ///< all of it
  payment_noted = 53,         ///< a notice that moved no order; `number`: the `payment_event`
  checkout_started = 54,      ///< the gateway was asked
  overage_changed = 55,       ///< `number`: the seats allowed beyond those granted
  seats_reserved = 56,        ///< this and the next two: `number` is how many
  reservation_released = 57,  ///< by hand
  reservation_expired = 58,   ///< by the clock
  account_banned = 59,        ///< its note is the reason; `number`: when it ends, in microseconds; 0: not by itself
  account_unbanned = 60,      ///< `number`: the state it led to; without an actor: its time was over
  group_added = 61,           ///< this and the next: `number` is the permissions
  group_edited = 62,
  group_removed = 63,
  group_changed = 64,      ///< an account's; `number`: the permissions of the new one
  import_started = 65,     ///< `number`: 1 when it goes on from where it was stopped
  accounts_exported = 66,  ///< as a table; `number`: those in this state; 0: all of them
  person_exported = 67,    ///< everything held about them
  account_erased = 68,     ///< seats and credentials at once, traces by and by
  erasure_completed = 69,  ///< no trace is left
};
constexpr event_type last_value(event_type) noexcept { return event_type::erasure_completed; }

/// One entry of the audit trail: ids, codes and numbers only. Free text lies in a note.
struct event {
  static constexpr auto kind = parvis::kind::event;  ///< of its rows
  event_id id{};                                     ///< in the order of writing, as far as clocks agree
  std::uint64_t revision = 0;                        ///< of the row; 0 before it is stored

  event_type what{};                   ///< happened
  account_id actor{};                  ///< nil: the person concerned, or the system
  uuid subject{};                      ///< the account, sign-up, invite, grant, order… concerned
  instant at{};                        ///< when
  std::int64_t settings_revision = 0;  ///< under which settings
  std::int64_t number = 0;             ///< depends on `what`
  uuid invite{};                       ///< the link used, if any
  bytes_text note{};                   ///< the digest of the note, if there is one
  // Given by `seal`, once.
  std::optional<instant> unsealed_at{};    ///< until then: when it was written
  std::optional<std::int64_t> position{};  ///< 1, 2, 3…
  bytes_text hash{};                       ///< SHA-256 of the one before and of this entry

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("what", &event::what, plain);
    column("actor", &event::actor, plain);
    column("subject", &event::subject, plain);
    column("at", &event::at, plain);
    column("settings_revision", &event::settings_revision, plain);
    column("number", &event::number, plain);
    column("invite", &event::invite, plain);
    column("note", &event::note, plain);
    column("unsealed_at", &event::unsealed_at, plain);
    column("position", &event::position, plain);
    column("hash", &event::hash, plain);
  }
};

/// The id of the one head that a workspace has.
inline constexpr uuid audit_head_row = uuid::well_known(3);

/// The last sealed entry of the trail: one row, which every sealing batch guards and moves.
struct audit_head {
  static constexpr auto kind = parvis::kind::audit_head;  ///< of its row
  uuid id = audit_head_row;                               ///< the same in every workspace
  std::uint64_t revision = 0;                             ///< raised by every seal; 0 before the first

  std::int64_t position = 0;  ///< of the last sealed entry; 0: none
  bytes_text hash{};          ///< of that entry
  instant sealed_at{};        ///< when it was

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("position", &audit_head::position, plain);
    column("hash", &audit_head::hash, plain);
    column("sealed_at", &audit_head::sealed_at, plain);
  }
};

/// Free text that an event names by keyed digest, so that it can be destroyed and the trail still verifies.
struct note {
  static constexpr auto kind = parvis::kind::note;  ///< of its rows
  uuid id{};                                        ///< never drawn twice
  std::uint64_t revision = 0;                       ///< of the row; 0 before it is stored

  uuid subject{};       ///< whose personal data it is
  std::string text{};   ///< the free text
  bytes_text digest{};  ///< keyed; what the event names it by

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("subject", &note::subject, plain);
    column("text", &note::text, plain);
    column("digest", &note::digest, plain);
  }
};

/// A place in the sealed trail. Whoever keeps it outside the store can later tell that nothing before it was changed.
struct audit_anchor {
  std::int64_t position = 0;  ///< of an entry; 0: before the first
  std::string hash{};         ///< 32 bytes

  friend bool operator==(const audit_anchor&, const audit_anchor&) = default;
};
/// What is wrong with an entry of the sealed trail.
enum class audit_defect : std::uint8_t {
  missing = 1,   ///< there is no entry at this position
  repeated = 2,  ///< there are several
  altered = 3,   ///< the entry or one before it was changed
  anchor = 4,    ///< the trail does not lead through the anchor
  head = 5,      ///< the head does not stand at the last entry
};
/// The first entry that is not as it was sealed.
struct audit_finding {
  std::int64_t position = 0;  ///< where
  event_id event{};           ///< nil when there is none
  audit_defect defect{};      ///< what is wrong there

  friend bool operator==(const audit_finding&, const audit_finding&) = default;
};
/// What was found of the sealed trail.
struct audit_report {
  std::size_t verified = 0;                  ///< entries
  audit_anchor head{};                       ///< of what was verified
  std::optional<audit_finding> first_bad{};  ///< empty: the trail is as it was sealed
};

}  // namespace parvis::inline v1
