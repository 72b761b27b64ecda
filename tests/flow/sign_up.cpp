// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

/// A sign-up that was mailed about: what its person holds in their hands.
struct received {
  std::string token, continuation;
};
received signed_up(firm& f, const sign_up_request& form) {
  const auto taken = f.door.sign_up(f.somebody(), form);
  REQUIRE(refusal(taken) == errc{});
  return {f.token_to(form.email), taken.value().continuation};
}

}  // namespace

TEST_CASE("all that is wrong with a form is told together, before the host is asked for anything") {
  on_every_storage([](firm& f) {
    f.watched.take();
    const auto hashed = f.hasher.hashed.load();
    const auto refused = f.door.sign_up({.workspace = firm::workspace, .language = "fr"},
                                        {.first_name = "A\r\nBcc: x", .username = "a b", .email = "nobody"});
    CHECK(wrong_fields(refused) == fields{{"first_name", errc::line_break},
                                          {"last_name", errc::required},
                                          {"email", errc::email_invalid},
                                          {"username", errc::character_not_allowed},
                                          {"password", errc::password_too_short}});
    for (const auto& one : refused.error().fields) CHECK(one.message == message(one.code, "fr"));
    CHECK(f.watched.take().empty());
    CHECK(f.hasher.hashed == hashed);
  });
}

TEST_CASE("the workspace's own rules for a form are told together too") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) {
      s.denied_domains = {"example.org"};
      s.reserved_usernames = {"Maitre"};
      s.portal_name = "Seven violet";
    });
    auto form = f.form("maitre");
    form.password = "seven violet 1234";
    CHECK(wrong_fields(f.door.sign_up(f.somebody(), form)) == fields{{"email", errc::email_domain_not_allowed},
                                                                     {"username", errc::username_reserved},
                                                                     {"password", errc::password_personal}});
    CHECK(f.rows(kind::sign_up).empty());
  });
}

TEST_CASE("what was typed is kept by the mailed link together with the continuation") {
  on_every_storage([](firm& f) {
    const auto [token, continuation] = signed_up(f, f.form("zoe"));
    const auto hashed = f.hasher.hashed.load();
    const auto made = f.door.prove_email(f.somebody(), {.token = token, .continuation = continuation}).value();
    CHECK(made.state == account_state::active);
    CHECK(made.username == "zoe");
    CHECK(made.first_name == "Given");
    CHECK(f.hasher.hashed == hashed);
    CHECK(f.rows(kind::sign_up).empty());
    CHECK(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)}));
  });
}

TEST_CASE("without the continuation what was typed is dropped, and asked again") {
  on_every_storage([](firm& f) {
    const auto [token, continuation] = signed_up(f, f.form("zoe"));
    const auto [other_token, other_continuation] = signed_up(f, f.form("yann"));
    for (const auto& not_theirs : {std::string(), other_continuation, token, std::string("c1.garbage")}) {
      const auto asked = f.door.prove_email(f.somebody(), {.token = token, .continuation = not_theirs});
      CHECK(wrong_fields(asked) == fields{{"first_name", errc::required},
                                          {"last_name", errc::required},
                                          {"username", errc::required},
                                          {"password", errc::password_too_short}});
    }
    const auto made = f.door.prove_email(f.somebody(), {.token = token,
                                                        .first_name = "Zoé",
                                                        .last_name = "Ravel",
                                                        .username = "zravel",
                                                        .password = "nine amber wolves"});
    REQUIRE(refusal(made) == errc{});
    CHECK(made.value().username == "zravel");
    CHECK(made.value().email == "zoe@example.org");
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zravel", std::string(good_password)})) == errc::credentials_wrong);
    CHECK(f.door.sign_in(f.somebody(), {"zravel", "nine amber wolves"}));
  });
}

TEST_CASE("a password planted with somebody else's address lets nobody in") {
  on_every_storage([](firm& f) {
    auto planted = f.form("zoe");
    planted.password = "planted by somebody else";
    const auto of_attacker = f.door.sign_up(f.somebody(), planted).value().continuation;
    auto own = f.form("zravel");
    own.email = planted.email;
    const auto of_owner = f.door.sign_up(f.somebody(), own).value().continuation;
    std::vector<std::string> tokens;
    for (const auto& one : f.deliver()) tokens.push_back(token_in(one.text));
    REQUIRE(tokens.size() == 2);
    // The owner follows the first mail, which the attacker caused, with their own browser.
    const auto asked = f.door.prove_email(f.somebody(), {.token = tokens[0], .continuation = of_owner});
    CHECK(refusal(asked) == errc::invalid_form);
    CHECK(f.door.prove_email(f.somebody(), {.token = tokens[1], .continuation = of_owner}).value().username ==
          "zravel");
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = tokens[0], .continuation = of_attacker})) ==
          errc::email_taken);
    CHECK(refusal(f.door.sign_in(f.somebody(), {planted.email, planted.password})) == errc::credentials_wrong);
    CHECK(f.all<account>().size() == 2);
  });
}

TEST_CASE("a name is nobody's until an address is proven; then it is told to be taken, and another may be chosen") {
  on_every_storage([](firm& f) {
    const auto squatter = signed_up(f, f.form("zoe"));
    auto same_name = f.form("Zoe");
    same_name.email = "other@example.org";
    const auto other = signed_up(f, same_name);
    CHECK(
        f.door.prove_email(f.somebody(), {.token = other.token, .continuation = other.continuation}).value().username ==
        "Zoe");
    const prove_email_request again{.token = squatter.token, .continuation = squatter.continuation};
    CHECK(wrong_fields(f.door.prove_email(f.somebody(), again)) == fields{{"username", errc::username_taken}});
    auto chosen = again;
    chosen.username = "zoe.2";
    CHECK(f.door.prove_email(f.somebody(), chosen).value().username == "zoe.2");
    CHECK(f.door.sign_in(f.somebody(), {"zoe.2", std::string(good_password)}));
  });
}

