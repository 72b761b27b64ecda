// SPDX-License-Identifier: BSL-1.0
#include "flow/forms.hpp"

#include "parvis/rules/limits.hpp"

namespace parvis::inline v1::detail {

std::optional<person> parse_person(form_errors& errors, std::string_view first_name, std::string_view last_name,
                                   std::string_view email, const session& in) {
  auto first = errors.take("first_name", person_name::parse(first_name, in.ports().text));
  auto last = errors.take("last_name", person_name::parse(last_name, in.ports().text));
  auto address = errors.take("email", parvis::email::parse(email, in.ports().text));
  if (!first || !last || !address) return std::nullopt;
  return person{*std::move(first), *std::move(last), *std::move(address)};
}

std::optional<credentials> parse_credentials(form_errors& errors, std::string_view username, std::string_view password,
                                             const std::optional<person>& who, std::span<const std::string> reserved,
                                             std::string_view portal_name, const session& in) {
  auto name = errors.take("username", parvis::username::parse(username, reserved));
  std::vector<std::string_view> own{username, portal_name};
  if (who) {
    const std::string_view address = who->email.address();
    own.insert(own.end(), {who->first_name.text(), who->last_name.text(), address.substr(0, address.find('@'))});
  }
  password_policy policy;
  if (in.second_factor_declared()) policy.min_code_points = 8;
  policy.blocklist = in.ports().blocklist;
  policy.own_details = own;
  auto secret = errors.take("password", parvis::password::parse(password, policy, in.ports().text));
  if (!name || !secret) return std::nullopt;
  return credentials{*std::move(name), *std::move(secret)};
}

result<given_reason> parse_reason(std::string_view typed, const session& in) {
  constexpr std::size_t reason_code_points_max = 500;
  given_reason out;
  if (typed.empty()) return out;
  form_errors errors;
  auto reason = errors.take("reason", parse_line(typed, reason_code_points_max, in.ports().text));
  if (!reason) return std::move(errors).as_failure();
  out.text = *std::move(reason);
  out.digest.octets = in.keys().digest(digest_purpose::note, in.by().workspace, out.text);
  return out;
}

void want_codes(reader& rows, code_facts& into, const std::optional<unique_code>& given, const stamp& at) {
  into.made.clear();
  if (given) return rows.each_by_key(into.claimed, &code_claim::key, {given->key()});
  auto ids = at.ids;  // whatever the call draws next, its codes are made of the same
  const auto from = ids.next();
  std::vector<std::string> keys;
  for (unsigned n = 0; n < codes_made; ++n) keys.push_back(into.made.emplace_back(unique_code::made_of(from, n)).key());
  rows.each_by_key(into.claimed, &code_claim::key, keys);
}

std::vector<std::string> parse_domains(form_errors& errors, std::string_view field,
                                       const std::vector<std::string>& typed, const session& in) {
  std::vector<std::string> out;
  for (const auto& one : typed) {
    const auto probe = errors.take(field, email::parse("postmaster@" + one, in.ports().text));
    if (probe) out.emplace_back(probe->domain());
  }
  return out;
}

uuid mail_budget_id(const session& in, const email& to) {
  const auto hour = in.now().us / mail_budget_window.us;
  const auto digest =
      in.keys().digest(digest_purpose::mailbox, in.by().workspace, to.mailbox_key() + ' ' + std::to_string(hour));
  return *uuid::from_bytes(std::string_view{digest}.substr(digest.size() - 16));
}

result<> hash_once(std::string& phc, const password& typed, const session& in) {
  if (!phc.empty()) return success();
  PARVIS_TRY(phc, in.ports().hasher->hash(typed.reveal(), in.salt()));
  return success();
}

}  // namespace parvis::inline v1::detail
