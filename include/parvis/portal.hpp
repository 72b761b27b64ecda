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
#include "parvis/model/outbox.hpp"
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
class progress;

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

/// The host's own words for one mail in one language. `{portal}`, `{support}`, `{first_name}`, `{name}`, `{email}`,
/// `{access}`, `{reason}`, `{expires}`, `{sku}` and `{deadline}` stand for values; a paragraph that names a value there
/// is none of is left out, so the subject may only name values that this mail always has. Words and values alike are
/// text, escaped for where they land, so a template can neither run code nor break a header.
struct mail_override {
  parvis::effect effect{};                ///< a mail
  std::string language{};                 ///< a built-in one
  std::string subject{};                  ///< one line
  std::vector<std::string> paragraphs{};  ///< 1 to 16, one line each
  std::string button{};                   ///< the words of the link, no values; exactly where our own mail has one
};

struct options {
  key_ring keys;  ///< tokens are derived from it; never stored
  parvis::second_factor second_factor = parvis::second_factor::absent;
  std::vector<mail_override> mails{};  ///< instead of our own templates; one at most for each mail and language
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
  std::vector<field_value> fields{};
  std::vector<consent> consents{};
  std::optional<instant> decide_by{};  ///< while pending: when the request lapses
};

struct seat_grant {
  std::string sku;
  std::int64_t quantity = 0;           ///< 1 to 1,000,000
  std::optional<instant> starts_at{};  ///< empty: at once. At `set_up` both stay empty.
  std::optional<instant> ends_at{};    ///< empty: never
};
struct end_grant_request {
  grant_id grant{};
  std::optional<instant> ends_at{};  ///< empty: now
};

/// The licenses of one sku.
struct pool_view {
  std::string sku{};
  std::int64_t capacity = 0;
  std::int64_t held = 0;
  std::int64_t waiting = 0;
  std::int64_t remaining = 0;  ///< free seats, queue or not
  std::int64_t over_by = 0;    ///< seats held beyond the capacity: nobody is thrown out, nothing new fits
  instant next_change_at = instant::never();
};

struct changed_settings {
  parvis::settings settings{};
  settings_impact impact{};
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
  account_kind audience = account_kind::client;
  std::string label{};
  std::string language{};                      ///< empty: the workspace's
  std::optional<duration> lifetime{};          ///< empty: the workspace's
  std::optional<std::int64_t> max_uses{};      ///< empty: no limit
  std::vector<std::string> allowed_domains{};  ///< empty: any
  approval_override approval = approval_override::inherit;
  parvis::case_role case_role = case_role::none;  ///< other than `none`: a case is opened for each new account
  /// Empty: `core` for users, else what the audience says. A collaborator's may hold `client` too, a user's be
  /// `contract` or both; `access_not_allowed` otherwise.
  std::optional<parvis::access> access{};
  group_id group{};  ///< for users, and required for them; `group_not_allowed` when it manages users
};
struct invite_view {
  parvis::invite invite;
  /// A secret: whoever has it can use it. Empty while the link is turned off, and for a personal one, which only its
  /// mail carries.
  std::string link;
};

struct invitee {
  std::string email{};
  std::string language{};  ///< empty: that of the options
};
/// Personal links for a list of people.
struct invite_people_request {
  create_invite_request options{};  ///< `max_uses` and `allowed_domains` stay empty
  std::vector<invitee> people{};    ///< 1 to 1,000
};

/// One filter at most, `state` with none else.
struct list_invites_request {
  std::optional<invite_state> state{};
  std::string email{};                    ///< personal links to this address
  std::optional<std::uint32_t> key_id{};  ///< links that die when this key leaves the ring
  std::optional<cursor> after{};
  std::size_t limit = 50;
};
struct invite_page {
  std::vector<invite> invites{};
  std::optional<cursor> next{};
};

/// What a page may show to somebody who opened a link.
struct invite_check {
  std::string portal_name{};
  account_kind audience{};
  std::string language{};
  std::string email{};  ///< of a personal link: the only address it lets in
  std::vector<field_rule> fields{};
  std::vector<consent_rule> consents{};
};

