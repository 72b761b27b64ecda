// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/ports/password_hasher.hpp"
#include "parvis/result.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

class token;
enum class token_kind : std::uint8_t;

/// `primary` makes new tokens and hashes; `verify` only checks those that exist. To rotate, every process first adds
/// the new key as `verify`; then one after the other makes it primary.
enum class key_state : std::uint8_t { primary = 1, verify = 2 };

/// One secret of the host. Only borrowed: what is kept of it are keys derived from it, wiped when they go.
struct ring_key {
  std::uint32_t id = 0;                  ///< not 0; never given to another secret
  std::string_view secret{};             ///< 32 bytes or more, from a random source
  key_state state = key_state::primary;  ///< exactly one of a ring is primary
};

/// What a keyed digest is for: the same text has different digests for different purposes.
enum class digest_purpose : std::uint8_t {
  note = 1,        ///< names a note in the audit trail
  identifier = 2,  ///< counts sign-ins for what was typed, known or unknown
  mailbox = 3,     ///< counts mails to one mailbox
  api_key = 4,     ///< all that is kept of a key
  source = 5,      ///< counts sign-ins that fail from one place
  slot = 6,        ///< names what a mailed link is for and who asked for it
  cursor = 7,      ///< binds a cursor to its list
  import_row = 8,  ///< by which a row of an import is known again
};

/// Makes and checks the secrets in links. They are derived from a row and a key and never stored, so a copy of the
/// store redeems nothing. The host makes the ring when it opens the portal. Thread-safe once made; a moved-from ring
/// may only be assigned to or destroyed.
///
/// MAC: HMAC-SHA-256 (RFC 2104, FIPS 198-1) truncated to 128 bits, with keys derived by HKDF (RFC 5869).
class key_ring {
 public:
  /// `invalid_argument` unless exactly one key is primary, every id is different and not 0, and every secret different
  /// and 32 bytes or more; `host_failed` when libcrypto lacks HMAC, HKDF or SHA-256.
  static result<key_ring> make(const std::vector<ring_key>& keys);
  /// Moved from, it may only be assigned to or destroyed.
  key_ring(key_ring&&) noexcept;
  /// Likewise.
  key_ring& operator=(key_ring&&) noexcept;
  ~key_ring();

  /// The id of the key that new tokens are made with.
  [[nodiscard]] std::uint32_t primary() const noexcept;

  /// The token that the key `key_id` gives to a row: always the same one. `link_invalid` when that key has left the
  /// ring.
  [[nodiscard]] result<token> issue(token_kind kind, std::string_view workspace, const uuid& row,
                                    std::uint32_t generation, std::uint32_t key_id) const;
  /// The same with the primary key; cannot fail.
  [[nodiscard]] token issue(token_kind kind, std::string_view workspace, const uuid& row,
                            std::uint32_t generation) const noexcept;

  /// `link_invalid` unless this ring made the token for this kind and workspace. Takes the same time whatever is wrong.
  /// Source: OWASP ASVS 5.0 V11.2.4.
  [[nodiscard]] result<> verify(const token&, token_kind expected, std::string_view workspace) const noexcept;

  /// 36 bytes: the id of the primary key in network order, then HMAC-SHA-256 of purpose, workspace and text.
  [[nodiscard]] std::string digest(digest_purpose, std::string_view workspace, std::string_view text) const;
  /// The same with the key `key_id`; empty when that key has left the ring.
  [[nodiscard]] std::string digest(digest_purpose, std::string_view workspace, std::string_view text,
                                   std::uint32_t key_id) const;
  /// Whether `digest` was made of this text by a key of the ring, be it primary or not any more.
  [[nodiscard]] bool matches(std::string_view digest, digest_purpose, std::string_view workspace,
                             std::string_view text) const noexcept;
  /// Whether the key that made a digest is in the ring: otherwise nothing can be said about it.
  [[nodiscard]] bool knows(std::string_view digest) const noexcept;

 private:
  struct keys;
  explicit key_ring(std::unique_ptr<keys>) noexcept;
  std::unique_ptr<keys> keys_;
};

/// In which form passwords reach a hasher. A portal with a text policy normalises them to NFC.
enum class password_form : std::uint8_t { as_typed = 0, nfc = 1 };

/// How passwords are hashed, and how much memory that may take.
struct scrypt_options {
  /// log2 of N. 15 with r = 8, p = 3 is one of OWASP's equivalent settings (32 MiB). ASVS 5.0 appendix C asks 2^17:
  /// `log2_n = 17, p = 1` (128 MiB). Existing hashes stay valid and are renewed at sign-in.
  std::uint32_t log2_n = 15;  ///< 1 to 20
  std::uint32_t r = 8;        ///< 1 to 32
  std::uint32_t p = 3;        ///< 1 to 16
  /// All hashing at one moment together takes no more; a hash takes 128·r·(2^log2_n + p + 2) bytes.
  std::size_t memory_budget_bytes = std::size_t{256} << 20;
  std::size_t waiters_max = 64;  ///< so many calls wait for memory, first come first served; the next one is `busy`
  /// Keys that are mixed in before hashing and kept apart from the store; none by default. Each hash names its key.
  std::vector<ring_key> peppers{};
  password_form form = password_form::as_typed;  ///< recorded in each hash
};

/// scrypt (RFC 7914) in PHC strings: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, with `,keyid=<id>` after p when there is a
/// pepper (HMAC-SHA-256 of the password), and last `,norm=nfc` when passwords come normalised. Also checks imported
/// `$pbkdf2-sha256$i=<iterations>$<salt>$<hash>` and `$pbkdf2-sha512$…` (RFC 8018), which are always outdated. Salts
/// and hashes in base64 without padding. Thread-safe.
class scrypt_hasher final : public password_hasher {
 public:
  /// `invalid_argument` when the options are out of bounds, one hash alone breaks the budget or the peppers are no
  /// ring; `host_failed` when libcrypto lacks scrypt or PBKDF2.
  static result<std::unique_ptr<scrypt_hasher>> make(const scrypt_options& = {});
  ~scrypt_hasher() override;

  /// `invalid_argument` unless the salt has 8 to 64 bytes; `password_too_long` beyond 1,024 bytes; `busy`; `no_memory`.
  result<std::string> hash(std::string_view password, std::string_view salt) override;
  /// `corrupt_row` also when the parameters are out of bounds, need more memory than the budget or name an unknown
  /// pepper: a hostile row costs nothing. A password beyond 1,024 bytes is `wrong`. `busy`; `no_memory`.
  result<verdict> verify(std::string_view password, std::string_view phc) override;
  std::string_view dummy() const noexcept override;

 private:
  struct core;
  explicit scrypt_hasher(std::unique_ptr<core>) noexcept;
  std::unique_ptr<core> core_;
};

/// How the password behind a PHC string was normalised: a hash made before the host had a text policy matches only what
/// was typed. `as_typed` also when the string says nothing.
password_form form_of(std::string_view phc) noexcept;

}  // namespace parvis::inline v1
