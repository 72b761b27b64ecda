// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <cstring>
#include <new>
#include <ostream>
#include <type_traits>

#include "../../src/crypto/hmac.hpp"
#include "parvis/crypto.hpp"
#include "vectors.hpp"

namespace {
using namespace parvis;
using enum key_state;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view other_secret = "fedcba9876543210fedcba9876543210";

template <class T>
concept printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!printable<key_ring> && !printable<ring_key> && !printable<token>,
              "no secret runs into a log by accident");
static_assert(!std::is_copy_constructible_v<key_ring> && std::is_nothrow_move_constructible_v<key_ring>);
static_assert(!std::is_default_constructible_v<token> && !std::is_default_constructible_v<key_ring>);
}  // namespace

TEST_CASE("a ring has exactly one primary key, and every key its own id and a long secret of its own") {
  const struct {
    std::string_view why;
    std::vector<ring_key> keys;
  } refused[] = {{"no key", {}},
                 {"no primary", {{1, secret, verify}}},
                 {"two primaries", {{1, secret, primary}, {2, other_secret, primary}}},
                 {"31 bytes", {{1, secret.substr(1), primary}}},
                 {"31 bytes to verify with", {{1, secret, primary}, {2, other_secret.substr(1), verify}}},
                 {"empty", {{1, "", primary}}},
                 {"id 0", {{0, secret, primary}}},
                 {"one id twice", {{1, secret, primary}, {1, other_secret, verify}}},
                 {"one secret twice", {{1, secret, primary}, {2, secret, verify}}}};
  for (const auto& [why, keys] : refused) {
    CAPTURE(why);
    const auto made = key_ring::make(keys);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == errc::invalid_argument);
    CHECK(made.error().detail.find("0123456789") == std::string::npos);
  }
  CHECK(key_ring::make({{1, secret, verify}, {2, other_secret, primary}}).value().primary() == 2);
}

TEST_CASE("a ring can be moved, and keeps nothing that was only lent to it") {
  std::string lent(secret);
  auto made = key_ring::make({{1, lent, primary}}).value();
  const auto before = made.issue(token_kind::join, "firm", uuid::well_known(9), 1);
  lent.assign(lent.size(), 'x');
  const key_ring moved = std::move(made);
  CHECK(moved.issue(token_kind::join, "firm", uuid::well_known(9), 1).text() == before.text());
}

TEST_CASE("a digest names its key, so it still matches after rotation") {
  const auto ring = key_ring::make({{20261122, secret, primary}}).value();
  const auto digest = ring.digest(digest_purpose::note, "cabinet-lefevre", "Dossier refus\xc3\xa9");
  // Worked out with Python's hmac and hashlib.
  CHECK(digest == vectors::from_hex("013529025582fa7823cb3631f32c1585eed1208a3f46fa3cd651cd4bfe49c6f5297ad28b"));
  const auto rotated = key_ring::make({{20261122, secret, verify}, {20270101, other_secret, primary}}).value();
  CHECK(rotated.matches(digest, digest_purpose::note, "cabinet-lefevre", "Dossier refus\xc3\xa9"));
  CHECK(rotated.digest(digest_purpose::note, "cabinet-lefevre", "Dossier refus\xc3\xa9") != digest);
  const auto retired = key_ring::make({{20270101, other_secret, primary}}).value();
  CHECK_FALSE(retired.matches(digest, digest_purpose::note, "cabinet-lefevre", "Dossier refus\xc3\xa9"));
  // Whoever has kept the number of the key makes the same one again, as long as the ring has it.
  const auto again = [&](const key_ring& with) {
    return with.digest(digest_purpose::note, "cabinet-lefevre", "Dossier refus\xc3\xa9", 20261122);
  };
  CHECK(again(ring) == digest);
  CHECK(again(rotated) == digest);
  CHECK(again(retired).empty());
}

TEST_CASE("a digest of another purpose, workspace, text, or with a bit flipped does not match") {
  const auto ring = key_ring::make({{1, secret, primary}}).value();
  const auto digest = ring.digest(digest_purpose::note, "ab", "c");
  CHECK(ring.matches(digest, digest_purpose::note, "ab", "c"));
  CHECK_FALSE(ring.matches(digest, digest_purpose::identifier, "ab", "c"));
  CHECK_FALSE(ring.matches(digest, digest_purpose::note, "a", "bc"));
  CHECK_FALSE(ring.matches(digest, digest_purpose::note, "abc", ""));
  CHECK_FALSE(ring.matches(digest, digest_purpose::note, "ab", "C"));
  for (std::size_t bit = 0; bit < digest.size() * 8; ++bit) {
    auto changed = digest;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    CHECK_FALSE(ring.matches(changed, digest_purpose::note, "ab", "c"));
  }
  for (std::size_t size = 0; size < digest.size(); ++size) {
    CHECK_FALSE(ring.matches(digest.substr(0, size), digest_purpose::note, "ab", "c"));
  }
  CHECK_FALSE(ring.matches(digest + "x", digest_purpose::note, "ab", "c"));
}

TEST_CASE("a key is wiped when it goes") {
  alignas(hmac_key) unsigned char place[sizeof(hmac_key)] = {};
  auto* key = new (place) hmac_key(secret);
  const auto is_zero = [&] {
    unsigned char sum = 0;
    for (const volatile unsigned char& octet : place) sum |= octet;
    return sum == 0;
  };
  CHECK_FALSE(is_zero());
  key->~hmac_key();
  CHECK(is_zero());
}
