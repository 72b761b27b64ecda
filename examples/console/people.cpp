// SPDX-License-Identifier: BSL-1.0
// Sign-ups and what becomes of them; the life of accounts.
#include <functional>
#include <memory>
#include <optional>

#include "tool.hpp"

namespace console {

namespace {

const std::vector<std::string>& account_columns() {
  static const std::vector<std::string> out{"username", "email", "first_name", "last_name",
                                            "kind",     "state", "access",     "id"};
  return out;
}

template <class... Parameters, class... Given>
answer about_account(door& at, parvis_status (*call)(Parameters...), Given... with) {
  return {shape(*at.ask(call, with...))};
}

template <class Page>
answer counted(const Page& page) {
  auto value = page_of(page);
  value["count"] = page.count;
  tell_capped(value, {"count"});
  return {std::move(value), account_columns()};
}

answer list_accounts(door& at, std::int32_t state, const paging& pages) {
  auto request = sized<parvis_list_accounts_request>();
  request.state = state;
  request.count_cap = counted_at_most;
  pages.ask(request);
  return counted(*at.ask(parvis_list_accounts, &request));
}

/// One row for each of them.
answer outcomes(const parvis_account_outcome_list& list) {
  answer out{shapes(list.items, list.item_count), {"account", "status", "state", "error"}};
  for (const auto* const one : std::span(list.items, list.item_count)) {
    if (one->status != PARVIS_DONE) out.status = exit_status::refused;
  }
  return out;
}

// --- searching ---

struct search_words {
  std::vector<std::string> states, kinds;
  std::string access, group, invite, decided_by, company, text, begins_with, bans = "any", sort = "created";
  bool descending = false;
  paging pages{};

  void offer(tool& to, CLI::App& of) {
    to.choose(of, "--state", states, listed_states, "In any of these");
    to.choose(of, "--kind", kinds, account_kinds, "Any of these");
    of.add_option("--access", access, "They have all of this");
    of.add_option("--group", group, "By name or id");
    of.add_option("--invite", invite, "The id of the link that brought them");
    of.add_option("--decided-by", decided_by, "Who approved or refused them");
    to.choose(of, "--bans", bans, ban_filters, "By whether they are banned")->capture_default_str();
    of.add_option("--company", company, "The whole name");
    of.add_option("--text", text, "Words, each part of a name, the address, the username or the code");
  }
};

/// What is looked for, and what that points to.
struct account_filter {
  std::vector<std::int32_t> states, kinds;
  parvis_account_filter which = sized<parvis_account_filter>();

