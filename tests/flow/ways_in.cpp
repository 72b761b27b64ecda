// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

// What somebody who is not in yet has in their hands, and which event kills it. What kills the secrets of who is in
// stands in credentials.cpp.

namespace {

/// A firm that has mailed and shown a link of every kind, each on the rights of one person who manages users.
struct invitees {
  firm f{std::make_unique<memory_storage>()};
  account_id mona;  ///< whose links they are
  invite_id personal, open;
  account_id nina;  ///< was added and has not joined
  std::string personal_token, open_token, join_token, proof_token, continuation;

  invitees() {
    f.begin();
    mona = f.joined_user("mona").id;
    REQUIRE(f.door.change_group(f.as_administrator(), {.account = mona, .group = f.team.administrators}));
    personal = f.door.invite_people(f.as(mona), {.people = {{"personal@example.org"}}}).value().front().value().id;
    personal_token = f.token_to("personal@example.org");
    const auto link = f.door.create_invite(f.as(mona), {}).value();
    open = link.invite.id;
    open_token = token_in(link.link);
    nina =
        f.door.add_portal_account(f.as(mona), {.first_name = "Nina", .last_name = "Roy", .email = f.address_of("nina")})
            .value()
            .id;
    join_token = f.token_to(f.address_of("nina"));
    continuation = f.door.sign_up(f.somebody(), f.form("proof")).value().continuation;
    proof_token = f.token_to(f.address_of("proof"));
  }
  [[nodiscard]] caller administrator() const { return f.as_administrator(); }
  [[nodiscard]] static sign_up_request form(const std::string& name, const std::string& token) {
    auto out = firm::form(name);
    out.token = token;
    return out;
  }
  [[nodiscard]] errc redeem(const std::string& name, const std::string& token) {
    return refusal(f.door.sign_up(f.somebody(), form(name, token)));
  }
  /// The same, and proves the address: only then is a public link redeemed.
  [[nodiscard]] errc come(const std::string& name, const std::string& token) {
    return refusal(f.try_account(form(name, token)));
  }
};

struct way_in {
  const char* what;
  errc (*take)(invitees&);
  errc dead;
};
const way_in ways[] = {
    {"personal link", [](invitees& i) { return i.redeem("personal", i.personal_token); }, errc::invite_invalid},
    {"public link",
     [](invitees& i) { return i.come("passer-by" + std::to_string(i.f.all<account>().size()), i.open_token); },
     errc::invite_invalid},
    {"link to join",
     [](invitees& i) {
       return refusal(i.f.door.join(i.f.somebody(), {i.join_token, "nina", std::string(good_password)}));
     },
     errc::link_invalid},
    {"proof and continuation",
     [](invitees& i) {
       return refusal(i.f.door.prove_email(i.f.somebody(), {.token = i.proof_token, .continuation = i.continuation}));
     },
     errc::link_invalid},
};

struct event_outside {
  const char* what;
  void (*happen)(invitees&);
  std::string_view then;  ///< a letter a way, in their order: `.` it works, `x` it is dead, `t` the address is taken
};
const event_outside events_outside[] = {
    {"nothing", [](invitees&) {}, "...."},
    {"their use",
     [](invitees& i) {
       for (const auto& way : ways) REQUIRE(way.take(i) == errc{});
     },
     "x.xx"},
    {"a newer one",
     [](invitees& i) {
       REQUIRE(i.f.door.resend_invite(i.administrator(), i.personal, link_fate::rotate));
       REQUIRE(i.f.door.rotate_invite(i.administrator(), i.open));
       REQUIRE(i.f.door.resend_join(i.administrator(), i.nina));
       REQUIRE(i.f.door.sign_up(i.f.somebody(), i.f.form("proof")));  // several may wait for one address
     },
     "xxx."},
    {"the same mailed again",
     [](invitees& i) { REQUIRE(i.f.door.resend_invite(i.administrator(), i.personal, link_fate::keep)); }, "...."},
    {"revoked",
     [](invitees& i) {
       REQUIRE(i.f.door.revoke_invite(i.administrator(), i.personal));
       REQUIRE(i.f.door.revoke_invite(i.administrator(), i.open));
     },
     "xx.."},
    {"turned off",
     [](invitees& i) {
       REQUIRE(i.f.door.close_invite(i.administrator(), i.personal));
       REQUIRE(i.f.door.close_invite(i.administrator(), i.open));
     },
     "xx.."},
    {"turned off and on again",
     [](invitees& i) {
       REQUIRE(i.f.door.close_invite(i.administrator(), i.open));
       REQUIRE(i.f.door.reopen_invite(i.administrator(), i.open, link_fate::rotate));
     },
     ".x.."},
    {"turned off and on again as it was",
     [](invitees& i) {
       REQUIRE(i.f.door.close_invite(i.administrator(), i.open));
       REQUIRE(i.f.door.reopen_invite(i.administrator(), i.open, link_fate::keep));
     },
     "...."},
    {"eight hours", [](invitees& i) { i.f.clock.advance(hours(8)); }, "...x"},
    {"three days", [](invitees& i) { i.f.clock.advance(days(3)); }, "xxxx"},
    {"three days, and a clock that goes back to before run_due cleared away",
     [](invitees& i) {
       i.f.clock.advance(days(3));
       REQUIRE(i.f.door.run_due(i.f.somebody(), 100));
       i.f.clock.advance({-days(3).us});
     },
     "...x"},
    {"whoever made them is deactivated",
     [](invitees& i) { REQUIRE(i.f.door.deactivate(i.administrator(), {.account = i.mona})); }, "xx.."},
    {"whoever made them is banned",
     [](invitees& i) { REQUIRE(i.f.door.ban(i.administrator(), {.account = i.mona, .reason = "x"})); }, "xx.."},
    {"whoever made them is demoted",
     [](invitees& i) {
       REQUIRE(i.f.door.change_group(i.administrator(), {.account = i.mona, .group = i.f.team.members}));
     },
     "xx.."},
    {"whoever made them is erased",
     [](invitees& i) { REQUIRE(i.f.door.erase(i.administrator(), {.account = i.mona})); }, "xx.."},
    {"the person is deactivated",
     [](invitees& i) { REQUIRE(i.f.door.deactivate(i.administrator(), {.account = i.nina})); }, "..x."},
    {"the person is banned",
     [](invitees& i) { REQUIRE(i.f.door.ban(i.administrator(), {.account = i.nina, .reason = "x"})); }, "..x."},
    {"a ban of the person that is lifted",
     [](invitees& i) {
       REQUIRE(i.f.door.ban(i.administrator(), {.account = i.nina, .reason = "x"}));
       REQUIRE(i.f.door.unban(i.administrator(), {.account = i.nina}));
     },
     "..x."},
    {"the person is erased", [](invitees& i) { REQUIRE(i.f.door.erase(i.administrator(), {.account = i.nina})); },
     "..x."},
    {"the person is given another access",
     [](invitees& i) {
       REQUIRE(i.f.door.change_access(i.administrator(), {.account = i.nina, .access = access::collaborator}));
     },
     "...."},
    {"an account arises with the address by another way",
     [](invitees& i) {
       for (const auto* name : {"personal", "proof"}) {
         REQUIRE(i.f.door.add_portal_account(i.administrator(),
                                             {.first_name = "A", .last_name = "B", .email = i.f.address_of(name)}));
       }
     },
     "t..t"},
    {"whoever has the address by another way is erased",
     [](invitees& i) {
       for (const auto* name : {"personal", "proof"}) {
         const auto other = i.f.door.add_portal_account(
             i.administrator(), {.first_name = "A", .last_name = "B", .email = i.f.address_of(name)});
         REQUIRE(i.f.door.erase(i.administrator(), {.account = other.value().id}));
       }
     },
     "x..x"},
    {"settings that change", [](invitees& i) { i.f.change_settings([](settings& s) { ++s.mails_per_address_max; }); },
     "...."},
    {"a group that is renamed",
     [](invitees& i) {
       REQUIRE(i.f.door.edit_group(i.administrator(), {.group = i.f.team.administrators, .name = "Direction"}));
     },
     "...."},
};

}  // namespace

TEST_CASE("every event against every way in: what it kills stays dead and changes nothing, what it leaves works") {
  for (const auto& event : events_outside) {
    REQUIRE(event.then.size() == std::size(ways));
    for (std::size_t n = 0; n < std::size(ways); ++n) {
      CAPTURE(std::string(event.what));
      CAPTURE(std::string(ways[n].what));
      invitees of;
      event.happen(of);
      const auto before = of.f.all<account>().size();
      const auto expected = event.then[n] == '.' ? errc{} : event.then[n] == 'x' ? ways[n].dead : errc::email_taken;
      CHECK(ways[n].take(of) == expected);
      if (expected == errc{}) continue;
      CHECK(ways[n].take(of) == expected);
      CHECK(of.f.all<account>().size() == before);
    }
  }
}
