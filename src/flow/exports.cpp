// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "flow/account_table.hpp"
#include "flow/people.hpp"
#include "parvis/ports/progress.hpp"
#include "parvis/rules/credentials.hpp"
#include "parvis/rules/csv.hpp"
#include "parvis/rules/personal_data.hpp"
#include "parvis/rules/search.hpp"
#include "parvis/values/form.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

result<export_facts> load_export(session& in, account_id who) {
  export_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.who, who);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

result<group_names> load_group_names(session& in) {
  group_names out;
  PARVIS_TRYV(each_row(in, {.kind = kind::group, .limit = page_max}, [&](const row& one) -> result<bool> {
    PARVIS_TRY(auto read, from_row<group>(one));
    out[read.id] = std::move(read.name);
    return true;
  }));
  return out;
}

// --- a table ---

constexpr std::string_view own_field = "field.";

/// One column that was asked for: one of ours, or a field of the workspace's own.
struct chosen_column {
  std::string name;
  const account_column* ours = nullptr;
};

std::string cell_of(const chosen_column& column, const account& who, const group_names& groups) {
  if (column.ours != nullptr) return column.ours->text(who, groups);
  const auto field = std::string_view(column.name).substr(own_field.size());
  const auto found = std::ranges::find(who.fields, field, &field_value::name);
  return found == who.fields.end() ? std::string{} : found->value;
}

result<std::vector<chosen_column>> choose_columns(const std::vector<std::string>& asked, const settings& workspace) {
  std::vector<chosen_column> all;
  for (const auto& one : account_table()) all.push_back({std::string(one.name), &one});
  for (const auto& one : workspace.fields) all.push_back({std::string(own_field) + one.name});
  if (asked.empty()) return all;
  std::vector<chosen_column> out;
  form_errors errors;
  for (const auto& name : asked) {
    const auto found = std::ranges::find(all, name, &chosen_column::name);
    if (found == all.end()) {
      errors.add("columns", errc::field_unknown);
    } else {
      out.push_back(*found);
    }
  }
  if (errors.failed()) return std::move(errors).as_failure();
  return out;
}

result<export_reply> write_table(session& in, const export_accounts_request& request,
                                 const std::vector<chosen_column>& columns) {
  PARVIS_TRY(const auto groups, load_group_names(in));
  std::vector<std::string> cells;
  for (const auto& one : columns) cells.push_back(one.name);
  PARVIS_TRYV(request.sink->write(csv_line(cells)));
  query what{.kind = kind::account, .limit = page_max};
  if (request.state) what.filters = in_states({*request.state});
  export_reply reply;
  do {
    PARVIS_TRY(const auto found, in.scan(what));
    std::string lines;
    for (const auto& one : found.rows) {
      PARVIS_TRY(const auto who, from_row<account>(one));
      if (who.state == account_state::erased) continue;
      cells.clear();
      for (const auto& column : columns) cells.push_back(cell_of(column, who, groups));
      lines += csv_line(cells);
      ++reply.rows;
    }
    if (!lines.empty()) {
      PARVIS_TRYV(request.sink->write(lines));
    }
    if (request.progress != nullptr && !request.progress->tell(reply.rows, request.total)) {
      return failure{errc::cancelled};
    }
    what.after = next_of(found);
  } while (what.after);
  return reply;
}

}  // namespace

result<export_reply> portal::export_accounts(const caller& by, const export_accounts_request& request) {
  return respond(*core_, by, [&](session& in) -> result<export_reply> {
    if (request.sink == nullptr) return failure{errc::invalid_argument, "sink"};
    std::vector<chosen_column> columns;
    PARVIS_TRYV(attempt(in, [&](stamp& at) -> result<decision<account_state>> {
      PARVIS_TRY(const auto facts, load_export(in, {}));
      PARVIS_TRY(auto decided, parvis::export_accounts(facts, request.state, at));
      PARVIS_TRY(columns, choose_columns(request.columns, facts.settings));
      return decided;
    }));
    return write_table(in, request, columns);
  });
}

// --- one person ---

