// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <functional>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"

using namespace flow_test;

namespace {

constexpr const char* new_password = "nine amber wolves";
constexpr const char* third_password = "eleven copper moths";

errc sign_in(firm& f, const std::string& identifier, std::string_view password) {
  return refusal(f.door.sign_in(f.somebody(), {identifier, std::string(password)}));
}
/// The link in the newest mail to an address, after a new password was asked for.
std::string reset_link(firm& f, const std::string& address) {
  REQUIRE(f.door.request_password_reset(f.somebody(), {address}));
  return f.token_to(address);
}
errc reset(firm& f, const std::string& token, const char* password = new_password) {
  return refusal(f.door.reset_password(f.somebody(), {token, password}));
}
errc ask_email(firm& f, account_id who, const std::string& address, std::string_view password = good_password) {
  return refusal(f.door.request_email_change(f.as(who), {address, std::string(password)}));
}
std::string email_link(firm& f, account_id who, const std::string& address, std::string_view password = good_password) {
  REQUIRE(ask_email(f, who, address, password) == errc{});
  return f.token_to(address);
}
errc prove(firm& f, const std::string& token) { return refusal(f.door.prove_email_change(f.somebody(), {token})); }

std::vector<std::string> mailed(firm& f) {
  std::vector<std::string> out;
  for (const auto& one : f.deliver()) out.push_back(one.to.address() + ": " + one.subject.text());
  return out;
}
using mails = std::vector<std::string>;

}  // namespace

TEST_CASE("a password is changed by whoever knows the present one, signed in or not") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    f.deliver();
    CHECK(refusal(f.door.change_password(f.as(zoe.id), {.password = "not it", .new_password = new_password})) ==
          errc::credentials_wrong);
    const auto changed =
        f.door.change_password(f.as(zoe.id), {.password = std::string(good_password), .new_password = new_password});
    REQUIRE(refusal(changed) == errc{});
    CHECK(changed.value().credential_epoch == zoe.credential_epoch + 1);
    CHECK(sign_in(f, "zoe", good_password) == errc::credentials_wrong);
    CHECK(sign_in(f, "zoe", new_password) == errc{});
    CHECK(mailed(f) == mails{"zoe@example.org: Your password for Cabinet Ravel has been changed"});

    f.edit<account>(zoe.id, [](account& a) { a.must_change_password = true; });
    CHECK(sign_in(f, "zoe", new_password) == errc::must_change_password);
    CHECK(refusal(f.door.change_password(
              f.somebody(), {.identifier = "zoe", .password = new_password, .new_password = third_password})) ==
          errc{});
    CHECK(sign_in(f, "zoe", third_password) == errc{});
    CHECK(refusal(f.door.change_password(f.somebody(), {.password = third_password, .new_password = new_password})) ==
          errc::permission_denied);
  });
}

TEST_CASE("a new password is judged, and by what is known of the person only after the present one was right") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    const auto change = [&](const std::string& password, const std::string& wanted) {
      return f.door.change_password(f.somebody(), {"zoe", password, wanted});
    };
    const std::string own = "zoe given family zoe";
    CHECK(wrong_field(change("whatever it is", "short")) ==
          std::pair{std::string("new_password"), errc::password_too_short});
    CHECK(refusal(change("not the right one", own)) == errc::credentials_wrong);
    CHECK(wrong_field(change(std::string(good_password), own)) ==
          std::pair{std::string("new_password"), errc::password_personal});
    CHECK(wrong_field(change(std::string(good_password), std::string(good_password))) ==
          std::pair{std::string("new_password"), errc::password_unchanged});
    CHECK(sign_in(f, "zoe", good_password) == errc{});
  });
}

