// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/crypto.hpp"
#include "parvis/model/context.hpp"
#include "parvis/portal/access.hpp"
#include "parvis/portal/accounts.hpp"
#include "parvis/portal/approval.hpp"
#include "parvis/portal/audit.hpp"
#include "parvis/portal/bans.hpp"
#include "parvis/portal/configuration.hpp"
#include "parvis/portal/due.hpp"
#include "parvis/portal/groups.hpp"
#include "parvis/portal/imports.hpp"
#include "parvis/portal/inspection.hpp"
#include "parvis/portal/invites.hpp"
#include "parvis/portal/licenses.hpp"
#include "parvis/portal/orders.hpp"
#include "parvis/portal/outbox.hpp"
#include "parvis/portal/personal_data.hpp"
#include "parvis/portal/search.hpp"
#include "parvis/portal/sign_in.hpp"
#include "parvis/portal/signup.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

namespace detail {
struct core;
}
class storage;
class mailer;
class cases;
class payments;
class clock;
class random;
class password_hasher;
class text_policy;
class log;
class password_blocklist;

/// What the host provides. Nothing is owned: everything must outlive the portal.
struct host {
  parvis::storage* storage = nullptr;             ///< required
  parvis::clock* clock = nullptr;                 ///< required
  parvis::random* random = nullptr;               ///< required
  parvis::password_hasher* hasher = nullptr;      ///< required
  parvis::mailer* mailer = nullptr;               ///< without one, mails wait in the outbox
  parvis::cases* cases = nullptr;                 ///< without one, cases wait in the outbox
  const parvis::text_policy* text = nullptr;      ///< without one: see ports/text_policy.hpp
  const password_blocklist* blocklist = nullptr;  ///< nullptr: only the rules refuse passwords
  parvis::log* log = nullptr;                     ///< nullptr: nothing is noted
  parvis::payments* payments = nullptr;           ///< without one, checkouts wait in the outbox
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

/// What a portal is opened with, besides the ports.
struct options {
  key_ring keys;                                                        ///< tokens are derived from it; never stored
  parvis::second_factor second_factor = parvis::second_factor::absent;  ///< how long passwords must be
  std::vector<mail_override> mails{};  ///< instead of our own templates; one at most for each mail and language
  parvis::licensing licensing = parvis::licensing::by_operator;  ///< who grants seats and sets prices
};

/// Who calls, on whose behalf, and where.
struct caller {
  std::string workspace;  ///< 1 to 64 bytes; chosen by the host
  account_id actor{};     ///< the account that is signed in; nil: nobody; `operator_id`: the host itself
  /// Of messages, for instance "fr". Empty: the workspace's, and English where a call fails before it has read that.
  std::string language{};
  host_context context = nullptr;  ///< handed to the storage as it is
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
  /// Moved from, it may only be assigned to or destroyed.
  portal(portal&&) noexcept;
  /// Likewise.
  portal& operator=(portal&&) noexcept;
  ~portal();

  // Configuration. `permission_denied` unless the actor manages users.

  /// Makes the workspace and its first administrator, who is active at once. `already_set_up` the second time.
  result<set_up_reply> set_up(const caller&, const set_up_request&);
  /// The settings as they are.
  result<settings> view_settings(const caller&);
  /// `wanted.revision` is the one that was viewed; `stale` when the settings have changed since;
  /// `approver_required` where an approver who is named anew is no active user, or nobody active is among those whom it
  /// makes decide. What is open stays open; the reply says how much that is, and which links the change kills.
  result<changed_settings> change_settings(const caller&, const settings& wanted);
  /// What the change would touch. Changes nothing.
  result<settings_impact> preview_settings(const caller&, const settings& wanted);
  /// Grants seats, and admits who waited for them. By the operator; by who manages users only where
  /// `options::licensing` says so, as the next one, `allow_overage` and `change_catalog`. A sku of the host's own has
  /// its pool from its first grant on. A grant may begin in the past or in the future; `out_of_range` for one that
  /// would be over already. Repeated under its id: the pool as it is, and nothing is granted; `key_taken` for another
  /// grant under that id.
  result<pool_view> grant_seats(const caller&, const seat_grant&);
  /// Ends a grant now or later, never after its own end: `out_of_range`; `illegal_transition` once it has ended. When
  /// more seats are held than are left, nobody is thrown out.
  result<pool_view> end_grant(const caller&, const end_grant_request&);
  /// The grants of a sku that have not ended, by their end; 1,000 at most. Also for the operator.
  result<std::vector<grant>> list_grants(const caller&, std::string_view sku);

