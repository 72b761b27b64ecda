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

TEST_CASE("what is also for the operator is refused to whoever else neither decides nor manages") {
  const auto right = [](const actor_facts& actor) {
    const auto workspace = open_settings();
    return std::pair{require_decider_or_operator(workspace, actor).has_value(),
                     require_manager_or_operator(actor).has_value()};
  };
  CHECK(right({.named = operator_id}) == std::pair{true, true});
  CHECK(right(manager()) == std::pair{true, true});
  CHECK(right(member()) == std::pair{false, false});
  CHECK(right({}) == std::pair{false, false});
  const auto named = member();
  CHECK(require_decider_or_operator(naming(named), named).has_value());
  CHECK_FALSE(require_manager_or_operator(named).has_value());
  CHECK_FALSE(require_decider(open_settings(), {.named = operator_id}).has_value());
}

TEST_CASE("a decision asks for the right first, then the person, then what was seen") {
  const auto check = [](const approval_facts& f, seen_revisions seen) {
    auto at = stamp_at();
    auto also_at = stamp_at();
    const auto approved = refusal(approve(f, seen, at));
    CHECK(approved == refusal(reject(f, {.seen = seen}, also_at)));
    return approved;
  };
  const auto revision = applicant().revision;
  const auto settings_revision = open_settings().revision;
  CHECK(check(about({}, member()), {1, 1}) == errc::permission_denied);
  CHECK(check(about(applicant(), member()), {1, 1}) == errc::permission_denied);
  CHECK(check(about({}), {1, 1}) == errc::not_found);
  CHECK(check(about(applicant()), {revision - 1}) == errc::stale);
  CHECK(check(about(applicant()), {revision + 1}) == errc::stale);
  CHECK(check(about(applicant()), {revision, settings_revision - 1}) == errc::stale);
  CHECK(check(about(applicant()), {{}, settings_revision + 1}) == errc::stale);
  CHECK(check(about(applicant()), {revision}) == errc{});
  CHECK(check(about(applicant()), {{}, settings_revision}) == errc{});
  CHECK(check(about(applicant()), {revision, settings_revision}) == errc{});
  CHECK(check(about(applicant()), {}) == errc{});
}

TEST_CASE("from the microsecond on at which a request lapses nobody decides it, though nobody wrote it down") {
  const struct {
    duration left;
    errc refused;
  } cases[] = {{duration{1}, {}}, {duration{0}, errc::illegal_transition}, {duration{-1}, errc::illegal_transition}};
  for (const auto& c : cases) {
    CAPTURE(c.left.us);
    auto at = stamp_at();
    auto f = about(applicant());
    f.who->decide_by = noon + c.left;
    CHECK(refusal(approve(f, {}, at)) == c.refused);
    CHECK(refusal(reject(f, {}, at)) == c.refused);
    CHECK(refusal(lapse(*f.who, at)) == (c.refused == errc{} ? errc::illegal_transition : errc{}));
    CHECK(reopen(f, {}, at).value().operations.empty() == (c.refused == errc{}));
  }
}

TEST_CASE("a request that is decided has no term any more, and nobody is reminded of it") {
  auto at = stamp_at();
  auto f = about(applicant());
  f.who->decide_by = noon + days(30);
  f.who->remind_at = noon + days(7);
  for (const auto& after : {approve(f, {}, at).value().reply, reject(f, {}, at).value().reply}) {
    CHECK_FALSE(after.decide_by);
    CHECK_FALSE(after.remind_at);
  }
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
    const auto again = approve(about(who), {1, 1}, at).value();
    CHECK(again.operations.empty());
    CHECK(again.reply.state == state);
    CHECK(refusal(reject(about(who), {}, at)) == errc::illegal_transition);
  }
  auto who = applicant();
  who.state = account_state::rejected;
  CHECK(reject(about(who), {.seen = {1, 1}}, at).value().operations.empty());
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

