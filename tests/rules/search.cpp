// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/search.hpp"

#include <doctest/doctest.h>

#include "parvis/model/check.hpp"
#include "rules/facts.hpp"
#include "values/fake_text_policy.hpp"

using namespace parvis;  // NOLINT(google-build-using-namespace)

namespace {

errc code(const auto& r) { return r ? errc{} : r.error().code; }
std::string field(const auto& r) { return r ? "" : r.error().field; }

query asked(const account_filter& which, account_sort by = account_sort::created, const text_policy* policy = nullptr) {
  return query_of(parse_search(which, by, policy).value());
}

/// The filters on a column, as the values they let pass.
std::vector<value> values_of(const query& q, column_number column, filter_op op) {
  std::vector<value> out;
  for (const auto& f : q.filters) {
    if (f.column == column && f.op == op) out.insert(out.end(), f.values.begin(), f.values.end());
  }
  return out;
}

std::vector<std::string> texts(const std::vector<value>& values) {
  std::vector<std::string> out;
  for (const auto& v : values) out.push_back(v.data());
  return out;
}

/// What leads to the rows of a list: the equality columns of its shape.
std::vector<column_number> leads(const query& q) {
  const auto how = plan(q);
  REQUIRE(how.has_value());
  std::vector<column_number> out;
  if (how.value().shape == nullptr) return out;
  for (const auto n : how.value().shape->equal) {
    if (n != id_column) out.push_back(n);
  }
  return out;
}

constexpr auto of_kind = column_of(&account::of_kind);
constexpr auto state = column_of(&account::state);
constexpr auto search_key = column_made<account>("search_key");

}  // namespace

TEST_CASE("every list that can be asked for is one that the schema lists") {
  const account_filter filters[] = {
      {},
      {.states = {account_state::pending}},
      {.kinds = {account_kind::user}},
      {.states = {account_state::active, account_state::inactive}, .kinds = {account_kind::client}},
      {.access = parvis::access::collaborator},
      {.group = group_id{uuid::well_known(1)}},
      {.invite = invite_id{uuid::well_known(2)}},
      {.decided_by = account_id{uuid::well_known(3)}},
      {.company = "Dupont & fils"},
      {.text = "anne ravel a@b c d e"},
      {.states = {account_state::active},
       .kinds = {account_kind::user},
       .access = parvis::access::core,
       .group = group_id{uuid::well_known(1)},
       .invite = invite_id{uuid::well_known(2)},
       .decided_by = account_id{uuid::well_known(3)},
       .company = "x",
       .text = "a b c d e f",
       .bans = ban_filter::not_banned},
      {.bans = ban_filter::banned},
      {.states = {account_state::active}, .bans = ban_filter::not_banned},
  };
  for (auto which : filters) {
    for (const auto by : {account_sort::created, account_sort::name, account_sort::email, account_sort::active_since,
                          account_sort::banned_at, account_sort::queued_at, account_sort::decide_by}) {
      for (const char* beginning : {"", "d"}) {
        which.begins_with = beginning;
        const auto q = parse_search(which, by);
        const bool takes_beginning = by == account_sort::name || by == account_sort::email || *beginning == '\0';
        CHECK(q.has_value() == takes_beginning);
        if (q) CHECK(plan(query_of(q.value())).has_value());
      }
    }
  }
}

TEST_CASE("a list is led by what is likely to be rarest") {
  CHECK(leads(asked({})) == std::vector<column_number>{});
  CHECK(leads(asked({.text = "x"})) == std::vector<column_number>{});
  CHECK(leads(asked({.states = {account_state::pending}})) == std::vector{of_kind, state});
  CHECK(leads(asked({.kinds = {account_kind::user}})) == std::vector{of_kind, state});
  CHECK(leads(asked({.states = {account_state::active}, .group = group_id{uuid::well_known(1)}})) ==
        std::vector{column_of(&account::group)});
  CHECK(leads(asked({.kinds = {account_kind::client}, .invite = invite_id{uuid::well_known(1)}})) ==
        std::vector{column_of(&account::invite)});
  CHECK(leads(asked({.decided_by = account_id{uuid::well_known(1)}})) == std::vector{column_of(&account::decided_by)});
  CHECK(leads(asked({.group = group_id{uuid::well_known(1)}, .company = "x"})) ==
        std::vector{column_made<account>("company_key")});
  CHECK(leads(asked({.company = "x"}, account_sort::name)) == std::vector{of_kind, state});
}

