// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "../oracle.hpp"
#include "parvis/crypto.hpp"
#include "vectors.hpp"

namespace {
using namespace parvis;
using verdict = password_hasher::verdict;
using enum verdict;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view other_secret = "fedcba9876543210fedcba9876543210";
constexpr std::string_view password = "correct horse battery staple";
const std::string salt = vectors::from_hex("000102030405060708090a0b0c0d0e0f");

// The hashes below were worked out with Python's hashlib.
constexpr std::string_view plain =
    "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$IZMORLo+NKM9sf3dDH1ZCk4hbDj0SQeYfTHU51eMJgU";
constexpr std::string_view peppered =
    "$scrypt$ln=4,r=8,p=1,keyid=7,norm=nfc$AAECAwQFBgcICQoLDA0ODw$NMaKb8pqvcYStjb19ky7r6d/CSiqe77dEq7Xgufz4M0";
constexpr std::string_view pbkdf2_sha256 =
    "$pbkdf2-sha256$i=1000$AAECAwQFBgcICQoLDA0ODw$ppsXnjrdPB4KryJ6DrOqKqhkWrhv7PbKAMF1Eml8cZ4";
constexpr std::string_view pbkdf2_sha512 =
    "$pbkdf2-sha512$i=1000$AAECAwQFBgcICQoLDA0ODw$A6AmFIti7CKlYdoPiV9jf1d9llp37o27Wms8Zx8fwMI";

scrypt_options cheap() {
  scrypt_options options;
  options.log2_n = 4;
  options.p = 1;
  return options;
}
std::unique_ptr<scrypt_hasher> made(const scrypt_options& options) { return scrypt_hasher::make(options).value(); }
}  // namespace

TEST_CASE("by default a password is hashed with 2^15, r = 8, p = 3, which libcrypto alone would refuse") {
  const auto hasher = made({});
  const auto phc = hasher->hash(password, salt).value();
  CHECK(phc.starts_with("$scrypt$ln=15,r=8,p=3$AAECAwQFBgcICQoLDA0ODw$"));
  CHECK(hasher->verify(password, phc).value() == right);
  CHECK(hasher->verify("correct horse battery stapler", phc).value() == wrong);
}

TEST_CASE("hashes agree with another implementation, with and without a pepper") {
  auto options = cheap();
  CHECK(made(options)->hash(password, salt).value() == plain);
  options.peppers = {{7, secret, key_state::primary}};
  options.form = password_form::nfc;
  CHECK(made(options)->hash(password, salt).value() == peppered);
}

TEST_CASE("a right password whose hash was made otherwise is outdated") {
  auto with_pepper = cheap();
  with_pepper.peppers = {{7, secret, key_state::primary}};
  with_pepper.form = password_form::nfc;
  auto rotated = with_pepper;
  rotated.peppers = {{7, secret, key_state::verify}, {8, other_secret, key_state::primary}};
  auto costlier = cheap();
  costlier.log2_n = 5;
  auto normalised = cheap();
  normalised.form = password_form::nfc;
  const struct {
    scrypt_options options;
    std::string_view phc;
    verdict expected;
  } cases[] = {{cheap(), plain, right},
               {costlier, plain, right_but_outdated},
               {normalised, plain, right_but_outdated},
               {with_pepper, plain, right_but_outdated},
               {with_pepper, peppered, right},
               {rotated, peppered, right_but_outdated},
               {cheap(), pbkdf2_sha256, right_but_outdated},
               {cheap(), pbkdf2_sha512, right_but_outdated}};
  for (const auto& [options, phc, expected] : cases) {
    CAPTURE(phc);
    CHECK(made(options)->verify(password, phc).value() == expected);
    CHECK(made(options)->verify("wrong horse battery staple", phc).value() == wrong);
    CHECK(made(options)->verify("", phc).value() == wrong);
  }
}

TEST_CASE("a hash whose pepper is gone is told from a wrong password") {
  CHECK(made(cheap())->verify(password, peppered).error().code == errc::corrupt_row);
  auto other = cheap();
  other.peppers = {{8, secret, key_state::primary}};
  CHECK(made(other)->verify(password, peppered).error().code == errc::corrupt_row);
  other.peppers = {{7, other_secret, key_state::primary}};
  CHECK(made(other)->verify(password, peppered).value() == wrong);
}

