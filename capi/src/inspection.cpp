// SPDX-License-Identifier: BSL-1.0
#include "parvis/messages.hpp"
#include "progress.hpp"
#include "records.hpp"

namespace parvis::capi {

static void put(arena& room, const store_finding& from, parvis_store_finding& to) {
  to.defect = static_cast<std::int32_t>(from.defect);
  to.kind = static_cast<std::uint32_t>(from.kind);
  to.row = put(from.row);
  to.column = room.text(from.column);
  to.expected = from.expected;
  to.found = from.found;
}
static void put(arena& room, const store_report& from, parvis_store_report& to) {
  to.sums_unjudged = from.sums == sums_judged::no ? 1 : 0;
  to.rows = from.rows;
  to.found = from.found;
  to.findings =
      each<parvis_store_finding>(room, from.findings, [&](const auto& one, auto& item) { put(room, one, item); });
  to.finding_count = from.findings.size();
  to.refreshed = from.refreshed;
}
static search_keys keys_in(const parvis_inspect_store_request& from) {
  using enum search_keys;
  return enumerator(from.search_keys, told, refreshed, "search_keys");
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_inspect_store(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_inspect_store_request* request, const parvis_store_report** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = request == nullptr ? parvis_inspect_store_request{} : grown(request, "request");
    const auto progress = progress_of(from.progress);
    return door.inspect_store(who, {progress.get(), keys_in(from)});
  });
}
parvis_status parvis_find_account(parvis_portal* portal, const parvis_caller* by, parvis_text identifier,
                                  const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.find_account(who, view(identifier, "identifier")); });
}

}  // extern "C"
