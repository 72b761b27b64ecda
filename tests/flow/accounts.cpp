// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

account_view invited_user(firm& f, const std::string& name, group_id group) {
  const auto added = f.door.add_user(f.as_administrator(), {.first_name = "User",
                                                            .last_name = "Of Firm",
                                                            .email = name + "@ravel.example",
                                                            .group = group,
                                                            .seniority = "lawyer"});
  REQUIRE(refusal(added) == errc{});
  return added.value();
}

result<account_view> join(firm& f, const std::string& name, std::string token) {
  return f.door.join(f.somebody(), {std::move(token), name, std::string(good_password)});
}

account_view administrator(firm& f, const std::string& name) {
  const auto added = invited_user(f, name, f.team.administrators);
  REQUIRE(join(f, name, f.token_to(added.email)));
  return added;
}

std::int64_t administrators_counted(const firm& f) { return f.get<counter>(administrators_row).count; }

result<account_view> sign_in(firm& f, const std::string& name) {
  return f.door.sign_in(f.somebody(), {name, std::string(good_password)});
}

}  // namespace

TEST_CASE("whoever is deactivated cannot sign in, and the next in the queue has their seat in the same call") {
  on_every_storage([](firm& f) {
    const auto zoe = f.collaborator("zoe");
    f.collaborator("yann");
    const auto xena = f.collaborator("xena");
    REQUIRE(f.get<account>(xena.id).state == account_state::waiting);
    f.deliver();
    CHECK(f.door.deactivate(f.as_administrator(), {.account = zoe.id, .seen = zoe.revision}).value().state ==
          account_state::inactive);
    CHECK(f.get<account>(xena.id).state == account_state::active);
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 0);
    CHECK(refusal(sign_in(f, "zoe")) == errc::account_inactive);
    CHECK(f.queued() == std::vector{effect::mail_deactivated, effect::mail_welcome});

    const auto before = f.dump();
    CHECK(refusal(f.door.reactivate(f.as_administrator(), {.account = zoe.id})) == errc::no_seat);
    CHECK(f.door.deactivate(f.as_administrator(), {.account = zoe.id}).value().state == account_state::inactive);
    CHECK(f.dump() == before);

    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}));
    const auto back = f.door.reactivate(f.as_administrator(), {.account = zoe.id, .notice = notice::silent});
    CHECK(back.value().state == account_state::active);
    CHECK(f.pool().held == 3);
    CHECK(sign_in(f, "zoe"));
    CHECK(f.door.reactivate(f.as_administrator(), {.account = zoe.id}).value().revision == back.value().revision);
    CHECK(f.queued().size() == 2);
  });
}

TEST_CASE("a link to join dies with its account's activity, and whoever comes back is mailed a new one") {
  on_every_storage([](firm& f) {
    const auto nina = invited_user(f, "nina", f.team.members);
    const auto first = f.token_to(nina.email);
    CHECK(f.pool("core").held == 2);
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = nina.id}));
    CHECK(f.pool("core").held == 1);
    CHECK(refusal(join(f, "nina", first)) == errc::link_invalid);
    CHECK(f.door.reactivate(f.as_administrator(), {.account = nina.id}).value().state == account_state::invited);
    CHECK(f.pool("core").held == 2);
    CHECK(refusal(join(f, "nina", first)) == errc::link_invalid);
    CHECK(join(f, "nina", f.token_to(nina.email)).value().state == account_state::active);
    CHECK(f.pool("core").held == 2);
  });
}

TEST_CASE("administrators are counted as they come and go, and the last one stays") {
  on_every_storage([](firm& f) {
    const auto self = [&](account_id who) { return f.door.deactivate(f.as(who), {.account = who}); };
    CHECK(refusal(self(f.team.administrator)) == errc::last_administrator);
    const auto ada = administrator(f, "ada");
    const auto bea = invited_user(f, "bea", f.team.administrators);
    CHECK(administrators_counted(f) == 2);
    REQUIRE(f.door.deactivate(f.as(ada.id), {.account = bea.id}));
    CHECK(administrators_counted(f) == 2);  // she had not joined
    REQUIRE(self(f.team.administrator));
    CHECK(administrators_counted(f) == 1);
    CHECK(refusal(self(ada.id)) == errc::last_administrator);
    CHECK(refusal(f.door.reactivate(f.as_administrator(), {.account = f.team.administrator})) ==
          errc::permission_denied);
    REQUIRE(f.door.reactivate(f.as(ada.id), {.account = f.team.administrator}));
    CHECK(administrators_counted(f) == 2);
    CHECK(self(ada.id));
  });
}

TEST_CASE("the last administrator stays though another one goes between load and commit") {
  on_every_storage([](firm& f) {
    const auto ada = administrator(f, "ada");
    f.watched.before_next_commit(
        [&] { REQUIRE(f.door.deactivate(f.as_administrator(), {.account = f.team.administrator})); });
    CHECK(refusal(f.door.deactivate(f.as(ada.id), {.account = ada.id})) == errc::last_administrator);
    CHECK(administrators_counted(f) == 1);
    CHECK(f.get<account>(ada.id).state == account_state::active);
  });
}

TEST_CASE("when a selected approver goes nothing becomes undecidable, and whoever decides now is told") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.account_of(f.form("zoe"));
    f.deliver();
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = paul.id, .notice = notice::silent}));
    const auto items = f.all<outbox_item>();
    CHECK(items.back().effect == effect::mail_approvals_reassigned);
    CHECK(items.back().addressee == addressee::deciders);
    CHECK(f.queued().size() == 1);
    CHECK(refusal(f.door.approve(f.as(paul.id), {.account = zoe.id})) == errc::permission_denied);
    CHECK(f.door.approve(f.as_administrator(), {.account = zoe.id}).value().state == account_state::active);
  });
}

TEST_CASE("nobody who waits for a decision or a seat is deactivated or reactivated: that is to reject or approve") {
  on_every_storage([](firm& f) {
    f.collaborator("one");
    f.collaborator("two");
    const auto waits = f.collaborator("three");
    f.approver("paul");
    const auto asks = f.account_of(f.form("zoe"));
    const auto before = f.dump();
    for (const auto& who : {waits.id, asks.id}) {
      CHECK(refusal(f.door.deactivate(f.as_administrator(), {.account = who})) == errc::illegal_transition);
      CHECK(refusal(f.door.reactivate(f.as_administrator(), {.account = who})) == errc::illegal_transition);
    }
    CHECK(f.dump() == before);
  });
}