  // People. `permission_denied` unless the actor manages users. Commands that change nothing answer as if they had.

  /// Adds a user, who holds the seats of their access from now on and is mailed a link to join.
  /// `invalid_form` with all that is wrong at once, `access_not_allowed`, `language_not_offered` and `code_taken`, for
  /// a code that somebody has or had, among it; then `not_found` for the group, `email_taken`, `no_seat`.
  result<account_view> add_user(const caller&, const add_user_request&);
  /// Adds somebody of the portal, who is mailed a link to join and holds no seat before they have. The same refusals,
  /// and `email_domain_not_allowed` in the form.
  result<account_view> add_portal_account(const caller&, const add_portal_account_request&);
  /// Mails whoever was added another link to join; every older one dies. `illegal_transition` once they have joined;
  /// `mails_exhausted`.
  result<account_view> resend_join(const caller&, account_id);
  /// One account: of the portal, or pending, also for approvers, and any for whom it is about. `not_found`, which is
  /// what approvers are told of other users.
  result<account_view> view_account(const caller&, account_id);
  /// Changes what is known of somebody. `stale`, or `invalid_form`.
  result<account_view> edit_account(const caller&, const edit_account_request&);
  /// Moves the seats in the same commit. When one is missing: `no_seat`; or whoever is in keeps their access and waits
  /// for the other, as the workspace has it. Whoever waited for a seat that the access does not need is let in.
  result<account_view> change_access(const caller&, const change_access_request&);
  /// Whether a user may read what others have marked as private. `illegal_transition` for portal accounts.
  result<account_view> override_privacy(const caller&, const override_privacy_request&);
  /// At the next sign-in another password must be chosen. `illegal_transition` for somebody who has none.
  result<account_view> demand_password_change(const caller&, const demand_password_change_request&);
  /// active or invited → inactive: no sign-in, no data lost, the seats are free for the next in the queue.
  /// `last_administrator` for the last one. When an approver goes, whoever decides now is told.
  result<account_view> deactivate(const caller&, const deactivate_request&);
  /// inactive → active, with its seats: `no_seat` when there is none free, for the queue is for who is new. Whoever was
  /// deactivated before they joined is invited once more, and mailed a link. To let in somebody whom nobody approved is
  /// to `approve` them: here it is an `illegal_transition`. No reason is taken.
  result<account_view> reactivate(const caller&, const reactivate_request&);
  /// `resend_join` for 1 to 1,000 at once, each for itself; the second row about one account is `given_twice`.
  result<std::vector<account_outcome>> resend_join_each(const caller&, const std::vector<account_id>&);
  /// `deactivate`, likewise.
  result<std::vector<account_outcome>> deactivate_each(const caller&, const std::vector<deactivate_request>&);

  /// One user goes as by `deactivate`, another comes as by `add_user`, in one commit. Seats that both have go from hand
  /// to hand, so a full pool is in nobody's way, and nobody in a queue is passed. The refusals of both;
  /// `illegal_transition` for somebody who is no user, or not active or invited.
  result<replace_reply> replace(const caller&, const replace_request&);
  /// Keeps somebody out, whatever their state: no sign-in from now on, every key and link dead. They stay in the list
  /// they are in, and keep their seat unless the workspace has it otherwise; whoever stands in a queue leaves it. A
  /// second ban replaces the first; the same one again: the same answer. `own_account`, `last_administrator`,
  /// `out_of_range` for an end that lies behind; `invalid_form` with `ban_reason_required`.
  result<account_view> ban(const caller&, const ban_request&);
  /// Ends a ban. Whoever lost their seat by it takes one or stands at the end of the queue, or there is `no_seat`, as
  /// the workspace has it; whoever never joined is mailed another link. Repeated: the same answer.
  result<account_view> unban(const caller&, const unban_request&);

