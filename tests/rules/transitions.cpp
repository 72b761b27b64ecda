// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/transitions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "parvis/messages.hpp"
#include "parvis/rules/access.hpp"
#include "parvis/rules/bans.hpp"
#include "parvis/rules/erase.hpp"
#include "parvis/rules/people.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr account_state states[] = {account_state::invited, account_state::pending,  account_state::waiting,
                                    account_state::active,  account_state::inactive, account_state::rejected,
                                    account_state::lapsed,  account_state::erased};

/// The causes in their order, as the README writes them.
constexpr std::string_view cause_names[] = {"sign-up",    "add",           "join",   "approve", "reject",
                                            "admit",      "reapply",       "reopen", "lapse",   "deactivate",
                                            "reactivate", "change access", "unban",  "erase"};
constexpr std::size_t cause_count = static_cast<std::size_t>(last_value(transition_cause{})) + 1;
static_assert(std::size(cause_names) == cause_count);

/// The legal steps, written down a second time: a row for each state, a column for each cause, and in it the states
/// that may follow: i)nvited p)ending w)aiting a)ctive (i)n(n)active r)ejected l)apsed e)rased.
constexpr std::string_view golden[][cause_count] = {
    // sign_up, add, join, approve, reject, admit, reapply, reopen, lapse, deactivate, reactivate, change_access, unban,
    // erase
    {"", "", "aw", "", "", "", "", "", "", "n", "", "", "", "e"},   // invited
    {"", "", "", "aw", "r", "", "", "", "l", "", "", "", "", "e"},  // pending
    {"", "", "", "", "", "a", "", "", "", "", "", "a", "a", "e"},   // waiting
    {"", "", "", "", "", "", "", "", "", "n", "", "", "w", "e"},    // active
    {"", "", "", "", "", "", "", "", "", "", "ai", "", "", "e"},    // inactive
    {"", "", "", "", "", "", "apw", "p", "", "", "", "", "", "e"},  // rejected
    {"", "", "", "", "", "", "apw", "p", "", "", "", "", "", "e"},  // lapsed
    {"apw", "i", "", "", "", "", "", "", "", "", "", "", "", ""},   // no account
};

char letter_of(account_state s) { return "ipwanrle"[static_cast<std::size_t>(s) - 1]; }

/// Every letter once, in order.
std::string sorted(std::string letters) {
  std::sort(letters.begin(), letters.end());
  letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
  return letters;
}

std::string in_table(account_state from, transition_cause cause) {
  std::string out;
  for (const auto& t : transitions) {
    if (t.from == from && t.cause == cause) out += letter_of(t.to);
  }
  return sorted(out);
}

// --- what the rules do, over all facts that make a difference ---

const std::vector<seat_pool> with_seats{pool("core", 9, 0), pool("collaborators", 9, 0)};
const std::vector<seat_pool> without_seats{pool("core", 1, 1), pool("collaborators", 1, 1)};

/// The state that a decision leads to; nothing when it is refused, or repeats what was done.
std::string led_to(const result<decision<account>>& decided) {
  if (!decided || decided.value().operations.empty()) return {};
  return {letter_of(decided.value().reply.state)};
}
/// The same of operations without a reply.
std::string led_to(const result<std::vector<operation>>& decided) {
  if (!decided) return {};
  const auto* state = assigned(*on(kind::account, decided.value()).front(), &account::state);
  return {letter_of(static_cast<account_state>(state->integer()))};
}

/// A sign-up from an address that nobody has, or that belongs to an account in this state.
std::string from_the_door(account_state from) {
  std::string out;
  for (const auto mode : {approval_mode::by_default, approval_mode::by_user}) {
    for (const auto& pools : {with_seats, without_seats}) {
      auto at = stamp_at();
      sign_up_facts facts{.settings = open_settings(), .pools = pools};
      facts.settings.approval = mode;
      if (from != no_account) facts.by_email = account_number(1, account_kind::collaborator, from);
      out += led_to(create_account(facts, command_through({.wanted = account_kind::collaborator}), at));
    }
  }
  return out;
}

std::string from_adding(account_state from) {
  if (from != no_account) return {};
  auto at = stamp_at();
  return led_to(add_account({open_settings(), manager(), members(), {}, with_seats, code_facts_at(at)},
                            {.who = typed(somebody()),
                             .access = parvis::access::core,
                             .group = members().id,
                             .details = {.seniority = "partner"}},
                            at));
}

/// What comes of a command about an account in this state: each kind of account, joined or not, with seats free or
/// not.
template <class Command>
std::string from_account(account_state from, Command command) {
  std::string out;
  for (const auto of_kind : {account_kind::user, account_kind::client, account_kind::collaborator}) {
    for (const bool joined : {true, false}) {
      for (const auto& pools : {with_seats, without_seats}) {
        auto who = account_number(1, of_kind, from);
        if (joined) who.password = "$scrypt$";
        out += command(who, pools);
      }
    }
  }
  return out;
}

