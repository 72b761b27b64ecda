// SPDX-License-Identifier: BSL-1.0
#include "flow/mails.hpp"

#include <algorithm>
#include <utility>

#include "mails/render.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// Where the link of a mail leads, and which secret is in it. A mail that is not here has the portal's address.
struct mail_page {
  effect what;
  std::string_view page;
  std::optional<token_kind> secret;
};
constexpr mail_page mail_pages[] = {
    {effect::mail_verify_email, "verify", token_kind::verify},
    {effect::mail_join, "join", token_kind::join},
    {effect::mail_invitation, "invite", token_kind::invite},
    {effect::mail_password_reset, "reset", token_kind::reset},
    {effect::mail_email_change, "email", token_kind::email_change},
    {effect::mail_approval_needed, "clients", {}},
    {effect::mail_approval_reminder, "clients", {}},
    {effect::mail_approvals_reassigned, "clients", {}},
    {effect::mail_access_asked, "clients", {}},
    {effect::mail_seats_exhausted, "licenses", {}},
    {effect::mail_over_capacity, "licenses", {}},
};

/// `secret_for`: gives the text of a token.
template <class SecretFor>
result<std::string> link_in(effect what, const settings& workspace, SecretFor secret_for) {
  const auto* const to = std::ranges::find(mail_pages, what, &mail_page::what);
  if (to == std::end(mail_pages)) return workspace.portal_url;
  if (!to->secret) return link_to(workspace, to->page, {});
  PARVIS_TRY(const std::string secret, secret_for(*to->secret));
  return link_to(workspace, to->page, secret);
}

/// An invite's link is the one that its key gives, also when another key is primary by now.
result<std::string> link_in(const session& in, const outbox_item& item, const outbox_facts& facts,
                            const settings& workspace) {
  return link_in(item.effect, workspace, [&](token_kind what) -> result<std::string> {
    const auto key = facts.about_invite ? static_cast<std::uint32_t>(facts.about_invite->key_id) : in.keys().primary();
    PARVIS_TRY(const auto secret,
               in.keys().issue(what, in.by().workspace, item.about, static_cast<std::uint32_t>(item.generation), key));
    return secret.text();
  });
}

std::string full_name(const account& a) { return a.first_name + " " + a.last_name; }

std::optional<instant> link_expiry(const outbox_item& item, const outbox_facts& facts) {
  if (facts.about_sign_up) return facts.about_sign_up->expires_at;
  if (facts.about_invite) return facts.about_invite->expires_at;
  if (facts.about_link) return facts.about_link->expires_at;
  if (item.effect == effect::mail_join && facts.about) return facts.about->join_by;
  if (item.effect == effect::mail_banned && facts.about) return facts.about->banned_until;
  return std::nullopt;
}

mail_facts facts_of(const outbox_item& item, const outbox_facts& facts, const settings& workspace, std::string link) {
  mail_facts out{.portal_name = workspace.portal_name,
                 .portal_url = workspace.portal_url,
                 .support_contact = workspace.support_contact,
                 .link = std::move(link),
                 .reason = item.reason,
                 .link_expires_at = link_expiry(item, facts).value_or(instant{}),
                 .sku = facts.about_pool ? facts.about_pool->sku : std::string{}};
  if (goes_to_unproven_address(item.effect)) return out;
  if (const auto& to = facts.recipient) {
    out.first_name = to->first_name;
    out.last_name = to->last_name;
  }
  if (const auto& about = facts.about) {
    out.applicant_name = full_name(*about);
    out.applicant_email = about->email;
    out.asked = item.effect == effect::mail_access_asked ? about->asked_access.value_or(access::none) : about->access;
    if (item.effect == effect::mail_access_changed && !about->waiting_for.empty()) {
      out.asked = access::none;  // nothing has changed yet
      out.sku = about->waiting_for;
    }
    out.deadline = about->decide_by.value_or(instant{});
  }
  return out;
}

// --- mails that are only looked at ---

/// What a mail would speak of, if there were these people. The values that not every mail of its kind has are `spare`.
enum class spare : std::uint8_t { absent, present };

outbox_facts invented_facts(effect what, const invented_people& people, instant now, spare values) {
  const bool all = values == spare::present;
  account other;
  other.first_name = people.other_first_name;
  other.last_name = people.other_last_name;
  other.email = "someone@example.org";
  other.access = access::client;
  if (all) other.decide_by = other.banned_until = now + days(30);
  account reader = other;
  reader.first_name = people.first_name;
  reader.last_name = people.last_name;

  // Only who decides or administers is written to about others, and gets a page that is no secret.
  const auto* const to = std::ranges::find(mail_pages, what, &mail_page::what);
  const bool about_others = to != std::end(mail_pages) && !to->secret;
  outbox_facts out{.about = about_others ? other : reader, .recipient = reader};
  switch (about_kind(what)) {
    case kind::sign_up:
      out.about_sign_up = sign_up{.expires_at = now + hours(8)};
      break;
    case kind::invite:
      out.about_invite = invite{};
      if (all) out.about_invite->expires_at = now + hours(72);
      break;
    case kind::seat_pool:
      out.about.reset();
      out.about_pool = seat_pool{.sku = "collaborators"};
      break;
    case kind::mailed_link:
      out.about.reset();
      out.about_link = mailed_link{.expires_at = now + minutes(10)};
      break;
    default:
      break;
  }
  return out;
}

