// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/invites.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "flow/forms.hpp"
#include "flow/people.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace detail {

result<create_invite_command> parse_options(const session& in, const create_invite_request& request, invite_type type) {
  form_errors errors;
  create_invite_command out{.type = type,
                            .audience = request.audience,
                            .label = request.label,
                            .language = request.language,
                            .lifetime = request.lifetime,
                            .max_uses = request.max_uses,
                            .allowed_domains = parse_domains(errors, "allowed_domains", request.allowed_domains, in),
                            .approval = request.approval,
                            .case_role = request.case_role,
                            .access = request.access,
                            .group = request.group,
                            .key_id = in.keys().primary()};
  if (errors.failed()) return std::move(errors).as_failure();
  return out;
}

}  // namespace detail

namespace {

/// What may be shown of a link: its secret only while it is on, and never that of a personal one.
result<invite_view> with_link(const session& in, invite of, const settings& workspace) {
  if (of.type == invite_type::personal || of.state != invite_state::open) return invite_view{std::move(of), {}};
  PARVIS_TRY(const auto secret,
             in.keys().issue(token_kind::invite, in.by().workspace, of.id, static_cast<std::uint32_t>(of.generation),
                             static_cast<std::uint32_t>(of.key_id)));
  return invite_view{std::move(of), link_to(workspace, "invite", secret.text())};
}

/// The same for a decision, before it is committed: a link that cannot be shown changes nothing.
result<decision<invite_view>> shown(const session& in, decision<invite> decided, const settings& workspace) {
  PARVIS_TRY(auto view, with_link(in, std::move(decided.reply), workspace));
  return decision<invite_view>{std::move(decided.operations), std::move(view)};
}

/// Reads what a new link is decided on, and whatever `rows` wants besides.
result<create_invite_facts> read_options(session& in, reader& rows, const create_invite_command& options) {
  create_invite_facts facts;
  std::optional<settings> workspace;
  rows.by_id(facts.group, options.group);
  rows.pools(facts.pools, access_of(options));
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

}  // namespace

result<invite_view> portal::create_invite(const caller& by, const create_invite_request& request) {
  return respond(*core_, by, [&](session& in) -> result<invite_view> {
    PARVIS_TRY(const auto options, parse_options(in, request, invite_type::public_));
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<invite_view>> {
                 reader rows{in};
                 PARVIS_TRY(const auto facts, read_options(in, rows, options));
                 PARVIS_TRY(auto decided, parvis::create_invite(facts, options, at));
                 return shown(in, std::move(decided), facts.settings);
               }));
    return std::move(done.reply);
  });
}

// --- many people ---

namespace {

/// One person of a list: who they are, or what is wrong with their row.
struct invitee_row {
  result<email> to;
  std::string language;
};

std::vector<invitee_row> parse_people(const session& in, const std::vector<invitee>& people) {
  std::vector<invitee_row> out;
  std::set<std::string> keys;
  for (const auto& one : people) {
    auto to = email::parse(one.email, in.ports().text);
    if (!to) {
      to.assume_error().field = "email";
    } else if (!keys.insert(to.assume_value().key()).second) {
      to = failure{errc::given_twice, "email"};
    }
    out.push_back({std::move(to), one.language});
  }
  return out;
}

void want(session& in, reader& rows, invitee_facts& facts, const email& to) {
  facts.mails.id = mail_budget_id(in, to, mail_sort::firm);
  rows.by_key(facts.by_email, &account::email_key, to.key());
  rows.by_id(facts.mails.spent, facts.mails.id);
}

/// One person by themselves: the way of a row that lost a race.
result<invite> invite_alone(session& in, const create_invite_command& options, const email& to,
                            const std::string& language) {
  PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<invite>> {
               invitee_facts person;
               reader rows{in};
               want(in, rows, person, to);
               PARVIS_TRY(const auto facts, read_options(in, rows, options));
               return parvis::invite_person(facts, options, person, to, language, at);
             }));
  return std::move(done.reply);
}

