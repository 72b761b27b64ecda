// SPDX-License-Identifier: BSL-1.0
#include "parvis/model/inspection.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <thread>

#include "flow/firm.hpp"
#include "parvis/ports/progress.hpp"

using namespace flow_test;

namespace {

/// A firm in which there is something of everything.
struct lived_in : firm {
  explicit lived_in(std::unique_ptr<storage> kept) : firm(std::move(kept)) {
    begin(1);
    const auto by = as_administrator();
    approver("karim");
    const auto held = collaborator("amira");
    decided(held.id);
    const auto queued = collaborator("bruno");
    decided(queued.id);
    waiting = queued.id;
    pending = account_of(form("chloe")).id;
    const auto refused = account_of(form("david"));
    REQUIRE(refusal(door.reject(by, {.account = refused.id, .reason = "unknown here"})) == errc{});
    change_settings([](settings& s) { s.approval = approval_mode::by_default; });
    client = account_of(form("emma")).id;
    const auto added = door.add_user(by, {.first_name = "Late",
                                          .last_name = "Joiner",
                                          .email = "late@ravel.example",
                                          .group = team.members,
                                          .seniority = "lawyer"});
    REQUIRE(refusal(added) == errc{});
    invited = added.value().id;
    key_holder = joined_user("farid").id;
    REQUIRE(refusal(door.issue_api_key(by, key_holder)) == errc{});
    const auto left = joined_user("gone");
    REQUIRE(refusal(door.deactivate(by, {.account = left.id})) == errc{});
    inactive = left.id;
    REQUIRE(refusal(door.ban(by, {.account = joined_user("lent").id, .reason = "lent the key"})) == errc{});
    const auto erased = account_of(form("forgotten"));
    REQUIRE(refusal(door.erase(by, {.account = erased.id})) == errc{});
    public_link = link({.label = "Fair", .max_uses = 3}).invite.id;
    REQUIRE(refusal(door.invite_people(by, {.people = {{.email = "guest@example.org"}}})) == errc{});
    REQUIRE(refusal(door.sign_up(somebody(), form("unproven"))) == errc{});
    REQUIRE(refusal(door.request_password_reset(somebody(), {.email = "anne@ravel.example"})) == errc{});
    buy();
    kept_seats = door.reserve_seats(by, {.sku = "core", .seats = 2, .lasts = days(3)}).value().id;
    for (int months = 0; months < 2; ++months) {
      clock.advance(days(40));
      REQUIRE(refusal(door.run_due(somebody(), 1000)) == errc{});
    }
    kept_seats = door.reserve_seats(by, {.sku = "core", .seats = 1, .lasts = days(3)}).value().id;
    pending = [this] {
      change_settings([](settings& s) { s.approval = approval_mode::by_user; });
      return account_of(form("hugo")).id;
    }();
    personal_link = door.invite_people(by, {.people = {{.email = "visitor@example.org"}}}).value().front().value().id;
    deliver();
    REQUIRE(refusal(door.sign_up(somebody(), form("unproven"))) == errc{});
    REQUIRE(refusal(door.request_password_reset(somebody(), {.email = "anne@ravel.example"})) == errc{});
    REQUIRE(refusal(door.seal_audit(somebody(), 1000)) == errc{});
    REQUIRE(refusal(door.demand_password_change(by, {.account = key_holder})) == errc{});
  }

  void decided(account_id who) { REQUIRE(refusal(door.approve(as_administrator(), {.account = who})) == errc{}); }
  void buy() {
    auto prices = door.view_catalog(somebody()).value();
    prices.plans = {{"yearly", 1, term_unit::year, "EUR"}};
    prices.prices = {{"core", "yearly", 100}, {"contract", "yearly", 50}};
    prices = door.change_catalog(as_operator(), prices).value();
    const auto place = [&](std::string key) {
      return door
          .place_order(as_administrator(), {.key = std::move(key),
                                            .catalog_revision = prices.revision,
                                            .plan = "yearly",
                                            .lines = {{"core", 2}, {"contract", 1}}})
          .value();
    };
    const auto tell = [&](const order& of, payment_event what, std::int64_t amount) {
      REQUIRE(refusal(door.take_payment_notice(somebody(), {to_string(of.id) + std::to_string(static_cast<int>(what)),
                                                            of.id, what, amount, "EUR"})) == errc{});
    };
    const auto paid = place("paid"), returned = place("returned");
    open_order = place("open").id;
    tell(paid, payment_event::paid, 250);
    tell(paid, payment_event::refunded, 10);
    tell(returned, payment_event::paid, 250);
    tell(returned, payment_event::refunded, 250);
    paid_order = paid.id;
  }

