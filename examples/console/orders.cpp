// SPDX-License-Identifier: BSL-1.0
// What can be bought, and orders.
#include <deque>
#include <fstream>
#include <memory>

#include "tool.hpp"

namespace console {

namespace {

/// A price list as it was read, and what the library is given of it.
struct price_list {
  std::deque<std::string> texts;
  std::deque<std::vector<parvis_text>> needs;
  std::vector<parvis_catalog_sku> skus;
  std::vector<parvis_catalog_plan> plans;
  std::vector<parvis_catalog_price> prices;

  explicit price_list(const json& from) {
    for (const auto& one : from.at("skus")) {
      auto& list = needs.emplace_back();
      for (const auto& other : one.value("needs", json::array())) list.push_back(text(other));
      skus.push_back(sized<parvis_catalog_sku>());
      skus.back().code = text(one.at("code"));
      skus.back().type = number_of(sku_types, one.at("type").get<std::string>());
      skus.back().needs = list.data();
      skus.back().need_count = list.size();
    }
    for (const auto& one : from.at("plans")) {
      plans.push_back(sized<parvis_catalog_plan>());
      plans.back().code = text(one.at("code"));
      plans.back().term = one.at("term");
      plans.back().unit = number_of(term_units, one.at("unit").get<std::string>());
      plans.back().currency = text(one.at("currency"));
    }
    for (const auto& one : from.at("prices")) {
      prices.push_back(sized<parvis_catalog_price>());
      prices.back().sku = text(one.at("sku"));
      prices.back().plan = text(one.at("plan"));
      prices.back().amount = one.at("amount");
    }
  }

