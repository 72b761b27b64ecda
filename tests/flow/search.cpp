// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

constexpr const char* last_names[] = {"Dupont", "DUPONT", "Dûpont", "Œuvre", "Ødegård", "Zoé", "Łukasz", "de la Tour"};
constexpr const char* first_names[] = {"Élodie", "Elodie", "anne", "Ümit", "Bo"};
constexpr const char* companies[] = {"", "", "Léger SA", "LEGER SA", "Autre"};

/// People of every kind in every state, put into the store as if they had come there by themselves.
class crowd {
 public:
  crowd(firm& f, std::size_t count) : f_(f), ids_(f.clock.now().value(), {9, 9, 9, 9, 9, 9, 9, 9}) {
    for (std::size_t n = 0; n < count; ++n) add();
  }

  account_id add() {
    const auto n = std::to_string(made_++);
    account one{.id = ids_.next<account_id>()};
    one.of_kind = static_cast<account_kind>(1 + numbers_.below(3));
    one.state = static_cast<account_state>(1 + numbers_.below(8));
    one.access = one.of_kind == account_kind::user ? access::core : static_cast<parvis::access>(1 + numbers_.below(3));
    one.email = "Person" + n + "@Example.org";
    one.email_key = "person" + n + "@example.org";
    one.username = numbers_.one_in(3) ? "" : "Pérsonne" + n;
    one.username_key = one.username.empty() ? "" : "personne" + n;
    one.first_name = first_names[numbers_.below(std::size(first_names))];
    one.last_name = last_names[numbers_.below(std::size(last_names))];
    one.company = companies[numbers_.below(std::size(companies))];
    one.code = "C" + n;
    one.language = "en";
    one.created_at = f_.clock.now().value();
    if (one.of_kind == account_kind::user) one.group = numbers_.one_in(2) ? f_.team.members : f_.team.administrators;
    if (numbers_.one_in(3)) one.invite = invite_id{uuid::well_known(static_cast<std::uint8_t>(1 + numbers_.below(2)))};
    if (numbers_.one_in(3)) one.decided_by = f_.team.administrator;
    if (one.state == account_state::active) {
      one.active_since = instant{1'700'000'000'000'000 + static_cast<std::int64_t>(numbers_.below(9))};
    }
    if (numbers_.one_in(5))
      one.banned_at = instant{1'710'000'000'000'000 + static_cast<std::int64_t>(numbers_.below(9))};
    if (numbers_.one_in(4)) {
      one.waiting_for = std::string(seat_rules[numbers_.below(std::size(seat_rules))].sku);
      one.queued_at = instant{1'720'000'000'000'000 + static_cast<std::int64_t>(numbers_.below(9))};
    }
    if (numbers_.one_in(4))
      one.decide_by = instant{1'990'000'000'000'000 + static_cast<std::int64_t>(numbers_.below(9))};
    if (one.state == account_state::erased) one.email = one.email_key = one.username = one.username_key = "";
    batch b{ids_.next(), one.created_at, {inserting(one)}};
    REQUIRE(fold_texts(b.operations, f_.text).has_value());
    REQUIRE(f_.inner->commit(firm::workspace, {&b, 1}, nullptr).front().status == answer_status::done);
    return one.id;
  }
  void remove(account_id who) {
    const batch b{ids_.next(), f_.clock.now().value(), {{.type = op_type::remove, .kind = kind::account, .id = who}}};
    REQUIRE(f_.inner->commit(firm::workspace, {&b, 1}, nullptr).front().status == answer_status::done);
  }

  testkit::splitmix numbers_{11};

 private:
  firm& f_;
  id_source ids_;
  std::size_t made_ = 0;
};

// What is looked for, told apart from how the library looks: a host without a text policy.
std::string plain(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return text;
}

template <class T>
bool among(const std::vector<T>& some, const T& one) {
  return some.empty() || std::count(some.begin(), some.end(), one) > 0;
}

bool is_found(const account& a, const account_filter& which, account_sort by, const std::vector<std::string>& words) {
  const auto everything = plain(a.last_name + '\n' + a.first_name + '\n' + a.email + '\n' + a.username + '\n' + a.code);
  const auto has_word = [&](const std::string& word) { return everything.find(plain(word)) != everything.npos; };
  const auto begins = [&](const std::string& text) { return plain(text).rfind(plain(which.begins_with), 0) == 0; };
  return a.state != account_state::erased && among(which.states, a.state) && among(which.kinds, a.of_kind) &&
         without(which.access, a.access) == access::none && (which.group.is_nil() || which.group == a.group) &&
         (which.invite.is_nil() || which.invite == a.invite) &&
         (which.decided_by.is_nil() || which.decided_by == a.decided_by) &&
         (which.company.empty() || plain(which.company) == plain(a.company)) &&
         std::all_of(words.begin(), words.end(), has_word) &&
         (which.begins_with.empty() || begins(by == account_sort::name ? a.last_name : a.email)) &&
         (by != account_sort::active_since || a.active_since.has_value()) &&
         (by != account_sort::banned_at || a.banned_at.has_value()) &&
         (by != account_sort::queued_at || a.queued_at.has_value()) &&
         (by != account_sort::decide_by || a.decide_by.has_value()) &&
         (which.bans == ban_filter::any || (which.bans == ban_filter::banned) == a.banned_at.has_value());
}

/// What is to be found, in order.
std::vector<account_id> expected(firm& f, const account_filter& which, account_sort by, sort_direction way,
                                 const std::vector<std::string>& words) {
  std::vector<account> found;
  for (auto& a : f.all<account>()) {
    if (is_found(a, which, by, words)) found.push_back(a);
  }
  const auto place = [&](const account& a) {
    const auto name = plain(a.last_name) + '\n' + plain(a.first_name) + '\n' + plain(a.email) + '\n' +
                      plain(a.username) + '\n' + plain(a.code) + '\n';
    const auto text = by == account_sort::name ? name : by == account_sort::email ? plain(a.email) : std::string();
    const auto time = by == account_sort::active_since ? a.active_since->us
                      : by == account_sort::banned_at  ? a.banned_at->us
                      : by == account_sort::queued_at  ? a.queued_at->us
                      : by == account_sort::decide_by  ? a.decide_by->us
                                                       : 0;
    return std::tuple(text, time, a.id);
  };
  std::sort(found.begin(), found.end(), [&](const account& a, const account& b) {
    return way == sort_direction::ascending ? place(a) < place(b) : place(b) < place(a);
  });
  std::vector<account_id> out;
  for (const auto& a : found) out.push_back(a.id);
  return out;
}

std::vector<account_id> found(firm& f, search_accounts_request asked) {
  std::vector<account_id> out;
  while (true) {
    const auto page = f.door.search_accounts(f.as_administrator(), asked);
    REQUIRE(refusal(page) == errc{});
    CHECK(page.value().accounts.size() <= asked.limit);
    CHECK((page.value().next.has_value() ? page.value().accounts.size() == asked.limit : true));
    for (const auto& a : page.value().accounts) out.push_back(a.id);
    if (!page.value().next) return out;
    asked.after = page.value().next;
  }
}

}  // namespace

TEST_CASE("whatever is asked, exactly those are found of whom it is true, in order, once each") {
  on_every_storage([](firm& f) {
    crowd people(f, 150);
    auto& draw = people.numbers_;
    const std::vector<std::string> texts[] = {{},        {"Élo"},     {"DUP", "anne"}, {"person1"},
                                              {"Œuvre"}, {"c1", "x"}, {"é\u0301"}};
    std::size_t met = 0;
    for (int round = 0; round < 300; ++round) {
      account_filter which;
      for (auto n = draw.below(3); n > 0; --n) which.states.push_back(static_cast<account_state>(1 + draw.below(7)));
      for (auto n = draw.below(3); n > 0; --n) which.kinds.push_back(static_cast<account_kind>(1 + draw.below(3)));
      if (draw.one_in(4)) which.access = static_cast<parvis::access>(1 + draw.below(4));
      if (draw.one_in(5)) which.group = draw.one_in(2) ? f.team.members : f.team.administrators;
      if (draw.one_in(5)) which.invite = invite_id{uuid::well_known(static_cast<std::uint8_t>(1 + draw.below(3)))};
      if (draw.one_in(5)) which.decided_by = f.team.administrator;
      if (draw.one_in(3)) which.bans = static_cast<ban_filter>(1 + draw.below(2));
      if (draw.one_in(5)) which.company = draw.one_in(2) ? "Léger sa" : "AUTRE";
      const auto& words = draw.one_in(2) ? texts[0] : texts[draw.below(std::size(texts))];
      for (const auto& word : words) which.text += ' ' + word;
      const auto by = static_cast<account_sort>(1 + draw.below(5));
      const auto way = static_cast<sort_direction>(1 + draw.below(2));
      if (by == account_sort::name && draw.one_in(3)) which.begins_with = draw.one_in(2) ? "dup" : "Ø";
      if (by == account_sort::email && draw.one_in(3))
        which.begins_with = draw.one_in(2) ? "person1" : "Person7@example.org";
      const auto wanted = expected(f, which, by, way, words);
      CHECK(found(f, {.which = which, .sort = by, .direction = way, .limit = 1 + draw.below(40)}) == wanted);
      const auto page =
          f.door.search_accounts(f.as_administrator(), {.which = which, .sort = by, .limit = 1, .count_cap = 60});
      CHECK(page.value().count == std::min<std::size_t>(60, wanted.size()));
      met += wanted.size();
    }
    CHECK(met > 300);
  });
}

TEST_CASE("a list goes on where it ended, whatever comes and goes meanwhile") {
  on_every_storage([](firm& f) {
    crowd people(f, 60);
    for (const auto by : {account_sort::created, account_sort::name, account_sort::email}) {
      const auto before = expected(f, {}, by, sort_direction::ascending, {});
      search_accounts_request asked{.sort = by, .limit = 5};
      std::vector<account_id> seen;
      std::set<account_id> gone;
      for (bool more = true; more;) {
        const auto page = f.door.search_accounts(f.as_administrator(), asked).value();
        for (const auto& a : page.accounts) seen.push_back(a.id);
        more = page.next.has_value();
        asked.after = page.next;
        people.add();
        if (page.accounts.empty() || page.accounts.back().id == f.team.administrator) continue;
        gone.insert(page.accounts.back().id);  // the row that the cursor stands on
        people.remove(page.accounts.back().id);
      }
      CHECK(std::set(seen.begin(), seen.end()).size() == seen.size());
      for (const auto& one : before) CHECK(std::count(seen.begin(), seen.end(), one) == 1);
      CHECK(gone.size() > 5);
    }
  });
}

TEST_CASE("a cursor is good for the list it came from, and for no other") {
  on_every_storage([](firm& f) {
    crowd people(f, 30);
    const auto by = f.as_administrator();
    const search_accounts_request asked{.which = {.text = "person"}, .sort = account_sort::name, .limit = 3};
    const auto next = f.door.search_accounts(by, asked).value().next;
    REQUIRE(next.has_value());
    const auto with = [&](auto change) {
      auto other = asked;
      other.after = next;
      change(other);
      const auto told = f.door.search_accounts(by, other);
      if (!told) CHECK(told.error().field == "after");
      return refusal(told);
    };
    CHECK(with([](auto&) {}) == errc{});
    CHECK(with([](auto& r) { r.limit = 7; }) == errc{});
    CHECK(with([](auto& r) { r.count_cap = 7; }) == errc{});
    CHECK(with([](auto& r) { r.which.text = "PERSON "; }) == errc{});
    CHECK(with([](auto& r) { r.which.text = "persone"; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.which.states = {account_state::active}; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.which.begins_with = "d"; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.sort = account_sort::email; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.sort = account_sort::created; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.direction = sort_direction::descending; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.after->id = account_id{uuid::well_known(1)}; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.after->value = {}; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.after->value = 7; }) == errc::cursor_invalid);
    CHECK(with([](auto& r) { r.after->value = value::text("dupont"); }) == errc::cursor_invalid);
    for (std::size_t n = 0; n < next->value.data().size(); ++n) {
      CHECK(with([&](auto& r) {
              auto octets = next->value.data();
              octets[n] = static_cast<char>(octets[n] ^ 1);
              r.after->value = value::bytes(octets);
            }) == errc::cursor_invalid);
      CHECK(with([&](auto& r) { r.after->value = value::bytes(next->value.data().substr(0, n)); }) ==
            errc::cursor_invalid);
    }
    auto elsewhere = by;
    elsewhere.workspace = "another";
    CHECK(refusal(f.door.search_accounts(elsewhere, [&] {
            auto r = asked;
            r.after = next;
            return r;
          }())) == errc::not_set_up);
  });
}

TEST_CASE("accounts are counted by state, up to a cap") {
  on_every_storage([](firm& f) {
    crowd people(f, 120);
    const auto by = f.as_administrator();
    const account_filter filters[] = {{},
                                      {.kinds = {account_kind::client}},
                                      {.states = {account_state::pending, account_state::active}},
                                      {.text = "dupont"},
                                      {.company = "leger sa"},
                                      {.group = f.team.members}};
    for (const auto& which : filters) {
      const auto told = f.door.count_accounts(by, {.which = which}).value();
      std::size_t total = 0;
      for (const auto& [state, count] : told.by_state) {
        auto only = which;
        only.states = {state};
        CHECK(count == expected(f, only, account_sort::created, sort_direction::ascending,
                                which.text.empty() ? std::vector<std::string>{} : std::vector{which.text})
                           .size());
        total += count;
      }
      CHECK(told.total == total);
      CHECK(told.by_state.size() == (which.states.empty() ? 7 : which.states.size()));
    }
    const auto capped = f.door.count_accounts(by, {.count_cap = 2}).value();
    CHECK(std::all_of(capped.by_state.begin(), capped.by_state.end(), [](const auto& one) { return one.count == 2; }));
    CHECK(refusal(f.door.count_accounts(by, {.count_cap = 0})) == errc::out_of_range);
  });
}

TEST_CASE("who is renamed, or gone, is found by what they are now") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto zoe = f.account_of(f.form("zoe"));
    const auto finds = [&](const char* text) { return found(f, {.which = {.text = text}}).size() == 1; };
    CHECK(finds("zoe@"));
    CHECK(finds("family zoe"));
    REQUIRE(f.door.edit_account(by, {.account = zoe.id, .last_name = "Bérénice", .company = "Léger & Fils"}));
    CHECK(finds("BéRéNICE"));
    CHECK_FALSE(finds("berenice"));
    CHECK_FALSE(finds("family"));
    CHECK(found(f, {.which = {.company = " LéGER & fils"}}).size() == 1);
    REQUIRE(f.door.edit_account(by, {.account = zoe.id, .company = "", .code = "Q-77"}));
    CHECK(finds("q-77"));
    CHECK(found(f, {.which = {.company = "Léger & Fils"}}).empty());
    REQUIRE(f.door.deactivate(by, {.account = zoe.id}));
    CHECK(found(f, {.which = {.states = {account_state::active}, .text = "bérénice"}}).empty());
    CHECK(found(f, {.which = {.states = {account_state::inactive}, .text = "bérénice"}}).size() == 1);
  });
}

