// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/sku.hpp"

#include <doctest/doctest.h>

using namespace parvis;
using namespace std::literals;

TEST_CASE("a sku is ASCII that can be seen, without the blanks around it") {
  for (const auto text : {"core"sv, "client_portal"sv, "acme:e-sign/2"sv, "!~"sv}) {
    CAPTURE(text);
    CHECK(parse_sku(text).value() == text);
  }
  CHECK(parse_sku(" core\t").value() == "core");
  const auto longest = std::string(sku_size_max, 'x');
  CHECK(parse_sku(longest).value() == longest);
}

TEST_CASE("what is no sku is refused") {
  const struct {
    std::string text;
    errc why;
  } cases[] = {
      {"", errc::required},
      {" \t", errc::required},
      {std::string(65, 'x'), errc::too_long},
      {std::string(300, ' '), errc::too_long},
      {"weird sku", errc::character_not_allowed},
      {"a\tb", errc::character_not_allowed},
      {"a\nb", errc::character_not_allowed},
      {"core\n", errc::character_not_allowed},
      {"a\0b"s, errc::character_not_allowed},
      {"a\x7f", errc::character_not_allowed},
      {"c\u00f6re", errc::character_not_allowed},
      {"core\u00a0", errc::character_not_allowed},
      {"core\xff", errc::character_not_allowed},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto told = parse_sku(c.text);
    REQUIRE_FALSE(told);
    CHECK(told.error().code == c.why);
  }
}
