// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

// Somebody plants something before the owner of an address comes, and waits. Whatever it was, it must open nothing once
// the owner is in (account pre-hijacking, arXiv 2205.10174; what a library without federated sign-in has of it).

namespace {

constexpr std::string_view planted_password = "planted long before dawn";

/// A sign-up with the owner's address and everything else of the attacker's choice.
sign_up_request planted_form(const std::string& address) {
  return {.first_name = "Mal",
          .last_name = "Lory",
          .username = "mallory",
          .email = address,
          .password = std::string(planted_password)};
}

/// What the owner types behind the mailed link, in a browser that never saw the planted sign-up.
prove_email_request own_proof(const std::string& token) {
  return {.token = token,
          .first_name = "Given",
          .last_name = "Family",
          .username = "zoe",
          .password = std::string(good_password)};
}

/// Every door at once: what was planted signs nobody in and proves nothing, and trying changes no account.
void check_no_way_in(firm& f, const account_view& owner, const std::vector<std::string>& tokens,
                     const std::vector<std::string>& continuations) {
  const auto before = f.rows(kind::account);
  for (const auto& identifier : {owner.email, owner.username, std::string("mallory")}) {
    CHECK(refusal(f.door.sign_in(f.somebody(), {identifier, std::string(planted_password)})) ==
          errc::credentials_wrong);
  }
  if (owner.username != "mallory") {
    CHECK(refusal(f.door.sign_in(f.somebody(), {"mallory", std::string(good_password)})) == errc::credentials_wrong);
  }
  for (const auto& continuation : continuations) {
    for (const auto& token : tokens) {
      auto retyped = own_proof(token);
      retyped.continuation = continuation;
      retyped.username = "mallory2";
      retyped.password = planted_password;
      const auto as_typed = prove_email_request{.token = token, .continuation = continuation};
      for (const auto& request : {as_typed, retyped}) {
        const auto code = refusal(f.door.prove_email(f.somebody(), request));
        // A continuation of another sign-up brings nothing back, so that the form is empty.
        const bool refused = code == errc::link_invalid || code == errc::email_taken || code == errc::invite_invalid;
        CHECK((refused || (code == errc::invalid_form && request.password.empty())));
      }
      CHECK(refusal(f.door.join(f.somebody(), {token, "mallory3", std::string(planted_password)})) ==
            errc::link_invalid);
    }
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = continuation, .continuation = continuation})) ==
          errc::link_invalid);
  }
  const auto after = f.rows(kind::account);
  REQUIRE(after.size() == before.size());
  for (std::size_t n = 0; n < after.size(); ++n) CHECK(after[n].values == before[n].values);
  CHECK(f.door.sign_in(f.somebody(), {owner.email, std::string(good_password)}));
}

}  // namespace

TEST_CASE("a planted password is dropped when the owner proves the address elsewhere") {
  on_every_storage([](firm& f) {
    const auto planted = f.door.sign_up(f.somebody(), planted_form("zoe@example.org")).value();
    const auto token = f.token_to("zoe@example.org");
    const auto owner = f.door.prove_email(f.somebody(), own_proof(token)).value();
    CHECK(owner.first_name == "Given");
    CHECK(owner.username == "zoe");
    CHECK(f.rows(kind::sign_up).empty());
    check_no_way_in(f, owner, {token}, {planted.continuation});
  });
}

TEST_CASE("an owner who follows the link of a planted sign-up must choose a password, and gets no planted one") {
  on_every_storage([](firm& f) {
    const auto planted = f.door.sign_up(f.somebody(), planted_form("zoe@example.org")).value();
    const auto token = f.token_to("zoe@example.org");
    const auto bare = f.door.prove_email(f.somebody(), {.token = token});
    CHECK(refusal(bare) == errc::invalid_form);
    CHECK(f.all<account>().size() == 1);
    // The continuation is no proof: without the mail it opens nothing.
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = planted.continuation,
                                                    .continuation = planted.continuation})) == errc::link_invalid);
    const auto owner = f.door.prove_email(f.somebody(), own_proof(token)).value();
    check_no_way_in(f, owner, {token}, {planted.continuation});
  });
}