std::string from_command(transition_cause cause, account_state from) {
  return from_account(from, [&](account who, const std::vector<seat_pool>& pools) -> std::string {
    auto at = stamp_at();
    const approval_facts approval{open_settings(), manager(), who, pools};
    const activity_facts activity{open_settings(), manager(), who, {}, pools, {}};
    switch (cause) {
      case transition_cause::join:
        return led_to(join({open_settings(), who, {}, {}, pools}, 0, username::parse("zoe").value(), "$scrypt$", at));
      case transition_cause::approve:
        return led_to(approve(approval, {}, at));
      case transition_cause::reject:
        return led_to(reject(approval, {}, at));
      case transition_cause::admit:
        return led_to(admit(who, pools, at));
      case transition_cause::reopen:
        return led_to(reopen(approval, {}, at));
      case transition_cause::lapse:
        who.decide_by = noon;
        return led_to(lapse(who, at));
      case transition_cause::deactivate:
        return led_to(deactivate(activity, {}, at));
      case transition_cause::erase:
        return led_to(erase(activity, {}, at));
      case transition_cause::change_access: {
        if (from == account_state::waiting) who.waiting_for = "collaborators";
        const auto to = who.of_kind == account_kind::user ? parvis::access::contract : parvis::access::client;
        const auto led = led_to(change_access({open_settings(), manager(), who, pools, {}}, {.access = to}, at));
        return led == std::string{letter_of(from)} ? "" : led;
      }
      case transition_cause::unban: {
        auto banned = activity;
        banned.who->banned_at = noon;
        if (from == account_state::active) banned.who->seat_freed_at = noon;
        const auto led = led_to(unban(banned, {}, at));
        return led == std::string{letter_of(from)} ? "" : led;
      }
      default:
        return led_to(reactivate(activity, {}, at));
    }
  });
}

std::string by_the_rules(transition_cause cause, account_state from) {
  const auto at_the_door = from == no_account ? transition_cause::sign_up : transition_cause::reapply;
  if (cause == at_the_door) return sorted(from_the_door(from));
  if (cause == transition_cause::sign_up || cause == transition_cause::reapply) return {};
  if (cause == transition_cause::add) return sorted(from_adding(from));
  return sorted(from_command(cause, from));
}

}  // namespace

TEST_CASE("the transition table holds every legal step, and nothing else") {
  std::size_t steps = 0;
  for (std::size_t s = 0; s < std::size(states); ++s) {
    for (std::size_t c = 0; c < cause_count; ++c) {
      CAPTURE(s);
      CAPTURE(cause_names[c]);
      const auto cause = static_cast<transition_cause>(c);
      CHECK(in_table(states[s], cause) == golden[s][c]);
      CHECK(may(states[s], cause) == !golden[s][c].empty());
      steps += golden[s][c].size();
    }
  }
  CHECK(transitions.size() == steps);
}

TEST_CASE("a repeated command is recognised by a state that it may have led to") {
  for (std::size_t c = 0; c < cause_count; ++c) {
    for (const auto to : states) {
      bool in_golden = false;
      for (const auto& row : golden) in_golden = in_golden || row[c].find(letter_of(to)) != std::string_view::npos;
      CAPTURE(cause_names[c]);
      CAPTURE(name(to));
      CHECK(may_result(static_cast<transition_cause>(c), to) == in_golden);
    }
  }
}

TEST_CASE("from each state each rule leads exactly where the table says: to all of it, and nowhere else") {
  for (const auto from : states) {
    for (std::size_t c = 0; c < cause_count; ++c) {
      const auto cause = static_cast<transition_cause>(c);
      CAPTURE(name(from));
      CAPTURE(cause_names[c]);
      CHECK(by_the_rules(cause, from) == in_table(from, cause));
    }
  }
}

TEST_CASE("a request whose time is over is lapsed, written or not; nothing else has a time") {
  for (const auto state : states) {
    auto who = account_number(1, account_kind::client, state);
    CHECK(state_at(who, noon) == state);
    who.decide_by = noon;
    CHECK(state_at(who, noon - tick) == state);
    CHECK(state_at(who, noon) == (state == account_state::pending ? account_state::lapsed : state));
  }
}

TEST_CASE("the README draws the table as it is") {
  std::string drawn = "```mermaid\nstateDiagram-v2\n";
  for (const auto& t : transitions) {
    const auto from = t.from == no_account ? "[*]" : std::string(name(t.from));
    const auto cause = cause_names[static_cast<std::size_t>(t.cause)];
    drawn.append("  ").append(from).append(" --> ").append(name(t.to)).append(" : ").append(cause).append("\n");
  }
  drawn += "```\n";
  std::ifstream file{PARVIS_README};
  const std::string readme{std::istreambuf_iterator<char>{file}, {}};
  const bool as_it_is = readme.find(drawn) != std::string::npos;
  if (!as_it_is) MESSAGE("README.md, \"States of an account\", should hold:\n" << drawn);
  CHECK(as_it_is);
}
