// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"
#include "parvis/rules/accounts.hpp"

using namespace flow_test;

namespace {

using outcomes = std::vector<account_outcome>;

std::vector<errc> codes(const result<outcomes>& told) {
  std::vector<errc> out;
  REQUIRE(refusal(told) == errc{});
  for (const auto& one : told.value()) out.push_back(refusal(one.outcome));
  return out;
}

std::vector<account_state> states(const outcomes& told) {
  std::vector<account_state> out;
  for (const auto& one : told) out.push_back(one.outcome ? one.outcome.value().state : account_state::erased);
  return out;
}

std::vector<approve_request> approvals(const std::vector<account_view>& people) {
  std::vector<approve_request> out;
  for (const auto& one : people) out.push_back({.account = one.id, .seen = one.revision});
  return out;
}

std::vector<account_view> collaborators(firm& f, int count) {
  std::vector<account_view> out;
  for (int n = 0; n < count; ++n) out.push_back(f.collaborator("person" + std::to_string(n)));
  return out;
}

/// The batches of each commit since the last time.
std::vector<std::size_t> commits(firm& f) {
  std::vector<std::size_t> out;
  for (const auto& call : f.watched.take()) {
    if (call.call == storage_asked::sort::commit) out.push_back(call.batches);
  }
  return out;
}

}  // namespace

TEST_CASE("a list is decided row by row in one commit: seats in the order of the list, and no bad row stops another") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    const auto people = collaborators(f, 5);
    REQUIRE(f.door.reject(by, {.account = people[4].id}));
    auto asked = approvals(people);
    asked[1].seen = people[1].revision + 1;
    asked.insert(asked.begin() + 1, {.account = people[0].id});  // twice
    asked.push_back({.account = account_id{f.team.members}});    // nobody
    asked.push_back({.account = f.team.administrator});          // nobody ever approved her
    f.watched.take();
    const auto told = f.door.approve_each(by, asked);
    CHECK(codes(told) ==
          std::vector<errc>{
              {}, errc::given_twice, errc::stale, {}, {}, errc::stale, errc::not_found, errc::illegal_transition});
    CHECK(commits(f) == std::vector<std::size_t>{3});
    for (std::size_t n = 0; n < asked.size(); ++n) {
      CHECK(told.value()[n].account == asked[n].account);
      if (!told.value()[n].outcome) CHECK_FALSE(told.value()[n].outcome.error().message.empty());
    }
    CHECK(told.value()[0].outcome.value().state == account_state::active);
    CHECK(told.value()[3].outcome.value().state == account_state::active);
    CHECK(told.value()[4].outcome.value().state == account_state::waiting);
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 1);

    const auto before = f.dump();
    CHECK(states(f.door.approve_each(by, {asked[0], asked[3], asked[4]}).value()) ==
          std::vector{account_state::active, account_state::active, account_state::waiting});
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a list has 1 to 1,000 rows, and is for whoever may decide") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    const auto client = f.account_of(f.form("colette"));
    f.watched.take();
    CHECK(refusal(f.door.approve_each(by, {})) == errc::out_of_range);
    CHECK(refusal(f.door.reject_each(by, std::vector<reject_request>(1001))) == errc::out_of_range);
    CHECK(refusal(f.door.approve_pending(by, 0)) == errc::out_of_range);
    CHECK(refusal(f.door.approve_pending(by, 1001)) == errc::out_of_range);
    CHECK(f.watched.take().empty());
    const auto before = f.dump();
    CHECK(refusal(f.door.approve_each(f.as(client.id), {{.account = client.id}})) == errc::permission_denied);
    CHECK(refusal(f.door.reject_each(f.somebody(), {{.account = client.id}})) == errc::permission_denied);
    CHECK(refusal(f.door.approve_pending(f.as(client.id), 10)) == errc::permission_denied);
    CHECK(f.dump() == before);
  });
}

