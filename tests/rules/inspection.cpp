// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/inspection.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "rules/facts.hpp"
#include "values/fake_text_policy.hpp"

using namespace facts;

namespace {

using words = std::vector<std::string>;

constexpr std::string_view defect_names[] = {"",
                                             "unreadable",
                                             "missing",
                                             "key_lost",
                                             "dangling",
                                             "misfit",
                                             "unclaimed",
                                             "grants_differ",
                                             "capacity",
                                             "next_change",
                                             "seats_held",
                                             "reserved",
                                             "queue_length",
                                             "next_release",
                                             "use_periods",
                                             "administrators",
                                             "payments",
                                             "trail",
                                             "members"};

words words_of(const std::vector<store_finding>& findings) {
  words out;
  for (const auto& one : findings) {
    out.push_back(std::string(defect_names[static_cast<std::size_t>(one.defect)]) + " " + one.column);
  }
  std::ranges::sort(out);
  return out;
}

bool answers(const row& one, const key& wanted) {
  if (one.kind != wanted.kind) return false;
  if (wanted.column == id_column) return value::of(one.id) == wanted.value;
  return one.at(wanted.column) != nullptr && *one.at(wanted.column) == wanted.value;
}

/// What is found of one row among others.
words found_in(const row& one, std::vector<row> others, const text_policy* policy = nullptr) {
  others.push_back(one);
  named_rows named;
  std::vector<store_finding> out;
  REQUIRE(inspect_row(one, named, nullptr, out, policy).has_value());
  std::vector<std::optional<row>> found;
  for (const auto& wanted : named.wanted()) {
    const auto there = std::ranges::find_if(others, [&](const row& r) { return answers(r, wanted); });
    found.push_back(there == others.end() ? std::nullopt : std::optional{*there});
  }
  named.learn(std::move(found));
  out.clear();
  REQUIRE(inspect_row(one, named, nullptr, out, policy).has_value());
  return words_of(out);
}
/// A record as it stands in a store.
template <class Record>
row stored_row(const Record& one, const text_policy* policy = nullptr) {
  auto out = to_row(one);
  auto made = remaking(one);
  REQUIRE(fold_texts({&made, 1}, policy).has_value());
  for (auto& [column, held] : made.set) out.set(column, std::move(held));
  return out;
}
template <class Record>
words found_in(const Record& one, const std::vector<row>& others) {
  return found_in(stored_row(one), others);
}

template <class Record>
struct damage {
  std::string_view what;
  std::function<void(Record&)> plant;
  words found;
};
/// The record is right as it is, and each damage to it is found.
template <class Record>
void check(const Record& right, const std::vector<row>& others, const std::vector<damage<Record>>& damages) {
  CHECK(found_in(right, others) == words{});
  for (const auto& one : damages) {
    CAPTURE(one.what);
    auto wrong = right;
    one.plant(wrong);
    CHECK(found_in(wrong, others) == one.found);
  }
}

uuid nobody() { return id_number<uuid>(240); }

account somebody_active() {
  auto out = account_number(1, account_kind::user, account_state::active);
  out.group = members().id;
  out.password = "$phc$";
  out.active_since = out.seated_at = noon;
  return out;
}
code_claim claim_of(const account& who, std::string key) {
  return {.id = id_number<uuid>(70), .revision = 1, .key = std::move(key), .account = who.id};
}
std::vector<row> a_firm() {
  return {to_row(members()), to_row(administrators()), to_row(pool("core", 5, 1)), to_row(pool("collaborators", 5, 1)),
          to_row(manager().who.value())};
}

order an_order() {
  return {.id = id_number<order_id>(30),
          .revision = 1,
          .key = "k",
          .state = order_state::granted,
          .lines = {{"core", 2, 10, 20}},
          .total = 20,
          .placed_by = manager().who->id,
          .starts_at = noon,
          .ends_at = noon + days(30),
          .grants = {id_number<grant_id>(31)}};
}
grant its_grant() {
  return {.id = id_number<grant_id>(31),
          .revision = 1,
          .sku = "core",
          .quantity = 2,
          .starts_at = noon,
          .ends_at = noon + days(30),
          .created_by = manager().who->id,
          .order = an_order().id};
}

}  // namespace

