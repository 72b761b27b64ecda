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
  for (const auto* before : {"", "i1.", "v1.", "j1.", "r1.", "e1.", "parvis1_"}) {
    const auto token = before + text;
    if (f.door.check_invite(f.somebody(), token) || f.door.verify_api_key(f.somebody(), token)) return true;
    for (const auto code : {refusal(f.door.prove_email(f.somebody(), {.token = token})),
                            refusal(f.door.join(f.somebody(), {.token = token})),
                            refusal(f.door.reset_password(f.somebody(), {token, "short"}))}) {
      if (code != errc::link_invalid) return true;
    }
    // An address is changed by its link alone, so this is tried only with what cannot be one.
    const auto read = token::parse(token);
    if (read && read.value().kind() == token_kind::email_change &&
        firm::with_keys().keys.verify(read.value(), token_kind::email_change, firm::workspace)) {
      return true;
    }
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
    REQUIRE(f.door.add_user(f.as_administrator(), {.first_name = "Nina",
                                                   .last_name = "Roy",
                                                   .email = "nina@ravel.example",
                                                   .group = f.team.members,
                                                   .seniority = "lawyer"}));
    const auto noor = f.door.add_portal_account(
        f.as_administrator(), {.first_name = "Noor", .last_name = "Roy", .email = "noor@example.org"});
    REQUIRE(noor);
    REQUIRE(f.door.resend_join(f.as_administrator(), noor.value().id));
    for (auto& one : f.deliver()) {
      if (!token_in(one.text).empty()) open_tokens.push_back(token_in(one.text));
      play.box.push_back(std::move(one));
    }
    REQUIRE(open_tokens.size() == 4);
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
  CHECK(linked == 7);  // two who join, four who prove their address
  for (const auto& token : tokens) CHECK(story.f.log.text().find(token) == std::string::npos);
}

namespace {

/// Everything else that a workspace keeps and says: own fields and consents, personal links, rotated and resent ones,
/// own templates, what time does, failures of all of it, previews.
struct told_on {
  told_story story;
  std::set<std::string> said;      ///< mails, previews, failures, the log
  std::set<std::string> refused;   ///< the failures alone
  std::set<std::string> tokens;    ///< every secret ever mailed or shown
  std::vector<std::string> alive;  ///< those that still open something

  told_on() {
    auto& f = story.f;
    f.change_settings([](settings& s) {
      s.fields = {{"file", requirement::required}};
      s.consents = {{"terms", "2026-1"}};
    });
    people_and_links();
    refusals();
    credentials();
    tokens.insert(alive.begin(), alive.end());
    f.clock.advance(minutes(8));
    REQUIRE(f.door.run_due(f.somebody(), 1000));
    deliver();
    previews();
    REQUIRE(f.door.verify_audit(f.as_administrator(), {}).value().verified > 20);
    said.insert(f.log.text());
    said.insert(refused.begin(), refused.end());
  }

 private:
  void keep(const failure& why) {
    refused.insert({why.detail, why.message, why.field});
    for (const auto& one : why.fields) refused.insert({one.field, one.message});
  }
  void deliver() {
    for (const auto& one : story.f.deliver()) {
      said.insert({one.text, one.html, one.subject.text(), one.message_id.text()});
      if (!token_in(one.text).empty()) tokens.insert(token_in(one.text));
    }
  }
  sign_up_request whole(const std::string& name) const {
    auto out = story.f.form(name);
    out.fields = {{"file", "2026/17"}};
    out.consents = {{"terms", "2026-1"}};
    return out;
  }
  /// Somebody with every secret that an account can have, besides what they know by heart.
  void credentials() {
    auto& f = story.f;
    const auto nick = f.joined_user("nick");
    api_key = f.door.issue_api_key(f.as(nick.id), nick.id).value().key;
    REQUIRE(f.door.request_email_change(f.as(nick.id), {"nick@new.example", script::password()}));
    alive.push_back(f.token_to("nick@new.example"));
    REQUIRE(f.door.request_password_reset(f.somebody(), {nick.email}));
    alive.push_back(f.token_to(nick.email));
    for (int n = 0; n < 6; ++n) {
      const auto r = f.door.sign_in(f.somebody(), {"nick", typed_in_vain, "192.0.2.7"});
      keep(r.error());
    }
    const auto r =
        f.door.change_password(f.as(nick.id), {.password = typed_in_vain, .new_password = script::password()});
    keep(r.error());
  }
  void people_and_links() {
    auto& f = story.f;
    const auto link = f.link();
    tokens.insert(token_in(link.link));
    alive.push_back(token_in(f.door.rotate_invite(f.as_administrator(), link.invite.id).value().link));
    const auto made = f.door
                          .invite_people(f.as_administrator(),
                                         {.people = {{"ines@example.org"}, {"ivan@example.org"}, {"ilse@example.org"}}})
                          .value();
    deliver();
    REQUIRE(f.door.resend_invite(f.as_administrator(), made[0].value().id, link_fate::rotate));
    REQUIRE(f.door.revoke_invite(f.as_administrator(), made[1].value().id));
    alive.push_back(f.token_to("ines@example.org"));
    auto gina = whole("gina");
    gina.token = alive.front();
    const auto taken = f.door.sign_up(f.somebody(), gina).value();
    tokens.insert(taken.continuation);
    alive.push_back(f.token_to(gina.email));
    tokens.insert(alive.begin(), alive.end());
  }
  void refusals() {
    auto& f = story.f;
    auto wrong = whole("wrong");
    wrong.email = "ines@example.org";
    for (const auto& token : tokens) {
      auto without_consent = wrong;
      without_consent.token = token;
      without_consent.consents.clear();
      if (const auto r = f.door.sign_up(f.somebody(), without_consent); !r) keep(r.error());
      if (const auto r = f.door.join(f.somebody(), {token, "wrong", script::password()}); !r) keep(r.error());
      if (const auto r = f.door.sign_in(f.somebody(), {token, token}); !r) keep(r.error());
      if (const auto r = f.door.prove_email(f.somebody(), {.token = token, .password = "short"}); !r) keep(r.error());
    }
  }
  void previews() {
    auto& f = story.f;
    std::size_t shown = 0;
    for (auto n = 1; n <= static_cast<int>(last_value(effect{})); ++n) {
      const auto seen = f.door.preview_mail(f.as_administrator(), {.effect = static_cast<effect>(n), .language = "fr"});
      if (!seen) continue;
      ++shown;
      said.insert({seen.value().subject, seen.value().text, seen.value().html});
      previewed.push_back(token_in(seen.value().text));
    }
    REQUIRE(shown > 15);
  }

