// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// `public_`: for many people, to be copied and shown. `personal`: for one e-mail address, mailed there and shown
/// nowhere, so that whoever holds it has proven the address.
enum class invite_type : std::uint8_t { public_ = 1, personal = 2 };
constexpr invite_type last_value(invite_type) noexcept { return invite_type::personal; }

/// Whether a link works; it may also have expired, or be used up.
enum class invite_state : std::uint8_t {
  open = 1,     ///< lets people in, within its limits
  closed = 2,   ///< turned off; may be turned on again
  revoked = 3,  ///< for good
};
constexpr invite_state last_value(invite_state) noexcept { return invite_state::revoked; }

/// What becomes of links given out before.
enum class link_fate : std::uint8_t { rotate = 1, keep = 2 };

/// Whether a link follows the workspace's approval mode or has its own.
enum class approval_override : std::uint8_t { inherit = 0, by_default = 1, by_user = 2 };
constexpr approval_override last_value(approval_override) noexcept { return approval_override::by_user; }

/// A link that lets people sign up. The link itself is not stored: it is derived from this row and the key it names, so
/// it can be copied again at any time, and a copy of the store redeems nothing.
struct invite {
  static constexpr auto kind = parvis::kind::invite;  ///< of its rows
  invite_id id{};                                     ///< never drawn twice
  std::uint64_t revision = 0;                         ///< of the row; uses do not raise it

  account_kind audience = account_kind::client;             ///< what people become through it
  invite_state state = invite_state::open;                  ///< whether it works
  std::int64_t generation = 1;                              ///< raised by rotation: older links die
  std::int64_t key_id = 0;                                  ///< of the key ring
  std::string label{};                                      ///< for administrators; may be empty
  std::string language{};                                   ///< of the mails it causes (BCP 47)
  std::int64_t uses = 0;                                    ///< accounts that came through it
  std::optional<std::int64_t> max_uses{};                   ///< empty: no limit
  std::optional<instant> expires_at{};                      ///< empty: never
  std::vector<std::string> allowed_domains{};               ///< A-labels; empty: any
  approval_override approval = approval_override::inherit;  ///< who approves
  parvis::access access = access::client;                   ///< what people may enter through it
  parvis::case_role case_role = case_role::none;            ///< none: no case is opened
  account_id created_by{};                                  ///< who made it
  instant created_at{};                                     ///< when
  invite_type type = invite_type::public_;                  ///< for many people, or for one
  std::string email{};                                      ///< personal: the address it is bound to
  std::string email_key{};                                  ///< likewise
  group_id group{};                                         ///< users only: the group they will be in
  /// Who made the newest generation, and their group then: the link stands on their rights, asked again at its use.
  account_id vouched_by{};
  group_id vouched_group{};            ///< their group then
  std::optional<instant> forget_at{};  ///< personal: when nobody knows any more for whom it was; empty: they do not

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("audience", &invite::audience, plain);
    column("state", &invite::state, plain);
    column("generation", &invite::generation, plain);
    column("key_id", &invite::key_id, plain);
    column("label", &invite::label, searchable);
    column("language", &invite::language, plain);
    column("uses", &invite::uses, counter_within("max_uses"));
    column("max_uses", &invite::max_uses, plain);
    column("expires_at", &invite::expires_at, plain);
    column("allowed_domains", &invite::allowed_domains, plain);
    column("approval", &invite::approval, plain);
    column("access", &invite::access, plain);
    column("case_role", &invite::case_role, plain);
    column("created_by", &invite::created_by, plain);
    column("created_at", &invite::created_at, plain);
    column("type", &invite::type, plain);
    column("email", &invite::email, plain);
    column("email_key", &invite::email_key, plain);
    column("group", &invite::group, plain);
    column("vouched_by", &invite::vouched_by, plain);
    column("vouched_group", &invite::vouched_group, plain);
    column("forget_at", &invite::forget_at, plain);
  }
};

}  // namespace parvis::inline v1
