// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/people.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"
#include "values/fake_text_policy.hpp"

using namespace facts;

namespace {

constexpr auto both = parvis::access::core | parvis::access::contract;

add_account_facts adding(actor_facts actor = manager()) {
  return {open_settings(),          std::move(actor), members(), {}, {pool("core", 2, 1), pool("contract", 2, 2)},
          code_facts_at(stamp_at())};
}

add_account_command user_with(parvis::access a = parvis::access::core) {
  return {.who = typed(somebody()), .access = a, .group = members().id, .details = {.seniority = "lawyer"}};
}
add_account_command portal_account(account_kind kind = account_kind::client,
                                   parvis::access a = parvis::access::client) {
  return {.who = typed(somebody()), .kind = kind, .access = a};
}

result<decision<account>> added_account(const add_account_facts& f, const add_account_command& command = user_with(),
                                        const text_policy* policy = nullptr) {
  auto at = stamp_at();
  return add_account(f, command, at, policy);
}

account invited(account_kind kind = account_kind::user) {
  auto out = account_number(1, kind, account_state::invited);
  out.username.clear();
  out.username_key.clear();
  out.credential_epoch = 4;
  out.join_by = noon + tick;
  return out;
}

join_facts joining(account who, std::optional<group> of = {}, std::vector<seat_pool> pools = {}) {
  if (of) who.group = of->id;
  return {open_settings(), std::move(who), std::move(of), {}, std::move(pools)};
}

result<decision<account>> joined(const join_facts& f, std::int64_t generation = 4) {
  auto at = stamp_at();
  return join(f, generation, username::parse("zoe").value(), "$scrypt$", at);
}

person_facts about(account who, actor_facts actor = manager()) {
  return {open_settings(), std::move(actor), std::move(who), {.id = id_number<uuid>(80)}, {}};
}

account user() {
  auto out = account_number(1, account_kind::user, account_state::active);
  out.password = "$scrypt$";
  out.seniority = "lawyer";
  out.code = "EMP-1";
  return out;
}

result<decision<account>> edit(const person_facts& f, const edit_account_command& command,
                               const text_policy* policy = nullptr) {
  auto at = stamp_at();
  return edit_account(f, command, at, policy);
}

unique_code code(std::string_view text) { return unique_code::parse(text).value(); }
code_claim claim(std::string_view text, account_id of) {
  return {.id = id_number<uuid>(90), .revision = 1, .key = code(text).key(), .account = of};
}

std::int64_t number_in(const std::vector<operation>& operations) {
  return assigned(*on(kind::event, operations).front(), &event::number)->integer();
}

using wrong = std::vector<std::pair<std::string, errc>>;
template <class Result>
wrong wrong_fields(const Result& r) {
  wrong out;
  if (r || r.error().code != errc::invalid_form) return out;
  for (const auto& one : r.error().fields) out.emplace_back(one.field, one.code);
  return out;
}

}  // namespace

// --- adding ---

TEST_CASE("an added user is invited, holds the seats of their access from then on, and is mailed a link") {
  const auto f = adding();
  const auto [operations, who] = added_account(f).value();
  CHECK(who.state == account_state::invited);
  CHECK(who.of_kind == account_kind::user);
  CHECK(who.username.empty());
  CHECK(who.password.empty());
  CHECK(who.language == "en");
  CHECK(who.seniority == "lawyer");
  CHECK(who.join_by == noon + f.settings.invite_lifetime);
  CHECK(defect_in(operations) == "");
  CHECK(added(operations, &seat_pool::held) == 1);
  CHECK(added(operations, &counter::count) == 0);
  CHECK(guards(operations, *f.actor.who));
  CHECK(guards(operations, *f.actor.group));
  CHECK(guards(operations, *f.group));
  CHECK(guards(operations, f.settings));
  CHECK(effects_of(operations) == std::vector{effect::mail_join});
  CHECK(events_of(operations) == std::vector{event_type::user_added});
}

