// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "flow/firm.hpp"
#include "parvis/rules/transitions.hpp"
#include "portal_commands.hpp"

using namespace flow_test;

// Every state of an account × every command about one × everybody who may try it. What is to come of it follows from
// the table of transitions and the two columns of rights below, and from nothing else.

namespace {

enum class standing : std::uint8_t { nobody, unknown, of_portal, user, operates };
struct role {
  const char* what;
  bool decides;
  bool manages;
  standing is = standing::user;
};
constexpr role roles[] = {
    {"nobody", false, false, standing::nobody},
    {"an unknown id", false, false, standing::unknown},
    {"a client", false, false, standing::of_portal},
    {"a collaborator", false, false, standing::of_portal},
    {"a member", false, false},
    {"an approver", true, false},
    {"a deactivated approver", false, false},
    {"an invited user", false, false},
    {"an administrator", true, true},
    {"a deactivated administrator", false, false},
    {"a banned approver", false, false},
    {"a banned administrator", false, false},
    {"the operator", false, false, standing::operates},
};

/// The accounts of those roles, in the same order.
std::vector<account_id> people(firm& f) {
  const auto add = [&](const std::string& name, group_id group) {
    const auto added = f.door.add_user(f.as_administrator(), {.first_name = "User",
                                                              .last_name = "Of Firm",
                                                              .email = name + "@ravel.example",
                                                              .group = group,
                                                              .seniority = "lawyer"});
    REQUIRE(refusal(added) == errc{});
    return added.value();
  };
  const auto joined = [&](const std::string& name, group_id group) {
    const auto added = add(name, group);
    REQUIRE(f.door.join(f.somebody(), {f.token_to(added.email), name, std::string(good_password)}));
    return added.id;
  };
  const auto client = f.account_of(f.form("colette")).id;
  const auto collaborator = f.collaborator("camille").id;
  const auto member = joined("martin", f.team.members);
  const auto approver = f.approver("paul").id;
  const auto gone_approver = f.approver("pia").id;
  const auto invited = add("ines", f.team.members).id;
  const auto gone_administrator = joined("ada", f.team.administrators);
  const auto banned_approver = f.approver("petra").id;
  const auto banned_administrator = joined("bela", f.team.administrators);
  for (const auto& gone : {gone_approver, gone_administrator}) {
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = gone}));
  }
  for (const auto& banned : {banned_approver, banned_administrator}) {
    REQUIRE(f.door.ban(f.as_administrator(), {.account = banned, .reason = "x"}));
  }
  return {account_id{},
          account_id{f.team.members},
          client,
          collaborator,
          member,
          approver,
          gone_approver,
          invited,
          f.team.administrator,
          gone_administrator,
          banned_approver,
          banned_administrator,
          operator_id};
}

/// Puts accounts into the store as if they had come into their state by themselves, with the seats that go with it.
class targets {
 public:
  explicit targets(firm& f) : f_(f), ids_(f.clock.now().value(), {8, 7, 6, 5, 4, 3, 2, 1}) {}

  account_id put(account_state state) {
    // Nobody gets a seat of `contract`: who waits for one stays in the queue, and nobody else stands behind them.
    const bool waits = state == account_state::waiting;
    const auto name = "target" + std::to_string(++count_);
    account made{.id = ids_.next<account_id>(),
                 .of_kind = waits ? account_kind::user : account_kind::collaborator,
                 .state = state,
                 .access = waits ? access::contract : access::collaborator,
                 .email = name + "@example.org",
                 .email_key = name + "@example.org",
                 .username = name,
                 .username_key = name,
                 .first_name = "Given",
                 .last_name = "Family",
                 .password = state == account_state::invited ? "" : "$scrypt$",
                 .language = "en",
                 .created_at = f_.clock.now().value(),
                 .decided_at = f_.clock.now().value()};
    if (state == account_state::pending) made.decide_by = made.created_at + days(30);
    if (waits) made.queued_at = made.created_at, made.waiting_for = "contract";
    const auto pool = f_.pool(waits ? "contract" : "collaborators");
    batch one{ids_.next(), made.created_at, {inserting(made)}};
    one.operations.push_back({.type = op_type::change, .kind = kind::seat_pool, .id = pool.id});
    if (waits) one.operations.back().add = {{column_of(&seat_pool::waiting), 1}};
    if (state == account_state::active) one.operations.back().add = {{column_of(&seat_pool::held), 1}};
    REQUIRE(f_.inner->commit(firm::workspace, {&one, 1}, nullptr).front().status == answer_status::done);
    return made.id;
  }

