// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "fuzz.hpp"
#include "parvis/ports/text_policy.hpp"
#include "parvis/values/text.hpp"

namespace fuzz {

/// A text policy of a host that cannot be trusted: it answers what the input says, whatever it is asked.
class hostile_policy final : public parvis::text_policy {
 public:
  explicit hostile_policy(std::string_view answer) : answer_(answer) {}
  parvis::result<std::string> nfc(std::string_view) const override { return answer_; }
  parvis::result<std::string> domain_to_ascii(std::string_view) const override { return answer_; }
  parvis::result<std::string> fold(std::string_view) const override { return answer_; }

 private:
  std::string answer_;
};

/// Nothing in it ends a line, ends a header or turns the text around it.
inline bool stays_in_line(std::string_view text) {
  if (!parvis::valid_utf8(text)) return false;
  for (; !text.empty(); text.remove_prefix(parvis::decode_utf8(text).size)) {
    using enum parvis::text_class;
    const auto what = parvis::classify(parvis::decode_utf8(text).code_point);
    if (what != visible && what != blank && what != invisible) return false;
  }
  return true;
}

}  // namespace fuzz
