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
    CHECK(mails.size() == threads);
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

TEST_CASE("an approval and a rejection at once have one outcome and one mail") {
  race_on_every_storage(100, [](firm& f, std::size_t threads) {
    const auto paul = f.approver("paul");
    for (int round = 0; round < 5; ++round) {
      const auto zoe = f.collaborator("zoe" + std::to_string(round));
      f.deliver();
      const auto states = at_once(threads, [&](std::size_t n) {
        return state_of(n % 2 == 0 ? f.door.approve(f.as(paul.id), {.account = zoe.id})
                                   : f.door.reject(f.as_administrator(), {.account = zoe.id}));
      });
      const auto outcome = f.get<account>(zoe.id).state;
      CHECK((outcome == account_state::active || outcome == account_state::rejected));
      CHECK(how_many(states, outcome) == static_cast<std::ptrdiff_t>(threads / 2));
      CHECK(how_many(states, account_state::erased) == static_cast<std::ptrdiff_t>(threads / 2));
      CHECK(f.deliver().size() == 1);
      CHECK(f.door.list_events(f.as(paul.id), {.subject = zoe.id}).value().events.size() == 2);
    }
    CHECK(f.pool().held ==
          static_cast<std::int64_t>(
              f.door.list_accounts(f.as(paul.id), {.state = account_state::active}).value().accounts.size()) -
              2);  // all who are active but the administrator and the approver
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
