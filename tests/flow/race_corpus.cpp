// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/import_list.hpp"
#include "flow/race.hpp"

using namespace flow_test;

// The races that every product of this kind has lost, from 64 threads. So many rounds each on memory, a quarter of them
// on SQLite: with the notices of a payment in orders.cpp 1,575 under the thread sanitizer in `tests/run`, ten times
// as many in `tests/run --long`.

TEST_CASE("the last seat is one person's: approved, back, imported, with another access, or whose turn it is") {
  race(200, 1, [](firm& f) {
    const auto paul = f.approver("paul").id;
    ask_no_proof(f);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"contract", 1000}));
    const auto link = [&](approval_override approval, parvis::access preset) {
      return token_in(
          f.link({.audience = account_kind::user, .approval = approval, .access = preset, .group = f.team.members})
              .link);
    };
    const auto asking = link(approval_override::inherit, access::core);
    const auto entering = link(approval_override::by_default, access::core);
    const auto with_contract = link(approval_override::by_default, access::contract);
    for (unsigned n = 0; f.pool("core").held + 1 < f.pool("core").capacity; ++n) {
      REQUIRE(f.door.add_user(f.as_administrator(), newcomer(f, numbered("filler", n))));
    }
    return [&f, paul, asking, entering, with_contract](std::size_t threads, unsigned n) {
      const auto by = f.as_administrator();
      const auto enters = [&](const char* name, const std::string& token) {
        return signed_up(f, numbered(name, n), {}, token).id;
      };
      // Whoever waits since the last round is let in, and one seat more is there.
      const auto free = f.pool("core").capacity - f.pool("core").held;
      if (const auto more = f.pool("core").waiting + 1 - free; more > 0) {
        REQUIRE(f.door.grant_seats(by, {"core", more}));
      }
      const auto ivo = enters("ivo", entering);
      REQUIRE(f.door.deactivate(by, {.account = ivo}));
      const auto zoe = enters("zoe", asking), cleo = enters("cleo", with_contract);
      // Nobody waits; or somebody does, and a seat arrives or is given back while all the others come.
      enum { nobody_waits, a_grant_begins, somebody_goes };
      const auto scene = n % 3;
      account_id carl, walt;
      if (scene != nobody_waits) {
        carl = enters("carl", entering);
        walt = enters("walt", entering);
        REQUIRE(f.get<account>(walt).state == account_state::waiting);
      }
      if (scene == a_grant_begins) {
        const auto start = f.clock.now().value() + hours(1);
        REQUIRE(f.door.grant_seats(by, {"core", 1, start}));
        f.clock.set(start);
      }
      const auto held = f.pool("core").held - (scene == somebody_goes ? 1 : 0);

      std::vector<import_list> lists(threads);
      const auto codes = at_once(threads, [&](std::size_t t) {
        switch (t % 6) {
          case 0:
            return refusal(f.door.approve(f.as(paul), {.account = zoe}));
          case 1:
            return refusal(f.door.reactivate(by, {.account = ivo}));
          case 2: {
            lists[t].add({.user = newcomer(f, numbered("imported", n) + "-" + std::to_string(t))});
            const auto done =
                f.door.import_people(by, lists[t].request(numbered("import", n) + "-" + std::to_string(t)));
            return !done                                                ? done.error().code
                   : lists[t].told.front().fate == import_fate::refused ? lists[t].told.front().why.code
                                                                        : errc{};
          }
          case 3:
            return refusal(f.door.change_access(by, {.account = cleo, .access = access::core | access::contract}));
          case 4:
            return refusal(f.door.run_due(f.somebody(), 100));
          default:
            return scene == somebody_goes ? refusal(f.door.deactivate(by, {.account = carl}))
                                          : refusal(f.door.approve(by, {.account = zoe}));
        }
      });
      const auto imported = std::count_if(lists.begin(), lists.end(), [](const auto& list) {
        return !list.told.empty() && list.told.front().fate == import_fate::made;
      });
      const auto seated = [&](account_id who) { return !who.is_nil() && holds(f.get<account>(who), "core"); };
      CHECK(seated(zoe) + seated(ivo) + seated(cleo) + seated(walt) + imported == 1);
      if (scene != nobody_waits) CHECK(seated(walt));
      CHECK(f.pool("core").held == held + 1);
      CHECK(f.pool("core").held == f.pool("core").capacity);
      CHECK(f.pool("core").waiting == (seated(zoe) ? 0 : 1) + (seated(cleo) ? 0 : 1));
      for (std::size_t t = 0; t < threads; ++t) {
        CAPTURE(t);
        const bool refused =
            (t % 6 == 1 && !seated(ivo)) || (t % 6 == 2 && lists[t].told.front().fate != import_fate::made);
        CHECK(codes[t] == (refused ? errc::no_seat : errc{}));
      }
      CHECK(happened_to(f, zoe, event_type::account_approved) == 1);
      CHECK(mailed_about(f, zoe, effect::mail_welcome) == (seated(zoe) ? 1 : 0));
      CHECK(mailed_about(f, zoe, effect::mail_waiting) == (seated(zoe) ? 0 : 1));
      CHECK(happened_to(f, ivo, event_type::account_reactivated) == (seated(ivo) ? 1 : 0));
      CHECK(mailed_about(f, ivo, effect::mail_reactivated) == (seated(ivo) ? 1 : 0));
      CHECK(happened_to(f, cleo, event_type::access_changed) == 1);
      if (scene != nobody_waits) CHECK(happened_to(f, walt, event_type::account_admitted) == 1);
      check_sums(f);
    };
  });
}

