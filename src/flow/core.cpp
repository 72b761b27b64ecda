// SPDX-License-Identifier: BSL-1.0
#include "flow/core.hpp"

#include <algorithm>
#include <cstring>

#include "flow/mails.hpp"
#include "parvis/ports/clock.hpp"
#include "parvis/rules/search.hpp"

namespace parvis::inline v1 {
namespace detail {

namespace {

constexpr std::size_t workspace_octets_max = 64;

/// 8 octets for ids, then the salt.
constexpr std::size_t drawn_size = 8 + session::salt_size;

result<instant> time_of(core& of) {
  auto told = of.ports.clock->now();
  if (!told) return failure{errc::clock_failed, {}, told.assume_error().detail};
  if (!plausible(told.assume_value())) return failure{errc::clock_failed, {}, "a moment outside of 1970 to 9999"};
  return told;
}

/// Ids stand in the order of the calls that drew them: each call has a microsecond of its own, also when the clock
/// stands still or goes back.
instant time_for_ids(core& of, instant now) {
  auto latest = of.latest_us.load(std::memory_order_relaxed);
  std::int64_t mine = 0;
  do {
    mine = std::max(latest + 1, now.us);
  } while (!of.latest_us.compare_exchange_weak(latest, mine, std::memory_order_relaxed));
  return {mine};
}

result<std::array<std::uint8_t, drawn_size>> draw(core& of) {
  std::array<std::uint8_t, drawn_size> drawn{};
  const auto told = of.ports.random->fill(drawn.data(), drawn.size());
  if (!told) return failure{errc::random_failed, {}, told.assume_error().detail};
  std::uint64_t head = 0;
  std::memcpy(&head, drawn.data(), sizeof head);
  if (of.latest_random.exchange(head, std::memory_order_relaxed) == head) {
    return failure{errc::random_failed, {}, "the same octets twice"};
  }
  return drawn;
}

}  // namespace

session::session(core& of, const caller& by, instant now, const octets_for_ids& for_ids)
    : core_(&of),
      by_(&by),
      for_ids_(for_ids),
      stamp_{now, id_source{time_for_ids(of, now), for_ids}},
      language_(by.language) {}

session session::aside() const {
  auto out = *this;
  out.stamp_.ids = id_source{time_for_ids(*core_, now()), for_ids_};
  return out;
}

result<session> session::open(core& of, const caller& by) {
  if (by.workspace.empty() || by.workspace.size() > workspace_octets_max) {
    return failure{errc::invalid_argument, "workspace"};
  }
  PARVIS_TRY(const auto now, time_of(of));
  PARVIS_TRY(const auto drawn, draw(of));
  octets_for_ids for_ids{};
  std::copy_n(drawn.begin(), for_ids.size(), for_ids.begin());
  session out{of, by, now, for_ids};
  std::memcpy(out.salt_.data(), drawn.data() + for_ids.size(), salt_size);
  return out;
}

result<std::vector<std::optional<row>>> session::load(std::span<const key> keys) {
  PARVIS_TRY(auto rows, caught([&] { return ports().storage->load(by_->workspace, keys, by_->context); }));
  if (rows.size() != keys.size()) return failure{errc::corrupt_row, {}, "one row or none for each key"};
  return rows;
}

result<page> session::scan(const query& what) {
  return caught([&] { return ports().storage->scan(by_->workspace, what, by_->context); });
}

result<std::size_t> session::maintain(std::size_t limit) {
  return caught([&] { return ports().storage->maintain(by_->workspace, limit, by_->context); });
}

/// A store that throws, or answers too little, has left open what it did.
std::vector<answer> session::ask(std::span<const batch> batches) {
  std::vector<answer> answers;
  try {
    answers = ports().storage->commit(by_->workspace, batches, by_->context);
  } catch (...) {
    note("commit_threw");
  }
  answers.resize(batches.size(), answer{answer_status::unknown});
  return answers;
}

result<std::vector<answer>> session::commit(std::span<batch> batches) {
  if (batches.empty()) return std::vector<answer>{};
  for (auto& one : batches) {
    PARVIS_TRYV(fold_texts(one.operations, ports().text));
  }
  auto answers = ask(batches);
  constexpr int asked_again_max = 2;
  for (int asked_again = 0; asked_again < asked_again_max; ++asked_again) {
    std::vector<batch> open;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < batches.size(); ++i) {
      if (answers[i].status != answer_status::unknown) continue;
      open.push_back(batches[i]);
      places.push_back(i);
    }
    if (open.empty()) break;
    const auto told = ask(open);
    for (std::size_t n = 0; n < told.size(); ++n) {
      // Out of reach now says nothing about the first time.
      if (told[n].status != answer_status::unavailable) answers[places[n]] = told[n];
    }
  }
  return answers;
}

result<bool> session::apply(const uuid& batch_id, std::vector<operation> operations) {
  batch one{batch_id, now(), std::move(operations)};
  PARVIS_TRY(const auto answers, commit({&one, 1}));
  return outcome_of(answers.front());
}

result<bool> outcome_of(const answer& told) {
  switch (told.status) {
    case answer_status::done:
    case answer_status::already:
      return true;
    case answer_status::no_room:
      return false;
    case answer_status::conflict:
      if (told.reason == why::malformed) return failure{errc::bug, {}, "malformed batch"};
      return false;
    case answer_status::unavailable:
      return failure{errc::unavailable};
    case answer_status::unknown:
      break;
  }
  return failure{errc::outcome_unknown};
}

result<std::size_t> commit_all(session& in, std::span<batch> batches) {
  PARVIS_TRY(const auto answers, in.commit(batches));
  std::size_t done = 0;
  for (const auto& told : answers) {
    PARVIS_TRY(const bool applied, outcome_of(told));
    done += applied ? 1U : 0U;
  }
  return done;
}

result<> reader::read() {
  if (keys_.empty()) return success();
  PARVIS_TRY(auto rows, in_->load(keys_));
  for (auto& one : rows) {
    if (!one || one->kind != kind::seat_pool) continue;
    PARVIS_TRY(auto pool, from_row<seat_pool>(*one));
    PARVIS_TRY(pool, up_to_date(*in_, std::move(pool)));
    one = to_row(pool);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i]) continue;
    PARVIS_TRYV(targets_[i].how(std::move(*rows[i]), targets_[i].into));
  }
  keys_.clear();
  targets_.clear();
  return success();
}