result<rendered> invented_mail(effect what, const mail_language& words, const settings& workspace, instant now,
                               spare values, std::span<const host_mail> instead) {
  const auto facts = invented_facts(what, words.people, now, values);
  PARVIS_TRY(auto link, link_in(what, workspace, [](token_kind) -> result<std::string> { return "preview"; }));
  outbox_item item{.effect = what, .created_at = now};
  if (values == spare::present) item.reason = words.people.reason;
  return render(what, words.language, facts_of(item, facts, workspace, std::move(link)), instead);
}

// --- the host's own templates ---

/// What of a template is not right; empty when all is.
std::string_view defect_in(const mail_override& one) {
  constexpr std::size_t paragraph_code_points_max = 2000;
  constexpr std::size_t button_code_points_max = 100;
  if (!is_mail(one.effect)) return "effect";
  if (std::ranges::find(built_in_languages, one.language) == built_in_languages.end()) return "language";
  if (!header_text::parse(one.subject) || !well_formed(one.subject)) return "subject";
  if (one.paragraphs.empty() || one.paragraphs.size() > paragraphs_max) return "paragraphs";
  for (const auto& paragraph : one.paragraphs) {
    if (!parse_line(paragraph, paragraph_code_points_max) || !well_formed(paragraph)) return "paragraphs";
  }
  const bool has_link = !own_template(one.effect, words_in(one.language))->button.empty();
  if (has_link == one.button.empty()) return "button";
  if (has_link && (!parse_line(one.button, button_code_points_max) || one.button.find('{') != std::string::npos)) {
    return "button";
  }
  return {};
}

host_mail used(const mail_override& from) {
  host_mail out{from.language, {from.effect, from.subject, {}, from.button}};
  std::ranges::copy(from.paragraphs, out.words.paragraphs.begin());
  return out;
}

/// A subject that names a value which a mail of this kind may lack would keep that mail from ever being sent.
bool can_always_be_written(const host_mail& one) {
  const settings bare{.portal_name = "Portal", .portal_url = "https://portal.example"};
  return invented_mail(one.words.what, words_in(one.language), bare, {}, spare::absent, {&one, 1}).has_value();
}

}  // namespace

namespace detail {

result<std::vector<host_mail>> host_mails(const std::vector<mail_override>& given) {
  std::vector<host_mail> out;
  for (const auto& one : given) {
    const auto refused = [&](std::string_view what) {
      return failure{errc::template_invalid, "mails",
                     std::string{name(one.effect)}.append(" ").append(one.language).append(": ").append(what)};
    };
    if (const auto defect = defect_in(one); !defect.empty()) return refused(defect);
    for (const auto& other : out) {
      if (other.words.what == one.effect && other.language == one.language) return refused("given twice");
    }
    out.push_back(used(one));
    if (!can_always_be_written(out.back())) return refused("subject");
  }
  return out;
}

result<mail> written_mail(const session& in, const outbox_item& item, const outbox_facts& facts,
                          const settings& workspace) {
  const auto& to = facts.recipient;
  PARVIS_TRY(auto link, link_in(in, item, facts, workspace));
  PARVIS_TRY(auto written, render(item.effect, to ? to->language : item.language,
                                  facts_of(item, facts, workspace, std::move(link)), in.mails()));
  PARVIS_TRY(auto address, email::parse(item.to.empty() && to ? mail_address(to->email, to->email_key) : item.to));
  PARVIS_TRY(auto id, message_id(item.id, workspace.portal_url));
  header_text to_name;
  if (to) {
    PARVIS_TRY(to_name, header_text::parse(full_name(*to)));
  }
  return mail{item.id,
              std::move(id),
              item.created_at,
              std::move(address),
              std::move(to_name),
              std::move(written.subject),
              std::move(written.text),
              std::move(written.html),
              std::move(written.language)};
}

}  // namespace detail

result<mail_preview> portal::preview_mail(const caller& by, const preview_mail_request& request) {
  return respond(*core_, by, [&](session& in) -> result<mail_preview> {
    if (!is_mail(request.effect)) return failure{errc::invalid_argument, "effect"};
    std::optional<settings> workspace;
    actor_facts actor;
    reader rows{in};
    PARVIS_TRYV(read_actor(in, rows, workspace, actor));
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_manager(actor));
    const auto& language = request.language.empty() ? workspace->default_language : request.language;
    PARVIS_TRY(auto made,
               invented_mail(request.effect, words_in(language), *workspace, in.now(), spare::present, in.mails()));
    return mail_preview{made.subject.text(), std::move(made.text), std::move(made.html), made.language.text()};
  });
}

}  // namespace parvis::inline v1
