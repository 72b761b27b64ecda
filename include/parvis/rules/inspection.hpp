// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "parvis/model/inspection.hpp"
#include "parvis/model/schema.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/orders.hpp"
#include "parvis/rules/outbox.hpp"
#include "parvis/rules/search.hpp"

// What must hold of a store, whatever was done to it. A row is judged together with those it names, all as they were at
// one moment; sums are judged once every row was counted.

namespace parvis::inline v1 {

namespace detail {

/// Values by key, in the order of the keys, and cheap where the keys come in that order.
template <class Key, class Value>
class sorted {
 public:
  Value& operator[](const Key& key) {
    const auto at = place(key);
    if (at != all_.end() && at->first == key) return at->second;
    return all_.emplace(at, key, Value{})->second;
  }
  [[nodiscard]] const Value* find(const Key& key) const {
    const auto at = std::ranges::lower_bound(all_, key, {}, &std::pair<Key, Value>::first);
    return at != all_.end() && at->first == key ? &at->second : nullptr;
  }
  [[nodiscard]] const std::vector<std::pair<Key, Value>>& all() const noexcept { return all_; }

 private:
  auto place(const Key& key) { return std::ranges::lower_bound(all_, key, {}, &std::pair<Key, Value>::first); }

  std::vector<std::pair<Key, Value>> all_;
};

}  // namespace detail

/// The rows that others name. While it gathers, whatever is asked about is there and as it should be; then it has
/// `wanted` what has to be loaded, and tells of that.
class named_rows {
 public:
  /// The keys that were asked about, each once.
  [[nodiscard]] const std::vector<key>& wanted() const noexcept { return wanted_; }
  /// `found`: for each wanted key in order.
  void learn(std::vector<std::optional<row>> found) { found_ = std::move(found); }

  /// Whether there is such a row.
  bool has(kind k, const uuid& id) {
    const auto* const one = look(key::by_id(k, id));
    return one == nullptr || one->has_value();
  }
  /// Whether there is a row with this unique key.
  bool has(kind k, column_number column, std::string_view text) {
    const auto* const one = look({k, column, value::text(text)});
    return one == nullptr || one->has_value();
  }
  /// Whether a unique key leads to this row.
  bool leads_to(kind k, column_number column, const value& held, const uuid& id) {
    const auto* const one = look({k, column, held});
    return one == nullptr || (one->has_value() && (*one)->id == id);
  }
  /// Nothing while it gathers, and for a row that there is not.
  std::optional<row> row_of(kind k, const uuid& id) {
    const auto* const one = look(key::by_id(k, id));
    return one == nullptr ? std::nullopt : *one;
  }
  /// The same, also of a row that cannot be read.
  template <class Record>
  std::optional<Record> find(const key& of) {
    const auto* const one = look(of);
    if (one == nullptr || !one->has_value()) return std::nullopt;
    auto read = from_row<Record>(**one);
    if (!read) return std::nullopt;
    return std::move(read).assume_value();
  }

 private:
  static auto parts(const key& of) { return std::tie(of.kind, of.column, of.value); }
  /// nullptr while it gathers.
  const std::optional<row>* look(const key& of) {
    const auto before = [&](std::uint32_t n, const key& other) { return parts(wanted_[n]) < parts(other); };
    auto at = std::lower_bound(places_.begin(), places_.end(), of, before);
    if (at == places_.end() || parts(wanted_[*at]) != parts(of)) {
      at = places_.insert(at, static_cast<std::uint32_t>(wanted_.size()));
      wanted_.push_back(of);
    }
    return *at < found_.size() ? &found_[*at] : nullptr;
  }
  std::vector<key> wanted_;
  std::vector<std::uint32_t> places_;  ///< in `wanted_`, in the order of the keys
  std::vector<std::optional<row>> found_;
};

/// What is wrong with one row.
class row_findings {
 public:
  row_findings(kind of, const uuid& row, std::vector<store_finding>& into) : kind_(of), row_(row), into_(&into) {}

  void add(store_defect what, std::string_view column) {
    into_->push_back({.defect = what, .kind = kind_, .row = row_, .column = std::string(column)});
  }
  void add(store_defect what, column_number column) { add(what, name_of(column)); }
  void differ(store_defect what, column_number column, std::int64_t expected, std::int64_t found) {
    if (expected != found) into_->push_back({what, kind_, row_, name_of(column), expected, found});
  }

 private:
  [[nodiscard]] std::string name_of(column_number column) const {
    return std::string(schema_of(kind_)->columns[column].name);
  }