TEST_CASE("an added portal account holds no seat, whatever its access, and needs none to be free") {
  const struct {
    account_kind kind;
    parvis::access access;
    errc refused;
  } cases[] = {
      {account_kind::client, parvis::access::client, {}},
      {account_kind::collaborator, parvis::access::collaborator, {}},
      {account_kind::collaborator, parvis::access::collaborator | parvis::access::client, {}},
      {account_kind::client, parvis::access::none, errc::invalid_form},
      {account_kind::client, parvis::access::core, errc::invalid_form},
      {account_kind::collaborator, parvis::access::client, errc::invalid_form},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.access));
    auto f = adding();
    f.group.reset();
    f.pools.clear();
    auto command = portal_account(c.kind, c.access);
    command.case_role = case_role::staff;
    const auto made = added_account(f, command);
    CHECK(refusal(made) == c.refused);
    if (!made) continue;
    const auto& [operations, who] = made.value();
    CHECK(who.state == account_state::invited);
    CHECK(who.of_kind == c.kind);
    CHECK(who.case_role == case_role::staff);
    CHECK(defect_in(operations) == "");
    CHECK(on(kind::seat_pool, operations).empty());
    CHECK(effects_of(operations) == std::vector{effect::mail_join});
    CHECK(events_of(operations) == std::vector{event_type::portal_account_added});
  }
}

TEST_CASE("a manager may add somebody to their own group") {
  auto f = adding();
  f.group = f.actor.group;
  CHECK(defect_in(added_account(f).value().operations) == "");
}

TEST_CASE("nobody is added without the right, a group, a free address, an access and its seats") {
  auto no_group = adding();
  no_group.group.reset();
  auto known = adding();
  known.by_email = account_number(1, account_kind::client, account_state::active);
  CHECK(refusal(added_account(adding(member()))) == errc::permission_denied);
  CHECK(refusal(added_account(adding({}))) == errc::permission_denied);
  CHECK(refusal(added_account(no_group)) == errc::not_found);
  CHECK(refusal(added_account(known)) == errc::email_taken);
  CHECK(refusal(added_account(known, portal_account())) == errc::email_taken);
  CHECK(refusal(added_account(adding(member()), portal_account())) == errc::permission_denied);
  for (const auto access : {parvis::access::client, parvis::access::none}) {
    CHECK(wrong_fields(added_account(adding(), user_with(access))) == wrong{{"access", errc::access_not_allowed}});
  }
  CHECK(refusal(added_account(adding(), user_with(parvis::access::contract))) == errc::no_seat);
  CHECK(refusal(added_account(adding(), user_with(both))) == errc::no_seat);
  auto role = portal_account();
  role.case_role = static_cast<case_role>(9);
  CHECK(wrong_fields(added_account(adding(), role)) == wrong{{"case_role", errc::out_of_range}});
}

TEST_CASE("all that is wrong with a form is told at once, before a group that is gone or an address that is taken") {
  auto f = adding();
  f.by_email = account_number(1, account_kind::client, account_state::active);
  f.codes.claimed = {claim("EMP-7", id_number<account_id>(33))};
  f.settings.denied_domains = {"example.org"};
  auto command = user_with(parvis::access::client);
  command.group = {};
  command.language = "de";
  command.details = {.seniority = "associate", .fields = {{"badge", "1"}}};
  command.code = code("EMP-7");
  command.wrong.add("mobile", errc::mobile_invalid);
  auto expected =
      wrong{{"mobile", errc::mobile_invalid},         {"group", errc::required},  {"access", errc::access_not_allowed},
            {"language", errc::language_not_offered}, {"code", errc::code_taken}, {"seniority", errc::out_of_range},
            {"fields.badge", errc::field_unknown}};
  CHECK(wrong_fields(added_account(f, command)) == expected);
  command.group = members().id;
  f.group.reset();
  expected.erase(expected.begin() + 1);
  CHECK(wrong_fields(added_account(f, command)) == expected);

  auto client = portal_account(account_kind::client, parvis::access::core);
  client.wrong.add("mobile", errc::mobile_invalid);
  CHECK(wrong_fields(added_account(f, client)) == wrong{{"mobile", errc::mobile_invalid},
                                                        {"email", errc::email_domain_not_allowed},
                                                        {"access", errc::access_not_allowed}});
  client.who.email.reset();
  CHECK(wrong_fields(added_account(f, client)) ==
        wrong{{"mobile", errc::mobile_invalid}, {"access", errc::access_not_allowed}});
  f.actor = member();
  CHECK(refusal(added_account(f, client)) == errc::permission_denied);
}