  // Groups. `permission_denied` unless the actor manages users, but where nobody is asked for.

  /// A group with nobody in it. `invalid_form`, `group_name_taken`.
  result<group> add_group(const caller&, const add_group_request&);
  /// Renames it, or changes what its members may do, at once for all of them. The same refusals, and `stale`;
  /// `last_administrator` when nobody would be left who manages users.
  result<group> edit_group(const caller&, const edit_group_request&);
  /// Removes a group that no account is in: `group_in_use`. Links that lead to it are dead.
  result<group> remove_group(const caller&, const remove_group_request&);
  /// The groups in the order in which they arose; 1,000 at most.
  result<std::vector<group>> list_groups(const caller&);
  /// Moves a user into another group: what they may do changes at once, and links that they made work no longer.
  /// `last_administrator`; `illegal_transition` for portal accounts.
  result<account_view> change_group(const caller&, const change_group_request&);
  /// What somebody may do just now, word by word: what their group gives them, as far as their access goes. Also
  /// for whom it is about. Nothing while they are not active, or banned.
  result<std::vector<std::string>> view_permissions(const caller&, account_id);

  // Many people at once, and what is held about one. `permission_denied` unless the actor manages users.

  /// Adds users and people of the portal, and makes personal links, row by row: each as its own command would, a bad
  /// one fails nothing else, and seats are taken from the pools as they are then. Rows are committed by the hundred;
  /// stopped anywhere, and run again under the same key, it does what is left and nothing twice, as long as the key
  /// of the ring that was primary when it was begun is in the ring: `invalid_argument` for `key` once that is gone.
  /// What a call that fails has done stays done. `invalid_argument`, `invalid_form` for the key or the options of
  /// links, `out_of_range`; `cancelled`; whatever the source fails with.
  result<import_reply> import_people(const caller&, const import_request&);
  /// Writes accounts as a table (RFC 4180, UTF-8, CRLF, every cell quoted), a page at a time, oldest first, the names
  /// of the columns first. A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV
  /// injection"). It is in the trail before the first line is out. `invalid_form` with `columns`; `cancelled`; whatever
  /// the sink fails with.
  result<export_reply> export_accounts(const caller&, const export_accounts_request&);
  /// Everything that is held about somebody (GDPR article 15); also for whom it is about, while they are in. Each time
  /// is in the trail. `not_found`, also once they are erased.
  result<personal_data> export_person(const caller&, account_id);
  /// Any state → erased (GDPR article 17): one commit frees seats and queue, kills credentials, and empties the account
  /// but for its id, what it was and when it arose; address and username are free again. Then what other rows tell of
  /// the person is removed: mails, notes, links, open sign-ups, also to addresses that they had before; `run_due`
  /// finishes what was stopped. The trail and its hashes stay, and so does the unique code, which nobody gets again.
  /// Whoever was only invited has no account: their link is revoked instead. Repeated: the same answer.
  /// `last_administrator`, `stale`, `not_found`.
  result<account_view> erase(const caller&, const erase_request&);

  // Seats. `permission_denied` unless the actor manages users, but where nobody is asked for.

