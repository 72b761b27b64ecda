// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/race.hpp"

using namespace flow_test;

// Two different commands at once, from many threads: one of them comes first, and everything agrees which.

namespace {

invite personal_link(firm& f) {
  return f.door.invite_people(f.as_administrator(), {.people = {{"zoe@example.org"}}}).value().front().value();
}
sign_up_request redeeming(const std::string& token, std::size_t n) {
  auto out = firm::form("zoe" + std::to_string(n));
  out.email = "zoe@example.org";
  out.token = token;
  return out;
}

}  // namespace

TEST_CASE("a personal link that is resent while it is redeemed is either used or replaced") {
  contest(2, [](firm& f, std::size_t threads) {
    const auto link = personal_link(f);
    const auto token = f.token_to("zoe@example.org");
    const auto codes = at_once(threads, [&](std::size_t n) {
      return n % 2 == 0 ? refusal(f.door.sign_up(f.somebody(), redeeming(token, n)))
             : n == 1   ? refusal(f.door.resend_invite(f.as_administrator(), link.id, link_fate::rotate))
                        : errc::invite_invalid;
    });
    const auto left = f.get<invite>(link.id);
    const bool used = left.uses == 1;
    CHECK(how_many(codes, errc{}) == 1);
    CHECK(codes[1] == (used ? errc::illegal_transition : errc{}));
    CHECK(left.generation == (used ? 1 : 2));
    CHECK(f.all<account>().size() == (used ? 2U : 1U));
    CHECK(happened(f, event_type::invite_resent) == (used ? 0 : 1));
  });
}

TEST_CASE("an approver who is removed while approving decides under the old settings or not at all") {
  contest(2, [](firm& f, std::size_t threads) {
    const auto paul = f.approver("paul");
    std::vector<account_id> ids;
    for (std::size_t n = 0; n < threads; ++n) ids.push_back(f.account_of(f.form("person" + std::to_string(n))).id);
    auto wanted = f.door.view_settings(f.as_administrator()).value();
    const auto before = static_cast<std::int64_t>(wanted.revision);
    wanted.approvers = {f.team.administrator};
    const auto codes = at_once(threads, [&](std::size_t n) {
      return n == threads / 2 ? refusal(f.door.change_settings(f.as_administrator(), wanted))
                              : refusal(f.door.approve(f.as(paul.id), {.account = ids[n]}));
    });
    CHECK(codes[threads / 2] == errc{});
    for (std::size_t n = 0; n < threads; ++n) {
      if (n == threads / 2) continue;
      CHECK((codes[n] == errc{} || codes[n] == errc::permission_denied));
      CHECK((codes[n] == errc{}) == (f.get<account>(ids[n]).state == account_state::active));
    }
    for (const auto& one : f.all<event>()) {
      if (one.what == event_type::account_approved) CHECK(one.settings_revision == before);
    }
  });
}

TEST_CASE("sign-ups while the open form is closed are received under the old settings or not at all") {
  contest(2, [](firm& f, std::size_t threads) {
    auto wanted = f.door.view_settings(f.as_administrator()).value();
    const auto before = static_cast<std::int64_t>(wanted.revision);
    wanted.signup_policy = signup_policy::none;
    const auto codes = at_once(threads, [&](std::size_t n) {
      return n == threads / 2 ? refusal(f.door.change_settings(f.as_administrator(), wanted))
                              : refusal(f.door.sign_up(f.somebody(), f.form("person" + std::to_string(n))));
    });
    CHECK(codes[threads / 2] == errc{});
    const auto received = how_many(codes, errc{}) - 1;
    CHECK(how_many(codes, errc::signup_disabled) == static_cast<std::ptrdiff_t>(threads) - 1 - received);
    CHECK(f.rows(kind::sign_up).size() == static_cast<std::size_t>(received));
    CHECK(happened(f, event_type::sign_up_received) == received);
    for (const auto& one : f.all<event>()) {
      if (one.what == event_type::sign_up_received) CHECK(one.settings_revision == before);
    }
  });
}

