// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <deque>
#include <span>
#include <vector>

#include "boundary.hpp"
#include "parvis/ports/storage.hpp"

// Rows, keys, queries and batches, as C sees them and as C++ does. What is shown to C borrows from what it shows.

namespace parvis::capi {

inline constexpr std::size_t value_max = std::size_t{16} << 20;  ///< octets of one value from a host

parvis_value show(const value& from) noexcept;
value value_of(const parvis_value& from);

row row_of(const parvis_row& from);
/// Room for the values of rows that are shown.
class shown_row {
 public:
  explicit shown_row(const row& from);
  [[nodiscard]] const parvis_row& get() const noexcept { return row_; }

 private:
  std::vector<parvis_value> values_;
  parvis_row row_;
};

std::vector<parvis_key> show(std::span<const key> keys);
std::vector<key> keys_of(const parvis_key* keys, std::size_t count);

class shown_query {
 public:
  explicit shown_query(const query& from);
  [[nodiscard]] const parvis_query& get() const noexcept { return query_; }

 private:
  std::vector<std::vector<parvis_value>> values_;
  std::vector<parvis_filter> filters_;
  parvis_query query_{};
};
query query_of(const parvis_query& from);

class shown_batches {
 public:
  void add(const batch& from);
  [[nodiscard]] const std::vector<parvis_batch>& get() const noexcept { return batches_; }

 private:
  // Deques: what is shown stays where it is.
  std::deque<std::vector<parvis_operation>> operations_;
  std::deque<std::vector<parvis_assignment>> assignments_;
  std::deque<std::vector<parvis_addition>> additions_;
  std::deque<std::vector<parvis_condition>> conditions_;
  std::vector<parvis_batch> batches_;
};
batch batch_of(const parvis_batch& from);

parvis_answer show(const answer& from) noexcept;
/// Throws `refused` for what is no answer to the batch.
answer answer_of(const parvis_answer& from, const batch& to);

}  // namespace parvis::capi