TEST_CASE("what an account holds fits the rest of it") {
  check<account>(
      somebody_active(), a_firm(),
      {{"no group", [](account& a) { a.group = {}; }, {"misfit group"}},
       {"a group that is gone", [](account& a) { a.group = group_id{nobody()}; }, {"dangling group"}},
       {"a link that is gone", [](account& a) { a.invite = invite_id{nobody()}; }, {"dangling invite"}},
       {"decided by nobody", [](account& a) { a.decided_by = account_id{nobody()}; }, {"dangling decided_by"}},
       {"an access of the portal",
        [](account& a) { a.access = access::client; },
        {"misfit access", "misfit seated_at"}},
       {"a seat of a sku without a pool", [](account& a) { a.access = access::contract; }, {"dangling access"}},
       {"another address", [](account& a) { a.email_key = "other@example.org"; }, {"misfit email_key"}},
       {"no password",
        [](account& a) { a.password.clear(); },
        {"misfit password", "misfit username", "misfit username_key"}},
       {"no moment of activity", [](account& a) { a.active_since.reset(); }, {"misfit active_since"}},
       {"a request that lapses", [](account& a) { a.decide_by = noon; }, {"misfit decide_by"}},
       {"a reminder of nothing", [](account& a) { a.remind_at = noon; }, {"misfit remind_at"}},
       {"a link to join", [](account& a) { a.join_by = noon; }, {"misfit join_by"}},
       {"asks, and nobody has to decide", [](account& a) { a.asked_access = access::contract; }, {"misfit decide_by"}},
       {"waits for a seat of what it has",
        [](account& a) { a.waiting_for = "core"; },
        {"misfit queued_at", "misfit waiting_for"}},
       {"waits for what nobody granted",
        [](account& a) {
          a.waiting_for = "contract";
          a.queued_at = noon;
          a.asked_access = access::contract;
        },
        {"dangling waiting_for"}},
       {"a place in no queue", [](account& a) { a.queued_at = noon; }, {"misfit queued_at"}},
       {"no seat", [](account& a) { a.seated_at.reset(); }, {"misfit seated_at"}},
       {"half a key", [](account& a) { a.api_key.octets = "x"; }, {"misfit api_key_issued_at"}},
       {"a code that nothing keeps", [](account& a) { a.code = "K7"; }, {"unclaimed code"}},
       {"erased: nothing is left to judge",
        [](account& a) { a = {.id = a.id, .revision = 9, .state = account_state::erased}; },
        {}}});
}

TEST_CASE("each state of an account has columns of its own") {
  auto who = somebody_active();
  SUBCASE("invited") {
    who.state = account_state::invited;
    who.password.clear();
    who.username.clear();
    who.username_key.clear();
    who.active_since.reset();
    who.join_by = noon;
    check<account>(
        who, a_firm(),
        {{"a password",
          [](account& a) { a.password = "$phc$"; },
          {"misfit password", "misfit username", "misfit username_key"}},
         {"an access asked for", [](account& a) { a.asked_access = access::contract; }, {"misfit asked_access"}},
         {"no term", [](account& a) { a.join_by.reset(); }, {"misfit join_by"}}});
  }
  SUBCASE("pending") {
    who = account_number(2, account_kind::collaborator, account_state::pending);
    who.password = "$phc$";
    who.decide_by = who.remind_at = noon;
    check<account>(
        who, a_firm(),
        {{"a key", [](account& a) { a.api_key.octets = "x"; }, {"misfit api_key", "misfit api_key_issued_at"}},
         {"a seat", [](account& a) { a.seated_at = noon; }, {"misfit seated_at"}},
         {"a group", [](account& a) { a.group = members().id; }, {"misfit group"}}});
  }
  SUBCASE("waiting") {
    who = account_number(2, account_kind::collaborator, account_state::waiting);
    who.password = "$phc$";
    who.waiting_for = "collaborators";
    who.queued_at = noon;
    check<account>(who, a_firm(),
                   {{"for nothing",
                     [](account& a) {
                       a.waiting_for.clear();
                       a.queued_at.reset();
                     },
                     {"misfit waiting_for"}},
                    {"for what it does not need", [](account& a) { a.waiting_for = "core"; }, {"misfit waiting_for"}}});
  }
  SUBCASE("inactive, having never joined") {
    who.state = account_state::inactive;
    who.password.clear();
    who.username.clear();
    who.username_key.clear();
    who.active_since.reset();
    who.seated_at.reset();
    check<account>(who, a_firm(), {});
  }
}

