// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../../src/crypto/error_queue.hpp"
#include "../../src/crypto/hmac.hpp"
#include "../../src/crypto/kdf.hpp"
#include "../oracle.hpp"
#include "vectors.hpp"

namespace {
using namespace parvis;
using vectors::filled;
using vectors::from_hex;

[[maybe_unused]] std::string hmac(std::string_view key, std::string_view message) {
  const auto half = message.size() / 2;  // in two parts: where they meet must not matter
  const auto mac = hmac_key(key).mac({message.substr(0, half), message.substr(half)});
  return {mac.begin(), mac.end()};
}
}  // namespace

TEST_CASE("a function that libcrypto lacks is found when it is fetched") {
  CHECK(kdf::fetch("NO-SUCH-FUNCTION").error().code == errc::host_failed);
}

TEST_CASE("the host's OpenSSL error queue is left as it was") {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);
  const auto hosts = ERR_peek_last_error();
  CHECK_FALSE(kdf::fetch("NO-SUCH-FUNCTION"));
  const auto scrypt = kdf::fetch("SCRYPT").value();
  CHECK(filled(32, [&](auto& out) { return scrypt.scrypt("p", "salt", 1 << 15, 8, 3, 1 << 20, out); }) == "refused");
  CHECK(ERR_peek_last_error() == hosts);
  CHECK(ERR_get_error() == hosts);
  CHECK_FALSE(kdf::fetch("NO-SUCH-FUNCTION"));  // and an empty one stays empty
  CHECK(ERR_peek_error() == 0);
}

#ifdef PARVIS_ORACLES
TEST_CASE("HMAC-SHA-256 agrees with Wycheproof") {
  int cases = 0;
  const auto file = oracle::read_json("crypto/wycheproof-hmac_sha256_test.json");
  for (const auto& group : file.at("testGroups").as_array()) {
    const auto size = group.at("tagSize").to_number<std::size_t>() / 8;
    for (const auto& one : group.at("tests").as_array()) {
      CAPTURE(one.at("tcId").as_int64());
      ++cases;
      const auto mac = hmac(from_hex(one.at("key").as_string()), from_hex(one.at("msg").as_string())).substr(0, size);
      CHECK((mac == from_hex(one.at("tag").as_string())) == (one.at("result").as_string() == "valid"));
    }
  }
  CHECK(cases == 174);
}

TEST_CASE("HMAC-SHA-256 agrees with OpenSSL's own vectors") {
  int cases = 0;
  for (const auto& one : vectors::stanzas(oracle::read("crypto/openssl-3.0.20-evpmac_common.txt"), "MAC")) {
    if (one.at("MAC") != "HMAC" || one.at("Algorithm") != "SHA256") continue;
    ++cases;
    CHECK(hmac(from_hex(one.at("Key")), vectors::octets_of(one.at("Input"))) == from_hex(one.at("Output")));
  }
  CHECK(cases == 3);
}

TEST_CASE("HKDF with SHA-256 agrees with RFC 5869 and Wycheproof") {
  const auto function = kdf::fetch("HKDF").value();
  int cases = 0;
  const auto file = oracle::read_json("crypto/wycheproof-hkdf_sha256_test.json");
  for (const auto& group : file.at("testGroups").as_array()) {
    for (const auto& one : group.at("tests").as_array()) {
      CAPTURE(one.at("tcId").as_int64());
      ++cases;
      const auto derived = filled(one.at("size").to_number<std::size_t>(), [&](auto& out) {
        return function.hkdf(from_hex(one.at("ikm").as_string()), from_hex(one.at("salt").as_string()),
                             from_hex(one.at("info").as_string()), out);
      });
      CHECK(derived == (one.at("result").as_string() == "valid" ? from_hex(one.at("okm").as_string()) : "refused"));
    }
  }
  CHECK(cases == 86);
}

