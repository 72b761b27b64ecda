// SPDX-License-Identifier: BSL-1.0
#include "mails/render.hpp"

#include <doctest/doctest.h>

#include "mails/samples.hpp"

using namespace parvis;

namespace {

using member = std::string mail_facts::*;
constexpr member shown_members[] = {
    &mail_facts::portal_name,    &mail_facts::support_contact, &mail_facts::first_name, &mail_facts::reason,
    &mail_facts::applicant_name, &mail_facts::applicant_email, &mail_facts::sku};

/// All that is markup in the document, and all that breaks lines or turns directions in the text. Nothing that a value
/// holds can add to it unless it was let through.
std::string structure(const rendered& mail) {
  std::string out;
  bool inside = false;
  for (const char c : mail.html) {
    inside = inside || c == '<';
    if (inside) out += c;
    if (c == '>') inside = false;
  }
  for (std::string_view rest = mail.text; !rest.empty(); rest.remove_prefix(decode_utf8(rest).size)) {
    const auto [code_point, size] = decode_utf8(rest);
    const auto what = classify(code_point);
    if (what != text_class::visible && what != text_class::blank && what != text_class::invisible) {
      out += rest.substr(0, size);
    }
  }
  return out;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// Puts each value into every place there is, and checks that the mails are built as with ordinary values.
void check_stay_text(const std::vector<std::string>& values) {
  for (const auto what : mail_effects) {
    for (const auto language : built_in_languages) {
      auto facts = samples::ordinary_facts();
      const auto usual = structure(render(what, language, facts).value());
      for (const auto& value : values) {
        CAPTURE(value);
        for (const auto shown : shown_members) facts.*shown = value;
        const auto mail = render(what, language, facts);
        REQUIRE(mail);
        CHECK(structure(mail.value()) == usual);
      }
    }
  }
}

}  // namespace

TEST_CASE("every mail exists in every language, in its direction, with all its values in place") {
  for (const auto what : mail_effects) {
    for (const auto language : built_in_languages) {
      CAPTURE(static_cast<int>(what));
      CAPTURE(language);
      const auto mail = render(what, language, samples::ordinary_facts());
      REQUIRE(mail);
      const auto& [subject, text, html, written_in] = mail.value();
      CHECK(written_in.text() == language);
      const auto direction = language == "ar" ? "rtl" : "ltr";
      CHECK(contains(html, "<html lang=\"" + std::string{language} + "\" dir=\"" + direction + "\">"));
      CHECK_FALSE(contains(subject.text() + text + html, "{"));
      CHECK(contains(text, "aide@meridien.example"));
      CHECK(contains(text, "Cabinet Méridien"));
    }
  }
}

TEST_CASE("the approver is told who signed up, and given the list rather than a decision") {
  const auto mail = render(effect::mail_approval_needed, "fr", samples::ordinary_facts());
  REQUIRE(mail);
  CHECK(mail.value().subject.text() == "Nouvelle inscription au portail client à approuver : Amélie Lefèvre");
  CHECK(contains(mail.value().text, "\u2068Amélie Lefèvre\u2069 (\u2068amelie@lefevre.example\u2069) s'est inscrit"));
  CHECK(contains(mail.value().text, "client et collaborateur"));
  CHECK(contains(mail.value().html, "<bdi>Amélie Lefèvre</bdi>"));
  CHECK(count(mail.value().html, "<a ") == 1);
}

TEST_CASE("the text and the HTML carry the same link, escaped where it needs to be") {
  const auto mail = render(effect::mail_verify_email, "en", samples::ordinary_facts());
  REQUIRE(mail);
  CHECK(contains(mail.value().text, "\nhttps://portail.meridien.example/verify?t=v1.AZ-_09&x=1\n"));
  CHECK(contains(mail.value().html, "<a href=\"https://portail.meridien.example/verify?t=v1.AZ-_09&amp;x=1\">"));
  CHECK(contains(mail.value().text, "valid until \u206822 November 2026, 18:51 UTC\u2069."));

  auto facts = samples::ordinary_facts();
  facts.link.clear();
  const auto welcome = render(effect::mail_welcome, "en", facts);
  REQUIRE(welcome);
  CHECK(contains(welcome.value().text, "\nhttps://portail.meridien.example\n"));
}

TEST_CASE("a link that is not plain https is refused") {
  for (const std::string_view link :
       {"http://portal.example", "https://", "javascript:alert(1)", "https://a.example/\"onclick=\"x",
        "HTTPS://a.example", "https://a.example/ b", "https://a.example/\r\nBcc: x", "https://a.example/é",
        "https://a.example/'", "//a"}) {
    CAPTURE(link);
    auto facts = samples::ordinary_facts();
    facts.link = link;
    const auto mail = render(effect::mail_join, "en", facts);
    REQUIRE_FALSE(mail);
    CHECK(mail.error().code == errc::url_invalid);
    CHECK(render(effect::mail_rejected, "en", facts));
  }
}

TEST_CASE("a paragraph about something there is none of is left out") {
  auto facts = samples::ordinary_facts();
  facts.reason = " \n ";
  facts.first_name.clear();
  facts.support_contact.clear();
  facts.link_expires_at = {};
  const auto refused = render(effect::mail_rejected, "en", facts);
  REQUIRE(refused);
  CHECK(refused.value().text == "Your request for an account on \u2068Cabinet Méridien\u2069 has been refused.\n");
  const auto join = render(effect::mail_join, "en", facts);
  REQUIRE(join);
  CHECK_FALSE(contains(join.value().text, "valid until"));
}

TEST_CASE("a mail to an address that may be a stranger's holds nothing that was typed into the form") {
  auto facts = samples::ordinary_facts();
  for (const auto typed : {&mail_facts::first_name, &mail_facts::last_name, &mail_facts::applicant_name,
                           &mail_facts::applicant_email, &mail_facts::reason}) {
    facts.*typed = "Buy gold now";
  }
  for (const auto what : {effect::mail_verify_email, effect::mail_known_address, effect::mail_reapplication_refused,
                          effect::mail_invitation, effect::mail_email_change}) {
    for (const auto language : built_in_languages) {
      const auto mail = render(what, language, facts);
      REQUIRE(mail);
      CHECK_FALSE(contains(mail.value().subject.text() + mail.value().text + mail.value().html, "gold"));
    }
  }
}

TEST_CASE("a mail says what its readers need to know") {
  const struct {
    effect what;
    std::string_view language, said;
  } rows[] = {
      {effect::mail_approval_reminder, "en", "will lapse on \u206819 December 2026, 18:51 UTC\u2069."},
      {effect::mail_approval_reminder, "fr", "expirera le \u206819 décembre 2026, 18:51 UTC\u2069."},
      {effect::mail_seats_exhausted, "en", "Type of license: \u2068collaborator\u2069."},
      {effect::mail_over_capacity, "fr", "Type de licence\u00a0: \u2068collaborateur\u2069."},
      {effect::mail_seats_exhausted, "ar", "نوع الترخيص: \u2068متعاون\u2069."},
      {effect::mail_invitation, "en", "valid until \u206822 November 2026, 18:51 UTC\u2069."},
      {effect::mail_password_reset, "fr", "valable jusqu'au \u206822 novembre 2026, 18:51 UTC\u2069."},
      {effect::mail_banned, "en", "Reason given: \u2068Le dossier est clos.\u2069"},
  };
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.what));
    CHECK(contains(render(row.what, row.language, samples::ordinary_facts()).value().text, row.said));
  }
}

