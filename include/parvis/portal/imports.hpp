// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parvis/model/account.hpp"
#include "parvis/model/import_run.hpp"
#include "parvis/portal/accounts.hpp"
#include "parvis/portal/invites.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

class progress;

/// One row of an import: exactly one of the three.
struct import_row {
  /// The host's own name for the row, unique in the import, one line of 200 code points at most: by it the row is known
  /// when the import is run again. Empty: the e-mail address, which then is no other row's key.
  std::string key{};
  std::optional<add_user_request> user{};                      ///< as `add_user` takes it
  std::optional<add_portal_account_request> portal_account{};  ///< as `add_portal_account` takes it
  std::optional<invitee> invited{};                            ///< as `invite_people` takes it
};

/// What became of a row.
enum class import_fate : std::uint8_t {
  made = 1,     ///< by this call; of a dry run: it would be
  already = 2,  ///< by an earlier call of the same import, whatever the row says now
  refused = 3,  ///< `why`
};
constexpr import_fate last_value(import_fate) noexcept { return import_fate::refused; }

/// The answer to one row.
struct import_outcome {
  std::uint64_t number = 0;  ///< of the row: 1, 2, 3…
  std::string key{};         ///< of the row; its address where it had none
  import_fate fate{};        ///< what became of it
  uuid id{};                 ///< the account's or the link's; nil where there is none
  std::string code{};        ///< the account's; of a dry run: the one it would get
  failure why{};             ///< of a refused row, as the single command would have failed
};

/// Where the rows of an import come from, and where the answers go. The host's own; it is called on the thread of the
/// import, with no lock held, and may call the portal.
class import_source {
 public:
  virtual ~import_source() = default;
  /// Writes the next row into an empty one; false when there is none. A failure ends the import once what came before
  /// it is done.
  virtual result<bool> next(import_row& into) = 0;
  /// Told of every row, in order, once it is settled. A failure ends the import.
  virtual result<> tell(const import_outcome&) = 0;
};

/// Whether anything is written.
enum class import_mode : std::uint8_t { write = 0, dry_run = 1 };
constexpr import_mode last_value(import_mode) noexcept { return import_mode::dry_run; }

/// What is to be imported.
struct import_request {
  std::string key{};                      ///< the host's own name for the import: one line of 100 code points at most
  import_source* rows = nullptr;          ///< required
  import_mode mode = import_mode::write;  ///< a dry run gives the same answers, and writes nothing
  create_invite_request invites{};        ///< the options of every link; as of `invite_people_request`
  parvis::notice notice = notice::mail;   ///< `silent`: no link to join is mailed now; `resend_join` does it later
  /// Whether a row may bring somebody into a group that manages users; else it is refused: `invalid_form`, with
  /// `group_not_allowed` for the field `group`.
  import_administrators administrators = import_administrators::refused;
  std::size_t rows_at_once = 500;        ///< decided and committed together: 1 to 1,000
  std::uint64_t total = 0;               ///< told to `progress`; 0: nobody knows
  parvis::progress* progress = nullptr;  ///< told how many rows are settled; nullptr: nobody is
};

/// How many rows came, and what became of them.
struct import_reply {
  std::uint64_t rows = 0;     ///< in all
  std::uint64_t made = 0;     ///< by this call; of a dry run: they would be
  std::uint64_t already = 0;  ///< by earlier ones
  std::uint64_t refused = 0;  ///< each was told why
};

}  // namespace parvis::inline v1
