// SPDX-License-Identifier: BSL-1.0
#include "message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "parvis/values/text.hpp"

// Written by hand, since none of the libraries that the project links knows MIME.

namespace parvis::inline v1 {
namespace {

/// RFC 4648 section 4, with padding.
std::string base64(std::string_view octets) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (; !octets.empty(); octets.remove_prefix(std::min<std::size_t>(3, octets.size()))) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) group = group << 8 | (i < octets.size() ? std::uint8_t(octets[i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i) out += i <= octets.size() ? alphabet[group >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

/// Text lines end in CRLF before they are encoded (RFC 2049 section 4), and encoded lines are 76 octets at most.
std::string encoded_body(std::string_view text) {
  std::string canonical;
  for (const char c : text) {
    if (c == '\n') canonical += '\r';
    canonical += c;
  }
  const auto all = base64(canonical);
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += 76) out.append(all, at, 76).append("\r\n");
  return out;
}

/// Encoded words on lines of their own (RFC 2047). 39 octets become 64 characters, which leaves room on the first line
/// for the name of the header; no code point is split over two words.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t octets_max = 39;
  std::string out;
  while (!text.empty()) {
    std::size_t size = 0;
    for (auto next = decode_utf8(text).size; next != 0 && size + next <= octets_max;
         next = decode_utf8(text.substr(size)).size) {
      size += next;
    }
    out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ", base64(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return out;
}

/// Whether a reader sees the text as it is written: short, and nothing in it looks encoded.
bool plain(std::string_view text) { return text.size() <= 60 && is_ascii(text) && text.find("=?") == text.npos; }

std::string unstructured(const std::string& text) { return plain(text) ? text : encoded_words(text); }

/// A name and an address (RFC 5322 section 3.4).
std::string mailbox(const header_text& name, const email& at) {
  if (name.text().empty()) return at.address();
  std::string quoted;
  for (const char c : name.text()) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format("{}\r\n <{}>", plain(quoted) ? '"' + quoted + '"' : encoded_words(name.text()), at.address());
}

std::string date_time(instant t) {
  constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_time<std::chrono::microseconds> at{std::chrono::microseconds{t.us}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at) - day};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[std::chrono::weekday{day}.c_encoding()],
                     unsigned{date.day()}, months[unsigned{date.month()} - 1], int{date.year()}, time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

bool is_message_id(std::string_view id) {
  const auto allowed = [](char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '.'; };
  const auto at = id.find('@');
  return id.size() > 4 && id.size() <= 250 && id.front() == '<' && id.back() == '>' && at != id.npos && at > 1 &&
         at < id.size() - 2 && std::ranges::all_of(id.substr(1, at - 1), allowed) &&
         std::ranges::all_of(id.substr(at + 1, id.size() - at - 2), allowed);
}

bool is_language_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= 35 &&
         std::ranges::all_of(tag, [](char c) { return is_ascii_alphanumeric(c) || c == '-'; });
}

std::string part(std::string_view boundary, std::string_view type, std::string_view body) {
  return fmt::format("--{}\r\nContent-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
                     boundary, type, encoded_body(body));
}

}  // namespace

result<std::string> write_message(const mail& what, const email& from, const header_text& from_name) {
  if (!plausible(what.date)) return failure{errc::invalid_argument, "date"};
  if (!is_message_id(what.message_id.text())) return failure{errc::invalid_argument, "message_id"};
  if (!is_language_tag(what.language.text())) return failure{errc::invalid_argument, "language"};

  // No line of base64 begins with "=_", so no body can hold the boundary.
  const auto boundary = "=_" + to_string(what.id);
  const std::pair<std::string_view, std::string> headers[] = {
      {"Date", date_time(what.date)},
      {"From", mailbox(from_name, from)},
      {"To", mailbox(what.to_name, what.to)},
      {"Subject", unstructured(what.subject.text())},
      {"Message-ID", what.message_id.text()},
      {"Content-Language", what.language.text()},
      {"Auto-Submitted", "auto-generated"},  // RFC 3834: asks robots not to answer
      {"MIME-Version", "1.0"},
      {"Content-Type", fmt::format("multipart/alternative;\r\n boundary=\"{}\"", boundary)},
  };
  std::string out;
  for (const auto& [name, value] : headers) out += fmt::format("{}: {}\r\n", name, value);
  out += "\r\n";
  out += part(boundary, "plain", what.text);
  out += part(boundary, "html", what.html);
  out += fmt::format("--{}--\r\n", boundary);
  return out;
}

}  // namespace parvis::inline v1
