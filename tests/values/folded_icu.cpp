// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "parvis/adapters/icu_text.hpp"
#include "parvis/values/email.hpp"
#include "parvis/values/folded.hpp"
#include "parvis/values/name.hpp"

using namespace parvis;  // NOLINT(google-build-using-namespace)

namespace {

std::string utf8(char32_t code_point) {
  const auto octet = [](char32_t n) { return static_cast<char>(n); };
  const auto tail = [&](char32_t n) { return octet(0x80 | (n & 0x3f)); };
  if (code_point < 0x800) return {octet(0xc0 | code_point >> 6), tail(code_point)};
  if (code_point < 0x10000) return {octet(0xe0 | code_point >> 12), tail(code_point >> 6), tail(code_point)};
  return {octet(0xf0 | code_point >> 18), tail(code_point >> 12), tail(code_point >> 6), tail(code_point)};
}

}  // namespace

TEST_CASE("with ICU a folded text knows neither case nor accents") {
  const icu_text unicode;
  struct {
    const char* text;
    const char* folds_to;
  } const cases[] = {
      {"Élodie Lefèvre-Ÿsaye", "elodie lefevre-ysaye"},
      {"E\u0301LODIE", "elodie"},
      {"ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ", "aaaaaaceeeeiiiinooooouuuuy"},
      {"Straße STRASSE ẞ", "strasse strasse ss"},
      {"Nguyễn Thị Hồng İ", "nguyen thi hong i"},
      {"Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ οδυσσευσ"},
      {"Ёлкин ёлкин Юрий", "елкин елкин юрии"},
      {"أحمد إبراهيم آدم مُحَمَّد مـحمد", "احمد ابراهيم ادم محمد محمد"},
      {"ﬁn Ｗｉｄｅ", "fin wide"},
      {"ab\u200dc", "abc"},
      {"山田 太郎", "山田 太郎"},
      {"한글", "한글"},
      {"Łukasz Øyvind Đorđe", "łukasz øyvind đorđe"},
      {"💼", "💼"},
  };
  for (const auto& [text, folds_to] : cases) CHECK(folded(text, &unicode).value() == folds_to);
}

TEST_CASE("with ICU what is folded is folded, and composed or not makes no difference") {
  const icu_text unicode;
  for (char32_t code_point = 0x80; code_point < 0x30000; ++code_point) {
    if (code_point >= 0xd800 && code_point <= 0xdfff) continue;
    const auto text = utf8(code_point);
    const auto once = folded(text, &unicode).value();
    if (folded(once, &unicode).value() == once && folded(unicode.nfc(text).value(), &unicode).value() == once) continue;
    INFO(static_cast<unsigned>(code_point));
    CHECK(false);
  }
}

TEST_CASE("with ICU names are composed and host names are mapped") {
  const icu_text unicode;
  CHECK(person_name::parse("E\u0301lodie", &unicode).value().text() == "Élodie");
  CHECK(email::parse("anne@Bücher.example", &unicode).value().key() == "anne@xn--bcher-kva.example");
  CHECK(email::parse("anne@faß.example", &unicode).value().key() == "anne@xn--fa-hia.example");
  CHECK(email::parse("anne@b\u202ed.example", &unicode).error().code == errc::email_invalid);
  CHECK(email::parse("anne@xn--a.example", &unicode).error().code == errc::email_invalid);
}
