// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "flow/firm.hpp"
#include "flow/group_counts.hpp"
#include "flow/scheduler.hpp"
#include "parvis/rules/accounts.hpp"
#include "parvis/rules/transitions.hpp"
#include "rounds.hpp"

using namespace flow_test;

namespace {

/// What stands before the two actors: an occupied seat, and one that is about to change hands.
enum class scene {
  last_seat,          ///< one seat is free
  last_seat_refused,  ///< the same, and whoever finds none is refused
  last_seat_ends,     ///< the same, until a grant ends while they act
  seat_arrives,       ///< none is free and somebody waits; a grant begins while they act
  queue_is_overdue,   ///< one is free and somebody waits, whom nobody has admitted yet
};

/// A firm just before two people act, as batches that are applied anew for each run.
struct setting {
  std::vector<batch> past;
  set_up_reply team;
  parvis::settings settings;
  account_id approver, member, zoe, yann, carl, ivo, cleo, nora, nina;
  invite_id link, personal;
  std::string personal_token, join_token;
  std::array<std::string, 2> proofs, continuations;
  instant change;  ///< when the grant begins or ends
  std::set<uuid> events, outbox;
  std::map<uuid, account> accounts;
};

template <class Record>
std::set<uuid> ids_of(const firm& f) {
  std::set<uuid> out;
  for (const auto& one : f.rows(Record::kind)) out.insert(one.id);
  return out;
}

setting set_the(scene in) {
  auto kept = std::make_unique<stepped_storage>();
  const auto& recorder = *kept;
  firm f{std::move(kept)};
  setting out;
  f.begin(1);
  const create_invite_request options{.audience = account_kind::collaborator,
                                      .approval = approval_override::by_default};
  auto one_use = options;
  one_use.max_uses = 1;
  const auto link = f.link(one_use);
  out.link = link.invite.id;
  for (const std::size_t n : {0U, 1U}) {
    auto form = f.form("redeemer" + std::to_string(n));
    form.token = token_in(link.link);
    out.continuations[n] = f.door.sign_up(f.somebody(), form).value().continuation;
    out.proofs[n] = f.token_to(form.email);
  }
  out.personal =
      f.door.invite_people(f.as_administrator(), {options, {{"ines@example.org"}}}).value().front().value().id;
  out.personal_token = f.token_to("ines@example.org");
  out.nina =
      f.door
          .add_portal_account(
              f.as_administrator(),
              {.first_name = "Nina", .last_name = "Roy", .email = f.address_of("nina"), .access = access::collaborator})
          .value()
          .id;
  out.join_token = f.token_to(f.address_of("nina"));
  out.ivo = f.collaborator("ivo").id;
  REQUIRE(f.door.deactivate(f.as_administrator(), {.account = out.ivo}));
  out.carl = f.collaborator("carl").id;
  const bool free = in != scene::seat_arrives && in != scene::queue_is_overdue;
  if (!free) f.collaborator("walt");           // waits
  out.cleo = f.account_of(f.form("cleo")).id;  // a client
  out.approver = f.approver("paul").id;
  out.member = f.joined_user("max").id;
  auto nora = f.form("nora");
  nora.token = token_in(f.link({.audience = account_kind::user, .access = access::core, .group = f.team.members}).link);
  out.nora = f.account_of(nora).id;
  out.zoe = f.collaborator("zoe").id;
  out.yann = f.collaborator("yann").id;
  out.change = f.clock.now().value() + hours(1);
  if (free) {
    const auto ends_at = in == scene::last_seat_ends ? out.change : instant::never();
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, {}, ends_at}));
  }
  if (in == scene::seat_arrives) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, out.change}));
  }
  if (in == scene::last_seat_refused) {
    f.change_settings([](settings& s) { s.when_no_seat = no_seat_policy::refuse; });
  }
  f.deliver();
  REQUIRE(f.door.seal_audit(f.somebody(), 1000));
  if (in == scene::queue_is_overdue) f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 2; });
  out.settings = f.door.view_settings(f.as_administrator()).value();
  out.team = f.team;
  out.events = ids_of<event>(f);
  out.outbox = ids_of<outbox_item>(f);
  for (const auto& one : f.all<account>()) out.accounts[one.id] = one;
  out.past = recorder.past();
  return out;
}

/// One actor's call, and what it was answered.
struct command {
  const char* name;
  std::string (*call)(firm&, const setting&, std::size_t actor);
  bool moves_seats = false;
  bool atomic = true;     ///< one commit decides; otherwise several do, and others may come in between
  bool of_users = false;  ///< it touches nobody but users, and no seat that others want
};

