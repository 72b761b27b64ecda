// SPDX-License-Identifier: BSL-1.0
#include "mails/render.hpp"

#include <chrono>

#include "parvis/messages.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {
namespace {

constexpr std::string_view https = "https://";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}
std::string verbatim(std::string_view text) { return std::string{text}; }

/// Where a text lands: how it is escaped there, and what keeps a value from turning the sentence around it.
struct place {
  std::string (*escape)(std::string_view);
  std::string_view open;
  std::string_view close;
};
constexpr place in_subject{verbatim, "", ""};
constexpr place in_text{verbatim, "\u2068", "\u2069"};
constexpr place in_html{escaped, "<bdi>", "</bdi>"};

result<std::string> one_run(std::string_view value) {
  std::string out;
  for (auto rest = trimmed(value); !rest.empty();) {
    const auto [code_point, size] = decode_utf8(rest);
    if (size == 0) return failure{errc::invalid_utf8};
    switch (classify(code_point)) {
      case text_class::control:
      case text_class::line_break:
        out += ' ';
        break;
      case text_class::bidi_control:
      case text_class::noncharacter:
        break;
      default:
        out += rest.substr(0, size);
    }
    rest.remove_prefix(size);
  }
  return std::string{trimmed(out)};
}

std::string two_digits(unsigned n) { return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)}; }

/// "22 November 2026, 18:51 UTC"; nothing for a moment that is not said.
std::string moment(instant t, const mail_language& words) {
  if (t.us <= 0 || !plausible(t)) return {};
  const std::chrono::sys_time<std::chrono::microseconds> at{std::chrono::microseconds{t.us}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  const auto month = words.months[static_cast<unsigned>(date.month()) - 1];
  return std::to_string(static_cast<unsigned>(date.day())) + ' ' + std::string{month} + ' ' +
         std::to_string(static_cast<int>(date.year())) + ", " +
         two_digits(static_cast<unsigned>(time.hours().count())) + ':' +
         two_digits(static_cast<unsigned>(time.minutes().count())) + " UTC";
}

using values = std::array<std::string, placeholders.size()>;

result<values> values_of(const mail_facts& facts, const mail_language& words) {
  const auto asked = facts.asked == access::none ? std::string_view{} : label(facts.asked, words.language);
  values out{facts.portal_name,
             facts.support_contact,
             facts.first_name,
             facts.applicant_name,
             facts.applicant_email,
             std::string{asked},
             facts.reason,
             moment(facts.link_expires_at, words),
             license_label(facts.sku, words.language),
             moment(facts.deadline, words)};
  for (auto& value : out) {
    PARVIS_TRY(value, one_run(value));
  }
  return out;
}

/// Nothing when a value it names is missing. A brace that opens no placeholder is refused all the same.
result<std::string> filled(std::string_view text, const values& with, const place& in) {
  std::string out;
  bool left_out = false;
  while (!text.empty()) {
    const auto piece = next_piece(text);
    if (!piece) return failure{errc::invalid_argument, {}, "a brace of the template opens no placeholder"};
    out += in.escape(piece->text);
    if (piece->value) {
      const auto& value = with[*piece->value];
      left_out = left_out || value.empty();
      out.append(in.open).append(in.escape(value)).append(in.close);
    }
    text = piece->rest;
  }
  return left_out ? std::string{} : out;
}

/// Only what RFC 3986 lets stand in a URI, and quotation marks not even then.
result<std::string> checked_link(const mail_facts& facts) {
  const std::string& link = facts.link.empty() ? facts.portal_url : facts.link;
  const auto allowed = [](char c) {
    return is_ascii_alphanumeric(c) || std::string_view{"-._~:/?#[]@!$&()*+,;=%"}.find(c) != std::string_view::npos;
  };
  const bool is_https = link.starts_with(https) && link.size() > https.size();
  if (!is_https || !std::ranges::all_of(link, allowed)) return failure{errc::url_invalid, "link"};
  return link;
}

void add_paragraph(rendered& to, std::string_view text, std::string_view html) {
  to.text.append(to.text.empty() ? "" : "\n").append(text).append("\n");
  to.html.append("<p>").append(html).append("</p>\n");
}

}  // namespace

result<rendered> render(const mail_template& from, const mail_language& words, const mail_facts& facts) {
  PARVIS_TRY(const auto with, values_of(facts, words));
  PARVIS_TRY(const auto subject, filled(from.subject, with, in_subject));
  rendered out;
  PARVIS_TRY(out.subject, header_text::parse(subject));
  PARVIS_TRY(out.language, header_text::parse(words.language));
  out.html.append("<!DOCTYPE html>\n<html lang=\"").append(words.language).append("\" dir=\"");
  out.html.append(words.direction).append("\">\n<head><meta charset=\"utf-8\"><title>").append(escaped(subject));
  out.html.append("</title></head>\n<body>\n");

  const auto add = [&](std::string_view paragraph) -> result<> {
    PARVIS_TRY(const auto text, filled(paragraph, with, in_text));
    PARVIS_TRY(const auto html, filled(paragraph, with, in_html));
    if (!text.empty()) add_paragraph(out, text, html);
    return success();
  };
  for (const auto paragraph : from.paragraphs) {
    PARVIS_TRYV(add(paragraph));
  }
  if (!from.button.empty()) {
    PARVIS_TRY(const auto link, checked_link(facts));
    add_paragraph(out, std::string{from.button} + '\n' + link,
                  "<a href=\"" + escaped(link) + "\">" + escaped(from.button) + "</a>");
  }
  PARVIS_TRYV(add(words.closing));
  out.html += "</body>\n</html>\n";
  return out;
}

const mail_language& words_in(std::string_view language) noexcept {
  const auto built_in = built_in_language(language);
  return built_in == french.language ? french : built_in == arabic.language ? arabic : english;
}

const mail_template* own_template(effect what, const mail_language& words) noexcept {
  const auto* found = std::ranges::find(words.mails, what, &mail_template::what);
  return found != words.mails.end() ? found : nullptr;
}

result<rendered> render(effect what, std::string_view language, const mail_facts& facts,
                        std::span<const host_mail> instead) {
  const auto& words = words_in(language);
  for (const auto& one : instead) {
    if (one.words.what == what && one.language == words.language) return render(one.words, words, facts);
  }
  const auto* const ours = own_template(what, words);
  if (ours == nullptr) return failure{errc::bug, {}, "no mail is written for this effect"};
  return render(*ours, words, facts);
}

result<header_text> message_id(outbox_id id, std::string_view portal_url) {
  if (!portal_url.starts_with(https)) return failure{errc::url_invalid, "portal_url"};
  portal_url.remove_prefix(https.size());
  const auto host = portal_url.substr(0, portal_url.find_first_of(":/?#"));
  const auto allowed = [](char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '.'; };
  if (host.empty() || !std::ranges::all_of(host, allowed)) return failure{errc::url_invalid, "portal_url"};
  return header_text::parse("<" + to_string(id) + "@" + std::string{host} + ">");
}

}  // namespace parvis::inline v1
