// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "flow/mails.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/mailer.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

constexpr std::size_t drain_max = 100;

/// An item that is ours for the length of the lease, and what it speaks of.
struct leased {
  outbox_item item;
  outbox_facts facts{};
  result<> known = success();  ///< whether the facts could be read
};

result<std::vector<leased>> due_items(session& in, std::size_t limit) {
  PARVIS_TRY(const auto found,
             in.scan({.kind = kind::outbox,
                      .filters = {{column_of(&outbox_item::due_at), filter_op::less, {in.now().us + 1}}},
                      .sort = column_of(&outbox_item::due_at),
                      .limit = limit}));
  std::vector<leased> out;
  for (const auto& one : found.rows) {
    // One that a newer library wrote, or nobody can read, shall not keep the others from going out.
    if (auto item = from_row<outbox_item>(one)) {
      out.push_back({std::move(item).assume_value()});
    } else {
      in.note("outbox_item_unreadable", to_string(one.id));
    }
  }
  return out;
}

/// Keeps the items that nobody else took meanwhile. The try is counted before it is made, so that an item that kills
/// the worker does not come back for ever.
result<> lease(session& in, std::vector<leased>& items) {
  std::vector<batch> batches;
  for (auto& [item, facts, known] : items) {
    const auto before = item;
    item.due_at = in.now() + outbox_lease;
    item.tries = std::min(item.tries, outbox_tries_max) + 1;
    batches.push_back({in.stamp().ids.next(), in.now(), {changing(before, item)}});
    ++item.revision;
  }
  PARVIS_TRY(const auto told, in.commit(batches));
  std::size_t n = 0;
  std::erase_if(items, [&](const leased&) { return !applied(told[n++]); });
  return success();
}

void want(reader& rows, leased& one) {
  auto& [item, facts, known] = one;
  rows.by_id(facts.recipient, item.recipient);
  switch (about_kind(item.effect)) {
    case kind::sign_up:
      return rows.by_id(facts.about_sign_up, item.about);
    case kind::invite:
      return rows.by_id(facts.about_invite, item.about);
    case kind::seat_pool:
      return rows.by_id(facts.about_pool, item.about);
    case kind::order:
      return rows.by_id(facts.about_order, item.about);
    case kind::mailed_link:
      return rows.by_id(facts.about_link, item.about);
    default:
      return rows.by_id(facts.about, item.about);
  }
}

/// Everything the items speak of, in one load. When a row among it cannot be read each item is asked about alone, so
/// that only the one that speaks of it has to wait.
result<> load_facts(session& in, std::vector<leased>& items, std::optional<settings>& workspace) {
  reader all{in};
  all.by_id(workspace, settings_row);
  for (auto& one : items) want(all, one);
  auto told = all.read();
  if (told || told.assume_error().code != errc::corrupt_row) return told;
  reader first{in};
  first.by_id(workspace, settings_row);
  PARVIS_TRYV(first.read());
  for (auto& one : items) {
    reader alone{in};
    want(alone, one);
    one.known = alone.read();
  }
  return success();
}

result<> send_mail(session& in, const leased& one, const settings& workspace) {
  PARVIS_TRY(const auto written, written_mail(in, one.item, one.facts, workspace));
  return in.ports().mailer->send(written);
}

result<> open_case(session& in, const leased& one) {
  const auto& who = *one.facts.about;
  return in.ports().cases->open(
      {in.by().workspace, one.item.id, who.id, who.of_kind, who.first_name, who.last_name, who.email, who.case_role});
}

result<> start_checkout(session& in, const leased& one) {
  PARVIS_TRYV(ask_gateway(in, *one.facts.about_order));
  return success();
}

/// Who carries out what, and what the trail says of it; what is not here is a mail.
struct errand {
  effect what;
  bool (*has_host)(const host&);
  result<> (*run)(session&, const leased&);
  event_type told{};
};
constexpr errand errands[] = {
    {effect::open_case, [](const host& h) { return h.cases != nullptr; }, open_case, event_type::case_opened},
    {effect::start_checkout, [](const host& h) { return h.payments != nullptr; }, start_checkout},
};
const errand* errand_of(effect what) {
  const auto* const found = std::ranges::find(errands, what, &errand::what);
  return found == std::end(errands) ? nullptr : found;
}

