// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "flow/firm.hpp"
#include "parvis/testkit/faulty_storage.hpp"

using namespace flow_test;
using testkit::storage_call;
using testkit::storage_fault;

namespace {

using addresses = std::multiset<std::string>;

/// A firm in which somebody waits for a decision and nothing is left to be sent.
struct waiting_request {
  explicit waiting_request(firm& in) : f(in) {
    paul = f.approver("paul");
    f.approver("petra");
    zoe = f.account_of(f.form("zoe"));
    f.deliver();
  }
  /// Writes a notice as a commit might.
  outbox_id notice(effect what, const uuid& about, addressee to) {
    const outbox_item item{.id = outbox_id{fresh()},
                           .effect = what,
                           .about = about,
                           .due_at = f.clock.now().value(),
                           .created_at = f.clock.now().value(),
                           .addressee = to};
    const batch one{fresh(), f.clock.now().value(), {inserting(item)}};
    REQUIRE(f.inner->commit(firm::workspace, {&one, 1}, nullptr).front().status == answer_status::done);
    return item.id;
  }
  outbox_id to_deciders() { return notice(effect::mail_approval_needed, zoe.id, addressee::deciders); }

  drain_reply drain(std::size_t limit = 100) {
    const auto drained = f.door.drain_outbox(firm::somebody(), limit);
    REQUIRE(refusal(drained) == errc{});
    return drained.value();
  }
  addresses taken() {
    addresses out;
    for (const auto& one : f.mailer.take()) out.insert(one.to.address());
    return out;
  }
  void set_state(account_id who, account_state state) {
    f.edit<account>(who, [&](account& a) { a.state = state; });
  }

  firm& f;
  account_view paul;
  account_view zoe;

 private:
  uuid fresh() {
    uuid out;
    f.random.fill(out.octet.data(), out.octet.size()).value();
    return out;
  }
};

const addresses both{"paul@ravel.example", "petra@ravel.example"};

}  // namespace

TEST_CASE("a notice reaches everybody who decides, each once, in the drain that finds it") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    const auto id = on.to_deciders();
    const auto reply = on.drain();
    CHECK(reply.done == 2);
    CHECK(on.taken() == both);
    CHECK(f.get<outbox_item>(id).state == outbox_state::done);
    f.clock.advance(days(1));
    CHECK(on.drain().done == 0);
    CHECK(on.taken().empty());
  });
}

TEST_CASE("a notice reaches those who may decide when it is drained, whoever it was when it was written") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    on.to_deciders();
    on.set_state(on.paul.id, account_state::inactive);
    CHECK(on.drain().done == 1);
    CHECK(on.taken() == addresses{"petra@ravel.example"});

    on.to_deciders();
    f.edit<settings>(settings_row, [&](settings& s) { s.approvers = {on.paul.id}; });
    CHECK(on.drain().done == 1);
    CHECK(on.taken() == addresses{"anne@ravel.example"});
  });
}

TEST_CASE("who went between the choice and the sending is not written to any more") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    on.to_deciders();
    f.mailer.fail_with(errc::unavailable);
    CHECK(on.drain().later == 2);
    on.set_state(on.paul.id, account_state::inactive);
    f.mailer.fail_with({});
    f.clock.advance(minutes(1));
    const auto reply = on.drain();
    CHECK(reply.done == 1);
    CHECK(reply.void_ == 1);
    CHECK(on.taken() == addresses{"petra@ravel.example"});
  });
}

TEST_CASE("a notice whose cause is gone, or that nobody is there to read, is void") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    const auto decided = on.to_deciders();
    on.set_state(on.zoe.id, account_state::rejected);
    CHECK(on.drain().void_ == 1);
    CHECK(f.get<outbox_item>(decided).state == outbox_state::void_);

    on.set_state(on.zoe.id, account_state::pending);
    f.edit<settings>(settings_row, [](settings& s) { s.approvers.clear(); });
    on.set_state(f.team.administrator, account_state::inactive);
    const auto unread = on.to_deciders();
    CHECK(on.drain().void_ == 1);
    CHECK(f.get<outbox_item>(unread).state == outbox_state::void_);
    CHECK(on.taken().empty());
  });
}

TEST_CASE("administrators hear of licenses that are missing, and approvers do not") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    REQUIRE(f.door.approve(f.as_administrator(), {.account = f.collaborator("carl").id}));
    f.deliver();
    f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 0; });
    on.notice(effect::mail_over_capacity, f.pool().id, addressee::administrators);
    on.drain();
    const auto mails = f.mailer.take();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to.address() == "anne@ravel.example");
    CHECK(mails[0].text.find("Type of license: \u2068collaborator\u2069.") != std::string::npos);
    CHECK(mails[0].text.find("https://portal.example.org/licenses\n") != std::string::npos);
  });
}