  store_report inspected() {
    const auto report = door.inspect_store(as_operator());
    REQUIRE(refusal(report) == errc{});
    return report.value();
  }

  // --- damage, past the portal ---

  void apply(operation op) {
    uuid id;
    random.fill(id.octet.data(), id.octet.size()).value();
    const batch one{id, clock.now().value(), {std::move(op)}};
    REQUIRE(inner->commit(workspace, {&one, 1}, nullptr).front().status == answer_status::done);
  }
  template <class Record, class Member>
  void set(const uuid& id, Member Record::* column, value to) {
    apply({.type = op_type::change, .kind = Record::kind, .id = id, .set = {{column_of(column), std::move(to)}}});
  }
  template <class Record>
  void add(const uuid& id, std::int64_t Record::* counter, std::int64_t amount) {
    apply({.type = op_type::change, .kind = Record::kind, .id = id, .add = {{column_of(counter), amount}}});
  }
  void remove(kind of, const uuid& id) { apply({.type = op_type::remove, .kind = of, .id = id}); }
  template <class Record, class Predicate>
  Record the(Predicate which) {
    for (auto& one : all<Record>()) {
      if (which(one)) return one;
    }
    FAIL("there is none");
    return {};
  }

  account_id waiting{}, pending{}, client{}, invited{}, inactive{}, key_holder{};
  invite_id public_link{}, personal_link{};
  order_id paid_order{}, open_order{};
  reservation_id kept_seats{};
};

struct damage {
  std::string_view what;
  std::function<void(lived_in&)> plant;
  std::vector<std::string> found;  ///< defect kind.column, sorted
};

uuid nobody() { return uuid::well_known(200); }

std::string words_of(const store_finding& one) {
  std::string out(name(one.defect));
  out.append(" ").append(schema_of(one.kind)->name);
  if (!one.column.empty()) out.append(".").append(one.column);
  return out;
}

std::string words_in(const std::vector<std::string>& found) {
  std::string out;
  for (const auto& one : found) out.append(one).append("; ");
  return out;
}

const std::vector<damage>& damages() {
  static const std::vector<damage> all{
      {"a seat is held by nobody",
       [](lived_in& f) { f.add(f.pool("contract").id, &seat_pool::held, 1); },
       {"misfit seat_pool.peak", "seats_held seat_pool.held"}},
      {"a seat is counted away",
       [](lived_in& f) { f.add(f.pool("core").id, &seat_pool::held, -1); },
       {"seats_held seat_pool.held"}},
      {"somebody more waits",
       [](lived_in& f) { f.add(f.pool().id, &seat_pool::waiting, 1); },
       {"queue_length seat_pool.waiting"}},
      {"a seat more is reserved",
       [](lived_in& f) { f.add(f.pool("core").id, &seat_pool::reserved, 1); },
       {"seats_reserved seat_pool.reserved"}},
      {"seats that nobody granted",
       [](lived_in& f) { f.set(f.pool("core").id, &seat_pool::capacity, 99); },
       {"capacity seat_pool.capacity"}},
      {"a change of capacity is not foreseen",
       [](lived_in& f) { f.set(f.pool("core").id, &seat_pool::next_change_at, instant::never().us); },
       {"capacity seat_pool.capacity"}},
      {"a change of capacity is foreseen that does not come",
       [](lived_in& f) {
         const auto core = f.pool("core");
         f.set(core.id, &seat_pool::next_change_at, core.next_change_at.us - 1);
       },
       {"next_change seat_pool.next_change_at"}},
      {"a reservation that never ends",
       [](lived_in& f) { f.set(f.pool("core").id, &seat_pool::release_at, instant::never().us); },
       {"next_release seat_pool.release_at"}},
      {"a month of use is gone",
       [](lived_in& f) {
         const auto latest = std::ranges::max(f.all<seat_use>(), {}, &seat_use::starts_at).starts_at;
         f.remove(kind::seat_use,
                  f.the<seat_use>([&](const seat_use& u) { return u.sku == "core" && u.starts_at == latest; }).id);
       },
       {"use_periods seat_pool.period_ends_at"}},
      {"the administrators are miscounted",
       [](lived_in& f) { f.add(administrators_row, &counter::count, 2); },
       {"administrators counter.count"}},
      {"the members of a group are miscounted",
       [](lived_in& f) { f.add(f.team.members, &group::active, 1); },
       {"members group.active"}},
      {"nobody counts the administrators",
       [](lived_in& f) { f.remove(kind::counter, administrators_row); },
       {"missing counter"}},
      {"the settings are gone", [](lived_in& f) { f.remove(kind::settings, settings_row); }, {"missing settings"}},
      {"a state that is none", [](lived_in& f) { f.set(f.client, &account::state, 99); }, {"unreadable account.state"}},
      {"a group is gone", [](lived_in& f) { f.remove(kind::group, f.team.members); },
       std::vector<std::string>(5, "dangling account.group")},
      {"whose code it is, nobody knows",
       [](lived_in& f) {
         f.remove(kind::code_claim,
                  f.the<code_claim>([&](const code_claim& c) { return c.account == f.key_holder; }).id);
       },
       {"code_unclaimed account.code"}},
      {"a code is kept for somebody else",
       [](lived_in& f) {
         f.set(f.the<code_claim>([&](const code_claim& c) { return c.account == f.key_holder; }).id,
               &code_claim::account, value::of(f.invited));
       },
       {"code_unclaimed account.code"}},
      {"a code is kept for nobody",
       [](lived_in& f) {
         f.set(f.the<code_claim>([&](const code_claim& c) { return c.account == f.key_holder; }).id,
               &code_claim::account, value::of(nobody()));
       },
       {"code_unclaimed account.code", "dangling code_claim.account"}},
      {"a request without a term",
       [](lived_in& f) { f.set(f.pending, &account::decide_by, {}); },
       {"misfit account.decide_by"}},
      {"somebody waits for nothing",
       [](lived_in& f) { f.set(f.waiting, &account::waiting_for, {}); },
       {"misfit account.queued_at", "misfit account.waiting_for", "queue_length seat_pool.waiting"}},
      {"somebody waits for a sku of which nobody heard",
       [](lived_in& f) { f.set(f.waiting, &account::waiting_for, value::text("gold")); },
       {"dangling account.waiting_for", "misfit account.waiting_for", "queue_length seat_pool.waiting"}},
      {"a key for somebody who is not in",
       [](lived_in& f) { f.set(f.inactive, &account::api_key, value::bytes("x")); },
       {"misfit account.api_key", "misfit account.api_key_issued_at"}},
      {"a ban for no reason",
       [](lived_in& f) {
         f.set(f.the<account>([](const account& a) { return a.banned_at.has_value(); }).id, &account::ban_reason, {});
       },
       {"misfit account.ban_reason"}},
      {"somebody who was erased has a name",
       [](lived_in& f) {
         f.set(f.the<account>([](const account& a) { return a.state == account_state::erased; }).id,
               &account::last_name, value::text("Moreau"));
       },
       {"misfit account.first_name"}},
      {"a key to another address",
       [](lived_in& f) { f.set(f.client, &account::email, value::text("else@example.org")); },
       {"misfit account.email_key", "misfit account.search_key"}},
      {"a link by nobody",
       [](lived_in& f) { f.set(f.public_link, &invite::created_by, value::of(nobody())); },
       {"dangling invite.created_by"}},
      {"a link for one person is for nobody",
       [](lived_in& f) { f.set(f.personal_link, &invite::email, {}); },
       {"misfit invite.email"}},
      {"an unproven sign-up that never goes",
       [](lived_in& f) { f.set(f.all<sign_up>().front().id, &sign_up::expires_at, {}); },
       {"misfit sign_up.expires_at"}},
      {"a mailed link to nobody",
       [](lived_in& f) { f.set(f.all<mailed_link>().front().id, &mailed_link::account, value::of(nobody())); },
       {"dangling mailed_link.account"}},
      {"an order that costs something else",
       [](lived_in& f) { f.set(f.open_order, &order::total, 1); },
       {"misfit order.total"}},
      {"an order that was never paid for",
       [](lived_in& f) {
         f.remove(kind::payment_notice, f.the<payment_notice>([&](const payment_notice& n) {
                                           return n.order == f.paid_order && n.what == payment_event::paid;
                                         }).id);
       },
       {"payments order.total"}},
      {"money that was paid back to nobody",
       [](lived_in& f) { f.set(f.paid_order, &order::returned, 20); },
       {"payments order.returned"}},
      {"bought seats of another sku",
       [](lived_in& f) {
         f.set(f.the<grant>([&](const grant& g) { return g.order == f.paid_order && g.sku == "contract"; }).id,
               &grant::quantity, 0);
       },
       {"capacity seat_pool.capacity", "grants_differ order.grants", "misfit grant.quantity"}},
      {"seats of an order that did not grant them",
       [](lived_in& f) {
         f.set(f.the<grant>([](const grant& g) { return g.order.is_nil(); }).id, &grant::order,
               value::of(f.open_order));
       },
       {"grants_differ grant.order"}},
      {"more is left of a reservation than it was of",
       [](lived_in& f) { f.add(f.kept_seats, &reservation::left, 1); },
       {"misfit reservation.left", "seats_held seat_pool.held", "seats_reserved seat_pool.reserved"}},
      {"a notice about no order",
       [](lived_in& f) { f.set(f.all<payment_notice>().front().id, &payment_notice::order, value::of(nobody())); },
       {"dangling payment_notice.order", "payments order.total"}},
      {"a mail about nobody",
       [](lived_in& f) {
         f.set(f.the<outbox_item>([](const outbox_item& o) { return o.effect == effect::mail_welcome; }).id,
               &outbox_item::about, value::of(nobody()));
       },
       {"dangling outbox.about"}},
      {"a mail that is never tried",
       [](lived_in& f) {
         f.set(f.the<outbox_item>([](const outbox_item& o) { return o.state == outbox_state::queued; }).id,
               &outbox_item::due_at, {});
       },
       {"misfit outbox.due_at"}},
      {"an entry of the trail is changed",
       [](lived_in& f) {
         f.set(f.the<event>([](const event& e) { return e.position == 3; }).id, &event::number, 12345);
       },
       {"trail event.position"}},
      {"an entry by nobody",
       [](lived_in& f) {
         f.set(f.the<event>([](const event& e) { return !e.position; }).id, &event::actor, value::of(nobody()));
       },
       {"dangling event.actor"}},
  };
  return all;
}

struct told_progress final : progress {
  bool tell(std::uint64_t done, std::uint64_t total) override {
    CHECK(done >= last);
    CHECK(total == 0);
    last = done;
    return --left > 0;
  }
  std::uint64_t last = 0;
  int left = 1000;
};

}  // namespace

