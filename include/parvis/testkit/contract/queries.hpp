// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include "parvis/model/check.hpp"
#include "parvis/testkit/contract/probe.hpp"

// What scan answers.

namespace parvis::inline v1::testkit::clauses {

inline constexpr auto expires_at = column_of(&sign_up::expires_at);

inline std::vector<uuid> ids_of(const page& from) {
  std::vector<uuid> out;
  for (const auto& r : from.rows) out.push_back(r.id);
  return out;
}

inline cursor end_of(const page& from, column_number sort) {
  const auto& last = from.rows.back();
  return {last.at(sort) != nullptr ? *last.at(sort) : value{}, last.id};
}

/// All rows of a query, page by page.
inline std::vector<uuid> paged(probe& p, query q) {
  std::vector<uuid> out;
  for (int pages = 0; pages < 1000; ++pages) {
    const auto got = p.scan(q);
    for (const auto& id : ids_of(got)) out.push_back(id);
    p.expect(got.rows.size() <= q.limit, "a page has more rows than its limit");
    p.expect(!got.more || got.rows.size() == q.limit, "a page with more behind it is not full");
    if (!got.more || got.rows.empty()) return out;
    q.after = end_of(got, q.sort);
  }
  p.fail("pages never end");
  return out;
}

/// Sign-ups that expire at these times, with ids that do not grow with them; answered in the order given.
inline std::vector<uuid> expiring(probe& p, const std::vector<value>& times) {
  std::vector<uuid> ids;
  for (std::size_t i = 0; i < times.size(); ++i) ids.push_back(p.fresh_id());
  for (std::size_t i = times.size(); i-- > 0;) {  // the newest first, so that no store gets by on the order of arrival
    p.expect_done(p.commit({insert(kind::sign_up, ids[i], {{expires_at, times[i]}})}), "an insert");
  }
  return ids;
}

inline query by_expiry(std::size_t limit = page_max) {
  return {.kind = kind::sign_up, .sort = expires_at, .limit = limit};
}

inline void in_sort_order(probe& p) {
  const auto id = expiring(p, {30, -10, 20, 1LL << 40, 9, 100});
  const std::vector<uuid> wanted{id[1], id[4], id[2], id[0], id[5], id[3]};
  p.expect(ids_of(p.scan(by_expiry())) == wanted, "rows are not in the order of the sort column");
  auto down = by_expiry();
  down.descending = true;
  p.expect(ids_of(p.scan(down)) == std::vector<uuid>(wanted.rbegin(), wanted.rend()), "descending is not the reverse");
}

inline void ties_by_id(probe& p) {
  const auto id = expiring(p, {5, 5, 5, 5, 5, 5, 5});
  for (const std::size_t limit : {1u, 2u, 3u, 1000u}) {
    p.expect(paged(p, by_expiry(limit)) == id, "rows that tie are not in the order of ids");
    auto down = by_expiry(limit);
    down.descending = true;
    p.expect(paged(p, down) == std::vector<uuid>(id.rbegin(), id.rend()), "descending, ties are not reversed too");
  }
}

inline void whole_kind(probe& p) {
  auto id = expiring(p, {3, {}, 1, {}, 2});
  for (const std::size_t limit : {1u, 2u, 5u}) {
    p.expect(paged(p, {.kind = kind::sign_up, .limit = limit}) == id, "a kind is not read whole in the order of ids");
  }
  const query between{.kind = kind::sign_up,
                      .filters = {{id_column, filter_op::greater, {value::of(id[0])}},
                                  {id_column, filter_op::less, {value::of(id[3])}}}};
  p.expect(ids_of(p.scan(between)) == std::vector<uuid>{id[1], id[2]}, "ids between two others");
}

inline void nulls_left_out(probe& p) {
  const auto id = expiring(p, {{}, 2, {}, 1});
  auto q = by_expiry();
  q.count_cap = 10;
  const auto got = p.scan(q);
  p.expect(ids_of(got) == std::vector<uuid>{id[3], id[1]}, "rows whose sort column is null are in the page");
  p.expect(got.count == 2, "rows whose sort column is null are counted");
  p.commit({change(kind::sign_up, id[0], {{expires_at, 3}}), change(kind::sign_up, id[1], {{expires_at, {}}})});
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{id[3], id[0]},
           "a row does not follow its sort column to and from null");
}

inline void limits_and_more(probe& p) {
  const auto id = expiring(p, {1, 2, 3});
  for (std::size_t limit = 1; limit <= 4; ++limit) {
    const auto got = p.scan(by_expiry(limit));
    p.expect(got.rows.size() == std::min<std::size_t>(limit, 3), "a page has not as many rows as its limit");
    p.expect(got.more == (limit < 3), "`more` does not tell whether there are more");
  }
  auto only_count = by_expiry(0);
  only_count.count_cap = 10;
  const auto got = p.scan(only_count);
  p.expect(got.rows.empty() && !got.more && got.count == 3, "a limit of 0 does more than count");
}

