// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/ids.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <type_traits>

#include "oracle.hpp"

namespace {

using namespace parvis;
using random_octets = std::array<std::uint8_t, 8>;

constexpr instant some_day = {1'645'557'742'000'000};  // 2022-02-22T19:22:22Z
constexpr random_octets ones = {255, 255, 255, 255, 255, 255, 255, 255};

static_assert(!std::is_convertible_v<account_id, invite_id>);
static_assert(!std::is_convertible_v<uuid, account_id>);

TEST_CASE("an id is written as 36 characters in lower case and read in either case") {
  const std::string text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
  const auto id = parse_uuid(text);
  REQUIRE(id.has_value());
  CHECK(to_string(*id) == text);
  CHECK(parse_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F") == id);
  CHECK(uuid::from_bytes(id->bytes()) == id);
  CHECK(to_string(uuid{}) == "00000000-0000-0000-0000-000000000000");
}

TEST_CASE("a text that is not exactly an id is none") {
  const std::string_view texts[] = {
      "",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
      "017f22e279b07cc398c4dc0c0c07398f",
      "{017f22e2-79b0-7cc3-98c4-dc0c0c0739}",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
      "017f22e2-79b0-7cc3-98c4-dc0c0c0739 f",
      "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
      "017f22e2-79b0-7cc3-98c4+dc0c0c07398f",
      "017f22e2--9b0-7cc3-98c4-dc0c0c07398f",
  };
  for (const auto text : texts) {
    CAPTURE(text);
    CHECK_FALSE(parse_uuid(text).has_value());
  }
  CHECK_FALSE(uuid::from_bytes("fifteen octets.").has_value());
  CHECK_FALSE(uuid::from_bytes("seventeen octets.").has_value());
}

TEST_CASE("a new id has version 7, variant 10 and the millisecond it was made in") {
  for (const auto& random : {random_octets{}, ones}) {
    const auto id = id_source(some_day, random).next();
    CHECK((id.octet[6] & 0xf0) == 0x70);
    CHECK((id.octet[8] & 0xc0) == 0x80);
    CHECK(to_string(id).substr(0, 13) == "017f22e2-79b0");
  }
}

TEST_CASE("a source only ever grows, through every carry") {
  id_source source(some_day, ones);
  auto last = source.next();
  for (int i = 0; i < 100'000; ++i) {
    const auto id = source.next();
    REQUIRE(last < id);
    REQUIRE((id.octet[6] & 0xf0) == 0x70);
    REQUIRE((id.octet[8] & 0xc0) == 0x80);
    last = id;
  }
}

TEST_CASE("the carry stays below the variant, for one random bit is kept clear") {
  const struct {
    random_octets random;
    std::string_view first, second;
  } rows[] = {
      {{0, 0, 0, 0, 0, 0, 0, 255}, "7000-8000-0000000000ff", "7000-8000-000000000100"},
      {{0, 255, 255, 255, 255, 255, 255, 255}, "7000-80ff-ffffffffffff", "7000-8100-000000000000"},
      {ones, "7000-9fff-ffffffffffff", "7000-a000-000000000000"},
  };
  for (const auto& [random, first, second] : rows) {
    id_source source(some_day, random);
    CHECK(to_string(source.next()) == "017f22e2-79b0-" + std::string(first));
    CHECK(to_string(source.next()) == "017f22e2-79b0-" + std::string(second));
  }
}

TEST_CASE("a source reads the clock once, so a clock that goes back cannot turn its ids round") {
  id_source earlier(some_day, ones);
  id_source later(some_day + duration{1000}, {});
  for (int i = 0; i < 1000; ++i) REQUIRE(earlier.next() < later.next());
}

TEST_CASE("ids of two microseconds stand in their order, and a clock before 1970 counts as 1970") {
  for (const std::int64_t us : {0, 1, 499, 998, 999, 1000}) {
    CHECK(id_source(some_day + duration{us}, ones).next() < id_source(some_day + duration{us + 1}, {}).next());
  }
  const auto time_of = [](instant t) { return to_string(id_source(t, {}).next()).substr(0, 18); };
  CHECK(time_of({-1}) == "00000000-0000-7000");
  CHECK(time_of({253'402'300'799'999'999}) == "e677d21f-dbff-7ffb");
}

#ifdef PARVIS_ORACLES
TEST_CASE("the layout is that of RFC 9562 A.6, but for the twelve bits that tell microseconds and one bit kept clear") {
  const auto vector = oracle::read_json("crypto/rfc9562-uuidv7.json");
  const instant made{vector.at("unix_ts_ms").as_int64() * 1000};
  // rand_b "18c4dc0c0c07398f", laid out as the eight octets behind the variant
  const random_octets random = {0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f};
  REQUIRE(vector.at("rand_a_hex").as_string() == "cc3");
  REQUIRE(vector.at("rand_b_hex").as_string() == "18c4dc0c0c07398f");
  auto expected = parse_uuid(vector.at("uuid").as_string());
  REQUIRE(expected.has_value());
  expected->octet[6] = 0x70;
  expected->octet[7] = 0x00;
  CHECK(id_source(made, random).next() == *expected);
}
#endif

}  // namespace
