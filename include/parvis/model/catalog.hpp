// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// What a sku is.
enum class sku_type : std::uint8_t { product = 1, module = 2, add_on = 3 };
constexpr sku_type last_value(sku_type) noexcept { return sku_type::add_on; }

/// Something that can be had. One of which accounts hold seats (`seat_rules`) is a seat sku; every other one is an
/// entitlement, which is on while any of it is granted. Hosts add their own.
struct catalog_sku {
  std::string code{};                ///< ASCII without blanks, 1 to 64 characters; unique
  sku_type type = sku_type::add_on;  ///< what it is
  std::vector<std::string> needs{};  ///< one of these has to be bought with it, or be had; empty: nothing has

  friend bool operator==(const catalog_sku&, const catalog_sku&) = default;
};

/// Of which a term is made: months of the calendar, or twelve of them.
enum class term_unit : std::uint8_t { month = 1, year = 2 };
constexpr term_unit last_value(term_unit) noexcept { return term_unit::year; }

/// For how long, and in which money.
struct catalog_plan {
  std::string code{};                 ///< as of a sku
  std::int64_t term = 1;              ///< so many units: 1 to 120 months, or years
  term_unit unit = term_unit::month;  ///< of the term
  std::string currency{};             ///< ISO 4217: three capital letters

  friend bool operator==(const catalog_plan&, const catalog_plan&) = default;
};

/// What one of a sku costs for the term of a plan, in the smallest unit of its money (cents). A sku without a price in
/// a plan is not sold under it.
struct catalog_price {
  std::string sku{};        ///< of the catalog
  std::string plan{};       ///< of the catalog
  std::int64_t amount = 0;  ///< 0 to 10¹²

  friend bool operator==(const catalog_price&, const catalog_price&) = default;
};

/// The one row.
inline constexpr uuid catalog_row = uuid::well_known(4);

/// What a workspace can buy and what it costs: one row, so that a quote is bound to one revision of all of it.
struct catalog {
  static constexpr auto kind = parvis::kind::catalog;  ///< of its row
  uuid id = catalog_row;                               ///< the same in every workspace
  std::uint64_t revision = 0;                          ///< 0: nobody has set one; it is the built-in one, without plans

  std::vector<catalog_sku> skus{};      ///< 64 at most
  std::vector<catalog_plan> plans{};    ///< 16 at most
  std::vector<catalog_price> prices{};  ///< one at most for a sku and a plan

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("skus", &catalog::skus, plain);
    column("plans", &catalog::plans, plain);
    column("prices", &catalog::prices, plain);
  }
};

}  // namespace parvis::inline v1
