// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "parvis/model/schema.hpp"
#include "parvis/testkit/simulation/purchases.hpp"
#include "parvis/testkit/simulation/storages.hpp"

// What a workspace is, told a second time: small states with names of their own, written from the mission and not from
// the library's rules, which nothing here may include.

namespace parvis::inline v1::testkit::simulated {

/// The first member in which two states differ; empty when none does.
template <class State>
std::string_view difference(const State& a, const State& b) {
  std::string_view out;
  std::apply(
      [&](const auto&... one) { (void)((a.*(one.second) == b.*(one.second) || (out = one.first, false)) && ...); },
      State::members());
  return out;
}

/// A few values of an enumeration, known when compiled.
template <class Enum>
class few {
 public:
  constexpr few(std::initializer_list<Enum> all) {
    for (const auto one : all) has_.at(static_cast<std::size_t>(one)) = true;
  }
  [[nodiscard]] constexpr bool has(Enum one) const { return has_.at(static_cast<std::size_t>(one)); }
  [[nodiscard]] constexpr bool empty() const { return has_ == decltype(has_){}; }

 private:
  std::array<bool, 128> has_{};
};

struct person {
  account_id id{};
  std::uint64_t revision = 0;
  account_kind of_kind{};
  account_state state{};
  parvis::access access{};
  std::string email_key{}, username_key{}, password{}, waiting_for{};
  group_id group{};
  invite_id invite{};
  parvis::case_role role{};
  std::int64_t epoch = 0;
  account_id decided_by{};
  std::optional<instant> decided_at{}, queued_at{}, active_since{}, decide_by{}, remind_at{}, join_by{},
      key_issued_at{}, overrides_privacy_since{}, seated_at{}, banned_at{}, banned_until{}, seat_freed_at{};
  account_id banned_by{};
  std::string ban_reason{};
  std::int64_t keys = 0;  ///< issued so far: of those only the newest works
  std::string code{}, company{};
  std::optional<parvis::access> asked_access{};
  bool must_change_password = false;
  std::vector<std::pair<std::string, instant>> former{};  ///< addresses that they have left, and when

