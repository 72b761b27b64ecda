// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static account_filter filter_of(const parvis_account_filter* given) {
  if (given == nullptr) return {};
  const auto from = grown(given, "which");
  const auto state = [](std::int32_t one) {
    return enumerator(one, account_state::invited, account_state::lapsed, "states");
  };
  const auto kind = [](std::int32_t one) {
    return enumerator(one, account_kind::user, account_kind::collaborator, "kinds");
  };
  return {.states = list(from.states, from.state_count, "states", state),
          .kinds = list(from.kinds, from.kind_count, "kinds", kind),
          .access = enumerator(from.access, access::none, last_value(access{}), "access"),
          .group = id_of<group_id>(from.group),
          .invite = id_of<invite_id>(from.invite),
          .decided_by = id_of<account_id>(from.decided_by),
          .company = string(from.company, "company"),
          .text = string(from.text, "text"),
          .begins_with = string(from.begins_with, "begins_with"),
          .bans = enumerator(from.bans, ban_filter::any, last_value(ban_filter{}), "bans")};
}

static search_accounts_request search_of(const parvis_search_accounts_request* given) {
  const auto from = grown(given, "request");
  using sort = account_sort;
  using way = sort_direction;
  return {.which = filter_of(from.which),
          .sort = enumerator_or(from.sort, sort::created, sort::created, last_value(sort{}), "sort"),
          .direction = enumerator_or(from.direction, way::ascending, way::ascending, last_value(way{}), "direction"),
          .after = cursor_of(from.after),
          .limit = limit_or_50(from.limit),
          .count_cap = from.count_cap};
}

static count_accounts_request counting_of(const parvis_count_accounts_request* given) {
  const auto from = grown(given, "request");
  count_accounts_request out{.which = filter_of(from.which)};
  if (from.count_cap != 0) out.count_cap = from.count_cap;
  return out;
}

static void put(arena& room, const account_counts& from, parvis_account_counts& to) {
  auto* by = room.make<parvis_state_count>(from.by_state.size());
  for (std::size_t n = 0; n < from.by_state.size(); ++n) {
    by[n].state = static_cast<std::int32_t>(from.by_state[n].state);
    by[n].count = from.by_state[n].count;
  }
  to.total = from.total;
  to.by = by;
  to.by_count = from.by_state.size();
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_search_accounts(parvis_portal* portal, const parvis_caller* by,
                                     const parvis_search_accounts_request* request, const parvis_account_page** out,
                                     const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.search_accounts(who, search_of(request)); });
}
parvis_status parvis_count_accounts(parvis_portal* portal, const parvis_caller* by,
                                    const parvis_count_accounts_request* request, const parvis_account_counts** out,
                                    const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.count_accounts(who, counting_of(request)); });
}

}  // extern "C"