TEST_CASE("any bit of the stored hash decides") {
  const auto hasher = made(cheap());
  const auto at = plain.rfind('$') + 1;
  const auto octets = decode_base64(plain.substr(at), base64_alphabet::standard).value();
  for (std::size_t bit = 0; bit < octets.size() * 8; ++bit) {
    auto changed = octets;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const auto phc = std::string(plain.substr(0, at)) + encode_base64(changed, base64_alphabet::standard);
    CHECK(hasher->verify(password, phc).value() == wrong);
  }
}

TEST_CASE("the dummy is a string of the same cost that nothing matches") {
  auto options = cheap();
  options.peppers = {{7, secret, key_state::primary}};
  options.form = password_form::nfc;
  const auto hasher = made(options);
  CHECK(hasher->dummy().starts_with("$scrypt$ln=4,r=8,p=1,keyid=7,norm=nfc$"));
  CHECK(hasher->dummy().size() == peppered.size());
  for (const std::string_view typed : {std::string_view(""), password, hasher->dummy()}) {
    CHECK(hasher->verify(typed, hasher->dummy()).value() == wrong);
  }
}

TEST_CASE("a password of any bytes up to 1,024 is hashed as it is; more is refused, or wrong") {
  const auto hasher = made(cheap());
  using namespace std::string_view_literals;
  const std::string longest(1024, 'x');
  for (const auto typed : {""sv, "\0"sv, "a\0b"sv, "\xff\xfe"sv, std::string_view(longest)}) {
    const auto phc = hasher->hash(typed, salt).value();
    CHECK(hasher->verify(typed, phc).value() == right);
    CHECK(hasher->verify(std::string(typed.substr(0, typed.size() / 2)) + "?", phc).value() == wrong);
  }
  CHECK(hasher->hash(longest + "x", salt).error().code == errc::password_too_long);
  CHECK(hasher->verify(longest + "x", plain).value() == wrong);
  const char nothing = 'x';
  CHECK(hasher->verify({&nothing, std::size_t{1} << 40}, plain).value() == wrong);  // unread
}

TEST_CASE("a salt of 8 to 64 bytes is taken, no other") {
  const auto hasher = made(cheap());
  for (const std::size_t size : {0u, 7u, 65u, 1024u}) {
    CHECK(hasher->hash(password, std::string(size, 's')).error().code == errc::invalid_argument);
  }
  for (const std::size_t size : {8u, 16u, 64u}) {
    const auto phc = hasher->hash(password, std::string(size, 's')).value();
    CHECK(hasher->verify(password, phc).value() == (size == 16 ? right : right_but_outdated));
  }
}

