// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"
#include "parvis/portal.hpp"

using namespace flow_test;

namespace {

std::vector<std::pair<std::string, std::string>> addressed(const std::vector<mail>& mails) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& one : mails) out.emplace_back(one.to.address(), one.subject.text());
  return out;
}

}  // namespace

TEST_CASE("a person signs up through a link, an approver lets them in, and their case is opened") {
  for (const auto& maker : storage_makers()) {
    CAPTURE(maker.name);
    firm f{maker.make()};
    f.begin(1);
    const auto paul = f.approver("paul");
    const auto link = f.link({.audience = account_kind::collaborator, .max_uses = 2, .case_role = case_role::staff});
    f.deliver();

    const auto token = token_in(link.link);
    REQUIRE(f.door.check_invite(f.somebody(), token).value().audience == account_kind::collaborator);
    auto form = f.form("zoe");
    form.token = token;
    const auto taken = f.door.sign_up(f.somebody(), form).value();
    CHECK_FALSE(taken.account);
    CHECK(f.all<account>().size() == 2);  // nothing yet but the administrator and the approver

    const auto mails = f.deliver();
    REQUIRE(addressed(mails) ==
            decltype(addressed(mails)){{"zoe@example.org", "Confirm your e-mail address for Cabinet Ravel"}});
    const auto zoe =
        f.door.prove_email(f.somebody(), {.token = token_in(mails[0].text), .continuation = taken.continuation})
            .value();
    CHECK(zoe.state == account_state::pending);
    CHECK(zoe.access == parvis::access::collaborator);
    CHECK(zoe.username == "zoe");
    CHECK(f.pool().held == 0);
    CHECK(addressed(f.deliver()) ==
          decltype(addressed(mails)){
              {"zoe@example.org", "Your request to Cabinet Ravel has been received"},
              {"paul@ravel.example", "New sign-up to approve on the client portal: Given Family"}});
    CHECK(f.cases.opened().empty());
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == errc::account_pending);

    const auto list = f.door.list_accounts(f.as(paul.id), {.state = account_state::pending, .count_cap = 10}).value();
    REQUIRE(list.accounts.size() == 1);
    CHECK(list.count == 1);
    const auto approved = f.door.approve(f.as(paul.id), {.account = zoe.id, .seen = list.accounts[0].revision}).value();
    CHECK(approved.state == account_state::active);
    CHECK(approved.decided_by == paul.id);
    CHECK(f.pool().held == 1);
    CHECK(addressed(f.deliver()) == decltype(addressed(mails)){{"zoe@example.org", "Welcome to Cabinet Ravel"}});
    REQUIRE(f.cases.opened().size() == 1);
    CHECK(f.cases.opened()[0].account == zoe.id);
    CHECK(f.cases.opened()[0].role == case_role::staff);
    CHECK(f.cases.opened()[0].workspace == firm::workspace);
    for (const auto* identifier : {"zoe", "ZOE", "zoe@example.org", "Zoe@EXAMPLE.org"}) {
      CHECK(f.door.sign_in(f.somebody(), {identifier, std::string(good_password)}).value().id == zoe.id);
    }

    auto second = f.form("yann");
    second.token = token;
    const auto yann = f.account_of(second);
    CHECK(f.door.approve(f.as(paul.id), {.account = yann.id}).value().state == account_state::waiting);
    CHECK(f.pool().waiting == 1);
    CHECK(addressed(f.deliver()).front().second == "Your account on Cabinet Ravel is waiting for a license");
    const auto pool = f.door.grant_seats(f.as_administrator(), {"collaborators", 1}).value();
    CHECK(pool.capacity == 2);
    CHECK(pool.held == 2);
    CHECK(pool.waiting == 0);
    CHECK(f.get<account>(yann.id).state == account_state::active);
    CHECK(addressed(f.deliver()) == decltype(addressed(mails)){{"yann@example.org", "Welcome to Cabinet Ravel"}});
    CHECK(f.cases.opened().size() == 2);

    auto third = f.form("xena");
    third.token = token;
    CHECK(refusal(f.door.sign_up(f.somebody(), third)) == errc::invite_invalid);  // both uses are spent
    using enum event_type;
    CHECK(f.events() == std::vector{workspace_set_up, settings_changed, user_added,       user_joined,
                                    settings_changed, invite_created,   sign_up_received, email_proven,
                                    account_approved, case_opened,      signed_in,        signed_in,
                                    signed_in,        signed_in,        sign_up_received, email_proven,
                                    account_approved, seats_granted,    account_admitted, case_opened,
                                    sign_up_refused});
    CHECK(f.rows(kind::sign_up).empty());
    CHECK(f.queued().empty());
  }
}

TEST_CASE("the trail says who did what to whom under which settings") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    REQUIRE(f.door.approve(f.as(paul.id), {.account = zoe.id}));
    const auto trail = f.door.list_events(f.as_administrator(), {.subject = zoe.id}).value().events;
    REQUIRE(trail.size() == 2);
    CHECK(trail[0].what == event_type::email_proven);
    CHECK(trail[0].actor.is_nil());
    CHECK(trail[0].number == static_cast<std::int64_t>(account_state::pending));
    CHECK(trail[1].what == event_type::account_approved);
    CHECK(trail[1].actor == paul.id);
    CHECK(trail[1].number == static_cast<std::int64_t>(account_state::active));
    CHECK(trail[1].settings_revision ==
          static_cast<std::int64_t>(f.door.view_settings(f.as_administrator()).value().revision));
  });
}