  person() = default;
  explicit person(const account& a)
      : id(a.id),
        revision(a.revision),
        of_kind(a.of_kind),
        state(a.state),
        access(a.access),
        email_key(a.email_key),
        username_key(a.username_key),
        password(a.password),
        waiting_for(a.waiting_for),
        group(a.group),
        invite(a.invite),
        role(a.case_role),
        epoch(a.credential_epoch),
        decided_by(a.decided_by),
        decided_at(a.decided_at),
        queued_at(a.queued_at),
        active_since(a.active_since),
        decide_by(a.decide_by),
        remind_at(a.remind_at),
        join_by(a.join_by),
        key_issued_at(a.api_key_issued_at),
        overrides_privacy_since(a.overrides_privacy_since),
        seated_at(a.seated_at),
        banned_at(a.banned_at),
        banned_until(a.banned_until),
        seat_freed_at(a.seat_freed_at),
        banned_by(a.banned_by),
        ban_reason(a.ban_reason),
        code(a.code),
        company(a.company),
        asked_access(a.asked_access),
        must_change_password(a.must_change_password) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &person::id},
                      std::pair{"revision", &person::revision},
                      std::pair{"kind", &person::of_kind},
                      std::pair{"state", &person::state},
                      std::pair{"access", &person::access},
                      std::pair{"email_key", &person::email_key},
                      std::pair{"username_key", &person::username_key},
                      std::pair{"password", &person::password},
                      std::pair{"waiting_for", &person::waiting_for},
                      std::pair{"group", &person::group},
                      std::pair{"invite", &person::invite},
                      std::pair{"case_role", &person::role},
                      std::pair{"credential_epoch", &person::epoch},
                      std::pair{"decided_by", &person::decided_by},
                      std::pair{"decided_at", &person::decided_at},
                      std::pair{"queued_at", &person::queued_at},
                      std::pair{"active_since", &person::active_since},
                      std::pair{"decide_by", &person::decide_by},
                      std::pair{"remind_at", &person::remind_at},
                      std::pair{"join_by", &person::join_by},
                      std::pair{"api_key_issued_at", &person::key_issued_at},
                      std::pair{"overrides_privacy_since", &person::overrides_privacy_since},
                      std::pair{"code", &person::code},
                      std::pair{"company", &person::company},
                      std::pair{"asked_access", &person::asked_access},
                      std::pair{"must_change_password", &person::must_change_password},
                      std::pair{"seated_at", &person::seated_at},
                      std::pair{"banned_at", &person::banned_at},
                      std::pair{"banned_until", &person::banned_until},
                      std::pair{"seat_freed_at", &person::seat_freed_at},
                      std::pair{"banned_by", &person::banned_by},
                      std::pair{"ban_reason", &person::ban_reason}};
  }

  /// A request that nobody decided in time has lapsed, whoever has written that down.
  [[nodiscard]] account_state at(instant now) const {
    return state == account_state::pending && decide_by && *decide_by <= now ? account_state::lapsed : state;
  }
  [[nodiscard]] bool banned() const { return banned_at.has_value(); }
  [[nodiscard]] bool ban_over(instant now) const { return banned() && banned_until && *banned_until <= now; }
  /// In, and kept out by nothing.
  [[nodiscard]] bool may_act() const { return state == account_state::active && !banned(); }
  /// A ban has cost them their seat, or their place in the queue: they need one to come back.
  [[nodiscard]] bool lost_place() const { return seat_freed_at || state == account_state::waiting; }
  /// What they have, or are to have when their turn has come.
  [[nodiscard]] parvis::access wanted() const { return asked_access.value_or(access); }
  /// Another access is asked for, and nobody has decided.
  [[nodiscard]] bool asks() const { return asked_access && waiting_for.empty(); }
  [[nodiscard]] bool of_portal() const { return of_kind != account_kind::user; }
  /// What another access takes that they do not hold yet.
  [[nodiscard]] parvis::access missing_for(parvis::access to) const {
    const bool joined = !banned() && (state == account_state::active || state == account_state::waiting);
    return joined || holds_seats() ? without(to, holds_seats() ? access : parvis::access::none) : parvis::access::none;
  }
  /// Whatever opened the account until now is dead.
  void lose_credentials() {
    ++epoch;
    key_issued_at.reset();
  }
  [[nodiscard]] bool may_reset(instant now) const {
    const auto is = at(now);
    return !password.empty() && !banned() &&
           (is == account_state::active || is == account_state::pending || is == account_state::waiting);
  }
  [[nodiscard]] bool active_user() const { return of_kind == account_kind::user && may_act(); }
  [[nodiscard]] bool may_sign_in() const { return may_act() && !must_change_password; }
  [[nodiscard]] bool may_use_key() const { return active_user() && may_sign_in(); }
  /// Licenses count active accounts but for those whose seat a ban has freed, and users who were added and have not
  /// joined yet.
  [[nodiscard]] bool holds_seats() const {
    return (state == account_state::active && !seat_freed_at) ||
           (state == account_state::invited && of_kind == account_kind::user);
  }
};

/// When the calendar month after a moment begins, or the one that it lies in.
inline instant month_after(instant t, int months = 1) {
  using std::chrono::floor, std::chrono::sys_days, std::chrono::year_month_day;
  const year_month_day day{floor<std::chrono::days>(sys_days{} + std::chrono::microseconds{t.us})};
  const sys_days first{day.year() / day.month() / 1 + std::chrono::months{months}};
  return {std::chrono::microseconds{first.time_since_epoch()}.count()};
}

struct license_pool {
  pool_id id{};
  std::string sku{};
  std::int64_t capacity = 0, held = 0, waiting = 0, overage = 0, reserved = 0, peak = 0, moves = 0;
  instant next_change_at = instant::never(), release_at = instant::never(), period_ends_at = instant::never();

  license_pool() = default;
  explicit license_pool(const seat_pool& p)
      : id(p.id),
        sku(p.sku),
        capacity(p.capacity),
        held(p.held),
        waiting(p.waiting),
        overage(p.overage),
        reserved(p.reserved),
        peak(p.peak),
        moves(p.moves),
        next_change_at(p.next_change_at),
        release_at(p.release_at),
        period_ends_at(p.period_ends_at) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &license_pool::id},
                      std::pair{"sku", &license_pool::sku},
                      std::pair{"capacity", &license_pool::capacity},
                      std::pair{"held", &license_pool::held},
                      std::pair{"waiting", &license_pool::waiting},
                      std::pair{"overage", &license_pool::overage},
                      std::pair{"reserved", &license_pool::reserved},
                      std::pair{"peak", &license_pool::peak},
                      std::pair{"moves", &license_pool::moves},
                      std::pair{"next_change_at", &license_pool::next_change_at},
                      std::pair{"release_at", &license_pool::release_at},
                      std::pair{"period_ends_at", &license_pool::period_ends_at}};
  }
};

