// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "parvis/model/account.hpp"
#include "parvis/result.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// A case to be opened for an account that has just become active.
struct case_request {
  std::string workspace;     ///< of the account
  outbox_id key;             ///< the same each time this case is asked for
  account_id account;        ///< who it is for
  account_kind kind{};       ///< what the account is
  std::string first_name;    ///< of the person
  std::string last_name;     ///< likewise
  std::string email;         ///< likewise
  parvis::case_role role{};  ///< the part they play; never `none`
};

/// The host's matters. Called only when the host drains the outbox, on the host's own thread, with no lock and no
/// transaction of the library held. May be called from several threads at once.
class cases {
 public:
  virtual ~cases() = default;
  /// Success: there is exactly one case for `key`. Called at least once, so a host that has seen the key before answers
  /// success and opens nothing. A 1xx failure is final; every other one is tried again later.
  virtual result<> open(const case_request& request) = 0;
};

}  // namespace parvis::inline v1
