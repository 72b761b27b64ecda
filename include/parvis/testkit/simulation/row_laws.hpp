// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

#include "parvis/testkit/simulation/law_table.hpp"
#include "parvis/testkit/simulation/outbox_laws.hpp"

// Whether the rows are what the model says, and add up.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class row_laws : protected outbox_laws {
 protected:
  using outbox_laws::outbox_laws;

  template <class State, class Record, class Table>
  void compare(const uuid& id, const Table& table) {
    const auto known = table.find(typename Table::key_type{id});
    const auto* stored = rows_.find(Record::kind, id);
    if ((known == table.end()) != (stored == nullptr)) {
      return wrong("rows",
                   std::string(schema_of(Record::kind)->name) + (stored == nullptr ? " is missing" : " is too much"));
    }
    if (stored == nullptr) return;
    const auto differs = difference(known->second, State{record<Record>(id)});
    require(differs.empty(), "rows",
            std::string(schema_of(Record::kind)->name) + "." + std::string(differs) + " " + to_string(id));
  }

  void compare_touched() {
    for (const auto& [k, id] : touched_) {
      switch (k) {
        case kind::account:
          compare<person, account>(id, firm_.people);
          break;
        case kind::sign_up:
          compare<unproven, sign_up>(id, firm_.sign_ups);
          break;
        case kind::invite:
          compare<door_link, invite>(id, firm_.links);
          break;
        case kind::seat_pool:
          compare_pool(id);
          break;
        case kind::group:
          compare<team, group>(id, firm_.groups);
          break;
        case kind::grant:
          compare<license_grant, grant>(id, firm_.grants);
          break;
        case kind::counter:
          compare_counter(id);
          break;
        case kind::code_claim:
          require(firm_.codes.count(record<code_claim>(id).key) == 1, "rows",
                  "a code is claimed that nobody asked for");
          break;
        case kind::mailed_link:
          compare<posted_link, mailed_link>(id, firm_.posted);
          break;
        case kind::order:
          compare<purchase, order>(id, firm_.orders);
          break;
        case kind::reservation:
          compare<kept_seats, reservation>(id, firm_.reservations);
          break;
        case kind::payment_notice:
          require(firm_.notices.count(record<payment_notice>(id).key) == 1, "rows", "a notice nobody sent");
          break;
        case kind::catalog:
          require(same_row(to_row(record<catalog>(id)), to_row(firm_.sold)), "rows", "other prices than were set");
          break;
        case kind::settings:
          require(rows_.find(k, id)->revision == firm_.settings.revision, "rows", "settings.revision");
          break;
        default:
          break;
      }
    }
  }
  void compare_pool(const uuid& id) {
    const auto stored = record<seat_pool>(id);
    const auto found = firm_.pools.find(stored.sku);
    if (found == firm_.pools.end()) return wrong("rows", "a pool nobody knows");
    const auto differs = difference(found->second, license_pool{stored});
    require(differs.empty(), differs == "held" || differs == "waiting" ? "seats add up" : "rows",
            "seat_pool." + std::string(differs) + " of " + stored.sku);
  }
  void compare_counter(const uuid& id) {
    if (id == administrators_row) return;  // with the sums
    const auto* stored = rows_.find(kind::counter, id);
    const auto failed =
        std::find_if(firm_.failed.begin(), firm_.failed.end(), [&](const auto& one) { return one.second.id == id; });
    if (failed != firm_.failed.end()) {
      if (stored == nullptr) return wrong("throttle", "failures are forgotten");
      const auto now = record<counter>(id);
      const auto& known = failed->second;
      const auto& until = now.expires_at;
      const bool lasts = known.closed() ? !until : until && *until == known.last + days(30);
      require(now.count == known.count && now.at_most == failures::most && lasts, "throttle",
              "the count of failures is " + std::to_string(now.count));
      return;
    }
    const auto known = firm_.mails.find(id);
    if ((stored == nullptr) != (known == firm_.mails.end()))
      return wrong("mail limit", "a mail is counted that was not sent");
    if (stored == nullptr) return;
    const auto now = record<counter>(id);
    require(now.count == known->second && now.at_most == firm_.settings.mails_per_address_max, "mail limit",
            "the count of mails is " + std::to_string(now.count));
  }

  /// Every new item is one that the change brings, and none is missing.
  void compare_errands() {
    for (const auto& id : inserted_errands_) {
      const auto item = record<outbox_item>(id);
      const auto match = std::find_if(wanted_.begin(), wanted_.end(), [&](const wanted_errand& one) {
        return one.effect == item.effect && one.about == item.about && one.recipient == item.recipient &&
               one.addressee == item.addressee && one.generation == item.generation && one.to == ascii_lower(item.to);
      });
      if (match == wanted_.end()) {
        return wrong("mails", "a mail too much: effect " + std::to_string(static_cast<int>(item.effect)));
      }
      // The command itself asks the gateway; the outbox does once it has had time to.
      const auto due = item.effect == effect::start_checkout ? asked_.now + minutes(5) : asked_.now;
      require(item.state == outbox_state::queued && item.due_at && *item.due_at == due && item.tries == 0, "mails",
              "a mail is not queued");
      wanted_.erase(match);
      firm_.errands[item.id] = errand{item};
    }
    require(wanted_.empty(), "mails",
            "a mail is missing: effect " +
                (wanted_.empty() ? "" : std::to_string(static_cast<int>(wanted_.front().effect))));
    for (const auto& [k, id] : touched_) {
      if (k == kind::outbox) compare<errand, outbox_item>(id, firm_.errands);
    }
  }

  void check_steps() {
    for (const auto& [id, from] : states_before_) {
      const auto* who = firm_.find(id);
      const auto to = who == nullptr ? account_state::erased : who->at(asked_.now);
      if (from == to && from != account_state::erased) continue;
      const bool legal = std::any_of(std::begin(steps_of_life), std::end(steps_of_life), [&](const step_row& s) {
        const bool brought = std::any_of(events_.begin(), events_.end(), [&](const event& e) {
          return e.what == s.by && (asked_.what != verb::import_people || e.subject == id);
        });
        return brought && s.to == to && (s.from == from || (s.by == event_type::account_lapsed && from == to));
      });
      const bool lapsed =
          !events_.empty() && events_.front().what == event_type::account_lapsed && to == account_state::lapsed;
      require(legal || lapsed, "legal transitions",
              "from " + std::to_string(static_cast<int>(from)) + " to " + std::to_string(static_cast<int>(to)));
    }
  }

  /// held is who holds, waiting is who waits, and the administrators are counted.
  void check_sums() {
    if (!touches(kind::account) && !touches(kind::seat_pool) && !touches(kind::group)) return;
    check_reserved();
    for (const auto& [access, sku] : licenses) {
      const auto p = firm_.pools.find(sku);
      if (p == firm_.pools.end()) continue;
      std::int64_t held = p->second.reserved, waiting = 0;
      for (const auto& [id, who] : firm_.people) {
        held += who.holds_seats() && has(who.access, access) ? 1 : 0;
        waiting += who.waiting_for == sku ? 1 : 0;
      }
      require(p->second.held == held && p->second.waiting == waiting, "seats add up",
              std::string(sku) + ": " + std::to_string(p->second.held) + " held by " + std::to_string(held) + ", " +
                  std::to_string(p->second.waiting) + " waiting of " + std::to_string(waiting));
    }
    for (const auto& [id, known] : firm_.groups) {
      const auto now = record<group>(id);
      require(now.active == firm_.active_in(id), "groups",
              now.name + ": " + std::to_string(now.active) + " of " + std::to_string(firm_.active_in(id)) + " active");
    }
    const auto* counted = rows_.find(kind::counter, administrators_row);
    if (counted == nullptr || firm_.administrators.is_nil()) return;
    require(record<counter>(administrators_row).count == firm_.active_administrators(), "last administrator",
            "the administrators are miscounted");
  }
};

}  // namespace parvis::inline v1::testkit::simulated