struct license_grant {
  grant_id id{};
  std::string sku{};
  std::int64_t quantity = 0;
  instant starts_at{}, ends_at{};
  order_id order{};

  license_grant() = default;
  explicit license_grant(const grant& g)
      : id(g.id), sku(g.sku), quantity(g.quantity), starts_at(g.starts_at), ends_at(g.ends_at), order(g.order) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &license_grant::id},
                      std::pair{"sku", &license_grant::sku},
                      std::pair{"quantity", &license_grant::quantity},
                      std::pair{"starts_at", &license_grant::starts_at},
                      std::pair{"ends_at", &license_grant::ends_at},
                      std::pair{"order", &license_grant::order}};
  }
};

struct door_link {
  invite_id id{};
  std::uint64_t revision = 0;
  invite_type type{};
  invite_state state{};
  std::int64_t generation = 0, uses = 0;
  std::optional<std::int64_t> max_uses{};
  std::optional<instant> expires_at{};
  account_kind audience{};
  parvis::access access{};
  approval_override approval{};
  parvis::case_role role{};
  group_id group{};
  std::string email_key{};
  std::vector<std::string> domains{};
  account_id vouched_by{};
  group_id vouched_group{};
  instant created_at{};
  std::optional<instant> forget_at{};

  /// For whom a personal link was is known for a month after it has died.
  void live_until_forgotten(instant now) {
    if (type != invite_type::personal) return;
    forget_at = (state == invite_state::revoked ? std::min(now, *expires_at) : *expires_at) + days(30);
  }

  door_link() = default;
  explicit door_link(const invite& i)
      : id(i.id),
        revision(i.revision),
        type(i.type),
        state(i.state),
        generation(i.generation),
        uses(i.uses),
        max_uses(i.max_uses),
        expires_at(i.expires_at),
        audience(i.audience),
        access(i.access),
        approval(i.approval),
        role(i.case_role),
        group(i.group),
        email_key(i.email_key),
        domains(i.allowed_domains),
        vouched_by(i.vouched_by),
        vouched_group(i.vouched_group),
        created_at(i.created_at),
        forget_at(i.forget_at) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &door_link::id},
                      std::pair{"revision", &door_link::revision},
                      std::pair{"type", &door_link::type},
                      std::pair{"state", &door_link::state},
                      std::pair{"generation", &door_link::generation},
                      std::pair{"uses", &door_link::uses},
                      std::pair{"max_uses", &door_link::max_uses},
                      std::pair{"expires_at", &door_link::expires_at},
                      std::pair{"audience", &door_link::audience},
                      std::pair{"access", &door_link::access},
                      std::pair{"approval", &door_link::approval},
                      std::pair{"case_role", &door_link::role},
                      std::pair{"group", &door_link::group},
                      std::pair{"email_key", &door_link::email_key},
                      std::pair{"allowed_domains", &door_link::domains},
                      std::pair{"vouched_by", &door_link::vouched_by},
                      std::pair{"vouched_group", &door_link::vouched_group},
                      std::pair{"created_at", &door_link::created_at},
                      std::pair{"forget_at", &door_link::forget_at}};
  }
};

/// A sign-up that waits for its address to be proven.
struct unproven {
  sign_up_id id{};
  std::string email_key{}, username{}, password{};
  bool named = false;  ///< a first and a last name were typed
  account_id known{};
  parvis::access access{};
  invite_id invite{};
  std::int64_t generation = 0;
  instant created_at{};
  std::optional<instant> expires_at{};
  bool field_given = false;
  std::string terms_version{};

  unproven() = default;
  explicit unproven(const sign_up& s)
      : id(s.id),
        email_key(s.email_key),
        username(s.username),
        password(s.password),
        named(!s.first_name.empty() && !s.last_name.empty()),
        known(s.known),
        access(s.access),
        invite(s.invite),
        generation(s.invite_generation),
        created_at(s.created_at),
        expires_at(s.expires_at),
        field_given(!s.fields.empty()),
        terms_version(s.consents.empty() ? "" : s.consents.front().version) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &unproven::id},
                      std::pair{"email_key", &unproven::email_key},
                      std::pair{"username", &unproven::username},
                      std::pair{"password", &unproven::password},
                      std::pair{"names", &unproven::named},
                      std::pair{"known", &unproven::known},
                      std::pair{"access", &unproven::access},
                      std::pair{"invite", &unproven::invite},
                      std::pair{"invite_generation", &unproven::generation},
                      std::pair{"created_at", &unproven::created_at},
                      std::pair{"expires_at", &unproven::expires_at},
                      std::pair{"fields", &unproven::field_given},
                      std::pair{"consents", &unproven::terms_version}};
  }
};