inline void counting(probe& p) {
  expiring(p, {1, 2, 3, 4, 5});
  for (const std::size_t cap : {0u, 1u, 4u, 5u, 6u}) {
    auto q = by_expiry(2);
    q.count_cap = cap;
    p.expect(p.scan(q).count == std::min<std::size_t>(cap, 5), "the count is not capped, or falls short");
    q.after = cursor{3, p.fresh_id()};
    p.expect(p.scan(q).count == std::min<std::size_t>(cap, 5), "the cursor takes part in the count");
  }
}

inline void narrowing(probe& p) {
  const auto id = expiring(p, {1, 2, 3, 4, 5});
  auto q = by_expiry();
  q.filters = {{expires_at, filter_op::greater, {2}}};
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{id[2], id[3], id[4]}, "greater than 2");
  q.filters = {{expires_at, filter_op::less, {3}}};
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{id[0], id[1]}, "less than 3");
  q.filters.push_back({expires_at, filter_op::greater, {1}});
  q.descending = true;
  q.count_cap = 10;
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{id[1]} && p.scan(q).count == 1, "between 1 and 3");
  q.filters = {{expires_at, filter_op::greater, {4}}, {expires_at, filter_op::less, {2}}};
  p.expect(p.scan(q).rows.empty() && p.scan(q).count == 0, "greater than 4 and less than 2");
}

inline void cursor_continues(probe& p) {
  const auto id = expiring(p, {1, 2, 2, 2, 3});
  auto q = by_expiry(2);
  q.after = cursor{2, id[1]};
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{id[2], id[3]}, "behind a row that ties with others");
  q.descending = true;
  q.after = cursor{2, id[3]};
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{id[2], id[1]}, "descending, behind a row that ties with others");
  q.descending = false;
  q.after = cursor{2, id[2]};
  p.commit({remove(kind::sign_up, id[2])});
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{id[3], id[4]}, "behind a row that is gone");
  q.after = cursor{99, id[0]};
  p.expect(p.scan(q).rows.empty(), "behind the last row");
}

inline void stable_pages(probe& p) {
  const auto id = expiring(p, {10, 20, 30, 40});
  const auto first = p.scan(by_expiry(2));
  if (first.rows.size() != 2) return p.fail("the first page of two is short");
  expiring(p, {5, 15, 20});
  auto q = by_expiry(10);
  q.after = end_of(first, expires_at);
  const auto rest = ids_of(p.scan(q));
  p.expect(std::count(rest.begin(), rest.end(), id[2]) == 1 && std::count(rest.begin(), rest.end(), id[3]) == 1,
           "a row is missed after inserts before the cursor");
  p.expect(std::count(rest.begin(), rest.end(), id[0]) + std::count(rest.begin(), rest.end(), id[1]) == 0,
           "a row comes twice after inserts before the cursor");
}

inline void equality(probe& p) {
  const auto a = p.fresh_id(), b = p.fresh_id(), c = p.fresh_id(), d = p.fresh_id();
  p.commit({insert(kind::account, a, {{columns::state, 1}}), insert(kind::account, b, {{columns::state, 2}}),
            insert(kind::account, c, {{columns::state, 1}}), insert(kind::account, d)});
  query q{.kind = kind::account, .filters = {{columns::state, filter_op::equal, {1}}}, .limit = 10, .count_cap = 10};
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{a, c} && p.scan(q).count == 2, "state = 1");
  q.filters = {{columns::state, filter_op::in, {2, 1, 1, 7}}};
  p.expect(ids_of(p.scan(q)) == std::vector<uuid>{a, b, c}, "state in (2, 1, 1, 7)");
  p.expect(p.scan(q).count == 3, "a row is counted for each time its value stands in `in`");
  q.limit = 1;
  p.expect(paged(p, q) == std::vector<uuid>{a, b, c}, "pages of one of state in (2, 1, 1, 7)");
  p.commit({change(kind::account, a, {{columns::state, 3}}), remove(kind::account, c)});
  q.filters = {{columns::state, filter_op::equal, {1}}};
  p.expect(p.scan(q).rows.empty(), "a row is listed under a value it no longer has");
}