  account_filter(door& at, const search_words& given) {
    for (const auto& one : given.states) states.push_back(number_of(account_states, one));
    for (const auto& one : given.kinds) kinds.push_back(number_of(account_kinds, one));
    which.states = states.data();
    which.state_count = states.size();
    which.kinds = kinds.data();
    which.kind_count = kinds.size();
    if (!given.access.empty()) which.access = access_of(given.access);
    if (!given.group.empty()) which.group = at.group(given.group);
    if (!given.invite.empty()) which.invite = id_of(given.invite);
    if (!given.decided_by.empty()) which.decided_by = at.account(given.decided_by);
    which.bans = number_of(ban_filters, given.bans);
    which.company = text_of(given.company);
    which.text = text_of(given.text);
    which.begins_with = text_of(given.begins_with);
  }
};

answer search(door& at, const search_words& given) {
  const account_filter filter(at, given);
  auto request = sized<parvis_search_accounts_request>();
  request.which = &filter.which;
  request.sort = number_of(account_sorts, given.sort);
  request.direction = given.descending ? PARVIS_DIRECTION_DESCENDING : PARVIS_DIRECTION_ASCENDING;
  request.count_cap = counted_at_most;
  given.pages.ask(request);
  return counted(*at.ask(parvis_search_accounts, &request));
}

answer count_accounts(door& at, const search_words& given) {
  const account_filter filter(at, given);
  auto request = sized<parvis_count_accounts_request>();
  request.which = &filter.which;
  request.count_cap = counted_at_most;
  const auto counts = at.ask(parvis_count_accounts, &request);
  answer out{json{{"total", counts->total}, {"items", json::array()}, {"capped", json::array()}}, {"state", "count"}};
  for (const auto& one : std::span(counts->by, counts->by_count)) {
    auto& row =
        out.value["items"].emplace_back(json{{"state", name_of(account_states, one.state)}, {"count", one.count}});
    tell_capped(row, {"count"});
    if (!row["capped"].empty()) out.value["capped"] = {"total"};
  }
  return out;
}

// --- deciding ---

struct decision_words {
  std::vector<std::string> people, reservations;
  std::string reason;
  bool silent = false, all = false;
  std::size_t limit = 1000;
};

std::vector<parvis_uuid> ids_in(const std::vector<std::string>& typed) {
  std::vector<parvis_uuid> out;
  for (const auto& one : typed) out.push_back(id_of(one));
  return out;
}

template <class Request>
std::vector<const Request*> pointers_to(const std::vector<Request>& list) {
  std::vector<const Request*> out;
  for (const auto& one : list) out.push_back(&one);
  return out;
}

/// Asks for everybody who is found of those that are named; one row for each name. `fill` says what is asked of one.
template <class Request, class Call>
answer decide(door& at, const std::vector<std::string>& people, Call call, const std::function<void(Request&)>& fill) {
  std::vector<Request> requests;
  std::vector<json> unknown(people.size());
  for (std::size_t n = 0; n < people.size(); ++n) {
    try {
      auto request = sized<Request>();
      request.account = at.account(people[n]);
      fill(request);
      requests.push_back(request);
    } catch (const call_failed& why) {
      if (why.code != PARVIS_E_NOT_FOUND) throw;
      unknown[n] = {{"account", nullptr}, {"state", nullptr}, {"status", why.told["code"]}, {"error", why.told}};
    }
  }
  const auto list = pointers_to(requests);
  const auto told = list.empty() ? json::array() : outcomes(*at.ask(call, list.data(), list.size())).value;
  answer out{json::array(), {"named", "account", "status", "state", "error"}};
  for (std::size_t n = 0, asked = 0; n < people.size(); ++n) {
    auto& row = out.value.emplace_back(unknown[n].is_null() ? told[asked++] : unknown[n]);
    row["named"] = people[n];
    if (!row["error"].is_null()) out.status = exit_status::refused;
  }
  return out;
}

answer approve(door& at, const decision_words& given) {
  if (given.all) return outcomes(*at.ask(parvis_approve_pending, given.limit));
  if (given.people.empty()) throw usage_error{"who is approved? Name them, or --all-pending"};
  const auto kept = ids_in(given.reservations);
  return decide<parvis_approve_request>(at, given.people, parvis_approve_each, [&](auto& request) {
    request.reservations = kept.data();
    request.reservation_count = kept.size();
  });
}

answer reject(door& at, const decision_words& given) {
  return decide<parvis_reject_request>(at, given.people, parvis_reject_each, [&](auto& request) {
    request.notice = given.silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
    request.reason = text_of(given.reason);
  });
}

void add_deciding(tool& to) {
  auto& sign_ups = to.chapter(to.root(), "sign-ups", "Requests that wait for whoever decides");
  const auto pages = std::make_shared<paging>();
  auto& list = to.command(sign_ups, "list", "Who waits to be approved, oldest first",
                          [pages](door& at) { return list_accounts(at, PARVIS_STATE_PENDING, *pages); });
  pages->offer(list);
  const auto shown = std::make_shared<std::string>();
  auto& show = to.command(sign_ups, "show", "All that was told", [shown](door& at) {
    const auto who = at.account(*shown);
    return about_account(at, parvis_view_account, &who);
  });
  show.add_option("who", *shown, "A username, an e-mail address or an id")->required();

  const auto approved = std::make_shared<decision_words>();
  auto& yes = to.command(to.root(), "approve", "Lets people in, or into the queue where no seat is free",
                         [approved](door& at) { return approve(at, *approved); });
  auto* const people = yes.add_option("who", approved->people, "Usernames, e-mail addresses or ids");
  auto* const all = yes.add_flag("--all-pending", approved->all,
                                 "Everybody who waits, also for another access; whose request lapses first comes first")
                        ->excludes(people);
  yes.add_option("--limit", approved->limit, "Of all who wait, so many")->capture_default_str()->needs(all);
  yes.add_option("--reservation", approved->reservations, "Takes a seat that was kept")->excludes(all);

  const auto rejected = std::make_shared<decision_words>();
  auto& no = to.command(to.root(), "reject", "Refuses people", [rejected](door& at) { return reject(at, *rejected); });
  no.add_option("who", rejected->people, "Usernames, e-mail addresses or ids")->required();
  no.add_option("--reason", rejected->reason, "The person reads it");
  no.add_flag("--silent", rejected->silent, "Nobody is told");

  const auto reopened = std::make_shared<std::string>();
  auto& again =
      to.command(to.root(), "reopen", "Lets a refused or lapsed request wait once more", [reopened](door& at) {
        auto request = sized<parvis_approve_request>();
        request.account = at.account(*reopened);
        return about_account(at, parvis_reopen, &request);
      });
  again.add_option("who", *reopened, "A username, an e-mail address or an id")->required();
}

// --- another access, asked for by who has one ---

answer list_access_requests(door& at, const paging& pages) {
  search_words asking;
  asking.states = {"active"};
  asking.sort = "decide_by";
  asking.pages = pages;
  auto out = search(at, asking);
  out.columns = {"username", "email", "kind", "access", "asked_access", "decide_by", "id"};
  return out;
}

/// About the request that is open: nothing else is granted or refused in its place.
template <class Request>
Request access_decision(door& at, std::string_view who) {
  auto out = sized<Request>();
  out.account = at.account(who);
  const auto seen = at.ask(parvis_view_account, &out.account);
  if (seen->asked_access == 0) {
    auto why = sized<parvis_error>();
    why.code = PARVIS_E_ILLEGAL_TRANSITION;
    why.message = text_of("asks for no other access");
    auto told = shape_of(&why);
    told["named"] = who;
    throw call_failed{status_of(why.code), why.code, std::move(told)};
  }
  out.access = seen->asked_access;
  out.seen = seen->revision;
  return out;
}

void add_access_requests(tool& to) {
  auto& asked = to.chapter(to.root(), "access-requests", "People of the portal who ask for another access");
  const auto pages = std::make_shared<paging>();
  auto& list = to.command(asked, "list", "Whose request lapses first comes first",
                          [pages](door& at) { return list_access_requests(at, *pages); });
  pages->offer(list);

  const auto granted = std::make_shared<std::string>();
  to.command(asked, "approve", "Gives the access that is asked for",
             [granted](door& at) {
               const auto request = access_decision<parvis_approve_access_request>(at, *granted);
               return about_account(at, parvis_approve_access, &request);
             })
      .add_option("who", *granted, "A username, an e-mail address or an id")
      ->required();

  struct refusal {
    std::string who, reason;
    bool silent = false;
  };
  const auto refused = std::make_shared<refusal>();
  auto& no = to.command(asked, "reject", "They keep the access that they have", [refused](door& at) {
    auto request = access_decision<parvis_reject_access_request>(at, refused->who);
    request.notice = refused->silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
    request.reason = text_of(refused->reason);
    return about_account(at, parvis_reject_access, &request);
  });
  no.add_option("who", refused->who, "A username, an e-mail address or an id")->required();
  no.add_option("--reason", refused->reason, "The person reads it");
  no.add_flag("--silent", refused->silent, "Nobody is told");
}

// --- people ---

struct person_words {
  std::string kind = "user", access, first_name, last_name, email, language, group, seniority, job_title, mobile,
              address, company, code, case_role = "none";
  std::vector<std::string> fields, reservations;
};

/// What the answers to fields point to.
struct kept_fields {
  explicit kept_fields(const std::vector<std::string>& typed) {
    for (const auto& one : typed) parts.push_back(assignment_of(one));
    for (const auto& one : parts) values.push_back({text_of(one.key), text_of(one.value)});
  }
  std::vector<assignment> parts;
  std::vector<parvis_field_value> values;
};

template <class Request>
void put_person(const person_words& from, const kept_fields& fields, Request& to) {
  if (!from.access.empty()) to.access = access_of(from.access);
  to.first_name = text_of(from.first_name);
  to.last_name = text_of(from.last_name);
  to.email = text_of(from.email);
  to.language = text_of(from.language);
  to.job_title = text_of(from.job_title);
  to.mobile = text_of(from.mobile);
  to.address = text_of(from.address);
  to.company = text_of(from.company);
  to.code = text_of(from.code);
  to.fields = fields.values.data();
  to.field_count = fields.values.size();
}

/// Points into what it is made of.
parvis_add_user_request user_of(door& at, const person_words& given, const kept_fields& fields,
                                const std::vector<parvis_uuid>& kept) {
  auto out = sized<parvis_add_user_request>();
  put_person(given, fields, out);
  if (!given.group.empty()) out.group = at.group(given.group);
  out.seniority = text_of(given.seniority);
  out.reservations = kept.data();
  out.reservation_count = kept.size();
  return out;
}

constexpr const char* of_users[] = {"--group", "--seniority", "--reservation"};
constexpr const char* of_the_portal[] = {"--case-role"};

answer add_person(door& at, const CLI::App& line, const person_words& given) {
  const bool portal = given.kind != "user";
  for (const auto* const option : portal ? std::span<const char* const>(of_users) : of_the_portal) {
    if (line.count(option) != 0) throw usage_error{std::string(option) + ": no " + given.kind + " has that"};
  }
  const kept_fields fields(given.fields);
  if (portal) {
    auto request = sized<parvis_add_portal_account_request>();
    put_person(given, fields, request);
    request.access = portal_access_of(given.kind, given.access);
    request.case_role = number_of(case_roles, given.case_role);
    return about_account(at, parvis_add_portal_account, &request);
  }
  const auto kept = ids_in(given.reservations);
  const auto request = user_of(at, given, fields, kept);
  return about_account(at, parvis_add_user, &request);
}

void offer_details(CLI::App& of, person_words& into) {
  of.add_option("--first-name", into.first_name);
  of.add_option("--last-name", into.last_name);
  of.add_option("--mail-language", into.language, "Of mails to them: en, fr, ar");
  of.add_option("--seniority", into.seniority, "Of users: one of the firm's");
  of.add_option("--job-title", into.job_title);
  of.add_option("--mobile", into.mobile, "With the country code");
  of.add_option("--address", into.address, "Postal");
  of.add_option("--company", into.company);
  of.add_option("--code", into.code, "Unique, for ever");
  of.add_option("--field", into.fields, "NAME=VALUE, of the firm's own fields");
}

struct edit_words {
  std::string who;
  person_words details;
};

answer edit(door& at, const CLI::App& line, const edit_words& given) {
  auto request = sized<parvis_edit_account_request>();
  request.account = at.account(given.who);
  const auto& d = given.details;
  struct member {
    const char* option;
    const std::string& typed;
    const parvis_text* parvis_edit_account_request::* to;
  };
  using r = parvis_edit_account_request;
  const member members[] = {{"--first-name", d.first_name, &r::first_name},
                            {"--last-name", d.last_name, &r::last_name},
                            {"--mail-language", d.language, &r::language},
                            {"--seniority", d.seniority, &r::seniority},
                            {"--job-title", d.job_title, &r::job_title},
                            {"--mobile", d.mobile, &r::mobile},
                            {"--address", d.address, &r::address},
                            {"--company", d.company, &r::company},
                            {"--code", d.code, &r::code}};
  std::array<parvis_text, std::size(members)> texts{};
  for (std::size_t n = 0; n < texts.size(); ++n) {
    if (line.count(members[n].option) == 0) continue;
    texts[n] = text_of(members[n].typed);
    request.*members[n].to = &texts[n];
  }
  const kept_fields fields(d.fields);
  if (!fields.values.empty()) {
    request.fields = fields.values.data();
    request.field_count = fields.values.size();
  }
  return about_account(at, parvis_edit_account, &request);
}

struct replace_words {
  std::string who, reason;
  person_words newcomer;
  bool silent = false;
};

answer replace(door& at, const replace_words& given) {
  const kept_fields fields(given.newcomer.fields);
  const auto kept = ids_in(given.newcomer.reservations);
  const auto newcomer = user_of(at, given.newcomer, fields, kept);
  auto request = sized<parvis_replace_request>();
  request.account = at.account(given.who);
  request.notice = given.silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
  request.newcomer = &newcomer;
  request.reason = text_of(given.reason);
  const auto reply = at.ask(parvis_replace, &request);
  return {json{{"left", shape(*reply->left)}, {"added", shape(*reply->added)}}};
}

void add_adding(tool& to, CLI::App& users) {
  const auto added = std::make_shared<person_words>();
  auto& add = to.command(users, "add", "Adds somebody, who is mailed a link to join; `outbox drain` sends it", {});
  to.on(add, [added, line = &add](door& at) { return add_person(at, *line, *added); });
  to.choose(add, "--kind", added->kind, account_kinds, "What they are")->capture_default_str();
  add.add_option("--email", added->email, "Where the link goes")->required();
  add.add_option("--access", added->access, "core,contract or client,collaborator");
  add.add_option("--group", added->group, "By name or id, needed for users");
  to.choose(add, "--case-role", added->case_role, case_roles, "Of the portal: opens a case with this role");
  add.add_option("--reservation", added->reservations, "Of users: takes a seat that was kept");
  offer_details(add, *added);

  const auto replaced = std::make_shared<replace_words>();
  auto& instead = to.command(users, "replace", "Deactivates one user and adds another in their place, seats and all",
                             [replaced](door& at) { return replace(at, *replaced); });
  instead.add_option("who", replaced->who, "Who goes")->required();
  instead.add_option("--email", replaced->newcomer.email, "Of who comes")->required();
  instead.add_option("--access", replaced->newcomer.access, "core,contract");
  instead.add_option("--group", replaced->newcomer.group, "By name or id")->required();
  instead.add_option("--reason", replaced->reason, "Whoever goes reads it");
  instead.add_flag("--silent", replaced->silent, "Whoever goes is not told");
  offer_details(instead, replaced->newcomer);

  const auto edited = std::make_shared<edit_words>();
  auto* const line = &to.command(users, "edit", "Changes what is known of somebody; an empty text is removed", {});
  line->add_option("who", edited->who, "A username, an e-mail address or an id")->required();
  offer_details(*line, edited->details);
  to.on(*line, [edited, line](door& at) { return edit(at, *line, *edited); });
}

struct one_person {
  std::string who, word, reason, until;
  bool silent = false;
  std::vector<std::string> reservations;
};

void add_life(tool& to, CLI::App& users) {
  const auto command = [&](const char* name, const char* help,
                           auto run) -> std::pair<CLI::App*, std::shared_ptr<one_person>> {
    const auto given = std::make_shared<one_person>();
    auto& out = to.command(users, name, help, [given, run](door& at) { return run(at, *given); });
    out.add_option("who", given->who, "A username, an e-mail address or an id")->required();
    return {&out, given};
  };
  command("show", "All that is known of somebody", [](door& at, const one_person& given) {
    const auto who = at.account(given.who);
    return about_account(at, parvis_view_account, &who);
  });
  command("resend", "Mails whoever was added another link to join", [](door& at, const one_person& given) {
    const auto who = at.account(given.who);
    return about_account(at, parvis_resend_join, &who);
  });
  command("demand-password-change", "At the next sign-in another password must be chosen",
          [](door& at, const one_person& given) {
            auto request = sized<parvis_demand_password_change_request>();
            request.account = at.account(given.who);
            return about_account(at, parvis_demand_password_change, &request);
          });
  const auto [access, access_given] =
      command("access", "Gives another access, whose seats move at once", [](door& at, const one_person& given) {
        auto request = sized<parvis_change_access_request>();
        request.account = at.account(given.who);
        request.access = access_of(given.word);
        request.notice = given.silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
        return about_account(at, parvis_change_access, &request);
      });
  access->add_option("access", access_given->word, "core,contract or client,collaborator")->required();
  access->add_flag("--silent", access_given->silent, "Nobody is told");
  const auto [privacy, privacy_given] = command("privacy", "Whether a user may read what others marked as private",
                                                [](door& at, const one_person& given) {
                                                  auto request = sized<parvis_override_privacy_request>();
                                                  request.account = at.account(given.who);
                                                  request.privacy = number_of(switches, given.word);
                                                  return about_account(at, parvis_override_privacy, &request);
                                                });
  to.choose(*privacy, "override", privacy_given->word, switches, "Whether they may")->required();

  const auto [group, group_given] =
      command("group", "Moves a user into another group", [](door& at, const one_person& given) {
        auto request = sized<parvis_change_group_request>();
        request.account = at.account(given.who);
        request.group = at.group(given.word);
        return about_account(at, parvis_change_group, &request);
      });
  group->add_option("group", group_given->word, "Its name or id")->required();
  command("permissions", "What somebody may do just now", [](door& at, const one_person& given) {
    const auto who = at.account(given.who);
    const auto list = at.ask(parvis_view_permissions, &who);
    return answer{json{{"permissions", shape_of_texts(list->words, list->word_count)}}};
  });
  const auto [ban, ban_given] = command("ban", "No sign-in from now on; they stay in the list that they are in",
                                        [](door& at, const one_person& given) {
                                          auto request = sized<parvis_ban_request>();
                                          request.account = at.account(given.who);
                                          request.reason = text_of(given.reason);
                                          if (!given.until.empty()) request.until = moment_of(given.until);
                                          request.notice = given.silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
                                          return about_account(at, parvis_ban, &request);
                                        });
  ban->add_option("--reason", ban_given->reason, "The person reads it")->required();
  ban->add_option("--until", ban_given->until, "The day or moment at which it ends; else somebody ends it");
  ban->add_flag("--silent", ban_given->silent, "Nobody is told");
  const auto [unban, unban_given] = command("unban", "Ends a ban", [](door& at, const one_person& given) {
    auto request = sized<parvis_unban_request>();
    request.account = at.account(given.who);
    request.notice = given.silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
    return about_account(at, parvis_unban, &request);
  });
  unban->add_flag("--silent", unban_given->silent, "Nobody is told");

  using move = parvis_status (*)(parvis_portal*, const parvis_caller*, const parvis_activity_request*,
                                 const parvis_account_view**, const parvis_error**);
  struct activity {
    const char *name, *help;
    move call;
  };
  constexpr activity activities[] = {
      {"deactivate", "No sign-in any more; their seats are free", parvis_deactivate},
      {"reactivate", "In again, with their seats", parvis_reactivate},
  };
  for (const auto& one : activities) {
    const auto [line, given] = command(one.name, one.help, [call = one.call](door& at, const one_person& words) {
      const auto kept = ids_in(words.reservations);
      auto request = sized<parvis_activity_request>();
      request.account = at.account(words.who);
      request.notice = words.silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
      request.reservations = kept.data();
      request.reservation_count = kept.size();
      request.reason = text_of(words.reason);
      return about_account(at, call, &request);
    });
    line->add_flag("--silent", given->silent, "Nobody is told");
    if (one.call == parvis_reactivate) {
      line->add_option("--reservation", given->reservations, "Takes a seat that was kept");
    } else {
      line->add_option("--reason", given->reason, "The person reads it");
    }
  }
}

}  // namespace

void add_people(tool& to) {
  add_deciding(to);
  add_access_requests(to);
  auto& users = to.chapter(to.root(), "users", "Everybody who can sign in, or may one day");
  const auto listed = std::make_shared<search_words>();
  auto& list = to.command(users, "list", "Everybody but who was erased, or those of them that are looked for",
                          [listed](door& at) { return search(at, *listed); });
  listed->offer(to, list);
  to.choose(list, "--sort", listed->sort, account_sorts, "By what they are sorted")->capture_default_str();
  list.add_flag("--descending", listed->descending, "The greatest first");
  list.add_option("--begins-with", listed->begins_with, "The last name or the address, by whichever they are sorted");
  listed->pages.offer(list);
  const auto counted = std::make_shared<search_words>();
  auto& count = to.command(users, "count", "How many there are in each state",
                           [counted](door& at) { return count_accounts(at, *counted); });
  counted->offer(to, count);
  add_adding(to, users);
  add_life(to, users);
}

}  // namespace console
