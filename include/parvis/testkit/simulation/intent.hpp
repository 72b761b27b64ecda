// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "parvis/ports/payments.hpp"
#include "parvis/testkit/simulation/command.hpp"
#include "parvis/testkit/simulation/model.hpp"
#include "parvis/values/token.hpp"

// What a step asks of the portal, and what did not hold.

namespace parvis::inline v1::testkit::simulated {

/// What did not hold.
struct violation {
  std::string check;  ///< the name of the check
  std::string detail;
};

/// One row of an import: somebody to be added or invited.
struct imported_row {
  enum class sort : std::uint8_t { user, client, invitee } sort{};
  std::string key{}, email_key{};
};

/// What is asked of the portal in this step, in the model's words.
struct intent {
  verb what{};
  account_id actor{};
  instant now{};
  account_id subject{};
  std::string email_key{}, username{}, password{};  ///< the password as the hasher makes it
  std::vector<account_kind> kinds{};                ///< looked for; none: all
  std::vector<account_state> states{};              ///< likewise
  std::string identifier{};                         ///< by which the account is asked for; empty: it is the actor's
  std::string fresh{};                              ///< the new password, likewise
  bool named = false;                               ///< names were typed
  std::optional<token> link{};                      ///< of whatever kind
  bool continued = false;                           ///< the continuation is brought to the proof
  std::optional<account_kind> wanted_kind{};
  bool field_given = false;
  std::string terms_version{};
  parvis::settings wanted{};
  license_grant grant{};
  door_link invite{};  ///< to be made; or whose id is acted upon
  bool keep = false;   ///< older links
  bool silent = false;
  parvis::access access{};
  case_role role{};
  std::optional<std::string> code{}, company{};
  privacy_override privacy{};
  group_id group{};
  std::string reason{};               ///< of a ban
  std::optional<instant> until{};     ///< likewise
  parvis::permissions permissions{};  ///< of a group
  std::optional<std::string> group_name{};
  std::optional<std::vector<std::string>> words{};  ///< of a group
  wish wanted_order{};                              ///< what is quoted, bought, told, kept or looked at
  std::vector<account_id> subjects{};               ///< of a list
  std::vector<std::string> addresses{};             ///< likewise
  std::vector<imported_row> rows{};                 ///< of an import
  std::string import_key{};
  bool dry = false;
  std::optional<account_state> listed{};  ///< who is to be in a table; empty: everybody
  std::optional<std::uint64_t> seen{};
  std::set<uuid> carried_out{};        ///< errands that a port accepted
  std::map<uuid, errc> not_carried{};  ///< and those it did not
  std::map<uuid, checkout> tills{};    ///< what a gateway said of orders
  bool troubled = false;               ///< a call of the storage has gone wrong
  bool overtaken = false;              ///< another command ran since this one began
};

}  // namespace parvis::inline v1::testkit::simulated