inline void every_shape(probe& p) {
  for (const auto& shape : query_shapes) {
    const auto numbered = [&](column_number column, std::int64_t n) -> value {
      const auto type = schema_of(shape.kind)->columns[column].type;
      if (type == value_type::text) return value::text(std::to_string(n));
      return type == value_type::bytes ? value::of(uuid::well_known(static_cast<std::uint8_t>(n))) : value{n};
    };
    query q{.kind = shape.kind, .sort = shape.sort, .limit = 10};
    for (const auto column : shape.equal) {
      if (column != id_column) q.filters.push_back({column, filter_op::equal, {numbered(column, 1)}});
    }
    std::vector<uuid> all, wanted;
    for (const std::int64_t n : {1, 2, 1}) {
      all.push_back(p.fresh_id());
      if (n == 1 || q.filters.empty()) wanted.push_back(all.back());
      auto made = insert(shape.kind, all.back());
      for (const auto& f : q.filters) made.set.push_back({f.column, numbered(f.column, n)});
      if (shape.sort != id_column) made.set.push_back({shape.sort, numbered(shape.sort, 10 + std::ssize(all))});
      p.expect_done(p.commit({made}), "an insert");
    }
    p.expect(ids_of(p.scan(q)) == wanted, "rows are not found as listed: " + printed(q));
    for (const auto& id : all) p.commit({remove(shape.kind, id)});
  }
}

inline void queues(probe& p) {
  std::vector<uuid> id;
  const std::pair<const char*, std::int64_t> people[] = {{"core", 30}, {"contract", 5}, {"core", 10}, {"core", 20}};
  for (const auto& [sku, since] : people) {
    id.push_back(p.fresh_id());
    p.commit(
        {insert(kind::account, id.back(), {{columns::waiting_for, value::text(sku)}, {columns::queued_at, since}})});
  }
  query q{.kind = kind::account,
          .filters = {{columns::waiting_for, filter_op::equal, {value::text("core")}}},
          .sort = columns::queued_at,
          .limit = 2};
  p.expect(paged(p, q) == std::vector<uuid>{id[2], id[3], id[0]}, "a queue in the order of its times");
  p.commit({change(kind::account, id[2], {{columns::queued_at, {}}})});
  p.expect(paged(p, q) == std::vector<uuid>{id[3], id[0]}, "a queue that one has left");
  q.filters = {{columns::waiting_for, filter_op::in, {value::text("core"), value::text("contract")}}};
  p.expect(paged(p, q) == std::vector<uuid>{id[1], id[3], id[0]}, "two queues in the order of their times");
}

inline void further_filters(probe& p) {
  const auto firm = value::of(uuid::well_known(3)), other = value::of(uuid::well_known(4));
  std::vector<uuid> id;
  const std::pair<value, std::int64_t> people[] = {{firm, 1}, {other, 1}, {firm, 2}, {value{}, 1}, {firm, 1}};
  for (const auto& [group, state] : people) {
    id.push_back(p.fresh_id());
    p.commit({insert(kind::account, id.back(),
                     {{columns::state, state}, {columns::waiting_for, value::text("core")}, {columns::queued_at, 7}})});
    p.commit({change(kind::account, id.back(), {{columns::group, group}})});
  }
  query q{.kind = kind::account,
          .filters = {{columns::waiting_for, filter_op::equal, {value::text("core")}},
                      {columns::group, filter_op::equal, {firm}},
                      {columns::state, filter_op::equal, {1}}},
          .sort = columns::queued_at,
          .limit = 1,
          .count_cap = 9};
  p.expect(paged(p, q) == std::vector<uuid>{id[0], id[4]}, "a queue narrowed by two more columns");
  p.expect(p.scan(q).count == 2, "further filters take no part in the count");
  p.expect(p.scan(q).more, "a narrowed page does not tell whether there is more");
  q.filters[1] = {columns::group, filter_op::in, {other, firm, firm}};
  q.filters.push_back({columns::state, filter_op::in, {3, 1}});
  q.descending = true;
  p.expect(paged(p, q) == std::vector<uuid>{id[4], id[1], id[0]}, "a queue narrowed by the same column twice");
  const query whole{.kind = kind::account,
                    .filters = {{columns::queued_at, filter_op::equal, {7}}, {columns::state, filter_op::equal, {2}}},
                    .count_cap = 9};
  p.expect(ids_of(p.scan(whole)) == std::vector<uuid>{id[2]} && p.scan(whole).count == 1, "a whole kind narrowed");
}

