// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <map>
#include <span>
#include <utility>

#include "crypto/sha256.hpp"
#include "flow/forms.hpp"
#include "flow/people.hpp"
#include "parvis/ports/progress.hpp"
#include "parvis/rules/import.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

constexpr std::size_t import_key_code_points_max = 100;
constexpr std::size_t row_key_code_points_max = 200;

/// One row on its way: what it asks for, what it is decided on, and what came of it.
struct candidate {
  import_outcome told{};
  std::string key{};  ///< of the row, or its address
  uuid mark{};        ///< by which it is known again
  uuid seed{};        ///< of its codes
  std::optional<add_account_command> account{};
  std::vector<reservation_id> kept{};  ///< for the account
  std::optional<email> invited{};      ///< or somebody to invite
  std::string language{};              ///< of them

  // As loaded.
  std::optional<code_claim> claim{};
  std::optional<invite> link{};
  std::optional<parvis::account> earlier{};  ///< made by an earlier call
  std::optional<parvis::account> by_email{};
  code_facts codes{};
  std::vector<reservation> reservations{};
  mail_budget mails{};

  bool settled = false;

  /// Whether its form is wrong already: it is decided all the same, for the workspace may refuse more of it.
  [[nodiscard]] bool is_unreadable() const noexcept { return account && account->wrong.failed(); }
};

/// Whose row it is; nullptr where that could not be read.
const email* address_of(const candidate& row) {
  if (row.invited) return &*row.invited;
  return row.account && row.account->who.email ? &*row.account->who.email : nullptr;
}

/// What a text was in the rows so far.
namespace as {
constexpr std::uint8_t address = 1, key = 2, code = 4;
}

/// An import under way.
struct import_work {
  const import_request& request;
  import_run run{};                      ///< of a dry run: nothing, where there was none before
  bool resumed = false;                  ///< rows may have been made before, or by another call meanwhile
  create_invite_command links{};         ///< the options
  std::map<uuid, std::uint8_t> given{};  ///< as what, by a digest of the text: no two rows may share one
  std::uint64_t read = 0;                ///< rows
  bool ended = false;                    ///< there are no more
  import_reply reply{};
  // What rows would have taken that are not stored: of a dry run all of them, else those under way.
  std::vector<seat_pool> pools{};
  std::map<uuid, std::int64_t> mails{};

  [[nodiscard]] bool is_dry() const noexcept { return request.mode == import_mode::dry_run; }
};

// --- beginning ---

result<std::string> parse_key(form_errors& errors, const std::string& typed, std::size_t most, const session& in) {
  auto key = errors.take("key", parse_line(typed, most, in.ports().text));
  if (!key) return std::move(errors).as_failure();
  return *std::move(key);
}

