// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "flow/core.hpp"
#include "mails/render.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/mailer.hpp"
#include "parvis/rules/mails.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

constexpr std::size_t drain_max = 100;

/// An item that is ours for the length of the lease, and what it speaks of.
struct leased {
  outbox_item item;
  outbox_facts facts;
};

result<std::vector<outbox_item>> due_items(session& in, std::size_t limit) {
  PARVIS_TRY(const auto found,
             in.scan({.kind = kind::outbox,
                      .filters = {{column_of(&outbox_item::due_at), filter_op::less, {in.now().us + 1}}},
                      .sort = column_of(&outbox_item::due_at),
                      .limit = limit}));
  std::vector<outbox_item> out;
  for (const auto& one : found.rows) {
    PARVIS_TRY(auto item, from_row<outbox_item>(one));
    out.push_back(std::move(item));
  }
  return out;
}

bool applied(const answer& told) { return told.status == answer_status::done || told.status == answer_status::already; }

/// Takes the items that nobody else took meanwhile. The try is counted before it is made, so that an item that kills
/// the worker does not come back for ever.
std::vector<leased> lease(session& in, const std::vector<outbox_item>& due) {
  std::vector<leased> out;
  std::vector<batch> batches;
  for (const auto& item : due) {
    auto mine = item;
    mine.due_at = in.now() + outbox_lease;
    mine.tries = std::min(item.tries, outbox_tries_max) + 1;
    batches.push_back({in.stamp().ids.next(), in.now(), {changing(item, mine)}});
    ++mine.revision;
    out.push_back({std::move(mine), {}});
  }
  const auto told = in.commit(batches);
  std::size_t n = 0;
  std::erase_if(out, [&](const leased&) { return !applied(told[n++]); });
  return out;
}

bool is_about_sign_up(effect what) { return what == effect::mail_verify_email || what == effect::mail_known_address; }

/// Everything the items speak of, in one load.
result<> load_facts(session& in, std::vector<leased>& items, std::optional<settings>& workspace) {
  reader rows{in};
  rows.by_id(workspace, settings_row);
  for (auto& [item, facts] : items) {
    if (is_about_sign_up(item.effect)) {
      rows.by_id(facts.about_sign_up, item.about);
    } else {
      rows.by_id(facts.about, item.about);
      rows.by_id(facts.recipient, item.recipient);
    }
  }
  return rows.read();
}

std::string full_name(const account& a) { return a.first_name + " " + a.last_name; }

/// The secret in the link of a mail, or nothing for a page that is no secret.
std::string link_in(const session& in, const outbox_item& item, const settings& workspace) {
  const auto secret = [&](token_kind what) {
    return in.keys().issue(what, in.by().workspace, item.about, static_cast<std::uint32_t>(item.generation)).text();
  };
  switch (item.effect) {
    case effect::mail_verify_email:
      return link_to(workspace, "verify", secret(token_kind::verify));
    case effect::mail_join:
      return link_to(workspace, "join", secret(token_kind::join));
    case effect::mail_approval_needed:
      return link_to(workspace, "clients", {});
    default:
      return workspace.portal_url;
  }
}

mail_facts facts_of(const session& in, const leased& one, const settings& workspace) {
  mail_facts out{.portal_name = workspace.portal_name,
                 .portal_url = workspace.portal_url,
                 .support_contact = workspace.support_contact,
                 .link = link_in(in, one.item, workspace),
                 .reason = one.item.reason};
  if (const auto& to = one.facts.recipient) {
    out.first_name = to->first_name;
    out.last_name = to->last_name;
  }
  if (const auto& about = one.facts.about) {
    out.applicant_name = full_name(*about);
    out.applicant_email = about->email;
    out.asked = about->access;
  }
  // Who signed up with an address that is not theirs shall not choose what its owner reads: no name from the form.
  if (const auto& about = one.facts.about_sign_up; about && about->expires_at) out.link_expires_at = *about->expires_at;
  return out;
}

result<> send_mail(session& in, const leased& one, const settings& workspace) {
  const auto& to = one.facts.recipient;
  PARVIS_TRY(auto written,
             render(one.item.effect, to ? to->language : one.item.language, facts_of(in, one, workspace)));
  PARVIS_TRY(auto address, email::parse(to ? to->email : one.item.to, in.ports().text));
  PARVIS_TRY(auto id, message_id(one.item.id, workspace.portal_url));
  header_text to_name;
  if (to) {
    PARVIS_TRY(to_name, header_text::parse(full_name(*to)));
  }
  return in.ports().mailer->send({one.item.id, std::move(id), one.item.created_at, std::move(address),
                                  std::move(to_name), std::move(written.subject), std::move(written.text),
                                  std::move(written.html), std::move(written.language)});
}

