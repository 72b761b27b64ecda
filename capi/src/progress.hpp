// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "boundary.hpp"
#include "parvis/ports/progress.hpp"

namespace parvis::capi {

class host_progress final : public progress {
 public:
  explicit host_progress(const parvis_progress& table) : table_(table) {}
  bool tell(std::uint64_t done, std::uint64_t total) override {
    try {
      return table_.tell(table_.user_data, done, total) == PARVIS_DONE;
    } catch (...) {  // it must not
      return false;
    }
  }

 private:
  parvis_progress table_;
};

inline std::unique_ptr<host_progress> progress_of(const parvis_progress* table) {
  if (table == nullptr) return nullptr;
  const auto known = grown(table, "progress");
  if (known.tell == nullptr) refuse("progress", "tell is missing");
  return std::make_unique<host_progress>(known);
}

}  // namespace parvis::capi
