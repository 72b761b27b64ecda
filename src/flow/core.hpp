// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <concepts>
#include <exception>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "mails/templates.hpp"
#include "parvis/messages.hpp"
#include "parvis/model/schema.hpp"
#include "parvis/portal.hpp"
#include "parvis/ports/log.hpp"
#include "parvis/ports/password_hasher.hpp"
#include "parvis/ports/random.hpp"
#include "parvis/ports/storage.hpp"
#include "parvis/rules/accounts.hpp"
#include "parvis/rules/decision.hpp"
#include "parvis/values/token.hpp"

namespace parvis::inline v1 {

namespace detail {

struct core {
  host ports;
  options given;
  std::atomic<std::int64_t> latest_us{0};       ///< ids never go back, even when the clock does
  std::atomic<std::uint64_t> latest_random{0};  ///< a source that repeats itself is broken
  std::vector<host_mail> mails{};               ///< views of `given.mails`
};

/// Whether a batch was applied; false when a race was lost and nothing was.
result<bool> outcome_of(const answer& told);

/// Whether a batch stands, now or since an earlier answer was lost.
inline bool applied(const answer& told) noexcept {
  return told.status == answer_status::done || told.status == answer_status::already;
}

/// One call under way: what it drew from outside, once, and its way to the store.
class session {
 public:
  static constexpr std::size_t salt_size = 16;

  static result<session> open(core& of, const caller& by);

  [[nodiscard]] instant now() const noexcept { return stamp_.now; }
  [[nodiscard]] parvis::stamp& stamp() noexcept { return stamp_; }
  [[nodiscard]] const caller& by() const noexcept { return *by_; }
  [[nodiscard]] const host& ports() const noexcept { return core_->ports; }
  [[nodiscard]] const key_ring& keys() const noexcept { return core_->given.keys; }
  [[nodiscard]] std::span<const host_mail> mails() const noexcept { return core_->mails; }
  [[nodiscard]] bool second_factor_declared() const noexcept {
    return core_->given.second_factor == second_factor::declared;
  }
  [[nodiscard]] parvis::licensing licensing() const noexcept { return core_->given.licensing; }
  [[nodiscard]] std::string_view salt() const noexcept { return {salt_.data(), salt_.size()}; }

  /// The same call with ids of its own: for what stands though `attempt` goes back to the ids that it began with.
  [[nodiscard]] session aside() const;

  result<std::vector<std::optional<row>>> load(std::span<const key> keys);
  result<page> scan(const query& what);
  /// Lets the storage do what it has put off.
  result<std::size_t> maintain(std::size_t limit);
  /// No call for no batch. An unknown outcome is asked for again under the same id, which the store remembers. Texts
  /// that are searched are folded in `batches`; where that fails nothing is committed.
  result<std::vector<answer>> commit(std::span<batch> batches);

  /// Whether the operations were applied; false when a race was lost and nothing was.
  result<bool> apply(const uuid& batch_id, std::vector<operation> operations);

  /// What the caller is spoken to in: their language, else the workspace's once its settings are read.
  [[nodiscard]] std::string_view language() const noexcept { return language_; }
  void speak(std::string_view language) { language_ = language; }

  void note(std::string_view event, std::string_view detail = {}) const noexcept {
    if (core_->ports.log != nullptr) core_->ports.log->note(event, detail);
  }

 private:
  std::vector<answer> ask(std::span<const batch> batches);

  using octets_for_ids = std::array<std::uint8_t, 8>;

  session(core& of, const caller& by, instant now, const octets_for_ids& for_ids);

  core* core_;
  const caller* by_;
  octets_for_ids for_ids_;
  parvis::stamp stamp_;
  std::string language_;
  std::array<char, salt_size> salt_{};
};

/// One load: say where each record is to go, then read them all at once.
class reader {
 public:
  explicit reader(session& in) : in_(&in) {}

