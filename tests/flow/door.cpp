// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"
#include "parvis/rules/links.hpp"

using namespace flow_test;

// What a person meets at the door: personal links, the workspace's own fields and consents, limits, a second request.

namespace {

/// The secret that the mail of a personal link carries, and nothing else does.
std::string secret_of(const invite& link) {
  return firm::with_keys()
      .keys
      .issue(token_kind::invite, firm::workspace, link.id, static_cast<std::uint32_t>(link.generation),
             static_cast<std::uint32_t>(link.key_id))
      .value()
      .text();
}

invite invited(firm& f, const std::string& address, create_invite_request with = {}) {
  const auto rows = f.door.invite_people(f.as_administrator(), {.options = std::move(with), .people = {{address}}});
  REQUIRE(refusal(rows) == errc{});
  REQUIRE(refusal(rows.value().front()) == errc{});
  return rows.value().front().value();
}

sign_up_request form_with(const firm& f, const std::string& name, const std::string& token) {
  auto out = f.form(name);
  out.token = token;
  return out;
}

std::vector<std::int64_t> refusals(const firm& f) {
  std::vector<std::int64_t> out;
  for (const auto& one : f.all<event>()) {
    if (one.what == event_type::sign_up_refused) out.push_back(one.number);
  }
  return out;
}

std::int64_t number_of(link_refusal why) { return static_cast<std::int64_t>(why); }

}  // namespace

TEST_CASE("a personal link proves its address: the account arises at once, with its case, for that address alone") {
  on_every_storage([](firm& f) {
    const auto link = invited(f, "zoe@example.org", {.case_role = case_role::client});
    const auto token = secret_of(link);
    CHECK(f.door.check_invite(f.somebody(), token).value().email == "zoe@example.org");
    auto other = form_with(f, "zoe", token);
    other.email = "yann@example.org";
    CHECK(wrong_fields(f.door.sign_up(f.somebody(), other)) == fields{{"email", errc::email_differs}});
    CHECK(wrong_fields(f.door.start_sign_up(f.somebody(), {.token = token, .email = other.email})) ==
          fields{{"email", errc::email_differs}});

    auto own = form_with(f, "zoe", token);
    own.email = "Zoe@EXAMPLE.org";
    const auto in = f.door.sign_up(f.somebody(), own);
    REQUIRE(refusal(in) == errc{});
    REQUIRE(in.value().account);
    CHECK(in.value().account->state == account_state::active);
    CHECK(in.value().account->invite == link.id);
    CHECK(in.value().continuation.empty());
    f.deliver();
    CHECK(f.cases.opened().size() == 1);
    CHECK(refusal(f.door.sign_up(f.somebody(), form_with(f, "zoe2", token))) == errc::invite_invalid);
    CHECK(refusals(f) == std::vector{number_of(link_refusal::used_up)});
  });
}

TEST_CASE("a personal link for somebody who has an account is not spent") {
  on_every_storage([](firm& f) {
    const auto link = invited(f, "zoe@example.org");
    f.account_of(f.form("zoe"));
    CHECK(refusal(f.door.sign_up(f.somebody(), form_with(f, "zoe", secret_of(link)))) == errc::email_taken);
    CHECK(f.get<invite>(link.id).uses == 0);
  });
}

TEST_CASE("a link stands on the rights of whoever made it, when it is used") {
  on_every_storage([](firm& f) {
    const auto link = f.link();
    const auto person = invited(f, "zoe@example.org");
    auto form = form_with(f, "yann", token_in(link.link));
    const auto taken = f.door.sign_up(f.somebody(), form).value();
    const auto proof = f.token_to(form.email);
    SUBCASE("demoted") {
      f.edit<account>(f.team.administrator, [&](account& a) { a.group = f.team.members; });
    }
    SUBCASE("no longer active") {
      f.edit<account>(f.team.administrator, [](account& a) { a.state = account_state::inactive; });
    }
    SUBCASE("in a group that may no longer") {
      f.edit<group>(f.team.administrators, [](group& g) { g.permissions = permissions::none; });
    }
    CHECK(refusal(f.door.check_invite(f.somebody(), token_in(link.link))) == errc::invite_invalid);
    CHECK(refusal(f.door.sign_up(f.somebody(), form_with(f, "zoe", secret_of(person)))) == errc::invite_invalid);
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = proof, .continuation = taken.continuation})) ==
          errc::invite_invalid);
    CHECK(refusals(f) == std::vector(2, number_of(link_refusal::voucher_gone)));
    CHECK(f.all<account>().size() == 1);
  });
}