result<> open_case(session& in, const leased& one) {
  const auto& who = *one.facts.about;
  return in.ports().cases->open(
      {in.by().workspace, one.item.id, who.id, who.of_kind, who.first_name, who.last_name, who.email, who.case_role});
}

/// What becomes of an item after it was tried; `event_type{}`: nothing for the audit trail.
struct settlement {
  outbox_item after;
  event_type what{};
};

settlement settle(outbox_item item, outbox_state how, event_type what = {}) {
  item.state = how;
  item.due_at.reset();
  return {std::move(item), what};
}

/// Does one thing in the world outside.
settlement carry_out(session& in, const leased& one, const settings& workspace) {
  const bool is_case = one.item.effect == effect::open_case;
  auto item = one.item;
  if (!cause_stands(item, one.facts, in.now())) return settle(std::move(item), outbox_state::void_);
  if (is_case ? in.ports().cases == nullptr : in.ports().mailer == nullptr) {
    --item.tries;  // nobody was asked: the item waits for a host that can
    return {std::move(item), {}};
  }
  const auto given_up = [&] { return settle(std::move(item), outbox_state::dead, event_type::mail_failed); };
  if (item.tries > outbox_tries_max) return given_up();  // the last tries ended with the worker
  // What one item makes the host throw shall not keep the others from being settled.
  const auto told = caught([&] { return is_case ? open_case(in, one) : send_mail(in, one, workspace); });
  if (told) return settle(std::move(item), outbox_state::done, is_case ? event_type::case_opened : event_type{});
  const auto code = static_cast<int>(told.assume_error().code);
  const bool final = code / 100 == 1 || item.tries >= outbox_tries_max;
  if (final) return given_up();
  item.due_at = in.now() + outbox_backoff(item.tries);
  return {std::move(item), {}};
}

batch settled_batch(session& in, const outbox_item& before, const settlement& done) {
  batch out{in.stamp().ids.next(), in.now(), {changing(before, done.after)}};
  if (done.what != event_type{}) {
    out.operations.push_back(record(
        in.stamp(), {.what = done.what, .subject = before.about, .number = static_cast<std::int64_t>(before.effect)}));
  }
  return out;
}

void count(drain_reply& reply, const outbox_item& after) {
  switch (after.state) {
    case outbox_state::done:
      ++reply.done;
      break;
    case outbox_state::void_:
      ++reply.void_;
      break;
    case outbox_state::dead:
      ++reply.dead;
      break;
    case outbox_state::queued:
      ++reply.later;
      break;
  }
}

}  // namespace

result<drain_reply> portal::drain_outbox(const caller& by, std::size_t limit) {
  return respond(*core_, by, [&](session& in) -> result<drain_reply> {
    if (limit < 1 || limit > drain_max) return failure{errc::out_of_range, "limit"};
    PARVIS_TRY(const auto due, due_items(in, limit));
    if (due.empty()) return drain_reply{};
    auto items = lease(in, due);
    if (items.empty()) return drain_reply{};
    std::optional<settings> workspace;
    PARVIS_TRYV(load_facts(in, items, workspace));
    PARVIS_TRYV(require_workspace(in, workspace));

    drain_reply reply;
    std::vector<batch> batches;
    for (const auto& one : items) {
      const auto done = carry_out(in, one, *workspace);
      count(reply, done.after);
      batches.push_back(settled_batch(in, one.item, done));
    }
    // What cannot be settled is tried again when its lease ends, under the same id.
    for (const auto& told : in.commit(batches)) {
      if (!applied(told)) in.note("outbox_not_settled");
    }
    return reply;
  });
}

result<run_due_reply> portal::run_due(const caller& by, std::size_t limit) {
  return respond(*core_, by, [&](session& in) -> result<run_due_reply> {
    if (limit < 1 || limit > page_max) return failure{errc::out_of_range, "limit"};
    run_due_reply reply;
    for (const auto& rule : seat_rules) {
      PARVIS_TRY(const auto admitted, admit_waiting(in, rule.sku, limit));
      reply.admitted += admitted;
    }
    PARVIS_TRY(const auto expired,
               in.scan({.kind = kind::sign_up,
                        .filters = {{column_of(&sign_up::expires_at), filter_op::less, {in.now().us + 1}}},
                        .sort = column_of(&sign_up::expires_at),
                        .limit = limit}));
    std::vector<batch> batches;
    for (const auto& one : expired.rows) {
      batches.push_back({in.stamp().ids.next(),
                         in.now(),
                         {{.type = op_type::remove, .kind = kind::sign_up, .id = one.id, .revision = one.revision}}});
    }
    if (batches.empty()) return reply;
    for (const auto& told : in.commit(batches)) reply.purged += applied(told) ? 1U : 0U;
    return reply;
  });
}

}  // namespace parvis::inline v1
