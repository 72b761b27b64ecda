// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace parvis::inline v1 {

/// What time had made due and is done now.
struct run_due_reply {
  std::size_t settled = 0;    ///< pools whose capacity or reservations changed
  std::size_t admitted = 0;   ///< from the queues
  std::size_t lapsed = 0;     ///< requests nobody decided in time
  std::size_t reminded = 0;   ///< requests whose deciders are reminded
  std::size_t purged = 0;     ///< sign-ups nobody proved in time
  std::size_t sealed = 0;     ///< entries of the audit trail
  std::size_t abandoned = 0;  ///< orders nobody paid in time
  std::size_t erased = 0;     ///< people of whom no trace is left now
  std::size_t unbanned = 0;   ///< accounts whose ban has run out
  std::size_t indexed = 0;    ///< rows that the storage has put off, as `sqlite_options::index_parts_of_words`
};

}  // namespace parvis::inline v1
