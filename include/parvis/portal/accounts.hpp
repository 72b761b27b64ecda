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
  account_id id{};                     ///< of the account
  std::uint64_t revision = 0;          ///< what `seen` is compared with
  account_kind kind{};                 ///< what it is
  account_state state{};               ///< where it stands
  parvis::access access{};             ///< what it may enter
  std::string email{};                 ///< as it was typed
  std::string username{};              ///< empty until the person has joined
  std::string first_name{};            ///< of the person
  std::string last_name{};             ///< likewise
  std::string language{};              ///< of mails to them (BCP 47)
  group_id group{};                    ///< users only
  invite_id invite{};                  ///< the link that brought them; nil: the open form
  instant created_at{};                ///< when the account arose
  account_id decided_by{};             ///< who approved or rejected; nil: the system
  std::string waiting_for{};           ///< the sku, while waiting
  std::vector<field_value> fields{};   ///< the workspace's own
  std::vector<consent> consents{};     ///< given
  std::optional<instant> decide_by{};  ///< while pending: when the request lapses
};

/// Somebody who is to be a user.
struct add_user_request {
  std::string first_name{};              ///< of the person
  std::string last_name{};               ///< likewise
  std::string email{};                   ///< where the link to join is mailed
  std::string language{};                ///< empty: the workspace's
  group_id group{};                      ///< of the workspace
  parvis::access access = access::core;  ///< takes seats at once
};

/// One row of a bulk command, in the order asked for.
struct account_outcome {
  account_id account{};                      ///< that was asked about
  result<account_view> outcome = failure{};  ///< as it stands now, or why not
};

/// Whom to deactivate, or to reactivate.
struct deactivate_request {
  account_id account{};                 ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told
};
/// The same question.
using reactivate_request = deactivate_request;

/// Accounts in one state, in the order in which they arose.
struct list_accounts_request {
  account_state state = account_state::pending;  ///< exactly this one
  std::optional<cursor> after{};                 ///< `next` of the page before; empty: the first page
  std::size_t limit = 50;                        ///< 1 to 1,000
  std::size_t count_cap = 0;                     ///< 0: no count
};
/// A page of accounts.
struct account_page {
  std::vector<account_view> accounts{};  ///< in order
  std::optional<cursor> next{};          ///< empty: the last page
  std::size_t count = 0;                 ///< of all that pass, up to `count_cap`
};

}  // namespace parvis::inline v1
