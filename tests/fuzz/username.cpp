// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/username.hpp"

#include <vector>

#include "fuzz.hpp"

// Input: the workspace's reserved names, a line each, and the username in the last line.

using namespace parvis;

namespace {
std::string letters_of(std::string_view text) {
  std::string out = ascii_lower(text);
  std::erase_if(out, [](char c) { return c == '.' || c == '_' || c == '-'; });
  return out;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  std::vector<std::string> reserved;
  do {
    reserved.emplace_back(in.line());
  } while (!in.empty());
  const auto text = reserved.back();
  reserved.pop_back();

  const auto parsed = username::parse(text, reserved);
  if (!parsed) return 0;
  const auto& key = parsed.assume_value().key();
  PARVIS_HOLDS(parsed.assume_value().spelling() == text);
  PARVIS_HOLDS(key == ascii_lower(text));
  PARVIS_HOLDS(key.size() >= username::size_min && key.size() <= username::size_max);
  for (const char c : key) PARVIS_HOLDS(is_ascii_alphanumeric(c) || c == '.' || c == '_' || c == '-');
  PARVIS_HOLDS(username::parse(key, reserved).value().key() == key);
  // A username is never taken for an id or an address, and none looks like a reserved one.
  PARVIS_HOLDS(!parse_uuid(text) && key.find('@') == key.npos);
  for (const auto& word : reserved) PARVIS_HOLDS(letters_of(word) != letters_of(key));
  PARVIS_HOLDS(letters_of(key) != "admin" && letters_of(key) != "root" && letters_of(key) != "postmaster");
  return 0;
}
