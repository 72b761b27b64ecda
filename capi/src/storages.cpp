// SPDX-License-Identifier: BSL-1.0
#include "storages.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "calls.hpp"
#include "parvis/adapters/memory_storage.hpp"
#include "parvis/model/check.hpp"
#include "parvis/ports/participant.hpp"
#include "rows.hpp"
#ifdef PARVIS_CAPI_SQLITE
#include "parvis/adapters/sqlite_storage.hpp"
#endif

namespace parvis::capi {
namespace {

// --- a host's storage, for the library ---

struct load_call final : parvis_call {
  explicit load_call(std::span<const key> asked) : keys(asked), rows(asked.size()) {}
  parvis_status put_row(std::size_t place, const parvis_row* given) override {
    if (given == nullptr || place >= keys.size() || rows[place]) return spoil("a row at a place that has none");
    auto read = row_of(*given);
    const auto& k = keys[place];
    const bool another = read.kind != k.kind || (k.column == id_column && value::of(read.id) != k.value);
    if (another) return spoil("a row that was not asked for");
    rows[place] = std::move(read);
    return PARVIS_DONE;
  }
  std::span<const key> keys;
  std::vector<std::optional<row>> rows;
};

struct scan_call final : parvis_call {
  explicit scan_call(const query& asked) : what(asked) {}
  parvis_status put_row(std::size_t place, const parvis_row* given) override {
    if (given == nullptr || place != out.rows.size() || place >= what.limit) return spoil("a row out of the page");
    auto read = row_of(*given);
    if (read.kind != what.kind) return spoil("a row that was not asked for");
    out.rows.push_back(std::move(read));
    return PARVIS_DONE;
  }
  parvis_status put_end(std::int32_t more, std::size_t count) override {
    out.more = more != 0;
    out.count = std::min(count, what.count_cap);
    return PARVIS_DONE;
  }
  const query& what;
  page out;
};

struct commit_call final : parvis_call {
  explicit commit_call(std::vector<const batch*> asked) : batches(std::move(asked)), answers(batches.size()) {}
  parvis_status put_answer(std::size_t place, const parvis_answer* given) override {
    if (given == nullptr || place >= batches.size() || answers[place]) return spoil("an answer out of place");
    try {
      answers[place] = answer_of(*given, *batches[place]);
    } catch (const refused&) {
      return spoil("what was put is no answer");
    }
    return PARVIS_DONE;
  }
  std::vector<const batch*> batches;
  std::vector<std::optional<answer>> answers;
};

class host_storage final : public parvis::storage {
 public:
  explicit host_storage(const parvis_storage& table) : table_(table) {}
  void keep() noexcept { table_.keep(); }

  capabilities able() const override {
    return {.atomic_batches = (table_->flags & PARVIS_STORAGE_NOT_ATOMIC) == 0,
            .durable = (table_->flags & PARVIS_STORAGE_NOT_DURABLE) == 0};
  }

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context) override {
    PARVIS_TRYV(well_formed(keys));
    load_call call(keys);
    const auto shown = show(keys);
    PARVIS_TRYV(call.told(table_->load(table_->user_data, &call, borrowed(workspace), shown.data(), shown.size())));
    return std::move(call.rows);
  }

  result<page> scan(std::string_view workspace, const query& what, host_context) override {
    PARVIS_TRYV(plan(what));
    scan_call call(what);
    const shown_query shown(what);
    PARVIS_TRYV(call.told(table_->scan(table_->user_data, &call, borrowed(workspace), &shown.get())));
    return std::move(call.out);
  }

  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context) override {
    std::vector<answer> out(batches.size());
    std::vector<const batch*> sound;
    shown_batches shown;
    for (std::size_t n = 0; n < batches.size(); ++n) {
      if (const auto bad = defect_of(batches[n])) {
        out[n] = {answer_status::conflict, bad->op, why::malformed};
      } else {
        sound.push_back(&batches[n]);
        shown.add(batches[n]);
      }
    }
    if (sound.empty()) return out;
    const auto answers = ask(workspace, std::move(sound), shown);
    for (std::size_t n = 0, asked = 0; n < batches.size(); ++n) {
      if (out[n].reason != why::malformed) out[n] = answers[asked++];
    }
    return out;
  }

  result<std::size_t> maintain(std::string_view workspace, std::size_t limit, host_context) override {
    std::size_t rows = 0;
    if (table_->maintain == nullptr) return rows;
    parvis_call call;
    PARVIS_TRYV(call.told(table_->maintain(table_->user_data, &call, borrowed(workspace), limit, &rows)));
    return rows;
  }

