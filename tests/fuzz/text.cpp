// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/text.hpp"

#include "line_check.hpp"
#include "parvis/model/mail.hpp"

// Input: any text.

using namespace parvis;

namespace {

/// The one spelling of a code point in UTF-8.
std::string encoded(char32_t c) {
  const auto octet = [](char32_t n) { return static_cast<char>(static_cast<std::uint8_t>(n)); };
  if (c < 0x80) return {octet(c)};
  if (c < 0x800) return {octet(0xc0 | c >> 6), octet(0x80 | (c & 0x3f))};
  if (c < 0x10000) return {octet(0xe0 | c >> 12), octet(0x80 | (c >> 6 & 0x3f)), octet(0x80 | (c & 0x3f))};
  return {octet(0xf0 | c >> 18), octet(0x80 | (c >> 12 & 0x3f)), octet(0x80 | (c >> 6 & 0x3f)),
          octet(0x80 | (c & 0x3f))};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::input(data, size).rest();

  std::string again;
  std::size_t count = 0;
  for (auto left = text; !left.empty(); ++count) {
    const auto [code_point, octets] = decode_utf8(left);
    if (octets == 0) break;
    again += encoded(code_point);
    left.remove_prefix(octets);
  }
  PARVIS_HOLDS(text.starts_with(again));
  PARVIS_HOLDS(valid_utf8(text) == (again == text));
  PARVIS_HOLDS(!valid_utf8(text) || code_points(text) == count);
  PARVIS_HOLDS(trimmed(trimmed(text)) == trimmed(text));

  for (const std::size_t most : {1u, 64u, 500u}) {
    const auto line = parse_line(text, most);
    if (!line) continue;
    PARVIS_HOLDS(fuzz::stays_in_line(line.assume_value()) && !line.assume_value().empty());
    PARVIS_HOLDS(code_points(line.assume_value()) <= most);
    PARVIS_HOLDS(line.assume_value() == trimmed(text));
    PARVIS_HOLDS(parse_line(line.assume_value(), most).value() == line.assume_value());
  }
  const auto header = header_text::parse(text);
  PARVIS_HOLDS(header.has_value() == parse_line(text, header_text::code_points_max).has_value());
  if (header) {
    PARVIS_HOLDS(header.assume_value().text().find_first_of("\r\n") == std::string::npos);
    PARVIS_HOLDS(header_text::parse(header.assume_value().text()).value() == header.assume_value());
  }
  const fuzz::hostile_policy policy(text);
  const auto answered = parse_line("x", 100, &policy);
  PARVIS_HOLDS(!answered || fuzz::stays_in_line(answered.assume_value()));
  const std::string domains[] = {std::string(text)};
  PARVIS_HOLDS(domain_matches(ascii_lower(text), domains) && !domain_matches("a." + std::string(text), domains));
  return 0;
}
