// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/name.hpp"

#include <doctest/doctest.h>

#include <string>

#include "fake_text_policy.hpp"

namespace {

using namespace parvis;

TEST_CASE("names that people have are accepted as they are") {
  const std::string_view names[] = {
      "O'Brien",
      "O\u2019Brien",
      "Jean-Luc",
      "J.",
      "\u674e",
      "Marie  Claire",
      "van der Berg",
      "Nu\u00f1ez",
      "Bj\u00f6rk",
      "\u0141ukasz",
      "\u0110\u1eb7ng",
      "D'Angelo, Jr.",
      "Mary (Molly)",
      "X \u00c6 A-12",
      "\u00d8rsted",
      "St.John",
      "\u062f. \u0645\u062d\u0645\u062f",
      "\u0639\u0628\u062f \u0627\u0644\u0644\u0647",
      "\u0646\u06cc\u200c\u0645\u0627",
      "\u05d3\u05d5\u05d3",
      "\u0410\u043d\u043d\u0430",
      "\u0915\u094d\u200d\u0937",
      "\u5c71\u7530\u3000\u592a\u90ce",
      "\uae40\ucca0\uc218",
      "\u0e2a\u0e21\u0e0a\u0e32\u0e22",
      "Wwwilliam",
      "Awww.",
      "a/b",
      "1",
  };
  for (const auto text : names) {
    CAPTURE(text);
    const auto name = person_name::parse(text);
    REQUIRE(name.has_value());
    CHECK(name.value().text() == text);
  }
}

TEST_CASE("a name that would become a link in a mail is refused") {
  const std::string_view names[] = {
      "https://evil.example",
      "Win 500\u20ac at http://x",
      "ftp://x",
      "www.evil.example",
      "WWW.evil.example",
      "Marie www.1.fr",
      "awww.www.a",
      "www.\u00e9.fr",
      "marie@evil.example",
      "@marie",
  };
  for (const auto text : names) {
    CAPTURE(text);
    const auto name = person_name::parse(text);
    REQUIRE_FALSE(name.has_value());
    CHECK(name.error().code == errc::url_in_text);
  }
}

TEST_CASE("a name has 1 to 100 code points") {
  std::string hundred;
  for (int i = 0; i < 100; ++i) hundred += "\u674e";
  CHECK(person_name::parse(" " + hundred + "\u3000").value().text() == hundred);
  CHECK(person_name::parse(hundred + "a").error().code == errc::too_long);
  CHECK(person_name::parse(" ").error().code == errc::required);
}

TEST_CASE("a name with a line break cannot start a mail header") {
  CHECK(person_name::parse("Marie\r\nBcc: all@example.com").error().code == errc::line_break);
}

TEST_CASE("two spellings of one letter are one name when there is a policy") {
  const fake_text_policy policy;
  CHECK(person_name::parse("Rene\u0301", &policy).value() == person_name::parse("Ren\u00e9", &policy).value());
  CHECK_FALSE(person_name::parse("Rene\u0301").value() == person_name::parse("Ren\u00e9").value());
}

}  // namespace
