// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/messages.hpp"
#include "parvis/model/invite.hpp"
#include "parvis/rules/accounts.hpp"
#include "parvis/rules/forms.hpp"
#include "parvis/rules/links.hpp"
#include "parvis/rules/throttle.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/sku.hpp"
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

/// How a link goes on after the portal's address: a path, `{page}` and `{token}` once each, and nothing that could lead
/// it elsewhere.
inline bool is_link_pattern(std::string_view pattern) {
  if (pattern.size() > 100 || !pattern.starts_with('/')) return false;
  std::string rest{pattern};
  for (const auto mark : {page_mark, token_mark}) {
    const auto at = rest.find(mark);
    if (at == rest.npos) return false;
    rest.replace(at, mark.size(), "x");
  }
  if (rest.find("..") != rest.npos || rest.find("//") != rest.npos) return false;
  return std::all_of(rest.begin(), rest.end(), [](char c) {
    return is_ascii_alphanumeric(c) || std::string_view("/-._~?#=&").find(c) != std::string_view::npos;
  });
}

/// Every approver is a row of the batches that name them.
inline constexpr std::size_t approvers_max = 32;
inline constexpr std::size_t fields_max = 32;
inline constexpr std::size_t choices_max = 64;
inline constexpr std::size_t consents_max = 16;
inline constexpr std::size_t choice_code_points_max = 100;
inline constexpr std::size_t version_code_points_max = 64;
inline constexpr std::size_t seniorities_max = 64;
inline constexpr std::size_t seniority_code_points_max = 64;

namespace detail {

/// Takes a line of text as it is to be kept; what is refused stays as it was typed.
inline void take_line(form_errors& errors, std::string_view field, std::string& text, std::size_t code_points_max,
                      const text_policy* policy) {
  if (auto line = errors.take(field, parse_line(text, code_points_max, policy))) text = *std::move(line);
}

/// Names that are well formed, each once, and not too many.
inline void check_names(form_errors& errors, std::string_view field, std::vector<std::string> names, std::size_t most) {
  if (names.size() > most) errors.add(field, errc::out_of_range);
  for (const auto& one : names) {
    if (!is_field_name(one)) errors.add(field, failure{errc::character_not_allowed, {}, one});
  }
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) errors.add(field, errc::given_twice);
}

inline void check_form_rules(form_errors& errors, settings& wanted, const text_policy* policy) {
  std::vector<std::string> names;
  for (auto& rule : wanted.fields) {
    names.push_back(rule.name);
    if (rule.choices.size() > choices_max) errors.add("fields", errc::out_of_range);
    for (auto& choice : rule.choices) take_line(errors, "fields", choice, choice_code_points_max, policy);
    auto choices = rule.choices;
    std::sort(choices.begin(), choices.end());
    if (std::adjacent_find(choices.begin(), choices.end()) != choices.end()) errors.add("fields", errc::given_twice);
  }
  check_names(errors, "fields", std::move(names), fields_max);
  names.clear();
  for (auto& rule : wanted.consents) {
    names.push_back(rule.name);
    take_line(errors, "consents", rule.version, version_code_points_max, policy);
  }
  check_names(errors, "consents", std::move(names), consents_max);
}

inline void check_seniorities(form_errors& errors, settings& wanted, const text_policy* policy) {
  if (wanted.seniorities.size() > seniorities_max) errors.add("seniorities", errc::out_of_range);
  for (auto& one : wanted.seniorities) take_line(errors, "seniorities", one, seniority_code_points_max, policy);
  auto sorted = wanted.seniorities;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) errors.add("seniorities", errc::given_twice);
}

inline void check_durations(form_errors& errors, const settings& wanted) {
  struct bounds {
    std::string_view field;
    duration value, least, most;
  };
  for (const auto& one : {
           bounds{"invite_lifetime", wanted.invite_lifetime, minutes(5), days(366)},
           bounds{"email_proof_lifetime", wanted.email_proof_lifetime, minutes(5), days(366)},
           bounds{"password_reset_lifetime", wanted.password_reset_lifetime, minutes(1), hours(24)},
           bounds{"approval_lifetime", wanted.approval_lifetime, hours(1), days(366)},
           bounds{"approval_reminder_interval", wanted.approval_reminder_interval, hours(1), days(366)},
           bounds{"order_lifetime", wanted.order_lifetime, minutes(5), days(366)},
           bounds{"reapplication_cooldown", wanted.reapplication_cooldown, hours(1), days(3660)},
       }) {
    if (one.value < one.least || one.value > one.most) errors.add(one.field, errc::out_of_range);
  }
}

}  // namespace detail