TEST_CASE("approved while refused, banned, deactivated or erased, somebody has one history, its mails and its seat") {
  race(240, 10'000, [](firm& f) {
    const auto paul = f.approver("paul").id;
    ask_no_proof(f);
    return [&f, paul](std::size_t threads, unsigned n) {
      const auto by = f.as_administrator();
      const auto zoe = signed_up(f, numbered("zoe", n), account_kind::collaborator).id;
      enum : std::size_t { approval, rejection, ban, deactivation, erasure, rivals };
      const auto what = [&](std::size_t t) {  // one rival, or all of them
        return t % 2 == 0 ? std::size_t{approval} : n % rivals == 0 ? t / 2 % rivals : n % rivals;
      };
      const auto codes = at_once(threads, [&](std::size_t t) {
        switch (what(t)) {
          case rejection:
            return refusal(f.door.reject(by, {.account = zoe, .reason = "no mandate"}));
          case ban:
            return refusal(f.door.ban(by, {.account = zoe, .reason = "insults"}));
          case deactivation:
            return refusal(f.door.deactivate(by, {.account = zoe}));
          case erasure:
            return refusal(f.door.erase(by, {.account = zoe}));
          default:
            return refusal(t % 4 == 0 ? f.door.approve(f.as(paul), {.account = zoe})
                                      : f.door.approve_each(by, {{.account = zoe}}).value().front().outcome);
        }
      });
      const auto times = [&](event_type of) { return happened_to(f, zoe, of); };
      const auto approved = times(event_type::account_approved), rejected = times(event_type::account_rejected);
      const auto now = f.get<account>(zoe);
      const bool gone = now.state == account_state::erased;
      CHECK(gone == (n % rivals == 0 || n % rivals == erasure));
      CHECK(approved + rejected <= 1);
      CHECK(times(event_type::account_deactivated) <= approved);
      CHECK(times(event_type::account_banned) <= 1);
      CHECK(times(event_type::account_erased) == (gone ? 1 : 0));
      for (std::size_t t = 0; t < threads; ++t) {
        CAPTURE(t);
        switch (what(t)) {
          case approval:
            if (codes[t] == errc{}) CHECK(approved == 1);
            if (codes[t] == errc::ban_stands) CHECK(times(event_type::account_banned) == 1);
            CHECK((codes[t] == errc{} || codes[t] == errc::illegal_transition || codes[t] == errc::ban_stands));
            break;
          case rejection:
            CHECK((codes[t] == errc::illegal_transition || (codes[t] == errc{} && rejected == 1)));
            break;
          case ban:
            CHECK((codes[t] == errc{} || (codes[t] == errc::not_found && gone)));
            break;
          case deactivation:
            CHECK((codes[t] == errc::illegal_transition || (codes[t] == errc{} && approved == 1)));
            break;
          default:
            CHECK(codes[t] == errc{});
        }
      }
      if (gone) {
        REQUIRE(f.door.run_due(f.somebody(), 100));
        CHECK(times(event_type::erasure_completed) == 1);
      } else {
        const auto deactivated = times(event_type::account_deactivated);
        CHECK(approved == (now.state == account_state::active || now.state == account_state::inactive ? 1 : 0));
        CHECK(rejected == (now.state == account_state::rejected ? 1 : 0));
        CHECK(deactivated == (now.state == account_state::inactive ? 1 : 0));
        CHECK(now.banned_at.has_value() == (n % rivals == ban));
        CHECK(mailed_about(f, zoe, effect::mail_welcome) == approved);
        CHECK(mailed_about(f, zoe, effect::mail_rejected) == rejected);
        CHECK(mailed_about(f, zoe, effect::mail_deactivated) == deactivated);
        CHECK(mailed_about(f, zoe, effect::mail_banned) == (now.banned_at ? 1 : 0));
      }
      check_sums(f);
    };
  });
}

