// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/settings.hpp"

#include "line_check.hpp"
#include "mails/render.hpp"
#include "parvis/model/check.hpp"

// Input: digits for the enumerators, then a line for each other member, in their order; lists have their items between
// blanks.

using namespace parvis;

namespace {

template <class Item>
std::vector<Item> list_from(std::string_view line) {
  std::vector<Item> out;
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    if constexpr (std::is_same_v<Item, std::string>) {
      out.emplace_back(line.substr(0, end));
    } else {
      out.push_back(Item{uuid::well_known(end > 0 ? static_cast<std::uint8_t>(line.front()) : std::uint8_t{0})});
    }
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return out;
}

settings settings_from(fuzz::input& in) {
  settings out;
  out.revision = 1;
  out.signup_policy = static_cast<signup_policy>(in.below(6));
  out.approval = static_cast<approval_mode>(in.below(6));
  out.email_proof = static_cast<email_proof>(in.below(6));
  out.when_no_seat = static_cast<no_seat_policy>(in.below(6));
  out.portal_url = in.line();
  out.portal_name = in.line();
  out.support_contact = in.line();
  out.default_language = in.line();
  out.languages = list_from<std::string>(in.line());
  out.allowed_domains = list_from<std::string>(in.line());
  out.denied_domains = list_from<std::string>(in.line());
  out.reserved_usernames = list_from<std::string>(in.line());
  out.approvers = list_from<account_id>(in.line());
  out.invite_lifetime = {in.number()};
  out.email_proof_lifetime = {in.number()};
  return out;
}

/// A link made from an address that was accepted leads to that host and to nowhere else, and mail can carry it.
void check_url(std::string_view url) {
  if (!is_portal_url(url)) return;
  PARVIS_HOLDS(url.starts_with("https://") && url.size() <= 200);
  PARVIS_HOLDS(url.find_first_of(" \"'<>@?#\\%\t\r\n;,&") == url.npos);
  const mail_facts facts{
      .portal_name = "Firm", .portal_url = std::string(url), .link = std::string(url) + "/verify?token=v1._-"};
  const auto mail = render(effect::mail_verify_email, "en", facts).value();
  PARVIS_HOLDS(mail.text.find(facts.link + "\n") != std::string::npos);
  const auto id = message_id({}, url).value().text();
  const auto host = id.substr(id.find('@') + 1, id.size() - id.find('@') - 2);
  PARVIS_HOLDS(("https://" + host == url) || url.starts_with("https://" + host + "/") ||
               url.starts_with("https://" + host + ":"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_url(fuzz::input(data, size).rest());
  fuzz::input in(data, size);
  auto wanted = settings_from(in);
  check_url(wanted.portal_url);
  auto errors = check_settings(wanted);
  if (errors.failed()) {
    const auto why = std::move(errors).as_failure();
    PARVIS_HOLDS(why.code == errc::invalid_form && !why.fields.empty());
    for (const auto& one : why.fields) PARVIS_HOLDS(!one.field.empty() && name(one.code) != "unknown");
    return 0;
  }
  // What was accepted can be kept, comes back the same, and can be written into every mail.
  PARVIS_HOLDS(is_portal_url(wanted.portal_url));
  PARVIS_HOLDS(!defect_of(batch{uuid::well_known(1), {1}, {inserting(wanted)}}));
  auto kept = from_row<settings>(to_row(wanted)).value();
  PARVIS_HOLDS(to_row(kept).values == to_row(wanted).values);
  PARVIS_HOLDS(kept.allowed_domains == wanted.allowed_domains && kept.denied_domains == wanted.denied_domains);
  PARVIS_HOLDS(kept.reserved_usernames == wanted.reserved_usernames && kept.languages == wanted.languages);
  PARVIS_HOLDS(kept.approvers == wanted.approvers && !check_settings(kept).failed());
  for (const auto& domain : wanted.denied_domains) {
    PARVIS_HOLDS(domain_matches(email::parse("somebody@" + domain).value().domain(), wanted.denied_domains));
  }
  const mail_facts facts{
      .portal_name = wanted.portal_name, .portal_url = wanted.portal_url, .support_contact = wanted.support_contact};
  for (const auto what : mail_effects) {
    auto about = facts;
    about.applicant_name = about.reason = "x";
    PARVIS_HOLDS(render(what, wanted.default_language, about).has_value());
  }
  return 0;
}
