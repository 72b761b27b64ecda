// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/groups.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

using words = std::vector<std::string>;

group_facts about(const group& one) {
  return {.settings = open_settings(),
          .actor = manager(),
          .one = one,
          .administrators = counter{.id = administrators_row, .revision = 1, .count = 3, .at_least = 1}};
}
group lawyers(std::int64_t active, parvis::permissions may = permissions::none) {
  return {.id = id_number<group_id>(7),
          .revision = 4,
          .name = "Lawyers",
          .name_key = "lawyers",
          .permissions = may,
          .active = active,
          .entered = 9};
}
/// The one field that is wrong, and why.
template <class Result>
std::pair<std::string, errc> wrong_field(const Result& r) {
  if (r || r.error().fields.size() != 1) return {};
  return {r.error().fields[0].field, r.error().fields[0].code};
}

change_group_facts moving(const group& from, const group& to) {
  auto who = account_number(1, account_kind::user, account_state::active);
  who.group = from.id;
  return {open_settings(),
          manager(),
          who,
          from,
          to,
          counter{.id = administrators_row, .revision = 1, .count = 2, .at_least = 1}};
}

}  // namespace

TEST_CASE("a group is added with nobody in it, under a name that no other has") {
  auto at = stamp_at();
  group_facts f{.settings = open_settings(), .actor = manager()};
  const auto [operations, made] =
      add_group(
          f, {.name = "Lawyers", .permissions = permissions::users_manage, .host_permissions = words{"core.print"}}, at)
          .value();
  CHECK(defect_in(operations) == "");
  CHECK(made.name_key == "lawyers");
  CHECK(made.permissions == permissions::users_manage);
  CHECK(made.active == 0);
  CHECK(guards(operations, *f.actor.who));
  CHECK(guards(operations, *f.actor.group));
  CHECK(events_of(operations) == std::vector{event_type::group_added});
  CHECK(on(kind::counter, operations).empty());

  f.by_name = members();
  CHECK(refusal(add_group(f, {.name = "MEMBERS"}, at)) == errc::group_name_taken);
  f.actor = member();
  CHECK(refusal(add_group(f, {.name = "x"}, at)) == errc::permission_denied);
}

TEST_CASE("words of the host are plain, few, each given once, and none of ours") {
  auto at = stamp_at();
  const group_facts f{.settings = open_settings(), .actor = manager()};
  const auto told = [&](words given) {
    return wrong_field(add_group(f, {.name = "Lawyers", .host_permissions = std::move(given)}, at)).second;
  };
  CHECK(told({"templates.edit", "a_1.b"}) == errc{});
  for (const auto* word : {"", "Upper", "1digit", ".dot", "with space", "users.manage", "core", "x\n"}) {
    CAPTURE(std::string(word));
    CHECK(told({word}) == errc::character_not_allowed);
  }
  CHECK(told({std::string(64, 'a')}) == errc{});
  CHECK(told({std::string(65, 'a')}) == errc::character_not_allowed);
  CHECK(told({"a", "b", "a"}) == errc::given_twice);
  words many;
  for (int n = 0; n < 65; ++n) many.push_back("w" + std::to_string(n));
  CHECK(told(many) == errc::out_of_range);
  many.pop_back();
  CHECK(told(many) == errc{});
  CHECK(wrong_field(add_group(f, {.name = "x", .permissions = static_cast<permissions>(2)}, at)).second ==
        errc::out_of_range);
}

