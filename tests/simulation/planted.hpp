// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/model/schema.hpp"
#include "parvis/ports/storage.hpp"
#include "parvis/testkit/simulation/command.hpp"

// Defects as a library might have them, planted without building it anew: a storage between portal and store that
// rewrites what the library asks, or what it is told.

namespace planted {

using namespace parvis;  // NOLINT(google-build-using-namespace): the tests' own namespace

/// One defect. What is empty stays as it is.
struct bug {
  std::string_view name;
  std::string_view caught_by{};                             ///< the check that finds it; empty: whichever comes first
  std::function<void(batch&)> batch{};                      ///< rewrites what is to be committed
  std::function<void(query&)> query{};                      ///< rewrites what is asked
  std::function<void(const parvis::query&, page&)> page{};  ///< rewrites what was found
  std::function<void(std::vector<std::optional<row>>&)> rows{};                               ///< likewise
  std::function<bool(std::span<const key>, const std::vector<std::optional<row>>&)> again{};  ///< loads once more
  std::function<std::string_view(std::string_view)> workspace{};
  std::function<std::vector<answer>(storage&, std::string_view, std::span<const parvis::batch>)> commit{};
  std::vector<testkit::simulated::command> history{};  ///< that leads there, where chance seldom does
};

class wrapper final : public storage {
 public:
  wrapper(storage& inner, const bug& planted) : inner_(inner), bug_(planted) {}

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    PARVIS_TRY(auto rows, inner_.load(in(workspace), keys, context));
    if (bug_.again && bug_.again(keys, rows)) return inner_.load(in(workspace), keys, context);
    if (bug_.rows) bug_.rows(rows);
    return rows;
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    auto asked = what;
    if (bug_.query) bug_.query(asked);
    PARVIS_TRY(auto found, inner_.scan(in(workspace), asked, context));
    if (bug_.page) bug_.page(what, found);
    return found;
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    std::vector<batch> asked(batches.begin(), batches.end());
    for (auto& one : asked) {
      if (bug_.batch) bug_.batch(one);
    }
    if (bug_.commit) return bug_.commit(inner_, workspace, asked);
    return inner_.commit(in(workspace), asked, context);
  }

 private:
  [[nodiscard]] std::string_view in(std::string_view workspace) const {
    return bug_.workspace ? bug_.workspace(workspace) : workspace;
  }
  storage& inner_;
  const bug& bug_;
};

// --- how batches are rewritten ---

/// Leaves out operations.
inline std::function<void(batch&)> without(std::function<bool(const operation&)> which) {
  return [=](batch& b) { std::erase_if(b.operations, which); };
}
/// Rewrites every operation on a kind of rows.
inline std::function<void(batch&)> each(kind of, std::function<void(operation&)> change) {
  return [=](batch& b) {
    for (auto& op : b.operations) {
      if (op.kind == of) change(op);
    }
  };
}
/// Leaves out what is added to a column, above or below zero.
inline std::function<void(batch&)> without_adding(kind of, column_number column, int sign) {
  return each(of, [=](operation& op) {
    std::erase_if(op.add, [&](const addition& a) { return a.column == column && a.amount * sign > 0; });
  });
}
/// Sets a column to another value wherever it is set.
inline std::function<void(batch&)> setting(kind of, column_number column, std::function<value(const value&)> other) {
  return each(of, [=](operation& op) {
    for (auto& one : op.set) {
      if (one.column == column) one.value = other(one.value);
    }
  });
}
inline std::function<void(batch&)> without_setting(kind of, column_number column) {
  return each(of,
              [=](operation& op) { std::erase_if(op.set, [&](const assignment& a) { return a.column == column; }); });
}
inline bool inserts(const operation& op, kind of) { return op.type == op_type::insert && op.kind == of; }
inline bool only_guards(const operation& op, kind of) {
  return op.type == op_type::change && op.kind == of && op.set.empty() && op.add.empty();
}
inline std::int64_t number_in(const operation& op, column_number column) {
  for (const auto& one : op.set) {
    if (one.column == column) return one.value.integer();
  }
  return 0;
}
/// Rewrites only the batches that record an event.
inline std::function<void(batch&)> of_event(event_type what, std::function<void(batch&)> change) {
  return [=](batch& b) {
    const bool records = std::any_of(b.operations.begin(), b.operations.end(), [&](const operation& op) {
      return inserts(op, kind::event) && number_in(op, column_of(&event::what)) == static_cast<std::int64_t>(what);
    });
    if (records) change(b);
  };
}
inline value far_future(const value& v) { return v.is_null() ? v : value{v.integer() + days(3650).us}; }

