// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

result<account_view> ban(firm& f, account_id who, std::optional<instant> until = {}) {
  return f.door.ban(f.as_administrator(), {.account = who, .reason = "Insults", .until = until});
}
errc sign_in(firm& f, const std::string& name) {
  return refusal(f.door.sign_in(f.somebody(), {name, std::string(good_password)}));
}
add_user_request newcomer(const firm& f, const std::string& name = "nina") {
  return {.first_name = "New",
          .last_name = "Comer",
          .email = name + "@ravel.example",
          .group = f.team.members,
          .seniority = "lawyer"};
}
std::int64_t administrators(const firm& f) { return f.get<counter>(administrators_row).count; }

}  // namespace

TEST_CASE(
    "whoever is banned is told so after a right password, has no key, link or seat less, and is back as they were") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul");
    const auto key = f.door.issue_api_key(f.as_administrator(), paul.id).value().key;
    REQUIRE(f.door.request_password_reset(f.somebody(), {paul.email}));
    const auto reset = f.token_to(paul.email);
    const auto held = f.pool("core").held;
    const auto banned = ban(f, paul.id).value();
    CHECK(banned.state == account_state::active);
    CHECK(banned.ban_reason == "Insults");
    CHECK(banned.banned_by == f.team.administrator);
    CHECK(banned.credential_epoch == paul.credential_epoch + 1);
    CHECK(f.pool("core").held == held);
    CHECK(sign_in(f, "paul") == errc::account_banned);
    CHECK(refusal(f.door.sign_in(f.somebody(), {"paul", "not the right one"})) == errc::credentials_wrong);
    CHECK(refusal(f.door.verify_api_key(f.somebody(), key)) == errc::api_key_invalid);
    CHECK(refusal(f.door.reset_password(f.somebody(), {reset, "nine amber wolves"})) == errc::link_invalid);
    CHECK(refusal(f.door.view_account(f.as(paul.id), paul.id)) == errc::permission_denied);
    const auto told = f.deliver();
    REQUIRE(told.size() == 1);
    CHECK(told[0].text.find("Insults") != std::string::npos);
    CHECK(ban(f, paul.id));
    CHECK(f.deliver().empty());

    REQUIRE(f.door.unban(f.as_administrator(), {.account = paul.id}));
    CHECK(f.deliver().size() == 1);
    CHECK(sign_in(f, "paul") == errc{});
    CHECK(refusal(f.door.verify_api_key(f.somebody(), key)) == errc::api_key_invalid);
    REQUIRE(f.door.unban(f.as_administrator(), {.account = paul.id}));
    CHECK(f.deliver().empty());
  });
}

TEST_CASE("nobody bans themselves, nor the last administrator, and a reason is asked for") {
  on_every_storage([](firm& f) {
    CHECK(refusal(ban(f, f.team.administrator)) == errc::own_account);
    const auto paul = f.joined_user("paul");
    CHECK(wrong_field(f.door.ban(f.as_administrator(), {.account = paul.id})) ==
          std::pair{std::string("reason"), errc::ban_reason_required});
    CHECK(wrong_field(f.door.ban(f.as_administrator(), {.account = paul.id, .reason = " \t "})) ==
          std::pair{std::string("reason"), errc::ban_reason_required});
    CHECK(refusal(f.door.ban(f.as(paul.id), {.account = paul.id, .reason = "x"})) == errc::permission_denied);
    REQUIRE(f.door.change_group(f.as_administrator(), {.account = paul.id, .group = f.team.administrators}));
    REQUIRE(ban(f, paul.id));
    CHECK(administrators(f) == 1);
    CHECK(refusal(f.door.deactivate(f.as_administrator(), {.account = f.team.administrator})) ==
          errc::last_administrator);
    CHECK(refusal(f.door.change_group(f.as_administrator(), {.account = f.team.administrator,
                                                             .group = f.team.members})) == errc::last_administrator);
    CHECK(refusal(f.door.unban(f.as(paul.id), {.account = paul.id})) == errc::permission_denied);
    REQUIRE(f.door.unban(f.as_administrator(), {.account = paul.id}));
    CHECK(administrators(f) == 2);
    CHECK(f.door.ban(f.as(paul.id), {.account = f.team.administrator, .reason = "x"}));
    CHECK(administrators(f) == 1);
    CHECK(refusal(f.door.list_groups(f.as_administrator())) == errc::permission_denied);
  });
}

TEST_CASE("a ban that another one replaced before its mail was sent is not told") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul");
    f.deliver();
    const auto until = f.clock.now().value() + days(3);
    REQUIRE(ban(f, paul.id));
    REQUIRE(f.door.ban(f.as_administrator(), {.account = paul.id, .reason = "Late", .until = until}));
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].text.find("Late") != std::string::npos);
    CHECK(mails[0].text.find("The ban ends on") != std::string::npos);
  });
}

