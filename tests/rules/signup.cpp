// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/signup.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

using wanted = std::optional<account_kind>;
constexpr auto client = account_kind::client;
constexpr auto staff = account_kind::collaborator;

door by_link(std::int64_t generation = 1, instant opened_at = noon) {
  return {.by_link = true, .generation = generation, .opened_at = opened_at};
}
door open_form(wanted w = {}) { return {.wanted = w, .opened_at = noon}; }

sign_up_facts facts_with(settings workspace, std::optional<invite> link = {}) {
  return {.settings = std::move(workspace),
          .invite = std::move(link),
          .voucher = manager(),
          .pools = {pool("collaborators", 5, 0)},
          .mails = {.id = id_number<uuid>(70)}};
}

settings approved_by(approval_mode mode, std::vector<account_id> approvers = {}) {
  auto out = open_settings();
  out.approval = mode;
  out.approvers = std::move(approvers);
  return out;
}

sign_up received_at(instant when) {
  sign_up out{.id = id_number<sign_up_id>(60), .revision = 1};
  out.email = out.email_key = "zoe@example.org";
  out.created_at = when;
  out.expires_at = when + hours(8);
  return out;
}

}  // namespace

TEST_CASE("the policy says what the open form gives, and nothing outside it is given") {
  using policy = signup_policy;
  constexpr auto off = errc::signup_disabled;
  constexpr auto no = errc::access_not_allowed;
  const struct {
    policy of;
    wanted asked;
    errc refused;
    account_kind given;
  } cases[] = {
      {policy::none, {}, off, {}},
      {policy::none, client, off, {}},
      {policy::none, staff, off, {}},
      {policy::none, account_kind::user, off, {}},
      {policy::clients, {}, {}, client},
      {policy::clients, client, {}, client},
      {policy::clients, staff, no, {}},
      {policy::clients, account_kind::user, no, {}},
      {policy::collaborators, {}, {}, staff},
      {policy::collaborators, client, no, {}},
      {policy::collaborators, staff, {}, staff},
      {policy::collaborators, account_kind::user, no, {}},
      {policy::both, {}, {}, client},
      {policy::both, client, {}, client},
      {policy::both, staff, {}, staff},
      {policy::both, account_kind::user, no, {}},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.of));
    CAPTURE(c.asked ? static_cast<int>(*c.asked) : 0);
    const auto offered = terms_at(open_form(c.asked), facts_with(open_settings(c.of)));
    CHECK(refusal(offered) == c.refused);
    if (!offered) continue;
    CHECK(offered.value().kind == c.given);
    CHECK(offered.value().access == (c.given == staff ? parvis::access::collaborator : parvis::access::client));
    CHECK(offered.value().case_role == case_role::none);
  }
}

TEST_CASE("a link carries its own permission, and every dead one is the same to outsiders") {
  const auto with = [](auto change) {
    auto out = open_invite(staff);
    change(out);
    return std::optional{out};
  };
  const struct {
    const char* what;
    std::optional<invite> link;
    door through;
    errc refused;
  } cases[] = {
      {"open", with([](invite&) {}), by_link(), {}},
      {"no such invite", {}, by_link(), errc::invite_invalid},
      {"rotated", with([](invite& i) { i.generation = 2; }), by_link(), errc::invite_invalid},
      {"closed", with([](invite& i) { i.state = invite_state::closed; }), by_link(), errc::invite_invalid},
      {"used up", with([](invite& i) { i.max_uses = i.uses = 1; }), by_link(), errc::invite_invalid},
      {"expired", with([](invite& i) { i.expires_at = noon; }), by_link(), errc::invite_invalid},
      {"expires in a moment", with([](invite& i) { i.expires_at = noon + tick; }), by_link(), {}},
  };
  for (const auto& c : cases) {
    for (const auto policy : {signup_policy::none, signup_policy::clients}) {
      CAPTURE(c.what);
      const auto offered = terms_at(c.through, facts_with(open_settings(policy), c.link));
      CHECK(refusal(offered) == c.refused);
      if (!offered) {
        CHECK(offered.error().detail == "");
        continue;
      }
      CHECK(offered.value().kind == staff);
      CHECK(offered.value().access == parvis::access::collaborator);
    }
  }
}

TEST_CASE("the approval and the case of a link go with whoever comes through it") {
  auto link = open_invite();
  link.case_role = case_role::client;
  link.approval = approval_override::by_user;
  const auto offered = terms_at(by_link(), facts_with(approved_by(approval_mode::by_default), link)).value();
  CHECK(offered.approval == approval_mode::by_user);
  CHECK(offered.case_role == case_role::client);
}