TEST_CASE("whether somebody is banned is asked as a value that every account has") {
  constexpr auto banned = column_made<account>("banned");
  account who{.id = account_id{uuid::well_known(1)}};
  CHECK(*to_row(who).at(banned) == value{0});
  const auto free = who;
  who.banned_at = instant{7};
  CHECK(*to_row(who).at(banned) == value{1});
  CHECK(changing(free, who).set.size() == 2);
  CHECK(values_of(asked({}), banned, filter_op::equal).empty());
  CHECK(values_of(asked({.bans = ban_filter::banned}), banned, filter_op::equal) == std::vector<value>{1});
  CHECK(values_of(asked({.bans = ban_filter::not_banned}), banned, filter_op::equal) == std::vector<value>{0});
  for (const auto bans : {ban_filter::any, ban_filter::banned, ban_filter::not_banned}) {
    const auto by_ban = asked({.bans = bans}, account_sort::banned_at);
    CHECK(values_of(by_ban, banned, filter_op::equal) == std::vector<value>{bans == ban_filter::not_banned ? 0 : 1});
    CHECK(leads(by_ban) == std::vector{banned});
  }
  CHECK(field(parse_search({.bans = static_cast<ban_filter>(3)}, account_sort::created)) == "bans");
}

TEST_CASE("nobody who was erased is looked for") {
  const value erased{static_cast<std::int64_t>(account_state::erased)};
  for (const auto& which : {account_filter{}, account_filter{.kinds = {account_kind::user}}}) {
    const auto states = values_of(asked(which), state, filter_op::in);
    CHECK(states.size() == 7);
    CHECK(std::find(states.begin(), states.end(), erased) == states.end());
  }
  CHECK(code(parse_search({.states = {account_state::erased}}, account_sort::name)) == errc::out_of_range);
}

TEST_CASE("what is named twice is asked once") {
  const auto q =
      asked({.states = std::vector(200, account_state::active), .kinds = std::vector(70, account_kind::user)});
  CHECK(values_of(q, state, filter_op::in).size() == 1);
  CHECK(values_of(q, of_kind, filter_op::in).size() == 1);
}

TEST_CASE("an access stands for all sets that hold it") {
  const auto sets =
      values_of(asked({.access = parvis::access::collaborator}), column_of(&account::access), filter_op::in);
  CHECK(sets.size() == 8);
  CHECK(std::find(sets.begin(), sets.end(), value{std::int64_t{2}}) != sets.end());
  CHECK(std::find(sets.begin(), sets.end(), value{std::int64_t{3}}) != sets.end());
  CHECK(std::find(sets.begin(), sets.end(), value{std::int64_t{1}}) == sets.end());
  const auto both = values_of(asked({.access = parvis::access::core | parvis::access::contract}),
                              column_of(&account::access), filter_op::in);
  CHECK(both.size() == 4);
}

TEST_CASE("a text is searched word by word, folded") {
  const fake_text_policy policy;
  const auto words = [&](const char* text) {
    return texts(values_of(asked({.text = text}, account_sort::created, &policy), search_key, filter_op::contains));
  };
  CHECK(words("") == std::vector<std::string>{});
  CHECK(words(" \t\n ") == std::vector<std::string>{});
  CHECK(words("  Élodie\u00a0 DUPONT\tx@y.z ") == std::vector<std::string>{"elodie", "dupont", "x@y.z"});
  CHECK(words("E\u0301LODIE") == std::vector<std::string>{"elodie"});
  CHECK(texts(values_of(asked({.text = "Élodie DUPONT"}), search_key, filter_op::contains)) ==
        std::vector<std::string>{"Élodie", "dupont"});
  CHECK(code(parse_search({.text = "a b c d e f g"}, account_sort::name)) == errc::too_long);
  CHECK(code(parse_search({.text = std::string(801, 'a')}, account_sort::name)) == errc::too_long);
  CHECK(code(parse_search({.text = "\xff"}, account_sort::name)) == errc::invalid_utf8);
  CHECK(code(parse_search({.text = std::string("a\0b", 3)}, account_sort::name)) == errc::invalid_utf8);
}

