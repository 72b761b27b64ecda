// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

bool wrote(const std::vector<storage_asked>& calls) {
  return std::any_of(calls.begin(), calls.end(),
                     [](const auto& one) { return one.call == storage_asked::sort::commit; });
}

}  // namespace

TEST_CASE("a public link is the same each time it is shown") {
  on_every_storage([](firm& f) {
    const auto made = f.link({.label = "Spring"});
    CHECK(made.link.starts_with("https://portal.example.org/invite?token=i1."));
    const auto shown = f.door.show_invite(f.as_administrator(), made.invite.id).value();
    CHECK(shown.link == made.link);
    CHECK(shown.invite.label == "Spring");
    CHECK(f.link().link != made.link);
    const auto member = f.joined_user("paul");
    CHECK(refusal(f.door.show_invite(f.as(member.id), made.invite.id)) == errc::permission_denied);
    CHECK(refusal(f.door.create_invite(f.as(member.id), {})) == errc::permission_denied);
    CHECK(refusal(f.door.show_invite(f.as_administrator(), invite_id{member.id})) == errc::not_found);
  });
}

TEST_CASE("to read a link changes nothing") {
  on_every_storage([](firm& f) {
    const auto token = token_in(f.link({.audience = account_kind::client, .language = "ar"}).link);
    const auto before = f.dump();
    f.watched.take();
    for (int n = 0; n < 3; ++n) {
      const auto page = f.door.check_invite(f.somebody(), token).value();
      CHECK(page.portal_name == "Cabinet Ravel");
      CHECK(page.audience == account_kind::client);
      CHECK(page.language == "ar");
    }
    const auto calls = f.watched.take();
    CHECK(calls.size() == 6);
    CHECK_FALSE(wrote(calls));
    CHECK(f.dump() == before);
  });
}

TEST_CASE("all dead links look the same, and only the trail tells them apart") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto other = caller{.workspace = "another firm"};
    auto elsewhere = f.beginning();
    const auto their_team = f.door.set_up(other, elsewhere).value();
    const auto good = f.link({.max_uses = 1});
    const auto token = token_in(good.link);
    const auto theirs = token_in(
        f.door.create_invite({.workspace = other.workspace, .actor = their_team.administrator}, {}).value().link);
    auto tampered = token;
    tampered[10] = tampered[10] == 'A' ? 'B' : 'A';
    const auto of_generation = [&](std::uint32_t n) {
      return firm::with_keys().keys.issue(token_kind::invite, firm::workspace, good.invite.id, n).text();
    };
    REQUIRE(of_generation(1) == token);
    const auto verify = firm::with_keys().keys.issue(token_kind::verify, firm::workspace, good.invite.id, 1).text();
    const auto closed = f.link();
    f.edit<invite>(closed.invite.id, [](invite& i) { i.state = invite_state::closed; });
    const auto rotated = f.link();
    f.edit<invite>(rotated.invite.id, [](invite& i) { i.generation = 2; });
    const auto expired = f.link({.lifetime = seconds(1)});
    f.clock.advance(seconds(1));
    const auto used = f.link({.max_uses = 1});
    auto first = f.form("zoe");
    first.token = token_in(used.link);
    f.account_of(first);

    REQUIRE(f.door.check_invite(f.somebody(), token));
    const auto before = f.dump(kind::event);
    for (const auto& dead : {std::string(), std::string("i1."), std::string(58, 'A'), std::string("\xff\x00", 2),
                             tampered, theirs, verify, of_generation(0), of_generation(2), token_in(closed.link),
                             token_in(rotated.link), token_in(expired.link), token_in(used.link), token + "A"}) {
      CAPTURE(dead);
      const auto checked = f.door.check_invite(f.somebody(), dead);
      REQUIRE(refusal(checked) == errc::invite_invalid);
      CHECK(checked.error().detail == "");
      CHECK(checked.error().field == "");
      CHECK(checked.error().message == message(errc::invite_invalid, "en"));
      if (dead.empty()) continue;  // without a link, a sign-up comes by the open form
      auto form = f.form("yann");
      form.token = dead;
      const auto refused = f.door.sign_up(f.somebody(), form);
      REQUIRE(refusal(refused) == errc::invite_invalid);
      CHECK(refused.error().detail == "");
      CHECK(refused.error().message == checked.error().message);
    }
    CHECK(f.dump(kind::event) == before);
    CHECK(f.events().back() == event_type::sign_up_refused);
  });
}

TEST_CASE("a link that expired by no more than a microsecond is refused") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto token = token_in(f.link({.lifetime = seconds(1)}).link);
    f.clock.advance({999'999});
    CHECK(f.door.check_invite(f.somebody(), token));
    f.clock.advance({1});
    CHECK(refusal(f.door.check_invite(f.somebody(), token)) == errc::invite_invalid);
  });
}

TEST_CASE("a link lets in with the policy off, for the domains that it names") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.signup_policy = signup_policy::none; });
    CHECK(refusal(f.door.sign_up(f.somebody(), f.form("zoe"))) == errc::signup_disabled);
    const auto link = f.link({.audience = account_kind::collaborator, .allowed_domains = {"EXAMPLE.org"}});
    auto form = f.form("zoe");
    form.token = token_in(link.link);
    CHECK(f.account_of(form).access == parvis::access::collaborator);
    for (const auto* address : {"y@sub.example.org", "y@notexample.org", "y@example.org.evil.net"}) {
      auto other = f.form("yann");
      other.token = form.token;
      other.email = address;
      CHECK(wrong_field(f.door.sign_up(f.somebody(), other)) ==
            std::pair{std::string("email"), errc::email_domain_not_allowed});
    }
  });
}

TEST_CASE("somebody who has an account spends no use of the link they open") {
  on_every_storage([](firm& f) {
    const auto link = f.link({.max_uses = 1});
    f.account_of(f.form("zoe"));
    auto form = f.form("zoe");
    form.token = token_in(link.link);
    REQUIRE(f.door.sign_up(f.somebody(), form));
    const auto mails = f.deliver();
    REQUIRE_FALSE(mails.empty());
    CHECK(mails.back().subject.text() == "Somebody tried to register your address");
    CHECK(token_in(mails.back().text) == "");
    CHECK(f.get<invite>(link.invite.id).uses == 0);
    auto newcomer = f.form("yann");
    newcomer.token = form.token;
    CHECK(f.account_of(newcomer).state == account_state::active);
    CHECK(f.get<invite>(link.invite.id).uses == 1);
  });
}

TEST_CASE("whoever signed up while the link was good keeps their place, unless it was closed since") {
  on_every_storage([](firm& f) {
    const auto link = f.link({.lifetime = hours(1)});
    auto zoe = f.form("zoe");
    auto yann = f.form("yann");
    zoe.token = yann.token = token_in(link.link);
    const auto of_zoe = f.door.sign_up(f.somebody(), zoe).value().continuation;
    const auto of_yann = f.door.sign_up(f.somebody(), yann).value().continuation;
    std::string to_zoe, to_yann;
    for (const auto& one : f.deliver()) (one.to.address() == zoe.email ? to_zoe : to_yann) = token_in(one.text);
    f.clock.advance(hours(2));
    CHECK(f.door.prove_email(f.somebody(), {.token = to_zoe, .continuation = of_zoe}));
    f.edit<invite>(link.invite.id, [](invite& i) { i.state = invite_state::closed; });
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = to_yann, .continuation = of_yann})) ==
          errc::invite_invalid);
  });
}
