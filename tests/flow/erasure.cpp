// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"

using namespace flow_test;

namespace {

/// Every text and every run of bytes that the store keeps.
bool is_stored(const firm& f, std::string_view text) {
  for (const auto& of : schema) {
    for (const auto& r : f.rows(of.kind)) {
      for (const auto& v : r.values) {
        if (v.data().find(text) != std::string::npos) {
          MESSAGE(std::string(text) << " is in " << std::string(of.name));
          return true;
        }
      }
    }
  }
  return false;
}

}  // namespace

TEST_CASE("whoever is erased is nowhere any more: no seat, no queue, no address, no search, no link, no way in") {
  on_every_storage([](firm& f) {
    const auto zoe = f.collaborator("zoe");
    const auto yann = f.collaborator("yann");
    const auto waits = f.collaborator("xena");
    REQUIRE(f.get<account>(waits.id).state == account_state::waiting);
    REQUIRE(f.door.request_password_reset(f.somebody(), {zoe.email}));
    const auto reset = f.token_to(zoe.email);
    f.deliver();
    const auto erased = f.door.erase(f.as_administrator(), {.account = zoe.id, .seen = zoe.revision});
    REQUIRE(refusal(erased) == errc{});
    CHECK(erased.value().state == account_state::erased);
    CHECK(erased.value().email == "");
    CHECK(f.pool().held == 2);  // the next in the queue is in
    CHECK(f.pool().waiting == 0);
    CHECK(f.get<account>(waits.id).state == account_state::active);
    CHECK(f.all<erasure>().empty());
    CHECK(f.events().back() == event_type::erasure_completed);
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == errc::credentials_wrong);
    CHECK(refusal(f.door.reset_password(f.somebody(), {reset, std::string(good_password)})) == errc::link_invalid);
    for (const auto state : {account_state::active, account_state::inactive, account_state::waiting}) {
      const auto listed = f.door.list_accounts(f.as_administrator(), {.state = state});
      for (const auto& one : listed.value().accounts) CHECK(one.id != zoe.id);
    }
    CHECK_FALSE(is_stored(f, "zoe"));
    // Repeated it is the same answer, and nothing happens.
    const auto events = f.events().size();
    CHECK(f.door.erase(f.as_administrator(), {.account = zoe.id, .seen = zoe.revision}).value().state ==
          account_state::erased);
    CHECK(f.events().size() == events);

    // Address and username are free at once; the code is nobody's again.
    const auto code = f.get<account>(yann.id).code;
    REQUIRE(f.door.erase(f.as_administrator(), {.account = yann.id}));
    const auto again = f.account_of(f.form("zoe"));
    CHECK(again.id != zoe.id);
    CHECK(again.username == "zoe");
    CHECK(wrong_field(f.door.add_portal_account(
              f.as_administrator(), {.first_name = "A", .last_name = "B", .email = "new@example.org", .code = code})) ==
          (code.empty() ? std::pair<std::string, errc>{} : std::pair{std::string("code"), errc::code_taken}));
    REQUIRE(f.door.seal_audit(f.somebody(), 1000));
    CHECK_FALSE(f.door.verify_audit(f.as_administrator(), {}).value().first_bad.has_value());
    CHECK(refusal(f.door.export_person(f.as_administrator(), zoe.id)) == errc::not_found);
  });
}

TEST_CASE("somebody is erased in every state they can be in, with the mails that wait for them") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto pending = f.collaborator("petra");
    const auto rejected = f.collaborator("rita");
    REQUIRE(f.door.reject(f.as(paul.id), {.account = rejected.id, .reason = "No mandate for Rita"}));
    const auto invited = f.door
                             .add_user(f.as_administrator(), {.first_name = "Ines",
                                                              .last_name = "Roy",
                                                              .email = "ines@ravel.example",
                                                              .group = f.team.members,
                                                              .seniority = "lawyer"})
                             .value();
    const auto link = f.door.invite_people(f.as_administrator(), {.people = {{"petra@example.org"}}}).value();
    CHECK(refusal(link[0]) == errc::email_taken);
    const auto held = f.pool("core").held;
    for (const auto who : {pending.id, rejected.id, invited.id, paul.id}) {
      REQUIRE(refusal(f.door.erase(f.as_administrator(), {.account = who})) == errc{});
    }
    CHECK(f.pool("core").held == held - 2);  // who was added, and the approver
    for (const auto* trace : {"petra", "rita", "ines", "paul", "mandate"}) CHECK_FALSE(is_stored(f, trace));
    CHECK(f.all<note>().empty());
    for (const auto& one : f.deliver()) {
      // Nobody decides any more but the administrators, who are told so.
      CHECK(one.to.address() == "anne@ravel.example");
    }
    CHECK(f.all<erasure>().empty());
  });
}

