// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

// What is seen from outside must not tell who is known here: same code, text, host calls and time (ASVS 6.3.8).

namespace {

/// Everything about a call that somebody outside could measure.
struct seen_from_outside {
  errc code{};
  std::string message;
  std::size_t reply_size = 0;
  std::vector<storage_asked> calls;
  int hashed = 0;
  int verified = 0;
  std::string cost;  ///< of the hash that a password was compared with
  std::size_t rows = 0;

  friend bool operator==(const seen_from_outside&, const seen_from_outside&) = default;
};

std::size_t count_rows(const firm& f) {
  std::size_t out = 0;
  for (const auto& of : schema) out += f.rows(of.kind).size();
  return out;
}

template <class Call>
seen_from_outside look_at(firm& f, Call call) {
  const auto rows = count_rows(f);
  const int hashed = f.hasher.hashed;
  const int verified = f.hasher.verified;
  f.watched.take();
  seen_from_outside out;
  call(out);
  out.calls = f.watched.take();
  out.hashed = f.hasher.hashed - hashed;
  out.verified = f.hasher.verified - verified;
  out.cost = out.verified > 0 ? f.hasher.last_cost() : "";
  out.rows = count_rows(f) - rows;
  return out;
}

seen_from_outside look_at_sign_up(firm& f, const sign_up_request& form) {
  return look_at(f, [&](seen_from_outside& out) {
    const auto taken = f.door.sign_up(f.somebody(), form);
    out.code = refusal(taken);
    out.message = taken ? taken.value().message : taken.error().message;
    out.reply_size = taken ? taken.value().continuation.size() : 0;
  });
}

template <class Reply>
void keep_refusal(seen_from_outside& out, const result<Reply>& refused) {
  out.code = refusal(refused);
  if (refused) return;
  const auto& why = refused.error();
  out.message = why.message + why.detail + why.field + std::to_string(why.retry_after_us);
}

seen_from_outside look_at_sign_in(firm& f, const std::string& identifier, const std::string& source = {}) {
  return look_at(f, [&](seen_from_outside& out) {
    keep_refusal(out, f.door.sign_in(f.somebody(), {identifier, "not the right one at all", source}));
  });
}
seen_from_outside look_at_change(firm& f, const std::string& identifier) {
  return look_at(f, [&](seen_from_outside& out) {
    keep_refusal(out,
                 f.door.change_password(f.somebody(), {identifier, "not the right one at all", "nine amber wolves"}));
  });
}
seen_from_outside look_at_reset(firm& f, const std::string& address) {
  return look_at(f, [&](seen_from_outside& out) {
    const auto asked = f.door.request_password_reset(f.somebody(), {address});
    out.code = refusal(asked);
    out.message = asked.value().message;
  });
}

/// Somebody in each state, called by it: so is their username, if they have one, and their address.
std::vector<std::string> one_of_each_state(firm& f) {
  const auto by = f.as_administrator();
  f.account_of(f.form("active"));
  REQUIRE(f.door.deactivate(by, {.account = f.account_of(f.form("inactive")).id}));
  REQUIRE(f.door.ban(by, {.account = f.account_of(f.form("banned")).id, .reason = "x"}));
  REQUIRE(f.door.erase(by, {.account = f.account_of(f.form("erased")).id}));
  for (const auto* name : {"first-seat", "second-seat", "waiting"}) f.collaborator(name);
  REQUIRE(
      f.door.add_portal_account(by, {.first_name = "Not", .last_name = "Joined", .email = f.address_of("invited")}));
  f.approver("paul");
  f.account_of(f.form("pending"));
  REQUIRE(f.door.reject(by, {.account = f.account_of(f.form("rejected")).id}));
  REQUIRE(f.door.ban(by, {.account = f.account_of(f.form("banned-pending")).id, .reason = "x"}));
  return {"active", "inactive", "banned", "erased", "waiting", "invited", "pending", "rejected", "banned-pending"};
}

}  // namespace

TEST_CASE("a sign-up looks the same from outside whoever has the address or the username") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("known"));
    REQUIRE(f.door.sign_up(f.somebody(), f.form("asked")));
    const auto link = token_in(f.link().link);
    std::vector<std::pair<std::string, std::string>> cases{
        // username, address
        {"fresh", "fresh@example.org"},   // nobody
        {"other", "known@example.org"},   // the address of an account
        {"OTHER", "KNOWN@example.ORG"},   // the same, spelled otherwise
        {"known", "never@example.org"},   // the username of an account
        {"known", "known@example.org"},   // both
        {"anne1", "anne@ravel.example"},  // the address of a user
        {"asked", "asked@example.org"},   // one that is waiting for its proof
    };
    for (const auto& state : one_of_each_state(f)) {
      cases.emplace_back("other", f.address_of(state));
      cases.emplace_back(state, "never@example.org");
    }
    for (const auto& token : {std::string(), link}) {
      std::optional<seen_from_outside> first;
      for (const auto& [username, address] : cases) {
        CAPTURE(username);
        CAPTURE(address);
        f.clock.advance(hours(1));  // each is the first of the hour at its mailbox
        auto form = f.form(username);
        form.email = address;
        form.token = token;
        const auto seen = look_at_sign_up(f, form);
        if (!first) first = seen;
        CHECK(seen.code == errc{});
        CHECK(seen.hashed == 1);
        CHECK(seen.calls.size() == 2);
        CHECK(seen.rows == 4);  // the sign-up, its mail, the count of mails, its entry in the trail
        CHECK(seen.reply_size == token::text_size);
        CHECK(seen == *first);
      }
    }
  });
}

