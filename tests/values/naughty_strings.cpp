// SPDX-License-Identifier: BSL-1.0
#include "oracle.hpp"

#ifdef PARVIS_ORACLES
#include <doctest/doctest.h>

#include <boost/json/value.hpp>
#include <string>

#include "parvis/values/email.hpp"
#include "parvis/values/ids.hpp"
#include "parvis/values/name.hpp"
#include "parvis/values/password.hpp"
#include "parvis/values/username.hpp"

namespace {

using namespace parvis;

/// No control character, no line break of any script and no direction override, found without the library's tables.
bool stays_in_its_line(std::string_view text) {
  constexpr std::string_view breakers[] = {"\u0085", "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d",
                                           "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\x7f"};
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return false;
  }
  for (const auto breaker : breakers) {
    if (text.find(breaker) != text.npos) return false;
  }
  return valid_utf8(text);
}

bool is_mail_safe(std::string_view address) {
  for (const char c : address) {
    if (c <= ' ' || c == 0x7f || std::string_view("()<>[]:;,\\\"").find(c) != std::string_view::npos) return false;
  }
  return is_ascii(address) && address.find('@') == address.rfind('@');
}

TEST_CASE("naughty strings: every one through every field, and what is accepted keeps its promises") {
  const auto strings = oracle::read_json("strings/blns.json").as_array();
  REQUIRE(strings.size() == 515);
  int emails = 0, names = 0, usernames = 0, passwords = 0, short_passwords = 0, ids = 0;
  for (const auto& one : strings) {
    const std::string text(one.as_string());
    CAPTURE(text);
    if (const auto e = email::parse(text)) {
      ++emails;
      CHECK(is_mail_safe(e.value().address()));
      CHECK(e.value().spelling() == text);
    }
    if (const auto n = person_name::parse(text)) {
      ++names;
      CHECK(stays_in_its_line(n.value().text()));
      CHECK(n.value().text().find("://") == std::string::npos);
      CHECK(person_name::parse(n.value().text()).value() == n.value());
    }
    if (const auto u = username::parse(text)) {
      ++usernames;
      CHECK(u.value().key() == ascii_lower(text));
      CHECK(is_mail_safe(u.value().key() + "@x.fr"));
    }
    if (const auto p = password::parse(text, {})) {
      ++passwords;
      CHECK(p.value().reveal() == text);
      CHECK(code_points(text) >= 15);
    }
    if (password::parse(text, {.min_code_points = 8})) ++short_passwords;
    CHECK(password::normalize(text).has_value());
    if (parse_uuid(text)) ++ids;
  }
  CHECK(emails == 0);
  CHECK(names == 472);
  CHECK(usernames == 34);
  CHECK(passwords == 310);
  CHECK(short_passwords == 372);
  CHECK(ids == 0);
}

}  // namespace
#endif