TEST_CASE("a ban has a reason and somebody who spoke it") {
  auto who = somebody_active();
  who.banned_at = noon;
  who.banned_by = manager().who->id;
  who.ban_reason = "lent the key";
  who.banned_until = noon + days(1);
  who.seat_freed_at = noon;
  who.seated_at.reset();
  check<account>(who, a_firm(),
                 {{"by nobody", [](account& a) { a.banned_by = account_id{nobody()}; }, {"dangling banned_by"}},
                  {"for no reason", [](account& a) { a.ban_reason.clear(); }, {"misfit ban_reason"}},
                  {"lifted, and still there",
                   [](account& a) { a.banned_at.reset(); },
                   {"misfit ban_reason", "misfit banned_by", "misfit banned_until"}},
                  {"waits in no queue",
                   [](account& a) {
                     a.state = account_state::waiting;
                     a.active_since.reset();
                   },
                   {}},
                  {"a seat that was taken from whoever is out",
                   [](account& a) {
                     a.state = account_state::inactive;
                     a.active_since.reset();
                   },
                   {"misfit seat_freed_at"}}});
}

TEST_CASE("who began an import is there, and who is being erased has been") {
  check<import_run>(
      {.id = id_number<uuid>(80), .revision = 1, .key = "k", .started_by = manager().who->id}, a_firm(),
      {{"by nobody", [](import_run& i) { i.started_by = account_id{nobody()}; }, {"dangling started_by"}}});
  const account gone{.id = id_number<account_id>(81), .revision = 1, .state = account_state::erased};
  auto others = a_firm();
  others.push_back(to_row(gone));
  check<erasure>({.id = gone.id, .revision = 1, .email_key = "z@example.org", .erased_at = noon}, others,
                 {{"of nobody", [](erasure& e) { e.id = account_id{nobody()}; }, {"dangling id"}},
                  {"of somebody who is in", [](erasure& e) { e.id = manager().who->id; }, {"dangling id"}}});
}

TEST_CASE("a code is kept for the account that has it") {
  auto who = somebody_active();
  who.code = "K7QD";
  auto others = a_firm();
  others.push_back(to_row(claim_of(who, "k7qd")));
  CHECK(found_in(who, others) == words{});
  others.back() = to_row(claim_of(*manager().who, "k7qd"));
  CHECK(found_in(who, others) == words{"unclaimed code"});
  others.back().set(column_of(&code_claim::account), value::text("no id"));
  CHECK(found_in(who, others) == words{});  // found with the claim itself
  CHECK(found_in(claim_of(*manager().who, "k"), others) == words{});
  CHECK(found_in(claim_of(account_number(99, account_kind::user, account_state::active), "k"), others) ==
        words{"dangling account"});
}

