// SPDX-License-Identifier: BSL-1.0
#include <memory>

#include "adapters/eml/message.hpp"
#include "hostile_storage.hpp"
#include "line_check.hpp"
#include "parvis/messages.hpp"
#include "parvis/portal.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/mailer.hpp"
#include "parvis/ports/payments.hpp"
#include "parvis/testkit/manual_clock.hpp"
#include "parvis/testkit/seeded_random.hpp"
#include "parvis/values/api_key.hpp"
#include "parvis/values/token.hpp"

// Input: a digit for the use case; then what the caller brings and what the store answers, as they are asked for. Where
// it ends, everybody means well.

using namespace parvis;
using fuzz::input;
namespace people = fuzz::people;

namespace {

constexpr std::string_view workspace = "ravel";
constexpr instant now{1'750'000'000'000'000};

key_ring ring() { return key_ring::make({{1, "a secret of thirty-two octets ..", key_state::primary}}).value(); }

scrypt_hasher& hasher() {
  static const auto made = scrypt_hasher::make({.log2_n = 1, .r = 1, .p = 1, .memory_budget_bytes = 64 << 10}).value();
  return *made;
}

/// Whatever the rows held, each mail can be sent as it is.
struct checking_mailer final : mailer {
  checking_mailer(input& from, bool others_say_it) : in(from), password_is_told(others_say_it) {}
  result<> send(const mail& what) override {
    for (const auto* const text : {&what.message_id, &what.to_name, &what.subject, &what.language}) {
      PARVIS_HOLDS(fuzz::stays_in_line(text->text()));
    }
    PARVIS_HOLDS(valid_utf8(what.text) && valid_utf8(what.html));
    PARVIS_HOLDS(password_is_told || what.text.find(people::password) == std::string::npos);
    const auto message = write_message(what, email::parse("firm@example.org").value(), {});
    PARVIS_HOLDS(message || message.assume_error().code == errc::invalid_argument);
    if (in.below(4) == 3) return failure{in.yes() ? errc::unavailable : errc::invalid_argument};
    return success();
  }
  input& in;
  bool password_is_told;  ///< the input holds it, so a row may show it as a name
};

struct hostile_cases final : cases {
  explicit hostile_cases(input& from) : in(from) {}
  result<> open(const case_request& request) override {
    PARVIS_HOLDS(request.workspace == workspace);
    if (in.below(4) == 3) return failure{in.yes() ? errc::unavailable : errc::invalid_argument};
    return success();
  }
  input& in;
};

struct hostile_payments final : payments {
  explicit hostile_payments(input& from) : in(from) {}
  result<checkout> start(const checkout_request& request) override {
    PARVIS_HOLDS(request.workspace == workspace);
    if (in.below(4) == 3) return failure{in.yes() ? errc::unavailable : errc::invalid_argument};
    return checkout{.state = static_cast<checkout_state>(1 + in.below(4)),
                    .reference = std::string(in.line()),
                    .url = in.yes() ? std::string(in.line()) : "https://pay.example/1"};
  }
  input& in;
};

/// What the caller brings, or `usual`.
std::string text_from(input& in, std::string_view usual) { return std::string(in.below(8) == 7 ? in.line() : usual); }

std::string token_from(input& in, token_kind kind, const uuid& row, std::uint32_t usual_generation = 0) {
  static const auto keys = ring();
  switch (in.below(8)) {
    case 6:
      return keys.issue(kind, workspace, row, static_cast<std::uint32_t>(in.number())).text();
    case 7:
      return std::string(in.line());
    default:
      return keys.issue(kind, workspace, row, usual_generation).text();
  }
}

/// Nothing for success, otherwise why not: the caller is told in words, and never what was typed in secret.
template <class T>
std::optional<errc> told(const result<T>& reply) {
  if (reply) return std::nullopt;
  const auto& why = reply.assume_error();
  PARVIS_HOLDS(name(why.code) != "unknown" && !why.message.empty());
  PARVIS_HOLDS((why.code == errc::invalid_form) == !why.fields.empty());
  for (const auto& one : why.fields) PARVIS_HOLDS(name(one.code) != "unknown" && !one.message.empty());
  for (const auto* const text : {&why.detail, &why.message}) {
    PARVIS_HOLDS(text->find(people::password) == std::string::npos);
  }
  return why.code;
}

using call = std::optional<errc> (*)(portal&, const caller&, input&);

std::optional<errc> sign_up(portal& door, const caller& by, input& in) {
  sign_up_request form;
  if (in.yes()) form.token = token_from(in, token_kind::invite, people::invite, 1);
  form.first_name = text_from(in, "Zo\u00e9");
  form.last_name = text_from(in, "O'Brien");
  form.username = text_from(in, "zoe.obrien");
  form.email = text_from(in, "zoe@example.org");
  form.password = text_from(in, people::password);
  form.language = text_from(in, "");
  if (in.yes()) form.access = static_cast<account_kind>(in.below(5));
  return told(door.sign_up(by, form));
}
std::optional<errc> prove_email(portal& door, const caller& by, input& in) {
  prove_email_request form;
  form.token = token_from(in, token_kind::verify, people::sign_up);
  form.continuation = token_from(in, token_kind::continuation, people::sign_up);
  form.first_name = text_from(in, "");
  form.username = text_from(in, "");
  form.password = text_from(in, "");
  return told(door.prove_email(by, form));
}
std::optional<errc> join(portal& door, const caller& by, input& in) {
  return told(door.join(by, {token_from(in, token_kind::join, people::applicant), text_from(in, "zoe.obrien"),
                             text_from(in, people::password)}));
}
std::optional<errc> sign_in(portal& door, const caller& by, input& in) {
  return told(door.sign_in(by, {text_from(in, "zoe@example.org"), text_from(in, people::password)}));
}
std::optional<errc> change_password(portal& door, const caller& by, input& in) {
  return told(door.change_password(by, {text_from(in, ""), text_from(in, people::password),
                                        text_from(in, "nine amber wolves"), text_from(in, "192.0.2.7")}));
}
std::optional<errc> request_password_reset(portal& door, const caller& by, input& in) {
  return told(door.request_password_reset(by, {text_from(in, "zoe@example.org")}));
}
std::optional<errc> reset_password(portal& door, const caller& by, input& in) {
  return told(door.reset_password(
      by, {token_from(in, token_kind::reset, people::mailed_link), text_from(in, "nine amber wolves")}));
}
std::optional<errc> request_email_change(portal& door, const caller& by, input& in) {
  return told(door.request_email_change(
      by, {text_from(in, "new@example.org"), text_from(in, people::password), text_from(in, "192.0.2.7")}));
}
std::optional<errc> prove_email_change(portal& door, const caller& by, input& in) {
  return told(door.prove_email_change(by, {token_from(in, token_kind::email_change, people::mailed_link)}));
}
std::optional<errc> issue_api_key(portal& door, const caller& by, input& in) {
  return told(door.issue_api_key(by, in.yes() ? people::applicant : people::administrator));
}
std::optional<errc> verify_api_key(portal& door, const caller& by, input& in) {
  return told(door.verify_api_key(by, text_from(in, api_key::make(people::administrator, "sixteen octets..").text())));
}
std::optional<errc> revoke_api_key(portal& door, const caller& by, input& in) {
  return told(door.revoke_api_key(by, in.yes() ? people::applicant : people::administrator));
}
std::optional<errc> approve(portal& door, const caller& by, input& in) {
  approve_request request{people::applicant};
  if (in.yes()) request.seen = static_cast<std::uint64_t>(in.number());
  return told(door.approve(by, request));
}
std::optional<errc> reject(portal& door, const caller& by, input& in) {
  reject_request request{.account = people::applicant, .reason = text_from(in, "no conflict check")};
  request.notice = in.yes() ? notice::silent : notice::mail;
  return told(door.reject(by, request));
}
std::optional<errc> add_user(portal& door, const caller& by, input& in) {
  return told(door.add_user(by, {.first_name = text_from(in, "Paul"),
                                 .last_name = text_from(in, "Ravel"),
                                 .email = text_from(in, "paul@example.org"),
                                 .language = text_from(in, "fr"),
                                 .group = people::group,
                                 .access = static_cast<parvis::access>(in.yes() ? in.octet() : 4),
                                 .seniority = text_from(in, "lawyer"),
                                 .mobile = text_from(in, ""),
                                 .address = text_from(in, ""),
                                 .code = text_from(in, "")}));
}
std::optional<errc> add_portal_account(portal& door, const caller& by, input& in) {
  return told(door.add_portal_account(by, {.first_name = text_from(in, "Zoé"),
                                           .last_name = "Haddad",
                                           .email = text_from(in, "zoe@example.org"),
                                           .access = static_cast<parvis::access>(in.yes() ? in.octet() : 1),
                                           .case_role = static_cast<case_role>(in.below(5)),
                                           .company = text_from(in, "Haddad SARL"),
                                           .code = text_from(in, "C-17")}));
}
std::optional<errc> resend_join(portal& door, const caller& by, input&) {
  return told(door.resend_join(by, people::applicant));
}
std::optional<errc> edit_account(portal& door, const caller& by, input& in) {
  edit_account_request request{.account = people::applicant};
  if (in.yes()) request.first_name = text_from(in, "Zoé");
  if (in.yes()) request.language = text_from(in, "fr");
  if (in.yes()) request.seniority = text_from(in, "");
  if (in.yes()) request.mobile = text_from(in, "");
  if (in.yes()) request.code = text_from(in, "C-17");
  if (in.yes()) request.fields = {{text_from(in, "file"), text_from(in, "2026/17")}};
  return told(door.edit_account(by, request));
}
std::optional<errc> change_access(portal& door, const caller& by, input& in) {
  change_access_request request{.account = people::applicant, .access = static_cast<parvis::access>(in.below(17))};
  request.notice = in.yes() ? notice::silent : notice::mail;
  return told(door.change_access(by, request));
}
std::optional<errc> ask_access(portal& door, const caller& by, input& in) {
  auto person = by;
  if (in.yes()) person.actor = people::applicant;
  return told(door.ask_access(person, static_cast<parvis::access>(in.below(17))));
}
std::optional<errc> approve_access(portal& door, const caller& by, input& in) {
  return told(
      door.approve_access(by, {.account = people::applicant, .access = static_cast<parvis::access>(in.below(17))}));
}
std::optional<errc> reject_access(portal& door, const caller& by, input& in) {
  return told(door.reject_access(by, {.account = people::applicant,
                                      .access = static_cast<parvis::access>(in.below(17)),
                                      .reason = text_from(in, "not now")}));
}
std::optional<errc> create_invite(portal& door, const caller& by, input& in) {
  create_invite_request request{.label = text_from(in, "Fair")};
  if (in.yes()) request.lifetime = duration{in.number()};
  if (in.yes()) request.max_uses = in.number();
  if (in.yes()) request.allowed_domains.emplace_back(in.line());
  if (in.yes()) request.audience = static_cast<account_kind>(in.below(5));
  if (in.yes()) request.approval = static_cast<approval_override>(in.below(5));
  return told(door.create_invite(by, request));
}
std::optional<errc> change_settings(portal& door, const caller& by, input& in) {
  settings wanted;
  wanted.revision = 1;
  wanted.portal_name = text_from(in, "Cabinet Ravel");
  wanted.portal_url = text_from(in, "https://portal.example.org");
  wanted.approval = static_cast<approval_mode>(1 + in.below(3));
  wanted.approvers = {people::administrator};
  wanted.allowed_domains.emplace_back(text_from(in, "example.org"));
  return told(door.change_settings(by, wanted));
}
std::optional<errc> set_up(portal& door, const caller& by, input& in) {
  return told(door.set_up(by, {.portal_name = text_from(in, "Cabinet Ravel"),
                               .portal_url = text_from(in, "https://portal.example.org"),
                               .first_name = text_from(in, "Anne"),
                               .last_name = "Ravel",
                               .email = text_from(in, "anne@ravel.example"),
                               .username = "anne",
                               .password = text_from(in, people::password),
                               .access = static_cast<parvis::access>(in.yes() ? in.octet() : 4),
                               .grants = {{text_from(in, "core"), in.yes() ? in.number() : 5}}}));
}
std::optional<errc> grant_seats(portal& door, const caller& by, input& in) {
  return told(door.grant_seats(by, {text_from(in, "core"), in.yes() ? in.number() : 5}));
}
std::optional<errc> drain_outbox(portal& door, const caller& by, input& in) {
  return told(door.drain_outbox(by, 1 + in.below(101)));
}
std::optional<errc> run_due(portal& door, const caller& by, input& in) {
  return told(door.run_due(by, 1 + in.below(101)));
}
std::optional<errc> check_invite(portal& door, const caller& by, input& in) {
  return told(door.check_invite(by, token_from(in, token_kind::invite, people::invite, 1)));
}
std::optional<errc> show_invite(portal& door, const caller& by, input&) {
  return told(door.show_invite(by, people::invite));
}
std::optional<errc> view_settings(portal& door, const caller& by, input&) { return told(door.view_settings(by)); }
std::optional<errc> list_accounts(portal& door, const caller& by, input& in) {
  return told(door.list_accounts(by, {.limit = 1 + in.below(4)}));
}
account_filter filter_from(input& in) {
  account_filter out;
  for (auto left = in.below(3); left > 0; --left) out.states.push_back(static_cast<account_state>(in.below(10)));
  for (auto left = in.below(3); left > 0; --left) out.kinds.push_back(static_cast<account_kind>(in.below(5)));
  out.access = static_cast<parvis::access>(in.below(18));
  if (in.yes()) out.decided_by = people::applicant;
  out.company = text_from(in, "");
  out.text = text_from(in, "Zo\u00e9");
  out.begins_with = text_from(in, "");
  return out;
}
/// A page, and the next by the cursor of the first or by one that nobody gave.
std::optional<errc> search_accounts(portal& door, const caller& by, input& in) {
  search_accounts_request asked{.which = filter_from(in),
                                .sort = static_cast<account_sort>(in.below(7)),
                                .direction = static_cast<sort_direction>(1 + in.below(3)),
                                .limit = 1 + in.below(4),
                                .count_cap = in.below(9)};
  const auto first = door.search_accounts(by, asked);
  if (!first || !in.yes()) return told(first);
  asked.after = first.assume_value().next;
  if (in.yes()) asked.after = cursor{value::bytes(in.line()), people::applicant};
  if (in.yes()) asked.which = filter_from(in);
  return told(door.search_accounts(by, asked));
}
std::optional<errc> count_accounts(portal& door, const caller& by, input& in) {
  return told(door.count_accounts(by, {.which = filter_from(in), .count_cap = in.below(9)}));
}
std::optional<errc> resend_join_each(portal& door, const caller& by, input& in) {
  return told(door.resend_join_each(by, std::vector(in.below(4), people::applicant)));
}
std::optional<errc> deactivate_each(portal& door, const caller& by, input& in) {
  std::vector<deactivate_request> rows(in.below(4), {.account = people::applicant});
  if (in.yes()) rows.push_back({.account = people::administrator});
  return told(door.deactivate_each(by, rows));
}
std::optional<errc> list_pools(portal& door, const caller& by, input&) { return told(door.list_pools(by)); }
std::optional<errc> list_events(portal& door, const caller& by, input& in) {
  return told(door.list_events(by, {.limit = 1 + in.below(4)}));
}

std::optional<errc> allow_overage(portal& door, const caller& by, input& in) {
  return told(door.allow_overage(by, {text_from(in, "core"), in.yes() ? in.number() : 1}));
}
std::optional<errc> check_entitlement(portal& door, const caller& by, input& in) {
  return told(door.check_entitlement(by, text_from(in, "outlook")));
}
std::optional<errc> reserve_seats(portal& door, const caller& by, input& in) {
  return told(door.reserve_seats(by, {text_from(in, "core"), in.yes() ? in.number() : 1,
                                      in.yes() ? duration{in.number()} : hours(1), text_from(in, "")}));
}
std::optional<errc> release_reservation(portal& door, const caller& by, input&) {
  return told(door.release_reservation(by, people::reservation));
}
std::optional<errc> approve_reserved(portal& door, const caller& by, input&) {
  return told(door.approve(by, {.account = people::applicant, .reservations = {people::reservation}}));
}
std::optional<errc> preview_seats(portal& door, const caller& by, input& in) {
  std::vector<seat_demand> demands;
  for (auto left = in.below(4); left > 0; --left) {
    demands.push_back({.account = in.yes() ? people::applicant : account_id{},
                       .access = static_cast<parvis::access>(in.octet()),
                       .people = in.yes() ? in.number() : 1});
  }
  return told(door.preview_seats(by, demands));
}
std::optional<errc> list_holders(portal& door, const caller& by, input& in) {
  return told(door.list_holders(by, {.sku = text_from(in, "core"), .limit = 1 + in.below(4)}));
}
std::optional<errc> view_use(portal& door, const caller& by, input& in) {
  return told(door.view_use(by, {text_from(in, "core"), {in.yes() ? in.number() : 0}}));
}
std::optional<errc> list_reservations(portal& door, const caller& by, input& in) {
  return told(door.list_reservations(by, text_from(in, "core")));
}
std::optional<errc> change_catalog(portal& door, const caller& by, input& in) {
  catalog wanted{.revision = 1, .skus = {{text_from(in, "core"), static_cast<sku_type>(in.below(5)), {}}}};
  wanted.plans = {{text_from(in, "monthly"), in.yes() ? in.number() : 1, static_cast<term_unit>(in.below(4)), "EUR"}};
  wanted.prices = {{wanted.skus[0].code, wanted.plans[0].code, in.number()}};
  return told(door.change_catalog(by, wanted));
}
std::vector<wanted_line> lines_from(input& in) {
  std::vector<wanted_line> out;
  for (auto left = 1 + in.below(3); left > 0; --left) {
    out.push_back({text_from(in, in.yes() ? "core" : "outlook"), in.yes() ? in.number() : 1});
  }
  return out;
}
std::optional<errc> quote_order(portal& door, const caller& by, input& in) {
  return told(door.quote_order(by, {text_from(in, "monthly"), lines_from(in)}));
}
std::optional<errc> place_order(portal& door, const caller& by, input& in) {
  return told(door.place_order(by, {text_from(in, "2026-18"), 1, text_from(in, "monthly"), lines_from(in),
                                    in.yes() ? people::order : order_id{}}));
}
std::optional<errc> cancel_order(portal& door, const caller& by, input&) {
  return told(door.cancel_order(by, people::order));
}
std::optional<errc> list_orders(portal& door, const caller& by, input& in) {
  return told(door.list_orders(by, {.limit = 1 + in.below(4)}));
}
std::optional<errc> take_payment_notice(portal& door, const caller& by, input& in) {
  return told(
      door.take_payment_notice(by, {text_from(in, "evt"), people::order, static_cast<payment_event>(in.below(6)),
                                    in.yes() ? in.number() : 9800, text_from(in, "EUR")}));
}

std::optional<errc> ban(portal& door, const caller& by, input& in) {
  ban_request request{.account = people::applicant, .reason = text_from(in, "no conflict check")};
  if (in.yes()) request.until = instant{in.number()};
  return told(door.ban(by, request));
}
std::optional<errc> unban(portal& door, const caller& by, input&) {
  return told(door.unban(by, {.account = people::applicant}));
}
std::optional<errc> replace(portal& door, const caller& by, input& in) {
  return told(door.replace(by, {.account = people::applicant,
                                .newcomer = {.first_name = text_from(in, "Paul"),
                                             .last_name = text_from(in, "Ravel"),
                                             .email = text_from(in, "paul@example.org"),
                                             .group = people::group,
                                             .access = static_cast<parvis::access>(in.below(17)),
                                             .seniority = text_from(in, "partner")}}));
}
std::optional<errc> add_group(portal& door, const caller& by, input& in) {
  return told(door.add_group(by, {text_from(in, "Lawyers"),
                                  static_cast<permissions>(in.below(3)),
                                  {text_from(in, "core.print"), text_from(in, "sign")}}));
}
std::optional<errc> edit_group(portal& door, const caller& by, input& in) {
  edit_group_request request{.group = people::group};
  if (in.yes()) request.name = text_from(in, "Partners");
  if (in.yes()) request.permissions = static_cast<permissions>(in.below(3));
  return told(door.edit_group(by, request));
}
std::optional<errc> remove_group(portal& door, const caller& by, input&) {
  return told(door.remove_group(by, {.group = people::group}));
}
std::optional<errc> change_group(portal& door, const caller& by, input& in) {
  return told(door.change_group(by, {in.yes() ? people::applicant : people::administrator, people::group}));
}
std::optional<errc> view_permissions(portal& door, const caller& by, input& in) {
  return told(door.view_permissions(by, in.yes() ? people::applicant : people::administrator));
}

/// What a call may leave behind.
enum class leaves { nothing, all_or_nothing, what_was_done };
struct use_case {
  call make;
  leaves behind;
};
constexpr use_case use_cases[] = {
    {sign_up, leaves::all_or_nothing},
    {prove_email, leaves::all_or_nothing},
    {approve, leaves::all_or_nothing},
    {sign_in, leaves::all_or_nothing},
    {drain_outbox, leaves::what_was_done},
    {run_due, leaves::what_was_done},
    {check_invite, leaves::nothing},
    {reject, leaves::all_or_nothing},
    {join, leaves::all_or_nothing},
    {add_user, leaves::all_or_nothing},
    {create_invite, leaves::all_or_nothing},
    {change_settings, leaves::all_or_nothing},
    {set_up, leaves::all_or_nothing},
    {grant_seats, leaves::all_or_nothing},
    {show_invite, leaves::nothing},
    {view_settings, leaves::nothing},
    {list_accounts, leaves::nothing},
    {list_pools, leaves::nothing},
    {list_events, leaves::nothing},
    {change_password, leaves::all_or_nothing},
    {request_password_reset, leaves::all_or_nothing},
    {reset_password, leaves::all_or_nothing},
    {request_email_change, leaves::all_or_nothing},
    {prove_email_change, leaves::all_or_nothing},
    {issue_api_key, leaves::all_or_nothing},
    {verify_api_key, leaves::nothing},
    {revoke_api_key, leaves::all_or_nothing},
    {add_portal_account, leaves::all_or_nothing},
    {resend_join, leaves::all_or_nothing},
    {edit_account, leaves::all_or_nothing},
    {change_access, leaves::all_or_nothing},
    {ask_access, leaves::all_or_nothing},
    {approve_access, leaves::all_or_nothing},
    {reject_access, leaves::all_or_nothing},
    {allow_overage, leaves::all_or_nothing},
    {check_entitlement, leaves::nothing},
    {reserve_seats, leaves::all_or_nothing},
    {release_reservation, leaves::all_or_nothing},
    {approve_reserved, leaves::all_or_nothing},
    {preview_seats, leaves::nothing},
    {list_holders, leaves::nothing},
    {view_use, leaves::nothing},
    {list_reservations, leaves::nothing},
    {change_catalog, leaves::all_or_nothing},
    {quote_order, leaves::nothing},
    {place_order, leaves::all_or_nothing},
    {cancel_order, leaves::all_or_nothing},
    {list_orders, leaves::nothing},
    {take_payment_notice, leaves::all_or_nothing},
    {ban, leaves::all_or_nothing},
    {unban, leaves::all_or_nothing},
    {replace, leaves::all_or_nothing},
    {add_group, leaves::all_or_nothing},
    {edit_group, leaves::all_or_nothing},
    {remove_group, leaves::all_or_nothing},
    {change_group, leaves::all_or_nothing},
    {view_permissions, leaves::nothing},
    {search_accounts, leaves::nothing},
    {count_accounts, leaves::nothing},
    {resend_join_each, leaves::all_or_nothing},
    {deactivate_each, leaves::all_or_nothing},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto hash = hasher().hash(people::password, "sixteen octets..").value();
  input in(data, size);
  fuzz::hostile_storage store(in, now, hash);
  testkit::manual_clock clock(now);
  testkit::seeded_random random(1);
  const std::string_view given(reinterpret_cast<const char*>(data), size);  // NOLINT: octets seen as characters
  checking_mailer mailer(in, given.find(people::password) != given.npos);
  hostile_cases cases(in);
  hostile_payments gateway(in);
  auto door = portal::open({.keys = ring(), .licensing = licensing::by_administrators}, {.storage = &store,
                                                                                         .clock = &clock,
                                                                                         .random = &random,
                                                                                         .hasher = &hasher(),
                                                                                         .mailer = &mailer,
                                                                                         .cases = &cases,
                                                                                         .payments = &gateway})
                  .value();

  const auto& [make, behind] = use_cases[in.below(std::size(use_cases))];
  const auto refused = make(door, {.workspace = std::string(workspace), .actor = people::administrator}, in);
  PARVIS_HOLDS(behind != leaves::nothing || store.applied == 0);
  // What is refused changed nothing.
  if (behind == leaves::all_or_nothing && refused && *refused != errc::outcome_unknown)
    PARVIS_HOLDS(store.applied == 0);
  // A store that answers what a right one may is never the cause of what only a defect of ours can be.
  PARVIS_HOLDS(store.lied || refused != errc::bug);
  return 0;
}
