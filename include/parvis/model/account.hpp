// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/column.hpp"
#include "parvis/model/fields.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// What an account is.
enum class account_kind : std::uint8_t { user = 1, client = 2, collaborator = 3 };
constexpr account_kind last_value(account_kind) noexcept { return account_kind::collaborator; }

/// `rules/transitions.hpp` says which follows which.
enum class account_state : std::uint8_t {
  invited = 1,   ///< added by an administrator; no password yet
  pending = 2,   ///< waits for an approver
  waiting = 3,   ///< approved, no seat free
  active = 4,    ///< may sign in
  inactive = 5,  ///< deactivated
  rejected = 6,  ///< refused by somebody
  lapsed = 7,    ///< nobody decided or joined in time
  erased = 8,    ///< personal data destroyed
};
constexpr account_state last_value(account_state) noexcept { return account_state::erased; }

/// What an account may enter: a set of bits. Portal accounts hold `client`, `collaborator` or both; users `core`,
/// `contract` or both.
enum class access : std::uint8_t { none = 0, client = 1, collaborator = 2, core = 4, contract = 8 };
constexpr access last_value(access) noexcept { return static_cast<access>(15); }
constexpr access operator|(access a, access b) noexcept {
  return static_cast<access>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(access set, access one) noexcept {
  return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0;
}

/// What is in one set and not in the other.
constexpr access without(access set, access taken_away) noexcept {
  return static_cast<access>(static_cast<unsigned>(set) & ~static_cast<unsigned>(taken_away));
}

/// The part a new account plays in the case that is opened for it.
enum class case_role : std::uint8_t { none = 0, client = 1, staff = 2 };
constexpr case_role last_value(case_role) noexcept { return case_role::staff; }

/// Whether the person concerned is told.
enum class notice : std::uint8_t { mail = 0, silent = 1 };

/// Whether a user may read what others have marked as private.
enum class privacy_override : std::uint8_t { off = 0, on = 1 };
constexpr privacy_override last_value(privacy_override) noexcept { return privacy_override::on; }

/// What of an account was edited: a set of bits.
enum class account_parts : std::uint16_t {
  none = 0,
  first_name = 1,
  last_name = 2,
  language = 4,
  seniority = 8,
  job_title = 16,
  mobile = 32,
  address = 64,
  company = 128,
  code = 256,
  fields = 512,
};
constexpr account_parts last_value(account_parts) noexcept { return static_cast<account_parts>(1023); }
constexpr account_parts operator|(account_parts a, account_parts b) noexcept {
  return static_cast<account_parts>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// Anyone who can sign in, or may one day.
struct account {
  static constexpr auto kind = parvis::kind::account;  ///< of its rows
  account_id id{};                                     ///< never drawn twice
  std::uint64_t revision = 0;                          ///< of the row; 0 before it is stored

  account_kind of_kind = account_kind::client;   ///< what it is
  account_state state = account_state::pending;  ///< where it stands
  parvis::access access = access::none;          ///< what it may enter
  std::string email{};                           ///< as typed; mail goes to `mail_address`
  std::string email_key{};                       ///< unique
  std::string username{};                        ///< as typed; empty until the person has joined
  std::string username_key{};                    ///< unique
  std::string first_name{};                      ///< any script, NFC where the portal normalises; 1 to 100 code points
  std::string last_name{};                       ///< likewise
  std::string password{};                        ///< a PHC string; empty until the person has joined
  std::string language{};                        ///< of mails to them (BCP 47)
  group_id group{};                              ///< users only
  invite_id invite{};                            ///< the link that brought them; nil for the open form
  instant created_at{};                          ///< when it arose
  account_id decided_by{};                       ///< who approved or rejected; nil for the system
  std::optional<instant> decided_at{};           ///< empty: not decided yet
  std::optional<instant> queued_at{};     ///< while in a queue: when they were approved, which is their place in it
  std::string waiting_for{};              ///< while in a queue: the sku
  std::optional<instant> active_since{};  ///< empty: not active
  std::int64_t credential_epoch = 0;      ///< raised by everything that must kill older tokens and keys
  bool must_change_password = false;      ///< before anything else
  parvis::case_role case_role = case_role::none;  ///< none: no case is opened
  std::int64_t settings_revision = 0;             ///< the settings under which it was last decided
  std::vector<field_value> fields{};              ///< what the workspace's own fields were answered with
  std::vector<consent> consents{};                ///< given at the sign-up
  std::optional<instant> decide_by{};             ///< while a request is open: when it lapses
  std::optional<instant> remind_at{};             ///< while a request is open: when whoever decides is reminded next
  std::string seniority{};                        ///< users only: one of the workspace's
  std::string job_title{};                        ///< one line
  std::string mobile{};                           ///< "+33612345678"
  std::string address{};                          ///< postal; one to eight lines
  std::string company{};                          ///< one line
  std::string code{};  ///< as it is shown; a `code_claim` keeps its key for this account for ever
  /// While active: the access asked for, or granted as soon as a seat is free; empty when none is.
  std::optional<parvis::access> asked_access{};
  std::optional<instant> overrides_privacy_since{};  ///< empty: they may not read private records
  std::optional<instant> join_by{};                  ///< while invited: when the newest link to join expires
  bytes_text api_key{};                              ///< a keyed digest of the key and the epoch; empty: there is none
  std::optional<instant> api_key_issued_at{};        ///< empty: there is none
  std::optional<instant> seated_at{};                ///< while they hold a seat: since when
  std::optional<instant> banned_at{};                ///< empty: they are not
  std::optional<instant> banned_until{};             ///< while banned: when it ends; empty: when somebody ends it
  account_id banned_by{};                            ///< while banned: by whom
  std::string ban_reason{};                          ///< while banned: why, as the person was told
  std::optional<instant> seat_freed_at{};            ///< by a ban, until they have a seat again; empty: it was not

  /// What they are found by: names, the last one first, address, username and code, a line each. In the order of what
  /// it folds to a list is sorted by name. Empty once erased.
  [[nodiscard]] std::string found_by() const {
    std::string out;
    if (state == account_state::erased) return out;
    for (const auto* part : {&last_name, &first_name, &email, &username, &code}) (out += *part) += '\n';
    return out;
  }
  /// The company they are found by; empty: none.
  [[nodiscard]] std::string found_by_company() const { return company; }
  /// What tells whoever is banned, 1, from whoever is not, 0: null in `banned_at` passes no filter. Empty once erased.
  [[nodiscard]] std::optional<std::int64_t> banned() const {
    if (state == account_state::erased) return std::nullopt;
    return banned_at ? 1 : 0;
  }

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("kind", &account::of_kind, plain);
    column("state", &account::state, plain);
    column("access", &account::access, plain);
    column("email", &account::email, searchable);
    column("email_key", &account::email_key, unique);
    column("username", &account::username, searchable);
    column("username_key", &account::username_key, unique);
    column("first_name", &account::first_name, searchable);
    column("last_name", &account::last_name, searchable);
    column("password", &account::password, plain);
    column("language", &account::language, plain);
    column("group", &account::group, plain);
    column("invite", &account::invite, plain);
    column("created_at", &account::created_at, plain);
    column("decided_by", &account::decided_by, plain);
    column("decided_at", &account::decided_at, plain);
    column("queued_at", &account::queued_at, plain);
    column("waiting_for", &account::waiting_for, plain);
    column("active_since", &account::active_since, plain);
    column("credential_epoch", &account::credential_epoch, plain);
    column("must_change_password", &account::must_change_password, plain);
    column("case_role", &account::case_role, plain);
    column("settings_revision", &account::settings_revision, plain);
    column("fields", &account::fields, plain);
    column("consents", &account::consents, plain);
    column("decide_by", &account::decide_by, plain);
    column("remind_at", &account::remind_at, plain);
    column("seniority", &account::seniority, plain);
    column("job_title", &account::job_title, plain);
    column("mobile", &account::mobile, plain);
    column("address", &account::address, plain);
    column("company", &account::company, plain);
    column("code", &account::code, searchable);
    column("asked_access", &account::asked_access, plain);
    column("overrides_privacy_since", &account::overrides_privacy_since, plain);
    column("join_by", &account::join_by, plain);
    column("api_key", &account::api_key, plain);
    column("api_key_issued_at", &account::api_key_issued_at, plain);
    column("seated_at", &account::seated_at, plain);
    column("banned_at", &account::banned_at, plain);
    column("banned_until", &account::banned_until, plain);
    column("banned_by", &account::banned_by, plain);
    column("ban_reason", &account::ban_reason, plain);
    column("seat_freed_at", &account::seat_freed_at, plain);
    column("search_key", &account::found_by, searchable_folded_key);
    column("company_key", &account::found_by_company, folded_key);
    column("banned", &account::banned, plain);
  }
};

/// A unique code that somebody has, or had: the row stays whatever becomes of the account, so that no code ever stands
/// for two people.
struct code_claim {
  static constexpr auto kind = parvis::kind::code_claim;  ///< of its rows
  uuid id{};                                              ///< never drawn twice
  std::uint64_t revision = 0;                             ///< of the row; 0 before it is stored

  std::string key{};     ///< unique
  account_id account{};  ///< who has it, or had it
  instant claimed_at{};  ///< when it was given

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("key", &code_claim::key, unique);
    column("account", &code_claim::account, plain);
    column("claimed_at", &code_claim::claimed_at, plain);
  }
};