TEST_CASE("a workspace is set up once") {
  for (const auto& maker : storage_makers()) {
    CAPTURE(maker.name);
    firm f{maker.make()};
    CHECK(refusal(f.door.sign_up(f.somebody(), f.form("zoe"))) == errc::not_set_up);
    CHECK(refusal(f.door.view_settings(f.somebody())) == errc::not_set_up);
    CHECK(f.rows(kind::event).empty());
    f.begin();
    const auto before = f.dump();
    auto again = f.beginning();
    again.username = again.email = "other@ravel.example";
    again.username = "other";
    CHECK(refusal(f.door.set_up(f.somebody(), again)) == errc::already_set_up);
    CHECK(f.dump() == before);
    const auto other = caller{.workspace = "another firm"};
    CHECK(refusal(f.door.set_up(other, again)) == errc{});
    CHECK(f.dump() == before);
  }
}

TEST_CASE("all that is wrong with the first form is told together") {
  firm f{storage_makers().front().make()};
  auto wrong = f.beginning();
  wrong.portal_url = "http://portal.example.org";
  wrong.email = "nobody";
  wrong.password = "short";
  wrong.grants = {{"core", 0}, {"a\nb", 1}};
  const auto refused = f.door.set_up(f.somebody(), wrong);
  REQUIRE(refusal(refused) == errc::invalid_form);
  std::vector<std::pair<std::string, errc>> told;
  for (const auto& one : refused.error().fields) {
    told.emplace_back(one.field, one.code);
    CHECK_FALSE(one.message.empty());
  }
  CHECK(told == decltype(told){{"portal_url", errc::url_invalid},
                               {"email", errc::email_invalid},
                               {"password", errc::password_too_short},
                               {"grants", errc::out_of_range},
                               {"grants", errc::character_not_allowed}});
  auto many = f.beginning();
  many.grants.resize(17, {"core", 1});
  CHECK(refusal(f.door.set_up(f.somebody(), many)) == errc::out_of_range);
  CHECK(f.dump().empty());
}

TEST_CASE("settings are changed by who manages users, on the newest revision, and only when they are right") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul");
    const auto seen = f.door.view_settings(f.as_administrator()).value();
    const auto before = f.dump();
    CHECK(refusal(f.door.view_settings(f.as(paul.id))) == errc::permission_denied);
    CHECK(refusal(f.door.change_settings(f.as(paul.id), seen)) == errc::permission_denied);
    CHECK(refusal(f.door.change_settings(f.somebody(), seen)) == errc::permission_denied);
    auto wrong = seen;
    wrong.approval = approval_mode::by_user;
    CHECK(wrong_field(f.door.change_settings(f.as_administrator(), wrong)) ==
          std::pair{std::string("approvers"), errc::approver_required});
    wrong.approvers = {account_id{f.team.members}};  // an id, but of no account
    CHECK(refusal(f.door.change_settings(f.as_administrator(), wrong)) == errc::approver_required);
    CHECK(f.door.change_settings(f.as_administrator(), seen).value().settings.revision == seen.revision);
    CHECK(f.dump() == before);
    CHECK(f.change_settings([](settings& s) { s.portal_name = "Ravel"; }).revision == seen.revision + 1);
    CHECK(refusal(f.door.change_settings(f.as_administrator(), seen)) == errc::stale);
  });
}

TEST_CASE("a user is added with a mailed link, joins once, and is nobody before") {
  on_every_storage([](firm& f) {
    const add_user_request request{.first_name = "Paul",
                                   .last_name = "Roy",
                                   .email = "paul@ravel.example",
                                   .group = f.team.members,
                                   .seniority = "lawyer"};
    const auto added = f.door.add_user(f.as_administrator(), request).value();
    CHECK(added.state == account_state::invited);
    CHECK(f.pool("core").held == 2);
    CHECK(refusal(f.door.add_user(f.as_administrator(), request)) == errc::email_taken);
    CHECK(refusal(f.door.sign_in(f.somebody(), {request.email, ""})) == errc::credentials_wrong);
    const auto token = f.token_to(request.email);
    CHECK(wrong_field(f.door.join(f.somebody(), {token, "anne", std::string(good_password)})).second ==
          errc::username_taken);
    CHECK(wrong_field(f.door.join(f.somebody(), {token, "paul", "paul roy paul roy"})).second ==
          errc::password_personal);
    CHECK(f.door.join(f.somebody(), {token, "paul", std::string(good_password)}).value().state ==
          account_state::active);
    CHECK(refusal(f.door.join(f.somebody(), {token, "paula", std::string(good_password)})) == errc::link_invalid);
    CHECK(f.pool("core").held == 2);
    CHECK(f.get<counter>(administrators_row).count == 1);
    auto other = request;
    other.email = "nina@ravel.example";
    other.group = f.team.administrators;
    REQUIRE(f.door.add_user(f.as_administrator(), other));
    REQUIRE(f.door.join(f.somebody(), {f.token_to(other.email), "nina", std::string(good_password)}));
    CHECK(f.get<counter>(administrators_row).count == 2);
  });
}

TEST_CASE("people are answered in their own language, or else in the workspace's") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.default_language = "fr"; });
    const caller unsaid{.workspace = firm::workspace};
    const caller arabic{.workspace = firm::workspace, .language = "ar"};
    CHECK(f.door.sign_up(unsaid, f.form("zoe")).value().message == message(phrase::signup_received, "fr"));
    CHECK(f.door.sign_up(arabic, f.form("yann")).value().message == message(phrase::signup_received, "ar"));
    CHECK(f.door.sign_in(unsaid, {"nobody", "x"}).error().message == message(errc::credentials_wrong, "fr"));
    CHECK(f.door.sign_in(arabic, {"nobody", "x"}).error().message == message(errc::credentials_wrong, "ar"));
    CHECK(f.door.approve(unsaid, {}).error().message == message(errc::permission_denied, "fr"));
  });
}