result<import_facts> load_run(session& in, const std::string& key) {
  import_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_key(facts.run, &import_run::key, key);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

/// What the ring makes of a row: `invalid_argument` once the key that the import was begun with has left it, for then
/// nobody can tell any more what was done.
result<std::string> digest_of_row(const session& in, const import_run& run, std::string_view row_key) {
  auto out = in.keys().digest(digest_purpose::import_row, in.by().workspace, marked_text(run.key, row_key),
                              static_cast<std::uint32_t>(run.key_id));
  if (out.empty()) return failure{errc::invalid_argument, "key", "the import's key has left the key ring"};
  return out;
}

result<> begin(session& in, import_work& work) {
  const auto& asked = work.request;
  if (asked.rows == nullptr) return failure{errc::invalid_argument, "rows"};
  if (asked.mode > last_value(asked.mode)) return failure{errc::out_of_range, "mode"};
  if (asked.administrators > last_value(asked.administrators)) return failure{errc::out_of_range, "administrators"};
  if (asked.rows_at_once < 1 || asked.rows_at_once > page_max) return failure{errc::out_of_range, "rows_at_once"};
  form_errors errors;
  PARVIS_TRY(const auto key, parse_key(errors, asked.key, import_key_code_points_max, in));
  PARVIS_TRY(work.links, parse_options(in, asked.invites, invite_type::personal));
  if (work.is_dry()) {
    PARVIS_TRY(const auto facts, load_run(in, key));
    PARVIS_TRYV(require_manager(facts.actor));
    work.run = facts.run.value_or(import_run{.key = key, .key_id = in.keys().primary()});
    work.resumed = facts.run.has_value();
    PARVIS_TRYV(digest_of_row(in, work.run, {}));
    return success();
  }
  PARVIS_TRY(const auto begun, attempt(in, [&](stamp& at) -> result<decision<import_run>> {
               PARVIS_TRY(const auto facts, load_run(in, key));
               work.resumed = facts.run.has_value();
               PARVIS_TRY(auto started, start_import(facts, key, in.keys().primary(), at));
               PARVIS_TRYV(digest_of_row(in, started.reply, {}));
               return started;
             }));
  work.run = begun.reply;
  return success();
}

// --- reading ---

/// As many rows as are settled together, as the host gives them.
result<> read_rows(import_work& work, std::vector<import_row>& into) {
  while (!work.ended && into.size() < work.request.rows_at_once) {
    PARVIS_TRY(const bool more, work.request.rows->next(into.emplace_back()));
    work.ended = !more;
  }
  if (work.ended) into.pop_back();
  return success();
}

/// What the row asks for: `invalid_argument` unless it is exactly one thing.
result<> parse_row(session& in, const import_row& row, candidate& into) {
  const int asked = (row.user ? 1 : 0) + (row.portal_account ? 1 : 0) + (row.invited ? 1 : 0);
  into.told.key = row.key;
  if (asked != 1) return failure{errc::invalid_argument, {}, "a row is a user, a portal account or somebody to invite"};
  if (row.key.empty()) {
    into.told.key = row.user ? row.user->email : row.portal_account ? row.portal_account->email : row.invited->email;
  }
  const auto take_key = [&](form_errors& errors) {
    if (row.key.empty()) return;
    into.key = errors.take("key", parse_line(row.key, row_key_code_points_max, in.ports().text)).value_or("");
  };
  if (row.invited) {
    form_errors errors;
    take_key(errors);
    into.invited = errors.take("email", email::parse(row.invited->email, in.ports().text));
    if (errors.failed()) return std::move(errors).as_failure();
    into.language = row.invited->language;
    return success();
  }
  into.account = row.user ? parse_addition(*row.user, in) : parse_addition(*row.portal_account, in);
  take_key(into.account->wrong);
  if (row.user && !into.is_unreadable()) into.kept = row.user->reservations;
  return success();
}

/// `given_twice` for what an earlier row has: an address, a key, a code. A key that is the address of a row without one
/// is the same key: either row would be taken for the other, once it is made.
result<> check_given(import_work& work, const candidate& row) {
  const auto& address = *address_of(row);
  const auto is_new = [&](std::uint8_t what, std::string_view text) {
    const auto digest = sha256(text);
    auto& given = work.given[*uuid::from_bytes(std::string_view(digest).substr(0, 16))];
    return (std::exchange(given, static_cast<std::uint8_t>(given | what)) & what) == 0;
  };
  if (!is_new(as::address, address.key())) return failure{errc::given_twice, "email"};
  if (!is_new(as::key, row.key)) return failure{errc::given_twice, "key"};
  if (row.account && row.account->code && !is_new(as::code, row.account->code->key())) {
    return failure{errc::given_twice, "code"};
  }
  return success();
}

/// A row that is refused by itself; a fault of the host's is not the row's.
result<> refuse(candidate& row, failure why) {
  if (static_cast<int>(why.code) / 100 >= 4) return why;
  row.told.fate = import_fate::refused;
  row.told.why = std::move(why);
  row.settled = true;
  return success();
}

result<std::vector<candidate>> parse_rows(session& in, import_work& work, const std::vector<import_row>& rows) {
  std::vector<candidate> out(rows.size());
  for (std::size_t n = 0; n < rows.size(); ++n) {
    auto& row = out[n];
    row.told.number = ++work.read;
    auto told = parse_row(in, rows[n], row);
    if (row.account) row.account->withheld = withheld_from_rows(work.request.administrators);
    if (told) {
      if (rows[n].key.empty() && address_of(row)) row.key = address_of(row)->key();
      PARVIS_TRY(const auto digest, digest_of_row(in, work.run, row.key));
      row.mark = mark_of(digest, work.run.started_at);
      row.seed = code_seed(digest);
      if (row.account) {
        row.account->notice = work.request.notice;
        // The claim of a made code is found by the code, so its id may stand where the newest ones stand.
        row.account->mark = row.account->code ? row.mark : mark_of(digest, in.now());
      }
      if (!row.is_unreadable()) told = check_given(work, row);
    }
    if (!told) {
      PARVIS_TRYV(refuse(row, std::move(told).assume_error()));
    }
  }
  return out;
}

// --- deciding ---

/// What the rows of a list depend on besides their own.
struct import_rows_facts {
  add_account_facts people{};
  create_invite_facts links{};
  std::map<group_id, std::optional<group>> groups{};
};

/// How closely the store is looked at before the first commit: what is rare is found out by the commit itself.
enum class care : std::uint8_t { quick, thorough };

void want(session& in, reader& rows, candidate& row, import_rows_facts& facts, care how) {
  row.claim.reset();
  row.link.reset();
  row.earlier.reset();
  row.by_email.reset();
  if (const auto* const address = address_of(row)) rows.by_key(row.by_email, &account::email_key, address->key());
  if (row.invited) {
    row.mails = {.id = mail_budget_id(in, *row.invited, mail_sort::firm)};
    rows.by_id(row.mails.spent, row.mails.id);
    if (how == care::thorough) rows.by_id(row.link, row.mark);
    return;
  }
  const auto& wanted = *row.account;
  row.codes.made.clear();
  std::vector<std::string> keys;
  if (wanted.code) keys.push_back(wanted.code->key());
  for (unsigned n = 0; n < (how == care::quick ? 1 : codes_made); ++n) {
    const auto& made = row.codes.made.emplace_back(unique_code::made_of(row.seed, n));
    if (how == care::thorough) keys.push_back(made.key());
  }
  rows.each_by_key(row.codes.claimed, &code_claim::key, keys);
  rows.each_by_id(row.reservations, row.kept);
  if (how == care::thorough) rows.by_id(row.claim, row.mark);
  if (wanted.kind == account_kind::user) {
    const auto [place, is_new] = facts.groups.try_emplace(wanted.group);
    if (is_new) rows.by_id(place->second, wanted.group);
  }
}

/// A code that was made for the row, if an earlier call gave it one.
void find_claim_of(candidate& row) {
  for (const auto& one : row.codes.claimed) {
    if (!row.claim && is_same_row(one.id, row.mark)) row.claim = one;
  }
}

result<import_rows_facts> load_rows(session& in, const import_work& work, std::span<candidate> list, care how) {
  import_rows_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  for (auto& row : list) {
    if (!row.settled) want(in, rows, row, facts, how);
  }
  rows.pools(facts.people.pools, access::core | access::contract);
  rows.by_id(facts.links.group, work.links.group);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.people.actor));
  for (auto& row : list) {
    if (!row.settled && row.account) find_claim_of(row);
    if (row.claim) rows.by_id(row.earlier, row.claim->account);
  }
  PARVIS_TRYV(rows.read());
  PARVIS_TRYV(require_manager(facts.people.actor));
  facts.people.settings = *std::move(workspace);
  facts.links.settings = facts.people.settings;
  facts.links.actor = facts.people.actor;
  return facts;
}

