// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "parvis/model/order.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// An order that is to be paid. No card, account or other means of payment is ever seen by the library.
struct checkout_request {
  std::string workspace;          ///< of the order
  order_id order;                 ///< the same each time this order is asked for: the gateway's idempotency key
  std::string key;                ///< the host's own name for it
  std::string currency;           ///< ISO 4217
  std::int64_t total = 0;         ///< in the smallest unit of the money
  std::vector<order_line> lines;  ///< what is bought
};

/// How a gateway takes an order.
enum class checkout_state : std::uint8_t {
  started = 1,   ///< a person pays at `url`; a notice will tell what came of it
  paid = 2,      ///< at once, for instance from a balance or on account
  declined = 3,  ///< likewise
};
constexpr checkout_state last_value(checkout_state) noexcept { return checkout_state::declined; }

/// Where an order is paid, or that it is.
struct checkout {
  checkout_state state = checkout_state::started;  ///< what the gateway made of it
  std::string reference{};  ///< the gateway's name for it: one line of 200 code points at most; needed when started
  std::string url{};  ///< https, 2,000 octets at most, or empty; for the payer, and kept until the order is settled
};

/// The host's payment gateway. Called when an order has been placed, or when the outbox is drained, on the host's own
/// thread, with no lock and no transaction of the library held. May be called from several threads at once.
class payments {
 public:
  virtual ~payments() = default;  ///< by the host
  /// Success: there is exactly one checkout for the order. Called at least once, so a host that has seen the order
  /// before answers the same. A 1xx failure is final; every other one is tried again later.
  virtual result<checkout> start(const checkout_request& request) = 0;
};

}  // namespace parvis::inline v1