TEST_CASE("a link for users brings them into its group, with their seats and never the right to manage users") {
  on_every_storage([](firm& f) {
    create_invite_request wanted{.audience = account_kind::user, .group = f.team.members};
    const auto link = f.link(wanted);
    auto form = form_with(f, "paul", token_in(link.link));
    const auto held = f.pool("core").held;
    const auto paul = f.account_of(form);
    CHECK(paul.kind == account_kind::user);
    CHECK(paul.group == f.team.members);
    CHECK(paul.access == parvis::access::core);
    CHECK(f.pool("core").held == held + 1);

    f.edit<group>(f.team.members, [](group& g) { g.permissions = permissions::users_manage; });
    CHECK(refusal(f.try_account(form_with(f, "luc", token_in(link.link)))) == errc::invite_invalid);
    CHECK(refusals(f) == std::vector{number_of(link_refusal::group_not_allowed)});
    CHECK(f.pool("core").held == held + 1);
  });
}

TEST_CASE("every dead link gives the same answer, and its reason to the trail") {
  on_every_storage([](firm& f) {
    const struct {
      link_refusal why;
      void (*kill)(firm&, const invite&);
    } deaths[] = {
        {link_refusal::closed, [](firm& g, const invite& i) { (void)g.door.close_invite(g.as_administrator(), i.id); }},
        {link_refusal::revoked,
         [](firm& g, const invite& i) { (void)g.door.revoke_invite(g.as_administrator(), i.id); }},
        {link_refusal::superseded,
         [](firm& g, const invite& i) { (void)g.door.rotate_invite(g.as_administrator(), i.id); }},
        {link_refusal::expired, [](firm& g, const invite&) { g.clock.advance(days(30)); }},
    };
    std::vector<std::int64_t> expected;
    std::string told;
    for (const auto& death : deaths) {
      const auto link = f.link();
      death.kill(f, link.invite);
      const auto refused = f.door.sign_up(f.somebody(), form_with(f, "zoe", token_in(link.link)));
      REQUIRE(refusal(refused) == errc::invite_invalid);
      if (told.empty()) told = refused.error().message;
      CHECK(refused.error().message == told);
      CHECK(refused.error().detail.empty());
      expected.push_back(number_of(death.why));
    }
    CHECK(refusals(f) == expected);
  });
}

TEST_CASE("the workspace's own fields and consents are asked, kept and asked again when they change") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) {
      s.fields = {{"mobile", requirement::required, {}}, {"title", requirement::optional, {"Me", "Dr"}}};
      s.consents = {{"terms", "2026-1", requirement::required}, {"news", "1", requirement::optional}};
    });
    const auto shown = f.door.view_sign_up_form(f.somebody()).value();
    CHECK(shown.fields.size() == 2);
    CHECK(shown.consents[0].version == "2026-1");
    auto form = f.form("zoe");
    CHECK(wrong_fields(f.door.sign_up(f.somebody(), form)) ==
          fields{{"fields.mobile", errc::required}, {"consents.terms", errc::consent_required}});
    form.fields = {{"mobile", "+33 1"}, {"mobile", "again"}, {"title", "Sir"}, {"role", "administrator"}};
    form.consents = {{"terms", "2025-9"}, {"cookies", "1"}};
    CHECK(wrong_fields(f.door.sign_up(f.somebody(), form)) == fields{{"fields.mobile", errc::given_twice},
                                                                     {"fields.role", errc::field_unknown},
                                                                     {"fields.title", errc::out_of_range},
                                                                     {"consents.cookies", errc::field_unknown},
                                                                     {"consents.terms", errc::consent_required}});
    form.fields = {{"title", "Dr"}, {"mobile", " +33 1 "}};
    form.consents = {{"terms", "2026-1"}};
    const auto agreed_at = f.clock.now().value();
    const auto taken = f.door.sign_up(f.somebody(), form).value();
    const auto proof = f.token_to(form.email);
    f.clock.advance(hours(1));

    SUBCASE("kept with the continuation, from the moment they were given") {
      const auto made = f.door.prove_email(f.somebody(), {.token = proof, .continuation = taken.continuation}).value();
      CHECK(made.fields == std::vector<field_value>{{"mobile", "+33 1"}, {"title", "Dr"}});
      REQUIRE(made.consents.size() == 1);
      CHECK(made.consents[0].version == "2026-1");
      CHECK(made.consents[0].at - duration{agreed_at.us} < instant{seconds(1).us});
    }
    SUBCASE("dropped without it: nobody agrees for another") {
      const prove_email_request own{
          .token = proof, .first_name = "Z", .last_name = "R", .username = "zravel", .password = "nine amber wolves"};
      CHECK(wrong_fields(f.door.prove_email(f.somebody(), own)) ==
            fields{{"fields.mobile", errc::required}, {"consents.terms", errc::consent_required}});
    }
    SUBCASE("a new version of a text is agreed to anew") {
      f.change_settings([](settings& s) { s.consents[0].version = "2026-2"; });
      const auto asked = f.door.prove_email(f.somebody(), {.token = proof, .continuation = taken.continuation});
      CHECK(wrong_fields(asked) == fields{{"consents.terms", errc::consent_required}});
      const auto made = f.door.prove_email(
          f.somebody(), {.token = proof, .continuation = taken.continuation, .consents = {{"terms", "2026-2"}}});
      CHECK(made.value().consents[0].version == "2026-2");
    }
  });
}