TEST_CASE("who only decides finds the people of the portal and no user, in pages and counts that are right") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 10}));
    const auto paul = f.as(f.approver("paul").id);
    std::vector<account_id> portal;
    for (int n = 0; n < 5; ++n) {
      portal.push_back(f.collaborator("person" + std::to_string(n)).id);
      f.joined_user("user" + std::to_string(n));
    }
    for (const auto by : {account_sort::created, account_sort::name, account_sort::email}) {
      search_accounts_request asked{.sort = by, .limit = 2, .count_cap = 100};
      std::vector<account_id> seen;
      std::vector<std::size_t> sizes;
      do {
        const auto page = f.door.search_accounts(paul, asked).value();
        CHECK(page.count == 5);
        sizes.push_back(page.accounts.size());
        for (const auto& one : page.accounts) seen.push_back(one.id);
        asked.after = page.next;
      } while (asked.after);
      CHECK(sizes == std::vector<std::size_t>{2, 2, 1});
      CHECK(seen == portal);
    }
    CHECK(f.door.count_accounts(paul, {}).value().total == 5);
    CHECK(f.door.count_accounts(f.as_administrator(), {}).value().total == 12);
    CHECK(f.door.list_accounts(paul, {.state = account_state::active}).value().accounts.empty());
    CHECK(f.door.list_accounts(f.as_administrator(), {.state = account_state::active}).value().accounts.size() == 7);
    const account_filter users{.kinds = {account_kind::user}};
    CHECK(refusal(f.door.search_accounts(paul, {.which = users})) == errc::permission_denied);
    CHECK(refusal(f.door.count_accounts(paul, {.which = users})) == errc::permission_denied);
    const account_filter some{.kinds = {account_kind::user, account_kind::collaborator}};
    CHECK(refusal(f.door.search_accounts(paul, {.which = some})) == errc::permission_denied);
    CHECK(refusal(f.door.count_accounts(paul, {.which = some})) == errc::permission_denied);
    const account_filter of_portal{.kinds = {account_kind::client, account_kind::collaborator}};
    CHECK(f.door.count_accounts(paul, {.which = of_portal}).value().total == 5);
    const auto uma = f.joined_user("uma").id;
    f.edit<account>(uma, [](account& a) { a.state = account_state::pending; });
    const account_filter requests{.states = {account_state::pending}, .kinds = {account_kind::user}};
    CHECK(f.door.search_accounts(paul, {.which = requests}).value().accounts.size() == 1);
    CHECK(f.door.count_accounts(paul, {.which = requests}).value().total == 1);
    CHECK(f.door.list_accounts(paul, {.state = account_state::pending}).value().accounts.size() == 6);
    CHECK(f.door.view_account(paul, uma).value().id == uma);
    CHECK(f.door.count_accounts(paul, {}).value().total == 5);
    const auto theirs = f.door.search_accounts(f.as_administrator(), {.limit = 2}).value().next;
    CHECK(refusal(f.door.search_accounts(paul, {.after = theirs, .limit = 2})) == errc::cursor_invalid);
  });
}

