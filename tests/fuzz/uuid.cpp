// SPDX-License-Identifier: BSL-1.0
#include "fuzz.hpp"
#include "parvis/values/ids.hpp"
#include "parvis/values/text.hpp"

// Input: any text.

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::input(data, size).rest();
  if (const auto parsed = parse_uuid(text)) {
    PARVIS_HOLDS(to_string(*parsed) == ascii_lower(text));
    PARVIS_HOLDS(uuid::from_bytes(parsed->bytes()) == parsed);
  }
  const auto taken = uuid::from_bytes(text);
  PARVIS_HOLDS(taken.has_value() == (text.size() == 16));
  if (!taken) return 0;
  PARVIS_HOLDS(taken->bytes() == text);
  PARVIS_HOLDS(parse_uuid(to_string(*taken)) == taken);
  // Ids only ever grow within a source, whatever the moment and the random octets.
  std::array<std::uint8_t, 8> random{};
  std::copy_n(taken->octet.begin(), random.size(), random.begin());
  std::int64_t us = 0;
  for (std::size_t i = 8; i < 16; ++i)
    us = static_cast<std::int64_t>(static_cast<std::uint64_t>(us) << 8 | taken->octet[i]);
  id_source ids({us}, random);
  const auto first = ids.next(), second = ids.next();
  PARVIS_HOLDS(first < second && first.octet[6] >> 4 == 7 && first.octet[8] >> 6 == 2);
  return 0;
}
