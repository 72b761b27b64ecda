// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/password.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fake_text_policy.hpp"
#include "oracle.hpp"

namespace {

using namespace parvis;
using namespace std::string_view_literals;

template <class T>
concept printable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!std::is_copy_constructible_v<password> && !std::is_copy_assignable_v<password>);
static_assert(std::is_nothrow_move_constructible_v<password> && std::is_nothrow_move_assignable_v<password>);
static_assert(!std::is_convertible_v<password, std::string_view> && !printable<password>);

/// `errc{}` when it is accepted.
errc verdict(std::string_view text, const password_policy& policy = {}) {
  const auto parsed = password::parse(text, policy);
  if (parsed) REQUIRE(parsed.value().reveal() == text);
  return parsed ? errc{} : parsed.error().code;
}

class one_password final : public password_blocklist {
 public:
  explicit one_password(std::string_view folded) : folded_(folded) {}
  bool contains(std::string_view folded) const noexcept override { return folded == folded_; }

 private:
  std::string_view folded_;
};

TEST_CASE("passwords that nobody expects are accepted, whatever they are made of") {
  for (const std::string_view text : {
           "correct horse battery staple", "nine purple otters", "le chat dort sur la table",
           "\u0627\u0644\u0642\u0637 \u064a\u0646\u0627\u0645 \u0639\u0644\u0649 "
           "\u0627\u0644\u0637\u0627\u0648\u0644\u0629",
           "\u732b\u304c\u673a\u306e\u4e0a\u3067\u9759\u304b\u306b\u7720\u3063\u3066\u3044\u308b\u3088",
           "Tr7#kQ9!xWm2&pLz", "eqkvbxmrwdpljzc", "83 05 62 91 74 83 06",
           "\U0001f98a\U0001f419\U0001f33b\U0001f3b2\U0001f511\U0001f4a1\U0001f9ca\U0001f34b\U0001f6b2\U0001f3bb"
           "\U0001f9f2"
           "\U0001f41d\U0001f33d\U0001f9e6\U0001f52d",
           "password of my grandfather's goat", "we were there last summer",
           "123456abcdefqwertzxcvbn567890mnopqr",  // six runs
       }) {
    CAPTURE(text);
    CHECK(verdict(text) == errc{});
  }
}

TEST_CASE("a password has at least as many code points as the policy says") {
  CHECK(verdict("eqkvbxmrwdpljz") == errc::password_too_short);
  CHECK(verdict("\u00e9qkvbxmrwdpljz") == errc::password_too_short);
  CHECK(verdict("\u00e9qkvbxmrwdpljzc") == errc{});
  CHECK(verdict("") == errc::password_too_short);
  CHECK(verdict("eqkvbxm", {.min_code_points = 8}) == errc::password_too_short);
  CHECK(verdict("eqkvbxmr", {.min_code_points = 8}) == errc{});
}

TEST_CASE("a password of 1,024 octets is accepted and one more is refused unread") {
  std::string text;
  while (text.size() < 1024) text += static_cast<char>('!' + (text.size() * text.size() + text.size() / 7) % 90);
  CHECK(verdict(text) == errc{});
  CHECK(verdict(text + "x") == errc::password_too_long);
  CHECK(verdict(std::string(1025, '\xff')) == errc::password_too_long);
  CHECK(verdict(std::string(1024, '\xff')) == errc::invalid_utf8);
}