TEST_CASE("the last seat goes to whoever is approved or to whoever comes back, never to both") {
  contest(1, [](firm& f, std::size_t threads) {
    const auto ivo = f.collaborator("ivo").id;
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = ivo}));
    f.approver("paul");
    const auto zoe = f.collaborator("zoe").id;
    const auto codes = at_once(threads, [&](std::size_t n) {
      return n % 2 == 0 ? refusal(f.door.approve(f.as_administrator(), {.account = zoe}))
                        : refusal(f.door.reactivate(f.as_administrator(), {.account = ivo}));
    });
    const bool ivo_in = f.get<account>(ivo).state == account_state::active;
    CHECK(f.get<account>(zoe).state == (ivo_in ? account_state::waiting : account_state::active));
    for (std::size_t n = 0; n < threads; ++n) {
      if (n % 2 == 0) CHECK(codes[n] == errc{});
      if (n % 2 == 1 && !ivo_in) CHECK(codes[n] == errc::no_seat);
      if (n % 2 == 1 && ivo_in) CHECK((codes[n] == errc{} || codes[n] == errc::no_seat));
    }
    CHECK(f.pool().held == 1);
    CHECK(f.pool().waiting == (ivo_in ? 1 : 0));
    CHECK(happened(f, event_type::account_reactivated) == (ivo_in ? 1 : 0));
    CHECK(happened(f, event_type::account_approved) == 1);
  });
}

TEST_CASE("the last seat goes to one of those who are approved, come back, join or are promoted at once") {
  contest(1, [](firm& f, std::size_t threads) {
    const auto ivo = f.collaborator("ivo").id;
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = ivo}));
    const auto cleo = f.account_of(f.form("cleo")).id;
    const auto nina =
        f.door
            .add_portal_account(
                f.as_administrator(),
                {.first_name = "A", .last_name = "B", .email = f.address_of("nina"), .access = access::collaborator})
            .value();
    const auto token = f.token_to(nina.email);
    f.approver("paul");
    const auto zoe = f.collaborator("zoe").id;
    at_once(threads, [&](std::size_t n) {
      switch (n % 4) {
        case 0:
          return refusal(f.door.approve(f.as_administrator(), {.account = zoe}));
        case 1:
          return refusal(f.door.reactivate(f.as_administrator(), {.account = ivo}));
        case 2:
          return refusal(f.door.change_access(f.as_administrator(), {.account = cleo, .access = access::collaborator}));
        default:
          return refusal(f.door.join(f.somebody(), {token, "nina", std::string(good_password)}));
      }
    });
    std::int64_t held = 0, waiting = 0;
    for (const auto& one : f.all<account>()) {
      held += one.state == account_state::active && has(one.access, access::collaborator) ? 1 : 0;
      waiting += one.waiting_for.empty() ? 0 : 1;
    }
    CHECK(held == 1);
    CHECK(f.pool().held == 1);
    CHECK(f.pool().waiting == waiting);
    CHECK(waiting == (f.get<account>(ivo).state == account_state::active ? 3 : 2));
    CHECK(happened(f, event_type::access_changed) == 1);
    CHECK(happened(f, event_type::user_joined) == 2);  // with the approver
  });
}

TEST_CASE("one code that many are given at once is one person's, and every made one is its own") {
  contest(2, [](firm& f, std::size_t threads) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", static_cast<std::int64_t>(threads)}));
    const auto codes = at_once(threads, [&](std::size_t n) {
      const auto added = f.door.add_user(f.as_administrator(), {.first_name = "A",
                                                                .last_name = "B",
                                                                .email = "user" + std::to_string(n) + "@ravel.example",
                                                                .group = f.team.members,
                                                                .seniority = "lawyer",
                                                                .code = n % 2 == 0 ? "EMP-1" : ""});
      return added ? errc{} : wrong_field(added).second;
    });
    const auto half = static_cast<std::ptrdiff_t>(threads) / 2;
    CHECK(how_many(codes, errc{}) == half + 1);
    CHECK(how_many(codes, errc::code_taken) == half - 1);
    CHECK(f.rows(kind::code_claim).size() == static_cast<std::size_t>(half) + 2);
    CHECK(f.pool("core").held == half + 2);
  });
}

TEST_CASE("a link to join that is sent anew while it is used is used, or dead") {
  contest(2, [](firm& f, std::size_t threads) {
    const auto nina = f.door
                          .add_portal_account(f.as_administrator(),
                                              {.first_name = "A", .last_name = "B", .email = f.address_of("nina")})
                          .value();
    const auto token = f.token_to(nina.email);
    const auto codes = at_once(threads, [&](std::size_t n) {
      return n == threads / 2
                 ? refusal(f.door.resend_join(f.as_administrator(), nina.id))
                 : refusal(f.door.join(f.somebody(), {token, "nina" + std::to_string(n), std::string(good_password)}));
    });
    const bool joined = f.get<account>(nina.id).state == account_state::active;
    CHECK(how_many(codes, errc{}) == 1);
    CHECK(codes[threads / 2] == (joined ? errc::illegal_transition : errc{}));
    CHECK(happened(f, event_type::user_joined) == (joined ? 1 : 0));
    CHECK(happened(f, event_type::join_resent) == (joined ? 0 : 1));
  });
}
