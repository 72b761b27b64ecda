// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "parvis/model/schema.hpp"

// What there is in a workspace: small states with names of their own, each read from a row and compared with another.

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
    return !password.empty() && (!banned() || ban_over(now)) &&
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

/// A set of users who may do the same.
struct team {
  group_id id{};
  std::uint64_t revision = 0;
  std::string name{}, name_key{};
  permissions may{};
  std::vector<std::string> words{};  ///< of the host's own
  std::int64_t entered = 0;          ///< how often somebody came into it

  team() = default;
  explicit team(const group& g)
      : id(g.id),
        revision(g.revision),
        name(g.name),
        name_key(g.name_key),
        may(g.permissions),
        words(g.host_permissions),
        entered(g.entered) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &team::id},           std::pair{"revision", &team::revision},
                      std::pair{"name", &team::name},       std::pair{"name_key", &team::name_key},
                      std::pair{"permissions", &team::may}, std::pair{"host_permissions", &team::words},
                      std::pair{"entered", &team::entered}};
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
  instant created_at{};

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
        to(ascii_lower(i.to)),
        created_at(i.created_at) {}
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

}  // namespace parvis::inline v1::testkit::simulated