TEST_CASE("nobody is added to a group that permits what is withheld") {
  auto f = adding();
  auto command = user_with();
  command.withheld = permissions::users_manage;
  CHECK(added_account(f, command));
  f.group = administrators();
  command.group = f.group->id;
  CHECK(wrong_fields(added_account(f, command)) == wrong{{"group", errc::group_not_allowed}});
  command.withheld = permissions::none;
  CHECK(added_account(f, command));
}

TEST_CASE("the domains of the workspace bind whoever is added to the portal, and no user") {
  auto f = adding();
  f.settings.denied_domains = {"example.org"};
  CHECK(added_account(f));
  CHECK(wrong_fields(added_account(f, portal_account())) == wrong{{"email", errc::email_domain_not_allowed}});
}

TEST_CASE("whoever is added is written to in a language that the workspace offers") {
  auto command = user_with();
  command.language = "ar";
  CHECK(added_account(adding(), command).value().reply.language == "ar");
  for (const auto* language : {"de", "\xff", "en\nfr", "EN"}) {
    CAPTURE(language);
    command.language = language;
    CHECK(wrong_fields(added_account(adding(), command)) == wrong{{"language", errc::language_not_offered}});
  }
}

TEST_CASE(
    "a seniority is one of the workspace's, required of users unless a setting says otherwise, and nobody else's") {
  const struct {
    const char* what;
    account_kind kind;
    std::string given;
    bool optional;
    std::vector<std::string> offered;
    errc why;
  } cases[] = {
      {"offered", account_kind::user, "partner", false, {"partner"}, {}},
      {"missing", account_kind::user, "", false, {"partner"}, errc::required},
      {"missing where it may be", account_kind::user, "", true, {"partner"}, {}},
      {"none is asked", account_kind::user, "", false, {}, {}},
      {"given where none is asked", account_kind::user, "partner", false, {}, errc::field_unknown},
      {"unknown", account_kind::user, "Partner", true, {"partner"}, errc::out_of_range},
      {"of a client", account_kind::client, "partner", true, {"partner"}, errc::field_unknown},
      {"none of a client", account_kind::client, "", false, {"partner"}, {}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto f = adding();
    f.settings.seniorities = c.offered;
    f.settings.seniority_optional = c.optional;
    auto command = c.kind == account_kind::user ? user_with() : portal_account();
    command.details.seniority = c.given;
    const auto made = added_account(f, command);
    CHECK(wrong_fields(made) == (c.why == errc{} ? wrong{} : wrong{{"seniority", c.why}}));
    if (made) CHECK(made.value().reply.seniority == c.given);
  }
}

TEST_CASE("the workspace's own fields are asked of whom they are meant for") {
  auto f = adding();
  f.settings.fields = {{"file", requirement::required, {}, field_audience::portal},
                       {"badge", requirement::required, {}, field_audience::users},
                       {"site", requirement::optional, {"Paris", "Lyon"}, field_audience::everybody}};
  auto command = user_with();
  command.details.fields = {{"file", "1"}, {"site", "Nice"}};
  CHECK(wrong_fields(added_account(f, command)) == wrong{{"fields.file", errc::field_unknown},
                                                         {"fields.badge", errc::required},
                                                         {"fields.site", errc::out_of_range}});
  command.details.fields = {{"site", "Lyon"}, {"badge", " e\u0301 "}};
  const fake_text_policy policy;
  CHECK(added_account(f, command, &policy).value().reply.fields ==
        std::vector<field_value>{{"badge", "\u00e9"}, {"site", "Lyon"}});
  auto client = portal_account();
  client.details.fields = {{"file", "2026/17"}};
  CHECK(added_account(f, client).value().reply.fields == client.details.fields);
}

TEST_CASE("everything that is known of a person is kept") {
  auto command = user_with();
  command.details.job_title = "Of counsel";
  command.details.mobile = "+33612345678";
  command.details.address = "12 rue de la Paix\n75002 Paris";
  command.details.company = "Ravel & fils";
  command.code = code("EMP-7");
  const auto who = added_account(adding(), command).value().reply;
  CHECK(who.job_title == "Of counsel");
  CHECK(who.mobile == "+33612345678");
  CHECK(who.address == "12 rue de la Paix\n75002 Paris");
  CHECK(who.company == "Ravel & fils");
  CHECK(who.code == "EMP-7");
}

// --- codes ---

TEST_CASE("a made code is claimed for the account; one that somebody has or had makes room for the next") {
  auto f = adding();
  for (std::size_t taken = 0; taken < codes_made; ++taken) {
    CAPTURE(taken);
    const auto [operations, who] = added_account(f).value();
    CHECK(who.code == f.codes.made[taken].spelling());
    const auto& claimed = *on(kind::code_claim, operations).front();
    CHECK(claimed.type == op_type::insert);
    CHECK(assigned(claimed, &code_claim::key)->data() == f.codes.made[taken].key());
    CHECK(assigned(claimed, &code_claim::account)->data() == who.id.bytes());
    f.codes.claimed.push_back(claim(who.code, id_number<account_id>(33)));
  }
  CHECK(refusal(added_account(f)) == errc::conflict);
}

TEST_CASE("a code that somebody has or had is nobody else's, in whatever case") {
  auto f = adding();
  f.codes = {{}, {claim("emp-7", id_number<account_id>(33))}};
  auto command = user_with();
  command.code = code("EMP-7");
  CHECK(wrong_fields(added_account(f, command)) == wrong{{"code", errc::code_taken}});
}

// --- joining ---

TEST_CASE("whoever joins is active under the name they chose, and the link dies with its use") {
  const auto f = joining(invited(), members());
  const auto [operations, who] = joined(f).value();
  CHECK(who.state == account_state::active);
  CHECK(who.username == "zoe");
  CHECK(who.credential_epoch == 5);
  CHECK(who.revision == invited().revision + 1);
  CHECK_FALSE(who.join_by);
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, invited()));
  CHECK(guards(operations, f.settings));
  CHECK(added(operations, &counter::count) == 0);
  CHECK(added(operations, &seat_pool::held) == 0);  // held since they were added
  CHECK(events_of(operations) == std::vector{event_type::user_joined});
  CHECK(number_in(operations) == static_cast<int>(account_state::active));
  CHECK(refusal(joined(joining(who, members()))) == errc::link_invalid);
}

