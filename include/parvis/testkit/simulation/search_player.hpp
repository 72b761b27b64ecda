// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "parvis/testkit/simulation/door_player.hpp"

// Looks, and compares what is shown with what is there.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the player.
class search_player : protected door_player {
 protected:
  using door_player::door_player;

  // --- people ---

  void do_list_accounts(const command& one) {
    const auto state = static_cast<account_state>(1 + one.a % 7);
    weigh();
    const auto told = door(one).list_accounts(by(), {.state = state, .limit = 50, .count_cap = 50});
    take(told);
    if (!told) return;
    std::size_t expected = 0;
    for (const auto& [id, who] : here().people) expected += who.state == state && is_found(who, {state}) ? 1U : 0U;
    if (told.value().accounts.size() != expected || told.value().count != expected)
      wrong("answers", "a list of accounts has others");
    for (const auto& view : told.value().accounts) check_view(view);
  }

  /// Whether somebody is looked for, told from what they are and not from what the library asks of the store.
  bool is_looked_for(const person& who, const account_filter& which, account_sort sort) {
    const auto any = [](const auto& some, const auto& mine) {
      return some.empty() || std::find(some.begin(), some.end(), mine) != some.end();
    };
    return who.state != account_state::erased && is_found(who, which.states) && any(which.states, who.state) &&
           any(which.kinds, who.of_kind) && without(which.access, who.access) == access::none &&
           (which.group.is_nil() || which.group == who.group) &&
           (which.invite.is_nil() || which.invite == who.invite) &&
           (which.decided_by.is_nil() || which.decided_by == who.decided_by) &&
           (which.company.empty() || ascii_lower(which.company) == ascii_lower(who.company)) &&
           who.email_key.find(ascii_lower(which.text)) != std::string::npos &&
           who.email_key.rfind(ascii_lower(which.begins_with), 0) == 0 &&
           (sort != account_sort::active_since || who.active_since);
  }
  bool is_found(const person& who, const std::vector<account_state>& states) {
    return here().finds(here().find(asked_.actor), who, states);
  }
  account_filter filter_for(const command& one) {
    account_filter out;
    const auto* named = here().find(account_id{somebody(one.who)});
    if (one.a % 3 == 0) out.states = {static_cast<account_state>(1 + one.b % 7), account_state::active};
    if (one.a % 4 == 1) out.states = {account_state::pending};
    if (one.a % 5 == 0) out.kinds = {static_cast<account_kind>(1 + one.b % 3)};
    if (one.a % 10 == 0) out.kinds.push_back(account_kind::client);
    asked_.states = out.states;
    asked_.kinds = out.kinds;
    if (one.a % 7 == 0) out.access = static_cast<access>(1 + one.b % 4);
    switch (one.b % 9) {
      case 0:
        out.group = here().members;
        break;
      case 1:
        if (named != nullptr) out.invite = named->invite;
        break;
      case 2:
        out.decided_by = here().founder;
        break;
      case 3:
        out.company = one.name % 2 == 0 ? "RAVEL" : "ravel";
        break;
      case 4:
        out.text = address(one.who);
        break;
      case 5:
        out.text = "@ONE";
        break;
      default:
        break;
    }
    return out;
  }
  void do_search_accounts(const command& one) {
    search_accounts_request asked{.which = filter_for(one),
                                  .sort = static_cast<account_sort>(1 + one.c % 4),
                                  .direction = static_cast<sort_direction>(1 + one.name % 2),
                                  .limit = one.fault == trouble::none ? 1U + one.c % 3 : 50U,
                                  .count_cap = 50};
    if (asked.sort == account_sort::email && one.a % 2 == 0) asked.which.begins_with = address(one.who).substr(0, 2);
    weigh();
    auto told = door(one).search_accounts(by(), asked);
    take(told);
    if (!told || also_) return;
    std::vector<account_view> found = told.value().accounts;
    for (asked.after = told.value().next; asked.after && one.fault == trouble::none; asked.after = told.value().next) {
      told = door(one).search_accounts(by(), asked);
      if (!told) return wrong("answers", "a list breaks off: " + std::string(name(told.error().code)));
      found.insert(found.end(), told.value().accounts.begin(), told.value().accounts.end());
    }
    judge_list(asked, found);
  }
  void judge_list(const search_accounts_request& asked, const std::vector<account_view>& found) {
    std::size_t expected = 0;
    for (const auto& [id, who] : here().people) expected += is_looked_for(who, asked.which, asked.sort) ? 1U : 0U;
    if (found.size() != expected) return wrong("answers", "a search finds others");
    const auto place = [&](const account_view& a) {
      const auto* who = here().find(a.id);
      const bool by_name = asked.sort == account_sort::name;
      const auto text = by_name ? ascii_lower(a.last_name) + '\n' + ascii_lower(a.first_name)
                        : asked.sort == account_sort::email ? who->email_key
                                                            : std::string();
      const auto time = asked.sort == account_sort::active_since ? who->active_since->us : 0;
      return std::tuple(text, time, by_name ? account_id{} : a.id);
    };
    for (const auto& a : found) {
      const auto* who = here().find(a.id);
      if (who == nullptr || !is_looked_for(*who, asked.which, asked.sort))
        return wrong("answers", "a search finds somebody it should not");
      check_view(a);
    }
    for (std::size_t n = 1; n < found.size(); ++n) {
      const auto before = place(found[n - 1]), after = place(found[n]);
      const bool in_order = asked.direction == sort_direction::ascending ? before <= after : after <= before;
      if (!in_order || found[n - 1].id == found[n].id) return wrong("answers", "a search is out of order");
    }
  }

