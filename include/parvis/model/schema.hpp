// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "parvis/model/account.hpp"
#include "parvis/model/catalog.hpp"
#include "parvis/model/erasure.hpp"
#include "parvis/model/event.hpp"
#include "parvis/model/import_run.hpp"
#include "parvis/model/invite.hpp"
#include "parvis/model/license.hpp"
#include "parvis/model/mailed_link.hpp"
#include "parvis/model/order.hpp"
#include "parvis/model/outbox.hpp"
#include "parvis/model/query.hpp"
#include "parvis/model/record.hpp"
#include "parvis/model/settings.hpp"

// The published schema: what a storage is asked to keep, as data. Kinds and columns are appended, never reused.

namespace parvis::inline v1 {

/// One kind of rows.
struct kind_schema {
  parvis::kind kind{};              ///< its number
  std::string_view name;            ///< snake_case; stable
  std::span<const column> columns;  ///< `columns[n]` is the column with number n
};

/// A combination of filters and sort that the library asks for: equality (`equal` or `in`) on the first columns, then
/// the order, on which `less` and `greater` may narrow. What else is asked of a row, it is asked when it is met:
/// `contains` of any searchable column, equality of any that a shape of the kind names. Of the shapes that serve a
/// query the first is meant.
struct query_shape {
  parvis::kind kind{};                                       ///< of the rows
  std::array<column_number, 2> equal{id_column, id_column};  ///< `id_column`: not used
  column_number sort = id_column;                            ///< a column, or the id
};

namespace detail {

template <class Member>
struct stored_type;
template <class Record, class T>
struct stored_type<T Record::*> : stored_as<T> {};

template <class Record>
consteval auto columns_of_record() {
  std::array<column, column_count<Record>()> out{};
  std::size_t n = 0;
  Record::describe([&](std::string_view name, auto member, const column& c) {
    out[n] = c;
    out[n].name = name;
    out[n].type = stored_type<decltype(member)>::type;
    ++n;
  });
  return out;
}

template <class Record>
inline constexpr auto columns = columns_of_record<Record>();

}  // namespace detail

/// Every kind, in the order of their numbers, from 1 on.
inline constexpr std::array<kind_schema, 21> schema{{
    {kind::settings, "settings", detail::columns<settings>},
    {kind::group, "group", detail::columns<group>},
    {kind::account, "account", detail::columns<account>},
    {kind::sign_up, "sign_up", detail::columns<sign_up>},
    {kind::invite, "invite", detail::columns<invite>},
    {kind::seat_pool, "seat_pool", detail::columns<seat_pool>},
    {kind::grant, "grant", detail::columns<grant>},
    {kind::outbox, "outbox", detail::columns<outbox_item>},
    {kind::event, "event", detail::columns<event>},
    {kind::note, "note", detail::columns<note>},
    {kind::counter, "counter", detail::columns<counter>},
    {kind::audit_head, "audit_head", detail::columns<audit_head>},
    {kind::code_claim, "code_claim", detail::columns<code_claim>},
    {kind::mailed_link, "mailed_link", detail::columns<mailed_link>},
    {kind::catalog, "catalog", detail::columns<catalog>},
    {kind::order, "order", detail::columns<order>},
    {kind::payment_notice, "payment_notice", detail::columns<payment_notice>},
    {kind::reservation, "reservation", detail::columns<reservation>},
    {kind::seat_use, "seat_use", detail::columns<seat_use>},
    {kind::import_run, "import_run", detail::columns<import_run>},
    {kind::erasure, "erasure", detail::columns<erasure>},
}};

/// The schema of a kind; nullptr for a number that is no kind.
constexpr const kind_schema* schema_of(kind k) noexcept {
  const auto n = static_cast<std::size_t>(k);
  return n >= 1 && n <= schema.size() ? &schema[n - 1] : nullptr;
}

/// The number of a column by name; `id_column` when there is none.
constexpr column_number column_named(const kind_schema& s, std::string_view name) noexcept {
  for (std::size_t n = 0; n < s.columns.size(); ++n) {
    if (s.columns[n].name == name) return static_cast<column_number>(n);
  }
  return id_column;
}

/// Everything the library asks of `scan`. Every kind may also be read whole, in the order of ids.
inline constexpr std::array<query_shape, 33> query_shapes{{
    {kind::account, {column_of(&account::waiting_for), id_column}, column_of(&account::queued_at)},
    {kind::account, {column_made<account>("company_key"), id_column}, id_column},
    {kind::account, {column_of(&account::group), id_column}, id_column},
    {kind::account, {column_of(&account::decided_by), id_column}, id_column},
    {kind::account, {column_of(&account::invite), id_column}, id_column},
    {kind::account, {column_of(&account::of_kind), column_of(&account::state)}, id_column},
    {kind::account, {column_of(&account::of_kind), column_of(&account::state)}, column_made<account>("search_key")},
    {kind::account, {column_of(&account::of_kind), column_of(&account::state)}, column_of(&account::email_key)},
    {kind::account, {column_of(&account::of_kind), id_column}, column_of(&account::active_since)},
    {kind::sign_up, {id_column, id_column}, column_of(&sign_up::expires_at)},
    {kind::invite, {column_of(&invite::state), id_column}, id_column},
    {kind::grant, {column_of(&grant::sku), id_column}, column_of(&grant::ends_at)},
    {kind::outbox, {id_column, id_column}, column_of(&outbox_item::due_at)},
    {kind::event, {column_of(&event::subject), id_column}, id_column},
    {kind::note, {column_of(&note::subject), id_column}, id_column},
    {kind::account, {id_column, id_column}, column_of(&account::decide_by)},
    {kind::account, {id_column, id_column}, column_of(&account::remind_at)},
    {kind::invite, {column_of(&invite::email_key), id_column}, id_column},
    {kind::invite, {column_of(&invite::key_id), id_column}, id_column},
    {kind::outbox, {column_of(&outbox_item::state), id_column}, id_column},
    {kind::event, {id_column, id_column}, column_of(&event::unsealed_at)},
    {kind::event, {id_column, id_column}, column_of(&event::position)},
    {kind::counter, {id_column, id_column}, column_of(&counter::expires_at)},
    {kind::mailed_link, {id_column, id_column}, column_of(&mailed_link::expires_at)},
    {kind::account, {column_of(&account::access), id_column}, column_of(&account::seated_at)},
    {kind::order, {column_of(&order::state), id_column}, id_column},
    {kind::order, {id_column, id_column}, column_of(&order::expires_at)},
    {kind::reservation, {column_of(&reservation::sku), id_column}, column_of(&reservation::expires_at)},
    {kind::seat_use, {column_of(&seat_use::sku), id_column}, column_of(&seat_use::starts_at)},
    {kind::account, {id_column, id_column}, column_of(&account::banned_until)},
    {kind::account, {column_made<account>("banned"), id_column}, column_of(&account::banned_at)},
    {kind::invite, {id_column, id_column}, column_of(&invite::forget_at)},
    {kind::code_claim, {column_of(&code_claim::account), id_column}, id_column},
}};

}  // namespace parvis::inline v1
