// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/form.hpp"

#include <doctest/doctest.h>

#include "fake_text_policy.hpp"
#include "parvis/values/email.hpp"
#include "parvis/values/name.hpp"
#include "parvis/values/password.hpp"
#include "parvis/values/username.hpp"

namespace {

using namespace parvis;

TEST_CASE("a form without faults yields all of its values") {
  form_errors errors;
  const auto name = errors.take("first_name", person_name::parse("Marie"));
  const auto secret = errors.take("password", password::parse("nine purple otters dance", {}));
  CHECK_FALSE(errors.failed());
  CHECK(name.value().text() == "Marie");
  CHECK(secret.value().reveal() == "nine purple otters dance");
}

TEST_CASE("all faults of a form come back together, in the order of the form") {
  form_errors errors;
  CHECK_FALSE(errors.take("first_name", person_name::parse("a\nb")).has_value());
  CHECK(errors.take("last_name", person_name::parse("Dupont")).has_value());
  CHECK_FALSE(errors.take("username", username::parse("admin")).has_value());
  CHECK_FALSE(errors.take("email", email::parse("nobody")).has_value());
  CHECK_FALSE(errors.take("password", password::parse("short", {})).has_value());
  errors.add("consent", errc::required);
  REQUIRE(errors.failed());

  const auto failure = std::move(errors).as_failure();
  CHECK(failure.code == errc::invalid_form);
  CHECK_FALSE(failure.retryable());
  CHECK(failure.fields == std::vector<field_error>{{"first_name", errc::line_break, ""},
                                                   {"username", errc::username_reserved, ""},
                                                   {"email", errc::email_invalid, ""},
                                                   {"password", errc::password_too_short, ""},
                                                   {"consent", errc::required, ""}});
}

TEST_CASE("a port that failed is not a fault of the form") {
  fake_text_policy policy;
  policy.broken = true;
  form_errors errors;
  errors.take("email", email::parse("nobody"));
  errors.take("first_name", person_name::parse("Marie", &policy));
  errors.add("last_name", failure{errc::unavailable});
  REQUIRE(errors.failed());
  const auto failure = std::move(errors).as_failure();
  CHECK(failure.code == errc::host_failed);
  CHECK(failure.fields.empty());
}

}  // namespace
