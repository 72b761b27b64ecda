// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/catalog.hpp"
#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// `rules/orders.hpp` says which follows which.
enum class order_state : std::uint8_t {
  open = 1,       ///< placed, not paid
  granted = 2,    ///< paid, or nothing to pay: its licenses are granted
  declined = 3,   ///< the last attempt to pay failed; it can be tried again until the order expires
  abandoned = 4,  ///< nobody paid in time, or somebody gave it up
  refunded = 5,   ///< all of it was paid back; its licenses have ended
};
constexpr order_state last_value(order_state) noexcept { return order_state::refunded; }

/// What a payment gateway tells about an order.
enum class payment_event : std::uint8_t {
  paid = 1,       ///< all of it
  declined = 2,   ///< an attempt
  abandoned = 3,  ///< the checkout was cancelled or has run out at the gateway
  refunded = 4,   ///< paid back, or charged back
};
constexpr payment_event last_value(payment_event) noexcept { return payment_event::refunded; }

/// So many of a sku, and what they cost.
struct order_line {
  std::string sku{};             ///< of the catalog
  std::int64_t quantity = 0;     ///< of it
  std::int64_t unit_amount = 0;  ///< in the smallest unit of the money, for the whole term
  std::int64_t amount = 0;       ///< of the line

  friend bool operator==(const order_line&, const order_line&) = default;
};

/// So many of a sku.
struct wanted_line {
  std::string sku{};          ///< of the catalog
  std::int64_t quantity = 0;  ///< 1 to 1,000,000
};

/// What an order would cost.
struct quote {
  std::uint64_t catalog_revision = 0;  ///< an order at these prices has to name it
  std::string plan{};                  ///< that was asked for
  std::int64_t term = 0;               ///< in units
  term_unit unit = term_unit::month;   ///< of the term
  std::string currency{};              ///< of all amounts
  std::vector<order_line> lines{};     ///< as asked for
  std::int64_t total = 0;              ///< of the lines
};

/// A purchase. What it costs is what was quoted, whatever becomes of the price list.
struct order {
  static constexpr auto kind = parvis::kind::order;  ///< of its rows
  order_id id{};                                     ///< by which notices name it
  std::uint64_t revision = 0;                        ///< of the row; 0 before it is stored

  std::string key{};                      ///< the host's own name for it; unique
  order_state state = order_state::open;  ///< where it stands
  std::string plan{};                     ///< as ordered
  std::int64_t term = 0;                  ///< in units
  term_unit unit = term_unit::month;      ///< of the term
  std::string currency{};                 ///< of all amounts
  std::vector<order_line> lines{};        ///< as quoted
  std::int64_t total = 0;                 ///< of the lines
  std::int64_t returned = 0;              ///< of the total, paid back so far
  std::int64_t catalog_revision = 0;      ///< of the prices
  account_id placed_by{};                 ///< the actor
  instant placed_at{};                    ///< when
  std::optional<instant> expires_at{};    ///< while open or declined: when it is abandoned
  order_id renews{};                      ///< the order whose term it continues; nil: none
  order_id continues{};                   ///< the same while it may still be paid or is granted; unique
  std::string reference{};                ///< the gateway's name for the checkout; empty until it was asked
  std::string checkout_url{};             ///< where to pay, while it can be paid
  std::optional<instant> starts_at{};     ///< once granted
  std::optional<instant> ends_at{};       ///< likewise
  std::int64_t anchor_day = 0;            ///< the day of the month on which its term and those that continue it end
  std::vector<grant_id> grants{};         ///< one a line

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("key", &order::key, unique);
    column("state", &order::state, plain);
    column("plan", &order::plan, plain);
    column("term", &order::term, plain);
    column("unit", &order::unit, plain);
    column("currency", &order::currency, plain);
    column("lines", &order::lines, plain);
    column("total", &order::total, plain);
    column("returned", &order::returned, plain);
    column("catalog_revision", &order::catalog_revision, plain);
    column("placed_by", &order::placed_by, plain);
    column("placed_at", &order::placed_at, plain);
    column("expires_at", &order::expires_at, plain);
    column("renews", &order::renews, plain);
    column("continues", &order::continues, unique);
    column("reference", &order::reference, plain);
    column("checkout_url", &order::checkout_url, plain);
    column("starts_at", &order::starts_at, plain);
    column("ends_at", &order::ends_at, plain);
    column("anchor_day", &order::anchor_day, plain);
    column("grants", &order::grants, plain);
  }
};

/// What a gateway has told, kept so that the same notice does its work once.
struct payment_notice {
  static constexpr auto kind = parvis::kind::payment_notice;  ///< of its rows
  uuid id{};                                                  ///< never drawn twice
  std::uint64_t revision = 0;                                 ///< of the row; 0 before it is stored

  std::string key{};        ///< the gateway's own name for the notice; unique
  order_id order{};         ///< which it is about
  payment_event what{};     ///< was told
  std::int64_t amount = 0;  ///< paid or paid back; otherwise without a meaning
  instant at{};             ///< when it was taken

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("key", &payment_notice::key, unique);
    column("order", &payment_notice::order, plain);
    column("what", &payment_notice::what, plain);
    column("amount", &payment_notice::amount, plain);
    column("at", &payment_notice::at, plain);
  }
};

}  // namespace parvis::inline v1
