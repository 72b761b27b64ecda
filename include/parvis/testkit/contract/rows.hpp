// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include "parvis/testkit/contract/probe.hpp"

// What load answers, and what a row keeps.

namespace parvis::inline v1::testkit::clauses {

inline void row_by_id(probe& p) {
  const auto id = p.fresh_id();
  p.expect_done(p.commit({insert(kind::note, id, {{columns::text, value::text("hello")}})}), "an insert");
  const auto r = p.load(kind::note, id);
  p.expect(r.has_value(), "a row that was inserted is not found");
  if (r) p.expect(r->id == id && r->kind == kind::note, "the row found has another id or kind");
  p.expect(p.read(kind::note, id, columns::text), value::text("hello"), "the text of the row");
  p.expect(!p.load(kind::event, id), "a row of another kind is found by the id");
}

inline void row_by_key(probe& p) {
  const auto id = p.fresh_id();
  const auto key = value::text("ada@example.com");
  p.commit({insert(kind::account, id, {{columns::email_key, key}})});
  const auto r = p.load(kind::account, columns::email_key, key);
  p.expect(r && r->id == id, "a row is not found by its unique key");
  p.expect(!p.load(kind::account, columns::username_key, key), "a row is found by the key of another column");
  p.expect(!p.load(kind::account, columns::email_key, value::text("ADA@example.com")),
           "a row is found by a key in another case");
  p.expect(!p.load(kind::account, columns::email_key, value::text("ada@example.com ")),
           "a row is found by a key with a blank behind it");
}

inline void key_follows_change(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::account, id, {{columns::email_key, value::text("old")}})});
  p.expect_done(p.commit({change(kind::account, id, {{columns::email_key, value::text("new")}})}), "a change of a key");
  p.expect(!p.load(kind::account, columns::email_key, value::text("old")), "a row is found by the key it had");
  const auto r = p.load(kind::account, columns::email_key, value::text("new"));
  p.expect(r && r->id == id, "a row is not found by its new key");
}

inline void order_of_keys(probe& p) {
  const auto a = p.fresh_id(), b = p.fresh_id(), nobody = p.fresh_id();
  p.commit({insert(kind::counter, b, {{columns::name, value::text("b")}}), insert(kind::note, a)});
  const auto got = p.load({{kind::counter, columns::name, value::text("b")},
                           key::by_id(kind::note, nobody),
                           key::by_id(kind::note, a),
                           key::by_id(kind::counter, b)});
  p.expect(got[0] && got[0]->id == b && !got[1] && got[2] && got[2]->id == a && got[3] && got[3]->id == b,
           "rows do not stand in the order of the keys, none where there is none");
  p.expect(p.load(std::vector<key>{}).empty(), "no keys are answered with rows");
}

inline void null_key(probe& p) {
  p.commit({insert(kind::account, p.fresh_id())});
  p.expect(!p.load(kind::account, columns::email_key, {}), "a row is found by the key null");
}

inline void bad_keys(probe& p) {
  const key bad[] = {
      {static_cast<kind>(999), id_column, value::of(p.fresh_id())},
      {kind::note, id_column, value::text("short")},
      {kind::account, columns::first_name, value::text("Ada")},
      {kind::account, columns::email_key, 7},
      {kind::account, 200, value::text("x")},
  };
  for (const auto& k : bad) {
    const auto got = p.store().load(p.workspace(), {&k, 1}, nullptr);
    p.expect(!got && got.assume_error().code == errc::bug, "an ill-made key does not fail with bug");
  }
}

/// Writes values and reads them back, after an insert and after a change.
inline void round_trip(probe& p, kind k, column_number n, const std::vector<value>& values) {
  for (const auto& v : values) {
    const auto inserted = p.fresh_id(), changed = p.fresh_id();
    p.expect_done(p.commit({insert(k, inserted, {{n, v}}), insert(k, changed)}), "an insert of " + printed(v));
    p.expect_done(p.commit({change(k, changed, {{n, v}})}), "a change to " + printed(v));
    p.expect(p.read(k, inserted, n), v, "what was inserted");
    p.expect(p.read(k, changed, n), v, "what was changed");
  }
}