  /// Allows seats beyond those granted, while any are. By who grants seats. Repeated: the same answer. `not_found` for
  /// a sku that was never granted; `out_of_range`.
  result<pool_view> allow_overage(const caller&, const allow_overage_request&);
  /// Whether a sku is to be had, of which nobody needs to have heard. No actor. A call that fails says nothing about
  /// it.
  result<entitlement> check_entitlement(const caller&, std::string_view sku);
  /// Keeps seats for people to come; `add_user`, `approve` and `reactivate` take from it. All of them or `no_seat`.
  /// Repeated under its id while it lasts: the reservation as it is; `key_taken` for another one under that id.
  result<reservation> reserve_seats(const caller&, const reserve_seats_request&);
  /// Gives back what is left of it. Repeated: the same answer; `not_found` once its time is over, when nothing is left.
  result<reservation> release_reservation(const caller&, reservation_id);
  /// The reservations of a sku that last, by their end; 1,000 at most.
  result<std::vector<reservation>> list_reservations(const caller&, std::string_view sku);
  /// What commands would take, 1 to 1,000 demands one after the other. Changes nothing.
  result<seat_forecast> preview_seats(const caller&, const std::vector<seat_demand>&);
  /// Who holds a seat of a sku, why and since when. A host's own sku has no holders.
  result<holder_page> list_holders(const caller&, const list_holders_request&);
  /// The peaks of a sku by month, the present one last if it is asked for; 1,000 rows at most. Exact, however many took
  /// and gave back at once. Months without any change stand in one row. Also for the operator.
  result<std::vector<seat_use>> view_use(const caller&, const view_use_request&);

  // Buying. `permission_denied` unless the actor manages users, but where nobody is asked for.

  /// The built-in one, without plans, until one is set. No actor: the prices are no secret.
  result<catalog> view_catalog(const caller&);
  /// The vendor's prices, by who grants seats. `wanted.revision` is the one that was viewed; `stale` when it has
  /// changed since. `invalid_form` with `skus`, `plans` or `prices`.
  result<catalog> change_catalog(const caller&, const catalog& wanted);
  /// What an order would cost. Changes nothing. `invalid_form` with `plan`, `lines` or `lines.<sku>`: `not_for_sale`,
  /// `out_of_range`, `given_twice`, or `sku_needed` for what needs something that is neither bought with it nor had.
  result<quote> quote_order(const caller&, const quote_request&);
  /// Places an order at the prices of a quote, and asks the gateway how it is paid. Once for each key: placed again it
  /// is the same order, `key_taken` when something else is asked for under the key. If the gateway cannot be asked just
  /// now the order has no `reference` yet, and the outbox asks on. An order that costs nothing is granted at once. A
  /// renewal is granted from the end of the order it continues: `not_found`, or `illegal_transition` for an order that
  /// is not granted, or that another one continues. One whose time is over is abandoned by the same commit.
  result<order> place_order(const caller&, const place_order_request&);
  /// Where an order stands. Needs `users.manage`; unlike the list it is not for the operator.
  result<order> view_order(const caller&, order_id);
  /// The orders in a state, page by page, oldest first. Those whose time is over are abandoned first, as by `run_due`.
  /// Also for the operator.
  result<order_page> list_orders(const caller&, const list_orders_request&);
  /// Gives up an order that is not paid. A payment that comes all the same is taken, and grants.
  result<order> cancel_order(const caller&, order_id);
  /// What the gateway tells. No actor: the host has checked that it is the gateway. Each notice works once, in whatever
  /// order they come: paid grants, paid back in full ends the grants, all else grants nothing. `not_found`;
  /// `payment_differs` when the money is not the order's; `key_taken` when the key was another notice's.
  result<order> take_payment_notice(const caller&, const payment_notice_request&);

  // Invites. `permission_denied` unless the actor manages users.

