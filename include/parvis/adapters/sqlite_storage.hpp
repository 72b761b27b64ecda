// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "parvis/ports/participant.hpp"
#include "parvis/ports/storage.hpp"
#include "parvis/values/instant.hpp"

namespace parvis::inline v1 {

/// When a commit counts as done.
enum class sqlite_synchronous : std::uint8_t {
  full = 1,    ///< once it is on the disk: it survives the loss of power
  normal = 2,  ///< once the system has it: it survives the end of the process, but not always the loss of power
};

/// How a file is opened.
struct sqlite_options {
  std::string path;  ///< a file on a local disk; made when absent. It may hold tables of the host's as well
  sqlite_synchronous synchronous = sqlite_synchronous::full;  ///< when a commit counts as done
  duration busy_timeout = seconds(5);          ///< how long a call waits for other processes, or for a reader
  std::size_t readers_max = 8;                 ///< connections for reading; opened when they are needed
  std::int32_t checkpoint_pages = 4000;        ///< pages of log after which a commit moves them into the file
  parvis::participant* participant = nullptr;  ///< borrowed; given the `sqlite3*` that the rows are written through
  std::string vfs{};                           ///< the name of a registered `sqlite3_vfs`; empty: the default
  /// Makes an index of every part of the words that accounts are searched by (FTS5, SQLite 3.34 or later), where the
  /// file has none. It stays, whoever opens the file, is fed by `run_due`, and never delays a commit; what waits to be
  /// fed is found as well.
  bool index_parts_of_words = false;
  /// Refuses a file that holds no store yet, and one that is not there: nothing is made, and a file that another
  /// program keeps its own tables in is left as it is.
  bool must_exist = false;
};

/// One SQLite file for any number of workspaces, threads and processes. Needs SQLite 3.20 or later, built for threads.
///
/// The file is in WAL mode, so reading and writing never wait for each other. Calls of `commit` that come while a
/// transaction is under way are committed together by the next one: on the thread of one of the callers, each with an
/// answer of its own. No thread is started, and nothing about SQLite as a whole is configured.
///
/// All names in the file begin with `parvis_`. The file holds password hashes and personal data: who may read it is the
/// host's to say, by the rights of its folder. Not to be carried into a child by `fork`: open it there again.
class sqlite_storage final : public storage {
 public:
  /// Opens the file, and makes or migrates the tables in one transaction. Fails with `schema_newer` when a newer parvis
  /// wrote it, with `storage_unfit` when its tables were made differently, when it is no database or holds no store
  /// that must exist, or when WAL is not to be had there, and with `unavailable` otherwise. A file that is refused is
  /// not changed.
  static result<std::unique_ptr<sqlite_storage>> open(const sqlite_options&);
  /// No call may be under way.
  ~sqlite_storage() override;
  sqlite_storage(const sqlite_storage&) = delete;
  sqlite_storage& operator=(const sqlite_storage&) = delete;

  /// Whole batches; durable as `synchronous` says.
  [[nodiscard]] capabilities able() const override;
  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override;
  result<page> scan(std::string_view workspace, const query& what, host_context context) override;
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context context) override;
  /// Feeds the index of words, where the file has one.
  result<std::size_t> maintain(std::string_view workspace, std::size_t limit, host_context context) override;

 private:
  struct state;
  explicit sqlite_storage(std::unique_ptr<state>);
  std::unique_ptr<state> state_;
};

}  // namespace parvis::inline v1
