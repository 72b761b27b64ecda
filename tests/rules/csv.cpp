// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/csv.hpp"

#include <doctest/doctest.h>

using namespace parvis;

TEST_CASE("what a spreadsheet might take for a formula is told by how it begins") {
  for (const auto* cell : {"=1+1", "+33612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", " +1", "\x01x",
                           "＝1", "＋1", "－1", "＠x", "=", "-"}) {
    CAPTURE(std::string(cell));
    CHECK(opens_formula(cell));
    CHECK(csv_cell(cell) == "\"'" + std::string(cell) + "\"");
  }
  for (const auto* cell : {"", " ", "a", "1", "a=1", "1-2", "'=1", "é", "；=1", "\xEF\xBC", "«=»"}) {
    CAPTURE(std::string(cell));
    CHECK_FALSE(opens_formula(cell));
    CHECK(csv_cell(cell) == "\"" + std::string(cell) + "\"");
  }
}

TEST_CASE("cells are quoted, quotes doubled, and lines end with CRLF") {
  CHECK(csv_cell("say \"hello\"") == R"("say ""hello""")");
  CHECK(csv_cell("=\"\"") == R"("'=""""")");
  CHECK(csv_line({"a", "b,c", "d\ne"}) == "\"a\",\"b,c\",\"d\ne\"\r\n");
  CHECK(csv_line({""}) == "\"\"\r\n");
  CHECK(csv_line({"", ""}) == "\"\",\"\"\r\n");
  CHECK(csv_line({}) == "\r\n");
}
