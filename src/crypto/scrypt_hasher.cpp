// SPDX-License-Identifier: BSL-1.0
#include <openssl/crypto.h>

#include <array>
#include <optional>
#include <span>
#include <utility>

#include "kdf.hpp"
#include "mac_ring.hpp"
#include "memory_budget.hpp"
#include "parvis/crypto.hpp"
#include "phc.hpp"

namespace parvis::inline v1 {

namespace {
constexpr std::size_t password_bytes_max = 1024;

// Secret octets on the stack, wiped when they go.
template <std::size_t Size>
struct secret : std::array<std::uint8_t, Size> {
  ~secret() { OPENSSL_cleanse(this->data(), Size); }
};

std::string_view characters(std::span<const std::uint8_t> octets) noexcept {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};  // NOLINT: octets seen as characters
}
}  // namespace

struct scrypt_hasher::core {
  kdf scrypt;
  kdf pbkdf2;
  std::optional<mac_ring> peppers;
  std::size_t memory_bytes_max;
  memory_budget memory;
  phc_string wanted;  // with a salt and a hash of zeros
  std::string dummy;

  // Fills `out` with what the password gives under the parameters of `phc`.
  result<> derive(std::string_view password, const phc_string& phc, std::span<std::uint8_t> out) {
    secret<SHA256_DIGEST_LENGTH> peppered{};
    if (phc.pepper != 0) {
      const auto* key = peppers ? peppers->find(phc.pepper) : nullptr;
      if (key == nullptr) return failure{errc::corrupt_row, "password", "hashed with an unknown pepper"};
      static_cast<hmac_key::mac_type&>(peppered) = key->mac({password});
      password = characters(peppered);
    }
    if (phc.scheme != phc_scheme::scrypt) {
      const auto* digest = phc.scheme == phc_scheme::pbkdf2_sha256 ? "SHA256" : "SHA512";
      if (!pbkdf2.pbkdf2(digest, password, phc.salt, phc.iterations, out)) return errc::no_memory;
      return success();
    }
    if (phc.memory_bytes() > memory_bytes_max) {
      return failure{errc::corrupt_row, "password", "hashed with more memory than the budget"};
    }
    PARVIS_TRY(const auto lease, memory.take(phc.memory_bytes()));
    const auto n = std::uint64_t{1} << phc.log2_n;
    if (!scrypt.scrypt(password, phc.salt, n, phc.r, phc.p, phc.memory_bytes(), out)) return errc::no_memory;
    return success();
  }
};

scrypt_hasher::scrypt_hasher(std::unique_ptr<core> made) noexcept : core_(std::move(made)) {}
scrypt_hasher::~scrypt_hasher() = default;

result<std::unique_ptr<scrypt_hasher>> scrypt_hasher::make(const scrypt_options& options) {
  std::optional<mac_ring> peppers;
  if (!options.peppers.empty()) {
    PARVIS_TRY(peppers, mac_ring::make(options.peppers, "parvis 1 pepper"));
  }
  const phc_string wanted{.log2_n = options.log2_n,
                          .r = options.r,
                          .p = options.p,
                          .pepper = peppers ? peppers->primary().id : 0,
                          .form = options.form,
                          .salt = std::string(16, '\0'),
                          .hash = std::string(32, '\0')};
  // Nobody knows a password that gives 32 zeros, so this serves for unknown people; and it proves the parameters sound.
  auto dummy = to_text(wanted);
  if (!parse_phc(dummy)) return failure{errc::invalid_argument, "log2_n", "scrypt parameters out of bounds"};
  if (wanted.memory_bytes() > options.memory_budget_bytes) {
    return failure{errc::invalid_argument, "memory_budget_bytes", "less than one hash takes"};
  }
  PARVIS_TRY(auto scrypt, kdf::fetch("SCRYPT"));
  PARVIS_TRY(auto pbkdf2, kdf::fetch("PBKDF2"));
  return std::unique_ptr<scrypt_hasher>(
      new scrypt_hasher(std::unique_ptr<core>(new core{std::move(scrypt),
                                                       std::move(pbkdf2),
                                                       std::move(peppers),
                                                       options.memory_budget_bytes,
                                                       {options.memory_budget_bytes, options.waiters_max},
                                                       wanted,
                                                       std::move(dummy)})));
}

result<std::string> scrypt_hasher::hash(std::string_view password, std::string_view salt) {
  if (password.size() > password_bytes_max) return failure{errc::password_too_long, "password"};
  if (salt.size() < phc_string::salt_min || salt.size() > phc_string::salt_max) {
    return failure{errc::invalid_argument, "salt", "must have 8 to 64 bytes"};
  }
  phc_string out = core_->wanted;
  out.salt = salt;
  secret<phc_string::hash_max> derived{};
  const auto size = out.hash.size();
  PARVIS_TRYV(core_->derive(password, out, std::span(derived).first(size)));
  out.hash = characters(std::span(derived).first(size));
  return to_text(out);
}

result<password_hasher::verdict> scrypt_hasher::verify(std::string_view password, std::string_view phc) {
  PARVIS_TRY(const auto stored, parse_phc(phc));
  if (password.size() > password_bytes_max) return verdict::wrong;
  secret<phc_string::hash_max> derived{};
  PARVIS_TRYV(core_->derive(password, stored, std::span(derived).first(stored.hash.size())));
  if (CRYPTO_memcmp(derived.data(), stored.hash.data(), stored.hash.size()) != 0) return verdict::wrong;
  return stored.alike(core_->wanted) ? verdict::right : verdict::right_but_outdated;
}

std::string_view scrypt_hasher::dummy() const noexcept { return core_->dummy; }

}  // namespace parvis::inline v1
