// SPDX-License-Identifier: BSL-1.0
// People sign up, open their mail and prove their address.
#include <algorithm>

#include "parvis/values/email.hpp"
#include "stage.hpp"

namespace story {

namespace {

parvis::sign_up_request request_of(const stage& on, const form& who) {
  parvis::sign_up_request out{.token = on.tokens.at(who.link),
                              .first_name = who.first_name,
                              .last_name = who.last_name,
                              .username = who.username,
                              .email = who.email,
                              .password = who.password,
                              .language = who.language};
  if (!who.access.empty()) {
    out.access = who.access == "client" ? parvis::account_kind::client : parvis::account_kind::collaborator;
  }
  return out;
}

/// "email=email_invalid password=password_common".
std::string fields_of(const parvis::failure& why) {
  std::string out;
  for (const auto& one : why.fields) {
    out.append(out.empty() ? "" : " ").append(one.field).append("=").append(parvis::name(one.code));
  }
  return out;
}

/// What a page would show: the message of each field, or the one of the whole.
std::string words_of(const parvis::failure& why) {
  if (why.fields.empty()) return std::string(parvis::name(why.code)) + ": " + why.message;
  std::string out;
  for (const auto& one : why.fields) out += (out.empty() ? "" : " · ") + one.field + ": " + one.message;
  return out;
}

/// The new mail to somebody's address, if there is one.
const parvis::mail* mail_to(const std::string& address, const std::vector<parvis::mail>& mails) {
  const auto key = parvis::email::parse(address).value().key();
  const auto found = std::find_if(mails.begin(), mails.end(), [&](const auto& mail) { return mail.to.key() == key; });
  return found == mails.end() ? nullptr : &*found;
}

/// Notes what became of a proof, and goes on with the name typed instead of one that is taken.
std::string prove(stage& on, guest& who, parvis::prove_email_request request) {
  const auto& form = who.form;
  auto told = on.portal.prove_email(visitor(on, form), request);
  std::string out;
  if (!told && told.error().code == parvis::errc::invalid_form && !form.username_again.empty()) {
    on.tell.expect("a username that is taken", "username=username_taken", fields_of(told.error()));
    out = words_of(told.error()) + " · takes " + form.username_again + ": ";
    request.username = form.username_again;
    told = on.portal.prove_email(visitor(on, form), request);
  }
  on.tell.expect("the proof by " + name_of(form), form.after, answer(told));
  if (told) {
    who.account = told.value().id;
    on.labels[who.account] = name_of(form);
  }
  return out + (told ? std::string(answer(told)) : words_of(told.error()));
}

/// Opens the link on a device that does not know what was typed.
std::string prove_elsewhere(stage& on, guest& who) {
  const auto& form = who.form;
  const auto asked = on.portal.prove_email(visitor(on, form), {.token = who.verify_token});
  on.tell.expect("the proof on another device", "invalid_form", answer(asked));
  return "on another device, must type all again: " + prove(on, who,
                                                            {.token = who.verify_token,
                                                             .continuation = {},
                                                             .first_name = form.first_name,
                                                             .last_name = form.last_name,
                                                             .username = form.username,
                                                             .password = form.password});
}

std::string follow_link(stage& on, guest& who) {
  const auto& then = who.form.then;
  if (then == "ignore") return "never opens it";
  if (then == "prove_late") return "leaves it for tomorrow";
  if (then == "prove_elsewhere") return prove_elsewhere(on, who);
  auto out = "follows the link: " + prove(on, who, {.token = who.verify_token, .continuation = who.continuation});
  if (then == "prove_twice") {
    const auto again = on.portal.prove_email(visitor(on, who.form), {who.verify_token, who.continuation});
    on.tell.expect("the same link once more", "link_invalid", answer(again));
    out += " · once more: " + words_of(again.error());
  }
  return out;
}

/// From the sign-up to the proof: what is to be told of it.
std::string come_to_the_door(stage& on, guest& who) {
  const auto& form = who.form;
  const auto told = on.portal.sign_up(visitor(on, form), request_of(on, form));
  on.tell.expect("the sign-up of " + name_of(form), form.expect, answer(told, "received"));
  on.tell.expect("the fields of " + name_of(form), form.fields, told ? "" : fields_of(told.error()));
  if (!told) return "refused · " + words_of(told.error());

  const auto& first = on.answers.emplace(form.language, told.value().message).first->second;
  on.tell.expect("the answer to " + name_of(form), first, told.value().message);
  who.received = true;
  who.continuation = told.value().continuation;
  const auto mails = deliver(on);
  const auto* const mail = mail_to(form.email, mails);
  on.tell.expect("a mail to " + name_of(form), "there", mail != nullptr ? "there" : "not there");
  if (mail == nullptr) return "received; no mail";
  const auto opened = "received · mail: " + mail->subject.text() + " · ";
  who.verify_token = token_in(mail->text);
  const bool known = who.verify_token.empty();
  on.tell.expect("whether the address of " + name_of(form) + " is known", form.then == "told" ? "known" : "new",
                 known ? "known" : "new");
  return opened + (known ? "no link in it" : follow_link(on, who));
}

}  // namespace

void sign_up(stage& on) {
  on.tell.chapter("People sign up");
  std::size_t number = 0;
  for (auto& who : on.guests) {
    const auto& form = who.form;
    const auto language = form.language.empty() ? "" : " (" + form.language + ")";
    ++number;
    on.tell.line(std::to_string(number) + ". " + name_of(form) + language + ", " + form.link + ": " +
                 come_to_the_door(on, who));
  }
}

void let_time_pass(stage& on) {
  on.tell.chapter("Nine hours pass");
  on.clock.forward(parvis::hours(9));
  for (auto& who : on.guests) {
    if (!who.received || who.form.then != "prove_late") continue;
    on.tell.line(name_of(who.form) + " follows the link at last: " +
                 prove(on, who, {.token = who.verify_token, .continuation = who.continuation}));
  }
  const auto unproven = std::count_if(on.guests.begin(), on.guests.end(),
                                      [](const guest& who) { return who.received && who.account.is_nil(); });
  const auto done = on.portal.run_due(on.system, 1000).value();
  on.tell.expect("sign-ups without proof", static_cast<std::size_t>(unproven), done.purged);
  on.tell.line(std::to_string(done.purged) + " sign-ups without proof are gone.");
}

}  // namespace story
