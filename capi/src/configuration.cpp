// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static settings settings_of(const parvis_settings* given) {
  const auto from = grown(given, "wanted");
  settings out;
  out.revision = from.revision;
  out.signup_policy = enumerator(from.signup_policy, signup_policy::none, signup_policy::both, "signup_policy");
  out.portal_name = string(from.portal_name, "portal_name");
  out.portal_url = string(from.portal_url, "portal_url");
  out.support_contact = string(from.support_contact, "support_contact");
  out.default_language = string(from.default_language, "default_language");
  out.languages = strings(from.languages, from.language_count, "languages");
  out.approval = enumerator(from.approval, approval_mode::by_default, approval_mode::by_user, "approval");
  out.email_proof = enumerator(from.email_proof, email_proof::off, email_proof::on, "email_proof");
  out.approvers = list(from.approvers, from.approver_count, "approvers",
                       [](const parvis_uuid& id) { return id_of<account_id>(id); });
  out.when_no_seat = enumerator(from.when_no_seat, no_seat_policy::wait, no_seat_policy::refuse, "when_no_seat");
  out.reapplication = enumerator(from.reapplication, reapplication::allow, reapplication::forbid, "reapplication");
  out.allowed_domains = strings(from.allowed_domains, from.allowed_domain_count, "allowed_domains");
  out.denied_domains = strings(from.denied_domains, from.denied_domain_count, "denied_domains");
  out.reserved_usernames = strings(from.reserved_usernames, from.reserved_username_count, "reserved_usernames");
  out.invite_lifetime = {from.invite_lifetime_us};
  out.email_proof_lifetime = {from.email_proof_lifetime_us};
  out.link_pattern = string(from.link_pattern, "link_pattern");
  out.password_reset_lifetime = {from.password_reset_lifetime_us};
  out.approval_lifetime = {from.approval_lifetime_us};
  out.approval_reminder_interval = {from.approval_reminder_interval_us};
  const auto needed = [](std::int32_t n) {
    return enumerator(n, requirement::optional, requirement::required, "requirement");
  };
  out.fields = list(from.fields, from.field_count, "fields", [&](const parvis_field_rule& f) {
    return field_rule{string(f.name, "fields"), needed(f.requirement), strings(f.choices, f.choice_count, "choices"),
                      enumerator(f.asked_of, field_audience::portal, field_audience::everybody, "asked_of")};
  });
  out.consents = list(from.consents, from.consent_count, "consents", [&](const parvis_consent_rule& c) {
    return consent_rule{string(c.name, "consents"), string(c.version, "consents"), needed(c.requirement)};
  });
  out.reapplication_cooldown = {from.reapplication_cooldown_us};
  out.mails_per_address_max = from.mails_per_address_max;
  out.seniorities = strings(from.seniorities, from.seniority_count, "seniorities");
  if (from.seniority_optional < 0 || from.seniority_optional > 1) refuse("seniority_optional", "neither 0 nor 1");
  out.seniority_optional = from.seniority_optional == 1;
  if (from.access_requests != 0) {
    out.access_requests =
        enumerator(from.access_requests, approval_mode::by_default, approval_mode::by_user, "access_requests");
  }
  if (from.failures_per_source_max != 0) out.failures_per_source_max = from.failures_per_source_max;
  out.signup_requires = string(from.signup_requires, "signup_requires");
  if (from.order_lifetime_us != 0) out.order_lifetime = {from.order_lifetime_us};
  if (from.ban_frees_seat < 0 || from.ban_frees_seat > 1) refuse("ban_frees_seat", "neither 0 nor 1");
  out.ban_frees_seat = from.ban_frees_seat == 1;
  return out;
}

