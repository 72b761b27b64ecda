// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/settings.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

using field_code = std::pair<std::string, errc>;

std::vector<field_code> errors_in(const settings& wanted) {
  auto kept = wanted;
  auto errors = check_settings(kept);
  std::vector<field_code> out;
  if (!errors.failed()) return out;
  for (const auto& one : std::move(errors).as_failure().fields) out.emplace_back(one.field, one.code);
  return out;
}

account_id approver_number(std::size_t n) { return id_number<account_id>(static_cast<std::uint8_t>(n)); }

settings naming(std::size_t count) {
  auto out = open_settings();
  for (std::size_t n = 0; n < count; ++n) out.approvers.push_back(approver_number(n + 1));
  return out;
}

settings_facts facts_for(const settings& wanted) {
  settings_facts out{open_settings(), manager(), {}};
  for (const auto& id : wanted.approvers) {
    out.approvers.push_back(account_number(id.octet[15], account_kind::user, account_state::active));
  }
  return out;
}

result<decision<settings>> changed(const settings_facts& f, const settings& wanted) {
  auto at = stamp_at();
  return change_settings(f, wanted, at);
}

}  // namespace

TEST_CASE("a portal address is https, a host, perhaps a port and a path, and nothing else") {
  const struct {
    std::string url;
    bool good;
  } cases[] = {
      {"https://portal.example.org", true},
      {"https://portal.example.org:8443", true},
      {"https://portal.example.org/firm/portal_1~a.b-c", true},
      {"https://localhost:8080", true},
      {"https://1.2.3.4", true},
      {"", false},
      {"https://", false},
      {"http://portal.example.org", false},
      {"HTTPS://portal.example.org", false},
      {"ftp://portal.example.org", false},
      {"portal.example.org", false},
      {"javascript:alert(1)", false},
      {"https://portal.example.org/", false},
      {"https://portal.example.org//a", false},
      {"https://portal.example.org/../a", false},
      {"https://user@portal.example.org", false},
      {"https://user:pass@portal.example.org", false},
      {"https://portal.example.org?a", false},
      {"https://portal.example.org/a#b", false},
      {"https://portal.example.org/a b", false},
      {"https://portal.example.org/a\r\nX: y", false},
      {"https://portal.example.org/a\\b", false},
      {"https://portal.example.org/%2e%2e", false},
      {"https://portal.example.org/a:b", false},
      {"https://port\xc3\xa9il.example.org", false},
      {"https://-portal.example.org", false},
      {"https://.example.org", false},
      {"https:///a", false},
      {"https://" + std::string(192, 'a'), true},
      {"https://" + std::string(193, 'a'), false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.url);
    CHECK(is_portal_url(c.url) == c.good);
  }
}

TEST_CASE("a link made from a portal address never goes to another port than it says") {
  for (const auto* url : {"https://portal.example.org:", "https://portal.example.org:80:90", "https://a:b",
                          "https://portal.example.org:99999", "https://portal.example.org:443x"}) {
    CAPTURE(url);
    CHECK_FALSE(is_portal_url(url));
  }
}

TEST_CASE("each setting has its own errors") {
  const auto with = [](auto change) {
    auto out = open_settings();
    change(out);
    return out;
  };
  const struct {
    settings wanted;
    std::vector<field_code> errors;
  } cases[] = {
      {open_settings(), {}},
      {with([](auto& s) { s.portal_name = ""; }), {{"portal_name", errc::required}}},
      {with([](auto& s) { s.portal_name = "a\r\nBcc: b"; }), {{"portal_name", errc::line_break}}},
      {with([](auto& s) { s.portal_name = std::string(101, 'a'); }), {{"portal_name", errc::too_long}}},
      {with([](auto& s) { s.portal_url = "http://a"; }), {{"portal_url", errc::url_invalid}}},
      {with([](auto& s) { s.support_contact = "\xff"; }), {{"support_contact", errc::invalid_utf8}}},
      {with([](auto& s) { s.languages = {"en", "de"}; }), {{"languages", errc::language_not_offered}}},
      {with([](auto& s) { s.default_language = "de"; }), {{"default_language", errc::language_not_offered}}},
      {with([](auto& s) { s.languages = {"fr"}; }), {{"default_language", errc::language_not_offered}}},
      {with([](auto& s) { s.languages = {}; }), {{"default_language", errc::language_not_offered}}},
      {with([](auto& s) { s.approval = approval_mode::by_user; }), {{"approvers", errc::approver_required}}},
      {with([](auto& s) { s.invite_lifetime = minutes(5); }), {}},
      {with([](auto& s) { s.invite_lifetime = duration{minutes(5).us - 1}; }),
       {{"invite_lifetime", errc::out_of_range}}},
      {with([](auto& s) { s.email_proof_lifetime = days(366); }), {}},
      {with([](auto& s) { s.email_proof_lifetime = duration{days(366).us + 1}; }),
       {{"email_proof_lifetime", errc::out_of_range}}},
      {with([](auto& s) { s.allowed_domains = {"example.org", "EXAMPLE.com"}; }),
       {{"allowed_domains", errc::domain_invalid}}},
      {with([](auto& s) { s.denied_domains = {"a@b.org", "localhost", ""}; }),
       {{"denied_domains", errc::domain_invalid},
        {"denied_domains", errc::domain_invalid},
        {"denied_domains", errc::domain_invalid}}},
      {with([](auto& s) { s.signup_requires = "weird sku"; }), {{"signup_requires", errc::character_not_allowed}}},
      {with([](auto& s) { s.failures_per_source_max = 10; }), {}},
      {with([](auto& s) { s.failures_per_source_max = 9; }), {{"failures_per_source_max", errc::out_of_range}}},
      {with([](auto& s) { s.failures_per_source_max = 1'000'001; }), {{"failures_per_source_max", errc::out_of_range}}},
      {with([](auto& s) { s.reserved_usernames = {"maitre", "a\nb"}; }), {{"reserved_usernames", errc::line_break}}},
  };
  std::size_t n = 0;
  for (const auto& c : cases) {
    CAPTURE(n++);
    CHECK(errors_in(c.wanted) == c.errors);
  }
}

