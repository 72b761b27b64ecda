// SPDX-License-Identifier: BSL-1.0
#include "parvis/adapters/system.hpp"
#include "parvis/portal.hpp"
#include "parvis/ports/password_hasher.hpp"
#include "sign_up.hpp"

// The whole sign-up through a link, as a host calls it, against the C program of raw_sqlite.c that writes the same rows
// and reads nothing first. The workspace asks for no proof of e-mail, so that one call makes the account, its audit
// entry and two mails.

void bench_portal_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

/// A host's own hasher that costs nothing: what is left is the library and the store.
class free_hasher final : public password_hasher {
 public:
  result<std::string> hash(std::string_view, std::string_view) override { return std::string{phc}; }
  result<verdict> verify(std::string_view, std::string_view) override { return verdict::right; }
  std::string_view dummy() const noexcept override { return phc; }

 private:
  static constexpr std::string_view phc =
      "$scrypt$ln=15,r=8,p=3$c29tZXNhbHRzb21lc2FsdA$0123456789012345678901234567890123456789012";
};

/// A firm with a public link for clients and one approver, and the people who sign up there.
class firm_portal {
 public:
  firm_portal(const std::string& path, sqlite_synchronous synchronous, password_hasher& hasher)
      : store_(sqlite_storage::open({.path = path, .synchronous = synchronous}).value()),
        portal_(portal::open({key_ring::make({{.id = 1, .secret = "0123456789abcdef0123456789abcdef"}}).value()},
                             {.storage = store_.get(), .clock = &clock_, .random = &random_, .hasher = &hasher})
                    .value()) {
    const auto who = portal_
                         .set_up(visitor_, {.portal_name = "Cabinet",
                                            .portal_url = "https://portal.example.org",
                                            .first_name = "Claire",
                                            .last_name = "Beaumont",
                                            .email = "claire@example.org",
                                            .username = "claire",
                                            .password = password_,
                                            .grants = {{"core", 1}}})
                         .value()
                         .administrator;
    const caller admin{.workspace = visitor_.workspace, .actor = who};
    auto wanted = portal_.view_settings(admin).value();
    wanted.approval = approval_mode::by_user;
    wanted.approvers = {who};
    wanted.email_proof = email_proof::off;
    portal_.change_settings(admin, wanted).value();
    auto made = portal_.create_invite(admin, {.lifetime = days(30), .case_role = case_role::client}).value();
    link_ = made.invite.id;
    token_ = made.link.substr(made.link.find("token=") + 6);
  }

  bool sign_up(const raw_sign_up& p) {
    const auto done = portal_.sign_up(visitor_, {.token = token_,
                                                 .first_name = p.first_name,
                                                 .last_name = p.last_name,
                                                 .username = p.username,
                                                 .email = p.email,
                                                 .password = password_,
                                                 .language = "fr"});
    return done.has_value();
  }
  [[nodiscard]] const uuid& link() const { return link_; }

 private:
  static constexpr const char* password_ = "three storks on the roof";
  caller visitor_{.workspace = std::string(firm)};
  system_clock clock_;
  system_random random_;
  std::unique_ptr<sqlite_storage> store_;
  portal portal_;
  invite_id link_;
  std::string token_;
};

/// 10,000 accounts first, as quickly as may be.
uuid fill(const std::string& path) {
  free_hasher hasher;
  firm_portal firm_at(path, sqlite_synchronous::normal, hasher);
  crowd people(0);
  for (int i = 0; i < 10'000; ++i) must(firm_at.sign_up(people.next()), "a first account");
  return firm_at.link();
}

void measure_portal(const setting& how, bench_table& table) {
  const folder in;
  free_hasher hasher;
  firm_portal ours(in.file("ours.db"), how.synchronous, hasher);
  crowd people(0);
  for (int i = 0; i < 10'000; ++i) must(ours.sign_up(people.next()), "a first account");
  const auto link = fill(in.file("raw.db"));
  const auto raw = raw_over(in.file("raw.db"), how.synchronous, link);
  measure(how, [&](const raw_sign_up& p) { return ours.sign_up(p); }, raw.get(), table);
}

/// With real hashing, as many threads as cores: against a program that only hashes, then commits.
void measure_hashing(bench_table& table) {
  const folder in;
  const auto scrypt = scrypt_hasher::make().value();
  firm_portal ours(in.file("ours.db"), sqlite_synchronous::full, *scrypt);
  const auto link = fill(in.file("raw.db"));
  const auto raw = raw_over(in.file("raw.db"), sqlite_synchronous::full, link);
  auto* const group = raw_group_start(raw.get());
  must(group != nullptr, "no thread");
  const auto threads = std::max(2U, std::thread::hardware_concurrency());
  const std::chrono::milliseconds length(4000);
  unsigned our_crowds = 0, raw_crowds = 0;
  const auto our_sign_up = [&](const raw_sign_up& p) { return ours.sign_up(p); };
  const auto hash_and_commit = [&](raw_sign_up p) {
    const auto phc = scrypt->hash("three storks on the roof", "sixteen octets..").value();
    p.password = phc.c_str();
    return raw_group_commit(group, &p) == 0;
  };
  table.push_back(bench_compare(
      "whole sign-up with scrypt 2^15, FULL, a thread a core, per second", ">= 0.97 x hash, then raw", 5,
      [&] { return run(threads, length, our_crowds, our_sign_up).per_second; },
      [&] { return run(threads, length, raw_crowds, hash_and_commit).per_second; }));
  raw_group_stop(group);
}

}  // namespace

void bench_portal_sqlite(bench_table& table) {
  constexpr auto full = sqlite_synchronous::full, normal = sqlite_synchronous::normal;
  constexpr setting settings[] = {{"whole sign-up, FULL, 1 thread", full, 1, ">= 0.75 x raw"},
                                  {"whole sign-up, NORMAL, 1 thread", normal, 1, ">= 0.60 x raw"},
                                  {"whole sign-up, FULL, 64 threads", full, 64, ">= 0.70 x raw group commit"}};
  for (const auto& how : settings) measure_portal(how, table);
  measure_hashing(table);
}
