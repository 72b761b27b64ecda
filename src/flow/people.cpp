// SPDX-License-Identifier: BSL-1.0
#include "flow/people.hpp"

#include <utility>

#include "flow/bulk.hpp"
#include "flow/forms.hpp"
#include "parvis/rules/approval.hpp"
#include "parvis/rules/search.hpp"
#include "parvis/values/contact.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

constexpr std::size_t job_title_code_points_max = 100;
constexpr std::size_t company_code_points_max = 200;

/// A text that may be left out: parsed unless it is empty.
template <class Parse>
std::string optional_text(form_errors& errors, std::string_view field, const std::string& typed, Parse parse) {
  if (typed.empty()) return {};
  return errors.take(field, parse(typed)).value_or(std::string{});
}

std::string parse_job_title(form_errors& errors, const std::string& typed, const session& in) {
  return optional_text(errors, "job_title", typed, [&](std::string_view text) {
    return parse_line(text, job_title_code_points_max, in.ports().text);
  });
}
std::string parse_mobile(form_errors& errors, const std::string& typed, const session& /*in*/) {
  return optional_text(errors, "mobile", typed, [](std::string_view text) { return parvis::parse_mobile(text); });
}
std::string parse_address(form_errors& errors, const std::string& typed, const session& in) {
  return optional_text(errors, "address", typed,
                       [&](std::string_view text) { return parvis::parse_address(text, in.ports().text); });
}
std::string parse_company(form_errors& errors, const std::string& typed, const session& in) {
  return optional_text(errors, "company", typed, [&](std::string_view text) {
    return parse_line(text, company_code_points_max, in.ports().text);
  });
}

/// What every form about a person has in common.
personal_details parse_details(form_errors& errors, const auto& request, const session& in) {
  return {.job_title = parse_job_title(errors, request.job_title, in),
          .mobile = parse_mobile(errors, request.mobile, in),
          .address = parse_address(errors, request.address, in),
          .company = parse_company(errors, request.company, in),
          .fields = request.fields};
}

std::optional<unique_code> parse_code(form_errors& errors, const std::string& typed) {
  if (typed.empty()) return std::nullopt;
  return errors.take("code", unique_code::parse(typed));
}

}  // namespace

namespace detail {

add_account_command parse_addition(const add_user_request& request, const session& in) {
  add_account_command out{.access = request.access, .language = request.language, .group = request.group};
  out.who = read_person(out.wrong, request, in);
  out.details = parse_details(out.wrong, request, in);
  out.details.seniority = request.seniority;
  out.code = parse_code(out.wrong, request.code);
  if (auto kept = check_reservations(request.reservations); !kept) {
    out.wrong.add("reservations", std::move(kept).assume_error());
  }
  return out;
}

add_account_command parse_addition(const add_portal_account_request& request, const session& in) {
  add_account_command out{.kind = portal_kind(request.access),
                          .access = request.access,
                          .language = request.language,
                          .case_role = request.case_role};
  out.who = read_person(out.wrong, request, in);
  out.details = parse_details(out.wrong, request, in);
  out.code = parse_code(out.wrong, request.code);
  return out;
}

void want_addition(reader& rows, add_account_facts& facts, const add_account_command& command,
                   const std::vector<reservation_id>& kept, const stamp& at) {
  const bool is_user = command.kind == account_kind::user;
  const bool refused = command.wrong.failed();
  if (is_user) rows.by_id(facts.group, command.group);
  if (command.code || !refused) want_codes(rows, facts.codes, command.code, at);
  if (refused) return;  // the form alone is told
  rows.by_key(facts.by_email, &account::email_key, command.who.email->key());
  if (!is_user) return;
  rows.pools(facts.pools, command.access);
  rows.each_by_id(facts.reservations, kept);
}

result<notes> notes_of(session& in, account_id who) {
  notes out;
  PARVIS_TRYV(each_row(in,
                       {.kind = kind::note,
                        .filters = {{column_of(&note::subject), filter_op::equal, {value::of(who)}}},
                        .limit = page_max},
                       [&](const row& one) -> result<bool> {
                         PARVIS_TRY(auto read, from_row<note>(one));
                         out[read.digest.octets] = std::move(read.text);
                         return true;
                       }));
  return out;
}

result<std::vector<held_address>> addresses_of(session& in, account_id who, held_address last, const notes& about) {
  std::vector<held_address> out{std::move(last)};
  if (about.empty()) return out;
  PARVIS_TRYV(each_row(in,
                       {.kind = kind::event,
                        .filters = {{column_of(&event::subject), filter_op::equal, {value::of(who)}}},
                        .limit = page_max},
                       [&](const row& one) -> result<bool> {
                         PARVIS_TRY(const auto read, from_row<event>(one));
                         const auto said = about.find(read.note.octets);
                         if (read.what == event_type::email_changed && said != about.end()) {
                           out.push_back({said->second, read.at});
                         }
                         return true;
                       }));
  return out;
}

}  // namespace detail

