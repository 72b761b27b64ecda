// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/model/schema.hpp"
#include "parvis/testkit/contract/probe.hpp"

// What the tests of the SQLite storage have in common.

namespace parvis::test {

/// A file in a folder of its own, both gone in the end.
class sqlite_file {
 public:
  sqlite_file() : folder_((std::filesystem::temp_directory_path() / "parvis-XXXXXX").string()) {
    REQUIRE(mkdtemp(folder_.data()) != nullptr);
  }
  ~sqlite_file() { std::filesystem::remove_all(folder_); }
  sqlite_file(const sqlite_file&) = delete;
  sqlite_file& operator=(const sqlite_file&) = delete;

  [[nodiscard]] std::string path() const { return folder_ + "/store.db"; }
  [[nodiscard]] sqlite_options options() const { return {.path = path()}; }
  [[nodiscard]] std::string octets() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::string folder_;
};

inline std::unique_ptr<sqlite_storage> opened(const sqlite_options& options) {
  auto out = sqlite_storage::open(options);
  INFO((out ? std::string() : out.error().detail));
  REQUIRE(out.has_value());
  return std::move(out).value();
}

/// Somebody else's connection to the file.
class sqlite_neighbour {
 public:
  explicit sqlite_neighbour(const std::string& path) { REQUIRE(sqlite3_open(path.c_str(), &db_) == SQLITE_OK); }
  ~sqlite_neighbour() { sqlite3_close(db_); }
  sqlite_neighbour(const sqlite_neighbour&) = delete;
  sqlite_neighbour& operator=(const sqlite_neighbour&) = delete;

  void run(const std::string& text) {
    INFO(text);
    REQUIRE(sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  /// The rows, columns apart by '|', each row ended by a blank.
  std::string ask(const std::string& text) {
    std::string out;
    const auto add = [](void* to, int count, char** columns, char**) {
      for (int i = 0; i < count; ++i) {
        *static_cast<std::string*>(to) += (i > 0 ? "|" : "") + std::string(columns[i] != nullptr ? columns[i] : "null");
      }
      *static_cast<std::string*>(to) += ' ';
      return 0;
    };
    INFO(text);
    REQUIRE(sqlite3_exec(db_, text.c_str(), add, &out, nullptr) == SQLITE_OK);
    return out;
  }

 private:
  sqlite3* db_ = nullptr;
};

inline uuid numbered(std::uint64_t n, std::uint8_t of = 1) {
  uuid out = uuid::well_known(of);
  for (std::size_t i = 0; i < 8; ++i) out.octet[i] = static_cast<std::uint8_t>(n >> (56 - 8 * i));
  return out;
}

inline constexpr instant some_day{1'750'000'000'000'000};

inline batch batch_of(std::uint64_t n, std::vector<operation> operations, instant at = some_day) {
  return {numbered(n, 99), at, std::move(operations)};
}
inline answer commit(storage& store, const batch& b, host_context context = nullptr) {
  return store.commit("firm", {&b, 1}, context).front();
}
inline std::optional<row> load(storage& store, kind k, const uuid& id) {
  const auto key = key::by_id(k, id);
  auto out = store.load("firm", {&key, 1}, nullptr);
  REQUIRE(out.has_value());
  return out.value().front();
}
inline constexpr answer done{answer_status::done};
inline constexpr answer already{answer_status::already};
inline constexpr answer unavailable{answer_status::unavailable};

}  // namespace parvis::test
