// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fake_text_policy.hpp"

namespace {

using namespace parvis;
using namespace std::string_view_literals;

std::string encoded(char32_t c) {
  const auto octet = [](char32_t n) { return static_cast<char>(static_cast<unsigned char>(n)); };
  if (c < 0x80) return {octet(c)};
  if (c < 0x800) return {octet(0xc0 | c >> 6), octet(0x80 | (c & 0x3f))};
  if (c < 0x10000) return {octet(0xe0 | c >> 12), octet(0x80 | (c >> 6 & 0x3f)), octet(0x80 | (c & 0x3f))};
  return {octet(0xf0 | c >> 18), octet(0x80 | (c >> 12 & 0x3f)), octet(0x80 | (c >> 6 & 0x3f)),
          octet(0x80 | (c & 0x3f))};
}

TEST_CASE("every code point but the surrogates is decoded from its one form") {
  std::size_t decoded_right = 0;
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    const auto text = encoded(c);
    const auto got = decode_utf8(text);
    if (c >= 0xd800 && c <= 0xdfff) {
      REQUIRE(got.size == 0);
    } else if (got.code_point == c && got.size == text.size()) {
      ++decoded_right;
    }
  }
  CHECK(decoded_right == 0x110000 - 0x800);
}

TEST_CASE("malformed UTF-8 is refused wherever it stands") {
  const std::string_view malformed[] = {
      "\x80"sv,              // a continuation alone
      "\xbf"sv,              //
      "\xc3"sv,              // cut off
      "\xe2\x82"sv,          //
      "\xf0\x9f\x98"sv,      //
      "\xc3\x28"sv,          // not continued
      "\xe2\x28\xa1"sv,      //
      "\xe2\x82\x28"sv,      //
      "\xf0\x28\x8c\xbc"sv,  //
      "\xf0\x90\x28\xbc"sv,  //
      "\xc0\x80"sv,          // overlong NUL
      "\xc0\xaf"sv,          // overlong slash, in two octets and more
      "\xc1\xbf"sv,          //
      "\xe0\x80\xaf"sv,      //
      "\xe0\x9f\xbf"sv,      //
      "\xf0\x80\x80\xaf"sv,  //
      "\xf0\x8f\xbf\xbf"sv,  //
      "\xed\xa0\x80"sv,      // the first and last surrogate, and a pair
      "\xed\xbf\xbf"sv,      //
      "\xed\xa0\xbd\xed\xb8\x80"sv,
      "\xf4\x90\x80\x80"sv,          // U+110000
      "\xf5\x80\x80\x80"sv,          // leads that lead nowhere
      "\xf8\x88\x80\x80\x80"sv,      //
      "\xfc\x84\x80\x80\x80\x80"sv,  //
      "\xfe"sv,
      "\xff"sv,
  };
  for (const auto bad : malformed) {
    CAPTURE(bad);
    CHECK_FALSE(valid_utf8(bad));
    CHECK_FALSE(valid_utf8("Marie " + std::string(bad)));
    CHECK_FALSE(valid_utf8(std::string(bad) + " Dupont"));
    CHECK(trimmed(bad) == bad);
    CHECK(parse_line(std::string(bad) + "Marie", 100).error().code == errc::invalid_utf8);
  }
}

TEST_CASE("code points are counted, not octets") {
  CHECK(code_points("") == 0);
  CHECK(code_points("Zo\u00eb") == 3);
  CHECK(code_points("\u0645\u062d\u0645\u062f") == 4);
  CHECK(code_points("\U0001f600a") == 2);
}

TEST_CASE("only A to Z change case") { CHECK(ascii_lower("AZ[`az@\u00c9") == "az[`az@\u00c9"); }