TEST_CASE("passwords on the tops of all lists are refused by rule, without a list") {
  const struct {
    std::string_view why;
    std::vector<std::string_view> passwords;
  } rows[] = {
      {"one character",
       {"aaaaaaaaaaaaaaa", "               ",
        "\U0001f511\U0001f511\U0001f511\U0001f511\U0001f511"
        "\U0001f511\U0001f511\U0001f511\U0001f511\U0001f511\U0001f511\U0001f511\U0001f511\U0001f511"
        "\U0001f511"}},
      {"a block", {"abcabcabcabcabc", "marie7marie7marie7", "MarieClaire1MarieClaire1", "eqkvbxmreqkvbxmre"}},
      {"runs", {"123456789012345", "987654321098765", "abcdefghijklmno", "112233445566778", "aaaabbbbccccddddeeee"}},
      {"walks",
       {"qwertyuiopasdfgh", "AZERTYUIOPQSDFGH", "azertyuiop123456", "1qaz2wsx3edc4rfv", "!QAZ@WSX#EDC$RFV",
        "zxcvbnm,./123456", "qsdfghjklmazerty"}},
      {"shuffled",
       {"1q2w3e4r5t6y7u8i", "a1b2c3d4e5f6g7h8", "qazwsxedcrfvtgb", "010203040506070809", "aq1zbw2xce3cdr4v"}},
      {"worn words",
       {"passwordpassword", "password12345678", "Password123456!!", "MotDePasse12345678", "adminadmin123456",
        "letmeinletmein123"}},
  };
  for (const auto& [why, passwords] : rows) {
    for (const auto text : passwords) {
      CAPTURE(why);
      CAPTURE(text);
      CHECK(verdict(text) == errc::password_common);
    }
  }
}

TEST_CASE("a block that is long enough by itself may be written twice") {
  CHECK(verdict("nine purple ottersnine purple otters") == errc{});
  CHECK(verdict("purple ottpurple ott") == errc::password_common);
}

TEST_CASE("a password on the host's list is refused in any case, and only as a whole") {
  const one_password list("nine purple otters");
  const password_policy policy{.blocklist = &list};
  CHECK(verdict("nine purple otters", policy) == errc::password_common);
  CHECK(verdict("Nine PURPLE otters", policy) == errc::password_common);
  CHECK(verdict("nine purple otters dance", policy) == errc{});
}

TEST_CASE("a password made of the person's own details is refused") {
  const std::string_view details[] = {"Jean-Luc", "O'Brien", "jl.obrien", "jeanluc75", "Cabinet Dupont & Associ\u00e9s",
                                      "Li"};
  const password_policy policy{.own_details = details};
  for (const std::string_view text : {
           "jean-luc o'brien",
           "JeanLucObrien75!",
           "jeanluc75jeanluc",
           "1985-Jean-Luc-1985",
           "cabinetdupont2026",
           "Dupont, Associ\u00e9s 75",
           "OBRIEN 1985 06 12",
           "obrien portail",
           "jean1luc1brien1x",
           "dupont.portail.",
       }) {
    CAPTURE(text);
    CHECK(verdict(text, {.min_code_points = 8, .own_details = details}) == errc::password_personal);
  }
  for (const std::string_view text : {
           "obrien vacation",
           "obrien ab123456cd",
           "jean likes purple otters",
           "nine purple otters",
           "limousine driver",
       }) {
    CAPTURE(text);
    CHECK(verdict(text, policy) == errc{});
  }
  CHECK(verdict("jean-luc o'brien") == errc{});
}

TEST_CASE("of two reasons the one that needs no detail of the person is given") {
  const std::string_view details[] = {"Ana"};
  CHECK(verdict("anaanaanaanaana", {.own_details = details}) == errc::password_common);
  CHECK(verdict("ana", {.own_details = details}) == errc::password_too_short);
}

TEST_CASE("random passwords are hardly ever refused") {
  // A fixed generator (Marsaglia's xorshift64), so that the figure is the same everywhere.
  const struct {
    std::string_view alphabet;
    std::size_t length;
    int refused_max;
  } rows[] = {
      {"abcdefghijklmnopqrstuvwxyz", 15, 10},
      {"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 15, 0},
      {"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 8, 40},
  };
  for (const auto& [alphabet, length, refused_max] : rows) {
    std::uint64_t state = 88172645463325252u;
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
      std::string text;
      while (text.size() < length) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        text += alphabet[state % alphabet.size()];
      }
      if (verdict(text, {.min_code_points = length}) != errc{}) ++refused;
    }
    CAPTURE(length);
    CAPTURE(alphabet);
    CHECK(refused <= refused_max);
  }
}