TEST_CASE("a new administrator counts from the moment of joining") {
  const auto [operations, who] = joined(joining(invited(), administrators())).value();
  CHECK(added(operations, &counter::count) == 1);
  CHECK(guards(operations, administrators()));
  CHECK(defect_in(operations) == "");
}

TEST_CASE("a portal account takes its seat when it joins: it is there, is waited for, or is refused") {
  const auto free = pool("collaborators", 2, 1), full = pool("collaborators", 1, 1),
             queue = pool("collaborators", 2, 1, 3);
  const struct {
    const char* what;
    account_kind kind;
    std::vector<seat_pool> pools;
    no_seat_policy when_none;
    errc refused;
    account_state then;
    std::int64_t held, waiting;
  } cases[] = {
      {"a client", account_kind::client, {}, no_seat_policy::refuse, {}, account_state::active, 0, 0},
      {"free", account_kind::collaborator, {free}, no_seat_policy::wait, {}, account_state::active, 1, 0},
      {"full", account_kind::collaborator, {full}, no_seat_policy::wait, {}, account_state::waiting, 0, 1},
      {"a queue", account_kind::collaborator, {queue}, no_seat_policy::wait, {}, account_state::waiting, 0, 1},
      {"refused", account_kind::collaborator, {full}, no_seat_policy::refuse, errc::no_seat, {}, 0, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto f = joining(invited(c.kind), {}, c.pools);
    f.settings.when_no_seat = c.when_none;
    f.who->case_role = case_role::client;
    const auto made = joined(f);
    CHECK(refusal(made) == c.refused);
    if (!made) continue;
    const auto& [operations, who] = made.value();
    CHECK(who.state == c.then);
    CHECK(who.password == "$scrypt$");
    CHECK(who.decided_at == noon);
    CHECK(defect_in(operations) == "");
    CHECK(added(operations, &seat_pool::held) == c.held);
    CHECK(added(operations, &seat_pool::waiting) == c.waiting);
    CHECK(number_in(operations) == static_cast<int>(c.then));
    const bool in = c.then == account_state::active;
    CHECK(effects_of(operations).front() == (in ? effect::mail_welcome : effect::mail_waiting));
    CHECK((on(kind::outbox, operations).size() == 2) == (in || c.pools.front().waiting == 0));
  }
}

TEST_CASE("a link to join is dead when it is older or newer than the account's epoch, expired, or nobody's") {
  for (const std::int64_t generation : {3, 5, 0}) {
    CHECK(refusal(joined(joining(invited(), members()), generation)) == errc::link_invalid);
  }
  CHECK(refusal(joined({open_settings()})) == errc::link_invalid);
  auto late = joining(invited(), members());
  late.who->join_by = noon;
  CHECK(refusal(joined(late)) == errc::link_invalid);
  late.who->join_by.reset();
  CHECK(joined(late));
  auto taken = joining(invited(), members());
  taken.by_username = account_number(2, account_kind::user, account_state::active);
  CHECK(wrong_fields(joined(taken)) == wrong{{"username", errc::username_taken}});
  // Joined between the two loads, by this very link: the name is theirs, and the commit finds that the link is used.
  taken.by_username = taken.who;
  taken.by_username->username = taken.by_username->username_key = "zoe";
  const auto decided = joined(taken);
  REQUIRE(decided);
  CHECK(guards(decided.value().operations, *taken.who));
}

TEST_CASE("a link to join that finds no seat tells of no name whether it is free") {
  auto facts = joining(invited(account_kind::collaborator), {});
  facts.settings.when_no_seat = no_seat_policy::refuse;
  facts.pools = {pool("collaborators", 1, 1)};
  CHECK(refusal(joined(facts)) == errc::no_seat);
  facts.by_username = account_number(2, account_kind::user, account_state::active);
  CHECK(refusal(joined(facts)) == errc::no_seat);
}

TEST_CASE("a link to join is sent again while nobody has joined: every older one dies, and the mail is counted") {
  for (const auto kind_of : {account_kind::user, account_kind::client, account_kind::collaborator}) {
    auto f = about(invited(kind_of));
    auto at = stamp_at();
    const auto [operations, who] = resend_join(f, at).value();
    CHECK(who.credential_epoch == 5);
    CHECK(who.join_by == noon + f.settings.invite_lifetime);
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, *f.who));
    CHECK(guards(operations, *f.actor.who));
    CHECK(guards(operations, *f.actor.group));
    CHECK(guards(operations, f.settings));
    CHECK(effects_of(operations) == std::vector{effect::mail_join});
    CHECK(assigned(*on(kind::outbox, operations).front(), &outbox_item::generation)->integer() == 5);
    CHECK(added(operations, &counter::count) == 1);
    CHECK(events_of(operations) == std::vector{event_type::join_resent});
    CHECK(number_in(operations) == 5);
    CHECK(on(kind::seat_pool, operations).empty());
    f.mails.spent = counter{.count = f.settings.mails_per_address_max};
    CHECK(refusal(resend_join(f, at)) == errc::mails_exhausted);
    f.actor = member();
    CHECK(refusal(resend_join(f, at)) == errc::permission_denied);
  }
  auto at = stamp_at();
  CHECK(refusal(resend_join({open_settings(), manager()}, at)) == errc::not_found);
  for (int s = 2; s <= static_cast<int>(account_state::erased); ++s) {
    auto f = about(account_number(1, account_kind::user, static_cast<account_state>(s)));
    CHECK(refusal(resend_join(f, at)) == errc::illegal_transition);
  }
}