TEST_CASE("the host's own words go before ours, for one mail in one language only") {
  const host_mail own{"fr", {effect::mail_welcome, "Entrez, {first_name}", {"<b>Bonjour</b> {first_name}"}, "Entrer"}};
  const auto facts = samples::ordinary_facts();
  const auto mail = render(effect::mail_welcome, "fr-CA", facts, {&own, 1});
  REQUIRE(mail);
  CHECK(mail.value().subject.text() == "Entrez, Zoé");
  CHECK(contains(mail.value().html, "<p>&lt;b&gt;Bonjour&lt;/b&gt; <bdi>Zoé</bdi></p>"));
  CHECK(contains(mail.value().html, ">Entrer</a>"));
  CHECK(render(effect::mail_welcome, "en", facts, {&own, 1}).value().text ==
        render(effect::mail_welcome, "en", facts).value().text);
  CHECK(render(effect::mail_join, "fr", facts, {&own, 1}).value().text ==
        render(effect::mail_join, "fr", facts).value().text);
}

TEST_CASE("hostile values stay text, whatever place they are put in") { check_stay_text(samples::hostile_values); }

TEST_CASE("a hostile value is shown as it was written, on one line, without direction controls") {
  const struct {
    std::string_view value, in_text, in_html;
  } rows[] = {
      {"{name} {{7*7}} %s", "{name} {{7*7}} %s", "{name} {{7*7}} %s"},
      {"<b>\"&'", "<b>\"&'", "&lt;b&gt;&quot;&amp;&#39;"},
      {"a\r\nBcc: b", "a  Bcc: b", "a  Bcc: b"},
      {"a\u202eb\u2069c", "abc", "abc"},
  };
  for (const auto& row : rows) {
    auto facts = samples::ordinary_facts();
    facts.applicant_name = row.value;
    const auto mail = render(effect::mail_approval_needed, "en", facts);
    REQUIRE(mail);
    CHECK(mail.value().subject.text() == "New sign-up to approve on the client portal: " + std::string{row.in_text});
    CHECK(contains(mail.value().text, "\u2068" + std::string{row.in_text} + "\u2069 ("));
    CHECK(contains(mail.value().html, "<bdi>" + std::string{row.in_html} + "</bdi> ("));
  }
}