TEST_CASE("a refusal or a lapse that is taken back is an open request once more, as if nobody had decided") {
  for (const auto state : {account_state::rejected, account_state::lapsed}) {
    CAPTURE(static_cast<int>(state));
    auto at = stamp_at();
    auto who = applicant();
    who.state = state;
    who.decided_by = manager().who->id;
    who.decided_at = noon - days(1);
    who.credential_epoch = 4;
    const auto f = about(who);
    const auto [operations, after] = reopen(f, {who.revision, f.settings.revision}, at).value();
    CHECK(after.state == account_state::pending);
    CHECK(after.decided_by.is_nil());
    CHECK_FALSE(after.decided_at);
    CHECK(after.decide_by == noon + f.settings.approval_lifetime);
    CHECK(after.remind_at == noon + f.settings.approval_reminder_interval);
    CHECK(after.credential_epoch == 4);
    CHECK(after.revision == who.revision + 1);
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, who));
    CHECK(guards(operations, f.settings));
    CHECK(guards(operations, *f.actor.who));
    CHECK(guards(operations, *f.actor.group));
    CHECK(events_of(operations) == std::vector{event_type::account_reopened});
    CHECK(effects_of(operations) == std::vector{effect::mail_request_received, effect::mail_approval_needed});
    const auto mails = on(kind::outbox, operations);
    CHECK(assigned(*mails[0], &outbox_item::recipient)->data() == who.id.bytes());
    CHECK(assigned(*mails[1], &outbox_item::recipient) == nullptr);
    CHECK(assigned(*mails[1], &outbox_item::addressee)->integer() == static_cast<std::int64_t>(addressee::deciders));

    CHECK(refusal(reopen(f, {who.revision + 1}, at)) == errc::stale);
    CHECK(refusal(reopen(f, {{}, f.settings.revision - 1}, at)) == errc::stale);
    auto by_approver = about(who, member());
    by_approver.settings = naming(by_approver.actor);
    CHECK(refusal(reopen(by_approver, {}, at)) == errc::permission_denied);
  }
}

TEST_CASE("a request lapses when its time is over; that is told, and is the system's doing") {
  auto at = stamp_at();
  auto who = applicant();
  who.decide_by = noon;
  who.remind_at = noon + days(1);
  const auto operations = lapse(who, at).value();
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, who));
  const auto* change = on(kind::account, operations).front();
  CHECK(*assigned(*change, &account::state) == value{static_cast<std::int64_t>(account_state::lapsed)});
  CHECK(assigned(*change, &account::decide_by)->is_null());
  CHECK(assigned(*change, &account::remind_at)->is_null());
  CHECK(events_of(operations) == std::vector{event_type::account_lapsed});
  CHECK(assigned(*on(kind::event, operations).front(), &event::actor) == nullptr);
  CHECK(effects_of(operations) == std::vector{effect::mail_lapsed});
  who.decide_by.reset();
  CHECK(refusal(lapse(who, at)) == errc::illegal_transition);
}

TEST_CASE("whoever decides is reminded at each interval, and once only after a long silence of the host") {
  auto workspace = open_settings();
  workspace.approval_reminder_interval = days(7);
  const struct {
    const char* what;
    duration overdue;
    duration next;  ///< from now
    bool due;
  } cases[] = {
      {"not yet", duration{-1}, {}, false},
      {"to the microsecond", duration{0}, days(7), true},
      {"a day late", days(1), days(6), true},
      {"one interval late", days(7), days(7), true},
      {"many intervals late", days(29), days(7), true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    auto who = applicant();
    who.remind_at = noon - c.overdue;
    who.decide_by = noon + duration{1};
    const auto reminded = remind(who, workspace, at);
    CHECK(refusal(reminded) == (c.due ? errc{} : errc::illegal_transition));
    if (!c.due) continue;
    const auto& operations = reminded.value();
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, who));
    CHECK(guards(operations, workspace));
    CHECK(*assigned(*on(kind::account, operations).front(), &account::remind_at) == value{(noon + c.next).us});
    CHECK(effects_of(operations) == std::vector{effect::mail_approval_reminder});
    who.decide_by = noon;
    CHECK(refusal(remind(who, workspace, at)) == errc::illegal_transition);
  }
}

TEST_CASE("of a list, each decision is taken as if those before it were applied") {
  auto at = stamp_at();
  auto f = about(applicant());
  f.pools = {pool("collaborators", 2, 0), pool("core", 5, 3)};
  std::vector<account_state> became;
  for (std::uint8_t n = 1; n <= 4; ++n) {
    f.who = account_number(n, account_kind::collaborator, account_state::pending);
    const auto [operations, after] = approve(f, {}, at).value();
    count_on(f.pools, operations);
    became.push_back(after.state);
  }
  CHECK(became ==
        std::vector{account_state::active, account_state::active, account_state::waiting, account_state::waiting});
  CHECK(f.pools[0].held == 2);
  CHECK(f.pools[0].waiting == 2);
  CHECK(f.pools[1].held == 3);
}