TEST_CASE("a hostile or broken row is refused before it costs anything") {
  const auto hasher = made(cheap());
  const std::string salt_text = "$AAECAwQFBgcICQoLDA0ODw", hash_text = "$IZMORLo+NKM9sf3dDH1ZCk4hbDj0SQeYfTHU51eMJgU";
  const auto octets = [](std::size_t size) {
    return "$" + encode_base64(std::string(size, 'o'), base64_alphabet::standard);
  };
  std::vector<std::string> rows = {"",
                                   "$",
                                   "$$$$",
                                   "password",
                                   "plaintext$scrypt",
                                   std::string(plain.substr(1)),
                                   std::string(plain) + "$",
                                   std::string(plain) + "=",
                                   std::string(plain) + "\n",
                                   " " + std::string(plain),
                                   std::string(plain) + '\0',
                                   "$scrypt$ln=4,r=8,p=1",
                                   "$scrypt$ln=4,r=8,p=1" + salt_text,
                                   "$scrypt$ln=4,r=8,p=1" + salt_text + "$",
                                   "$scrypt$ln=4,r=8,p=1$" + hash_text,
                                   "$scrypt$ln=4,r=8,p=1" + salt_text + hash_text + "=",
                                   "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODx" + hash_text,  // unused bits
                                   "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0OD-" + hash_text,  // the other alphabet
                                   "$scrypt$ln=4,r=8,p=1" + octets(7) + hash_text,
                                   "$scrypt$ln=4,r=8,p=1" + octets(65) + hash_text,
                                   "$scrypt$ln=4,r=8,p=1" + salt_text + octets(15),
                                   "$scrypt$ln=4,r=8,p=1" + salt_text + octets(65),
                                   "$scrypt$ln=4,r=8,p=1" + salt_text + octets(100'000)};
  for (const auto* scheme :
       {"Scrypt", "scrypt ", "argon2id", "argon2id$v=19", "2b", "pbkdf2-sha1", "pbkdf2", "sha256", ""}) {
    rows.push_back("$" + std::string(scheme) + "$ln=4,r=8,p=1" + salt_text + hash_text);
  }
  for (const auto* parameters : {"",
                                 "ln=4",
                                 "ln=4,r=8",
                                 "r=8,p=1",
                                 "r=8,ln=4,p=1",
                                 "ln=4,r=8,p=1,",
                                 ",ln=4,r=8,p=1",
                                 "ln=4,,r=8,p=1",
                                 "ln=4,r=8,p=1,p=1",
                                 "ln=0,r=8,p=1",
                                 "ln=21,r=8,p=1",
                                 "ln=64,r=8,p=1",
                                 "ln=4,r=0,p=1",
                                 "ln=4,r=33,p=1",
                                 "ln=4,r=8,p=0",
                                 "ln=4,r=8,p=17",
                                 "ln=16,r=1,p=1",
                                 "ln=20,r=32,p=16",
                                 "ln=17,r=8,p=16",
                                 "ln=18,r=16,p=1",
                                 "ln=04,r=8,p=1",
                                 "ln=+4,r=8,p=1",
                                 "ln=-4,r=8,p=1",
                                 "ln= 4,r=8,p=1",
                                 "ln=4 ,r=8,p=1",
                                 "ln=0x4,r=8,p=1",
                                 "ln=4.0,r=8,p=1",
                                 "ln=,r=8,p=1",
                                 "ln,r=8,p=1",
                                 "ln==4,r=8,p=1",
                                 "LN=4,r=8,p=1",
                                 "ln=4294967300,r=8,p=1",
                                 "ln=99999999999999999999999,r=8,p=1",
                                 "ln=4,r=8,p=1,keyid=0",
                                 "ln=4,r=8,p=1,keyid=4294967296",
                                 "ln=4,r=8,p=1,x=1",
                                 "ln=4,r=8,p=1,norm=nfkc",
                                 "ln=4,r=8,p=1,norm=nfc,norm=nfc",
                                 "ln=4,r=8,p=1,norm=nfc,keyid=7",
                                 "norm=nfc"}) {
    rows.push_back("$scrypt$" + std::string(parameters) + salt_text + hash_text);
  }
  for (const auto* parameters :
       {"", "i=0", "i=10000001", "i=01", "i=-1", "i=1000,l=32", "i=1000,keyid=7", "ln=4,r=8,p=1"}) {
    rows.push_back("$pbkdf2-sha256$" + std::string(parameters) + salt_text + hash_text);
  }
  for (const auto& row : rows) {
    CAPTURE(row);
    const auto verified = hasher->verify(password, row);
    REQUIRE_FALSE(verified);
    CHECK(verified.error().code == errc::corrupt_row);
    CHECK(verified.error().detail.find("IZMOR") == std::string::npos);
  }
}

TEST_CASE("an overlong row is refused unread") {
  const char nothing = '$';
  CHECK(made(cheap())->verify(password, {&nothing, std::size_t{1} << 40}).error().code == errc::corrupt_row);
}

TEST_CASE("a row that needs more memory than the budget is refused, and one within it is not") {
  auto options = cheap();
  options.memory_budget_bytes = 128 * 8 * (1024 + 1 + 2);
  const auto hasher = made(options);
  const std::string rest = ",r=8,p=1$AAECAwQFBgcICQoLDA0ODw$IZMORLo+NKM9sf3dDH1ZCk4hbDj0SQeYfTHU51eMJgU";
  CHECK(hasher->verify(password, "$scrypt$ln=10" + rest).value() == wrong);
  CHECK(hasher->verify(password, "$scrypt$ln=11" + rest).error().code == errc::corrupt_row);
}

TEST_CASE("options that cannot be met are refused when the hasher is made") {
  const struct {
    std::string_view why;
    void (*change)(scrypt_options&);
  } refused[] = {{"n", [](scrypt_options& o) { o.log2_n = 0; }},
                 {"n", [](scrypt_options& o) { o.log2_n = 21; }},
                 {"r", [](scrypt_options& o) { o.r = 0; }},
                 {"r", [](scrypt_options& o) { o.r = 33; }},
                 {"p", [](scrypt_options& o) { o.p = 0; }},
                 {"p", [](scrypt_options& o) { o.p = 17; }},
                 {"work", [](scrypt_options& o) { o.log2_n = 20, o.p = 16; }},
                 {"budget", [](scrypt_options& o) { o.memory_budget_bytes = 128 * 8 * (16 + 1 + 2) - 1; }},
                 {"budget", [](scrypt_options& o) { o.memory_budget_bytes = 0; }},
                 {"pepper", [](scrypt_options& o) { o.peppers = {{7, "short", key_state::primary}}; }},
                 {"pepper", [](scrypt_options& o) { o.peppers = {{7, secret, key_state::verify}}; }}};
  for (const auto& [why, change] : refused) {
    CAPTURE(why);
    auto options = cheap();
    change(options);
    const auto hasher = scrypt_hasher::make(options);
    REQUIRE_FALSE(hasher);
    CHECK(hasher.error().code == errc::invalid_argument);
  }
  scrypt_options strongest;  // ASVS 5.0 appendix C
  strongest.log2_n = 17;
  strongest.p = 1;
  CHECK(made(strongest)->dummy().starts_with("$scrypt$ln=17,r=8,p=1$"));
}

TEST_CASE("how a password was normalised can be read off its hash") {
  CHECK(form_of(plain) == password_form::as_typed);
  CHECK(form_of(peppered) == password_form::nfc);
  CHECK(form_of(pbkdf2_sha256) == password_form::as_typed);
  for (const auto* other : {"", "$", "$$$", "norm=nfc", "$a$norm=nfc", "$a$b$,norm=nfc"}) {
    CHECK(form_of(other) == password_form::as_typed);
  }
}

TEST_CASE("eight threads share a budget for two hashes: all are served when they may wait") {
  auto options = cheap();
  options.log2_n = 10;
  options.memory_budget_bytes = 2 * 128 * 8 * (1024 + 1 + 2);
  const auto run = [](const scrypt_options& with) {
    const auto hasher = made(with);
    std::atomic<int> served = 0, busy = 0;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
          for (int round = 0; round < 10; ++round) {
            const auto phc = hasher->hash(password, salt);
            served += phc.has_value();
            busy += phc.has_error() && phc.error().code == errc::busy;
          }
        });
      }
    }
    CHECK(served + busy == 80);
    return served.load();
  };
  CHECK(run(options) == 80);
  options.waiters_max = 0;
  CHECK(run(options) >= 1);
}