struct errand {
  outbox_id id{};
  parvis::effect effect{};
  outbox_state state = outbox_state::queued;
  uuid about{};
  account_id recipient{};
  parvis::addressee addressee{};
  std::int64_t generation = 0, tries = 0;
  std::optional<instant> due_at{};
  std::string to{};       ///< the key of the address, where it is not the recipient's own; empty once it is settled
  std::string sent_to{};  ///< what it was until then

  errand() = default;
  explicit errand(const outbox_item& i)
      : id(i.id),
        effect(i.effect),
        state(i.state),
        about(i.about),
        recipient(i.recipient),
        addressee(i.addressee),
        generation(i.generation),
        tries(i.tries),
        due_at(i.due_at),
        to(ascii_lower(i.to)) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &errand::id},
                      std::pair{"effect", &errand::effect},
                      std::pair{"state", &errand::state},
                      std::pair{"about", &errand::about},
                      std::pair{"recipient", &errand::recipient},
                      std::pair{"addressee", &errand::addressee},
                      std::pair{"generation", &errand::generation},
                      std::pair{"tries", &errand::tries},
                      std::pair{"due_at", &errand::due_at},
                      std::pair{"to", &errand::to}};
  }
};

/// A link that was mailed for a new password, or for a new address.
struct posted_link {
  mailed_link_id id{};
  account_id account{};
  std::int64_t epoch = 0;
  bool for_email = false;
  std::string email_key{};
  instant created_at{};
  std::optional<instant> expires_at{};

  posted_link() = default;
  explicit posted_link(const mailed_link& l)
      : id(l.id),
        account(l.account),
        epoch(l.credential_epoch),
        for_email(!l.email.empty()),
        email_key(l.email_key),
        created_at(l.created_at),
        expires_at(l.expires_at) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &posted_link::id},
                      std::pair{"account", &posted_link::account},
                      std::pair{"credential_epoch", &posted_link::epoch},
                      std::pair{"email", &posted_link::for_email},
                      std::pair{"email_key", &posted_link::email_key},
                      std::pair{"created_at", &posted_link::created_at},
                      std::pair{"expires_at", &posted_link::expires_at}};
  }
};

/// Passwords that were wrong, or are not known yet to be right, for one identifier.
struct failures {
  uuid id{};  ///< of the counter
  std::int64_t count = 0;
  instant last{};

  static constexpr std::int64_t most = 50;
  [[nodiscard]] bool closed() const { return count >= most; }
  [[nodiscard]] bool forgotten(instant now) const { return !closed() && last + days(30) <= now; }
  /// From the fifth on a second, and twice as long after each; a quarter of an hour at most.
  [[nodiscard]] instant open_again() const {
    if (count < 5) return {};
    auto wait = seconds(1);
    for (auto n = count; n > 5 && wait < minutes(15); --n) wait.us *= 2;
    return last + std::min(wait, minutes(15));
  }
};

/// A mail, or a case, that a change must bring with it.
struct wanted_errand {
  parvis::effect effect{};
  uuid about{};
  account_id recipient{};
  parvis::addressee addressee = addressee::person;
  std::int64_t generation = 0;
  std::string to{};  ///< the key of the address, where it is not the recipient's own
};

// Which license an access takes. Client access takes none.
inline constexpr std::pair<access, std::string_view> licenses[] = {
    {access::core, "core"}, {access::contract, "contract"}, {access::collaborator, "collaborators"}};