TEST_CASE("changing a password is a guess like any other, known or unknown") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    for (const auto* name : {"zoe@example.org", "nobody@example.org"}) {
      for (int n = 0; n < 5; ++n) {
        CHECK(refusal(f.door.change_password(f.somebody(), {name, "not the right one", new_password})) ==
              errc::credentials_wrong);
      }
      CHECK(sign_in(f, name, good_password) == errc::too_many_attempts);
    }
    // Whoever is signed in guesses at the same account.
    CHECK(refusal(f.door.change_password(f.as(zoe.id), {.password = std::string(good_password),
                                                        .new_password = new_password})) == errc::too_many_attempts);
    CHECK(ask_email(f, zoe.id, "new@example.org") == errc::too_many_attempts);
  });
}

TEST_CASE("a forgotten password is replaced by the newest link, within ten minutes, once") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    const auto older = reset_link(f, "zoe@example.org");
    REQUIRE(f.door.request_password_reset(f.somebody(), {"ZOE@example.org"}));
    const auto newer = f.token_to("zoe@example.org");
    CHECK(older.size() == token::text_size);
    CHECK(reset(f, older) == errc::link_invalid);
    CHECK(wrong_field(f.door.reset_password(f.somebody(), {newer, "short"})) ==
          std::pair{std::string("password"), errc::password_too_short});
    CHECK(wrong_field(f.door.reset_password(f.somebody(), {newer, "zoe given family zoe"})) ==
          std::pair{std::string("password"), errc::password_personal});
    CHECK(reset(f, newer) == errc{});
    CHECK(sign_in(f, "zoe", good_password) == errc::credentials_wrong);
    CHECK(sign_in(f, "zoe", new_password) == errc{});
    CHECK(f.get<account>(zoe.id).credential_epoch == zoe.credential_epoch + 1);
    CHECK(reset(f, newer, third_password) == errc::link_invalid);
    CHECK(mailed(f) == mails{"zoe@example.org: Your password for Cabinet Ravel has been changed"});

    f.clock.stand_still();
    const auto link = reset_link(f, "zoe@example.org");
    f.clock.advance(duration{minutes(10).us - 1});
    CHECK(wrong_field(f.door.reset_password(f.somebody(), {link, "short"})).second == errc::password_too_short);
    f.clock.advance({1});
    CHECK(reset(f, link) == errc::link_invalid);
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.rows(kind::mailed_link).empty());
  });
}

TEST_CASE("asking for a new password changes nothing, and nothing is mailed to who can sign in nowhere") {
  const std::pair<account_state, bool> cases[] = {{account_state::active, true},    {account_state::pending, true},
                                                  {account_state::waiting, true},   {account_state::invited, false},
                                                  {account_state::inactive, false}, {account_state::rejected, false},
                                                  {account_state::lapsed, false},   {account_state::erased, false}};
  on_every_storage([&](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    f.deliver();
    for (const auto& [state, mailed_to] : cases) {
      CAPTURE(static_cast<int>(state));
      f.clock.advance(hours(1));
      f.edit<account>(zoe.id, [&](account& a) { a.state = state; });
      const auto before = f.get<account>(zoe.id);
      const auto link = reset_link(f, "zoe@example.org");
      CHECK(link.empty() == !mailed_to);
      CHECK(to_row(f.get<account>(zoe.id)).values == to_row(before).values);
      if (!mailed_to) continue;
      // It opens nothing but the password: who waits goes on waiting.
      CHECK(reset(f, link, state == account_state::pending ? third_password : new_password) == errc{});
      CHECK(f.get<account>(zoe.id).state == state);
    }
    CHECK(f.queued().empty());
  });
}

TEST_CASE("links to a new password are mailed to one mailbox a few times an hour, apart from sign-ups") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    for (int n = 0; n < 9; ++n) REQUIRE(f.door.sign_up(f.somebody(), f.form("zoe")));  // by somebody else
    f.deliver();
    std::string last;
    for (int n = 0; n < 5; ++n) last = reset_link(f, "zoe@example.org");
    CHECK_FALSE(last.empty());
    CHECK(reset_link(f, "zoe@example.org").empty());
    CHECK(reset(f, last) == errc{});  // the last that was mailed still works
    f.clock.advance(hours(1));
    CHECK_FALSE(reset_link(f, "zoe@example.org").empty());
  });
}