  kind kind_;
  uuid row_;
  std::vector<store_finding>* into_;
};

namespace detail {

/// A column that names a row. Nil names none.
struct naming {
  column_number column;
  kind of;
  uuid id;
};
template <std::size_t N>
void check_names(const naming (&names)[N], named_rows& rows, row_findings& out) {
  for (const auto& one : names) {
    if (!one.id.is_nil() && !rows.has(one.of, one.id)) out.add(store_defect::dangling, one.column);
  }
}

/// Of whom there must be an account: the operator has none.
constexpr account_id account_behind(account_id actor) { return actor == operator_id ? account_id{} : actor; }

/// A column, and whether what it holds fits the row.
struct fitting {
  column_number column;
  bool fits;
};
template <std::size_t N>
void check_fit(const fitting (&columns)[N], row_findings& out) {
  for (const auto& one : columns) {
    if (!one.fits) out.add(store_defect::misfit, one.column);
  }
}

/// Whether the key of an address is the one it has. What only a text policy could tell is not judged.
inline bool is_key_of(const std::string& key, const std::string& address) {
  const auto read = email::parse(address);
  return !read || read.assume_value().key() == key;
}

}  // namespace detail

// --- row by row ---

/// Of a kind that has nothing besides what holds of every row.
template <class Record>
void inspect(const Record&, named_rows&, row_findings&) {}

inline void inspect(const settings& s, named_rows& rows, row_findings& out) {
  for (const auto& id : s.approvers) {
    if (!rows.has(kind::account, id)) out.add(store_defect::dangling, column_of(&settings::approvers));
  }
}

inline void inspect(const account& a, named_rows& rows, row_findings& out) {
  if (a.state == account_state::erased) {  // nothing personal stays, and no way in
    return detail::check_fit({{column_of(&account::email), a.email.empty() && a.email_key.empty()},
                              {column_of(&account::username), a.username.empty() && a.username_key.empty()},
                              {column_of(&account::first_name), a.first_name.empty() && a.last_name.empty()},
                              {column_of(&account::password), a.password.empty()},
                              {column_of(&account::api_key), a.api_key.octets.empty()}},
                             out);
  }
  detail::check_names({{column_of(&account::group), kind::group, a.group},
                       {column_of(&account::invite), kind::invite, a.invite},
                       {column_of(&account::decided_by), kind::account, a.decided_by},
                       {column_of(&account::banned_by), kind::account, a.banned_by}},
                      rows, out);
  for (const auto sku : skus_of(seats_held(a))) {
    if (!rows.has(kind::seat_pool, column_of(&seat_pool::sku), sku)) {
      out.add(store_defect::dangling, column_of(&account::access));
    }
  }
  if (!a.waiting_for.empty() && !rows.has(kind::seat_pool, column_of(&seat_pool::sku), a.waiting_for)) {
    out.add(store_defect::dangling, column_of(&account::waiting_for));
  }
  const bool user = a.of_kind == account_kind::user, active = a.state == account_state::active;
  const bool asks = active && a.asked_access.has_value(), waits = !a.waiting_for.empty();
  const bool open = a.state == account_state::pending || (asks && !waits);
  const bool joined = !a.password.empty(), invited = a.state == account_state::invited;
  const auto skus = skus_of(wanted_access(a));
  detail::check_fit(
      {{column_of(&account::access), access_allowed(a.of_kind, a.access)},
       {column_of(&account::email_key), detail::is_key_of(a.email_key, a.email)},
       {column_of(&account::group), user != a.group.is_nil()},
       {column_of(&account::password), invited ? !joined : joined || a.state == account_state::inactive},
       {column_of(&account::username), joined != a.username.empty()},
       {column_of(&account::username_key), joined != a.username_key.empty()},
       {column_of(&account::active_since), active == a.active_since.has_value()},
       {column_of(&account::asked_access), active || !a.asked_access},
       {column_of(&account::decide_by), open == a.decide_by.has_value()},
       {column_of(&account::remind_at), open || !a.remind_at},
       {column_of(&account::join_by), invited == a.join_by.has_value()},
       {column_of(&account::waiting_for),
        waits ? std::ranges::find(skus, a.waiting_for) != skus.end() && (asks || !active)
              : a.state != account_state::waiting || is_banned(a)},
       {column_of(&account::queued_at), waits == a.queued_at.has_value()},
       {column_of(&account::seated_at), skus_of(seats_held(a)).empty() != a.seated_at.has_value()},
       {column_of(&account::api_key), a.api_key.octets.empty() || (user && active)},
       {column_of(&account::api_key_issued_at), a.api_key.octets.empty() != a.api_key_issued_at.has_value()},
       {column_of(&account::banned_until), is_banned(a) || !a.banned_until},
       {column_of(&account::banned_by), is_banned(a) != a.banned_by.is_nil()},
       {column_of(&account::ban_reason), is_banned(a) != a.ban_reason.empty()},
       {column_of(&account::seat_freed_at), active || a.state == account_state::waiting || !a.seat_freed_at}},
      out);
  if (a.code.empty()) return;
  const auto code = ascii_lower(a.code);
  const auto claim = rows.find<code_claim>({kind::code_claim, column_of(&code_claim::key), value::text(code)});
  const bool claimed = rows.has(kind::code_claim, column_of(&code_claim::key), code);
  if (!claimed || (claim && claim->account != a.id)) {
    out.add(store_defect::code_unclaimed, column_of(&account::code));
  }
}

inline void inspect(const code_claim& c, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&code_claim::account), kind::account, c.account}}, rows, out);
}

