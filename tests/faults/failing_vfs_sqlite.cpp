// SPDX-License-Identifier: BSL-1.0
#include "failing_vfs_sqlite.hpp"

#include <limits>
#include <new>

namespace parvis::test {

namespace {

struct state {
  std::atomic<std::size_t> calls{0}, fail_from{0}, fail_to{0}, syncs{0};
  std::atomic<sqlite3_int64> size_max{std::numeric_limits<sqlite3_int64>::max()};

  /// Whether this call is one that fails.
  bool fails() {
    const auto n = ++calls;
    return n >= fail_from && n < fail_to;
  }
} now;

sqlite3_vfs* real = nullptr;

struct file {
  sqlite3_file base;
  // The real file lies behind.
};
sqlite3_file* inner(sqlite3_file* f) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<file*>(f) + 1); }

/// Calls the method of the real file.
template <auto Method, class... Arguments>
auto pass(sqlite3_file* f, Arguments... arguments) {
  return (inner(f)->pMethods->*Method)(inner(f), arguments...);
}
template <auto Method, int Code, class... Arguments>
int pass_or_fail(sqlite3_file* f, Arguments... arguments) {
  return now.fails() ? Code : pass<Method>(f, arguments...);
}

int write(sqlite3_file* f, const void* data, int size, sqlite3_int64 at) {
  if (at + size > now.size_max) return SQLITE_FULL;
  return pass_or_fail<&sqlite3_io_methods::xWrite, SQLITE_IOERR_WRITE>(f, data, size, at);
}
/// Not passed on: no power is lost here, and these tests are to be quick.
int sync(sqlite3_file*, int) {
  ++now.syncs;
  return now.fails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

using io = sqlite3_io_methods;
constexpr io methods{
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return pass<&io::xClose>(f); },
    .xRead = [](sqlite3_file* f, void* to, int size,
                sqlite3_int64 at) { return pass_or_fail<&io::xRead, SQLITE_IOERR_READ>(f, to, size, at); },
    .xWrite = write,
    .xTruncate = [](sqlite3_file* f,
                    sqlite3_int64 size) { return pass_or_fail<&io::xTruncate, SQLITE_IOERR_TRUNCATE>(f, size); },
    .xSync = sync,
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* size) { return pass_or_fail<&io::xFileSize, SQLITE_IOERR_FSTAT>(f, size); },
    .xLock = [](sqlite3_file* f, int level) { return pass_or_fail<&io::xLock, SQLITE_IOERR_LOCK>(f, level); },
    .xUnlock = [](sqlite3_file* f, int level) { return pass<&io::xUnlock>(f, level); },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) { return pass<&io::xCheckReservedLock>(f, out); },
    .xFileControl = [](sqlite3_file* f, int op, void* argument) { return pass<&io::xFileControl>(f, op, argument); },
    .xSectorSize = [](sqlite3_file* f) { return pass<&io::xSectorSize>(f); },
    .xDeviceCharacteristics = [](sqlite3_file* f) { return pass<&io::xDeviceCharacteristics>(f); },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
          return pass_or_fail<&io::xShmMap, SQLITE_IOERR_SHMMAP>(f, page, size, extend, out);
        },
    .xShmLock =
        [](sqlite3_file* f, int offset, int n, int flags) {
          const bool takes = (flags & SQLITE_SHM_LOCK) != 0;  // giving up a lock does not fail
          return takes && now.fails() ? SQLITE_IOERR_SHMLOCK : pass<&io::xShmLock>(f, offset, n, flags);
        },
    .xShmBarrier = [](sqlite3_file* f) { pass<&io::xShmBarrier>(f); },
    .xShmUnmap = [](sqlite3_file* f, int erase) { return pass<&io::xShmUnmap>(f, erase); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, const char* path, sqlite3_file* f, int flags, int* flags_out) {
  f->pMethods = nullptr;
  if (now.fails()) return SQLITE_CANTOPEN;
  const int code = real->xOpen(real, path, inner(f), flags, flags_out);
  if (code == SQLITE_OK) f->pMethods = &methods;
  return code;
}

sqlite3_vfs ours;

}  // namespace

failing_vfs::failing_vfs() {
  real = sqlite3_vfs_find(nullptr);
  ours = *real;
  ours.szOsFile = static_cast<int>(sizeof(file)) + real->szOsFile;
  ours.zName = name;
  ours.xOpen = open;
  ours.xDelete = [](sqlite3_vfs*, const char* path, int sync_folder) {
    return now.fails() ? SQLITE_IOERR_DELETE : real->xDelete(real, path, sync_folder);
  };
  ours.xAccess = [](sqlite3_vfs*, const char* path, int flags, int* out) {
    return now.fails() ? SQLITE_IOERR_ACCESS : real->xAccess(real, path, flags, out);
  };
  sqlite3_vfs_register(&ours, 0);
  now.syncs = 0;
  heal();
}
failing_vfs::~failing_vfs() { sqlite3_vfs_unregister(&ours); }

void failing_vfs::fail(std::size_t n, how long_for) {
  now.calls = 0;
  now.fail_from = n;
  now.fail_to = long_for == how::once ? n + 1 : std::numeric_limits<std::size_t>::max();
}
void failing_vfs::limit(sqlite3_int64 size) { now.size_max = size; }
void failing_vfs::heal() {
  now.fail_from = now.fail_to = 0;
  now.size_max = std::numeric_limits<sqlite3_int64>::max();
}
bool failing_vfs::failed() const noexcept { return now.fail_from != 0 && now.calls >= now.fail_from; }
std::size_t failing_vfs::syncs() const noexcept { return now.syncs; }

}  // namespace parvis::test