TEST_CASE("several sign-ups may wait for one address; only one of them proves it") {
  on_every_storage([](firm& f) {
    std::vector<std::string> continuations;
    for (const auto* name : {"zoe", "zoe.2", "zoe.3"}) {
      auto form = f.form(name);
      form.email = "zoe@example.org";
      continuations.push_back(f.door.sign_up(f.somebody(), form).value().continuation);
    }
    CHECK(f.rows(kind::sign_up).size() == 3);
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 3);
    const auto prove = [&](std::size_t n) {
      return refusal(
          f.door.prove_email(f.somebody(), {.token = token_in(mails[n].text), .continuation = continuations[n]}));
    };
    CHECK(prove(1) == errc{});
    CHECK(prove(0) == errc::email_taken);
    CHECK(prove(2) == errc::email_taken);
    CHECK(prove(1) == errc::link_invalid);  // the same link again
    CHECK(f.all<account>().size() == 2);
  });
}

TEST_CASE("a mailed link is dead from the moment it expires, though nothing was cleared away") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto at_the_end = signed_up(f, f.form("zoe"));
    const auto in_time = signed_up(f, f.form("yann"));
    f.clock.advance(duration{hours(8).us - 1});
    CHECK(f.door.prove_email(f.somebody(), {.token = in_time.token, .continuation = in_time.continuation}));
    f.clock.advance({1});
    CHECK(f.rows(kind::sign_up).size() == 1);
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = at_the_end.token,
                                                    .continuation = at_the_end.continuation})) == errc::link_invalid);
  });
}

TEST_CASE("sign-ups that nobody proved are gone after eight hours, once, and no sooner") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    for (const auto* name : {"zoe", "yann", "xena"}) f.door.sign_up(f.somebody(), f.form(name)).value();
    f.clock.advance(duration{hours(8).us - 1});
    CHECK(f.door.run_due(f.somebody(), 100).value().purged == 0);
    f.clock.advance({1});
    CHECK(f.door.run_due(f.somebody(), 2).value().purged == 2);
    CHECK(f.door.run_due(f.somebody(), 2).value().purged == 1);
    CHECK(f.door.run_due(f.somebody(), 2).value().purged == 0);
    CHECK(f.rows(kind::sign_up).empty());
    CHECK(f.deliver().empty());  // their mails speak of nothing any more
    for (const auto& item : f.all<outbox_item>()) CHECK(item.state == outbox_state::void_);
  });
}

TEST_CASE("with the proof off the account arises at once, and says what stands in its way") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
    const auto taken = f.door.sign_up(f.somebody(), f.form("zoe")).value();
    REQUIRE(taken.account);
    CHECK(taken.account->state == account_state::active);
    CHECK(taken.continuation == "");
    CHECK(f.rows(kind::sign_up).empty());
    CHECK(refusal(f.door.sign_up(f.somebody(), f.form("zoe"))) == errc::email_taken);
    auto same_name = f.form("zoe");
    same_name.email = "other@example.org";
    CHECK(wrong_fields(f.door.sign_up(f.somebody(), same_name)) == fields{{"username", errc::username_taken}});
  });
}

TEST_CASE("the policy and what is asked for decide what the open form gives") {
  const struct {
    signup_policy policy;
    std::optional<account_kind> wanted;
    errc refused;
    parvis::access given;
  } cases[] = {
      {signup_policy::none, {}, errc::signup_disabled, {}},
      {signup_policy::clients, {}, {}, parvis::access::client},
      {signup_policy::clients, account_kind::collaborator, errc::access_not_allowed, {}},
      {signup_policy::collaborators, {}, {}, parvis::access::collaborator},
      {signup_policy::collaborators, account_kind::client, errc::access_not_allowed, {}},
      {signup_policy::both, {}, {}, parvis::access::client},
      {signup_policy::both, account_kind::collaborator, {}, parvis::access::collaborator},
      {signup_policy::both, account_kind::user, errc::access_not_allowed, {}},
  };
  on_every_storage([&](firm& f) {
    int n = 0;
    for (const auto& c : cases) {
      CAPTURE(n);
      f.change_settings([&](settings& s) { s.signup_policy = c.policy; });
      const auto made = f.try_account(f.form("person" + std::to_string(n++), c.wanted));
      CHECK(refusal(made) == c.refused);
      if (made) CHECK(made.value().access == c.given);
    }
  });
}

TEST_CASE("a proof is judged by the settings of its own time") {
  on_every_storage([](firm& f) {
    const auto zoe = signed_up(f, f.form("zoe"));
    const prove_email_request proof{.token = zoe.token, .continuation = zoe.continuation};
    f.change_settings([](settings& s) { s.signup_policy = signup_policy::none; });
    CHECK(refusal(f.door.prove_email(f.somebody(), proof)) == errc::signup_disabled);
    f.change_settings([](settings& s) {
      s.signup_policy = signup_policy::both;
      s.denied_domains = {"example.org"};
    });
    CHECK(wrong_fields(f.door.prove_email(f.somebody(), proof)) == fields{{"email", errc::email_domain_not_allowed}});
    f.change_settings([](settings& s) {
      s.denied_domains.clear();
      s.reserved_usernames = {"zoe"};
    });
    CHECK(wrong_fields(f.door.prove_email(f.somebody(), proof)) == fields{{"username", errc::username_reserved}});
    f.approver("paul");
    auto renamed = proof;
    renamed.username = "zravel";
    CHECK(f.door.prove_email(f.somebody(), renamed).value().state == account_state::pending);
  });
}