 private:
  firm& f_;
  id_source ids_;
  int count_ = 0;
};

result<account_view> only(const result<std::vector<account_outcome>>& told) {
  if (!told) return told.error();
  REQUIRE(told.value().size() == 1);
  return told.value().front().outcome;
}

struct command {
  const char* what;
  transition_cause cause;
  bool by_managers_only;
  result<account_view> (*run)(firm&, const caller&, account_id);
  std::size_t commits = 1;
};
constexpr command commands[] = {
    {"approve", transition_cause::approve, false,
     [](firm& f, const caller& by, account_id who) { return f.door.approve(by, {.account = who}); }},
    {"approve_each", transition_cause::approve, false,
     [](firm& f, const caller& by, account_id who) { return only(f.door.approve_each(by, {{.account = who}})); }},
    {"reject", transition_cause::reject, false,
     [](firm& f, const caller& by, account_id who) { return f.door.reject(by, {.account = who}); }},
    {"reject_each", transition_cause::reject, false,
     [](firm& f, const caller& by, account_id who) { return only(f.door.reject_each(by, {{.account = who}})); }},
    {"reopen", transition_cause::reopen, true,
     [](firm& f, const caller& by, account_id who) { return f.door.reopen(by, {.account = who}); }},
    {"deactivate", transition_cause::deactivate, true,
     [](firm& f, const caller& by, account_id who) { return f.door.deactivate(by, {.account = who}); }},
    {"deactivate_each", transition_cause::deactivate, true,
     [](firm& f, const caller& by, account_id who) { return only(f.door.deactivate_each(by, {{.account = who}})); }},
    {"reactivate", transition_cause::reactivate, true,
     [](firm& f, const caller& by, account_id who) { return f.door.reactivate(by, {.account = who}); }},
    {"erase", transition_cause::erase, true,
     [](firm& f, const caller& by, account_id who) { return f.door.erase(by, {.account = who}); }, 2},
};

/// What the tables say: a refusal; or the states that the account may then be in, and whether anything is to happen.
struct expectation {
  errc refused{};
  std::vector<account_state> then{};
  bool repeats = false;
};
expectation expected(account_state from, const command& c, const role& r) {
  if (!(c.by_managers_only ? r.manages : r.decides)) return {errc::permission_denied, {from}};
  expectation out;
  for (const auto& t : transitions) {
    if (t.cause != c.cause) continue;
    if (t.from == from) out.then.push_back(t.to);
    out.repeats = out.repeats || t.to == from;
  }
  if (out.repeats) return {{}, {from}, true};
  if (out.then.empty()) return {errc::illegal_transition, {from}};
  return out;
}

/// A command that leaves everybody in their state: whom it may be about, and what it says otherwise.
struct still_command {
  const char* what;
  bool by_managers_only;
  result<account_view> (*run)(firm&, const caller&, account_id);
  errc (*refused)(account_state);
  bool changes = true;
  errc of_users = {};  ///< what approvers are told of users instead
};

bool is_gone(account_state s) { return s == account_state::erased; }

