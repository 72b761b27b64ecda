// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

mail_override welcome() {
  return {.effect = effect::mail_welcome,
          .language = "en",
          .subject = "Come in, {first_name}",
          .paragraphs = {"Hello {first_name}, this is {portal}.", "Ask {support}."},
          .button = "Enter"};
}

result<portal> opened_with(firm& f, std::vector<mail_override> mails) {
  auto given = firm::with_keys();
  given.mails = std::move(mails);
  return portal::open(
      std::move(given),
      {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &f.hasher, .mailer = &f.mailer});
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("every mail can be looked at in every language, with people who do not exist, and nothing comes of it") {
  on_every_storage([](firm& f) {
    f.deliver();
    f.change_settings([](settings& s) { s.support_contact = "help@ravel.example"; });
    const auto before = f.dump();
    for (const auto what : mail_effects) {
      for (const auto language : built_in_languages) {
        CAPTURE(name(what));
        CAPTURE(language);
        const auto seen =
            f.door.preview_mail(f.as_administrator(), {.effect = what, .language = std::string(language)});
        REQUIRE(refusal(seen) == errc{});
        const auto& [subject, text, html, written_in] = seen.value();
        CHECK(written_in == language);
        CHECK_FALSE(subject.empty());
        CHECK(contains(text, "Cabinet Ravel"));
        CHECK(contains(text, "help@ravel.example"));
        CHECK(contains(html, "<html lang=\"" + std::string(language) + "\""));
        CHECK_FALSE(contains(subject + text + html, "{"));
        CHECK_FALSE(contains(text, "anne@"));
        // The only secret there ever is in it is none.
        if (contains(text, "?token=")) CHECK(contains(text, "?token=preview\n"));
      }
    }
    CHECK(f.dump() == before);
    CHECK(f.mailer.take().empty());
  });
}

TEST_CASE("what is looked at is what would be sent: names, links, terms and the workspace's language") {
  firm f{storage_makers().front().make()};
  f.begin();
  f.change_settings([](settings& s) { s.default_language = "fr"; });
  const struct {
    effect what;
    std::string_view text;
  } rows[] = {
      {effect::mail_welcome, "Bonjour \u2068Camille\u2069,"},
      {effect::mail_approval_needed, "\u2068Dominique Bernard\u2069 (\u2068someone@example.org\u2069) s'est inscrit"},
      {effect::mail_approval_reminder, "la demande expirera le \u2068"},
      {effect::mail_verify_email, "\nhttps://portal.example.org/verify?token=preview\n"},
      {effect::mail_join, "\nhttps://portal.example.org/join?token=preview\n"},
      {effect::mail_invitation, "\nhttps://portal.example.org/invite?token=preview\n"},
      {effect::mail_password_reset, "\nhttps://portal.example.org/reset?token=preview\n"},
      {effect::mail_email_change, "\nhttps://portal.example.org/email?token=preview\n"},
      {effect::mail_approvals_reassigned, "\nhttps://portal.example.org/clients\n"},
      {effect::mail_over_capacity, "\u2068collaborateur\u2069"},
      {effect::mail_api_key_changed, "La clé d'API de votre compte sur \u2068Cabinet Ravel\u2069 a changé"},
      {effect::mail_access_lapsed, "n'a pas reçu de décision à temps et a expiré. Il ne s'agit pas d'un refus"},
      {effect::mail_rejected, "\u2068Le dossier est clos.\u2069"},
      {effect::mail_banned, "\u2068Le dossier est clos.\u2069"},
  };
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.what));
    const auto seen = f.door.preview_mail(f.as_administrator(), {.effect = row.what});
    REQUIRE(refusal(seen) == errc{});
    CHECK(contains(seen.value().text, row.text));
  }
  for (const auto other : {effect{}, effect::open_case, effect::start_checkout, static_cast<effect>(99)}) {
    CHECK(refusal(f.door.preview_mail(f.as_administrator(), {.effect = other})) == errc::invalid_argument);
  }
}

TEST_CASE("links follow the workspace's pattern, in what is sent and in what is looked at") {
  firm f{storage_makers().front().make()};
  f.begin();
  f.change_settings([](settings& s) { s.link_pattern = "/#/{token}/{page}"; });
  const auto seen = f.door.preview_mail(f.as_administrator(), {.effect = effect::mail_join});
  CHECK(contains(seen.value().text, "\nhttps://portal.example.org/#/preview/join\n"));
}

TEST_CASE("a template of the host's own is used for its mail and its language, sent or looked at") {
  on_every_storage([](firm& f) {
    auto own = opened_with(f, {welcome()});
    REQUIRE(refusal(own) == errc{});
    auto door = std::move(own).value();  // the templates stay where they are when the portal moves
    f.account_of(f.form("zoe"));
    f.mailer.take();
    REQUIRE(door.drain_outbox(f.somebody(), 100));
    const auto mails = f.mailer.take();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].subject.text() == "Come in, Given");
    CHECK(mails[0].text ==
          "Hello \u2068Given\u2069, this is \u2068Cabinet Ravel\u2069.\n\nEnter\n"
          "https://portal.example.org\n");
    const auto by = f.as_administrator();
    CHECK(door.preview_mail(by, {.effect = effect::mail_welcome}).value().subject == "Come in, Alex");
    CHECK(door.preview_mail(by, {.effect = effect::mail_welcome, .language = "fr"}).value().subject ==
          f.door.preview_mail(by, {.effect = effect::mail_welcome, .language = "fr"}).value().subject);
  });
}

