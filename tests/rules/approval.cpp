// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/approval.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr account_state states[] = {account_state::invited, account_state::pending,  account_state::waiting,
                                    account_state::active,  account_state::inactive, account_state::rejected,
                                    account_state::lapsed,  account_state::erased};

account applicant(account_kind of_kind = account_kind::collaborator) {
  return account_number(1, of_kind, account_state::pending);
}

approval_facts about(std::optional<account> who, actor_facts actor = manager()) {
  return {open_settings(), std::move(actor), std::move(who), {pool("collaborators", 1, 0)}};
}

settings naming(const actor_facts& approver) {
  auto out = open_settings();
  out.approvers = {id_number<account_id>(77), approver.who->id};
  return out;
}

}  // namespace

TEST_CASE("approvers and managers decide while they are active; nobody else does, and no portal account ever") {
  const struct {
    const char* what;
    actor_facts actor;
    account_kind of_kind;
    bool named;
    bool may;
  } cases[] = {
      {"a manager", manager(), account_kind::user, false, true},
      {"a named manager", manager(), account_kind::user, true, true},
      {"a member", member(), account_kind::user, false, false},
      {"a named member", member(), account_kind::user, true, true},
      {"a named client", member(), account_kind::client, true, false},
      {"a named collaborator", member(), account_kind::collaborator, true, false},
      {"a client in the managers' group", manager(), account_kind::client, false, false},
  };
  for (const auto& c : cases) {
    for (const auto state : states) {
      CAPTURE(c.what);
      CAPTURE(static_cast<int>(state));
      auto actor = c.actor;
      actor.who->of_kind = c.of_kind;
      actor.who->state = state;
      const auto workspace = c.named ? naming(actor) : open_settings();
      CHECK(may_decide(workspace, actor) == (c.may && state == account_state::active));
    }
  }
  CHECK_FALSE(may_decide(open_settings(), {}));
}

TEST_CASE("a decision asks for the right first, then the person, then what was seen") {
  const auto check = [](const approval_facts& f, std::optional<std::uint64_t> seen) {
    auto at = stamp_at();
    auto also_at = stamp_at();
    const auto approved = refusal(approve(f, seen, at));
    CHECK(approved == refusal(reject(f, {.seen = seen}, also_at)));
    return approved;
  };
  const auto revision = applicant().revision;
  CHECK(check(about({}, member()), 1) == errc::permission_denied);
  CHECK(check(about(applicant(), member()), 1) == errc::permission_denied);
  CHECK(check(about({}), 1) == errc::not_found);
  CHECK(check(about(applicant()), revision - 1) == errc::stale);
  CHECK(check(about(applicant()), revision + 1) == errc::stale);
  CHECK(check(about(applicant()), revision) == errc{});
  CHECK(check(about(applicant()), {}) == errc{});
}

TEST_CASE("an approval names who decided, when and under which settings, and guards all of it") {
  auto at = stamp_at();
  const auto f = about(applicant());
  const auto [operations, after] = approve(f, {}, at).value();
  CHECK(after.state == account_state::active);
  CHECK(after.decided_by == f.actor.who->id);
  CHECK(after.decided_at == noon);
  CHECK(after.settings_revision == 3);
  CHECK(after.revision == f.who->revision + 1);
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, *f.who));
  CHECK(guards(operations, *f.actor.who));
  CHECK(guards(operations, *f.actor.group));
  CHECK(guards(operations, f.settings));
  CHECK(added(operations, &seat_pool::held) == 1);
  CHECK(events_of(operations) == std::vector{event_type::account_approved});
  CHECK(effects_of(operations) == std::vector{effect::mail_welcome});
}

TEST_CASE("without a seat an approved person waits, or the approval is refused") {
  auto at = stamp_at();
  auto f = about(applicant());
  f.pools = {pool("collaborators", 1, 1)};
  const auto [operations, after] = approve(f, {}, at).value();
  CHECK(after.state == account_state::waiting);
  CHECK(after.queued_at == noon);
  CHECK(after.waiting_for == "collaborators");
  CHECK(effects_of(operations) == std::vector{effect::mail_waiting, effect::mail_seats_exhausted});
  f.settings.when_no_seat = no_seat_policy::refuse;
  CHECK(refusal(approve(f, {}, at)) == errc::no_seat);
  f.who = applicant(account_kind::client);
  CHECK(approve(f, {}, at).value().reply.state == account_state::active);
}

TEST_CASE("to decide the same again changes nothing, whatever revision was seen") {
  auto at = stamp_at();
  for (const auto state : {account_state::active, account_state::waiting}) {
    auto who = applicant();
    who.state = state;
    who.decided_at = noon;
    const auto again = approve(about(who), 1, at).value();
    CHECK(again.operations.empty());
    CHECK(again.reply.state == state);
    CHECK(refusal(reject(about(who), {}, at)) == errc::illegal_transition);
  }
  auto who = applicant();
  who.state = account_state::rejected;
  CHECK(reject(about(who), {.seen = 1}, at).value().operations.empty());
  CHECK(refusal(approve(about(who), {}, at)) == errc::illegal_transition);
}

TEST_CASE("somebody who never needed approval is not approved by accident") {
  auto at = stamp_at();
  CHECK(refusal(approve(about(account_number(1, account_kind::user, account_state::active)), {}, at)) ==
        errc::illegal_transition);
}

TEST_CASE("a rejection is told with its reason, unless it is silent; a reason is a note that the trail names") {
  const struct {
    const char* reason;
    notice told;
  } cases[] = {{"", notice::mail}, {"", notice::silent}, {"No mandate", notice::mail}, {"No mandate", notice::silent}};
  for (const auto& c : cases) {
    CAPTURE(c.reason);
    auto at = stamp_at();
    const bool reasoned = c.reason[0] != '\0';
    const bytes_text digest{reasoned ? "digest" : ""};
    const auto f = about(applicant());
    const auto [operations, after] =
        reject(f, {.reason = c.reason, .reason_digest = digest, .notice = c.told}, at).value();
    CHECK(after.state == account_state::rejected);
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, f.settings));
    CHECK(on(kind::seat_pool, operations).empty());
    CHECK(on(kind::note, operations).size() == (reasoned ? 1 : 0));
    const auto* said = assigned(*on(kind::event, operations).front(), &event::note);
    CHECK((said != nullptr) == reasoned);
    const auto mails = on(kind::outbox, operations);
    REQUIRE(mails.size() == (c.told == notice::mail ? 1 : 0));
    if (c.told == notice::mail) {
      const auto* reason = assigned(*mails[0], &outbox_item::reason);
      CHECK((reason != nullptr ? reason->data() : "") == c.reason);
    }
  }
}