 private:
  parvis_text text(const json& of) { return text_of(texts.emplace_back(of.get<std::string>())); }
};

template <class Record>
std::vector<const Record*> pointers_to(const std::vector<Record>& list) {
  std::vector<const Record*> out;
  for (const auto& one : list) out.push_back(&one);
  return out;
}

/// By the vendor, who operates the portal.
answer set_catalog(door& at, const std::string& path) {
  std::ifstream file(path);
  if (!file) throw not_there{path + ": cannot be read"};
  const auto typed = json::parse(file, nullptr, false);
  try {
    const price_list list(typed);
    const auto skus = pointers_to(list.skus);
    const auto plans = pointers_to(list.plans);
    const auto prices = pointers_to(list.prices);
    auto wanted = sized<parvis_catalog>();
    wanted.revision = typed.at("revision");
    wanted.skus = skus.data();
    wanted.sku_count = skus.size();
    wanted.plans = plans.data();
    wanted.plan_count = plans.size();
    wanted.prices = prices.data();
    wanted.price_count = prices.size();
    return {shape(*at.operate(parvis_change_catalog, &wanted))};
  } catch (const json::exception&) {
    throw usage_error{path + ": a price list as `licenses catalog --json` prints it is wanted"};
  }
}

struct order_words {
  std::string plan, key, renews, id, reference;
  std::vector<std::string> lines;
};

struct wanted_lines {
  std::vector<assignment> parts;
  std::vector<parvis_wanted_line> lines;
  explicit wanted_lines(const std::vector<std::string>& typed) {
    for (const auto& one : typed) parts.push_back(assignment_of(one));
    for (const auto& one : parts) lines.push_back({text_of(one.key), integer_of(one.value)});
  }
};

owned<const parvis_quote> quoted(door& at, const order_words& given, const wanted_lines& wanted) {
  auto request = sized<parvis_quote_request>();
  request.plan = text_of(given.plan);
  request.lines = wanted.lines.data();
  request.line_count = wanted.lines.size();
  return at.ask(parvis_quote_order, &request);
}

/// At the prices of this moment.
answer place(door& at, const order_words& given) {
  const wanted_lines wanted(given.lines);
  const auto quote = quoted(at, given, wanted);
  auto request = sized<parvis_place_order_request>();
  request.key = text_of(given.key);
  request.catalog_revision = quote->catalog_revision;
  request.plan = text_of(given.plan);
  request.lines = wanted.lines.data();
  request.line_count = wanted.lines.size();
  if (!given.renews.empty()) request.renews = id_of(given.renews);
  return {shape(*at.ask(parvis_place_order, &request))};
}

/// The operator has seen the money, in place of a gateway.
answer pay(door& at, const order_words& given) {
  const auto id = id_of(given.id);
  const auto order = at.ask(parvis_view_order, &id);
  auto request = sized<parvis_payment_notice_request>();
  request.what = PARVIS_PAYMENT_PAID;
  request.key = text_of(given.reference);
  request.order = id;
  request.amount = order->total;
  request.currency = order->currency;
  return {shape(*at.operate(parvis_take_payment_notice, &request))};
}

}  // namespace

void add_orders(tool& to, CLI::App& licenses) {
  to.command(licenses, "catalog", "What can be bought, and what it costs",
             [](door& at) { return answer{shape(*at.operate(parvis_view_catalog))}; });
  const auto file = std::make_shared<std::string>();
  to.command(licenses, "set-catalog", "Sets the vendor's prices, from JSON as `catalog` prints it",
             [file](door& at) { return set_catalog(at, *file); })
      .add_option("file", *file, "JSON")
      ->required();

  auto given = std::make_shared<order_words>();
  auto& quote = to.command(licenses, "quote", "What an order would cost; changes nothing", [given](door& at) {
    return answer{shape(*quoted(at, *given, wanted_lines(given->lines))), {"sku", "quantity", "unit_amount", "amount"}};
  });
  quote.add_option("plan", given->plan, "Of the catalog")->required();
  quote.add_option("lines", given->lines, "SKU=QUANTITY")->required();

  given = std::make_shared<order_words>();
  auto& order = to.command(licenses, "order", "Places an order, once for each key",
                           [given](door& at) { return place(at, *given); });
  order.add_option("plan", given->plan, "Of the catalog")->required();
  order.add_option("lines", given->lines, "SKU=QUANTITY")->required();
  order.add_option("--key", given->key, "Your own name for the order")->required();
  order.add_option("--renews", given->renews, "The id of the order whose term it continues");

  given = std::make_shared<order_words>();
  auto& paid = to.command(licenses, "paid", "Takes note that all of an order was paid, and grants it",
                          [given](door& at) { return pay(at, *given); });
  paid.add_option("id", given->id, "Of the order")->required();
  paid.add_option("--reference", given->reference, "Of the payment: each counts once")->required();

  struct listing {
    paging pages;
    std::string state = "open";
  };
  const auto listed = std::make_shared<listing>();
  auto& list = to.command(licenses, "orders", "Orders in a state, oldest first", [listed](door& at) {
    auto request = sized<parvis_list_orders_request>();
    request.state = number_of(order_states, listed->state);
    listed->pages.ask(request);
    return answer{page_of(*at.ask(parvis_list_orders, &request)),
                  {"id", "key", "state", "plan", "total", "currency", "placed_at", "ends_at"}};
  });
  to.choose(list, "--state", listed->state, order_states, "Where they stand")->capture_default_str();
  listed->pages.offer(list);

  using about_order = parvis_status (*)(parvis_portal*, const parvis_caller*, const parvis_uuid*, const parvis_order**,
                                        const parvis_error**);
  struct act {
    const char *name, *help;
    about_order call;
  };
  constexpr act acts[] = {{"show-order", "Where an order stands", parvis_view_order},
                          {"cancel-order", "Gives up an order that is not paid", parvis_cancel_order}};
  for (const auto& one : acts) {
    given = std::make_shared<order_words>();
    to.command(licenses, one.name, one.help,
               [given, call = one.call](door& at) {
                 const auto id = id_of(given->id);
                 return answer{shape(*at.ask(call, &id))};
               })
        .add_option("id", given->id, "Of the order")
        ->required();
  }
}

}  // namespace console
