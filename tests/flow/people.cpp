// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>
#include <type_traits>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

add_user_request user(const firm& f, const std::string& name) {
  return {.first_name = "User",
          .last_name = "Of Firm",
          .email = name + "@ravel.example",
          .group = f.team.members,
          .seniority = "lawyer"};
}
add_portal_account_request portal_account(const std::string& name, parvis::access a = access::client) {
  return {.first_name = "Given", .last_name = "Family", .email = firm::address_of(name), .access = a};
}

template <class Request>
account_view add(firm& f, const Request& request) {
  result<account_view> added = failure{};
  if constexpr (std::is_same_v<Request, add_user_request>) {
    added = f.door.add_user(f.as_administrator(), request);
  } else {
    added = f.door.add_portal_account(f.as_administrator(), request);
  }
  REQUIRE(refusal(added) == errc{});
  return added.value();
}

result<account_view> join(firm& f, const std::string& name, std::string token) {
  return f.door.join(f.somebody(), {std::move(token), name, std::string(good_password)});
}

}  // namespace

TEST_CASE("everything that is typed about a user is judged at once, kept as it should be, and shown again") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) {
      s.fields = {{"badge", requirement::required, {}, field_audience::users}, {"file", requirement::required}};
    });
    auto request = user(f, "nina");
    request.first_name = "";
    request.mobile = "06 12 34 56 78";
    request.address = "a\u202e";
    request.job_title = "a\nb";
    request.company = std::string(201, 'a');
    request.code = "a b";
    request.reservations.resize(5);
    request.group = {};
    request.access = access::client;
    request.language = "de";
    request.seniority = "associate";
    CHECK(wrong_fields(f.door.add_user(f.as_administrator(), request)) ==
          fields{{"first_name", errc::required},
                 {"job_title", errc::line_break},
                 {"mobile", errc::mobile_invalid},
                 {"address", errc::bidi_control},
                 {"company", errc::too_long},
                 {"code", errc::character_not_allowed},
                 {"reservations", errc::out_of_range},
                 {"group", errc::required},
                 {"access", errc::access_not_allowed},
                 {"language", errc::language_not_offered},
                 {"seniority", errc::out_of_range},
                 {"fields.badge", errc::required}});
    CHECK(refusal(f.door.add_user(f.somebody(), request)) == errc::permission_denied);

    request = user(f, "nina");
    request.seniority = "partner";
    request.job_title = " Of counsel ";
    request.mobile = "+33 (0)6 12 34 56 78";
    request.address = "12 rue de la Paix\r\n75002 Paris";
    request.company = "Ravel & fils";
    request.code = "EMP-0007";
    request.fields = {{"badge", " 7 "}};
    const auto added = add(f, request);
    const auto shown = f.door.view_account(f.as_administrator(), added.id).value();
    CHECK(shown.state == account_state::invited);
    CHECK(shown.seniority == "partner");
    CHECK(shown.job_title == "Of counsel");
    CHECK(shown.mobile == "+33612345678");
    CHECK(shown.address == "12 rue de la Paix\n75002 Paris");
    CHECK(shown.company == "Ravel & fils");
    CHECK(shown.code == "EMP-0007");
    CHECK(shown.fields == std::vector<field_value>{{"badge", "7"}});
    CHECK(shown.join_by == shown.created_at + hours(72));
  });
}

TEST_CASE("a portal account that is added is inactive and holds nothing until it joins; then it is as any other") {
  on_every_storage([](firm& f) {
    auto request = portal_account("zoe", access::client | access::collaborator);
    request.case_role = case_role::client;
    request.company = "Haddad SARL";
    const auto added = add(f, request);
    CHECK(added.kind == account_kind::collaborator);
    CHECK(f.pool().held == 0);
    CHECK(refusal(f.door.sign_in(f.somebody(), {request.email, ""})) == errc::credentials_wrong);
    CHECK(refusal(f.door.sign_in(f.somebody(), {request.email, std::string(good_password)})) ==
          errc::credentials_wrong);
    const auto token = f.token_to(request.email);
    CHECK(f.cases.opened().empty());
    const auto in = join(f, "zoe", token).value();
    CHECK(in.state == account_state::active);
    CHECK(in.company == "Haddad SARL");
    CHECK(f.pool().held == 1);
    CHECK(f.queued() == std::vector{effect::mail_welcome, effect::open_case});
    f.deliver();
    CHECK(f.cases.opened().size() == 1);
    CHECK(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)}));
    CHECK(refusal(join(f, "zoe2", token)) == errc::link_invalid);
  });
}