static void put(arena& room, const settings& from, parvis_settings& to) {
  to.signup_policy = static_cast<std::int32_t>(from.signup_policy);
  to.revision = from.revision;
  to.portal_name = room.text(from.portal_name);
  to.portal_url = room.text(from.portal_url);
  to.support_contact = room.text(from.support_contact);
  to.default_language = room.text(from.default_language);
  to.languages = put(room, from.languages);
  to.language_count = from.languages.size();
  to.approval = static_cast<std::int32_t>(from.approval);
  to.email_proof = static_cast<std::int32_t>(from.email_proof);
  to.approvers = put_ids(room, from.approvers);
  to.approver_count = from.approvers.size();
  to.when_no_seat = static_cast<std::int32_t>(from.when_no_seat);
  to.reapplication = static_cast<std::int32_t>(from.reapplication);
  to.allowed_domains = put(room, from.allowed_domains);
  to.allowed_domain_count = from.allowed_domains.size();
  to.denied_domains = put(room, from.denied_domains);
  to.denied_domain_count = from.denied_domains.size();
  to.reserved_usernames = put(room, from.reserved_usernames);
  to.reserved_username_count = from.reserved_usernames.size();
  to.invite_lifetime_us = from.invite_lifetime.us;
  to.email_proof_lifetime_us = from.email_proof_lifetime.us;
  to.link_pattern = room.text(from.link_pattern);
  to.password_reset_lifetime_us = from.password_reset_lifetime.us;
  to.approval_lifetime_us = from.approval_lifetime.us;
  to.approval_reminder_interval_us = from.approval_reminder_interval.us;
  to.fields = put(room, from.fields);
  to.field_count = from.fields.size();
  to.consents = put(room, from.consents);
  to.consent_count = from.consents.size();
  to.reapplication_cooldown_us = from.reapplication_cooldown.us;
  to.mails_per_address_max = from.mails_per_address_max;
  to.seniorities = put(room, from.seniorities);
  to.seniority_count = from.seniorities.size();
  to.seniority_optional = from.seniority_optional ? 1 : 0;
  to.access_requests = from.access_requests ? static_cast<std::int32_t>(*from.access_requests) : 0;
  to.failures_per_source_max = from.failures_per_source_max;
  to.signup_requires = room.text(from.signup_requires);
  to.order_lifetime_us = from.order_lifetime.us;
  to.ban_frees_seat = from.ban_frees_seat ? 1 : 0;
}

static void put(arena& room, const settings_impact& from, parvis_settings_impact& to) {
  to.pending = from.pending;
  to.waiting = from.waiting;
  to.dead_links = put_ids(room, from.dead_links);
  to.dead_link_count = from.dead_links.size();
  auto* warnings = room.make<std::int32_t>(from.warnings.size());
  for (std::size_t n = 0; n < from.warnings.size(); ++n) warnings[n] = static_cast<std::int32_t>(from.warnings[n]);
  to.warnings = warnings;
  to.warning_count = from.warnings.size();
  to.access_requests = from.access_requests;
}

static void put(arena& room, const changed_settings& from, parvis_changed_settings& to) {
  to.settings = one<parvis_settings>(room, from.settings);
  to.impact = one<parvis_settings_impact>(room, from.impact);
}

static void put(arena&, const set_up_reply& from, parvis_set_up_reply& to) {
  to.administrator = put(from.administrator);
  to.administrators = put(from.administrators);
  to.members = put(from.members);
}

static set_up_request set_up_of(const parvis_set_up_request* given) {
  const auto from = grown(given, "request");
  set_up_request out{.portal_name = string(from.portal_name, "portal_name"),
                     .portal_url = string(from.portal_url, "portal_url"),
                     .first_name = string(from.first_name, "first_name"),
                     .last_name = string(from.last_name, "last_name"),
                     .email = string(from.email, "email"),
                     .username = string(from.username, "username"),
                     .password = string(from.password, "password"),
                     .access = enumerator_or(from.access, access::core, access::client, last_value(access{}), "access"),
                     .grants = list(from.grants, from.grant_count, "grants", seat_grant_of)};
  if (from.default_language.size != 0) out.default_language = string(from.default_language, "default_language");
  return out;
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_set_up(parvis_portal* portal, const parvis_caller* by, const parvis_set_up_request* request,
                            const parvis_set_up_reply** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.set_up(who, set_up_of(request)); });
}
parvis_status parvis_view_settings(parvis_portal* portal, const parvis_caller* by, parvis_settings** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error, [](auto& door, const auto& who) { return door.view_settings(who); });
}
parvis_status parvis_change_settings(parvis_portal* portal, const parvis_caller* by, const parvis_settings* wanted,
                                     const parvis_changed_settings** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.change_settings(who, settings_of(wanted)); });
}
parvis_status parvis_preview_settings(parvis_portal* portal, const parvis_caller* by, const parvis_settings* wanted,
                                      const parvis_settings_impact** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.preview_settings(who, settings_of(wanted)); });
}

}  // extern "C"
