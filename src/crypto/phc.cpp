// SPDX-License-Identifier: BSL-1.0
#include "phc.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>
#include <utility>

#include "parvis/values/base64url.hpp"

namespace parvis::inline v1 {

namespace {
struct parameter {
  std::string_view name;
  std::uint32_t phc_string::* member;
  std::uint32_t min;  // 0: may be left out, then it is 0
  std::uint32_t max;
};
// Wide enough for every published recommendation, narrow enough for a sign-in.
constexpr parameter scrypt_parameters[] = {
    {"ln", &phc_string::log2_n, 1, 20},
    {"r", &phc_string::r, 1, 32},
    {"p", &phc_string::p, 1, 16},
    {"keyid", &phc_string::pepper, 0, std::numeric_limits<std::uint32_t>::max()}};
constexpr parameter pbkdf2_parameters[] = {{"i", &phc_string::iterations, 1, 10'000'000}};

struct scheme {
  std::string_view name;
  std::span<const parameter> parameters;
};
// In the order of phc_scheme.
constexpr scheme schemes[] = {
    {"scrypt", scrypt_parameters}, {"pbkdf2-sha256", pbkdf2_parameters}, {"pbkdf2-sha512", pbkdf2_parameters}};

constexpr std::string_view nfc_mark = ",norm=nfc";
constexpr std::size_t text_max = 512;

failure refused(std::string_view why) { return {errc::corrupt_row, "password", why}; }

// What stands before the next `end`, taken off `rest` together with it.
std::string_view take_until(std::string_view& rest, char end) noexcept {
  const auto found = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(found.size() + 1, rest.size()));
  return found;
}

bool read_parameters(std::string_view text, std::span<const parameter> parameters, phc_string& out) noexcept {
  if (text.ends_with(nfc_mark)) {
    out.form = password_form::nfc;
    text.remove_suffix(nfc_mark.size());
  }
  for (const auto& [name, member, min, max] : parameters) {
    if (min == 0 && text.empty()) continue;
    auto digits = take_until(text, ',');
    if (take_until(digits, '=') != name) return false;
    auto& value = out.*member;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc{} || value < min || value > max) return false;
  }
  return text.empty();
}

bool read_octets(std::string_view text, std::size_t min, std::size_t max, std::string& out) {
  auto octets = decode_base64(text, base64_alphabet::standard);
  if (!octets || octets->size() < min || octets->size() > max) return false;
  out = std::move(*octets);
  return true;
}

// N·r·p is bounded too (OWASP's strongest setting is a quarter of it), and N < 2^(128·r / 8) (RFC 7914 section 2).
bool bearable(const phc_string& s) noexcept {
  return s.scheme != phc_scheme::scrypt ||
         (s.log2_n < 16 * s.r && (std::uint64_t{s.r} * s.p << s.log2_n) <= std::uint64_t{1} << 22);
}
}  // namespace

result<phc_string> parse_phc(std::string_view text) {
  if (text.size() > text_max) return refused("too long for a PHC string");
  auto rest = text;
  if (!take_until(rest, '$').empty()) return refused("no PHC string");
  const auto named = std::ranges::find(schemes, take_until(rest, '$'), &scheme::name);
  if (named == std::end(schemes)) return refused("a PHC string of an unknown scheme");
  phc_string out;
  out.scheme = static_cast<phc_scheme>(named - std::begin(schemes));
  if (!read_parameters(take_until(rest, '$'), named->parameters, out) || !bearable(out)) {
    return refused("a PHC string with parameters out of bounds");
  }
  if (!read_octets(take_until(rest, '$'), phc_string::salt_min, phc_string::salt_max, out.salt) ||
      !read_octets(rest, phc_string::hash_min, phc_string::hash_max, out.hash)) {
    return refused("a PHC string with a malformed salt or hash");
  }
  // One loop for every leading zero, stray comma and the like: what is not written as we write it has another spelling.
  if (to_text(out) != text) return refused("a PHC string in another spelling than its own");
  return out;
}

std::string to_text(const phc_string& phc) {
  const auto& [name, parameters] = schemes[static_cast<std::size_t>(phc.scheme)];
  std::string out = "$";
  out += name;
  char before = '$';
  for (const auto& [parameter_name, member, min, max] : parameters) {
    if (phc.*member == 0) continue;
    (out += std::exchange(before, ',')) += parameter_name;
    (out += '=') += std::to_string(phc.*member);
  }
  if (phc.form == password_form::nfc) out += nfc_mark;
  (out += '$') += encode_base64(phc.salt, base64_alphabet::standard);
  (out += '$') += encode_base64(phc.hash, base64_alphabet::standard);
  return out;
}

password_form form_of(std::string_view phc) noexcept {
  for (int i = 0; i < 2; ++i) phc.remove_prefix(std::min(phc.find('$') + 1, phc.size()));
  return phc.substr(0, phc.find('$')).ends_with(nfc_mark) ? password_form::nfc : password_form::as_typed;
}

}  // namespace parvis::inline v1
