// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/folded.hpp"

#include <doctest/doctest.h>

using namespace parvis;  // NOLINT(google-build-using-namespace)

TEST_CASE("a folded text knows neither case nor accents") {
  struct {
    const char* text;
    const char* folds_to;
  } const cases[] = {
      {"", ""},
      {"Anne-Marie O'Neill 3", "anne-marie o'neill 3"},
      {"Élodie Lefèvre-Ÿsaye", "elodie lefevre-ysaye"},
      {"E\u0301lodie", "elodie"},
      {"ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝ", "aaaaaaceeeeiiiidnoooooouuuuy"},
      {"Æthelred Œuvre Straße Þór Ĳssel ẞ", "aethelred oeuvre strasse thor ijssel ss"},
      {"Łukasz Żółć Đorđe Ħ ı İ", "lukasz zolc dorde h i i"},
      {"Nguyễn Thị Hồng", "nguyen thi hong"},
      {"Σίσυφος ΆΈΉΊΌΎΏ Ϊΐϊ Ϋΰϋ", "σισυφοσ αεηιουω ιιι υυυ"},
      {"Юрий Ёлкин ЇЙ Ѐ Џ", "юрии елкин іи е џ"},
      {"أحمد إبراهيم آدم مُحَمَّد مـحمد", "احمد ابراهيم ادم محمد محمد"},
      {"山田 太郎", "山田 太郎"},
      {"ʼn × ÷ Ə", "ʼn × ÷ Ə"},
      {"💼", "💼"},
  };
  for (const auto& [text, folds_to] : cases) CHECK(folded(text) == folds_to);
}

TEST_CASE("what is folded is folded, and stays well-formed") {
  for (char32_t code_point = 0x80; code_point < 0x11000; ++code_point) {
    if (code_point >= 0xd800 && code_point <= 0xdfff) continue;
    std::string text;
    if (code_point < 0x800) {
      text = {static_cast<char>(0xc0 | code_point >> 6), static_cast<char>(0x80 | (code_point & 0x3f))};
    } else if (code_point < 0x10000) {
      text = {static_cast<char>(0xe0 | code_point >> 12), static_cast<char>(0x80 | (code_point >> 6 & 0x3f)),
              static_cast<char>(0x80 | (code_point & 0x3f))};
    } else {
      text = {static_cast<char>(0xf0), static_cast<char>(0x80 | (code_point >> 12 & 0x3f)),
              static_cast<char>(0x80 | (code_point >> 6 & 0x3f)), static_cast<char>(0x80 | (code_point & 0x3f))};
    }
    const auto once = folded(text);
    INFO(static_cast<unsigned>(code_point));
    CHECK(valid_utf8(once));
    CHECK(folded(once) == once);
  }
}

TEST_CASE("a malformed text folds to itself, octet by octet") {
  for (const char* text : {"\xff", "a\xc3", "\xc3(", "\xe2\x82", "\xed\xa0\x80"}) CHECK(folded(text) == text);
  CHECK(folded("\xffÉ") ==
        "\xff"
        "e");
}