TEST_CASE("a sign-up may begin with the address alone") {
  on_every_storage([](firm& f) {
    const auto link = f.link();
    const start_sign_up_request start{.token = token_in(link.link), .email = "zoe@example.org"};
    const auto hashed = f.hasher.hashed.load();
    const auto taken = f.door.start_sign_up(f.somebody(), start).value();
    CHECK(taken.continuation.empty());
    CHECK(f.hasher.hashed == hashed);
    const auto proof = f.token_to("zoe@example.org");
    const auto asked = f.door.prove_email(f.somebody(), {.token = proof});
    CHECK(wrong_fields(asked).size() == 4);
    const auto made = f.door.prove_email(
        f.somebody(),
        {.token = proof, .first_name = "Z", .last_name = "R", .username = "zravel", .password = "nine amber wolves"});
    CHECK(made.value().email == "zoe@example.org");
    CHECK(f.get<invite>(link.invite.id).uses == 1);
    const auto known = f.door.start_sign_up(f.somebody(), start).value();
    CHECK(known.message == taken.message);
  });
}

TEST_CASE("after a few mails within the hour a mailbox gets no more, and the answer is the same") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.mails_per_address_max = 3; });
    const auto first = f.door.sign_up(f.somebody(), f.form("zoe")).value();
    for (int n = 2; n <= 6; ++n) {
      auto form = f.form("zoe" + std::to_string(n));
      form.email = "zoe+" + std::to_string(n) + "@example.org";
      const auto taken = f.door.sign_up(f.somebody(), form);
      REQUIRE(refusal(taken) == errc{});
      CHECK(taken.value().message == first.message);
    }
    CHECK(f.deliver().size() == 3);
    CHECK(f.rows(kind::sign_up).size() == 6);
    f.clock.advance(hours(1));
    CHECK(f.door.sign_up(f.somebody(), f.form("zoe")));
    CHECK(f.deliver().size() == 1);
    f.clock.advance(hours(3));
    CHECK(f.door.run_due(f.somebody(), 100));
    for (const auto& left : f.all<counter>()) CHECK_FALSE(left.expires_at);
  });
}

TEST_CASE(
    "whoever types somebody's address again and again holds up nothing that the firm, or they themselves, have sent") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    f.change_settings([](settings& s) {
      s.mails_per_address_max = 2;
      s.access_requests = approval_mode::by_default;
    });
    const auto by = f.as_administrator();
    const auto added =
        f.door.add_portal_account(by, {.first_name = "Karim", .last_name = "M", .email = f.address_of("k")});
    REQUIRE(refusal(added) == errc{});
    const auto zoe = f.account_of(f.form("zoe"));
    for (const auto* name : {"k", "zoe", "ines"}) {
      for (int n = 0; n < 3; ++n) {
        REQUIRE(f.door.start_sign_up(f.somebody(), {.email = f.address_of(name)}));
        REQUIRE(f.door.request_password_reset(f.somebody(), {f.address_of(name)}));
      }
    }
    CHECK(f.door.resend_join(by, added.value().id));
    CHECK(f.door.invite_people(by, {.people = {{.email = f.address_of("ines")}}}).value()[0]);
    CHECK(f.door.ask_access(f.as(zoe.id), access::collaborator));
    // Nor does what somebody signed in asks hold up the firm.
    const auto change = [&] {
      return refusal(f.door.request_email_change(
          f.as(zoe.id), {.email = f.address_of("ines"), .password = std::string(good_password)}));
    };
    CHECK(change() == errc{});
    CHECK(change() == errc{});
    CHECK(change() == errc::mails_exhausted);
    CHECK(f.door.invite_people(by, {.people = {{.email = f.address_of("ines")}}}).value()[0]);
    CHECK(refusal(f.door.invite_people(by, {.people = {{.email = f.address_of("ines")}}}).value()[0]) ==
          errc::mails_exhausted);
  });
}