constexpr still_command still_commands[] = {
    {"resend_join", true, [](firm& f, const caller& by, account_id who) { return f.door.resend_join(by, who); },
     [](account_state s) { return s == account_state::invited ? errc{} : errc::illegal_transition; }},
    {"edit_account", true,
     [](firm& f, const caller& by, account_id who) {
       return f.door.edit_account(by, {.account = who, .company = "Ravel"});
     },
     [](account_state s) { return is_gone(s) ? errc::not_found : errc{}; }},
    {"demand_password_change", true,
     [](firm& f, const caller& by, account_id who) { return f.door.demand_password_change(by, {.account = who}); },
     [](account_state s) {
       return is_gone(s) ? errc::not_found : s == account_state::invited ? errc::illegal_transition : errc{};
     }},
    {"override_privacy", true,
     [](firm& f, const caller& by, account_id who) {
       return f.door.override_privacy(by, {.account = who, .privacy = privacy_override::on});
     },
     // Whoever waits here is a user.
     [](account_state s) {
       return is_gone(s) ? errc::not_found : s == account_state::waiting ? errc{} : errc::illegal_transition;
     }},
    {"change_access", true,
     [](firm& f, const caller& by, account_id who) {
       const bool user = f.get<account>(who).of_kind == account_kind::user;
       return f.door.change_access(
           by,
           {.account = who, .access = user ? access::core | access::contract : access::client | access::collaborator});
     },
     [](account_state s) {
       const bool over = s == account_state::rejected || s == account_state::lapsed || is_gone(s);
       return over ? errc::illegal_transition : errc{};
     }},
    {"approve_access", false,
     [](firm& f, const caller& by, account_id who) {
       return f.door.approve_access(by, {.account = who, .access = access::client});
     },
     [](account_state) { return errc::illegal_transition; }},
    {"reject_access", false,
     [](firm& f, const caller& by, account_id who) {
       return f.door.reject_access(by, {.account = who, .access = access::client});
     },
     [](account_state s) { return s == account_state::active ? errc{} : errc::illegal_transition; }, false},
    {"ban", true,
     [](firm& f, const caller& by, account_id who) { return f.door.ban(by, {.account = who, .reason = "Insults"}); },
     [](account_state s) { return is_gone(s) ? errc::not_found : errc{}; }},
    {"unban", true, [](firm& f, const caller& by, account_id who) { return f.door.unban(by, {.account = who}); },
     [](account_state s) { return is_gone(s) ? errc::not_found : errc{}; }, false},
    {"change_group", true,
     [](firm& f, const caller& by, account_id who) {
       return f.door.change_group(by, {.account = who, .group = f.team.administrators});
     },
     // Whoever waits here is a user.
     [](account_state s) {
       return is_gone(s) ? errc::not_found : s == account_state::waiting ? errc{} : errc::illegal_transition;
     }},
    {"replace", true,
     [](firm& f, const caller& by, account_id who) -> result<account_view> {
       const auto done = f.door.replace(by, {.account = who,
                                             .newcomer = {.first_name = "New",
                                                          .last_name = "Comer",
                                                          .email = "newcomer@ravel.example",
                                                          .group = f.team.members,
                                                          .seniority = "lawyer"}});
       if (!done) return done.error();
       return done.value().left;
     },
     [](account_state) { return errc::illegal_transition; }},  // no active user among them
    {"view_permissions", true,
     [](firm& f, const caller& by, account_id who) -> result<account_view> {
       const auto told = f.door.view_permissions(by, who);
       if (!told) return told.error();
       return account_view{};
     },
     [](account_state) { return errc{}; }, false},
    {"resend_join_each", true,
     [](firm& f, const caller& by, account_id who) { return only(f.door.resend_join_each(by, {who})); },
     [](account_state s) { return s == account_state::invited ? errc{} : errc::illegal_transition; }},
    {"issue_api_key", true,
     [](firm& f, const caller& by, account_id who) -> result<account_view> {
       auto issued = f.door.issue_api_key(by, who);
       if (!issued) return issued.error();
       return std::move(issued).value().account;
     },
     [](account_state) { return errc::illegal_transition; }},  // no active user among them
    {"revoke_api_key", true, [](firm& f, const caller& by, account_id who) { return f.door.revoke_api_key(by, who); },
     [](account_state) { return errc{}; }, false},
    {"export_person", true,
     [](firm& f, const caller& by, account_id who) -> result<account_view> {
       const auto told = f.door.export_person(by, who);
       if (!told) return told.error();
       return account_view{};
     },
     [](account_state s) { return is_gone(s) ? errc::not_found : errc{}; }},
    {"view_account", false, [](firm& f, const caller& by, account_id who) { return f.door.view_account(by, who); },
     [](account_state) { return errc{}; }, false, errc::not_found},
};