TEST_CASE("what a policy folds to blanks ends a word, and what it folds to nothing is none") {
  fake_text_policy policy;
  const auto words = [&](const char* text) {
    return texts(values_of(asked({.text = text}, account_sort::created, &policy), search_key, filter_op::contains));
  };
  policy.as = " ";
  CHECK(words("aéb é") == std::vector<std::string>{"a", "b"});
  policy.as = "";
  CHECK(words("é né") == std::vector<std::string>{"n"});
}

TEST_CASE("a search fails as its policy fails, and asks none about ASCII") {
  fake_text_policy policy;
  policy.broken = true;
  for (const auto& which :
       {account_filter{.company = "Léger"}, account_filter{.text = "zoé"}, account_filter{.begins_with = "é"}}) {
    CHECK(code(parse_search(which, account_sort::name, &policy)) == errc::host_failed);
    CHECK(parse_search(which, account_sort::name).has_value());
  }
  CHECK(parse_search({.company = "Leger", .text = "zoe", .begins_with = "e"}, account_sort::name, &policy).has_value());
}

TEST_CASE("a beginning is what lies between two texts") {
  const auto passes = [](const char* beginning, const std::string& text) {
    const auto q = asked({.begins_with = beginning}, account_sort::email);
    return values_of(q, q.sort, filter_op::greater).at(0).data() < text &&
           text < values_of(q, q.sort, filter_op::less).at(0).data();
  };
  CHECK(passes("Dup", "dup"));
  CHECK(passes("dup", "dupont@x.y"));
  CHECK(passes("dup", "dup\xc3\xa9"));
  CHECK_FALSE(passes("dup", "duo"));
  CHECK_FALSE(passes("dup", "duozzz"));
  CHECK_FALSE(passes("dup", "duq"));
  CHECK_FALSE(passes("dup", "du"));
  CHECK(passes("\x01", "\x01z"));
  for (const char* letter : {"σ", "р", "一"}) {
    const auto q = asked({.begins_with = letter}, account_sort::name);
    CHECK(passes(letter, letter + std::string("\n")));
    CHECK(valid_utf8(values_of(q, q.sort, filter_op::greater).at(0).data()));
  }
}

TEST_CASE("what is no filter is refused with its field") {
  struct {
    account_filter which;
    account_sort by;
    errc code;
    const char* field;
  } const cases[] = {
      {{.states = {static_cast<account_state>(0)}}, account_sort::name, errc::out_of_range, "states"},
      {{.states = {static_cast<account_state>(9)}}, account_sort::name, errc::out_of_range, "states"},
      {{.kinds = {static_cast<account_kind>(4)}}, account_sort::name, errc::out_of_range, "kinds"},
      {{.access = static_cast<parvis::access>(16)}, account_sort::name, errc::out_of_range, "access"},
      {{}, static_cast<account_sort>(0), errc::out_of_range, "sort"},
      {{}, static_cast<account_sort>(8), errc::out_of_range, "sort"},
      {{.company = "\xff"}, account_sort::name, errc::invalid_utf8, "company"},
      {{.company = std::string(801, 'x')}, account_sort::name, errc::too_long, "company"},
      {{.begins_with = "\xff"}, account_sort::name, errc::invalid_utf8, "begins_with"},
      {{.begins_with = "d"}, account_sort::created, errc::invalid_argument, "begins_with"},
      {{.begins_with = "d"}, account_sort::active_since, errc::invalid_argument, "begins_with"},
  };
  for (const auto& one : cases) {
    const auto told = parse_search(one.which, one.by);
    CHECK(code(told) == one.code);
    CHECK(field(told) == one.field);
  }
}

TEST_CASE("a place is of one list only") {
  const cursor at{value::text("x"), uuid::well_known(1)};
  const auto list = asked({.text = "a"}, account_sort::name);
  const auto place = place_in(list, at);
  auto other = list;
  other.limit = 7;
  other.count_cap = 9;
  CHECK(place_in(other, at) == place);
  other.descending = true;
  CHECK(place_in(other, at) != place);
  CHECK(place_in(asked({.text = "b"}, account_sort::name), at) != place);
  CHECK(place_in(asked({.text = "a"}, account_sort::email), at) != place);
  CHECK(place_in(asked({.company = "a", .text = "a"}, account_sort::name), at) != place);
  CHECK(place_in(list, {value::text("y"), at.id}) != place);
  CHECK(place_in(list, {at.value, uuid::well_known(2)}) != place);
}