TEST_CASE("settings, groups, links and sign-ups name what is there") {
  auto workspace = open_settings();
  CHECK(found_in(workspace, a_firm()) == words{});
  workspace.approvers = {manager().who->id, account_id{nobody()}};
  CHECK(found_in(workspace, a_firm()) == words{"dangling approvers"});

  check<group>(members(), {}, {{"no name", [](group& g) { g.name.clear(); }, {"misfit name_key"}}});

  auto link = open_invite();
  link.created_by = manager().who->id;
  check<invite>(
      link, a_firm(),
      {{"by nobody", [](invite& i) { i.created_by = account_id{nobody()}; }, {"dangling created_by"}},
       {"on nobody's rights", [](invite& i) { i.vouched_by = account_id{nobody()}; }, {"dangling vouched_by"}},
       {"of the portal, into a group", [](invite& i) { i.group = group_id{nobody()}; }, {"misfit group"}},
       {"for users without a group",
        [](invite& i) {
          i.audience = account_kind::user;
          i.access = access::core;
        },
        {"misfit group"}},
       {"another access", [](invite& i) { i.access = access::core; }, {"misfit access"}},
       {"a public one for an address",
        [](invite& i) { i.email = i.email_key = "a@example.org"; },
        {"misfit email", "misfit email_key"}},
       {"a personal one for none",
        [](invite& i) { i.type = invite_type::personal; },
        {"misfit email", "misfit email_key", "misfit forget_at"}},
       {"a public one that forgets for whom it was", [](invite& i) { i.forget_at = noon; }, {"misfit forget_at"}},
       {"used too often",
        [](invite& i) {
          i.max_uses = 2;
          i.uses = 3;
        },
        {"misfit uses"}},
       {"used less than never", [](invite& i) { i.uses = -1; }, {"misfit uses"}}});

  check<sign_up>(
      {.id = id_number<sign_up_id>(5),
       .revision = 1,
       .email = "Zoe@example.org",
       .email_key = "zoe@example.org",
       .expires_at = noon},
      a_firm(),
      {{"of an account that is gone", [](sign_up& s) { s.known = account_id{nobody()}; }, {"dangling known"}},
       {"by a link that is gone", [](sign_up& s) { s.invite = invite_id{nobody()}; }, {"dangling invite"}},
       {"on nobody's rights", [](sign_up& s) { s.vouched_by = account_id{nobody()}; }, {"dangling vouched_by"}},
       {"for ever", [](sign_up& s) { s.expires_at.reset(); }, {"misfit expires_at"}},
       {"another address", [](sign_up& s) { s.email = "else@example.org"; }, {"misfit email_key"}},
       {"an address that only a policy could read", [](sign_up& s) { s.email = "zoe@éxample.org"; }, {}}});

  check<mailed_link>({.id = id_number<mailed_link_id>(6), .revision = 1, .slot = "s", .expires_at = noon}, {},
                     {{"to nobody", [](mailed_link& l) { l.account = account_id{nobody()}; }, {"dangling account"}},
                      {"for ever", [](mailed_link& l) { l.expires_at.reset(); }, {"misfit expires_at"}}});
}