/// One workspace as it must be.
class firm {
 public:
  bool set_up = false;
  parvis::settings settings{};
  account_id founder{};
  group_id administrators{}, members{};
  std::map<group_id, permissions> groups{};
  std::map<account_id, person> people{};
  std::map<std::string, license_pool, std::less<>> pools{};
  std::map<grant_id, license_grant> grants{};
  std::map<invite_id, door_link> links{};
  std::map<sign_up_id, unproven> sign_ups{};
  std::map<outbox_id, errand> errands{};
  std::map<event_id, std::optional<std::int64_t>> trail{};  ///< the position, once sealed
  std::map<uuid, std::int64_t> mails{};                     ///< spent of each budget
  std::map<std::string, account_id> codes{};                ///< for ever
  std::map<std::string, uuid> budgets{};                    ///< mailbox and hour to the budget's id
  std::int64_t sealed = 0;
  std::map<std::string, failures> failed{};  ///< by identifier
  std::map<mailed_link_id, posted_link> posted{};
  catalog sold{};  ///< nothing before somebody sets prices
  std::map<order_id, purchase> orders{};
  std::map<std::string, told_notice> notices{};  ///< by the gateway's name
  std::map<reservation_id, kept_seats> reservations{};
  std::map<std::string, std::vector<month_of_use>> use{};  ///< of the months that are over, by sku
  /// Who was erased and of whom rows may still tell: the addresses that were theirs, and until when.
  std::map<account_id, std::vector<std::pair<std::string, instant>>> erasures{};
  std::map<outbox_id, errand> forgotten{};  ///< errands that went with whom they were about
  std::map<std::string, uuid> imports{};    ///< by key
  std::map<std::string, uuid> imported{};   ///< what a row has made, by the keys of its import and its own

  /// Whether a row that names an account or an address, and was made then, tells of somebody who is being erased.
  [[nodiscard]] bool erases(const uuid& id, std::string_view email_key, instant made) const {
    return std::any_of(erasures.begin(), erasures.end(),
                       [&](const auto& one) { return tells_of(one.first, id, email_key, made); });
  }
  /// Whether it tells of this one.
  [[nodiscard]] bool tells_of(account_id who, const uuid& named, std::string_view email_key, instant made) const {
    const auto& theirs = erasures.at(who);
    return named == who || std::any_of(theirs.begin(), theirs.end(), [&](const auto& one) {
             return !email_key.empty() && email_key == one.first && made <= one.second;
           });
  }

  /// The account that a mailed link still works for; null when it does not.
  [[nodiscard]] const person* bearer_of(const uuid& link, bool for_email, instant now) const {
    const auto found = posted.find(mailed_link_id{link});
    if (found == posted.end() || found->second.for_email != for_email) return nullptr;
    const auto* who = find(found->second.account);
    const bool alive = who != nullptr && who->epoch == found->second.epoch && found->second.created_at <= now &&
                       now < found->second.expires_at;
    return alive && who->may_reset(now) ? who : nullptr;
  }

  /// Why no password is looked at for this identifier now; none: it is.
  [[nodiscard]] errc shut(const std::string& identifier, instant now) const {
    const auto found = failed.find(identifier);
    if (found == failed.end() || found->second.forgotten(now)) return {};
    if (found->second.closed()) return errc::sign_in_disabled;
    return now < found->second.open_again() ? errc::too_many_attempts : errc{};
  }

  [[nodiscard]] const person* find(const uuid& id) const {
    const auto found = people.find(account_id{id});
    return found == people.end() ? nullptr : &found->second;
  }
  /// The same, unless they were erased.
  [[nodiscard]] const person* present(const uuid& id) const {
    const auto* who = find(id);
    return who == nullptr || who->state == account_state::erased ? nullptr : who;
  }
  /// Whoever has an identifier; without one, whoever acts.
  [[nodiscard]] const person* named(std::string_view identifier, account_id actor) const {
    if (identifier.empty()) return find(actor);
    const auto* by_address = by_email(identifier);
    return by_address != nullptr ? by_address : by_username(identifier);
  }
  [[nodiscard]] const person* by_email(std::string_view key) const { return by(&person::email_key, key); }
  [[nodiscard]] const person* by_username(std::string_view key) const { return by(&person::username_key, key); }

  [[nodiscard]] bool manages(const person* who) const {
    return who != nullptr && who->active_user() && empowers(who->group);
  }
  /// Whether whoever is in a group manages users.
  [[nodiscard]] bool empowers(group_id group) const {
    const auto found = groups.find(group);
    return found != groups.end() && has(found->second, permissions::users_manage);
  }
  [[nodiscard]] std::int64_t active_in(group_id group) const {
    return std::count_if(people.begin(), people.end(),
                         [&](const auto& one) { return one.second.group == group && one.second.active_user(); });
  }
  [[nodiscard]] bool named_approver(account_id id) const {
    return std::count(settings.approvers.begin(), settings.approvers.end(), id) > 0;
  }
  [[nodiscard]] bool decides(const person* who) const {
    return manages(who) || (who != nullptr && who->active_user() && named_approver(who->id));
  }
  [[nodiscard]] std::int64_t active_administrators() const {
    return std::count_if(people.begin(), people.end(), [&](const auto& one) { return manages(&one.second); });
  }