TEST_CASE("a new address is proven by its mailbox before it is anybody's, and both mailboxes are told") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    f.deliver();
    REQUIRE(ask_email(f, zoe.id, "zoe@elsewhere.example") == errc{});
    std::string token;
    for (const auto& one : f.deliver()) {
      if (one.to.address() == "zoe@elsewhere.example") {
        token = token_in(one.text);
        CHECK(one.text.find("Given") == std::string::npos);  // to an address that may be anybody's
      } else {
        CHECK(one.to.address() == "zoe@example.org");
        CHECK(one.subject.text() == "Somebody asked to change your e-mail address for Cabinet Ravel");
        CHECK(token_in(one.text).empty());
      }
    }
    CHECK(f.get<account>(zoe.id).email == "zoe@example.org");
    CHECK(sign_in(f, "zoe@elsewhere.example", good_password) == errc::credentials_wrong);
    const auto proven = f.door.prove_email_change(f.somebody(), {token});
    REQUIRE(refusal(proven) == errc{});
    CHECK(proven.value().email == "zoe@elsewhere.example");
    CHECK(proven.value().credential_epoch == zoe.credential_epoch + 1);
    CHECK(sign_in(f, "zoe@elsewhere.example", good_password) == errc{});
    CHECK(sign_in(f, "zoe@example.org", good_password) == errc::credentials_wrong);
    CHECK(prove(f, token) == errc::link_invalid);
    auto told = mailed(f);
    std::sort(told.begin(), told.end());
    CHECK(told == mails{"zoe@elsewhere.example: Your e-mail address for Cabinet Ravel has been changed",
                        "zoe@example.org: Your e-mail address for Cabinet Ravel has been changed"});
    CHECK(f.account_of(f.form("zoe2")).email == "zoe2@example.org");
    auto other = f.form("yann");
    other.email = "zoe@example.org";  // free again
    CHECK(refusal(f.try_account(other)) == errc{});
  });
}

TEST_CASE("whether a new address is taken is told to whoever proves it, and to nobody before") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    f.account_of(f.form("yann"));
    CHECK(prove(f, email_link(f, zoe.id, "yann@example.org")) == errc::email_taken);
    CHECK(wrong_field(f.door.request_email_change(f.as(zoe.id), {"ZOE@example.org", std::string(good_password)})) ==
          std::pair{std::string("email"), errc::email_taken});
    CHECK(ask_email(f, zoe.id, "new@example.org", "not the right one") == errc::credentials_wrong);
    CHECK(ask_email(f, {}, "new@example.org") == errc::permission_denied);
    CHECK(wrong_field(f.door.request_email_change(f.as(zoe.id), {"new", std::string(good_password)})) ==
          std::pair{std::string("email"), errc::email_invalid});
    // Of two who prove one address the second is told.
    const auto xena = f.account_of(f.form("xena"));
    const auto hers = email_link(f, xena.id, "free@example.org");
    const auto theirs = email_link(f, zoe.id, "free@example.org");
    CHECK(prove(f, hers) == errc{});
    CHECK(prove(f, theirs) == errc::email_taken);
    // A sign-up for an address that came to be somebody's makes no account.
    const auto taken = f.door.sign_up(f.somebody(), [&] {
      auto form = f.form("vera");
      form.email = "later@example.org";
      return form;
    }());
    const auto proof = f.token_to("later@example.org");
    CHECK(prove(f, email_link(f, zoe.id, "later@example.org")) == errc{});
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = proof, .continuation = taken.value().continuation})) ==
          errc::email_taken);
  });
}

// --- what kills what ---

namespace {

/// Somebody with a token of every kind that a user may have, and a second who manages users.
struct well_provided {
  firm& f;
  account_view who;
  account_id manager;
  std::string password{good_password};
  std::string reset_token, email_token, key;
  std::int64_t session = 0;  // the credential epoch that it began under

