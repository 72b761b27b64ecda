// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"

using namespace flow_test;

namespace {

/// The same story as `on_every_storage`, with the number of threads that suits the storage.
template <class Story>
void race_on_every_storage(std::int64_t collaborator_seats, Story story) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin(collaborator_seats);
    story(f, one.threads);
  }
}

account_state state_of(const result<account_view>& r) { return r ? r.value().state : account_state::erased; }

std::size_t mails_about(const std::vector<mail>& mails, std::string_view subject) {
  return static_cast<std::size_t>(std::count_if(mails.begin(), mails.end(), [&](const auto& one) {
    return one.subject.text().find(subject) != std::string::npos;
  }));
}

struct proof {
  std::string token, continuation;
};
/// Sign-ups that were mailed about, and are only to be proven.
std::vector<proof> proofs(firm& f, const std::vector<sign_up_request>& forms) {
  std::vector<proof> out;
  for (const auto& form : forms) {
    const auto taken = f.door.sign_up(f.somebody(), form);
    REQUIRE(refusal(taken) == errc{});
    out.push_back({f.token_to(form.email), taken.value().continuation});
  }
  return out;
}
result<account_view> prove(firm& f, const proof& p) {
  return f.door.prove_email(f.somebody(), {.token = p.token, .continuation = p.continuation});
}

std::vector<sign_up_request> forms(std::size_t count, std::optional<account_kind> wanted = {}) {
  std::vector<sign_up_request> out;
  for (std::size_t n = 0; n < count; ++n) out.push_back(firm::form("person" + std::to_string(n), wanted));
  return out;
}

}  // namespace

TEST_CASE("of many who are approved at once for the last seat one is active and the others wait") {
  race_on_every_storage(1, [](firm& f, std::size_t threads) {
    const auto paul = f.approver("paul");
    std::vector<account_id> ids;
    for (const auto& form : forms(threads, account_kind::collaborator)) ids.push_back(f.account_of(form).id);
    f.deliver();
    const auto states =
        at_once(threads, [&](std::size_t n) { return state_of(f.door.approve(f.as(paul.id), {.account = ids[n]})); });
    CHECK(how_many(states, account_state::active) == 1);
    CHECK(how_many(states, account_state::waiting) == static_cast<std::ptrdiff_t>(threads) - 1);
    CHECK(f.pool().held == 1);
    CHECK(f.pool().waiting == static_cast<std::int64_t>(threads) - 1);
    const auto mails = f.deliver();
    CHECK(mails_about(mails, "Welcome") == 1);
    CHECK(mails_about(mails, "waiting for a license") == threads - 1);
    const auto items = f.all<outbox_item>();
    CHECK(std::count_if(items.begin(), items.end(), [](const auto& one) {
            return one.effect == effect::mail_seats_exhausted && one.addressee == addressee::administrators;
          }) == 1);
  });
}

TEST_CASE("a link for a few uses lets in exactly as many of those who come at once") {
  race_on_every_storage(2, [](firm& f, std::size_t threads) {
    constexpr std::int64_t uses = 5;
    const auto link = f.link({.max_uses = uses});
    auto all = forms(threads);
    for (auto& form : all) form.token = token_in(link.link);
    const auto held = proofs(f, all);
    const auto codes = at_once(threads, [&](std::size_t n) { return refusal(prove(f, held[n])); });
    CHECK(how_many(codes, errc{}) == uses);
    CHECK(how_many(codes, errc::invite_invalid) == static_cast<std::ptrdiff_t>(threads) - uses);
    CHECK(f.get<invite>(link.invite.id).uses == uses);
    CHECK(f.all<account>().size() == 1 + uses);
  });
}

TEST_CASE("one list approved by many at once is decided once, row by row, and sells no seat twice") {
  race_on_every_storage(3, [](firm& f, std::size_t threads) {
    f.approver("paul");
    std::vector<approve_request> asked;
    for (const auto& form : forms(8, account_kind::collaborator)) asked.push_back({.account = f.account_of(form).id});
    f.deliver();
    const auto told = at_once(std::min<std::size_t>(threads, 16), [&](std::size_t n) {
      auto mine = asked;
      if (n % 2 == 1) std::reverse(mine.begin(), mine.end());
      const auto rows = f.door.approve_each(f.as_administrator(), mine);
      return rows ? std::count_if(rows.value().begin(), rows.value().end(),
                                  [](const auto& row) { return row.outcome.has_value(); })
                  : 0;
    });
    for (const auto rows : told) CHECK(rows == 8);
    CHECK(f.pool().held == 3);
    CHECK(f.pool().waiting == 5);
    const auto happened = f.events();
    CHECK(std::count(happened.begin(), happened.end(), event_type::account_approved) == 8);
    const auto mails = f.queued();
    CHECK(std::count(mails.begin(), mails.end(), effect::mail_welcome) == 3);
    CHECK(std::count(mails.begin(), mails.end(), effect::mail_waiting) >= 5);
  });
}

