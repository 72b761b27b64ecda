// SPDX-License-Identifier: BSL-1.0
#include <openssl/crypto.h>

#include <array>
#include <cstring>
#include <span>
#include <utility>

#include "mac_ring.hpp"
#include "parvis/crypto.hpp"
#include "parvis/values/token.hpp"

namespace parvis::inline v1 {

namespace {
constexpr std::size_t key_id_size = 4;
}

struct key_ring::keys {
  mac_ring tokens;
  mac_ring digests;

  /// Null for octets that are no digest, or one of an unknown key.
  [[nodiscard]] const hmac_key* digest_key(std::string_view digest) const noexcept {
    if (digest.size() != key_id_size + sizeof(hmac_key::mac_type)) return nullptr;
    std::array<std::uint8_t, key_id_size> named{};
    std::memcpy(named.data(), digest.data(), named.size());
    return digests.find(detail::number_at(named.data()));
  }
};

namespace {
std::string_view characters(std::span<const std::uint8_t> octets) noexcept {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};  // NOLINT: octets seen as characters
}

// The fields before the workspace have fixed sizes, and the workspace is preceded by its own: no two inputs read the
// same.
hmac_key::mac_type token_mac(const hmac_key& key, token_kind kind, std::string_view workspace, const uuid& row,
                             std::uint32_t generation, std::uint32_t key_id) noexcept {
  std::array<std::uint8_t, 30> head{static_cast<std::uint8_t>(kind), token::version};
  std::memcpy(&head[2], row.octet.data(), 16);
  detail::put_number(generation, &head[18]);
  detail::put_number(key_id, &head[22]);
  detail::put_number(static_cast<std::uint32_t>(workspace.size()), &head[26]);
  return key.mac({characters(head), workspace});
}

hmac_key::mac_type digest_mac(const hmac_key& key, digest_purpose purpose, std::string_view workspace,
                              std::string_view text) noexcept {
  std::array<std::uint8_t, 5> head{static_cast<std::uint8_t>(purpose)};
  detail::put_number(static_cast<std::uint32_t>(workspace.size()), &head[1]);
  return key.mac({characters(head), workspace, text});
}
}  // namespace

key_ring::key_ring(std::unique_ptr<keys> made) noexcept : keys_(std::move(made)) {}
key_ring::key_ring(key_ring&&) noexcept = default;
key_ring& key_ring::operator=(key_ring&&) noexcept = default;
key_ring::~key_ring() = default;

result<key_ring> key_ring::make(const std::vector<ring_key>& ring_keys) {
  PARVIS_TRY(auto tokens, mac_ring::make(ring_keys, "parvis 1 token"));
  PARVIS_TRY(auto digests, mac_ring::make(ring_keys, "parvis 1 digest"));
  return key_ring(std::unique_ptr<keys>(new keys{std::move(tokens), std::move(digests)}));
}

std::uint32_t key_ring::primary() const noexcept { return keys_->tokens.primary().id; }

result<token> key_ring::issue(token_kind kind, std::string_view workspace, const uuid& row, std::uint32_t generation,
                              std::uint32_t key_id) const {
  const auto* key = keys_->tokens.find(key_id);
  if (key == nullptr) return failure{errc::link_invalid, {}, "its key has left the key ring"};
  token out;
  out.kind_ = kind;
  out.row_ = row;
  out.generation_ = generation;
  out.key_id_ = key_id;
  const auto mac = token_mac(*key, kind, workspace, row, generation, key_id);
  std::memcpy(out.mac_.data(), mac.data(), out.mac_.size());
  return out;
}

token key_ring::issue(token_kind kind, std::string_view workspace, const uuid& row,
                      std::uint32_t generation) const noexcept {
  return issue(kind, workspace, row, generation, primary()).assume_value();
}

result<> key_ring::verify(const token& given, token_kind expected, std::string_view workspace) const noexcept {
  const auto* known = keys_->tokens.find(given.key_id());
  const auto& key = known != nullptr ? *known : keys_->tokens.primary().key;  // the same work when it is unknown
  const auto mac = token_mac(key, given.kind(), workspace, given.row(), given.generation(), given.key_id());
  const bool same = CRYPTO_memcmp(mac.data(), given.mac().data(), given.mac().size()) == 0;
  if (!same || known == nullptr || given.kind() != expected) return errc::link_invalid;
  return success();
}

std::string key_ring::digest(digest_purpose purpose, std::string_view workspace, std::string_view text) const {
  return digest(purpose, workspace, text, primary());
}

std::string key_ring::digest(digest_purpose purpose, std::string_view workspace, std::string_view text,
                             std::uint32_t key_id) const {
  const auto* key = keys_->digests.find(key_id);
  if (key == nullptr) return {};
  std::array<std::uint8_t, key_id_size> named{};
  detail::put_number(key_id, named.data());
  std::string out(characters(named));
  return out += characters(digest_mac(*key, purpose, workspace, text));
}

bool key_ring::matches(std::string_view digest, digest_purpose purpose, std::string_view workspace,
                       std::string_view text) const noexcept {
  const auto* key = keys_->digest_key(digest);
  if (key == nullptr) return false;
  const auto mac = digest_mac(*key, purpose, workspace, text);
  return CRYPTO_memcmp(mac.data(), digest.data() + key_id_size, mac.size()) == 0;
}

bool key_ring::knows(std::string_view digest) const noexcept { return keys_->digest_key(digest) != nullptr; }

}  // namespace parvis::inline v1