 private:
  /// A slot that says nothing of a batch has left open what became of it, unless it says that nothing was reached.
  std::vector<answer> ask(std::string_view workspace, std::vector<const batch*> sound, const shown_batches& shown) {
    commit_call call(std::move(sound));
    const auto& given = shown.get();
    const auto told =
        call.told(table_->commit(table_->user_data, &call, borrowed(workspace), given.data(), given.size()));
    const bool untouched = !told && told.assume_error().code == errc::unavailable;
    const answer silent{untouched ? answer_status::unavailable : answer_status::unknown};
    std::vector<answer> out;
    for (const auto& one : call.answers)
      out.push_back(call.spoiled() ? answer{answer_status::unknown} : one.value_or(silent));
    return out;
  }

  owned<parvis_storage> table_;
};

struct taken_storage final : any_storage {
  explicit taken_storage(const parvis_storage& table) : storage(table) {}
  parvis::storage& get() noexcept override { return storage; }
  void keep() noexcept override { storage.keep(); }
  host_storage storage;
};

// --- a storage of ours, for C ---

class host_participant final : public participant {
 public:
  explicit host_participant(const parvis_participant& table) : table_(table) {}
  void keep() noexcept { table_.keep(); }

  result<> take_part(host_context context, void* connection, const batch& applied) override {
    parvis_call call;
    shown_batches shown;
    shown.add(applied);
    return call.told(table_->take_part(table_->user_data, &call, context, connection, shown.get().data()));
  }

 private:
  owned<parvis_participant> table_;
};

/// What stands behind the table of a built-in storage.
struct built_in {
  std::unique_ptr<host_participant> participant;  // outlives the storage that calls it
  std::unique_ptr<parvis::storage> storage;
};
parvis::storage& of(void* user_data) { return *static_cast<built_in*>(user_data)->storage; }

template <class Body>
parvis_status slot(parvis_call* call, Body body) noexcept {
  try {
    const result<> done = body();
    if (done) return PARVIS_DONE;
    const auto& why = done.assume_error();
    return parvis_call_fail(call, static_cast<parvis_status>(why.code), borrowed(why.detail));
  } catch (const refused& one) {
    return parvis_call_fail(call, PARVIS_E_INVALID_ARGUMENT, borrowed(one.why.detail));
  } catch (...) {
    return PARVIS_E_NO_MEMORY;
  }
}

parvis_status load_built_in(void* user_data, parvis_call* call, parvis_text workspace, const parvis_key* keys,
                            std::size_t count) {
  return slot(call, [&]() -> result<> {
    const auto asked = keys_of(keys, count);
    PARVIS_TRY(const auto rows, of(user_data).load(view(workspace, "workspace"), asked, parvis_call_context(call)));
    for (std::size_t n = 0; n < rows.size(); ++n) {
      if (rows[n]) parvis_call_put_row(call, n, &shown_row(*rows[n]).get());
    }
    return success();
  });
}
parvis_status scan_built_in(void* user_data, parvis_call* call, parvis_text workspace, const parvis_query* what) {
  return slot(call, [&]() -> result<> {
    if (what == nullptr) refuse("query", "NULL");
    PARVIS_TRY(const auto found,
               of(user_data).scan(view(workspace, "workspace"), query_of(*what), parvis_call_context(call)));
    for (std::size_t n = 0; n < found.rows.size(); ++n) parvis_call_put_row(call, n, &shown_row(found.rows[n]).get());
    parvis_call_put_end(call, found.more ? 1 : 0, found.count);
    return success();
  });
}
parvis_status commit_built_in(void* user_data, parvis_call* call, parvis_text workspace, const parvis_batch* batches,
                              std::size_t count) {
  return slot(call, [&]() -> result<> {
    const auto asked = list(batches, count, "batches", batch_of);
    const auto answers = of(user_data).commit(view(workspace, "workspace"), asked, parvis_call_context(call));
    for (std::size_t n = 0; n < answers.size(); ++n) {
      const auto shown = show(answers[n]);
      parvis_call_put_answer(call, n, &shown);
    }
    return success();
  });
}
parvis_status maintain_built_in(void* user_data, parvis_call* call, parvis_text workspace, std::size_t limit,
                                std::size_t* out) {
  return slot(call, [&]() -> result<> {
    if (out == nullptr) refuse("out", "NULL");
    PARVIS_TRY(*out, of(user_data).maintain(view(workspace, "workspace"), limit, parvis_call_context(call)));
    return success();
  });
}
void destroy_built_in(void* user_data) { delete static_cast<built_in*>(user_data); }

