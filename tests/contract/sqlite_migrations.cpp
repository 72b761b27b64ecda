// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/migrations.hpp"
#include "adapters/sqlite/reading.hpp"
#include "adapters/sqlite/tables.hpp"
#include "parvis/model/rest.hpp"
#include "sqlite_file.hpp"

using namespace parvis;
using namespace parvis::test;
using sqlite::extent;
using sqlite::migrate;

namespace {

constexpr std::size_t position(kind k) { return static_cast<std::size_t>(k) - 1; }

/// A schema that had no notes yet, and accounts without their last columns.
extent older(std::uint16_t account_columns) {
  auto out = sqlite::whole_schema();
  out.columns[position(kind::account)] = account_columns;
  out.columns[position(kind::note)] = 0;
  out.shapes = 8;  // the next is of notes
  return out;
}

constexpr auto group_column = column_of(&account::group);
constexpr auto case_role_column = column_of(&account::case_role);

std::unique_ptr<sqlite::connection> connected(const sqlite_file& file) {
  auto out = sqlite::connection::open(file.options());
  REQUIRE(out.has_value());
  return std::move(out).value();
}

std::string hex(std::string_view octets) {
  std::string out = "x'";
  for (const char c : octets) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return out + "'";
}

/// Tables and indexes, less what migrations themselves note.
std::string shape_of(const sqlite_file& file) {
  sqlite_neighbour n(file.path());
  std::string out = n.ask("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name");
  for (const auto& s : schema) {
    const auto table = "'parvis_" + std::string(s.name) + "'";
    out += n.ask("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(" + table + ") ORDER BY name");
  }
  return out;
}

}  // namespace

TEST_CASE("a file of an older parvis gets what is new, and loses nothing") {
  const sqlite_file file, fresh;
  const auto past = older(group_column);
  const extent steps[] = {past, sqlite::whole_schema()};
  const auto person = numbered(1);
  std::vector<value> future(columns_max);
  future[case_role_column] = value{2};
  future[group_column] = value::bytes(person.bytes());
  future[200] = value::text("from further on");
  {
    const auto old = connected(file);
    REQUIRE(migrate(*old, {steps, 1}, seconds(1)));
  }
  sqlite_neighbour(file.path())
      .run(
          "INSERT INTO parvis_workspace VALUES(1, 'firm'); INSERT INTO parvis_account(workspace, id, revision, email, "
          "rest) VALUES(1, " +
          hex(person.bytes()) + ", 3, 'a@example.com', " + hex(pack_rest(future, group_column)) + ")");
  const auto now = connected(file);
  REQUIRE(migrate(*now, steps, seconds(1)));

  const auto key = key::by_id(kind::account, person);
  const auto rows = sqlite::load(*now, "firm", {&key, 1});
  REQUIRE(rows.has_value());
  REQUIRE(rows.value().front().has_value());
  const auto& found = *rows.value().front();
  CHECK(found.revision == 3);
  CHECK(found.values[column_of(&account::email)] == value::text("a@example.com"));
  CHECK(found.values[group_column] == value::bytes(person.bytes()));
  CHECK(found.values[case_role_column] == value{2});
  CHECK(found.values[200] == value::text("from further on"));
  sqlite_neighbour neighbour(file.path());
  CHECK(neighbour.ask("SELECT case_role FROM parvis_account") == "2 ");  // in its column, where queries look
  {
    const auto store = opened(fresh.options());
  }
  CHECK(shape_of(file) == shape_of(fresh));
}

TEST_CASE("a migration that fails leaves the file as it was") {
  const sqlite_file file;
  const extent steps[] = {older(group_column), sqlite::whole_schema()};
  {
    const auto old = connected(file);
    REQUIRE(migrate(*old, {steps, 1}, seconds(1)));
  }
  // The table that the second migration is to make is there already.
  sqlite_neighbour(file.path()).run("CREATE TABLE parvis_note(a)");
  const auto before = shape_of(file);
  const auto now = connected(file);
  const auto out = migrate(*now, steps, seconds(1));
  REQUIRE_FALSE(out.has_value());
  CHECK(out.error().code == errc::unavailable);
  CHECK_FALSE(now->in_transaction());
  CHECK(shape_of(file) == before);
  CHECK(sqlite_neighbour(file.path()).ask("SELECT count(*) FROM parvis_migration") == "1 ");
}