TEST_CASE("a store in which nothing is wrong has no finding") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    lived_in f{one.make()};
    const auto before = f.dump();
    const auto report = f.inspected();
    for (const auto& found : report.findings) {
      MESSAGE(words_of(found), " ", to_string(found.row), " ", found.expected, " ", found.found);
    }
    CHECK(report.found == 0);
    CHECK(report.sums == sums_judged::yes);
    std::size_t rows = 0;
    for (const auto& of : schema) rows += f.rows(of.kind).size();
    CHECK(report.rows == rows);
    CHECK(f.dump() == before);
  }
}

TEST_CASE("each damage is found, and nothing else") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    for (const auto& done : damages()) {
      CAPTURE(done.what);
      lived_in f{one.make()};
      done.plant(f);
      const auto report = f.inspected();
      std::vector<std::string> found;
      for (const auto& each : report.findings) found.push_back(words_of(each));
      std::ranges::sort(found);
      CHECK_MESSAGE(found == done.found, words_in(found));
      CHECK(report.found == done.found.size());
    }
  }
}

TEST_CASE("sums are told with what they should be") {
  lived_in f{std::make_unique<memory_storage>()};
  const auto pool = f.pool("core");
  f.add(pool.id, &seat_pool::held, -1);
  const auto report = f.inspected();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0] ==
        store_finding{store_defect::seats_held, kind::seat_pool, pool.id, "held", pool.held, pool.held - 1});
}