/// Whether an earlier call made it; then the answer stands.
bool is_made_already(candidate& row) {
  if (!row.claim && !row.link) return false;
  row.told.fate = import_fate::already;
  row.told.id = row.claim ? uuid{row.claim->account} : uuid{row.link->id};
  row.told.code = row.earlier ? row.earlier->code : "";
  row.settled = true;
  return true;
}

result<std::vector<operation>> decide(const session& in, const import_work& work, import_rows_facts& facts,
                                      candidate& row, stamp& at) {
  row.told.fate = import_fate::made;
  if (row.invited) {
    PARVIS_TRY(auto decided, parvis::invite_person(facts.links, work.links, {row.by_email, row.mails}, *row.invited,
                                                   row.language, at, invite_id{row.mark}));
    row.told.id = decided.reply.id;
    return std::move(decided.operations);
  }
  auto& people = facts.people;
  people.by_email = row.by_email;
  people.codes = row.codes;
  people.reservations = row.reservations;
  people.group = row.account->kind == account_kind::user ? facts.groups[row.account->group] : std::nullopt;
  PARVIS_TRY(auto decided, add_account(people, *row.account, at, in.ports().text));
  row.told.id = decided.reply.id;
  row.told.code = decided.reply.code;
  return std::move(decided.operations);
}

