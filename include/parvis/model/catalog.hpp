// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

namespace detail {

/// All of a text as a number.
inline std::optional<std::int64_t> number_in(std::string_view text) noexcept {
  std::int64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}
/// The same as an enumerator, of an enumeration that begins at 1.
template <class Enum>
bool enumerator_in(std::string_view text, Enum& out) noexcept {
  const auto n = number_in(text);
  if (!n || *n < 1 || *n > static_cast<std::int64_t>(last_value(Enum{}))) return false;
  out = static_cast<Enum>(*n);
  return true;
}

}  // namespace detail

/// What a sku is.
enum class sku_type : std::uint8_t { product = 1, module = 2, add_on = 3 };
constexpr sku_type last_value(sku_type) noexcept { return sku_type::add_on; }

/// Something that can be had. One of which accounts hold seats (`seat_rules`) is a seat sku; every other one is an
/// entitlement, which is on while any of it is granted. Hosts add their own.
struct catalog_sku {
  std::string code{};                ///< one line, 1 to 64 code points; unique
  sku_type type = sku_type::add_on;  ///< what it is
  std::vector<std::string> needs{};  ///< one of these has to be bought with it, or be had; empty: nothing has

  friend bool operator==(const catalog_sku&, const catalog_sku&) = default;
  /// As one line of text is made of them.
  [[nodiscard]] std::vector<std::string> parts() const {
    std::vector<std::string> out{code, std::to_string(static_cast<int>(type))};
    out.insert(out.end(), needs.begin(), needs.end());
    return out;
  }
  /// And read from them; false when they are none of ours.
  static bool from_parts(const std::vector<std::string>& parts, catalog_sku& out) {
    if (parts.size() < 2 || !detail::enumerator_in(parts[1], out.type)) return false;
    out.code = parts[0];
    out.needs.assign(parts.begin() + 2, parts.end());
    return true;
  }
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
  /// As one line of text is made of them.
  [[nodiscard]] std::vector<std::string> parts() const {
    return {code, std::to_string(term), std::to_string(static_cast<int>(unit)), currency};
  }
  /// And read from them; false when they are none of ours.
  static bool from_parts(const std::vector<std::string>& parts, catalog_plan& out) {
    const auto term = parts.size() == 4 ? detail::number_in(parts[1]) : std::nullopt;
    if (!term || !detail::enumerator_in(parts[2], out.unit)) return false;
    out.code = parts[0];
    out.term = *term;
    out.currency = parts[3];
    return true;
  }
};

/// What one of a sku costs for the term of a plan, in the smallest unit of its money (cents). A sku without a price in
/// a plan is not sold under it.
struct catalog_price {
  std::string sku{};        ///< of the catalog
  std::string plan{};       ///< of the catalog
  std::int64_t amount = 0;  ///< 0 to 10¹²

  friend bool operator==(const catalog_price&, const catalog_price&) = default;
  /// As one line of text is made of them.
  [[nodiscard]] std::vector<std::string> parts() const { return {sku, plan, std::to_string(amount)}; }
  /// And read from them; false when they are none of ours.
  static bool from_parts(const std::vector<std::string>& parts, catalog_price& out) {
    const auto amount = parts.size() == 3 ? detail::number_in(parts[2]) : std::nullopt;
    if (!amount) return false;
    out = {parts[0], parts[1], *amount};
    return true;
  }
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
