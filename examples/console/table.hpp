// SPDX-License-Identifier: BSL-1.0
// A CSV file with a line of names, row by row, however long it is.
#pragma once

#include <csv.h>

#include <cstddef>
#include <deque>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace console {

inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

class table {
 public:
  explicit table(const std::string& path);
  ~table();
  table(const table&) = delete;
  table& operator=(const table&) = delete;

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  /// By column; what is empty is not in it. Nothing once there are no more.
  std::optional<std::map<std::string, std::string>> next();
  /// How many rows were read so far.
  [[nodiscard]] std::size_t count() const noexcept { return count_; }

 private:
  void pass_byte_order_mark();
  static void take_cell(void* text, std::size_t size, void* self);
  static void end_row(int terminator, void* self);
  std::optional<std::vector<std::string>> row();

  std::string path_;
  std::ifstream file_;
  csv_parser parser_{};
  std::vector<std::string> columns_, begun_;
  std::deque<std::vector<std::string>> read_;
  std::size_t count_ = 0;
  bool ended_ = false;
};

}  // namespace console
