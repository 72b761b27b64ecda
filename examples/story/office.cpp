// SPDX-License-Identifier: BSL-1.0
// The firm goes on: its own form, links by name, a second look at a refusal, seats for a while, and the sealed trail.
#include <algorithm>

#include "stage.hpp"

namespace story {

namespace {

std::string mailed_token(const std::vector<parvis::mail>& mails, std::string_view address) {
  for (const auto& mail : mails) {
    if (mail.to.address() == address) return token_in(mail.text);
  }
  return {};
}

void ask_more(stage& on) {
  auto wanted = on.portal.view_settings(on.claire).value();
  wanted.fields = {{"mobile", parvis::requirement::required, {}}};
  wanted.consents = {{"terms", "2026-11", parvis::requirement::required}};
  wanted.signup_policy = parvis::signup_policy::none;
  const auto told = on.portal.preview_settings(on.claire, wanted).value();
  on.tell.line("Sign-up by link only, with a mobile number and the terms of November 2026. " +
               std::to_string(told.pending) + " pending, " + std::to_string(told.waiting) + " waiting, " +
               std::to_string(told.dead_links.size()) + " links die.");
  on.portal.change_settings(on.claire, wanted).value();
}

void invite_by_name(stage& on) {
  const auto rows =
      on.portal
          .invite_people(on.claire, {.options = {.language = "fr", .case_role = parvis::case_role::client},
                                     .people = {{"maud@example.org"},
                                                {"claire.beaumont@beaumont.example"},
                                                {"not an address"},
                                                {"MAUD@example.org"}}})
          .value();
  const std::string_view expected[] = {"mailed", "email_taken", "email_invalid", "given_twice"};
  for (std::size_t n = 0; n < rows.size(); ++n) on.tell.expect("an invitation", expected[n], answer(rows[n], "mailed"));
  on.tell.line("Four invitations: one mailed; an account of the firm's, a bad address and a repeated one are named.");

  parvis::sign_up_request form{.token = mailed_token(deliver(on), "maud@example.org"),
                               .first_name = "Maud",
                               .last_name = "Garnier",
                               .username = "maud.garnier",
                               .email = "maud@example.org",
                               .password = "quatre chats sur le toit",
                               .language = "fr"};
  const auto incomplete = on.portal.sign_up(on.system, form);
  on.tell.expect("a form without mobile and terms", "invalid_form", answer(incomplete, "taken"));
  form.fields = {{"mobile", "+33 6 00 00 00 00"}};
  form.consents = {{"terms", "2026-11"}};
  auto other = form;
  other.email = "somebody.else@example.org";
  on.tell.expect("her link for another address", "invalid_form", answer(on.portal.sign_up(on.system, other), "taken"));
  const auto maud = on.portal.sign_up(on.system, form).value().account.value();
  on.labels[maud.id] = "Maud Garnier";
  on.tell.expect("Maud Garnier", "pending", name(maud.state));
  on.tell.expect("her link once more", "invite_invalid", answer(on.portal.sign_up(on.system, form), "taken"));
  const auto all = on.portal.approve_pending(on.claire, 100).value();
  on.tell.line("The mailed link makes Maud's account without another mail. Approved in one call: " +
               std::to_string(all.size()) + ".");
}

void look_again(stage& on) {
  const auto refused = on.portal.list_accounts(on.claire, {.state = parvis::account_state::rejected}).value();
  for (const auto& one : refused.accounts) {
    on.tell.line("Reopens the request of " + one.first_name + " " + one.last_name + ": " +
                 std::string(answer(on.portal.reopen(on.claire, {.account = one.id}))));
  }
  on.clock.forward(parvis::days(31));
  const auto due = on.portal.run_due(on.system, 1000).value();
  on.tell.line("A month later nobody has decided: " + std::to_string(due.lapsed) + " lapsed.");
  on.tell.expect("requests that lapsed", refused.accounts.size(), due.lapsed);
}

void move_seats(stage& on) {
  const auto until = on.clock.now().value() + parvis::days(30);
  on.portal.grant_seats(on.vendor, {"collaborators", 1, {}, until}).value();
  on.tell.line("One more seat for thirty days. Seats held: " + pools_of(on) + ".");
  on.clock.forward(parvis::days(30));
  on.portal.run_due(on.system, 1000).value();
  on.tell.line("Thirty days later: " + pools_of(on) + ".");
  for (const auto& mail : deliver(on)) {
    if (mail.to.address() == "claire.beaumont@beaumont.example") on.tell.line("Mail to Claire: " + mail.subject.text());
  }
  const auto active =
      on.portal.list_accounts(on.claire, {.state = parvis::account_state::active, .limit = 1000}).value();
  const auto leaves = std::find_if(active.accounts.begin(), active.accounts.end(),
                                   [](const auto& one) { return has(one.access, parvis::access::collaborator); });
  if (leaves != active.accounts.end()) {
    const auto left = on.portal.deactivate(on.claire, {.account = leaves->id});
    on.tell.expect("a collaborator leaves", "inactive", answer(left));
    on.tell.line("A collaborator is deactivated: " + pools_of(on) + ".");
  }
  on.tell.expect("the last administrator", "last_administrator",
                 answer(on.portal.deactivate(on.claire, {.account = on.claire.actor})));
  deliver(on);
}

void seal_the_trail(stage& on) {
  while (on.portal.seal_audit(on.system, 1000).value().sealed > 0) {
  }
  const auto anchor = on.portal.seal_audit(on.system, 1000).value().head;
  const auto report = on.portal.verify_audit(on.claire, {.through = anchor}).value();
  on.tell.expect("entries verified", static_cast<std::size_t>(anchor.position), report.verified);
  on.tell.expect("what is wrong with the trail", "nothing", report.first_bad ? "something" : "nothing");
  on.tell.line("The trail is sealed and verified, all " + std::to_string(report.verified) + " entries of it.");
}

}  // namespace

void go_on(stage& on) {
  on.tell.chapter("The firm goes on");
  ask_more(on);
  invite_by_name(on);
  look_again(on);
  move_seats(on);
  seal_the_trail(on);
}

}  // namespace story
