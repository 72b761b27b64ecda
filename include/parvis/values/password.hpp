// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/ports/text_policy.hpp"
#include "parvis/result.hpp"
#include "parvis/values/password_rules.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// Passwords that are known to attackers. May be asked from several threads at once.
class password_blocklist {
 public:
  virtual ~password_blocklist() = default;
  /// `folded`: the whole password, A to Z in lower case. Must keep no copy.
  [[nodiscard]] virtual bool contains(std::string_view folded) const noexcept = 0;
};

/// A blocklist made from a text with one password a line, in any order and case; for instance the bytes of a file that
/// the host has read. ASVS V6.2.4 asks for 3,000 at least that the policy would otherwise accept. Not copied or moved.
class sorted_blocklist final : public password_blocklist {
 public:
  /// `lines` is copied.
  explicit sorted_blocklist(std::string_view lines);
  sorted_blocklist(const sorted_blocklist&) = delete;
  sorted_blocklist& operator=(const sorted_blocklist&) = delete;

  [[nodiscard]] bool contains(std::string_view folded) const noexcept override;
  /// Different passwords in the list.
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

 private:
  std::string text_;
  std::vector<std::string_view> entries_;  ///< views into `text_`, sorted, each once
};

/// What a new password must be. There are no composition rules, and there will be none (NIST SP 800-63B-4 3.1.1.2).
struct password_policy {
  /// 15 when the password is all there is; 8 when the host declares a second factor (SP 800-63B-4 3.1.1.2).
  std::size_t min_code_points = 15;
  /// May be nullptr: then only the rules apply.
  const password_blocklist* blocklist = nullptr;
  /// First and last name, username, local part of the address, name of the portal. Borrowed for the call.
  std::span<const std::string_view> own_details = {};
};

/// A password as it is hashed. It is in one place in memory, which is wiped when it goes; it is neither compared nor
/// printed. Sources: NIST SP 800-63B-4 section 3.1.1.2; OWASP ASVS 5.0 V6.2.1, V6.2.4, V6.2.9, V6.2.11.
class password {
 public:
  static constexpr std::size_t octets_max = 1024;  ///< beyond, a password is refused unread

  /// A new password. Form C when there is a `text_policy`. Fails, in this order, with `password_too_long` (unread),
  /// `invalid_utf8`, `password_too_short`, `password_common` or `password_personal`, or as the text policy fails.
  static result<password> parse(std::string_view text, const password_policy& policy,
                                const text_policy* unicode = nullptr) {
    PARVIS_TRY(auto out, normalize(text, unicode));
    if (code_points(out.reveal()) < policy.min_code_points) return failure{errc::password_too_short};
    const password folded(ascii_lower(out.reveal()));
    if (password_rules::is_common(folded.reveal(), policy.min_code_points) ||
        (policy.blocklist != nullptr && policy.blocklist->contains(folded.reveal()))) {
      return failure{errc::password_common};
    }
    if (password_rules::is_personal(folded.reveal(), policy.own_details)) return failure{errc::password_personal};
    return out;
  }

  /// A password typed to sign in: brought to the form that was hashed, and not judged. Fails with `password_too_long`
  /// or `invalid_utf8`, or as the text policy fails. `unicode`: the policy the hash was made under, or nullptr.
  static result<password> normalize(std::string_view text, const text_policy* unicode = nullptr) {
    if (text.size() > octets_max) return failure{errc::password_too_long};
    if (!valid_utf8(text)) return failure{errc::invalid_utf8};
    if (unicode == nullptr) return password(std::string(text));
    PARVIS_TRY(auto composed, unicode->nfc(text));
    password out(std::move(composed));
    if (out.text_.size() > octets_max) return failure{errc::password_too_long};
    return out;
  }

  /// What is moved from is wiped.
  password(password&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  /// Likewise, and what was here before.
  password& operator=(password&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    text_ = std::move(other.text_);
    other.wipe();
    return *this;
  }
  password(const password&) = delete;
  password& operator=(const password&) = delete;
  ~password() { wipe(); }

  /// For the hasher only. A view into this object.
  [[nodiscard]] std::string_view reveal() const noexcept { return text_; }

 private:
  explicit password(std::string&& text) noexcept : text_(std::move(text)) { wipe(text); }

  void wipe() noexcept { wipe(text_); }

  /// A string keeps short texts inside itself, and leaves them there when it is moved from: so all of its room is
  /// overwritten, in writes that the compiler may not leave out.
  static void wipe(std::string& text) noexcept {
    text.resize(text.capacity());
    volatile char* const room = text.data();
    for (std::size_t i = 0; i < text.size(); ++i) room[i] = '\0';
    text.clear();
  }

  std::string text_;
};

}  // namespace parvis::inline v1
