// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/token.hpp"

#include <doctest/doctest.h>

#include "parvis/crypto.hpp"
#include "vectors.hpp"

namespace {
using namespace parvis;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view other_secret = "fedcba9876543210fedcba9876543210";
constexpr std::string_view workspace = "cabinet-lefevre";
constexpr std::uint32_t key_id = 20261122;
const uuid row = *uuid::from_bytes(vectors::from_hex("018f3e2a77007abc8def0123456789ab"));

key_ring ring_of(const std::vector<ring_key>& keys) { return key_ring::make(keys).value(); }
key_ring small_ring() { return ring_of({{key_id, secret, key_state::primary}}); }

errc fate(const key_ring& ring, std::string_view text, token_kind kind = token_kind::invite,
          std::string_view in = workspace) {
  const auto read = token::parse(text);
  if (!read) return read.error().code;
  const auto verified = ring.verify(read.value(), kind, in);
  return verified ? errc{} : verified.error().code;
}
}  // namespace

TEST_CASE("a token reads as it was written, and only its own ring, kind and workspace believe it") {
  // The texts were worked out with Python's hmac and hashlib.
  const auto ring = small_ring();
  const struct {
    token_kind kind;
    std::string_view text;
  } known[] = {{token_kind::invite, "i1.AY8-KncAeryN7wEjRWeJqwAAAAcBNSkCAl-egiSFo1LDLmp6dj7-Ig"},
               {token_kind::continuation, "c1.AY8-KncAeryN7wEjRWeJqwAAAAcBNSkCacWp16aHY2CDB8m1Vcu1DA"}};
  for (const auto& [kind, text] : known) {
    CHECK(ring.issue(kind, workspace, row, 7).text() == text);
    const auto read = token::parse(text).value();
    CHECK(read.kind() == kind);
    CHECK(read.row() == row);
    CHECK(read.generation() == 7);
    CHECK(read.key_id() == key_id);
    CHECK(read.text() == text);
    CHECK(fate(ring, text, kind) == errc{});
  }
}

TEST_CASE("every kind has a letter of its own, and no kind passes for another") {
  const auto ring = small_ring();
  constexpr std::string_view letters = "ivrjec";
  for (int made = 1; made <= 6; ++made) {
    const auto text = ring.issue(static_cast<token_kind>(made), workspace, row, 1).text();
    CHECK(text.size() == token::text_size);
    CHECK(text[0] == letters[static_cast<std::size_t>(made - 1)]);
    for (int wanted = 1; wanted <= 6; ++wanted) {
      CHECK(fate(ring, text, static_cast<token_kind>(wanted)) == (made == wanted ? errc{} : errc::link_invalid));
    }
    for (const char letter : letters) {  // the letter alone is changed
      auto changed = text;
      changed[0] = letter;
      const auto kind = static_cast<token_kind>(letters.find(letter) + 1);
      CHECK(fate(ring, changed, kind) == (letter == text[0] ? errc{} : errc::link_invalid));
    }
  }
}

TEST_CASE("a token with any one bit flipped is refused") {
  const auto ring = small_ring();
  const auto text = ring.issue(token_kind::invite, workspace, row, 7).text();
  REQUIRE(fate(ring, text) == errc{});
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    auto changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    CAPTURE(bit);
    CHECK(fate(ring, changed) == errc::link_invalid);
  }
}

