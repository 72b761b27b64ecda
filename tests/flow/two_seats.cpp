// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"
#include "flow/race.hpp"

using namespace flow_test;

// Whoever needs a seat of core and one of contract stands in one queue at a time.

namespace {

constexpr auto both = parvis::access::core | parvis::access::contract;

/// Users come by links that let them in at once; seats of core are full, one of contract is free.
struct house {
  explicit house(firm& of) : f(of) {
    ask_no_proof(f);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"contract", 1}));
    for (const auto wanted : {parvis::access::core, parvis::access::contract, both}) {
      links[wanted] = token_in(f.link({.audience = account_kind::user,
                                       .approval = approval_override::by_default,
                                       .access = wanted,
                                       .group = f.team.members})
                                   .link);
    }
    capacity("core", f.pool("core").held);
  }
  account_view comes(const std::string& name, parvis::access wanted) {
    return signed_up(f, name, {}, links.at(wanted));
  }
  /// Past the portal: nobody has been admitted yet.
  void capacity(std::string_view sku, std::int64_t seats) {
    f.edit<seat_pool>(f.pool(sku).id, [&](seat_pool& p) { p.capacity = seats; });
  }
  void grant(std::string_view sku, std::int64_t seats) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {std::string(sku), seats}));
  }
  void goes(const account_view& who) { REQUIRE(f.door.deactivate(f.as_administrator(), {.account = who.id})); }
  [[nodiscard]] account now(const account_view& who) const { return f.get<account>(who.id); }
  [[nodiscard]] bool is_in(const account_view& who) const { return now(who).state == account_state::active; }
  /// How many wait for a seat of core, and how many for one of contract.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> queues() const {
    return {f.pool("core").waiting, f.pool("contract").waiting};
  }
  firm& f;
  std::map<parvis::access, std::string> links{};
};

using waiting = std::pair<std::int64_t, std::int64_t>;

}  // namespace

TEST_CASE("who lacks another seat than the one that is free holds nobody up, and has it by the call that frees it") {
  on_every_storage([](firm& f) {
    house h{f};
    const auto needs_two = h.comes("zoe", both);
    const auto approved = h.now(needs_two).queued_at;
    REQUIRE(h.now(needs_two).waiting_for == "core");
    const auto other = h.comes("omar", parvis::access::contract);  // takes the one seat of contract
    const auto behind = h.comes("paul", parvis::access::core);
    REQUIRE(h.queues() == waiting{2, 0});
    h.grant("core", 2);
    CHECK(h.is_in(behind));
    CHECK(h.now(needs_two).waiting_for == "contract");
    CHECK(h.now(needs_two).queued_at == approved);
    CHECK(h.queues() == waiting{0, 1});
    const auto later = h.comes("lena", parvis::access::contract);
    CHECK(h.queues() == waiting{0, 2});
    h.goes(other);
    CHECK(h.is_in(needs_two));
    CHECK(h.now(later).waiting_for == "contract");
    CHECK(h.queues() == waiting{0, 1});
    check_sums(f);
  });
}

TEST_CASE("who needs two seats that are never free together goes from queue to queue, and keeps their turn in each") {
  on_every_storage([](firm& f) {
    house h{f};
    const auto needs_two = h.comes("zoe", both);
    const auto other = h.comes("omar", parvis::access::contract);
    h.grant("core", 1);
    REQUIRE(h.now(needs_two).waiting_for == "contract");
    const auto passes = h.comes("paul", parvis::access::core);  // nobody waits for a seat of core
    REQUIRE(h.is_in(passes));
    const auto late = h.comes("lena", parvis::access::core);
    h.goes(other);
    CHECK(h.now(needs_two).waiting_for == "core");
    CHECK(h.queues() == waiting{2, 0});
    h.grant("core", 1);
    CHECK(h.is_in(needs_two));
    CHECK(h.now(late).waiting_for == "core");
    CHECK(h.queues() == waiting{1, 0});
    check_sums(f);
  });
}

