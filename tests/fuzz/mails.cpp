// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <vector>

#include "adapters/eml/message.hpp"
#include "line_check.hpp"
#include "mails/render.hpp"

// Input: digits for the effect and the access asked for, then lines: language, moment of expiry, the facts in their
// order, and a template of somebody else's.

using namespace parvis;

namespace {

void remove_all(std::string& from, std::string_view what) {
  for (auto at = from.find(what); at != from.npos; at = from.find(what, at)) from.erase(at, what.size());
}

/// The only markup is ours: once it is taken away, nothing is left that could be markup.
void check_html(std::string html, const std::string& link) {
  for (const std::string_view ours :
       {"<!DOCTYPE html>", "<html lang=\"en\" dir=\"ltr\">", "<html lang=\"fr\" dir=\"ltr\">",
        "<html lang=\"ar\" dir=\"rtl\">", "<head><meta charset=\"utf-8\"><title>", "</title></head>", "<body>",
        "</body>", "</html>", "<p>", "</p>", "<bdi>", "</bdi>", "</a>"}) {
    remove_all(html, ours);
  }
  std::string escaped;
  for (const char c : link) escaped += c == '&' ? "&amp;" : std::string(1, c);
  remove_all(html, "<a href=\"" + escaped + "\">");
  PARVIS_HOLDS(html.find_first_of("<>\"'\r") == html.npos);
}

/// Values stand in isolates of their own, never in one another, and none leaves its own.
void check_text(std::string_view text) {
  bool isolated = false;
  PARVIS_HOLDS(valid_utf8(text));
  for (; !text.empty(); text.remove_prefix(decode_utf8(text).size)) {
    const auto code_point = decode_utf8(text).code_point;
    if (code_point == U'\u2068' || code_point == U'\u2069') {
      PARVIS_HOLDS(isolated == (code_point == U'\u2069'));
      isolated = !isolated;
      continue;
    }
    const auto what = classify(code_point);
    PARVIS_HOLDS(code_point == U'\n' ? !isolated
                                     : what != text_class::control && what != text_class::line_break &&
                                           what != text_class::bidi_control);
  }
  PARVIS_HOLDS(!isolated);
}

/// A message has the headers that we write, each once, whatever stands in them.
void check_message(const std::string& message) {
  constexpr std::array known{"Date: ",          "From: ",         "To: ",           "Subject: ",
                             "Message-ID: ",    "MIME-Version: ", "Content-Type: ", "Content-Language: ",
                             "Auto-Submitted: "};
  std::array<int, known.size()> seen{};
  const auto head = std::string_view(message).substr(0, message.find("\r\n\r\n") + 2);
  for (std::size_t at = 0; at < head.size(); at = head.find("\r\n", at) + 2) {
    const auto line = head.substr(at, head.find("\r\n", at) - at);
    PARVIS_HOLDS(!line.empty() && is_ascii(line) && line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos);
    if (line.front() == ' ') continue;
    const auto found =
        std::find_if(known.begin(), known.end(), [&](std::string_view one) { return line.starts_with(one); });
    PARVIS_HOLDS(found != known.end() && ++seen[static_cast<std::size_t>(found - known.begin())] == 1);
  }
  PARVIS_HOLDS(is_ascii(message));
}

void check_mail(const result<rendered>& made, const mail_facts& facts, std::string_view name) {
  if (!made) {
    const auto code = made.assume_error().code;
    PARVIS_HOLDS(static_cast<int>(code) / 100 == 1 || code == errc::bug);
    return;
  }
  const auto& out = made.assume_value();
  PARVIS_HOLDS(fuzz::stays_in_line(out.subject.text()) && !out.subject.text().empty());
  check_text(out.text);
  check_html(out.html, facts.link.empty() ? facts.portal_url : facts.link);
  const auto to_name = header_text::parse(name);
  const mail whole{{},
                   header_text::parse("<id@example.org>").value(),
                   {0},
                   email::parse("zoe@example.org").value(),
                   to_name ? to_name.assume_value() : header_text{},
                   out.subject,
                   out.text,
                   out.html,
                   out.language};
  check_message(write_message(whole, email::parse("firm@example.org").value(), whole.to_name).value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  const auto what = static_cast<effect>(in.below(static_cast<std::size_t>(last_value(effect{})) + 2));
  mail_facts facts{.asked = static_cast<parvis::access>(in.below(16))};
  const auto language = in.line();
  facts.link_expires_at.us = in.number();
  for (auto* const member :
       {&facts.portal_name, &facts.portal_url, &facts.support_contact, &facts.first_name, &facts.last_name, &facts.link,
        &facts.reason, &facts.applicant_name, &facts.applicant_email}) {
    *member = in.line();
  }
  check_mail(render(what, language, facts), facts, facts.first_name);
  const auto id = message_id({}, facts.portal_url);
  PARVIS_HOLDS(!id || (fuzz::stays_in_line(id.assume_value().text()) && is_ascii(id.assume_value().text())));

  mail_template theirs{.what = what, .subject = in.line(), .paragraphs = {}, .button = in.line()};
  for (auto& paragraph : theirs.paragraphs) paragraph = in.line();
  // A template is trusted to hold no control characters; what it may not do is reach past its placeholders.
  const auto made = render(theirs, english, facts);
  PARVIS_HOLDS(!made || fuzz::stays_in_line(made.assume_value().subject.text()));
  for (const auto& paragraph : theirs.paragraphs) PARVIS_HOLDS(!made || well_formed(paragraph));
  return 0;
}
