// SPDX-License-Identifier: BSL-1.0
#include <sys/resource.h>

#include <set>

#include "parvis/values/unique_code.hpp"
#include "portal_firm.hpp"

// An import of many users, as a host calls it, on SQLite FULL: validated, with a link to join in their mail, seats
// taken from a pool that others may take from, and known again if it is stopped. Against a C program that writes the
// same rows and looks at nothing, a thousand people in a transaction.

void bench_import_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

constexpr int many = 100'000, rounds = 3;

/// Made-up users, one by one.
class users final : public import_source {
 public:
  users(group_id group, unsigned number, int count = many) : group_(group), people_(number), left_(count) {}
  result<bool> next(import_row& into) override {
    if (left_-- == 0) return false;
    const auto who = people_.next();
    into.user = add_user_request{.first_name = who.first_name,
                                 .last_name = who.last_name,
                                 .email = who.email,
                                 .language = "fr",
                                 .group = group_,
                                 .seniority = "lawyer"};
    return true;
  }
  result<> tell(const import_outcome& told) override {
    must(told.fate == import_fate::made, "an import of a user");
    return success();
  }

 private:
  group_id group_;
  crowd people_;
  int left_;
};

struct seated_firm {
  free_hasher hasher;
  firm_portal firm_at;
  group_id group{};

  explicit seated_firm(const std::string& path) : firm_at(opened(path, sqlite_synchronous::full), hasher) {
    must(firm_at.door.grant_seats(firm_at.admin, {"core", 1'000'000}).has_value(), "seats");
    // Who imports into a group that manages users could make themselves another administrator: it needs no import.
    const auto made = firm_at.door.add_group(firm_at.admin, {.name = "Lawyers"});
    must(made.has_value(), "a group");
    group = made.value().id;
  }
};

double per_second(steady::time_point since) {
  return many / std::chrono::duration<double>(steady::now() - since).count();
}

/// As ours are made, so that the index of codes is filled as ours is: from everywhere.
std::vector<std::string> free_codes(std::set<std::string>& given, unsigned number) {
  std::vector<std::string> out;
  id_source ids({number}, {});
  while (out.size() < many) {
    auto code = unique_code::made_of(ids.next(), number).key();
    if (given.insert(code).second) out.push_back(std::move(code));
  }
  return out;
}

double megabytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

}  // namespace

namespace {

/// Of what is given a digest is kept, some fifty octets a row; of the rows themselves nothing.
void measure_memory(bench_table& table) {
  constexpr const char* name = "import of 100 k users, peak of the process against 1 k, MB";
  if (!table.wants(name)) return;
  const folder in;
  seated_firm ours(in.file("ours.db"));
  const auto import = [&](unsigned number, int count) {
    users rows(ours.group, number, count);
    const auto done =
        ours.firm_at.door.import_people(ours.firm_at.admin, {.key = std::to_string(number), .rows = &rows});
    must(done && done.value().refused == 0, "an import");
    return megabytes();
  };
  const double few = import(1, 1000), all = import(2, many);
  table.push_back({name, all, few, all / few, "flat but for 50 octets a row"});
}

}  // namespace

void bench_import_sqlite(bench_table& table) {
  measure_memory(table);
  constexpr const char* name = "import of 100 k users, FULL, users per second";
  if (!table.wants(name)) return;
  const folder in;
  seated_firm ours(in.file("ours.db"));
  const seated_firm theirs(in.file("raw.db"));
  const auto raw = raw_over(in.file("raw.db"), sqlite_synchronous::full, theirs.firm_at.rows);
  unsigned round = 0, raw_round = 0;
  std::set<std::string> given;
  const auto import = [&] {
    users rows(ours.group, ++round);
    const auto start = steady::now();
    const auto done =
        ours.firm_at.door.import_people(ours.firm_at.admin, {.key = "round " + std::to_string(round), .rows = &rows});
    must(done && done.value().made == many, "an import");
    return per_second(start);
  };
  const auto write = [&] {
    crowd people(++raw_round);
    std::vector<raw_sign_up> some(1000);
    std::vector<std::string> emails(some.size());
    const auto codes = free_codes(given, raw_round);
    const auto start = steady::now();
    for (int n = 0; n < many; n += 1000) {
      for (std::size_t place = 0; place < some.size(); ++place) {
        some[place] = people.next();
        some[place].email = (emails[place] = some[place].email).c_str();
        some[place].username = codes.at(static_cast<std::size_t>(n) + place).c_str();
      }
      must(raw_commit_all(raw.get(), RAW_IMPORT, some.data(), some.size()) == 0, "rows");
    }
    return per_second(start);
  };
  bench_compare(table, name, ">= 0.70 x raw", rounds, import, write);
}
