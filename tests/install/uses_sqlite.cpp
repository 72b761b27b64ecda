// SPDX-License-Identifier: BSL-1.0
#include <parvis.hpp>
#include <parvis/adapters/sqlite_storage.hpp>

int main() {
  parvis::sqlite_options options;
  options.path = "no such directory/portal.sqlite";
  const auto storage = parvis::sqlite_storage::open(options);
  return !storage && storage.assume_error().code == parvis::errc::unavailable ? 0 : 1;
}
