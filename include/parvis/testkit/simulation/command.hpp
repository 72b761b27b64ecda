// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/testkit/seeded_random.hpp"

// What is done to the portal, as values: a history can be drawn from a seed, printed, and run again without some of its
// commands. Nothing in a command names a row that an earlier one made: people are named by address, links by number.

namespace parvis::inline v1::testkit::simulated {

enum class verb : std::uint8_t {
  set_up,
  view_settings,
  change_settings,
  preview_settings,
  add_user,
  join,
  grant_seats,
  end_grant,
  list_grants,
  deactivate,
  reactivate,
  ban,
  unban,
  replace,
  change_group,
  edit_group,
  add_group,
  remove_group,
  list_groups,
  view_permissions,
  add_portal_account,
  resend_join,
  view_account,
  edit_account,
  override_privacy,
  demand_password_change,
  change_access,
  ask_access,
  approve_access,
  reject_access,
  erase,
  import_people,
  export_accounts,
  export_person,
  create_invite,
  invite_people,
  show_invite,
  list_invites,
  rotate_invite,
  close_invite,
  reopen_invite,
  revoke_invite,
  resend_invite,
  view_sign_up_form,
  check_invite,
  sign_up,
  start_sign_up,
  prove_email,
  sign_in,
  change_password,
  request_password_reset,
  reset_password,
  request_email_change,
  prove_email_change,
  issue_api_key,
  verify_api_key,
  revoke_api_key,
  approve,
  reject,
  approve_each,
  reject_each,
  approve_pending,
  reopen,
  list_accounts,
  search_accounts,
  count_accounts,
  resend_join_each,
  deactivate_each,
  list_pools,
  list_events,
  read_audit,
  verify_audit,
  find_account,
  inspect_store,
  list_outbox,
  retry_outbox,
  preview_mail,
  drain_outbox,
  seal_audit,
  run_due,
  move_clock,
  restart,
  view_catalog,
  change_catalog,
  quote_order,
  place_order,
  view_order,
  list_orders,
  cancel_order,
  take_payment_notice,
  allow_overage,
  check_entitlement,
  reserve_seats,
  release_reservation,
  list_reservations,
  preview_seats,
  list_holders,
  view_use,
};

/// How a verb is printed, and how often it is drawn.
struct verb_row {
  verb what;
  std::string_view name;
  unsigned weight;
};
inline constexpr std::array<verb_row, 98> verbs{{
    {verb::set_up, "set_up", 1},
    {verb::view_settings, "view_settings", 1},
    {verb::change_settings, "change_settings", 18},
    {verb::preview_settings, "preview_settings", 2},
    {verb::add_user, "add_user", 8},
    {verb::join, "join", 8},
    {verb::grant_seats, "grant_seats", 6},
    {verb::end_grant, "end_grant", 4},
    {verb::list_grants, "list_grants", 1},
    {verb::deactivate, "deactivate", 14},
    {verb::reactivate, "reactivate", 8},
    {verb::ban, "ban", 14},
    {verb::unban, "unban", 12},
    {verb::replace, "replace", 6},
    {verb::change_group, "change_group", 6},
    {verb::edit_group, "edit_group", 5},
    {verb::add_group, "add_group", 5},
    {verb::remove_group, "remove_group", 4},
    {verb::list_groups, "list_groups", 1},
    {verb::view_permissions, "view_permissions", 3},
    {verb::add_portal_account, "add_portal_account", 8},
    {verb::resend_join, "resend_join", 5},
    {verb::view_account, "view_account", 1},
    {verb::edit_account, "edit_account", 6},
    {verb::override_privacy, "override_privacy", 3},
    {verb::demand_password_change, "demand_password_change", 3},
    {verb::change_access, "change_access", 14},
    {verb::ask_access, "ask_access", 16},
    {verb::approve_access, "approve_access", 10},
    {verb::reject_access, "reject_access", 14},
    {verb::erase, "erase", 5},
    {verb::import_people, "import_people", 8},
    {verb::export_accounts, "export_accounts", 2},
    {verb::export_person, "export_person", 3},
    {verb::create_invite, "create_invite", 6},
    {verb::invite_people, "invite_people", 5},
    {verb::show_invite, "show_invite", 1},
    {verb::list_invites, "list_invites", 1},
    {verb::rotate_invite, "rotate_invite", 3},
    {verb::close_invite, "close_invite", 3},
    {verb::reopen_invite, "reopen_invite", 4},
    {verb::revoke_invite, "revoke_invite", 1},
    {verb::resend_invite, "resend_invite", 3},
    {verb::view_sign_up_form, "view_sign_up_form", 1},
    {verb::check_invite, "check_invite", 3},
    {verb::sign_up, "sign_up", 56},
    {verb::start_sign_up, "start_sign_up", 6},
    {verb::prove_email, "prove_email", 52},
    {verb::sign_in, "sign_in", 16},
    {verb::change_password, "change_password", 6},
    {verb::request_password_reset, "request_password_reset", 14},
    {verb::reset_password, "reset_password", 20},
    {verb::request_email_change, "request_email_change", 10},
    {verb::prove_email_change, "prove_email_change", 12},
    {verb::issue_api_key, "issue_api_key", 3},
    {verb::verify_api_key, "verify_api_key", 3},
    {verb::revoke_api_key, "revoke_api_key", 2},
    {verb::approve, "approve", 20},
    {verb::reject, "reject", 12},
    {verb::approve_each, "approve_each", 5},
    {verb::reject_each, "reject_each", 3},
    {verb::approve_pending, "approve_pending", 2},
    {verb::reopen, "reopen", 8},
    {verb::list_accounts, "list_accounts", 1},
    {verb::search_accounts, "search_accounts", 6},
    {verb::count_accounts, "count_accounts", 3},
    {verb::resend_join_each, "resend_join_each", 3},
    {verb::deactivate_each, "deactivate_each", 2},
    {verb::list_pools, "list_pools", 1},
    {verb::list_events, "list_events", 1},
    {verb::read_audit, "read_audit", 1},
    {verb::verify_audit, "verify_audit", 1},
    {verb::find_account, "find_account", 2},
    {verb::inspect_store, "inspect_store", 1},
    {verb::list_outbox, "list_outbox", 1},
    {verb::retry_outbox, "retry_outbox", 10},
    {verb::preview_mail, "preview_mail", 1},
    {verb::drain_outbox, "drain_outbox", 24},
    {verb::seal_audit, "seal_audit", 3},
    {verb::run_due, "run_due", 24},
    {verb::move_clock, "move_clock", 11},
    {verb::restart, "restart", 2},
    {verb::view_catalog, "view_catalog", 1},
    {verb::change_catalog, "change_catalog", 3},
    {verb::quote_order, "quote_order", 2},
    {verb::place_order, "place_order", 16},
    {verb::view_order, "view_order", 1},
    {verb::list_orders, "list_orders", 1},
    {verb::cancel_order, "cancel_order", 3},
    {verb::take_payment_notice, "take_payment_notice", 20},
    {verb::allow_overage, "allow_overage", 4},
    {verb::check_entitlement, "check_entitlement", 1},
    {verb::reserve_seats, "reserve_seats", 6},
    {verb::release_reservation, "release_reservation", 3},
    {verb::list_reservations, "list_reservations", 1},
    {verb::preview_seats, "preview_seats", 1},
    {verb::list_holders, "list_holders", 2},
    {verb::view_use, "view_use", 2},
}};
constexpr std::string_view name_of(verb what) noexcept { return verbs[static_cast<std::size_t>(what)].name; }

/// What goes wrong in the world while a command runs.
enum class trouble : std::uint8_t {
  none,
  refused,      ///< a storage call answers `unavailable`
  reply_lost,   ///< a commit is applied and answered `unknown`
  not_applied,  ///< a commit is not applied and answered `unknown`
  half,         ///< of the batches of a commit the later ones are answered `unavailable`
  dies_before,  ///< the process ends before a storage call
  dies_after,   ///< or after it, and nobody hears the answer
  mail_later,   ///< the mailer and the cases fail for now
  mail_never,   ///< for good
  mail_throws,
  overtaken,  ///< the next command of the history runs first, through the other portal, before a storage call
};
inline constexpr std::array<std::string_view, 11> trouble_names{"",
                                                                "a call is refused",
                                                                "an answer is lost",
                                                                "a commit is lost",
                                                                "half a commit",
                                                                "dies before",
                                                                "dies after",
                                                                "mails fail for now",
                                                                "mails fail for good",
                                                                "the mailer throws",
                                                                "overtaken by the next"};

/// How somebody who acts, or is acted upon, is named.
inline constexpr std::uint8_t nobody = 0;
inline constexpr std::uint8_t unheard_of = 1;  ///< an id that no row has
inline constexpr std::uint8_t foreigner = 2;   ///< the first administrator of the next workspace
inline constexpr std::uint8_t founder = 3;     ///< the first administrator
inline constexpr std::uint8_t first_slot = 4;  ///< then whoever has an address

inline constexpr std::size_t workspaces_max = 3;
inline constexpr std::uint8_t addresses = 9;
inline constexpr std::uint8_t usernames = 7;

struct command {
  verb what{};
  std::uint8_t workspace = 0;
  std::uint8_t portal = 0;
  std::uint8_t actor = nobody;
  std::uint8_t who = first_slot;     ///< concerned: the account, or the address at the door
  std::uint8_t name = 0;             ///< of the usernames
  std::uint8_t a = 0, b = 0, c = 0;  ///< choices; what of depends on the verb
  trouble fault = trouble::none;
  std::uint8_t fault_at = 0;     ///< the storage call that goes wrong, counted from 0
  std::int64_t pause_us = 1000;  ///< before it
};

inline std::string shown(std::uint8_t someone) {
  constexpr std::string_view known[] = {"nobody", "somebody unheard of", "a foreigner", "the founder"};
  return someone < first_slot ? std::string(known[someone]) : "p" + std::to_string(someone - first_slot);
}

/// One line: "+2000ms w0/1 the founder: approve p3, name1, 4 0 2 (a call is refused, 1)": after how long, in which
/// workspace and through which portal, who, what, about whom, and the choices.
inline std::string shown(const command& one) {
  auto out = "+" + std::to_string(one.pause_us / 1000) + "ms w" + std::to_string(one.workspace) + "/" +
             std::to_string(one.portal) + " " + shown(one.actor) + ": " + std::string(name_of(one.what)) + " " +
             shown(one.who) + ", name" + std::to_string(one.name) + ", " + std::to_string(one.a) + " " +
             std::to_string(one.b) + " " + std::to_string(one.c);
  if (one.fault == trouble::none) return out;
  return out + " (" + std::string(trouble_names[static_cast<std::size_t>(one.fault)]) + ", " +
         std::to_string(one.fault_at) + ")";
}

/// Draws histories: always the same from one seed.
class author {
 public:
  explicit author(std::uint64_t seed) : numbers_(splitmix::mixed(seed)) {}