TEST_CASE("what an account is found by follows from what it is") {
  account who{.email = "É.Dupont@Example.com", .username = "Elo", .first_name = "Élodie", .last_name = "Dupont"};
  who.code = "AB-12";
  CHECK(who.found_by() == "Dupont\nÉlodie\nÉ.Dupont@Example.com\nElo\nAB-12\n");
  CHECK(who.found_by_company().empty());
  who.company = "Léger SA";
  CHECK(who.found_by_company() == "Léger SA");
  auto renamed = who;
  renamed.first_name = "Zoé";
  const auto change = changing(who, renamed);
  CHECK(change.set.size() == 2);
  CHECK(change.set.back().column == search_key);
  CHECK(changing(who, who).set.empty());
  who.state = account_state::erased;
  CHECK(to_row(who).at(search_key) == nullptr);
}

TEST_CASE("what is searched is folded on its way to the store, and nothing else") {
  constexpr auto company_key = column_made<account>("company_key");
  account who{.email = "e.dupont@example.com", .username = "Elo", .first_name = "Élodie", .last_name = "Dupont"};
  who.company = "Léger SA";
  const auto held = [](const operation& op, column_number column) {
    for (const auto& one : op.set) {
      if (one.column == column) return one.value.data();
    }
    return std::string("unset");
  };
  fake_text_policy policy;
  std::vector ops{inserting(who), inserting(parvis::settings{.portal_name = "É"}),
                  operation{.type = op_type::absent, .kind = kind::account, .set = {{999, value::text("É")}}},
                  operation{.type = op_type::change, .kind = static_cast<kind>(999), .set = {{0, value::text("É")}}}};
  REQUIRE(fold_texts(ops, &policy).has_value());
  CHECK(held(ops[0], search_key) == "dupont\nelodie\ne.dupont@example.com\nelo\n\n");
  CHECK(held(ops[0], company_key) == "leger sa");
  CHECK(held(ops[0], column_of(&account::first_name)) == "Élodie");
  CHECK(held(ops[1], column_of(&settings::portal_name)) == "É");
  CHECK(held(ops[2], 999) == "É");
  CHECK(held(ops[3], 0) == "É");
  CHECK(policy.folded == 2);

  auto renamed = who;
  renamed.company.clear();
  std::vector emptied{changing(who, renamed)};
  REQUIRE(fold_texts(emptied, &policy).has_value());
  REQUIRE(emptied[0].set.size() == 2);
  CHECK(emptied[0].set[1].value.is_null());

  std::vector ascii{inserting(account{.last_name = "DUPONT"})};
  policy.broken = true;
  REQUIRE(fold_texts(ascii, &policy).has_value());
  CHECK(held(ascii[0], search_key) == "dupont\n\n\n\n\n");
  std::vector again{inserting(who)};
  CHECK(fold_texts(again, &policy).error().code == errc::host_failed);
  REQUIRE(fold_texts(again, nullptr).has_value());
  CHECK(held(again[0], company_key) == "léger sa");
}

TEST_CASE("who only decides looks at the portal, and is refused what they name and may not see") {
  using enum account_kind;
  using kinds = std::vector<account_kind>;
  auto workspace = facts::open_settings();
  workspace.approvers = {facts::member().who->id};
  const std::vector requests{account_state::pending}, more{account_state::pending, account_state::active};
  const struct {
    account_filter which;
    errc told;
    kinds shown{};
  } cases[] = {
      {{}, {}, {client, collaborator}},
      {{.kinds = {client}}, {}, {client}},
      {{.kinds = {collaborator, client}}, {}, {collaborator, client}},
      {{.kinds = {account_kind::user}}, errc::permission_denied},
      {{.kinds = {client, account_kind::user}}, errc::permission_denied},
      {{.kinds = {account_kind::user, client, collaborator}}, errc::permission_denied},
      {{.states = more, .kinds = {client, account_kind::user}}, errc::permission_denied},
      {{.states = more}, {}, {client, collaborator}},
      {{.states = requests}, {}, {}},
      {{.states = requests, .kinds = {client, account_kind::user}}, {}, {client, account_kind::user}},
  };
  for (const auto& c : cases) {
    const auto told = shown_of(workspace, facts::member(), c.which);
    CHECK(code(told) == c.told);
    if (told) CHECK(told.value().kinds == c.shown);
    CHECK(shown_of(workspace, facts::manager(), c.which).value().kinds == c.which.kinds);
    CHECK(code(shown_of(facts::open_settings(), facts::member(), c.which)) == errc::permission_denied);
  }
}
