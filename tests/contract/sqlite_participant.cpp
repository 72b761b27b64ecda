// SPDX-License-Identifier: BSL-1.0
#include <functional>

#include "parvis/ports/participant.hpp"
#include "sqlite_file.hpp"

using namespace parvis;
using namespace parvis::test;
using testkit::insert;
namespace columns = testkit::columns;

namespace {

/// A host that keeps a table of its own in the file.
class host final : public participant {
 public:
  result<> take_part(host_context context, void* connection, const batch& applied) override {
    ++calls;
    seen = context;
    batches.push_back(applied.id);
    auto* db = static_cast<sqlite3*>(connection);
    const int code = sqlite3_exec(db, "INSERT INTO matter VALUES('Durand')", nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? then(db) : result<>(failure{errc::host_failed});
  }

  std::function<result<>(sqlite3*)> then = [](sqlite3*) { return result<>(success()); };
  int calls = 0;
  host_context seen = nullptr;
  std::vector<uuid> batches;
};

struct shared_file {
  shared_file() {
    sqlite_neighbour(file.path()).run("CREATE TABLE matter(name TEXT)");
    auto options = file.options();
    options.participant = &taking_part;
    store = opened(options);
  }
  std::string matters() const { return sqlite_neighbour(file.path()).ask("SELECT count(*) FROM matter"); }
  std::string notes() const { return sqlite_neighbour(file.path()).ask("SELECT count(*) FROM parvis_note"); }

  sqlite_file file;
  host taking_part;
  std::unique_ptr<sqlite_storage> store;
};

operation note_of(std::uint64_t n) { return insert(kind::note, numbered(n), {{columns::text, value::text("hello")}}); }
int token = 0;

}  // namespace

TEST_CASE("a participant's rows are committed with the batch, once") {
  shared_file on;
  CHECK(commit(*on.store, batch_of(1, {note_of(1)}), &token) == done);
  CHECK(on.taking_part.seen == &token);
  CHECK(on.matters() == "1 ");
  CHECK(on.notes() == "1 ");
  CHECK(commit(*on.store, batch_of(1, {note_of(1)}), &token) == already);
  CHECK(commit(*on.store, batch_of(2, {note_of(1)}), &token).reason == why::exists);
  CHECK(commit(*on.store, batch_of(3, {note_of(3)})) == done);  // no context
  CHECK(on.taking_part.calls == 1);
  CHECK(on.matters() == "1 ");
}

TEST_CASE("several batches with a context are each in a transaction of their own") {
  shared_file on;
  auto malformed = batch_of(3, {note_of(3)});
  malformed.operations[0].id = {};
  const std::vector<batch> batches{batch_of(1, {note_of(1)}), batch_of(2, {note_of(1)}), malformed,
                                   batch_of(4, {note_of(4)})};
  on.taking_part.then = [&](sqlite3*) {
    return on.taking_part.calls == 2 ? result<>(failure{errc::host_failed}) : result<>(success());
  };
  const auto got = on.store->commit("firm", batches, &token);
  CHECK(got[0] == done);
  CHECK(got[1].reason == why::exists);
  CHECK(got[2].reason == why::malformed);
  CHECK(got[3] == unavailable);
  CHECK(on.taking_part.batches == std::vector{batches[0].id, batches[3].id});
  CHECK(on.matters() == "1 ");
  CHECK(on.notes() == "1 ");
}

TEST_CASE("a participant that fails or throws rolls everything back, and the same batch is done later") {
  const std::function<result<>(sqlite3*)> failures[] = {
      [](sqlite3*) { return result<>(failure{errc::host_failed}); },
      [](sqlite3*) -> result<> { throw std::runtime_error("the host's"); },
      [](sqlite3* db) -> result<> {
        sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
        return failure{errc::host_failed};
      },
  };
  shared_file on;
  const auto well = on.taking_part.then;
  std::uint64_t n = 0;
  for (const auto& failing : failures) {
    on.taking_part.then = failing;
    ++n;
    const auto b = batch_of(n, {note_of(n)});
    CHECK(commit(*on.store, b, &token) == unavailable);
    CHECK(on.matters() == std::to_string(n - 1) + " ");
    CHECK_FALSE(load(*on.store, kind::note, numbered(n)).has_value());
    on.taking_part.then = well;
    CHECK(commit(*on.store, b, &token) == done);
    CHECK(on.matters() == std::to_string(n) + " ");
  }
}

TEST_CASE("a participant that ends the transaction by itself makes the outcome unknown, and asking again tells it") {
  shared_file on;
  for (const auto* ending : {"COMMIT", "ROLLBACK"}) {
    const std::uint64_t n = ending[0] == 'C' ? 1 : 2;
    on.taking_part.then = [&](sqlite3* db) {
      sqlite3_exec(db, ending, nullptr, nullptr, nullptr);
      return result<>(success());
    };
    const auto b = batch_of(n, {note_of(n)});
    CHECK(commit(*on.store, b, &token) == answer{answer_status::unknown});
    CHECK(commit(*on.store, b) == (n == 1 ? already : done));
  }
}
