// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/folded.hpp"

#include <doctest/doctest.h>

#include "fake_text_policy.hpp"

using namespace parvis;  // NOLINT(google-build-using-namespace)

TEST_CASE("without a policy only A to Z fold") {
  for (const auto& [text, folds_to] :
       {std::pair{"", ""}, {"Anne-Marie O'NEILL 3", "anne-marie o'neill 3"}, {"Élodie ZOÉ", "Élodie zoÉ"}}) {
    CHECK(folded(text, nullptr).value() == folds_to);
    CHECK(folded_lines(text, nullptr).value() == folds_to);
  }
  CHECK(folded_lines("A\nÉ\n", nullptr).value() == "a\nÉ\n");
}

TEST_CASE("a policy is asked about what is not ASCII, line by line, and about nothing else") {
  fake_text_policy policy;
  CHECK(folded("ANNE", &policy).value() == "anne");
  CHECK(folded_lines("ANNE\nRAVEL\n", &policy).value() == "anne\nravel\n");
  CHECK(policy.folded == 0);
  CHECK(folded("Élodie DUPONT", &policy).value() == "elodie dupont");
  CHECK(policy.folded == 1);
  CHECK(folded_lines("Dupont\nÉlodie\nE@EXAMPLE.ORG\n\nZoé", &policy).value() ==
        "dupont\nelodie\ne@example.org\n\nzoe");
  CHECK(policy.folded == 3);
}

TEST_CASE("a policy that does not say how to fold leaves all but A to Z as it is") {
  struct : text_policy {
    result<std::string> nfc(std::string_view text) const override { return std::string(text); }
    result<std::string> domain_to_ascii(std::string_view) const override { return failure{errc::email_invalid}; }
  } const silent;
  CHECK(folded("Élodie DUPONT", &silent).value() == "Élodie dupont");
}

TEST_CASE("what a policy answers has to be text") {
  fake_text_policy policy;
  for (const std::string& more : {std::string("\xff"), std::string("\xc3"), std::string(1, '\0')}) {
    policy.suffix = more;
    CHECK(folded("é", &policy).error().code == errc::host_failed);
    CHECK(folded_lines("a\né", &policy).error().code == errc::host_failed);
  }
  policy.broken = true;
  CHECK(folded("é", &policy).error().code == errc::host_failed);
  CHECK(folded("e", &policy).value() == "e");
}