  std::vector<command> history(std::size_t steps) {
    workspaces_ = 2 + numbers_.below(workspaces_max - 1);
    portals_ = 1 + numbers_.below(2);
    troubled_ = numbers_.below(4) != 0;
    std::vector<command> out;
    for (std::size_t n = 0; n < steps; ++n) out.push_back(n < workspaces_ ? opening(n) : next());
    return out;
  }

 private:
  std::uint8_t below(std::size_t n) { return static_cast<std::uint8_t>(numbers_.below(n)); }

  command opening(std::size_t n) {
    command out{.what = verb::set_up, .workspace = static_cast<std::uint8_t>(n)};
    out.a = below(256);
    return out;
  }

  std::uint8_t actor() {
    const auto drawn = numbers_.below(16);
    if (drawn < 9) return founder;
    return drawn < 10 ? below(first_slot) : static_cast<std::uint8_t>(first_slot + below(addresses));
  }

  verb drawn_verb() {
    static constexpr unsigned total = [] {
      unsigned sum = 0;
      for (const auto& one : verbs) sum += one.weight;
      return sum;
    }();
    auto left = numbers_.below(total);
    for (const auto& one : verbs) {
      if (left < one.weight) return one.what;
      left -= one.weight;
    }
    return verb::run_due;
  }

