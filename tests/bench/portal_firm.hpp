// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/adapters/system.hpp"
#include "parvis/portal.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/mailer.hpp"
#include "parvis/ports/password_hasher.hpp"
#include "parvis/values/token.hpp"
#include "sign_up.hpp"

// A firm whose portal the benchmarks call as a host does.

namespace sign_up_bench {

/// Hosts that cost nothing: what is left is the library and the store.
class free_hasher final : public password_hasher {
 public:
  result<std::string> hash(std::string_view, std::string_view) override { return std::string{phc}; }
  result<verdict> verify(std::string_view, std::string_view) override { return verdict::right; }
  std::string_view dummy() const noexcept override { return phc; }

 private:
  static constexpr std::string_view phc =
      "$scrypt$ln=15,r=8,p=3$c29tZXNhbHRzb21lc2FsdA$0123456789012345678901234567890123456789012";
};
class free_mailer final : public mailer {
 public:
  result<> send(const mail&) override { return success(); }
};
class free_cases final : public cases {
 public:
  result<> open(const case_request&) override { return success(); }
};

/// A firm with a public link for clients and one approver, and the people who sign up there.
class firm_portal {
 public:
  firm_portal(std::unique_ptr<storage> store, password_hasher& hasher, email_proof proof = email_proof::off)
      : store_(std::move(store)),
        door(portal::open({.keys = own_keys(), .licensing = licensing::by_administrators}, {.storage = store_.get(),
                                                                                            .clock = &clock_,
                                                                                            .random = &random_,
                                                                                            .hasher = &hasher,
                                                                                            .mailer = &mailer_,
                                                                                            .cases = &cases_})
                 .value()) {
    const auto who = door.set_up(visitor, {.portal_name = "Cabinet",
                                           .portal_url = "https://portal.example.org",
                                           .first_name = "Claire",
                                           .last_name = "Beaumont",
                                           .email = "claire@example.org",
                                           .username = "claire",
                                           .password = password_,
                                           .grants = {{"core", 1}}})
                         .value();
    admin.actor = who.administrator;
    auto wanted = door.view_settings(admin).value();
    wanted.approval = approval_mode::by_user;
    wanted.approvers = {who.administrator};
    wanted.email_proof = proof;
    door.change_settings(admin, wanted).value();
    auto made = door.create_invite(admin, {.lifetime = days(30), .case_role = case_role::client}).value();
    token_ = made.link.substr(made.link.find("token=") + 6);
    rows = rows_of(made.invite.id, who.administrator, who.administrators);
  }

  result<sign_up_reply> try_sign_up(const raw_sign_up& p) {
    return door.sign_up(visitor, {.token = token_,
                                  .first_name = p.first_name,
                                  .last_name = p.last_name,
                                  .username = p.username,
                                  .email = p.email,
                                  .password = password_,
                                  .language = "fr"});
  }
  bool sign_up(const raw_sign_up& p) { return try_sign_up(p).has_value(); }
  /// Follows the link of the mail that a sign-up leads to, with what was typed then.
  result<account_view> prove(const sign_up_reply& received) {
    const auto row = token::parse(received.continuation).value().row();
    return door.prove_email(visitor, {.token = keys_.issue(token_kind::verify, visitor.workspace, row, 0).text(),
                                      .continuation = received.continuation});
  }
  result<account_view> sign_in(const raw_sign_up& p) { return door.sign_in(visitor, {p.email, password_}); }

  storage& store() { return *store_; }

 private:
  static constexpr const char* password_ = "three storks on the roof";
  static key_ring own_keys() {
    return key_ring::make({{.id = 1, .secret = "0123456789abcdef0123456789abcdef"}}).value();
  }
  const key_ring keys_ = own_keys();
  system_clock clock_;
  system_random random_;
  free_mailer mailer_;
  free_cases cases_;
  std::unique_ptr<storage> store_;
  std::string token_;

 public:
  const caller visitor{.workspace = std::string(firm)};
  caller admin = visitor;
  portal door;
  raw_rows rows;  ///< that a sign-up asks of
};

inline std::unique_ptr<sqlite_storage> opened(const std::string& path, sqlite_synchronous synchronous) {
  return sqlite_storage::open({.path = path, .synchronous = synchronous}).value();
}

}  // namespace sign_up_bench
