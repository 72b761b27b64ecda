// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static permissions permissions_of(std::int32_t number) {
  return enumerator(number, permissions::none, last_value(permissions{}), "permissions");
}

static add_group_request group_of(const parvis_add_group_request* given) {
  const auto from = grown(given, "request");
  return {string(from.name, "name"), permissions_of(from.permissions),
          strings(from.host_permissions, from.host_permission_count, "host_permissions")};
}
static edit_group_request edit_of(const parvis_edit_group_request* given) {
  const auto from = grown(given, "request");
  edit_group_request out{.group = id_of<group_id>(from.group), .seen = revision(from.seen)};
  if (from.name != nullptr) out.name = string(*from.name, "name");
  if (from.permissions != nullptr) out.permissions = permissions_of(*from.permissions);
  if (from.host_permissions != nullptr || from.host_permission_count != 0) {
    out.host_permissions = strings(from.host_permissions, from.host_permission_count, "host_permissions");
  }
  return out;
}

static void put(arena& room, const group& from, parvis_group& to) {
  to.permissions = static_cast<std::int32_t>(from.permissions);
  to.id = put(from.id);
  to.revision = from.revision;
  to.name = room.text(from.name);
  to.host_permissions = put(room, from.host_permissions);
  to.host_permission_count = from.host_permissions.size();
  to.active = from.active;
}
static void put(arena& room, const std::vector<group>& from, parvis_group_list& to) {
  to.items = each<parvis_group>(room, from, [&](const group& one, parvis_group& item) { put(room, one, item); });
  to.item_count = from.size();
}
static void put(arena& room, const std::vector<std::string>& from, parvis_permission_list& to) {
  to.words = put(room, from);
  to.word_count = from.size();
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_add_group(parvis_portal* portal, const parvis_caller* by, const parvis_add_group_request* request,
                               const parvis_group** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.add_group(who, group_of(request)); });
}
parvis_status parvis_edit_group(parvis_portal* portal, const parvis_caller* by,
                                const parvis_edit_group_request* request, const parvis_group** out,
                                const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.edit_group(who, edit_of(request)); });
}
parvis_status parvis_remove_group(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_remove_group_request* request, const parvis_group** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.remove_group(who, {id_of<parvis::group_id>(from.group), revision(from.seen)});
  });
}
parvis_status parvis_list_groups(parvis_portal* portal, const parvis_caller* by, const parvis_group_list** out,
                                 const parvis_error** error) {
  return call(portal, by, out, error, [](auto& door, const auto& who) { return door.list_groups(who); });
}
parvis_status parvis_change_group(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_change_group_request* request, const parvis_account_view** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.change_group(
        who, {id_of<parvis::account_id>(from.account), id_of<parvis::group_id>(from.group), revision(from.seen)});
  });
}
parvis_status parvis_view_permissions(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* account,
                                      const parvis_permission_list** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.view_permissions(who, parvis::account_id{id_of(account, "account")});
  });
}

}  // extern "C"