TEST_CASE("pools, grants, reservations and use are of skus that there are") {
  auto core = pool("core", 5, 2);
  core.peak = 2;
  check<seat_pool>(core, {},
                   {{"less than nothing",
                     [](seat_pool& p) { p.capacity = p.held = p.waiting = p.reserved = -1; },
                     {"misfit capacity", "misfit held", "misfit reserved", "misfit waiting"}},
                    {"more reserved than held", [](seat_pool& p) { p.reserved = 3; }, {"misfit reserved"}},
                    {"a peak below what is held", [](seat_pool& p) { p.peak = 1; }, {"misfit peak"}}});

  auto others = a_firm();
  others.push_back(to_row(an_order()));
  check<grant>(its_grant(), others,
               {{"by nobody", [](grant& g) { g.created_by = account_id{nobody()}; }, {"dangling created_by"}},
                {"without an order", [](grant& g) { g.order = {}; }, {}},
                {"of an order that is gone", [](grant& g) { g.order = order_id{nobody()}; }, {"dangling order"}},
                {"that the order does not know", [](grant& g) { g.id = grant_id{nobody()}; }, {"grants_differ order"}},
                {"without a pool", [](grant& g) { g.sku = "gold"; }, {"dangling sku"}},
                {"of nothing", [](grant& g) { g.quantity = 0; }, {"misfit quantity"}}});

  const reservation kept{.id = id_number<reservation_id>(8),
                         .revision = 1,
                         .sku = "core",
                         .seats = 2,
                         .left = 1,
                         .expires_at = noon,
                         .reserved_by = manager().who->id};
  check<reservation>(
      kept, a_firm(),
      {{"by nobody", [](reservation& r) { r.reserved_by = account_id{nobody()}; }, {"dangling reserved_by"}},
       {"without a pool", [](reservation& r) { r.sku = "gold"; }, {"dangling sku"}},
       {"more left than there were", [](reservation& r) { r.left = 3; }, {"misfit left"}},
       {"less left than nothing", [](reservation& r) { r.left = -1; }, {"misfit left"}}});

  check<seat_use>({.id = id_number<uuid>(9), .revision = 1, .sku = "core", .starts_at = noon, .ends_at = noon + tick},
                  a_firm(),
                  {{"without a pool", [](seat_use& u) { u.sku = "gold"; }, {"dangling sku"}},
                   {"of no time", [](seat_use& u) { u.ends_at = noon; }, {"misfit ends_at"}}});
}

TEST_CASE("an order adds up, and has granted what was ordered") {
  auto others = a_firm();
  others.push_back(to_row(its_grant()));
  check<order>(
      an_order(), others,
      {{"by nobody", [](order& o) { o.placed_by = account_id{nobody()}; }, {"dangling placed_by"}},
       {"a line that costs something else", [](order& o) { o.lines[0].amount = o.total = 21; }, {"misfit lines"}},
       {"a line that costs too much to count",
        [](order& o) { o.lines[0].unit_amount = std::numeric_limits<std::int64_t>::max(); },
        {"misfit lines"}},
       {"another total", [](order& o) { o.total = 19; }, {"misfit total"}},
       {"more paid back than paid", [](order& o) { o.returned = 21; }, {"misfit returned"}},
       {"less paid back than nothing", [](order& o) { o.returned = -1; }, {"misfit returned"}},
       {"can still be paid", [](order& o) { o.expires_at = noon; }, {"misfit expires_at"}},
       {"no term",
        [](order& o) {
          o.starts_at.reset();
          o.ends_at.reset();
        },
        {"misfit ends_at", "misfit starts_at"}},
       {"open, and granted all the same",
        [](order& o) {
          o.state = order_state::open;
          o.expires_at = noon;
        },
        {"misfit ends_at", "misfit grants", "misfit starts_at"}},
       {"declined",
        [](order& o) {
          o.state = order_state::declined;
          o.expires_at = noon;
          o.starts_at.reset();
          o.ends_at.reset();
          o.grants.clear();
        },
        {}},
       {"refunded, having had a term", [](order& o) { o.state = order_state::refunded; }, {}},
       {"refunded before it was paid",
        [](order& o) {
          o.state = order_state::refunded;
          o.starts_at.reset();
          o.ends_at.reset();
          o.grants.clear();
        },
        {}},
       {"goes on with another than it renews",
        [](order& o) { o.continues = o.renews = order_id{nobody()}; },
        {"dangling continues", "dangling renews"}},
       {"renews, and was paid after it was given up", [](order& o) { o.renews = o.id; }, {}},
       {"renews, may be paid, and does not go on",
        [](order& o) {
          o.state = order_state::declined;
          o.expires_at = noon;
          o.starts_at.reset();
          o.ends_at.reset();
          o.grants.clear();
          o.renews = o.id;
        },
        {"misfit continues"}},
       {"goes on with what it does not renew", [](order& o) { o.continues = o.id; }, {"misfit continues"}},
       {"refunded, and goes on",
        [](order& o) {
          o.state = order_state::refunded;
          o.continues = o.renews = o.id;
        },
        {"misfit continues"}},
       {"a grant that is gone", [](order& o) { o.grants = {grant_id{nobody()}}; }, {"grants_differ grants"}},
       {"a grant too few", [](order& o) { o.lines.push_back({"contract", 1, 0, 0}); }, {"misfit grants"}},
       {"another sku", [](order& o) { o.lines[0].sku = "contract"; }, {"grants_differ grants"}},
       {"another quantity", [](order& o) { o.lines[0] = {"core", 4, 5, 20}; }, {"grants_differ grants"}},
       {"a grant of another order", [](order& o) { o.id = order_id{nobody()}; }, {"grants_differ grants"}}});
  check<payment_notice>(
      {.id = id_number<uuid>(40), .revision = 1, .key = "n", .order = an_order().id, .what = payment_event::paid},
      {to_row(an_order())},
      {{"about no order", [](payment_notice& n) { n.order = order_id{nobody()}; }, {"dangling order"}}});
}