TEST_CASE("each row of a list of refusals has a reason of its own, and a bad one is that row's alone") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    const auto people = collaborators(f, 3);
    f.deliver();
    const auto told = f.door.reject_each(by, {{.account = people[0].id, .reason = "No mandate"},
                                              {.account = people[1].id, .reason = "two\nlines"},
                                              {.account = people[2].id, .notice = notice::silent}});
    CHECK(codes(told) == std::vector<errc>{{}, errc::invalid_form, {}});
    CHECK(wrong_field(told.value()[1].outcome) == std::pair{std::string("reason"), errc::line_break});
    CHECK_FALSE(told.value()[1].outcome.error().fields[0].message.empty());
    CHECK(f.all<note>().size() == 1);
    CHECK(f.queued() == std::vector{effect::mail_rejected});
    CHECK(f.get<account>(people[1].id).state == account_state::pending);
  });
}

TEST_CASE("a row that loses a race is decided once more by itself; the others stand") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}));
    const auto people = collaborators(f, 3);
    auto asked = approvals(people);
    for (auto& one : asked) one.seen.reset();
    f.watched.take();
    f.watched.before_next_commit([&] {
      f.edit<account>(people[0].id, [](account& a) { a.access = parvis::access::client; });
      REQUIRE(f.door.reject(f.as_administrator(), {.account = people[1].id}));
    });
    CHECK(states(f.door.approve_each(by, asked).value()) ==
          std::vector{account_state::active, account_state::erased, account_state::active});
    CHECK(commits(f) == std::vector<std::size_t>{3, 1});
    CHECK(f.pool().held == 1);  // the first has become a client
    CHECK(f.get<account>(people[1].id).state == account_state::rejected);
  });
}

TEST_CASE("an approver who goes between load and commit decides no row of the list") {
  using going = void (*)(firm&, account_id);
  constexpr going ways[] = {
      [](firm& f, account_id who) { REQUIRE(f.door.deactivate(f.as_administrator(), {.account = who})); },
      [](firm& f, account_id) {
        f.change_settings([](settings& s) {
          s.approval = approval_mode::by_default;
          s.approvers.clear();
        });
      }};
  for (const auto& goes : ways) {
    on_every_storage([&](firm& f) {
      const auto paul = f.approver("paul");
      const auto people = collaborators(f, 2);
      f.watched.before_next_commit([&] { goes(f, paul.id); });
      CHECK(codes(f.door.approve_each(f.as(paul.id), approvals(people))) ==
            std::vector{errc::permission_denied, errc::permission_denied});
      CHECK(f.pool().held == 0);
    });
  }
}

TEST_CASE("who is queued by a list although a seat has come free is admitted by the same call") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    const auto people = collaborators(f, 4);
    f.watched.before_next_commit([&] { f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 3; }); });
    CHECK(states(f.door.approve_each(by, approvals(people)).value()) ==
          std::vector{account_state::active, account_state::active, account_state::active, account_state::waiting});
    CHECK(f.pool().held == 3);
    CHECK(f.pool().waiting == 1);
  });
}

TEST_CASE("what is still pending after a change to approval by default is approved in one call, oldest first") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    const auto people = collaborators(f, 4);
    f.change_settings([](settings& s) { s.approval = approval_mode::by_default; });
    const auto first = f.door.approve_pending(by, 3).value();
    REQUIRE(first.size() == 3);
    for (std::size_t n = 0; n < 3; ++n) CHECK(first[n].account == people[n].id);
    CHECK(states(first) == std::vector{account_state::active, account_state::active, account_state::waiting});
    CHECK(f.door.approve_pending(by, 3).value().size() == 1);
    CHECK(f.door.approve_pending(by, 3).value().empty());
  });
}

