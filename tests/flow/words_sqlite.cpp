// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"
#include "parvis/adapters/sqlite_storage.hpp"
#include "sqlite_file.hpp"

using namespace flow_test;

// Parts of words, by an index of the storage's that `run_due` feeds. What it finds is the contract's to test.

namespace {

/// How many are found whose words have this in them.
std::size_t found(firm& f, const std::string& text) {
  search_accounts_request asked;
  asked.which.text = text;
  const auto out = f.door.search_accounts(f.as_administrator(), asked);
  REQUIRE(out.has_value());
  return out.value().accounts.size();
}

std::size_t feed(firm& f, std::size_t limit = 100) { return f.door.run_due(f.somebody(), limit).value().indexed; }

}  // namespace

TEST_CASE("parts of words are found as soon as somebody is in, and the timer feeds the index") {
  const parvis::test::sqlite_file file;
  auto options = file.options();
  options.index_parts_of_words = true;
  firm f{parvis::test::opened(options)};
  f.begin();
  const auto zoe = f.collaborator("zoe").id;
  const auto before = found(f, "ZOE");
  CHECK(before == 1);
  CHECK(feed(f, 1) == 1);
  CHECK(feed(f) >= 1);
  CHECK(feed(f) == 0);
  CHECK(found(f, "zoe") == 1);
  REQUIRE(f.door.edit_account(f.as_administrator(), {.account = zoe, .last_name = "Dupont-Aignan"}));
  CHECK(found(f, "upont") == 1);
  CHECK(feed(f) == 1);
  CHECK(found(f, "upont") == 1);
  REQUIRE(f.door.erase(f.as_administrator(), {.account = zoe}));
  CHECK(found(f, "upont") == 0);
  CHECK(feed(f) == 1);
  CHECK(found(f, "upont") == 0);
  CHECK(parvis::test::sqlite_neighbour(file.path())
            .ask("SELECT count(*) FROM parvis_word_row WHERE words LIKE '%upont%'") == "0 ");
}