TEST_CASE("a seat that a ban frees goes to the next in the queue, and whoever comes back stands behind the others") {
  for (const bool timed : {false, true}) {
    on_every_storage([&](firm& f) {
      f.change_settings([](settings& s) { s.ban_frees_seat = true; });
      const auto first = f.collaborator("first"), second = f.collaborator("second"), third = f.collaborator("third");
      CHECK(third.state == account_state::waiting);
      const auto until = f.clock.now().value() + days(1);
      REQUIRE(ban(f, first.id, timed ? std::optional{until} : std::nullopt));
      CHECK(f.get<account>(third.id).state == account_state::active);
      CHECK(f.pool().held == 2);
      const auto fourth = f.collaborator("fourth");
      if (timed) {
        f.clock.set(until - hours(1));
        CHECK(f.door.run_due(f.somebody(), 100).value().unbanned == 0);
        CHECK(sign_in(f, "first") == errc::account_banned);
        f.clock.set(until);
        CHECK(f.door.run_due(f.somebody(), 100).value().unbanned == 1);
      } else {
        CHECK(f.door.unban(f.as_administrator(), {.account = first.id}).value().state == account_state::waiting);
      }
      CHECK(sign_in(f, "first") == errc::account_waiting);
      CHECK(f.pool().waiting == 2);
      const auto told = f.deliver();
      CHECK(std::count_if(told.begin(), told.end(), [](const auto& one) {
              return one.to.address() == firm::address_of("first") &&
                     one.subject.text() == "Your account on Cabinet Ravel is waiting for a license";
            }) == 1);
      CHECK(std::none_of(told.begin(), told.end(),
                         [](const auto& one) { return one.text.find("approved") != std::string::npos; }));
      REQUIRE(f.door.deactivate(f.as_administrator(), {.account = second.id, .notice = notice::silent}));
      CHECK(f.get<account>(fourth.id).state == account_state::active);
      CHECK(f.get<account>(first.id).state == account_state::waiting);
      REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}));
      CHECK(f.get<account>(first.id).state == account_state::active);
      CHECK(sign_in(f, "first") == errc{});
      CHECK(f.pool().held == 3);
      const auto mails = f.deliver();
      CHECK(mails.size() == 2);
      CHECK(std::count_if(mails.begin(), mails.end(), [](const auto& one) {
              return one.subject.text().find("active again") != std::string::npos;
            }) == 1);
    });
  }
}

TEST_CASE("where nobody may wait a ban ends with a seat or stays, but time ends it all the same") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) {
      s.ban_frees_seat = true;
      s.when_no_seat = no_seat_policy::refuse;
    });
    const auto first = f.collaborator("first");
    const auto until = f.clock.now().value() + days(1);
    REQUIRE(ban(f, first.id, until));
    f.collaborator("second");
    f.collaborator("third");
    CHECK(refusal(f.door.unban(f.as_administrator(), {.account = first.id})) == errc::no_seat);
    CHECK(f.get<account>(first.id).banned_at);
    f.clock.set(until);
    CHECK(f.door.run_due(f.somebody(), 100).value().unbanned == 1);
    CHECK(f.get<account>(first.id).state == account_state::waiting);
    CHECK(f.pool().held == 2);
  });
}

TEST_CASE("a ban that has run out ends at the next sign-in though nobody called run_due, with a right password only") {
  on_every_storage([](firm& f) {
    const auto zoe = f.collaborator("zoe");
    const auto until = f.clock.now().value() + hours(1);
    REQUIRE(ban(f, zoe.id, until));
    f.clock.set(until - minutes(1));
    const auto refused = f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)});
    REQUIRE(refusal(refused) == errc::account_banned);
    CHECK(refused.error().retry_after_us > 0);
    CHECK(refused.error().retry_after_us <= minutes(1).us);
    f.clock.set(until);
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", "not the right one"})) == errc::credentials_wrong);
    CHECK(f.get<account>(zoe.id).banned_at);
    CHECK(sign_in(f, "zoe") == errc{});
    CHECK_FALSE(f.get<account>(zoe.id).banned_at);
    const auto events = f.events();
    CHECK(std::count(events.begin(), events.end(), event_type::account_unbanned) == 1);
  });
}

TEST_CASE("whoever is banned is let in by no other door") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    REQUIRE(ban(f, zoe.id));
    const auto by = f.as_administrator();
    CHECK(refusal(f.door.approve(by, {.account = zoe.id})) == errc::ban_stands);
    CHECK(refusal(f.door.approve_each(by, {{.account = zoe.id}}).value().front().outcome) == errc::ban_stands);
    REQUIRE(f.door.reject(by, {.account = zoe.id}));
    CHECK(refusal(f.door.reopen(by, {.account = zoe.id})) == errc::ban_stands);
    CHECK(refusal(f.door.invite_people(by, {.people = {{zoe.email}}}).value().front()) == errc::email_taken);
    f.deliver();
    REQUIRE(f.door.sign_up(f.somebody(), f.form("zoe", account_kind::collaborator)));
    CHECK(f.token_to(zoe.email).empty());
    const auto nina = f.door.add_user(by, newcomer(f)).value();
    const auto join = f.token_to(nina.email);
    REQUIRE(ban(f, nina.id));
    CHECK(refusal(f.door.join(f.somebody(), {join, "nina", std::string(good_password)})) == errc::link_invalid);
    CHECK(refusal(f.door.resend_join(by, nina.id)) == errc::ban_stands);
    REQUIRE(f.door.deactivate(by, {.account = nina.id}));
    CHECK(refusal(f.door.reactivate(by, {.account = nina.id})) == errc::ban_stands);
    REQUIRE(f.door.unban(by, {.account = nina.id}));
    CHECK(f.door.reactivate(by, {.account = nina.id}).value().state == account_state::invited);
    CHECK(f.door.join(f.somebody(), {f.token_to(nina.email), "nina", std::string(good_password)}));
  });
}

