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

  bool broken = false;
  std::string suffix;  ///< put after every text, to be a policy that answers too much
};