TEST_CASE("a token has one spelling") {
  const auto ring = small_ring();
  const auto text = ring.issue(token_kind::invite, workspace, row, 7).text();
  const auto without = [&](std::size_t size) { return text.substr(0, size); };
  const auto with = [&](std::size_t at, std::string_view put) {
    return std::string(text).replace(at, put.size(), put);
  };
  std::vector<std::string> others = {
      "",
      text + "A",  // longer
      text + "=",  // padded
      text + "==",
      text + '\0',
      text + text,
      " " + text,
      text + "\n",
      with(0, "I"),  // another case, or an unknown kind
      with(0, "x"),
      std::string(text).replace(0, 1, "\xd1\x96"),  // CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I
      with(1, "2"),                                 // a version to come
      with(1, "0"),
      with(2, "-"),
      with(2, "\xe2\x80\xa4").substr(0, text.size()),  // ONE DOT LEADER
      with(10, "+"),                                   // the other alphabet
      with(10, "/"),
      with(10, "="),
      with(10, "%2D"),
      with(10, std::string_view("\0", 1)),
      with(10, "\x80"),
  };
  for (std::size_t size = 0; size < text.size(); ++size) others.push_back(without(size));
  // The last digit holds four unused bits: fifteen other digits give the same octets.
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const auto last = digits.find(text.back());
  CHECK(last % 16 == 0);
  for (std::size_t i = 1; i < 16; ++i) others.push_back(with(text.size() - 1, digits.substr(last + i, 1)));
  for (std::size_t i = 3; i < text.size(); ++i) {
    const char swapped = static_cast<char>(text[i] ^ 0x20);  // the other case, for letters
    if ((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z') others.push_back(with(i, {&swapped, 1}));
  }
  for (const auto& other : others) {
    CAPTURE(other);
    CHECK(other != text);
    CHECK(fate(ring, other) == errc::link_invalid);
  }
}

TEST_CASE("an overlong text is refused unread") {
  const char nothing = 'i';
  CHECK(fate(small_ring(), {&nothing, std::size_t{1} << 40}) == errc::link_invalid);  // reading it would crash
}

TEST_CASE("a token is refused in every other workspace, however alike") {
  const auto ring = small_ring();
  const auto text = ring.issue(token_kind::invite, "firm", row, 7).text();
  CHECK(fate(ring, text, token_kind::invite, "firm") == errc{});
  for (const std::string_view other : {"", "fir", "firm ", "Firm", "firm2", "mrif"}) {
    CHECK(fate(ring, text, token_kind::invite, other) == errc::link_invalid);
  }
  CHECK(fate(ring, text, token_kind::invite, std::string_view("firm\0", 5)) == errc::link_invalid);
}

TEST_CASE("row, generation and key id cannot be exchanged between genuine tokens") {
  const auto ring = ring_of({{1, secret, key_state::primary}, {2, other_secret, key_state::verify}});
  const auto base = ring.issue(token_kind::invite, workspace, row, 7, 1).value().text();
  const std::string others[] = {ring.issue(token_kind::invite, workspace, uuid::well_known(1), 7, 1).value().text(),
                                ring.issue(token_kind::invite, workspace, row, 8, 1).value().text(),
                                ring.issue(token_kind::invite, workspace, row, 7, 2).value().text()};
  auto mac_of = [](std::string_view text) { return decode_base64(text.substr(3))->substr(24); };
  for (const auto& other : others) {
    const auto mixed =
        "i1." + encode_base64(decode_base64(std::string_view(other).substr(3))->substr(0, 24) + mac_of(base));
    CHECK(fate(ring, other) == errc{});
    CHECK(mixed != other);
    CHECK(fate(ring, mixed) == errc::link_invalid);
  }
}

TEST_CASE("links survive the rotation of keys until their key is retired, and copied again they are the same") {
  const ring_key old_first{1, secret, key_state::primary}, old_later{1, secret, key_state::verify};
  const ring_key new_first{2, other_secret, key_state::verify}, new_later{2, other_secret, key_state::primary};
  const auto text = ring_of({old_first}).issue(token_kind::invite, workspace, row, 7).text();
  for (const auto& keys : std::vector<std::vector<ring_key>>{
           {old_first}, {old_first, new_first}, {new_first, old_first}, {old_later, new_later}}) {
    const auto ring = ring_of(keys);
    CHECK(fate(ring, text) == errc{});
    CHECK(ring.issue(token_kind::invite, workspace, row, 7, 1).value().text() == text);
  }
  const auto rotated = ring_of({old_later, new_later});
  CHECK(rotated.primary() == 2);
  const auto renewed = rotated.issue(token_kind::invite, workspace, row, 7);
  CHECK(renewed.key_id() == 2);
  CHECK(fate(ring_of({old_first, new_first}), renewed.text()) == errc{});

  const auto retired = ring_of({new_later});
  CHECK(fate(retired, text) == errc::link_invalid);
  CHECK(retired.issue(token_kind::invite, workspace, row, 7, 1).error().code == errc::link_invalid);
  // A key is its id and its secret: neither alone will do.
  CHECK(fate(ring_of({{3, secret, key_state::primary}}), text) == errc::link_invalid);
  CHECK(fate(ring_of({{1, other_secret, key_state::primary}}), text) == errc::link_invalid);
}