/// A table of ours, straight to what stands behind it.
struct direct_storage final : any_storage {
  explicit direct_storage(const parvis_storage& table) : table_(table) {}
  parvis::storage& get() noexcept override { return of(table_->user_data); }
  void keep() noexcept override { table_.keep(); }

 private:
  owned<parvis_storage> table_;
};

std::unique_ptr<host_participant> participant_of(const parvis_participant* table) {
  if (table == nullptr) return nullptr;
  const auto known = grown(table, "participant");
  if (known.take_part == nullptr) refuse("participant", "take_part is missing");
  return std::make_unique<host_participant>(known);
}

/// Fills the table, which owns everything from here on.
void hand_out(parvis_storage* out, std::uint32_t room, std::unique_ptr<host_participant> takes_part,
              std::unique_ptr<parvis::storage> made) {
  const auto able = made->able();
  auto behind = std::make_unique<built_in>(built_in{std::move(takes_part), std::move(made)});
  if (behind->participant) behind->participant->keep();
  fill(out, parvis_storage{.struct_size = room,
                           .flags = able.durable ? 0U : static_cast<std::uint32_t>(PARVIS_STORAGE_NOT_DURABLE),
                           .user_data = behind.release(),
                           .destroy = destroy_built_in,
                           .load = load_built_in,
                           .scan = scan_built_in,
                           .commit = commit_built_in,
                           .maintain = maintain_built_in});
}

}  // namespace

std::unique_ptr<any_storage> storage_of(const parvis_storage* table) {
  const auto known = grown(table, "storage");
  if (known.load == nullptr || known.scan == nullptr || known.commit == nullptr) refuse("storage", "a slot is missing");
  constexpr std::uint32_t flags = PARVIS_STORAGE_NOT_ATOMIC | PARVIS_STORAGE_NOT_DURABLE;
  if ((known.flags & ~flags) != 0) refuse("storage", "a flag that is none");
  const bool upkeep_is_ours =
      known.maintain == nullptr || known.maintain == maintain_built_in;  // an older one has none
  if (known.load == load_built_in && known.scan == scan_built_in && known.commit == commit_built_in && upkeep_is_ours) {
    return std::make_unique<direct_storage>(known);
  }
  return std::make_unique<taken_storage>(known);
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_memory_storage_open(const parvis_memory_options* options, parvis_storage* out,
                                         const parvis_error** error) {
  return guard(error, [&]() -> parvis::result<> {
    const auto room = room_of(out);
    const auto how = options == nullptr ? parvis_memory_options{} : grown(options, "options");
    auto takes_part = participant_of(how.participant);
    auto made = std::make_unique<parvis::memory_storage>(parvis::memory_options{takes_part.get()});
    hand_out(out, room, std::move(takes_part), std::move(made));
    return parvis::success();
  });
}

#ifdef PARVIS_CAPI_SQLITE
parvis_status parvis_sqlite_storage_open(const parvis_sqlite_options* options, parvis_storage* out,
                                         const parvis_error** error) {
  return guard(error, [&]() -> parvis::result<> {
    const auto room = room_of(out);
    const auto how = grown(options, "options");
    auto takes_part = participant_of(how.participant);
    parvis::sqlite_options given;
    given.path = string(how.path, "path");
    using enum parvis::sqlite_synchronous;
    given.synchronous = enumerator_or(how.synchronous, full, full, normal, "synchronous");
    if (how.busy_timeout_us < 0 || how.checkpoint_pages < 0) refuse("options", "below zero");
    if (how.busy_timeout_us != 0) given.busy_timeout = {how.busy_timeout_us};
    if (how.readers_max != 0) given.readers_max = how.readers_max;
    if (how.checkpoint_pages != 0) given.checkpoint_pages = how.checkpoint_pages;
    constexpr std::uint32_t flags = PARVIS_SQLITE_INDEX_PARTS_OF_WORDS | PARVIS_SQLITE_EXISTING;
    if ((how.flags & ~flags) != 0) refuse("options", "a flag that is none");
    given.index_parts_of_words = (how.flags & PARVIS_SQLITE_INDEX_PARTS_OF_WORDS) != 0;
    given.must_exist = (how.flags & PARVIS_SQLITE_EXISTING) != 0;
    given.participant = takes_part.get();
    PARVIS_TRY(auto made, parvis::sqlite_storage::open(given));
    hand_out(out, room, std::move(takes_part), std::move(made));
    return parvis::success();
  });
}
#endif

}  // extern "C"