 public:
  static constexpr const char* typed_in_vain = "a wrong one, typed in vain";
  std::string api_key;
  std::vector<std::string> previewed;  ///< what stands in a preview where a mail has its secret
};

/// Every row of the store as one run of bytes.
std::vector<std::string> raw_rows(const firm& f) {
  std::vector<std::string> out;
  for (const auto& of : schema) {
    for (const auto& r : f.rows(of.kind)) {
      auto& one = out.emplace_back(r.id.bytes());
      for (const auto& v : r.values) one += v.data();
    }
  }
  return out;
}

}  // namespace

TEST_CASE("with links of every sort in the store nothing that is stored, previewed or logged redeems") {
  told_on all;
  auto& f = all.story.f;
  for (const auto& token : all.alive) CHECK(redeems(f, token));  // so that the test can tell
  CHECK(redeems(f, all.api_key));
  for (const auto& token : all.previewed) CHECK_FALSE(redeems(f, token));
  std::size_t tried = 0;
  for (const auto& raw : raw_rows(f)) {
    CHECK_FALSE(redeems(f, raw));
    for (std::size_t at = 0; at + token::text_size <= raw.size(); ++at) {
      ++tried;
      const auto window = raw.substr(at, token::text_size);
      if (token::parse(window)) CHECK_FALSE(redeems(f, window));  // nothing else is looked up at all
    }
  }
  CHECK(tried > 1000);
  for (const auto& one : stored_values(f)) {
    CHECK_FALSE(redeems(f, one));
    CHECK_FALSE(redeems(f, encode_base64(one)));
  }
}

TEST_CASE("no token is in a row, the log, a failure or a preview, and no password hash outside its own column") {
  told_on all;
  auto& f = all.story.f;
  const auto values = stored_values(f);
  CHECK(all.tokens.size() >= 7);
  for (const auto& token : all.tokens) {
    CHECK_FALSE(occurs(token, values));
    CHECK_FALSE(occurs(octets_of(token).substr(24), values));  // the MAC
    CHECK(f.log.text().find(token) == std::string::npos);
    CHECK_FALSE(occurs(token, all.refused));
    CHECK(std::find(all.previewed.begin(), all.previewed.end(), token) == all.previewed.end());
  }
  CHECK(all.refused.size() >= 5);
  // Of a key nothing is kept that is secret, nor of what was typed or from where.
  for (const auto& secret : {all.api_key, octets_of("k1." + all.api_key.substr(8)).substr(16, 16),
                             std::string(told_on::typed_in_vain), std::string("192.0.2.7")}) {
    CHECK_FALSE(occurs(secret, values));
    CHECK_FALSE(occurs(encode_base64(secret), values));
    CHECK_FALSE(occurs(secret, all.said));
  }
  std::size_t hashes = 0;
  for (const auto& of : schema) {
    for (const auto& r : f.rows(of.kind)) {
      for (std::size_t column = 0; column < r.values.size(); ++column) {
        const auto& text = r.values[column].data();
        CHECK(text.find(script::password()) == text.npos);
        if (text.find("$scrypt$") == text.npos) continue;
        ++hashes;
        CHECK(((of.kind == kind::account && column == column_of(&account::password)) ||
               (of.kind == kind::sign_up && column == column_of(&sign_up::password))));
      }
    }
  }
  CHECK(hashes >= 5);
  CHECK_FALSE(occurs("$scrypt$", all.said));
  CHECK_FALSE(occurs(script::password(), all.said));
}