#ifdef PARVIS_ORACLES
TEST_CASE("scrypt PHC strings agree with three other implementations") {
  const auto rows = oracle::read_json("crypto/scrypt-phc-cross-implementation.json");
  CHECK(rows.as_array().size() == 90);
  const auto verifier = made(cheap());
  int reproduced = 0;
  for (const auto& row : rows.as_array()) {
    const auto number = [&](const char* name) { return row.at(name).to_number<std::uint32_t>(); };
    const auto typed = vectors::from_hex(row.at("password_hex").as_string());
    const std::string_view phc = row.at("phc").as_string();
    CAPTURE(phc);
    CHECK(verifier->verify(typed, phc).value() != wrong);
    if (number("ln") <= 10) CHECK(verifier->verify(typed + "x", phc).value() == wrong);
    if (number("dklen") != 32) continue;  // `hash` makes 32 bytes
    ++reproduced;
    auto options = cheap();
    options.log2_n = number("ln"), options.r = number("r"), options.p = number("p");
    CHECK(made(options)->hash(typed, vectors::from_hex(row.at("salt_hex").as_string())).value() == phc);
  }
  CHECK(reproduced == 72);
}

TEST_CASE("Wycheproof's PBKDF2 cases pass as PHC strings, but for keys longer than 64 bytes") {
  const auto hasher = made(cheap());
  int right_ones = 0, too_long = 0, short_salts = 0;
  for (const auto* digest : {"sha256", "sha512"}) {
    const auto file = oracle::read_json("crypto/wycheproof-pbkdf2_hmac" + std::string(digest) + "_test.json");
    for (const auto& group : file.at("testGroups").as_array()) {
      for (const auto& one : group.at("tests").as_array()) {
        const auto octets = [&](const char* name) { return vectors::from_hex(one.at(name).as_string()); };
        const auto phc = "$pbkdf2-" + std::string(digest) +
                         "$i=" + std::to_string(one.at("iterationCount").to_number<std::uint64_t>()) + "$" +
                         encode_base64(octets("salt"), base64_alphabet::standard) + "$" +
                         encode_base64(octets("dk"), base64_alphabet::standard);
        const auto verified = hasher->verify(octets("password"), phc);
        if (octets("dk").size() > 64 || octets("salt").size() < 8) {
          CHECK(verified.error().code == errc::corrupt_row);
          octets("dk").size() > 64 ? ++too_long : ++short_salts;
        } else {
          CHECK(verified.value() == right_but_outdated);
          ++right_ones;
        }
      }
    }
  }
  CHECK(right_ones + too_long + short_salts == 60 + 58);
  CHECK(short_salts == 2);
  CHECK(too_long == 32);
}
#endif