inline void integers(probe& p) {
  using limits = std::numeric_limits<std::int64_t>;
  round_trip(p, kind::account, columns::created_at,
             {0, 1, -1, 127, 128, -129, 1LL << 53, (1LL << 53) + 1, limits::max(), limits::min()});
}

inline void texts(probe& p) {
  std::vector<value> all;
  for (const char* t :
       {"'", "\"", "'; drop table account; --", "\\", "%_*?[", "a\nb\r\n\tc", " blanks ", "é", "e\u0301", "محمد",
        "👩‍⚖️", "\u202eabc", "Ω\ufeff", "null", "0", "1e3", "$1 ? :id @x"}) {
    all.push_back(value::text(t));
  }
  for (const std::size_t size : {62u, 63u, 64u, 255u, 256u, 100'000u})
    all.push_back(value::text(std::string(size, 'x')));
  round_trip(p, kind::note, columns::text, all);
}

inline void octets(probe& p) {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  round_trip(p, kind::note, columns::digest,
             {value::bytes(every), value::bytes(std::string(1, '\0')), value::bytes(std::string(70'000, '\xff'))});
}

inline void empty_is_not_null(probe& p) {
  round_trip(p, kind::note, columns::text, {value::text("")});
  round_trip(p, kind::note, columns::digest, {value::bytes("")});
}

inline void set_to_null(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::account, id, {{columns::email_key, value::text("a")}, {columns::created_at, 5}})});
  p.expect_done(p.commit({change(kind::account, id, {{columns::email_key, {}}, {columns::created_at, {}}})}),
                "a change to null");
  p.expect(p.read(kind::account, id, columns::created_at), {}, "a column that was set to null");
  p.expect(!p.load(kind::account, columns::email_key, value::text("a")), "a row is found by a key that is null now");
}

inline void future_columns(probe& p) {
  for (const auto& of : schema) {
    const auto beyond = static_cast<column_number>(of.columns.size());
    round_trip(p, of.kind, beyond, {7, value::text("text"), value::bytes(std::string("\0\xff", 2)), value{}});
    round_trip(p, of.kind, static_cast<column_number>(beyond + 40), {value::text("far")});
  }
}

inline void change_keeps_the_rest(probe& p) {
  const auto id = p.fresh_id();
  const auto beyond = static_cast<column_number>(schema_of(kind::account)->columns.size() + 2);
  p.commit({insert(kind::account, id,
                   {{columns::email_key, value::text("k")},
                    {columns::first_name, value::text("Ada")},
                    {columns::created_at, 5},
                    {beyond, value::text("from the future")}})});
  p.expect_done(p.commit({change(kind::account, id, {{columns::created_at, 6}})}), "a change");
  p.expect(p.read(kind::account, id, columns::first_name), value::text("Ada"), "a column that was not named");
  p.expect(p.read(kind::account, id, beyond), value::text("from the future"), "a column of the future not named");
  p.expect_done(p.commit({change(kind::account, id, {{static_cast<column_number>(beyond + 1), 1}})}), "another change");
  p.expect(p.read(kind::account, id, beyond), value::text("from the future"), "a column of the future not named");
  p.expect(p.load(kind::account, columns::email_key, value::text("k")).has_value(), "a change frees a key it keeps");
}

inline constexpr clause rows[] = {
    {"a row is found by its id", row_by_id},
    {"a row is found by a unique key, octet by octet", row_by_key},
    {"a row is found by its present key only", key_follows_change},
    {"rows are answered in the order of the keys", order_of_keys},
    {"null is the key of no row", null_key},
    {"an ill-made key fails with bug", bad_keys},
    {"integers keep 64 bits", integers},
    {"text keeps every character", texts},
    {"bytes keep every octet", octets},
    {"empty is not null", empty_is_not_null},
    {"a column may be set to null", set_to_null},
    {"a column of the future is kept", future_columns},
    {"a change keeps what it does not name", change_keeps_the_rest},
};

}  // namespace parvis::inline v1::testkit::clauses
