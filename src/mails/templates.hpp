// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "parvis/model/outbox.hpp"

namespace parvis::inline v1 {

/// All that may stand in braces in a template. `expires` and `deadline` are moments; the others are one line of text.
inline constexpr std::array<std::string_view, 10> placeholders{"portal", "support", "first_name", "name", "email",
                                                               "access", "reason",  "expires",    "sku",  "deadline"};

inline constexpr std::size_t paragraphs_max = 16;

/// One mail in one language. A paragraph that names a value there is none of is left out.
struct mail_template {
  effect what{};
  std::string_view subject;
  std::array<std::string_view, paragraphs_max> paragraphs;
  std::string_view button;  ///< the words of the link; empty: the mail has none
};

/// A mail in the host's own words, which it keeps.
struct host_mail {
  std::string_view language;  ///< a built-in one
  mail_template words;
};

/// Whom a mail that is only looked at speaks of.
struct invented_people {
  std::string_view first_name;  ///< of who is written to
  std::string_view last_name;
  std::string_view other_first_name;
  std::string_view other_last_name;
  std::string_view reason;
};

struct mail_language {
  std::string_view language;
  std::string_view direction;  ///< of HTML: "ltr" or "rtl"
  std::array<std::string_view, 12> months;
  std::string_view closing;  ///< the last paragraph of every mail
  invented_people people;
  std::array<mail_template, std::size(mail_effects)> mails;  ///< in the order of `mail_effects`
};
extern const mail_language english;
extern const mail_language french;
extern const mail_language arabic;

/// The built-in language that answers for this one.
const mail_language& words_in(std::string_view language) noexcept;

/// Our own template; nullptr for an effect that is no mail.
const mail_template* own_template(effect what, const mail_language& words) noexcept;

/// A template up to and including its first placeholder.
struct template_piece {
  std::string_view text;             ///< before the placeholder
  std::optional<std::size_t> value;  ///< its index in `placeholders`
  std::string_view rest;
};

/// Nothing when a brace opens something that is not a placeholder.
constexpr std::optional<template_piece> next_piece(std::string_view from) noexcept {
  const auto open = from.find('{');
  if (open == from.npos) return template_piece{from, {}, {}};
  const auto close = std::min(from.find('}', open), from.size());
  const auto found = std::ranges::find(placeholders, from.substr(open + 1, close - open - 1));
  if (found == placeholders.end() || close == from.size()) return std::nullopt;
  return template_piece{from.substr(0, open), static_cast<std::size_t>(found - placeholders.begin()),
                        from.substr(close + 1)};
}

constexpr bool well_formed(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto piece = next_piece(text);
    if (!piece) return false;
    text = piece->rest;
  }
  return true;
}

/// Every mail has a template, each has a subject and a text, and every brace holds a placeholder.
/// By value: g++ 12 takes reading the unnamed paragraphs of a constexpr object for writing them.
consteval bool complete(mail_language of) {
  const auto* next = std::begin(mail_effects);
  for (const auto& mail : of.mails) {
    if (mail.what != *next++ || mail.subject.empty() || mail.paragraphs[0].empty()) return false;
    if (!well_formed(mail.subject)) return false;
    for (const auto& paragraph : mail.paragraphs) {
      if (!well_formed(paragraph)) return false;
    }
  }
  return well_formed(of.closing) && of.months[11] != "" && of.people.reason != "";
}

}  // namespace parvis::inline v1
