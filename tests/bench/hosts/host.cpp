// SPDX-License-Identifier: BSL-1.0
// The works of `run`, done in C++: what calling from another language is compared with.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "parvis.hpp"
#include "parvis/adapters/memory_storage.hpp"
#include "parvis/adapters/sqlite_storage.hpp"

using namespace parvis;

namespace {

template <class Work>
double seconds(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct firm {
  system_clock clock;
  system_random random;
  std::unique_ptr<scrypt_hasher> hasher = scrypt_hasher::make({.log2_n = 1, .r = 1, .p = 1}).value();
  std::unique_ptr<storage> store;
  portal door;
  caller visitor{.workspace = "ravel"};
  std::string token;
  int people = 0;

  explicit firm(std::unique_ptr<storage> on)
      : store(std::move(on)),
        door(portal::open({key_ring::make({{.id = 1, .secret = "0123456789abcdef0123456789abcdef"}}).value()},
                          {.storage = store.get(), .clock = &clock, .random = &random, .hasher = hasher.get()})
                 .value()) {}

  void set_up() {
    const auto made = door.set_up(visitor, {.portal_name = "Cabinet Ravel",
                                            .portal_url = "https://portal.example.org",
                                            .first_name = "Claire",
                                            .last_name = "Beaumont",
                                            .email = "claire@example.org",
                                            .username = "claire",
                                            .password = "seven violet otters swim",
                                            .grants = {{"core", 1}}})
                          .value();
    auto admin = visitor;
    admin.actor = made.administrator;
    auto wanted = door.view_settings(admin).value();
    wanted.email_proof = email_proof::off;
    door.change_settings(admin, wanted).value();
    const auto link = door.create_invite(admin, {}).value().link;
    token = link.substr(link.find("token=") + 6);
  }

  bool sign_up() {
    const auto name = "zoe" + std::to_string(people++);
    return sign_up(token, name, name + "@example.org");
  }
  bool sign_up(std::string_view link, std::string_view name, std::string_view email) {
    return door
        .sign_up(visitor, {.token = std::string(link),
                           .first_name = "Zoé",
                           .last_name = "O'Brien",
                           .username = std::string(name),
                           .email = std::string(email),
                           .password = "nine amber herons dive",
                           .language = "fr"})
        .has_value();
  }
};

void sign_ups(const char* work, firm& of, int times) {
  of.set_up();
  for (int n = 0; n < times / 10; ++n) of.sign_up();
  const auto took = seconds([&] {
    for (int n = 0; n < times; ++n) {
      if (!of.sign_up()) std::abort();
    }
  });
  std::printf("%s\t%.1f\n", work, times / took);
}

}  // namespace

int main(int, char** arguments) {
  const std::string file = arguments[1];
  {
    firm of(std::make_unique<memory_storage>());
    of.set_up();
    constexpr int times = 100'000;
    const auto refused = seconds([&] {
      for (int n = 0; n < times; ++n) {
        if (of.sign_up("no token", "zoe", "zoe@example.org")) std::abort();
      }
    });
    std::printf("refused sign-up, ns\t%.1f\n", refused / times * 1e9);
    const auto viewed = seconds([&] {
      for (int n = 0; n < times; ++n) {
        if (!of.door.view_sign_up_form(of.visitor)) std::abort();
      }
    });
    std::printf("form in memory, ns\t%.1f\n", viewed / times * 1e9);
  }
  {
    constexpr int times = 2000;
    const auto opened = seconds([&] {
      for (int n = 0; n < times; ++n) firm of(std::make_unique<memory_storage>());
    });
    std::printf("open and close, us\t%.1f\n", opened / times * 1e6);
  }
  {
    firm of(std::make_unique<memory_storage>());
    sign_ups("sign-ups in memory, per second", of, 20'000);
  }
  {
    firm of(sqlite_storage::open({.path = file, .synchronous = sqlite_synchronous::normal}).value());
    sign_ups("sign-ups on SQLite NORMAL, per second", of, 5000);
  }
  {
    firm of(sqlite_storage::open({.path = file + ".own"}).value());
    sign_ups("sign-ups on own storage FULL, per second", of, 500);
  }
}