/// One load for all of them and one commit with a batch for each.
result<std::vector<result<invite>>> invite_all(session& in, const create_invite_command& options,
                                               const std::vector<invitee_row>& people) {
  std::vector<invitee_facts> known(people.size());
  reader rows{in};
  for (std::size_t n = 0; n < people.size(); ++n) {
    if (people[n].to) want(in, rows, known[n], people[n].to.assume_value());
  }
  PARVIS_TRY(const auto facts, read_options(in, rows, options));
  PARVIS_TRYV(draft_invite(facts, options, in.now()));

  std::vector<result<invite>> out;
  std::vector<batch> batches;
  std::vector<std::size_t> places;
  for (std::size_t n = 0; n < people.size(); ++n) {
    const auto& [to, language] = people[n];
    if (!to) {
      out.emplace_back(to.assume_error());
      continue;
    }
    auto decided = parvis::invite_person(facts, options, known[n], to.assume_value(), language, in.stamp());
    if (!decided) {
      out.emplace_back(std::move(decided).assume_error());
      continue;
    }
    out.emplace_back(std::move(decided.assume_value().reply));
    batches.push_back({in.stamp().ids.next(), in.now(), std::move(decided.assume_value().operations)});
    places.push_back(n);
  }
  PARVIS_TRY(const auto answers, in.commit(batches));
  for (std::size_t n = 0; n < answers.size(); ++n) {
    const auto place = places[n];
    const auto applied = outcome_of(answers[n]);
    if (!applied) {
      out[place] = applied.assume_error();
    } else if (!applied.assume_value()) {
      out[place] = invite_alone(in, options, people[place].to.assume_value(), people[place].language);
    }
  }
  return out;
}

}  // namespace

result<std::vector<result<invite>>> portal::invite_people(const caller& by, const invite_people_request& request) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<result<invite>>> {
    if (request.people.empty() || request.people.size() > page_max) return failure{errc::out_of_range, "people"};
    PARVIS_TRY(const auto options, parse_options(in, request.options, invite_type::personal));
    PARVIS_TRY(auto out, invite_all(in, options, parse_people(in, request.people)));
    for (auto& one : out) {
      if (!one) localise(one.assume_error(), in.language());
    }
    return out;
  });
}

// --- what becomes of a link ---

namespace {

result<move_invite_facts> load_link(session& in, invite_id which) {
  move_invite_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.link, which);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  if (facts.link && !facts.link->email.empty()) {
    PARVIS_TRY(const auto to, email::parse(facts.link->email, in.ports().text));
    facts.mails.id = mail_budget_id(in, to, mail_sort::firm);
    rows.by_id(facts.mails.spent, facts.mails.id);
  }
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

result<invite_view> move(session& in, invite_id which, invite_cause cause, link_fate fate = link_fate::rotate) {
  const move_invite_command command{cause, fate, in.keys().primary()};
  PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<invite_view>> {
               PARVIS_TRY(const auto facts, load_link(in, which));
               PARVIS_TRY(auto decided, move_invite(facts, command, at));
               return shown(in, std::move(decided), facts.settings);
             }));
  return std::move(done.reply);
}

}  // namespace

result<invite_view> portal::rotate_invite(const caller& by, invite_id which) {
  return respond(*core_, by, [&](session& in) { return move(in, which, invite_cause::rotate); });
}

result<invite_view> portal::close_invite(const caller& by, invite_id which) {
  return respond(*core_, by, [&](session& in) { return move(in, which, invite_cause::close); });
}

result<invite_view> portal::reopen_invite(const caller& by, invite_id which, link_fate fate) {
  return respond(*core_, by, [&](session& in) { return move(in, which, invite_cause::reopen, fate); });
}

result<invite_view> portal::revoke_invite(const caller& by, invite_id which) {
  return respond(*core_, by, [&](session& in) { return move(in, which, invite_cause::revoke); });
}

result<invite_view> portal::resend_invite(const caller& by, invite_id which, link_fate fate) {
  return respond(*core_, by, [&](session& in) { return move(in, which, invite_cause::resend, fate); });
}

// --- looking ---

result<invite_view> portal::show_invite(const caller& by, invite_id which) {
  return respond(*core_, by, [&](session& in) -> result<invite_view> {
    std::optional<settings> workspace;
    std::optional<invite> found;
    actor_facts actor;
    reader rows{in};
    rows.by_id(found, which);
    PARVIS_TRYV(read_actor(in, rows, workspace, actor));
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_manager(actor));
    if (!found) return failure{errc::not_found, "invite"};
    return with_link(in, *std::move(found), *workspace);
  });
}