TEST_CASE("of many administrators who leave at once one stays") {
  race_on_every_storage(2, [](firm& f, std::size_t threads) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 100}));
    std::vector<account_id> all{f.team.administrator};
    while (all.size() < threads / 2) {
      const auto name = "admin" + std::to_string(all.size());
      const auto added = f.door.add_user(f.as_administrator(), {.first_name = "A",
                                                                .last_name = "B",
                                                                .email = name + "@ravel.example",
                                                                .group = f.team.administrators,
                                                                .seniority = "lawyer"});
      all.push_back(added.value().id);
      const auto token = f.token_to(name + "@ravel.example");
      REQUIRE(f.door.join(f.somebody(), {token, name, std::string(good_password)}));
    }
    const auto codes = at_once(
        all.size(), [&](std::size_t n) { return refusal(f.door.deactivate(f.as(all[n]), {.account = all[n]})); });
    CHECK(how_many(codes, errc::last_administrator) == 1);
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(all.size()) - 1);
    CHECK(f.get<counter>(administrators_row).count == 1);
    CHECK(f.pool("core").held == 1);
  });
}

TEST_CASE("one mailed link followed many times at once makes one account") {
  race_on_every_storage(2, [](firm& f, std::size_t threads) {
    const auto held = proofs(f, {f.form("zoe")});
    const auto codes = at_once(threads, [&](std::size_t) { return refusal(prove(f, held[0])); });
    CHECK(how_many(codes, errc{}) == 1);
    for (const auto code : codes) CHECK((code == errc{} || code == errc::link_invalid || code == errc::email_taken));
    CHECK(f.all<account>().size() == 2);
    CHECK(mails_about(f.deliver(), "Welcome") == 1);
  });
}

TEST_CASE("of many who prove their address with one username one gets it, and the others may choose another") {
  race_on_every_storage(2, [](firm& f, std::size_t threads) {
    auto all = forms(threads);
    for (auto& form : all) form.username = "zoe";
    const auto held = proofs(f, all);
    const auto answers = at_once(threads, [&](std::size_t n) {
      const auto made = prove(f, held[n]);
      return made ? errc{} : wrong_field(made).second;
    });
    CHECK(how_many(answers, errc{}) == 1);
    CHECK(how_many(answers, errc::username_taken) == static_cast<std::ptrdiff_t>(threads) - 1);
    CHECK(f.rows(kind::sign_up).size() == threads - 1);
  });
}

TEST_CASE("many who drain the outbox at once send each mail once") {
  race_on_every_storage(2, [](firm& f, std::size_t threads) {
    f.deliver();
    for (const auto& form : forms(50)) REQUIRE(f.door.sign_up(f.somebody(), form));
    const auto done = at_once(threads / 4, [&](std::size_t) {
      const auto drained = f.door.drain_outbox(f.somebody(), 20);
      return drained ? drained.value().done : 0;
    });
    std::size_t sum = 0;
    for (const auto one : done) sum += one;
    CHECK(sum <= 50);
    CHECK(f.deliver().size() == 50);  // theirs and the rest
    const auto items = f.all<outbox_item>();
    CHECK(std::all_of(items.begin(), items.end(), [](const auto& one) { return one.state == outbox_state::done; }));
    CHECK(std::all_of(items.begin(), items.end(), [](const auto& one) { return one.tries == 1; }));
  });
}

TEST_CASE("grants and approvals at once leave no free seat while somebody waits, and sell none twice") {
  race_on_every_storage(1, [](firm& f, std::size_t threads) {
    const auto paul = f.approver("paul");
    std::vector<account_id> ids;
    for (const auto& form : forms(threads, account_kind::collaborator)) ids.push_back(f.account_of(form).id);
    const auto codes = at_once(threads, [&](std::size_t n) {
      const auto granted =
          n % 2 == 0 ? refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 1})) : errc{};
      const auto approved = refusal(f.door.approve(f.as(paul.id), {.account = ids[n]}));
      return granted == errc{} ? approved : granted;
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    const auto pool = f.pool();
    CHECK(pool.capacity == 1 + static_cast<std::int64_t>(threads) / 2);
    CHECK(pool.held == pool.capacity);
    std::int64_t active = 0, waiting = 0;
    for (const auto& id : ids) {
      active += f.get<account>(id).state == account_state::active ? 1 : 0;
      waiting += f.get<account>(id).state == account_state::waiting ? 1 : 0;
    }
    CHECK(active == pool.held);
    CHECK(waiting == pool.waiting);
  });
}

namespace {

/// Collaborators who wait for a decision, one for each thread.
std::vector<account_id> pending(firm& f, std::size_t threads) {
  f.approver("paul");
  std::vector<account_id> out;
  for (const auto& form : forms(threads, account_kind::collaborator)) out.push_back(f.account_of(form).id);
  return out;
}

/// Whoever is active holds a seat and whoever waits is counted; how many are active.
std::int64_t seated(const firm& f, const std::vector<account_id>& ids) {
  std::int64_t active = 0, waiting = 0;
  for (const auto& id : ids) {
    active += f.get<account>(id).state == account_state::active ? 1 : 0;
    waiting += f.get<account>(id).state == account_state::waiting ? 1 : 0;
  }
  CHECK(f.pool().held == active);
  CHECK(f.pool().waiting == waiting);
  return active;
}

}  // namespace

