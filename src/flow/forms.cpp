// SPDX-License-Identifier: BSL-1.0
#include "flow/forms.hpp"

#include "parvis/rules/limits.hpp"

namespace parvis::inline v1::detail {

typed_person read_person(form_errors& errors, std::string_view first_name, std::string_view last_name,
                         std::string_view email, const session& in) {
  return {.first_name = errors.take("first_name", person_name::parse(first_name, in.ports().text)),
          .last_name = errors.take("last_name", person_name::parse(last_name, in.ports().text)),
          .email = errors.take("email", parvis::email::parse(email, in.ports().text))};
}

std::optional<person> parse_person(form_errors& errors, std::string_view first_name, std::string_view last_name,
                                   std::string_view email, const session& in) {
  auto [first, last, address] = read_person(errors, first_name, last_name, email, in);
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
  auto secret = parse_password(errors, "password", password, std::move(own), in);
  if (!name || !secret) return std::nullopt;
  return credentials{*std::move(name), *std::move(secret)};
}

std::optional<password> parse_password(form_errors& errors, std::string_view field, std::string_view typed,
                                       std::vector<std::string_view> own, const session& in) {
  password_policy policy;
  if (in.second_factor_declared()) policy.min_code_points = 8;
  policy.blocklist = in.ports().blocklist;
  policy.own_details = own;
  return errors.take(field, password::parse(typed, policy, in.ports().text));
}

std::optional<password> parse_password(form_errors& errors, std::string_view field, std::string_view typed,
                                       const account& whose, const settings& workspace, const session& in) {
  const std::string_view address = whose.email;
  return parse_password(
      errors, field, typed,
      {whose.username, workspace.portal_name, whose.first_name, whose.last_name, address.substr(0, address.find('@'))},
      in);
}

given_reason read_reason(form_errors& wrong, std::string_view typed, const session& in) {
  constexpr std::size_t reason_code_points_max = 500;
  given_reason out;
  auto line = parse_line(typed, reason_code_points_max, in.ports().text);
  if (!line && line.assume_error().code == errc::required) return out;  // blanks are no reason either
  auto reason = wrong.take("reason", std::move(line));
  if (!reason) return out;
  out.text = *std::move(reason);
  out.digest.octets = in.keys().digest(digest_purpose::note, in.by().workspace, out.text);
  return out;
}

result<given_reason> parse_reason(std::string_view typed, const session& in) {
  form_errors wrong;
  auto out = read_reason(wrong, typed, in);
  if (wrong.failed()) return std::move(wrong).as_failure();
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
    if (auto read = errors.take(field, parse_domain(one, in.ports().text))) out.push_back(*std::move(read));
  }
  return out;
}

uuid digest_id(const session& in, digest_purpose purpose, std::string_view of) {
  const auto digest = in.keys().digest(purpose, in.by().workspace, of);
  return *uuid::from_bytes(std::string_view{digest}.substr(digest.size() - 16));
}

uuid mail_budget_id(const session& in, const email& to, mail_sort of) {
  constexpr std::string_view suffixes[] = {"", " reset", " own", " firm"};
  const auto hour = std::to_string(in.now().us / mail_budget_window.us);
  return digest_id(in, digest_purpose::mailbox,
                   to.mailbox_key().append(1, ' ').append(hour).append(suffixes[static_cast<std::size_t>(of)]));
}

result<> hash_once(std::string& phc, const password& typed, const session& in) {
  if (!phc.empty()) return success();
  PARVIS_TRY(phc, in.ports().hasher->hash(typed.reveal(), in.salt()));
  return success();
}

}  // namespace parvis::inline v1::detail
