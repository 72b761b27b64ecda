// SPDX-License-Identifier: BSL-1.0
// The firm opens its portal: administrator, approver, settings, links.
#include "stage.hpp"

namespace story {

namespace {

void set_up(stage& on) {
  const auto made = on.portal
                        .set_up(on.system, {.portal_name = "Cabinet Beaumont",
                                            .portal_url = "https://portail.beaumont.example",
                                            .default_language = "fr",
                                            .first_name = "Claire",
                                            .last_name = "Beaumont",
                                            .email = "claire.beaumont@beaumont.example",
                                            .username = "claire.beaumont",
                                            .password = "sept lampes au-dessus du perron",
                                            .grants = {{"core", 2}, {"collaborators", 1}}})
                        .value();
  on.claire.actor = made.administrator;
  on.labels[made.administrator] = "Claire Beaumont";
  on.labels[parvis::operator_id] = "the operator";
  on.tell.line("Claire Beaumont sets the portal up. Seats held: " + pools_of(on) + ".");
  const auto again = on.portal.set_up(on.system, {});
  on.tell.expect("an empty second set-up", "invalid_form", answer(again, "done"));

  const auto karim = on.portal
                         .add_user(on.claire, {.first_name = "Karim",
                                               .last_name = "Benali",
                                               .email = "karim.benali@beaumont.example",
                                               .group = made.members,
                                               .seniority = "lawyer"})
                         .value();
  on.karim.actor = karim.id;
  on.labels[karim.id] = "Karim Benali";
  on.tell.expect("Karim Benali when added", "invited", name(karim.state));
}

void join(stage& on) {
  const auto mails = deliver(on);
  on.tell.expect("mails about the new user", 1, mails.size());
  const auto& mail = mails.at(0);
  on.tell.line("She adds Karim Benali. Mail to " + mail.to.address() + ": " + mail.subject.text() + ".");
  const parvis::join_request request{
      .token = token_in(mail.text), .username = "karim.benali", .password = "un escalier de pierre claire"};
  const auto joined = on.portal.join(on.system, request);
  on.tell.line("Karim Benali follows the link and joins: " + std::string(answer(joined)) +
               ". Seats held: " + pools_of(on) + ".");
  on.tell.expect("joining", "active", answer(joined));
  on.tell.expect("joining once more", "link_invalid", answer(on.portal.join(on.system, request)));
}

void configure(stage& on) {
  auto wanted = on.portal.view_settings(on.claire).value();
  wanted.signup_policy = parvis::signup_policy::clients;
  wanted.approval = parvis::approval_mode::by_user;
  on.tell.expect("approval by nobody", "invalid_form", answer(on.portal.change_settings(on.claire, wanted), "done"));
  wanted.approvers = {on.karim.actor};
  wanted.support_contact = "accueil@beaumont.example";
  on.tell.expect("settings changed by an approver", "permission_denied",
                 answer(on.portal.change_settings(on.karim, wanted), "done"));
  on.tell.expect("settings", "done", answer(on.portal.change_settings(on.claire, wanted), "done"));
  on.tell.expect("settings over settings that have changed", "stale",
                 answer(on.portal.change_settings(on.claire, wanted), "done"));
  on.tell.line("Claire Beaumont opens sign-up to clients, and lets Karim Benali approve.");
}

/// Makes a link that the forms call `word`, and shows enough of it to be recognised.
void offer_link(stage& on, const std::string& word, const parvis::create_invite_request& request) {
  const auto made = on.portal.create_invite(on.claire, request).value();
  const auto copied = on.portal.show_invite(on.claire, made.invite.id).value();
  on.tell.expect("the link shown again", made.link, copied.link);
  on.tokens[word] = token_in(made.link);
  on.labels[made.invite.id] = "the link \"" + request.label + "\"";
  const auto secret = made.link.find(on.tokens[word]);
  on.tell.line("Link \"" + request.label + "\": " + made.link.substr(0, secret + 3) + "…");
}

/// The token with one character changed.
std::string tampered(std::string token) {
  auto& in_the_middle = token[token.size() / 2];
  in_the_middle = in_the_middle == 'A' ? 'B' : 'A';
  return token;
}

}  // namespace

void open_the_portal(stage& on) {
  on.tell.chapter("The portal opens");
  set_up(on);
  join(on);
  configure(on);
  offer_link(on, "clients", {.label = "Clients", .case_role = parvis::case_role::client});
  offer_link(on, "collaborators", {.audience = parvis::account_kind::collaborator, .label = "Collaborateurs"});
  offer_link(on, "expired", {.label = "Rentrée", .lifetime = parvis::hours(1)});
  on.tokens["tampered"] = tampered(on.tokens["clients"]);
  on.tokens["open"] = "";
  on.clock.forward(parvis::hours(2));
  on.tell.line("Two hours pass; the last link was made for one.");
  for (const auto& [word, told] : {std::pair{"clients", "works"},
                                   {"collaborators", "works"},
                                   {"expired", "invite_invalid"},
                                   {"tampered", "invite_invalid"}}) {
    on.tell.expect(word, told, answer(on.portal.check_invite(on.system, on.tokens[word]), "works"));
  }
}

}  // namespace story
