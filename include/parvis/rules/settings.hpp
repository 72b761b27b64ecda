// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/messages.hpp"
#include "parvis/rules/accounts.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// 1 to 65535, in digits.
constexpr bool is_port(std::string_view text) noexcept {
  unsigned number = 0;
  for (const char c : text) {
    if (!is_ascii_digit(c) || text.size() > 5) return false;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number >= 1 && number <= 65535;
}

/// https, a host, perhaps a port and a path; nothing that could end a link early or lead it elsewhere: no user
/// information, query, fragment, dot segment or character outside RFC 3986's unreserved ones (ASVS 1.2.2).
constexpr bool is_portal_url(std::string_view url) noexcept {
  constexpr std::string_view scheme = "https://";
  if (url.size() > 200 || !url.starts_with(scheme)) return false;
  const auto rest = url.substr(scheme.size());
  if (rest.empty() || !is_ascii_alphanumeric(rest.front()) || rest.back() == '/') return false;
  if (rest.find("..") != rest.npos || rest.find("//") != rest.npos) return false;
  const auto authority = rest.substr(0, rest.find('/'));
  const auto host = authority.substr(0, authority.find(':'));
  if (host.size() < authority.size() && !is_port(authority.substr(host.size() + 1))) return false;
  const auto all_of = [](std::string_view text, std::string_view also) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_ascii_alphanumeric(c) || also.find(c) != also.npos; });
  };
  return all_of(host, "-.") && all_of(rest.substr(authority.size()), "-./_~");
}

inline bool names_one_twice(std::vector<account_id> ids) {
  std::sort(ids.begin(), ids.end());
  return std::adjacent_find(ids.begin(), ids.end()) != ids.end();
}

/// Every approver is a row of the batches that name or write to them.
inline constexpr std::size_t approvers_max = 32;

/// What of the settings can be judged without the store. Every error of the form at once.
inline form_errors check_settings(const settings& wanted, const text_policy* policy = nullptr) {
  form_errors errors;
  errors.take("portal_name", parse_line(wanted.portal_name, 100, policy));
  if (!is_portal_url(wanted.portal_url)) errors.add("portal_url", errc::url_invalid);
  if (!wanted.support_contact.empty()) errors.take("support_contact", parse_line(wanted.support_contact, 200, policy));
  const auto offered = [&](std::string_view one) {
    return std::find(wanted.languages.begin(), wanted.languages.end(), one) != wanted.languages.end();
  };
  for (const auto& one : wanted.languages) {
    if (std::find(built_in_languages.begin(), built_in_languages.end(), one) == built_in_languages.end()) {
      errors.add("languages", failure{errc::language_not_offered, {}, one});
    }
  }
  if (!offered(wanted.default_language)) errors.add("default_language", errc::language_not_offered);
  if (wanted.approval == approval_mode::by_user && wanted.approvers.empty()) {
    errors.add("approvers", errc::approver_required);
  }
  if (wanted.approvers.size() > approvers_max) errors.add("approvers", errc::out_of_range);
  if (names_one_twice(wanted.approvers)) errors.add("approvers", errc::invalid_argument);
  const auto lifetime = [&](std::string_view field, duration value) {
    if (value < minutes(5) || value > days(366)) errors.add(field, errc::out_of_range);
  };
  lifetime("invite_lifetime", wanted.invite_lifetime);
  lifetime("email_proof_lifetime", wanted.email_proof_lifetime);
  const auto domains = [&](std::string_view field, const std::vector<std::string>& list) {
    for (const auto& one : list) {
      if (const auto probe = email::parse("postmaster@" + one, policy);
          !probe || probe.assume_value().domain() != one) {
        errors.add(field, failure{errc::email_invalid, {}, one});
      }
    }
  };
  domains("allowed_domains", wanted.allowed_domains);
  domains("denied_domains", wanted.denied_domains);
  for (const auto& word : wanted.reserved_usernames) errors.take("reserved_usernames", parse_line(word, 64));
  // An enumerator that is none would make a row that nobody can read again. A text that is none was told of above.
  if (const auto kept = from_row<settings>(to_row(wanted)); !kept && !errors.failed()) {
    errors.add(kept.assume_error().detail, errc::out_of_range);
  }
  return errors;
}

struct settings_facts {
  parvis::settings current;
  actor_facts actor;
  std::vector<account> approvers;  ///< those of the wanted settings that exist
};

/// New settings. They bind what is decided from now on; what is pending stays pending.
inline result<decision<settings>> change_settings(const settings_facts& facts, const settings& wanted, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (wanted.revision != facts.current.revision) return failure{errc::stale};
  const bool all_may = facts.approvers.size() == wanted.approvers.size() &&
                       std::all_of(facts.approvers.begin(), facts.approvers.end(), is_active_user);
  if (!all_may) return failure{errc::approver_required, "approvers"};
  decision<settings> out{actor_unchanged(facts.actor), wanted};
  for (const auto& approver : facts.approvers) {
    if (approver.id != facts.actor.who->id) out.operations.push_back(unchanged(approver));
  }
  auto change = changing(facts.current, wanted);
  if (change.set.empty()) return decision<settings>{{}, facts.current};
  ++out.reply.revision;
  append(out.operations,
         {std::move(change), record(at, {.what = event_type::settings_changed,
                                         .subject = settings_row,
                                         .actor = facts.actor.who->id,
                                         .settings_revision = static_cast<std::int64_t>(out.reply.revision)})});
  return out;
}

}  // namespace parvis::inline v1
