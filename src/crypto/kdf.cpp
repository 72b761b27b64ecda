// SPDX-License-Identifier: BSL-1.0
#include "kdf.hpp"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <string>

#include "error_queue.hpp"

namespace parvis::inline v1 {

namespace {
// OSSL_PARAM is one type for reading and writing, hence no const in it; derivation only reads.
OSSL_PARAM octets(const char* name, std::string_view value) noexcept {
  static constexpr char nothing[] = "";
  const char* data = value.data() != nullptr ? value.data() : nothing;
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(data), value.size());  // NOLINT
}
OSSL_PARAM text(const char* name, std::string_view value) noexcept {
  return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value.data()), value.size());  // NOLINT
}
}  // namespace

result<kdf> kdf::fetch(const char* name) {
  const error_queue_mark mark;
  if (auto* function = EVP_KDF_fetch(nullptr, name, nullptr)) return kdf(function);
  return failure{errc::host_failed, {}, std::string("libcrypto has no ") + name};
}

bool kdf::derive(const OSSL_PARAM* parameters, std::span<std::uint8_t> out) const noexcept {
  const error_queue_mark mark;
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(function_.get()),
                                                                          &EVP_KDF_CTX_free);
  return context && EVP_KDF_derive(context.get(), out.data(), out.size(), parameters) == 1;
}

bool kdf::hkdf(std::string_view key, std::string_view salt, std::string_view info,
               std::span<std::uint8_t> out) const noexcept {
  const OSSL_PARAM parameters[] = {text(OSSL_KDF_PARAM_DIGEST, "SHA256"), octets(OSSL_KDF_PARAM_KEY, key),
                                   octets(OSSL_KDF_PARAM_SALT, salt), octets(OSSL_KDF_PARAM_INFO, info),
                                   OSSL_PARAM_construct_end()};
  return derive(parameters, out);
}

bool kdf::pbkdf2(std::string_view digest, std::string_view password, std::string_view salt, std::uint64_t iterations,
                 std::span<std::uint8_t> out) const noexcept {
  int no_lower_bounds = 1;  // imports are judged by us; libcrypto would refuse salts below 16 bytes
  const OSSL_PARAM parameters[] = {text(OSSL_KDF_PARAM_DIGEST, digest),
                                   octets(OSSL_KDF_PARAM_PASSWORD, password),
                                   octets(OSSL_KDF_PARAM_SALT, salt),
                                   OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iterations),
                                   OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &no_lower_bounds),
                                   OSSL_PARAM_construct_end()};
  return derive(parameters, out);
}

bool kdf::scrypt(std::string_view password, std::string_view salt, std::uint64_t n, std::uint32_t r, std::uint32_t p,
                 std::uint64_t memory_bytes_max, std::span<std::uint8_t> out) const noexcept {
  const OSSL_PARAM parameters[] = {octets(OSSL_KDF_PARAM_PASSWORD, password),
                                   octets(OSSL_KDF_PARAM_SALT, salt),
                                   OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
                                   OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
                                   OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
                                   OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory_bytes_max),
                                   OSSL_PARAM_construct_end()};
  return derive(parameters, out);
}

}  // namespace parvis::inline v1