  explicit well_provided(firm& of, const std::string& name) : f(of), who(f.joined_user(name)) {
    manager = f.team.administrator;
    provide();
  }
  void provide() {
    f.clock.advance(hours(1));
    email_token = email_link(f, who.id, who.username + "@new.example", password);
    key = f.door.issue_api_key(f.as(who.id), who.id).value().key;
    reset_token = reset_link(f, who.email);
    session = f.get<account>(who.id).credential_epoch;
  }
};

struct killing_event {
  const char* what;
  void (*happen)(well_provided&);
  // Which of them is dead afterwards.
  bool reset, email_change, api_key, password, session;
};

const killing_event events_that_kill[] = {
    {"nothing", [](well_provided&) {}, false, false, false, false, false},
    {"a sign-in", [](well_provided& p) { REQUIRE(sign_in(p.f, p.who.username, p.password) == errc{}); }, false, false,
     false, false, false},
    {"a change of password",
     [](well_provided& p) {
       REQUIRE(p.f.door.change_password(p.f.as(p.who.id), {.password = p.password, .new_password = new_password}));
     },
     true, true, true, true, true},
    {"a reset of the password", [](well_provided& p) { REQUIRE(reset(p.f, p.reset_token) == errc{}); }, true, true,
     true, true, true},
    {"a change of address", [](well_provided& p) { REQUIRE(prove(p.f, p.email_token) == errc{}); }, true, true, true,
     false, true},
    {"a newer link to a new password", [](well_provided& p) { CHECK_FALSE(reset_link(p.f, p.who.email).empty()); },
     true, false, false, false, false},
    {"a newer link to a new address", [](well_provided& p) { email_link(p.f, p.who.id, "newer@new.example"); }, false,
     true, false, false, false},
    {"a newer key", [](well_provided& p) { REQUIRE(p.f.door.issue_api_key(p.f.as(p.manager), p.who.id)); }, false,
     false, true, false, false},
    {"a key revoked", [](well_provided& p) { REQUIRE(p.f.door.revoke_api_key(p.f.as(p.who.id), p.who.id)); }, false,
     false, true, false, false},
    {"a deactivation", [](well_provided& p) { REQUIRE(p.f.door.deactivate(p.f.as(p.manager), {.account = p.who.id})); },
     true, true, true, true, true},
    {"a deactivation that is taken back",
     [](well_provided& p) {
       REQUIRE(p.f.door.deactivate(p.f.as(p.manager), {.account = p.who.id}));
       REQUIRE(p.f.door.reactivate(p.f.as(p.manager), {.account = p.who.id}));
     },
     true, true, true, false, true},
    {"an hour", [](well_provided& p) { p.f.clock.advance(hours(1)); }, true, false, false, false, false},
    {"a day", [](well_provided& p) { p.f.clock.advance(days(1)); }, true, true, false, false, false},
    {"a clock that goes back", [](well_provided& p) { p.f.clock.advance({-hours(2).us}); }, true, true, false, false,
     false},
    {"a ban", [](well_provided& p) { REQUIRE(p.f.door.ban(p.f.as(p.manager), {.account = p.who.id, .reason = "x"})); },
     true, true, true, true, true},
    {"a ban that is lifted",
     [](well_provided& p) {
       REQUIRE(p.f.door.ban(p.f.as(p.manager), {.account = p.who.id, .reason = "x"}));
       REQUIRE(p.f.door.unban(p.f.as(p.manager), {.account = p.who.id}));
     },
     true, true, true, false, true},
    {"a ban that runs out",
     [](well_provided& p) {
       const auto until = p.f.clock.now().value() + minutes(1);
       REQUIRE(p.f.door.ban(p.f.as(p.manager), {.account = p.who.id, .reason = "x", .until = until}));
       p.f.clock.set(until);
     },
     true, true, true, false, true},
    {"an erasure", [](well_provided& p) { REQUIRE(p.f.door.erase(p.f.as(p.manager), {.account = p.who.id})); }, true,
     true, true, true, true},
    {"being replaced",
     [](well_provided& p) {
       add_user_request next{.first_name = "New",
                             .last_name = "Comer",
                             .email = p.who.username + "@next.example",
                             .group = p.f.team.members,
                             .seniority = "lawyer"};
       REQUIRE(p.f.door.replace(p.f.as(p.manager), {.account = p.who.id, .newcomer = std::move(next)}));
     },
     true, true, true, true, true},
    {"another group",
     [](well_provided& p) {
       REQUIRE(p.f.door.change_group(p.f.as(p.manager), {.account = p.who.id, .group = p.f.team.administrators}));
     },
     false, false, false, false, false},
    {"another access",
     [](well_provided& p) {
       REQUIRE(
           p.f.door.change_access(p.f.as(p.manager), {.account = p.who.id, .access = access::core | access::contract}));
     },
     false, false, false, false, false},
    {"another name and code",
     [](well_provided& p) {
       REQUIRE(p.f.door.edit_account(p.f.as(p.manager),
                                     {.account = p.who.id, .last_name = "Other", .code = "C-" + p.who.username}));
     },
     false, false, false, false, false},
    {"settings that change",
     [](well_provided& p) { p.f.change_settings([](settings& s) { ++s.mails_per_address_max; }); }, false, false, false,
     false, false},
    {"a change of password that is demanded",
     [](well_provided& p) { REQUIRE(p.f.door.demand_password_change(p.f.as(p.manager), {.account = p.who.id})); },
     false, true, true, false, false},
};

struct kind_of_token {
  const char* what;
  bool killing_event::* dies;
  errc (*use)(well_provided&);
  errc dead;
};
const kind_of_token kinds_of_tokens[] = {
    {"reset", &killing_event::reset, [](well_provided& p) { return reset(p.f, p.reset_token, third_password); },
     errc::link_invalid},
    {"email change", &killing_event::email_change, [](well_provided& p) { return prove(p.f, p.email_token); },
     errc::link_invalid},
    {"API key", &killing_event::api_key,
     [](well_provided& p) { return refusal(p.f.door.verify_api_key(p.f.somebody(), p.key)); }, errc::api_key_invalid},
    {"password", &killing_event::password,
     [](well_provided& p) {
       const auto code = sign_in(p.f, p.who.username, p.password);
       if (code == errc::must_change_password) return errc{};
       return code == errc::account_inactive || code == errc::account_banned ? errc::credentials_wrong : code;
     },
     errc::credentials_wrong},
    {"session", &killing_event::session,
     [](well_provided& p) {
       const auto epoch = p.f.get<account>(p.who.id).credential_epoch;
       return epoch > p.session ? errc::credentials_wrong : errc{};
     },
     errc::credentials_wrong},
};

}  // namespace

