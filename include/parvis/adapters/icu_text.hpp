// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "parvis/ports/text_policy.hpp"

namespace parvis::inline v1 {

/// Unicode as ICU knows it. Keeps nothing: one may serve all portals, from any thread.
class icu_text final : public text_policy {
 public:
  result<std::string> nfc(std::string_view text) const override;
  result<std::string> domain_to_ascii(std::string_view domain) const override;
  /// NFKD without non-spacing marks and tatweel, then NFKC_Casefold (UAX 15, UAX 31): no case, no accents, harakat,
  /// ligatures or joiners. Letters with a stroke are letters of their own.
  result<std::string> fold(std::string_view text) const override;
};

}  // namespace parvis::inline v1
