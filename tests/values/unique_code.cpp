// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/unique_code.hpp"

#include <doctest/doctest.h>

#include <set>

#include "parvis/testkit/seeded_random.hpp"

using namespace parvis;  // NOLINT(google-build-using-namespace): a test

namespace {

errc refused(std::string_view text) {
  const auto parsed = unique_code::parse(text);
  return parsed ? errc{} : parsed.error().code;
}

uuid drawn_id(testkit::seeded_random& random) {
  std::array<std::uint8_t, 8> octets{};
  random.fill(octets.data(), octets.size()).value();
  return id_source{{1'750'000'000'000'000}, octets}.next();
}

}  // namespace

TEST_CASE("a code is what a firm's own numbers look like, and nothing that could be taken for markup") {
  for (const auto* text : {"7", "EMP-0042", "fr/2026/17", "M.D_1", " K7QD-3MRT ", "12345678901234567890123456789012"}) {
    CAPTURE(text);
    CHECK(refused(text) == errc{});
  }
  const struct {
    std::string text;
    errc why;
  } cases[] = {{"", errc::required},
               {"   ", errc::required},
               {"-1", errc::character_not_allowed},
               {"1-", errc::character_not_allowed},
               {"1--2", errc::character_not_allowed},
               {"a b", errc::character_not_allowed},
               {"é", errc::character_not_allowed},
               {"=1+1", errc::character_not_allowed},
               {"<b>", errc::character_not_allowed},
               {"a\nb", errc::character_not_allowed},
               {std::string("a\0b", 3), errc::character_not_allowed},
               {std::string(33, 'a'), errc::too_long},
               {std::string(1000, 'a'), errc::too_long}};
  for (const auto& [text, why] : cases) {
    CAPTURE(text);
    CHECK(refused(text) == why);
  }
}

TEST_CASE("codes that differ in case only are one") {
  const auto code = unique_code::parse(" Emp-0042").value();
  CHECK(code.spelling() == "Emp-0042");
  CHECK(code.key() == "emp-0042");
}

TEST_CASE("a made code is the same for the same id, another for each attempt and each call, and easy to read") {
  testkit::seeded_random random{3};
  std::set<std::string> made;
  constexpr unsigned ids = 20'000;
  for (unsigned n = 0; n < ids; ++n) {
    const auto id = drawn_id(random);
    for (const unsigned attempt : {0U, 1U, 2U, 3U}) {
      const auto code = unique_code::made_of(id, attempt);
      CHECK(code == unique_code::made_of(id, attempt));
      CHECK(code == unique_code::parse(code.spelling()).value());
      REQUIRE(code.spelling().size() == 9);
      CHECK(code.spelling()[4] == '-');
      CHECK(code.spelling().find_first_of("0O1IL2Z5S8BUVAE") == std::string::npos);
      made.insert(code.key());
    }
  }
  CHECK(made.size() >= 4 * ids - 1);  // of 2^35 possible ones two in 80,000 are the same once in ten such tests
}

TEST_CASE("ids that one call draws one after the other make codes that have nothing in common") {
  id_source ids{{1'750'000'000'000'000}, {1, 2, 3, 4, 5, 6, 7, 8}};
  const auto first = unique_code::made_of(ids.next(), 0).spelling();
  const auto second = unique_code::made_of(ids.next(), 0).spelling();
  std::size_t same = 0;
  for (std::size_t n = 0; n < first.size(); ++n) same += first[n] == second[n] ? 1U : 0U;
  CHECK(same <= 4);  // the hyphen, and what chance brings
}