TEST_CASE("a replacement hands its seats on, whoever is approved or added at the same time") {
  race(200, 1, [](firm& f) {
    const auto paul = f.approver("paul").id;
    ask_no_proof(f);
    const auto asking = token_in(f.link({.audience = account_kind::user, .group = f.team.members}).link);
    auto leaver = f.door.add_user(f.as_administrator(), newcomer(f, "first")).value().id;
    return [&f, paul, asking, leaver](std::size_t threads, unsigned n) mutable {
      const auto by = f.as_administrator();
      const auto before = f.pool("core");
      // The pool is full, or has one seat.
      const auto more = before.held + before.waiting + n % 2 - before.capacity;
      if (more > 0) REQUIRE(f.door.grant_seats(by, {"core", more}));
      while (f.pool("core").held + n % 2 < f.pool("core").capacity) {
        REQUIRE(f.door.add_user(by, newcomer(f, "filler" + std::to_string(f.pool("core").moves))));
      }
      const auto zoe = signed_up(f, numbered("zoe", n), {}, asking).id;
      std::vector<account_id> came(threads);
      const auto codes = at_once(threads, [&](std::size_t t) {
        const auto person = newcomer(f, numbered("new", n) + "-" + std::to_string(t));
        if (t % 3 == 1) return refusal(f.door.approve(f.as(paul), {.account = zoe}));
        if (t % 3 == 2) return refusal(f.door.add_user(by, person));
        const auto done = f.door.replace(by, {.account = leaver, .newcomer = person});
        if (done) came[t] = done.value().added.id;
        return refusal(done);
      });
      const bool zoe_in = f.get<account>(zoe).state == account_state::active;
      std::ptrdiff_t replaced = 0, added = 0;
      for (std::size_t t = 0; t < threads; ++t) {
        CAPTURE(t);
        if (t % 3 == 1) CHECK(codes[t] == errc{});
        if (t % 3 == 0) CHECK((codes[t] == errc{} || codes[t] == errc::illegal_transition));
        if (t % 3 == 2) CHECK((codes[t] == errc{} || codes[t] == errc::no_seat));
        replaced += t % 3 == 0 && codes[t] == errc{} ? 1 : 0;
        added += t % 3 == 2 && codes[t] == errc{} ? 1 : 0;
      }
      CHECK(replaced == 1);
      CHECK(added + (zoe_in ? 1 : 0) == n % 2);
      CHECK(f.get<account>(zoe).state == (zoe_in ? account_state::active : account_state::waiting));
      CHECK(f.pool("core").held == f.pool("core").capacity);
      CHECK(happened_to(f, leaver, event_type::account_deactivated) == 1);
      CHECK(happened_to(f, zoe, event_type::account_approved) == 1);
      CHECK(mailed_about(f, leaver, effect::mail_deactivated) == 1);
      leaver = *std::find_if(came.begin(), came.end(), [](const auto& id) { return !id.is_nil(); });
      CHECK(happened_to(f, leaver, event_type::user_added) == 1);
      CHECK(mailed_about(f, leaver, effect::mail_join) == 1);
      check_sums(f);
    };
  });
}