TEST_CASE("who comes into a queue behind somebody who lacks another seat is in by the same call") {
  on_every_storage([](firm& f) {
    house h{f};
    const auto first = h.comes("zoe", both);
    h.comes("omar", parvis::access::contract);
    h.capacity("core", f.pool("core").held + 1);
    const auto second = h.comes("paul", both);
    CHECK(second.waiting_for == "contract");  // as they are told, too
    CHECK(h.queues() == waiting{0, 2});
    h.grant("contract", 1);
    CHECK(h.is_in(first));
    CHECK(h.now(second).waiting_for == "contract");
    check_sums(f);
  });
}

TEST_CASE("run_due moves who lacks another seat, and is done when called again") {
  on_every_storage([](firm& f) {
    house h{f};
    const auto needs_two = h.comes("zoe", both);
    h.comes("omar", parvis::access::contract);
    const auto behind = h.comes("paul", parvis::access::core);
    h.capacity("core", f.pool("core").held + 1);
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
    CHECK(h.is_in(behind));
    const auto moved = h.now(needs_two);
    CHECK(moved.waiting_for == "contract");
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 0);
    CHECK(h.now(needs_two).revision == moved.revision);
    CHECK(h.queues() == waiting{0, 1});
  });
}

TEST_CASE("who was to move when their other seat came free is admitted to both") {
  on_every_storage([](firm& f) {
    house h{f};
    const auto needs_two = h.comes("zoe", both);
    h.comes("omar", parvis::access::contract);
    h.capacity("core", f.pool("core").held + 1);
    f.watched.before_next_commit([&] { h.capacity("contract", 2); });
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
    CHECK(h.is_in(needs_two));
    CHECK(h.queues() == waiting{0, 0});
    check_sums(f);
  });
}

TEST_CASE("who was to move when somebody else took the seat stays where they are") {
  on_every_storage([](firm& f) {
    house h{f};
    const auto needs_two = h.comes("zoe", both);
    h.comes("omar", parvis::access::contract);
    h.capacity("core", f.pool("core").held + 1);
    f.watched.before_next_commit([&] { h.capacity("core", f.pool("core").held); });
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 0);
    CHECK(h.now(needs_two).waiting_for == "core");
    CHECK(h.queues() == waiting{1, 0});
    check_sums(f);
  });
}

TEST_CASE("when both seats come free at once, whoever was approved first is let in first, be it for one or for two") {
  on_every_storage([](firm& f) {
    constexpr auto core = parvis::access::core, contract = parvis::access::contract;
    const struct {
      const char* what;
      parvis::access needs[2];     ///< who comes first, and who second
      std::vector<bool> in;        ///< once a seat of each is free
      std::string_view waits_for;  ///< whoever is not, from then on
    } cases[] = {
        {"one seat, then two", {contract, both}, {true, false}, "contract"},
        {"two seats, then one", {both, contract}, {true, false}, "contract"},
        {"one seat, then two from the same queue", {core, both}, {true, false}, "core"},
        {"one seat each", {contract, core}, {true, true}, ""},
        {"two seats each", {both, both}, {true, false}, "core"},
    };
    house h{f};
    h.comes("omar", contract);
    int n = 0;
    for (const auto& c : cases) {
      CAPTURE(c.what);
      const auto round = std::to_string(++n);
      h.grant("core", 1);
      h.grant("contract", 1);
      const auto has_both = h.comes("has-both" + round, both);
      REQUIRE(h.is_in(has_both));
      const account_view come[] = {h.comes("first" + round, c.needs[0]), h.comes("second" + round, c.needs[1])};
      h.goes(has_both);
      for (std::size_t k = 0; k < 2; ++k) {
        CHECK(h.is_in(come[k]) == c.in[k]);
        CHECK(h.now(come[k]).waiting_for == (c.in[k] ? "" : c.waits_for));
      }
      check_sums(f);
      for (const auto& who : come) h.goes(who);  // the next round begins with two seats of which nobody is in want
      h.comes("takes-core" + round, core);
      h.comes("takes-contract" + round, contract);
      REQUIRE(h.queues() == waiting{0, 0});
    }
  });
}