/// What a page needs to show the open form.
struct sign_up_form {
  std::string portal_name{};
  std::vector<std::string> languages{};
  std::string default_language{};
  std::vector<account_kind> audiences{};  ///< the default first; empty: sign-up is off
  std::vector<field_rule> fields{};
  std::vector<consent_rule> consents{};
};

/// What somebody agrees to: the version that was shown.
struct given_consent {
  std::string name{};
  std::string version{};
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
  std::vector<field_value> fields{};     ///< the workspace's own, by name
  std::vector<given_consent> consents{};
};
/// The same for every address, known or not.
struct sign_up_reply {
  std::string message{};  ///< `signup_received`, in the caller's language
  std::string
      continuation{};  ///< keep it in the person's browser: with it and the mailed link nothing must be typed again
  /// Only when nothing has to be proven: the workspace asks for no proof, or the link is personal.
  std::optional<account_view> account{};
};

/// A sign-up that begins with the address alone: everything else is asked behind the mailed link.
struct start_sign_up_request {
  std::string token{};  ///< of a public link; empty: the open form
  std::string email{};
  std::optional<account_kind> access{};
  std::string language{};
};

struct prove_email_request {
  std::string token{};         ///< from the mailed link
  std::string continuation{};  ///< without it what was typed is dropped, and must be given here again
  // Each one, if not empty, replaces what was typed.
  std::string first_name{};
  std::string last_name{};
  std::string username{};
  std::string password{};
  std::vector<field_value> fields{};      ///< if not empty, instead of all those typed at the sign-up
  std::vector<given_consent> consents{};  ///< likewise
};

struct approve_request {
  account_id account{};
  std::optional<std::uint64_t> seen{};           ///< the revision the approver looked at; `stale` if it changed since
  std::optional<std::uint64_t> seen_settings{};  ///< likewise of the settings
};

struct reject_request {
  account_id account{};
  std::optional<std::uint64_t> seen{};
  std::optional<std::uint64_t> seen_settings{};
  std::string reason{};  ///< may be empty; shown to the person; 500 code points at most
  parvis::notice notice = parvis::notice::mail;
};

struct sign_in_request {
  std::string identifier{};  ///< e-mail address or username
  std::string password{};
};

/// One row of a bulk command, in the order asked for.
struct account_outcome {
  account_id account{};
  result<account_view> outcome = failure{};
};

struct deactivate_request {
  account_id account{};
  std::optional<std::uint64_t> seen{};
  parvis::notice notice = parvis::notice::mail;
};
using reactivate_request = deactivate_request;

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

struct list_outbox_request {
  outbox_state state = outbox_state::dead;
  std::optional<cursor> after{};
  std::size_t limit = 50;
};
struct outbox_page {
  std::vector<outbox_item> items{};
  std::optional<cursor> next{};
};

struct preview_mail_request {
  parvis::effect effect{};  ///< a mail
  std::string language{};   ///< empty: the workspace's
};
/// A mail as it would be written, with invented people and a link that opens nothing.
struct mail_preview {
  std::string subject{};
  std::string text{};
  std::string html{};
  std::string language{};
};

struct seal_reply {
  std::size_t sealed = 0;
  audit_anchor head{};
};

struct read_audit_request {
  std::int64_t after = 0;  ///< the position read last
  std::size_t limit = 50;
};