namespace {

/// Fields without a value are left out.
void put(data_record& to, std::string_view name, std::string value) {
  if (!value.empty()) to.fields.push_back({std::string(name), std::move(value)});
}

data_section section(std::string_view name, std::vector<data_record> records = {}) {
  return {std::string(name), std::move(records)};
}

/// A section of the rows of a query that are theirs, each as `tell` puts it.
template <class Record, class Tell>
result<data_section> gather(session& in, std::string_view name, query where, Tell tell) {
  auto out = section(name);
  where.limit = page_max;
  PARVIS_TRYV(each_row(in, std::move(where), [&](const row& one) -> result<bool> {
    PARVIS_TRY(const auto read, from_row<Record>(one));
    data_record record;
    if (tell(read, record)) out.records.push_back(std::move(record));
    return true;
  }));
  return out;
}

query by_id_of(kind of, column_number column, value is) {
  return {.kind = of, .filters = {{column, filter_op::equal, {std::move(is)}}}};
}

data_section told_of_account(const account& who, const group_names& groups) {
  data_record record;
  for (const auto& one : account_table()) put(record, one.name, one.text(who, groups));
  return section("account", {std::move(record)});
}

data_section told_of_fields(const account& who) {
  auto out = section("fields");
  for (const auto& one : who.fields) out.records.push_back({{{"name", one.name}, {"value", one.value}}});
  return out;
}

data_section told_of_consents(const account& who) {
  auto out = section("consents");
  for (const auto& one : who.consents) {
    out.records.push_back({{{"name", one.name}, {"version", one.version}, {"at", text_of(one.at)}}});
  }
  return out;
}

/// Whom an export is about, and what rows that do not name the account are known by.
struct whole_person {
  account who;
  notes said{};
  std::vector<held_address> addresses{};

