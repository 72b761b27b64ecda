// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "parvis/testkit/simulation/people_player.hpp"

// Makes requests of commands about groups, and looks at what they let somebody do.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the player.
class group_player : protected people_player {
 protected:
  using people_player::people_player;

  void do_group(const command& one) {
    choose_group(one);
    switch (one.what) {
      case verb::add_group:
        return do_add_group(one);
      case verb::edit_group:
        return do_edit_group(one);
      case verb::remove_group:
        return do_remove_group(one);
      case verb::list_groups:
        return do_list_groups(one);
      case verb::view_permissions:
        return do_view_permissions(one);
      default:
        break;
    }
    asked_.subject = subject_of(one);
    see(one);
    weigh();
    take(door(one).change_group(by(), {.account = asked_.subject, .group = asked_.group, .seen = asked_.seen}));
  }

 private:
  void choose_group(const command& one) {
    asked_.group = one.b % 2 == 0 ? here().administrators : here().members;
    const auto other = group_id{pick(here().groups, one.c, [](const team&) { return true; })};
    if (one.name > 3) asked_.group = other;
    if (one.a == 255) asked_.group = group_id{somebody(unheard_of)};
  }
  void see_group(const command& one) {
    const auto known = here().groups.find(asked_.group);
    if (one.a % 4 == 0 && known != here().groups.end()) asked_.seen = known->second.revision - (one.a % 8 == 0 ? 1 : 0);
  }
  static std::string group_name(const command& one) {
    static constexpr std::string_view choices[] = {"Lawyers", "lawyers", "Partners", "Archive", "Members", ""};
    return std::string(choices[one.a % 6]);
  }
  /// The last three are no words of a host's.
  static std::vector<std::string> words(const command& one) {
    const std::vector<std::string> choices[] = {
        {},       {"sign"}, {"core.print", "sign"}, {"contract.read"}, {"client.x", "core.y", "z"},
        {"core"}, {"Sign"}, {"sign", "sign"}};
    return choices[one.b / 2 % 8];
  }

  void do_add_group(const command& one) {
    asked_.group_name = group_name(one);
    asked_.permissions = one.c % 8 == 1 ? permissions::users_manage : permissions::none;
    asked_.words = words(one);
    weigh();
    const auto told = door(one).add_group(
        by(), {.name = *asked_.group_name, .permissions = asked_.permissions, .host_permissions = *asked_.words});
    take(told);
    if (told) compare_group(told.value());
  }
  void do_edit_group(const command& one) {
    // Mostly what gives power, or gives it back.
    asked_.permissions = one.c % 3 == 0 && one.b % 2 != 0 ? permissions::none : permissions::users_manage;
    if (one.c % 8 == 1) asked_.permissions = permissions::none;
    if (one.name % 2 == 0) asked_.group_name = group_name(one);
    if (one.name % 3 == 0) asked_.words = words(one);
    see_group(one);
    weigh();
    const auto told = door(one).edit_group(by(), {.group = asked_.group,
                                                  .seen = asked_.seen,
                                                  .name = asked_.group_name,
                                                  .permissions = asked_.permissions,
                                                  .host_permissions = asked_.words});
    take(told);
    if (told) compare_group(told.value());
  }
  /// Mostly one that nobody is in.
  void do_remove_group(const command& one) {
    const auto empty = group_id{pick(here().groups, one.b, [&](const team& t) { return !here().is_in_use(t.id); })};
    if (one.c % 4 != 0 && here().groups.count(empty) > 0) asked_.group = empty;
    see_group(one);
    weigh();
    take(door(one).remove_group(by(), {.group = asked_.group, .seen = asked_.seen}));
  }
  void compare_group(const group& told) {
    const auto known = here().groups.find(told.id);
    if (known == here().groups.end()) return compare(false, "a group");
    auto expected = known->second;
    expected.entered = told.entered;  // the answer is as old as what was decided
    compare(difference(expected, team{told}).empty(), "a group");
  }
  void do_list_groups(const command& one) {
    weigh();
    const auto told = door(one).list_groups(by());
    take(told);
    if (!told) return;
    compare(told.value().size() == here().groups.size(), "a list of groups");
    for (const auto& each : told.value()) {
      compare_group(each);
      compare(each.active == here().active_in(each.id), "how many are active in a group");
    }
  }
  void do_view_permissions(const command& one) {
    asked_.subject = subject_of(one);
    if (one.b % 4 == 0) asked_.subject = asked_.actor;
    weigh();
    const auto told = door(one).view_permissions(by(), asked_.subject);
    take(told);
    if (!told) return;
    const auto* who = here().find(asked_.subject);
    compare(who != nullptr && told.value() == here().words_of(*who), "what somebody may do");
  }
};

}  // namespace parvis::inline v1::testkit::simulated
