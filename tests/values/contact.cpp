// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/contact.hpp"

#include <doctest/doctest.h>

#include "values/fake_text_policy.hpp"

using namespace parvis;  // NOLINT(google-build-using-namespace): a test

namespace {

std::string kept(const result<std::string>& parsed) {
  return parsed ? parsed.value() : std::string(name(parsed.error().code));
}

}  // namespace

TEST_CASE("a number is kept as it is dialled from abroad, however it was typed") {
  for (const auto* typed : {"+33612345678", "+33 6 12 34 56 78", "+33 (0)6.12.34.56.78", "0033 6-12-34-56-78",
                            " +33/612/345678 ", "+(33) 612345678"}) {
    CAPTURE(typed);
    CHECK(kept(parse_mobile(typed)) == "+33612345678");
  }
  CHECK(kept(parse_mobile("+1 (212) 555-0123")) == "+12125550123");
  CHECK(kept(parse_mobile("+123456789012345")) == "+123456789012345");
  CHECK(kept(parse_mobile("+6831234")) == "+6831234");
}

TEST_CASE("what cannot be dialled from abroad is no number") {
  const struct {
    std::string typed;
    std::string why;
  } cases[] = {{"", "required"},
               {"  ", "required"},
               {"06 12 34 56 78", "mobile_invalid"},
               {"+0612345678", "mobile_invalid"},
               {"+336123", "mobile_invalid"},
               {"+1234567890123456", "mobile_invalid"},
               {"+33 6 12 34 x6 78", "mobile_invalid"},
               {"+33+612345678", "mobile_invalid"},
               {"++33612345678", "mobile_invalid"},
               {"+", "mobile_invalid"},
               {"00", "mobile_invalid"},
               {"+33612345678\r\nBcc: x", "mobile_invalid"},
               {"=HYPERLINK(1)", "mobile_invalid"},
               {"\xff", "mobile_invalid"},
               {std::string(65, '1'), "too_long"}};
  for (const auto& [typed, why] : cases) {
    CAPTURE(typed);
    CHECK(kept(parse_mobile(typed)) == why);
  }
}

TEST_CASE("an address has lines, without blank ones and whatever breaks them") {
  CHECK(kept(parse_address("12 rue de la Paix\r\n75002 Paris\n\n France \r")) ==
        "12 rue de la Paix\n75002 Paris\nFrance");
  CHECK(kept(parse_address("شارع الحمرا، بيروت")) == "شارع الحمرا، بيروت");
  CHECK(kept(parse_address("1\n2\n3\n4\n5\n6\n7\n8\n")) == "1\n2\n3\n4\n5\n6\n7\n8");
  const struct {
    std::string typed;
    std::string why;
  } cases[] = {{"", "required"},
               {"\n \r\n", "required"},
               {"1\n2\n3\n4\n5\n6\n7\n8\n9", "too_long"},
               {std::string(101, 'a'), "too_long"},
               {std::string(20'000, '\n'), "too_long"},
               {"a\tb\x01", "control_character"},
               {"a\u202e", "bidi_control"},
               {"\xff", "invalid_utf8"},
               {"a\n\u200b\nb", "required"}};
  for (const auto& [typed, why] : cases) {
    CAPTURE(why);
    CHECK(kept(parse_address(typed)) == why);
  }
}