TEST_CASE("errands, entries and counters fit") {
  const outbox_item mail{.id = id_number<outbox_id>(50),
                         .revision = 1,
                         .effect = effect::mail_welcome,
                         .about = manager().who->id,
                         .recipient = manager().who->id,
                         .due_at = noon};
  check<outbox_item>(mail, a_firm(),
                     {{"to nobody", [](outbox_item& o) { o.recipient = account_id{nobody()}; }, {"dangling recipient"}},
                      {"about nobody", [](outbox_item& o) { o.about = nobody(); }, {"dangling about"}},
                      {"about a sign-up that has gone",
                       [](outbox_item& o) {
                         o.effect = effect::mail_verify_email;
                         o.about = nobody();
                       },
                       {}},
                      {"about a link that has gone",
                       [](outbox_item& o) {
                         o.effect = effect::mail_password_reset;
                         o.about = nobody();
                       },
                       {}},
                      {"done, and due", [](outbox_item& o) { o.state = outbox_state::done; }, {"misfit due_at"}},
                      {"tried less than never", [](outbox_item& o) { o.tries = -1; }, {"misfit tries"}}});

  const event entry{.id = id_number<event_id>(51), .revision = 1, .what = event_type::signed_in, .unsealed_at = noon};
  check<event>(entry, {},
               {{"by nobody", [](event& e) { e.actor = account_id{nobody()}; }, {"dangling actor"}},
                {"sealed and not", [](event& e) { e.position = 1; }, {"misfit hash", "misfit unsealed_at"}},
                {"sealed",
                 [](event& e) {
                   e.position = 1;
                   e.hash.octets = "h";
                   e.unsealed_at.reset();
                 },
                 {}},
                {"a hash without a position", [](event& e) { e.hash.octets = "h"; }, {"misfit hash"}}});

  check<counter>({.id = id_number<uuid>(52), .revision = 1, .count = 2, .at_most = 3, .at_least = 1}, {},
                 {{"past its bound", [](counter& c) { c.count = 4; }, {"misfit count"}},
                  {"below its floor", [](counter& c) { c.count = 0; }, {"misfit count"}},
                  {"without a bound", [](counter& c) { c.at_most.reset(); }, {}}});
}

TEST_CASE("a row of every kind is looked at, and one that cannot be read is told") {
  for (const auto& of : schema) {
    CAPTURE(of.name);
    row bad{of.kind, id_number<uuid>(60), 1, {}};
    for (std::size_t n = 0; n < of.columns.size(); ++n) {
      bad.set(n, of.columns[n].type == value_type::integer ? value::text("x") : value{7});
    }
    const auto found = found_in(bad, {});
    CHECK(std::ranges::count_if(found, [](const auto& one) { return one.starts_with("unreadable "); }) == 1);
  }
}

