// SPDX-License-Identifier: BSL-1.0
// Who may enter now, and the books.
#include <algorithm>

#include "stage.hpp"

namespace story {

namespace {

std::string words_of(const parvis::result<parvis::account_view>& told) {
  return told ? "ok" : std::string(parvis::name(told.error().code)) + " (" + told.error().message + ")";
}

using states = std::map<parvis::account_id, std::string>;

/// The state of every account that came through the door.
states find_states(stage& on) {
  using enum parvis::account_state;
  states out;
  for (const auto state : {pending, waiting, active, rejected}) {
    const auto page = on.portal.list_accounts(on.claire, {.state = state, .limit = 1000}).value();
    for (const auto& one : page.accounts) out[one.id] = name(state);
  }
  return out;
}

void tell_states(stage& on, const states& found) {
  std::map<std::string, std::size_t> count;
  std::size_t accounts = 0;
  for (const auto& who : on.guests) {
    if (who.account.is_nil()) continue;
    ++accounts;
    const auto at = found.find(who.account);
    const auto state = at == found.end() ? "unknown" : at->second;
    on.tell.expect("the end of " + name_of(who.form), who.form.end, state);
    ++count[state];
  }
  std::string line;
  for (const auto& [state, people] : count) line += (line.empty() ? "" : ", ") + std::to_string(people) + " " + state;
  on.tell.line(std::to_string(on.guests.size()) + " forms made " + std::to_string(accounts) + " accounts: " + line +
               ".");
  on.tell.line("Seats held: " + pools_of(on) + ".");
}

void tell_cases(stage& on, const states& found) {
  const auto opened = on.cases.opened();
  std::size_t told = 0;
  for (const auto& who : on.guests) {
    const auto at = found.find(who.account);
    told += who.form.link == "clients" && at != found.end() && at->second == "active" ? 1U : 0U;
  }
  on.tell.expect("cases", told, opened.size());
  std::string names;
  for (const auto& one : opened) names += (names.empty() ? "" : ", ") + one.first_name + " " + one.last_name;
  on.tell.line(std::to_string(opened.size()) + " cases opened: " + names + ".");
}

/// Mails to the approver name an applicant: for the count they are all one.
std::string kind_of(const stage& on, std::string subject) {
  for (const auto& who : on.guests) {
    const auto name = name_of(who.form);
    if (!name.empty() && subject.ends_with(name)) return subject.substr(0, subject.size() - name.size()) + "…";
  }
  return subject;
}

void tell_mails(stage& on) {
  std::map<std::string, std::size_t> kinds;
  const auto mails = on.mails.kept();
  for (const auto& mail : mails) ++kinds[kind_of(on, mail.subject.text())];
  on.tell.line(std::to_string(mails.size()) + " mails:");
  for (const auto& [subject, count] : kinds) on.tell.line("  " + std::to_string(count) + " × " + subject);
}

std::vector<parvis::event> trail(stage& on) {
  std::vector<parvis::event> out;
  parvis::list_events_request request;
  for (;;) {
    auto page = on.portal.list_events(on.claire, request).value();
    out.insert(out.end(), page.events.begin(), page.events.end());
    if (!page.next) return out;
    request.after = page.next;
  }
}

std::string label_of(const stage& on, const parvis::uuid& id, std::string_view otherwise) {
  const auto found = on.labels.find(id);
  return std::string(found == on.labels.end() ? otherwise : found->second);
}

void tell_trail(stage& on) {
  const auto events = trail(on);
  std::map<std::string_view, std::size_t> count;
  for (const auto& one : events) ++count[name(one.what)];
  on.tell.line(std::to_string(events.size()) + " entries in the audit trail:");
  for (const auto& [what, times] : count) on.tell.line("  " + std::to_string(times) + " × " + std::string(what));
  constexpr std::size_t last = 20;
  on.tell.line("The last of them:");
  for (auto i = events.size() - std::min(last, events.size()); i < events.size(); ++i) {
    const auto& one = events[i];
    const bool of_seats = one.what == parvis::event_type::seats_granted;
    const auto whom = of_seats ? std::to_string(one.number) : label_of(on, one.subject, "a sign-up");
    on.tell.line("  " + std::string(name(one.what)) + ": " + whom + ", by " + label_of(on, one.actor, "the system"));
  }
}

}  // namespace

void try_to_sign_in(stage& on) {
  on.tell.chapter("At the door again");
  const guest* enters = nullptr;
  for (const auto& who : on.guests) {
    const auto& form = who.form;
    if (form.sign_in.empty()) continue;
    const auto told = on.portal.sign_in(visitor(on, form), {form.email, form.password});
    on.tell.line(name_of(form) + " signs in: " + words_of(told));
    on.tell.expect("the sign-in of " + name_of(form), form.sign_in, answer(told, "ok"));
    if (told && enters == nullptr) enters = &who;
  }
  if (enters == nullptr) return;
  const auto by = visitor(on, enters->form);
  const auto wrong = on.portal.sign_in(by, {enters->form.email, enters->form.password + "!"});
  const auto unknown = on.portal.sign_in(by, {"nobody@example.org", enters->form.password});
  on.tell.line("A wrong password: " + words_of(wrong));
  on.tell.expect("a wrong password", "credentials_wrong", answer(wrong));
  on.tell.expect("somebody unknown, next to a wrong password", words_of(wrong), words_of(unknown));
}

void close_the_book(stage& on) {
  on.tell.chapter("The books");
  deliver(on);
  const auto found = find_states(on);
  tell_states(on, found);
  tell_cases(on, found);
  tell_mails(on);
  tell_trail(on);
}

}  // namespace story
