// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

std::size_t commits(firm& f) {
  const auto calls = f.watched.take();
  return static_cast<std::size_t>(std::count_if(
      calls.begin(), calls.end(), [](const auto& one) { return one.call == storage_asked::sort::commit; }));
}

}  // namespace

TEST_CASE("to decide the same again gives the same answer, without a commit and without a second mail") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    const auto yann = f.collaborator("yann");
    const approve_request approve{.account = zoe.id, .seen = zoe.revision};
    const reject_request reject{.account = yann.id, .seen = yann.revision, .reason = "No mandate"};
    const auto approved = f.door.approve(f.as(paul.id), approve).value();
    const auto rejected = f.door.reject(f.as(paul.id), reject).value();
    f.deliver();
    const auto before = f.dump();
    f.watched.take();
    CHECK(f.door.approve(f.as(paul.id), approve).value().revision == approved.revision);
    CHECK(f.door.approve(f.as_administrator(), {.account = zoe.id}).value().decided_by == paul.id);
    CHECK(f.door.reject(f.as(paul.id), reject).value().revision == rejected.revision);
    CHECK(commits(f) == 0);
    CHECK(f.dump() == before);
    CHECK(refusal(f.door.reject(f.as(paul.id), {.account = zoe.id})) == errc::illegal_transition);
    CHECK(refusal(f.door.approve(f.as(paul.id), {.account = yann.id})) == errc::illegal_transition);
  });
}

TEST_CASE("a refusal is told with its reason, or not at all") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto told = f.collaborator("zoe");
    const auto untold = f.collaborator("yann");
    f.deliver();
    const auto reason = std::string("Pas de mandat <b>à ce jour</b>");
    CHECK(f.door.reject(f.as(paul.id), {.account = told.id, .reason = reason}).value().state ==
          account_state::rejected);
    CHECK(f.door.reject(f.as(paul.id), {.account = untold.id, .notice = notice::silent}).value().state ==
          account_state::rejected);
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to.address() == told.email);
    CHECK(mails[0].html.find("<b>à") == std::string::npos);
    const auto notes = f.all<note>();
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == reason);
    CHECK(notes[0].subject == told.id);
    const auto trail = f.door.list_events(f.as_administrator(), {.subject = told.id}).value().events;
    CHECK(trail.back().note == notes[0].digest);
    CHECK(trail.back().note_text == reason);
    const auto other = f.door.list_events(f.as_administrator(), {.subject = untold.id}).value();
    for (const auto& one : other.events) {
      CHECK(one.note_text.empty());
    }
    CHECK(firm::with_keys().keys.matches(notes[0].digest.octets, digest_purpose::note, firm::workspace, reason));
  });
}

TEST_CASE("a reason is one line of 500 code points at most") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    const auto reject = [&](std::string reason) {
      return wrong_field(f.door.reject(f.as(paul.id), {.account = zoe.id, .reason = std::move(reason)}));
    };
    CHECK(reject("a\nb").second == errc::line_break);
    CHECK(reject(std::string(501, 'a')).second == errc::too_long);
    CHECK(f.get<account>(zoe.id).state == account_state::pending);
  });
}

TEST_CASE("nobody decides who is not an approver or a manager, is not a user, or is not active") {
  on_every_storage([](firm& f) {
    const auto member = f.joined_user("martin");
    const auto paul = f.approver("paul");
    f.change_settings([](settings& s) { s.approval = approval_mode::by_default; });
    const auto client = f.account_of(f.form("colette"));
    f.change_settings([](settings& s) { s.approval = approval_mode::by_user; });
    const auto zoe = f.collaborator("zoe");
    const auto before = f.dump();
    const auto decide = [&](const caller& by) {
      const auto refused = refusal(f.door.approve(by, {.account = zoe.id}));
      CHECK(refusal(f.door.reject(by, {.account = zoe.id})) == refused);
      CHECK(refusal(f.door.list_accounts(by, {})) == refused);
      CHECK(refusal(f.door.list_pools(by)) == refused);
      CHECK(refusal(f.door.list_events(by, {})) == errc::permission_denied);
      return refused;
    };
    CHECK(decide(f.somebody()) == errc::permission_denied);
    CHECK(decide(f.as(member.id)) == errc::permission_denied);
    CHECK(decide(f.as(client.id)) == errc::permission_denied);
    CHECK(decide(f.as(zoe.id)) == errc::permission_denied);
    CHECK(decide(f.as(account_id{f.team.members})) == errc::permission_denied);
    CHECK(f.dump() == before);
    f.edit<account>(paul.id, [](account& a) { a.state = account_state::inactive; });
    CHECK(decide(f.as(paul.id)) == errc::permission_denied);
    CHECK(f.door.approve(f.as_administrator(), {.account = zoe.id}));
  });
}

TEST_CASE("an approver who is deactivated between looking and deciding decides nothing") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    f.watched.before_next_commit([&] { REQUIRE(f.door.deactivate(f.as_administrator(), {.account = paul.id})); });
    CHECK(refusal(f.door.approve(f.as(paul.id), {.account = zoe.id})) == errc::permission_denied);
    CHECK(f.get<account>(zoe.id).state == account_state::pending);
    CHECK(f.pool().held == 0);
  });
}

