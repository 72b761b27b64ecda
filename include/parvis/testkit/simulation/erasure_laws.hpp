// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "parvis/testkit/simulation/group_laws.hpp"

// What a batch may do about somebody who is erased.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class erasure_laws : protected group_laws {
 protected:
  using group_laws::group_laws;

  void erase(const event& e) {
    auto& who = changed(e.subject);
    const bool managed = firm_.manages(&who);
    require(!managed || firm_.active_administrators() > 1, "last administrator", "the last administrator is erased");
    if (managed) touched_.insert({kind::counter, administrators_row});
    if (who.holds_seats()) free_seats(who, who.access);
    leave_queue(who);
    if (firm_.named_approver(who.id)) want(effect::mail_approvals_reassigned, who.id, addressee::deciders);
    auto& known_by = firm_.erasures[who.id] = who.former;
    known_by.emplace_back(who.email_key, asked_.now);
    person gone;
    gone.id = who.id;
    gone.revision = who.revision;
    gone.of_kind = who.of_kind;
    gone.state = account_state::erased;
    gone.invite = who.invite;
    gone.epoch = who.epoch + 1;
    who = gone;
    require(e.number == static_cast<int>(account_state::erased), "events", "the event tells another state");
  }

  /// Rows that tell of somebody who was erased go one by one, without a word.
  [[nodiscard]] bool is_forgetting() const {
    const auto& op = batch_.operations.front();
    if (batch_.operations.size() != 1) return false;
    if (asked_.what != verb::erase && (asked_.what != verb::run_due || is_over(op))) return false;
    constexpr few<kind> goes{kind::note, kind::sign_up, kind::mailed_link, kind::outbox};
    return op.kind == kind::invite || (op.type == op_type::remove && goes.has(op.kind));
  }
  [[nodiscard]] bool is_over(const operation& op) const {
    const auto typed = firm_.sign_ups.find(sign_up_id{op.id});
    const auto link = firm_.posted.find(mailed_link_id{op.id});
    return (typed != firm_.sign_ups.end() && *typed->second.expires_at <= asked_.now) ||
           (link != firm_.posted.end() && *link->second.expires_at <= asked_.now);
  }
  void forget(const operation& op) {
    const auto theirs = [&](const uuid& named, std::string_view email_key, instant made) {
      require(firm_.erases(named, email_key, made), "erasure", "a row goes that tells of nobody who was erased");
    };
    if (op.kind == kind::note) return theirs(subject_of_note_, "", {});
    if (op.kind == kind::invite) {
      auto& link = firm_.links[invite_id{op.id}];
      if (!is_long_dead(link.id)) theirs({}, link.email_key, link.created_at);
      link.state = invite_state::revoked;
      link.email_key.clear();
      link.forget_at.reset();
      ++link.revision;
    } else if (op.kind == kind::sign_up) {
      const auto& typed = firm_.sign_ups[sign_up_id{op.id}];
      theirs(typed.known, typed.email_key, typed.created_at);
      firm_.sign_ups.erase(sign_up_id{op.id});
    } else if (op.kind == kind::mailed_link) {
      const auto& link = firm_.posted[mailed_link_id{op.id}];
      theirs(link.account, link.email_key, link.created_at);
      firm_.posted.erase(mailed_link_id{op.id});
    } else {
      const auto& errand = firm_.errands[outbox_id{op.id}];
      const bool given_up = errand.state == outbox_state::dead && is_long_dead(errand.about);
      if (!given_up && !firm_.erases(errand.recipient, "", {})) theirs(errand.about, errand.to, {});
      firm_.forgotten[errand.id] = errand;
      firm_.errands.erase(outbox_id{op.id});
    }
  }
  /// Whether a link has been dead for so long that time itself makes it forget for whom it was.
  [[nodiscard]] bool is_long_dead(const uuid& link) const {
    const auto found = firm_.links.find(invite_id{link});
    return asked_.what == verb::run_due && found != firm_.links.end() && found->second.forget_at &&
           *found->second.forget_at <= asked_.now;
  }
  void complete_erasure(const event& e) {
    const account_id who{e.subject};
    const auto found = firm_.erasures.find(who);
    if (found == firm_.erasures.end()) return wrong("events", "an erasure ends that never began");
    const auto left = [&](bool is, const char* what) {
      require(!is, "erasure", std::string("of somebody who was erased is left ") + what);
    };
    for (const auto& [id, one] : firm_.sign_ups)
      left(firm_.tells_of(who, one.known, one.email_key, one.created_at), "a sign-up");
    for (const auto& [id, one] : firm_.posted)
      left(firm_.tells_of(who, one.account, one.email_key, one.created_at), "a link");
    for (const auto& [id, one] : firm_.links)
      left(firm_.tells_of(who, {}, one.email_key, one.created_at), "an invitation");
    for (const auto& [id, one] : firm_.errands) {
      const bool unsent = one.state == outbox_state::queued || one.state == outbox_state::dead;
      left(unsent && one.recipient == who && !asked_.overtaken, "a mail");
    }
    for (const auto& [id, row] : rows_.of(kind::note)) left(record<note>(id).subject == who, "a note");
    left(rows_.find(kind::erasure, who) != nullptr, "the address");
    firm_.erasures.erase(found);
  }
};

}  // namespace parvis::inline v1::testkit::simulated
