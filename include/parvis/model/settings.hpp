// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// Who may sign up through the open form. A link carries its own permission.
enum class signup_policy : std::uint8_t { none = 0, clients = 1, collaborators = 2, both = 3 };
constexpr signup_policy last_value(signup_policy) noexcept { return signup_policy::both; }

/// Who approves: the system at once, or the approvers.
enum class approval_mode : std::uint8_t { by_default = 1, by_user = 2 };
constexpr approval_mode last_value(approval_mode) noexcept { return approval_mode::by_user; }

/// Whether an e-mail address must be proven before an account exists. `off` cannot hide which addresses are known.
enum class email_proof : std::uint8_t { off = 0, on = 1 };
constexpr email_proof last_value(email_proof) noexcept { return email_proof::on; }

/// What happens to an approved person when no seat is free.
enum class no_seat_policy : std::uint8_t { wait = 1, refuse = 2 };
constexpr no_seat_policy last_value(no_seat_policy) noexcept { return no_seat_policy::refuse; }

/// Whether somebody who was refused may ask again. Who lapsed always may: that was no refusal.
enum class reapplication : std::uint8_t { allow = 1, cooldown = 2, forbid = 3 };
constexpr reapplication last_value(reapplication) noexcept { return reapplication::forbid; }

/// The id of the one row of settings that a workspace has.
inline constexpr uuid settings_row = uuid::well_known(1);

/// What stands in `settings::link_pattern` for the page and the secret.
inline constexpr std::string_view page_mark = "{page}";
inline constexpr std::string_view token_mark = "{token}";  ///< the secret

/// A workspace's portal configuration: one row. Its revision is the settings revision that decisions are bound to.
struct settings {
  static constexpr auto kind = parvis::kind::settings;  ///< of its row
  uuid id = settings_row;                               ///< the same in every workspace
  std::uint64_t revision = 0;                           ///< raised by every change; 0 before it is stored

  std::string portal_name{};  ///< one line, shown to people
  /// The portal's address, https, no user information, query or fragment. Links are made from it and from nothing else.
  std::string portal_url{};
  std::string support_contact{};                               ///< one line; may be empty
  std::string default_language = "en";                         ///< one of the built-in ones
  std::vector<std::string> languages = {"en", "fr", "ar"};     ///< that are offered
  parvis::signup_policy signup_policy = signup_policy::none;   ///< of the open form
  parvis::approval_mode approval = approval_mode::by_default;  ///< who approves
  std::vector<account_id> approvers{};                         ///< any one of them decides
  parvis::email_proof email_proof = email_proof::on;           ///< whether addresses are proven
  no_seat_policy when_no_seat = no_seat_policy::wait;          ///< wait or refuse
  std::vector<std::string> allowed_domains{};                  ///< A-labels; empty: any
  std::vector<std::string> denied_domains{};                   ///< A-labels
  std::vector<std::string> reserved_usernames{};               ///< besides our own
  duration invite_lifetime = hours(72);                        ///< of links that name none
  duration email_proof_lifetime = hours(8);                    ///< of sign-ups to be proven
  /// How a link goes on after the portal's address: `{page}` and `{token}` stand in it once each.
  std::string link_pattern = "/{page}?token={token}";
  duration password_reset_lifetime = minutes(10);  ///< of reset links
  duration approval_lifetime = days(30);           ///< then an undecided request lapses
  duration approval_reminder_interval = days(7);   ///< how often whoever decides is reminded
  std::vector<field_rule> fields{};                ///< of the forms, beyond what every form asks; 32 at most
  std::vector<consent_rule> consents{};            ///< 16 at most
  parvis::reapplication reapplication = parvis::reapplication::allow;  ///< whether somebody refused may ask again
  duration reapplication_cooldown = days(30);                          ///< counts from the refusal; for `cooldown`
  /// An hour, to one mailbox; plus-tags are one. As many each are sent for the open form, for new passwords, on behalf
  /// of somebody who has joined, and on the firm's demand.
  std::int64_t mails_per_address_max = 5;
  std::vector<std::string> seniorities = {"partner", "consultant", "lawyer"};  ///< of users; empty: nobody has one
  bool seniority_optional = false;                                             ///< else every user has one of those
  std::optional<approval_mode> access_requests{};  ///< how another access is approved; empty: it cannot be asked for
  std::int64_t failures_per_source_max = 100;  ///< sign-ins an hour that fail from one place, where the host names it
  std::string signup_requires{};               ///< the sku without which nobody signs up to the portal; empty: none
  duration order_lifetime = hours(24);         ///< then an order that is not paid is abandoned
  bool ban_frees_seat = false;                 ///< else whoever is banned keeps theirs

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("portal_name", &settings::portal_name, plain);
    column("portal_url", &settings::portal_url, plain);
    column("support_contact", &settings::support_contact, plain);
    column("default_language", &settings::default_language, plain);
    column("languages", &settings::languages, plain);
    column("signup_policy", &settings::signup_policy, plain);
    column("approval", &settings::approval, plain);
    column("approvers", &settings::approvers, plain);
    column("email_proof", &settings::email_proof, plain);
    column("when_no_seat", &settings::when_no_seat, plain);
    column("allowed_domains", &settings::allowed_domains, plain);
    column("denied_domains", &settings::denied_domains, plain);
    column("reserved_usernames", &settings::reserved_usernames, plain);
    column("invite_lifetime_us", &settings::invite_lifetime, plain);
    column("email_proof_lifetime_us", &settings::email_proof_lifetime, plain);
    column("link_pattern", &settings::link_pattern, plain);
    column("password_reset_lifetime_us", &settings::password_reset_lifetime, plain);
    column("approval_lifetime_us", &settings::approval_lifetime, plain);
    column("approval_reminder_interval_us", &settings::approval_reminder_interval, plain);
    column("fields", &settings::fields, plain);
    column("consents", &settings::consents, plain);
    column("reapplication", &settings::reapplication, plain);
    column("reapplication_cooldown_us", &settings::reapplication_cooldown, plain);
    column("mails_per_address_max", &settings::mails_per_address_max, plain);
    column("seniorities", &settings::seniorities, plain);
    column("seniority_optional", &settings::seniority_optional, plain);
    column("access_requests", &settings::access_requests, plain);
    column("failures_per_source_max", &settings::failures_per_source_max, plain);
    column("signup_requires", &settings::signup_requires, plain);
    column("order_lifetime_us", &settings::order_lifetime, plain);
    column("ban_frees_seat", &settings::ban_frees_seat, plain);
  }
};

