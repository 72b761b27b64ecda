// SPDX-License-Identifier: BSL-1.0
#include <openssl/rand.h>

#include <algorithm>

#include "error_queue.hpp"
#include "parvis/adapters/system.hpp"

namespace parvis::inline v1 {

result<> system_random::fill(std::uint8_t* out, std::size_t size) {
  const error_queue_mark mark;
  if (RAND_bytes_ex(nullptr, out, size, 0) != 1)
    return failure{errc::random_failed, {}, "libcrypto has no random bytes"};
  if (size >= 16 && std::all_of(out, out + size, [](std::uint8_t octet) { return octet == 0; })) {
    return failure{errc::random_failed, {}, "libcrypto gave nothing but zeros"};
  }
  return success();
}

}  // namespace parvis::inline v1