TEST_CASE("what is made of other columns is what they make, as it is folded now") {
  auto who = somebody_active();
  who.first_name = "Zoe";
  who.company = "Léger SA";
  auto stored = stored_row(who);
  CHECK(found_in(stored, a_firm()) == words{});
  fake_text_policy policy;
  CHECK(found_in(stored, a_firm(), &policy) == words{"misfit company_key"});
  CHECK(found_in(stored_row(who, &policy), a_firm(), &policy) == words{});
  stored.set(column_made<account>("company_key"), value::text("leger sa"));
  CHECK(found_in(stored, a_firm()) == words{});
  stored.set(column_made<account>("company_key"), {});
  CHECK(found_in(stored, a_firm()) == words{"misfit company_key"});
  stored = stored_row(who);
  for (const bool judged : {true, false}) {
    std::vector<store_finding> out;
    named_rows named;
    policy.broken = !judged;
    CHECK(inspect_row(stored, named, nullptr, out, &policy).has_value() == judged);
  }
  const store_finding stale{.defect = store_defect::misfit, .kind = kind::account, .column = "company_key"};
  CHECK(is_search_key(stale));
  CHECK(!is_search_key({.defect = store_defect::key_lost, .kind = kind::account, .column = "search_key"}));
  CHECK(!is_search_key({.defect = store_defect::misfit, .kind = kind::account, .column = "company"}));
  CHECK(!is_search_key({.defect = store_defect::misfit, .kind = kind::group, .column = "search_key"}));
  stored.set(column_made<account>("search_key"), value::text("moreau"));
  CHECK(found_in(stored, a_firm()) == words{"misfit search_key"});
  stored.set(column_made<account>("search_key"), {});
  CHECK(found_in(stored, a_firm()) == words{"misfit search_key"});
}

TEST_CASE("a unique key leads to its row") {
  auto who = somebody_active();
  auto twin = who;
  twin.id = id_number<account_id>(2);
  auto others = a_firm();
  CHECK(found_in(who, others) == words{});
  others.push_back(to_row(twin));
  CHECK(found_in(who, others) == words{"key_lost email_key", "key_lost username_key"});

  named_rows none;
  CHECK(none.leads_to(kind::group, 1, value::text("x"), nobody()));
  CHECK(none.has(kind::group, nobody()));
  CHECK(!none.row_of(kind::group, nobody()));
  none.learn(std::vector<std::optional<row>>(none.wanted().size()));
  CHECK(!none.leads_to(kind::group, 1, value::text("x"), nobody()));
  CHECK(!none.has(kind::group, nobody()));
  CHECK(!none.row_of(kind::group, nobody()));
  CHECK(none.wanted().size() == 2);
}