  /// Whether somebody from outside the queue gets every license of this access now.
  [[nodiscard]] bool room_for(access wanted, instant now, const kept_seats* kept = nullptr) const {
    return !full_license(wanted, now, kept);
  }
  /// The sku of the first license that cannot be had: nothing when all can, an empty one when it was never granted.
  [[nodiscard]] std::optional<std::string_view> full_license(access wanted, instant now,
                                                             const kept_seats* kept = nullptr) const {
    for (const auto& [one, sku] : licenses) {
      if (!has(wanted, one) || (kept != nullptr && kept->sku == sku)) continue;
      const auto found = pools.find(sku);
      if (found == pools.end()) return std::string_view{};
      const auto as_of_now = settled(found->second, now);
      if (as_of_now.waiting > 0 || as_of_now.held >= as_of_now.capacity) return found->second.sku;
    }
    return std::nullopt;
  }
  /// A pool as anybody meets it at a moment: brought up to date once its capacity was to change.
  [[nodiscard]] license_pool settled(const license_pool& pool, instant now) const {
    auto out = now < pool.next_change_at ? pool : granted(pool, now);
    for (const auto& [id, one] : reservations) {
      if (one.sku == pool.sku && one.expires_at <= now && pool.release_at <= now) out.held -= one.left;
    }
    return out;
  }
  /// The reservation from which somebody may take a seat now.
  [[nodiscard]] const kept_seats* kept(const reservation_id& id, instant now) const {
    const auto found = reservations.find(id);
    const bool lasts = found != reservations.end() && found->second.left > 0 && now < found->second.expires_at;
    return lasts ? &found->second : nullptr;
  }
  /// A pool as its grants make it: of those that run it has the seats, and with the next start or end it changes. What
  /// has been reckoned with stays so though the clock goes back; the grant that is being `changed` is seen by the
  /// clock.
  [[nodiscard]] license_pool granted(license_pool pool, instant now, const uuid& changed = {}) const {
    const auto reckoned = std::max(now.us, pool.next_change_at.us - 1);
    pool.capacity = 0;
    pool.next_change_at = instant::never();
    for (const auto& [id, one] : grants) {
      const auto at = id == changed ? now.us : reckoned;
      if (one.sku != pool.sku || one.ends_at.us <= at || one.ends_at <= one.starts_at) continue;
      const bool runs = one.starts_at.us <= at;
      if (runs) pool.capacity += one.quantity;
      pool.next_change_at = std::min(pool.next_change_at, runs ? one.ends_at : one.starts_at);
    }
    if (pool.capacity > 0) pool.capacity += pool.overage;
    return pool;
  }

  /// Whether somebody who is given another access keeps the place they have in a queue: they still need that seat.
  [[nodiscard]] static bool keeps_place(const person& who, access to) {
    return std::any_of(std::begin(licenses), std::end(licenses), [&](const auto& one) {
      return who.waiting_for == one.second && has(who.missing_for(to), one.first);
    });
  }
  /// Whether nothing but a refusal for want of a seat can come of another access.
  [[nodiscard]] bool seat_missing(const person& who, access to, instant now) const {
    const bool may_wait = settings.when_no_seat == no_seat_policy::wait && !who.banned() &&
                          (who.state == account_state::active || who.state == account_state::waiting);
    return !keeps_place(who, to) && !may_wait && !room_for(who.missing_for(to), now);
  }
  [[nodiscard]] static bool access_fits(const person& who, access to) {
    const auto bits = static_cast<unsigned>(to);
    return who.of_portal() ? bits >= 1 && bits <= 3 : bits == 4 || bits == 8 || bits == 12;
  }

  /// Who stands first in a queue: earliest approved.
  [[nodiscard]] const person* first_waiting(std::string_view sku) const {
    const person* out = nullptr;
    for (const auto& [id, one] : people) {
      if (one.waiting_for != sku) continue;
      if (out == nullptr || std::pair(one.queued_at, one.id) < std::pair(out->queued_at, out->id)) out = &one;
    }
    return out;
  }

  // --- what is bought ---

