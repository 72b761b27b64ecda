// SPDX-License-Identifier: BSL-1.0
#pragma once

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

/// Whether a link of this generation is alive for somebody who opens it at `opened_at`. Expiry counts from the very
/// moment.
constexpr link_refusal refusal_of(const std::optional<invite>& link, std::int64_t generation,
                                  instant opened_at) noexcept {
  if (!link) return link_refusal::unknown;
  if (link->state == invite_state::revoked) return link_refusal::revoked;
  if (link->generation != generation) return link_refusal::superseded;
  if (link->state != invite_state::open) return link_refusal::closed;
  if (link->expires_at && opened_at >= *link->expires_at) return link_refusal::expired;
  if (link->max_uses && link->uses >= *link->max_uses) return link_refusal::used_up;
  return link_refusal::none;
}

}  // namespace parvis::inline v1
