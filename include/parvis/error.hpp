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
  invalid_argument = 101,          ///< `field` says which
  invalid_form = 102,              ///< `failure::fields` says which fields
  cancelled = 103,                 ///< the caller's own `progress` said so
  required = 110,                  ///< of a field: missing
  too_short = 111,                 ///< of a field
  too_long = 112,                  ///< of a field
  invalid_utf8 = 113,              ///< of a field: not UTF-8 (RFC 3629)
  control_character = 114,         ///< of a field
  bidi_control = 115,              ///< of a field: turns the direction of text
  line_break = 116,                ///< of a field
  url_in_text = 117,               ///< of a field
  character_not_allowed = 118,     ///< of a field
  out_of_range = 119,              ///< a number, a moment, or a choice that is none of those offered
  email_invalid = 120,             ///< no addr-spec (RFC 5321, RFC 5322) that is taken here
  email_domain_not_allowed = 121,  ///< by the workspace or the link
  domain_invalid = 122,            ///< no host name of two labels or more
  username_reserved = 125,         ///< ours, or the workspace's
  username_taken = 126,            ///< said only once the address is proven
  code_taken = 127,                ///< somebody has this unique code, or had it
  mobile_invalid = 128,            ///< no number that can be dialled from abroad
  password_too_short = 130,        ///< NIST SP 800-63B-4 3.1.1.2
  password_too_long = 131,         ///< beyond 1,024 octets
  password_common = 132,           ///< in the blocklist
  password_personal = 133,         ///< made of the person's own details
  access_not_allowed = 142,        ///< cannot be asked for here
  approver_required = 143,         ///< approval by a user needs an active approver
  language_not_offered = 144,      ///< by the workspace
  url_invalid = 145,               ///< not an https address that is taken here
  pattern_invalid = 146,           ///< of links
  invite_invalid = 150,            ///< every link that does not work, whatever the reason
  link_invalid = 151,              ///< a mailed link that does not work
  email_differs = 152,             ///< a personal link is for another address
  group_not_allowed = 153,         ///< a link, or an import, may not bring people into a group that manages users
  password_unchanged = 154,        ///< the new one is the present one
  api_key_invalid = 155,
  given_twice = 160,       ///< the same row, name or word twice in one list
  field_unknown = 161,     ///< the workspace asks for no such field or consent
  consent_required = 162,  ///< not given, or to another version than the present one
  template_invalid = 163,  ///< a mail template with a brace that opens no placeholder, or without what it must show
  ban_reason_required = 164,
  key_taken = 165,        ///< the same key was given to something else before
  not_for_sale = 166,     ///< there is no such sku or plan, or no price for it
  sku_needed = 167,       ///< what is wanted needs something that is neither bought with it nor had
  payment_differs = 168,  ///< the amount or the currency is not the order's
  cursor_invalid = 170,   ///< not the cursor of a page of this list
  // 2xx: the state forbids it
  signup_disabled = 201,       ///< the open form is closed
  already_set_up = 202,        ///< the workspace
  not_set_up = 203,            ///< the workspace
  account_pending = 210,       ///< awaits approval
  account_waiting = 211,       ///< awaits a license
  account_inactive = 212,      ///< may not sign in
  account_banned = 213,        ///< may not sign in
  must_change_password = 214,  ///< before anything else
  no_seat = 220,               ///< `failure::detail` is the sku
  last_administrator = 221,    ///< one must remain
  room_needed = 222,           ///< a link that takes seats needs approval or room in the pool
  mails_exhausted = 223,       ///< too many mails to this address within the hour
  permission_denied = 230,     ///< to the actor
  not_found = 231,             ///< no such row
  illegal_transition = 232,    ///< not from this state
  email_taken = 233,           ///< said only to who may know
  group_in_use = 234,          ///< accounts are in it
  own_account = 235,           ///< not to be done to oneself
  ban_stands = 236,            ///< the account is banned: nobody lets it in before that has ended
  group_name_taken = 237,
  credentials_wrong = 240,  ///< for known and unknown people alike
  too_many_attempts = 241,  ///< `failure::retry_after_us` says how long to wait
  sign_in_disabled = 242,   ///< too many have failed; resetting the password opens it again
  // 3xx: a race was lost
  conflict = 301,  ///< somebody else was quicker, again and again
  stale = 302,     ///< decided on something that has changed since it was seen
  // 4xx: a port of the host failed
  unavailable = 401,      ///< nothing was applied
  outcome_unknown = 402,  ///< applied or not: only the store can tell
  host_failed = 403,      ///< a port threw, or answered what it may not
  corrupt_row = 404,      ///< the store gave a row that cannot be
  random_failed = 405,    ///< the random port
  clock_failed = 406,     ///< the clock
  schema_newer = 407,     ///< the store was written by a newer parvis
  storage_unfit = 408,    ///< it cannot do what a storage must
  // 5xx: a defect or a lack of resources
  bug = 501,           ///< a defect of the library
  no_memory = 502,     ///< nothing was applied unless the call says so
  reentrant = 503,     ///< called on a portal from a port of that same portal
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
  errc code = errc::bug;            ///< stable
  std::string field;                ///< the field concerned, or empty
  std::string detail;               ///< for the log: never shown to the public, never a secret
  std::string message;              ///< in the caller's language once a portal has answered
  std::vector<field_error> fields;  ///< all at once, in the order of the form
  std::int64_t retry_after_us = 0;  ///< how long to wait before the same call may succeed; 0: not said

  /// A defect: whoever makes a failure says which.
  failure() = default;
  /// `of_field` and `why` become `field` and `detail`.
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
/// The code in `category()`.
inline std::error_code make_error_code(errc code) noexcept { return {static_cast<int>(code), category()}; }
/// Likewise; the rest of the failure is lost.
inline std::error_code make_error_code(const failure& f) noexcept { return make_error_code(f.code); }

}  // namespace parvis::inline v1

/// An errc becomes a std::error_code wherever one is wanted.
template <>
struct std::is_error_code_enum<parvis::errc> : std::true_type {};