TEST_CASE(
    "whoever asks for another access is approved with those who sign up, each in their turn and with their seat") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    const auto people = collaborators(f, 3);
    f.change_settings([](settings& s) { s.access_requests = approval_mode::by_user; });
    const auto zoe = f.account_of(f.form("zoe")).id, yan = f.account_of(f.form("yan")).id;
    REQUIRE(states(f.door
                       .approve_each(by, approvals({f.door.view_account(by, zoe).value(),
                                                    f.door.view_account(by, yan).value(), people[0]}))
                       .value()) == std::vector(3, account_state::active));
    f.clock.advance(minutes(1));
    REQUIRE(f.door.ask_access(f.as(zoe), access::collaborator));
    REQUIRE(f.door.ask_access(f.as(people[0].id), access::client));
    f.deliver();
    const auto wanted = f.door.view_settings(f.as_administrator()).value();
    const auto open = f.door.preview_settings(f.as_administrator(), wanted).value();
    CHECK(open.pending == 2);
    CHECK(open.access_requests == 2);

    // Three want the one seat that is left; the one whom the last request frees goes to the queue.
    const auto told = f.door.approve_pending(by, 10).value();
    REQUIRE(told.size() == 4);
    CHECK(told[0].account == people[1].id);
    CHECK(told[1].account == people[2].id);
    CHECK(told[2].account == zoe);
    CHECK(told[3].account == people[0].id);
    CHECK(states(told) == std::vector(4, account_state::active));
    CHECK(told[2].outcome.value().waiting_for == "collaborators");
    CHECK(told[3].outcome.value().access == access::client);
    CHECK(f.get<account>(people[2].id).state == account_state::active);
    CHECK(f.get<account>(zoe).access == access::client);
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 1);
    CHECK(f.door.approve_pending(by, 10).value().empty());
    CHECK(f.door.preview_settings(f.as_administrator(), wanted).value().access_requests == 0);
    CHECK(f.get<account>(yan).access == access::client);
  });
}

TEST_CASE("a request for another access that lapsed or was withdrawn is not approved with the others") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    f.change_settings([](settings& s) {
      s.approval = approval_mode::by_default;
      s.access_requests = approval_mode::by_user;
    });
    const auto zoe = f.account_of(f.form("zoe")).id, yan = f.account_of(f.form("yan")).id;
    REQUIRE(f.door.ask_access(f.as(zoe), access::collaborator));
    REQUIRE(f.door.ask_access(f.as(yan), access::collaborator));
    REQUIRE(f.door.ask_access(f.as(yan), access::client));
    f.clock.advance(days(31));
    const auto pat = f.account_of(f.form("pat")).id;
    REQUIRE(f.door.ask_access(f.as(pat), access::collaborator));
    const auto told = f.door.approve_pending(by, 1).value();  // what is over takes nobody's place
    REQUIRE(told.size() == 1);
    CHECK(told[0].account == pat);
    CHECK(told[0].outcome.has_value());
    CHECK(f.get<account>(zoe).access == access::client);
    CHECK(f.get<account>(yan).access == access::client);
  });
}

TEST_CASE("a thousand requests are approved in two loads and one commit") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto pattern = f.get<account>(f.account_of(f.form("zoe")).id);
    std::vector<batch> batches;
    id_source ids{f.clock.now().value(), {1, 2, 3, 4, 5, 6, 7, 8}};
    for (int n = 1; n < 1000; ++n) {
      auto one = pattern;
      one.id = ids.next<account_id>();
      one.email_key = one.email = "p" + std::to_string(n) + "@example.org";
      one.username_key = one.username = "p" + std::to_string(n);
      batches.push_back({ids.next(), pattern.created_at, {inserting(one)}});
    }
    for (const auto& told : f.inner->commit(firm::workspace, batches, nullptr)) {
      REQUIRE(told.status == answer_status::done);
    }
    f.watched.take();
    const auto told = f.door.approve_pending(f.as_administrator(), 1000).value();
    CHECK(told.size() == 1000);
    CHECK(std::all_of(told.begin(), told.end(), [](const auto& one) { return one.outcome.has_value(); }));
    CHECK(f.watched.take().size() == 4);
    CHECK(f.door.list_accounts(f.as_administrator(), {.count_cap = 2000}).value().count == 0);
  });
}

namespace {

std::vector<account_view> invited(firm& f, int count) {
  std::vector<account_view> out;
  for (int n = 0; n < count; ++n) {
    const auto added = f.door.add_user(f.as_administrator(), {.first_name = "User",
                                                              .last_name = "Of Firm",
                                                              .email = "user" + std::to_string(n) + "@ravel.example",
                                                              .group = f.team.members,
                                                              .seniority = "lawyer"});
    REQUIRE(refusal(added) == errc{});
    out.push_back(added.value());
  }
  return out;
}

}  // namespace