  /// Makes a public link. `room_needed` when whoever comes through it would take a seat unasked and there is none.
  result<invite_view> create_invite(const caller&, const create_invite_request&);
  /// A personal link for each person, mailed to them and shown to nobody. One bad row fails nothing else: in the order
  /// of the people, each with its own `email_invalid`, `email_taken`, `given_twice`, `mails_exhausted`… For whom a link
  /// was, and its label, are kept until thirty days after it has expired or was revoked (GDPR article 5(1)(e)); then
  /// `run_due` forgets them.
  result<std::vector<result<invite>>> invite_people(const caller&, const invite_people_request&);
  /// The link again, the same as when it was made. `link_invalid` when its key has left the ring.
  result<invite_view> show_invite(const caller&, invite_id);
  /// Links, a page at a time. `invalid_argument` for more than one filter.
  result<invite_page> list_invites(const caller&, const list_invites_request&);
  /// A new link instead of a public one; every older one dies. It stands on the actor's rights, and lives as long as
  /// the workspace's links do, from now on; the uses of the older ones count. A personal one is resent instead.
  result<invite_view> rotate_invite(const caller&, invite_id);
  /// Turns a link off. Repeated: the same answer.
  result<invite_view> close_invite(const caller&, invite_id);
  /// Turns it on again: a new link as by `rotate_invite`, mailed if it is personal; or the old one as it was.
  result<invite_view> reopen_invite(const caller&, invite_id, link_fate);
  /// Kills a link for good. For whom a personal one was is forgotten thirty days later. Repeated: the same answer.
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
  /// Somebody who was added follows the mailed link. `link_invalid` or `invalid_form`. A collaborator takes their seat
  /// now, or waits for it; or there is `no_seat` and the link stays.
  result<account_view> join(const caller&, const join_request&);
  /// The account, if it may enter. `credentials_wrong`; only after a right password `account_pending`,
  /// `account_waiting`, `account_inactive`, `account_banned` or `must_change_password`. A try is counted before the
  /// password is looked at, by what was typed and by where: `too_many_attempts` with how long to wait, from the 5th
  /// failure in a row on twice as long each time; `sign_in_disabled` after so many that only a new password helps.
  /// Known or unknown is all one. Source: NIST SP 800-63B-4 section 3.2.2, OWASP ASVS 5.0 V6.3.1.
  result<account_view> sign_in(const caller&, const sign_in_request&);

  /// Asks for another access for whoever acts: at once, decided by an approver, or `access_not_allowed`, as the
  /// workspace has it; then with its seat, in the queue, or `no_seat`. The older access stays until then. By asking for
  /// the access they have they ask for no other any more. `permission_denied` unless the actor is of the portal;
  /// `mails_exhausted`.
  result<account_view> ask_access(const caller&, access);

  // What somebody signs in with. Every change raises the credential epoch: older links and keys are dead, and sessions
  // should be.

  /// By whoever knows the present one, and counted like a sign-in. Also the way out of `must_change_password`, for
  /// which nobody need be signed in. `invalid_form`.
  result<account_view> change_password(const caller&, const change_password_request&);
  /// Mails a link to whoever has the address, which works for a short time, once, and until the next one. The answer is
  /// the same for every address. `invalid_form`.
  result<reset_request_reply> request_password_reset(const caller&, const request_password_reset_request&);
  /// Sets a new password by the mailed link; sign-in is open again where too many tries had closed it. `link_invalid`,
  /// `invalid_form`.
  result<account_view> reset_password(const caller&, const reset_password_request&);
  /// Mails a link to a new address of the actor's, and word of it to the old one. The password is asked, and counted
  /// like a sign-in. `invalid_form`, `mails_exhausted`. Whether the address is taken is not told here.
  result<account_view> request_email_change(const caller&, const request_email_change_request&);
  /// Whoever has the new address follows its link: it is the account's from now on. `link_invalid`, `email_taken`.
  result<account_view> prove_email_change(const caller&, const prove_email_change_request&);
  /// A key for a user, instead of an older one: by themselves, or by who manages users. Shown once; it works as long as
  /// the user could sign in, until the next one, and while the key of the ring it was made with is there. The user is
  /// told by mail, whoever asks (ASVS 6.3.7). `permission_denied`, `illegal_transition`.
  result<issued_api_key> issue_api_key(const caller&, account_id);
  /// The user is told by mail. Repeated: the same answer. `permission_denied`.
  result<account_view> revoke_api_key(const caller&, account_id);
  /// Whose key it is. `api_key_invalid` for every key that does not work, whatever the reason; a mistyped one costs no
  /// call of the storage.
  result<account_view> verify_api_key(const caller&, std::string_view key);

  // Approval. `permission_denied` unless the actor is an approver or manages users.