template <class Result>
std::string told(const Result& r) {
  return std::string(name(refusal(r)));
}
std::string told(const result<account_view>& r) {
  return r ? "state " + std::to_string(static_cast<int>(r.value().state)) : std::string(name(r.error().code));
}

const command commands[] = {
    {"approve",
     [](firm& f, const setting& s, std::size_t) { return told(f.door.approve(f.as(s.approver), {.account = s.zoe})); },
     true},
    {"approve another",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.approve(f.as_administrator(), {.account = s.yann}));
     },
     true},
    {"reject",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.reject(f.as_administrator(), {.account = s.zoe, .reason = "no"}));
     },
     true},
    {"rotate",
     [](firm& f, const setting& s, std::size_t) { return told(f.door.rotate_invite(f.as_administrator(), s.link)); }},
    {"revoke",
     [](firm& f, const setting& s, std::size_t) { return told(f.door.revoke_invite(f.as_administrator(), s.link)); }},
    {"redeem the last use",
     [](firm& f, const setting& s, std::size_t actor) {
       return told(
           f.door.prove_email(f.somebody(), {.token = s.proofs[actor], .continuation = s.continuations[actor]}));
     },
     true},
    {"redeem one proof",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.prove_email(f.somebody(), {.token = s.proofs[0], .continuation = s.continuations[0]}));
     }},
    {"redeem a personal link",
     [](firm& f, const setting& s, std::size_t actor) {
       auto form = f.form("ines" + std::to_string(actor));
       form.email = "ines@example.org";
       form.token = s.personal_token;
       const auto reply = f.door.sign_up(f.somebody(), form);
       return reply ? told(result<account_view>{*reply.value().account}) : told(reply);
     },
     true},
    {"resend a personal link",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.resend_invite(f.as_administrator(), s.personal, link_fate::rotate));
     }},
    {"revoke a personal link",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.revoke_invite(f.as_administrator(), s.personal));
     }},
    {"deactivate",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.deactivate(f.as_administrator(), {.account = s.carl}));
     },
     true},
    {"reactivate",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.reactivate(f.as_administrator(), {.account = s.ivo}));
     },
     true},
    {"promote a client",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.change_access(f.as_administrator(), {.account = s.cleo, .access = access::collaborator}));
     },
     true},
    {"demote a collaborator",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.change_access(f.as_administrator(),
                                        {.account = s.carl, .access = access::client, .notice = notice::silent}));
     },
     true},
    {"join",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.join(f.somebody(), {s.join_token, "nina", std::string(good_password)}));
     },
     true},
    {"mail a list of people their links to join",
     [](firm& f, const setting& s, std::size_t) {
       const auto answers = f.door.resend_join_each(f.as_administrator(), {s.nina});
       return answers ? told(answers.value().front().outcome) : told(answers);
     }},
    {"remove the approver",
     [](firm& f, const setting& s, std::size_t) {
       auto wanted = s.settings;
       wanted.approvers = {s.team.administrator};
       return told(f.door.change_settings(f.as_administrator(), wanted));
     }},
    {"deactivate the approver",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.deactivate(f.as_administrator(), {.account = s.approver}));
     }},
    {"ban an applicant",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.ban(f.as_administrator(), {.account = s.zoe, .reason = "no"}));
     }},
    {"ban a collaborator",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.ban(f.as_administrator(), {.account = s.carl, .reason = "no"}));
     }},
    {"approve a user",
     [](firm& f, const setting& s, std::size_t) { return told(f.door.approve(f.as(s.approver), {.account = s.nora})); },
     false, true, true},
    {"make an administrator of an applicant",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.change_group(f.as_administrator(), {.account = s.nora, .group = s.team.administrators}));
     },
     false, true, true},
    {"make an administrator of a user",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.change_group(f.as_administrator(), {.account = s.member, .group = s.team.administrators}));
     },
     false, true, true},
    {"ban a user",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.ban(f.as_administrator(), {.account = s.member, .reason = "no"}));
     },
     false, true, true},
    {"deactivate a user",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.deactivate(f.as_administrator(), {.account = s.member}));
     },
     false, true, true},
    {"ban a client",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.ban(f.as_administrator(), {.account = s.cleo, .reason = "no"}));
     }},
    {"deactivate a client",
     [](firm& f, const setting& s, std::size_t) {
       return told(f.door.deactivate(f.as_administrator(), {.account = s.cleo}));
     },
     true},
    {"approve a list",
     [](firm& f, const setting& s, std::size_t) {
       const auto answers = f.door.approve_each(f.as(s.approver), {{.account = s.zoe}, {.account = s.nora}});
       std::string out = told(answers);
       for (std::size_t n = 0; answers && n < answers.value().size(); ++n)
         out += told(answers.value()[n].outcome) + " ";
       return out;
     },
     true, false},
    {"run what is due", [](firm& f, const setting&, std::size_t) { return told(f.door.run_due(f.somebody(), 100)); },
     true, false},
};