TEST_CASE("a list is deactivated row by row in one commit, and its seats are free for who waits") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto people = collaborators(f, 4);
    CHECK(f.pool().waiting == 2);
    f.watched.take();
    const auto told = f.door.deactivate_each(by, {{.account = people[0].id},
                                                  {.account = people[1].id, .seen = people[1].revision + 9},
                                                  {.account = people[0].id},
                                                  {.account = account_id{f.team.members}},
                                                  {.account = people[2].id},
                                                  {.account = f.team.administrator}});
    CHECK(codes(told) ==
          std::vector<errc>{
              {}, errc::stale, errc::given_twice, errc::not_found, errc::illegal_transition, errc::last_administrator});
    CHECK(commits(f).front() == 1);
    CHECK(told.value()[0].outcome.value().state == account_state::inactive);
    CHECK(f.get<account>(people[2].id).state == account_state::active);  // who waited longest has the seat
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 1);
    const auto before = f.dump();
    CHECK(codes(f.door.deactivate_each(by, {{.account = people[0].id}})) == std::vector<errc>{{}});
    CHECK(f.dump() == before);
  });
}

TEST_CASE("of a list of administrators the last one stays") {
  on_every_storage([](firm& f) {
    std::vector<deactivate_request> everybody{{.account = f.team.administrator}};
    for (const char* name : {"ada", "ines"}) {
      const auto user = f.joined_user(name);
      REQUIRE(f.door.change_group(f.as_administrator(), {.account = user.id, .group = f.team.administrators}));
      everybody.insert(everybody.begin(), {.account = user.id});  // whoever acts is the last
    }
    const auto told = f.door.deactivate_each(f.as_administrator(), everybody);
    CHECK(codes(told) == std::vector<errc>{{}, {}, errc::last_administrator});
    CHECK(f.get<counter>(administrators_row).count == 1);
  });
}

TEST_CASE("links to join are mailed again to a list, row by row in one commit") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto people = invited(f, 3);
    f.deliver();
    const auto joined = f.joined_user("joel");
    f.watched.take();
    const auto told =
        f.door.resend_join_each(by, {people[0].id, joined.id, people[2].id, people[0].id, account_id{f.team.members}});
    CHECK(codes(told) == std::vector<errc>{{}, errc::illegal_transition, {}, errc::given_twice, errc::not_found});
    CHECK(commits(f) == std::vector<std::size_t>{2});
    CHECK(f.queued() == std::vector{effect::mail_join, effect::mail_join});
    CHECK(f.get<account>(people[0].id).credential_epoch == people[0].credential_epoch + 1);
    CHECK(f.get<account>(people[1].id).credential_epoch == people[1].credential_epoch);

    f.edit<settings>(settings_row, [](settings& s) { s.mails_per_address_max = 1; });
    CHECK(codes(f.door.resend_join_each(by, {people[0].id, people[1].id})) ==
          std::vector<errc>{errc::mails_exhausted, {}});
  });
}

TEST_CASE("a list to resend or deactivate has 1 to 1,000 rows, and is for who manages users") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto by = f.as_administrator();
    f.watched.take();
    CHECK(refusal(f.door.deactivate_each(by, {})) == errc::out_of_range);
    CHECK(refusal(f.door.deactivate_each(by, std::vector<deactivate_request>(1001))) == errc::out_of_range);
    CHECK(refusal(f.door.resend_join_each(by, {})) == errc::out_of_range);
    CHECK(refusal(f.door.resend_join_each(by, std::vector<account_id>(1001))) == errc::out_of_range);
    CHECK(f.watched.take().empty());
    const auto before = f.dump();
    for (const auto& who : {f.as(paul.id), f.somebody()}) {
      CHECK(refusal(f.door.deactivate_each(who, {{.account = paul.id}})) == errc::permission_denied);
      CHECK(refusal(f.door.resend_join_each(who, {paul.id})) == errc::permission_denied);
    }
    CHECK(f.dump() == before);
  });
}
