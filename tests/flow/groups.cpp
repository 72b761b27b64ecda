// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"
#include "flow/group_counts.hpp"

using namespace flow_test;

namespace {

std::int64_t administrators(const firm& f) { return f.get<counter>(administrators_row).count; }

}  // namespace

TEST_CASE("a group is added, found, renamed and removed, and no two have one name") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto made =
        f.door.add_group(by, {.name = " Lawyers ", .host_permissions = {"core.templates", "print"}}).value();
    CHECK(made.name == "Lawyers");
    CHECK(refusal(f.door.add_group(by, {.name = "LAWYERS"})) == errc::group_name_taken);
    CHECK(wrong_field(f.door.add_group(by, {.name = ""})).first == "name");
    CHECK(f.door.list_groups(by).value().size() == 3);
    const auto renamed = f.door.edit_group(by, {.group = made.id, .name = "Partners"}).value();
    CHECK(renamed.host_permissions == made.host_permissions);
    CHECK(refusal(f.door.edit_group(by, {.group = made.id, .seen = made.revision, .name = "x"})) == errc::stale);
    CHECK(f.door.edit_group(by, {.group = made.id, .name = "Partners"}).value().revision == renamed.revision);
    CHECK(refusal(f.door.remove_group(by, {.group = f.team.administrators})) == errc::group_in_use);
    CHECK(f.door.remove_group(by, {.group = made.id}));
    CHECK(refusal(f.door.remove_group(by, {.group = made.id})) == errc::not_found);
    CHECK(f.door.add_group(by, {.name = "Lawyers"}));
    const auto paul = f.joined_user("paul");
    const auto as_paul = f.as(paul.id);
    CHECK(refusal(f.door.add_group(as_paul, {.name = "x"})) == errc::permission_denied);
    CHECK(refusal(f.door.edit_group(as_paul, {.group = f.team.members, .name = "x"})) == errc::permission_denied);
    CHECK(refusal(f.door.remove_group(as_paul, {.group = f.team.members})) == errc::permission_denied);
    CHECK(refusal(f.door.change_group(as_paul, {.account = paul.id, .group = f.team.administrators})) ==
          errc::permission_denied);
    CHECK(refusal(f.door.list_groups(as_paul)) == errc::permission_denied);
  });
}

TEST_CASE("what a group may do changes at once for all who are in it, and administrators are counted with it") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto paul = f.joined_user("paul"), petra = f.joined_user("petra");
    f.joined_user("pia");
    REQUIRE(f.door.ban(by, {.account = petra.id, .reason = "x"}));
    CHECK(refusal(f.door.list_groups(f.as(paul.id))) == errc::permission_denied);
    REQUIRE(f.door.edit_group(by, {.group = f.team.members, .permissions = permissions::users_manage}));
    CHECK(administrators(f) == 3);
    CHECK(wrong_counts(f) == "");
    CHECK(f.door.list_groups(f.as(paul.id)));
    CHECK(refusal(f.door.list_groups(f.as(petra.id))) == errc::permission_denied);
    REQUIRE(f.door.edit_group(f.as(paul.id), {.group = f.team.administrators, .permissions = permissions::none}));
    CHECK(administrators(f) == 2);
    CHECK(wrong_counts(f) == "");
    CHECK(refusal(f.door.edit_group(f.as(paul.id), {.group = f.team.members, .permissions = permissions::none})) ==
          errc::last_administrator);
    CHECK(refusal(f.door.list_groups(by)) == errc::permission_denied);
    CHECK(wrong_counts(f) == "");
  });
}

TEST_CASE("every way in and out of a group is counted") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto paul = f.joined_user("paul");
    CHECK(wrong_counts(f) == "");
    REQUIRE(f.door.deactivate(by, {.account = paul.id}));
    CHECK(wrong_counts(f) == "");
    REQUIRE(f.door.reactivate(by, {.account = paul.id}));
    CHECK(wrong_counts(f) == "");
    REQUIRE(f.door.change_group(by, {.account = paul.id, .group = f.team.administrators}));
    CHECK(administrators(f) == 2);
    CHECK(wrong_counts(f) == "");
    REQUIRE(f.door.ban(by, {.account = paul.id, .reason = "x"}));
    CHECK(wrong_counts(f) == "");
    REQUIRE(f.door.change_group(by, {.account = paul.id, .group = f.team.members}));
    REQUIRE(f.door.unban(by, {.account = paul.id}));
    CHECK(wrong_counts(f) == "");
    // Through a link: approved at once, by somebody, and out of the queue.
    for (const auto approval : {approval_override::by_default, approval_override::by_user}) {
      if (approval == approval_override::by_user) f.approver("petra");
      auto form = f.form("via" + std::to_string(static_cast<int>(approval)));
      form.token =
          token_in(f.link({.audience = account_kind::user, .approval = approval, .group = f.team.members}).link);
      const auto came = f.account_of(form);
      CHECK(wrong_counts(f) == "");
      if (came.state == account_state::pending) {
        const auto approved = f.door.approve(by, {.account = came.id}).value();
        CHECK(approved.state == account_state::active);
      }
      CHECK(wrong_counts(f) == "");
    }
    auto form = f.form("late");
    form.token = token_in(
        f.link({.audience = account_kind::user, .approval = approval_override::by_user, .group = f.team.members}).link);
    const auto late = f.account_of(form);
    CHECK(f.pool("core").held == 5);
    CHECK(f.door.approve_each(by, {{.account = late.id}}).value().front().outcome.value().state ==
          account_state::waiting);
    CHECK(wrong_counts(f) == "");
    REQUIRE(f.door.grant_seats(by, {"core", 1}));
    CHECK(f.get<account>(late.id).state == account_state::active);
    CHECK(wrong_counts(f) == "");
    // Let in by another access, of which there is a seat.
    REQUIRE(f.door.grant_seats(by, {"contract", 1}));
    form.username = "later";
    form.email = f.address_of("later");
    const auto later = f.account_of(form);
    CHECK(f.door.approve(by, {.account = later.id}).value().state == account_state::waiting);
    CHECK(f.door.change_access(by, {.account = later.id, .access = access::contract}).value().state ==
          account_state::active);
    CHECK(wrong_counts(f) == "");
    CHECK(f.door.ban(by, {.account = later.id, .reason = "x"}));
    CHECK(wrong_counts(f) == "");
  });
}