/// A command about no account in particular: who may give it, and what it answers whoever may.
struct other_command {
  const char* what;
  bool (*may)(const role&);
  errc then;
  errc (*run)(firm&, const caller&);
};

bool anybody(const role&) { return true; }
bool deciders(const role& r) { return r.decides; }
bool deciders_or_operator(const role& r) { return r.decides || r.is == standing::operates; }
bool managers(const role& r) { return r.manages; }
bool managers_or_operator(const role& r) { return r.manages || r.is == standing::operates; }
bool people_of_the_portal(const role& r) { return r.is == standing::of_portal; }
bool whoever_has_an_account(const role& r) { return r.is == standing::of_portal || r.is == standing::user; }

const uuid& unknown() {
  static constexpr uuid id = uuid::well_known(200);
  return id;
}
/// What is typed by each of them is counted apart.
std::string identifier_of(const caller& by) { return to_string(by.actor); }

/// As they are, but for approvers who are gone.
settings sound_settings(firm& f) {
  auto out = f.get<settings>(settings_row);
  std::erase_if(out.approvers, [&](account_id id) { return !may_act(f.get<account>(id)); });
  return out;
}

class no_rows final : public import_source {
 public:
  result<bool> next(import_row& /*into*/) override { return false; }
  result<> tell(const import_outcome& /*one*/) override { return success(); }
};
class no_table final : public export_sink {
 public:
  result<> write(std::string_view /*csv*/) override { return success(); }
};

