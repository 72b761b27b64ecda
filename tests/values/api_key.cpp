// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/api_key.hpp"

#include <doctest/doctest.h>

using namespace parvis;

namespace {

constexpr std::string_view secret = "sixteen octets..";

account_id somebody() {
  account_id out;
  for (std::size_t n = 0; n < out.octet.size(); ++n) out.octet[n] = static_cast<std::uint8_t>(17 * n + 3);
  return out;
}

errc refusal(std::string_view text) {
  const auto read = api_key::parse(text);
  return read ? errc{} : read.error().code;
}

}  // namespace

TEST_CASE("a key is read back as it was written, and says whose it is") {
  const auto text = api_key::make(somebody(), secret).text();
  CHECK(text.size() == api_key::text_size);
  CHECK(text.starts_with("parvis1_"));
  const auto read = api_key::parse(text);
  REQUIRE(read);
  CHECK(read.value().account() == somebody());
  CHECK(read.value().text() == text);
}

TEST_CASE("the checksum is CRC-32 as others work it out") {
  // zlib.crc32(bytes(16) + b"sixteen octets..")
  const auto text = api_key::make(account_id{}, secret).text();
  CHECK(text == "parvis1_AAAAAAAAAAAAAAAAAAAAAHNpeHRlZW4gb2N0ZXRzLi6z8ZoN");
}

TEST_CASE("whatever is mistyped in a key makes it none") {
  const auto text = api_key::make(somebody(), secret).text();
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char other : std::string_view("Aa0_-\x7f\0 ", 8)) {
      auto wrong = text;
      wrong[at] = other;
      CHECK(refusal(wrong) == (other == text[at] ? errc{} : errc::api_key_invalid));
    }
    if (at + 1 < text.size() && text[at] != text[at + 1]) {
      auto swapped = text;
      std::swap(swapped[at], swapped[at + 1]);
      CHECK(refusal(swapped) == errc::api_key_invalid);
    }
    CHECK(refusal(text.substr(0, at)) == errc::api_key_invalid);
    CHECK(refusal(text.substr(at + 1)) == errc::api_key_invalid);
  }
  for (const auto& wrong : {text + "A", text + "=", " " + text, text + text}) {
    CHECK(refusal(wrong) == errc::api_key_invalid);
  }
}