/// What becomes of an item after it was tried; `event_type{}`: nothing for the audit trail.
struct settlement {
  outbox_item after;
  event_type what{};
  std::optional<failure> why{};  ///< it failed
};

/// Once nobody will send it any more, an item tells neither an address nor a reason. A dead letter may be tried again.
settlement settle(outbox_item item, outbox_state how, event_type what = {}) {
  item.state = how;
  item.due_at.reset();
  if (how != outbox_state::dead) {
    item.to.clear();
    item.reason.clear();
  }
  return {std::move(item), what};
}

/// What becomes of an item that failed, now or for good.
settlement failed(session& in, outbox_item item, failure why) {
  localise(why, in.language());
  const bool final = static_cast<int>(why.code) / 100 == 1 || item.tries >= outbox_tries_max;
  if (final) {
    in.note("outbox_given_up", name(why.code));
    auto out = settle(std::move(item), outbox_state::dead, event_type::mail_failed);
    out.why = std::move(why);
    return out;
  }
  item.due_at = in.now() + outbox_backoff(item.tries);
  return {std::move(item), {}, std::move(why)};
}

/// What becomes of an item that nobody was asked to carry out: it comes up again when its lease ends.
settlement left_waiting(outbox_item item) {
  --item.tries;
  return {std::move(item), {}};
}

/// What becomes of an item without trying it: its cause is gone, for a while or for good, or there is no host to carry
/// it out.
std::optional<settlement> without_trying(session& in, const leased& one) {
  auto item = one.item;
  if (!one.known) return failed(in, std::move(item), one.known.error());
  if (!cause_stands(item, one.facts, in.now())) {
    if (cause_may_return(item, one.facts)) return left_waiting(std::move(item));
    return settle(std::move(item), outbox_state::void_);
  }
  const auto* const errand = errand_of(item.effect);
  if (errand != nullptr ? errand->has_host(in.ports()) : in.ports().mailer != nullptr) {
    if (item.tries <= outbox_tries_max) return std::nullopt;
    return failed(in, std::move(item), errc::host_failed);  // the last tries ended with the worker
  }
  return left_waiting(std::move(item));
}

/// Does one thing in the world outside.
settlement carry_out(session& in, const leased& one, const settings& workspace) {
  if (auto early = without_trying(in, one)) return *std::move(early);
  const auto* const errand = errand_of(one.item.effect);
  // What one item makes the host throw shall not keep the others from being settled.
  const auto told = caught([&] { return errand != nullptr ? errand->run(in, one) : send_mail(in, one, workspace); });
  if (!told) return failed(in, one.item, told.error());
  return settle(one.item, outbox_state::done, errand != nullptr ? errand->told : event_type{});
}

batch settled_batch(session& in, const outbox_item& before, const settlement& done) {
  batch out{in.stamp().ids.next(), in.now(), {changing(before, done.after)}};
  if (done.what != event_type{}) {
    out.operations.push_back(record(
        in.stamp(), {.what = done.what, .subject = before.about, .number = static_cast<std::int64_t>(before.effect)}));
  }
  return out;
}

void count(drain_reply& reply, const settlement& told) {
  if (told.why) {
    ++reply.failed;
    reply.last_failure = told.why;
  }
  switch (told.after.state) {
    case outbox_state::done:
      ++reply.done;
      break;
    case outbox_state::void_:
      ++reply.void_;
      break;
    case outbox_state::dead:
      ++reply.dead;
      break;
    case outbox_state::queued:
      ++reply.later;
      break;
  }
}

// --- notices: items to whoever decides or administers ---

/// The accounts of a group, until there are as many active ones as a notice can go to.
result<> add_members(session& in, group_id of, std::vector<account>& to) {
  query what{.kind = kind::account,
             .filters = {{column_of(&account::group), filter_op::equal, {value::of(of)}}},
             .limit = 100};
  for (std::size_t active = 0; active < recipients_max;) {
    PARVIS_TRY(const auto found, in.scan(what));
    for (const auto& one : found.rows) {
      PARVIS_TRY(auto who, from_row<account>(one));
      active += is_active_user(who) ? 1U : 0U;
      to.push_back(std::move(who));
    }
    what.after = next_of(found);
    if (!what.after) break;
  }
  return success();
}