/// What is worth a warning in a change of settings.
enum class settings_warning : std::uint8_t {
  known_addresses_show = 1,  ///< without proof of e-mail the answer to a sign-up tells which addresses are known
  links_move = 2,            ///< every link given out so far points to the old address
  nobody_can_sign_up = 3,    ///< the open form is closed and there is no open link
};
constexpr settings_warning last_value(settings_warning) noexcept { return settings_warning::nobody_can_sign_up; }

/// What a change of settings touches.
struct settings_impact {
  std::size_t pending = 0;              ///< sign-ups that stay pending, whatever the new mode; up to 10,000 counted
  std::size_t waiting = 0;              ///< people who stay in the queue; likewise
  std::vector<invite_id> dead_links{};  ///< open links through which nobody can sign up any more; 1,000 at most
  std::vector<settings_warning> warnings{};  ///< each once
  std::size_t access_requests = 0;           ///< requests for another access that stay open; up to 10,000 counted
};

/// What members of a group may do: a set of bits.
enum class permissions : std::uint32_t { none = 0, users_manage = 1 };
constexpr permissions last_value(permissions) noexcept { return permissions::users_manage; }
constexpr bool has(permissions set, permissions one) noexcept {
  return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) == static_cast<unsigned>(one);
}

/// A set of users who may do the same.
struct group {
  static constexpr auto kind = parvis::kind::group;  ///< of its rows
  group_id id{};                                     ///< never drawn twice
  std::uint64_t revision = 0;                        ///< of the row; 0 before it is stored

  std::string name{};                                   ///< one line
  std::string name_key{};                               ///< unique: the name in lower case
  parvis::permissions permissions = permissions::none;  ///< of every member
  std::vector<std::string> host_permissions{};          ///< words of the host's own, which mean nothing to us
  std::int64_t active = 0;                              ///< members who may act: active, and not banned
  std::int64_t entered = 0;                             ///< how often somebody came into it; never falls

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("name", &group::name, searchable);
    column("name_key", &group::name_key, unique);
    column("permissions", &group::permissions, plain);
    column("host_permissions", &group::host_permissions, plain);
    column("active", &group::active, counter_of_any_size);
    column("entered", &group::entered, counter_of_any_size);
  }
};

/// A number that many batches add to, between two bounds, without ever conflicting.
struct counter {
  static constexpr auto kind = parvis::kind::counter;  ///< of its rows
  uuid id{};                                           ///< drawn, or well known
  std::uint64_t revision = 0;                          ///< of the row; adding does not raise it

  std::string name{};                     ///< unique; empty for one of many that only their ids tell apart
  std::int64_t count = 0;                 ///< where it stands
  std::optional<std::int64_t> at_most{};  ///< empty: no bound
  std::int64_t at_least = 0;              ///< the floor
  std::optional<instant> expires_at{};    ///< when nobody asks for it any more and it goes

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("name", &counter::name, unique);
    column("count", &counter::count, counter_within("at_most", "at_least"));
    column("at_most", &counter::at_most, plain);
    column("at_least", &counter::at_least, plain);
    column("expires_at", &counter::expires_at, plain);
  }
};

/// Counts the active administrators; its floor of 1 is why the last one cannot go.
inline constexpr uuid administrators_row = uuid::well_known(2);

}  // namespace parvis::inline v1