TEST_CASE("a decision on settings that have changed since they were seen is stale, unless it only repeats one") {
  on_every_storage([](firm& f) {
    const auto by = f.as(f.approver("paul").id);
    const auto zoe = f.collaborator("zoe");
    const auto yann = f.collaborator("yann");
    const auto seen = f.get<settings>(settings_row).revision;
    REQUIRE(f.door.approve(by, {.account = yann.id, .seen_settings = seen}));
    f.change_settings([](settings& s) { s.when_no_seat = no_seat_policy::refuse; });
    CHECK(refusal(f.door.approve(by, {.account = zoe.id, .seen_settings = seen})) == errc::stale);
    CHECK(refusal(f.door.reject(by, {.account = zoe.id, .seen_settings = seen})) == errc::stale);
    CHECK(refusal(f.door.reopen(f.as_administrator(), {.account = yann.id, .seen_settings = seen})) == errc::stale);
    CHECK(f.door.approve(by, {.account = yann.id, .seen_settings = seen}).value().state == account_state::active);
    CHECK(f.door.approve(by, {.account = zoe.id, .seen_settings = seen + 1}).value().state == account_state::active);
  });
}

TEST_CASE("a decision on somebody who has changed since they were seen is stale") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    f.edit<account>(zoe.id, [](account& a) { a.access = parvis::access::client; });
    CHECK(refusal(f.door.approve(f.as(paul.id), {.account = zoe.id, .seen = zoe.revision})) == errc::stale);
    CHECK(refusal(f.door.reject(f.as(paul.id), {.account = zoe.id, .seen = zoe.revision})) == errc::stale);
    CHECK(f.door.approve(f.as(paul.id), {.account = zoe.id, .seen = zoe.revision + 1}));
  });
}

TEST_CASE("settings that change between load and commit make the decision be taken again under the new ones") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    f.collaborator("first");
    f.collaborator("second");
    for (const auto& one : f.all<account>()) {
      if (one.username == "first" || one.username == "second")
        REQUIRE(f.door.approve(f.as(paul.id), {.account = one.id}));
    }
    f.watched.before_next_commit(
        [&] { f.change_settings([](settings& s) { s.when_no_seat = no_seat_policy::refuse; }); });
    CHECK(refusal(f.door.approve(f.as(paul.id), {.account = zoe.id})) == errc::no_seat);
    CHECK(f.get<account>(zoe.id).state == account_state::pending);

    f.watched.before_next_commit(
        [&] { f.change_settings([](settings& s) { s.signup_policy = signup_policy::none; }); });
    CHECK(refusal(f.door.sign_up(f.somebody(), f.form("late"))) == errc::signup_disabled);

    f.watched.before_next_commit([&] {
      f.change_settings([](settings& s) {
        s.approval = approval_mode::by_default;
        s.approvers.clear();
      });
    });
    CHECK(refusal(f.door.reject(f.as(paul.id), {.account = zoe.id})) == errc::permission_denied);
  });
}

TEST_CASE("the approval mode decides nothing that is pending already") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    f.change_settings([](settings& s) { s.approval = approval_mode::by_default; });
    CHECK(f.get<account>(zoe.id).state == account_state::pending);
    CHECK(f.collaborator("yann").state == account_state::active);
  });
}

TEST_CASE("whoever decides is told, and no longer once it is decided") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    f.approver("nina");
    f.deliver();
    const auto taken = f.door.sign_up(f.somebody(), f.form("zoe")).value();
    const auto token = f.token_to(f.address_of("zoe"));
    const auto zoe = f.door.prove_email(f.somebody(), {.token = token, .continuation = taken.continuation}).value();
    CHECK(f.queued() == std::vector{effect::mail_request_received, effect::mail_approval_needed});
    REQUIRE(f.door.approve(f.as_administrator(), {.account = zoe.id}));
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].subject.text() == "Welcome to Cabinet Ravel");
  });
}

TEST_CASE("lists come in pages that miss nobody and show nobody twice") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    for (int n = 0; n < 7; ++n) f.collaborator("person" + std::to_string(n));
    std::vector<std::string> seen;
    list_accounts_request asked{.limit = 3, .count_cap = 5};
    do {
      const auto page = f.door.list_accounts(f.as(paul.id), asked).value();
      CHECK(page.count == 5);
      for (const auto& one : page.accounts) seen.push_back(one.username);
      asked.after = page.next;
    } while (asked.after);
    CHECK(seen ==
          std::vector<std::string>{"person0", "person1", "person2", "person3", "person4", "person5", "person6"});
    CHECK(refusal(f.door.list_accounts(f.as(paul.id), {.limit = 0})) == errc::out_of_range);
    CHECK(refusal(f.door.list_accounts(f.as(paul.id), {.limit = page_max + 1})) == errc::out_of_range);
    CHECK(f.door.list_pools(f.as(paul.id)).value().size() == 3);
  });
}
