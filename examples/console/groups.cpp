// SPDX-License-Identifier: BSL-1.0
// Groups of users, and what they may do.
#include <memory>

#include "tool.hpp"

namespace console {

namespace {

struct group_words {
  std::string group, name;
  bool manages = false, no_longer_manages = false;
  std::vector<std::string> words;
};

std::vector<parvis_text> texts_in(const std::vector<std::string>& typed) {
  std::vector<parvis_text> out;
  for (const auto& one : typed) out.push_back(text_of(one));
  return out;
}

answer add(door& at, const group_words& given) {
  const auto words = texts_in(given.words);
  auto request = sized<parvis_add_group_request>();
  request.name = text_of(given.name);
  request.permissions = given.manages ? PARVIS_PERMISSIONS_USERS_MANAGE : PARVIS_PERMISSIONS_NONE;
  request.host_permissions = words.data();
  request.host_permission_count = words.size();
  return {shape(*at.ask(parvis_add_group, &request))};
}

answer edit(door& at, const group_words& given) {
  const auto words = texts_in(given.words);
  const auto name = text_of(given.name);
  const std::int32_t permissions = given.manages ? PARVIS_PERMISSIONS_USERS_MANAGE : PARVIS_PERMISSIONS_NONE;
  auto request = sized<parvis_edit_group_request>();
  request.group = at.group(given.group);
  if (!given.name.empty()) request.name = &name;
  if (given.manages || given.no_longer_manages) request.permissions = &permissions;
  if (!words.empty()) {
    request.host_permissions = words.data();
    request.host_permission_count = words.size();
  }
  return {shape(*at.ask(parvis_edit_group, &request))};
}

}  // namespace

void add_groups(tool& to) {
  auto& groups = to.chapter(to.root(), "groups", "Groups of users, and what they may do");
  to.command(groups, "list", "Each with its permissions and how many may act", [](door& at) {
    const auto list = at.ask(parvis_list_groups);
    return answer{shapes(list->items, list->item_count), {"name", "permissions", "host_permissions", "active", "id"}};
  });

  auto given = std::make_shared<group_words>();
  auto& added = to.command(groups, "add", "A group with nobody in it", [given](door& at) { return add(at, *given); });
  added.add_option("name", given->name, "One line")->required();
  added.add_flag("--manages-users", given->manages, "Its members are administrators");
  added.add_option("--permission", given->words, "A word of the host's own, several times");

  given = std::make_shared<group_words>();
  auto& edited = to.command(groups, "edit", "Renames it, or changes what its members may do",
                            [given](door& at) { return edit(at, *given); });
  edited.add_option("group", given->group, "Its name or id")->required();
  edited.add_option("--name", given->name, "The new one");
  auto* const manages = edited.add_flag("--manages-users", given->manages, "Its members are administrators");
  edited.add_flag("--manages-no-users", given->no_longer_manages, "They are not")->excludes(manages);
  edited.add_option("--permission", given->words, "All of the host's own from now on, several times");

  given = std::make_shared<group_words>();
  to.command(groups, "remove", "Removes a group that nobody is in",
             [given](door& at) {
               auto request = sized<parvis_remove_group_request>();
               request.group = at.group(given->group);
               return answer{shape(*at.ask(parvis_remove_group, &request))};
             })
      .add_option("group", given->group, "Its name or id")
      ->required();
}

}  // namespace console