// --- editing ---

TEST_CASE("what is given is changed, what is not stays, and the trail says which parts and nothing of their texts") {
  const auto f = about(user());
  const struct {
    edit_account_command command;
    account_parts parts;
    std::string account::* member;
    std::string now;
  } cases[] = {
      {{.first_name = person_name::parse("Inès").value()}, account_parts::first_name, &account::first_name, "Inès"},
      {{.last_name = person_name::parse("Roy").value()}, account_parts::last_name, &account::last_name, "Roy"},
      {{.language = "fr"}, account_parts::language, &account::language, "fr"},
      {{.seniority = "partner"}, account_parts::seniority, &account::seniority, "partner"},
      {{.job_title = "Counsel"}, account_parts::job_title, &account::job_title, "Counsel"},
      {{.mobile = "+33612345678"}, account_parts::mobile, &account::mobile, "+33612345678"},
      {{.address = "a\nb"}, account_parts::address, &account::address, "a\nb"},
      {{.company = "Ravel"}, account_parts::company, &account::company, "Ravel"},
      {{.code = code("EMP-2")}, account_parts::code, &account::code, "EMP-2"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.now);
    const auto [operations, after] = edit(f, c.command).value();
    CHECK(after.*c.member == c.now);
    CHECK(parts_changed(*f.who, after) == c.parts);
    CHECK(after.revision == f.who->revision + 1);
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, *f.who));
    CHECK(guards(operations, *f.actor.who));
    CHECK(guards(operations, *f.actor.group));
    CHECK(guards(operations, f.settings));
    CHECK(events_of(operations) == std::vector{event_type::account_edited});
    CHECK(number_in(operations) == static_cast<std::int64_t>(c.parts));
    CHECK(on(kind::note, operations).empty());
    CHECK(on(kind::outbox, operations).empty());
    // Once more with the same: nothing is done.
    auto again = about(after);
    again.codes.claimed = {claim("EMP-2", after.id)};
    CHECK(edit(again, c.command).value().operations.empty());
  }
}