TEST_CASE("approvals while a grant begins and others are bought take every seat there is and no other") {
  race_on_every_storage(1, [](firm& f, std::size_t threads) {
    const auto ids = pending(f, threads);
    const auto start = f.clock.now().value() + hours(1);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 2, start}));
    f.clock.set(start - duration{static_cast<std::int64_t>(threads) * 500});  // half of them come before it
    const auto codes = at_once(threads, [&](std::size_t n) {
      if (n % 4 == 0) REQUIRE(f.door.run_due(f.somebody(), 100));
      const auto bought = n % 8 == 1 ? refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 1})) : errc{};
      return bought == errc{} ? refusal(f.door.approve(f.as_administrator(), {.account = ids[n]})) : bought;
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    f.clock.set(start + seconds(10));
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.pool().capacity == 3 + static_cast<std::int64_t>(threads) / 8);
    CHECK(seated(f, ids) == f.pool().capacity);
    const auto events = f.events();
    CHECK(std::count(events.begin(), events.end(), event_type::seats_settled) == 1);
  });
}

TEST_CASE("of approvals while a grant ends none takes a seat that has ended") {
  race_on_every_storage(1, [](firm& f, std::size_t threads) {
    const auto ids = pending(f, threads);
    const auto end = f.clock.now().value() + hours(1);
    const auto most = static_cast<std::int64_t>(threads) / 4;
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", most, {}, end}));
    f.clock.set(end - duration{static_cast<std::int64_t>(threads) * 125});  // an eighth of them comes before it
    const auto codes = at_once(
        threads, [&](std::size_t n) { return refusal(f.door.approve(f.as_administrator(), {.account = ids[n]})); });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    CHECK(f.pool().capacity == 1);
    CHECK(seated(f, ids) <= 1 + most);
    std::ptrdiff_t after_the_end = 0;
    for (const auto& id : ids) after_the_end += f.get<account>(id).active_since.value_or(instant{}) >= end ? 1 : 0;
    // The pool is over its capacity through those alone who came before.
    CHECK((f.pool().held <= 1 || after_the_end == 0));
    CHECK(f.door.list_pools(f.as_administrator()).value().size() == 3);
  });
}

TEST_CASE("grants that are given and ended at once leave what is left of them") {
  race_on_every_storage(3, [](firm& f, std::size_t threads) {
    const auto ids = pending(f, threads);
    for (std::size_t n = 0; n < threads; ++n) {
      REQUIRE(f.door.grant_seats(f.as_administrator(), {"archive", 1, {}, f.clock.now().value() + days(1)}));
    }
    const auto old = f.door.list_grants(f.as_administrator(), "archive").value();
    const auto codes = at_once(threads, [&](std::size_t n) {
      const auto ended = refusal(f.door.end_grant(f.as_administrator(), {old[n].id}));
      const auto bought = refusal(f.door.grant_seats(f.as_administrator(), {n % 2 == 0 ? "archive" : "other", 5}));
      const auto approved = refusal(f.door.approve(f.as_administrator(), {.account = ids[n]}));
      return ended != errc{} ? ended : bought != errc{} ? bought : approved;
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    CHECK(f.pool("archive").capacity == 5 * static_cast<std::int64_t>(threads) / 2);
    CHECK(f.pool("other").capacity == 5 * static_cast<std::int64_t>(threads) / 2);
    CHECK(seated(f, ids) == 3);
  });
}

TEST_CASE("many who admit one queue at once admit each person once") {
  race_on_every_storage(1, [](firm& f, std::size_t threads) {
    for (const auto& form : forms(threads, account_kind::collaborator)) f.account_of(form);
    f.edit<seat_pool>(f.pool().id, [&](seat_pool& p) { p.capacity = static_cast<std::int64_t>(threads) - 1; });
    const auto admitted = at_once(threads, [&](std::size_t) {
      const auto done = f.door.run_due(f.somebody(), 100);
      return done ? done.value().admitted : 1000;
    });
    std::size_t sum = 0;
    for (const auto one : admitted) sum += one;
    CHECK(sum == threads - 2);
    CHECK(f.pool().held == static_cast<std::int64_t>(threads) - 1);
    CHECK(f.pool().waiting == 1);
  });
}

TEST_CASE("a workspace that is set up by many at once is set up once") {
  for (const auto& maker : storage_makers()) {
    CAPTURE(maker.name);
    firm f{maker.make()};
    const auto codes =
        at_once(maker.threads, [&](std::size_t) { return refusal(f.door.set_up(f.somebody(), f.beginning())); });
    CHECK(how_many(codes, errc{}) == 1);
    CHECK(how_many(codes, errc::already_set_up) == static_cast<std::ptrdiff_t>(maker.threads) - 1);
    CHECK(f.all<account>().size() == 1);
    CHECK(f.pool("core").held == 1);
  }
}
