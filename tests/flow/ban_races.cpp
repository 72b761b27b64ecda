// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/race.hpp"

using namespace flow_test;

// Bans, replacements and groups against everything else that moves a seat or a right, from many threads.

TEST_CASE("approved and banned at once, somebody is in and banned, or banned and never let in") {
  for (const bool frees : {false, true}) {
    contest(1, [&](firm& f, std::size_t threads) {
      f.approver("paul");
      f.change_settings([&](settings& s) { s.ban_frees_seat = frees; });
      const auto zoe = f.collaborator("zoe").id;
      const auto codes = at_once(threads, [&](std::size_t n) {
        return n % 2 == 0 ? refusal(f.door.approve(f.as_administrator(), {.account = zoe}))
                          : refusal(f.door.ban(f.as_administrator(), {.account = zoe, .reason = "x"}));
      });
      const auto now = f.get<account>(zoe);
      const bool approved = happened(f, event_type::account_approved) == 1;
      CHECK(now.banned_at);
      CHECK(now.state == (approved ? account_state::active : account_state::pending));
      CHECK(happened(f, event_type::account_banned) == 1);
      for (std::size_t n = 0; n < threads; ++n) {
        if (n % 2 == 1) CHECK(codes[n] == errc{});
        if (n % 2 == 0) CHECK(codes[n] == (approved ? errc{} : errc::ban_stands));
      }
      CHECK(f.pool().held == (approved && !frees ? 1 : 0));
      check_sums(f);
    });
  }
}

TEST_CASE("banned, unbanned and deactivated at once, an account has one history and its seat is counted once") {
  contest(2, [](firm& f, std::size_t threads) {
    f.change_settings([](settings& s) { s.ban_frees_seat = true; });
    const auto zoe = f.collaborator("zoe").id;
    f.collaborator("yann");
    f.collaborator("xena");  // waits
    at_once(threads, [&](std::size_t n) {
      const auto by = f.as_administrator();
      switch (n % 4) {
        case 0:
          return refusal(f.door.ban(by, {.account = zoe, .reason = "x"}));
        case 1:
          return refusal(f.door.unban(by, {.account = zoe}));
        case 2:
          return refusal(f.door.deactivate(by, {.account = zoe}));
        default:
          return refusal(f.door.reactivate(by, {.account = zoe}));
      }
    });
    check_sums(f);
    CHECK(f.pool().held == 2);
  });
}

TEST_CASE("the last seat goes to whoever is approved or to whose ban ends, never to both, and nobody is passed") {
  contest(1, [](firm& f, std::size_t threads) {
    f.change_settings([](settings& s) { s.ban_frees_seat = true; });
    const auto ivo = f.collaborator("ivo").id;
    const auto until = f.clock.now().value() + days(1);
    REQUIRE(f.door.ban(f.as_administrator(), {.account = ivo, .reason = "x", .until = until}));
    f.approver("paul");
    const auto zoe = f.collaborator("zoe").id;
    f.clock.set(until);
    const auto codes = at_once(threads, [&](std::size_t n) {
      if (n % 2 == 0) return refusal(f.door.approve(f.as_administrator(), {.account = zoe}));
      if (n % 4 == 1) return refusal(f.door.run_due(f.somebody(), 10));
      return refusal(f.door.unban(f.as_administrator(), {.account = ivo}));
    });
    for (std::size_t n = 0; n < threads; ++n) {
      if (n % 4 != 1) CHECK(codes[n] == errc{});
    }
    const bool ivo_in = f.get<account>(ivo).state == account_state::active;
    CHECK(f.get<account>(ivo).state == (ivo_in ? account_state::active : account_state::waiting));
    CHECK(f.get<account>(zoe).state == (ivo_in ? account_state::waiting : account_state::active));
    CHECK(happened(f, event_type::account_unbanned) == 1);
    CHECK(f.pool().held == 1);
    CHECK(f.pool().waiting == 1);
    check_sums(f);
  });
}

TEST_CASE("a replacement keeps its seat from everybody who comes at the same time") {
  contest(1, [](firm& f, std::size_t threads) {
    const auto by = f.as_administrator();
    std::vector<account_id> users;
    for (int n = 0; n < 4; ++n) users.push_back(f.joined_user("user" + std::to_string(n)).id);
    REQUIRE(f.pool("core").held == 5);
    const auto codes = at_once(threads, [&](std::size_t n) {
      return n % 2 == 0 ? refusal(f.door.replace(
                              by, {.account = users[0], .newcomer = newcomer(f, "new" + std::to_string(n))}))
                        : refusal(f.door.add_user(by, newcomer(f, "new" + std::to_string(n))));
    });
    CHECK(how_many(codes, errc{}) == 1);
    for (std::size_t n = 0; n < threads; ++n) {
      if (n % 2 == 1) CHECK(codes[n] == errc::no_seat);
      if (n % 2 == 0 && codes[n] != errc{}) CHECK(codes[n] == errc::illegal_transition);
    }
    CHECK(f.pool("core").held == 5);
    CHECK(happened(f, event_type::account_deactivated) == 1);
    check_sums(f);
  });
}

TEST_CASE("of administrators who ban, demote and strip each other at once one is left") {
  contest(1, [](firm& f, std::size_t threads) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 10}));
    std::vector<account_id> heads{f.team.administrator};
    for (int n = 0; n < 7; ++n) {
      heads.push_back(f.joined_user("head" + std::to_string(n)).id);
      REQUIRE(f.door.change_group(f.as_administrator(), {.account = heads.back(), .group = f.team.administrators}));
    }
    at_once(threads, [&](std::size_t n) {
      const auto by = f.as(heads[n % heads.size()]);
      const auto other = heads[(n * 3 + 1) % heads.size()];
      switch (n % 4) {
        case 0:
          return refusal(f.door.ban(by, {.account = other, .reason = "x"}));
        case 1:
          return refusal(f.door.change_group(by, {.account = other, .group = f.team.members}));
        case 2:
          return refusal(f.door.deactivate(by, {.account = other}));
        default:
          return refusal(f.door.edit_group(by, {.group = f.team.administrators, .permissions = permissions::none}));
      }
    });
    check_sums(f);
  });
}

TEST_CASE("a group is removed, or somebody is in it: never both") {
  contest(1, [](firm& f, std::size_t threads) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 100}));
    const auto made = f.door.add_group(f.as_administrator(), {.name = "Lawyers"}).value().id;
    const auto paul = f.joined_user("paul").id;
    const auto codes = at_once(threads, [&](std::size_t n) {
      const auto by = f.as_administrator();
      if (n % 3 == 0) return refusal(f.door.remove_group(by, {.group = made}));
      if (n % 3 == 1) return refusal(f.door.change_group(by, {.account = paul, .group = made}));
      auto request = newcomer(f, "new" + std::to_string(n));
      request.group = made;
      return refusal(f.door.add_user(by, request));
    });
    const auto groups = f.all<group>();
    const bool there = std::any_of(groups.begin(), groups.end(), [&](const auto& one) { return one.id == made; });
    const auto people = f.all<account>();
    const auto inside = std::count_if(people.begin(), people.end(), [&](const auto& who) { return who.group == made; });
    CHECK(there == (inside > 0));
    for (std::size_t n = 0; n < threads; ++n) {
      if (n % 3 == 0 && there) CHECK(codes[n] == errc::group_in_use);
      if (n % 3 != 0) CHECK(codes[n] == (there ? errc{} : errc::not_found));
    }
    check_sums(f);
  });
}