TEST_CASE("what passes the limit goes out with the next drain") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    on.to_deciders();
    CHECK(on.drain(1).done == 1);
    CHECK(on.drain(1).done == 1);
    CHECK(on.drain(1).done == 0);
    CHECK(on.taken() == both);
  });
}

TEST_CASE("without a mailer a notice waits, and it is not settled yet who will read it") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    const auto id = on.to_deciders();
    auto mute = portal::open(firm::with_keys(),
                             {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &f.hasher})
                    .value();
    for (int n = 0; n < 20; ++n) {
      CHECK(mute.drain_outbox(f.somebody(), 100).value().later == 1);
      f.clock.advance(minutes(5));
    }
    CHECK(f.get<outbox_item>(id).tries == 0);
    CHECK(f.get<outbox_item>(id).addressee == addressee::deciders);
    on.set_state(on.paul.id, account_state::inactive);
    CHECK(on.drain().done == 1);
    CHECK(on.taken() == addresses{"petra@ravel.example"});
  });
}

// A drain with a notice commits four times: takes it, replaces it, takes what replaced it, settles.
TEST_CASE("a worker that dies at any commit loses nobody's mail, and repeats only what was sent and not settled") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    for (const unsigned dies_at : {1U, 2U, 3U, 4U}) {
      CAPTURE(dies_at);
      on.to_deciders();
      testkit::faulty_storage crashing{f.watched};
      auto worker = firm::opened_portal(f, crashing);
      crashing.arm({.call = storage_call::commit, .number = dies_at, .for_ever = true});
      (void)worker.drain_outbox(f.somebody(), 100);
      const auto before = f.mailer.take();
      CHECK(before.size() == (dies_at == 4 ? 2U : 0U));
      f.clock.advance(minutes(5));
      on.drain();
      const auto after = f.mailer.take();
      addresses reached;
      for (const auto& one : after) {
        reached.insert(one.to.address());
        for (const auto& earlier : before) {
          if (earlier.to.address() == one.to.address()) CHECK(earlier.message_id == one.message_id);
        }
      }
      CHECK(reached == both);
      f.clock.advance(days(1));
      on.drain();
      CHECK(on.taken().empty());
    }
  });
}

TEST_CASE("a reply that is lost at any commit of a drain writes to nobody twice") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    for (const unsigned lost : {1U, 2U, 3U, 4U}) {
      for (const auto fault : {storage_fault::reply_lost, storage_fault::unknown_unapplied}) {
        CAPTURE(lost);
        on.to_deciders();
        testkit::faulty_storage losing{f.watched};
        auto worker = firm::opened_portal(f, losing);
        losing.arm({.call = storage_call::commit, .number = lost, .fault = fault});
        CHECK(worker.drain_outbox(f.somebody(), 100).value().done == 2);
        f.clock.advance(days(1));
        on.drain();
        CHECK(on.taken() == both);
      }
    }
  });
}

TEST_CASE("of two workers one replaces a notice, and nobody is written to twice") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    on.to_deciders();
    f.watched.before_next_commit([&] { CHECK(on.drain().done == 2); });
    CHECK(on.drain().done == 0);
    CHECK(on.taken() == both);
  });
}

TEST_CASE("settings that change under the choice make it void, and it is made again") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    on.to_deciders();
    // Between taking the notice and replacing it.
    f.watched.before_next_commit([&] {
      f.watched.before_next_commit(
          [&] { f.edit<settings>(settings_row, [&](settings& s) { s.approvers = {on.paul.id}; }); });
    });
    CHECK(on.drain().done == 0);
    f.clock.advance(minutes(5));
    CHECK(on.drain().done == 1);
    CHECK(on.taken() == addresses{"paul@ravel.example"});
  });
}

TEST_CASE("many workers at once send every mail once") {
  on_every_storage([](firm& f) {
    waiting_request on{f};
    constexpr std::size_t notices = 10;
    for (std::size_t n = 0; n < notices; ++n) on.to_deciders();
    {
      std::vector<std::jthread> workers;
      for (int n = 0; n < 8; ++n) {
        workers.emplace_back([&f] {
          for (int again = 0; again < 8; ++again) (void)f.door.drain_outbox(firm::somebody(), 7);
        });
      }
    }
    std::multiset<std::string> sent;
    for (const auto& one : f.deliver()) sent.insert(one.message_id.text());
    CHECK(sent.size() == 2 * notices);
    CHECK(std::set<std::string>(sent.begin(), sent.end()).size() == 2 * notices);
    for (const auto& one : f.all<outbox_item>()) CHECK(one.state == outbox_state::done);
  });
}