inline void inspect(const group& g, named_rows&, row_findings& out) {
  detail::check_fit({{column_of(&group::name_key), g.name.empty() == g.name_key.empty()}}, out);
}

inline void inspect(const sign_up& s, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&sign_up::known), kind::account, s.known},
                       {column_of(&sign_up::invite), kind::invite, s.invite},
                       {column_of(&sign_up::vouched_by), kind::account, s.vouched_by}},
                      rows, out);
  detail::check_fit({{column_of(&sign_up::expires_at), s.expires_at.has_value()},
                     {column_of(&sign_up::email_key), detail::is_key_of(s.email_key, s.email)}},
                    out);
}

inline void inspect(const invite& i, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&invite::created_by), kind::account, i.created_by},
                       {column_of(&invite::vouched_by), kind::account, i.vouched_by}},
                      rows, out);
  // For whom a link was, nobody knows any more once they are erased or it has long been dead.
  const bool forgotten = i.state == invite_state::revoked && i.email.empty() && i.email_key.empty();
  const bool personal = i.type == invite_type::personal && !forgotten;
  detail::check_fit({{column_of(&invite::email), personal != i.email.empty()},
                     {column_of(&invite::email_key), personal != i.email_key.empty()},
                     {column_of(&invite::forget_at), personal == i.forget_at.has_value()},
                     {column_of(&invite::group), (i.audience == account_kind::user) != i.group.is_nil()},
                     {column_of(&invite::access), access_allowed(i.audience, i.access)},
                     {column_of(&invite::uses), i.uses >= 0 && i.uses <= i.max_uses.value_or(i.uses)}},
                    out);
}

inline void inspect(const mailed_link& l, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&mailed_link::account), kind::account, l.account}}, rows, out);
  detail::check_fit({{column_of(&mailed_link::expires_at), l.expires_at.has_value()}}, out);
}

inline void inspect(const seat_pool& p, named_rows&, row_findings& out) {
  detail::check_fit({{column_of(&seat_pool::capacity), p.capacity >= 0},
                     {column_of(&seat_pool::held), p.held >= 0},
                     {column_of(&seat_pool::waiting), p.waiting >= 0},
                     {column_of(&seat_pool::reserved), p.reserved >= 0 && p.reserved <= p.held},
                     {column_of(&seat_pool::peak), p.peak >= p.held}},
                    out);
}

inline void inspect(const grant& g, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&grant::created_by), kind::account, detail::account_behind(g.created_by)},
                       {column_of(&grant::order), kind::order, g.order}},
                      rows, out);
  if (!rows.has(kind::seat_pool, column_of(&seat_pool::sku), g.sku)) {
    out.add(store_defect::dangling, column_of(&grant::sku));
  }
  detail::check_fit({{column_of(&grant::quantity), g.quantity > 0}}, out);
  if (g.order.is_nil()) return;
  const auto bought = rows.find<order>(key::by_id(kind::order, g.order));
  if (bought && std::ranges::find(bought->grants, g.id) == bought->grants.end()) {
    out.add(store_defect::grants_differ, column_of(&grant::order));
  }
}

inline void inspect(const reservation& r, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&reservation::reserved_by), kind::account, r.reserved_by}}, rows, out);
  if (!rows.has(kind::seat_pool, column_of(&seat_pool::sku), r.sku)) {
    out.add(store_defect::dangling, column_of(&reservation::sku));
  }
  detail::check_fit({{column_of(&reservation::left), r.left >= 0 && r.left <= r.seats}}, out);
}