TEST_CASE("several parts are one change, and one that has no value left is gone") {
  auto f = about(user());
  f.who->company = "Ravel";
  f.settings.fields = {{"badge", requirement::optional, {}, field_audience::users}};
  const auto [operations, after] =
      edit(f, {.language = "", .company = "", .fields = std::vector<field_value>{{"badge", "7"}}}).value();
  CHECK(after.company.empty());
  CHECK(after.language == f.settings.default_language);
  CHECK(after.fields == std::vector<field_value>{{"badge", "7"}});
  CHECK(number_in(operations) ==
        static_cast<std::int64_t>(account_parts::language | account_parts::company | account_parts::fields));
  CHECK(defect_in(operations) == "");
}

TEST_CASE("everything that is wrong with an edit is told at once") {
  auto f = about(user());
  f.settings.fields = {{"badge", requirement::required, {}, field_audience::users}};
  f.codes.claimed = {claim("EMP-9", id_number<account_id>(33))};
  CHECK(wrong_fields(edit(
            f, {.language = "de", .seniority = "", .code = code("emp-9"), .fields = std::vector<field_value>{}})) ==
        wrong{{"language", errc::language_not_offered},
              {"seniority", errc::required},
              {"code", errc::code_taken},
              {"fields.badge", errc::required}});
  auto client = about(account_number(1, account_kind::client, account_state::active));
  CHECK(wrong_fields(edit(client, {.seniority = "lawyer"})) == wrong{{"seniority", errc::field_unknown}});
}

