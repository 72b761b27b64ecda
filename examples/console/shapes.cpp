// SPDX-License-Identifier: BSL-1.0
#include "shapes.hpp"

namespace console {

namespace {

json shape_of_ids(const parvis_uuid* items, std::size_t count) {
  auto out = json::array();
  for (const auto& one : std::span(items, count)) out.push_back(string_of(one));
  return out;
}

/// A set of bits.
json shape_of_access(std::int32_t set) {
  auto out = json::array();
  for (const auto& one : accesses) {
    if ((set & one.number) != 0) out.push_back(one.name);
  }
  return out;
}

json shape_of_lines(const parvis_order_line* lines, std::size_t count) {
  auto out = json::array();
  for (const auto& one : std::span(lines, count)) {
    out.push_back({{"sku", string_of(one.sku)},
                   {"quantity", one.quantity},
                   {"unit_amount", one.unit_amount},
                   {"amount", one.amount}});
  }
  return out;
}

json shape_of_term(std::int64_t term, std::int32_t unit) {
  return {{"units", term}, {"unit", name_of(term_units, unit)}};
}

/// What became of one row of a bulk command.
json with_status(json about, parvis_status status, const parvis_error* why) {
  about["status"] = string_of(parvis_code_name(status));
  about["error"] = why == nullptr ? json{} : shape_of(why);
  return about;
}

std::string name_of_kind(std::uint32_t kind) {
  const auto* const schema = parvis_schema_view();
  return kind >= 1 && kind <= schema->kind_count ? string_of(schema->kinds[kind - 1].name) : "unknown";
}

json shape(const parvis_store_finding& f) {
  const bool counts = f.defect >= PARVIS_DEFECT_CAPACITY;
  return {{"defect", string_of(parvis_store_defect_name(f.defect))},
          {"kind", name_of_kind(f.kind)},
          {"row", shape_of_id(f.row)},
          {"column", string_of(f.column)},
          {"expected", counts ? json(f.expected) : json{}},
          {"found", counts ? json(f.found) : json{}}};
}

}  // namespace

json shape_of_id(const parvis_uuid& id) { return is_nil(id) ? json{} : json(string_of(id)); }
json shape_of_moment(parvis_time_us at) { return at == 0 || at == INT64_MAX ? json{} : json(string_of_moment(at)); }
json shape_of_texts(const parvis_text* items, std::size_t count) {
  auto out = json::array();
  for (const auto& one : std::span(items, count)) out.push_back(string_of(one));
  return out;
}

json shape(const parvis_settings& s) {
  auto fields = json::array(), consents = json::array();
  for (const auto& one : std::span(s.fields, s.field_count)) {
    fields.push_back({{"name", string_of(one.name)},
                      {"requirement", name_of(requirements, one.requirement)},
                      {"asked_of", name_of(field_audiences, one.asked_of)},
                      {"choices", shape_of_texts(one.choices, one.choice_count)}});
  }
  for (const auto& one : std::span(s.consents, s.consent_count)) {
    consents.push_back({{"name", string_of(one.name)},
                        {"version", string_of(one.version)},
                        {"requirement", name_of(requirements, one.requirement)}});
  }
  return {{"revision", s.revision},
          {"portal_name", string_of(s.portal_name)},
          {"portal_url", string_of(s.portal_url)},
          {"support_contact", string_of(s.support_contact)},
          {"default_language", string_of(s.default_language)},
          {"languages", shape_of_texts(s.languages, s.language_count)},
          {"signup_policy", name_of(signup_policies, s.signup_policy)},
          {"approval", name_of(approval_modes, s.approval)},
          {"approvers", shape_of_ids(s.approvers, s.approver_count)},
          {"email_proof", name_of(switches, s.email_proof)},
          {"when_no_seat", name_of(no_seat_policies, s.when_no_seat)},
          {"reapplication", name_of(reapplications, s.reapplication)},
          {"reapplication_cooldown", string_of_span(s.reapplication_cooldown_us)},
          {"allowed_domains", shape_of_texts(s.allowed_domains, s.allowed_domain_count)},
          {"denied_domains", shape_of_texts(s.denied_domains, s.denied_domain_count)},
          {"reserved_usernames", shape_of_texts(s.reserved_usernames, s.reserved_username_count)},
          {"invite_lifetime", string_of_span(s.invite_lifetime_us)},
          {"email_proof_lifetime", string_of_span(s.email_proof_lifetime_us)},
          {"link_pattern", string_of(s.link_pattern)},
          {"password_reset_lifetime", string_of_span(s.password_reset_lifetime_us)},
          {"approval_lifetime", string_of_span(s.approval_lifetime_us)},
          {"approval_reminder_interval", string_of_span(s.approval_reminder_interval_us)},
          {"fields", std::move(fields)},
          {"consents", std::move(consents)},
          {"mails_per_address_max", s.mails_per_address_max},
          {"seniorities", shape_of_texts(s.seniorities, s.seniority_count)},
          {"seniority_optional", name_of(switches, s.seniority_optional)},
          {"access_requests", name_of(access_requests, s.access_requests)},
          {"failures_per_source_max", s.failures_per_source_max},
          {"signup_requires", string_of(s.signup_requires)},
          {"order_lifetime", string_of_span(s.order_lifetime_us)},
          {"ban_frees_seat", name_of(switches, s.ban_frees_seat)}};
}

void tell_capped(json& of, std::initializer_list<const char*> numbers) {
  auto& capped = of["capped"] = json::array();
  for (const auto* const name : numbers) {
    if (of[name].get<std::size_t>() >= counted_at_most) capped.push_back(name);
  }
}

json shape(const parvis_settings_impact& i) {
  auto warnings = json::array();
  for (const auto one : std::span(i.warnings, i.warning_count)) warnings.push_back(name_of(settings_warnings, one));
  json out{{"pending", i.pending},
           {"waiting", i.waiting},
           {"dead_links", shape_of_ids(i.dead_links, i.dead_link_count)},
           {"warnings", std::move(warnings)},
           {"access_requests", i.access_requests}};
  tell_capped(out, {"pending", "waiting", "access_requests"});
  return out;
}

json shape(const parvis_account_view& a) {
  auto fields = json::object();
  for (const auto& one : std::span(a.fields, a.field_count)) fields[string_of(one.name)] = string_of(one.value);
  auto consents = json::array();
  for (const auto& one : std::span(a.consents, a.consent_count)) {
    consents.push_back(
        {{"name", string_of(one.name)}, {"version", string_of(one.version)}, {"at", shape_of_moment(one.at)}});
  }
  return {{"id", string_of(a.id)},
          {"kind", name_of(account_kinds, a.kind)},
          {"state", name_of(account_states, a.state)},
          {"access", shape_of_access(a.access)},
          {"username", string_of(a.username)},
          {"email", string_of(a.email)},
          {"first_name", string_of(a.first_name)},
          {"last_name", string_of(a.last_name)},
          {"code", string_of(a.code)},
          {"language", string_of(a.language)},
          {"group", shape_of_id(a.group)},
          {"seniority", string_of(a.seniority)},
          {"job_title", string_of(a.job_title)},
          {"mobile", string_of(a.mobile)},
          {"address", string_of(a.address)},
          {"company", string_of(a.company)},
          {"fields", std::move(fields)},
          {"consents", std::move(consents)},
          {"waiting_for", string_of(a.waiting_for)},
          {"queued_at", shape_of_moment(a.queued_at)},
          {"asked_access", shape_of_access(a.asked_access)},
          {"decide_by", shape_of_moment(a.decide_by)},
          {"decided_by", shape_of_id(a.decided_by)},
          {"case_role", name_of(case_roles, a.case_role)},
          {"banned_at", shape_of_moment(a.banned_at)},
          {"banned_until", shape_of_moment(a.banned_until)},
          {"banned_by", shape_of_id(a.banned_by)},
          {"ban_reason", string_of(a.ban_reason)},
          {"must_change_password", a.must_change_password != 0},
          {"overrides_privacy_since", shape_of_moment(a.overrides_privacy_since)},
          {"api_key_issued_at", shape_of_moment(a.api_key_issued_at)},
          {"join_by", shape_of_moment(a.join_by)},
          {"invite", shape_of_id(a.invite)},
          {"created_at", shape_of_moment(a.created_at)},
          {"revision", a.revision}};
}

json shape(const parvis_group& g) {
  return {
      {"id", string_of(g.id)},
      {"name", string_of(g.name)},
      {"permissions", (g.permissions & PARVIS_PERMISSIONS_USERS_MANAGE) != 0 ? json{"users.manage"} : json::array()},
      {"host_permissions", shape_of_texts(g.host_permissions, g.host_permission_count)},
      {"active", g.active},
      {"revision", g.revision}};
}

json shape(const parvis_invite& i) {
  return {{"id", string_of(i.id)},
          {"type", name_of(invite_types, i.type)},
          {"state", name_of(invite_states, i.state)},
          {"audience", name_of(account_kinds, i.audience)},
          {"access", shape_of_access(i.access)},
          {"label", string_of(i.label)},
          {"email", string_of(i.email)},
          {"uses", i.uses},
          {"max_uses", i.max_uses == 0 ? json{} : json(i.max_uses)},
          {"expires_at", shape_of_moment(i.expires_at)},
          {"allowed_domains", shape_of_texts(i.allowed_domains, i.allowed_domain_count)},
          {"approval", name_of(approval_overrides, i.approval)},
          {"case_role", name_of(case_roles, i.case_role)},
          {"language", string_of(i.language)},
          {"group", shape_of_id(i.group)},
          {"generation", i.generation},
          {"key_id", i.key_id},
          {"created_by", shape_of_id(i.created_by)},
          {"created_at", shape_of_moment(i.created_at)},
          {"vouched_by", shape_of_id(i.vouched_by)},
          {"revision", i.revision}};
}
json shape(const parvis_invite_view& v) {
  auto out = shape(*v.invite);
  out["link"] = v.link.size == 0 ? json{} : json(string_of(v.link));
  return out;
}

json shape(const parvis_pool_view& p) {
  return {{"sku", string_of(p.sku)},
          {"granted", p.granted},
          {"overage", p.overage},
          {"capacity", p.capacity},
          {"held", p.held},
          {"reserved", p.reserved_seats},
          {"remaining", p.remaining},
          {"over_by", p.over_by},
          {"waiting", p.waiting},
          {"peak", p.peak},
          {"next_change_at", shape_of_moment(p.next_change_at)},
          {"moves", p.moves}};
}
json shape(const parvis_grant& g) {
  return {{"id", string_of(g.id)},
          {"sku", string_of(g.sku)},
          {"quantity", g.quantity},
          {"starts_at", shape_of_moment(g.starts_at)},
          {"ends_at", shape_of_moment(g.ends_at)},
          {"order", shape_of_id(g.order)},
          {"created_by", shape_of_id(g.created_by)},
          {"created_at", shape_of_moment(g.created_at)}};
}
json shape(const parvis_reservation& r) {
  return {{"id", string_of(r.id)},
          {"sku", string_of(r.sku)},
          {"seats", r.seats},
          {"left", r.left},
          {"expires_at", shape_of_moment(r.expires_at)},
          {"purpose", string_of(r.purpose)},
          {"reserved_by", shape_of_id(r.reserved_by)},
          {"reserved_at", shape_of_moment(r.reserved_at)}};
}
json shape(const parvis_seat_holder& h) {
  const auto& a = *h.account;
  return {{"account", string_of(a.id)},          {"username", string_of(a.username)},
          {"email", string_of(a.email)},         {"state", name_of(account_states, a.state)},
          {"access", shape_of_access(a.access)}, {"since", shape_of_moment(h.since)}};
}
json shape(const parvis_seat_use& u) {
  return {{"sku", string_of(u.sku)},
          {"starts_at", shape_of_moment(u.starts_at)},
          {"ends_at", shape_of_moment(u.ends_at)},
          {"peak", u.peak},
          {"capacity", u.capacity}};
}
json shape(const parvis_pool_forecast& p) {
  return {{"sku", string_of(p.sku)}, {"takes", p.takes}, {"frees", p.frees},
          {"free", p.free},          {"lacks", p.lacks}, {"waiting", p.waiting}};
}
json shape(const parvis_seat_forecast& f) {
  return {{"items", shapes(f.pools, f.pool_count)},
          {"would_wait", shape_of_ids(f.would_wait, f.would_wait_count)},
          {"without_seat", shape_of_ids(f.without_seat, f.without_seat_count)},
          {"people_without_seat", f.people_without_seat}};
}

json shape(const parvis_catalog& c) {
  auto skus = json::array(), plans = json::array(), prices = json::array();
  for (const auto* const one : std::span(c.skus, c.sku_count)) {
    skus.push_back({{"code", string_of(one->code)},
                    {"type", name_of(sku_types, one->type)},
                    {"needs", shape_of_texts(one->needs, one->need_count)}});
  }
  for (const auto* const one : std::span(c.plans, c.plan_count)) {
    plans.push_back({{"code", string_of(one->code)},
                     {"term", one->term},
                     {"unit", name_of(term_units, one->unit)},
                     {"currency", string_of(one->currency)}});
  }
  for (const auto* const one : std::span(c.prices, c.price_count)) {
    prices.push_back({{"sku", string_of(one->sku)}, {"plan", string_of(one->plan)}, {"amount", one->amount}});
  }
  return {
      {"revision", c.revision}, {"skus", std::move(skus)}, {"plans", std::move(plans)}, {"prices", std::move(prices)}};
}
json shape(const parvis_quote& q) {
  return {{"plan", string_of(q.plan)},
          {"term", shape_of_term(q.term, q.unit)},
          {"currency", string_of(q.currency)},
          {"total", q.total},
          {"catalog_revision", q.catalog_revision},
          {"items", shape_of_lines(q.lines, q.line_count)}};
}
json shape(const parvis_order& o) {
  return {{"id", string_of(o.id)},
          {"key", string_of(o.key)},
          {"state", string_of(parvis_order_state_name(o.state))},
          {"plan", string_of(o.plan)},
          {"term", shape_of_term(o.term, o.unit)},
          {"currency", string_of(o.currency)},
          {"total", o.total},
          {"returned", o.returned},
          {"lines", shape_of_lines(o.lines, o.line_count)},
          {"placed_by", shape_of_id(o.placed_by)},
          {"placed_at", shape_of_moment(o.placed_at)},
          {"expires_at", shape_of_moment(o.expires_at)},
          {"starts_at", shape_of_moment(o.starts_at)},
          {"ends_at", shape_of_moment(o.ends_at)},
          {"renews", shape_of_id(o.renews)},
          {"grants", shape_of_ids(o.grants, o.grant_count)},
          {"reference", string_of(o.reference)},
          {"checkout_url", string_of(o.checkout_url)},
          {"revision", o.revision}};
}

json shape(const parvis_outbox_item& o) {
  return {{"id", string_of(o.id)},
          {"effect", string_of(parvis_effect_name(o.effect))},
          {"state", name_of(outbox_states, o.state)},
          {"addressee", name_of(addressees, o.addressee)},
          {"about", shape_of_id(o.about)},
          {"recipient", shape_of_id(o.recipient)},
          {"to", string_of(o.to)},
          {"tries", o.tries},
          {"due_at", shape_of_moment(o.due_at)},
          {"created_at", shape_of_moment(o.created_at)}};
}
json shape(const parvis_mail_preview& m) {
  return {{"language", string_of(m.language)},
          {"subject", string_of(m.subject)},
          {"text", string_of(m.text)},
          {"html", string_of(m.html)}};
}
json shape(const parvis_drain_reply& d) {
  return {{"done", d.done},     {"void", d.void_},
          {"later", d.later},   {"dead", d.dead},
          {"failed", d.failed}, {"error", d.last_failure != nullptr ? shape_of(d.last_failure) : json{}}};
}
json shape(const parvis_run_due_reply& d) {
  return {{"settled", d.settled}, {"admitted", d.admitted}, {"lapsed", d.lapsed},       {"reminded", d.reminded},
          {"purged", d.purged},   {"sealed", d.sealed},     {"abandoned", d.abandoned}, {"unbanned", d.unbanned},
          {"erased", d.erased},   {"indexed", d.indexed}};
}

json shape(const parvis_event& e) {
  return {{"id", string_of(e.id)},
          {"at", shape_of_moment(e.at)},
          {"what", string_of(parvis_event_type_name(e.what))},
          {"actor", shape_of_id(e.actor)},
          {"subject", shape_of_id(e.subject)},
          {"number", e.number},
          {"invite", shape_of_id(e.invite)},
          {"settings_revision", e.settings_revision},
          {"position", e.position == 0 ? json{} : json(e.position)},
          {"hash", hex_of(e.hash)},
          {"note_text", string_of(e.note_text)}};
}
json shape(const parvis_audit_anchor& a) { return {{"position", a.position}, {"hash", hex_of(a.hash)}}; }

json shape(const parvis_store_report& r) {
  auto findings = json::array();
  for (const auto* const one : std::span(r.findings, r.finding_count)) findings.push_back(shape(*one));
  return {{"rows", r.rows},
          {"found", r.found},
          {"refreshed", r.refreshed},
          {"sums_judged", r.sums_unjudged == 0},
          {"items", std::move(findings)}};
}

json shape(const parvis_account_outcome& o) {
  json about{{"account", string_of(o.account)}, {"state", nullptr}};
  if (o.view != nullptr) about["state"] = name_of(account_states, o.view->state);
  return with_status(std::move(about), o.status, o.error);
}
json shape(const parvis_invite_outcome& o) {
  json about{{"invite", nullptr}, {"email", ""}};
  if (o.invite != nullptr) about = {{"invite", string_of(o.invite->id)}, {"email", string_of(o.invite->email)}};
  return with_status(std::move(about), o.status, o.error);
}

}  // namespace console