TEST_CASE("the owner of a known address is told by mail, in their own words and without a link to follow") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("known"));
    f.deliver();
    auto form = f.form("other");
    form.email = "known@example.org";
    form.first_name = "Buy-cheap-watches";
    const auto taken = f.door.sign_up(f.somebody(), form).value();
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to.address() == "known@example.org");
    CHECK(token_in(mails[0].text) == "");
    CHECK(mails[0].text.find(form.first_name) == std::string::npos);
    CHECK(mails[0].html.find(form.first_name) == std::string::npos);
    CHECK(f.events().back() == event_type::sign_up_of_known_address);
    // Not even the token that such a sign-up would have had proves anything.
    const auto row = f.all<parvis::sign_up>().front();
    const auto forged = firm::with_keys().keys.issue(token_kind::verify, firm::workspace, row.id, 0).text();
    CHECK(refusal(f.door.prove_email(f.somebody(), {.token = forged, .continuation = taken.continuation})) ==
          errc::link_invalid);
  });
}

TEST_CASE("a wrong password looks the same from outside whoever is asked for") {
  on_every_storage([](firm& f) {
    const auto first = look_at_sign_in(f, "nobody");
    CHECK(first.code == errc::credentials_wrong);
    CHECK(first.verified == 1);
    CHECK(first.calls.size() == 2);  // it is counted
    CHECK(first.rows == 1);
    CHECK(first.cost == "$scrypt$ln=4,r=8,p=1");
    std::vector<std::string> identifiers{
        "nobody@example.org", "admin", "", "a b", "-", "\xff\xfe", std::string("nul\0l", 5), std::string(1000, 'a')};
    for (const auto& state : one_of_each_state(f)) {
      identifiers.push_back(state);
      identifiers.push_back(f.address_of(state));
    }
    for (const auto& identifier : identifiers) {
      CAPTURE(identifier);
      CHECK(look_at_sign_in(f, identifier) == first);
    }
  });
}

TEST_CASE("failing again and again looks the same from outside whoever is asked for, and so does changing a password") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("active"));
    f.account_of(f.form("other"));
    f.clock.stand_still();
    for (const std::string source : {"", "192.0.2.7"}) {
      std::vector<seen_from_outside> first;
      for (const std::string name : {"nobody", "nobody@example.org", "active", "active@example.org"}) {
        CAPTURE(name);
        f.clock.advance(days(31));
        REQUIRE(f.door.run_due(f.somebody(), 1000));
        std::vector<seen_from_outside> seen;
        for (int n = 0; n < 5; ++n) seen.push_back(look_at_sign_in(f, name, source));
        seen.push_back(look_at_sign_in(f, name, source));
        seen.push_back(look_at_change(f, name));
        f.clock.advance(seconds(1));
        seen.push_back(look_at_sign_in(f, name, source));
        f.clock.advance(seconds(2));
        seen.push_back(look_at_change(f, name));
        if (first.empty()) first = seen;
        CHECK(seen == first);
      }
      CHECK(first[4].rows == 1);  // the entry in the trail
      CHECK(first[5].code == errc::too_many_attempts);
      CHECK(first[5].verified == 0);
      CHECK(first[7].code == errc::credentials_wrong);
      CHECK(first[8].code == errc::credentials_wrong);
    }
  });
}

TEST_CASE("asking for a new password looks the same from outside whoever has the address") {
  on_every_storage([](firm& f) {
    std::vector<std::string> addresses{"nobody@example.org", "ACTIVE2@example.org", "anne@ravel.example"};
    for (const auto& state : one_of_each_state(f)) addresses.push_back(f.address_of(state));
    std::vector<seen_from_outside> first;
    for (const auto& address : addresses) {
      CAPTURE(address);
      std::vector<seen_from_outside> seen;
      for (int n = 0; n < 7; ++n) seen.push_back(look_at_reset(f, address));
      if (first.empty()) first = seen;
      CHECK(seen == first);
    }
    CHECK(first[0].code == errc{});
    CHECK(first[0].calls.size() == 2);
    CHECK(first[0].rows == 4);  // the link, its mail, the count of mails, its entry in the trail
    CHECK(first[1].rows == 2);  // the older link goes
    CHECK(first[6].rows == 0);  // beyond the mails of an hour
    CHECK(first[6].message == first[0].message);
  });
}