TEST_CASE("a migration is known by what it makes: any difference is another checksum") {
  const auto whole = sqlite::whole_schema();
  CHECK(sqlite::checksum({}, whole) == sqlite::checksum({}, whole));
  CHECK(sqlite::checksum({}, whole) != sqlite::checksum({}, older(group_column)));
  CHECK(sqlite::checksum(older(group_column), whole) != sqlite::checksum(older(group_column + 1), whole));
}

TEST_CASE("the last migration reaches the whole schema") {
  const auto& last = sqlite::migrations.back();
  for (const auto& s : schema) CHECK(last.columns[position(s.kind)] == s.columns.size());
  CHECK(last.shapes == query_shapes.size());
}

TEST_CASE("every query the schema lists is answered from an index, without sorting, at any depth") {
  const sqlite_file file;
  {
    const auto store = opened(file.options());
  }
  sqlite_neighbour(file.path()).run("INSERT INTO parvis_workspace VALUES(1, 'firm')");
  const auto in = connected(file);
  std::vector<std::string> texts;
  sqlite3_trace_v2(
      in->handle(), SQLITE_TRACE_STMT,
      [](unsigned, void* to, void*, void* text) {
        if (const std::string t = static_cast<const char*>(text); t.starts_with("SELECT")) {
          static_cast<std::vector<std::string>*>(to)->push_back(t);
        }
        return 0;
      },
      &texts);
  const auto sample = [](const kind_schema& of, column_number n) {
    if (n == id_column) return value::bytes(numbered(1).bytes());
    const auto type = of.columns[n].type;
    return type == value_type::integer ? value{1} : type == value_type::text ? value::text("x") : value::bytes("x");
  };
  const auto samples = [](const kind_schema& of, column_number n, std::size_t count) {
    std::vector<value> out;
    for (std::size_t i = 0; i < count; ++i) {
      const auto type = of.columns[n].type;
      const auto text = "x" + std::to_string(i);
      out.push_back(type == value_type::integer ? value{static_cast<std::int64_t>(i)}
                    : type == value_type::text  ? value::text(text)
                                                : value::bytes(text));
    }
    return out;
  };
  const auto examine = [&](const kind_schema& of, const query_shape* shape, bool descending, bool bounded,
                           std::size_t values) {
    query q{.kind = of.kind, .descending = descending, .count_cap = 10};
    if (shape != nullptr) {
      q.sort = shape->sort;
      for (const auto n : shape->equal) {
        if (n != id_column) q.filters.push_back({n, filter_op::in, samples(of, n, values)});
      }
    }
    if (bounded) {
      q.filters.push_back({q.sort, filter_op::less, {sample(of, q.sort)}});
      q.filters.push_back({q.sort, filter_op::greater, {sample(of, q.sort)}});
    }
    q.after = cursor{sample(of, q.sort), numbered(2)};
    const auto planned = plan(q);
    REQUIRE(planned.has_value());
    texts.clear();
    REQUIRE(sqlite::scan(*in, "firm", q, planned.value()));
    sqlite_neighbour neighbour(file.path());
    std::size_t examined = 0;
    for (const auto& text : texts) {
      if (text.find("parvis_workspace") != std::string::npos) continue;
      const auto how = neighbour.ask("EXPLAIN QUERY PLAN " + text);
      INFO(text, "\n", how);
      CHECK(how.find(shape != nullptr ? "INDEX " + sqlite::index_name(*shape) : "PRIMARY KEY") != std::string::npos);
      CHECK(how.find("TEMP B-TREE") == std::string::npos);
      CHECK(how.find("SCAN parvis") == std::string::npos);
      const bool counts = text.find("count(*)") != std::string::npos;
      const auto place = q.sort == id_column ? std::string("id") : std::string(of.columns[q.sort].name);
      const auto bound = bounded || q.sort == id_column ? place : "(" + place + ",id)";
      const auto side = bounded || !descending ? bound + ">" : bound + "<";
      if (bounded || !counts) CHECK(how.find(side) != std::string::npos);  // a page begins where it begins
      const bool merges = how.find("MERGE (UNION ALL)") != std::string::npos;
      CHECK(merges == (!counts && values > 1 && !q.filters.empty() && q.filters.front().op == filter_op::in));
      ++examined;
    }
    CHECK(examined >= 2);
  };
  for (const bool bounded : {false, true}) {
    for (const bool descending : {false, true}) {
      for (const auto& s : schema) examine(s, nullptr, descending, bounded, 1);
      for (const auto& shape : query_shapes) {
        for (const std::size_t values : {1u, 3u}) {
          examine(*schema_of(shape.kind), &shape, descending, bounded, values);
        }
      }
    }
  }
}