TEST_CASE("sums are those of the rows") {
  const counter one_active{.id = administrators_row, .revision = 1, .count = 1, .at_least = 1};
  auto core = pool("core", 7, 4, 1);
  core.reserved = 2;
  core.next_change_at = noon + days(30);
  core.release_at = noon + days(2);
  core.period_ends_at = month_start(noon + days(40));
  const auto last = month_start(core.period_ends_at - tick);
  const auto sums = [&] {
    store_sums out;
    out.count(administrators());
    out.count(members());
    auto chief = *manager().who;
    out.count(chief);
    auto user = somebody_active();
    out.count(user);
    user.group = group_id{nobody()};
    user.state = account_state::inactive;
    user.waiting_for = "core";
    out.count(user);
    out.count(reservation{.sku = "core", .left = 1, .expires_at = noon + days(2)});
    out.count(reservation{.sku = "core", .left = 1, .expires_at = noon + days(3)});
    out.count(grant{.sku = "core", .quantity = 5, .starts_at = noon});
    out.count(its_grant());
    out.count(seat_use{.sku = "core", .starts_at = last - days(9), .ends_at = last});
    out.count(seat_use{.sku = "core", .starts_at = last - days(40), .ends_at = last - days(9)});
    out.count(an_order());
    out.count(payment_notice{.order = an_order().id, .what = payment_event::declined});
    out.count(payment_notice{.order = an_order().id, .what = payment_event::paid, .amount = 20});
    out.count(note{});
    return out;
  }();
  CHECK(sums.judge({core, pool("contract", 0, 0)}, {}, one_active).empty());

  const auto wrong = [&](auto change) {
    auto seen = core;
    change(seen);
    return words_of(sums.judge({seen}, {}, one_active));
  };
  CHECK(wrong([](seat_pool& p) { ++p.capacity; }) == words{"capacity capacity"});
  CHECK(wrong([](seat_pool& p) { ++p.held; }) == words{"seats_held held"});
  CHECK(wrong([](seat_pool& p) { ++p.reserved; }) == words{"reserved reserved"});
  CHECK(wrong([](seat_pool& p) { ++p.waiting; }) == words{"queue_length waiting"});
  CHECK(wrong([](seat_pool& p) { p.next_change_at = noon + days(29); }) == words{"next_change next_change_at"});
  CHECK(wrong([](seat_pool& p) { p.release_at = noon; }) == words{"next_release release_at"});
  CHECK(wrong([](seat_pool& p) { p.period_ends_at = noon + days(80); }) == words{"use_periods period_ends_at"});
  CHECK(words_of(sums.judge({core}, {}, std::nullopt)) == words{"missing "});
  auto two = one_active;
  two.count = 2;
  const auto told = sums.judge({core}, {}, two);
  REQUIRE(told.size() == 1);
  CHECK(told[0] == store_finding{store_defect::administrators, kind::counter, administrators_row, "count", 1, 2});
}

TEST_CASE("a group counts who may act") {
  store_sums sums;
  sums.count(members());
  auto user = somebody_active();
  sums.count(user);
  user.banned_at = noon;
  sums.count(user);
  auto right = members();
  right.active = 1;
  const auto judged = [&](const group& one) {
    return words_of(sums.judge({}, {one}, counter{.id = administrators_row}));
  };
  CHECK(judged(right) == words{});
  CHECK(judged(members()) == words{"members active"});
  CHECK(judged(administrators()) == words{});
}

TEST_CASE("the money of an order is what the gateway told of") {
  const auto judged = [](const order& of, std::vector<payment_notice> notices) {
    store_sums sums;
    sums.count(of);
    for (auto& one : notices) {
      one.order = of.id;
      sums.count(one);
    }
    return words_of(sums.judge({}, {}, counter{.id = administrators_row}));
  };
  auto bought = an_order();
  CHECK(judged(bought, {{.what = payment_event::paid, .amount = 20}}) == words{});
  CHECK(judged(bought, {}) == words{"payments total"});
  CHECK(judged(bought, {{.what = payment_event::paid, .amount = 20}, {.what = payment_event::refunded, .amount = 5}}) ==
        words{"payments returned"});
  bought.returned = 5;
  CHECK(judged(bought, {{.what = payment_event::paid, .amount = 20}, {.what = payment_event::refunded, .amount = 5}}) ==
        words{});
  bought.state = order_state::refunded;
  bought.returned = 20;
  CHECK(judged(bought, {{.what = payment_event::refunded, .amount = 15},
                        {.what = payment_event::refunded, .amount = 9}}) == words{});
  auto free = an_order();
  free.total = 0;
  CHECK(judged(free, {}) == words{});
}

TEST_CASE("a trail that is not as it was sealed is a finding") {
  CHECK(!finding_of({}));
  const audit_report bad{.first_bad = audit_finding{7, id_number<event_id>(3), audit_defect::altered}};
  CHECK(finding_of(bad) == store_finding{store_defect::trail, kind::event, id_number<event_id>(3), "position", 7, 3});
}
