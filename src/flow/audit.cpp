// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/audit.hpp"

#include <map>
#include <set>
#include <span>
#include <utility>

#include "crypto/sha256.hpp"
#include "flow/people.hpp"
#include "parvis/model/check.hpp"
#include "parvis/ports/progress.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

result<std::optional<audit_head>> read_head(session& in) {
  std::optional<audit_head> head;
  reader rows{in};
  rows.by_id(head, audit_head_row);
  PARVIS_TRYV(rows.read());
  return head;
}

query sealed_after(std::int64_t position, std::size_t limit) {
  return {.kind = kind::event,
          .filters = {{column_of(&event::position), filter_op::greater, {position}}},
          .sort = column_of(&event::position),
          .limit = limit};
}

// --- sealing ---

result<seal_facts> load_unsealed(session& in, std::size_t limit) {
  seal_facts out{.start = trail_start(in.by().workspace, sha256)};
  PARVIS_TRY(out.head, read_head(in));
  PARVIS_TRY(const auto found, in.scan({.kind = kind::event, .sort = column_of(&event::unsealed_at), .limit = limit}));
  for (const auto& one : found.rows) {
    PARVIS_TRY(auto e, from_row<event>(one));
    out.unsealed.push_back(std::move(e));
  }
  return out;
}

/// How many entries were sealed: fewer than decided when another sealer was quicker.
result<std::size_t> commit_sealing(session& in, sealing decided) {
  std::vector<batch> batches;
  for (auto& operations : decided.batches) {
    batches.push_back({in.stamp().ids.next(), in.now(), std::move(operations)});
  }
  std::size_t sealed = 0;
  PARVIS_TRY(const auto answers, in.commit(batches));
  for (std::size_t n = 0; n < answers.size(); ++n) {
    switch (answers[n].status) {
      case answer_status::done:
      case answer_status::already:
        sealed += batches[n].operations.size() - 1;  // all but the head
        break;
      case answer_status::unavailable:
        return failure{errc::unavailable};
      case answer_status::unknown:
        return failure{errc::outcome_unknown};
      case answer_status::conflict:
      case answer_status::no_room:
        if (answers[n].reason == why::malformed) return failure{errc::bug, {}, "malformed batch"};
        break;
    }
  }
  return sealed;
}

// --- verifying ---

result<> check_anchor(std::string_view field, const audit_anchor& given) {
  const bool begins = given.position == 0;
  if (given.position < 0 || (!begins && given.hash.size() != audit_hash_size)) {
    return failure{errc::invalid_argument, field};
  }
  return success();
}

result<bool> note_altered(session& in, const event& e) {
  const auto& digest = e.note.octets;
  bool altered = false;
  if (digest.empty() || !in.keys().knows(digest)) return altered;
  PARVIS_TRYV(each_row(in,
                       {.kind = kind::note,
                        .filters = {{column_of(&note::subject), filter_op::equal, {value::of(e.subject)}}},
                        .limit = page_max},
                       [&](const row& found) -> result<bool> {
                         PARVIS_TRY(const auto n, from_row<note>(found));
                         altered = n.digest == e.note &&
                                   !in.keys().matches(digest, digest_purpose::note, in.by().workspace, n.text);
                         return !altered;
                       }));
  return altered;
}

/// An entry that cannot be read has its place in the trail and nothing else: its hash is not right.
result<trail_entry> entry_of(session& in, const row& found) {
  auto e = from_row<event>(found);
  if (!e) {
    const auto* position = found.at(column_of(&event::position));
    return trail_entry{{.id = event_id{found.id}, .position = position->integer()}};
  }
  PARVIS_TRY(const bool altered, note_altered(in, e.assume_value()));
  return trail_entry{std::move(e).assume_value(), altered};
}

// --- reading ---

/// What was noted about whom, as far as it can be read: a damaged row hides no page of the trail. Of whoever is erased
/// nothing is said from then on, also while their notes are still being removed.
result<std::map<uuid, notes>> notes_about(session& in, const std::vector<event_view>& entries) {
  std::map<uuid, notes> out;
  std::set<uuid> noted;
  std::vector<key> wanted;
  for (const auto& one : entries) {
    if (one.note.octets.empty() || !noted.insert(one.subject).second) continue;
    wanted.push_back(key::by_id(kind::account, account_id{one.subject}));
  }
  if (wanted.empty()) return out;
  PARVIS_TRY(const auto people, in.load(wanted));
  std::vector<value> subjects;
  for (const auto& one : people) {
    if (!one) continue;
    const auto who = from_row<account>(*one);
    if (who && who.assume_value().state != account_state::erased) subjects.push_back(value::of(one->id));
  }
  for (std::size_t at = 0; at < subjects.size(); at += filter_values_max) {
    const auto some = std::span(subjects).subspan(at, std::min(filter_values_max, subjects.size() - at));
    PARVIS_TRYV(each_row(in,
                         {.kind = kind::note,
                          .filters = {{column_of(&note::subject), filter_op::in, {some.begin(), some.end()}}},
                          .limit = page_max},
                         [&](const row& one) -> result<bool> {
                           if (auto read = from_row<note>(one)) {
                             auto& said = read.assume_value();
                             out[said.subject][said.digest.octets] = std::move(said.text);
                           }
                           return true;
                         }));
  }
  return out;
}