namespace {

result<account_view> add(session& in, const add_account_command& command,
                         const std::vector<reservation_id>& kept = {}) {
  PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
               std::optional<settings> workspace;
               add_account_facts facts;
               reader rows{in};
               want_addition(rows, facts, command, kept, at);
               PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
               PARVIS_TRYV(rows.read());
               facts.settings = *std::move(workspace);
               return add_account(facts, command, at, in.ports().text);
             }));
  return view_of(done.reply, in.now());
}

}  // namespace

result<account_view> portal::add_user(const caller& by, const add_user_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    return add(in, parse_addition(request, in), request.reservations);
  });
}

result<account_view> portal::add_portal_account(const caller& by, const add_portal_account_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> { return add(in, parse_addition(request, in)); });
}

result<account_view> portal::join(const caller& by, const join_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto link, token::parse(request.token));
    PARVIS_TRYV(in.keys().verify(link, token_kind::join, by.workspace));
    std::string phc;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 std::optional<settings> workspace;
                 join_facts facts;
                 reader rows{in};
                 rows.by_id(workspace, settings_row);
                 rows.by_id(facts.who, link.row());
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_workspace(in, workspace));
                 PARVIS_TRYV(check_join(facts, link.generation(), at.now));

                 form_errors errors;
                 const auto who = parse_person(errors, *facts.who, in);
                 const auto typed =
                     parse_credentials(errors, request, who, workspace->reserved_usernames, workspace->portal_name, in);
                 if (errors.failed()) return std::move(errors).as_failure();
                 rows.by_id(facts.group, facts.who->group);
                 rows.by_key(facts.by_username, &account::username_key, typed->username.key());
                 rows.pools(facts.pools, without(facts.who->access, seats_held(*facts.who)));
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(hash_once(phc, typed->password, in));
                 facts.settings = *std::move(workspace);
                 return parvis::join(facts, link.generation(), typed->username, phc, at);
               }));
    return settled(in, done.reply);
  });
}

namespace {

/// The settings, who acts, and whom about; with which right they act is read next.
result<> load_person(session& in, reader& rows, person_facts& into, account_id who) {
  std::optional<settings> workspace;
  rows.by_id(into.who, who);
  PARVIS_TRYV(read_actor(in, rows, workspace, into.actor));
  into.settings = *std::move(workspace);
  return success();
}

/// One command about somebody, which needs no more than that.
template <class Decide>
result<account_view> about_person(session& in, account_id who, Decide decide) {
  PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
               reader rows{in};
               person_facts facts;
               PARVIS_TRYV(load_person(in, rows, facts, who));
               PARVIS_TRYV(rows.read());
               return decide(facts, at);
             }));
  return view_of(done.reply, in.now());
}

}  // namespace

namespace {

/// What was mailed to whoever may still join.
result<> want_mails(session& in, reader& rows, mail_budget& into, const std::optional<account>& who) {
  if (!who || !may(who->state, transition_cause::join)) return success();
  PARVIS_TRY(const auto address, email::parse(who->email, in.ports().text));
  into.id = mail_budget_id(in, address, mail_sort::firm);
  rows.by_id(into.spent, into.id);
  return success();
}

result<account> resend_one(session& in, account_id who) {
  PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
               reader rows{in};
               person_facts facts;
               PARVIS_TRYV(load_person(in, rows, facts, who));
               PARVIS_TRYV(want_mails(in, rows, facts.mails, facts.who));
               PARVIS_TRYV(rows.read());
               return parvis::resend_join(facts, at);
             }));
  return std::move(done.reply);
}

}  // namespace