TEST_CASE("an older code stays the account's own: nobody else gets it, and they may take it back") {
  auto f = about(user());
  const auto changed = edit(f, {.code = code("EMP-2")}).value();
  CHECK(on(kind::code_claim, changed.operations).size() == 1);
  CHECK(on(kind::code_claim, changed.operations).front()->type == op_type::insert);
  auto back = about(changed.reply);
  back.codes.claimed = {claim("EMP-1", f.who->id)};
  const auto restored = edit(back, {.code = code("EMP-1")}).value();
  CHECK(restored.reply.code == "EMP-1");
  CHECK(guards(restored.operations, back.codes.claimed.front()));
  CHECK(defect_in(restored.operations) == "");
}

TEST_CASE("commands about a person ask for the right, the person and what was seen") {
  auto at = stamp_at();
  const auto check = [&](const person_facts& f, std::optional<std::uint64_t> seen, errc why) {
    CHECK(refusal(edit(f, {.seen = seen, .company = "x"})) == why);
    CHECK(refusal(override_privacy(f, seen, privacy_override::on, at)) == why);
    CHECK(refusal(demand_password_change(f, seen, at)) == why);
  };
  check(about(user()), user().revision, {});
  check(about(user()), user().revision - 1, errc::stale);
  check(about(user(), member()), user().revision - 1, errc::permission_denied);
  check({open_settings(), manager()}, {}, errc::not_found);
  auto erased = user();
  erased.state = account_state::erased;
  check(about(erased), {}, errc::not_found);
}

TEST_CASE("a manager may edit themselves, in one operation on their own row") {
  auto f = about(*manager().who);
  const auto [operations, after] = edit(f, {.company = "Ravel"}).value();
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, *f.who));
}

// --- privacy, and the next sign-in ---

TEST_CASE("who may read what is private is told in the trail each time it changes, and only users may") {
  auto at = stamp_at();
  const auto f = about(user());
  const auto on_ = override_privacy(f, {}, privacy_override::on, at).value();
  CHECK(on_.reply.overrides_privacy_since == noon);
  CHECK(events_of(on_.operations) == std::vector{event_type::privacy_override_changed});
  CHECK(number_in(on_.operations) == 1);
  CHECK(defect_in(on_.operations) == "");
  CHECK(override_privacy(about(on_.reply), {}, privacy_override::on, at).value().operations.empty());
  const auto off = override_privacy(about(on_.reply), {}, privacy_override::off, at).value();
  CHECK_FALSE(off.reply.overrides_privacy_since);
  CHECK(number_in(off.operations) == 0);
  CHECK(override_privacy(f, {}, privacy_override::off, at).value().operations.empty());
  CHECK(refusal(override_privacy(f, {}, static_cast<privacy_override>(2), at)) == errc::out_of_range);
  for (const auto kind_of : {account_kind::client, account_kind::collaborator}) {
    const auto other = about(account_number(1, kind_of, account_state::active));
    CHECK(refusal(override_privacy(other, {}, privacy_override::on, at)) == errc::illegal_transition);
  }
}

TEST_CASE("another password is demanded of whoever has one, once") {
  auto at = stamp_at();
  const auto demanded = demand_password_change(about(user()), {}, at).value();
  CHECK(demanded.reply.must_change_password);
  CHECK(demanded.reply.credential_epoch == user().credential_epoch);
  CHECK(events_of(demanded.operations) == std::vector{event_type::password_change_demanded});
  CHECK(defect_in(demanded.operations) == "");
  CHECK(demand_password_change(about(demanded.reply), {}, at).value().operations.empty());
  CHECK(refusal(demand_password_change(about(invited()), {}, at)) == errc::illegal_transition);
}
