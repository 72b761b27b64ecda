// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/email.hpp"

#ifdef PARVIS_ORACLES
#include <doctest/doctest.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <map>
#include <sstream>
#include <string>

#include "oracle.hpp"

// Where we differ from an oracle on purpose, the address stands in a table with the reason, and every line of the table
// must be met: a difference that is gone, or a new one, fails the test.
namespace {

using namespace parvis;

using differences = std::map<std::string, std::string_view>;

constexpr std::string_view one_label = "a host name of one label is nobody's on the internet";
constexpr std::string_view literal = "address literals are refused";
constexpr std::string_view quoted = "quoted local parts are refused";
constexpr std::string_view international = "a host name beyond ASCII needs a text policy";

void compare(const std::string& address, bool valid, differences& expected) {
  CAPTURE(address);
  const bool differs = expected.erase(address) == 1;
  CHECK(email::parse(address).has_value() == (valid != differs));
}

/// The oracle shows the control character n as U+2400 + n.
std::string with_control_characters(std::string_view shown) {
  std::string out;
  while (!shown.empty()) {
    const auto [code_point, size] = decode_utf8(shown);
    REQUIRE(size > 0);
    const bool control = code_point >= 0x2400 && code_point < 0x2420;
    out += control ? std::string(1, static_cast<char>(code_point - 0x2400)) : std::string(shown.substr(0, size));
    shown.remove_prefix(size);
  }
  return out;
}

TEST_CASE("isemail: what is valid without deprecated or exotic forms is accepted, and nothing else") {
  std::istringstream text(oracle::read("email/isemail-tests-3.05.xml"));
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(text, tree);

  differences expected = {{"test@io", one_label}};
  std::map<std::string, int> cases;
  for (const auto& [tag, test] : tree.get_child("tests")) {
    if (tag != "test") continue;
    const auto category = test.get<std::string>("category");
    ++cases[category];
    // DNSWARN: the form is right and the name did not resolve when the oracle was made.
    const bool valid = category == "ISEMAIL_VALID_CATEGORY" || category == "ISEMAIL_DNSWARN";
    compare(with_control_characters(test.get<std::string>("address", "")), valid, expected);
  }
  CHECK(expected.empty());
  CHECK(cases == std::map<std::string, int>{{"ISEMAIL_CFWS", 10},
                                            {"ISEMAIL_DEPREC", 20},
                                            {"ISEMAIL_DNSWARN", 8},
                                            {"ISEMAIL_ERR", 66},
                                            {"ISEMAIL_RFC5321", 16},
                                            {"ISEMAIL_RFC5322", 30},
                                            {"ISEMAIL_VALID_CATEGORY", 14}});
}

TEST_CASE("django: the same verdict but for forms that we refuse by policy") {
  differences expected = {
      {"email@[127.0.0.1]", literal},
      {"email@[2001:dB8::1]", literal},
      {"email@[2001:dB8:0:0:0:0:0:1]", literal},
      {"email@[::fffF:127.0.0.1]", literal},
      {"email@localhost", one_label},
      {"email@localdomain", one_label},
      {"\"test@test\"@example.com", quoted},
      {"\"\\\t\"@here.com", quoted},
      {"test@domain.with.idn.tld.\u0909\u0926\u093e\u0939\u0930\u0923.\u092a\u0930\u0940\u0915\u094d\u0937\u093e",
       international},
  };
  const auto rows = oracle::read_json_lines("email/django-3.2.25-validate_email.jsonl");
  REQUIRE(rows.size() == 46);
  for (const auto& row : rows) {
    const auto& input = row.at("input");
    compare(input.is_null() ? "" : std::string(input.as_string()), row.at("valid").as_bool(), expected);
  }
  CHECK(expected.empty());
}

TEST_CASE("web platform: the same verdict about one address, but that nothing is trimmed or optional") {
  differences expected = {
      {"", "an empty field is for the form to allow"},
      {"\n\r \t test@example.com \n\r \t", "browsers trim; a line break in an address is an attack"},
  };
  const auto rows = oracle::read_json_lines("email/wpt-email-typeMismatch.jsonl");
  REQUIRE(rows.size() == 7);
  for (const auto& row : rows) {
    const std::string address(row.at("input").as_string());
    if (row.at("multiple").as_bool()) {
      CHECK_FALSE(email::parse(address).has_value());  // lists of addresses, right or wrong
    } else {
      compare(address, !row.at("typeMismatch").as_bool(), expected);
    }
  }
  CHECK(expected.empty());
}

}  // namespace
#endif