inline void inspect(const seat_use& u, named_rows& rows, row_findings& out) {
  if (!rows.has(kind::seat_pool, column_of(&seat_pool::sku), u.sku)) {
    out.add(store_defect::dangling, column_of(&seat_use::sku));
  }
  detail::check_fit({{column_of(&seat_use::ends_at), u.starts_at < u.ends_at}}, out);
}

inline void inspect(const order& o, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&order::placed_by), kind::account, o.placed_by},
                       {column_of(&order::renews), kind::order, o.renews},
                       {column_of(&order::continues), kind::order, o.continues}},
                      rows, out);
  std::int64_t total = 0;
  bool lines_right = true;
  for (const auto& line : o.lines) {
    std::int64_t amount = 0;
    lines_right =
        lines_right && !__builtin_mul_overflow(line.quantity, line.unit_amount, &amount) && amount == line.amount;
    total = saturated_sum(total, line.amount);
  }
  const bool payable = o.state == order_state::open || o.state == order_state::declined;
  const bool granted = o.state == order_state::granted;
  // What was paid back after it was granted keeps its term.
  const bool had_term = granted || (o.state == order_state::refunded && !o.grants.empty());
  // What was given up goes on with nothing, and is granted all the same when it is paid.
  const bool goes_on = o.continues == o.renews && (payable || granted);
  detail::check_fit({{column_of(&order::lines), lines_right},
                     {column_of(&order::total), total == o.total},
                     {column_of(&order::returned), o.returned >= 0 && o.returned <= o.total},
                     {column_of(&order::expires_at), payable == o.expires_at.has_value()},
                     {column_of(&order::starts_at), had_term == o.starts_at.has_value()},
                     {column_of(&order::ends_at), had_term == o.ends_at.has_value()},
                     {column_of(&order::continues), goes_on || (o.continues.is_nil() && !payable)},
                     {column_of(&order::grants), o.grants.size() == (had_term ? o.lines.size() : 0)}},
                    out);
  for (std::size_t n = 0; n < std::min(o.grants.size(), o.lines.size()); ++n) {
    const auto& line = o.lines[n];
    const auto wanted = key::by_id(kind::grant, o.grants[n]);
    const auto one = rows.find<grant>(wanted);
    const bool same = !one || (one->sku == line.sku && one->quantity == line.quantity && one->order == o.id);
    if (!same || !rows.has(kind::grant, o.grants[n])) out.add(store_defect::grants_differ, column_of(&order::grants));
  }
}

inline void inspect(const payment_notice& n, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&payment_notice::order), kind::order, n.order}}, rows, out);
}

/// The cause of an item may have gone while it waits to be drained, and then it is void; but only such a cause as goes.
inline void inspect(const outbox_item& o, named_rows& rows, row_findings& out) {
  const auto of = about_kind(o.effect);
  const bool stays = of != kind::sign_up && of != kind::mailed_link;
  detail::check_names({{column_of(&outbox_item::recipient), kind::account, o.recipient},
                       {column_of(&outbox_item::about), of, stays ? o.about : uuid{}}},
                      rows, out);
  detail::check_fit({{column_of(&outbox_item::due_at), (o.state == outbox_state::queued) == o.due_at.has_value()},
                     {column_of(&outbox_item::tries), o.tries >= 0}},
                    out);
}

inline void inspect(const event& e, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&event::actor), kind::account, detail::account_behind(e.actor)}}, rows, out);
  const bool sealed = e.position.has_value();
  detail::check_fit({{column_of(&event::unsealed_at), sealed != e.unsealed_at.has_value()},
                     {column_of(&event::hash), sealed != e.hash.octets.empty()}},
                    out);
}

inline void inspect(const import_run& i, named_rows& rows, row_findings& out) {
  detail::check_names({{column_of(&import_run::started_by), kind::account, i.started_by}}, rows, out);
}

inline void inspect(const erasure& e, named_rows& rows, row_findings& out) {
  const auto who = rows.find<account>(key::by_id(kind::account, e.id));
  const bool there = rows.has(kind::account, e.id);
  if (!there || (who && who->state != account_state::erased)) out.add(store_defect::dangling, "id");
}

inline void inspect(const counter& c, named_rows&, row_findings& out) {
  detail::check_fit({{column_of(&counter::count), c.count >= c.at_least && c.count <= c.at_most.value_or(c.count)}},
                    out);
}

// --- sums ---

