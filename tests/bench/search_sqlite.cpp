// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>

#include "parvis/rules/search.hpp"
#include "parvis/testkit/seeded_random.hpp"
#include "portal_firm.hpp"

// What it takes to look for people, from a thousand accounts to a million: the whole call, with the rights of whoever
// asks and a sealed cursor, against prepared statements that read as many rows by the same index and know nothing of
// rights. A text that only a few rows hold is looked for in all of them by both sides where there is no index of parts
// of words, and in the index where there is one.

void bench_search_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

/// A number that follows from another, spread evenly.
std::uint64_t spread(std::uint64_t n) { return testkit::splitmix::mixed(n + 1); }

/// Nine in ten are clients, one in a thousand is a user; nine in ten are active, one in a hundred waits to be approved.
account member(std::uint64_t n, id_source& ids, group_id group, invite_id link, instant at) {
  constexpr const char* last[] = {"Dupont", "Lefèvre", "Martin", "Bérénice", "Garcia", "O'Neill", "Nguyễn", "Rossi"};
  constexpr const char* first[] = {"Anne", "Élodie", "Karim", "Zoé", "Jean-Marc", "Inès", "Paul", "Yasmine"};
  const auto drawn = spread(n);
  const auto number = std::to_string(n);
  account out{.id = ids.next<account_id>()};
  out.of_kind = drawn % 1000 == 0 ? account_kind::user
                : drawn % 10 == 1 ? account_kind::collaborator
                                  : account_kind::client;
  const auto state = drawn / 1000 % 100;
  out.state = state < 90    ? account_state::active
              : state == 90 ? account_state::pending
              : state < 96  ? account_state::inactive
                            : account_state::rejected;
  out.access = out.of_kind == account_kind::user     ? access::core
               : out.of_kind == account_kind::client ? access::client
                                                     : access::collaborator;
  out.last_name = last[drawn / 100'000 % std::size(last)];
  out.first_name = std::string(first[drawn / 1'000'000 % std::size(first)]) + ' ' + static_cast<char>('A' + drawn % 26);
  out.username = "person" + number;
  out.username_key = out.username;
  out.email = std::to_string(drawn % 100'000) + "." + number + "@example.org";
  out.email_key = out.email;
  out.code = "C-" + number;
  out.password = "$scrypt$ln=15,r=8,p=3$c29tZXNhbHRzb21lc2FsdA$0123456789012345678901234567890123456789012";
  out.language = "fr";
  out.created_at = at;
  if (out.of_kind == account_kind::user) out.group = group;
  if (drawn % 4 == 0) out.invite = link;
  if (out.state == account_state::active) out.active_since = at;
  if (n % 10'000 == 7) out.company = "Léger SA";
  return out;
}

/// A firm of so many people, and a statement of its file for every list.
class library {
 public:
  library(const std::string& path, std::uint64_t people)
      : path_(path), firm_(opened(path, sqlite_synchronous::normal), hasher_) {
    const instant at{1'760'000'000'000'000};
    id_source ids{at, {1, 2, 3, 4, 5, 6, 7, 8}};
    const group_id group{*uuid::from_bytes({reinterpret_cast<const char*>(firm_.rows.group), 16})};   // NOLINT: octets
    const invite_id link{*uuid::from_bytes({reinterpret_cast<const char*>(firm_.rows.invite), 16})};  // NOLINT
    std::vector<batch> batches;
    for (std::uint64_t n = 0; n < people; ++n) {
      if (n % 50 == 0) batches.push_back({ids.next(), at, {}});
      batches.back().operations.push_back(inserting(member(n, ids, group, link, at)));
      must(fold_texts({&batches.back().operations.back(), 1}, nullptr).has_value(), "names");
      const bool is_full = batches.size() == 200 && (n + 1) % 50 == 0;
      if (!is_full && n + 1 < people) continue;
      for (const auto& a : firm_.store().commit(firm, batches, nullptr))
        must(a.status == answer_status::done, "people");
      batches.clear();
    }
    must(sqlite3_open_v2(path.c_str(), &raw_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK,
         "the C program cannot open the file");
  }
  library(const library&) = delete;
  ~library() { sqlite3_close_v2(raw_); }

  /// Makes the index of parts of words, and feeds it.
  void index() {
    const auto store =
        sqlite_storage::open({.path = path_, .synchronous = sqlite_synchronous::normal, .index_parts_of_words = true});
    must(store.has_value(), "no index of words");
    while (store.value()->maintain(firm, 1000, nullptr).value() > 0) {
    }
  }

  /// Microseconds of a page by the library, `deep` pages after the first.
  double ours(search_accounts_request asked, int deep, int times) {
    for (; deep > 0; --deep) {
      auto page = firm_.door.search_accounts(firm_.admin, asked).value();
      if (!page.next) break;
      asked.after = std::move(page.next);
    }
    return bench_nanoseconds(times, [&] { firm_.door.search_accounts(firm_.admin, asked).value(); }) / 1000;
  }
  double counting(int times) {
    return bench_nanoseconds(times, [&] { firm_.door.count_accounts(firm_.admin, {}).value(); }) / 1000;
  }
  /// The same by a statement, every column of every row looked at.
  double raw(const char* text, int times) {
    sqlite3_stmt* s = nullptr;
    must(sqlite3_prepare_v2(raw_, text, -1, &s, nullptr) == SQLITE_OK, sqlite3_errmsg(raw_));
    const auto out = bench_nanoseconds(times, [&] {
      int code = SQLITE_ROW;
      while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        for (int n = 0; n < sqlite3_column_count(s); ++n) {
          if (sqlite3_column_type(s, n) >= SQLITE_TEXT) static_cast<void>(sqlite3_column_blob(s, n));
        }
      }
      must(code == SQLITE_DONE, "a page");
      sqlite3_reset(s);
    });
    sqlite3_finalize(s);
    return out / 1000;
  }

 private:
  std::string path_;
  free_hasher hasher_;
  firm_portal firm_;
  sqlite3* raw_ = nullptr;
};

/// A list, and how a program that knows its index asks for a page of it.
struct list {
  const char* name;
  search_accounts_request asked;
  int deep;   ///< pages
  int times;  ///< a round
  const char* raw;
};

#define PAGE(index, where, order)                                                                                      \
  "SELECT a.* FROM (SELECT id FROM parvis_account INDEXED BY parvis_account_by_" index " WHERE workspace=1 AND " where \
  " ORDER BY " order " LIMIT 50) AS f CROSS JOIN parvis_account AS a WHERE a.workspace=1 AND a.id=f.id"

#define WORDS(match, where)                                                                                           \
  "SELECT a.* FROM parvis_word JOIN parvis_word_row AS r ON r.number=parvis_word.rowid CROSS JOIN parvis_account AS " \
  "a "                                                                                                                \
  "WHERE parvis_word MATCH '\"" match "\"' AND a.workspace=1 AND a.id=r.id AND " where                                \
  " ORDER BY search_key,a.id LIMIT 50"

/// With an index of parts of words.
std::vector<list> indexed_lists() {
  using by = account_sort;
  const auto with = [](const char* text) {
    return search_accounts_request{.which = {.kinds = {account_kind::client}, .text = text}, .sort = by::name};
  };
  return {
      {"indexed, a text that few have, by name", with("4444."), 0, 50, WORDS("4444.", "kind=2")},
      {"indexed, a text that nobody has, by name", with("zzz"), 0, 200, WORDS("zzz", "kind=2")},
      {"indexed, a text that many have, by name", with("Élodie"), 0, 50,
       PAGE("kind_state_search_key", "kind=2 AND state=4 AND search_key IS NOT NULL AND instr(search_key,'Élodie')>0",
            "search_key,id")},
  };
}

std::vector<list> lists() {
  using by = account_sort;
  const account_filter clients{.states = {account_state::active}, .kinds = {account_kind::client}};
  const account_filter pending{.states = {account_state::pending}};
  return {
      {"everybody, as they arose",
       {.sort = by::created},
       15,
       200,
       "SELECT * FROM parvis_account WHERE workspace=1 ORDER BY id LIMIT 50"},
      {"active clients by name",
       {.which = clients, .sort = by::name},
       15,
       200,
       PAGE("kind_state_search_key", "kind=2 AND state=4 AND search_key>'dupont'", "search_key,id")},
      {"everybody by name",
       {.sort = by::name},
       15,
       200,
       PAGE("kind_state_search_key", "kind=2 AND state=4 AND search_key>'dupont'", "search_key,id")},
      {"who waits for approval by address",
       {.which = pending, .sort = by::email},
       0,
       200,
       PAGE("kind_state_email_key", "kind=2 AND state=2 AND email_key IS NOT NULL", "email_key,id")},
      {"users by name",
       {.which = {.kinds = {account_kind::user}}, .sort = by::name},
       0,
       200,
       PAGE("kind_state_search_key", "kind=1 AND state=4 AND search_key IS NOT NULL", "search_key,id")},
      {"of a company", {.which = {.company = "Léger SA"}}, 0, 200, PAGE("company_key", "company_key='léger sa'", "id")},
      {"names that begin so",
       {.which = {.kinds = {account_kind::client}, .begins_with = "lef"}, .sort = by::name},
       0,
       200,
       PAGE("kind_state_search_key", "kind=2 AND state=4 AND search_key>'lef' AND search_key<'leg'", "search_key,id")},
      {"a text that many have, by name",
       {.which = {.kinds = {account_kind::client}, .text = "Élodie"}, .sort = by::name},
       0,
       50,
       PAGE("kind_state_search_key", "kind=2 AND state=4 AND search_key IS NOT NULL AND instr(search_key,'Élodie')>0",
            "search_key,id")},
      {"a text that nobody has, by name",
       {.which = {.kinds = {account_kind::client}, .text = "zzz"}, .sort = by::name},
       0,
       1,
       PAGE("kind_state_search_key",
            "kind=2 AND state IN(1,2,3,4,5,6,7) AND search_key IS NOT NULL AND instr(search_key,'zzz')>0", "id")},
  };
}

}  // namespace

void bench_search_sqlite(bench_table& table) {
  constexpr int rounds = 5;
  for (const std::uint64_t people : {1'000ULL, 10'000ULL, 100'000ULL, 1'000'000ULL}) {
    const auto size = people == 1'000'000 ? std::string("1 M") : std::to_string(people / 1000) + " k";
    const auto named = [&](const std::string& what) { return "a page of " + size + ": " + what + ", us"; };
    bool wanted = table.wants(named("count"));
    bool wants_index = false;
    for (const auto& one : lists()) wanted = wanted || table.wants(named(one.name));
    for (const auto& one : indexed_lists()) wants_index = wants_index || table.wants(named(one.name));
    if (!wanted && !wants_index) continue;
    const folder in;
    library here(in.file("people.db"), people);
    const auto compare = [&](const list& one) {
      bench_compare(
          table, named(one.name), "<= 2 x raw keyset", rounds,
          [&] { return here.ours(one.asked, one.deep, one.times); }, [&] { return here.raw(one.raw, one.times); });
    };
    for (const auto& one : lists()) compare(one);
    bench_compare(
        table, named("count by state, up to 1,000 each"), "none: capped", rounds, [&] { return here.counting(20); },
        [&] {
          return here.raw(
              "SELECT count(*) FROM (SELECT 1 FROM parvis_account INDEXED BY parvis_account_by_kind_state WHERE "
              "workspace=1 AND kind=2 AND state=4 LIMIT 1000)",
              20);
        });
    if (!wants_index) continue;
    here.index();
    for (const auto& one : indexed_lists()) compare(one);
  }
}