TEST_CASE("every event against every kind of token: what it kills stays dead, what it leaves works once") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 200}));
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"contract", 100}));
    int count = 0;
    for (const auto& event : events_that_kill) {
      for (const auto& token : kinds_of_tokens) {
        CAPTURE(std::string(event.what));
        CAPTURE(std::string(token.what));
        well_provided p{f, "user" + std::to_string(++count)};
        const auto now = f.clock.now().value();
        event.happen(p);
        CHECK(token.use(p) == (event.*token.dies ? token.dead : errc{}));
        if (event.*token.dies) CHECK(token.use(p) == token.dead);
        f.clock.set(now + minutes(1));
      }
    }
  });
}

TEST_CASE("each link does what it was mailed for, in its own workspace, and nothing else") {
  on_every_storage([](firm& f) {
    well_provided p{f, "paul"};
    const caller elsewhere{.workspace = "another firm"};
    REQUIRE(f.door.set_up(elsewhere, f.beginning()));
    for (const auto& token : {p.reset_token, p.email_token, p.key, std::string("r1.x"), std::string()}) {
      CHECK(refusal(f.door.reset_password(elsewhere, {token, new_password})) == errc::link_invalid);
      CHECK(refusal(f.door.prove_email_change(elsewhere, {token})) == errc::link_invalid);
      CHECK(refusal(f.door.verify_api_key(elsewhere, token)) == errc::api_key_invalid);
      if (token != p.reset_token) CHECK(reset(f, token) == errc::link_invalid);
      if (token != p.email_token) CHECK(prove(f, token) == errc::link_invalid);
      CHECK(refusal(f.door.join(f.somebody(), {token, "other", new_password})) == errc::link_invalid);
      CHECK(refusal(f.door.prove_email(f.somebody(), {.token = token})) == errc::link_invalid);
      CHECK(refusal(f.door.check_invite(f.somebody(), token)) == errc::invite_invalid);
    }
  });
}