/// A sign-up whose e-mail address is not proven yet: no account, no unique key taken, gone when it expires.
struct sign_up {
  static constexpr auto kind = parvis::kind::sign_up;  ///< of its rows
  sign_up_id id{};                                     ///< never drawn twice
  std::uint64_t revision = 0;                          ///< of the row; 0 before it is stored

  std::string email{};                   ///< as typed
  std::string email_key{};               ///< as of an account, but not unique
  account_id known{};                    ///< the account that has this address already; nil for an address nobody has
  std::string username{};                ///< as typed; not claimed yet
  std::string first_name{};              ///< as of an account
  std::string last_name{};               ///< likewise
  std::string password{};                ///< a PHC string
  std::string language{};                ///< of mails to them (BCP 47)
  parvis::access access = access::none;  ///< asked for
  invite_id invite{};                    ///< the link that brought them; nil: the open form
  std::int64_t invite_generation = 0;    ///< of that link
  instant created_at{};                  ///< when it was made
  std::optional<instant> expires_at{};   ///< never empty in a stored row
  std::vector<field_value> fields{};     ///< what the workspace's own fields were answered with
  std::vector<consent> consents{};       ///< given
  account_id vouched_by{};               ///< of the link, so that its rights can be read together with the link
  group_id vouched_group{};              ///< likewise
  group_id group{};                      ///< that the link leads to, likewise

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("email", &sign_up::email, plain);
    column("email_key", &sign_up::email_key, plain);
    column("known", &sign_up::known, plain);
    column("username", &sign_up::username, plain);
    column("first_name", &sign_up::first_name, plain);
    column("last_name", &sign_up::last_name, plain);
    column("password", &sign_up::password, plain);
    column("language", &sign_up::language, plain);
    column("access", &sign_up::access, plain);
    column("invite", &sign_up::invite, plain);
    column("created_at", &sign_up::created_at, plain);
    column("expires_at", &sign_up::expires_at, plain);
    column("invite_generation", &sign_up::invite_generation, plain);
    column("fields", &sign_up::fields, plain);
    column("consents", &sign_up::consents, plain);
    column("vouched_by", &sign_up::vouched_by, plain);
    column("vouched_group", &sign_up::vouched_group, plain);
    column("group", &sign_up::group, plain);
  }
};

}  // namespace parvis::inline v1
