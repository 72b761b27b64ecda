// SPDX-License-Identifier: BSL-1.0
#include "crypto/phc.hpp"

#include "fuzz.hpp"

// Input: a line with the password; the rest is what a store says its hash is.

using namespace parvis;
using verdict = password_hasher::verdict;

namespace {

constexpr std::size_t memory_budget_bytes = 64 << 10;
constexpr std::string_view salt = "sixteen octets..";

scrypt_hasher& hasher() {
  static const auto made =
      scrypt_hasher::make({.log2_n = 4,
                           .r = 1,
                           .p = 1,
                           .memory_budget_bytes = memory_budget_bytes,
                           .peppers = {{7, "a pepper of thirty-two octets...", key_state::primary}}})
          .value();
  return *made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  const auto password = in.line();
  const auto text = in.rest();

  const auto parsed = parse_phc(text);
  if (!parsed) {
    PARVIS_HOLDS(parsed.assume_error().code == errc::corrupt_row);
    PARVIS_HOLDS(hasher().verify(password, text).error().code == errc::corrupt_row);
  } else {
    const auto& phc = parsed.assume_value();
    PARVIS_HOLDS(to_text(phc) == text);
    PARVIS_HOLDS(form_of(text) == phc.form);
    PARVIS_HOLDS(phc.log2_n <= 20 && phc.r <= 32 && phc.p <= 16 && phc.iterations <= 10'000'000);
    // Many iterations are allowed and take long: they say nothing that few do not.
    if (phc.iterations > 100) return 0;
    const bool affordable = phc.memory_bytes() <= memory_budget_bytes && (phc.pepper == 0 || phc.pepper == 7);
    const auto verified = hasher().verify(password, text);
    PARVIS_HOLDS(verified || verified.assume_error().code == errc::corrupt_row);
    PARVIS_HOLDS(verified.has_value() == (affordable || password.size() > 1024));
    if (verified && verified.assume_value() != verdict::wrong) {
      PARVIS_HOLDS((verified.assume_value() == verdict::right) == phc.alike(parse_phc(hasher().dummy()).value()));
      PARVIS_HOLDS(hasher().verify(std::string(password) + "x", text).value() == verdict::wrong);
    }
  }

  const auto made = hasher().hash(password, salt);
  PARVIS_HOLDS(made.has_value() == (password.size() <= 1024));
  if (made) PARVIS_HOLDS(hasher().verify(password, made.assume_value()).value() == verdict::right);
  PARVIS_HOLDS(hasher().verify(password, hasher().dummy()).value() == verdict::wrong);
  return 0;
}
