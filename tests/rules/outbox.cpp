// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/outbox.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

using numbers = std::vector<int>;

account user_number(std::uint8_t n, account_state state = account_state::active, const group& of = administrators()) {
  auto out = account_number(n, account_kind::user, state);
  out.group = of.id;
  return out;
}

numbers told(addressee to, const recipient_facts& facts) {
  numbers out;
  for (const auto& who : recipients_of(to, facts)) out.push_back(who.id.octet[15]);
  return out;
}

outbox_item dead_letter() {
  return {.id = id_number<outbox_id>(1),
          .revision = 25,
          .effect = effect::mail_welcome,
          .state = outbox_state::dead,
          .about = id_number<account_id>(1),
          .recipient = id_number<account_id>(1),
          .tries = 12,
          .created_at = noon - hours(30)};
}

}  // namespace

TEST_CASE("a notice goes to those who decide, or administer, as things are now") {
  using enum account_state;
  const std::vector<group> groups{administrators(), members()};
  const auto a7 = user_number(7), a8 = user_number(8), gone = user_number(6, inactive);
  const auto p2 = user_number(2, active, members()), p3 = user_number(3, active, members());
  const auto p1_gone = user_number(1, inactive, members()), p4_invited = user_number(4, invited, members());
  const auto client = account_number(5, account_kind::client, active);
  const std::vector<account> team{a8, gone, a7};
  const struct {
    const char* what;
    std::vector<account> approvers;
    std::vector<parvis::group> groups;
    std::vector<account> administrators;
    numbers deciders, administrators_told;
  } cases[] = {
      {"nobody at all", {}, {}, {}, {}, {}},
      {"no approver: the administrators", {}, groups, team, {7, 8}, {7, 8}},
      {"approvers decide", {p3, p2}, groups, team, {2, 3}, {7, 8}},
      {"one is left", {p1_gone, p2}, groups, team, {2}, {7, 8}},
      {"none is left", {p1_gone, p4_invited}, groups, team, {7, 8}, {7, 8}},
      {"a portal account never decides", {client}, groups, team, {7, 8}, {7, 8}},
      {"named twice, told once", {p2, p3, p2}, groups, {a7, a7}, {2, 3}, {7}},
      {"an approver who administers", {a7}, groups, team, {7}, {7, 8}},
      {"nobody is active", {p1_gone}, groups, {gone}, {}, {}},
      {"a group that lost the right", {}, {members()}, team, {}, {}},
      {"members do not administer", {}, groups, {a7, p2}, {7}, {7}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const recipient_facts facts{c.approvers, c.groups, c.administrators};
    CHECK(told(addressee::deciders, facts) == c.deciders);
    CHECK(told(addressee::administrators, facts) == c.administrators_told);
  }
}

TEST_CASE("of very many the first sixty are told, and one batch holds them all") {
  recipient_facts facts{.groups = {administrators()}};
  for (int n = 200; n > 0; --n) facts.administrators.push_back(user_number(static_cast<std::uint8_t>(n)));
  const auto to = recipients_of(addressee::administrators, facts);
  REQUIRE(to.size() == 60);
  CHECK(to.front().id == user_number(1).id);
  CHECK(to.back().id == user_number(60).id);
  auto at = stamp_at();
  auto notice = dead_letter();
  std::vector<operation> batch{changing(notice, notice), unchanged(open_settings())};
  for (const auto& who : to) batch.push_back(inserting(addressed(notice, who.id, at)));
  CHECK(defect_in(batch) == "");
}

TEST_CASE("the item for one person says what the notice said, under an id of its own") {
  auto at = stamp_at();
  outbox_item notice{.id = id_number<outbox_id>(1),
                     .revision = 2,
                     .effect = effect::mail_approval_needed,
                     .about = id_number<account_id>(1),
                     .generation = 3,
                     .reason = "why",
                     .due_at = noon + minutes(5),
                     .tries = 4,
                     .created_at = noon - hours(1),
                     .addressee = addressee::deciders};
  const auto first = addressed(notice, id_number<account_id>(2), at);
  const auto second = addressed(notice, id_number<account_id>(3), at);
  CHECK(first.id != second.id);
  CHECK(first.id != notice.id);
  CHECK(first.recipient == id_number<account_id>(2));
  CHECK(first.addressee == addressee::person);
  CHECK(first.due_at == noon);
  CHECK(first.tries == 0);
  CHECK(first.effect == notice.effect);
  CHECK(first.about == notice.about);
  CHECK(first.generation == 3);
  CHECK(first.reason == "why");
  CHECK(first.created_at == notice.created_at);
  CHECK(first.state == outbox_state::queued);
}

TEST_CASE("a dead letter begins anew under its id, and nothing else does") {
  for (const auto state : {outbox_state::queued, outbox_state::done, outbox_state::dead, outbox_state::void_}) {
    auto at = stamp_at();
    auto item = dead_letter();
    item.state = state;
    const auto decided = retry({open_settings(), manager(), item}, at);
    if (state != outbox_state::dead) {
      CHECK(refusal(decided) == errc::illegal_transition);
      continue;
    }
    REQUIRE(decided);
    const auto& [operations, again] = decided.value();
    CHECK(again.id == item.id);
    CHECK(again.state == outbox_state::queued);
    CHECK(again.tries == 0);
    CHECK(again.due_at == noon);
    CHECK(again.created_at == item.created_at);
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, item));
    CHECK(guards(operations, *manager().who));
    CHECK(guards(operations, *manager().group));
    CHECK(events_of(operations) == std::vector{event_type::outbox_retried});
    const auto* entry = on(kind::event, operations).front();
    CHECK(assigned(*entry, &event::number)->integer() == static_cast<std::int64_t>(effect::mail_welcome));
    CHECK(*assigned(*entry, &event::subject) == value::of(item.about));
  }
}

TEST_CASE("only who manages users retries, and only what there is") {
  auto at = stamp_at();
  CHECK(refusal(retry({open_settings(), member(), dead_letter()}, at)) == errc::permission_denied);
  CHECK(refusal(retry({open_settings(), {}, dead_letter()}, at)) == errc::permission_denied);
  CHECK(refusal(retry({open_settings(), manager(), {}}, at)) == errc::not_found);
}