TEST_CASE("queues are listed as they will be let in, and open requests by when they lapse") {
  on_every_storage([](firm& f) {
    const auto listed = [&](account_sort by) { return found(f, {.sort = by, .limit = 2}); };
    f.change_settings([](settings& s) { s.access_requests = approval_mode::by_user; });
    f.approver("paul");
    const auto cleo = f.account_of(f.form("cleo")).id;
    REQUIRE(f.door.approve(f.as_administrator(), {.account = cleo}));
    std::vector<account_id> queue, requests;
    for (const auto* name : {"zoe", "yann", "xena", "walt"}) queue.push_back(f.collaborator(name).id);
    REQUIRE(f.door.ask_access(f.as(cleo), access::collaborator));
    requests = queue;
    requests.push_back(cleo);
    CHECK(listed(account_sort::decide_by) == requests);
    CHECK(listed(account_sort::queued_at).empty());
    std::swap(queue[0], queue[3]);
    for (const auto& one : queue) {
      f.clock.advance(hours(1));
      REQUIRE(f.door.approve(f.as_administrator(), {.account = one}));
    }
    CHECK(listed(account_sort::decide_by) == std::vector{cleo});
    f.clock.advance(hours(1));
    REQUIRE(f.door.approve_access(f.as_administrator(), {.account = cleo, .access = access::collaborator}));
    CHECK(listed(account_sort::decide_by).empty());
    // Two of them have the seats that there were; whoever is in and waits for more stands in the queue as well.
    CHECK(listed(account_sort::queued_at) == std::vector{queue[2], queue[3], cleo});
    const auto waiting = f.door.view_account(f.as_administrator(), cleo).value();
    CHECK(waiting.state == account_state::active);
    CHECK(waiting.queued_at > f.get<account>(queue[3]).queued_at);
  });
}

