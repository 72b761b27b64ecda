// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace parvis::inline v1 {

/// Every way a call can fail. The hundreds say what the caller should do next:
/// 1xx mend the request · 2xx the state forbids it · 3xx a race was lost, try again ·
/// 4xx a port of the host failed · 5xx a defect or a lack of resources.
/// Numbers are never reused; the C ABI has the same ones.
enum class errc : std::int32_t {
  // 1xx: mend the request
  invalid_argument = 101,
  invalid_form = 102,  ///< `failure::fields` says which fields
  cancelled = 103,     ///< the caller's own `progress` said so
  required = 110,
  too_short = 111,
  too_long = 112,
  invalid_utf8 = 113,
  control_character = 114,
  bidi_control = 115,
  line_break = 116,
  url_in_text = 117,
  character_not_allowed = 118,
  out_of_range = 119,
  email_invalid = 120,
  email_domain_not_allowed = 121,
  username_reserved = 125,
  username_taken = 126,
  code_taken = 127,      ///< somebody has this unique code, or had it
  mobile_invalid = 128,  ///< no number that can be dialled from abroad
  password_too_short = 130,
  password_too_long = 131,
  password_common = 132,
  password_personal = 133,
  access_not_allowed = 142,
  approver_required = 143,
  language_not_offered = 144,
  url_invalid = 145,
  pattern_invalid = 146,
  invite_invalid = 150,
  link_invalid = 151,
  email_differs = 152,      ///< a personal link is for another address
  group_not_allowed = 153,  ///< a link may not bring people into a group that manages users
  password_unchanged = 154,  ///< the new one is the present one
  api_key_invalid = 155,
  given_twice = 160,        ///< the same row, name or word twice in one list
  field_unknown = 161,      ///< the workspace asks for no such field, choice or consent
  consent_required = 162,   ///< not given, or to another version than the present one
  template_invalid = 163,   ///< a mail template with a brace that opens no placeholder, or without what it must show
  // 2xx: the state forbids it
  signup_disabled = 201,
  already_set_up = 202,
  not_set_up = 203,
  account_pending = 210,
  account_waiting = 211,
  account_inactive = 212,
  account_banned = 213,
  must_change_password = 214,
  no_seat = 220,  ///< `failure::detail` is the sku
  last_administrator = 221,
  room_needed = 222,      ///< a link that takes seats needs approval or room in the pool
  mails_exhausted = 223,  ///< too many mails to this address within the hour
  permission_denied = 230,
  not_found = 231,
  illegal_transition = 232,
  email_taken = 233,
  credentials_wrong = 240,
  too_many_attempts = 241,  ///< `failure::retry_after_us` says how long to wait
  sign_in_disabled = 242,   ///< too many have failed; resetting the password opens it again
  // 3xx: a race was lost
  conflict = 301,
  stale = 302,  ///< decided on something that has changed since it was seen
  // 4xx: a port of the host failed
  unavailable = 401,      ///< nothing was applied
  outcome_unknown = 402,  ///< applied or not: only the store can tell
  host_failed = 403,
  corrupt_row = 404,
  random_failed = 405,
  clock_failed = 406,
  schema_newer = 407,  ///< the store was written by a newer parvis
  storage_unfit = 408,
  // 5xx: a defect or a lack of resources
  bug = 501,
  no_memory = 502,
  reentrant = 503,
  busy = 504,          ///< the memory budget for hashing is spent; try later
  abi_mismatch = 505,  ///< a program was built for a newer library than the one that is loaded
};

/// The name of a code as it stands in logs and in the C ABI, for instance "invite_invalid".
/// Static storage; "unknown" for a number that is no code.
std::string_view name(errc code) noexcept;

/// What is wrong with one field of a form.
struct field_error {
  std::string field;    ///< the member's name, for instance "email"
  errc code{};          ///< stable
  std::string message;  ///< in the caller's language once a portal has answered; empty before

  friend bool operator==(const field_error&, const field_error&) = default;
};

/// Why a call failed. A plain value: nothing about it is thread-local.
struct failure {
  errc code = errc::bug;
  std::string field;                ///< the field concerned, or empty
  std::string detail;               ///< for the log: never shown to the public, never a secret
  std::string message;              ///< in the caller's language once a portal has answered
  std::vector<field_error> fields;  ///< all at once, in the order of the form
  std::int64_t retry_after_us = 0;  ///< how long to wait before the same call may succeed; 0: not said

  failure() = default;
  failure(errc c, std::string_view of_field = {}, std::string_view why = {})  // NOLINT(google-explicit-constructor)
      : code(c), field(of_field), detail(why) {}

  /// Whether the same call may succeed later without being changed.
  [[nodiscard]] bool retryable() const noexcept {
    const auto band = static_cast<int>(code) / 100;
    return band == 3 || code == errc::unavailable || code == errc::busy || code == errc::too_many_attempts;
  }
};

/// Named "parvis". Two copies in one process (a static and a shared library) have different addresses, so across shared
/// objects a code is compared with a condition: `code == category().default_error_condition(n)`.
const std::error_category& category() noexcept;
inline std::error_code make_error_code(errc code) noexcept { return {static_cast<int>(code), category()}; }
inline std::error_code make_error_code(const failure& f) noexcept { return make_error_code(f.code); }

}  // namespace parvis::inline v1

template <>
struct std::is_error_code_enum<parvis::errc> : std::true_type {};