  /// pending → active, or → waiting when no seat is free and the workspace lets people wait. Repeated: the same answer,
  /// no second mail; that holds for every command here. `illegal_transition` once the time to decide is over.
  result<account_view> approve(const caller&, const approve_request&);
  /// pending → rejected; the person is told unless it is silent.
  result<account_view> reject(const caller&, const reject_request&);
  /// 1 to 1,000 at once, each decided for itself; the second row about one account is `given_twice`.
  result<std::vector<account_outcome>> approve_each(const caller&, const std::vector<approve_request>&);
  /// Likewise.
  result<std::vector<account_outcome>> reject_each(const caller&, const std::vector<reject_request>&);
  /// Approves what is open, sign-ups and requests for another access, in the order of their deadlines, up to 1,000, as
  /// whoever acts could one by one: that the workspace would ask for approval again is no hindrance. A request whose
  /// time is over is left to `run_due`.
  result<std::vector<account_outcome>> approve_pending(const caller&, std::size_t limit);
  /// rejected or lapsed → pending once more, with a new lifetime. `permission_denied` unless the actor manages users.
  result<account_view> reopen(const caller&, const approve_request&);
  /// Grants another access to somebody who asked for it: with its seat, in the queue, or `no_seat`. Repeated: the same
  /// answer. `illegal_transition` when nothing is asked for, or the time to decide is over; `stale`.
  result<account_view> approve_access(const caller&, const approve_access_request&);
  /// Refuses it: they keep the access they have.
  result<account_view> reject_access(const caller&, const reject_access_request&);
  /// Accounts, a page at a time. Approvers are shown the portal alone, here and in the next two calls, which answer
  /// `permission_denied` to one who names users among `kinds`; and users too where all that is looked for is pending.
  result<account_page> list_accounts(const caller&, const list_accounts_request&);
  /// Accounts by what is known of them, sorted, a page at a time. A page goes on where the one before ended, whatever
  /// was added, changed or removed since: `cursor_invalid` for a cursor of another list, or older than its key.
  /// `out_of_range`, `too_long`, `invalid_utf8`; `invalid_argument` for `begins_with` in a list that is not sorted so.
  result<account_page> search_accounts(const caller&, const search_accounts_request&);
  /// How many of them there are in each state.
  result<account_counts> count_accounts(const caller&, const count_accounts_request&);
  /// Every pool of the workspace, settled up to this moment. Also for the operator.
  result<std::vector<pool_view>> list_pools(const caller&);

  // The audit trail. `permission_denied` unless the actor manages users.

  /// Entries of the trail, a page at a time, sealed or not.
  result<event_page> list_events(const caller&, const list_events_request&);
  /// Sealed entries in the order of their positions, none left out: what an integration follows.
  result<std::vector<event_view>> read_audit(const caller&, const read_audit_request&);
  /// Reads the sealed trail and names the first entry that is not as it was sealed, or whose note is not as it was
  /// written. A note that is gone is not told from one that erasure removed; nor can a note be judged whose digest was
  /// made with a key that has left the key ring. Hashes are not secret: only an anchor that the host kept elsewhere
  /// tells of somebody who wrote the whole trail anew. `invalid_argument` for an anchor that is none; `cancelled`.
  /// Also for the operator.
  result<audit_report> verify_audit(const caller&, const verify_audit_request&);

  // The outbox. `permission_denied` unless the actor manages users.

  /// What waits, was done or was given up, a page at a time. Also for the operator, who is not shown the reasons that
  /// the firm gave.
  result<outbox_page> list_outbox(const caller&, const list_outbox_request&);
  /// Queues a dead letter once more, under the same id. `illegal_transition` for an item that is not dead.
  result<outbox_item> retry_outbox(const caller&, outbox_id);
  /// A mail in the workspace's words. `invalid_argument` for an effect that is no mail.
  result<mail_preview> preview_mail(const caller&, const preview_mail_request&);

  // The store itself. `permission_denied` unless the actor is the operator, or manages users.

  /// Reads every row and says what is not as it must be: columns, unique keys, what rows name, seats and queues,
  /// orders, the count of administrators, and the sealed trail. Changes nothing. A store that is in use is judged
  /// rightly; only its sums may find no moment at which they hold still. `cancelled`.
  result<store_report> inspect_store(const caller&, const inspect_store_request& = {});
  /// Whose e-mail address or username this is. `not_found`. Why somebody is banned is not told to the operator.
  result<account_view> find_account(const caller&, std::string_view identifier);

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
