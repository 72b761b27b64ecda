// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/testkit/simulation/group_player.hpp"

// Makes requests of commands about links and imports.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the player.
class invite_player : protected group_player {
 protected:
  using group_player::group_player;

  // --- links ---

  void do_invite(const command& one) {
    auto& made = asked_.invite;
    made.audience = static_cast<account_kind>(1 + one.a % 3);
    made.access = made.audience == account_kind::client         ? access::client
                  : made.audience == account_kind::collaborator ? access::collaborator
                                                                : access::core;
    made.group = made.audience == account_kind::user ? here().members : group_id{};
    if (one.c == 0) made.group = here().administrators;
    if (one.c % 8 == 1 && made.audience == account_kind::user) {
      made.group = group_id{pick(here().groups, one.a, [](const team&) { return true; })};
    }
    made.approval = static_cast<approval_override>(one.b % 3);
    made.role = static_cast<case_role>(one.c % 3);
    made.type = invite_type::public_;
    create_invite_request request{
        .audience = made.audience, .approval = made.approval, .case_role = made.role, .group = made.group};
    if (one.what == verb::create_invite) {
      if (one.b % 4 == 0) request.max_uses = made.max_uses = 1 + one.c % 3;
      if (one.b % 8 == 1) request.allowed_domains = made.domains = {"two.example"};
      weigh();
      const auto told = door(one).create_invite(by(), request);
      take(told);
      if (told) keep_link(told.value().link);
      return;
    }
    std::vector<invitee> people;
    for (int n = 0; n <= one.c % 3; ++n) {
      asked_.addresses.push_back(address(static_cast<std::uint8_t>(one.who + n * (one.b % 2))));
      people.push_back({asked_.addresses.back(), {}});
    }
    weigh();
    const auto told = door(one).invite_people(by(), {request, people});
    take(told);
    if (!told) return;
    std::size_t done = 0;
    for (const auto& row : told.value()) done += row ? 1U : 0U;
    const auto created = static_cast<std::size_t>(std::count_if(
        recorded_.begin(), recorded_.end(), [](const event& e) { return e.what == event_type::invite_created; }));
    if (told.value().size() != people.size() || done > created || (!gate_.hit() && done != created)) {
      wrong("acknowledged", "people are answered invited who are not");
    }
  }
  void keep_link(std::string_view link) {
    constexpr std::string_view mark = "?token=";
    const auto at = link.find(mark);
    if (at != link.npos)
      public_links_[here_].push_back({std::string(link.substr(at + mark.size())), token_kind::invite, here_});
  }

  void do_link(const command& one) {
    asked_.invite.id = invite_id{pick(here().links, one.a, [](const door_link&) { return true; })};
    asked_.keep = (one.what == verb::reopen_invite || one.what == verb::resend_invite) && one.b % 2 == 0;
    const auto fate = asked_.keep ? link_fate::keep : link_fate::rotate;
    const auto which = asked_.invite.id;
    weigh();
    const auto told = [&]() -> result<invite_view> {
      switch (one.what) {
        case verb::rotate_invite:
          return door(one).rotate_invite(by(), which);
        case verb::close_invite:
          return door(one).close_invite(by(), which);
        case verb::reopen_invite:
          return door(one).reopen_invite(by(), which, fate);
        case verb::revoke_invite:
          return door(one).revoke_invite(by(), which);
        case verb::resend_invite:
          return door(one).resend_invite(by(), which, fate);
        default:
          return door(one).show_invite(by(), which);
      }
    }();
    take(told);
    if (!told) return;
    keep_link(told.value().link);
    const auto* known = here().link(which);
    if (also_) return;
    if (known == nullptr || !difference(*known, door_link{told.value().invite}).empty())
      wrong("answers", "a link is shown as it is not");
    if (known != nullptr && known->type == invite_type::personal && !told.value().link.empty())
      wrong("secrets", "a personal link is shown");
  }

