// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

class progress;

/// One thing that is known.
struct data_field {
  std::string name{};   ///< stable, snake_case
  std::string value{};  ///< text; moments as "2026-11-28T14:43:17Z", ids in their 36 characters
};
/// Things that are known together.
struct data_record {
  std::vector<data_field> fields{};  ///< never one without a value
};
/// All records of one sort.
struct data_section {
  std::string name{};                  ///< "account", "fields", "consents", "codes", "invites", "sign_ups", "links",
                                       ///< "mails", "orders" or "events"
  std::vector<data_record> records{};  ///< may be none
};
/// Everything that is held about somebody: no password, hash, key or token, and nobody else's name or id.
struct personal_data {
  account_id account{};                  ///< whose
  instant at{};                          ///< when it was gathered
  std::vector<data_section> sections{};  ///< always the same ones, in the same order
};

/// Whom to erase.
struct erase_request {
  account_id account{};                 ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
};

/// Where a table goes. The host's own; called on the thread of the call, with no lock held.
class export_sink {
 public:
  virtual ~export_sink() = default;
  /// Some whole lines of CSV. A failure ends the export.
  virtual result<> write(std::string_view csv) = 0;
};

/// Accounts as a table.
struct export_accounts_request {
  /// Names of `account_columns`, or "field." and the name of a field of the workspace's own; empty: all of them.
  std::vector<std::string> columns{};
  std::optional<account_state> state{};  ///< exactly this one; empty: everybody who was not erased
  export_sink* sink = nullptr;           ///< required
  std::uint64_t total = 0;               ///< told to `progress`; 0: nobody knows
  parvis::progress* progress = nullptr;  ///< told after each page; nullptr: nobody is
};
/// How much was written.
struct export_reply {
  std::uint64_t rows = 0;  ///< besides the header
};

/// What an export can tell of an account, in the usual order. Names are stable; more may be appended. Static.
std::span<const std::string_view> account_columns() noexcept;

}  // namespace parvis::inline v1
