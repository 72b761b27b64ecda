// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/transitions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>

#include "parvis/rules/approval.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr account_state states[] = {account_state::invited, account_state::pending,  account_state::waiting,
                                    account_state::active,  account_state::inactive, account_state::rejected,
                                    account_state::lapsed,  account_state::erased};
constexpr transition_cause causes[] = {transition_cause::sign_up, transition_cause::add,    transition_cause::join,
                                       transition_cause::approve, transition_cause::reject, transition_cause::admit};

/// Mission section 8, written down a second time: a row for each state, a column for each cause (sign_up, add, join,
/// approve, reject, admit), and in it the states that may follow: i)nvited p)ending w)aiting a)ctive r)ejected.
constexpr std::string_view golden[][6] = {
    {"", "", "a", "", "", ""},     // invited
    {"", "", "", "aw", "r", ""},   // pending
    {"", "", "", "", "", "a"},     // waiting
    {"", "", "", "", "", ""},      // active
    {"", "", "", "", "", ""},      // inactive
    {"", "", "", "", "", ""},      // rejected
    {"", "", "", "", "", ""},      // lapsed
    {"apw", "i", "", "", "", ""},  // no account
};

char letter_of(account_state s) { return "ipwanrle"[static_cast<std::size_t>(s) - 1]; }

std::string in_table(account_state from, transition_cause cause) {
  std::string out;
  for (const auto& t : transitions) {
    if (t.from == from && t.cause == cause) out += letter_of(t.to);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("the transition table holds what the mission says, and nothing else") {
  std::size_t cells = 0;
  for (std::size_t s = 0; s < std::size(states); ++s) {
    for (std::size_t c = 0; c < std::size(causes); ++c) {
      CAPTURE(s);
      CAPTURE(c);
      CHECK(in_table(states[s], causes[c]) == golden[s][c]);
      CHECK(may(states[s], causes[c]) == !golden[s][c].empty());
      ++cells;
    }
  }
  CHECK(cells == 48);
  CHECK(transitions.size() == 9);
}

TEST_CASE("a repeated command is recognised by a state that it may have led to") {
  for (const auto cause : causes) {
    for (const auto to : states) {
      bool in_golden = false;
      for (const auto& row : golden) {
        in_golden = in_golden || row[static_cast<std::size_t>(cause)].find(letter_of(to)) != std::string_view::npos;
      }
      CAPTURE(static_cast<int>(cause));
      CAPTURE(static_cast<int>(to));
      CHECK(may_result(cause, to) == in_golden);
    }
  }
}

TEST_CASE("every command is refused in every state that the table does not list for it") {
  for (const auto state : states) {
    CAPTURE(static_cast<int>(state));
    auto at = stamp_at();
    auto who = account_number(1, account_kind::client, state);
    const approval_facts approval{open_settings(), manager(), who, {}};

    const auto approved = approve(approval, {}, at);
    CHECK(approved.has_value() == may(state, transition_cause::approve));
    if (!approved) CHECK(approved.error().code == errc::illegal_transition);

    const auto rejected = reject(approval, {}, at);
    const bool repeated = state == account_state::rejected;
    CHECK(rejected.has_value() == (may(state, transition_cause::reject) || repeated));
    if (!rejected) CHECK(rejected.error().code == errc::illegal_transition);

    const auto admitted = admit(who, {}, at);
    CHECK(admitted.has_value() == may(state, transition_cause::admit));

    const auto joined = join({who, members(), {}}, 0, username::parse("zoe").value(), "$scrypt$", at);
    CHECK(joined.has_value() == may(state, transition_cause::join));
    if (!joined) CHECK(joined.error().code == errc::link_invalid);
  }
}

TEST_CASE("every decision leads to a state that the table lists") {
  auto at = stamp_at();
  const auto leads_to = [](account_state from, transition_cause cause, account_state to) {
    return in_table(from, cause).find(letter_of(to)) != std::string::npos;
  };
  const auto pending = account_number(1, account_kind::collaborator, account_state::pending);
  for (const std::int64_t held : {0, 1}) {
    const std::vector<seat_pool> pools{pool("collaborators", 1, held), pool("core", 9, 0)};
    CHECK(leads_to(account_state::pending, transition_cause::approve,
                   approve({open_settings(), manager(), pending, pools}, {}, at).value().reply.state));
    for (const auto mode : {approval_mode::by_default, approval_mode::by_user}) {
      auto workspace = open_settings();
      workspace.approval = mode;
      const auto made =
          create_account({.settings = workspace, .pools = pools}, command_through({.wanted = account_kind::collaborator}), at);
      CHECK(leads_to(no_account, transition_cause::sign_up, made.value().reply.state));
    }
    const auto added_user = add_user({open_settings(), manager(), members(), {}, pools},
                                     {somebody(), "", members().id, parvis::access::core}, at);
    CHECK(leads_to(no_account, transition_cause::add, added_user.value().reply.state));
  }
}