  command next() {
    command out{
        .what = drawn_verb(),
        .workspace = below(workspaces_),
        .portal = below(portals_),
        .actor = actor(),
        .who = static_cast<std::uint8_t>(numbers_.one_in(24) ? below(first_slot) : first_slot + below(addresses)),
        .name = below(usernames),
        .a = below(256),
        .b = below(256),
        .c = below(256)};
    out.pause_us = pause(out.what);
    if (troubled_ && numbers_.one_in(9)) {
      out.fault = static_cast<trouble>(1 + numbers_.below(trouble_names.size() - 1));
      out.fault_at = below(6);
    }
    if (numbers_.one_in(10)) {
      out.fault = trouble::overtaken;
      out.fault_at = below(4);
    }
    return out;
  }

  /// Mostly moments; a clock that is moved goes on by up to months, or back by hours.
  std::int64_t pause(verb what) {
    constexpr std::int64_t minute = 60'000'000, hour = 60 * minute, day = 24 * hour;
    if (what != verb::move_clock) return numbers_.one_in(4) ? 0 : static_cast<std::int64_t>(numbers_.below(20'000'000));
    switch (numbers_.below(8)) {
      case 0:
        return -static_cast<std::int64_t>(numbers_.below(5)) * hour;
      case 1:
        return static_cast<std::int64_t>(numbers_.one_in(4) ? numbers_.below(90) : 1) * day;
      case 2:
        return static_cast<std::int64_t>(numbers_.below(9)) * day;
      default:
        return static_cast<std::int64_t>(numbers_.below(300)) * minute;
    }
  }

  splitmix numbers_;
  std::size_t workspaces_ = 2;
  std::size_t portals_ = 1;
  bool troubled_ = true;
};

}  // namespace parvis::inline v1::testkit::simulated
