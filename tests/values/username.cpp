// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/username.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "oracle.hpp"

namespace {

using namespace parvis;

TEST_CASE("a username keeps its spelling and is known by its key") {
  const struct {
    std::string_view typed, key;
  } rows[] = {
      {"marie", "marie"}, {"Marie.Dupont", "marie.dupont"},     {"J_P-M.7", "j_p-m.7"}, {"007", "007"},
      {"a-b", "a-b"},     {"administrator1", "administrator1"},
  };
  for (const auto& [typed, key] : rows) {
    CAPTURE(typed);
    const auto name = username::parse(typed);
    REQUIRE(name.has_value());
    CHECK(name.value().spelling() == typed);
    CHECK(name.value().key() == key);
  }
}

TEST_CASE("a username that breaks the profile is refused") {
  const struct {
    std::string_view typed;
    errc code;
  } rows[] = {
      {"", errc::required},
      {"ab", errc::too_short},
      {".ab", errc::character_not_allowed},
      {"ab-", errc::character_not_allowed},
      {"a..b", errc::character_not_allowed},
      {"a._b", errc::character_not_allowed},
      {"...", errc::character_not_allowed},
      {"a b", errc::character_not_allowed},
      {" abc", errc::character_not_allowed},
      {"abc\n", errc::character_not_allowed},
      {"marie@x.fr", errc::character_not_allowed},
      {"m\u0430rie", errc::character_not_allowed},  // a Cyrillic a
      {"mari\u00e9", errc::character_not_allowed},
      {"mari\xe9", errc::invalid_utf8},
      {"017f22e2-79b0-7cc3-98c4-dc0c0c07398f", errc::username_reserved},
      {"017F22E2-79B0-7CC3-98C4-DC0C0C07398F", errc::username_reserved},
  };
  for (const auto& [typed, code] : rows) {
    CAPTURE(typed);
    const auto name = username::parse(typed);
    REQUIRE_FALSE(name.has_value());
    CHECK(name.error().code == code);
  }
}

TEST_CASE("a username has 3 to 64 characters") {
  CHECK(username::parse("abc").has_value());
  CHECK(username::parse(std::string(64, 'a')).has_value());
  CHECK(username::parse(std::string(65, 'a')).error().code == errc::too_long);
  CHECK(username::parse(std::string(64 * 4 + 1, '\xff')).error().code == errc::too_long);
}

TEST_CASE("reserved names are refused in any case and however they are separated") {
  const std::vector<std::string> own = {"Cabinet-Dupont", "maitre"};
  for (const std::string_view typed : {"admin", "Admin", "a.d-m_i.n", "post-master", "no.reply", "motdepasse",
                                       "cabinetdupont", "CABINET.DUPONT", "maitre"}) {
    CAPTURE(typed);
    const auto name = username::parse(typed, own);
    REQUIRE_FALSE(name.has_value());
    CHECK(name.error().code == errc::username_reserved);
  }
  CHECK(username::parse("maitre").has_value());
  CHECK(username::parse("cabinet.durand", own).has_value());
}

TEST_CASE("the reserved words are in order, each once, and each could otherwise be a username") {
  std::string previous;
  for (auto rest = reserved_words.substr(1); !rest.empty();) {
    const auto end = rest.find(' ');
    REQUIRE(end != rest.npos);
    const std::string word(rest.substr(0, end));
    CAPTURE(word);
    CHECK(previous < word);
    CHECK(username::parse(word).error().code == errc::username_reserved);
    CHECK(username::parse(word + "x").has_value() != (reserved_words.find(" " + word + "x ") != reserved_words.npos));
    previous = word;
    rest.remove_prefix(end + 1);
  }
}

#ifdef PARVIS_ORACLES
TEST_CASE("of the reserved names of the oracle, those that matter to us are refused") {
  std::set<std::string> refused;
  std::size_t reserved = 0;
  const auto names = oracle::read_json("strings/reserved-usernames-1.1.6.json").as_array();
  REQUIRE(names.size() == 617);
  for (const auto& name : names) {
    const std::string text(name.as_string());
    const auto parsed = username::parse(text);
    if (parsed) continue;
    refused.insert(text);
    if (parsed.error().code == errc::username_reserved) ++reserved;
  }
  // The others are paths of web shops, sports and HTTP statuses: nobody takes them for a law firm's own.
  CHECK(refused.size() == 184);
  CHECK(reserved == 167);
  for (const std::string_view core :
       {"abuse",      "admin", "administrator", "api",    "billing", "ftp",    "guest",     "help",
        "hostmaster", "info",  "login",         "mail",   "noc",     "null",   "owner",     "password",
        "postmaster", "root",  "security",      "signup", "support", "system", "webmaster", "www"}) {
    CAPTURE(core);
    CHECK(refused.contains(std::string(core)));
  }
}
#endif

}  // namespace