/// What of the settings can be judged without the store, every error of the form at once. Lines of text become what is
/// kept: trimmed, and in form C where there is a policy.
inline form_errors check_settings(settings& wanted, const text_policy* policy = nullptr) {
  form_errors errors;
  detail::take_line(errors, "portal_name", wanted.portal_name, 100, policy);
  if (!is_portal_url(wanted.portal_url)) errors.add("portal_url", errc::url_invalid);
  if (!is_link_pattern(wanted.link_pattern)) errors.add("link_pattern", errc::pattern_invalid);
  if (!wanted.support_contact.empty()) {
    detail::take_line(errors, "support_contact", wanted.support_contact, 200, policy);
  }
  if (!wanted.signup_requires.empty()) {
    if (auto sku = errors.take("signup_requires", parse_sku(wanted.signup_requires))) {
      wanted.signup_requires = *std::move(sku);
    }
  }
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
  if (names_one_twice(wanted.approvers)) errors.add("approvers", errc::given_twice);
  detail::check_durations(errors, wanted);
  if (wanted.mails_per_address_max < 1 || wanted.mails_per_address_max > 100) {
    errors.add("mails_per_address_max", errc::out_of_range);
  }
  if (wanted.failures_per_source_max != source_failures_max(wanted)) {
    errors.add("failures_per_source_max", errc::out_of_range);
  }
  const auto domains = [&](std::string_view field, const std::vector<std::string>& list) {
    for (const auto& one : list) {
      if (const auto read = parse_domain(one, policy); !read || read.assume_value() != one) {
        errors.add(field, failure{errc::domain_invalid, {}, one});
      }
    }
  };
  domains("allowed_domains", wanted.allowed_domains);
  domains("denied_domains", wanted.denied_domains);
  for (auto& word : wanted.reserved_usernames) detail::take_line(errors, "reserved_usernames", word, 64, policy);
  detail::check_form_rules(errors, wanted, policy);
  detail::check_seniorities(errors, wanted, policy);
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

/// Whether the approvers may be who is wanted: whoever is named anew is an active user, and whoever is to decide from
/// now on has at least one such among them. One who was named before and has gone since, or all of them, is in no other
/// change's way: the administrators decide meanwhile.
inline bool may_be_approvers(const settings_facts& facts, const settings& wanted) {
  const auto is_active = [&](account_id id) {
    return std::ranges::any_of(facts.approvers,
                               [&](const account& one) { return one.id == id && is_active_user(one); });
  };
  const bool unchanged = wanted.approval == facts.current.approval && wanted.approvers == facts.current.approvers;
  if (!unchanged && wanted.approval == approval_mode::by_user && std::ranges::none_of(wanted.approvers, is_active)) {
    return false;
  }
  return std::ranges::all_of(wanted.approvers,
                             [&](account_id id) { return names(facts.current.approvers, id) || is_active(id); });
}

/// New settings. They bind what is decided from now on; what is pending stays pending. Where an approver is left out,
/// whoever decides from now on is told, for the requests that are open are theirs.
inline result<decision<settings>> change_settings(const settings_facts& facts, const settings& wanted, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (wanted.revision != facts.current.revision) return failure{errc::stale};
  if (!may_be_approvers(facts, wanted)) return failure{errc::approver_required, "approvers"};
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
  for (const auto& before : facts.current.approvers) {
    if (!names(wanted.approvers, before)) {
      out.operations.push_back(queue_notice(at, effect::mail_approvals_reassigned, before, addressee::deciders));
      break;
    }
  }
  return out;
}

/// Whether somebody with an address of this domain may sign up here. Exact labels only, never a suffix.
inline bool domain_allowed(std::string_view domain, const settings& workspace, const std::optional<invite>& link) {
  const auto passes = [&](const std::vector<std::string>& allowed) {
    return allowed.empty() || domain_matches(domain, allowed);
  };
  return passes(workspace.allowed_domains) && !domain_matches(domain, workspace.denied_domains) &&
         (!link || passes(link->allowed_domains));
}

/// Whether the domains of the workspace leave nobody who could use this link.
inline bool leaves_nobody(const settings& workspace, const invite& link) {
  if (!link.email_key.empty()) {
    return !domain_allowed(std::string_view(link.email_key).substr(link.email_key.find('@') + 1), workspace, {});
  }
  return !link.allowed_domains.empty() &&
         std::none_of(link.allowed_domains.begin(), link.allowed_domains.end(),
                      [&](const auto& domain) { return domain_allowed(domain, workspace, {}); });
}

/// The open links, and how many people wait for a decision or a license.
struct impact_facts {
  std::vector<invite> open_links;
  std::size_t pending = 0;
  std::size_t waiting = 0;
  std::size_t access_requests = 0;
};

/// What a change of settings touches.
inline settings_impact impact_of(const settings& before, const settings& wanted, const impact_facts& facts,
                                 instant now) {
  settings_impact out{.pending = facts.pending, .waiting = facts.waiting, .access_requests = facts.access_requests};
  bool alive = false;
  for (const auto& link : facts.open_links) {
    if (refusal_of(link, link.generation, now) != link_refusal::none) continue;
    const bool dead = leaves_nobody(wanted, link);
    if (dead && !leaves_nobody(before, link)) out.dead_links.push_back(link.id);
    alive = alive || !dead;
  }
  if (wanted.email_proof == email_proof::off) out.warnings.push_back(settings_warning::known_addresses_show);
  if (wanted.portal_url != before.portal_url || wanted.link_pattern != before.link_pattern) {
    out.warnings.push_back(settings_warning::links_move);
  }
  if (wanted.signup_policy == signup_policy::none && !alive) {
    out.warnings.push_back(settings_warning::nobody_can_sign_up);
  }
  return out;
}

}  // namespace parvis::inline v1