/// Reads on to the end of the trail. An anchor's hash has 32 bytes, unless its position is 0.
struct verify_audit_request {
  audit_anchor from{};                    ///< verified before; position 0: from the beginning
  std::optional<audit_anchor> through{};  ///< an anchor the host kept
  parvis::progress* progress = nullptr;   ///< told after each page how many entries are verified; borrowed
};
struct drain_reply {
  std::size_t done = 0;   ///< sent, or opened
  std::size_t void_ = 0;  ///< no longer true, so not sent
  std::size_t later = 0;  ///< failed, to be tried again
  std::size_t dead = 0;   ///< given up
};
struct run_due_reply {
  std::size_t settled = 0;   ///< pools whose capacity changed
  std::size_t admitted = 0;  ///< from the queues
  std::size_t lapsed = 0;    ///< requests nobody decided in time
  std::size_t reminded = 0;  ///< requests whose deciders are reminded
  std::size_t purged = 0;    ///< sign-ups nobody proved in time
  std::size_t sealed = 0;    ///< entries of the audit trail
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
  /// together, `template_invalid` for an own template that is not right; `detail` says which and what of it.
  static result<portal> open(options, const host&);
  portal(portal&&) noexcept;
  portal& operator=(portal&&) noexcept;
  ~portal();

  // Configuration. `permission_denied` unless the actor manages users.

  /// Makes the workspace and its first administrator, who is active at once. `already_set_up` the second time.
  result<set_up_reply> set_up(const caller&, const set_up_request&);
  result<settings> view_settings(const caller&);
  /// `wanted.revision` is the one that was viewed; `stale` when the settings have changed since. What is pending stays
  /// pending; the reply says how much that is, and which links the change kills.
  result<changed_settings> change_settings(const caller&, const settings& wanted);
  /// What the change would touch. Changes nothing.
  result<settings_impact> preview_settings(const caller&, const settings& wanted);
  /// Adds a user, who holds the seats of their access from now on and is mailed a link to join.
  result<account_view> add_user(const caller&, const add_user_request&);
  /// Grants seats, and admits who waited for them. A sku of the host's own has its pool from its first grant on. A
  /// grant may begin in the past or in the future; `out_of_range` for one that would be over already.
  result<pool_view> grant_seats(const caller&, const seat_grant&);
  /// Ends a grant now or later, never after its own end: `out_of_range`; `illegal_transition` once it has ended. When
  /// more seats are held than are left, nobody is thrown out.
  result<pool_view> end_grant(const caller&, const end_grant_request&);
  /// The grants of a sku that have not ended, by their end; 1,000 at most.
  result<std::vector<grant>> list_grants(const caller&, std::string_view sku);
  /// active or invited → inactive: no sign-in, no data lost, the seats are free for the next in the queue.
  /// `last_administrator` for the last one. When an approver goes, whoever decides now is told.
  result<account_view> deactivate(const caller&, const deactivate_request&);
  /// inactive → active, with its seats: `no_seat` when there is none free, for the queue is for who is new. Whoever was
  /// deactivated before they joined is invited once more, and mailed a link. To let in somebody whom nobody approved is
  /// to `approve` them: here it is an `illegal_transition`.
  result<account_view> reactivate(const caller&, const reactivate_request&);

  // Invites. `permission_denied` unless the actor manages users.

  /// Makes a public link. `room_needed` when whoever comes through it would take a seat unasked and there is none.
  result<invite_view> create_invite(const caller&, const create_invite_request&);
  /// A personal link for each person, mailed to them and shown to nobody. One bad row fails nothing else: in the order
  /// of the people, each with its own `email_invalid`, `email_taken`, `given_twice`, `mails_exhausted`…
  result<std::vector<result<invite>>> invite_people(const caller&, const invite_people_request&);
  /// The link again, the same as when it was made. `link_invalid` when its key has left the ring.
  result<invite_view> show_invite(const caller&, invite_id);
  result<invite_page> list_invites(const caller&, const list_invites_request&);
  /// A new link instead of a public one; every older one dies. It stands on the actor's rights, and lives as long as
  /// the workspace's links do, from now on; the uses of the older ones count. A personal one is resent instead.
  result<invite_view> rotate_invite(const caller&, invite_id);
  /// Turns a link off. Repeated: the same answer.
  result<invite_view> close_invite(const caller&, invite_id);
  /// Turns it on again: a new link as by `rotate_invite`, mailed if it is personal; or the old one as it was.
  result<invite_view> reopen_invite(const caller&, invite_id, link_fate);
  /// Kills a link for good. Repeated: the same answer.
  result<invite_view> revoke_invite(const caller&, invite_id);
  /// Mails a personal link again, a new one or the same, with its lifetime begun anew. `mails_exhausted`;
  /// `illegal_transition` once it is used.
  result<invite_view> resend_invite(const caller&, invite_id, link_fate);

