// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/model/query.hpp"
#include "parvis/model/record.hpp"
#include "parvis/model/rest.hpp"
#include "parvis/model/schema.hpp"
#include "parvis/model/search.hpp"
#include "parvis/rules/approval.hpp"
#include "parvis/rules/licenses.hpp"
#include "parvis/values/folded.hpp"

// What is asked of the store for what an administrator looks for, and what is kept for that.

namespace parvis::inline v1 {

/// Folds whatever is searched and sorted by, on its way to the store. Fails as the policy fails.
inline result<> fold_texts(std::span<operation> operations, const text_policy* policy) {
  for (auto& op : operations) {
    const auto* const of = schema_of(op.kind);
    for (auto& [number, held] : op.set) {
      if (of == nullptr || number >= of->columns.size() || !of->columns[number].folded) continue;
      PARVIS_TRY(const auto text, folded_lines(held.data(), policy));
      held = detail::encode(text);
    }
  }
  return success();
}

inline constexpr std::size_t search_words_max = 6;
inline constexpr std::size_t search_octets_max = 800;

/// The words of a text, folded: what lies between blanks, before and after. `invalid_utf8`, `too_long`.
inline result<std::vector<std::string>> parse_words(std::string_view text, const text_policy* policy) {
  if (text.size() > search_octets_max) return failure{errc::too_long, "text"};
  if (!detail::is_stored_text(text)) return failure{errc::invalid_utf8, "text"};
  PARVIS_TRY(const auto looked_for, folded(text, policy));
  std::vector<std::string> out;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) out.push_back(std::exchange(word, {}));
  };
  for (std::string_view rest = looked_for; !rest.empty();) {
    const auto [code_point, size] = decode_utf8(rest);
    const auto is = classify(code_point);
    if (is == text_class::blank || is == text_class::control || is == text_class::line_break) {
      end_word();
    } else {
      word += rest.substr(0, size);
    }
    rest.remove_prefix(size);
  }
  end_word();
  if (out.size() > search_words_max) return failure{errc::too_long, "text"};
  return out;
}

/// A text, folded, that the caller gave for a field.
inline result<std::string> parse_folded(std::string_view text, std::string_view field, const text_policy* policy) {
  if (text.size() > search_octets_max) return failure{errc::too_long, field};
  if (!detail::is_stored_text(text)) return failure{errc::invalid_utf8, field};
  return folded(trimmed(text), policy);
}

namespace detail {

template <class E>
filter any_of(column_number column, const std::vector<E>& some) {
  filter out{column, filter_op::in, {}};
  for (const auto one : some) out.values.emplace_back(static_cast<std::int64_t>(one));
  return out;
}

/// A text that stands behind every text that begins like it, and before every later one.
inline std::string behind_all(const std::string& beginning) { return beginning + "\xf4\x8f\xbf\xbf"; }

/// A text that stands before every text that begins like this one: itself where nothing is just this long, for an
/// address ends with a letter of ASCII.
inline std::string right_before(std::string beginning) {
  if (beginning.back() == '\x01' || !is_ascii(beginning)) return beginning;
  --beginning.back();
  return behind_all(beginning);
}

/// Everything that holds these bits.
inline std::vector<access> sets_with(access all) {
  std::vector<access> out;
  for (unsigned set = 1; set <= static_cast<unsigned>(last_value(access{})); ++set) {
    if (without(all, static_cast<access>(set)) == access::none) out.push_back(static_cast<access>(set));
  }
  return out;
}

template <class E>
bool within(const std::vector<E>& some, E last) {
  return std::all_of(some.begin(), some.end(), [&](E one) { return one >= static_cast<E>(1) && one <= last; });
}

/// Those of `all` that are wanted: every one when none is named.
template <class E>
std::vector<E> chosen(std::span<const E> all, const std::vector<E>& wanted) {
  std::vector<E> out;
  for (const E one : all) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), one) != wanted.end()) out.push_back(one);
  }
  return out;
}

}  // namespace detail

/// Every state that is shown.
inline constexpr account_state shown_states[] = {
    account_state::invited,  account_state::pending,  account_state::waiting, account_state::active,
    account_state::inactive, account_state::rejected, account_state::lapsed};
inline constexpr account_kind account_kinds[] = {account_kind::user, account_kind::client, account_kind::collaborator};

/// Whom somebody may look at who may look at all: who only decides sees the people of the portal, and of the users
/// those who ask to be let in, for that is theirs to decide.
inline bool is_shown(const actor_facts& actor, const account& who) {
  return manages_users(actor) || who.of_kind != account_kind::user || who.state == account_state::pending;
}

/// What is looked for, by an actor who may look at it. Where no kind is named, it is those that they may look at; a
/// kind that they may not look at is `permission_denied`, also beside others: who names it is not to be told that there
/// are none. Users who ask to be let in are in it where nobody else is looked for.
inline result<account_filter> shown_of(const settings& workspace, const actor_facts& actor, account_filter which) {
  PARVIS_TRYV(require_decider(workspace, actor));
  const bool only_requests = which.states == std::vector{account_state::pending};
  if (manages_users(actor) || only_requests) return which;
  if (which.kinds.empty()) which.kinds = {account_kind::client, account_kind::collaborator};
  const auto users = std::find(which.kinds.begin(), which.kinds.end(), account_kind::user);
  if (users != which.kinds.end()) return failure{errc::permission_denied};
  return which;
}