failure host_failure(const char* why) noexcept {
  try {
    return {errc::host_failed, {}, why};
  } catch (...) {
    return {errc::host_failed};
  }
}

void localise(failure& f, std::string_view language) noexcept {
  try {
    f.message = message(f, language);
    for (auto& one : f.fields) one.message = message(one.code, language);
  } catch (...) {  // the code alone must do
  }
}

result<> require_workspace(session& in, const std::optional<settings>& workspace) {
  if (!workspace) return failure{errc::not_set_up};
  if (in.by().language.empty()) in.speak(workspace->default_language);
  return success();
}

result<> read_actor(session& in, reader& first, std::optional<settings>& workspace, actor_facts& actor) {
  workspace.reset();
  actor = {};
  first.by_id(workspace, settings_row);
  first.by_id(actor.who, in.by().actor);
  PARVIS_TRYV(first.read());
  PARVIS_TRYV(require_workspace(in, workspace));
  if (!actor.who) return failure{errc::permission_denied};
  first.by_id(actor.group, actor.who->group);
  return success();
}

result<> read_actor_or_operator(session& in, reader& first, std::optional<settings>& workspace, actor_facts& actor) {
  if (in.by().actor != operator_id) return read_actor(in, first, workspace, actor);
  workspace.reset();
  actor = {.named = operator_id};
  first.by_id(workspace, settings_row);
  PARVIS_TRYV(first.read());
  return require_workspace(in, workspace);
}

result<> check_limit(std::size_t limit) {
  if (limit < 1 || limit > page_max) return failure{errc::out_of_range, "limit"};
  return success();
}

result<> check_sku(std::string_view sku) {
  if (!is_stored_text(sku)) return failure{errc::invalid_utf8, "sku"};
  return success();
}