TEST_CASE("PBKDF2 agrees with Wycheproof") {
  const auto function = kdf::fetch("PBKDF2").value();
  int cases = 0;
  for (const auto* digest : {"SHA1", "SHA256", "SHA512"}) {
    auto lower = std::string(digest);
    lower[0] = 's', lower[1] = 'h', lower[2] = 'a';
    const auto file = oracle::read_json("crypto/wycheproof-pbkdf2_hmac" + lower + "_test.json");
    for (const auto& group : file.at("testGroups").as_array()) {
      for (const auto& one : group.at("tests").as_array()) {
        CAPTURE(one.at("tcId").as_int64());
        ++cases;
        const auto derived = filled(one.at("dkLen").to_number<std::size_t>(), [&](auto& out) {
          return function.pbkdf2(digest, from_hex(one.at("password").as_string()), from_hex(one.at("salt").as_string()),
                                 one.at("iterationCount").to_number<std::uint64_t>(), out);
        });
        CHECK((derived == from_hex(one.at("dk").as_string())) == (one.at("result").as_string() == "valid"));
      }
    }
  }
  CHECK(cases == 64 + 60 + 58);
}

TEST_CASE("PBKDF2 agrees with RFC 6070 and OpenSSL's own vectors") {
  const auto function = kdf::fetch("PBKDF2").value();
  const struct {
    const char *file, *first, *password, *salt, *iterations, *digest, *key;
    std::size_t cases;
  } sources[] = {{"evpkdf_pbkdf2", "KDF", "Ctrl.pass", "Ctrl.salt", "Ctrl.iter", "Ctrl.digest", "Output", 18},
                 {"evppbe_pbkdf2", "PBE", "Password", "Salt", "iter", "MD", "Key", 21}};
  for (const auto& from : sources) {
    const auto cases =
        vectors::stanzas(oracle::read("crypto/openssl-3.0.20-" + std::string(from.file) + ".txt"), from.first);
    CHECK(cases.size() == from.cases);
    for (const auto& one : cases) {
      const auto value = [&](std::string name, std::string hex_name) {
        const auto found = one.find(name);
        return vectors::octets_of(found != one.end() ? found->second : one.at(hex_name));
      };
      const auto digest = one.at(from.digest).substr(one.at(from.digest).find(':') + 1);
      const auto key = from_hex(one.at(from.key));
      const auto derived = filled(key.size(), [&](auto& out) {
        return function.pbkdf2(digest, value(from.password, "Ctrl.hexpass"), value(from.salt, "Ctrl.hexsalt"),
                               vectors::number_of(one.at(from.iterations)), out);
      });
      CHECK(derived == key);
    }
  }
}

TEST_CASE("scrypt agrees with RFC 7914 and OpenSSL's own vectors, and refuses what needs more memory than allowed") {
  const auto function = kdf::fetch("SCRYPT").value();
  const struct {
    const char *file, *first, *password, *salt, *prefix, *key;
    std::size_t cases;
  } sources[] = {{"evpkdf_scrypt", "KDF", "Ctrl.pass", "Ctrl.salt", "Ctrl.", "Output", 6},
                 {"evppbe_scrypt", "PBE", "Password", "Salt", "", "Key", 4}};
  for (const auto& from : sources) {
    const auto cases =
        vectors::stanzas(oracle::read("crypto/openssl-3.0.20-" + std::string(from.file) + ".txt"), from.first);
    CHECK(cases.size() == from.cases);
    for (const auto& one : cases) {
      const auto value = [&](std::string name, std::string hex_name) {
        const auto found = one.find(name);
        return vectors::octets_of(found != one.end() ? found->second : one.at(hex_name));
      };
      const auto number = [&](const char* name) { return vectors::number_of(one.at(std::string(from.prefix) + name)); };
      const auto expected = one.contains("Result") ? "refused" : from_hex(one.at(from.key));
      const auto derived = filled(64, [&](auto& out) {
        return function.scrypt(value(from.password, "Ctrl.hexpass"), value(from.salt, "Ctrl.hexsalt"), number("N"),
                               static_cast<std::uint32_t>(number("r")), static_cast<std::uint32_t>(number("p")),
                               std::uint64_t{64} << 20, out);
      });
      CHECK(derived == expected);
    }
  }
}
#endif
