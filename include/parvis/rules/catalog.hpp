// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/model/order.hpp"
#include "parvis/rules/licenses.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/sku.hpp"

namespace parvis::inline v1 {

inline constexpr std::size_t catalog_skus_max = 64;
inline constexpr std::size_t catalog_plans_max = 16;
inline constexpr std::int64_t catalog_term_max = 120;
inline constexpr std::int64_t catalog_amount_max = 1'000'000'000'000;

/// What there is before anybody says: every sku of ours and what it needs, nothing for sale.
inline catalog built_in_catalog() {
  const std::vector<std::string> a_product{"core", "contract"};
  return {.skus = {{"core", sku_type::product, {}},
                   {"contract", sku_type::product, {}},
                   {"client_portal", sku_type::module, a_product},
                   {"advisor_portal", sku_type::module, a_product},
                   {"collaborators", sku_type::add_on, {"client_portal", "advisor_portal"}},
                   {"outlook", sku_type::add_on, a_product},
                   {"gmail", sku_type::add_on, a_product},
                   {"teams", sku_type::add_on, a_product}}};
}

inline const catalog_sku* sku_in(const catalog& of, std::string_view code) {
  const auto found = std::find_if(of.skus.begin(), of.skus.end(), [&](const auto& one) { return one.code == code; });
  return found == of.skus.end() ? nullptr : &*found;
}
inline const catalog_plan* plan_in(const catalog& of, std::string_view code) {
  const auto found = std::find_if(of.plans.begin(), of.plans.end(), [&](const auto& one) { return one.code == code; });
  return found == of.plans.end() ? nullptr : &*found;
}
inline const catalog_price* price_in(const catalog& of, std::string_view sku, std::string_view plan) {
  const auto found = std::find_if(of.prices.begin(), of.prices.end(),
                                  [&](const auto& one) { return one.sku == sku && one.plan == plan; });
  return found == of.prices.end() ? nullptr : &*found;
}

namespace detail {

/// The codes of a list, each there once.
template <class Coded>
void check_codes(form_errors& errors, std::string_view field, std::vector<Coded>& list, std::size_t most) {
  if (list.size() > most) return errors.add(field, errc::out_of_range);
  for (std::size_t n = 0; n < list.size(); ++n) {
    auto code = errors.take(field, parse_sku(list[n].code));
    if (code) list[n].code = *std::move(code);
    const bool repeated = std::any_of(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(n),
                                      [&](const Coded& other) { return other.code == list[n].code; });
    if (repeated) errors.add(field, errc::given_twice);
  }
}

constexpr bool is_currency(std::string_view text) noexcept {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace detail

/// What of a catalog can be judged without the store, every error at once. Codes become what is kept.
inline form_errors check_catalog(catalog& wanted) {
  form_errors errors;
  detail::check_codes(errors, "skus", wanted.skus, catalog_skus_max);
  for (const auto& one : wanted.skus) {
    if (one.type < sku_type::product || one.type > last_value(one.type)) errors.add("skus", errc::out_of_range);
    for (const auto& needed : one.needs) {
      if (needed == one.code || sku_in(wanted, needed) == nullptr) errors.add("skus", errc::not_for_sale);
    }
  }
  detail::check_codes(errors, "plans", wanted.plans, catalog_plans_max);
  for (const auto& one : wanted.plans) {
    const bool unit_known = one.unit == term_unit::month || one.unit == term_unit::year;
    if (one.term < 1 || one.term > catalog_term_max || !unit_known || !detail::is_currency(one.currency)) {
      errors.add("plans", errc::out_of_range);
    }
  }
  if (wanted.prices.size() > catalog_skus_max * catalog_plans_max) {
    errors.add("prices", errc::out_of_range);
    return errors;
  }
  for (const auto& one : wanted.prices) {
    if (one.amount < 0 || one.amount > catalog_amount_max) errors.add("prices", errc::out_of_range);
    if (sku_in(wanted, one.sku) == nullptr || plan_in(wanted, one.plan) == nullptr) {
      errors.add("prices", errc::not_for_sale);
    }
    if (price_in(wanted, one.sku, one.plan) != &one) errors.add("prices", errc::given_twice);
  }
  return errors;
}

struct catalog_facts {
  std::optional<catalog> current{};
  actor_facts actor{};
  parvis::licensing licensing{};
};

/// New prices, for what is quoted from now on. What was ordered costs what it cost.
inline result<decision<catalog>> change_catalog(const catalog_facts& facts, const catalog& wanted, stamp& at) {
  PARVIS_TRYV(require_licensor(facts.actor, facts.licensing));
  const auto revision = facts.current ? facts.current->revision : 0;
  if (wanted.revision != revision) return failure{errc::stale};
  auto change = facts.current ? changing(*facts.current, wanted) : inserting(wanted);
  if (facts.current && change.set.empty()) return decision<catalog>{{}, wanted};
  decision<catalog> out{actor_unchanged(facts.actor), wanted};
  ++out.reply.revision;
  append(out.operations, {std::move(change), record(at, {.what = event_type::catalog_changed,
                                                         .subject = catalog_row,
                                                         .actor = id_of(facts.actor),
                                                         .number = static_cast<std::int64_t>(out.reply.revision)})});
  return out;
}

// --- quotes ---

/// Every line of an order is a grant and a pool in the batch that ends it.
inline constexpr std::size_t order_lines_max = 16;

inline bool is_wanted(const std::vector<wanted_line>& wanted, std::string_view sku) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) { return one.sku == sku; });
}
/// Whether what a sku needs comes with it, if it needs anything.
inline bool brings_needs(const catalog_sku& sold, const std::vector<wanted_line>& wanted) {
  return sold.needs.empty() ||
         std::any_of(sold.needs.begin(), sold.needs.end(), [&](const auto& need) { return is_wanted(wanted, need); });
}

