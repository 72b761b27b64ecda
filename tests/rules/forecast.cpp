// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/forecast.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr auto both = parvis::access::core | parvis::access::contract;

/// Two seats of `core` are free, one of `contract`, none of `collaborators`.
std::vector<seat_pool> pools() { return {pool("core", 5, 3), pool("contract", 1, 0), pool("collaborators", 2, 2)}; }

seat_forecast foreseen(const std::vector<seat_demand>& demands, std::vector<std::optional<account>> people,
                       no_seat_policy when_none = no_seat_policy::wait) {
  auto workspace = open_settings();
  workspace.when_no_seat = when_none;
  people.resize(demands.size());
  return foresee({workspace, pools(), people}, demands, noon).value();
}

pool_forecast of(const seat_forecast& f, std::string_view sku) {
  for (const auto& one : f.pools) {
    if (one.sku == sku) return one;
  }
  return {};
}

account pending(std::uint8_t n, account_kind kind) { return account_number(n, kind, account_state::pending); }

}  // namespace

TEST_CASE("people who are not here yet take as many seats as there are, and the others are counted") {
  const auto f = foreseen({{.access = parvis::access::core, .people = 3}, {.access = both, .people = 1}}, {});
  CHECK(of(f, "core").free == 2);
  CHECK(of(f, "core").takes == 2);
  CHECK(of(f, "core").lacks == 2);
  CHECK(of(f, "contract").takes == 0);
  CHECK(of(f, "contract").lacks == 1);
  CHECK(f.people_without_seat == 2);
  const auto clients = foreseen({{.access = parvis::access::client, .people = 1'000'000}}, {});
  CHECK(clients.pools.empty());
  CHECK(clients.people_without_seat == 0);
}

TEST_CASE("who is approved takes a seat, waits or is refused, as the workspace wants it") {
  const auto client = pending(1, account_kind::client), collaborator = pending(2, account_kind::collaborator);
  const auto asked = std::vector<seat_demand>{{client.id}, {collaborator.id}};
  const auto waits = foreseen(asked, {client, collaborator});
  CHECK(waits.would_wait == std::vector{collaborator.id});
  CHECK(waits.without_seat.empty());
  CHECK(of(waits, "collaborators").lacks == 1);
  const auto refused = foreseen(asked, {client, collaborator}, no_seat_policy::refuse);
  CHECK(refused.would_wait.empty());
  CHECK(refused.without_seat == std::vector{collaborator.id});
  auto gone = collaborator;
  gone.state = account_state::inactive;  // who comes back does not wait
  CHECK(foreseen({{gone.id}}, {gone}).without_seat == std::vector{gone.id});
}

TEST_CASE("an access that is changed takes and frees only what differs, and both or neither") {
  const auto user = account_number(1, account_kind::user, account_state::active);
  const struct {
    const char* what;
    parvis::access wanted;
    std::int64_t core_frees, contract_takes;
  } cases[] = {
      {"the same", parvis::access::core, 0, 0},    {"as they are", parvis::access::none, 0, 0},
      {"another", parvis::access::contract, 1, 1}, {"both", both, 0, 1},
      {"neither", parvis::access::client, 1, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const auto f = foreseen({{user.id, c.wanted}}, {user});
    CHECK(of(f, "core").frees == c.core_frees);
    CHECK(of(f, "core").takes == 0);
    CHECK(of(f, "contract").takes == c.contract_takes);
  }
  const auto stays = foreseen({{user.id, parvis::access::collaborator}}, {user});
  CHECK(of(stays, "core").frees == 0);
  CHECK(stays.would_wait == std::vector{user.id});  // as they do whose access is changed
}

TEST_CASE("whom a change of access or the end of a ban puts into a queue is foreseen to wait, and nobody else") {
  const struct {
    const char* what;
    account_state state;
    bool banned, seat_freed, waits;
  } cases[] = {
      {"in", account_state::active, false, false, true},
      {"waiting already", account_state::waiting, false, false, true},
      {"banned, the seat freed", account_state::active, true, true, true},
      {"banned out of a queue", account_state::waiting, true, false, true},
      {"banned with their seat", account_state::active, true, false, false},
      {"to be approved", account_state::pending, false, false, true},
      {"added", account_state::invited, false, false, false},
      {"gone", account_state::inactive, false, false, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto who = account_number(1, account_kind::client, c.state);
    if (c.banned) who.banned_at = noon;
    if (c.seat_freed) who.seat_freed_at = noon;
    auto workspace = open_settings();
    const std::vector<seat_demand> one{{who.id, parvis::access::collaborator}};
    const std::vector full{pool("collaborators", 1, 1)};
    const auto f = foresee({workspace, full, {who}}, one, noon).value();
    CHECK(f.would_wait.size() == (c.waits ? 1 : 0));
    CHECK(f.without_seat.size() == (c.waits ? 0 : 1));
    workspace.when_no_seat = no_seat_policy::refuse;
    CHECK(foresee({workspace, full, {who}}, one, noon).value().without_seat.size() == 1);
  }
}

TEST_CASE("each demand is foreseen as if those before it had been met") {
  auto user = account_number(1, account_kind::user, account_state::active);
  user.access = parvis::access::contract;
  const auto f = foreseen({{.access = parvis::access::contract, .people = 1},
                           {user.id, parvis::access::core},
                           {.access = parvis::access::contract, .people = 1},
                           {.access = parvis::access::core, .people = 2}},
                          {{}, user, {}, {}});
  CHECK(of(f, "contract").takes == 2);
  CHECK(of(f, "contract").frees == 1);
  CHECK(of(f, "core").takes == 2);
  CHECK(f.people_without_seat == 1);
}

TEST_CASE("nobody is foreseen past those who wait, in a pool that is not settled, or in one that there is none of") {
  auto workspace = open_settings();
  const std::vector<seat_demand> one{{.access = parvis::access::core, .people = 1}};
  auto unsettled = pool("core", 5, 0);
  unsettled.next_change_at = noon;
  for (const auto& odd : {std::vector{pool("core", 5, 0, 1)}, std::vector{unsettled}, std::vector<seat_pool>{}}) {
    const auto f = foresee({workspace, odd, {{}}}, one, noon).value();
    CHECK(f.people_without_seat == 1);
    CHECK(of(f, "core").lacks == 1);
    CHECK(of(f, "core").waiting == (odd.empty() ? 0 : odd[0].waiting));
  }
}

TEST_CASE("a demand of nobody, of too many or about an unknown account is refused") {
  const auto code = [](const seat_demand& demand) {
    return refusal(foresee({open_settings(), pools(), {{}}}, {demand}, noon));
  };
  CHECK(code({.people = 0}) == errc::out_of_range);
  CHECK(code({.people = 1'000'001}) == errc::out_of_range);
  CHECK(code({.people = 1'000'000}) == errc{});
  CHECK(code({.account = id_number<account_id>(9)}) == errc::not_found);
}