result<recipient_facts> load_recipients(session& in, const settings& workspace) {
  recipient_facts out;
  reader rows{in};
  rows.each_by_id(out.approvers, workspace.approvers);
  PARVIS_TRYV(rows.read());
  PARVIS_TRY(const auto found, in.scan({.kind = kind::group, .limit = page_max}));
  for (const auto& one : found.rows) {
    PARVIS_TRY(auto group, from_row<parvis::group>(one));
    if (has(group.permissions, permissions::users_manage)) {
      PARVIS_TRYV(add_members(in, group.id, out.administrators));
    }
    out.groups.push_back(std::move(group));
  }
  return out;
}

/// What becomes of a notice, and the items that take its place: one for each person it goes to as things are now.
struct fanned_out {
  settlement notice;
  std::vector<leased> people{};
};

fanned_out fan_out(session& in, const leased& one, const result<recipient_facts>& facts) {
  if (auto early = without_trying(in, one)) return {*std::move(early)};
  if (!facts) return {failed(in, one.item, facts.error())};
  fanned_out out{settle(one.item, outbox_state::done)};
  for (auto& who : recipients_of(one.item.addressee, facts.value())) {
    auto item = addressed(one.item, who.id, in.stamp());
    auto known = one.facts;
    known.recipient = std::move(who);
    out.people.push_back({std::move(item), std::move(known)});
  }
  if (out.people.empty()) out.notice.after.state = outbox_state::void_;
  return out;
}

/// Replaces the notices among the items by items to the people behind them, in the commit that settles the notice:
/// nobody is written to twice. What passes the limit is left for the next time.
result<> fan_out_notices(session& in, std::vector<leased>& items, const settings& workspace, std::size_t limit,
                         drain_reply& reply) {
  const auto is_notice = [](const leased& one) { return one.item.addressee != addressee::person; };
  std::vector<leased> notices;
  std::copy_if(items.begin(), items.end(), std::back_inserter(notices), is_notice);
  if (notices.empty()) return success();
  std::erase_if(items, is_notice);
  const auto facts = caught([&] { return load_recipients(in, workspace); });
  std::vector<fanned_out> made;
  std::vector<batch> batches;
  for (const auto& one : notices) {
    const auto& [notice, people] = made.emplace_back(fan_out(in, one, facts));
    auto& operations = batches.emplace_back(settled_batch(in, one.item, notice)).operations;
    if (!people.empty()) operations.push_back(unchanged(workspace));
    for (const auto& person : people) operations.push_back(inserting(person.item));
    // A notice that became mails counts by those.
    if (notice.after.state != outbox_state::done) count(reply, notice);
  }
  PARVIS_TRY(const auto told, in.commit(batches));
  std::vector<leased> people;
  for (std::size_t n = 0; n < made.size(); ++n) {
    if (!applied(told[n])) continue;
    std::ranges::move(made[n].people, std::back_inserter(people));
  }
  people.resize(std::min(people.size(), limit - items.size()));
  PARVIS_TRYV(lease(in, people));
  std::ranges::move(people, std::back_inserter(items));
  return success();
}

}  // namespace

result<drain_reply> portal::drain_outbox(const caller& by, std::size_t limit) {
  return respond(*core_, by, [&](session& in) -> result<drain_reply> {
    if (limit < 1 || limit > drain_max) return failure{errc::out_of_range, "limit"};
    PARVIS_TRY(auto items, due_items(in, limit));
    PARVIS_TRYV(lease(in, items));
    if (items.empty()) return drain_reply{};
    std::optional<settings> workspace;
    PARVIS_TRYV(load_facts(in, items, workspace));
    PARVIS_TRYV(require_workspace(in, workspace));

    drain_reply reply;
    PARVIS_TRYV(fan_out_notices(in, items, *workspace, limit, reply));
    std::vector<batch> batches;
    for (const auto& one : items) {
      const auto done = carry_out(in, one, *workspace);
      count(reply, done);
      batches.push_back(settled_batch(in, one.item, done));
    }
    // What cannot be settled is tried again when its lease ends, under the same id.
    PARVIS_TRY(const auto answers, in.commit(batches));
    for (const auto& told : answers) {
      if (!applied(told)) in.note("outbox_not_settled");
    }
    return reply;
  });
}