  // For the person at the door.

  /// The open form, as the workspace has it now.
  result<sign_up_form> view_sign_up_form(const caller&);
  /// Reads a link and changes nothing. `invite_invalid` for every link that does not work, whatever the reason.
  result<invite_check> check_invite(const caller&, std::string_view token);
  /// Takes a sign-up. Fails with `invalid_form`, `invite_invalid`, `signup_disabled` or `access_not_allowed`, never
  /// with anything that depends on who is known here.
  result<sign_up_reply> sign_up(const caller&, const sign_up_request&);
  /// The same with an e-mail address alone: what else there is to ask is asked behind the mailed link.
  result<sign_up_reply> start_sign_up(const caller&, const start_sign_up_request&);
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
  /// no second mail; that holds for every command here. `illegal_transition` once the time to decide is over.
  result<account_view> approve(const caller&, const approve_request&);
  result<account_view> reject(const caller&, const reject_request&);
  /// 1 to 1,000 at once, each decided for itself; the second row about one account is `given_twice`.
  result<std::vector<account_outcome>> approve_each(const caller&, const std::vector<approve_request>&);
  result<std::vector<account_outcome>> reject_each(const caller&, const std::vector<reject_request>&);
  /// Approves what is pending, oldest first, up to 1,000: what a change to `by_default` leaves to be done. A request
  /// whose time is over is an `illegal_transition`, and goes with the next `run_due`.
  result<std::vector<account_outcome>> approve_pending(const caller&, std::size_t limit);
  /// rejected or lapsed → pending once more, with a new lifetime. `permission_denied` unless the actor manages users.
  result<account_view> reopen(const caller&, const approve_request&);
  result<account_page> list_accounts(const caller&, const list_accounts_request&);
  result<std::vector<pool_view>> list_pools(const caller&);

  // The audit trail. `permission_denied` unless the actor is an approver or manages users.

  result<event_page> list_events(const caller&, const list_events_request&);
  /// Sealed entries in the order of their positions, none left out: what an integration follows.
  result<std::vector<event>> read_audit(const caller&, const read_audit_request&);
  /// Reads the sealed trail and names the first entry that is not as it was sealed, or whose note is not as it was
  /// written. A note that is gone is not told from one that erasure removed; nor can a note be judged whose digest was
  /// made with a key that has left the key ring. Hashes are not secret: only an anchor that the host kept elsewhere
  /// tells of somebody who wrote the whole trail anew. `invalid_argument` for an anchor that is none; `cancelled`.
  result<audit_report> verify_audit(const caller&, const verify_audit_request&);

  // The outbox. `permission_denied` unless the actor manages users.

  result<outbox_page> list_outbox(const caller&, const list_outbox_request&);
  /// Queues a dead letter once more, under the same id. `illegal_transition` for an item that is not dead.
  result<outbox_item> retry_outbox(const caller&, outbox_id);
  result<mail_preview> preview_mail(const caller&, const preview_mail_request&);

  // Work that the host's own timer drives. No actor.

  /// Sends what is due, `limit` items at most (1 to 100). Every item at least once: a crash in the midst sends it again
  /// under the same id.
  result<drain_reply> drain_outbox(const caller&, std::size_t limit);
  /// Seals up to `limit` (1 to 1,000) entries of the trail. The head is for the host to keep elsewhere.
  result<seal_reply> seal_audit(const caller&, std::size_t limit);
  /// Does what time has made due, `limit` items of each sort at most. Stopped anywhere it loses nothing.
  result<run_due_reply> run_due(const caller&, std::size_t limit);

 private:
  explicit portal(std::unique_ptr<detail::core>) noexcept;
  std::unique_ptr<detail::core> core_;
};

}  // namespace parvis::inline v1
