// SPDX-License-Identifier: BSL-1.0
#include "table.hpp"

#include <array>

#include "door.hpp"

namespace console {

table::table(const std::string& path) : path_(path), file_(path, std::ios::binary) {
  if (!file_) throw not_there{path + ": cannot be read"};
  if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
  pass_byte_order_mark();  // else what stands behind it is no cell in quotes
  auto first = row();
  if (!first) throw usage_error{path + ": there is no line of names"};
  columns_ = *std::move(first);
}

table::~table() { csv_free(&parser_); }

void table::pass_byte_order_mark() {
  std::array<char, byte_order_mark.size()> begun{};
  if (file_.read(begun.data(), begun.size()) && std::string_view(begun.data(), begun.size()) == byte_order_mark) return;
  file_.clear();
  file_.seekg(0);
}

void table::take_cell(void* text, std::size_t size, void* self) {
  static_cast<table*>(self)->begun_.emplace_back(static_cast<const char*>(text), size);
}

void table::end_row(int /*terminator*/, void* self) {
  auto* const to = static_cast<table*>(self);
  to->read_.push_back(std::move(to->begun_));
  to->begun_.clear();
}

std::optional<std::vector<std::string>> table::row() {
  while (read_.empty() && !ended_) {
    std::array<char, 65'536> chunk{};
    file_.read(chunk.data(), chunk.size());
    const auto size = static_cast<std::size_t>(file_.gcount());
    ended_ = size == 0;
    const bool whole = ended_ ? csv_fini(&parser_, take_cell, end_row, this) == 0
                              : csv_parse(&parser_, chunk.data(), size, take_cell, end_row, this) == size;
    if (!whole) {
      throw usage_error{path_ + ": behind row " + std::to_string(count_ + read_.size()) + ": " +
                        csv_strerror(csv_error(&parser_))};
    }
  }
  if (read_.empty()) return std::nullopt;
  auto out = std::move(read_.front());
  read_.pop_front();
  return out;
}

std::optional<std::map<std::string, std::string>> table::next() {
  auto cells = row();
  if (!cells) return std::nullopt;
  ++count_;
  if (cells->size() > columns_.size()) {
    throw usage_error{path_ + ": row " + std::to_string(count_) + " has more cells than there are names"};
  }
  std::map<std::string, std::string> out;
  for (std::size_t n = 0; n < cells->size(); ++n) {
    if (!(*cells)[n].empty()) out.emplace(columns_[n], std::move((*cells)[n]));
  }
  return out;
}

}  // namespace console