TEST_CASE("an approver who is banned decides nothing, and whoever decides now is told; an API key of theirs neither") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    f.deliver();
    REQUIRE(ban(f, paul.id));
    const auto mails = f.deliver();
    CHECK(std::count_if(mails.begin(), mails.end(),
                        [](const auto& one) { return one.to.address() == "anne@ravel.example"; }) == 1);
    CHECK(refusal(f.door.approve(f.as(paul.id), {.account = zoe.id})) == errc::permission_denied);
    CHECK(refusal(f.door.list_accounts(f.as(paul.id), {})) == errc::permission_denied);
    CHECK(f.door.approve(f.as_administrator(), {.account = zoe.id}));
  });
}

TEST_CASE(
    "a workspace whose approver has gone is renamed, closed and led back to approval by default, and no further") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    REQUIRE(ban(f, paul.id));
    f.change_settings([](settings& s) { s.portal_name = "Ravel"; });
    f.change_settings([](settings& s) { s.signup_policy = signup_policy::none; });
    auto wanted = f.change_settings([](settings& s) { s.approval = approval_mode::by_default; });
    wanted.approval = approval_mode::by_user;
    CHECK(refusal(f.door.preview_settings(f.as_administrator(), wanted)) == errc::approver_required);
    CHECK(refusal(f.door.change_settings(f.as_administrator(), wanted)) == errc::approver_required);
    wanted.approvers.push_back(f.team.administrator);
    CHECK(f.door.change_settings(f.as_administrator(), wanted));
  });
}

TEST_CASE("a user is replaced in a full pool, whoever waits, and the newcomer has the seat") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    std::vector<account_view> users;
    for (int n = 0; n < 4; ++n) users.push_back(f.joined_user("user" + std::to_string(n)));
    CHECK(f.pool("core").held == 5);
    CHECK(refusal(f.door.add_user(by, newcomer(f))) == errc::no_seat);
    f.deliver();
    const auto done = f.door.replace(by, {.account = users[0].id, .newcomer = newcomer(f)}).value();
    CHECK(done.left.state == account_state::inactive);
    CHECK(done.added.state == account_state::invited);
    CHECK(f.pool("core").held == 5);
    CHECK(sign_in(f, "user0") == errc::account_inactive);
    CHECK(f.door.join(f.somebody(), {f.token_to("nina@ravel.example"), "nina", std::string(good_password)}));
    CHECK(refusal(f.door.replace(by, {.account = users[0].id, .newcomer = newcomer(f, "nora")})) ==
          errc::illegal_transition);
    CHECK(refusal(f.door.replace(by, {.account = users[1].id, .newcomer = newcomer(f)})) == errc::email_taken);
    CHECK(f.get<account>(users[1].id).state == account_state::active);
    CHECK(refusal(f.door.replace(by, {.account = f.team.administrator, .newcomer = newcomer(f, "nora")})) ==
          errc::last_administrator);
    CHECK(refusal(f.door.replace(f.as(users[1].id), {.account = users[2].id, .newcomer = newcomer(f, "nora")})) ==
          errc::permission_denied);
    CHECK(f.all<account>().size() == 6);
  });
}

TEST_CASE("all that is wrong with a replacement is told at once, and nothing is done") {
  on_every_storage([](firm& f) {
    const auto before = f.get<account>(f.joined_user("leo").id);
    auto comer = newcomer(f);
    comer.email = "nobody";
    comer.seniority = "baron";
    CHECK(wrong_fields(
              f.door.replace(f.as_administrator(), {.account = before.id, .newcomer = comer, .reason = "a\nb"})) ==
          fields{{"email", errc::email_invalid}, {"reason", errc::line_break}, {"seniority", errc::out_of_range}});
    CHECK(f.get<account>(before.id).revision == before.revision);
  });
}

TEST_CASE("a seat that only the leaver had goes to the next in its queue") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    REQUIRE(f.door.grant_seats(by, {"contract", 1}));
    const auto paul = f.joined_user("paul"), petra = f.joined_user("petra");
    REQUIRE(f.door.change_access(by, {.account = paul.id, .access = access::core | access::contract}));
    CHECK(f.door.change_access(by, {.account = petra.id, .access = access::core | access::contract})
              .value()
              .waiting_for == "contract");
    REQUIRE(f.door.replace(by, {.account = paul.id, .newcomer = newcomer(f)}));
    CHECK(f.get<account>(petra.id).access == (access::core | access::contract));
    CHECK(f.pool("contract").held == 1);
  });
}
