// SPDX-License-Identifier: BSL-1.0
// A workspace and its settings.
#include <deque>
#include <memory>

#include "tool.hpp"

namespace console {

namespace {

// --- settings ---

/// What changed settings point to, as long as they are asked with.
struct kept_values {
  std::deque<std::string> texts;
  std::deque<std::vector<parvis_text>> lists;
  std::deque<std::vector<parvis_uuid>> ids;
  std::deque<std::vector<parvis_field_rule>> fields;
  std::deque<std::vector<parvis_consent_rule>> consents;

  parvis_text text(std::string of) { return text_of(texts.emplace_back(std::move(of))); }
  std::vector<parvis_text>& split(std::string_view typed) {
    auto& out = lists.emplace_back();
    for (std::size_t at = 0; at < typed.size();) {
      const auto end = std::min(typed.find(',', at), typed.size());
      out.push_back(text(std::string(typed.substr(at, end - at))));
      at = end + 1;
    }
    return out;
  }
  std::vector<parvis_text>& list(const json& of) {
    auto& out = lists.emplace_back();
    for (const auto& one : of) out.push_back(text(one.get<std::string>()));
    return out;
  }
};

struct setting {
  std::string_view name;
  void (*set)(parvis_settings&, const std::string&, kept_values&, door&);
};

template <parvis_text parvis_settings::* Member>
void set_text(parvis_settings& in, const std::string& to, kept_values& kept, door&) {
  in.*Member = kept.text(to);
}
template <auto Member, const auto& Among>
void set_word(parvis_settings& in, const std::string& to, kept_values&, door&) {
  in.*Member = number_of(Among, to);
}
/// None of them may be zero, and for some the library would take it for its default.
std::int64_t not_zero(std::int64_t typed) {
  if (typed == 0) throw usage_error{"cannot be zero"};
  return typed;
}
template <auto Member>
void set_span(parvis_settings& in, const std::string& to, kept_values&, door&) {
  in.*Member = not_zero(span_of(to));
}
template <auto Member>
void set_integer(parvis_settings& in, const std::string& to, kept_values&, door&) {
  in.*Member = not_zero(integer_of(to));
}
template <auto Items, auto Count>
void set_list(parvis_settings& in, const std::string& to, kept_values& kept, door&) {
  const auto& list = kept.split(to);
  in.*Items = list.data();
  in.*Count = list.size();
}

void set_approvers(parvis_settings& in, const std::string& to, kept_values& kept, door& at) {
  auto& ids = kept.ids.emplace_back();
  for (const auto& one : kept.split(to)) ids.push_back(at.account(string_of(one)));
  in.approvers = ids.data();
  in.approver_count = ids.size();
}

json list_in(const std::string& typed) {
  auto out = json::parse(typed, nullptr, false);
  if (!out.is_array()) throw usage_error{"a JSON list as `settings show --json` prints it is wanted"};
  return out;
}

void set_fields(parvis_settings& in, const std::string& to, kept_values& kept, door&) {
  auto& rules = kept.fields.emplace_back();
  for (const auto& one : list_in(to)) {
    const auto& choices = kept.list(one.value("choices", json::array()));
    rules.push_back({.name = kept.text(one.at("name")),
                     .requirement = number_of(requirements, one.value("requirement", "optional")),
                     .asked_of = number_of(field_audiences, one.value("asked_of", "portal")),
                     .choices = choices.data(),
                     .choice_count = choices.size()});
  }
  in.fields = rules.data();
  in.field_count = rules.size();
}
void set_consents(parvis_settings& in, const std::string& to, kept_values& kept, door&) {
  auto& rules = kept.consents.emplace_back();
  for (const auto& one : list_in(to)) {
    rules.push_back({.name = kept.text(one.at("name")),
                     .version = kept.text(one.at("version")),
                     .requirement = number_of(requirements, one.value("requirement", "optional")),
                     .reserved = 0});
  }
  in.consents = rules.data();
  in.consent_count = rules.size();
}

using s = parvis_settings;
constexpr setting settings[] = {
    {"portal_name", set_text<&s::portal_name>},
    {"portal_url", set_text<&s::portal_url>},
    {"support_contact", set_text<&s::support_contact>},
    {"default_language", set_text<&s::default_language>},
    {"languages", set_list<&s::languages, &s::language_count>},
    {"signup_policy", set_word<&s::signup_policy, signup_policies>},
    {"approval", set_word<&s::approval, approval_modes>},
    {"approvers", set_approvers},
    {"email_proof", set_word<&s::email_proof, switches>},
    {"when_no_seat", set_word<&s::when_no_seat, no_seat_policies>},
    {"reapplication", set_word<&s::reapplication, reapplications>},
    {"reapplication_cooldown", set_span<&s::reapplication_cooldown_us>},
    {"allowed_domains", set_list<&s::allowed_domains, &s::allowed_domain_count>},
    {"denied_domains", set_list<&s::denied_domains, &s::denied_domain_count>},
    {"reserved_usernames", set_list<&s::reserved_usernames, &s::reserved_username_count>},
    {"invite_lifetime", set_span<&s::invite_lifetime_us>},
    {"email_proof_lifetime", set_span<&s::email_proof_lifetime_us>},
    {"link_pattern", set_text<&s::link_pattern>},
    {"password_reset_lifetime", set_span<&s::password_reset_lifetime_us>},
    {"approval_lifetime", set_span<&s::approval_lifetime_us>},
    {"approval_reminder_interval", set_span<&s::approval_reminder_interval_us>},
    {"fields", set_fields},
    {"consents", set_consents},
    {"mails_per_address_max", set_integer<&s::mails_per_address_max>},
    {"seniorities", set_list<&s::seniorities, &s::seniority_count>},
    {"seniority_optional", set_word<&s::seniority_optional, switches>},
    {"access_requests", set_word<&s::access_requests, access_requests>},
    {"failures_per_source_max", set_integer<&s::failures_per_source_max>},
    {"signup_requires", set_text<&s::signup_requires>},
    {"order_lifetime", set_span<&s::order_lifetime_us>},
    {"ban_frees_seat", set_word<&s::ban_frees_seat, switches>},
};

void change(parvis_settings& in, const std::string& typed, kept_values& kept, door& at) {
  const auto [name, to] = assignment_of(typed);
  const auto* const found = std::ranges::find(settings, name, &setting::name);
  if (found == std::end(settings)) throw usage_error{"there is no setting \"" + name + "\""};
  try {
    found->set(in, to, kept, at);
  } catch (const usage_error& why) {
    throw usage_error{name + ": " + why.what};
  } catch (const json::exception&) {
    throw usage_error{name + ": as `settings show --json` prints it"};
  }
}

// --- a new workspace ---

struct first_words {
  std::string name, url, first_name, last_name, email, username, language, password_file;
  std::string access = "core";
  std::vector<std::string> seats{"core=1"};
};

answer set_up(door& at, const first_words& given) {
  const auto password = read_password(given.password_file);
  std::vector<parvis_seat_grant> grants;
  std::deque<std::string> skus;
  for (const auto& one : given.seats) {
    const auto [sku, quantity] = assignment_of(one);
    grants.push_back(sized<parvis_seat_grant>());
    grants.back().sku = text_of(skus.emplace_back(sku));
    grants.back().quantity = integer_of(quantity);
  }
  std::vector<const parvis_seat_grant*> list;
  for (const auto& one : grants) list.push_back(&one);
  auto request = sized<parvis_set_up_request>();
  request.access = access_of(given.access);
  request.portal_name = text_of(given.name);
  request.portal_url = text_of(given.url);
  request.default_language = text_of(given.language);
  request.first_name = text_of(given.first_name);
  request.last_name = text_of(given.last_name);
  request.email = text_of(given.email);
  request.username = text_of(given.username);
  request.password = text_of(password);
  request.grants = list.data();
  request.grant_count = list.size();
  at.make_store();
  const auto made = at.operate(parvis_set_up, &request);
  return {
      json{{"administrator", string_of(made->administrator)},
           {"groups", {{"administrators", string_of(made->administrators)}, {"members", string_of(made->members)}}}}};
}

}  // namespace

void add_firm(tool& to) {
  const auto first = std::make_shared<first_words>();
  auto& init =
      to.command(to.root(), "init", "Sets up a workspace and its first administrator; makes the store and its keys",
                 [first](door& at) { return set_up(at, *first); });
  init.add_option("--name", first->name, "Of the portal")->required();
  init.add_option("--url", first->url, "Its address, https")->required();
  init.add_option("--first-name", first->first_name, "Of the first administrator")->required();
  init.add_option("--last-name", first->last_name, "Likewise")->required();
  init.add_option("--email", first->email, "Likewise")->required();
  init.add_option("--username", first->username, "Likewise")->required();
  init.add_option("--password-file", first->password_file, "Its first line; - is standard input; else you are asked");
  init.add_option("--default-language", first->language, "en, fr, ar");
  init.add_option("--access", first->access, "Of the first administrator: core, contract or both")
      ->capture_default_str();
  init.add_option("--seats", first->seats, "SKU=QUANTITY, several times")->capture_default_str();

  auto& settings_chapter = to.chapter(to.root(), "settings", "The portal's configuration");
  to.command(settings_chapter, "show", "All of them",
             [](door& at) { return answer{shape(*at.ask(parvis_view_settings))}; });
  struct changes {
    std::vector<std::string> typed;
    bool dry_run = false;
  };
  const auto wanted = std::make_shared<changes>();
  auto& set = to.command(settings_chapter, "set", "Changes settings, and says what that touches", [wanted](door& at) {
    const auto now = at.ask(parvis_view_settings);
    kept_values kept;
    for (const auto& one : wanted->typed) change(*now, one, kept, at);
    const parvis_settings* const as = now.get();
    if (wanted->dry_run) return answer{json{{"impact", shape(*at.ask(parvis_preview_settings, as))}}};
    const auto changed = at.ask(parvis_change_settings, as);
    return answer{json{{"impact", shape(*changed->impact)}, {"settings", shape(*changed->settings)}}};
  });
  set.add_option("changes", wanted->typed, "NAME=VALUE; a list is separated by commas")->required();
  set.add_flag("--dry-run", wanted->dry_run, "Only says what it would touch");
}

}  // namespace console