TEST_CASE("a personal link that many redeem at once lets in one of them, once") {
  race(200, 1, [](firm& f) {
    return [&f](std::size_t threads, unsigned n) {
      const auto address = f.address_of(numbered("zoe", n));
      const auto link = f.door.invite_people(f.as_administrator(), {.people = {{address}}}).value().front().value();
      const auto token = f.token_to(address);
      std::vector<account_id> made(threads);
      const auto codes = at_once(threads, [&](std::size_t t) {
        auto form = f.form(numbered("zoe", n) + "-" + std::to_string(t));
        form.email = address;
        form.token = token;
        const auto done = f.door.sign_up(f.somebody(), form);
        if (done) made[t] = done.value().account->id;
        return refusal(done);
      });
      CHECK(how_many(codes, errc{}) == 1);
      CHECK(how_many(codes, errc::invite_invalid) == static_cast<std::ptrdiff_t>(threads) - 1);
      const auto who = *std::find_if(made.begin(), made.end(), [](const auto& id) { return !id.is_nil(); });
      CHECK(f.get<invite>(link.id).uses == 1);
      CHECK(f.all<account>().size() == 2 + n);
      CHECK(happened_to(f, who, event_type::email_proven) == 1);
      CHECK(mailed_about(f, who, effect::mail_welcome) == 1);
      check_sums(f);
    };
  });
}

TEST_CASE(
    "a seat that goes while many want it, its grant ended or its overage taken back, is sold before or not at all") {
  race(120, 1, [](firm& f) {
    f.approver("paul");
    ask_no_proof(f);
    const auto ivo = signed_up(f, "ivo", account_kind::collaborator).id;
    const auto carl = signed_up(f, "carl", account_kind::collaborator).id;
    REQUIRE(f.door.approve(f.as_administrator(), {.account = ivo}));
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = ivo}));
    REQUIRE(f.door.approve(f.as_administrator(), {.account = carl}));
    return [&f, ivo](std::size_t threads, unsigned n) {
      const auto by = f.as_administrator();
      // The pool is full and nobody waits; then there is one seat more.
      if (const auto more = f.pool().held + f.pool().waiting - f.pool().capacity; more > 0) {
        REQUIRE(f.door.grant_seats(by, {"collaborators", more}));
      }
      const auto full = f.pool().held;
      REQUIRE(f.pool().capacity == full);
      const bool overage = n % 2 == 1;
      if (overage) REQUIRE(f.door.allow_overage(by, {"collaborators", 1}));
      if (!overage) REQUIRE(f.door.grant_seats(by, {"collaborators", 1}));
      const auto grants = f.door.list_grants(by, "collaborators").value();
      const auto newest = *std::max_element(grants.begin(), grants.end(),
                                            [](const auto& a, const auto& b) { return uuid{a.id} < uuid{b.id}; });
      std::vector<account_id> ids;
      for (unsigned p = 0; p < 4; ++p) {
        ids.push_back(signed_up(f, numbered("person", n * 4 + p), account_kind::collaborator).id);
      }
      const auto told_before = mailed_about(f, f.pool().id, effect::mail_over_capacity);
      const auto codes = at_once(threads, [&](std::size_t t) {
        if (t == threads / 2) {
          return overage ? refusal(f.door.allow_overage(by, {"collaborators", 0}))
                         : refusal(f.door.end_grant(by, {newest.id}));
        }
        return t % 5 == 4 ? refusal(f.door.reactivate(by, {.account = ivo}))
                          : refusal(f.door.approve(by, {.account = ids[t % 5]}));
      });
      const bool ivo_in = f.get<account>(ivo).state == account_state::active;
      for (std::size_t t = 0; t < threads; ++t) {
        CAPTURE(t);
        CHECK(codes[t] == (t != threads / 2 && t % 5 == 4 && !ivo_in ? errc::no_seat : errc{}));
      }
      auto sold = ivo_in ? 1 : 0;
      for (const auto& id : ids) sold += f.get<account>(id).state == account_state::active ? 1 : 0;
      CHECK(sold <= 1);
      CHECK(f.pool().capacity == full);
      CHECK(f.pool().held == full + sold);
      CHECK(f.pool().waiting == 4 - (ivo_in ? 0 : sold));
      CHECK(mailed_about(f, f.pool().id, effect::mail_over_capacity) - told_before == sold);
      check_sums(f, oversold::after_a_shrink);
      // Nothing new fits.
      CHECK(f.door.deactivate(by, {.account = ivo}).value().state == account_state::inactive);
      CHECK(refusal(f.door.reactivate(by, {.account = ivo})) == errc::no_seat);
    };
  });
}

