// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parvis/crypto.hpp"
#include "parvis/model/account.hpp"
#include "parvis/model/context.hpp"
#include "parvis/model/event.hpp"
#include "parvis/model/invite.hpp"
#include "parvis/model/license.hpp"
#include "parvis/model/query.hpp"
#include "parvis/model/settings.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

namespace detail {
struct core;
}
class storage;
class mailer;
class cases;
class clock;
class random;
class password_hasher;
class text_policy;
class log;
class password_blocklist;

/// What the host provides. Nothing is owned: everything must outlive the portal.
struct host {
  parvis::storage* storage = nullptr;         ///< required
  parvis::clock* clock = nullptr;             ///< required
  parvis::random* random = nullptr;           ///< required
  parvis::password_hasher* hasher = nullptr;  ///< required
  parvis::mailer* mailer = nullptr;           ///< without one, mails wait in the outbox
  parvis::cases* cases = nullptr;             ///< without one, cases wait in the outbox
  const parvis::text_policy* text = nullptr;  ///< without one: see ports/text_policy.hpp
  const password_blocklist* blocklist = nullptr;
  parvis::log* log = nullptr;
};

/// Whether the host asks for a second factor at sign-in. Only then are passwords of 8 code points enough (NIST SP
/// 800-63B-4).
enum class second_factor : std::uint8_t { absent = 0, declared = 1 };

struct options {
  key_ring keys;  ///< tokens are derived from it; never stored
  parvis::second_factor second_factor = parvis::second_factor::absent;
};

/// Who calls, on whose behalf, and where.
struct caller {
  std::string workspace;  ///< 1 to 64 bytes; chosen by the host
  account_id actor{};     ///< the account that is signed in; nil: nobody, or the host itself
  /// Of messages, for instance "fr". Empty: the workspace's, and English where a call fails before it has read that.
  std::string language{};
  host_context context = nullptr;  ///< handed to the storage as it is
};

/// What may be shown of an account. Never a password, nor its hash.
struct account_view {
  account_id id{};
  std::uint64_t revision = 0;
  account_kind kind{};
  account_state state{};
  parvis::access access{};
  std::string email{};
  std::string username{};  ///< empty until the person has joined
  std::string first_name{};
  std::string last_name{};
  std::string language{};
  group_id group{};
  invite_id invite{};
  instant created_at{};
  account_id decided_by{};
  std::string waiting_for{};  ///< the sku, while waiting
};

struct seat_grant {
  std::string sku;
  std::int64_t quantity = 0;  ///< 1 to 1,000,000
};

struct set_up_request {
  std::string portal_name{};
  std::string portal_url{};  ///< https
  std::string default_language = "en";
  std::string first_name{};
  std::string last_name{};
  std::string email{};
  std::string username{};
  std::string password{};
  parvis::access access = access::core;  ///< the first administrator's; takes seats
  std::vector<seat_grant> grants{};      ///< must have room for the first administrator
};
struct set_up_reply {
  account_id administrator{};
  group_id administrators{};  ///< the group that may manage users
  group_id members{};         ///< a group that may not
};

struct add_user_request {
  std::string first_name{};
  std::string last_name{};
  std::string email{};
  std::string language{};  ///< empty: the workspace's
  group_id group{};
  parvis::access access = access::core;
};

struct join_request {
  std::string token{};  ///< from the mailed link
  std::string username{};
  std::string password{};
};

struct create_invite_request {
  account_kind audience = account_kind::client;  ///< `client` or `collaborator`
  std::string label{};
  std::string language{};                      ///< empty: the workspace's
  std::optional<duration> lifetime{};          ///< empty: the workspace's
  std::optional<std::int64_t> max_uses{};      ///< empty: no limit
  std::vector<std::string> allowed_domains{};  ///< empty: any
  approval_override approval = approval_override::inherit;
  parvis::case_role case_role = case_role::none;  ///< other than `none`: a case is opened for each new account
};
struct invite_view {
  parvis::invite invite;
  std::string link;  ///< a secret: whoever has it can use it
};

/// What a page may show to somebody who opened a link.
struct invite_check {
  std::string portal_name{};
  account_kind audience{};
  std::string language{};
};

struct sign_up_request {
  std::string token{};  ///< of an invite link; empty: the open form
  std::string first_name{};
  std::string last_name{};
  std::string username{};
  std::string email{};
  std::string password{};
  std::optional<account_kind> access{};  ///< for the open form when the policy is `both`; `client` by default
  std::string language{};                ///< empty: the link's, else the workspace's
};
/// The same for every address, known or not.
struct sign_up_reply {
  std::string message{};  ///< `signup_received`, in the caller's language
  std::string
      continuation{};  ///< keep it in the person's browser: with it and the mailed link nothing must be typed again
  std::optional<account_view> account{};  ///< only when the workspace asks for no proof of e-mail
};

struct prove_email_request {
  std::string token{};         ///< from the mailed link
  std::string continuation{};  ///< without it what was typed is dropped, and must be given here again
  // Each one, if not empty, replaces what was typed.
  std::string first_name{};
  std::string last_name{};
  std::string username{};
  std::string password{};
};

struct approve_request {
  account_id account{};
  std::optional<std::uint64_t> seen{};  ///< the revision the approver looked at; `stale` if it has changed since
};