TEST_CASE("a collaborator who joins when no seat is free waits in the queue, or comes again, as the workspace has it") {
  on_every_storage([](firm& f) {
    const auto first = f.collaborator("one");
    f.collaborator("two");
    const auto late = add(f, portal_account("late", access::collaborator));
    const auto other = add(f, portal_account("other", access::collaborator));
    const auto mails = f.deliver();
    const auto token_of = [&](const std::string& name) {
      for (const auto& one : mails) {
        if (one.to.address() == firm::address_of(name)) return token_in(one.text);
      }
      return std::string{};
    };
    CHECK(join(f, "late", token_of("late")).value().state == account_state::waiting);
    CHECK(f.pool().waiting == 1);
    CHECK(refusal(f.door.sign_in(f.somebody(), {"late", std::string(good_password)})) == errc::account_waiting);

    f.change_settings([](settings& s) { s.when_no_seat = no_seat_policy::refuse; });
    const auto before = f.dump();
    CHECK(refusal(join(f, "other", token_of("other"))) == errc::no_seat);
    CHECK(f.dump() == before);
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = first.id}));
    CHECK(f.get<account>(late.id).state == account_state::active);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}));
    CHECK(join(f, "other", token_of("other")).value().state == account_state::active);
    CHECK(f.pool().held == 3);
    CHECK(f.get<account>(other.id).state == account_state::active);
  });
}

TEST_CASE("every user has a code from the first day, and whoever comes by a link for users too") {
  on_every_storage([](firm& f) {
    const auto anne = f.get<account>(f.team.administrator);
    const auto nina = add(f, user(f, "nina"));
    auto form = f.form("bea");
    form.token = token_in(f.link({.audience = account_kind::user, .group = f.team.members}).link);
    const auto bea = f.account_of(form);
    const auto zoe = f.account_of(f.form("zoe"));
    CHECK(zoe.code.empty());
    std::set<std::string> codes;
    for (const auto& one : {anne.code, nina.code, bea.code}) {
      CHECK(one.size() == 9);
      codes.insert(one);
    }
    CHECK(codes.size() == 3);
    CHECK(f.rows(kind::code_claim).size() == 3);
  });
}

TEST_CASE("a code is never reused: not in another case, not after it was changed, not by another call at once") {
  on_every_storage([](firm& f) {
    auto request = user(f, "nina");
    request.code = "EMP-1";
    const auto nina = add(f, request);
    const auto taken = fields{{"code", errc::code_taken}};
    auto other = user(f, "paul");
    other.code = "emp-1";
    CHECK(wrong_fields(f.door.add_user(f.as_administrator(), other)) == taken);
    const auto edit = [&](account_id who, std::string code) {
      return f.door.edit_account(f.as_administrator(), {.account = who, .code = std::move(code)});
    };
    CHECK(edit(nina.id, "EMP-2").value().code == "EMP-2");
    CHECK(wrong_fields(f.door.add_user(f.as_administrator(), other)) == taken);
    other.code = "EMP-3";
    const auto paul = add(f, other);
    CHECK(wrong_fields(edit(paul.id, "EMP-2")) == taken);
    CHECK(wrong_fields(edit(paul.id, "EMP-1")) == taken);
    CHECK(wrong_fields(edit(paul.id, "")) == fields{{"code", errc::required}});
    CHECK(edit(nina.id, "emp-1").value().code == "emp-1");  // hers all the time
    CHECK(f.rows(kind::code_claim).size() == 4);            // with the first administrator's

    f.watched.before_next_commit([&] { REQUIRE(edit(paul.id, "EMP-9")); });
    CHECK(wrong_fields(edit(nina.id, "EMP-9")) == taken);
  });
}

