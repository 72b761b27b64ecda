// SPDX-License-Identifier: BSL-1.0
#include "words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <ctime>

namespace console {

namespace {

constexpr std::int64_t second_us = 1'000'000;

struct unit {
  char sign;
  std::int64_t us;
};
constexpr unit units[] = {{'d', 86'400 * second_us}, {'h', 3'600 * second_us}, {'m', 60 * second_us}, {'s', second_us}};

[[noreturn]] void refuse(std::string_view typed, std::string_view wanted) {
  throw usage_error{"\"" + std::string(typed) + "\" is not " + std::string(wanted)};
}

}  // namespace

std::string name_of(words among, std::int32_t number) {
  const auto found = std::ranges::find(among, number, &word::number);
  return found == among.end() ? "unknown" : std::string(found->name);
}

std::vector<std::string> names_of(words among) {
  std::vector<std::string> out;
  for (const auto& one : among) out.emplace_back(one.name);
  return out;
}

std::int32_t number_of(words among, std::string_view name) {
  const auto found = std::ranges::find(among, name, &word::name);
  if (found != among.end()) return found->number;
  std::string all;
  for (const auto& one : among) all.append(all.empty() ? "" : ", ").append(one.name);
  refuse(name, "one of " + all);
}

std::int32_t access_of(std::string_view typed) {
  std::int32_t out = 0;
  for (std::size_t at = 0; at <= typed.size();) {
    const auto end = std::min(typed.find(',', at), typed.size());
    out |= number_of(accesses, typed.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::int32_t portal_access_of(std::string_view kind, std::string_view typed) {
  const auto out = access_of(typed.empty() ? kind : typed);
  const std::string_view made = (out & PARVIS_ACCESS_COLLABORATOR) != 0 ? "collaborator" : "client";
  if (made != kind) {
    throw usage_error{"access \"" + std::string(typed) + "\": that makes a " + std::string(made) + ", no " +
                      std::string(kind)};
  }
  return out;
}

bool is_nil(const parvis_uuid& id) {
  return std::ranges::all_of(id.octet, [](std::uint8_t octet) { return octet == 0; });
}

std::string string_of(const parvis_uuid& id) {
  std::array<char, 37> out{};
  parvis_uuid_write(&id, out.data());
  return out.data();
}

bool read_id(std::string_view typed, parvis_uuid& out) { return parvis_uuid_read(text_of(typed), &out) == PARVIS_DONE; }

parvis_uuid id_of(std::string_view typed) {
  parvis_uuid out{};
  if (!read_id(typed, out)) refuse(typed, "an id");
  return out;
}

std::string hex_of(parvis_bytes octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const auto octet : std::span(octets.data, octets.size)) {
    out += digits[octet >> 4U];
    out += digits[octet & 15U];
  }
  return out;
}

std::string octets_of(std::string_view hex) {
  std::string out;
  for (std::size_t n = 0; n < hex.size(); n += 2) {
    unsigned octet = 0;
    const auto* const end = hex.data() + std::min(n + 2, hex.size());
    const auto read = std::from_chars(hex.data() + n, end, octet, 16);
    if (n + 2 > hex.size() || read.ec != std::errc{} || read.ptr != end) refuse("what is given", "hexadecimal");
    out += static_cast<char>(octet);
  }
  return out;
}

std::string string_of_moment(parvis_time_us at) {
  const auto seconds = static_cast<std::time_t>(at / second_us);
  std::tm parts{};
  std::array<char, 32> out{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "unknown";
  (void)std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return out.data();
}

parvis_time_us moment_of(std::string_view typed) {
  const std::string text(typed);
  for (const auto* const form : {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"}) {
    std::tm parts{};
    const auto* const end = strptime(text.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') return timegm(&parts) * second_us;
  }
  refuse(typed, "a moment like 2026-11-28T14:00:00Z or 2026-11-28");
}

std::string string_of_span(std::int64_t us) {
  for (const auto& one : units) {
    if (us != 0 && us % one.us == 0) return std::to_string(us / one.us) + one.sign;
  }
  return std::to_string(us) + "us";
}

std::int64_t span_of(std::string_view typed) {
  const auto* const found = typed.empty() ? std::end(units) : std::ranges::find(units, typed.back(), &unit::sign);
  std::int64_t count = 0, out = 0;
  const auto* const end = typed.data() + (typed.empty() ? 0 : typed.size() - 1);
  const auto read = std::from_chars(typed.data(), end, count);
  if (found == std::end(units) || read.ec != std::errc{} || read.ptr != end ||
      __builtin_mul_overflow(count, found->us, &out)) {
    refuse(typed, "a span of time like 90s, 10m, 72h or 30d");
  }
  return out;
}

std::int64_t integer_of(std::string_view typed) {
  std::int64_t out = 0;
  const auto* const end = typed.data() + typed.size();
  const auto read = std::from_chars(typed.data(), end, out);
  if (read.ec != std::errc{} || read.ptr != end) refuse(typed, "a whole number");
  return out;
}

assignment assignment_of(std::string_view typed) {
  const auto at = typed.find('=');
  if (at == std::string_view::npos || at == 0) refuse(typed, "of the form NAME=VALUE");
  return {std::string(typed.substr(0, at)), std::string(typed.substr(at + 1))};
}

}  // namespace console