result<account_view> portal::resend_join(const caller& by, account_id who) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto mailed, resend_one(in, who));
    return view_of(mailed, in.now());
  });
}

result<std::vector<account_outcome>> portal::resend_join_each(const caller& by,
                                                              const std::vector<account_id>& accounts) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<account_outcome>> {
    PARVIS_TRYV(check_rows(accounts.size(), "accounts"));
    person_facts facts;
    std::optional<settings> workspace;
    std::vector<std::optional<account>> people(accounts.size());
    std::vector<mail_budget> mails(accounts.size());
    reader rows{in};
    for (std::size_t n = 0; n < accounts.size(); ++n) rows.by_id(people[n], accounts[n]);
    PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
    for (std::size_t n = 0; n < accounts.size(); ++n) {
      PARVIS_TRYV(want_mails(in, rows, mails[n], people[n]));
    }
    PARVIS_TRYV(rows.read());
    facts.settings = *std::move(workspace);
    PARVIS_TRYV(parvis::require_manager(facts.actor));
    auto told = answer_each(
        in, accounts,
        [&](std::size_t n) {
          facts.who = std::move(people[n]);
          facts.mails = std::move(mails[n]);
          return parvis::resend_join(facts, in.stamp());
        },
        [&](const account_id& row) { return resend_one(in, row); });
    PARVIS_TRY(auto answers, std::move(told));
    return outcomes_of(in, accounts, std::move(answers));
  });
}

result<account_view> portal::view_account(const caller& by, account_id who) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    reader rows{in};
    person_facts facts;
    PARVIS_TRYV(load_person(in, rows, facts, who));
    PARVIS_TRYV(rows.read());
    const bool own = facts.who && facts.actor.who->id == who && may_act(*facts.who);
    if (!own) {
      PARVIS_TRYV(parvis::require_decider(facts.settings, facts.actor));
    }
    if (!facts.who || !(own || is_shown(facts.actor, *facts.who))) return failure{errc::not_found, "account"};
    return view_of(*facts.who, in.now());
  });
}

result<account_view> portal::edit_account(const caller& by, const edit_account_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    edit_account_command command{
        .seen = request.seen, .language = request.language, .seniority = request.seniority, .fields = request.fields};
    auto& errors = command.wrong;
    const auto* const policy = in.ports().text;
    if (request.first_name)
      command.first_name = errors.take("first_name", person_name::parse(*request.first_name, policy));
    if (request.last_name) command.last_name = errors.take("last_name", person_name::parse(*request.last_name, policy));
    if (request.job_title) command.job_title = parse_job_title(errors, *request.job_title, in);
    if (request.mobile) command.mobile = parse_mobile(errors, *request.mobile, in);
    if (request.address) command.address = parse_address(errors, *request.address, in);
    if (request.company) command.company = parse_company(errors, *request.company, in);
    if (request.code) command.code = errors.take("code", unique_code::parse(*request.code));
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 reader rows{in};
                 person_facts facts;
                 PARVIS_TRYV(load_person(in, rows, facts, request.account));
                 if (command.code) want_codes(rows, facts.codes, command.code, at);
                 PARVIS_TRYV(rows.read());
                 return parvis::edit_account(facts, command, at, in.ports().text);
               }));
    return view_of(done.reply, in.now());
  });
}

result<account_view> portal::override_privacy(const caller& by, const override_privacy_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    return about_person(in, request.account, [&](const person_facts& facts, stamp& at) {
      return parvis::override_privacy(facts, request.seen, request.privacy, at);
    });
  });
}

result<account_view> portal::demand_password_change(const caller& by, const demand_password_change_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    return about_person(in, request.account, [&](const person_facts& facts, stamp& at) {
      return parvis::demand_password_change(facts, request.seen, at);
    });
  });
}

}  // namespace parvis::inline v1