TEST_CASE("an administrator whose seat a ban freed counts again once another access lets them in") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    f.change_settings([](settings& s) { s.ban_frees_seat = true; });
    const auto paul = f.joined_user("paul");
    REQUIRE(f.door.change_group(by, {.account = paul.id, .group = f.team.administrators}));
    REQUIRE(f.door.ban(by, {.account = paul.id, .reason = "x"}));
    for (const auto* name : {"one", "two", "three", "four"}) f.joined_user(name);
    REQUIRE(f.door.unban(by, {.account = paul.id}).value().state == account_state::waiting);
    REQUIRE(f.door.grant_seats(by, {"contract", 1}));
    CHECK(f.door.change_access(by, {.account = paul.id, .access = access::contract}).value().state ==
          account_state::active);
    CHECK(administrators(f) == 2);
    CHECK(wrong_counts(f) == "");
  });
}

TEST_CASE(
    "a group with anybody in it stays, whatever their state, and whoever comes meanwhile finds it or is refused") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto made = f.door.add_group(by, {.name = "Lawyers"}).value();
    const auto paul = f.joined_user("paul");
    REQUIRE(f.door.change_group(by, {.account = paul.id, .group = made.id}));
    REQUIRE(f.door.deactivate(by, {.account = paul.id}));
    CHECK(refusal(f.door.remove_group(by, {.group = made.id})) == errc::group_in_use);
    REQUIRE(f.door.change_group(by, {.account = paul.id, .group = f.team.members}));
    CHECK(f.door.remove_group(by, {.group = made.id}));
    CHECK(refusal(f.door.change_group(by, {.account = paul.id, .group = made.id})) == errc::not_found);
  });
}

TEST_CASE("somebody sees what they may do themselves; others see it who manage users") {
  on_every_storage([](firm& f) {
    using words = std::vector<std::string>;
    const auto by = f.as_administrator();
    const auto paul = f.joined_user("paul"), petra = f.joined_user("petra"), nora = f.approver("nora");
    REQUIRE(f.door.edit_group(by, {.group = f.team.members, .host_permissions = words{"core.edit", "contract.sign"}}));
    CHECK(f.door.view_permissions(f.as(paul.id), paul.id).value() == words{"core", "core.edit"});
    CHECK(f.door.view_permissions(by, f.team.administrator).value() ==
          words{"users.manage", "sign_ups.decide", "core"});
    CHECK(refusal(f.door.view_permissions(f.as(paul.id), petra.id)) == errc::permission_denied);
    CHECK(refusal(f.door.view_permissions(f.as(nora.id), petra.id)) == errc::permission_denied);
    CHECK(refusal(f.door.view_permissions(f.somebody(), paul.id)) == errc::permission_denied);
    CHECK(refusal(f.door.view_permissions(by, account_id{f.team.members})) == errc::not_found);
    REQUIRE(f.door.ban(by, {.account = paul.id, .reason = "x"}));
    CHECK(f.door.view_permissions(by, paul.id).value().empty());
    CHECK(refusal(f.door.view_permissions(f.as(paul.id), paul.id)) == errc::permission_denied);
  });
}

TEST_CASE("a link stands no longer once its maker is in another group, or the group it leads to manages users") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto paul = f.joined_user("paul");
    REQUIRE(f.door.change_group(by, {.account = paul.id, .group = f.team.administrators}));
    auto form = f.form("zoe");
    form.token = token_in(f.door.create_invite(f.as(paul.id), {}).value().link);
    REQUIRE(f.door.sign_up(f.somebody(), form));
    REQUIRE(f.door.change_group(by, {.account = paul.id, .group = f.team.members}));
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = f.token_to(form.email)})) == errc::invalid_form);
    CHECK(refusal(f.try_account(form)) == errc::invite_invalid);
  });
}