TEST_CASE("an earlier address is forgotten as well, and its link's label; not what came to it when she had left it") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto invited = [&](const std::string& label) {
      return f.door.invite_people(by, {.options = {.label = label}, .people = {{"zoe@example.org"}}})
          .value()
          .front()
          .value()
          .id;
    };
    f.mailer.fail_with(errc::email_invalid);
    const auto unreached = invited("Wilhelmina");
    f.deliver();
    f.mailer.fail_with({});
    const auto hers = invited("Wilhelmina Q.");
    auto form = f.form("wilhelmina");
    form.email = "zoe@example.org";
    form.token = f.token_to(form.email);
    REQUIRE(f.door.sign_up(f.somebody(), form));
    const auto zoe = f.door.find_account(by, "wilhelmina").value().id;
    for (const auto* address : {"zoe.q@example.org", "zoe.r@example.org"}) {
      REQUIRE(f.door.request_email_change(f.as(zoe), {address, std::string(good_password)}));
      REQUIRE(f.door.prove_email_change(f.somebody(), {f.token_to(address)}));
      f.clock.advance(seconds(1));
    }
    const auto theirs = invited("Yann");
    REQUIRE(f.door.erase(by, {.account = zoe}));
    for (const auto which : {unreached, hers}) {
      const auto link = f.get<invite>(which);
      CHECK(link.state == invite_state::revoked);
      CHECK(link.email.empty());
      CHECK(link.email_key.empty());
      CHECK(link.label.empty());
    }
    for (const auto* trace : {"Wilhelmina", "wilhelmina", "zoe.q@", "zoe.r@"}) CHECK_FALSE(is_stored(f, trace));
    CHECK(f.door.list_outbox(by, {.state = outbox_state::dead}).value().items.empty());
    CHECK(f.get<invite>(theirs).email == "zoe@example.org");
    CHECK(f.get<invite>(theirs).label == "Yann");
    CHECK_FALSE(f.token_to("zoe@example.org").empty());
    CHECK(f.all<erasure>().empty());
    REQUIRE(f.door.seal_audit(f.somebody(), 1000));
    CHECK_FALSE(f.door.verify_audit(by, {}).value().first_bad.has_value());
  });
}

TEST_CASE("what a stopped erasure left is removed by run_due, and nothing that came later with the same address") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    REQUIRE(f.door.invite_people(f.as_administrator(), {.people = {{"yan@example.org"}}}));
    const auto rest = erasure{.id = zoe.id, .email_key = "zoe@example.org", .erased_at = f.clock.now().value()};
    REQUIRE(f.door.erase(f.as_administrator(), {.account = zoe.id}));
    // As a process that was killed after the first commit leaves it; meanwhile somebody signs up with the address.
    const batch left{*uuid::from_bytes("0123456789abcdef"), rest.erased_at, {inserting(rest)}};
    REQUIRE(f.inner->commit(firm::workspace, {&left, 1}, nullptr).front().status == answer_status::done);
    f.clock.advance(seconds(1));
    REQUIRE(f.door.sign_up(f.somebody(), f.form("zoe")));
    const auto queued = f.queued();
    CHECK(f.door.run_due(f.somebody(), 100).value().erased == 1);
    CHECK(f.all<erasure>().empty());
    CHECK(f.all<sign_up>().size() == 1);
    CHECK(f.queued() == queued);
    CHECK_FALSE(f.token_to("zoe@example.org").empty());
    CHECK(f.door.run_due(f.somebody(), 100).value().erased == 0);
  });
}

