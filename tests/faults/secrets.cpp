// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>

#include "faults/script.hpp"
#include "parvis/values/base64url.hpp"

using namespace flow_test;

namespace {

/// Every text and every run of bytes that the store keeps.
std::set<std::string> stored_values(const firm& f) {
  std::set<std::string> out;
  for (const auto& of : schema) {
    for (const auto& r : f.rows(of.kind)) {
      out.insert(std::string(r.id.bytes()));
      for (const auto& v : r.values) {
        if (!v.data().empty()) out.insert(v.data());
      }
    }
  }
  return out;
}

bool occurs(std::string_view secret, const std::set<std::string>& in) {
  return std::any_of(in.begin(), in.end(), [&](const auto& one) { return one.find(secret) != one.npos; });
}

/// Whether something can be redeemed: as it is, or as what stands behind "i1." in a link.
bool redeems(firm& f, const std::string& text) {
  for (const auto* before : {"", "i1.", "v1.", "j1."}) {
    const auto token = before + text;
    if (f.door.check_invite(f.somebody(), token)) return true;
    const auto proof = refusal(f.door.prove_email(f.somebody(), {.token = token}));
    const auto joining = refusal(f.door.join(f.somebody(), {.token = token}));
    if (proof != errc::link_invalid || joining != errc::link_invalid) return true;
  }
  return false;
}

std::string octets_of(const std::string& token) { return decode_base64(std::string_view(token).substr(3)).value(); }

/// The main flow with links that are still good at the end: an invite, a proof and a way to join.
struct told_story {
  firm f{storage_makers().front().make()};
  script play{f};
  std::vector<std::string> open_tokens;

  told_story() {
    for (const auto& step : play.steps()) REQUIRE(step.run() == errc{});
    open_tokens.push_back(token_in(f.link().link));
    REQUIRE(f.door.sign_up(f.somebody(), f.form("wanda")));
    REQUIRE(f.door.add_user(
        f.as_administrator(),
        {.first_name = "Nina", .last_name = "Roy", .email = "nina@ravel.example", .group = f.team.members}));
    for (auto& one : f.deliver()) {
      if (!token_in(one.text).empty()) open_tokens.push_back(token_in(one.text));
      play.box.push_back(std::move(one));
    }
    REQUIRE(open_tokens.size() == 3);
  }
};

}  // namespace

TEST_CASE("no stored byte string redeems anything") {
  told_story story;
  auto& f = story.f;
  for (const auto& token : story.open_tokens) CHECK(redeems(f, token));  // so that the test can tell
  const auto values = stored_values(f);
  CHECK(values.size() > 90);
  for (const auto& one : values) {
    CHECK_FALSE(redeems(f, one));
    CHECK_FALSE(redeems(f, encode_base64(one)));
  }
}

TEST_CASE("no token, nor any part of one that is secret, is stored") {
  told_story story;
  const auto values = stored_values(story.f);
  auto tokens = story.open_tokens;
  for (const auto& one : story.play.continuations) tokens.push_back(one);
  for (const auto& one : story.play.box) {
    if (!token_in(one.text).empty()) tokens.push_back(token_in(one.text));
  }
  CHECK(tokens.size() >= 9);
  for (const auto& token : tokens) {
    CHECK_FALSE(occurs(token, values));
    const auto octets = octets_of(token);
    CHECK_FALSE(occurs(octets.substr(24), values));                 // the MAC
    CHECK_FALSE(occurs(encode_base64(octets.substr(24)), values));  // the MAC as text
  }
}

TEST_CASE("no password that was typed is in a row, a mail, the log or an error") {
  told_story story;
  auto& f = story.f;
  const std::string wrong = "a wrong one, typed in vain";
  auto refused_form = f.form("vera");
  refused_form.password = wrong;
  refused_form.email = "nobody";
  std::vector<failure> told{
      f.door.sign_in(f.somebody(), {"zoe", wrong}).error(), f.door.sign_in(f.somebody(), {"nobody", wrong}).error(),
      f.door.sign_up(f.somebody(), refused_form).error(), f.door.join(f.somebody(), {"x", "vera", wrong}).error(),
      f.door.prove_email(f.somebody(), {.token = "x", .password = wrong}).error()};
  std::set<std::string> everything = stored_values(f);
  everything.insert(f.log.text());
  for (const auto& one : story.play.box) everything.insert({one.text, one.html, one.subject.text()});
  for (const auto& one : told) {
    everything.insert({one.detail, one.message, one.field});
    for (const auto& field : one.fields) everything.insert({field.field, field.message});
  }
  REQUIRE(occurs("zoe@example.org", everything));  // what was typed and is no secret is there
  for (const auto& secret : {script::password(), wrong}) {
    CHECK_FALSE(occurs(secret, everything));
    CHECK_FALSE(occurs(encode_base64(secret), everything));
    CHECK_FALSE(occurs(encode_base64(secret, base64_alphabet::standard), everything));
  }
  CHECK_FALSE(occurs("a secret of thirty-two octets", everything));
}

TEST_CASE("a mail holds no secret but the one in its own link, and the log and the errors hold none") {
  told_story story;
  std::set<std::string> tokens(story.open_tokens.begin(), story.open_tokens.end());
  for (const auto& one : story.play.box) {
    const auto own = token_in(one.text);
    if (!own.empty()) tokens.insert(own);
  }
  std::size_t linked = 0;
  for (const auto& one : story.play.box) {
    const auto own = token_in(one.text);
    for (const auto& token : tokens) {
      const bool is_in =
          (one.text + one.html + one.subject.text() + one.message_id.text()).find(token) != std::string::npos;
      CHECK(is_in == (token == own));
      linked += is_in ? 1U : 0U;
    }
  }
  CHECK(linked == 6);  // two who join, four who prove their address
  for (const auto& token : tokens) CHECK(story.f.log.text().find(token) == std::string::npos);
}
