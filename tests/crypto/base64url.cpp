// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/base64url.hpp"

#include <doctest/doctest.h>

#include <set>

#include "../oracle.hpp"
#include "vectors.hpp"

namespace {
using namespace parvis;
using enum base64_alphabet;
}  // namespace

TEST_CASE("every string of up to four octets' length has one base64 spelling, in both alphabets") {
  for (const auto alphabet : {url, standard}) {
    for (std::size_t size = 0; size <= 4; ++size) {
      std::set<std::string> spellings;
      for (int octet = 0; octet < 256; ++octet) {
        const std::string octets(size, static_cast<char>(octet));
        const auto text = encode_base64(octets, alphabet);
        CHECK(text.size() == base64_size(size));
        CHECK(decode_base64(text, alphabet) == octets);
        spellings.insert(text);
      }
      CHECK(spellings.size() == (size == 0 ? 1 : 256));
    }
  }
}

TEST_CASE("of all texts of two digits exactly those with unused bits zero are read") {
  int read = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char text[] = {static_cast<char>(first), static_cast<char>(second)};
      const auto octets = decode_base64({text, 2});
      if (!octets) continue;
      ++read;
      CHECK(encode_base64(*octets) == std::string_view(text, 2));
    }
  }
  CHECK(read == 256);
}

TEST_CASE("the two alphabets differ in their last two digits and refuse each other's") {
  CHECK(encode_base64("\xfb\xff") == "-_8");
  CHECK(encode_base64("\xfb\xff", standard) == "+/8");
  CHECK_FALSE(decode_base64("+/8"));
  CHECK_FALSE(decode_base64("-_8", standard));
}

TEST_CASE("octets are read into a place of their size only") {
  std::uint8_t out[3];
  CHECK(decode_base64("AQID", out, 3));
  CHECK(out[2] == 3);
  for (const auto* text : {"", "AQI", "AQIDBA", "AQID "}) CHECK_FALSE(decode_base64(text, out, 3));
}

#ifdef PARVIS_ORACLES
TEST_CASE("base64url agrees with RFC 4648 and RFC 7515, and refuses every other spelling") {
  const auto vectors = oracle::read_json("crypto/base64url-rfc4648.json");
  const auto& accept = vectors.at("accept").as_array();
  CHECK(accept.size() == 9);
  for (const auto& one : accept) {
    const auto* hex = one.as_object().if_contains("hex");
    const auto octets = hex != nullptr ? vectors::from_hex(hex->as_string()) : std::string(one.at("text").as_string());
    CHECK(encode_base64(octets) == std::string_view(one.at("b64url").as_string()));
    CHECK(decode_base64(one.at("b64url").as_string()) == octets);
  }
  const auto& reject = vectors.at("reject").as_array();
  CHECK(reject.size() == 16);
  for (const auto& one : reject) {
    CAPTURE(one.as_string().c_str());
    CHECK_FALSE(decode_base64(one.as_string()));
  }
}
#endif
