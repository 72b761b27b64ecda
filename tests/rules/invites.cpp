// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/invites.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

template <class Change>
invite with(Change change) {
  auto out = open_invite();
  change(out);
  return out;
}

template <class Change>
create_invite_command asking(Change change) {
  create_invite_command out{.key_id = 1};
  change(out);
  return out;
}

settings naming_an_approver() {
  auto out = open_settings();
  out.approvers = {id_number<account_id>(1)};
  return out;
}

result<decision<invite>> created(const create_invite_command& command, const settings& workspace = open_settings(),
                                 std::vector<seat_pool> pools = {}) {
  auto at = stamp_at();
  return create_invite({workspace, manager(), std::move(pools)}, command, at);
}

}  // namespace

TEST_CASE("a link lets people in until the moment it expires, for its uses, generation and state") {
  const struct {
    const char* what;
    invite link;
    std::int64_t generation;
    instant opened_at;
    bool in;
  } cases[] = {
      {"fresh", open_invite(), 1, noon, true},
      {"a microsecond before it expires", open_invite(), 1, noon + hours(72) - tick, true},
      {"when it expires", open_invite(), 1, noon + hours(72), false},
      {"a microsecond later", open_invite(), 1, noon + hours(72) + tick, false},
      {"one that never expires", with([](invite& i) { i.expires_at.reset(); }), 1, instant::never(), true},
      {"older generation", with([](invite& i) { i.generation = 2; }), 1, noon, false},
      {"newer generation", open_invite(), 2, noon, false},
      {"closed", with([](invite& i) { i.state = invite_state::closed; }), 1, noon, false},
      {"one use left", with([](invite& i) { i.max_uses = 3, i.uses = 2; }), 1, noon, true},
      {"no use left", with([](invite& i) { i.max_uses = 3, i.uses = 3; }), 1, noon, false},
      {"used too often", with([](invite& i) { i.max_uses = 3, i.uses = 4; }), 1, noon, false},
      {"no limit", with([](invite& i) { i.uses = 1'000'000; }), 1, noon, true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    CHECK((refusal_of(c.link, c.generation, c.opened_at) == link_refusal::none) == c.in);
  }
}

TEST_CASE("a use is spent by adding one to a counter that the store bounds") {
  const auto link = open_invite();
  const auto spent = spend_use(link);
  CHECK(added({spent}, &invite::uses) == 1);
  CHECK(spent.revision == link.revision);  // closed or rotated meanwhile: the decision is taken again
  CHECK(spent.set.empty());
}

TEST_CASE("a link follows the workspace's approval unless it has its own") {
  CHECK(approval_of(approval_override::inherit, approval_mode::by_user) == approval_mode::by_user);
  CHECK(approval_of(approval_override::inherit, approval_mode::by_default) == approval_mode::by_default);
  CHECK(approval_of(approval_override::by_user, approval_mode::by_default) == approval_mode::by_user);
  CHECK(approval_of(approval_override::by_default, approval_mode::by_user) == approval_mode::by_default);
}

TEST_CASE("a link is made with its options, and everything it was decided on is guarded") {
  const auto made = created(asking([](auto& c) {
    c.lifetime = hours(1);
    c.max_uses = 5;
    c.label = "Spring";
    c.language = "ar";
    c.case_role = case_role::staff;
  }));
  REQUIRE(made);
  const auto& [operations, link] = made.value();
  CHECK(link.expires_at == noon + hours(1));
  CHECK(link.max_uses == 5);
  CHECK(link.case_role == case_role::staff);
  CHECK(link.generation == 1);
  CHECK(link.created_by == manager().who->id);
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, *manager().who));
  CHECK(guards(operations, *manager().group));
  CHECK(guards(operations, open_settings()));
  CHECK(events_of(operations) == std::vector{event_type::invite_created});
  CHECK(created({}).value().reply.expires_at == noon + hours(72));
}

TEST_CASE("each option of a link has bounds, and all errors are told together") {
  const struct {
    const char* field;
    errc code;
    create_invite_command command;
  } cases[] = {
      {"audience", errc::access_not_allowed, asking([](auto& c) { c.audience = account_kind::user; })},
      {"label", errc::line_break, asking([](auto& c) { c.label = "a\nb"; })},
      {"label", errc::too_long, asking([](auto& c) { c.label = std::string(101, 'a'); })},
      {"lifetime", errc::out_of_range, asking([](auto& c) { c.lifetime = duration{999'999}; })},
      {"lifetime", errc::out_of_range, asking([](auto& c) { c.lifetime = duration{days(3660).us + 1}; })},
      {"max_uses", errc::out_of_range, asking([](auto& c) { c.max_uses = 0; })},
      {"max_uses", errc::out_of_range, asking([](auto& c) { c.max_uses = 1'000'001; })},
      {"language", errc::language_not_offered, asking([](auto& c) { c.language = "de"; })},
  };
  for (const auto& c : cases) {
    CAPTURE(c.field);
    const auto refused = created(c.command);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::invalid_form);
    REQUIRE(refused.error().fields.size() == 1);
    CHECK(refused.error().fields[0].field == c.field);
    CHECK(refused.error().fields[0].code == c.code);
  }
  const auto nobody_to_ask = created(asking([](auto& c) { c.approval = approval_override::by_user; }), open_settings());
  REQUIRE(refusal(nobody_to_ask) == errc::invalid_form);
  CHECK(nobody_to_ask.error().fields == std::vector<field_error>{{"approval", errc::approver_required, ""}});
  const auto many = created(asking([](auto& c) { c.max_uses = 0, c.language = "de", c.label = "\x01"; }));
  CHECK(many.error().fields.size() == 3);
  CHECK(created(asking([](auto& c) { c.lifetime = seconds(1), c.max_uses = 1; })));
  CHECK(created(asking([](auto& c) { c.lifetime = days(3660), c.max_uses = 1'000'000; })));
}

TEST_CASE("a link with an option that is none of its kind is refused") {
  const auto made = created(asking([](auto& c) { c.case_role = static_cast<case_role>(7); }));
  REQUIRE(!made);
  CHECK(made.error().code == errc::out_of_range);
  CHECK(made.error().field == "case_role");
}

TEST_CASE("a link that takes seats unasked needs room") {
  auto by_user = open_settings();
  by_user.approval = approval_mode::by_user;
  const std::vector full{pool("collaborators", 1, 1)};
  const std::vector free{pool("collaborators", 1, 0)};
  const auto link = [](account_kind audience, approval_override approval = approval_override::inherit) {
    return asking([&](auto& c) { c.audience = audience, c.approval = approval; });
  };
  const auto staff = account_kind::collaborator;
  CHECK(refusal(created(link(staff), open_settings(), full)) == errc::room_needed);
  CHECK(refusal(created(link(staff), open_settings(), {})) == errc::room_needed);
  CHECK(refusal(created(link(staff, approval_override::by_default), by_user, full)) == errc::room_needed);
  CHECK(refusal(created(link(staff), open_settings(), free)) == errc{});
  CHECK(refusal(created(link(staff), by_user, full)) == errc{});
  CHECK(refusal(created(link(staff, approval_override::by_user), naming_an_approver(), full)) == errc{});
  CHECK(refusal(created(link(account_kind::client), open_settings(), full)) == errc{});
}

TEST_CASE("only who manages users makes links") {
  auto at = stamp_at();
  CHECK(refusal(create_invite({open_settings(), member(), {}}, {}, at)) == errc::permission_denied);
  CHECK(refusal(create_invite({open_settings(), {}, {}}, {}, at)) == errc::permission_denied);
}
