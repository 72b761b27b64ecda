// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"
#include "flow/group_counts.hpp"
#include "rounds.hpp"

// A race of many rounds, and what must be so after each of them whoever won.

namespace flow_test {

/// Rows pile up and every round looks at all of them, so after so many it goes on in a new firm.
inline constexpr unsigned rounds_of_a_firm = 25;

/// Plays `rounds` on memory and a quarter of them on every other storage. `begin` prepares a firm that was set up, and
/// gives the round: what happens with so many threads for the n-th time. Each firm's store is inspected in the end.
template <class Begin>
void race(unsigned rounds, std::int64_t collaborator_seats, Begin begin) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const auto in_all = race_rounds_of(one.name == "memory" ? rounds : rounds / 4);
    for (unsigned played = 0; played < in_all;) {
      firm f{one.make()};
      f.begin(collaborator_seats);
      auto round = begin(f);
      for (unsigned n = 0; n < rounds_of_a_firm && played < in_all; ++n, ++played) {
        CAPTURE(n);
        round(one.threads, n);
      }
      REQUIRE(f.door.seal_audit(f.somebody(), 1000));
      const auto report = f.door.inspect_store(f.as_operator());
      REQUIRE(refusal(report) == errc{});
      for (const auto& found : report.value().findings) {
        FAIL_CHECK(name(found.defect), " ", found.column, ": ", found.expected, ", not ", found.found);
      }
    }
  }
}

/// Tells a story again and again, each time in a new firm, which for SQLite is a new file.
template <class Story>
void contest(std::int64_t collaborator_seats, Story story) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const auto rounds = race_rounds_of(one.name == "memory" ? 20 : 3);
    for (unsigned round = 0; round < rounds; ++round) {
      firm f{one.make()};
      f.begin(collaborator_seats);
      story(f, one.threads);
    }
  }
}

// --- who is there ---

inline std::string numbered(const char* name, unsigned n) { return name + std::to_string(n); }

/// Somebody who signs up and is what that makes of them at once: `proof` is off.
inline account_view signed_up(firm& f, const std::string& name, std::optional<account_kind> wanted = {},
                              const std::string& token = {}) {
  auto form = firm::form(name, wanted);
  form.token = token;
  const auto made = f.door.sign_up(f.somebody(), form);
  REQUIRE(refusal(made) == errc{});
  return *made.value().account;
}
inline void ask_no_proof(firm& f) {
  f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
}

inline add_user_request newcomer(const firm& f, const std::string& name) {
  return {.first_name = "New",
          .last_name = "Comer",
          .email = name + "@ravel.example",
          .group = f.team.members,
          .seniority = "lawyer"};
}

/// Whether somebody has a seat of the sku, by the words of the rules rather than by the rules.
inline bool holds(const account& who, std::string_view sku) {
  const auto wanted = sku == "core" ? access::core : sku == "contract" ? access::contract : access::collaborator;
  const bool in = who.state == account_state::active && !who.seat_freed_at;
  const bool added = who.state == account_state::invited && who.of_kind == account_kind::user;
  return (in || added) && has(who.access, wanted);
}

// --- what must be so ---

enum class oversold : std::uint8_t { never, after_a_shrink };

/// Seats are those of who is in, none is free while somebody waits, groups count who may act, and somebody is left who
/// manages users.
inline void check_sums(const firm& f, oversold allowed = oversold::never) {
  const auto people = f.all<account>();
  for (const auto& pool : f.all<seat_pool>()) {
    CAPTURE(pool.sku);
    CHECK(pool.held == std::count_if(people.begin(), people.end(), [&](const auto& a) { return holds(a, pool.sku); }));
    CHECK(pool.waiting ==
          std::count_if(people.begin(), people.end(), [&](const auto& a) { return a.waiting_for == pool.sku; }));
    if (allowed == oversold::never) CHECK(pool.held <= pool.capacity);
    if (pool.waiting > 0) CHECK(pool.held >= pool.capacity);
  }
  CHECK(wrong_counts(f) == "");
  CHECK(f.get<counter>(administrators_row).count >= 1);
}

/// How often something happened to somebody.
inline std::ptrdiff_t happened_to(const firm& f, const uuid& who, event_type what) {
  const auto all = f.all<event>();
  return std::count_if(all.begin(), all.end(), [&](const auto& e) { return e.subject == who && e.what == what; });
}
inline std::ptrdiff_t happened(const firm& f, event_type what) {
  const auto all = f.events();
  return std::count(all.begin(), all.end(), what);
}
/// How many mails of a sort about somebody were written, sent or not.
inline std::ptrdiff_t mailed_about(const firm& f, const uuid& who, effect what) {
  const auto all = f.all<outbox_item>();
  return std::count_if(all.begin(), all.end(), [&](const auto& i) { return i.about == who && i.effect == what; });
}

}  // namespace flow_test
