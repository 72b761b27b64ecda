// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"
#include "parvis/values/api_key.hpp"

using namespace flow_test;

namespace {

issued_api_key issued(firm& f, const caller& by, account_id whose) {
  auto made = f.door.issue_api_key(by, whose);
  REQUIRE(refusal(made) == errc{});
  return std::move(made).value();
}
errc verified(firm& f, const std::string& key) { return refusal(f.door.verify_api_key(f.somebody(), key)); }

}  // namespace

TEST_CASE("a user has one key, which says whose it is until it is replaced or revoked") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul");
    const auto first = issued(f, f.as(paul.id), paul.id);
    CHECK(first.account.api_key_issued_at.has_value());
    CHECK(first.account.credential_epoch == paul.credential_epoch);
    CHECK(f.door.verify_api_key(f.somebody(), first.key).value().id == paul.id);
    const auto second = issued(f, f.as_administrator(), paul.id);
    CHECK(second.key != first.key);
    CHECK(verified(f, first.key) == errc::api_key_invalid);
    CHECK(verified(f, second.key) == errc{});
    for (int n = 0; n < 2; ++n) {
      const auto before = f.dump();
      CHECK(refusal(f.door.revoke_api_key(f.as(paul.id), paul.id)) == errc{});
      CHECK((f.dump() == before) == (n == 1));
      CHECK(verified(f, second.key) == errc::api_key_invalid);
    }
    CHECK(f.events().back() == event_type::api_key_revoked);
  });
}

TEST_CASE("whoever has a key is written to when it is issued or revoked, by whomever, and the key is not in it") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul");
    f.deliver();
    for (const auto& by : {f.as(paul.id), f.as_administrator()}) {
      const auto key = issued(f, by, paul.id).key;
      CHECK(refusal(f.door.revoke_api_key(by, paul.id)) == errc{});
      CHECK(refusal(f.door.revoke_api_key(by, paul.id)) == errc{});
      // Also of the key that is gone again: whoever used it meanwhile shall not go unseen.
      const auto mails = f.deliver();
      CHECK(mails.size() == 2);
      for (const auto& one : mails) {
        CHECK(one.to.address() == paul.email);
        CHECK(one.text.find("API key") != one.text.npos);
        CHECK((one.text + one.html).find(key.substr(key.size() - 20)) == one.text.npos);
      }
    }
  });
}

TEST_CASE("nobody but the user and who manages users may touch a key, and only users have one") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul"), pia = f.joined_user("pia");
    const auto client = f.account_of(f.form("zoe"));
    const auto key = issued(f, f.as(paul.id), paul.id).key;
    for (const auto& by : {pia.id, client.id, account_id{}}) {
      CHECK(refusal(f.door.issue_api_key(f.as(by), paul.id)) == errc::permission_denied);
      CHECK(refusal(f.door.revoke_api_key(f.as(by), paul.id)) == errc::permission_denied);
    }
    CHECK(refusal(f.door.issue_api_key(f.as(client.id), client.id)) == errc::permission_denied);
    CHECK(refusal(f.door.issue_api_key(f.as_administrator(), client.id)) == errc::illegal_transition);
    CHECK(refusal(f.door.issue_api_key(f.as_administrator(), account_id{f.team.members})) == errc::not_found);
    CHECK(verified(f, key) == errc{});
  });
}

TEST_CASE("a key works as long as its user could sign in") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul");
    const auto key = issued(f, f.as(paul.id), paul.id).key;
    const auto edited = [&](auto change) {
      f.edit<account>(paul.id, change);
      return verified(f, key);
    };
    CHECK(edited([](account& a) { a.must_change_password = true; }) == errc::api_key_invalid);
    CHECK(edited([](account& a) { a.must_change_password = false; }) == errc{});
    CHECK(edited([](account& a) { a.state = account_state::inactive; }) == errc::api_key_invalid);
    CHECK(edited([](account& a) { a.state = account_state::active, a.of_kind = account_kind::client; }) ==
          errc::api_key_invalid);
    CHECK(edited([](account& a) { a.of_kind = account_kind::user; }) == errc{});
    CHECK(edited([](account& a) { ++a.credential_epoch; }) == errc::api_key_invalid);
  });
}

TEST_CASE("a mistyped key, or no key, costs no call of the storage; a forged one finds nothing") {
  on_every_storage([](firm& f) {
    const auto paul = f.joined_user("paul");
    const auto key = issued(f, f.as(paul.id), paul.id).key;
    f.watched.take();
    for (std::size_t at = 0; at < key.size(); ++at) {
      auto wrong = key;
      wrong[at] = wrong[at] == 'q' ? 'w' : 'q';
      CHECK(verified(f, wrong) == errc::api_key_invalid);
      CHECK(verified(f, key.substr(0, at)) == errc::api_key_invalid);
    }
    CHECK(verified(f, std::string(1 << 20, 'A')) == errc::api_key_invalid);
    CHECK(f.watched.take().empty());
    // The checksum is no secret: whoever knows the id makes a well-formed key, and it opens nothing.
    for (const auto& id : {paul.id, account_id{}, account_id{f.team.members}}) {
      CHECK(verified(f, api_key::make(id, "sixteen octets..").text()) == errc::api_key_invalid);
    }
    CHECK(f.watched.take().size() == 3);
    CHECK(verified(f, key) == errc{});
    CHECK(f.watched.take().size() == 1);
  });
}

TEST_CASE("of many keys issued at once one works") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    const auto paul = f.joined_user("paul");
    const auto keys =
        at_once(32, [&](std::size_t) { return f.door.issue_api_key(f.as(paul.id), paul.id).value().key; });
    std::ptrdiff_t work = 0;
    for (const auto& key : keys) work += verified(f, key) == errc{} ? 1 : 0;
    CHECK(work == 1);
  }
}
