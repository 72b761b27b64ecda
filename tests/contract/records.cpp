// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "parvis/model/record.hpp"
#include "parvis/model/settings.hpp"

using namespace parvis;

TEST_CASE("a row with a text that no store may keep is corrupt, and says in which column") {
  settings kept;
  kept.portal_name = "l'\u00e9tude";
  kept.reserved_usernames = {"a", "b"};
  const auto good = to_row(kept);
  REQUIRE(from_row<settings>(good));
  for (const auto* const column : {"portal_name", "reserved_usernames"}) {
    for (const std::string_view text :
         {std::string_view("a\0b", 3), std::string_view("\xff"), std::string_view("\xed\xa0\x80")}) {
      auto bad = good;
      bad.set(std::string_view(column) == "portal_name" ? column_of(&settings::portal_name)
                                                        : column_of(&settings::reserved_usernames),
              value::text(text));
      const auto read = from_row<settings>(bad);
      REQUIRE_FALSE(read);
      CHECK(read.error().code == errc::corrupt_row);
      CHECK(read.error().detail == column);
    }
  }
}
