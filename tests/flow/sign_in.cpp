// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

TEST_CASE("the state of an account is told after a right password, and only then") {
  const struct {
    account_state state;
    errc told;
  } cases[] = {
      {account_state::active, {}},
      {account_state::pending, errc::account_pending},
      {account_state::waiting, errc::account_waiting},
      {account_state::invited, errc::account_inactive},
      {account_state::inactive, errc::account_inactive},
      {account_state::rejected, errc::account_inactive},
      {account_state::lapsed, errc::account_inactive},
      {account_state::erased, errc::credentials_wrong},
  };
  on_every_storage([&](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    for (const auto& c : cases) {
      CAPTURE(static_cast<int>(c.state));
      f.edit<account>(zoe.id, [&](account& a) { a.state = c.state; });
      const auto entries = f.events().size();
      CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == c.told);
      CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", "not the right one"})) == errc::credentials_wrong);
      CHECK(f.events().size() == entries + (c.told == errc{} ? 1 : 0));
    }
    f.edit<account>(zoe.id, [](account& a) { a.state = account_state::active, a.must_change_password = true; });
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == errc::must_change_password);
  });
}

TEST_CASE("a hash made with older parameters is renewed at the next sign-in, once") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    const auto older = f.get<account>(zoe.id).password;
    const auto sign_in = [&] { return f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)}); };
    REQUIRE(sign_in());
    CHECK(f.get<account>(zoe.id).password == older);
    f.hasher.renew(5);
    REQUIRE(sign_in());
    const auto newer = f.get<account>(zoe.id);
    CHECK(newer.password.starts_with("$scrypt$ln=5,"));
    CHECK(newer.credential_epoch == f.get<account>(zoe.id).credential_epoch);
    const int hashed = f.hasher.hashed;
    REQUIRE(sign_in());
    CHECK(f.hasher.hashed == hashed);
    CHECK(f.get<account>(zoe.id).revision == newer.revision);
  });
}

TEST_CASE("a password changed while it was being checked does not let in") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    const auto yann = f.account_of([&] {
      auto form = f.form("yann");
      form.password = "nine amber wolves";
      return form;
    }());
    f.watched.before_next_commit([&] {
      const auto other = f.get<account>(yann.id).password;
      f.edit<account>(zoe.id, [&](account& a) { a.password = other; });
    });
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == errc::credentials_wrong);
  });
}

TEST_CASE("somebody deactivated while their password was being checked does not get in") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    f.watched.before_next_commit(
        [&] { f.edit<account>(zoe.id, [](account& a) { a.state = account_state::inactive; }); });
    const int verified = f.hasher.verified;
    CHECK(refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)})) == errc::account_inactive);
    CHECK(f.hasher.verified == verified + 1);  // the same hash is not computed again
  });
}

TEST_CASE("a hasher that finds every password right lets nobody in who is unknown") {
  class gullible final : public password_hasher {
   public:
    result<std::string> hash(std::string_view, std::string_view) override { return std::string("$gullible$"); }
    result<verdict> verify(std::string_view, std::string_view) override { return verdict::right; }
    [[nodiscard]] std::string_view dummy() const noexcept override { return "$gullible$"; }
  } hasher;
  on_every_storage([&](firm& f) {
    auto door = portal::open(firm::with_keys(),
                             {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &hasher})
                    .value();
    CHECK(refusal(door.sign_in(f.somebody(), {"nobody", "x"})) == errc::credentials_wrong);
    CHECK(door.sign_in(f.somebody(), {"anne", "x"}));
  });
}

TEST_CASE("accounts of one workspace do not exist in another") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    const caller other{.workspace = "another firm"};
    REQUIRE(f.door.set_up(other, f.beginning()));
    CHECK(refusal(f.door.sign_in(other, {"zoe", std::string(good_password)})) == errc::credentials_wrong);
    CHECK(refusal(f.door.approve({.workspace = other.workspace, .actor = f.team.administrator}, {zoe.id})) ==
          errc::permission_denied);
    CHECK(f.door.sign_in(other, {"anne", std::string(good_password)}).value().id != f.team.administrator);
  });
}

TEST_CASE("a call names a workspace of 1 to 64 octets") {
  firm f{storage_makers().front().make()};
  CHECK(refusal(f.door.sign_in({}, {"zoe", "x"})) == errc::invalid_argument);
  CHECK(refusal(f.door.sign_in({.workspace = std::string(65, 'a')}, {"zoe", "x"})) == errc::invalid_argument);
  CHECK(refusal(f.door.sign_in({.workspace = std::string(64, 'a')}, {"zoe", "x"})) == errc::not_set_up);
}
