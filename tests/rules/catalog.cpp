// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/catalog.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr std::int64_t dearest = catalog_amount_max;

catalog_facts known(const catalog& c) { return {.current = c, .actor = manager(), .licensing = own_vendor}; }

/// Sells ten skus by the month; `core` for 4,900 cents, `archive0` to `archive7` for the most there is.
catalog sold() {
  auto out = built_in_catalog();
  out.revision = 4;
  out.plans = {{"monthly", 1, term_unit::month, "EUR"}, {"yearly", 1, term_unit::year, "CHF"}};
  out.prices = {{"core", "monthly", 4'900},
                {"client_portal", "monthly", 1'000},
                {"collaborators", "monthly", 0},
                {"outlook", "monthly", 1},
                {"core", "yearly", 50'000}};
  for (int n = 0; n < 12; ++n) {
    const auto code = "archive" + std::to_string(n);
    out.skus.push_back({code, sku_type::add_on, {}});
    out.prices.push_back({code, "monthly", dearest});
  }
  return out;
}

std::vector<std::pair<std::string, errc>> errors_of(form_errors errors) {
  std::vector<std::pair<std::string, errc>> out;
  if (!errors.failed()) return out;
  for (const auto& one : std::move(errors).as_failure().fields) out.emplace_back(one.field, one.code);
  return out;
}
template <class Result>
std::vector<std::pair<std::string, errc>> wrong(const Result& r) {
  std::vector<std::pair<std::string, errc>> out;
  if (r) return out;
  CHECK(r.error().code == errc::invalid_form);
  for (const auto& one : r.error().fields) out.emplace_back(one.field, one.code);
  return out;
}
using errors = std::vector<std::pair<std::string, errc>>;

}  // namespace

TEST_CASE("the built-in catalog names every sku of which accounts hold seats, and needs nothing it does not name") {
  auto ours = built_in_catalog();
  for (const auto& rule : seat_rules) CHECK(sku_in(ours, rule.sku) != nullptr);
  CHECK(errors_of(check_catalog(ours)).empty());
  CHECK(ours.plans.empty());
  CHECK(ours.revision == 0);
}

TEST_CASE("every error of a catalog is told at once, and codes become what is kept") {
  const struct {
    const char* what;
    void (*change)(catalog&);
    errors expected;
  } cases[] = {
      {"nothing wrong", [](catalog&) {}, {}},
      {"blanks around", [](catalog& c) { c.skus[0].code = " core\t"; }, {}},
      {"a code without text",
       [](catalog& c) { c.skus.push_back({" ", sku_type::add_on, {}}); },
       {{"skus", errc::required}}},
      {"a code too long",
       [](catalog& c) { c.skus.push_back({std::string(65, 'x'), sku_type::add_on, {}}); },
       {{"skus", errc::too_long}}},
      {"a code of two lines",
       [](catalog& c) {
         c.plans[0].code = "a\nb";
         c.prices.clear();
       },
       {{"plans", errc::character_not_allowed}}},
      {"a code of two words",
       [](catalog& c) { c.skus.push_back({"weird sku", sku_type::add_on, {}}); },
       {{"skus", errc::character_not_allowed}}},
      {"a code twice",
       [](catalog& c) { c.skus.push_back({"core", sku_type::add_on, {}}); },
       {{"skus", errc::given_twice}}},
      {"a plan twice", [](catalog& c) { c.plans.push_back(c.plans[0]); }, {{"plans", errc::given_twice}}},
      {"a type below all", [](catalog& c) { c.skus[0].type = {}; }, {{"skus", errc::out_of_range}}},
      {"a type beyond all",
       [](catalog& c) { c.skus[0].type = static_cast<sku_type>(4); },
       {{"skus", errc::out_of_range}}},
      {"needs itself", [](catalog& c) { c.skus[0].needs = {"core"}; }, {{"skus", errc::not_for_sale}}},
      {"needs nothing known", [](catalog& c) { c.skus[0].needs = {"moon"}; }, {{"skus", errc::not_for_sale}}},
      {"no term", [](catalog& c) { c.plans[0].term = 0; }, {{"plans", errc::out_of_range}}},
      {"the longest term", [](catalog& c) { c.plans[0].term = 120; }, {}},
      {"too long a term", [](catalog& c) { c.plans[0].term = 121; }, {{"plans", errc::out_of_range}}},
      {"no unit", [](catalog& c) { c.plans[0].unit = {}; }, {{"plans", errc::out_of_range}}},
      {"money of two letters", [](catalog& c) { c.plans[0].currency = "EU"; }, {{"plans", errc::out_of_range}}},
      {"money in small letters", [](catalog& c) { c.plans[0].currency = "eur"; }, {{"plans", errc::out_of_range}}},
      {"money with a sign", [](catalog& c) { c.plans[0].currency = "EU["; }, {{"plans", errc::out_of_range}}},
      {"a price below nothing", [](catalog& c) { c.prices[0].amount = -1; }, {{"prices", errc::out_of_range}}},
      {"the highest price", [](catalog& c) { c.prices[0].amount = dearest; }, {}},
      {"too high a price", [](catalog& c) { c.prices[0].amount = dearest + 1; }, {{"prices", errc::out_of_range}}},
      {"a price of nothing", [](catalog& c) { c.prices[0].sku = "moon"; }, {{"prices", errc::not_for_sale}}},
      {"a price in no plan", [](catalog& c) { c.prices[0].plan = "weekly"; }, {{"prices", errc::not_for_sale}}},
      {"two prices", [](catalog& c) { c.prices.push_back(c.prices[0]); }, {{"prices", errc::given_twice}}},
      {"too many prices", [](catalog& c) { c.prices.resize(1025, c.prices[0]); }, {{"prices", errc::out_of_range}}},
      {"too many skus",
       [](catalog& c) {
         for (int n = 0; n < 64; ++n) c.skus.push_back({"x" + std::to_string(n), sku_type::add_on, {}});
       },
       {{"skus", errc::out_of_range}}},
      {"too many plans",
       [](catalog& c) {
         for (int n = 0; n < 15; ++n) c.plans.push_back({"x" + std::to_string(n), 1, term_unit::month, "EUR"});
       },
       {{"plans", errc::out_of_range}}},
      {"several things",
       [](catalog& c) {
         c.plans[1].term = 0;
         c.skus[2].type = {};
       },
       {{"skus", errc::out_of_range}, {"plans", errc::out_of_range}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto wanted = sold();
    c.change(wanted);
    CHECK(errors_of(check_catalog(wanted)) == c.expected);
    if (c.expected.empty()) CHECK(from_row<catalog>(to_row(wanted)).value().skus == sold().skus);
  }
}

TEST_CASE(
    "a catalog is set by the operator, or where a firm is its own vendor by who manages users, as it was viewed") {
  auto at = stamp_at();
  auto wanted = sold();
  wanted.prices[0].amount = 1;
  const auto done = change_catalog(known(sold()), wanted, at).value();
  CHECK(defect_in(done.operations) == "");
  CHECK(guards(done.operations, sold()));
  CHECK(guards(done.operations, *manager().who));
  CHECK(events_of(done.operations) == std::vector{event_type::catalog_changed});
  CHECK(done.reply.revision == 5);
  CHECK(change_catalog(known(sold()), sold(), at).value().operations.empty());
  for (const auto& actor : {manager(), member(), actor_facts{}}) {
    CHECK(refusal(change_catalog({.current = sold(), .actor = actor}, wanted, at)) == errc::permission_denied);
  }
  CHECK(refusal(change_catalog({.current = sold(), .actor = member(), .licensing = own_vendor}, wanted, at)) ==
        errc::permission_denied);
  const auto vendor = change_catalog({.current = sold(), .actor = {.named = operator_id}}, wanted, at).value();
  CHECK(defect_in(vendor.operations) == "");
  CHECK(*assigned(*on(kind::event, vendor.operations).front(), &event::actor) == value::of(operator_id));
  wanted.revision = 3;
  CHECK(refusal(change_catalog(known(sold()), wanted, at)) == errc::stale);
  CHECK(refusal(change_catalog({.actor = {.named = operator_id}}, wanted, at)) == errc::stale);
  wanted.revision = 0;
  const auto first = change_catalog({.actor = {.named = operator_id}}, wanted, at).value();
  CHECK(defect_in(first.operations) == "");
  CHECK(first.operations.front().type == op_type::insert);
  CHECK(first.reply.revision == 1);
}

TEST_CASE("a quote is what the lines cost, to the smallest unit") {
  const struct {
    const char* what;
    const char* plan;
    std::vector<wanted_line> lines;
    std::int64_t total;
    errors expected;
  } cases[] = {
      {"one", "monthly", {{"core", 1}}, 4'900, {}},
      {"the most", "monthly", {{"core", 1'000'000}}, 4'900'000'000, {}},
      {"several", "monthly", {{"core", 3}, {"client_portal", 1}, {"collaborators", 10}, {"outlook", 3}}, 15'703, {}},
      {"another plan", "yearly", {{"core", 2}}, 100'000, {}},
      {"the dearest there is", "monthly", {{"archive0", 1'000'000}}, 1'000'000'000'000'000'000, {}},
      {"none", "monthly", {{"core", 0}}, 0, {{"lines.core", errc::out_of_range}}},
      {"fewer than none", "monthly", {{"core", -1}}, 0, {{"lines.core", errc::out_of_range}}},
      {"too many", "monthly", {{"core", 1'000'001}}, 0, {{"lines.core", errc::out_of_range}}},
      {"no lines", "monthly", {}, 0, {{"lines", errc::required}}},
      {"too many lines", "monthly", std::vector<wanted_line>(17, {"core", 1}), 0, {{"lines", errc::out_of_range}}},
      {"no such plan", "weekly", {{"core", 1}}, 0, {{"plan", errc::not_for_sale}}},
      {"no such sku", "monthly", {{"moon", 1}}, 0, {{"lines.moon", errc::not_for_sale}}},
      {"no price", "monthly", {{"contract", 1}}, 0, {{"lines.contract", errc::not_for_sale}}},
      {"twice",
       "monthly",
       {{"core", 1}, {"core", 2}},
       0,
       {{"lines.core", errc::given_twice}, {"lines.core", errc::given_twice}}},
      {"needs something", "monthly", {{"outlook", 1}}, 0, {{"lines.outlook", errc::sku_needed}}},
      {"needs something that needs something",
       "monthly",
       {{"collaborators", 1}, {"client_portal", 1}},
       0,
       {{"lines.client_portal", errc::sku_needed}}},
      {"several things wrong",
       "monthly",
       {{"moon", 0}, {"outlook", 0}},
       0,
       {{"lines.moon", errc::not_for_sale},
        {"lines.outlook", errc::out_of_range},
        {"lines.outlook", errc::sku_needed}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const auto priced = price({sold()}, c.plan, c.lines, noon);
    CHECK(wrong(priced) == c.expected);
    if (!priced) continue;
    const auto& q = priced.value().reply;
    CHECK(q.total == c.total);
    CHECK(q.catalog_revision == 4);
    CHECK(q.lines.size() == c.lines.size());
    CHECK(priced.value().operations.empty());
  }
}

TEST_CASE("a total that no number holds is refused, and not a different one charged") {
  std::vector<wanted_line> lines;
  for (int n = 0; n < 12; ++n) lines.push_back({"archive" + std::to_string(n), 1'000'000});
  const auto told = wrong(price({sold()}, "monthly", lines, noon));
  CHECK(std::count(told.begin(), told.end(), std::pair{std::string("lines.archive9"), errc::out_of_range}) == 1);
  auto odd = sold();  // as no `check_catalog` lets it be
  odd.prices.back().amount = std::numeric_limits<std::int64_t>::max();
  CHECK(wrong(price({odd}, "monthly", {{"archive11", 2}}, noon)) == errors{{"lines.archive11", errc::out_of_range}});
}

TEST_CASE("what is needed may be had already, and then the order depends on it") {
  auto had = pool("core", 1, 0);
  had.next_change_at = noon + tick;
  const std::vector<wanted_line> lines{{"outlook", 1}, {"client_portal", 1}};
  CHECK(needed_besides(sold(), lines) == std::vector<std::string>{"contract", "core"});
  CHECK(needed_besides(sold(), {{"outlook", 1}, {"core", 1}, {"moon", 1}}).empty());
  const auto priced = price({sold(), {pool("contract", 0, 0), had}}, "monthly", lines, noon).value();
  CHECK(priced.reply.total == 1'001);
  REQUIRE(priced.operations.size() == 1);  // once, for both
  CHECK(priced.operations[0].id == had.id);
  CHECK(priced.operations[0].conditions.size() == 2);
  CHECK(wrong(price({sold(), {had}}, "monthly", {{"outlook", 1}}, noon + tick)) ==
        errors{{"lines.outlook", errc::sku_needed}});
  CHECK(wrong(price({sold(), {pool("teams", 1, 0)}}, "monthly", {{"outlook", 1}}, noon)) ==
        errors{{"lines.outlook", errc::sku_needed}});
}

TEST_CASE("a catalog's rows that hold what none of ours does are corrupt") {
  const auto kept = to_row(sold());
  const struct {
    column_number column;
    const char* text;
  } cases[] = {
      {column_of(&catalog::skus), "core"},
      {column_of(&catalog::skus), "core\t0"},
      {column_of(&catalog::skus), "core\t4"},
      {column_of(&catalog::skus), "core\tx"},
      {column_of(&catalog::plans), "a\t1\t1"},
      {column_of(&catalog::plans), "a\tx\t1\tEUR"},
      {column_of(&catalog::plans), "a\t1\t3\tEUR"},
      {column_of(&catalog::plans), "a\t1\t1x\tEUR"},
      {column_of(&catalog::prices), "a\tb"},
      {column_of(&catalog::prices), "a\tb\tc"},
      {column_of(&catalog::prices), "a\tb\t9223372036854775808"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    auto bad = kept;
    bad.values[c.column] = value::text(c.text);
    CHECK(refusal(from_row<catalog>(bad)) == errc::corrupt_row);
  }
}