inline std::vector<answer> all(std::size_t count, answer_status how) { return std::vector(count, answer{how}); }

/// Shows a row as it was when it was first seen.
inline std::function<void(std::vector<std::optional<row>>&)> first_seen() {
  auto seen = std::make_shared<std::map<uuid, row>>();
  return [=](std::vector<std::optional<row>>& rows) {
    for (auto& one : rows) {
      if (one && one->kind == kind::account) one = seen->try_emplace(one->id, *one).first->second;
    }
  };
}

inline std::vector<bug> bugs() {
  using s = seat_pool;
  using testkit::simulated::verb, testkit::simulated::founder;
  constexpr auto held = column_of(&s::held), waiting = column_of(&s::waiting);
  return {
      {.name = "no seat is taken", .caught_by = "seats add up", .batch = without_adding(kind::seat_pool, held, 1)},
      {.name = "no seat is given back",
       .caught_by = "seats add up",
       .batch = without_adding(kind::seat_pool, held, -1)},
      {.name = "two seats are taken",
       .caught_by = "answers",
       .batch = each(kind::seat_pool,
                     [=](operation& op) {
                       for (auto& a : op.add) a.amount += a.column == held && a.amount > 0 ? 1 : 0;
                     })},
      {.name = "who waits is not counted",
       .caught_by = "seats add up",
       .batch = without_adding(kind::seat_pool, waiting, 1)},
      {.name = "who was admitted still counts as waiting",
       .caught_by = "seats add up",
       .batch = without_adding(kind::seat_pool, waiting, -1)},
      {.name = "the next change of a pool is forgotten",
       .caught_by = "rows",
       .batch = setting(kind::seat_pool, column_of(&s::next_change_at),
                        [](const value&) { return value{instant::never().us}; })},
      {.name = "an ended grant goes on",
       .caught_by = "rows",
       .batch =
           setting(kind::grant, column_of(&grant::ends_at), [](const value&) { return value{instant::never().us}; })},
      {.name = "the queue is read from its end",
       .caught_by = "queue order",
       .page =
           [](const query& asked, page& found) {
             if (asked.kind == kind::account && asked.sort == column_of(&account::queued_at)) {
               std::reverse(found.rows.begin(), found.rows.end());
             }
           }},
      {.name = "who needs two seats looks at one queue",
       .caught_by = "queue order",
       .query =
           [](query& q) {
             const bool in_line = q.kind == kind::account && q.sort == column_of(&account::queued_at);
             if (in_line && q.filters.front().values.size() > 1) q.filters.front().values = {value::text("core")};
           },
       .history = {{.what = verb::set_up, .a = 3},
                   {.what = verb::grant_seats, .actor = founder, .a = 6, .b = 2, .c = 1},
                   {.what = verb::change_settings, .actor = founder, .a = 17, .b = 1, .c = 16},
                   {.what = verb::add_user, .actor = founder, .who = 5, .name = 2, .a = 64, .b = 1},
                   {.what = verb::add_user, .actor = founder, .who = 6, .name = 2, .a = 64, .b = 2},
                   {.what = verb::add_user, .actor = founder, .who = 7, .name = 2, .a = 64, .b = 1},
                   {.what = verb::drain_outbox, .a = 255, .b = 255, .c = 255},
                   {.what = verb::join, .who = 6, .name = 0},
                   {.what = verb::join, .who = 7, .name = 1},
                   {.what = verb::ban, .actor = founder, .who = 7, .b = 1},
                   {.what = verb::add_user, .actor = founder, .who = 8, .name = 2, .a = 64, .b = 1},
                   {.what = verb::change_access, .actor = founder, .who = 6, .a = 1, .b = 1},
                   {.what = verb::unban, .actor = founder, .who = 7, .b = 1},
                   {.what = verb::deactivate, .actor = founder, .who = 5, .b = 1}}},
      {.name = "no event is recorded", .caught_by = "whole", .batch = without([](const operation& op) {
                                                               return inserts(op, kind::event);
                                                             })},
      {.name = "an event names nobody",
       .caught_by = "events",
       .batch = without_setting(kind::event, column_of(&event::actor))},
      {.name = "an event tells another time",
       .caught_by = "events",
       .batch = setting(kind::event, column_of(&event::at), [](const value& v) { return value{v.integer() + 1}; })},
      {.name = "no mail is queued", .caught_by = "mails", .batch = without([](const operation& op) {
                                                            return inserts(op, kind::outbox);
                                                          })},
      {.name = "a case is not queued", .caught_by = "mails", .batch = without([](const operation& op) {
                                                               return inserts(op, kind::outbox) &&
                                                                      number_in(op, column_of(&outbox_item::effect)) ==
                                                                          static_cast<std::int64_t>(effect::open_case);
                                                             })},
      {.name = "a mail is queued twice",
       .caught_by = "mails",
       .batch =
           [](batch& b) {
             const auto mail = std::find_if(b.operations.begin(), b.operations.end(),
                                            [](const operation& op) { return inserts(op, kind::outbox); });
             if (mail == b.operations.end() || b.operations.size() == operations_max) return;
             auto again = *mail;
             again.id.octet[15] ^= 0x80;
             b.operations.push_back(std::move(again));
           }},
      {.name = "a mail goes to nobody",
       .caught_by = "mails",
       .batch = without_setting(kind::outbox, column_of(&outbox_item::recipient))},
      {.name = "a notice goes to one person",
       .caught_by = "",
       .batch = setting(kind::outbox, column_of(&outbox_item::addressee), [](const value&) { return value{0}; })},
      {.name = "an errand is leased for a moment",
       .caught_by = "mails",
       .batch = setting(kind::outbox, column_of(&outbox_item::due_at),
                        [](const value& v) { return v.is_null() ? v : value{v.integer() + 1}; })},
      {.name = "who is pending is active",
       .caught_by = "rows",
       .batch = setting(kind::account, column_of(&account::state),
                        [](const value& v) {
                          const bool pending = v.integer() == static_cast<std::int64_t>(account_state::pending);
                          return pending ? value{static_cast<std::int64_t>(account_state::active)} : v;
                        })},
      {.name = "a request has no end",
       .caught_by = "rows",
       .batch = setting(kind::account, column_of(&account::decide_by), far_future)},
      {.name = "a used link stays good",
       .caught_by = "rows",
       .batch = without_setting(kind::account, column_of(&account::credential_epoch))},
      {.name = "a username is not claimed",
       .caught_by = "rows",
       .batch = without_setting(kind::account, column_of(&account::username_key))},
      {.name = "the settings are not guarded", .caught_by = "guards", .batch = without([](const operation& op) {
                                                                        return only_guards(op, kind::settings);
                                                                      })},
      {.name = "the actor is not guarded", .caught_by = "guards", .batch = without([](const operation& op) {
                                                                    return only_guards(op, kind::account);
                                                                  })},
      {.name = "an account is changed whatever its revision",
       .caught_by = "guards",
       .batch = each(kind::account, [](operation& op) { op.revision.reset(); })},
      {.name = "a link loses no use",
       .caught_by = "rows",
       .batch = without_adding(kind::invite, column_of(&invite::uses), 1)},
      {.name = "a closed link stays open",
       .caught_by = "rows",
       .batch = setting(kind::invite, column_of(&invite::state),
                        [](const value&) { return value{static_cast<std::int64_t>(invite_state::open)}; })},
      {.name = "an older link lives on",
       .caught_by = "rows",
       .batch = without_setting(kind::invite, column_of(&invite::generation))},
      {.name = "a sign-up can be proven for ever",
       .caught_by = "rows",
       .batch = setting(kind::sign_up, column_of(&sign_up::expires_at), far_future)},
      {.name = "what was typed is forgotten",
       .caught_by = "rows",
       .batch = without_setting(kind::sign_up, column_of(&sign_up::username))},
      {.name = "a proven sign-up stays",
       .caught_by = "",
       .batch = without([](const operation& op) { return op.type == op_type::remove && op.kind == kind::sign_up; })},
      {.name = "sign-ups go before their time",
       .caught_by = "",  // as rows that stay, or as those of nobody who was erased
       .query =
           [](query& q) {
             if (q.kind != kind::sign_up || q.filters.empty()) return;
             q.filters.front().values.front() = far_future(q.filters.front().values.front());
           }},
      {.name = "mails to one mailbox are not counted",
       .caught_by = "whole",
       .batch = without([](const operation& op) { return op.kind == kind::counter && op.or_insert; })},
      {.name = "administrators are not counted",
       .caught_by = "last administrator",
       .batch = without([](const operation& op) {
         return op.kind == kind::counter && op.id == administrators_row && op.type == op_type::change;
       })},
      {.name = "the trail has a gap",
       .caught_by = "trail",
       .batch = setting(kind::event, column_of(&event::position),
                        [](const value& v) { return v.is_null() ? v : value{v.integer() + 1}; })},
      {.name = "the trail is sealed with other hashes",
       .caught_by = "",  // by the inspection, or when it is verified
       .batch = setting(kind::event, column_of(&event::hash),
                        [](const value& v) { return v.is_null() ? v : value::bytes(std::string(32, 'x')); })},
      {.name = "a row is loaded as it was", .caught_by = "", .rows = first_seen()},
      {.name = "a page leaves out its last row",
       .caught_by = "",
       .page =
           [](const query&, page& found) {
             if (!found.rows.empty()) found.rows.pop_back();
           }},
      {.name = "another workspace is read and written",
       .caught_by = "workspaces",
       .workspace = [](std::string_view) { return std::string_view("alpha"); }},
      {.name = "half of a batch is applied",
       .caught_by = "whole",
       .batch = [](batch& b) { b.operations.resize((b.operations.size() + 1) / 2); }},
      {.name = "done is answered and nothing is applied",
       .caught_by = "",
       .commit =
           [](storage& inner, std::string_view workspace, std::span<const batch> batches) {
             if (batches.front().id.octet[15] % 16 != 0) return inner.commit(workspace, batches, nullptr);
             return all(batches.size(), answer_status::done);
           }},
      {.name = "everything is applied and unavailable is answered",
       .caught_by = "answers",
       .commit =
           [](storage& inner, std::string_view workspace, std::span<const batch> batches) {
             auto told = inner.commit(workspace, batches, nullptr);
             return batches.front().id.octet[15] % 16 != 0 ? told : all(batches.size(), answer_status::unavailable);
           }},
      {.name = "whoever is known costs a call more",
       .caught_by = "known and unknown look alike",
       .again =
           [](std::span<const key> keys, const std::vector<std::optional<row>>& rows) {
             for (std::size_t n = 0; n < keys.size(); ++n) {
               if (rows[n] && keys[n].kind == kind::account && keys[n].column == column_of(&account::email_key))
                 return true;
             }
             return false;
           }},
      {.name = "a link has no last use",
       .caught_by = "",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               if (one && one->kind == kind::invite) one->set(column_of(&invite::max_uses), {});
             }
           }},
      {.name = "the term of a request is not looked at",
       .caught_by = "",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               if (one && one->kind == kind::account) one->set(column_of(&account::decide_by), {});
             }
           }},
      {.name = "a code is not claimed", .caught_by = "whole", .batch = without([](const operation& op) {
                                                                return inserts(op, kind::code_claim);
                                                              })},
      {.name = "a code is claimed for somebody else",
       .caught_by = "unique",
       .batch = without_setting(kind::code_claim, column_of(&code_claim::account))},
      {.name = "what is asked for is forgotten",
       .caught_by = "",
       .batch = without_setting(kind::account, column_of(&account::asked_access))},
      {.name = "a request for another access has no reminder",
       .caught_by = "rows",
       .batch = setting(kind::account, column_of(&account::remind_at), far_future)},
      {.name = "an override of privacy is not kept",
       .caught_by = "rows",
       .batch = without_setting(kind::account, column_of(&account::overrides_privacy_since))},
      {.name = "whoever must change their password need not",
       .caught_by = "rows",
       .batch = without_setting(kind::account, column_of(&account::must_change_password))},
      {.name = "a link to join never expires",
       .caught_by = "",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               if (one && one->kind == kind::account) one->set(column_of(&account::join_by), {});
             }
           }},
      {.name = "everybody manages users",
       .caught_by = "",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               if (one && one->kind == kind::group) one->set(column_of(&group::permissions), {1});
             }
           }},
      {.name = "who was deactivated still acts",
       .caught_by = "",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               const auto* state = one && one->kind == kind::account ? one->at(column_of(&account::state)) : nullptr;
               if (state != nullptr && state->integer() == static_cast<std::int64_t>(account_state::inactive)) {
                 one->set(column_of(&account::state), {static_cast<std::int64_t>(account_state::active)});
               }
             }
           }},
      {.name = "a search forgets what it was narrowed to",
       .caught_by = "answers",
       .query =
           [](query& q) {
             if (q.kind == kind::account && q.filters.size() > 2 && q.filters[2].op != filter_op::contains)
               q.filters.erase(q.filters.begin() + 2);
           }},
      {.name = "a search knows no words",
       .caught_by = "answers",
       .query =
           [](query& q) { std::erase_if(q.filters, [](const filter& f) { return f.op == filter_op::contains; }); }},
      {.name = "a search never turns round", .caught_by = "answers", .query = [](query& q) { q.descending = false; }},
      {.name = "whoever comes is not to be found by name",
       .caught_by = "",  // by a search, or by looking through the store
       .batch = without_setting(kind::account, column_made<account>("search_key"))},
      {.name = "failures never come to more than one",
       .caught_by = "throttle",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               const auto* most = one && one->kind == kind::counter ? one->at(column_of(&counter::at_most)) : nullptr;
               if (most != nullptr && most->integer() == 50) one->set(column_of(&counter::count), {1});
             }
           }},
      {.name = "failures are forgotten early",
       .caught_by = "throttle",
       .batch = each(kind::counter,
                     [](operation& op) {
                       if (number_in(op, column_of(&counter::at_most)) != 50) return;
                       for (auto& one : op.set) {
                         if (one.column == column_of(&counter::expires_at) && !one.value.is_null())
                           one.value = {one.value.integer() - days(29).us};
                       }
                     })},
      {.name = "a right password leaves the failures that went before",
       .caught_by = "throttle",
       .batch =
           [](batch& b) {
             const bool signs_in = std::any_of(b.operations.begin(), b.operations.end(),
                                               [](const operation& op) { return inserts(op, kind::event); });
             if (!signs_in) return;
             std::erase_if(b.operations,
                           [](const operation& op) { return op.kind == kind::counter && op.type == op_type::remove; });
           }},
      {.name = "a link that was followed stays",
       .caught_by = "rows",
       .batch =
           [](batch& b) {
             const auto makes = [](const operation& op) { return inserts(op, kind::mailed_link); };
             const bool replaced = std::any_of(b.operations.begin(), b.operations.end(), makes);
             if (replaced || b.operations.size() < 2) return;  // a newer one, or a purge
             std::erase_if(b.operations, [](const operation& op) {
               return op.kind == kind::mailed_link && op.type == op_type::remove;
             });
           }},
      {.name = "a mailed link works for ever",
       .caught_by = "rows",
       .batch = setting(kind::mailed_link, column_of(&mailed_link::expires_at), far_future)},
      {.name = "a mailed link outlives what it was made for",
       .caught_by = "",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             const value* epoch = nullptr;
             for (const auto& one : rows) {
               if (one && one->kind == kind::account) epoch = one->at(column_of(&account::credential_epoch));
             }
             for (auto& one : rows) {
               if (one && one->kind == kind::mailed_link && epoch != nullptr) {
                 one->set(column_of(&mailed_link::credential_epoch), *epoch);
               }
             }
           }},
      {.name = "a password is changed and its owner not told",
       .caught_by = "mails",
       .batch = without([](const operation& op) {
         return inserts(op, kind::outbox) && number_in(op, column_of(&outbox_item::effect)) ==
                                                 static_cast<std::int64_t>(effect::mail_password_changed);
       })},
      {.name = "a key is kept as it is",
       .caught_by = "secrets",
       .batch = setting(kind::account, column_of(&account::api_key),
                        [](const value& v) { return v.is_null() ? v : value::bytes(std::string(16, 'k')); })},
      {.name = "whoever had a key once has it still",
       .caught_by = "",
       .rows =
           [seen = std::make_shared<std::map<uuid, value>>()](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               if (!one || one->kind != kind::account) continue;
               const auto* key = one->at(column_of(&account::api_key));
               if (key != nullptr) seen->try_emplace(one->id, *key);
               const auto found = seen->find(one->id);
               if (found != seen->end()) one->set(column_of(&account::api_key), found->second);
             }
           }},
      {.name = "whoever is erased keeps their seat",
       .caught_by = "seats add up",
       .batch = of_event(event_type::account_erased, without_adding(kind::seat_pool, held, -1))},
      {.name = "whoever is erased keeps their address",
       .caught_by = "rows",
       .batch = of_event(event_type::account_erased, without_setting(kind::account, column_of(&account::email_key)))},
      {.name = "reasons outlive whoever they were given to",
       .caught_by = "erasure",
       .page =
           [](const parvis::query& asked, page& found) {
             if (asked.kind == kind::note) found.rows.clear();
           }},
      {.name = "mails outlive whoever they were for",
       .caught_by = "erasure",
       .page =
           [](const parvis::query& asked, page& found) {
             if (asked.kind == kind::outbox && asked.limit == page_max && !asked.filters.empty()) found.rows.clear();
           }},
      {.name = "an address that was left is noted nowhere",
       .caught_by = "whole",
       .batch =
           of_event(event_type::email_changed, without([](const operation& op) { return inserts(op, kind::note); }))},
      {.name = "links forget for whom they are before their time",
       .caught_by = "erasure",
       .query =
           [](query& q) {
             if (q.kind == kind::invite && q.sort == column_of(&invite::forget_at)) q.filters.clear();
           }},
      {.name = "an erasure is completed and its address kept",
       .caught_by = "erasure",
       .batch = without([](const operation& op) { return op.kind == kind::erasure && op.type == op_type::remove; })},
      {.name = "an import does not know again what it has made",
       .caught_by = "answers",
       .batch = each(kind::code_claim,
                     [](operation& op) {
                       if (op.type == op_type::insert) op.id.octet[15] ^= 0xff;
                     })},
      {.name = "whoever is banned keeps their keys",
       .caught_by = "rows",
       .batch =
           of_event(event_type::account_banned, without_setting(kind::account, column_of(&account::credential_epoch)))},
      {.name = "a ban that frees a seat does not",
       .caught_by = "seats add up",
       .batch = of_event(event_type::account_banned, without_adding(kind::seat_pool, held, -1))},
      {.name = "a ban is kept without its reason",
       .caught_by = "whole",
       .batch =
           of_event(event_type::account_banned, without([](const operation& op) { return inserts(op, kind::note); }))},
      {.name = "a banned administrator still counts as one",
       .caught_by = "groups",
       .batch = of_event(event_type::account_banned,
                         [](batch& b) {
                           without_adding(kind::counter, column_of(&counter::count), -1)(b);
                           without_adding(kind::group, column_of(&group::active), -1)(b);
                         })},
      {.name = "whose ban ends is not counted in the queue",
       .caught_by = "seats add up",
       .batch = of_event(event_type::account_unbanned, without_adding(kind::seat_pool, waiting, 1))},
      {.name = "whoever is banned has lost their seat, whatever the firm says",
       .caught_by = "rows",
       .batch = of_event(event_type::account_banned,
                         each(kind::account,
                              [](operation& op) {
                                const auto freed = column_of(&account::seat_freed_at);
                                const bool bans = number_in(op, column_of(&account::banned_at)) != 0;
                                if (bans && number_in(op, freed) == 0)
                                  op.set.push_back({freed, value{number_in(op, column_of(&account::banned_at))}});
                              }))},
      {.name = "a ban for a time is one for ever",
       .caught_by = "rows",
       .batch = setting(kind::account, column_of(&account::banned_until), far_future)},
      {.name = "whoever is replaced stays in",
       .caught_by = "rows",
       .batch = of_event(event_type::account_deactivated,
                         [](batch& b) {
                           const bool replaces =
                               std::any_of(b.operations.begin(), b.operations.end(),
                                           [](const operation& op) { return inserts(op, kind::account); });
                           if (replaces) without_setting(kind::account, column_of(&account::credential_epoch))(b);
                         })},
      {.name = "who is moved into a group is not counted there",
       .caught_by = "groups",
       .batch = of_event(event_type::group_changed, without_adding(kind::group, column_of(&group::active), 1))},
      {.name = "a group is given power, and nobody counts its members",
       .caught_by = "last administrator",
       .batch = of_event(event_type::group_edited, without_adding(kind::counter, column_of(&counter::count), 1))},
      {.name = "whoever comes into a group has left no sign of it",
       .caught_by = "rows",
       .batch = without_adding(kind::group, column_of(&group::entered), 1)},
      {.name = "the name of a group is not claimed",
       .caught_by = "rows",
       .batch = of_event(event_type::group_added, without_setting(kind::group, column_of(&group::name_key)))},
      {.name = "a group keeps the words it had",
       .caught_by = "rows",
       .batch = of_event(event_type::group_edited, without_setting(kind::group, column_of(&group::host_permissions)))},
      {.name = "a group goes though somebody is in it",
       .caught_by = "groups",
       .page =
           [](const query& asked, page& found) {
             const bool members = asked.kind == kind::account && asked.limit == 1 && !asked.filters.empty() &&
                                  asked.filters.front().column == column_of(&account::group);
             if (members) found.rows.clear();
           }},
      {.name = "a group that was removed is still there",
       .caught_by = "rows",
       .batch = of_event(event_type::group_removed, without([](const operation& op) {
                           return op.kind == kind::group && op.type == op_type::remove;
                         }))},
      {.name = "a table is written and nobody told",
       .caught_by = "whole",
       .batch = of_event(event_type::accounts_exported,
                         without([](const operation& op) { return inserts(op, kind::event); }))},
      {.name = "it is not told of whom everything was shown",
       .caught_by = "events",
       .batch = of_event(event_type::person_exported, setting(kind::event, column_of(&event::subject),
                                                              [](const value&) { return value::of(uuid{}); }))},
      {.name = "whoever was shown what is held is not guarded",
       .caught_by = "guards",
       .batch = of_event(event_type::person_exported,
                         without([](const operation& op) { return only_guards(op, kind::account); }))},
      {.name = "a table has everybody in it",
       .caught_by = "answers",
       .query =
           [](query& q) {
             const bool of_state = !q.filters.empty() && q.filters.front().column == column_of(&account::state);
             if (q.kind == kind::account && q.limit == page_max && of_state) q.filters.clear();
           }},
      {.name = "a count counts everybody",
       .caught_by = "answers",
       .query =
           [](query& q) {
             if (q.kind == kind::account && q.limit == 0) q.filters.clear();
           }},
      {.name = "words of the host's go to nobody",
       .caught_by = "",
       .rows =
           [](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               if (one && one->kind == kind::group) one->set(column_of(&group::host_permissions), {});
             }
           }},
      {.name = "a store is looked through and half of it not seen",
       .caught_by = "inspection",
       .page =
           [](const query& asked, page& found) {
             if (asked.kind == kind::reservation && asked.filters.empty()) found.rows.clear();
           }},
      {.name = "a notice leaves nothing behind",
       .caught_by = "legal transitions",
       .batch = without([](const operation& op) { return inserts(op, kind::payment_notice); })},
      {.name = "a notice is kept under another name",
       .caught_by = "payments",
       .batch = setting(kind::payment_notice, column_of(&payment_notice::key),
                        [](const value& v) { return value::text(std::string(v.data()) + "'"); })},
      {.name = "an order that nobody pays stands for ever",
       .caught_by = "rows",
       .batch = setting(kind::order, column_of(&order::expires_at), far_future)},
      {.name = "a renewal whose time is over stands in the way of the next",
       .caught_by = "answers",
       .batch = of_event(event_type::order_placed, each(kind::order,
                                                        [](operation& op) {
                                                          if (op.type == op_type::change) op.set.clear();
                                                        })),
       .history = {{.what = verb::set_up},
                   {.what = verb::change_catalog, .actor = founder, .a = 1, .c = 16},
                   {.what = verb::place_order, .actor = founder, .b = 3},  // costs nothing
                   {.what = verb::place_order, .actor = founder, .name = 2, .b = 1, .c = 6},
                   {.what = verb::move_clock, .pause_us = days(1).us},
                   {.what = verb::place_order, .actor = founder, .name = 2, .b = 1, .c = 6}}},
      {.name = "an order lasts longer than what was paid",
       .caught_by = "rows",
       .batch = setting(kind::order, column_of(&order::ends_at), far_future)},
      {.name = "what was paid back goes on",
       .caught_by = "rows",
       .batch =
           of_event(event_type::order_refunded, without([](const operation& op) { return op.kind == kind::grant; }))},
      {.name = "the gateway is never asked again",
       .caught_by = "mails",
       .batch = without([](const operation& op) {
         return inserts(op, kind::outbox) &&
                number_in(op, column_of(&outbox_item::effect)) == static_cast<std::int64_t>(effect::start_checkout);
       })},
      {.name = "prices are read as they were",
       .caught_by = "",
       .rows =
           [seen = std::make_shared<std::map<uuid, value>>()](std::vector<std::optional<row>>& rows) {
             for (auto& one : rows) {
               const auto* prices = one && one->kind == kind::catalog ? one->at(column_of(&catalog::prices)) : nullptr;
               if (prices != nullptr)
                 one->set(column_of(&catalog::prices), seen->try_emplace({}, *prices).first->second);
             }
           }},
      {.name = "seats are kept that nobody holds",
       .caught_by = "seats add up",
       .batch =
           [](batch& b) {
             const auto keeps = [](const operation& op) { return inserts(op, kind::reservation); };
             if (std::none_of(b.operations.begin(), b.operations.end(), keeps)) return;
             for (auto& op : b.operations) {
               std::erase_if(op.add, [&](const addition& a) { return op.kind == kind::seat_pool && a.column == held; });
             }
           }},
      {.name = "a seat that was kept can be taken again and again",
       .caught_by = "rows",
       .batch = without_adding(kind::reservation, column_of(&reservation::left), -1)},
      {.name = "a reservation never ends",
       .caught_by = "rows",
       .page =
           [](const query& asked, page& found) {
             if (asked.kind == kind::reservation && asked.limit < page_max) found.rows.clear();
           }},
      {.name = "the end of a reservation is forgotten",
       .caught_by = "rows",
       .batch = setting(kind::seat_pool, column_of(&s::release_at),
                        [](const value&) { return value{instant::never().us}; })},
      {.name = "more seats are allowed than anybody said",
       .caught_by = "seats add up",
       .batch =
           setting(kind::seat_pool, column_of(&s::overage), [](const value& v) { return value{v.integer() + 1}; })},
      {.name = "a peak is not counted",
       .caught_by = "seats add up",
       .batch = without_adding(kind::seat_pool, column_of(&s::peak), 1)},
      {.name = "a month leaves nothing behind", .caught_by = "use", .batch = without([](const operation& op) {
                                                                      return inserts(op, kind::seat_use);
                                                                    })},
  };
}

}  // namespace planted