  [[nodiscard]] bool is_had(const std::string& sku, instant now) const {
    const auto found = pools.find(sku);
    return found != pools.end() && settled(found->second, now).capacity > 0;
  }
  /// What it costs; nothing when it cannot be had so.
  [[nodiscard]] std::optional<std::vector<order_line>> priced(const std::string& plan,
                                                              const std::vector<wanted_line>& wanted,
                                                              instant now) const {
    std::vector<order_line> out;
    const auto is_wanted = [&](const std::string& sku) {
      return std::any_of(wanted.begin(), wanted.end(), [&](const wanted_line& one) { return one.sku == sku; });
    };
    for (const auto& one : wanted) {
      const auto sku =
          std::find_if(sold.skus.begin(), sold.skus.end(), [&](const catalog_sku& s) { return s.code == one.sku; });
      const auto price = std::find_if(sold.prices.begin(), sold.prices.end(),
                                      [&](const catalog_price& p) { return p.sku == one.sku && p.plan == plan; });
      if (sku == sold.skus.end() || price == sold.prices.end() || one.quantity < 1) return std::nullopt;
      const bool met = sku->needs.empty() ||
                       std::any_of(sku->needs.begin(), sku->needs.end(),
                                   [&](const std::string& needed) { return is_wanted(needed) || is_had(needed, now); });
      const bool twice = std::any_of(out.begin(), out.end(), [&](const order_line& l) { return l.sku == one.sku; });
      if (!met || twice) return std::nullopt;
      out.push_back({one.sku, one.quantity, price->amount, price->amount * one.quantity});
    }
    return out;
  }
  [[nodiscard]] static std::int64_t total_of(const std::vector<order_line>& lines) {
    std::int64_t out = 0;
    for (const auto& one : lines) out += one.amount;
    return out;
  }
  [[nodiscard]] const purchase* order_named(std::string_view key) const {
    const auto found =
        std::find_if(orders.begin(), orders.end(), [&](const auto& one) { return one.second.key == key; });
    return found == orders.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const purchase* order_of(const uuid& id) const {
    const auto found = orders.find(order_id{id});
    return found == orders.end() ? nullptr : &found->second;
  }
  /// Whether the next term of an order can be bought.
  [[nodiscard]] bool renewable(const order_id& id) const {
    const auto* before = order_of(id);
    return before != nullptr && before->state == order_state::granted &&
           std::none_of(orders.begin(), orders.end(), [&](const auto& one) { return one.second.continues == id; });
  }

  // --- links ---

  [[nodiscard]] bool opens(const door_link* link, std::int64_t generation, instant at) const {
    return link != nullptr && link->state == invite_state::open && link->generation == generation &&
           (!link->expires_at || at < *link->expires_at) && (!link->max_uses || link->uses < *link->max_uses);
  }
  /// Whether whoever made it may still invite, into the group they were in then, and it leads nobody to power.
  [[nodiscard]] bool vouched(const door_link& link) const {
    const auto* by = find(link.vouched_by);
    const bool harmless = link.audience != account_kind::user || !empowers(link.group);
    return manages(by) && by->group == link.vouched_group && harmless;
  }
  [[nodiscard]] const door_link* link(const uuid& id) const {
    const auto found = links.find(invite_id{id});
    return found == links.end() ? nullptr : &found->second;
  }
  [[nodiscard]] bool domain_fits(std::string_view email_key, const door_link* through) const {
    const auto domain = std::string(email_key.substr(email_key.find('@') + 1));
    const auto in = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), domain) != list.end();
    };
    return (settings.allowed_domains.empty() || in(settings.allowed_domains)) && !in(settings.denied_domains) &&
           (through == nullptr || through->domains.empty() || in(through->domains));
  }

  // --- the same address once more ---

  enum class footing { stranger, again, barred, member };
  [[nodiscard]] footing footing_of(std::string_view email_key, bool by_name, instant now) const {
    const auto* earlier = by_email(email_key);
    if (earlier == nullptr) return footing::stranger;
    const auto state = earlier->at(now);
    if (state != account_state::rejected && state != account_state::lapsed) return footing::member;
    if (earlier->banned()) return footing::barred;
    if (state == account_state::lapsed) return footing::again;
    if (by_name || settings.reapplication == reapplication::allow) return footing::again;
    if (settings.reapplication == reapplication::forbid) return footing::barred;
    return now < earlier->decided_at.value_or(instant{}) + settings.reapplication_cooldown ? footing::barred
                                                                                           : footing::again;
  }

  /// Which mailbox an address is, and in which hour.
  static std::string budget_name(std::string_view email_key, instant now) {
    std::string out(email_key);
    const auto plus = out.find('+');
    if (plus != out.npos) out.erase(plus, out.find('@') - plus);
    return out + " " + std::to_string(now.us / 3'600'000'000);
  }
  [[nodiscard]] bool mails_spent(std::string_view email_key, instant now, std::string_view sort = {}) const {
    const auto id = budgets.find(budget_name(email_key, now).append(sort));
    const auto count = id == budgets.end() ? mails.end() : mails.find(id->second);
    return count != mails.end() && count->second >= settings.mails_per_address_max;
  }

  /// Whether users, or whoever is none, are asked the workspace's own field.
  [[nodiscard]] bool asks_field(bool of_users) const {
    const auto other = of_users ? field_audience::portal : field_audience::users;
    return !settings.fields.empty() && settings.fields.front().asked_of != other;
  }
  /// Whether what was given fits the form as it is now.
  [[nodiscard]] bool form_fits(bool of_users, bool field_given, std::string_view terms_version) const {
    if (asks_field(of_users) != field_given) return false;
    return settings.consents.empty() ? terms_version.empty() : terms_version == settings.consents.front().version;
  }

  /// Whether whoever brings a link becomes a user.
  [[nodiscard]] bool leads_to_user(const uuid& row) const {
    const auto* through = link(row);
    const auto typed = sign_ups.find(sign_up_id{row});
    if (through == nullptr && typed != sign_ups.end()) through = link(typed->second.invite);
    return through != nullptr && through->audience == account_kind::user;
  }

  // --- mails ---

  /// Whether a mail still says what is so.
  [[nodiscard]] bool stands(const errand& one, instant now) const {
    const auto* about = find(one.about);
    const auto about_is = [&](account_state state) { return about != nullptr && about->state == state; };
    const auto welcome = [&](account_state state) { return about_is(state) && !about->banned(); };
    const auto* to = find(one.recipient);
    const bool reader = one.addressee != addressee::person || (to != nullptr && to->may_act());
    const auto pool = std::find_if(pools.begin(), pools.end(), [&](const auto& p) { return p.second.id == one.about; });
    switch (one.effect) {
      case effect::open_case:
        return about_is(account_state::active);
      case effect::mail_welcome:
      case effect::mail_reactivated:
        return welcome(account_state::active);
      case effect::mail_banned:
        return about != nullptr && about->banned();
      case effect::mail_verify_email:
      case effect::mail_known_address:
      case effect::mail_reapplication_refused: {
        const auto s = sign_ups.find(sign_up_id{one.about});
        return s != sign_ups.end() && now < s->second.expires_at;
      }
      case effect::mail_request_received:
        return welcome(account_state::pending);
      case effect::mail_approval_needed:
      case effect::mail_approval_reminder:
        return welcome(account_state::pending) && reader;
      case effect::mail_approvals_reassigned:
        return reader;
      case effect::mail_waiting:
        return welcome(account_state::waiting);
      case effect::mail_rejected:
        return about_is(account_state::rejected);
      case effect::mail_lapsed:
        return about_is(account_state::lapsed);
      case effect::mail_deactivated:
        return about_is(account_state::inactive);
      case effect::mail_join:
        return welcome(account_state::invited) && about->epoch == one.generation;
      case effect::mail_access_asked:
        return about_is(account_state::active) && about->asks() && reader;
      case effect::mail_access_changed:
        return welcome(account_state::active);
      case effect::mail_access_refused:
        return welcome(account_state::active) && !about->asked_access;
      case effect::mail_invitation:
        return opens(link(one.about), one.generation, now);
      case effect::mail_seats_exhausted:
        return pool != pools.end() && pool->second.waiting > 0 && reader;
      case effect::mail_over_capacity:
        return pool != pools.end() && pool->second.held > pool->second.capacity && reader;
      case effect::start_checkout: {
        const auto bought = orders.find(order_id{one.about});
        return bought != orders.end() && bought->second.to_be_asked(now);
      }
      case effect::mail_password_reset:
        return bearer_of(one.about, false, now) != nullptr;
      case effect::mail_email_change:
        return bearer_of(one.about, true, now) != nullptr;
      case effect::mail_password_changed:
      case effect::mail_email_changed:
      case effect::mail_email_change_asked:
        return about != nullptr && about->state != account_state::erased;
      default:
        return false;
    }
  }

 private:
  [[nodiscard]] const person* by(std::string person::* key, std::string_view is) const {
    for (const auto& [id, one] : people) {
      if (!is.empty() && one.*key == is) return &one;
    }
    return nullptr;
  }
};

}  // namespace parvis::inline v1::testkit::simulated