  void do_count_accounts(const command& one) {
    const auto which = filter_for(one);
    weigh();
    const auto told = door(one).count_accounts(by(), {.which = which});
    take(told);
    if (!told) return;
    std::size_t total = 0;
    for (const auto& each : told.value().by_state) {
      const auto expected = std::count_if(here().people.begin(), here().people.end(), [&](const auto& p) {
        return p.second.state == each.state && is_looked_for(p.second, which, account_sort::created);
      });
      compare(std::cmp_equal(expected, each.count), "how many there are");
      total += each.count;
    }
    compare(total == told.value().total, "how many there are in all");
  }
  void do_find_account(const command& one) {
    asked_.identifier = one.a % 2 == 0 ? address(one.who) : user_name(one.name);
    if (one.b % 4 == 0) asked_.actor = operator_id;  // whoever operates the store
    weigh();
    const auto told = door(one).find_account(by(), asked_.identifier);
    take(told);
    if (!told) return;
    const auto* known = here().named(asked_.identifier, {});
    compare(known != nullptr && known->id == told.value().id, "whose an identifier is");
  }

  // --- what is held about them ---

  struct kept_table final : export_sink {
    std::string csv{};
    result<> write(std::string_view more) override {
      csv += more;
      return success();
    }
  };
  /// Exactly those who were asked for are in it, the first line apart.
  void do_export_accounts(const command& one) {
    if (one.a % 3 != 0) asked_.listed = static_cast<account_state>(1 + one.a % 8);
    kept_table table;
    weigh();
    const auto told = door(one).export_accounts(by(), {.columns = {"email"}, .state = asked_.listed, .sink = &table});
    take(told);
    if (!told) return;
    std::multiset<std::string> lines, expected{"\"email\""};
    for (std::size_t at = 0, end = 0; (end = table.csv.find("\r\n", at)) != std::string::npos; at = end + 2) {
      lines.insert(ascii_lower(table.csv.substr(at, end - at)));
    }
    for (const auto& [id, who] : here().people) {
      if (who.state != account_state::erased && asked_.listed.value_or(who.state) == who.state)
        expected.insert('"' + who.email_key + '"');
    }
    compare(lines == expected && told.value().rows + 1 == expected.size(), "a table");
  }
  void do_export_person(const command& one) {
    asked_.subject = one.b % 4 == 0 ? asked_.actor : account_id{somebody(one.who)};
    weigh();
    const auto told = door(one).export_person(by(), asked_.subject);
    take(told);
    if (!told) return;
    const auto& all = told.value();
    const auto* who = here().find(asked_.subject);
    if (who == nullptr) return wrong("answers", "something is held about nobody");
    const auto& known = all.sections.front().records.front().fields;
    const bool theirs = std::any_of(known.begin(), known.end(), [&](const data_field& f) {
      return f.name == "email" && ascii_lower(f.value) == who->email_key;
    });
    compare(all.account == asked_.subject && theirs, "what is held about somebody");
    for (const auto& section : all.sections) {
      for (const auto& record : section.records) {
        for (const auto& field : record.fields) {
          if (!who->password.empty() && field.value == who->password) wrong("secrets", "a password is shown");
        }
      }
    }
  }
  void do_inspect_store(const command& one) {
    if (one.b % 2 == 0) asked_.actor = operator_id;  // whoever operates it
    weigh();
    const auto told = door(one).inspect_store(by());
    take(told);
    if (told && told.value().found != 0) wrong("inspection", "a store that is whole is said not to be");
  }

  // --- what anybody may see ---

  void do_view_sign_up_form(const command& one) {
    weigh();
    const auto told = door(one).view_sign_up_form(by());
    take(told);
    if (!told) return;
    const auto& form = told.value();
    const auto policy = here().settings.signup_policy;
    const std::size_t doors = policy == signup_policy::none ? 0 : policy == signup_policy::both ? 2 : 1;
    compare(form.audiences.size() == doors && form.fields.size() == (here().asks_field(false) ? 1 : 0) &&
                form.consents.size() == here().settings.consents.size(),
            "the form at the door");
  }

  // --- pools and the trail ---

  void do_list_pools(const command& one) {
    weigh();
    const auto told = door(one).list_pools(by());
    take(told);
    if (!told) return;
    if (told.value().size() != here().pools.size()) return wrong("answers", "a list of pools has others");
    for (const auto& view : told.value()) {
      const auto found = here().pools.find(view.sku);
      if (found == here().pools.end()) return wrong("answers", "a pool nobody knows");
      const auto& p = found->second;
      if (view.held != p.held || view.capacity != p.capacity || view.waiting != p.waiting ||
          view.over_by != std::max<std::int64_t>(0, p.held - p.capacity) || view.next_change_at != p.next_change_at ||
          view.granted != p.capacity - (p.capacity > 0 ? p.overage : 0) || view.overage != p.overage ||
          view.reserved != p.reserved || view.peak != p.peak || view.moves != p.moves) {
        wrong("answers", "a pool is shown as it is not");
      }
    }
  }
  void do_read_audit(const command& one) {
    weigh();
    const auto after = std::min<std::int64_t>(one.a, here().sealed);
    const auto told = door(one).read_audit(by(), {.after = after, .limit = 30});
    take(told);
    if (!told) return;
    auto next = after;
    for (const auto& e : told.value()) {
      if (e.position != ++next) return wrong("trail", "an entry is left out");
    }
    if (next != std::min<std::int64_t>(after + 30, here().sealed)) wrong("trail", "entries are missing at the end");
  }
  void do_verify_audit(const command& one) {
    weigh();
    const auto told = door(one).verify_audit(by(), {});
    take(told);
    if (!told) return;
    const bool whole = also_ || told.value().verified == static_cast<std::size_t>(here().sealed);
    if (told.value().first_bad || !whole) wrong("trail", "the trail does not verify");
  }
};

}  // namespace parvis::inline v1::testkit::simulated
