// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/ports/text_policy.hpp"
#include "parvis/result.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// An address that mail can be sent to: a dot-atom, "@", and a host name of two labels or more. No comments, quoted
/// forms, address literals, blanks or control characters, so it is safe in a mail header and in an SMTP command.
/// Sources: RFC 5321 sections 4.1.2 and 4.5.3.1, RFC 5322 section 3.4.1, RFC 1123 section 2.1.
class email {
 public:
  static constexpr std::size_t octets_max = 254;       ///< RFC 5321: a path is 256 octets, two of them angle brackets
  static constexpr std::size_t local_octets_max = 64;  ///< RFC 5321 section 4.5.3.1.1
  static constexpr std::size_t label_octets_max = 63;  ///< RFC 1035 section 2.3.4

  /// `text` is taken as it is: blanks around it are refused. `policy`: needed for a host name that is not ASCII; it
  /// refuses one that is no IDN with `email_invalid`. Fails with `required`, `too_long`, `invalid_utf8` or
  /// `email_invalid`, or as the policy fails.
  static result<email> parse(std::string_view text, const text_policy* policy = nullptr) {
    if (text.empty()) return failure{errc::required};
    // A host name may be longer as it is spelled than as an A-label, though never by this much.
    if (text.size() > octets_max * 4) return failure{errc::too_long};
    if (!valid_utf8(text)) return failure{errc::invalid_utf8};
    const auto at = text.find('@');
    if (at == text.npos) return failure{errc::email_invalid, {}, "no @"};
    const auto local = text.substr(0, at);
    if (!is_dot_atom(local)) return failure{errc::email_invalid, {}, "the local part is no dot-atom"};
    PARVIS_TRY(const auto host, to_host(text.substr(at + 1), policy));
    return made(text, local, host);
  }

  /// As it was typed.
  [[nodiscard]] const std::string& spelling() const noexcept { return spelling_; }
  /// What mail is sent to: the local part as typed, the host name as A-labels in lower case. ASCII.
  [[nodiscard]] const std::string& address() const noexcept { return address_; }
  /// All in lower case: two addresses with one key are one person's.
  [[nodiscard]] const std::string& key() const noexcept { return key_; }
  /// The host name as A-labels in lower case. A view into this object.
  [[nodiscard]] std::string_view domain() const noexcept { return std::string_view(key_).substr(at_ + 1); }
  /// The key without the tag after a plus sign: counts attempts for one mailbox, and is never unique.
  [[nodiscard]] std::string mailbox_key() const {
    const auto plus = std::string_view(key_).substr(0, at_).find('+');
    return plus == std::string_view::npos || plus == 0 ? key_ : key_.substr(0, plus) + key_.substr(at_);
  }

 private:
  email() = default;

  static result<email> made(std::string_view text, std::string_view local, std::string_view host) {
    email out;
    out.spelling_ = text;
    out.at_ = local.size();
    out.address_.append(local).append("@").append(host);
    if (out.address_.size() > octets_max) return failure{errc::too_long};
    out.key_ = ascii_lower(out.address_);
    return out;
  }

  static constexpr bool is_atom_character(char c) noexcept {
    return is_ascii_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
  }

  static constexpr bool is_dot_atom(std::string_view local) noexcept {
    if (local.empty() || local.size() > local_octets_max || local.back() == '.') return false;
    char previous = '.';
    for (const char c : local) {
      if (c == '.' ? previous == '.' : !is_atom_character(c)) return false;
      previous = c;
    }
    return true;
  }

  static constexpr bool is_label(std::string_view label) noexcept {
    if (label.empty() || label.size() > label_octets_max || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label) {
      if (c != '-' && !is_ascii_alphanumeric(c)) return false;
    }
    return true;
  }

  /// A last label of digits alone is the end of an IPv4 address, not of a name.
  static constexpr bool is_host(std::string_view host) noexcept {
    for (std::size_t labels = 1;; ++labels) {
      const auto dot = host.find('.');
      if (!is_label(host.substr(0, dot))) return false;
      if (dot == host.npos) return labels > 1 && host.find_first_not_of("0123456789") != host.npos;
      host.remove_prefix(dot + 1);
    }
  }

  /// A-labels are checked by the policy too, or one that decodes to nonsense would be a name of its own.
  static result<std::string> to_host(std::string_view domain, const text_policy* policy) {
    auto host = ascii_lower(domain);
    const bool international = !is_ascii(domain) || host.starts_with("xn--") || host.find(".xn--") != host.npos;
    if (international && policy != nullptr) {
      PARVIS_TRY(const auto mapped, policy->domain_to_ascii(domain));
      host = ascii_lower(mapped);
    }
    if (!is_host(host)) return failure{errc::email_invalid, {}, "the host name is not well-formed"};
    return host;
  }

  std::string spelling_;
  std::string address_;
  std::string key_;
  std::size_t at_ = 0;
};

/// The host name of addresses, as `email::domain` gives it. Fails with `required`, `too_long`, `invalid_utf8` or
/// `domain_invalid`, or as the policy fails.
inline result<std::string> parse_domain(std::string_view text, const text_policy* policy = nullptr) {
  if (text.empty()) return failure{errc::required};
  auto probe = email::parse(std::string("postmaster@").append(text), policy);
  if (probe) return std::string(probe.assume_value().domain());
  auto why = std::move(probe).assume_error();
  if (why.code == errc::email_invalid) why.code = errc::domain_invalid;
  return why;
}

/// Where mail for somebody is sent whose address is kept with its key: `email::address`, though no policy is at hand.
/// Empty for no address.
inline std::string mail_address(std::string_view spelling, std::string_view key) {
  const auto host = key.find('@');
  if (spelling.empty() || host == key.npos) return {};
  return std::string(spelling.substr(0, spelling.find('@'))).append(key.substr(host));
}

}  // namespace parvis::inline v1