TEST_CASE("a template that is not right is refused when the portal opens, with what is wrong in which") {
  firm f{storage_makers().front().make()};
  const auto refused = [&](auto change, std::string_view detail) {
    CAPTURE(detail);
    auto one = welcome();
    change(one);
    const auto opened = opened_with(f, {one});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == errc::template_invalid);
    CHECK(opened.error().field == "mails");
    CHECK(opened.error().detail == detail);
  };
  for (const int other : {0, static_cast<int>(last_value(effect{})) + 1, 255}) {
    refused([&](mail_override& m) { m.effect = static_cast<effect>(other); }, "unknown en: effect");
  }
  refused([](mail_override& m) { m.effect = effect::open_case; }, "open_case en: effect");
  for (const auto* language : {"de", "", "fr-CA", "EN"}) {
    refused([&](mail_override& m) { m.language = language; }, "mail_welcome " + std::string(language) + ": language");
  }
  for (const auto& subject :
       {std::string(), std::string(" "), std::string("a\r\nBcc: b"), std::string("a\nb"), std::string("{nobody}"),
        std::string("{"), std::string("{first_name"), std::string("{first_name:>9}"), std::string("\xff"),
        std::string(501, 'a'), std::string("a\0b", 3), std::string("{reason}"), std::string("{expires}"),
        std::string("{deadline}"), std::string("{sku}"), std::string("Ask {support}")}) {
    refused([&](mail_override& m) { m.subject = subject; }, "mail_welcome en: subject");
  }
  for (const auto& paragraph : {std::string(), std::string("a\nb"), std::string("{{7*7}}"), std::string("{}"),
                                std::string("{name"), std::string("\xc3("), std::string(2001, 'a')}) {
    refused([&](mail_override& m) { m.paragraphs.back() = paragraph; }, "mail_welcome en: paragraphs");
  }
  refused([](mail_override& m) { m.paragraphs.clear(); }, "mail_welcome en: paragraphs");
  refused([](mail_override& m) { m.paragraphs.assign(17, "a"); }, "mail_welcome en: paragraphs");
  for (const auto* button : {"", "a\nb", "{name}", "{"}) {
    refused([&](mail_override& m) { m.button = button; }, "mail_welcome en: button");
  }
  refused([](mail_override& m) { m.effect = effect::mail_rejected; }, "mail_rejected en: button");

  CHECK(opened_with(f, {welcome(), welcome()}).error().detail == "mail_welcome en: given twice");
  auto other = welcome();
  other.language = "ar";
  CHECK(opened_with(f, {welcome(), other}));
  other.paragraphs.assign(16, "}{name}");
  CHECK(opened_with(f, {other}));
}

TEST_CASE("no template makes a mail to an unproven address say what a stranger typed") {
  firm f{storage_makers().front().make()};
  for (const auto what : {effect::mail_verify_email, effect::mail_known_address, effect::mail_reapplication_refused,
                          effect::mail_invitation, effect::mail_email_change}) {
    CAPTURE(static_cast<int>(what));
    auto one = welcome();
    one.effect = what;
    one.button = what == effect::mail_reapplication_refused ? "" : "Go";
    one.subject = "At {portal}";
    CHECK(opened_with(f, {one}));
    for (const auto* typed : {"{first_name}", "{name}", "{email}", "{access}"}) {
      one.subject = typed;
      CHECK(refusal(opened_with(f, {one})) == errc::template_invalid);
    }
  }
}

TEST_CASE("what a host writes is text: it runs nothing and breaks out of nothing") {
  firm f{storage_makers().front().make()};
  f.begin();
  const auto written_with = [&](std::string_view words) {
    auto one = welcome();
    one.subject = one.button = one.paragraphs.front() = words;
    auto opened = opened_with(f, {one});
    REQUIRE(refusal(opened) == errc{});
    auto seen = opened.value().preview_mail(f.as_administrator(), {.effect = effect::mail_welcome});
    REQUIRE(refusal(seen) == errc{});
    CHECK(seen.value().subject == words);
    CHECK(contains(seen.value().text, words));
    return seen.value();
  };
  const auto marks = [](const mail_preview& mail) {
    return std::count_if(mail.html.begin(), mail.html.end(), [](char c) { return c == '<' || c == '>' || c == '"'; });
  };
  const auto usual = marks(written_with("plain words"));
  for (const std::string_view hostile :
       {"<script>alert(1)</script>", "</p></body></html>", "\"><img src=x>", "%s%n%99999d", "$(id) `id`", "&lt;b&gt;",
        "</title><h1>", "<!--", "}}", "' onmouseover='alert(1)"}) {
    CAPTURE(hostile);
    CHECK(marks(written_with(hostile)) == usual);
  }
}