result<> check_reservations(const std::vector<reservation_id>& kept) {
  constexpr std::size_t most = 4;
  if (kept.size() > most) return failure{errc::out_of_range, "reservations"};
  return success();
}

std::optional<cursor> next_of(const page& found) {
  if (!found.more || found.rows.empty()) return std::nullopt;
  const auto& last = found.rows.back().id;
  return cursor{value::of(last), last};
}

std::optional<cursor> next_in(const page& found, column_number sorted) {
  const auto* const last = found.more && !found.rows.empty() ? found.rows.back().at(sorted) : nullptr;
  return last != nullptr ? std::optional{cursor{*last, found.rows.back().id}} : std::nullopt;
}

account_view view_of(account a, instant now) {
  return {.id = a.id,
          .revision = a.revision,
          .kind = a.of_kind,
          .state = state_at(a, now),
          .access = a.access,
          .email = std::move(a.email),
          .username = std::move(a.username),
          .first_name = std::move(a.first_name),
          .last_name = std::move(a.last_name),
          .language = std::move(a.language),
          .group = a.group,
          .invite = a.invite,
          .created_at = a.created_at,
          .decided_by = a.decided_by,
          .waiting_for = std::move(a.waiting_for),
          .fields = std::move(a.fields),
          .consents = std::move(a.consents),
          .decide_by = a.decide_by,
          .seniority = std::move(a.seniority),
          .job_title = std::move(a.job_title),
          .mobile = std::move(a.mobile),
          .address = std::move(a.address),
          .company = std::move(a.company),
          .code = std::move(a.code),
          .case_role = a.case_role,
          .asked_access = a.asked_access,
          .overrides_privacy_since = a.overrides_privacy_since,
          .must_change_password = a.must_change_password,
          .join_by = a.join_by,
          .credential_epoch = a.credential_epoch,
          .api_key_issued_at = a.api_key_issued_at,
          .banned_at = a.banned_at,
          .banned_until = a.banned_until,
          .banned_by = a.banned_by,
          .ban_reason = std::move(a.ban_reason),
          .queued_at = a.queued_at};
}

pool_view view_of(const seat_pool& p) {
  return {.sku = p.sku,
          .capacity = p.capacity,
          .held = p.held,
          .waiting = p.waiting,
          .remaining = remaining_in(p),
          .over_by = std::max<std::int64_t>(0, saturated_difference(p.held, p.capacity)),
          .next_change_at = p.next_change_at,
          .granted = granted_in(p),
          .overage = p.overage,
          .reserved = p.reserved,
          .peak = p.peak,
          .moves = p.moves};
}

std::string link_to(const settings& workspace, std::string_view page, std::string_view token) {
  std::string out = workspace.portal_url;
  if (token.empty()) return out.append("/").append(page);
  std::string rest = workspace.link_pattern;
  for (const auto& [mark, text] : {std::pair{page_mark, page}, std::pair{token_mark, token}}) {
    if (const auto at = rest.find(mark); at != rest.npos) rest.replace(at, mark.size(), text);
  }
  return out.append(rest);
}

}  // namespace detail

result<portal> portal::open(options given, const host& ports) {
  for (const bool present :
       {ports.storage != nullptr, ports.clock != nullptr, ports.random != nullptr, ports.hasher != nullptr}) {
    if (!present) return failure{errc::invalid_argument, "host", "storage, clock, random and hasher are required"};
  }
  const auto able = ports.storage->able();
  if (!able.atomic_batches) return failure{errc::storage_unfit};
  if (!able.durable && ports.log != nullptr) ports.log->note("storage_not_durable", {});
  std::unique_ptr<detail::core> made(new detail::core{ports, std::move(given)});
  PARVIS_TRY(made->mails, detail::host_mails(made->given.mails));
  return portal{std::move(made)};
}

portal::portal(std::unique_ptr<detail::core> core) noexcept : core_(std::move(core)) {}
portal::portal(portal&&) noexcept = default;
portal& portal::operator=(portal&&) noexcept = default;
portal::~portal() = default;

}  // namespace parvis::inline v1
