// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <vector>

#include "boundary.hpp"
#include "parvis/testkit/storage_contract.hpp"
#include "progress.hpp"
#include "storages.hpp"

namespace parvis::capi {

static void put(arena& room, const parvis::testkit::contract_report& from, parvis_storage_report& to) {
  to.passed = from.passed() ? 1 : 0;
  to.text = room.text(from.text());
  to.clauses = each<parvis_clause_result>(room, from.clauses, [&](const auto& one, parvis_clause_result& clause) {
    clause.passed = one.passed ? 1 : 0;
    clause.name = room.text(one.name);
    clause.explanation = room.text(one.explanation);
  });
  to.clause_count = from.clauses.size();
}

}  // namespace parvis::capi

using namespace parvis::capi;

namespace {

parvis::testkit::contract_options options_of(const parvis_storage_check_request& how) {
  parvis::testkit::contract_options out;
  if (how.seed != 0) out.seed = how.seed;
  if (how.steps != 0) out.steps = how.steps;
  if (how.threads != 0) out.threads = how.threads;
  if (how.rounds != 0) out.rounds = how.rounds;
  constexpr std::uint32_t threads_max = 256;
  if (out.threads < 2 || out.threads > threads_max) refuse("threads", "2 to 256");
  if (how.workspace_prefix.size != 0) out.workspace_prefix = string(how.workspace_prefix, "workspace_prefix");
  out.only = view(how.only, "only");
  return out;
}

/// The storage examined, and those that replaced it; all stay until the end.
class examined {
 public:
  explicit examined(const parvis_storage* first) { take(first); }

  parvis::storage& get() noexcept { return stores_.back()->get(); }
  parvis::storage& reopen(const parvis_storage_check_request& how) {
    // A host that is newer than this library puts a larger table.
    struct {
      parvis_storage table;
      std::byte more[struct_size_max];
    } replacement{};
    replacement.table.struct_size = sizeof replacement.table;
    if (how.reopen(how.user_data, &replacement.table) != PARVIS_DONE)
      refuse("reopen", "it failed", parvis::errc::host_failed);
    take(&replacement.table);
    return get();
  }

 private:
  void take(const parvis_storage* table) { stores_.push_back(storage_of(table)); }
  std::vector<std::unique_ptr<any_storage>> stores_;
};

}  // namespace

extern "C" parvis_status parvis_storage_check(const parvis_storage* storage,
                                              const parvis_storage_check_request* request,
                                              const parvis_storage_report** out, const parvis_error** error) {
  if (out != nullptr) *out = nullptr;
  return guard(error, [&]() -> parvis::result<> {
    const auto how = request == nullptr ? parvis_storage_check_request{} : grown(request, "request");
    auto options = options_of(how);
    examined stores(storage);
    if (how.reopen != nullptr) options.reopen = [&]() -> parvis::storage& { return stores.reopen(how); };
    const auto progress = progress_of(how.progress);
    options.progress = progress.get();
    const auto report = parvis::testkit::check_storage(stores.get(), options);
    if (report.cancelled) return parvis::failure{parvis::errc::cancelled};
    return hand_out(out, report);
  });
}
