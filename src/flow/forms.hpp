// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flow/core.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/password.hpp"
#include "parvis/values/username.hpp"

// From what was typed to values: the same fields in every form that has them, all errors at once.

namespace parvis::inline v1::detail {

/// The fields `first_name`, `last_name` and `email` of a request.
typed_person read_person(form_errors& errors, std::string_view first_name, std::string_view last_name,
                         std::string_view email, const session& in);
typed_person read_person(form_errors& errors, const auto& request, const session& in) {
  return read_person(errors, request.first_name, request.last_name, request.email, in);
}
/// The same; nothing when one of them is not well formed.
std::optional<person> parse_person(form_errors& errors, std::string_view first_name, std::string_view last_name,
                                   std::string_view email, const session& in);
std::optional<person> parse_person(form_errors& errors, const auto& request, const session& in) {
  return parse_person(errors, request.first_name, request.last_name, request.email, in);
}

struct credentials {
  parvis::username username;
  parvis::password password;
};

/// The fields `username` and `password`. A password made of the person's own details is refused, as far as they are
/// known.
std::optional<credentials> parse_credentials(form_errors& errors, std::string_view username, std::string_view password,
                                             const std::optional<person>& who, std::span<const std::string> reserved,
                                             std::string_view portal_name, const session& in);
std::optional<credentials> parse_credentials(form_errors& errors, const auto& request, const std::optional<person>& who,
                                             std::span<const std::string> reserved, std::string_view portal_name,
                                             const session& in) {
  return parse_credentials(errors, request.username, request.password, who, reserved, portal_name, in);
}

/// A reason that is shown to whom it concerns, and the digest by which the trail names it; both empty for none.
struct given_reason {
  std::string text{};
  bytes_text digest{};
};
/// The field `reason`.
result<given_reason> parse_reason(std::string_view typed, const session& in);
/// The same as one field of a form.
given_reason read_reason(form_errors& wrong, std::string_view typed, const session& in);

/// The code that was given, or codes made for this call, and whoever claimed one of them.
void want_codes(reader& rows, code_facts& into, const std::optional<unique_code>& given, const stamp& at);

/// A field with a new password. One made of `own` details, or of the person's, is refused.
std::optional<password> parse_password(form_errors& errors, std::string_view field, std::string_view typed,
                                       std::vector<std::string_view> own, const session& in);
/// The same for an account that is there, about which everything is known.
std::optional<password> parse_password(form_errors& errors, std::string_view field, std::string_view typed,
                                       const account& whose, const settings& workspace, const session& in);

/// E-mail domains as A-labels.
std::vector<std::string> parse_domains(form_errors& errors, std::string_view field,
                                       const std::vector<std::string>& typed, const session& in);

/// An id made of a keyed digest: of a row that is found by what it is about.
uuid digest_id(const session& in, digest_purpose purpose, std::string_view of);

/// Who has a mail sent. Each is counted apart, so that a stranger who types somebody else's address, at the open form
/// or for a new password, holds up neither the other nor what the firm sends, and no person of the portal the firm
/// either.
enum class mail_sort : std::uint8_t {
  sign_up,  ///< anybody, at the open form or through a public link
  reset,    ///< anybody: a link to a new password
  own,      ///< somebody signed in, about their own account
  firm,     ///< whoever manages users
};
/// The id of the counter of mails of one sort to a mailbox within this hour.
uuid mail_budget_id(const session& in, const email& to, mail_sort of);

/// Hashes a password unless it has been hashed already: once per call, kept over retries.
result<> hash_once(std::string& phc, const password& typed, const session& in);

}  // namespace parvis::inline v1::detail
