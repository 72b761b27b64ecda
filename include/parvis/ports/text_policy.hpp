// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// What needs Unicode tables. Without one (`nullptr`) names and passwords are taken as they are typed, host names must
/// be ASCII, and usernames follow the `ascii` profile. May be called from several threads at once.
class text_policy {
 public:
  virtual ~text_policy() = default;
  /// Normalisation form C (UAX 15) of valid UTF-8.
  virtual result<std::string> nfc(std::string_view text) const = 0;
  /// The lower-case A-label form of a host name (UTS 46, non-transitional, STD3 rules). `email_invalid` when it is no
  /// IDN.
  virtual result<std::string> domain_to_ascii(std::string_view domain) const = 0;
  /// A text as people look for it: without case and without accents, the same for canonically equivalent texts (for
  /// instance NFKD without its non-spacing marks, then folded by case). Valid UTF-8 that is not all ASCII; A to Z are
  /// folded by the library, whatever this answers. What it answered is stored: when it is to answer otherwise, see
  /// `inspect_store_request::search_keys`. Where a policy does not say, only ASCII folds.
  virtual result<std::string> fold(std::string_view text) const { return std::string(text); }
};

}  // namespace parvis::inline v1