  /// A nil id is asked for like any other, so that the same calls are made whoever is concerned.
  template <class Record>
  void by_id(std::optional<Record>& into, const uuid& id) {
    want(key::by_id(Record::kind, id), &into, into_one<Record>);
  }
  template <class Record>
  void by_key(std::optional<Record>& into, std::string Record::* column, std::string_view text) {
    want({Record::kind, column_of(column), value::text(text)}, &into, into_one<Record>);
  }
  template <class Record, class Id>
  void by_key(std::optional<Record>& into, Id Record::* column, const uuid& unique) {
    want({Record::kind, column_of(column), value::of(unique)}, &into, into_one<Record>);
  }
  /// Those that exist, in the order asked for.
  template <class Record>
  void each_by_id(std::vector<Record>& into, const auto& ids) {
    into.clear();
    for (const auto& id : ids) want(key::by_id(Record::kind, id), &into, into_many<Record>);
  }
  template <class Record>
  void each_by_key(std::vector<Record>& into, std::string Record::* column, const std::vector<std::string>& texts) {
    into.clear();
    for (const auto& text : texts) want({Record::kind, column_of(column), value::text(text)}, &into, into_many<Record>);
  }
  void pools(std::vector<seat_pool>& into, access held) {
    into.clear();
    for (const auto sku : skus_of(held)) pool(into, sku);
  }
  void pool(std::vector<seat_pool>& into, std::string_view sku) {
    want({kind::seat_pool, column_of(&seat_pool::sku), value::text(sku)}, &into, into_many<seat_pool>);
  }

  /// Reads everything wanted since the last time, in one call; none when nothing is. Pools come settled: one whose
  /// capacity has changed by now is brought up to date in the store first, whatever becomes of the call.
  result<> read();

 private:
  using decode = result<> (*)(row&&, void*);
  struct target {
    void* into;
    decode how;
  };

  template <class Record>
  static result<> into_one(row&& from, void* into) {
    PARVIS_TRY(*static_cast<std::optional<Record>*>(into), from_row<Record>(std::move(from)));
    return success();
  }
  template <class Record>
  static result<> into_many(row&& from, void* into) {
    PARVIS_TRY(auto record, from_row<Record>(std::move(from)));
    static_cast<std::vector<Record>*>(into)->push_back(std::move(record));
    return success();
  }
  void want(key k, void* into, decode how) {
    keys_.push_back(std::move(k));
    targets_.push_back({into, how});
  }

