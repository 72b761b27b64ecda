// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/email.hpp"

#include <doctest/doctest.h>

#include <string>

#include "fake_text_policy.hpp"

namespace {

using namespace parvis;
using namespace std::string_view_literals;

const std::string local_64(64, 'a');
const std::string label_63(63, 'd');

TEST_CASE("an address keeps its spelling and is known by its key") {
  const struct {
    std::string_view typed, address, key, domain, mailbox;
  } rows[] = {
      {"marie@example.com", "marie@example.com", "marie@example.com", "example.com", "marie@example.com"},
      {"Marie.Dupont@Example.COM", "Marie.Dupont@example.com", "marie.dupont@example.com", "example.com",
       "marie.dupont@example.com"},
      {"m+Bills@sub.example.com", "m+Bills@sub.example.com", "m+bills@sub.example.com", "sub.example.com",
       "m@sub.example.com"},
      {"m+a+b@x.fr", "m+a+b@x.fr", "m+a+b@x.fr", "x.fr", "m@x.fr"},
      {"+a@x.fr", "+a@x.fr", "+a@x.fr", "x.fr", "+a@x.fr"},
      {"o'brien@x.fr", "o'brien@x.fr", "o'brien@x.fr", "x.fr", "o'brien@x.fr"},
      {"!#$%&*-/=?^_`{|}~@x.fr", "!#$%&*-/=?^_`{|}~@x.fr", "!#$%&*-/=?^_`{|}~@x.fr", "x.fr", "!#$%&*-/=?^_`{|}~@x.fr"},
      {"a@1.2.x", "a@1.2.x", "a@1.2.x", "1.2.x", "a@1.2.x"},
      {"a@xn--bcher-kva.example", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example", "xn--bcher-kva.example",
       "a@xn--bcher-kva.example"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.typed);
    const auto parsed = email::parse(row.typed);
    REQUIRE(parsed.has_value());
    const auto& e = parsed.value();
    CHECK(e.spelling() == row.typed);
    CHECK(e.address() == row.address);
    CHECK(e.key() == row.key);
    CHECK(e.domain() == row.domain);
    CHECK(e.mailbox_key() == row.mailbox);
  }
}

TEST_CASE("what is no plain address is refused") {
  const struct {
    std::string_view typed;
    errc code;
  } rows[] = {
      {"", errc::required},
      {"marie", errc::email_invalid},
      {"@example.com", errc::email_invalid},
      {"marie@", errc::email_invalid},
      {"marie@example", errc::email_invalid},
      {"marie@localhost", errc::email_invalid},
      {"marie@@example.com", errc::email_invalid},
      {"marie@x.fr@y.fr", errc::email_invalid},
      {".marie@x.fr", errc::email_invalid},
      {"marie.@x.fr", errc::email_invalid},
      {"ma..rie@x.fr", errc::email_invalid},
      {"ma rie@x.fr", errc::email_invalid},
      {" marie@x.fr", errc::email_invalid},
      {"marie@x.fr ", errc::email_invalid},
      {"marie@x.fr\n", errc::email_invalid},
      {"marie@x.fr\r\nRCPT TO:<all@x.fr>", errc::email_invalid},
      {"marie\r\n@x.fr", errc::email_invalid},
      {"marie\0@x.fr"sv, errc::email_invalid},
      {"marie@x\0.fr"sv, errc::email_invalid},
      {"\"marie\"@x.fr", errc::email_invalid},
      {"marie(x)@x.fr", errc::email_invalid},
      {"Marie <marie@x.fr>", errc::email_invalid},
      {"marie@x.fr,paul@x.fr", errc::email_invalid},
      {"marie@x.fr;paul@x.fr", errc::email_invalid},
      {"marie@[127.0.0.1]", errc::email_invalid},
      {"marie@127.0.0.1", errc::email_invalid},
      {"marie@x..fr", errc::email_invalid},
      {"marie@.x.fr", errc::email_invalid},
      {"marie@x.fr.", errc::email_invalid},
      {"marie@-x.fr", errc::email_invalid},
      {"marie@x-.fr", errc::email_invalid},
      {"marie@x_y.fr", errc::email_invalid},
      {"mari\u00e9@x.fr", errc::email_invalid},
      {"\u043c\u0430rie@x.fr", errc::email_invalid},
      {"marie@b\u00fccher.example", errc::email_invalid},
      {"mari\xe9@x.fr", errc::invalid_utf8},
      {"marie@x\xff.fr", errc::invalid_utf8},
  };
  for (const auto& [typed, code] : rows) {
    CAPTURE(typed);
    const auto parsed = email::parse(typed);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == code);
  }
}

TEST_CASE("the lengths of RFC 5321 are allowed, and one octet more is not") {
  CHECK(email::parse(local_64 + "@x.fr").has_value());
  CHECK(email::parse(local_64 + "a@x.fr").error().code == errc::email_invalid);
  CHECK(email::parse("a@" + label_63 + ".fr").has_value());
  CHECK(email::parse("a@" + label_63 + "d.fr").error().code == errc::email_invalid);

  const auto most = local_64 + "@" + label_63 + "." + label_63 + "." + std::string(61, 'd');
  REQUIRE(most.size() == email::octets_max);
  CHECK(email::parse(most).has_value());
  CHECK(email::parse(most + "d").error().code == errc::too_long);
}

TEST_CASE("a domain is read as the host name of an address is, and refused in words of its own") {
  const fake_text_policy policy;
  CHECK(parse_domain("Example.org").value() == "example.org");
  CHECK(parse_domain("B\u00fccher.example", &policy).value() == "xn--bcher-kva.example");
  const std::pair<std::string, errc> rows[] = {
      {"", errc::required},
      {"localhost", errc::domain_invalid},
      {"a@b.org", errc::domain_invalid},
      {"@b.org", errc::domain_invalid},
      {"a b.org", errc::domain_invalid},
      {"127.0.0.1", errc::domain_invalid},
      {"xn--nonsense.example", errc::domain_invalid},
      {"\xff.org", errc::invalid_utf8},
      {label_63 + "." + label_63 + "." + label_63 + "." + label_63, errc::too_long},
  };
  for (const auto& [typed, code] : rows) {
    CAPTURE(typed);
    const auto parsed = parse_domain(typed, &policy);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == code);
  }
}

TEST_CASE("an overlong address is refused unread") {
  CHECK(email::parse(std::string(email::octets_max * 4 + 1, '\xff')).error().code == errc::too_long);
}

TEST_CASE("an international host name becomes A-labels, and both spellings have one key") {
  const fake_text_policy policy;
  const auto typed = email::parse("Marie@B\u00fccher.example", &policy);
  REQUIRE(typed.has_value());
  CHECK(typed.value().spelling() == "Marie@B\u00fccher.example");
  CHECK(typed.value().address() == "Marie@xn--bcher-kva.example");
  CHECK(email::parse("marie@XN--bcher-kva.Example", &policy).value().key() == typed.value().key());
}

TEST_CASE("the policy decides about international host names only, and its answer is checked") {
  fake_text_policy policy;
  CHECK(email::parse("a@example.com", &policy).has_value());
  CHECK(email::parse("a@unknown\u00e9.example", &policy).error().code == errc::email_invalid);
  CHECK(email::parse("a@xn--nonsense.example", &policy).error().code == errc::email_invalid);
  CHECK(email::parse("a@\u7a7a.example", &policy).error().code == errc::email_invalid);
  policy.broken = true;
  CHECK(email::parse("a@example.com", &policy).has_value());
  CHECK(email::parse("a@B\u00fccher.example", &policy).error().code == errc::host_failed);
}

}  // namespace