TEST_CASE("code points have the class that decides what they may do in a line") {
  using enum text_class;
  const struct {
    std::u32string_view examples;
    text_class what;
  } rows[] = {
      {U"aZ0'-.\u00e9\u0645\u674e\u0301\uac00\U0001f600\ufffd\ue000", visible},
      {U" \u00a0\u1680\u2000\u200a\u202f\u205f\u3000", blank},
      {U"\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u206f\u2800\u3164\ufe0f\ufeff\uffa0\U000e0041",
       invisible},
      {{U"\0\x01\t\x0e\x1b\x1f\x7f\x80\x84\x86\x9f\ufff9", 12}, control},
      {U"\n\v\f\r\x85\u2028\u2029", line_break},
      {U"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", bidi_control},
      {U"\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff", noncharacter},
  };
  for (const auto& [examples, what] : rows) {
    for (const auto c : examples) {
      CAPTURE(static_cast<std::uint32_t>(c));
      CHECK(classify(c) == what);
    }
  }
}

TEST_CASE("blanks and tabs around a text go, and nothing else") {
  CHECK(trimmed(" \t\u00a0\u3000 a b \u2009\t") == "a b");
  CHECK(trimmed("a") == "a");
  CHECK(trimmed("a\n") == "a\n");
  CHECK(trimmed(" \u00a0 ") == "");
  CHECK(trimmed("") == "");
}

TEST_CASE("a line is refused for what would break the text around it") {
  const struct {
    std::string_view text;
    errc code;
  } rows[] = {
      {"", errc::required},
      {" \t\u3000", errc::required},
      {"\u200b\u2060\ufeff", errc::required},
      {"\u3164", errc::required},
      {"a\0b"sv, errc::control_character},
      {"a\tb", errc::control_character},
      {"a\x1b[31m", errc::control_character},
      {"a\u009b31m", errc::control_character},
      {"a\n", errc::line_break},
      {"\r\nBcc: x", errc::line_break},
      {"a\u0085b", errc::line_break},
      {"a\u2028b", errc::line_break},
      {"a\u202etxt.exe", errc::bidi_control},
      {"a\u2067b", errc::bidi_control},
      {"a\uffffb", errc::character_not_allowed},
      {"0123456789a", errc::too_long},
  };
  for (const auto& [text, code] : rows) {
    CAPTURE(text);
    const auto line = parse_line(text, 10);
    REQUIRE_FALSE(line.has_value());
    CHECK(line.error().code == code);
  }
}

TEST_CASE("a line of exactly the greatest length is accepted, counted without the blanks around it") {
  const auto line = parse_line("   \u674e\u674e\u674e ", 3);
  REQUIRE(line.has_value());
  CHECK(line.value() == "\u674e\u674e\u674e");
}

TEST_CASE("an overlong line is refused unread") {
  const std::string malformed(10 * 16 + 1, '\xff');
  CHECK(parse_line(malformed, 10).error().code == errc::too_long);
}

TEST_CASE("a line is composed when there is a policy, and length is counted after") {
  fake_text_policy policy;
  CHECK(parse_line("Zoe\u0301", 3, &policy).value() == "Zo\u00e9");
  CHECK(parse_line("Zoe\u0301", 4).value() == "Zoe\u0301");
  CHECK(parse_line("Zoe\u0301", 3).error().code == errc::too_long);
}

TEST_CASE("what a policy answers is checked like what a person types") {
  fake_text_policy policy;
  const struct {
    std::string_view suffix;
    errc code;
  } rows[] = {{"\n", errc::line_break}, {"\xff", errc::host_failed}, {"0123456789", errc::too_long}};
  for (const auto& [suffix, code] : rows) {
    policy.suffix = suffix;
    CHECK(parse_line("Marie", 10, &policy).error().code == code);
  }
  policy.broken = true;
  CHECK(parse_line("Marie", 10, &policy).error().code == errc::host_failed);
}

TEST_CASE("a domain matches by all of its labels and never by suffix") {
  const std::vector<std::string> domains = {"example.com", "Cabinet-Dupont.FR"};
  const struct {
    std::string_view domain;
    bool matches;
  } rows[] = {
      {"example.com", true},           {"EXAMPLE.com", true},
      {"cabinet-dupont.fr", true},     {"sub.example.com", false},
      {"notexample.com", false},       {"example.com.", false},
      {"example.co", false},           {"com", false},
      {"example.com.evil.net", false}, {"", false},
  };
  for (const auto& [domain, matches] : rows) {
    CAPTURE(domain);
    CHECK(domain_matches(domain, domains) == matches);
  }
  CHECK_FALSE(domain_matches("example.com", {}));
}

}  // namespace