  /// Whose links are looked through: the named one's, or mostly those of somebody whose link still opens something.
  [[nodiscard]] std::string bearer(const command& one, token_kind wanted) const {
    auto named = address(one.who);
    if (one.c % 4 == 0 || wanted == token_kind::invite) return named;
    for (const auto& [whose, links] : outside_.links) {
      for (const auto& l : links) {
        const auto row = l.workspace == here_ && l.kind == wanted ? token::parse(l.text).value().row() : uuid{};
        const auto s = here().sign_ups.find(sign_up_id{row});
        const auto* who = here().find(row);
        if (here().bearer_of(row, wanted == token_kind::email_change, asked_.now) != nullptr) return whose;
        if (s != here().sign_ups.end() && asked_.now < *s->second.expires_at && (one.b % 3 != 1 || whose == named))
          return whose;
        if (who != nullptr && who->state == account_state::invited) return whose;
      }
    }
    return named;
  }
  /// A link of one kind that somebody brings: mostly the newest one they got, at times an older or another one.
  void take_link(const command& one, token_kind wanted) {
    std::vector<const held_link*> choice;
    if (wanted == token_kind::invite && one.b % 3 != 0) {
      for (const auto& l : public_links_[here_]) choice.push_back(&l);
    } else if (const auto got = outside_.links.find(bearer(one, wanted)); got != outside_.links.end()) {
      for (const auto& l : got->second) {
        if (l.kind == wanted && (l.workspace == here_ || one.c == 1)) choice.push_back(&l);
      }
      if (choice.empty() && one.c < 4) choice.push_back(&got->second.back());
    }
    link_text_.clear();
    if (choice.empty()) {
      link_text_ = wanted == token_kind::invite && one.what != verb::check_invite ? "" : "nonsense";
      return;
    }
    const auto back = one.b % 5 == 4 ? one.c % choice.size() : 0;
    const auto& brought = *choice[choice.size() - 1 - back];
    link_text_ = brought.text;
    asked_.link = token::parse(brought.text).value();
    genuine_ = brought.kind == wanted && brought.workspace == here_;
  }

  // --- imports ---

  /// A file of rows, and what the portal answers to each.
  class some_rows final : public import_source {
   public:
    some_rows(const std::vector<imported_row>& rows, group_id members) : rows_(rows), members_(members) {}
    result<bool> next(import_row& into) override {
      if (next_ == rows_.size()) return false;
      const auto& row = rows_[next_++];
      into.key = row.key;
      switch (row.sort) {
        case imported_row::sort::user:
          into.user = add_user_request{.first_name = "Given",
                                       .last_name = "Family",
                                       .email = row.email_key,
                                       .group = members_,
                                       .seniority = "lawyer"};
          break;
        case imported_row::sort::client:
          into.portal_account =
              add_portal_account_request{.first_name = "Given", .last_name = "Family", .email = row.email_key};
          break;
        case imported_row::sort::invitee:
          into.invited = invitee{.email = row.email_key};
          break;
      }
      return true;
    }
    result<> tell(const import_outcome& one) override {
      told.push_back(one);
      return success();
    }
    std::vector<import_outcome> told{};

   private:
    const std::vector<imported_row>& rows_;
    group_id members_;
    std::size_t next_ = 0;
  };

  /// A key always stands for the same row of the same import; a row may be there twice.
  void do_import(const command& one) {
    asked_.import_key = "people " + std::to_string(one.b % 3);
    asked_.dry = one.a % 5 == 0;
    asked_.silent = one.a % 4 == 1;
    for (int n = 0; n <= one.c % 5; ++n) {
      const auto place = static_cast<std::uint8_t>((one.who + n * (1 + one.a % 2)) % addresses);
      asked_.rows.push_back({static_cast<enum imported_row::sort>((place + one.b) % 3), "row " + std::to_string(place),
                             ascii_lower(address(static_cast<std::uint8_t>(first_slot + place)))});
    }
    asked_.invite.audience = account_kind::client;
    asked_.invite.access = access::client;
    weigh();
    some_rows file(asked_.rows, here().members);
    const auto before = here().imported;
    const auto told = door(one).import_people(by(), {.key = asked_.import_key,
                                                     .rows = &file,
                                                     .mode = asked_.dry ? import_mode::dry_run : import_mode::write,
                                                     .notice = asked_.silent ? notice::silent : notice::mail,
                                                     .rows_at_once = static_cast<std::size_t>(1 + one.c % 4)});
    take(told);
    judge_import(file.told, before, told.has_value());
  }
  void judge_import(const std::vector<import_outcome>& told, const std::map<std::string, uuid>& before, bool whole) {
    if (whole && told.size() != asked_.rows.size()) return wrong("answers", "an import has another number of answers");
    for (std::size_t n = 0; n < told.size(); ++n) {
      const auto key = asked_.import_key + '/' + asked_.rows[n].key;
      const auto made = here().imported.find(key);
      const auto& answer = told[n];
      if (asked_.dry) {
        if (answer.fate == import_fate::already && before.count(key) == 0)
          wrong("dry run", "a row is known before its time");
        continue;
      }
      if (answer.fate == import_fate::refused) {
        if (!also_ && before.count(key) > 0) return wrong("answers", "a row is refused that was imported before");
        continue;
      }
      if (made == here().imported.end() || made->second != answer.id) {
        return wrong("acknowledged", "a row is answered imported that is not");
      }
      if (!also_ && (answer.fate == import_fate::already) != (before.count(key) > 0)) {
        wrong("answers", "a row is answered as if it were new, or the other way round");
      }
    }
  }
};

}  // namespace parvis::inline v1::testkit::simulated