/// Accounts of some kinds in some states, as the schema lists them.
inline std::vector<filter> in_states(const std::vector<account_state>& states,
                                     const std::vector<account_kind>& kinds = {}) {
  return {detail::any_of(column_of(&account::state), states),
          detail::any_of(column_of(&account::of_kind), detail::chosen<account_kind>(account_kinds, kinds))};
}

/// The states of a filter.
inline std::vector<account_state> states_in(const account_filter& which) {
  return detail::chosen<account_state>(shown_states, which.states);
}

constexpr column_number column_of(account_sort by) noexcept {
  constexpr column_number columns[] = {id_column,
                                       id_column,
                                       column_made<account>("search_key"),
                                       column_of(&account::email_key),
                                       column_of(&account::active_since),
                                       column_of(&account::banned_at),
                                       column_of(&account::queued_at),
                                       column_of(&account::decide_by)};
  return columns[static_cast<std::size_t>(by)];
}

/// What is looked for, its texts folded: from here on no policy is asked.
struct account_search {
  account_filter which{};  ///< but for its texts
  account_sort by{};       ///< in which order
  std::string company{};   ///< empty: any
  std::vector<std::string> words{};
  std::string beginning{};  ///< of what it is sorted by; empty: any
};

/// `out_of_range`, `too_long` or `invalid_utf8` for a field; `invalid_argument` for `begins_with` where it is sorted by
/// what does not begin with letters; or as the policy fails.
inline result<account_search> parse_search(account_filter which, account_sort by, const text_policy* policy = nullptr) {
  if (!detail::within(which.states, account_state::lapsed)) return failure{errc::out_of_range, "states"};
  if (!detail::within(which.kinds, last_value(account_kind{}))) return failure{errc::out_of_range, "kinds"};
  if (which.access > last_value(access{})) return failure{errc::out_of_range, "access"};
  if (which.bans > last_value(which.bans)) return failure{errc::out_of_range, "bans"};
  if (!detail::within<account_sort>({by}, last_value(by))) return failure{errc::out_of_range, "sort"};
  account_search out{.by = by};
  PARVIS_TRY(out.company, parse_folded(which.company, "company", policy));
  PARVIS_TRY(out.words, parse_words(which.text, policy));
  PARVIS_TRY(out.beginning, parse_folded(which.begins_with, "begins_with", policy));
  if (!out.beginning.empty() && by != account_sort::name && by != account_sort::email) {
    return failure{errc::invalid_argument, "begins_with"};
  }
  out.which = std::move(which);
  return out;
}

/// What the store is asked for.
inline query query_of(const account_search& asked) {
  const auto& which = asked.which;
  query out{.kind = kind::account, .filters = in_states(states_in(which), which.kinds), .sort = column_of(asked.by)};
  // Whoever asks for everybody is best served by the order in which they arose.
  if (asked.by == account_sort::created && which.kinds.empty() && which.states.empty()) out.filters.pop_back();
  const auto only = [&](column_number column, value wanted) {
    if (!wanted.is_null()) out.filters.push_back({column, filter_op::equal, {std::move(wanted)}});
  };
  only(column_made<account>("company_key"), detail::encode(asked.company));
  only(column_of(&account::group), detail::encode(which.group));
  only(column_of(&account::decided_by), detail::encode(which.decided_by));
  only(column_of(&account::invite), detail::encode(which.invite));
  if (which.access != access::none) {
    out.filters.push_back(detail::any_of(column_of(&account::access), detail::sets_with(which.access)));
  }
  // Nobody else has been banned at any time, and the list has an index.
  const bool by_ban = asked.by == account_sort::banned_at && which.bans == ban_filter::any;
  const auto bans = by_ban ? ban_filter::banned : which.bans;
  if (bans != ban_filter::any) only(column_made<account>("banned"), detail::encode(bans == ban_filter::banned));
  // Queues are listed by the license that lacks.
  if (asked.by == account_sort::queued_at) {
    filter queues{column_of(&account::waiting_for), filter_op::in, {}};
    for (const auto& rule : seat_rules) queues.values.push_back(value::text(rule.sku));
    out.filters.push_back(std::move(queues));
  }
  for (const auto& word : asked.words) {
    out.filters.push_back({column_made<account>("search_key"), filter_op::contains, {value::text(word)}});
  }
  if (asked.beginning.empty()) return out;
  out.filters.push_back({out.sort, filter_op::greater, {value::text(detail::right_before(asked.beginning))}});
  out.filters.push_back({out.sort, filter_op::less, {value::text(detail::behind_all(asked.beginning))}});
  return out;
}

// --- cursors ---

/// What a cursor is good for, and where it stands, as one text: to be digested. The same page by another limit is the
/// same list.
inline std::string place_in(const query& list, const cursor& at) {
  std::string out;
  const auto put = [&](const value& v) {
    const auto packed = pack_rest({&v, 1}, 0);
    detail::put_number(out, packed.size(), 4);
    out += packed;
  };
  detail::put_number(out, list.sort, 2);
  detail::put_number(out, list.descending ? 1 : 0, 1);
  for (const auto& f : list.filters) {
    detail::put_number(out, f.column, 2);
    detail::put_number(out, static_cast<std::uint64_t>(f.op), 1);
    detail::put_number(out, f.values.size(), 1);
    for (const auto& v : f.values) put(v);
  }
  put(at.value);
  return out += at.id.bytes();
}

}  // namespace parvis::inline v1
