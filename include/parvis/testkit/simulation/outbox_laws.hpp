// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "parvis/testkit/simulation/door_laws.hpp"

// What a batch may do about the outbox and the trail, and what goes when its time is over.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class outbox_laws : protected door_laws {
 protected:
  using door_laws::door_laws;

  // --- the outbox ---

  void settle_errands(const event* e) {
    require(asked_.what == verb::drain_outbox, "whole",
            "the outbox is touched by " + std::string(name_of(asked_.what)));
    for (const auto& [k, id] : touched_) {
      if (k != kind::outbox) continue;
      const auto found = firm_.errands.find(outbox_id{id});
      if (found == firm_.errands.end()) continue;  // new: compared with what is wanted
      settle_errand(found->second, errand{record<outbox_item>(id)}, e);
    }
  }
  /// How the port that an errand goes to knows it.
  static uuid carried_as(const errand& one) { return one.effect == effect::start_checkout ? one.about : one.id; }
  void settle_errand(errand& was, const errand& is, const event* e) {
    const auto now = asked_.now;
    require(was.state == outbox_state::queued, "single use", "a settled errand is settled again");
    const bool failed = asked_.not_carried.count(carried_as(was)) > 0;
    const auto expected = was;
    auto& next = was;
    if (is.state == outbox_state::queued && is.tries == expected.tries + 1) {
      require(expected.due_at && *expected.due_at <= now, "outbox", "an errand is leased before it is due");
      ++next.tries;
      next.due_at = now + minutes(5);
      return;
    }
    if (is.state == outbox_state::queued && is.tries == expected.tries - 1) {  // until its lease ends
      require(asked_.overtaken || firm_.stands_again(expected), "outbox", "an errand waits for what does not come");
      --next.tries;
      return;
    }
    next.state = is.state;
    next.due_at.reset();
    if (is.state == outbox_state::done || is.state == outbox_state::void_) next.sent_to = std::exchange(next.to, {});
    switch (is.state) {
      case outbox_state::queued: {
        require(failed || asked_.troubled, "outbox", "an errand is put off that did not fail");
        const auto wait = std::min<std::int64_t>(std::int64_t{1} << std::min<std::int64_t>(expected.tries - 1, 8), 240);
        next.due_at = now + minutes(wait);
        break;
      }
      case outbox_state::done:
        if (expected.addressee != addressee::person) return fan_out(expected);
        require(asked_.carried_out.count(carried_as(was)) > 0, "outbox", "an errand is done that nobody did");
        require((e != nullptr) == (expected.effect == effect::open_case), "events",
                "a case opened is told, a mail is not");
        break;
      case outbox_state::void_:
        require(asked_.overtaken || !(firm_.stands(expected, now) || firm_.stands_again(expected)), "outbox",
                "an errand is dropped whose cause stands: effect " + std::to_string(static_cast<int>(expected.effect)));
        break;
      case outbox_state::dead:
        require((failed || asked_.troubled) && e != nullptr && e->what == event_type::mail_failed, "outbox",
                "an errand is given up in silence");
        require(expected.tries >= 12 || (failed && static_cast<int>(asked_.not_carried.at(carried_as(was))) / 100 == 1),
                "outbox", "an errand is given up too early");
        break;
    }
  }
  /// A notice becomes a mail to each of those who decide, or administer, now.
  void fan_out(const errand& notice) {
    if (asked_.overtaken) {  // whoever went since then is left out when the mail is to be sent
      for (const auto& id : inserted_errands_)
        wanted_.push_back(
            {notice.effect, notice.about, record<outbox_item>(id).recipient, addressee::person, notice.generation});
      return;
    }
    const bool to_approvers = named_decider(notice);
    for (const auto& [id, one] : firm_.people) {
      const bool reads = to_approvers ? one.active_user() && firm_.named_approver(id) : firm_.manages(&one);
      if (!reads) continue;
      wanted_.push_back(
          {.effect = notice.effect, .about = notice.about, .recipient = id, .generation = notice.generation});
    }
  }
  [[nodiscard]] bool named_decider(const errand& notice) const {
    if (notice.addressee != addressee::deciders) return false;
    return std::any_of(firm_.people.begin(), firm_.people.end(),
                       [&](const auto& one) { return one.second.active_user() && firm_.named_approver(one.first); });
  }
  void retry() {
    const auto found = firm_.errands.find(outbox_id{only(kind::outbox)});
    if (found == firm_.errands.end()) return wrong("rows", "an errand nobody knows");
    require(found->second.state == outbox_state::dead, "legal transitions", "an errand is retried that is not dead");
    found->second.state = outbox_state::queued;
    found->second.tries = 0;
    found->second.due_at = asked_.now;
  }

  // --- the trail, and what goes ---

  void seal() {
    std::map<std::int64_t, event_id> sealed;
    for (const auto& [k, id] : touched_) {
      if (k != kind::event) continue;
      const auto e = record<event>(id);
      auto& position = firm_.trail[e.id];
      require(!position && e.position && !e.unsealed_at && e.hash.octets.size() == 32, "trail",
              "an entry is sealed badly");
      position = e.position;
      sealed[e.position.value_or(0)] = e.id;
    }
    for (const auto& [position, id] : sealed) {
      require(position == ++firm_.sealed, "trail", "a gap before position " + std::to_string(position));
    }
    require(record<audit_head>(audit_head_row).position == firm_.sealed, "trail", "the head does not stand at the end");
  }
  void purge() {
    require(asked_.what == verb::run_due, "whole", "rows go without an event");
    for (const auto& op : batch_.operations) {
      if (op.type != op_type::remove) continue;
      if (op.kind == kind::sign_up) {
        const auto found = firm_.sign_ups.find(sign_up_id{op.id});
        if (found == firm_.sign_ups.end()) continue;
        require(*found->second.expires_at <= asked_.now, "rows", "a sign-up goes before its time");
        firm_.sign_ups.erase(found);
      } else if (op.kind == kind::mailed_link) {
        const auto found = firm_.posted.find(mailed_link_id{op.id});
        if (found == firm_.posted.end()) continue;
        require(*found->second.expires_at <= asked_.now, "rows", "a mailed link goes before its time");
        firm_.posted.erase(found);
      } else if (op.kind == kind::counter) {
        std::erase_if(firm_.failed, [&](const auto& one) {
          if (one.second.id != op.id) return false;
          require(one.second.forgotten(asked_.now), "throttle", "failures are forgotten before their time");
          return true;
        });
        firm_.mails.erase(op.id);
        std::erase_if(firm_.budgets, [&](const auto& one) { return one.second == op.id; });
      } else {
        wrong("rows", "a row goes that must stay");
      }
    }
  }
};

}  // namespace parvis::inline v1::testkit::simulated