  session* in_;
  std::vector<key> keys_;
  std::vector<target> targets_;
};

/// How often a lost race is run again. Each loss is another call's success, so this is only met under siege.
inline constexpr int tries_max = 64;

/// Load, decide, commit; and once more from the load when a race was lost, with the same ids and the same time.
template <class Decide>
auto attempt(session& in, Decide decide) -> decltype(decide(in.stamp())) {
  const auto batch_id = in.stamp().ids.next();
  const auto drawn = in.stamp();
  for (int tries = 0; tries < tries_max; ++tries) {
    in.stamp() = drawn;
    auto decided = decide(in.stamp());
    if (!decided || decided.assume_value().operations.empty()) return decided;
    PARVIS_TRY(const bool applied, in.apply(batch_id, std::move(decided.assume_value().operations)));
    if (applied) return decided;
  }
  return failure{errc::conflict};
}

/// Puts the text of every code of a failure into it. Leaves out what there is no memory for.
void localise(failure& f, std::string_view language) noexcept;

/// `host_failed` with what the host says, if there is memory for it.
failure host_failure(const char* why) noexcept;

/// The answer of a call that may reach the host; what the host throws becomes a failure.
template <class Call>
auto caught(Call call) noexcept -> decltype(call()) {
  try {
    return call();
  } catch (const std::bad_alloc&) {
    return failure{errc::no_memory};
  } catch (const std::exception& thrown) {
    return host_failure(thrown.what());
  } catch (...) {
    return failure{errc::host_failed};
  }
}

/// Runs one call: nothing a port throws gets out, and every failure speaks the caller's language.
template <class Body>
auto respond(core& of, const caller& by, Body body) noexcept -> decltype(body(std::declval<session&>())) {
  using reply = decltype(body(std::declval<session&>()));
  auto opened = caught([&] { return session::open(of, by); });
  if (!opened) {
    localise(opened.assume_error(), by.language);
    return reply{std::move(opened).assume_error()};
  }
  auto& in = opened.assume_value();
  auto out = caught([&] { return body(in); });
  if (!out) localise(out.assume_error(), in.language());
  return out;
}

/// The workspace as it was loaded, or `not_set_up`. A caller without a language is spoken to in the workspace's from
/// here on.
result<> require_workspace(session& in, const std::optional<settings>& workspace);

/// The workspace's settings, and whoever acts with their group: the rows that most decisions begin with.
result<> read_actor(session& in, reader& first, std::optional<settings>& workspace, actor_facts& actor);
/// The same, where the operator may act too: whom the rule has to let pass.
result<> read_actor_or_operator(session& in, reader& first, std::optional<settings>& workspace, actor_facts& actor);

/// The revision of an account that was read; 0: there is none.
inline std::uint64_t revision_of(const std::optional<account>& who) { return who ? who->revision : 0; }

/// Reads what `want` wants, which accounts that were read before name, and them once more; and all of it again while
/// `seen()`, their revisions, changes. So what an account is decided with is what it names: whoever was moved or
/// promoted between two loads is in another group, and holds another seat.
template <class Seen, class Want>
result<> read_steady(reader& rows, Seen seen, Want want) {
  for (int tries = 0; tries < tries_max; ++tries) {
    const auto before = seen();
    want();
    PARVIS_TRYV(rows.read());
    if (seen() == before) return success();
  }
  return failure{errc::conflict};
}

/// The settings, who acts and with which right, whom about, their group and seats, and how many administrators there
/// are; `more` wants what else is to be read with them.
template <class Want>
result<activity_facts> load_activity(session& in, account_id who, const std::vector<reservation_id>& kept, Want more) {
  activity_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.who, who);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  PARVIS_TRYV(read_steady(
      rows, [&] { return revision_of(facts.who); },
      [&] {
        if (facts.who) {
          facts.group.reset();
          rows.by_id(facts.group, facts.who->group);
          rows.pools(facts.pools, facts.who->access | wanted_access(*facts.who));
          rows.each_by_id(facts.reservations, kept);
          rows.by_id(facts.who, who);
        }
        rows.by_id(facts.administrators, administrators_row);
        more(rows);
      }));
  facts.settings = *std::move(workspace);
  return facts;
}
inline result<activity_facts> load_activity(session& in, account_id who, const std::vector<reservation_id>& kept = {}) {
  return load_activity(in, who, kept, [](reader&) {});
}

/// `permission_denied` unless the actor may decide sign-ups.
result<> require_decider(session& in);
/// The same, where the operator may do it too.
result<> require_decider_or_operator(session& in);
/// What is looked for, as far as the actor may look at it.
result<account_filter> shown_of(session& in, account_filter which);
/// `permission_denied` unless the actor manages users.
result<> require_manager(session& in);
/// The same, where the operator may do it too.
result<> require_manager_or_operator(session& in);

/// `out_of_range` unless a page may have so many rows.
result<> check_limit(std::size_t limit);

/// `invalid_utf8` for what cannot be the name of anything.
result<> check_sku(std::string_view sku);

/// `out_of_range` for more seats that were kept for one person than there are skus to hold.
result<> check_reservations(const std::vector<reservation_id>& kept);

/// Where a page in the order of ids goes on: the order of time.
std::optional<cursor> next_of(const page& found);

/// Somebody as they are at this moment.
account_view view_of(account a, instant now);
pool_view view_of(const seat_pool& p);

/// "https://portal/page?token=…": a secret.
std::string link_to(const settings& workspace, std::string_view page, std::string_view token);

/// The rows of a page as records.
template <class Record>
result<std::vector<Record>> records_in(const page& found) {
  std::vector<Record> out;
  for (const auto& one : found.rows) {
    PARVIS_TRY(auto read, from_row<Record>(one));
    out.push_back(std::move(read));
  }
  return out;
}

/// Where a page in the order of a column goes on.
std::optional<cursor> next_in(const page& found, column_number sorted);
template <class Record, class Member>
std::optional<cursor> next_by(const page& found, Member Record::* sorted) {
  return next_in(found, column_of(sorted));
}

/// Page after page, until `visit` answers false.
template <class Visit>
result<> each_row(session& in, query what, Visit visit) {
  for (bool more = true; more;) {
    PARVIS_TRY(const auto found, in.scan(what));
    for (const auto& one : found.rows) {
      PARVIS_TRY(const bool wanted, visit(one));
      if (!wanted) return success();
    }
    more = found.more && !found.rows.empty();
    if (!more) break;
    const auto& last = found.rows.back();
    what.after = cursor{what.sort == id_column ? value::of(last.id) : last.values[what.sort], last.id};
  }
  return success();
}

/// Commits each batch for itself; how many were done. What loses a race was somebody else's to do.
result<std::size_t> commit_all(session& in, std::span<batch> batches);

/// The same with a batch for each row to which the rule applies.
template <class Record, class Rule>
result<std::size_t> commit_each(session& in, const std::vector<Record>& due, Rule rule) {
  std::vector<batch> batches;
  for (const auto& one : due) {
    auto operations = rule(one, in.stamp());
    if (operations) batches.push_back({in.stamp().ids.next(), in.now(), std::move(operations).assume_value()});
  }
  return commit_all(in, batches);
}

/// All grants of a sku that have not ended, by their end.
result<std::vector<grant>> live_grants(session& in, std::string_view sku);

/// The reservations of a sku that end after `after`, by their end.
result<std::vector<reservation>> reservations_of(session& in, std::string_view sku, instant after, std::size_t limit);

/// The pool, settled and with those admitted whom that made room for. No host call when nothing is due.
result<seat_pool> up_to_date(session& in, seat_pool pool);

/// Settles every pool whose capacity has changed by now; how many those were.
result<std::size_t> settle_due(session& in);

/// What became of a queue.
struct turns {
  std::size_t admitted = 0;
  std::size_t moved = 0;  ///< to the queue for another seat that they lack
};

/// Admits who waits for a sku, as far as there is room; and with them, in order of approval, who waits for another that
/// has room just now.
result<turns> admit_waiting(session& in, std::string_view sku, std::size_t limit);

/// The same for every sku that somebody waits for; how many were admitted.
result<std::size_t> admit_everywhere(session& in, std::size_t limit);

/// The same for one sku after a commit that stands whatever comes of this; `run_due` admits whoever is left. How many
/// have had their turn.
std::size_t admit_afterwards(session& in, std::string_view sku) noexcept;

/// Gives up orders whose time is over; how many.
result<std::size_t> abandon_unpaid(session& in, std::size_t limit);

/// Forgets for whom personal links were that have long been dead; how many.
result<std::size_t> forget_invitees(session& in, std::size_t limit);

/// Removes what other rows still tell of people who were erased; of how many nothing is left.
result<std::size_t> complete_erasures(session& in, std::size_t limit);

/// Asks the gateway how an order is paid, and keeps what it says. What it tells at once is taken like a notice.
result<order> ask_gateway(session& in, const order& placed);

/// Reads the sealed trail to its end.
result<audit_report> verify_trail(session& in, const verify_audit_request& request);

/// Seals up to `limit` entries of the trail, beside other sealers.
result<seal_reply> seal_entries(session& in, std::size_t limit);

/// The answer to a change of a pool: who waits is admitted first.
pool_view with_queue(session& in, const seat_pool& changed);

/// The answer to a decision that may have put somebody into a queue: who waits is admitted first.
account_view settled(session& in, const account& decided);

/// Lets requests lapse whose time is over; how many did.
result<std::size_t> lapse_undecided(session& in, std::size_t limit);

/// Ends bans that have run out; how many.
result<std::size_t> end_bans(session& in, std::size_t limit);

/// The same for one account, before anybody is told that it is banned; whether there was one to end.
result<bool> end_ban_of(session& in, const account& who);

/// Accounts by when something is due, the earliest first.
result<std::vector<account>> due_accounts(session& in, std::optional<instant> account::* when, std::size_t limit);

/// Has whoever decides reminded of requests that still wait; of how many.
result<std::size_t> remind_deciders(session& in, std::size_t limit);

}  // namespace detail
}  // namespace parvis::inline v1