const other_command other_commands[] = {
    {"set_up", anybody, errc::already_set_up,
     [](firm& f, const caller& by) { return refusal(f.door.set_up(by, firm::beginning(1))); }},
    {"view_settings", managers, {}, [](firm& f, const caller& by) { return refusal(f.door.view_settings(by)); }},
    {"change_settings",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.change_settings(by, sound_settings(f))); }},
    {"preview_settings",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.preview_settings(by, sound_settings(f))); }},
    {"grant_seats",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.grant_seats(by, {"core", 1})); }},
    {"end_grant", managers_or_operator, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.end_grant(by, {.grant = grant_id{unknown()}})); }},
    {"list_grants",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.list_grants(by, "core")); }},
    {"list_pools", deciders_or_operator, {}, [](firm& f, const caller& by) { return refusal(f.door.list_pools(by)); }},
    {"allow_overage",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.allow_overage(by, {"core", 1})); }},
    {"check_entitlement",
     anybody,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.check_entitlement(by, "core")); }},
    {"reserve_seats",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.reserve_seats(by, {"core", 1, hours(1), "Lyon"})); }},
    {"release_reservation", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.release_reservation(by, reservation_id{unknown()})); }},
    {"list_reservations",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.list_reservations(by, "core")); }},
    {"preview_seats",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.preview_seats(by, {{.access = access::core}})); }},
    {"list_holders",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.list_holders(by, {.sku = "core"})); }},
    {"view_use",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.view_use(by, {.sku = "core"})); }},
    {"view_catalog", anybody, {}, [](firm& f, const caller& by) { return refusal(f.door.view_catalog(by)); }},
    {"change_catalog",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) {
       return refusal(f.door.change_catalog(by, f.door.view_catalog(firm::somebody()).value()));
     }},
    {"quote_order", managers, errc::invalid_form,
     [](firm& f, const caller& by) { return refusal(f.door.quote_order(by, {"never", {{"core", 1}}})); }},
    {"place_order", managers, errc::invalid_form,
     [](firm& f, const caller& by) {
       const auto now = f.door.view_catalog(firm::somebody()).value().revision;
       return refusal(
           f.door.place_order(by, {.key = "PO-1", .catalog_revision = now, .plan = "never", .lines = {{"core", 1}}}));
     }},
    {"view_order", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.view_order(by, order_id{unknown()})); }},
    {"list_orders",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.list_orders(by, {})); }},
    {"cancel_order", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.cancel_order(by, order_id{unknown()})); }},
    {"take_payment_notice", anybody, errc::not_found,
     [](firm& f, const caller& by) {
       return refusal(f.door.take_payment_notice(by, {"evt_1", order_id{unknown()}, payment_event::paid, 1, "EUR"}));
     }},
    {"add_user",
     managers,
     {},
     [](firm& f, const caller& by) {
       return refusal(f.door.add_user(by, {.first_name = "User",
                                           .last_name = "Of Firm",
                                           .email = "uma@ravel.example",
                                           .group = f.team.members,
                                           .seniority = "lawyer"}));
     }},
    {"add_portal_account",
     managers,
     {},
     [](firm& f, const caller& by) {
       return refusal(
           f.door.add_portal_account(by, {.first_name = "Given", .last_name = "Family", .email = "gil@example.org"}));
     }},
    {"import_people",
     managers,
     {},
     [](firm& f, const caller& by) {
       no_rows none;
       return refusal(f.door.import_people(by, {.key = "people.csv", .rows = &none}));
     }},
    {"export_accounts",
     managers,
     {},
     [](firm& f, const caller& by) {
       no_table table;
       return refusal(f.door.export_accounts(by, {.sink = &table}));
     }},
    {"ask_access", people_of_the_portal, errc::access_not_allowed,  // as the workspace has it
     [](firm& f, const caller& by) { return refusal(f.door.ask_access(by, access::client | access::collaborator)); }},
    {"add_group",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.add_group(by, {.name = "Lawyers"})); }},
    {"edit_group",
     managers,
     {},
     [](firm& f, const caller& by) {
       return refusal(f.door.edit_group(by, {.group = f.team.members, .name = "Everybody"}));
     }},
    {"remove_group", managers, errc::group_in_use,
     [](firm& f, const caller& by) { return refusal(f.door.remove_group(by, {.group = f.team.members})); }},
    {"list_groups", managers, {}, [](firm& f, const caller& by) { return refusal(f.door.list_groups(by)); }},
    {"list_accounts", deciders, {}, [](firm& f, const caller& by) { return refusal(f.door.list_accounts(by, {})); }},
    {"search_accounts",
     deciders,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.search_accounts(by, {})); }},
    {"count_accounts", deciders, {}, [](firm& f, const caller& by) { return refusal(f.door.count_accounts(by, {})); }},
    {"approve_pending",
     deciders,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.approve_pending(by, 10)); }},
    {"create_invite", managers, {}, [](firm& f, const caller& by) { return refusal(f.door.create_invite(by, {})); }},
    {"invite_people",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.invite_people(by, {{}, {{"ivo@example.org", {}}}})); }},
    {"show_invite", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.show_invite(by, invite_id{unknown()})); }},
    {"list_invites", managers, {}, [](firm& f, const caller& by) { return refusal(f.door.list_invites(by, {})); }},
    {"rotate_invite", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.rotate_invite(by, invite_id{unknown()})); }},
    {"close_invite", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.close_invite(by, invite_id{unknown()})); }},
    {"reopen_invite", managers, errc::not_found,
     [](firm& f, const caller& by) {
       return refusal(f.door.reopen_invite(by, invite_id{unknown()}, link_fate::keep));
     }},
    {"revoke_invite", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.revoke_invite(by, invite_id{unknown()})); }},
    {"resend_invite", managers, errc::not_found,
     [](firm& f, const caller& by) {
       return refusal(f.door.resend_invite(by, invite_id{unknown()}, link_fate::keep));
     }},
    {"view_sign_up_form", anybody, {}, [](firm& f, const caller& by) { return refusal(f.door.view_sign_up_form(by)); }},
    {"check_invite", anybody, errc::invite_invalid,
     [](firm& f, const caller& by) { return refusal(f.door.check_invite(by, "nonsense")); }},
    {"sign_up", anybody, errc::invalid_form, [](firm& f, const caller& by) { return refusal(f.door.sign_up(by, {})); }},
    {"start_sign_up", anybody, errc::invalid_form,
     [](firm& f, const caller& by) { return refusal(f.door.start_sign_up(by, {})); }},
    {"prove_email", anybody, errc::link_invalid,
     [](firm& f, const caller& by) { return refusal(f.door.prove_email(by, {.token = "nonsense"})); }},
    {"join", anybody, errc::link_invalid,
     [](firm& f, const caller& by) {
       return refusal(f.door.join(by, {"nonsense", "jo", std::string(good_password)}));
     }},
    {"sign_in", anybody, errc::credentials_wrong,
     [](firm& f, const caller& by) {
       return refusal(f.door.sign_in(by, {identifier_of(by), std::string(good_password)}));
     }},
    {"change_password", anybody, errc::credentials_wrong,
     [](firm& f, const caller& by) {
       return refusal(f.door.change_password(by, {identifier_of(by), "wrong, that is", std::string(good_password)}));
     }},
    {"request_password_reset",
     anybody,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.request_password_reset(by, {"nobody@example.org"})); }},
    {"reset_password", anybody, errc::link_invalid,
     [](firm& f, const caller& by) {
       return refusal(f.door.reset_password(by, {"nonsense", std::string(good_password)}));
     }},
    {"request_email_change", whoever_has_an_account, errc::credentials_wrong,
     [](firm& f, const caller& by) {
       return refusal(f.door.request_email_change(by, {"new@example.org", "wrong, that is"}));
     }},
    {"prove_email_change", anybody, errc::link_invalid,
     [](firm& f, const caller& by) { return refusal(f.door.prove_email_change(by, {"nonsense"})); }},
    {"verify_api_key", anybody, errc::api_key_invalid,
     [](firm& f, const caller& by) { return refusal(f.door.verify_api_key(by, "nonsense")); }},
    {"list_events", managers, {}, [](firm& f, const caller& by) { return refusal(f.door.list_events(by, {})); }},
    {"read_audit", managers, {}, [](firm& f, const caller& by) { return refusal(f.door.read_audit(by, {})); }},
    {"verify_audit",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.verify_audit(by, {})); }},
    {"list_outbox",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.list_outbox(by, {})); }},
    {"retry_outbox", managers, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.retry_outbox(by, outbox_id{unknown()})); }},
    {"preview_mail",
     managers,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.preview_mail(by, {.effect = effect::mail_welcome})); }},
    {"inspect_store",
     managers_or_operator,
     {},
     [](firm& f, const caller& by) { return refusal(f.door.inspect_store(by)); }},
    {"find_account", managers_or_operator, errc::not_found,
     [](firm& f, const caller& by) { return refusal(f.door.find_account(by, "nobody@example.org")); }},
    {"drain_outbox", anybody, {}, [](firm& f, const caller& by) { return refusal(f.door.drain_outbox(by, 10)); }},
    {"seal_audit", anybody, {}, [](firm& f, const caller& by) { return refusal(f.door.seal_audit(by, 10)); }},
    {"run_due", anybody, {}, [](firm& f, const caller& by) { return refusal(f.door.run_due(by, 10)); }},
};

