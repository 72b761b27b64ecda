// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <tuple>

#include "parvis/testkit/simulation/invite_player.hpp"

// Makes requests of commands of whoever stands at the door, or signs in.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the player.
class door_player : protected invite_player {
 protected:
  using invite_player::invite_player;

  // --- the door ---

  void give_form(const command& one) {
    const bool of_users = asked_.link && here().leads_to_user(asked_.link->row());
    asked_.field_given = here().asks_field(of_users) != (one.c % 16 == 3);
    if (!here().settings.consents.empty() && one.c % 16 != 5)
      asked_.terms_version = here().settings.consents.front().version;
  }

  void do_sign_up(const command& one) {
    if (one.a % 3 == 0)
      take_link(one, token_kind::invite);
    else
      link_text_.clear();
    asked_.email_key = address(one.who);
    // At times whoever was turned away comes again.
    const auto* again = here().find(pick(here().people, one.c, [&](const person& who) {
      const auto state = who.at(asked_.now);
      return state == account_state::rejected || state == account_state::lapsed;
    }));
    if (one.b % 4 == 3 && again != nullptr) asked_.email_key = again->email_key;
    if (one.a % 2 == 0) asked_.wanted_kind = one.b % 2 == 0 ? account_kind::client : account_kind::collaborator;
    const bool whole_form = one.what == verb::sign_up;
    if (whole_form) {
      give_form(one);
      asked_.username = user_name(one.name);
      asked_.password = cheap_hasher::hashed(passwords[one.c % 2]);
      asked_.named = true;
    }
    weigh();
    const bool alike = looks_alike_now();
    const auto kind_of_step =
        std::tuple{one.what, asked_.link.has_value(), here().mails_spent(asked_.email_key, asked_.now)};
    const auto told = whole_form
                          ? door(one).sign_up(by(), {.token = link_text_,
                                                     .first_name = "Given",
                                                     .last_name = "Family",
                                                     .username = asked_.username,
                                                     .email = asked_.email_key,
                                                     .password = std::string(passwords[one.c % 2]),
                                                     .access = asked_.wanted_kind,
                                                     .fields = fields_given(),
                                                     .consents = consents_given()})
                          : door(one).start_sign_up(
                                by(), {.token = link_text_, .email = asked_.email_key, .access = asked_.wanted_kind});
    take(told);
    if (!told) return;
    if (told.value().account) answer_.view = told.value().account;
    if (!told.value().continuation.empty()) keep_continuation(told.value().continuation);
    if (alike) compare_looks(kind_of_step, told.value());
  }
  void keep_continuation(const std::string& text) {
    const auto read = token::parse(text);
    if (read) continuations_[read.value().row()] = text;
  }
  /// Where an address must be proven, nobody may learn from outside who is known.
  [[nodiscard]] bool looks_alike_now() const {
    const auto* through = asked_.link ? here().link(asked_.link->row()) : nullptr;
    const bool personal = through != nullptr && through->type == invite_type::personal;
    return expected_.against.empty() && !personal &&
           (here().settings.email_proof == email_proof::on || asked_.what == verb::start_sign_up);
  }
  void compare_looks(const std::tuple<verb, bool, bool>& kind_of_step, const sign_up_reply& reply) {
    if (gate_.hit()) return;
    const auto look =
        std::tuple{watch_.take_shape(), reply.message, reply.continuation.size(), reply.account.has_value()};
    const auto [first, fresh] = looks_.insert({kind_of_step, look});
    if (!fresh && first->second != look)
      wrong("known and unknown look alike", "two sign-ups can be told apart from outside");
  }

  void do_prove(const command& one) {
    take_link(one, token_kind::verify);
    std::string continuation;
    if (asked_.link && one.a % 4 != 0) {
      const auto kept = continuations_.find(asked_.link->row());
      if (kept != continuations_.end()) continuation = kept->second;
    }
    asked_.continued = !continuation.empty();
    if (!asked_.continued || one.a % 8 == 1) {
      if (one.c % 8 != 7) {
        asked_.username = user_name(one.name);
        asked_.password = cheap_hasher::hashed(passwords[one.c % 2]);
        asked_.named = true;
      }
      give_form(one);
    }
    weigh();
    const bool typed = asked_.named;
    take(door(one).prove_email(by(), {.token = link_text_,
                                      .continuation = continuation,
                                      .first_name = typed ? "Given" : "",
                                      .last_name = typed ? "Family" : "",
                                      .username = asked_.username,
                                      .password = typed ? std::string(passwords[one.c % 2]) : "",
                                      .fields = fields_given(),
                                      .consents = consents_given()}));
  }