/// The skus of which one would do for a line that does not bring what it needs.
inline std::vector<std::string> needed_besides(const catalog& of, const std::vector<wanted_line>& wanted) {
  std::vector<std::string> out;
  for (const auto& line : wanted) {
    const auto* const sold = sku_in(of, line.sku);
    if (sold != nullptr && !brings_needs(*sold, wanted)) out.insert(out.end(), sold->needs.begin(), sold->needs.end());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

struct quote_facts {
  parvis::catalog catalog = built_in_catalog();
  std::vector<seat_pool> pools{};  ///< settled: those of `needed_besides` that exist
};

namespace detail {

/// The pool by which a sku that is needed is had already.
inline const seat_pool* pool_that_meets(const catalog_sku& sold, const std::vector<seat_pool>& pools, instant now) {
  const auto found = std::find_if(pools.begin(), pools.end(), [&](const seat_pool& pool) {
    return std::find(sold.needs.begin(), sold.needs.end(), pool.sku) != sold.needs.end() && is_entitled(pool, now);
  });
  return found == pools.end() ? nullptr : &*found;
}

/// A line at its price, added to the total; or what is wrong with it.
inline result<order_line> price_line(const wanted_line& wanted, std::int64_t unit_amount, std::int64_t& total) {
  if (wanted.quantity < 1 || wanted.quantity > grant_quantity_max) return failure{errc::out_of_range};
  order_line line{wanted.sku, wanted.quantity, unit_amount, 0};
  if (__builtin_mul_overflow(line.unit_amount, line.quantity, &line.amount) ||
      __builtin_add_overflow(total, line.amount, &total)) {
    return failure{errc::out_of_range};
  }
  return line;
}

}  // namespace detail

/// What is wanted at the prices of today, and the guards that what it needs is still had. Fails with `invalid_form`
/// and, at `lines.<sku>`, `given_twice`, `out_of_range` (the total may be what is too large), `not_for_sale` or
/// `sku_needed`. Whole numbers only.
inline result<decision<quote>> price(const quote_facts& facts, std::string_view plan_code,
                                     const std::vector<wanted_line>& wanted, instant now) {
  form_errors errors;
  const auto* const plan = plan_in(facts.catalog, plan_code);
  if (plan == nullptr) errors.add("plan", errc::not_for_sale);
  if (wanted.empty()) errors.add("lines", errc::required);
  if (wanted.size() > order_lines_max) errors.add("lines", errc::out_of_range);
  if (errors.failed()) return std::move(errors).as_failure();

  decision<quote> out{{}, {facts.catalog.revision, plan->code, plan->term, plan->unit, plan->currency, {}, 0}};
  std::vector<const seat_pool*> relied_on;
  for (const auto& one : wanted) {
    const auto field = "lines." + one.sku;
    const auto* const sold = sku_in(facts.catalog, one.sku);
    const auto* const priced = price_in(facts.catalog, one.sku, plan->code);
    const auto twice = std::count_if(wanted.begin(), wanted.end(), [&](const auto& o) { return o.sku == one.sku; }) > 1;
    if (twice) errors.add(field, errc::given_twice);
    if (sold == nullptr || priced == nullptr) {
      errors.add(field, errc::not_for_sale);
      continue;
    }
    auto line = errors.take(field, detail::price_line(one, priced->amount, out.reply.total));
    if (line) out.reply.lines.push_back(*std::move(line));
    if (brings_needs(*sold, wanted)) continue;
    const auto* const had = detail::pool_that_meets(*sold, facts.pools, now);
    if (had == nullptr) {
      errors.add(field, errc::sku_needed);
    } else if (std::find(relied_on.begin(), relied_on.end(), had) == relied_on.end()) {
      relied_on.push_back(had);
      out.operations.push_back(still_entitled(*had, now));
    }
  }
  if (errors.failed()) return std::move(errors).as_failure();
  return out;
}

}  // namespace parvis::inline v1
