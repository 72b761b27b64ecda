// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/cursor.hpp"
#include "parvis/model/order.hpp"

namespace parvis::inline v1 {

/// What is to be quoted.
struct quote_request {
  std::string plan{};                ///< of the catalog
  std::vector<wanted_line> lines{};  ///< 1 to 16, each of another sku
};

/// What is ordered.
struct place_order_request {
  std::string key{};                   ///< the host's own name for the order: one line of 100 code points at most
  std::uint64_t catalog_revision = 0;  ///< of the quote; `stale` when the prices have changed since
  std::string plan{};                  ///< of the quote
  std::vector<wanted_line> lines{};    ///< of the quote
  order_id renews{};                   ///< the order whose term this one continues; nil: none
};

/// What the host's gateway has told.
struct payment_notice_request {
  std::string key{};        ///< the gateway's own name for the notice: one line of 200 code points at most
  order_id order{};         ///< that it is about
  payment_event what{};     ///< came of it
  std::int64_t amount = 0;  ///< paid or paid back, in the smallest unit of the money
  std::string currency{};   ///< likewise
};

/// Which orders.
struct list_orders_request {
  order_state state = order_state::open;  ///< of the orders
  std::optional<cursor> after{};          ///< the `next` of the page before; empty: the first page
  std::size_t limit = 50;                 ///< 1 to 1,000
};

/// Some of the orders.
struct order_page {
  std::vector<order> orders{};   ///< oldest first
  std::optional<cursor> next{};  ///< empty: there are no more
};

}  // namespace parvis::inline v1