/// Counts rows, and then says what the numbers kept of them should be.
class store_sums {
 public:
  template <class Record>
  void count(const Record&) {}
  void count(const group& g) { groups_[g.id].group = g; }
  /// After every group.
  void count(const account& a) {
    for (const auto sku : skus_of(seats_held(a))) ++of(sku).held;
    if (!a.waiting_for.empty()) ++of(a.waiting_for).waiting;
    if (a.group.is_nil()) return;
    auto& own = groups_[a.group];
    own.active += may_act(a) ? 1 : 0;
    if (manages_users({a, own.group})) ++administrators_;
  }
  void count(const reservation& r) {
    auto& sums = of(r.sku);
    sums.held = saturated_sum(sums.held, r.left);
    sums.reserved = saturated_sum(sums.reserved, r.left);
    sums.release_at = std::min(sums.release_at, r.expires_at);
  }
  void count(const grant& g) { of(g.sku).grants.push_back(g); }
  void count(const seat_use& u) { of(u.sku).use.push_back(u); }
  void count(const order& o) {
    auto& money = money_[o.id];
    money.total = o.total;
    money.returned = o.returned;
    money.owes = o.state == order_state::granted && o.total > 0;
  }
  void count(const payment_notice& n) {
    auto& money = money_[n.order];
    if (n.what == payment_event::paid) money.paid = n.amount;
    if (n.what == payment_event::refunded) money.refunded = saturated_sum(money.refunded, n.amount);
  }

  /// `pools`, `groups` and `active`: as they are in the store.
  [[nodiscard]] std::vector<store_finding> judge(const std::vector<seat_pool>& pools, const std::vector<group>& groups,
                                                 const std::optional<counter>& active) const {
    std::vector<store_finding> out;
    for (const auto& one : groups) {
      const auto* const counted = groups_.find(one.id);
      row_findings{kind::group, one.id, out}.differ(store_defect::members, column_of(&group::active),
                                                    counted == nullptr ? 0 : counted->active, one.active);
    }
    for (const auto& pool : pools) judge(pool, out);
    if (active) {
      row_findings{kind::counter, administrators_row, out}.differ(
          store_defect::administrators, column_of(&counter::count), administrators_, active->count);
    } else {
      row_findings{kind::counter, administrators_row, out}.add(store_defect::missing, "");
    }
    for (const auto& [id, money] : money_.all()) {
      row_findings wrong{kind::order, id, out};
      wrong.differ(store_defect::payments, column_of(&order::returned), std::min(money.total, money.refunded),
                   money.returned);
      if (money.owes) wrong.differ(store_defect::payments, column_of(&order::total), money.total, money.paid);
    }
    return out;
  }

 private:
  struct group_sums {
    parvis::group group{};
    std::int64_t active = 0;
  };
  struct pool_sums {
    std::int64_t held = 0, reserved = 0, waiting = 0;
    instant release_at = instant::never();
    std::vector<grant> grants{};
    std::vector<seat_use> use{};
  };
  struct order_money {
    std::int64_t total = 0, returned = 0, paid = 0, refunded = 0;
    bool owes = false;
  };

  pool_sums& of(std::string_view sku) { return pools_[std::string(sku)]; }

  void judge(const seat_pool& pool, std::vector<store_finding>& out) const {
    const auto* const counted = pools_.find(pool.sku);
    const auto sums = counted == nullptr ? pool_sums{} : *counted;
    row_findings wrong{kind::seat_pool, pool.id, out};
    // As it was settled: one whose grants have begun or ended since is brought up to date by whoever reads it next.
    const auto right = as_granted(pool, sums.grants, pool.next_change_at - duration{1});
    wrong.differ(store_defect::capacity, column_of(&seat_pool::capacity), right.capacity, pool.capacity);
    wrong.differ(store_defect::next_change, column_of(&seat_pool::next_change_at), right.next_change_at.us,
                 pool.next_change_at.us);
    wrong.differ(store_defect::seats_held, column_of(&seat_pool::held), sums.held, pool.held);
    wrong.differ(store_defect::seats_reserved, column_of(&seat_pool::reserved), sums.reserved, pool.reserved);
    wrong.differ(store_defect::queue_length, column_of(&seat_pool::waiting), sums.waiting, pool.waiting);
    wrong.differ(store_defect::next_release, column_of(&seat_pool::release_at), sums.release_at.us, pool.release_at.us);
    if (!sums.use.empty()) judge_use(pool, sums.use, wrong);
  }
  static void judge_use(const seat_pool& pool, std::vector<seat_use> use, row_findings& wrong) {
    std::ranges::sort(use, {}, &seat_use::starts_at);
    for (std::size_t n = 0; n < use.size(); ++n) {
      const auto next = n + 1 < use.size() ? use[n + 1].starts_at : month_start(pool.period_ends_at - duration{1});
      wrong.differ(store_defect::use_periods, column_of(&seat_pool::period_ends_at), use[n].ends_at.us, next.us);
    }
  }

