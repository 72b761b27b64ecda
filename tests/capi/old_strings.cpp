// SPDX-License-Identifier: BSL-1.0
// A host in C++ that was compiled with libstdc++'s older strings and lists: only C crosses, so they never meet ours.
#include <parvis.h>

#include <cstdio>
#include <list>
#include <string>

static_assert(_GLIBCXX_USE_CXX11_ABI == 0, "this is to be compiled with the older strings");

namespace {

using notes = std::list<std::string>;

std::string string(parvis_text text) { return std::string(text.data, text.size); }

parvis_status now(void* user_data, parvis_call* call, parvis_time_us*) {
  static_cast<notes*>(user_data)->push_back("asked for the time");
  const std::string why = "no clock in " + string(parvis_version());
  return parvis_call_fail(call, PARVIS_E_CLOCK_FAILED, parvis_text{why.data(), why.size()});
}

int expect(bool holds, const char* what) {
  if (!holds) std::fprintf(stderr, "does not hold: %s\n", what);
  return holds ? 0 : 1;
}

}  // namespace

int main() {
  notes noted;
  parvis_storage storage{};
  storage.struct_size = sizeof storage;
  if (parvis_memory_storage_open(nullptr, &storage, nullptr) != PARVIS_DONE) return 1;
  parvis_clock clock{};
  clock.struct_size = sizeof clock;
  clock.user_data = &noted;
  clock.now = now;
  const std::string secret(32, 's');
  parvis_ring_key key{};
  key.id = 1;
  key.secret = {reinterpret_cast<const uint8_t*>(secret.data()), secret.size()};
  parvis_options options{};
  options.struct_size = sizeof options;
  options.keys = &key;
  options.key_count = 1;
  parvis_host host{};
  host.struct_size = sizeof host;
  host.storage = &storage;
  host.clock = &clock;
  parvis_portal* portal = nullptr;
  if (parvis_portal_open(&options, &host, &portal, nullptr) != PARVIS_DONE) return 1;

  parvis_caller by{};
  by.struct_size = sizeof by;
  by.workspace = parvis_text_of("ravel");
  const parvis_error* error = nullptr;
  const parvis_status status = parvis_run_due(portal, &by, 10, nullptr, &error);
  int wrong = expect(status == PARVIS_E_CLOCK_FAILED && error != nullptr, "the clock fails the call");
  wrong += expect(error != nullptr && !string(error->message).empty(), "and says so");
  wrong += expect(noted.size() == 1 && noted.front() == "asked for the time", "it was asked once");
  parvis_free(error);
  parvis_portal_close(portal);
  return wrong;
}