// --- what a run leaves ---

/// The store after a run, and what in it is new.
struct left_behind {
  left_behind(const firm& f, const setting& before)
      : accounts(f.all<account>()),
        pools(f.all<seat_pool>()),
        links(f.all<invite>()),
        sign_ups(f.rows(kind::sign_up).size()),
        notes(f.rows(kind::note).size()) {
    for (auto& one : f.all<event>()) {
      if (!before.events.contains(one.id)) events.push_back(std::move(one));
    }
    for (auto& one : f.all<outbox_item>()) {
      if (!before.outbox.contains(one.id)) items.push_back(std::move(one));
    }
  }
  std::vector<account> accounts;
  std::vector<seat_pool> pools;
  std::vector<invite> links;
  std::size_t sign_ups, notes;
  std::vector<event> events;
  std::vector<outbox_item> items;
};

struct outcome {
  std::string text;   ///< all of it but times and ids
  std::string wrong;  ///< the first thing that must not be; empty: nothing
};

/// The transition that an entry of the trail speaks of, and the mails it brings about where it leads to `to`.
struct consequence {
  event_type what;
  transition_cause cause;
  account_state to;
  std::vector<effect> mails;
};
const std::vector<consequence> consequences{
    {event_type::email_proven, transition_cause::sign_up, account_state::active, {effect::mail_welcome}},
    {event_type::email_proven, transition_cause::sign_up, account_state::waiting, {effect::mail_waiting}},
    {event_type::user_joined, transition_cause::join, account_state::active, {effect::mail_welcome}},
    {event_type::user_joined, transition_cause::join, account_state::waiting, {effect::mail_waiting}},
    {event_type::account_approved, transition_cause::approve, account_state::active, {effect::mail_welcome}},
    {event_type::account_approved, transition_cause::approve, account_state::waiting, {effect::mail_waiting}},
    {event_type::account_rejected, transition_cause::reject, account_state::rejected, {effect::mail_rejected}},
    {event_type::account_admitted, transition_cause::admit, account_state::active, {effect::mail_welcome}},
    {event_type::account_deactivated,
     transition_cause::deactivate,
     account_state::inactive,
     {effect::mail_deactivated}},
    {event_type::account_reactivated, transition_cause::reactivate, account_state::active, {effect::mail_reactivated}},
};

bool is_legal(account_state from, transition_cause cause, account_state to) {
  return std::any_of(transitions.begin(), transitions.end(),
                     [&](const auto& t) { return t.from == from && t.cause == cause && t.to == to; });
}

/// Whether the entries, in some order, lead by legal transitions from one state to the other.
bool leads(account_state from, account_state to, std::vector<const consequence*> entries) {
  if (entries.empty()) return from == to;
  std::sort(entries.begin(), entries.end());
  do {
    auto state = from;
    bool legal = true;
    for (const auto* one : entries) {
      legal = legal && is_legal(state, one->cause, one->to);
      state = one->to;
    }
    if (legal && state == to) return true;
  } while (std::next_permutation(entries.begin(), entries.end()));
  return false;
}

/// Judges one account: its trail leads to its state, and its mails are those of its trail.
std::string judge(const account& who, const setting& before, const left_behind& left) {
  std::vector<const consequence*> entries;
  std::vector<effect> expected, queued;
  for (const auto& e : left.events) {
    if (e.subject != who.id) continue;
    if (e.what == event_type::group_changed) continue;
    // Another access moves nobody from one state to another, be it at once or when its turn has come.
    const bool of_access = e.what == event_type::access_changed;
    if (of_access || (e.what == event_type::account_admitted && who.id == before.cleo)) {
      if (who.id == before.cleo) expected.push_back(effect::mail_access_changed);
      continue;
    }
    if (e.what == event_type::join_resent) {  // which moves nobody either
      expected.push_back(effect::mail_join);
      continue;
    }
    if (e.what == event_type::account_banned) {  // nor does this
      expected.push_back(effect::mail_banned);
      continue;
    }
    const auto found = std::find_if(consequences.begin(), consequences.end(), [&](const auto& c) {
      return c.what == e.what && static_cast<std::int64_t>(c.to) == e.number;
    });
    if (found == consequences.end()) return "an entry of the trail that nobody should write";
    entries.push_back(&*found);
    expected.insert(expected.end(), found->mails.begin(), found->mails.end());
  }
  for (const auto& one : left.items) {
    if (one.about == who.id && one.addressee == addressee::person) queued.push_back(one.effect);
  }
  std::sort(expected.begin(), expected.end());
  std::sort(queued.begin(), queued.end());
  if (who.state == account_state::inactive) {  // another access is told to whoever is in, before they leave
    std::erase(expected, effect::mail_access_changed);
    std::erase(queued, effect::mail_access_changed);
  }
  const auto known = before.accounts.find(who.id);
  const auto from = known == before.accounts.end() ? no_account : known->second.state;
  if (!leads(from, who.state, entries)) return who.email + ": the trail does not lead to the state";
  if (queued != expected) return who.email + ": other mails than the trail says";
  return {};
}

