// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include "parvis/model/check.hpp"
#include "row_input.hpp"
#include "stores.hpp"

// Input: queries of rows that stand still. Each has digits for the kind or the shape, filters, the order and the limit,
// and a cursor as somebody outside might bring it.

using namespace parvis;

namespace {

constexpr std::string_view workspace = "firm";

void insert(fuzz::stores& all, operation row) {
  static std::uint8_t batches = 0;
  const batch one{uuid::well_known(++batches), {1}, {std::move(row)}};
  for (auto* const store : {all.ours()[0], all.ours()[1], &all.reference()}) {
    PARVIS_HOLDS(store->commit(workspace, {&one, 1}, nullptr).front().status == answer_status::done);
  }
}

/// A few rows of every kind that has a shape; with equal and with null sort values.
fuzz::stores& filled() {
  static fuzz::stores all;
  static const bool once = [] {
    for (std::uint8_t n = 1; n <= 12; ++n) {
      const auto id = uuid::well_known(n);
      const instant at{n / 2};
      const auto word = std::string(1, static_cast<char>('a' + n % 3));
      const auto state = static_cast<account_state>(1 + n % 4);
      account waiting{.id = account_id{id},
                      .state = state,
                      .email = word + "@example.org",
                      .group = group_id{uuid::well_known(n % 2)}};
      if (n % 3 != 0) waiting.queued_at = at, waiting.waiting_for = word;
      insert(all, inserting(waiting));
      insert(all, inserting(sign_up{.id = sign_up_id{id}, .expires_at = at}));
      insert(all, inserting(invite{.id = invite_id{id},
                                   .state = n % 2 == 0 ? invite_state::open : invite_state::closed,
                                   .label = word + "%_" + word}));
      insert(all, inserting(grant{.id = grant_id{id}, .sku = word, .starts_at = at}));
      insert(all,
             inserting(event{.id = event_id{id}, .what = event_type::signed_in, .subject = uuid::well_known(n % 4)}));
      outbox_item item{.id = outbox_id{id}, .effect = effect::open_case};
      if (n % 4 != 0) item.due_at = at;
      insert(all, inserting(item));
    }
    return true;
  }();
  static_cast<void>(once);
  return all;
}

query query_from(fuzz::input& in) {
  query out;
  const auto shape = in.below(query_shapes.size() + 1);
  if (shape < query_shapes.size()) {
    const auto& like = query_shapes[shape];
    out.kind = like.kind;
    out.sort = like.sort;
    for (const auto column : like.equal) {
      if (column != id_column)
        out.filters.push_back({column, in.yes() ? filter_op::in : filter_op::equal, {fuzz::value_from(in)}});
    }
  } else {
    out.kind = fuzz::kind_from(in);
  }
  out.descending = in.yes();
  out.limit = in.below(8) == 7 ? static_cast<std::size_t>(in.number()) : in.below(16);
  out.count_cap = in.below(16);
  for (auto left = in.below(3); left > 0; --left) {
    const auto column = in.yes() ? fuzz::column_from(in, out.kind) : out.sort;
    filter added{column, static_cast<filter_op>(1 + in.below(6)), {}};
    for (auto values = in.below(3); values > 0; --values) added.values.push_back(fuzz::value_from(in));
    out.filters.push_back(std::move(added));
  }
  if (in.yes()) {
    auto place = fuzz::value_from(in);
    out.after = cursor{std::move(place), uuid::well_known(in.octet())};
    if (in.yes()) std::fill(out.after->id.octet.begin(), out.after->id.octet.end(), in.octet());
  }
  return out;
}

/// What the order of a scan sets in order: the sort value, then the id.
std::pair<value, uuid> place_of(const row& r, column_number sort) {
  if (sort == id_column) return {{}, r.id};
  return {*r.at(sort), r.id};
}

void check_page(const query& asked, const page& told) {
  const row* before = nullptr;
  for (const auto& one : told.rows) {
    PARVIS_HOLDS(one.kind == asked.kind);
    const auto place = place_of(one, asked.sort);
    if (before != nullptr) {
      const auto last = place_of(*before, asked.sort);
      PARVIS_HOLDS(asked.descending ? place < last : last < place);
    }
    if (asked.after) {
      const std::pair<value, uuid> end{asked.sort == id_column ? value{} : asked.after->value, asked.after->id};
      PARVIS_HOLDS(asked.descending ? place < end : end < place);
    }
    before = &one;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  auto& all = filled();
  const auto asked = query_from(in);
  const auto allowed = plan(asked);
  fuzz::compare_scans(all, workspace, asked);
  const auto told = all.reference().scan(workspace, asked, nullptr);
  PARVIS_HOLDS(told.has_value() == allowed.has_value());
  if (!told) {
    PARVIS_HOLDS(told.assume_error().code == errc::bug);
    return 0;
  }
  check_page(asked, told.assume_value());
  for (auto* const store : all.ours()) check_page(asked, store->scan(workspace, asked, nullptr).value());
  return 0;
}