namespace {

/// At most one filter, by one of the columns that invites are found by.
result<std::vector<filter>> filters_of(const session& in, const list_invites_request& request) {
  std::vector<filter> out;
  if (request.state) {
    out.push_back({column_of(&invite::state), filter_op::equal, {static_cast<std::int64_t>(*request.state)}});
  }
  if (!request.email.empty()) {
    auto to = email::parse(request.email, in.ports().text);
    if (!to) {
      to.assume_error().field = "email";
      return std::move(to).assume_error();
    }
    out.push_back({column_of(&invite::email_key), filter_op::equal, {value::text(to.assume_value().key())}});
  }
  if (request.key_id) {
    out.push_back({column_of(&invite::key_id), filter_op::equal, {static_cast<std::int64_t>(*request.key_id)}});
  }
  if (out.size() > 1) return failure{errc::invalid_argument, {}, "one filter at most"};
  return out;
}

}  // namespace

result<invite_page> portal::list_invites(const caller& by, const list_invites_request& request) {
  return respond(*core_, by, [&](session& in) -> result<invite_page> {
    PARVIS_TRYV(check_limit(request.limit));
    PARVIS_TRY(auto filters, filters_of(in, request));
    PARVIS_TRYV(require_manager(in));
    PARVIS_TRY(
        const auto found,
        in.scan({.kind = kind::invite, .filters = std::move(filters), .after = request.after, .limit = request.limit}));
    invite_page out{.next = next_of(found)};
    for (const auto& one : found.rows) {
      PARVIS_TRY(auto link, from_row<invite>(one));
      out.invites.push_back(std::move(link));
    }
    return out;
  });
}

namespace detail {

/// Where the ids of a moment begin.
static uuid first_id_of(instant at) { return id_source{at, {}}.next(); }

/// Mails with one of these links that were given up: nothing else leads to them. They were queued while one of the
/// links was alive, and so do their ids lie, give or take a day by which a clock may have been set.
static result<> remove_given_up(session& in, const std::vector<invite>& links) {
  std::set<uuid> about;
  auto from = instant::never();
  instant until;
  for (const auto& one : links) {
    about.insert(one.id);
    from = std::min(from, one.created_at - days(1));
    until = std::max(until, one.forget_at.value_or(in.now()) - invitee_retention + days(1));
  }
  const auto first = first_id_of(from);
  const auto end = first_id_of(until);
  std::vector<outbox_item> theirs;
  PARVIS_TRYV(each_row(
      in,
      {.kind = kind::outbox,
       .filters = {{column_of(&outbox_item::state), filter_op::equal, {static_cast<std::int64_t>(outbox_state::dead)}}},
       .after = cursor{value::of(first), first},
       .limit = page_max},
      [&](const row& one) -> result<bool> {
        if (!(one.id < end)) return false;
        PARVIS_TRY(auto item, from_row<outbox_item>(one));
        if (about.contains(item.about)) theirs.push_back(std::move(item));
        return true;
      }));
  PARVIS_TRYV(commit_each(in, theirs, [](const outbox_item& one, stamp& /*at*/) -> result<std::vector<operation>> {
    return std::vector{removing(one)};
  }));
  return success();
}

result<std::size_t> forget_invitees(session& in, std::size_t limit) {
  PARVIS_TRY(const auto found,
             in.scan({.kind = kind::invite,
                      .filters = {{column_of(&invite::forget_at), filter_op::less, {in.now().us + 1}}},
                      .sort = column_of(&invite::forget_at),
                      .limit = limit}));
  PARVIS_TRY(const auto due, records_in<invite>(found));
  if (due.empty()) return std::size_t{0};
  PARVIS_TRYV(remove_given_up(in, due));
  return commit_each(in, due, [](const invite& one, stamp& /*at*/) -> result<std::vector<operation>> {
    return std::vector{forget_invitee(one)};
  });
}

}  // namespace detail

}  // namespace parvis::inline v1
