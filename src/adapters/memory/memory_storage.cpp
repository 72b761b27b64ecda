// SPDX-License-Identifier: BSL-1.0
#include "parvis/adapters/memory_storage.hpp"

#include <map>
#include <mutex>
#include <random>
#include <shared_mutex>

#include "adapters/memory/deciding.hpp"
#include "adapters/memory/reading.hpp"
#include "adapters/memory/table.hpp"
#include "parvis/model/check.hpp"

namespace parvis::inline v1 {

struct memory_storage::state {
  explicit state(const memory_options& o) : options(o) {
    std::random_device seeds;
    for (auto* half : {&seed.first, &seed.second}) *half = static_cast<std::uint64_t>(seeds()) << 32 | seeds();
  }

  memory::workspace* find(std::string_view name) {
    const std::shared_lock held(lock);
    const auto found = workspaces.find(name);
    return found != workspaces.end() ? &found->second : nullptr;
  }
  memory::workspace& find_or_make(std::string_view name) {
    if (auto* found = find(name)) return *found;
    const std::unique_lock held(lock);
    return workspaces.try_emplace(std::string(name), plans, seed).first->second;
  }

  answer apply(memory::workspace& w, const batch& b, host_context context);

  const memory_options options;
  memory::hash_seed seed;
  const std::vector<memory::kind_plan> plans = memory::plans();
  std::shared_mutex lock;
  std::map<std::string, memory::workspace, std::less<>> workspaces;
};

answer memory_storage::state::apply(memory::workspace& w, const batch& b, host_context context) {
  if (const auto bad = defect_of(b)) return {answer_status::conflict, bad->op, why::malformed};
  // Declared before the lock, so that the rows that were replaced are freed after it is given up.
  std::vector<memory::step> steps;
  steps.reserve(b.operations.size());
  std::array<std::size_t, schema.size()> rows_made{};
  for (const auto& op : b.operations) {
    auto& s = steps.emplace_back(memory::step{&op, w.of(op.kind).hash(op.id)});
    if (op.type == op_type::insert) make_row(s, plans[static_cast<std::size_t>(op.kind) - 1]);
    ++rows_made[static_cast<std::size_t>(op.kind) - 1];
  }
  const auto h = memory::hash(seed, b.id.bytes());
  const std::lock_guard held(w.lock);
  for (const auto& s : steps) w.of(s.op->kind).prefetch(s.id_hash);
  if (w.applied.contains(h, b.id)) return {answer_status::already};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (const auto a = decide(w, steps, i); a.status != answer_status::done) return a;
  }
  for (std::size_t k = 0; k < rows_made.size(); ++k) {
    if (rows_made[k] > 0) w.tables[k].reserve(rows_made[k]);
  }
  w.applied.reserve(b.at);
  if (context != nullptr && options.participant != nullptr && !options.participant->take_part(context, nullptr, b)) {
    return {answer_status::unavailable};
  }
  for (auto& s : steps) {
    if (s.before == nullptr && !s.after) continue;
    w.of(s.op->kind).exchange(s.id_hash, s.before, s.after.release());
    s.after = memory::row_ptr::adopt(s.before);
  }
  w.applied.remember(h, b.id, b.at);
  return {answer_status::done};
}

memory_storage::memory_storage(const memory_options& options) : state_(std::make_unique<state>(options)) {}
memory_storage::~memory_storage() = default;

result<std::vector<std::optional<row>>> memory_storage::load(std::string_view workspace, std::span<const key> keys,
                                                             host_context) {
  PARVIS_TRYV(well_formed(keys));
  std::vector<std::optional<row>> out(keys.size());
  auto* w = state_->find(workspace);
  if (w == nullptr) return out;
  std::vector<memory::row_ptr> found(keys.size());
  {
    const std::lock_guard held(w->lock);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto& k = keys[i];
      auto& rows = w->of(k.kind);
      const auto id = uuid::from_bytes(k.value.data()).value_or(uuid{});
      found[i] = memory::row_ptr::share(k.column == id_column ? rows.with_id(id, rows.hash(id))
                                                              : rows.with_key(k.column, k.value));
    }
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (found[i]) out[i] = found[i]->unpacked(keys[i].kind);
  }
  return out;
}

result<page> memory_storage::scan(std::string_view workspace, const query& what, host_context) {
  PARVIS_TRY(const auto plan, parvis::plan(what));
  page out;
  auto* w = state_->find(workspace);
  if (w == nullptr) return out;
  memory::packed_page found;
  {
    const std::lock_guard held(w->lock);
    found = memory::read(w->of(what.kind), what, plan);
  }
  out.more = found.more;
  out.count = found.count;
  out.rows.reserve(found.rows.size());
  for (const auto& r : found.rows) out.rows.push_back(r->unpacked(what.kind));
  return out;
}

std::vector<answer> memory_storage::commit(std::string_view workspace, std::span<const batch> batches,
                                           host_context context) {
  std::vector<answer> out(batches.size());  // unavailable until told otherwise
  for (std::size_t i = 0; i < batches.size(); ++i) {
    try {
      out[i] = state_->apply(state_->find_or_make(workspace), batches[i], context);
    } catch (...) {  // no memory, or whatever a participant throws: until all is reserved nothing is changed
      out[i] = {answer_status::unavailable};
    }
  }
  return out;
}

}  // namespace parvis::inline v1