TEST_CASE("an inspection needs no actor, but not everybody may") {
  lived_in f{std::make_unique<memory_storage>()};
  CHECK(refusal(f.door.inspect_store(f.as_administrator())) == errc{});
  CHECK(refusal(f.door.inspect_store(f.as(f.key_holder))) == errc::permission_denied);
  CHECK(refusal(f.door.inspect_store({.workspace = "elsewhere"})) == errc::not_set_up);
}

TEST_CASE("an inspection tells how far it has come, and stops when it is told to") {
  lived_in f{std::make_unique<memory_storage>()};
  told_progress progress;
  CHECK(f.door.inspect_store(f.as_operator(), {&progress}).value().rows == progress.last);
  progress.last = 0;
  progress.left = 3;
  CHECK(refusal(f.door.inspect_store(f.as_operator(), {&progress})) == errc::cancelled);
}

TEST_CASE("a store that is in use has no finding either") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    lived_in f{one.make()};
    std::atomic<bool> over = false;
    std::vector<std::thread> busy;
    for (const auto who : {f.key_holder, f.invited, f.inactive, f.client}) {
      busy.emplace_back([&f, &over, who] {
        const auto by = f.as_administrator();
        while (!over) {
          (void)f.door.deactivate(by, {.account = who});
          (void)f.door.reactivate(by, {.account = who});
        }
      });
    }
    for (int n = 0; n < 3; ++n) {  // each is longer than the one before, for the trail grows
      const auto report = f.door.inspect_store(f.as_operator());
      CHECK(refusal(report) == errc{});
      CHECK(report.value().found == 0);
    }
    over = true;
    for (auto& thread : busy) thread.join();
    CHECK(f.inspected().found == 0);
    CHECK(f.inspected().sums == sums_judged::yes);
  }
}