struct reject_request {
  account_id account{};
  std::optional<std::uint64_t> seen{};
  std::string reason{};  ///< may be empty; shown to the person; 500 code points at most
  parvis::notice notice = parvis::notice::mail;
};

struct sign_in_request {
  std::string identifier{};  ///< e-mail address or username
  std::string password{};
};

struct list_accounts_request {
  account_state state = account_state::pending;
  std::optional<cursor> after{};
  std::size_t limit = 50;
  std::size_t count_cap = 0;  ///< 0: no count
};
struct account_page {
  std::vector<account_view> accounts{};
  std::optional<cursor> next{};
  std::size_t count = 0;
};

struct list_events_request {
  std::optional<uuid> subject{};
  std::optional<cursor> after{};
  std::size_t limit = 50;
};
struct event_page {
  std::vector<event> events{};
  std::optional<cursor> next{};
};

struct drain_reply {
  std::size_t done = 0;   ///< sent, or opened
  std::size_t void_ = 0;  ///< no longer true, so not sent
  std::size_t later = 0;  ///< failed, to be tried again
  std::size_t dead = 0;   ///< given up
};
struct run_due_reply {
  std::size_t admitted = 0;  ///< from the queues
  std::size_t purged = 0;    ///< sign-ups nobody proved in time
};

/// The portal: every use case of the library, over the host's ports. Thread-safe. No lock is held over a call to a
/// port, no thread is started, and nothing is thrown: what a port throws becomes `host_failed`, what cannot be
/// allocated `no_memory`.
///
/// Every failure carries a message in the caller's language. Any call may fail with `unavailable`, `outcome_unknown`,
/// `conflict`, `corrupt_row`, `clock_failed` or `random_failed`; only `outcome_unknown` leaves open whether something
/// changed. The calls of the host's own timer work on many things at once: what they had done before they failed stays
/// done, and the next call goes on.
class portal {
 public:
  /// Fails with `invalid_argument` when a required port is missing, `storage_unfit` when the storage cannot commit rows
  /// together.
  static result<portal> open(options, const host&);
  portal(portal&&) noexcept;
  portal& operator=(portal&&) noexcept;
  ~portal();

  // Configuration. `permission_denied` unless the actor manages users.

  /// Makes the workspace and its first administrator, who is active at once. `already_set_up` the second time.
  result<set_up_reply> set_up(const caller&, const set_up_request&);
  result<settings> view_settings(const caller&);
  /// `wanted.revision` is the one that was viewed; `stale` when the settings have changed since.
  result<settings> change_settings(const caller&, const settings& wanted);
  /// Adds a user, who holds the seats of their access from now on and is mailed a link to join.
  result<account_view> add_user(const caller&, const add_user_request&);
  /// Grants seats at once, and admits who waited for them.
  result<seat_pool> grant_seats(const caller&, const seat_grant&);
  result<invite_view> create_invite(const caller&, const create_invite_request&);
  /// The link again, the same as when it was made.
  result<invite_view> show_invite(const caller&, invite_id);

  // For the person at the door.

  /// Reads a link and changes nothing. `invite_invalid` for every link that does not work, whatever the reason.
  result<invite_check> check_invite(const caller&, std::string_view token);
  /// Takes a sign-up. Fails with `invalid_form`, `invite_invalid`, `signup_disabled` or `access_not_allowed`, never
  /// with anything that depends on who is known here.
  result<sign_up_reply> sign_up(const caller&, const sign_up_request&);
  /// The owner of the address follows the mailed link: the account arises. `link_invalid`, `invite_invalid`,
  /// `email_taken`, `no_seat`, or `invalid_form` with `required` fields (what was typed is lost, ask again) or
  /// `username_taken`.
  result<account_view> prove_email(const caller&, const prove_email_request&);
  /// Somebody who was added follows the mailed link. `link_invalid` or `invalid_form`.
  result<account_view> join(const caller&, const join_request&);
  /// The account, if it may enter. `credentials_wrong`; only after a right password `account_pending`,
  /// `account_waiting`, `account_inactive` or `must_change_password`.
  result<account_view> sign_in(const caller&, const sign_in_request&);

  // Approval. `permission_denied` unless the actor is an approver or manages users.

  /// pending → active, or → waiting when no seat is free and the workspace lets people wait. Repeated: the same answer,
  /// no second mail.
  result<account_view> approve(const caller&, const approve_request&);
  result<account_view> reject(const caller&, const reject_request&);
  result<account_page> list_accounts(const caller&, const list_accounts_request&);
  result<std::vector<seat_pool>> list_pools(const caller&);
  result<event_page> list_events(const caller&, const list_events_request&);

  // Work that the host's own timer drives. No actor.

  /// Sends what is due, `limit` items at most (1 to 100). Every item at least once: a crash in the midst sends it again
  /// under the same id.
  result<drain_reply> drain_outbox(const caller&, std::size_t limit);
  /// Does what time has made due, `limit` items of each sort at most. Stopped anywhere it loses nothing.
  result<run_due_reply> run_due(const caller&, std::size_t limit);

 private:
  explicit portal(std::unique_ptr<detail::core>) noexcept;
  std::unique_ptr<detail::core> core_;
};

}  // namespace parvis::inline v1
