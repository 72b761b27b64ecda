// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/name.hpp"

#include "line_check.hpp"
#include "parvis/model/mail.hpp"
#include "parvis/values/folded.hpp"

// Input: the name; or what a text policy answers, a line feed, and the name.

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  const auto text = in.rest();
  const auto split = std::min(text.find('\n'), text.size());
  const fuzz::hostile_policy policy(text.substr(0, split));
  const auto typed = text.substr(std::min(split + 1, text.size()));

  for (const auto& parsed : {person_name::parse(text), person_name::parse(typed, &policy)}) {
    if (!parsed) continue;
    const auto& name = parsed.assume_value().text();
    PARVIS_HOLDS(fuzz::stays_in_line(name) && !name.empty());
    PARVIS_HOLDS(code_points(name) <= person_name::code_points_max);
    PARVIS_HOLDS(name.find('@') == name.npos && name.find("://") == name.npos);
    PARVIS_HOLDS(header_text::parse(name).value().text() == trimmed(name));
  }
  if (const auto parsed = person_name::parse(text)) {
    PARVIS_HOLDS(person_name::parse(parsed.assume_value().text()).value() == parsed.assume_value());
    PARVIS_HOLDS(text.find(parsed.assume_value().text()) != text.npos);
  }
  if (typed.find('\0') == typed.npos && valid_utf8(typed)) {
    const auto key = folded_lines(typed, &policy);
    PARVIS_HOLDS(key || key.assume_error().code == errc::host_failed);
    PARVIS_HOLDS(!key || (valid_utf8(key.assume_value()) && key.assume_value().find('\0') == std::string::npos));
    PARVIS_HOLDS(!key || ascii_lower(key.assume_value()) == key.assume_value());
  }
  return 0;
}