TEST_CASE("only who decides may look for people, and what is asked wrongly never reaches the store") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto client = f.account_of(f.form("colette"));
    CHECK(f.door.search_accounts(f.as(paul.id), {}).has_value());
    CHECK(f.door.count_accounts(f.as(paul.id), {}).has_value());
    for (const auto& by : {f.as(client.id), f.somebody(), f.as_operator()}) {
      CHECK(refusal(f.door.search_accounts(by, {})) == errc::permission_denied);
      CHECK(refusal(f.door.count_accounts(by, {})) == errc::permission_denied);
    }
    f.watched.take();
    const auto by = f.as_administrator();
    CHECK(refusal(f.door.search_accounts(by, {.limit = 0})) == errc::out_of_range);
    CHECK(refusal(f.door.search_accounts(by, {.limit = page_max + 1})) == errc::out_of_range);
    CHECK(refusal(f.door.search_accounts(by, {.direction = static_cast<sort_direction>(3)})) == errc::out_of_range);
    CHECK(refusal(f.door.search_accounts(by, {.which = {.text = "\xff"}})) == errc::invalid_utf8);
    CHECK(refusal(f.door.count_accounts(by, {.which = {.kinds = {static_cast<account_kind>(7)}}})) ==
          errc::out_of_range);
    CHECK(f.watched.take().empty());
  });
}
