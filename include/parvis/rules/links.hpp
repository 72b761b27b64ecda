// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "parvis/model/invite.hpp"

namespace parvis::inline v1 {

/// Why a link lets nobody in. Outside all of them look alike (`invite_invalid`); the audit trail has the number.
enum class link_refusal : std::uint8_t {
  none = 0,
  unknown = 1,     ///< no such invite
  superseded = 2,  ///< by a newer link
  closed = 3,
  revoked = 4,
  expired = 5,
  used_up = 6,
  voucher_gone = 7,       ///< whoever made it may not invite any more
  group_not_allowed = 8,  ///< the group it leads to manages users by now, or is gone
};
constexpr link_refusal last_value(link_refusal) noexcept { return link_refusal::group_not_allowed; }

constexpr bool is_used_up(const invite& link) noexcept { return link.max_uses && link.uses >= *link.max_uses; }

/// Whether a link of this generation is alive for somebody who opens it at `opened_at`. Expiry counts from the very
/// moment.
constexpr link_refusal refusal_of(const std::optional<invite>& link, std::int64_t generation,
                                  instant opened_at) noexcept {
  if (!link) return link_refusal::unknown;
  if (link->state == invite_state::revoked) return link_refusal::revoked;
  if (link->generation != generation) return link_refusal::superseded;
  if (link->state != invite_state::open) return link_refusal::closed;
  if (link->expires_at && opened_at >= *link->expires_at) return link_refusal::expired;
  if (is_used_up(*link)) return link_refusal::used_up;
  return link_refusal::none;
}

/// What is done to a link once it is made.
enum class invite_cause : std::uint8_t { close, reopen, revoke, rotate, resend };

struct invite_transition {
  invite_type type;
  invite_state from;
  invite_cause cause;
  invite_state to;
};

/// Everything that may be done to a link. A personal one is resent rather than rotated, for a new link that nobody
/// mails would leave the person without any.
inline constexpr std::array<invite_transition, 10> invite_transitions{{
    {invite_type::public_, invite_state::open, invite_cause::close, invite_state::closed},
    {invite_type::public_, invite_state::closed, invite_cause::reopen, invite_state::open},
    {invite_type::public_, invite_state::open, invite_cause::revoke, invite_state::revoked},
    {invite_type::public_, invite_state::closed, invite_cause::revoke, invite_state::revoked},
    {invite_type::public_, invite_state::open, invite_cause::rotate, invite_state::open},
    {invite_type::personal, invite_state::open, invite_cause::close, invite_state::closed},
    {invite_type::personal, invite_state::closed, invite_cause::reopen, invite_state::open},
    {invite_type::personal, invite_state::open, invite_cause::revoke, invite_state::revoked},
    {invite_type::personal, invite_state::closed, invite_cause::revoke, invite_state::revoked},
    {invite_type::personal, invite_state::open, invite_cause::resend, invite_state::open},
}};

/// The state that `cause` makes of the link; nothing when it may not be done.
constexpr std::optional<invite_state> state_after(const invite& link, invite_cause cause) noexcept {
  for (const auto& t : invite_transitions) {
    if (t.type == link.type && t.from == link.state && t.cause == cause) return t.to;
  }
  return std::nullopt;
}

/// Whether a link is off already by the same cause: turning it off once more is no error.
constexpr bool is_off_by(const invite& link, invite_cause cause) noexcept {
  for (const auto& t : invite_transitions) {
    if (t.type == link.type && t.to == link.state && t.cause == cause && t.to != invite_state::open) return true;
  }
  return false;
}

}  // namespace parvis::inline v1