  void do_join(const command& one) {
    take_link(one, token_kind::join);
    asked_.username = user_name(one.name);
    asked_.password = cheap_hasher::hashed(passwords[one.c % 2]);
    weigh();
    take(door(one).join(
        by(), {.token = link_text_, .username = asked_.username, .password = std::string(passwords[one.c % 2])}));
  }

  // --- credentials ---

  void do_guess(const command& one) {
    const bool of_actor =
        one.what == verb::request_email_change || (one.what == verb::change_password && one.a % 3 == 0);
    if (!of_actor) asked_.identifier = one.a % 2 == 0 ? address(one.who) : user_name(one.name);
    const auto* who = here().named(asked_.identifier, asked_.actor);
    // Mostly the right one: of two that is as good as known.
    const bool second = who != nullptr && who->password == cheap_hasher::hashed(passwords[1]);
    const auto typed = std::string(passwords[(one.c % 4 == 0) != second ? 1 : 0]);
    const auto fresh = std::string(passwords[(one.c % 16 == 1) == second ? 0 : 1]);
    asked_.password = cheap_hasher::hashed(typed);
    asked_.fresh = cheap_hasher::hashed(fresh);
    if (one.what == verb::request_email_change) asked_.email_key = address(one.who);
    weigh();
    if (one.what == verb::sign_in) return take(door(one).sign_in(by(), {asked_.identifier, typed}));
    if (one.what == verb::change_password) {
      return take(door(one).change_password(by(), {asked_.identifier, typed, fresh}));
    }
    take(door(one).request_email_change(by(), {asked_.email_key, typed}));
  }

  void do_mailed(const command& one) {
    if (one.what == verb::request_password_reset) return do_request_reset(one);
    take_link(one, one.what == verb::reset_password ? token_kind::reset : token_kind::email_change);
    const auto typed = std::string(passwords[one.a % 2]);
    asked_.password = cheap_hasher::hashed(typed);
    weigh();
    take(one.what == verb::reset_password ? door(one).reset_password(by(), {link_text_, typed})
                                          : door(one).prove_email_change(by(), {link_text_}));
  }
  void do_request_reset(const command& one) {
    asked_.email_key = address(one.who);
    weigh();
    const bool asked_before = std::any_of(here().posted.begin(), here().posted.end(), [&](const auto& l) {
      return !l.second.for_email && l.second.email_key == asked_.email_key;
    });
    const auto kind_of_step = std::tuple{one.what, asked_before, expected_.repeated};
    const auto told = door(one).request_password_reset(by(), {asked_.email_key});
    take(told);
    if (told) compare_looks(kind_of_step, {.message = told.value().message});
  }
  void do_key(const command& one) {
    asked_.subject = one.a % 2 == 0 ? asked_.actor : account_id{somebody(one.who)};
    if (one.what == verb::verify_api_key) return do_verify_key(one);
    weigh();
    if (one.what == verb::revoke_api_key) return take(door(one).revoke_api_key(by(), asked_.subject));
    const auto told = door(one).issue_api_key(by(), asked_.subject);
    take(told);
    if (!told) return;
    answer_.view = told.value().account;
    const auto* who = here().find(asked_.subject);
    if (who != nullptr) keys_[here_].push_back({told.value().key, who->id, who->keys, who->epoch});
  }
  void do_verify_key(const command& one) {
    const auto from = one.c % 8 == 0 ? (here_ + 1) % workspaces_max : here_;
    const auto& all = keys_[from];
    const auto held = all.empty() ? held_key{"parvis1_nothing", {}} : all[all.size() - 1 - (one.b % 4) % all.size()];
    const auto* who = here().find(held.whose);
    genuine_ = from == here_ && who != nullptr && who->may_use_key() && who->key_issued_at &&
               who->keys == held.number && who->epoch == held.epoch;
    weigh();
    const auto told = door(one).verify_api_key(by(), held.text);
    take(told);
    if (told && told.value().id != held.whose) wrong("answers", "a key is told to be somebody else's");
  }
};

}  // namespace parvis::inline v1::testkit::simulated