std::size_t commits(firm& f) {
  const auto calls = f.watched.take();
  return static_cast<std::size_t>(std::count_if(
      calls.begin(), calls.end(), [](const auto& one) { return one.call == storage_asked::sort::commit; }));
}

}  // namespace

TEST_CASE("every state, every command, everybody: what comes of it is what the tables say") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1000}));
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 10}));
    const auto actors = people(f);
    REQUIRE(actors.size() == std::size(roles));
    targets put{f};
    std::size_t changed = 0;
    for (int s = 1; s <= static_cast<int>(account_state::erased); ++s) {
      for (const auto& c : commands) {
        for (std::size_t r = 0; r < std::size(roles); ++r) {
          const auto from = static_cast<account_state>(s);
          CAPTURE(name(from));
          CAPTURE(std::string(c.what));
          CAPTURE(std::string(roles[r].what));
          const auto who = put.put(from);
          f.watched.take();
          const auto told = c.run(f, f.as(actors[r]), who);
          const auto [refused, then, repeats] = expected(from, c, roles[r]);
          const bool happens = refused == errc{} && !repeats;
          CHECK(refusal(told) == refused);
          CHECK(commits(f) == (happens ? c.commits : 0));
          const auto now = f.get<account>(who);
          CHECK(std::find(then.begin(), then.end(), now.state) != then.end());
          CHECK(now.revision == (happens ? 2 : 1));
          if (told) CHECK(told.value().state == now.state);
          changed += happens ? 1U : 0U;
        }
      }
    }
    CHECK(changed == 4 * 2 + 2 + 4 + 1 + 7);  // two decide, one manages
    std::int64_t seated = 0;
    for (const auto& one : f.all<account>()) {
      const bool collaborates = one.of_kind == account_kind::collaborator;
      seated += collaborates && one.state == account_state::active ? 1 : 0;
    }
    CHECK(f.pool().held == seated);
  });
}