TEST_CASE("values that no header or no text can hold are refused") {
  auto facts = samples::ordinary_facts();
  facts.applicant_name = "broken \xc3(";
  CHECK(render(effect::mail_approval_needed, "en", facts).error().code == errc::invalid_utf8);
  facts.applicant_name = std::string(501, 'x');
  CHECK(render(effect::mail_approval_needed, "en", facts).error().code == errc::too_long);
  CHECK(render(effect::open_case, "en", facts).error().code == errc::bug);
}

TEST_CASE("a template that is not ours cannot name what is not offered") {
  for (const std::string_view text : {"{nobody}", "{name", "{", "{}", "{name:>200000000}", "{{name}}", "{ name }"}) {
    CAPTURE(text);
    const mail_template in_text{effect::mail_welcome, "Hello", {"Hello", text}, ""};
    const mail_template in_subject{effect::mail_welcome, text, {"Hello"}, ""};
    CHECK(render(in_text, english, samples::ordinary_facts()).error().code == errc::invalid_argument);
    CHECK(render(in_subject, english, samples::ordinary_facts()).error().code == errc::invalid_argument);
    const auto behind_nothing = "{reason} " + std::string(text);
    const mail_template left_out{effect::mail_welcome, "Hello", {"Hello", behind_nothing}, ""};
    CHECK(render(left_out, english, {.portal_url = "https://p.example"}).error().code == errc::invalid_argument);
  }
  const mail_template good{effect::mail_welcome, "a } b", {"<b>{name}</b> } &"}, ""};
  const auto mail = render(good, english, samples::ordinary_facts());
  REQUIRE(mail);
  CHECK(contains(mail.value().html, "<p>&lt;b&gt;<bdi>Amélie Lefèvre</bdi>&lt;/b&gt; } &amp;</p>"));
}

TEST_CASE("a message id is made of the row's id and the portal's host") {
  outbox_id id;
  id.octet.fill(0xab);
  const auto uuid = to_string(id);
  CHECK(message_id(id, "https://portal.example:8443/door").value().text() == "<" + uuid + "@portal.example>");
  for (const std::string_view url : {"http://portal.example", "https://", "https:///x", "https://a b", "https://é.x"}) {
    CHECK(message_id(id, url).error().code == errc::url_invalid);
  }
}

TEST_CASE("header text is one visible line") {
  const struct {
    std::string text;
    errc why;
  } rows[] = {{"a\r\nBcc: b", errc::line_break},      {"a\nb", errc::line_break},
              {"a\u0085b", errc::line_break},         {"a\u2028b", errc::line_break},
              {"a\u2029b", errc::line_break},         {std::string("a\0b", 3), errc::control_character},
              {"a\x1b[31m", errc::control_character}, {"a\u009b", errc::control_character},
              {"\xff", errc::invalid_utf8},           {std::string(501, 'a'), errc::too_long}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto text = header_text::parse(row.text);
    REQUIRE_FALSE(text);
    CHECK(text.error().code == row.why);
  }
  CHECK(header_text::parse(std::string(500, 'a')).value().text().size() == 500);
}

#ifdef PARVIS_ORACLES
namespace {

/// Whether anything is left of a value when blanks, controls and direction controls are gone.
bool shows_something(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(decode_utf8(text).size)) {
    const auto what = classify(decode_utf8(text).code_point);
    if (what == text_class::visible || what == text_class::invisible) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("naughty strings stay text in every mail") {
  auto strings = samples::naughty_strings();
  CHECK(strings.size() == 515);
  // The paragraph about the others is left out, which is tested above.
  std::erase_if(strings, [](const auto& text) { return !shows_something(text); });
  CHECK(strings.size() == 510);
  check_stay_text(strings);
}
#endif
