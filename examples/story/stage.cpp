// SPDX-License-Identifier: BSL-1.0
#include "stage.hpp"

#include <array>
#include <cstdio>
#include <ostream>
#include <utility>

#include "parvis/values/text.hpp"

namespace story {

void teller::chapter(std::string_view title) {
  if (chapters_++ > 0) *to_ << '\n';
  *to_ << chapters_ << ". " << title << "\n\n";
}

void teller::line(std::string_view text) { *to_ << "   " << text << '\n'; }

void teller::expect(std::string_view what, std::string_view told, std::string_view found) {
  ++checked_;
  if (told == found) return;
  ++failed_;
  *to_ << "   !! " << what << ": told \"" << told << "\", found \"" << found << "\"\n";
}

void teller::expect(std::string_view what, std::size_t told, std::size_t found) {
  expect(what, std::to_string(told), std::to_string(found));
}

std::string shown(std::string_view text) {
  using parvis::text_class;
  std::string out;
  while (!text.empty()) {
    const auto [code_point, size] = parvis::decode_utf8(text);
    const auto what = size == 0 ? text_class::control : parvis::classify(code_point);
    const bool harmless = what == text_class::visible || what == text_class::blank || what == text_class::invisible;
    if (harmless) {
      out += text.substr(0, size);
    } else {
      std::array<char, 16> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u{%x}", static_cast<unsigned>(code_point));
      out += escaped.data();
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

std::string name_of(const form& who) {
  const auto name = who.first_name + " " + who.last_name;
  const auto seen = parvis::trimmed(name);
  return seen.empty() ? "Nobody" : shown(seen);
}

std::string token_in(std::string_view text) {
  constexpr std::string_view before = "token=";
  const auto at = text.find(before);
  if (at == text.npos) return {};
  text.remove_prefix(at + before.size());
  return std::string(text.substr(0, text.find_first_of(" \n")));
}

std::string pools_of(stage& on) {
  std::string out;
  const auto pools = on.portal.list_pools(on.claire).value();
  for (const auto& pool : pools) {
    out +=
        (out.empty() ? "" : ", ") + pool.sku + " " + std::to_string(pool.held) + " of " + std::to_string(pool.capacity);
    if (pool.waiting > 0) out += " (" + std::to_string(pool.waiting) + " waiting)";
  }
  return out;
}

parvis::caller visitor(const stage& on, const form& who) {
  auto out = on.system;
  out.language = who.language;
  return out;
}

std::vector<parvis::mail> deliver(stage& on) {
  constexpr std::size_t at_once = 100;
  for (;;) {
    const auto sent = on.portal.drain_outbox(on.system, at_once).value();
    on.tell.expect("mails and cases that could not be delivered", 0, sent.later + sent.dead);
    if (sent.done + sent.void_ == 0) break;
  }
  auto all = on.mails.kept();
  std::vector<parvis::mail> fresh(all.begin() + static_cast<std::ptrdiff_t>(on.mails_read), all.end());
  on.mails_read = all.size();
  return fresh;
}

}  // namespace story
