// SPDX-License-Identifier: BSL-1.0
#include <iostream>
#include <parvis.hpp>
#include <parvis/adapters/memory_storage.hpp>
#include <parvis/ports/mailer.hpp>

// A person signs up at the open form of a portal, proves the address by the mailed link, and is in.
struct printing_mailer : parvis::mailer {
  std::string token;
  parvis::result<> send(const parvis::mail& mail) override {
    std::cout << mail.to.address() << ": " << mail.subject.text() << '\n';
    if (const auto at = mail.text.find("token="); at != mail.text.npos) token = mail.text.substr(at + 6, 57);
    return parvis::success();
  }
};

int main() {
  parvis::memory_storage storage;
  parvis::system_clock clock;
  parvis::system_random random;
  printing_mailer mailer;
  const auto hasher = parvis::scrypt_hasher::make().value();
  auto keys = parvis::key_ring::make({{.id = 1, .secret = "32 random octets from where you keep secrets"}}).value();
  auto portal = parvis::portal::open({std::move(keys)}, {&storage, &clock, &random, hasher.get(), &mailer}).value();

  parvis::caller visitor{.workspace = "beaumont", .language = "en"};
  parvis::set_up_request firm{
      "Cabinet Beaumont", "https://portal.beaumont.example", "en", "Claire", "Beaumont", "claire@beaumont.example",
      "claire.beaumont",  "seven lamps above the steps"};
  firm.grants = {{"core", 1}};  // a seat for the administrator
  auto admin = visitor;
  admin.actor = portal.set_up(visitor, firm).value().administrator;

  auto settings = portal.view_settings(admin).value();
  settings.signup_policy = parvis::signup_policy::clients;  // and approval is by default until it is by a user
  portal.change_settings(admin, settings).value();

  const parvis::sign_up_request form{{}, "Amira", "Haddad", "amira", "amira@example.org", "three storks on the roof"};
  const auto received = portal.sign_up(visitor, form).value();
  std::cout << received.message << '\n';
  portal.drain_outbox(visitor, 100).value();
  const auto amira = portal.prove_email(visitor, {mailer.token, received.continuation}).value();
  std::cout << amira.first_name << ": " << parvis::label(amira.state, "en") << '\n';
}
