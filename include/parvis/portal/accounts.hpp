// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/model/query.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// What may be shown of an account. Never a password, nor its hash.
struct account_view {
  account_id id{};
  std::uint64_t revision = 0;
  account_kind kind{};
  account_state state{};
  parvis::access access{};
  std::string email{};
  std::string username{};  ///< empty until the person has joined
  std::string first_name{};
  std::string last_name{};
  std::string language{};
  group_id group{};
  invite_id invite{};
  instant created_at{};
  account_id decided_by{};
  std::string waiting_for{};  ///< the sku, while waiting
  std::vector<field_value> fields{};
  std::vector<consent> consents{};
  std::optional<instant> decide_by{};  ///< while pending: when the request lapses
  std::int64_t credential_epoch = 0;   ///< a session that began under a lower one is over
  std::optional<instant> api_key_issued_at{};
};

struct add_user_request {
  std::string first_name{};
  std::string last_name{};
  std::string email{};
  std::string language{};  ///< empty: the workspace's
  group_id group{};
  parvis::access access = access::core;
};

/// One row of a bulk command, in the order asked for.
struct account_outcome {
  account_id account{};
  result<account_view> outcome = failure{};
};

struct deactivate_request {
  account_id account{};
  std::optional<std::uint64_t> seen{};
  parvis::notice notice = parvis::notice::mail;
};
using reactivate_request = deactivate_request;

struct list_accounts_request {
  account_state state = account_state::pending;
  std::optional<cursor> after{};
  std::size_t limit = 50;
  std::size_t count_cap = 0;  ///< 0: no count
};
struct account_page {
  std::vector<account_view> accounts{};
  std::optional<cursor> next{};
  std::size_t count = 0;
};

}  // namespace parvis::inline v1
