// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/people.hpp"
#include "parvis/rules/erase.hpp"
#include "parvis/values/email.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

operation removing_row(const row& one) {
  return {.type = op_type::remove, .kind = one.kind, .id = one.id, .revision = one.revision};
}

/// What becomes of a row that may tell of them; nothing when it does not, or cannot be read: then nobody can tell whose
/// it is.
using treatment = std::optional<operation> (*)(const session&, const row&, const erasure&);

std::optional<operation> treat_note(const session& /*in*/, const row& one, const erasure& /*of*/) {
  return removing_row(one);
}
std::optional<operation> treat_invite(const session& /*in*/, const row& one, const erasure& of) {
  const auto read = from_row<invite>(one);
  if (!read || !is_older(read.assume_value().created_at, of)) return std::nullopt;
  return forget_invitee(read.assume_value());
}
template <class Record>
std::optional<operation> treat_telling(const session& /*in*/, const row& one, const erasure& of) {
  const auto read = from_row<Record>(one);
  if (!read || !tells_of(read.assume_value(), of)) return std::nullopt;
  return removing_row(one);
}
std::optional<operation> treat_item(const session& in, const row& one, const erasure& of) {
  const auto read = from_row<outbox_item>(one);
  if (!read) return std::nullopt;
  const auto& item = read.assume_value();
  const auto to = email::parse(item.to, in.ports().text);
  if (!tells_of(item, to ? to.assume_value().key() : std::string{}, of)) return std::nullopt;
  return removing_row(one);
}

query where(kind of, column_number column, value is) {
  return {.kind = of, .filters = {{column, filter_op::equal, {std::move(is)}}}, .limit = page_max};
}
query by_expiry(kind of, column_number expires_at) { return {.kind = of, .sort = expires_at, .limit = page_max}; }
query items_in(outbox_state state) {
  return where(kind::outbox, column_of(&outbox_item::state), {static_cast<std::int64_t>(state)});
}

/// Where traces may lie: rows of theirs, and those that are open for a while only.
struct trace {
  query where;
  treatment how;
};
std::vector<trace> traces_of(const erasure& of) {
  return {{where(kind::invite, column_of(&invite::email_key), value::text(of.email_key)), treat_invite},
          {by_expiry(kind::sign_up, column_of(&sign_up::expires_at)), treat_telling<sign_up>},
          {by_expiry(kind::mailed_link, column_of(&mailed_link::expires_at)), treat_telling<mailed_link>},
          {items_in(outbox_state::queued), treat_item},
          {items_in(outbox_state::dead), treat_item}};
}
/// To be removed last, for they tell which addresses were theirs.
trace notes_about(const erasure& of) {
  return {where(kind::note, column_of(&note::subject), value::of(of.id)), treat_note};
}

/// Treats one page; whether every row that tells of them was still as it was read.
result<bool> treat_page(session& in, const page& found, const trace& one, const erasure& of) {
  std::vector<batch> batches;
  for (const auto& row : found.rows) {
    if (auto op = one.how(in, row, of)) batches.push_back({in.stamp().ids.next(), in.now(), {*std::move(op)}});
  }
  bool all = true;
  PARVIS_TRY(const auto answers, in.commit(batches));
  for (const auto& told : answers) {
    PARVIS_TRY(const bool applied, outcome_of(told));
    all = all && applied;
  }
  return all;
}

result<bool> remove_trace(session& in, trace one, const erasure& of) {
  bool all = true;
  for (bool more = true; more;) {
    PARVIS_TRY(const auto found, in.scan(one.where));
    PARVIS_TRY(const bool whole, treat_page(in, found, one, of));
    all = all && whole;
    one.where.after = one.where.sort == id_column ? next_of(found) : next_in(found, one.where.sort);
    more = one.where.after.has_value();
  }
  return all;
}

result<bool> remove_traces(session& in, const erasure& of) {
  PARVIS_TRY(const auto notes, notes_of(in, of.id));
  PARVIS_TRY(const auto addresses, addresses_of(in, of.id, {of.email_key, of.erased_at}, notes));
  bool all = true;
  for (const auto& [key, until] : addresses) {
    auto under = of;
    under.email_key = key;
    under.erased_at = until;
    for (auto& one : traces_of(under)) {
      PARVIS_TRY(const bool whole, remove_trace(in, std::move(one), under));
      all = all && whole;
    }
  }
  if (!all || notes.empty()) return all;
  return remove_trace(in, notes_about(of), of);
}

/// Whether nothing is left. What somebody else changed meanwhile, for instance a mail on its way, is left to the next
/// call.
result<bool> complete_erasure(session& in, const erasure& of) {
  PARVIS_TRY(const bool all, remove_traces(in, of));
  if (!all) return false;
  return in.apply(in.stamp().ids.next(), complete(of, in.stamp()));
}

}  // namespace

namespace detail {

result<std::size_t> complete_erasures(session& in, std::size_t limit) {
  PARVIS_TRY(const auto found, in.scan({.kind = kind::erasure, .limit = limit}));
  PARVIS_TRY(const auto open, records_in<erasure>(found));
  std::size_t done = 0;
  for (const auto& one : open) {
    PARVIS_TRY(const bool complete, complete_erasure(in, one));
    done += complete ? 1U : 0U;
  }
  return done;
}

}  // namespace detail

result<account_view> portal::erase(const caller& by, const erase_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    auto freed = access::none;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account));
                 if (facts.who) {
                   const auto& who = *facts.who;
                   freed = who.waiting_for.empty() ? seats_held(who) : seats_held(who) | wanted_access(who);
                 }
                 return parvis::erase(facts, {.account = request.seen}, at);
               }));
    for (const auto sku : skus_of(freed)) admit_afterwards(in, sku);
    // What stands is not taken back by what comes after it: `run_due` finishes that.
    const auto completed = caught([&]() -> result<> {
      std::optional<erasure> open;
      reader rows{in};
      rows.by_id(open, request.account);
      PARVIS_TRYV(rows.read());
      if (open) {
        PARVIS_TRYV(complete_erasure(in, *open));
      }
      return success();
    });
    if (!completed) in.note("erasure_not_completed", name(completed.assume_error().code));
    return view_of(done.reply, in.now());
  });
}

}  // namespace parvis::inline v1
