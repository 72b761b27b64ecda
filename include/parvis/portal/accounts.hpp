// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/model/cursor.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// What may be shown of an account. Never a password, nor its hash.
struct account_view {
  account_id id{};                               ///< of the account
  std::uint64_t revision = 0;                    ///< what `seen` is compared with
  account_kind kind{};                           ///< what it is
  account_state state{};                         ///< where it stands at the moment of the answer
  parvis::access access{};                       ///< what it may enter
  std::string email{};                           ///< as it was typed
  std::string username{};                        ///< empty until the person has joined
  std::string first_name{};                      ///< of the person
  std::string last_name{};                       ///< likewise
  std::string language{};                        ///< of mails to them (BCP 47)
  group_id group{};                              ///< users only
  invite_id invite{};                            ///< the link that brought them; nil: the open form
  instant created_at{};                          ///< when the account arose
  account_id decided_by{};                       ///< who approved or rejected; nil: the system
  std::string waiting_for{};                     ///< the sku, while waiting
  std::vector<field_value> fields{};             ///< the workspace's own
  std::vector<consent> consents{};               ///< given
  std::optional<instant> decide_by{};            ///< while a request is open: when it lapses
  std::string seniority{};                       ///< users only: one of the workspace's
  std::string job_title{};                       ///< may be empty
  std::string mobile{};                          ///< "+33612345678", or empty
  std::string address{};                         ///< postal, or empty
  std::string company{};                         ///< may be empty
  std::string code{};                            ///< the unique one: of users, and of who was added or was given one
  parvis::case_role case_role{};                 ///< none: no case is opened
  std::optional<parvis::access> asked_access{};  ///< asked for; or granted, where `waiting_for` says what is missing
  std::optional<instant> overrides_privacy_since{};  ///< empty: they may not read private records
  bool must_change_password = false;                 ///< before anything else
  std::optional<instant> join_by{};                  ///< while invited: when the newest link expires
  std::int64_t credential_epoch = 0;                 ///< a session that began under a lower one is over
  std::optional<instant> api_key_issued_at{};        ///< empty: there is none
  std::optional<instant> banned_at{};                ///< empty: they are not
  std::optional<instant> banned_until{};             ///< while banned: when it ends; empty: when somebody ends it
  account_id banned_by{};                            ///< while banned: by whom
  std::string ban_reason{};                          ///< while banned: why
  std::optional<instant> queued_at{};                ///< while `waiting_for`: their place in the queue
};

/// What is empty can be given later, by `edit_account`; but for the seniority, and fields that are required.
struct add_user_request {
  std::string first_name{};                    ///< of the person
  std::string last_name{};                     ///< likewise
  std::string email{};                         ///< where the link to join is mailed
  std::string language{};                      ///< empty: the workspace's
  group_id group{};                            ///< of the workspace
  parvis::access access = access::core;        ///< takes seats at once
  std::string seniority{};                     ///< one of the workspace's
  std::string job_title{};                     ///< one line of 100 code points at most
  std::string mobile{};                        ///< with the country code, "+33 6 12 34 56 78"
  std::string address{};                       ///< postal; eight lines at most
  std::string company{};                       ///< one line of 200 code points at most
  std::string code{};                          ///< empty: one is made
  std::vector<field_value> fields{};           ///< the workspace's own
  std::vector<reservation_id> reservations{};  ///< seats that were kept for them; 4 at most
};

/// The same for somebody of the portal.
struct add_portal_account_request {
  std::string first_name{};                       ///< of the person
  std::string last_name{};                        ///< likewise
  std::string email{};                            ///< where the link to join is mailed
  std::string language{};                         ///< empty: the workspace's
  parvis::access access = access::client;         ///< `client`, `collaborator` or both
  parvis::case_role case_role = case_role::none;  ///< other than `none`: a case is opened once they have joined
  std::string job_title{};                        ///< as of a user
  std::string mobile{};                           ///< likewise
  std::string address{};                          ///< likewise
  std::string company{};                          ///< likewise
  std::string code{};                             ///< likewise
  std::vector<field_value> fields{};              ///< the workspace's own
};

/// What is to be different. A member without a value is left alone; an empty text is removed, where nothing requires
/// one.
struct edit_account_request {
  account_id account{};                 ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
  std::optional<std::string> first_name{};           ///< never removed
  std::optional<std::string> last_name{};            ///< never removed
  std::optional<std::string> language{};             ///< removed: the workspace's
  std::optional<std::string> seniority{};            ///< users only
  std::optional<std::string> job_title{};            ///< as of a new user
  std::optional<std::string> mobile{};               ///< likewise
  std::optional<std::string> address{};              ///< likewise
  std::optional<std::string> company{};              ///< likewise
  std::optional<std::string> code{};                 ///< never removed
  std::optional<std::vector<field_value>> fields{};  ///< all of them
};

/// Who may read private records, or may no longer.
struct override_privacy_request {
  account_id account{};                              ///< a user
  privacy_override privacy = privacy_override::off;  ///< what they may from now on
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
};

/// Who must choose another password before anything else.
struct demand_password_change_request {
  account_id account{};                 ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
};

/// One row of a bulk command, in the order asked for.
struct account_outcome {
  account_id account{};                      ///< that was asked about
  result<account_view> outcome = failure{};  ///< as it stands now, or why not
};

/// Whom to deactivate.
struct deactivate_request {
  account_id account{};                 ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told
  std::string reason{};                          ///< may be empty; shown to the person; 500 code points at most
};
/// Whom to let in again.
struct reactivate_request {
  account_id account{};                          ///< of the workspace
  std::optional<std::uint64_t> seen{};           ///< as of `deactivate_request`
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told
  std::vector<reservation_id> reservations{};    ///< seats that were kept for them; 4 at most
};

/// Accounts in one state, in the order in which they arose.
struct list_accounts_request {
  account_state state = account_state::pending;  ///< exactly this one, as of `account_filter`
  std::optional<cursor> after{};                 ///< `next` of the page before; empty: the first page
  std::size_t limit = 50;                        ///< 1 to 1,000
  std::size_t count_cap = 0;                     ///< 0: no count
};
/// A page of accounts.
struct account_page {
  std::vector<account_view> accounts{};  ///< in order
  std::optional<cursor> next{};          ///< empty: the last page
  std::size_t count = 0;                 ///< of all that pass, up to `count_cap`
};

}  // namespace parvis::inline v1
