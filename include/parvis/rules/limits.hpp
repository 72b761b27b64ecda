// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "parvis/model/settings.hpp"
#include "parvis/rules/decision.hpp"

namespace parvis::inline v1 {

/// What is mailed to one mailbox within one hour on demand: of strangers, of a person of the portal or of the firm,
/// each apart. Addresses that differ in their plus-tag only are one mailbox (OWASP ASVS 5.0 V2.4.1).
struct mail_budget {
  uuid id{};  ///< of the counter: a keyed digest of mailbox, hour and who demands
  std::optional<counter> spent{};
};

inline constexpr duration mail_budget_window = hours(1);

inline bool exhausted(const mail_budget& budget, const settings& workspace) {
  return budget.spent && budget.spent->count >= workspace.mails_per_address_max;
}

/// Counts one more mail. The store keeps the bound, however many sign-ups meet.
inline operation spend_mail(const mail_budget& budget, const settings& workspace, instant now) {
  return {.type = op_type::change,
          .kind = kind::counter,
          .id = budget.id,
          .or_insert = true,
          .set = {{column_of(&counter::at_most), workspace.mails_per_address_max},
                  {column_of(&counter::expires_at), (now + mail_budget_window).us}},
          .add = {{column_of(&counter::count), 1}}};
}

}  // namespace parvis::inline v1