TEST_CASE("whoever was refused may ask again as the workspace allows, and keeps one account and one trail") {
  on_every_storage([](firm& f) {
    f.change_settings([&](settings& s) {
      s.approval = approval_mode::by_user;
      s.approvers = {f.team.administrator};
    });
    const auto zoe = f.account_of(f.form("zoe"));
    REQUIRE(f.door.reject(f.as_administrator(), {.account = zoe.id}));
    f.deliver();
    auto again = f.form("zoe");
    again.password = "nine amber wolves";
    const auto subjects = [&] {
      std::vector<std::string> out;
      for (const auto& one : f.deliver()) out.push_back(one.to.address());
      return out;
    };
    SUBCASE("allowed") {
      const auto made = f.account_of(again);
      CHECK(made.id == zoe.id);
      CHECK(made.state == account_state::pending);
      CHECK(f.get<account>(zoe.id).credential_epoch == 1);
      REQUIRE(f.door.approve(f.as_administrator(), {.account = zoe.id}));
      CHECK(f.door.sign_in(f.somebody(), {"zoe", "nine amber wolves"}));
      CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == errc::credentials_wrong);
    }
    SUBCASE("forbidden: told by mail alone") {
      f.change_settings([](settings& s) { s.reapplication = reapplication::forbid; });
      const auto stranger = f.door.sign_up(f.somebody(), f.form("yann")).value();
      const auto refused = f.door.sign_up(f.somebody(), again).value();
      CHECK(refused.message == stranger.message);
      CHECK(subjects().size() == 2);
      CHECK(f.get<account>(zoe.id).state == account_state::rejected);
      const auto link = invited(f, "zoe@example.org");  // whoever invites them by name has changed their mind
      CHECK(f.door.sign_up(f.somebody(), form_with(f, "zoe", secret_of(link))).value().account->id == zoe.id);
    }
    SUBCASE("after a while") {
      f.change_settings([](settings& s) {
        s.reapplication = reapplication::cooldown;
        s.reapplication_cooldown = days(10);
      });
      CHECK(refusal(f.try_account(again)) == errc::link_invalid);
      f.clock.advance(days(10));
      CHECK(f.account_of(again).state == account_state::pending);
    }
  });
}

TEST_CASE("links are made as the workspace wants them") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.link_pattern = "/door/{page}#t={token}"; });
    const auto link = f.link();
    CHECK(link.link.starts_with("https://portal.example.org/door/invite#t=i1."));
  });
}

TEST_CASE("a change of settings says how many wait, which links die and what to beware of") {
  on_every_storage([](firm& f) {
    f.change_settings([&](settings& s) {
      s.approval = approval_mode::by_user;
      s.approvers = {f.team.administrator};
    });
    const auto zoe = f.account_of(f.form("zoe"));
    const auto only_there = f.link({.allowed_domains = {"example.net"}});
    const auto anywhere = f.link();
    auto wanted = f.door.view_settings(f.as_administrator()).value();
    wanted.approval = approval_mode::by_default;
    wanted.denied_domains = {"example.net"};
    wanted.email_proof = email_proof::off;
    wanted.portal_url = "https://clients.example.org";
    const auto before = f.dump();
    const auto seen = f.door.preview_settings(f.as_administrator(), wanted).value();
    CHECK(f.dump() == before);
    CHECK(seen.pending == 1);
    CHECK(seen.waiting == 0);
    CHECK(seen.dead_links == std::vector{only_there.invite.id});
    CHECK(seen.warnings == std::vector{settings_warning::known_addresses_show, settings_warning::links_move});
    const auto changed = f.door.change_settings(f.as_administrator(), wanted).value();
    CHECK(changed.impact.dead_links == seen.dead_links);
    CHECK(f.get<account>(zoe.id).state == account_state::pending);
    const auto done = f.door.approve_pending(f.as_administrator(), 100).value();
    REQUIRE(done.size() == 1);
    CHECK(done[0].outcome.value().state == account_state::active);
    CHECK(refusal(f.door.preview_settings(f.somebody(), wanted)) == errc::permission_denied);
  });
}
