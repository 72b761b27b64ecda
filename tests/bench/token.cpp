// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/token.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "bench.hpp"
#include "parvis/crypto.hpp"

// Parse, MAC and compare a link's token, against one EVP_MAC of as many octets with a context that is used again.
void bench_token(bench_table& table) {
  constexpr int times = 100'000, rounds = 15;
  constexpr std::string_view secret = "0123456789abcdef0123456789abcdef", workspace = "cabinet-lefevre";
  const auto ring = parvis::key_ring::make({{1, secret, parvis::key_state::primary}}).value();
  const auto text = ring.issue(parvis::token_kind::invite, workspace, parvis::uuid::well_known(7), 1).text();
  const auto check = [&] {
    const auto token = parvis::token::parse(text);
    if (!token || !ring.verify(token.assume_value(), parvis::token_kind::invite, workspace)) std::abort();
  };

  char digest[] = "SHA256";
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                              OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_new(hmac.get()),
                                                                          &EVP_MAC_CTX_free);
  const auto* key = reinterpret_cast<const unsigned char*>(secret.data());  // NOLINT: characters as octets
  if (EVP_MAC_init(context.get(), key, secret.size(), parameters.data()) != 1) std::abort();
  const std::array<unsigned char, 30 + workspace.size()> message{};
  std::array<unsigned char, 32> mac{};
  std::size_t size = 0;
  const auto bare = [&] {
    if (EVP_MAC_init(context.get(), nullptr, 0, nullptr) != 1 ||
        EVP_MAC_update(context.get(), message.data(), message.size()) != 1 ||
        EVP_MAC_final(context.get(), mac.data(), &size, mac.size()) != 1) {
      std::abort();
    }
  };
  bench_compare(
      table, "token check in memory (parse, MAC, compare), ns", "<= 2 x one EVP_MAC", rounds,
      [&] { return bench_nanoseconds(times, check); }, [&] { return bench_nanoseconds(times, bare); });
}
