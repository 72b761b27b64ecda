// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "mails/samples.hpp"
#include "parvis/adapters/eml_mailer.hpp"

using namespace parvis;

namespace {

/// A directory of its own that is gone afterwards.
struct scratch {
  scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "parvis-mails-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, std::string_view octets) {
  std::ofstream file(path, std::ios::binary);
  file << octets;
  REQUIRE(file.good());
}

header_text header(std::string_view text) { return header_text::parse(text).value(); }
email address(std::string_view text) { return email::parse(text).value(); }

eml_mailer mailer_into(const std::filesystem::path& directory) {
  return eml_mailer{{directory.string(), address("portail@meridien.example"), header("Cabinet Méridien")}};
}

outbox_id numbered(std::size_t n) {
  outbox_id id;
  id.octet[0] = 0x01;
  id.octet[6] = 0x70;
  id.octet[8] = 0x80;
  id.octet[14] = static_cast<std::uint8_t>(n >> 8);
  id.octet[15] = static_cast<std::uint8_t>(n);
  return id;
}

mail made(std::size_t n, effect what, std::string_view language, const mail_facts& facts,
          std::span<const host_mail> instead = {}) {
  auto written = render(what, language, facts, instead).value();
  return {.id = numbered(n),
          .message_id = message_id(numbered(n), facts.portal_url).value(),
          .date = {1'795'114'260'000'000},
          .to = address("zoe.o'brien+portail@example.org"),
          .to_name = header_text{},
          .subject = written.subject,
          .text = written.text,
          .html = written.html,
          .language = written.language};
}
mail ordinary_mail() { return made(1, effect::mail_approval_needed, "fr", samples::ordinary_facts()); }

}  // namespace

TEST_CASE("the same mail is the same file with the same bytes, and nothing else is left") {
  const scratch in;
  auto mailer = mailer_into(in.path / "made");
  const auto file = in.path / "made" / "01000000-0000-7000-8000-000000000001.eml";
  REQUIRE(mailer.send(ordinary_mail()));
  const auto first = read_file(file);
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 4; ++n) {
      threads.emplace_back([&] {
        for (int again = 0; again < 10; ++again) {
          if (!mailer.send(ordinary_mail())) write_file(in.path / "failed", "");
        }
      });
    }
  }
  CHECK_FALSE(std::filesystem::exists(in.path / "failed"));
  CHECK(read_file(file) == first);
  using iterator = std::filesystem::directory_iterator;
  CHECK(std::distance(iterator{in.path / "made"}, iterator{}) == 1);
  const auto mode = std::filesystem::status(file).permissions();
  CHECK((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
        std::filesystem::perms::none);
}

TEST_CASE("a directory that cannot be written to is a reason to try later") {
  const scratch in;
  write_file(in.path / "file", "");
  for (const auto& directory : {in.path / "file", in.path / "absent" / "deeper"}) {
    const auto sent = mailer_into(directory).send(ordinary_mail());
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == errc::unavailable);
    CHECK(sent.error().retryable());
    CHECK_FALSE(sent.error().detail.empty());
  }
}

TEST_CASE("a file that cannot be put in place leaves nothing behind") {
  const scratch in;
  std::filesystem::create_directories(in.path / (to_string(numbered(1)) + ".eml") / "taken");
  CHECK(mailer_into(in.path).send(ordinary_mail()).error().code == errc::unavailable);
  CHECK(std::distance(std::filesystem::directory_iterator{in.path}, {}) == 1);
}

TEST_CASE("a mail that no message can be made of is refused for good, and nothing is written") {
  const scratch in;
  auto mailer = mailer_into(in.path);
  const auto refused = [&](std::string_view field, auto change) {
    auto mail = ordinary_mail();
    change(mail);
    const auto sent = mailer.send(mail);
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == errc::invalid_argument);
    CHECK(sent.error().field == field);
  };
  refused("date", [](mail& m) { m.date = instant::never(); });
  refused("date", [](mail& m) { m.date = {-1}; });
  for (const std::string_view id :
       {"x", "<a@b", "a@b.example", "<@b.example>", "<a@>", "<a b@c>", "<é@b.example>", "<a@b@c>"}) {
    refused("message_id", [&](mail& m) { m.message_id = header(id); });
  }
  refused("message_id", [](mail& m) { m.message_id = {}; });
  refused("language", [](mail& m) { m.language = {}; });
  refused("language", [](mail& m) { m.language = header("fr, en"); });
  CHECK(std::filesystem::is_empty(in.path));
}