TEST_CASE("a password is composed before it is counted and judged") {
  const fake_text_policy policy;
  const auto composed = password::parse("cafe\u0301 au lait tie\u0300de", {}, &policy);
  REQUIRE(composed.has_value());
  CHECK(composed.value().reveal() == "caf\u00e9 au lait tie\u0300de");
  CHECK(password::parse("e\u0301qkvbxmrwdpljz", {}).has_value());
  CHECK(password::parse("e\u0301qkvbxmrwdpljz", {}, &policy).error().code == errc::password_too_short);
}

TEST_CASE("a password typed at sign-in is normalised and not judged") {
  fake_text_policy policy;
  CHECK(password::normalize("").value().reveal() == "");
  CHECK(password::normalize("a\0b"sv).value().reveal() == "a\0b"sv);
  CHECK(password::normalize("e\u0301", &policy).value().reveal() == "\u00e9");
  CHECK(password::normalize("\xff").error().code == errc::invalid_utf8);
  CHECK(password::normalize(std::string(1025, '\xff'), &policy).error().code == errc::password_too_long);
  policy.suffix = "x";
  CHECK(password::normalize(std::string(1024, 'a'), &policy).error().code == errc::password_too_long);
  policy.broken = true;
  CHECK(password::normalize("a", &policy).error().code == errc::host_failed);
}

TEST_CASE("a password leaves nothing where it was, neither when it goes nor when it moves") {
  constexpr std::string_view secret = "eqkvbxmr";  // short: a string keeps it inside itself
  alignas(password) std::array<std::byte, sizeof(password)> place{};
  const auto is_there = [&] {
    const std::string_view all(reinterpret_cast<const char*>(place.data()), place.size());
    return all.find(secret.substr(1)) != all.npos;  // the first octet of an emptied string is overwritten anyway
  };
  auto* first = new (place.data()) password(password::normalize(secret).value());
  CHECK(is_there());
  SUBCASE("destroyed") { std::destroy_at(first); }
  SUBCASE("moved to a new one") {
    const password other(std::move(*first));
    CHECK(other.reveal() == secret);
    CHECK_FALSE(is_there());
    std::destroy_at(first);
  }
  SUBCASE("moved into another") {
    auto other = password::normalize("another").value();
    other = std::move(*first);
    CHECK(other.reveal() == secret);
    CHECK_FALSE(is_there());
    std::destroy_at(first);
  }
  SUBCASE("replaced") {
    *first = password::normalize("another").value();
    CHECK(first->reveal() == "another");
    CHECK_FALSE(is_there());
    std::destroy_at(first);
  }
  CHECK_FALSE(is_there());
}

TEST_CASE("a list is read with any line ends, order and case") {
  const sorted_blocklist list("zebra\r\nApple\n\nmango\napple\n\r\nlast");
  CHECK(list.size() == 4);
  for (const auto entry : {"zebra", "apple", "mango", "last"}) CHECK(list.contains(entry));
  for (const auto other : {"", "Apple", "zebra\r", "appl", "apples"}) CHECK_FALSE(list.contains(other));
  CHECK(sorted_blocklist("").size() == 0);
}

#ifdef PARVIS_ORACLES
TEST_CASE("all of the leaked passwords of the oracle that are long enough are refused") {
  constexpr auto path = "passwords/seclists-top1M-len15plus.txt";
  const sorted_blocklist list(oracle::read(path));
  const auto passwords = oracle::read_lines(path);
  REQUIRE(passwords.size() == 9'747);
  std::size_t with_list = 0;
  std::size_t by_rule = 0;
  std::size_t by_rule_of_the_first = 0;
  for (std::size_t i = 0; i < passwords.size(); ++i) {
    with_list += verdict(passwords[i], {.blocklist = &list}) == errc::password_common ? 1u : 0u;
    if (verdict(passwords[i]) == errc{}) continue;
    ++by_rule;
    if (i < 100) ++by_rule_of_the_first;
  }
  CHECK(with_list == 9'747);
  CHECK(by_rule == 703);
  CHECK(by_rule_of_the_first == 55);
}
#endif

}  // namespace
