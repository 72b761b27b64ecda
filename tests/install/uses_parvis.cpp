// SPDX-License-Identifier: BSL-1.0
#include <parvis.hpp>
#include <parvis/adapters/memory_storage.hpp>

int main() {
  parvis::memory_storage storage;
  parvis::system_clock clock;
  parvis::system_random random;
  auto hasher = parvis::scrypt_hasher::make({}).value();
  auto keys =
      parvis::key_ring::make({{1, "a secret of at least thirty-two octets", parvis::key_state::primary}}).value();
  parvis::host host;
  host.storage = &storage;
  host.clock = &clock;
  host.random = &random;
  host.hasher = hasher.get();
  auto portal = parvis::portal::open({std::move(keys)}, host);
  if (!portal) return 1;
  const auto viewed = portal.assume_value().view_settings({"cabinet"});
  return !viewed && viewed.assume_error().code == parvis::errc::not_set_up ? 0 : 1;
}
