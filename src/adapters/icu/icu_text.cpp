// SPDX-License-Identifier: BSL-1.0
#include "parvis/adapters/icu_text.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <limits>
#include <memory>

namespace parvis::inline v1 {

namespace {

using icu::IDNA;
using icu::Normalizer2;
using icu::StringPiece;
using icu::UnicodeString;

/// What ICU says, as a failure of the host.
result<> check(UErrorCode told) {
  if (U_FAILURE(told)) return failure{errc::host_failed, {}, u_errorName(told)};
  return success();
}

result<StringPiece> piece_of(std::string_view text) {
  if (text.size() > std::numeric_limits<std::int32_t>::max()) return failure{errc::too_long};
  return StringPiece(text.data(), static_cast<std::int32_t>(text.size()));
}

UnicodeString without_marks(const UnicodeString& decomposed) {
  constexpr UChar32 tatweel = 0x640;
  UnicodeString out;
  for (std::int32_t at = 0; at < decomposed.length(); at = decomposed.moveIndex32(at, 1)) {
    const auto code_point = decomposed.char32At(at);
    if (u_charType(code_point) != U_NON_SPACING_MARK && code_point != tatweel) out.append(code_point);
  }
  return out;
}

}  // namespace

result<std::string> icu_text::nfc(std::string_view text) const {
  PARVIS_TRY(const auto given, piece_of(text));
  auto told = U_ZERO_ERROR;
  const auto* const composing = Normalizer2::getNFCInstance(told);
  PARVIS_TRYV(check(told));
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  composing->normalizeUTF8(0, given, sink, nullptr, told);
  PARVIS_TRYV(check(told));
  return out;
}

result<std::string> icu_text::domain_to_ascii(std::string_view domain) const {
  PARVIS_TRY(const auto given, piece_of(domain));
  auto told = U_ZERO_ERROR;
  const std::unique_ptr<IDNA> mapping(
      IDNA::createUTS46Instance(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                    UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                                told));
  PARVIS_TRYV(check(told));
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  icu::IDNAInfo found;
  mapping->nameToASCII_UTF8(given, sink, found, told);
  PARVIS_TRYV(check(told));
  if (found.hasErrors()) return failure{errc::email_invalid};
  return out;
}

result<std::string> icu_text::fold(std::string_view text) const {
  PARVIS_TRY(const auto given, piece_of(text));
  auto told = U_ZERO_ERROR;
  const auto* const decomposing = Normalizer2::getNFKDInstance(told);
  const auto* const folding = Normalizer2::getNFKCCasefoldInstance(told);
  PARVIS_TRYV(check(told));
  const auto letters = without_marks(decomposing->normalize(UnicodeString::fromUTF8(given), told));
  std::string out;
  folding->normalize(letters, told).toUTF8String(out);
  PARVIS_TRYV(check(told));
  return out;
}

}  // namespace parvis::inline v1
