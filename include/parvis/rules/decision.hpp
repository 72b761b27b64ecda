// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/model/batch.hpp"
#include "parvis/model/event.hpp"
#include "parvis/model/record.hpp"
#include "parvis/values/ids.hpp"

// Rules are pure: facts that were loaded and a command go in, a decision comes out. They see no port.

namespace parvis::inline v1 {

/// What a decision takes from outside: drawn once per use case, and the same each time a lost race makes it decide
/// again.
struct stamp {
  instant now;
  id_source ids;
};

/// What to commit, and what to answer once it is committed. Without operations the answer stands at once.
template <class Reply>
struct decision {
  std::vector<operation> operations;
  Reply reply;
};

inline void append(std::vector<operation>& to, std::vector<operation> more) {
  for (auto& one : more) to.push_back(std::move(one));
}

/// Appends operations, where several changes of one row are one.
inline void append_joined(std::vector<operation>& to, std::vector<operation> more) {
  for (auto& one : more) {
    const auto same = std::find_if(to.begin(), to.end(), [&](const operation& op) {
      return op.type == op_type::change && one.type == op_type::change && op.kind == one.kind && op.id == one.id;
    });
    if (same == to.end()) {
      to.push_back(std::move(one));
      continue;
    }
    if (one.revision) same->revision = one.revision;
    for (auto& set : one.set) same->set.push_back(std::move(set));
    for (auto& asked : one.conditions) same->conditions.push_back(std::move(asked));
    for (const auto& [column, amount] : one.add) {
      const auto counter =
          std::find_if(same->add.begin(), same->add.end(), [&](const addition& a) { return a.column == column; });
      if (counter == same->add.end()) {
        same->add.push_back({column, amount});
      } else {
        counter->amount += amount;
      }
    }
  }
}

/// The audit entry of a change: `what` and `subject` at least; the rest as it applies.
struct occurrence {
  event_type what{};
  uuid subject{};
  account_id actor{};
  std::int64_t settings_revision = 0;
  std::int64_t number = 0;
  uuid invite{};
  bytes_text note{};  ///< the digest of the note, if there is one
};

inline operation record(stamp& at, const occurrence& o) {
  return inserting(event{.id = at.ids.next<event_id>(),
                         .revision = 0,
                         .what = o.what,
                         .actor = o.actor,
                         .subject = o.subject,
                         .at = at.now,
                         .settings_revision = o.settings_revision,
                         .number = o.number,
                         .invite = o.invite,
                         .note = o.note,
                         .unsealed_at = at.now});
}

}  // namespace parvis::inline v1