  [[nodiscard]] bool had(std::string_view email_key, instant when) const {
    return std::ranges::any_of(addresses,
                               [&](const held_address& one) { return one.key == email_key && when <= one.until; });
  }
};

/// Also the codes that were theirs before.
result<data_section> told_of_codes(session& in, const whole_person& about) {
  return gather<code_claim>(in, "codes",
                            by_id_of(kind::code_claim, column_of(&code_claim::account), value::of(about.who.id)),
                            [&](const code_claim& one, data_record& to) {
                              const auto& present = about.who.code;
                              put(to, "code", ascii_lower(present) == one.key ? present : one.key);
                              put(to, "claimed_at", text_of(one.claimed_at));
                              return true;
                            });
}

result<data_section> told_of_invites(session& in, const whole_person& about) {
  auto out = section("invites");
  std::set<invite_id> seen;
  for (const auto& [key, until] : about.addresses) {
    PARVIS_TRY(auto some,
               gather<invite>(in, out.name, by_id_of(kind::invite, column_of(&invite::email_key), value::text(key)),
                              [&](const invite& one, data_record& to) {
                                put(to, "email", one.email);
                                put(to, "label", one.label);
                                put(to, "language", one.language);
                                put(to, "created_at", text_of(one.created_at));
                                put(to, "expires_at", text_of(one.expires_at));
                                put(to, "uses", std::to_string(one.uses));
                                return about.had(one.email_key, one.created_at) && seen.insert(one.id).second;
                              }));
    std::ranges::move(some.records, std::back_inserter(out.records));
  }
  return out;
}

/// No name, field or consent: whoever knew the address may have typed them, and until it is proven nobody knows who
/// did.
result<data_section> told_of_sign_ups(session& in, const whole_person& about) {
  return gather<sign_up>(in, "sign_ups", {.kind = kind::sign_up, .sort = column_of(&sign_up::expires_at)},
                         [&](const sign_up& one, data_record& to) {
                           put(to, "email", one.email);
                           put(to, "created_at", text_of(one.created_at));
                           put(to, "expires_at", text_of(one.expires_at));
                           return one.known == about.who.id || about.had(one.email_key, one.created_at);
                         });
}

/// Whether somebody can still follow it, or what became of it.
std::string_view state_of(const mailed_link& one, const account& who, instant now) {
  if (one.expires_at <= now) return "expired";
  return serves(one, who, now) ? "open" : "void";
}

result<data_section> told_of_links(session& in, const whole_person& about) {
  return gather<mailed_link>(in, "links", {.kind = kind::mailed_link, .sort = column_of(&mailed_link::expires_at)},
                             [&](const mailed_link& one, data_record& to) {
                               put(to, "purpose", one.email.empty() ? "password_reset" : "email_change");
                               put(to, "state", std::string(state_of(one, about.who, in.now())));
                               put(to, "email", one.email);
                               put(to, "created_at", text_of(one.created_at));
                               put(to, "expires_at", text_of(one.expires_at));
                               return one.account == about.who.id;
                             });
}

/// What waits to be sent, or was given up: to them, or to an address that was theirs then.
result<data_section> told_of_mails(session& in, const whole_person& about) {
  auto out = section("mails");
  for (const auto state : {outbox_state::queued, outbox_state::dead}) {
    PARVIS_TRY(
        auto some,
        gather<outbox_item>(in, out.name,
                            by_id_of(kind::outbox, column_of(&outbox_item::state), {static_cast<std::int64_t>(state)}),
                            [&](const outbox_item& one, data_record& to) {
                              put(to, "what", std::string(name(one.effect)));
                              put(to, "to", one.to);
                              put(to, "reason", one.reason);
                              put(to, "created_at", text_of(one.created_at));
                              put(to, "due_at", text_of(one.due_at));
                              const auto sent_to = email::parse(one.to, in.ports().text);
                              return one.recipient == about.who.id ||
                                     (sent_to && about.had(sent_to.assume_value().key(), one.created_at));
                            }));
    std::ranges::move(some.records, std::back_inserter(out.records));
  }
  return out;
}

result<data_section> told_of_orders(session& in, const whole_person& about) {
  return gather<order>(in, "orders", {.kind = kind::order}, [&](const order& one, data_record& to) {
    put(to, "id", to_string(one.id));
    put(to, "state", std::string(name(one.state)));
    put(to, "placed_at", text_of(one.placed_at));
    put(to, "plan", one.plan);
    put(to, "total", std::to_string(one.total));
    put(to, "currency", one.currency);
    return one.placed_by == about.who.id;
  });
}

/// What happened to them, with the notes; who else had a hand in it is not theirs to know.
result<data_section> told_of_events(session& in, const whole_person& about) {
  return gather<event>(
      in, "events", by_id_of(kind::event, column_of(&event::subject), value::of(about.who.id)),
      [&](const event& one, data_record& to) {
        put(to, "what", std::string(name(one.what)));
        put(to, "at", text_of(one.at));
        put(to, "by", one.actor == about.who.id ? "the person" : one.actor.is_nil() ? "the system" : "the firm");
        const auto said = about.said.find(one.note.octets);
        if (said != about.said.end()) put(to, "note", said->second);
        return true;
      });
}

}  // namespace

result<personal_data> portal::export_person(const caller& by, account_id who) {
  return respond(*core_, by, [&](session& in) -> result<personal_data> {
    PARVIS_TRY(const auto decided, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_export(in, who));
                 return parvis::export_person(facts, at);
               }));
    PARVIS_TRY(const auto groups, load_group_names(in));
    whole_person about{.who = decided.reply};
    PARVIS_TRY(about.said, notes_of(in, who));
    PARVIS_TRY(about.addresses, addresses_of(in, who, {about.who.email_key, in.now()}, about.said));
    personal_data out{.account = who, .at = in.now()};
    out.sections = {told_of_account(about.who, groups), told_of_fields(about.who), told_of_consents(about.who)};
    for (const auto tell : {told_of_codes, told_of_invites, told_of_sign_ups, told_of_links, told_of_mails,
                            told_of_orders, told_of_events}) {
      PARVIS_TRY(auto more, tell(in, about));
      out.sections.push_back(std::move(more));
    }
    return out;
  });
}

}  // namespace parvis::inline v1