TEST_CASE("a made code that somebody has already makes way for the next, also when it is claimed in the same moment") {
  // The same clock and the same randomness make the same code: another firm tells which one it will be.
  firm twin{storage_makers().front().make()};
  twin.begin();
  const auto told = add(twin, user(twin, "nina")).code;
  on_every_storage([&](firm& f) {
    f.watched.before_next_commit([&] {
      const code_claim claimed{.id = uuid::well_known(77), .key = ascii_lower(told), .account = f.team.administrator};
      const batch one{uuid::well_known(78), f.clock.now().value(), {inserting(claimed)}};
      REQUIRE(f.inner->commit(firm::workspace, {&one, 1}, nullptr).front().status == answer_status::done);
    });
    const auto nina = add(f, user(f, "nina"));
    CHECK(nina.code.size() == 9);
    CHECK(nina.code != told);
    CHECK(f.rows(kind::code_claim).size() == 3);
  });
}

TEST_CASE("a link to join expires, and another one is mailed as often as the mailbox bears, the newest alone alive") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.mails_per_address_max = 2; });
    const auto zoe = add(f, portal_account("zoe"));
    const auto first = f.token_to(zoe.email);
    const auto resend = [&] { return f.door.resend_join(f.as_administrator(), zoe.id); };
    CHECK(resend().value().state == account_state::invited);
    const auto second = f.token_to(zoe.email);
    CHECK(first != second);
    CHECK(refusal(join(f, "zoe", first)) == errc::link_invalid);
    f.clock.advance(hours(72));
    CHECK(refusal(join(f, "zoe", second)) == errc::link_invalid);
    REQUIRE(resend());
    REQUIRE(resend());
    const auto before = f.dump();
    CHECK(refusal(resend()) == errc::mails_exhausted);
    CHECK(f.dump() == before);
    const auto last = f.token_to(zoe.email);
    CHECK(join(f, "zoe", last).value().state == account_state::active);
    CHECK(refusal(resend()) == errc::illegal_transition);
    CHECK(refusal(f.door.resend_join(f.as_administrator(), account_id{})) == errc::not_found);
  });
}

TEST_CASE("an edit changes what it names, tells which parts in the trail, and leaves no old text there") {
  on_every_storage([](firm& f) {
    const auto nina = add(f, user(f, "nina"));
    const auto by = f.as_administrator();
    const auto edited = f.door.edit_account(by, {.account = nina.id,
                                                 .seen = nina.revision,
                                                 .last_name = "Haddad",
                                                 .mobile = "0033 6 12 34 56 78",
                                                 .company = "Secret & Co"});
    REQUIRE(refusal(edited) == errc{});
    CHECK(edited.value().last_name == "Haddad");
    CHECK(edited.value().first_name == nina.first_name);
    CHECK(edited.value().mobile == "+33612345678");
    CHECK(edited.value().seniority == "lawyer");
    CHECK(refusal(f.door.edit_account(by, {.account = nina.id, .seen = nina.revision, .company = "x"})) == errc::stale);
    CHECK(f.door.edit_account(by, {.account = nina.id, .company = ""}).value().company.empty());
    const auto events = f.all<event>();
    CHECK(events[events.size() - 2].what == event_type::account_edited);
    CHECK(events[events.size() - 2].number ==
          static_cast<int>(account_parts::last_name | account_parts::mobile | account_parts::company));
    CHECK(f.dump().find("Secret & Co") == std::string::npos);
    const auto before = f.dump();
    CHECK(f.door.edit_account(by, {.account = nina.id, .company = ""}));
    CHECK(f.door.edit_account(by, {.account = nina.id}));
    CHECK(wrong_fields(f.door.edit_account(by, {.account = nina.id, .first_name = "http://x", .mobile = "1"})) ==
          fields{{"first_name", errc::url_in_text}, {"mobile", errc::mobile_invalid}});
    CHECK(f.dump() == before);
  });
}

TEST_CASE(
    "an account is shown to whoever decides, a user only to whoever manages them, and to whom it is about while they "
    "are in") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto nina = f.joined_user("nina");
    f.change_settings([](settings& s) { s.approval = approval_mode::by_default; });
    const auto zoe = f.account_of(f.form("zoe"));
    const auto view = [&](account_id by, account_id of) { return f.door.view_account(f.as(by), of); };
    CHECK(view(f.team.administrator, zoe.id).value().email == zoe.email);
    CHECK(view(paul.id, zoe.id));
    CHECK(view(paul.id, paul.id));
    CHECK(view(f.team.administrator, nina.id));
    CHECK(refusal(view(paul.id, nina.id)) == errc::not_found);
    CHECK(view(zoe.id, zoe.id).value().id == zoe.id);
    CHECK(refusal(view(nina.id, zoe.id)) == errc::permission_denied);
    CHECK(refusal(view(zoe.id, nina.id)) == errc::permission_denied);
    CHECK(refusal(view(zoe.id, account_id{f.team.members})) == errc::permission_denied);
    CHECK(refusal(view(paul.id, account_id{f.team.members})) == errc::not_found);
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = zoe.id}));
    CHECK(refusal(view(zoe.id, zoe.id)) == errc::permission_denied);
  });
}

