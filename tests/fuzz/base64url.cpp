// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/base64url.hpp"

#include "fuzz.hpp"

// Input: any octets; they are read as text in both alphabets, and written in both.

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto octets = fuzz::input(data, size).rest();
  for (const auto alphabet : {base64_alphabet::url, base64_alphabet::standard}) {
    const auto written = encode_base64(octets, alphabet);
    PARVIS_HOLDS(written.size() == base64_size(octets.size()));
    PARVIS_HOLDS(decode_base64(written, alphabet) == octets);
    if (const auto read = decode_base64(octets, alphabet)) PARVIS_HOLDS(encode_base64(*read, alphabet) == octets);
  }
  return 0;
}
