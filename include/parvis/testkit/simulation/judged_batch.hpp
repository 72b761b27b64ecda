// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/testkit/simulation/intent.hpp"

// What every chapter of the judge judges by.

namespace parvis::inline v1::testkit::simulated {

/// A batch, what was asked, and what there is.
class judged_batch {
 public:
  judged_batch(firm& of, image& rows, const intent& asked, const batch& applied)
      : firm_(of), rows_(rows), asked_(asked), batch_(applied) {}

 protected:
  void wrong(std::string_view check, std::string detail) {
    if (!wrong_) wrong_ = violation{std::string(check), std::move(detail)};
  }
  void require(bool holds, std::string_view check, std::string detail) {
    if (!holds) wrong(check, std::move(detail));
  }

  // --- what the batch is ---

  static bool writes(const operation& op) {
    if (op.type == op_type::absent) return false;
    return op.type != op_type::change || !op.set.empty() || !op.add.empty();
  }

  [[nodiscard]] bool guards(kind k, const uuid& id) const {
    return std::any_of(batch_.operations.begin(), batch_.operations.end(),
                       [&](const operation& op) { return op.kind == k && op.id == id && op.revision.has_value(); });
  }
  template <class Record>
  Record record(const uuid& id) {
    const auto* found = rows_.find(Record::kind, id);
    if (found == nullptr) {
      wrong("rows", "a row is gone: " + std::string(schema_of(Record::kind)->name));
      return {};
    }
    auto read = from_row<Record>(*found);
    if (!read) {
      wrong("rows can be read", std::string(schema_of(Record::kind)->name) + "." + read.error().detail);
      return {};
    }
    return std::move(read).assume_value();
  }
  /// The only row of a kind that the batch writes.
  uuid only(kind k) {
    uuid out;
    std::size_t count = 0;
    for (const auto& [of, id] : touched_) {
      if (of != k) continue;
      out = id;
      ++count;
    }
    require(count == 1, "whole",
            "the batch writes " + std::to_string(count) + " rows of " + std::string(schema_of(k)->name) + ", not one");
    return out;
  }
  [[nodiscard]] bool touches(kind k) const {
    return std::any_of(touched_.begin(), touched_.end(), [&](const auto& one) { return one.first == k; });
  }

  // --- what it changes, and brings ---

  /// The person an event is about, to be changed.
  person& changed(const uuid& id) {
    const auto found = firm_.people.find(account_id{id});
    touched_.insert({kind::account, id});
    if (found == firm_.people.end()) {
      wrong("events", "an event about nobody");
      return nobody_ = {};
    }
    ++found->second.revision;
    return found->second;
  }
  license_pool& pool(std::string_view sku) {
    auto& out = firm_.pools.find(sku)->second;
    touched_.insert({kind::seat_pool, out.id});
    return out;
  }
  void want(effect what, const person& to) {
    wanted_.push_back({.effect = what, .about = to.id, .recipient = to.id, .generation = to.epoch});
  }
  void want(effect what, const uuid& about, addressee to) {
    wanted_.push_back({.effect = what, .about = about, .addressee = to});
  }

  // --- mails are counted ---

  /// Failures that the same batch forgets are counters too.
  uuid only_kept_counter() {
    uuid out;
    std::size_t count = 0;
    for (const auto& [of, id] : touched_) {
      if (of != kind::counter || rows_.find(of, id) == nullptr) continue;
      out = id;
      ++count;
    }
    require(count == 1, "whole", "a mail is not counted once");
    return out;
  }
  /// The counter that goes with a link, among those of many.
  uuid counter_after(const uuid& link) {
    bool seen = false;
    for (const auto& op : batch_.operations) {
      seen = seen || op.id == link;
      if (seen && op.kind == kind::counter) return op.id;
    }
    return only_kept_counter();
  }
  void spend_mail(const std::string& email_key, std::string_view sort = {}) {
    spend_mail(only_kept_counter(), email_key, sort);
  }
  void spend_mail(const uuid& id, const std::string& email_key, std::string_view sort) {
    const auto name = firm::budget_name(email_key, asked_.now).append(sort);
    const auto [known, fresh] = firm_.budgets.insert({name, id});
    require(known->second == id, "mail limit", "two budgets of one mailbox");
    ++firm_.mails[id];
    require(firm_.mails[id] <= firm_.settings.mails_per_address_max, "mail limit", "too many mails to " + name);
  }

  firm& firm_;
  image& rows_;
  const intent& asked_;
  const batch& batch_;
  std::optional<violation> wrong_;
  std::set<std::pair<kind, uuid>> touched_;
  uuid subject_of_note_;
  std::set<std::string_view> moved_;
  person nobody_;         ///< stands in for whom an event names wrongly
  license_pool no_pool_;  ///< and for a pool that is not there
  std::vector<event> events_;
  std::vector<uuid> inserted_errands_;
  std::vector<wanted_errand> wanted_;
  access handed_over_ = access::none;  ///< seats that go from whoever is replaced to whoever comes
  std::map<uuid, account_state> states_before_;
  std::map<uuid, group_id> groups_before_;
};

}  // namespace parvis::inline v1::testkit::simulated