TEST_CASE("whose privacy is overridden by whom is in the trail, each time and for as long as it is so") {
  on_every_storage([](firm& f) {
    const auto nina = f.joined_user("nina");
    const auto set = [&](privacy_override to) { return f.door.override_privacy(f.as_administrator(), {nina.id, to}); };
    CHECK(set(privacy_override::on).value().overrides_privacy_since);
    CHECK(set(privacy_override::on).value().overrides_privacy_since);
    CHECK_FALSE(set(privacy_override::off).value().overrides_privacy_since);
    std::vector<std::int64_t> told;
    for (const auto& one : f.all<event>()) {
      if (one.what != event_type::privacy_override_changed) continue;
      CHECK(one.actor == f.team.administrator);
      CHECK(one.subject == nina.id);
      told.push_back(one.number);
    }
    CHECK(told == std::vector<std::int64_t>{1, 0});
    CHECK(refusal(f.door.override_privacy(f.as(nina.id), {nina.id, privacy_override::on})) == errc::permission_denied);
  });
}

TEST_CASE("everything that is wrong with an edit is told at once, to who may edit alone") {
  on_every_storage([](firm& f) {
    const auto nina = add(f, user(f, "nina"));
    const edit_account_request request{.account = nina.id,
                                       .first_name = "",
                                       .last_name = "a\nb",
                                       .language = "de",
                                       .seniority = "associate",
                                       .mobile = "06 12",
                                       .fields = std::vector<field_value>{{"badge", "1"}, {"Not a name", "1"}}};
    CHECK(wrong_fields(f.door.edit_account(f.as_administrator(), request)) ==
          fields{{"first_name", errc::required},
                 {"last_name", errc::line_break},
                 {"mobile", errc::mobile_invalid},
                 {"language", errc::language_not_offered},
                 {"seniority", errc::out_of_range},
                 {"fields.badge", errc::field_unknown},
                 {"fields", errc::field_unknown}});
    CHECK(refusal(f.door.edit_account(f.as(f.joined_user("paul").id), request)) == errc::permission_denied);
    CHECK(f.get<account>(nina.id).revision == nina.revision);
  });
}

TEST_CASE("whoever must change their password is told at the next sign-in, after the right password alone") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    CHECK(f.door.demand_password_change(f.as_administrator(), {zoe.id}).value().must_change_password);
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == errc::must_change_password);
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", "another one altogether"})) == errc::credentials_wrong);
    const auto nina = add(f, user(f, "nina"));
    CHECK(refusal(f.door.demand_password_change(f.as_administrator(), {nina.id})) == errc::illegal_transition);
  });
}

TEST_CASE("fields are asked at the door of whom they are meant for") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) {
      s.fields = {{"file", requirement::required},
                  {"badge", requirement::required, {}, field_audience::users},
                  {"site", requirement::optional, {}, field_audience::everybody}};
    });
    const auto names = [](const std::vector<field_rule>& rules) {
      std::vector<std::string> out;
      for (const auto& one : rules) out.push_back(one.name);
      return out;
    };
    CHECK(names(f.door.view_sign_up_form(f.somebody()).value().fields) == std::vector<std::string>{"file", "site"});
    const auto token = token_in(f.link({.audience = account_kind::user, .group = f.team.members}).link);
    CHECK(names(f.door.check_invite(f.somebody(), token).value().fields) == std::vector<std::string>{"badge", "site"});
    auto form = f.form("bea");
    form.token = token;
    form.fields = {{"file", "1"}};
    CHECK(wrong_fields(f.door.sign_up(f.somebody(), form)) ==
          fields{{"fields.file", errc::field_unknown}, {"fields.badge", errc::required}});
    form.fields = {{"badge", "7"}};
    CHECK(f.account_of(form).fields == form.fields);
  });
}