TEST_CASE("domains are compared by exact labels, those of the workspace and those of the link") {
  using list = std::vector<std::string>;
  const struct {
    const char* domain;
    list allowed, denied, of_link;
    bool passes;
  } cases[] = {
      {"example.com", {}, {}, {}, true},
      {"example.com", {"example.com"}, {}, {}, true},
      {"EXAMPLE.com", {"example.com"}, {}, {}, true},
      {"sub.example.com", {"example.com"}, {}, {}, false},
      {"notexample.com", {"example.com"}, {}, {}, false},
      {"example.com.evil.org", {"example.com"}, {}, {}, false},
      {"example.co", {"example.com"}, {}, {}, false},
      {"example.com", {"example.org", "example.com"}, {}, {}, true},
      {"example.com", {}, {"example.com"}, {}, false},
      {"sub.example.com", {}, {"example.com"}, {}, true},
      {"example.com", {"example.com"}, {"example.com"}, {}, false},
      {"example.com", {}, {}, {"example.com"}, true},
      {"example.com", {}, {}, {"example.org"}, false},
      {"example.com", {"example.com"}, {}, {"example.org"}, false},
      {"example.com", {"example.org"}, {}, {"example.com"}, false},
      {"example.com", {}, {"example.com"}, {"example.com"}, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.domain);
    auto workspace = open_settings();
    workspace.allowed_domains = c.allowed;
    workspace.denied_domains = c.denied;
    auto link = open_invite();
    link.allowed_domains = c.of_link;
    CHECK(domain_allowed(c.domain, workspace, link) == c.passes);
  }
}

TEST_CASE("an account is not made for an address that the workspace turns away by then") {
  auto at = stamp_at();
  auto workspace = open_settings();
  workspace.denied_domains = {"example.org"};
  const auto refused = create_account(facts_with(workspace), command_through(open_form()), at);
  REQUIRE(refusal(refused) == errc::invalid_form);
  CHECK(refused.error().fields[0].code == errc::email_domain_not_allowed);
}

TEST_CASE("the language asked for counts when it is offered, then the link's, then the workspace's") {
  auto workspace = open_settings();
  workspace.languages = {"fr", "ar"};
  workspace.default_language = "fr";
  auto link = open_invite();
  const struct {
    const char *asked, *of_link, *given;
  } cases[] = {{"ar", "", "ar"},   {"", "", "fr"},     {"en", "", "fr"}, {"en", "ar", "ar"},
               {"fr", "ar", "fr"}, {"de", "de", "fr"}, {"", "ar", "ar"}};
  for (const auto& c : cases) {
    CAPTURE(c.asked);
    link.language = c.of_link;
    CHECK(language_for(c.asked, facts_with(workspace, link)) == c.given);
  }
}

TEST_CASE("a sign-up takes the same operations for a known address as for an unknown one") {
  for (const bool through_link : {false, true}) {
    auto unknown = facts_with(open_settings(), through_link ? std::optional{open_invite()} : std::nullopt);
    auto known = unknown;
    known.by_email = account_number(1, client, account_state::active);
    const auto command = given_in(command_through(through_link ? by_link() : open_form()));
    auto at = stamp_at();
    auto also_at = stamp_at();
    const auto a = receive_sign_up(unknown, command, at).value();
    const auto b = receive_sign_up(known, command, also_at).value();
    REQUIRE(a.operations.size() == b.operations.size());
    for (std::size_t i = 0; i < a.operations.size(); ++i) {
      CHECK(a.operations[i].kind == b.operations[i].kind);
      CHECK(a.operations[i].type == b.operations[i].type);
      CHECK(a.operations[i].id == b.operations[i].id);
    }
    CHECK(a.reply.id == b.reply.id);
    CHECK(effects_of(a.operations) == std::vector{effect::mail_verify_email});
    CHECK(effects_of(b.operations) == std::vector{effect::mail_known_address});
    CHECK(b.reply.known == known.by_email->id);
    CHECK(a.reply.known.is_nil());
  }
}

TEST_CASE("a sign-up claims no key, no seat and no use, and lives as long as the settings say") {
  auto at = stamp_at();
  auto workspace = open_settings();
  workspace.email_proof_lifetime = hours(8);
  auto link = open_invite(staff);
  link.max_uses = 1;
  const auto received = receive_sign_up(facts_with(workspace, link), given_in(command_through(by_link())), at).value();
  CHECK(defect_in(received.operations) == "");
  CHECK(on(kind::account, received.operations).empty());
  CHECK(on(kind::seat_pool, received.operations).empty());
  CHECK(added(received.operations, &invite::uses) == 0);
  CHECK(guards(received.operations, workspace));
  CHECK(guards(received.operations, link));
  CHECK(received.reply.expires_at == noon + hours(8));
}

TEST_CASE("whoever needs approval is pending, holds no seat, and whoever decides is told") {
  auto at = stamp_at();
  const auto workspace = approved_by(approval_mode::by_user, {id_number<account_id>(1), id_number<account_id>(2)});
  const auto made = create_account(facts_with(workspace), command_through(open_form(staff)), at).value();
  CHECK(made.reply.state == account_state::pending);
  CHECK_FALSE(made.reply.decided_at);
  CHECK(effects_of(made.operations) == std::vector{effect::mail_request_received, effect::mail_approval_needed});
  CHECK(made.reply.decide_by == noon + workspace.approval_lifetime);
  CHECK(on(kind::seat_pool, made.operations).empty());
  CHECK(defect_in(made.operations) == "");
}

