// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parvis/testkit/simulation/playing.hpp"

// Makes requests of commands about the workspace, its settings and its grants.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the player.
class settings_player : protected playing {
 protected:
  using playing::playing;

  void do_set_up(const command& one) {
    const auto n = [&](unsigned shift) { return static_cast<std::int64_t>(one.a >> shift & 3); };
    const set_up_request request{.portal_name = "Cabinet Simulé",
                                 .portal_url = "https://portal.example.org",
                                 .first_name = "First",
                                 .last_name = "Founder",
                                 .email = "founder@one.example",
                                 .username = "founding-" + std::string(names[here_]),
                                 .password = std::string(passwords[0]),
                                 .grants = {{"core", 1 + n(0)}, {"collaborators", 1 + n(2)}}};
    ask(one, [&] { take(door(one).set_up(by(), request)); });
  }

  void do_settings(const command& one) {
    auto wanted = here().settings;
    vary(wanted, one);
    if (one.c < 16) --wanted.revision;
    asked_.wanted = wanted;
    weigh();
    if (one.what == verb::preview_settings) return take(door(one).preview_settings(by(), wanted));
    take(door(one).change_settings(by(), wanted));
  }
  void vary(settings& wanted, const command& one) const {
    const auto& b = one.b;
    if (one.c % 4 == 0) {
      std::erase_if(wanted.approvers, [&](account_id id) { return !here().find(id)->active_user(); });
    }
    if (wanted.approvers.empty()) wanted.approval = approval_mode::by_default;
    switch (one.a % 22) {
      case 0:
      case 1:
      case 2:
        wanted.signup_policy = static_cast<signup_policy>(b % 16 == 0 ? 0 : 1 + b % 3);
        break;
      case 3:
      case 4:
      case 5:
      case 18:
        wanted.approval = approval_mode::by_user;
        wanted.approvers = {account_id{somebody(one.who)}};
        if (b % 8 != 1)
          wanted.approvers = {account_id{pick(here().people, b, [](const person& p) { return p.active_user(); })}};
        if (b % 4 == 0) wanted.approvers.push_back(here().founder);
        if (wanted.approvers.front() == wanted.approvers.back()) wanted.approvers.resize(1);
        break;
      case 6:
        if (b % 3 == 0) wanted.approval = approval_mode::by_default;
        break;
      case 7:
        wanted.email_proof = b % 3 == 0 ? email_proof::off : email_proof::on;
        break;
      case 8:
        wanted.when_no_seat = b % 3 == 0 ? no_seat_policy::refuse : no_seat_policy::wait;
        break;
      case 9:
        wanted.reapplication = static_cast<reapplication>(1 + b % 3);
        break;
      case 10:
        wanted.allowed_domains = b % 4 == 0 ? std::vector<std::string>{"one.example"} : std::vector<std::string>{};
        break;
      case 11:
      case 20:
        wanted.approval_lifetime = hours(1 + b % 24);
        wanted.approval_reminder_interval = hours(1 + one.c % 24);
        break;
      case 12:
        wanted.mails_per_address_max = 1 + b % 6;
        break;
      case 16:
      case 19:
        wanted.access_requests = static_cast<approval_mode>(1 + b % 2);
        if (b % 8 == 7) wanted.access_requests.reset();
        break;
      case 17:
      case 21:
        wanted.ban_frees_seat = b % 3 != 0;
        break;
      case 13:
        wanted.fields =
            b % 3 == 0
                ? std::vector<field_rule>{{"file", requirement::required, {}, static_cast<field_audience>(b % 4 % 3)}}
                : std::vector<field_rule>{};
        break;
      case 14:
        wanted.consents =
            b % 3 == 0 ? std::vector<consent_rule>{{"terms", std::to_string(b % 2 + 1)}} : std::vector<consent_rule>{};
        break;
      default:
        wanted.invite_lifetime = hours(1 + b);
        wanted.email_proof_lifetime = hours(1 + one.c % 12);
        break;
    }
  }

  void do_grant(const command& one) {
    const auto hour = [](std::uint8_t n) { return hours(n); };
    asked_.grant.sku = one.b % 4 == 0    ? "core"
                       : one.b % 16 == 1 ? "outlook"
                       : one.b % 8 == 2  ? "contract"
                                         : "collaborators";
    asked_.grant.quantity = one.a % 4;
    asked_.grant.starts_at = one.c % 3 == 0 ? asked_.now + hour(one.c) : asked_.now;
    asked_.grant.ends_at = one.a % 3 == 0 ? instant::never() : asked_.grant.starts_at + hour(one.a);
    seat_grant request{.sku = asked_.grant.sku, .quantity = asked_.grant.quantity};
    if (one.c % 3 == 0) request.starts_at = asked_.grant.starts_at;
    if (one.a % 3 != 0) request.ends_at = asked_.grant.ends_at;
    weigh();
    take(door(one).grant_seats(by(), request));
  }
  void do_end_grant(const command& one) {
    asked_.grant.id = grant_id{
        pick(here().grants, one.a, [&](const license_grant& g) { return g.ends_at > asked_.now || one.c < 8; })};
    asked_.grant.ends_at = one.b % 2 == 0 ? asked_.now : asked_.now + hours(one.c);
    end_grant_request request{.grant = asked_.grant.id};
    if (one.b % 2 != 0) request.ends_at = asked_.grant.ends_at;
    weigh();
    take(door(one).end_grant(by(), request));
  }
};

}  // namespace parvis::inline v1::testkit::simulated