TEST_CASE("no other command moves anybody from one state to another, whoever tries it") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1000}));
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 10}));
    const auto actors = people(f);
    targets put{f};
    for (int s = 1; s <= static_cast<int>(account_state::erased); ++s) {
      for (const auto& c : still_commands) {
        for (std::size_t r = 0; r < std::size(roles); ++r) {
          const auto from = static_cast<account_state>(s);
          CAPTURE(name(from));
          CAPTURE(std::string(c.what));
          CAPTURE(std::string(roles[r].what));
          const auto who = put.put(from);
          f.watched.take();
          const auto told = c.run(f, f.as(actors[r]), who);
          const bool may = c.by_managers_only ? roles[r].manages : roles[r].decides;
          const bool hidden = !roles[r].manages && c.of_users != errc{} && from == account_state::waiting;
          const auto refused = !may ? errc::permission_denied : hidden ? c.of_users : c.refused(from);
          CHECK(refusal(told) == refused);
          CHECK(commits(f) == (refused == errc{} && c.changes ? 1 : 0));
          CHECK(f.get<account>(who).state == from);
        }
      }
    }
  });
}

TEST_CASE("of somebody banned every command answers as ever, but none lets them in") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1000}));
    constexpr role administrator{"an administrator", true, true};
    targets put{f};
    for (int s = 1; s < static_cast<int>(account_state::erased); ++s) {
      for (const auto& c : commands) {
        const auto from = static_cast<account_state>(s);
        CAPTURE(name(from));
        CAPTURE(std::string(c.what));
        const auto who = put.put(from);
        REQUIRE(f.door.ban(f.as_administrator(), {.account = who, .reason = "x"}));
        f.watched.take();
        const auto told = c.run(f, f.as_administrator(), who);
        const auto [refused, then, repeats] = expected(from, c, administrator);
        const bool erased = c.cause == transition_cause::erase;
        const bool out = erased || c.cause == transition_cause::reject || c.cause == transition_cause::deactivate;
        const bool happens = refused == errc{} && !repeats && out;
        CHECK(refusal(told) == (refused == errc{} && !repeats && !out ? errc::ban_stands : refused));
        const auto done = commits(f);
        CHECK((erased ? done > 1 : done == (happens ? 1 : 0)));  // mails and notes of the ban go with them
        const auto now = f.get<account>(who);
        CHECK(now.banned_at.has_value() == !erased);
        if (!happens) CHECK(now.state == from);
      }
    }
  });
}

TEST_CASE("every other command is for whom it is for, and does its work for them") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1000}));
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 100}));
    const auto actors = people(f);
    for (const auto& c : other_commands) {
      for (std::size_t r = 0; r < std::size(roles); ++r) {
        CAPTURE(std::string(c.what));
        CAPTURE(std::string(roles[r].what));
        CHECK(c.run(f, f.as(actors[r])) == (c.may(roles[r]) ? c.then : errc::permission_denied));
      }
    }
  });
}

TEST_CASE("every command of the portal stands in one of these tables") {
  std::set<std::string> tabled;
  for (const auto& c : commands) tabled.insert(c.what);
  for (const auto& c : still_commands) tabled.insert(c.what);
  for (const auto& c : other_commands) tabled.insert(c.what);
  CHECK(tabled == test::portal_commands());
  CHECK(tabled.size() == std::size(commands) + std::size(still_commands) + std::size(other_commands));
}