TEST_CASE("what the members of a group may do changes for all of them at once, and their count with it") {
  auto at = stamp_at();
  const auto wants = [](parvis::permissions may) { return group_command{.permissions = may}; };
  {
    const auto f = about(lawyers(5));
    const auto [operations, after] = edit_group(f, wants(permissions::users_manage), at).value();
    CHECK(defect_in(operations) == "");
    CHECK(after.permissions == permissions::users_manage);
    CHECK(after.revision == 5);
    CHECK(added(operations, &counter::count) == 5);
    const auto& change = *on(kind::group, operations).back();
    CHECK(change.revision == 4);
    REQUIRE(change.conditions.size() == 1);
    CHECK(change.conditions[0].value.integer() == 5);
    CHECK(events_of(operations) == std::vector{event_type::group_edited});
  }
  CHECK(added(edit_group(about(lawyers(2, permissions::users_manage)), wants(permissions::none), at).value().operations,
              &counter::count) == -2);
  CHECK(refusal(edit_group(about(lawyers(3, permissions::users_manage)), wants(permissions::none), at)) ==
        errc::last_administrator);
  const auto empty = edit_group(about(lawyers(0)), wants(permissions::users_manage), at).value();
  CHECK(on(kind::counter, empty.operations).empty());
  CHECK(on(kind::group, empty.operations).back()->conditions.size() == 1);
  CHECK(edit_group(about(lawyers(5)), wants(permissions::none), at).value().operations.empty());
}

TEST_CASE("a group is renamed, also one's own, and what was seen is asked for") {
  auto at = stamp_at();
  auto f = about(administrators());
  const auto [operations, after] = edit_group(f, {.name = "Partners", .host_permissions = words{"a"}}, at).value();
  CHECK(defect_in(operations) == "");
  CHECK(after.name_key == "partners");
  CHECK(after.host_permissions == words{"a"});
  CHECK(on(kind::counter, operations).empty());
  CHECK(refusal(edit_group(f, {.seen = 9, .name = "Partners"}, at)) == errc::stale);
  CHECK(edit_group(f, {.seen = 1, .name = "Partners"}, at));
  f.by_name = administrators();
  CHECK(edit_group(f, {.name = "ADMINISTRATORS"}, at));  // its own
  f.by_name = members();
  CHECK(refusal(edit_group(f, {.name = "Members"}, at)) == errc::group_name_taken);
  f.one.reset();
  CHECK(refusal(edit_group(f, {.name = "x"}, at)) == errc::not_found);
  f.actor = member();
  CHECK(refusal(edit_group(f, {.name = "x"}, at)) == errc::permission_denied);
}

TEST_CASE("only a group that nobody is in goes, and nobody may have come into it since") {
  auto at = stamp_at();
  auto f = about(lawyers(0));
  const auto [operations, gone] = remove_group(f, {}, at).value();
  CHECK(defect_in(operations) == "");
  const auto& removed = *on(kind::group, operations).back();
  CHECK(removed.type == op_type::remove);
  REQUIRE(removed.conditions.size() == 1);
  CHECK(removed.conditions[0].value.integer() == 9);
  CHECK(events_of(operations) == std::vector{event_type::group_removed});
  CHECK(gone.id == f.one->id);
  CHECK(refusal(remove_group(f, 3, at)) == errc::stale);
  f.members = 1;
  CHECK(refusal(remove_group(f, {}, at)) == errc::group_in_use);
  f.members = 0;
  f.one = f.actor.group;  // whoever acts is in it, whatever the store counts
  CHECK(refusal(remove_group(f, {}, at)) == errc::group_in_use);
  f.one.reset();
  CHECK(refusal(remove_group(f, {}, at)) == errc::not_found);
  f.actor = member();
  CHECK(refusal(remove_group(f, {}, at)) == errc::permission_denied);
}

TEST_CASE("whoever is moved into another group is counted there, and administrators are never none") {
  auto at = stamp_at();
  const struct {
    group from, to;
    std::int64_t by;
  } cases[] = {{members(), administrators(), 1},
               {administrators(), members(), -1},
               {lawyers(4), members(), 0},
               {lawyers(4, permissions::users_manage), administrators(), 0}};
  for (const auto& c : cases) {
    const auto f = moving(c.from, c.to);
    const auto [operations, after] = change_group(f, {}, at).value();
    CHECK(defect_in(operations) == "");
    CHECK(after.group == c.to.id);
    CHECK(guards(operations, c.from));
    CHECK(guards(operations, c.to));
    CHECK(added(operations, &group::active) == 0);
    CHECK(added(operations, &group::entered) == 1);
    CHECK(added(operations, &counter::count) == c.by);
    CHECK(events_of(operations) == std::vector{event_type::group_changed});
  }
  auto last = moving(administrators(), members());
  last.administrators->count = 1;
  CHECK(refusal(change_group(last, {}, at)) == errc::last_administrator);
  last.who->state = account_state::invited;
  CHECK(added(change_group(last, {}, at).value().operations, &group::active) == 0);
}

