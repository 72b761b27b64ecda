// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "parvis/error.hpp"
#include "parvis/model/account.hpp"
#include "parvis/model/event.hpp"
#include "parvis/model/inspection.hpp"
#include "parvis/model/order.hpp"
#include "parvis/model/outbox.hpp"

// What the library says to people. Every function here may be called from several threads at once; every view it
// returns has static storage. A language is a BCP 47 tag: one that is not built in falls back to its base language
// ("fr-CA" to "fr"), then to English.

namespace parvis::inline v1 {

/// The name of an enumerator as it stands in the source, in logs and in the C ABI, for instance "active"; "unknown" for
/// a number that is none.
std::string_view name(account_state) noexcept;
std::string_view name(order_state) noexcept;
std::string_view name(event_type) noexcept;
std::string_view name(effect) noexcept;
std::string_view name(store_defect) noexcept;

inline constexpr std::array<std::string_view, 3> built_in_languages{"en", "fr", "ar"};

/// The built-in language that answers for this one.
std::string_view built_in_language(std::string_view asked) noexcept;

/// One sentence of plain text: escape it where it lands. `detail` is read for `no_seat` only, where it is the sku;
/// nothing else of a failure's detail is ever shown.
std::string message(errc code, std::string_view language, std::string_view detail = {});
std::string message(const failure& why, std::string_view language);

/// What is said besides errors and the states of accounts.
enum class phrase : std::uint8_t {
  signup_received,     ///< the public answer to every sign-up, whether or not the address is known
  email_to_be_proven,  ///< the status of a sign-up whose address is not proven yet
  banned,              ///< the status of a banned account, whatever its state
  reset_asked,         ///< the answer to everybody who has forgotten their password
};
std::string_view message(phrase what, std::string_view language) noexcept;

/// Words for a status column, in lower case. An access that no account may hold has the label of `none`.
std::string_view label(account_state state, std::string_view language) noexcept;
std::string_view label(order_state state, std::string_view language) noexcept;
std::string_view label(account_kind kind, std::string_view language) noexcept;
std::string_view label(access set, std::string_view language) noexcept;
std::string_view label(case_role role, std::string_view language) noexcept;

/// What the licenses of a sku are for, in lower case; a host's own sku stands for itself.
std::string license_label(std::string_view sku, std::string_view language);

}  // namespace parvis::inline v1