TEST_CASE("whose address or username it is, the operator may ask, and nobody who is not named") {
  on_every_storage([](firm& f) {
    const auto emma = f.account_of(f.form("emma"));
    const auto user = f.joined_user("karim");
    CHECK(f.door.find_account(f.as_operator(), "EMMA@example.org").value().id == emma.id);
    CHECK(f.door.find_account(f.as_operator(), "Emma").value().id == emma.id);
    CHECK(f.door.find_account(f.as_administrator(), "emma").value().id == emma.id);
    REQUIRE(f.door.ban(f.as_administrator(), {.account = emma.id, .reason = "Insults"}));
    CHECK(f.door.find_account(f.as_operator(), "emma").value().banned_at.has_value());
    CHECK(f.door.find_account(f.as_operator(), "emma").value().ban_reason.empty());
    CHECK(f.door.find_account(f.as_administrator(), "emma").value().ban_reason == "Insults");
    CHECK(refusal(f.door.find_account(f.as(user.id), "emma")) == errc::permission_denied);
    CHECK(refusal(f.door.find_account(f.somebody(), "emma")) == errc::permission_denied);
    CHECK(refusal(f.door.find_account(f.as_operator(), "nobody")) == errc::not_found);
    CHECK(refusal(f.door.find_account(f.as_operator(), "")) == errc::not_found);
    CHECK(refusal(f.door.find_account({.workspace = "elsewhere"}, "emma")) == errc::not_set_up);
  });
}
