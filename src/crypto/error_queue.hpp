// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/err.h>

namespace parvis::inline v1 {

/// Leaves the thread's OpenSSL error queue as it was: it belongs to the host.
class error_queue_mark {
 public:
  error_queue_mark() noexcept { ERR_set_mark(); }
  error_queue_mark(const error_queue_mark&) = delete;
  error_queue_mark& operator=(const error_queue_mark&) = delete;
  ~error_queue_mark() { ERR_pop_to_mark(); }
};

}  // namespace parvis::inline v1
