// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/testkit/contract/batches.hpp"
#include "parvis/testkit/contract/history.hpp"
#include "parvis/testkit/contract/operations.hpp"
#include "parvis/testkit/contract/probe.hpp"
#include "parvis/testkit/contract/queries.hpp"
#include "parvis/testkit/contract/races.hpp"
#include "parvis/testkit/contract/rows.hpp"

// Decides whether a storage is right. Header-only, and of no test framework: run it in yours and print the report.
//
//   my_storage store(…);
//   const auto report = parvis::testkit::check_storage(store);
//   if (!report.passed()) std::puts(report.text().c_str());

namespace parvis::inline v1::testkit {

/// What became of one clause.
struct clause_result {
  std::string_view name;    ///< the sentence of the contract
  bool passed = false;      ///< whether it holds
  std::string explanation;  ///< what did not hold; empty when it passed
};

/// What became of each.
struct contract_report {
  std::vector<clause_result> clauses;  ///< in the order in which they were examined
  bool cancelled = false;              ///< `progress` said so: the clauses after these were not examined

  /// False, too, when no clause was examined: `only` named none.
  [[nodiscard]] bool passed() const {
    if (cancelled) return false;
    for (const auto& c : clauses) {
      if (!c.passed) return false;
    }
    return !clauses.empty();
  }
  /// The clauses that failed, a line each and why; then how many passed.
  [[nodiscard]] std::string text() const {
    std::string out;
    std::size_t passing = 0;
    for (const auto& c : clauses) {
      passing += c.passed ? 1 : 0;
      if (!c.passed) out += "FAILED: " + std::string(c.name) + "\n  " + c.explanation + '\n';
    }
    return out + std::to_string(passing) + " of " + std::to_string(clauses.size()) + " clauses hold\n";
  }
};

namespace clauses {

inline void survives_reopening(probe& p) {
  const auto id = p.fresh_id(), gone = p.fresh_id();
  const auto b = p.fresh({tally(id, 3, 10), person(gone, "k")});
  p.expect_done(p.send(b), "a batch");
  p.commit({add(id, 2), remove(kind::account, gone)});
  const auto refused = p.commit({add(id, 100)});
  p.expect(refused, no_room_at(0, columns::count), "an addition past the bound");
  p.reopen();
  p.expect(p.read(kind::counter, id, columns::count), 5, "a counter after reopening");
  p.expect(!p.load(kind::account, gone), "a removed row is there after reopening");
  p.expect_done(p.commit({absent(kind::account, columns::email_key, value::text("k"))}), "a freed key after reopening");
  p.expect(p.send(b), {answer_status::already}, "a batch sent again after reopening");
}
inline constexpr clause durable[] = {{"what was done survives reopening", survives_reopening}};

}  // namespace clauses

/// Every clause, in the order in which they are examined; the last is examined only with `reopen`.
inline std::vector<clause> all_clauses() {
  std::vector<clause> out;
  const std::span<const clause> chapters[] = {clauses::rows,  clauses::operations, clauses::batches, clauses::queries,
                                              clauses::races, clauses::model,      clauses::durable};
  for (const auto& chapter : chapters) out.insert(out.end(), chapter.begin(), chapter.end());
  return out;
}

/// Examines a storage. It is used from many threads at once, and written to in workspaces of the suite's own. What it
/// throws is a failure of the clause, not of the suite.
inline contract_report check_storage(storage& store, const contract_options& options = {}) {
  contract_report out;
  storage* current = &store;
  const auto clauses = all_clauses();
  for (const auto& c : clauses) {
    if (!options.only.empty() && options.only != c.name) continue;
    if (c.examine == clauses::survives_reopening && !options.reopen) continue;
    probe p(*current, options, c.name);
    try {
      c.examine(p);
    } catch (const std::exception& e) {
      p.fail(std::string("an exception: ") + e.what());
    }
    current = &p.store();
    out.clauses.push_back({c.name, p.explanation().empty(), p.explanation()});
    if (options.progress != nullptr && !options.progress->tell(out.clauses.size(), clauses.size())) {
      out.cancelled = true;
      break;
    }
  }
  return out;
}

}  // namespace parvis::inline v1::testkit