result<outbox_page> portal::list_outbox(const caller& by, const list_outbox_request& request) {
  return respond(*core_, by, [&](session& in) -> result<outbox_page> {
    PARVIS_TRYV(check_limit(request.limit));
    PARVIS_TRYV(require_manager_or_operator(in));
    PARVIS_TRY(const auto found, in.scan({.kind = kind::outbox,
                                          .filters = {{column_of(&outbox_item::state),
                                                       filter_op::equal,
                                                       {static_cast<std::int64_t>(request.state)}}},
                                          .after = request.after,
                                          .limit = request.limit}));
    outbox_page out{.next = next_of(found)};
    for (const auto& one : found.rows) {
      PARVIS_TRY(auto item, from_row<outbox_item>(one));
      if (in.by().actor == operator_id) item.reason.clear();  // the firm's own affair
      out.items.push_back(std::move(item));
    }
    return out;
  });
}

result<outbox_item> portal::retry_outbox(const caller& by, outbox_id which) {
  return respond(*core_, by, [&](session& in) -> result<outbox_item> {
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<outbox_item>> {
                 std::optional<settings> workspace;
                 retry_facts facts;
                 reader rows{in};
                 rows.by_id(facts.item, which);
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 PARVIS_TRYV(rows.read());
                 facts.settings = *std::move(workspace);
                 return retry(facts, at);
               }));
    return std::move(done.reply);
  });
}

namespace {

/// Removes rows whose time is over.
result<std::size_t> purge_expired(session& in, kind of, column_number expires_at, std::size_t limit) {
  PARVIS_TRY(const auto expired, in.scan({.kind = of,
                                          .filters = {{expires_at, filter_op::less, {in.now().us + 1}}},
                                          .sort = expires_at,
                                          .limit = limit}));
  std::vector<batch> batches;
  for (const auto& one : expired.rows) {
    batches.push_back({in.stamp().ids.next(),
                       in.now(),
                       {{.type = op_type::remove, .kind = of, .id = one.id, .revision = one.revision}}});
  }
  std::size_t purged = 0;
  PARVIS_TRY(const auto answers, in.commit(batches));
  for (const auto& told : answers) purged += applied(told) ? 1U : 0U;
  return purged;
}

}  // namespace

result<run_due_reply> portal::run_due(const caller& by, std::size_t limit) {
  return respond(*core_, by, [&](session& in) -> result<run_due_reply> {
    if (limit < 1 || limit > page_max) return failure{errc::out_of_range, "limit"};
    run_due_reply reply;
    PARVIS_TRY(reply.settled, settle_due(in));
    PARVIS_TRY(reply.unbanned, end_bans(in, limit));
    PARVIS_TRY(reply.admitted, admit_everywhere(in, limit));
    PARVIS_TRY(reply.lapsed, lapse_undecided(in, limit));
    PARVIS_TRY(reply.reminded, remind_deciders(in, limit));
    PARVIS_TRY(reply.purged, purge_expired(in, kind::sign_up, column_of(&sign_up::expires_at), limit));
    PARVIS_TRY(reply.abandoned, abandon_unpaid(in, limit));
    PARVIS_TRY(reply.indexed, in.maintain(limit));  // so that whoever counts as erased is in no index
    PARVIS_TRY(reply.erased, complete_erasures(in, limit));
    PARVIS_TRYV(forget_invitees(in, limit));
    PARVIS_TRYV(purge_expired(in, kind::counter, column_of(&counter::expires_at), limit));
    PARVIS_TRYV(purge_expired(in, kind::mailed_link, column_of(&mailed_link::expires_at), limit));
    PARVIS_TRY(const auto sealed, seal_entries(in, limit));
    reply.sealed = sealed.sealed;
    return reply;
  });
}

}  // namespace parvis::inline v1
