// SPDX-License-Identifier: BSL-1.0
#include <parvis.hpp>
#include <parvis/adapters/icu_text.hpp>

int main() {
  const parvis::icu_text policy;
  const auto folded = policy.fold("Élodie");
  return folded && folded.assume_value() == "elodie" ? 0 : 1;
}
