// SPDX-License-Identifier: BSL-1.0
#include "parvis/model/rest.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace parvis;

namespace {

std::vector<value> some_values() {
  std::vector<value> out{value{1}, value::text("known")};
  out.resize(columns_max);
  out[5] = value{std::numeric_limits<std::int64_t>::min()};
  out[6] = value{-1};
  out[40] = value::text("l'été");
  out[41] = value::text("");
  out[42] = value::bytes(std::string("\0\xff|\n", 4));
  out[columns_max - 1] = value{std::numeric_limits<std::int64_t>::max()};
  return out;
}

}  // namespace

TEST_CASE("columns of the future are packed and come back, the known ones are left as they are") {
  const auto values = some_values();
  std::vector<value> out{value{7}};
  REQUIRE(unpack_rest(pack_rest(values, 2), out));
  CHECK(out.front() == value{7});
  CHECK(out[1].is_null());
  CHECK(std::equal(out.begin() + 2, out.end(), values.begin() + 2, values.end()));
}

TEST_CASE("no columns pack to nothing") {
  CHECK(pack_rest({}, 0).empty());
  CHECK(pack_rest(some_values(), columns_max).empty());
  CHECK(pack_rest(std::vector<value>(9), 3).empty());
}

TEST_CASE("the packing is the documented one, octet by octet") {
  std::vector<value> values(0x10);
  values[0x0e] = value{0x0102};
  values[0x0f] = value::text("ab");
  CHECK(pack_rest(values, 0) == std::string("\x0e\0\1\2\1\0\0\0\0\0\0"
                                            "\x0f\0\2\2\0\0\0ab",
                                            20));
}

TEST_CASE("octets that were cut off, repeated or made up are a corrupt row") {
  const auto packed = pack_rest(some_values(), 2);
  std::size_t whole = 0;
  for (std::size_t n = 0; n < packed.size(); ++n) {
    std::vector<value> out;
    const auto read = unpack_rest(std::string_view(packed).substr(0, n), out);
    if (!read) CHECK(read.error().code == errc::corrupt_row);
    whole += read ? 1u : 0u;
  }
  CHECK(whole == 6);  // only between two columns
  std::vector<value> out;
  CHECK_FALSE(unpack_rest(packed + packed, out));
  CHECK_FALSE(unpack_rest(std::string("\0\1\1\0\0\0\0\0\0\0\0", 11), out));  // number 256
  CHECK_FALSE(unpack_rest(std::string("\1\0\7\0\0\0\0\0\0\0\0", 11), out));  // type 7
}

TEST_CASE("whatever octets stand there, reading them ends") {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string octets(random() % 40, '\0');
    for (auto& o : octets) o = static_cast<char>(random() % 4 == 0 ? random() : random() % 4);
    std::vector<value> out;
    if (unpack_rest(octets, out)) {
      CHECK(pack_rest(out, 0).size() <= octets.size());
      CHECK(out.size() <= columns_max);
    }
  }
}