/// One row by itself: the way of one that lost a race.
result<> settle_alone(session& in, const import_work& work, candidate& row) {
  const auto done = attempt(in, [&](stamp& at) -> result<decision<import_outcome>> {
    PARVIS_TRY(auto facts, load_rows(in, work, {&row, 1}, care::thorough));
    if (is_made_already(row)) return decision<import_outcome>{{}, row.told};
    PARVIS_TRY(auto operations, decide(in, work, facts, row, at));
    return decision<import_outcome>{std::move(operations), row.told};
  });
  if (!done) return refuse(row, done.assume_error());
  row.settled = true;
  return success();
}

/// What is to become of the rows: batches, and whose each is.
struct import_plan {
  std::vector<batch> batches{};
  std::vector<std::vector<std::size_t>> rows{};
  std::vector<std::size_t> again{};   ///< to be decided alone
  std::vector<std::size_t> unsure{};  ///< refused for want of what a row before them may not have taken
};

class planner {
 public:
  planner(session& in, import_work& work, import_rows_facts& facts, care how)
      : in_(in), work_(work), facts_(facts), how_(how) {}

  result<import_plan> plan(std::vector<candidate>& rows) {
    for (std::size_t n = 0; n < rows.size(); ++n) {
      auto& row = rows[n];
      if (row.settled || is_made_already(row)) continue;
      const auto before = facts_.people.pools;
      count_mails(row);
      auto operations = decide(in_, work_, facts_, row, in_.stamp());
      if (!operations) {
        PARVIS_TRYV(refused(row, n, std::move(operations).assume_error()));
        continue;
      }
      row.settled = true;
      count_on(facts_.people.pools, operations.assume_value());
      if (row.invited) ++work_.mails[row.mails.id];
      if (!work_.is_dry()) put(operations.assume_value(), n, before);
    }
    close();
    return std::move(plan_);
  }

 private:
  /// Mails to the same mailbox that the rows before it would have sent.
  void count_mails(candidate& row) {
    const auto sent = work_.mails.find(row.mails.id);
    if (!row.invited || sent == work_.mails.end()) return;
    if (!row.mails.spent) row.mails.spent = counter{.id = row.mails.id};
    row.mails.spent->count += sent->second;
  }
  result<> refused(candidate& row, std::size_t n, failure why) {
    // The one code that was looked at is somebody's; or another call of the same import was quicker with this row.
    if (why.code == errc::conflict || (how_ == care::quick && !row.is_unreadable())) {
      plan_.again.push_back(n);
      work_.resumed = true;
      return success();
    }
    if (why.code == errc::no_seat || why.code == errc::mails_exhausted) plan_.unsure.push_back(n);
    return refuse(row, std::move(why));
  }
  void put(std::vector<operation>& operations, std::size_t n, const std::vector<seat_pool>& before) {
    if (!open_) open_.emplace(before);
    if (!open_->add(operations)) {
      close();
      open_.emplace(before);
      open_->add(operations);
    }
    members_.push_back(n);
  }
  void close() {
    if (!open_) return;
    plan_.batches.push_back({in_.stamp().ids.next(), in_.now(), std::move(*open_).operations(in_.now())});
    plan_.rows.push_back(std::exchange(members_, {}));
    open_.reset();
  }

  session& in_;
  import_work& work_;
  import_rows_facts& facts_;
  care how_;
  import_plan plan_;
  std::optional<shared_batch> open_;
  std::vector<std::size_t> members_;
};

