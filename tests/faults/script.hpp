// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flow/firm.hpp"

namespace flow_test {

/// The main flow, step by step. Each step may be repeated until it succeeds: the whole then ends as it should, whatever
/// failed on the way.
class script {
 public:
  struct step {
    const char* what;
    bool atomic;  ///< one commit: when it fails, nothing has changed
    std::function<errc()> run;
  };

  explicit script(firm& of) : f(of) {}

  std::vector<step> steps() {
    std::vector<step> out;
    const auto add = [&](const char* what, auto run) { out.push_back({what, true, run}); };
    const auto drain = [&] { out.push_back({"drain", false, [this] { return drained(); }}); };
    const auto person = [&](const std::string& name) {
      add("sign_up", [this, name] { return signed_up(name); });
      drain();
      add("prove_email", [this, name] { return proven(name); });
    };
    add("set_up", [this] { return keep(f.team, f.door.set_up(f.somebody(), f.beginning(1))); });
    add("add_user", [this] { return keep(paul, f.door.add_user(f.as_administrator(), new_user())); });
    drain();
    add("join",
        [this] { return refusal(f.door.join(f.somebody(), {token_to(new_user().email), "paul", password()})); });
    add("change_settings", [this] { return configured(); });
    add("create_invite", [this] { return keep(link, f.door.create_invite(f.as_administrator(), staff_link())); });
    add("check_invite", [this] { return refusal(f.door.check_invite(f.somebody(), token_in(link.link))); });
    for (const auto* name : {"zoe", "yann", "xena"}) person(name);
    add("approve", [this] { return refusal(f.door.approve(f.as(paul.id), {.account = people["zoe"]})); });
    add("approve", [this] { return refusal(f.door.approve(f.as(paul.id), {.account = people["yann"]})); });
    add("reject",
        [this] { return refusal(f.door.reject(f.as(paul.id), {.account = people["xena"], .reason = "No mandate"})); });
    drain();
    add("grant_seats", [this] { return refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 1})); });
    add("edit_account", [this] {
      return refusal(f.door.edit_account(f.as_administrator(), {.account = paul.id, .company = "Ravel"}));
    });
    add("change_access", [this] {
      return refusal(f.door.change_access(f.as_administrator(),
                                          {.account = people["zoe"], .access = access::client | access::collaborator}));
    });
    // Two commits: what fails after the first leaves a try counted.
    out.push_back({"sign_in", false, [this] { return refusal(f.door.sign_in(f.somebody(), {"zoe", password()})); }});
    add("list_accounts", [this] { return refusal(f.door.list_accounts(f.as(paul.id), {})); });
    add("search_accounts",
        [this] { return refusal(f.door.search_accounts(f.as(paul.id), {.sort = account_sort::name})); });
    add("count_accounts", [this] { return refusal(f.door.count_accounts(f.as(paul.id), {})); });
    out.push_back({"run_due", false, [this] { return refusal(f.door.run_due(f.somebody(), 100)); }});
    drain();
    return out;
  }

  /// What it all came to, but for ids and times: equal outcomes, equal texts.
  std::string outcome() {
    std::vector<std::string> lines;
    for (const auto& one : f.all<account>()) {
      lines.push_back(one.username + " " + std::to_string(static_cast<int>(one.state)));
    }
    for (const auto& one : f.all<seat_pool>()) {
      lines.push_back(one.sku + " " + std::to_string(one.held) + " of " + std::to_string(one.capacity) + ", " +
                      std::to_string(one.waiting));
    }
    for (const auto what : f.events()) lines.push_back("event " + std::to_string(static_cast<int>(what)));
    std::set<uuid> told;
    for (const auto& one : box) {
      if (told.insert(one.id).second) lines.push_back("mail " + one.to.address() + " " + one.subject.text());
    }
    for (const auto& one : f.cases.opened()) lines.push_back("case " + one.email);
    lines.push_back("sign-ups " + std::to_string(f.rows(kind::sign_up).size()));
    lines.push_back("queued " + std::to_string(f.queued().size()));
    std::sort(lines.begin(), lines.end());
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
  }

  static std::string password() { return std::string(good_password); }

  firm& f;
  std::vector<mail> box;  ///< every mail that went out; twice if it went out twice
  std::vector<std::string> continuations;

 private:
  template <class Reply>
  static errc keep(Reply& into, result<Reply> answered) {
    if (answered) into = answered.value();
    return refusal(answered);
  }
  [[nodiscard]] add_user_request new_user() const {
    return {.first_name = "Paul",
            .last_name = "Roy",
            .email = "paul@ravel.example",
            .group = f.team.members,
            .seniority = "lawyer"};
  }
  static create_invite_request staff_link() {
    return {
        .audience = account_kind::collaborator, .approval = approval_override::by_user, .case_role = case_role::staff};
  }
  errc configured() {
    auto wanted = f.door.view_settings(f.as_administrator());
    if (!wanted) return refusal(wanted);
    wanted.value().signup_policy = signup_policy::both;
    wanted.value().approval = approval_mode::by_user;
    wanted.value().approvers = {paul.id};
    return refusal(f.door.change_settings(f.as_administrator(), wanted.value()));
  }
  /// Until nothing is queued; what was taken and not settled is waited for.
  errc drained() {
    for (int round = 0; round < 4; ++round) {
      const auto reply = f.door.drain_outbox(f.somebody(), 100);
      for (auto& one : f.mailer.take()) box.push_back(std::move(one));
      if (!reply) return refusal(reply);
      if (f.queued().empty()) break;
      f.clock.advance(minutes(5));
    }
    return {};
  }
  errc signed_up(const std::string& name) {
    auto form = f.form(name);
    form.token = token_in(link.link);
    auto taken = f.door.sign_up(f.somebody(), form);
    if (taken) continuations.push_back(taken.value().continuation);
    return refusal(taken);
  }
  errc proven(const std::string& name) {
    const auto made =
        f.door.prove_email(f.somebody(), {.token = token_to(f.address_of(name)), .continuation = continuations.back()});
    if (made) people[name] = made.value().id;
    return refusal(made);
  }
  [[nodiscard]] std::string token_to(std::string_view address) const {
    for (const auto& one : box) {
      if (one.to.address() == address && !token_in(one.text).empty()) return token_in(one.text);
    }
    return {};
  }

  account_view paul;
  invite_view link;
  std::map<std::string, account_id> people;
};

}  // namespace flow_test