// --- at once ---

TEST_CASE("one link to a new password, used many times at once, sets one password") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    const auto zoe = f.account_of(f.form("zoe"));
    const auto token = reset_link(f, "zoe@example.org");
    const auto password = [](std::size_t n) { return "number " + std::to_string(n) + " amber wolves"; };
    const auto codes =
        at_once(64, [&](std::size_t n) { return refusal(f.door.reset_password(f.somebody(), {token, password(n)})); });
    CHECK(how_many(codes, errc{}) == 1);
    CHECK(how_many(codes, errc::link_invalid) == 63);
    const auto won = static_cast<std::size_t>(std::find(codes.begin(), codes.end(), errc{}) - codes.begin());
    CHECK(sign_in(f, "zoe", password(won)) == errc{});
    CHECK(f.get<account>(zoe.id).credential_epoch == zoe.credential_epoch + 1);
    CHECK(f.queued() == std::vector{effect::mail_password_changed});
  }
}

TEST_CASE("one link to a new address, used many times at once, and an address wanted by many, have one outcome") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    const auto zoe = f.account_of(f.form("zoe"));
    const auto token = email_link(f, zoe.id, "new@example.org");
    auto codes = at_once(16, [&](std::size_t) { return prove(f, token); });
    CHECK(how_many(codes, errc{}) == 1);
    CHECK(how_many(codes, errc::link_invalid) == 15);
    std::vector<std::string> tokens;
    for (int n = 0; n < 4; ++n) {
      const auto one = f.account_of(f.form("person" + std::to_string(n)));
      tokens.push_back(email_link(f, one.id, "wanted@example.org"));
    }
    codes = at_once(tokens.size(), [&](std::size_t n) { return prove(f, tokens[n]); });
    CHECK(how_many(codes, errc{}) == 1);
    CHECK(how_many(codes, errc::email_taken) == 3);
  }
}

TEST_CASE("of many links asked for at once one is alive") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    f.change_settings([](settings& s) { s.mails_per_address_max = 100; });
    f.account_of(f.form("zoe"));
    f.deliver();
    const auto codes = at_once(
        32, [&](std::size_t) { return refusal(f.door.request_password_reset(f.somebody(), {"zoe@example.org"})); });
    CHECK(how_many(codes, errc{}) == 32);
    CHECK(f.rows(kind::mailed_link).size() == 1);
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);  // of those that are superseded none goes out
    CHECK(reset(f, token_in(mails.front().text)) == errc{});
  }
}

TEST_CASE("a reset and a change of password at once: the later of two commits finds the other's work") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    for (int round = 0; round < 10; ++round) {
      const auto name = "zoe" + std::to_string(round);
      const auto zoe = f.account_of(f.form(name));
      const auto token = reset_link(f, zoe.email);
      const auto codes = at_once(2, [&](std::size_t n) {
        return n == 0
                   ? reset(f, token, new_password)
                   : refusal(f.door.change_password(f.somebody(), {name, std::string(good_password), third_password}));
      });
      // Either the change came first and killed the link, or the reset did and the old password was wrong.
      CHECK(how_many(codes, errc{}) == 1);
      CHECK((codes[0] == errc{} ? codes[1] == errc::credentials_wrong : codes[0] == errc::link_invalid));
      CHECK(sign_in(f, name, codes[0] == errc{} ? new_password : third_password) == errc{});
    }
  }
}
