// SPDX-License-Identifier: BSL-1.0
#include <sys/resource.h>

#include <optional>

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
  users(group_id group, unsigned number) : group_(group), people_(number) {}
  result<bool> next(import_row& into) override {
    if (given_ == many) return false;
    ++given_;
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
  int given_ = 0;
};

struct seated_firm {
  free_hasher hasher;
  firm_portal firm_at;
  group_id group{};

  explicit seated_firm(const std::string& path) : firm_at(opened(path, sqlite_synchronous::full), hasher) {
    must(firm_at.door.grant_seats(firm_at.admin, {"core", 1'000'000}).has_value(), "seats");
    group = firm_at.door.view_account(firm_at.admin, firm_at.admin.actor).value().group;
  }
};

double per_second(steady::time_point since) {
  return many / std::chrono::duration<double>(steady::now() - since).count();
}

double megabytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

}  // namespace

void bench_import_sqlite(bench_table& table) {
  constexpr const char* name = "import of 100 k users, FULL, users per second";
  if (!table.wants(name)) return;
  const folder in;
  seated_firm ours(in.file("ours.db"));
  const seated_firm theirs(in.file("raw.db"));
  const auto raw = raw_over(in.file("raw.db"), sqlite_synchronous::full, theirs.firm_at.rows);
  unsigned round = 0, raw_round = 0;
  double before = 0;
  const auto import = [&] {
    users rows(ours.group, ++round);
    before = megabytes();
    const auto start = steady::now();
    const auto done = ours.firm_at.door.import_people(
        ours.firm_at.admin, {.key = "round " + std::to_string(round), .rows = &rows, .rows_at_once = page_max});
    must(done && done.value().made == many, "an import");
    return per_second(start);
  };
  const auto write = [&] {
    crowd people(++raw_round);
    std::vector<raw_sign_up> some(1000);
    std::vector<std::string> emails(some.size()), codes(some.size());
    const auto start = steady::now();
    for (int n = 0; n < many; n += 1000) {
      for (std::size_t place = 0; place < some.size(); ++place) {
        some[place] = people.next();
        some[place].email = (emails[place] = some[place].email).c_str();
        some[place].username = (codes[place] = some[place].username).c_str();
      }
      must(raw_commit_all(raw.get(), RAW_IMPORT, some.data(), some.size()) == 0, "rows");
    }
    return per_second(start);
  };
  bench_compare(table, name, ">= 0.70 x raw", rounds, import, write);
  table.push_back({"import of the last 100 k users, peak of memory, MB", megabytes(), before, megabytes() / before,
                   "flat: <= 1.1 x before"});
}
