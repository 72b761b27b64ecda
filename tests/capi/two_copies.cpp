// SPDX-License-Identifier: BSL-1.0
// One process with three copies of the library: the static one in this program, the C library, and a plugin's. They do
// not meet, and codes of one are codes of the other. Both umbrellas in one file: no name of C is a name of C++.
#include <parvis.h>

#include <cstdio>
#include <parvis.hpp>
#include <parvis/adapters/memory_storage.hpp>
#include <string>

const std::error_category& category_of_the_second_copy();

namespace {

int wrong = 0;
void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  ++wrong;
}

void codes_of_two_copies_are_one() {
  const auto& ours = parvis::category();
  const auto& theirs = category_of_the_second_copy();
  expect(&ours != &theirs, "there are two copies");
  const auto stale = parvis::make_error_code(parvis::errc::stale);
  const std::error_code stale_of_theirs(static_cast<int>(parvis::errc::stale), theirs);
  expect(stale == theirs.default_error_condition(stale.value()), "a code of ours is a condition of theirs");
  expect(stale_of_theirs == ours.default_error_condition(stale.value()), "a code of theirs is a condition of ours");
  expect(stale != theirs.default_error_condition(stale.value() + 1), "another number is another code");
  expect(stale != std::generic_category().default_error_condition(stale.value()), "another category is another code");
  expect(stale.message() == stale_of_theirs.message(), "they say the same");
}

parvis::portal opened(parvis::host on) {
  auto keys = parvis::key_ring::make({{.id = 1, .secret = "0123456789abcdef0123456789abcdef"}}).value();
  return parvis::portal::open({std::move(keys)}, on).value();
}

parvis_portal* opened() {
  static const uint8_t secret[] = "0123456789abcdef0123456789abcdef";
  parvis_storage storage{};
  storage.struct_size = sizeof storage;
  const parvis_ring_key key{1, PARVIS_KEY_PRIMARY, {secret, 32}};
  parvis_options options{};
  options.struct_size = sizeof options;
  options.keys = &key;
  options.key_count = 1;
  parvis_host host{};
  host.struct_size = sizeof host;
  host.storage = &storage;
  parvis_portal* out = nullptr;
  const bool done = parvis_memory_storage_open(nullptr, &storage, nullptr) == PARVIS_DONE &&
                    parvis_portal_open(&options, &host, &out, nullptr) == PARVIS_DONE;
  expect(done, "a portal opens through C");
  return out;
}

void portals_of_both_stand_side_by_side() {
  parvis::memory_storage storage;
  parvis::system_clock clock;
  parvis::system_random random;
  const auto hasher = parvis::scrypt_hasher::make({.log2_n = 1, .r = 1, .p = 1}).value();
  auto in_cpp = opened({.storage = &storage, .clock = &clock, .random = &random, .hasher = hasher.get()});
  auto* in_c = opened();
  const auto form = in_cpp.view_sign_up_form({.workspace = "ravel"});
  parvis_caller by{};
  by.struct_size = sizeof by;
  by.workspace = parvis_text_of("ravel");
  const parvis_error* error = nullptr;
  const auto status = parvis_view_sign_up_form(in_c, &by, nullptr, &error);
  expect(!form && status == static_cast<parvis_status>(form.error().code), "they answer alike");
  expect(error != nullptr && form.error().message == std::string(error->message.data, error->message.size),
         "in the same words");
  parvis_free(error);
  parvis_portal_close(in_c);
}

}  // namespace

int main() {
  codes_of_two_copies_are_one();
  portals_of_both_stand_side_by_side();
  return wrong;
}