TEST_CASE("planted sign-ups that have not expired die with the owner's own") {
  on_every_storage([](firm& f) {
    std::vector<std::string> tokens, continuations;
    const auto plant = [&](const sign_up_request& form) {
      continuations.push_back(f.door.sign_up(f.somebody(), form).value().continuation);
      tokens.push_back(f.token_to(form.email));
    };
    auto third = planted_form("zoe@example.org");
    third.token = token_in(f.link().link);
    plant(planted_form("zoe@example.org"));
    plant(planted_form("zoe@example.org"));
    plant(third);
    const auto owner = f.account_of(f.form("zoe"));
    // Even the owner, who is mailed all of them and in whose browser a continuation was slipped, opens nothing by them.
    check_no_way_in(f, owner, tokens, continuations);
    f.clock.advance(hours(9));
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.rows(kind::sign_up).empty());
    check_no_way_in(f, owner, tokens, continuations);
  });
}

TEST_CASE("a planted username, field or consent does not become the owner's") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) {
      s.fields = {{"recovery", requirement::required}};
      s.consents = {{"terms", "1"}};
    });
    auto form = planted_form("zoe@example.org");
    form.fields = {{"recovery", "mallory@example.net"}};
    form.consents = {{"terms", "1"}};
    const auto planted = f.door.sign_up(f.somebody(), form).value();
    const auto token = f.token_to("zoe@example.org");

    auto own = own_proof(token);
    const auto asked = f.door.prove_email(f.somebody(), own);
    REQUIRE(refusal(asked) == errc::invalid_form);
    REQUIRE(asked.error().fields.size() == 2);  // what was planted answers neither
    CHECK(asked.error().fields[0].field == "fields.recovery");
    CHECK(asked.error().fields[1].field == "consents.terms");

    own.fields = {{"recovery", "zoe@example.net"}};
    own.consents = {{"terms", "1"}};
    const auto now = f.clock.now().value();
    const auto owner = f.door.prove_email(f.somebody(), own).value();
    CHECK(owner.fields == own.fields);
    REQUIRE(owner.consents.size() == 1);
    CHECK(owner.consents[0].at >= now);  // theirs, not the planted one's
    check_no_way_in(f, owner, {token}, {planted.continuation});
    CHECK(f.account_of([&] {
             auto other = f.form("mallory");  // the planted username was never taken
             other.fields = own.fields;
             other.consents = own.consents;
             return other;
           }())
              .username == "mallory");
  });
}

TEST_CASE("a personal link lets in nobody but the address it was made for") {
  on_every_storage([](firm& f) {
    const auto made =
        f.door.invite_people(f.as_administrator(), {.people = {{"zoe@example.org"}}}).value().front().value();
    const auto token = f.token_to("zoe@example.org");
    auto elsewhere = planted_form("mallory@example.org");
    elsewhere.token = token;
    CHECK(wrong_field(f.door.sign_up(f.somebody(), elsewhere)) == std::pair{std::string("email"), errc::email_differs});
    CHECK(refusal(f.door.start_sign_up(f.somebody(), {.token = token, .email = "mallory@example.org"})) ==
          errc::invalid_form);
    CHECK(f.get<invite>(made.id).uses == 0);
    // A sign-up for the address through the open form, planted beside the link.
    const auto planted = f.door.sign_up(f.somebody(), planted_form("zoe@example.org")).value();
    const auto planted_token = f.token_to("zoe@example.org");

    auto own = f.form("zoe");
    own.token = token;
    const auto owner = *f.door.sign_up(f.somebody(), own).value().account;
    auto again = planted_form("zoe@example.org");
    again.token = token;
    CHECK(refusal(f.door.sign_up(f.somebody(), again)) == errc::invite_invalid);
    check_no_way_in(f, owner, {token, planted_token}, {planted.continuation});
  });
}