inline void contains_text(probe& p) {
  struct {
    const char* text;
    const char* part;
    bool passes;
  } const cases[] = {
      {"Ada Lovelace", "Love", true},
      {"Ada Lovelace", "love", false},
      {"Ada", "Ada Lovelace", false},
      {"100%", "0%", true},
      {"1000", "0%", false},
      {"a_b", "a_b", true},
      {"axb", "a_b", false},
      {"a*b?[c]", "*b?[", true},
      {"a\\b", "\\", true},
      {"it's", "'", true},
      {"Élodie", "Él", true},
      {"Élodie", "E", false},
      {"محمد", "حم", true},
      {"abc", "c", true},
      {"abc", "a", true},
  };
  for (const auto& c : cases) {
    const auto id = p.fresh_id();
    p.commit({insert(kind::account, id, {{columns::first_name, value::text(c.text)}, {columns::state, 1}})});
    query q{.kind = kind::account,
            .filters = {{columns::state, filter_op::equal, {1}},
                        {columns::first_name, filter_op::contains, {value::text(c.part)}}},
            .count_cap = 9};
    const auto got = p.scan(q);
    p.expect((got.rows.size() == 1) == c.passes && (got.count == 1) == c.passes,
             std::string(c.text) + " contains " + c.part);
    p.commit({remove(kind::account, id)});
  }
  p.commit({insert(kind::account, p.fresh_id(), {{columns::state, 1}})});
  const query q{.kind = kind::account, .filters = {{columns::first_name, filter_op::contains, {value::text("a")}}}};
  p.expect(p.scan(q).rows.empty(), "null passes `contains`");
}

inline void unlisted(probe& p) {
  const query bad[] = {
      {.kind = static_cast<kind>(999)},
      {.kind = kind::account, .limit = page_max + 1},
      {.kind = kind::account, .sort = columns::created_at},
      {.kind = kind::account, .filters = {{columns::email, filter_op::equal, {value::text("a")}}}},
      {.kind = kind::account, .filters = {{id_column, filter_op::equal, {value::of(p.fresh_id())}}}},
      {.kind = kind::account, .filters = {{columns_max, filter_op::equal, {1}}}},
      {.kind = kind::account, .filters = std::vector<filter>(17, {columns::state, filter_op::equal, {1}})},
      {.kind = kind::account, .filters = {{columns::state, filter_op::equal, {value::text("a")}}}},
      {.kind = kind::account, .filters = {{columns::state, filter_op::equal, {value{}}}}},
      {.kind = kind::account, .filters = {{columns::state, filter_op::in, {}}}},
      {.kind = kind::account, .filters = {{columns::state, filter_op::in, std::vector<value>(65, 1)}}},
      {.kind = kind::account, .filters = {{columns::state, filter_op::less, {5}}}},
      {.kind = kind::account, .filters = {{columns::email_key, filter_op::contains, {value::text("a")}}}},
      {.kind = kind::account, .filters = {{columns::email, filter_op::contains, {value::text("")}}}},
      {.kind = kind::sign_up, .sort = expires_at, .after = cursor{value::text("a"), p.fresh_id()}},
  };
  for (const auto& q : bad) {
    const auto got = p.store().scan(p.workspace(), q, nullptr);
    p.expect(!got && got.assume_error().code == errc::bug, "does not fail with bug: " + printed(q));
  }
}

inline void large_pages(probe& p) {
  std::vector<uuid> wanted;
  for (int i = 0; i < 20; ++i) {
    std::vector<operation> some;
    for (std::size_t j = 0; j < operations_max; ++j) {
      wanted.push_back(p.fresh_id());
      some.push_back(
          insert(kind::event, wanted.back(), {{column_of(&event::subject), value::of(uuid::well_known(7))}}));
    }
    std::rotate(some.begin(), some.begin() + static_cast<std::ptrdiff_t>(p.numbers.below(some.size())), some.end());
    p.expect_done(p.commit(some), "64 events");
  }
  for (const std::size_t limit : {97u, 1000u}) {
    const query q{.kind = kind::event,
                  .filters = {{column_of(&event::subject), filter_op::equal, {value::of(uuid::well_known(7))}}},
                  .limit = limit};
    p.expect(paged(p, q) == wanted, "1,280 rows page by page are not all there, once and in order");
  }
}

inline constexpr clause queries[] = {
    {"a page is in the order of the sort column, either way", in_sort_order},
    {"ties are broken by id, either way", ties_by_id},
    {"a kind may be read whole in the order of ids", whole_kind},
    {"a row whose sort column is null is in no page", nulls_left_out},
    {"a page ends at its limit and tells whether there is more", limits_and_more},
    {"the count is capped and knows no cursor", counting},
    {"less and greater narrow the order", narrowing},
    {"a cursor continues behind its row, even when it is gone", cursor_continues},
    {"pages are stable under inserts", stable_pages},
    {"equal and in pass each row once", equality},
    {"every combination that the schema lists finds its rows", every_shape},
    {"a queue is a column set while work is open", queues},
    {"further filters are asked of each row", further_filters},
    {"contains takes every character as it is", contains_text},
    {"a query that the schema does not list fails with bug", unlisted},
    {"a thousand rows come page by page", large_pages},
};

}  // namespace parvis::inline v1::testkit::clauses