TEST_CASE("moving somebody asks for the right, a user, a group and what was seen; into their own it does nothing") {
  auto at = stamp_at();
  auto f = moving(members(), administrators());
  CHECK(refusal(change_group(f, 1, at)) == errc::stale);
  f.from.reset();  // the row is gone
  CHECK(change_group(f, f.who->revision, at));
  f.to = members();
  CHECK(change_group(f, 1, at).value().operations.empty());
  f.to.reset();
  CHECK(refusal(change_group(f, {}, at)) == errc::not_found);
  f.to = administrators();
  f.who->of_kind = account_kind::client;
  CHECK(refusal(change_group(f, {}, at)) == errc::illegal_transition);
  f.who->state = account_state::erased;
  CHECK(refusal(change_group(f, {}, at)) == errc::not_found);
  f.who.reset();
  CHECK(refusal(change_group(f, {}, at)) == errc::not_found);
  f.actor = member();
  CHECK(refusal(change_group(f, {}, at)) == errc::permission_denied);
}

TEST_CASE("what somebody may do is what their group gives them, as far as their access goes") {
  auto workspace = open_settings();
  auto lawyer = member();
  lawyer.group->host_permissions = {"core.templates", "contract.sign", "print"};
  CHECK(effective_permissions(workspace, lawyer) == words{"core", "core.templates", "print"});
  lawyer.who->access = parvis::access::core | parvis::access::contract;
  lawyer.who->overrides_privacy_since = noon;
  workspace.approvers = {lawyer.who->id};
  CHECK(effective_permissions(workspace, lawyer) ==
        words{"sign_ups.decide", "private.read", "core", "contract", "core.templates", "contract.sign", "print"});
  CHECK(effective_permissions(workspace, manager()) == words{"users.manage", "sign_ups.decide", "core"});
  lawyer.group.reset();
  CHECK(effective_permissions(workspace, lawyer) == words{"sign_ups.decide", "private.read", "core", "contract"});
  CHECK(effective_permissions(workspace, {account_number(1, account_kind::collaborator, account_state::active), {}}) ==
        words{"collaborator"});
  CHECK(effective_permissions(workspace, {account_number(1, account_kind::client, account_state::active), {}}) ==
        words{"client"});
  auto gone = manager();
  gone.group->host_permissions = {"print"};
  gone.who->overrides_privacy_since = noon;
  gone.who->banned_at = noon;
  CHECK(effective_permissions(workspace, gone).empty());
  gone.who->banned_at.reset();
  gone.who->state = account_state::inactive;
  CHECK(effective_permissions(workspace, gone).empty());
}

TEST_CASE("an approver makes no administrator of whoever asked to be a member") {
  auto at = stamp_at();
  approval_facts f{
      open_settings(), member(), account_number(1, account_kind::user, account_state::pending), {pool("core", 5, 0)}};
  f.settings.approvers = {f.actor.who->id};
  f.who->group = lawyers(1).id;
  f.group = lawyers(1);
  CHECK(added(approve(f, {}, at).value().operations, &group::active) == 1);
  f.group = lawyers(1, permissions::users_manage);
  CHECK(refusal(approve(f, {}, at)) == errc::permission_denied);
  f.actor = manager();
  const auto made = approve(f, {}, at).value();
  CHECK(defect_in(made.operations) == "");
  CHECK(added(made.operations, &counter::count) == 1);
}
