// SPDX-License-Identifier: BSL-1.0
#include "failing_new.hpp"

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t left = 0;
thread_local bool has_failed = false;

void* allocate(std::size_t size) {
  if (left > 0 && --left == 0) {
    has_failed = true;
    throw std::bad_alloc();
  }
  if (void* out = std::malloc(size > 0 ? size : 1)) return out;
  throw std::bad_alloc();
}

}  // namespace

namespace parvis::test {

failing_allocation::failing_allocation(std::size_t n) noexcept {
  left = n;
  has_failed = false;
}
failing_allocation::~failing_allocation() { left = 0; }
bool failing_allocation::failed() const noexcept { return has_failed; }

}  // namespace parvis::test

// Replaced for the whole runner; the other forms of new and delete end here.
void* operator new(std::size_t size) { return allocate(size); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
