// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <set>
#include <vector>

#include "parvis/model/check.hpp"
#include "row_input.hpp"
#include "stores.hpp"

// Input: batches. Each has digits for its id and time, and operations, each announced by a '1'.

using namespace parvis;

namespace {

constexpr std::size_t batches_max = 6;
constexpr instant some_day{1'750'000'000'000'000};

operation operation_from(fuzz::input& in) {
  operation out;
  out.type = static_cast<op_type>(1 + in.below(5));
  out.kind = fuzz::kind_from(in);
  out.id = uuid::well_known(static_cast<std::uint8_t>(1 + in.below(4)));
  if (in.below(16) == 9) out.id = {};
  if (in.yes()) out.revision = static_cast<std::uint64_t>(in.number());
  out.or_insert = in.yes();
  for (auto left = in.below(5); left > 0; --left) {
    const auto column = fuzz::column_from(in, out.kind);
    out.set.push_back({column, fuzz::value_from(in)});
  }
  for (auto left = in.below(3); left > 0; --left) {
    const auto column = fuzz::column_from(in, out.kind);
    out.add.push_back({column, in.number()});
  }
  for (auto left = in.below(3); left > 0; --left) {
    condition asked{.column = fuzz::column_from(in, out.kind), .is = static_cast<comparison>(1 + in.below(6))};
    if (in.yes()) {
      asked.other = fuzz::column_from(in, out.kind);
    } else {
      asked.value = fuzz::value_from(in);
    }
    out.conditions.push_back(std::move(asked));
  }
  return out;
}

/// Within the 24 hours in which every store remembers every id.
batch batch_from(fuzz::input& in) {
  batch out{uuid::well_known(static_cast<std::uint8_t>(1 + in.below(8))), some_day + minutes(in.octet()), {}};
  switch (in.below(16)) {
    case 9:
      out.id = {};
      break;
    case 10:
      out.at = {in.yes() ? -1 : std::numeric_limits<std::int64_t>::max()};
      break;
    case 11: {
      const auto again = in.octet();
      const auto one = operation_from(in);
      for (std::size_t n = 0; n < again; ++n) {
        out.operations.push_back(one);
        out.operations.back().id = uuid::well_known(static_cast<std::uint8_t>(n + 1));
      }
      break;
    }
    default:
      break;
  }
  while (in.yes()) out.operations.push_back(operation_from(in));
  return out;
}

/// Made anew now and then, for every input has a workspace of its own.
struct place {
  fuzz::stores& all;
  std::string workspace;
};
place next_place() {
  constexpr std::size_t inputs_max = 2000;
  static std::optional<fuzz::stores> all;
  static std::size_t inputs = 0;
  if (inputs++ % inputs_max == 0) all.emplace();
  return {*all, std::to_string(inputs)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  std::vector<batch> batches;
  std::set<kind> touched;
  while (!in.empty() && batches.size() < batches_max) {
    batches.push_back(batch_from(in));
    for (const auto& op : batches.back().operations) {
      if (schema_of(op.kind) != nullptr) touched.insert(op.kind);
    }
  }

  const auto [all, workspace] = next_place();
  const auto expected = all.reference().commit(workspace, batches, nullptr);
  for (auto* const store : all.ours()) PARVIS_HOLDS(store->commit(workspace, batches, nullptr) == expected);
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const auto bad = defect_of(batches[i]);
    PARVIS_HOLDS(bad.has_value() == (expected[i].reason == why::malformed));
    if (bad) PARVIS_HOLDS((expected[i] == answer{answer_status::conflict, bad->op, why::malformed}));
  }
  for (const auto of : touched) fuzz::compare_scans(all, workspace, {.kind = of, .limit = page_max, .count_cap = 500});
  return 0;
}