TEST_CASE("erasing asks for the right and for what was seen; the last administrator stays") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    const auto paul = f.approver("paul");
    CHECK(refusal(f.door.erase(f.as(paul.id), {.account = zoe.id})) == errc::permission_denied);
    CHECK(refusal(f.door.erase(f.as(zoe.id), {.account = zoe.id})) == errc::permission_denied);
    CHECK(refusal(f.door.erase(f.as_administrator(), {.account = zoe.id, .seen = zoe.revision + 1})) == errc::stale);
    CHECK(refusal(f.door.erase(f.as_administrator(), {.account = account_id{f.team.members}})) == errc::not_found);
    CHECK(refusal(f.door.erase(f.as_administrator(), {.account = f.team.administrator})) == errc::last_administrator);
  });
}

TEST_CASE("an item of the outbox keeps no address and no reason once nobody will send it any more") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    REQUIRE(f.door.reject(f.as(paul.id), {.account = zoe.id, .reason = "No mandate"}));
    f.deliver();
    for (const auto& one : f.all<outbox_item>()) {
      CAPTURE(static_cast<int>(one.effect));
      CHECK((one.state == outbox_state::done || one.state == outbox_state::void_));
      CHECK(one.to == "");
      CHECK(one.reason == "");
    }
  });
}

TEST_CASE("an approval and an erasure at once: the person is gone, and so is the seat") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin(100);
    const auto paul = f.approver("paul");
    for (int round = 0; round < 5; ++round) {
      const auto zoe = f.collaborator("zoe" + std::to_string(round));
      const auto told = at_once(one.threads, [&](std::size_t n) {
        return refusal(n % 3 == 0   ? f.door.erase(f.as_administrator(), {.account = zoe.id})
                       : n % 3 == 1 ? f.door.approve(f.as(paul.id), {.account = zoe.id})
                                    : f.door.deactivate(f.as_administrator(), {.account = zoe.id}));
      });
      for (std::size_t n = 0; n < told.size(); ++n) {
        CHECK((told[n] == errc{} || (n % 3 != 0 && told[n] == errc::illegal_transition)));
      }
      CHECK(f.get<account>(zoe.id).state == account_state::erased);
      CHECK(f.pool().held == 0);
      f.door.run_due(f.somebody(), 100).value();
      CHECK(f.all<erasure>().empty());
      CHECK_FALSE(is_stored(f, zoe.username));
      std::size_t completed = 0;
      for (const auto& e : f.all<event>()) {
        completed += e.subject == zoe.id && e.what == event_type::erasure_completed ? 1U : 0U;
      }
      CHECK(completed == 1);
    }
    REQUIRE(f.door.seal_audit(f.somebody(), 1000));
    CHECK_FALSE(f.door.verify_audit(f.as_administrator(), {}).value().first_bad.has_value());
  }
}

TEST_CASE("of many administrators who erase each other at once one stays") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin();
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 100}));
    std::vector<account_id> all{f.team.administrator};
    while (all.size() < std::min<std::size_t>(one.threads, 16)) {
      const auto name = "admin" + std::to_string(all.size());
      const auto added = f.door.add_user(f.as_administrator(), {.first_name = "A",
                                                                .last_name = "B",
                                                                .email = name + "@ravel.example",
                                                                .group = f.team.administrators,
                                                                .seniority = "lawyer"});
      all.push_back(added.value().id);
      REQUIRE(f.door.join(f.somebody(), {f.token_to(name + "@ravel.example"), name, std::string(good_password)}));
    }
    const auto told =
        at_once(all.size(), [&](std::size_t n) { return refusal(f.door.erase(f.as(all[n]), {.account = all[n]})); });
    CHECK(how_many(told, errc{}) == static_cast<std::ptrdiff_t>(all.size()) - 1);
    CHECK(how_many(told, errc::last_administrator) == 1);
    std::size_t active = 0;
    for (const auto& who : f.all<account>()) active += who.state == account_state::active ? 1U : 0U;
    CHECK(active == 1);
    CHECK(f.pool("core").held == 1);
  }
}
