// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms.hpp"
#include "host.hpp"
#include "parvis/messages.hpp"
#include "parvis/portal.hpp"

namespace story {

/// Writes the story down and counts what did not go as it was told.
class teller {
 public:
  explicit teller(std::ostream& to) : to_(&to) {}

  void chapter(std::string_view title);
  void line(std::string_view text);
  /// Notes an expectation; one that fails gets a line of its own.
  void expect(std::string_view what, std::string_view told, std::string_view found);
  void expect(std::string_view what, std::size_t told, std::size_t found);

  [[nodiscard]] std::size_t checked() const { return checked_; }
  [[nodiscard]] std::size_t failed() const { return failed_; }

 private:
  std::ostream* to_;
  std::size_t chapters_ = 0;
  std::size_t checked_ = 0;
  std::size_t failed_ = 0;
};

/// Somebody at the door, with what the story knows of them so far.
struct guest {
  story::form form;
  bool received = false;
  std::string verify_token{};  ///< from the mail; a secret, like the next one
  std::string continuation{};  ///< what a page would keep in the browser
  parvis::account_id account{};
};

/// Everything the chapters share.
struct stage {
  parvis::portal& portal;
  story_clock& clock;
  mailbox& mails;
  case_book& cases;
  teller& tell;

  parvis::caller system{.workspace = "beaumont"};                                ///< a job of the host's, or a visitor
  parvis::caller vendor{.workspace = "beaumont", .actor = parvis::operator_id};  ///< who sells the licenses
  parvis::caller claire = system;                                                ///< the administrator
  parvis::caller karim = system;                                                 ///< the approver
  std::map<std::string, std::string> tokens{};   ///< of the links: by the word in the forms
  std::map<parvis::uuid, std::string> labels{};  ///< what the story calls a row
  std::vector<guest> guests{};
  std::map<std::string, std::string> answers{};  ///< to a sign-up, by language: the same for every address
  std::size_t mails_read = 0;
};

// The chapters, in order.
void open_the_portal(stage& on);
void sign_up(stage& on);
void let_time_pass(stage& on);
void decide(stage& on);
void race_for_the_last_seat(stage& on);
void grant_one_more(stage& on);
void try_to_sign_in(stage& on);
void close_the_book(stage& on);
void go_on(stage& on);

// Words.
std::string name_of(const form& who);         ///< "Amira Haddad", harmless on any terminal; or "Nobody"
std::string shown(std::string_view text);     ///< what could break a line or turn it around as "\u{a}"
std::string token_in(std::string_view text);  ///< what follows "token=" in a mail or a link; or nothing
std::string pools_of(stage& on);              ///< "core 2 of 2, …"

/// The name of what a call answered: `word` on success, else the code.
template <class T>
std::string_view answer(const parvis::result<T>& told, std::string_view word) {
  return told ? word : parvis::name(told.error().code);
}
inline std::string_view answer(const parvis::result<parvis::account_view>& told) {
  return told ? parvis::name(told.value().state) : parvis::name(told.error().code);
}

/// Whoever sits before the page, and is answered in their language.
parvis::caller visitor(const stage& on, const form& who);

/// Sends what the outbox holds, as the host's timer would. Returns the mails nobody has read yet.
std::vector<parvis::mail> deliver(stage& on);

}  // namespace story