TEST_CASE("a date is written with its day of the week, in universal time") {
  const struct {
    std::int64_t seconds;
    std::string_view date;
  } rows[] = {{0, "Thu, 01 Jan 1970 00:00:00 +0000"},
              {951'868'799, "Tue, 29 Feb 2000 23:59:59 +0000"},
              {1'795'114'260, "Thu, 19 Nov 2026 18:51:00 +0000"},
              {253'402'300'799, "Fri, 31 Dec 9999 23:59:59 +0000"}};
  const scratch in;
  for (const auto& row : rows) {
    auto mail = ordinary_mail();
    mail.date = {row.seconds * 1'000'000 + 999'999};
    REQUIRE(mailer_into(in.path).send(mail));
    const auto written = read_file(in.path / (to_string(mail.id) + ".eml"));
    CHECK(written.starts_with("Date: " + std::string{row.date} + "\r\n"));
  }
}

TEST_CASE("a subject is folded into encoded words that hold whole code points") {
  const scratch in;
  auto mailer = mailer_into(in.path);
  const auto subject_line = [&](std::string_view text) {
    auto mail = ordinary_mail();
    mail.subject = header(text);
    REQUIRE(mailer.send(mail));
    const auto all = read_file(in.path / (to_string(mail.id) + ".eml"));
    const auto from = all.find("Subject: ");
    return all.substr(from, all.find("\r\nMessage-ID:") - from);
  };
  CHECK(subject_line("Plain words") == "Subject: Plain words");
  CHECK(subject_line("=?UTF-8?B?aGVsbG8=?=") == "Subject: =?UTF-8?B?PT9VVEYtOD9CP2FHVnNiRzg9Pz0=?=");
  CHECK(subject_line("é") == "Subject: =?UTF-8?B?w6k=?=");
  // 20 letters of 2 octets: 39 octets hold 19 of them.
  std::string twenty;
  for (int n = 0; n < 20; ++n) twenty += "é";
  CHECK(subject_line(twenty) ==
        "Subject: =?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6k=?=\r\n =?UTF-8?B?w6k=?=");
  std::size_t longest = 0;
  std::string scales;
  for (int n = 0; n < 500; ++n) scales += "⚖";
  const auto folded = subject_line(scales);
  for (std::size_t at = 0, end = 0; at < folded.size(); at = end + 2) {
    end = std::min(folded.find("\r\n", at), folded.size());
    longest = std::max(longest, end - at);
  }
  CHECK(longest == 73);
}

// An independent reader judges what was written: Python's e-mail package and HTML parser, in tests/e2e/mail_check.py.
#ifdef PARVIS_MAIL_CHECK
namespace {

/// Mails in a directory, and what the reader has to find in them.
struct judged_mails {
  void add(effect what, std::string_view language, const mail_facts& facts, std::string_view to_name,
           std::span<const host_mail> instead = {}) {
    auto mail = made(++count, what, language, facts, instead);
    if (!to_name.empty()) {
      if (auto name = header_text::parse(to_name)) mail.to_name = name.value();
    }
    REQUIRE(mailer_into(in.path).send(mail));
    expected[to_string(mail.id) + ".eml"] = {{"subject", mail.subject.text()},
                                             {"to", mail.to.address()},
                                             {"to_name", mail.to_name.text()},
                                             {"from", "portail@meridien.example"},
                                             {"from_name", "Cabinet Méridien"},
                                             {"date", "2026-11-19T18:51:00+00:00"},
                                             {"language", language},
                                             {"text", mail.text}};
  }
  /// What the reader says; empty when it is content.
  std::string complaint() const {
    const scratch beside;
    write_file(beside.path / "expected.json", boost::json::serialize(expected));
    const auto command = std::string{PARVIS_MAIL_CHECK} + " --quiet " + in.path.string() + " " +
                         (beside.path / "expected.json").string() + " 2>&1";
    std::FILE* const reader = ::popen(command.c_str(), "r");
    REQUIRE(reader != nullptr);
    std::string said;
    for (int c = std::fgetc(reader); c != EOF; c = std::fgetc(reader)) said += static_cast<char>(c);
    return ::pclose(reader) == 0 ? "" : said;
  }
  scratch in;
  std::size_t count = 0;
  boost::json::object expected;
};

}  // namespace

TEST_CASE("an independent reader finds in the files what was to be sent, and nothing else") {
  judged_mails mails;
  for (const auto what : mail_effects) {
    for (const auto language : built_in_languages) mails.add(what, language, samples::ordinary_facts(), "Zoé O'Brien");
  }
  // Whatever a mail says of people, links, refusals, bans and licenses.
  const auto saying = [&](effect what, const std::string& value) {
    auto facts = samples::ordinary_facts();
    for (auto* one : {&facts.first_name, &facts.last_name, &facts.portal_name, &facts.support_contact, &facts.reason,
                      &facts.applicant_email, &facts.sku}) {
      *one = value;
    }
    facts.applicant_name = "Me " + value;
    mails.add(what, built_in_languages[mails.count % 3], facts, value);
  };
  for (const auto what : mail_effects) {
    for (const auto& value : samples::hostile_values) saying(what, value);
  }
#ifdef PARVIS_ORACLES
  for (const auto& value : samples::naughty_strings()) {
    if (!value.empty()) saying(effect::mail_approval_needed, value);
  }
#endif
  for (const std::string_view words :
       {"<script>alert(1)</script> {name}", "</p></body></html>", "</title>{email}", "<!-- ]]> {reason}", "a } b %s"}) {
    const host_mail own{"ar", {effect::mail_approval_needed, words, {words, "{access}"}, words}};
    mails.add(effect::mail_approval_needed, "ar", samples::ordinary_facts(), "", {&own, 1});
  }
  CHECK(mails.complaint() == "");
}

TEST_CASE("the independent reader is not content with everything") {
  const struct {
    std::string_view from, to, complaint;
  } defects[] = {
      {"\r\nSubject:", "\r\nCc: x@example.org\r\nSubject:", "headers ["},
      {"\r\nSubject:", ", other@example.org\r\nSubject:", "to has 2 addresses"},
      {"Auto-Submitted: auto-generated\r\n", "", "headers ["},
      {"Content-Language: fr", "Content-Language: en", "the document says"},
      {"=?UTF-8?B?Tm91", "=?UTF-8?B?Vm91", "the title is"},
      {"To: zoe", "To: eve", "to is \"eve"},
      {"\r\nMIME", "\nMIME", "not CRLF"},
      {"boundary=\"=_", "boundary=\"=-", "StartBoundaryNotFoundDefect"},
      {"text/html", "text/calendar", "parts ["},
      {"PCFET0NUWVBFIGh0bWw+", "PHNjcmlwdD54PC9zY3I+", "element script"},
  };
  judged_mails mails;
  mails.add(effect::mail_approval_needed, "fr", samples::ordinary_facts(), "");
  REQUIRE(mails.complaint() == "");
  const auto file = mails.in.path / (to_string(numbered(1)) + ".eml");
  const auto right = read_file(file);
  for (const auto& defect : defects) {
    CAPTURE(defect.complaint);
    const auto at = right.find(defect.from);
    REQUIRE(at != right.npos);
    write_file(file, std::string{right}.replace(at, defect.from.size(), defect.to));
    const auto said = mails.complaint();
    CAPTURE(said);
    CHECK(said.find(defect.complaint) != said.npos);
  }
}
#endif
