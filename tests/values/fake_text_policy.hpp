// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "parvis/ports/text_policy.hpp"

/// Knows one letter and two host names: enough to see whether a value asks its policy, and what it does with the
/// answer.
class fake_text_policy final : public parvis::text_policy {
 public:
  parvis::result<std::string> nfc(std::string_view text) const override {
    if (broken) return parvis::failure{parvis::errc::host_failed};
    std::string out(text);
    constexpr std::string_view decomposed = "e\u0301";
    for (auto at = out.find(decomposed); at != out.npos; at = out.find(decomposed)) {
      out.replace(at, decomposed.size(), "\u00e9");
    }
    return out + suffix;
  }
  parvis::result<std::string> domain_to_ascii(std::string_view domain) const override {
    if (broken) return parvis::failure{parvis::errc::host_failed};
    if (domain == "B\u00fccher.example" || domain == "XN--bcher-kva.Example")
      return std::string("xn--bcher-kva.example");
    if (domain == "\u7a7a.example") return std::string("not a host");
    return parvis::failure{parvis::errc::email_invalid};
  }

  parvis::result<std::string> fold(std::string_view text) const override {
    if (broken) return parvis::failure{parvis::errc::host_failed};
    ++folded;
    std::string out(text);
    for (const std::string_view letter : {"\u00e9", "\u00c9", "e\u0301", "E\u0301"}) {
      for (auto at = out.find(letter); at != out.npos; at = out.find(letter)) out.replace(at, letter.size(), as);
    }
    return out + suffix;
  }

  std::string as = "e";    ///< what the letter folds to
  mutable int folded = 0;  ///< how often it was asked
  bool broken = false;
  std::string suffix;  ///< put after every text, to be a policy that answers too much
};