TEST_CASE("whoever needs no approval is active at once, or waits for a seat, or is refused") {
  const struct {
    account_kind asked;
    std::int64_t held;
    no_seat_policy when_none;
    errc refused;
    account_state given;
  } cases[] = {
      {client, 5, no_seat_policy::wait, {}, account_state::active},
      {client, 5, no_seat_policy::refuse, {}, account_state::active},
      {staff, 4, no_seat_policy::wait, {}, account_state::active},
      {staff, 4, no_seat_policy::refuse, {}, account_state::active},
      {staff, 5, no_seat_policy::wait, {}, account_state::waiting},
      {staff, 5, no_seat_policy::refuse, errc::no_seat, {}},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.asked));
    CAPTURE(c.held);
    auto at = stamp_at();
    auto facts = facts_with(open_settings());
    facts.settings.when_no_seat = c.when_none;
    facts.pools = {pool("collaborators", 5, c.held)};
    const auto made = create_account(facts, command_through(open_form(c.asked)), at);
    CHECK(refusal(made) == c.refused);
    if (!made) continue;
    CHECK(made.value().reply.state == c.given);
    CHECK(made.value().reply.decided_at == noon);
    CHECK(defect_in(made.value().operations) == "");
  }
}

TEST_CASE("an account that comes through a link spends one use and remembers the link") {
  auto at = stamp_at();
  auto link = open_invite();
  link.case_role = case_role::staff;
  const auto made = create_account(facts_with(open_settings(), link), command_through(by_link()), at).value();
  CHECK(added(made.operations, &invite::uses) == 1);
  CHECK(made.reply.invite == link.id);
  CHECK(effects_of(made.operations) == std::vector{effect::mail_welcome, effect::open_case});
}

TEST_CASE("whoever finds no seat is told of no name whether it is free") {
  auto at = stamp_at();
  auto facts = facts_with(open_settings());
  facts.settings.signup_policy = signup_policy::collaborators;
  facts.settings.when_no_seat = no_seat_policy::refuse;
  facts.pools = {pool("collaborators", 1, 1)};
  CHECK(refusal(create_account(facts, command_through(open_form()), at)) == errc::no_seat);
  facts.by_username = account_number(1, client, account_state::active);
  CHECK(refusal(create_account(facts, command_through(open_form()), at)) == errc::no_seat);
}

TEST_CASE("a taken address is told before a taken username, and neither makes an account") {
  auto at = stamp_at();
  auto facts = facts_with(open_settings());
  facts.by_username = account_number(1, client, account_state::active);
  const auto name = create_account(facts, command_through(open_form()), at);
  REQUIRE(refusal(name) == errc::invalid_form);
  CHECK(name.error().fields == std::vector<field_error>{{"username", errc::username_taken, ""}});
  facts.by_email = facts.by_username;
  CHECK(refusal(create_account(facts, command_through(open_form()), at)) == errc::email_taken);
}

TEST_CASE("a mailed link is good until the moment it expires, and the sign-up goes with the account") {
  const auto received = received_at(noon);
  const struct {
    instant now;
    errc refused;
  } cases[] = {{noon, {}},
               {noon + hours(8) - tick, {}},
               {noon + hours(8), errc::link_invalid},
               {noon + hours(8) + tick, errc::link_invalid}};
  for (const auto& c : cases) {
    CAPTURE(c.now.us);
    auto at = stamp_at(c.now);
    const auto proven = prove_email(received, facts_with(open_settings()), command_through(open_form()), at);
    CHECK(refusal(proven) == c.refused);
    if (!proven) continue;
    const auto gone = on(kind::sign_up, proven.value().operations);
    REQUIRE(gone.size() == 1);
    CHECK(gone[0]->type == op_type::remove);
    CHECK(gone[0]->revision == received.revision);
    CHECK(events_of(proven.value().operations) == std::vector{event_type::email_proven});
    CHECK(defect_in(proven.value().operations) == "");
  }
}

TEST_CASE("a link that expired between sign-up and proof still counts, one that was closed does not") {
  auto at = stamp_at(noon + hours(7));
  auto link = open_invite();
  link.expires_at = noon + hours(1);
  const auto received = received_at(noon);
  const auto through = command_through(by_link(1, received.created_at));
  CHECK(prove_email(received, facts_with(open_settings(), link), through, at));
  link.state = invite_state::closed;
  const auto closed = prove_email(received, facts_with(open_settings(), link), through, at).value();
  REQUIRE(closed.reply.refused);
  CHECK(closed.reply.refused->code == errc::invite_invalid);
  CHECK(events_of(closed.operations) == std::vector{event_type::sign_up_refused});
  CHECK(closed.operations.size() == 1);
}

TEST_CASE("a request whose time is over is no account in the way, though nobody has written the lapse down") {
  sign_up_facts at_door{.settings = open_settings(),
                        .by_email = account_number(1, account_kind::client, account_state::pending)};
  at_door.by_email->decide_by = noon + tick;
  CHECK(standing_of(at_door, noon) == standing::known);
  at_door.by_email->decide_by = noon;
  CHECK(standing_of(at_door, noon) == standing::may_reapply);
}