/// What a dry run has imagined so far is as if it were stored.
void imagine(import_work& work, import_rows_facts& facts) {
  if (!work.is_dry()) return;
  if (!work.pools.empty()) facts.people.pools = work.pools;
}

/// Commits what was planned; what lost a race, or was refused because of one that did, is decided once more by itself.
/// Up to where the store failed the rows are settled.
result<> carry_out(session& in, const import_work& work, std::vector<candidate>& rows, import_plan plan) {
  result<> out = success();
  PARVIS_TRY(const auto told, in.commit(plan.batches));
  bool lost = false;
  for (std::size_t b = 0; b < told.size(); ++b) {
    const auto applied = outcome_of(told[b]);
    if (applied && applied.assume_value()) continue;
    for (const auto n : plan.rows[b]) {
      rows[n].settled = false;
      if (applied) plan.again.push_back(n);
    }
    if (!applied && out) out = applied.assume_error();
    lost = true;
  }
  if (lost) {
    for (const auto n : plan.unsure) rows[n].settled = false;
    plan.again.insert(plan.again.end(), plan.unsure.begin(), plan.unsure.end());
  }
  std::sort(plan.again.begin(), plan.again.end());
  for (const auto n : plan.again) {
    if (!out) break;
    out = settle_alone(in, work, rows[n]);
  }
  return out;
}

result<> settle_rows(session& in, import_work& work, std::vector<candidate>& rows) {
  const auto how = work.resumed || work.is_dry() ? care::thorough : care::quick;
  PARVIS_TRY(auto facts, load_rows(in, work, rows, how));
  imagine(work, facts);
  PARVIS_TRY(auto plan, planner(in, work, facts, how).plan(rows));
  if (work.is_dry()) {
    work.pools = facts.people.pools;
    for (const auto n : plan.again) {
      PARVIS_TRYV(refuse(rows[n], failure{errc::conflict, "code"}));
    }
    return success();
  }
  work.mails.clear();
  return carry_out(in, work, rows, std::move(plan));
}

/// Tells of every row up to the first that is not settled.
result<> tell_rows(const session& in, import_work& work, std::vector<candidate>& rows) {
  for (auto& [told, key, mark, seed, account, kept, invited, language, claim, link, earlier, by_email, codes,
              reservations, mails, settled] : rows) {
    if (!settled) break;
    if (told.fate == import_fate::refused) {
      told.id = {};
      told.code.clear();
      localise(told.why, in.language());
    }
    if (work.is_dry() && told.fate == import_fate::made) told.id = {};
    ++work.reply.rows;
    ++(told.fate == import_fate::made      ? work.reply.made
       : told.fate == import_fate::already ? work.reply.already
                                           : work.reply.refused);
    PARVIS_TRYV(work.request.rows->tell(told));
  }
  return success();
}

/// Rows that were read, and what the reading came to.
result<bool> import_some(session& in, import_work& work, const std::vector<import_row>& given, const result<>& read) {
  if (!given.empty()) {
    PARVIS_TRY(auto rows, parse_rows(in, work, given));
    const auto settled = settle_rows(in, work, rows);
    PARVIS_TRYV(tell_rows(in, work, rows));
    PARVIS_TRYV(settled);
  }
  PARVIS_TRYV(read);
  auto* const progress = work.request.progress;
  if (!given.empty() && progress != nullptr && !progress->tell(work.reply.rows, work.request.total)) {
    return failure{errc::cancelled};
  }
  return !work.ended;
}

}  // namespace

// Each part of an import is a call of its own with its own time, for a source may be slow and pools change.
result<import_reply> portal::import_people(const caller& by, const import_request& request) {
  import_work work{request};
  auto more = respond(*core_, by, [&](session& in) -> result<bool> {
    PARVIS_TRYV(begin(in, work));
    return true;
  });
  while (more && more.assume_value()) {
    std::vector<import_row> given;
    const auto read = caught([&] { return read_rows(work, given); });
    if (!read && !given.empty()) given.pop_back();
    more = respond(*core_, by, [&](session& in) { return import_some(in, work, given, read); });
  }
  if (!more) return std::move(more).assume_error();
  return work.reply;
}

}  // namespace parvis::inline v1