  detail::sorted<group_id, group_sums> groups_;
  detail::sorted<std::string, pool_sums> pools_;
  detail::sorted<order_id, order_money> money_;
  std::int64_t administrators_ = 0;
};

// --- rows of any kind ---

namespace detail {

/// Columns that are made of others are what those make, as the policy folds it now. What only a policy could tell is
/// not judged without one.
template <class Record>
result<> check_made_columns(const row& from, const Record& read, const text_policy* policy, row_findings& out) {
  auto made = remaking(read);
  PARVIS_TRYV(fold_texts({&made, 1}, policy));
  for (const auto& [column, value] : made.set) {
    const auto* const stored = from.at(column);
    if (policy == nullptr && stored != nullptr && !is_ascii(value.data())) continue;
    if (stored == nullptr ? !value.is_null() : *stored != value) out.add(store_defect::misfit, column);
  }
  return success();
}

template <class Record>
result<> inspect_as(const row& from, named_rows& rows, store_sums* sums, const text_policy* policy,
                    std::vector<store_finding>& out) {
  row_findings wrong{from.kind, from.id, out};
  const auto read = from_row<Record>(from);
  if (!read) {
    wrong.add(store_defect::unreadable, read.assume_error().detail);
    return success();
  }
  PARVIS_TRYV(check_made_columns(from, read.assume_value(), policy, wrong));
  inspect(read.assume_value(), rows, wrong);
  if (sums != nullptr) sums->count(read.assume_value());
  return success();
}

/// In the order of the kinds.
using row_inspector = result<> (*)(const row&, named_rows&, store_sums*, const text_policy*,
                                   std::vector<store_finding>&);
inline constexpr row_inspector inspectors[] = {
    inspect_as<settings>,       inspect_as<group>,       inspect_as<account>,  inspect_as<sign_up>,
    inspect_as<invite>,         inspect_as<seat_pool>,   inspect_as<grant>,    inspect_as<outbox_item>,
    inspect_as<event>,          inspect_as<note>,        inspect_as<counter>,  inspect_as<audit_head>,
    inspect_as<code_claim>,     inspect_as<mailed_link>, inspect_as<catalog>,  inspect_as<order>,
    inspect_as<payment_notice>, inspect_as<reservation>, inspect_as<seat_use>, inspect_as<import_run>,
    inspect_as<erasure>,
};
static_assert(std::size(inspectors) == schema.size(), "a new kind is inspected too");

}  // namespace detail

/// Judges one row: what holds of every row, and what holds of its kind. With `sums` it is counted there. Fails as the
/// policy fails.
inline result<> inspect_row(const row& from, named_rows& rows, store_sums* sums, std::vector<store_finding>& out,
                            const text_policy* policy = nullptr) {
  const auto& columns = schema_of(from.kind)->columns;
  for (std::size_t n = 0; n < columns.size(); ++n) {
    const auto* const held = columns[n].unique ? from.at(n) : nullptr;
    if (held != nullptr && !rows.leads_to(from.kind, static_cast<column_number>(n), *held, from.id)) {
      row_findings{from.kind, from.id, out}.add(store_defect::key_lost, static_cast<column_number>(n));
    }
  }
  return detail::inspectors[static_cast<std::size_t>(from.kind) - 1](from, rows, sums, policy, out);
}

/// Whether it is about what somebody is found by, which can be made anew.
inline bool is_search_key(const store_finding& one) {
  const auto& columns = schema_of(one.kind)->columns;
  return one.defect == store_defect::misfit &&
         std::ranges::any_of(columns, [&](const column& c) { return c.folded && c.name == one.column; });
}

/// What is wrong with the trail, as a finding.
inline std::optional<store_finding> finding_of(const audit_report& trail) {
  if (!trail.first_bad) return std::nullopt;
  return store_finding{store_defect::trail,       kind::event,
                       trail.first_bad->event,    "position",
                       trail.first_bad->position, static_cast<std::int64_t>(trail.first_bad->defect)};
}

}  // namespace parvis::inline v1
