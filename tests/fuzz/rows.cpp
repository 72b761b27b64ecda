// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "parvis/model/check.hpp"
#include "parvis/model/rest.hpp"
#include "row_input.hpp"

// Input: a digit for the kind, one for the id, a line with the revision, then the columns' values. All of it is also
// read as a packed rest.

using namespace parvis;

namespace {

/// The row as a record: what is taken can be written again, to the same row.
template <class Record>
void check_record(const row& from) {
  const auto read = from_row<Record>(from);
  if (!read) {
    PARVIS_HOLDS(read.assume_error().code == errc::corrupt_row);
    return;
  }
  const auto& record = read.assume_value();
  PARVIS_HOLDS(from.kind == Record::kind && record.revision == from.revision);
  const auto printed = to_row(record);
  const auto again = from_row<Record>(printed).value();
  PARVIS_HOLDS(to_row(again).values == printed.values);
  PARVIS_HOLDS(changing(record, again).set.empty());
  const batch written{uuid::well_known(1), {1}, {inserting(record)}};
  PARVIS_HOLDS(from.id.is_nil() || !defect_of(written));
}

template <class... Records>
void check_as(const row& from) {
  (check_record<Records>(from), ...);
}

void check_rest(std::string_view packed) {
  std::vector<value> values;
  if (!unpack_rest(packed, values)) return;
  PARVIS_HOLDS(values.size() <= columns_max);
  PARVIS_HOLDS(pack_rest(values, 0) == packed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_rest(fuzz::input(data, size).rest());

  fuzz::input in(data, size);
  row from;
  from.kind = fuzz::kind_from(in);
  from.id = uuid::well_known(static_cast<std::uint8_t>(in.below(3)));
  from.revision = static_cast<std::uint64_t>(in.number());
  while (!in.empty() && from.values.size() < columns_max) from.values.push_back(fuzz::value_from(in));
  check_as<settings, group, account, sign_up, invite, seat_pool, grant, outbox_item, event, note, counter, mailed_link,
           code_claim, catalog, order, payment_notice, reservation, seat_use, import_run, erasure>(from);

  std::vector<value> values;
  const auto packed = pack_rest(from.values, 0);
  PARVIS_HOLDS(unpack_rest(packed, values).has_value());
  auto expected = from.values;
  while (!expected.empty() && expected.back().is_null()) expected.pop_back();
  PARVIS_HOLDS(values == expected);
  return 0;
}