TEST_CASE("an approver who goes while they decide has decided before, or not at all") {
  race(100, 10'000, [](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 1000}));
    ask_no_proof(f);
    const auto anne = f.team.administrator;
    return [&f, anne](std::size_t threads, unsigned n) {
      const auto by = f.as_administrator();
      const auto paul = f.joined_user(numbered("paul", n)).id;
      f.change_settings([&](settings& s) {
        s.approval = approval_mode::by_user;
        s.approvers = {paul, anne};
      });
      const auto zoe = signed_up(f, numbered("zoe", n)).id, yann = signed_up(f, numbered("yann", n)).id;
      auto wanted = f.door.view_settings(by).value();
      wanted.approvers = {anne};
      const auto goes = [&] {
        switch (n % 4) {
          case 0:
            return refusal(f.door.deactivate(by, {.account = paul}));
          case 1:
            return refusal(f.door.ban(by, {.account = paul, .reason = "x"}));
          case 2:
            return refusal(f.door.erase(by, {.account = paul}));
          default:
            return refusal(f.door.change_settings(by, wanted));
        }
      };
      const auto decides = [&](std::size_t t) {
        if (t % 2 == 0) return refusal(f.door.approve(f.as(paul), {.account = zoe}));
        const auto each = f.door.approve_each(f.as(paul), {{.account = zoe}});
        return each ? refusal(each.value().front().outcome) : refusal(each);
      };
      const auto codes = at_once(threads, [&](std::size_t t) { return t == threads / 2 ? goes() : decides(t); });
      const bool decided = f.get<account>(zoe).state == account_state::active;
      CHECK(codes[threads / 2] == errc{});
      for (std::size_t t = 0; t < threads; ++t) {
        CAPTURE(t);
        if (t != threads / 2) CHECK((codes[t] == errc::permission_denied || (codes[t] == errc{} && decided)));
      }
      CHECK(happened_to(f, zoe, event_type::account_approved) == (decided ? 1 : 0));
      CHECK(mailed_about(f, zoe, effect::mail_welcome) == (decided ? 1 : 0));
      CHECK(refusal(f.door.approve(f.as(paul), {.account = yann})) == errc::permission_denied);
      CHECK(f.door.approve(f.as(anne), {.account = yann}).value().state == account_state::active);
      check_sums(f);
    };
  });
}