TEST_CASE("an enumerator that is none is refused, for its row could never be read again") {
  auto wanted = open_settings();
  wanted.signup_policy = static_cast<signup_policy>(9);
  CHECK(errors_in(wanted) == std::vector<field_code>{{"signup_policy", errc::out_of_range}});
}

TEST_CASE("all errors of the settings are told together, in the order of the form") {
  auto wanted = open_settings();
  wanted.portal_name = "";
  wanted.portal_url = "";
  wanted.approval = approval_mode::by_user;
  wanted.default_language = "de";
  wanted.email_proof_lifetime = {};
  CHECK(errors_in(wanted) == std::vector<field_code>{{"portal_name", errc::required},
                                                     {"portal_url", errc::url_invalid},
                                                     {"default_language", errc::language_not_offered},
                                                     {"approvers", errc::approver_required},
                                                     {"email_proof_lifetime", errc::out_of_range}});
}

TEST_CASE("an approver is named once, and never more of them than one batch has room for") {
  CHECK(errors_in(naming(32)).empty());
  CHECK(errors_in(naming(33)) == std::vector<field_code>{{"approvers", errc::out_of_range}});
  auto twice = naming(2);
  twice.approvers.push_back(twice.approvers.front());
  CHECK(errors_in(twice) == std::vector<field_code>{{"approvers", errc::given_twice}});
}

TEST_CASE("the greatest number of approvers can be set") {
  const auto wanted = naming(32);
  CHECK(defect_in(changed(facts_for(wanted), wanted).value().operations) == "");
}

TEST_CASE("new settings need the right and the newest revision, and every approver must be an active user") {
  const auto wanted = naming(2);
  const auto f = facts_for(wanted);
  auto not_manager = f;
  not_manager.actor = member();
  auto old = wanted;
  old.revision = 2;
  auto one_is_unknown = f;
  one_is_unknown.approvers.pop_back();
  auto one_left = f;
  one_left.approvers[1].state = account_state::inactive;
  auto one_is_client = f;
  one_is_client.approvers[1].of_kind = account_kind::client;
  CHECK(changed(f, wanted));
  CHECK(refusal(changed(not_manager, wanted)) == errc::permission_denied);
  CHECK(refusal(changed(f, old)) == errc::stale);
  for (const auto& bad : {one_is_unknown, one_left, one_is_client}) {
    CHECK(refusal(changed(bad, wanted)) == errc::approver_required);
  }
}

TEST_CASE("an approver who has gone is in no other change's way; by_user is chosen only with one who is active") {
  auto wanted = naming(2);
  wanted.approval = approval_mode::by_user;
  auto one_left = facts_for(wanted);
  one_left.current = wanted;
  one_left.approvers[1].state = account_state::inactive;
  auto all_left = one_left;
  all_left.approvers[0].banned_at = noon;
  const auto with = [&](auto change) {
    auto out = wanted;
    change(out);
    return out;
  };
  const auto renamed = with([](settings& s) { s.portal_name = "Ravel"; });
  const auto closed = with([](settings& s) { s.signup_policy = signup_policy::none; });
  const auto by_default = with([](settings& s) { s.approval = approval_mode::by_default; });
  for (const auto& f : {one_left, all_left}) {
    for (const auto& fine : {renamed, closed, by_default}) CHECK(refusal(changed(f, fine)) == errc{});
    CHECK(defect_in(changed(f, renamed).value().operations) == "");
  }

  auto only_gone = one_left;
  only_gone.approvers.erase(only_gone.approvers.begin());
  const auto without_active = with([](settings& s) { s.approvers.erase(s.approvers.begin()); });
  CHECK(refusal(changed(only_gone, without_active)) == errc::approver_required);
  only_gone.current.approvers = without_active.approvers;
  CHECK(changed(only_gone, without_active));
  only_gone.current.approval = approval_mode::by_default;
  CHECK(refusal(changed(only_gone, without_active)) == errc::approver_required);
  only_gone.current.approvers.clear();
  CHECK(refusal(changed(only_gone, with([](settings& s) {
                          s.approval = approval_mode::by_default;
                          s.approvers.erase(s.approvers.begin());
                        }))) == errc::approver_required);
}

TEST_CASE("new settings take the next revision, and guard the approvers they name") {
  const auto wanted = naming(2);
  const auto f = facts_for(wanted);
  const auto [operations, after] = changed(f, wanted).value();
  CHECK(after.revision == wanted.revision + 1);
  CHECK(guards(operations, f.current));
  CHECK(guards(operations, f.approvers[0]));
  CHECK(guards(operations, f.approvers[1]));
  CHECK(events_of(operations) == std::vector{event_type::settings_changed});
}

TEST_CASE("settings that change nothing are no change, and a manager may name themselves") {
  auto f = facts_for(open_settings());
  CHECK(changed(f, open_settings()).value().operations.empty());
  auto wanted = open_settings();
  wanted.approvers = {f.actor.who->id};
  f.approvers = {*f.actor.who};
  CHECK(defect_in(changed(f, wanted).value().operations) == "");
}