TEST_CASE("a sign-up planted before an administrator adds its owner opens nothing, before they join and after") {
  on_every_storage([](firm& f) {
    const auto planted = f.door.sign_up(f.somebody(), planted_form("nina@ravel.example")).value();
    const auto planted_token = f.token_to("nina@ravel.example");
    const auto added = f.door
                           .add_user(f.as_administrator(), {.first_name = "Nina",
                                                            .last_name = "Roy",
                                                            .email = "nina@ravel.example",
                                                            .group = f.team.members,
                                                            .seniority = "lawyer"})
                           .value();
    const auto join = f.token_to("nina@ravel.example");
    // Followed while she has yet to join, it makes no second account and fills in nothing of hers.
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = planted_token, .continuation = planted.continuation})) ==
          errc::email_taken);
    CHECK(f.get<account>(added.id).password.empty());
    CHECK(refusal(f.door.sign_in(f.somebody(), {"nina@ravel.example", std::string(planted_password)})) ==
          errc::credentials_wrong);

    const auto owner = f.door.join(f.somebody(), {join, "nina", std::string(good_password)}).value();
    CHECK(owner.id == added.id);
    check_no_way_in(f, owner, {planted_token, join}, {planted.continuation});
    CHECK(f.get<account>(owner.id).of_kind == account_kind::user);
  });
}

TEST_CASE(
    "whoever once knew a password keeps nothing when its owner resets it: no address asked for, no key, no link") {
  on_every_storage([](firm& f) {
    const auto nina = f.joined_user("nina");
    const auto key = f.door.issue_api_key(f.as(nina.id), nina.id).value().key;
    REQUIRE(f.door.request_email_change(f.as(nina.id), {"mallory@example.net", std::string(good_password)}));
    const auto change = f.token_to("mallory@example.net");
    REQUIRE(f.door.request_password_reset(f.somebody(), {nina.email}));
    const auto older = f.token_to(nina.email);
    REQUIRE(f.door.request_password_reset(f.somebody(), {nina.email}));
    REQUIRE(f.door.reset_password(f.somebody(), {f.token_to(nina.email), "eleven copper moths"}));

    const auto before = f.rows(kind::account);
    CHECK(refusal(f.door.prove_email_change(f.somebody(), {change})) == errc::link_invalid);
    CHECK(refusal(f.door.reset_password(f.somebody(), {older, std::string(planted_password)})) == errc::link_invalid);
    CHECK(refusal(f.door.verify_api_key(f.somebody(), key)) == errc::api_key_invalid);
    CHECK(refusal(f.door.sign_in(f.somebody(), {"nina", std::string(good_password)})) == errc::credentials_wrong);
    CHECK(refusal(f.door.change_password(f.somebody(), {"nina", std::string(good_password),
                                                        std::string(planted_password)})) == errc::credentials_wrong);
    const auto after = f.rows(kind::account);
    for (std::size_t n = 0; n < after.size(); ++n) CHECK(after[n].values == before[n].values);
    CHECK(f.door.sign_in(f.somebody(), {"nina", "eleven copper moths"}));
  });
}

TEST_CASE("an address that somebody asked for and never proved opens nothing, and is free for its owner") {
  on_every_storage([](firm& f) {
    const auto mallory = f.account_of(f.form("mallory"));
    REQUIRE(f.door.request_email_change(f.as(mallory.id), {"zoe@example.org", std::string(good_password)}));
    const auto change = f.token_to("zoe@example.org");
    const auto owner = f.account_of(f.form("zoe"));
    CHECK(owner.email == "zoe@example.org");
    // Should the owner follow that link too, nothing is merged.
    CHECK(refusal(f.door.prove_email_change(f.somebody(), {change})) == errc::email_taken);
    CHECK(f.get<account>(mallory.id).email == "mallory@example.org");
    REQUIRE(f.door.request_password_reset(f.somebody(), {"zoe@example.org"}));
    CHECK(f.door.reset_password(f.somebody(), {f.token_to("zoe@example.org"), "eleven copper moths"}).value().id ==
          owner.id);
  });
}