/// Judges the pools: who is in holds a seat, who waits is counted, and nobody took a seat that was not there.
std::string judge_pools(const left_behind& left, const setting& before) {
  for (const auto& pool : left.pools) {
    std::int64_t held = 0, waiting = 0;
    bool late = false;  // somebody came in when the grant had ended
    for (const auto& who : left.accounts) {
      waiting += who.waiting_for == pool.sku ? 1 : 0;
      const auto skus = skus_of(who.access);
      if (std::find(skus.begin(), skus.end(), pool.sku) == skus.end()) continue;
      const bool holds = seats_held(who) != access::none;
      held += holds ? 1 : 0;
      late = late || (holds && who.active_since.value_or(instant{}) >= before.change);
    }
    if (pool.held != held) return pool.sku + ": held is not who is in";
    if (pool.waiting != waiting) return pool.sku + ": waiting is not who waits";
    if (pool.held > pool.capacity && late) return pool.sku + ": sold beyond the capacity";
    if (pool.waiting > 0 && pool.held < pool.capacity) return pool.sku + ": a seat is free while somebody waits";
  }
  return {};
}

std::string judge_links(const left_behind& left) {
  for (const auto& link : left.links) {
    std::int64_t came = 0;
    for (const auto& who : left.accounts) came += who.invite == link.id ? 1 : 0;
    if (link.uses != came) return "a use without an account, or an account without a use";
    if (link.max_uses && link.uses > *link.max_uses) return "a link used too often";
  }
  return {};
}

std::string judge_trail(firm& f) {
  const auto entries = f.rows(kind::event).size();
  if (!f.door.seal_audit(f.somebody(), 1000)) return "the trail cannot be sealed";
  const auto report = f.door.verify_audit(f.as_administrator(), {});
  if (!report || report.value().first_bad) return "the trail does not verify";
  return report.value().verified == entries ? "" : "an entry is missing in the trail";
}

/// All that the two did, in words without ids and times.
std::string in_words(const left_behind& left, const setting& before, const std::array<std::string, actors>& replies) {
  std::map<uuid, std::string> names{{before.link, "link"}, {before.personal, "personal"}};
  std::multiset<std::string> lines{"0: " + replies[0], "1: " + replies[1]};
  const auto line = [&](auto... numbers) {
    std::string out;
    ((out += std::to_string(numbers) + " "), ...);
    return out;
  };
  for (const auto& who : left.accounts) {
    names[who.id] = who.email;
    lines.insert(who.email + " " + who.username + " " + who.waiting_for + " " +
                 line(static_cast<int>(who.state), static_cast<int>(who.access), who.credential_epoch, who.revision,
                      who.decided_at.has_value()));
  }
  for (const auto& pool : left.pools) {
    names[pool.id] = pool.sku;
    lines.insert(pool.sku + " " + line(pool.capacity, pool.held, pool.waiting));
  }
  for (const auto& link : left.links) {
    lines.insert(names[link.id] + " " + line(static_cast<int>(link.state), link.generation, link.uses, link.revision));
  }
  for (const auto& e : left.events) {
    lines.insert("event " + names[e.subject] + " " + names[e.actor] + " " +
                 line(static_cast<int>(e.what), e.number, e.settings_revision));
  }
  for (const auto& one : left.items) {
    lines.insert("outbox " + names[one.about] + " " + names[one.recipient] + one.to + " " + one.reason + " " +
                 line(static_cast<int>(one.effect), static_cast<int>(one.addressee), one.generation));
  }
  lines.insert("sign-ups " + line(left.sign_ups, left.notes));
  std::string out;
  for (const auto& one : lines) out += one + "\n";
  return out;
}

