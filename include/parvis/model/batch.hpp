// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "parvis/model/row.hpp"

namespace parvis::inline v1 {

/// The number of a column: its place in the schema of its kind.
using column_number = std::uint16_t;

/// Stands for the row's id where a column number is asked for.
inline constexpr column_number id_column = 0xffff;

/// Sets a column.
struct assignment {
  column_number column = 0;  ///< possibly one of the future
  parvis::value value{};     ///< null empties it
};

/// Adds to a counter. Above zero the sum must not exceed the bound column (null: no bound); below zero it must not fall
/// under the floor column (none, or null: 0); zero always fits. So a pool over its capacity can still release and
/// replace. Bound and floor are those that hold once the operation has set its columns. A sum past 64 bits never fits.
struct addition {
  column_number column = 0;  ///< a counter
  std::int64_t amount = 0;   ///< may be 0
};

/// What a condition asks.
enum class comparison : std::uint8_t { equal = 1, less = 2, less_or_equal = 3, is_null = 4, greater = 5 };

/// A condition on the row's own columns, before the operation changes them. A comparison with null on either side does
/// not hold; text and bytes compare by octet. `is_null` looks at `column` alone.
struct condition {
  column_number column = 0;                           ///< of the row itself
  comparison is{};                                    ///< what is asked of it
  parvis::value value{};                              ///< ignored when `other` is given
  std::optional<column_number> other = std::nullopt;  ///< compare with this column instead
};

/// What an operation does.
enum class op_type : std::uint8_t { insert = 1, change = 2, remove = 3, absent = 4 };

/// What a batch does to one row, or asks of it.
///
/// - `insert`: no row has this id, every unique key of `set` is free (null takes none). The row starts at revision 1
///   with the columns of `set`. Its counters start at 0, all of them, so that none is ever null; then `add` adds.
/// - `change`: the row exists, and `revision` (if given) and `conditions` hold. Then `set` columns are set and `add`
///   columns added to; all others stay, unknown ones included. Setting raises the revision by one, even to the value
///   that stood there; adding alone does not. With neither it is a guard. With `or_insert` an absent row is inserted
///   instead; `revision` and `conditions` are then not asked.
/// - `remove`: like `change`, and the row is gone and its keys are free.
/// - `absent`: no row has this id; or, when `set` holds one assignment to a unique column, no row has that key (null is
///   nobody's) and `id` is not looked at.
struct operation {
  op_type type{};                                        ///< what it does
  parvis::kind kind{};                                   ///< of the row
  uuid id{};                                             ///< of the row
  std::optional<std::uint64_t> revision = std::nullopt;  ///< the row must be at it; empty: any
  bool or_insert = false;                                ///< for `change`
  std::vector<assignment> set{};                         ///< each column once
  std::vector<addition> add{};                           ///< each counter once
  std::vector<condition> conditions{};                   ///< all must hold
};

inline constexpr std::size_t operations_max = 64;  ///< per batch

/// All or nothing. Operations are applied in order, each seeing what those before it did; the first that does not hold
/// decides the answer. At most one operation names a given row. `model/check.hpp` says what is well formed.
///
/// A store remembers the id of every applied batch of a workspace at least until it has applied one there whose `at` is
/// more than 24 hours later. The id of a batch that was refused is not remembered.
struct batch {
  uuid id{};                            ///< never drawn twice
  instant at{};                         ///< when the decision was taken
  std::vector<operation> operations{};  ///< `operations_max` at most, in this order
};

/// Why an operation did not hold. `malformed` is asked first, of the whole batch, then whether the batch was applied
/// before. Of each operation: `exists` or `missing`, `revision`, `condition`, then whether its counters fit
/// (`no_room`), `key_taken` last. Of several columns that do not fit or are taken, the one first named in `add` or
/// `set` is told.
enum class why : std::uint8_t {
  none = 0,
  exists = 1,     ///< insert, absent: there is such a row
  missing = 2,    ///< change, remove: there is none
  revision = 3,   ///< it is at another revision
  condition = 4,  ///< a condition does not hold
  key_taken = 5,  ///< insert, change, absent: another row has this unique key; `column` says which
  malformed = 6,  ///< the batch is not one that may be asked for: a defect of whoever made it
};

/// What became of a batch.
enum class answer_status : std::uint8_t {
  done = 1,         ///< applied, and durable as the store promises
  already = 2,      ///< this batch id was applied before; nothing was applied now
  conflict = 3,     ///< nothing applied; `op` and `reason` say why
  no_room = 4,      ///< nothing applied; `op` adds past a bound or a floor
  unavailable = 5,  ///< nothing applied; the store is out of reach, full or busy
  unknown = 6,      ///< applied or not: sending the same batch again tells
};

/// The answer to one batch.
struct answer {
  answer_status status = answer_status::unavailable;  ///< what became of it
  std::size_t op = 0;                                 ///< which operation: for `conflict` and `no_room`
  why reason = why::none;                             ///< for `conflict`
  column_number column = 0;                           ///< for `key_taken` and `no_room`

  friend bool operator==(const answer&, const answer&) = default;
};

}  // namespace parvis::inline v1