TEST_CASE(
    "of two who need both seats and wait in either queue the one who was approved first is let in, then the other") {
  on_every_storage([](firm& f) {
    house h{f};
    h.comes("omar", parvis::access::contract);
    h.grant("core", 1);
    const auto first = h.comes("zoe", both);
    h.comes("paul", parvis::access::core);  // nobody waits for a seat of core
    const auto second = h.comes("yann", both);
    REQUIRE(h.now(first).waiting_for == "contract");
    REQUIRE(h.now(second).waiting_for == "core");
    for (const auto& who : {first, second}) {
      h.capacity("core", f.pool("core").held + 1);
      h.capacity("contract", f.pool("contract").held + 1);
      CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
      CHECK(h.is_in(who));
      CHECK(h.is_in(second) == (who.id == second.id));
      check_sums(f);
    }
    CHECK(h.queues() == waiting{0, 0});
  });
}

TEST_CASE("who needs two seats passes nobody whose turn was lost in either queue") {
  on_every_storage([](firm& f) {
    house h{f};
    h.comes("omar", parvis::access::contract);
    const auto first = h.comes("lena", parvis::access::contract);
    const auto second = h.comes("paul", parvis::access::core);
    const auto needs_two = h.comes("zoe", both);
    h.capacity("core", f.pool("core").held + 2);
    h.capacity("contract", f.pool("contract").held + 2);
    f.watched.before_next_commit([&] {
      h.capacity("contract", f.pool("contract").held);
      REQUIRE(f.door.run_due(f.somebody(), 1).value().admitted == 1);
      REQUIRE(h.is_in(second));
      h.capacity("contract", f.pool("contract").held + 1);
      f.edit<account>(first.id, [](account& a) { a.job_title = "of counsel"; });
    });
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
    CHECK(h.is_in(first));
    CHECK(h.now(needs_two).waiting_for == "contract");
    check_sums(f);
  });
}

TEST_CASE("of many who admit at once from both queues each person has their turn once, in order of approval") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin();
    house h{f};
    h.comes("omar", parvis::access::contract);
    const std::pair<const char*, parvis::access> come[] = {{"lena", parvis::access::contract}, {"zoe", both},
                                                           {"paul", parvis::access::core},     {"yann", both},
                                                           {"lars", parvis::access::contract}, {"xena", both}};
    std::vector<account_view> all;
    for (const auto& [name, wanted] : come) all.push_back(h.comes(name, wanted));
    h.capacity("core", f.pool("core").held + 3);
    h.capacity("contract", f.pool("contract").held + 3);
    at_once(one.threads, [&](std::size_t) { return f.door.run_due(f.somebody(), 10).value().admitted; });
    for (std::size_t n = 0; n < all.size(); ++n) {
      CAPTURE(come[n].first);
      CHECK(h.is_in(all[n]) == (n < 4));
      CHECK(happened_to(f, all[n].id, event_type::account_admitted) == (n < 4 ? 1 : 0));
    }
    check_sums(f);
  }
}

TEST_CASE("of many who admit at once each person is moved or admitted once") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin();
    house h{f};
    std::vector<account_view> movers, takers;
    movers.push_back(h.comes("zoe", both));
    h.comes("omar", parvis::access::contract);
    for (const auto* name : {"ada", "bea", "cleo"}) {
      takers.push_back(h.comes(name, parvis::access::core));
      movers.push_back(h.comes(std::string(name) + "-two", both));
    }
    REQUIRE(h.queues() == waiting{7, 0});
    h.capacity("core", f.pool("core").held + 4);
    const auto admitted =
        at_once(one.threads, [&](std::size_t) { return f.door.run_due(f.somebody(), 10).value().admitted; });
    std::size_t in = 0;
    for (const auto n : admitted) in += n;
    CHECK(in == takers.size());
    for (const auto& who : takers) CHECK(h.is_in(who));
    for (const auto& who : movers) CHECK(h.now(who).waiting_for == "contract");
    CHECK(h.queues() == waiting{0, 4});
    h.grant("contract", 1);
    CHECK(h.is_in(movers.front()));
    CHECK(h.queues() == waiting{0, 3});
    check_sums(f);
  }
}