result<std::vector<event_view>> views_of(session& in, const page& found) {
  std::vector<event_view> out;
  for (const auto& one : found.rows) {
    PARVIS_TRY(auto e, from_row<event>(one));
    out.push_back({std::move(e)});
  }
  PARVIS_TRY(const auto said, notes_about(in, out));
  for (auto& one : out) {
    const auto about = said.find(one.subject);
    if (about == said.end()) continue;
    const auto text = about->second.find(one.note.octets);
    if (text != about->second.end()) one.note_text = text->second;
  }
  return out;
}

}  // namespace

namespace detail {

result<audit_report> verify_trail(session& in, const verify_audit_request& request) {
  verify_facts facts{.start = trail_start(in.by().workspace, sha256), .from = request.from, .through = request.through};
  PARVIS_TRY(facts.head, read_head(in));
  trail_check check{facts, sha256};
  std::optional<trail_entry> held;
  std::uint64_t seen = 0;
  PARVIS_TRYV(each_row(in, sealed_after(request.from.position, page_max), [&](const row& found) -> result<bool> {
    PARVIS_TRY(auto next, entry_of(in, found));
    if (held) check.judge(*held, &next.entry);
    held = std::move(next);
    ++seen;
    if (seen % page_max == 0 && request.progress != nullptr && !request.progress->tell(seen, 0)) {
      return failure{errc::cancelled};
    }
    return !check.ended();
  }));
  if (held) check.judge(*held, nullptr);
  if (check.past_head()) {
    PARVIS_TRY(facts.head, read_head(in));
  }
  return check.finish(facts.head);
}

result<seal_reply> seal_entries(session& in, std::size_t limit) {
  seal_reply reply;
  for (int tries = 0; tries < tries_max; ++tries) {
    PARVIS_TRY(const auto facts, load_unsealed(in, limit - reply.sealed));
    PARVIS_TRY(auto decided, seal(facts, in.now(), sha256));
    reply.head = decided.head;
    PARVIS_TRY(const auto sealed, commit_sealing(in, std::move(decided)));
    reply.sealed += sealed;
    if (sealed == facts.unsealed.size()) return reply;
  }
  return failure{errc::conflict};
}

}  // namespace detail

result<seal_reply> portal::seal_audit(const caller& by, std::size_t limit) {
  return respond(*core_, by, [&](session& in) -> result<seal_reply> {
    PARVIS_TRYV(check_limit(limit));
    return seal_entries(in, limit);
  });
}

result<std::vector<event_view>> portal::read_audit(const caller& by, const read_audit_request& request) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<event_view>> {
    if (request.after < 0) return failure{errc::out_of_range, "after"};
    PARVIS_TRYV(check_limit(request.limit));
    PARVIS_TRYV(require_manager(in));
    PARVIS_TRY(const auto found, in.scan(sealed_after(request.after, request.limit)));
    return views_of(in, found);
  });
}

result<audit_report> portal::verify_audit(const caller& by, const verify_audit_request& request) {
  return respond(*core_, by, [&](session& in) -> result<audit_report> {
    PARVIS_TRYV(check_anchor("from", request.from));
    if (request.through) {
      PARVIS_TRYV(check_anchor("through", *request.through));
    }
    PARVIS_TRYV(require_manager_or_operator(in));
    return verify_trail(in, request);
  });
}

result<event_page> portal::list_events(const caller& by, const list_events_request& request) {
  return respond(*core_, by, [&](session& in) -> result<event_page> {
    PARVIS_TRYV(check_limit(request.limit));
    PARVIS_TRYV(require_manager(in));
    query what{.kind = kind::event, .after = request.after, .limit = request.limit};
    if (request.subject) {
      what.filters.push_back({column_of(&event::subject), filter_op::equal, {value::of(*request.subject)}});
    }
    PARVIS_TRY(const auto found, in.scan(what));
    PARVIS_TRY(auto events, views_of(in, found));
    return event_page{std::move(events), next_of(found)};
  });
}

}  // namespace parvis::inline v1