outcome look(firm& f, const setting& before, const std::array<std::string, actors>& replies) {
  const left_behind left{f, before};
  outcome out{in_words(left, before, replies), judge_pools(left, before)};
  if (out.wrong.empty()) out.wrong = judge_links(left);
  for (const auto& who : left.accounts) {
    if (out.wrong.empty()) out.wrong = judge(who, before, left);
  }
  if (out.wrong.empty()) out.wrong = judge_trail(f);
  if (out.wrong.empty()) out.wrong = wrong_counts(f);
  return out;
}

outcome play(const setting& before, const std::array<const command*, actors>& pair, std::size_t starts, schedule& by) {
  auto kept = std::make_unique<stepped_storage>(before.past);
  auto& over = *kept;
  firm f{std::move(kept)};
  f.team = before.team;
  f.clock.set(before.change - duration{500});  // who starts first reads the clock before the change, the other after it
  std::array<std::string, actors> replies;
  play_two(over, by, starts,
           {[&] { replies[0] = pair[0]->call(f, before, 0); }, [&] { replies[1] = pair[1]->call(f, before, 1); }});
  return look(f, before, replies);
}

constexpr std::size_t all_of_them = SIZE_MAX;

using command_pair = std::array<const command*, actors>;

void complain(const command_pair& pair, std::size_t starts, const schedule& by, const std::string& why) {
  FAIL_CHECK(std::string(pair[0]->name), " | ", std::string(pair[1]->name), ", ", starts, " starts, ", by.text(), ": ",
             why);
}

/// How many schedules of a pair were played, whoever starts. `in_turn`: what two atomic commands leave is what one of
/// them leaves after the other.
std::size_t play_all(const setting& before, const command_pair& pair, std::size_t switches_max, bool in_turn) {
  std::size_t played = 0;
  for (const std::size_t starts : {0U, 1U}) {
    std::set<std::string> serial;
    for (const std::size_t first : {0U, 1U}) {
      auto by = schedule::one_after_the_other(first);
      serial.insert(play(before, pair, starts, by).text);
    }
    schedule by{switches_max};
    do {
      const auto left = play(before, pair, starts, by);
      ++played;
      if (!left.wrong.empty()) complain(pair, starts, by, left.wrong);
      if (in_turn && !serial.contains(left.text)) complain(pair, starts, by, "as neither in turn:\n" + left.text);
    } while (by.advance());
  }
  return played;
}

}  // namespace

TEST_CASE("two calls at once leave what one of them leaves after the other, however their steps meet") {
  const auto before = set_the(scene::last_seat);
  constexpr std::size_t least_of_a_pair = 8;  // so that the enumeration cannot silently shrink
  std::size_t played = 0;
  for (const auto& one : commands) {
    for (const auto& other : commands) {
      if (&other > &one || (one.of_users != other.of_users && one.atomic && other.atomic)) continue;
      CAPTURE(std::string(one.name));
      CAPTURE(std::string(other.name));
      const auto of_pair = play_all(before, {&one, &other}, all_of_them, one.atomic && other.atomic);
      CHECK(of_pair >= least_of_a_pair);
      played += of_pair;
    }
  }
  CHECK(played >= 1500);
}

TEST_CASE("where nobody may wait, a refusal for want of a seat is one that would come in turn") {
  const auto before = set_the(scene::last_seat_refused);
  for (const auto& other : commands) {
    CAPTURE(std::string(other.name));
    if (other.moves_seats && other.atomic) CHECK(play_all(before, {&commands[0], &other}, all_of_them, true) >= 8);
  }
  CHECK(play_all(before, {&commands[11], &commands[11]}, all_of_them, true) >= 8);
}

TEST_CASE("while a grant begins or ends or a queue is overdue, no seat is sold twice, left free or lost") {
  struct hour {
    scene in;
    std::size_t switches_max;  ///< settling and admitting are many calls: `--long` goes further
    std::size_t least_of_a_pair;
  };
  const auto& due = commands[std::size(commands) - 1];
  for (const auto& [in, switches_max, least] :
       {hour{scene::last_seat_ends, 3, 40}, {scene::seat_arrives, 2, 40}, {scene::queue_is_overdue, 2, 30}}) {
    const auto before = set_the(in);
    for (const auto& one : commands) {
      if (!one.moves_seats) continue;
      CAPTURE(std::string(one.name));
      const auto of_pair = play_all(before, {&due, &one}, rounds_of(1) == 1 ? switches_max : 4, false);
      CHECK(of_pair >= least);
    }
  }
}
