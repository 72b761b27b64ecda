// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>

#include "parvis/testkit/contract/batches.hpp"
#include "parvis/testkit/contract/queries.hpp"

// What threads may do to each other: nothing that one after the other could not have done.

namespace parvis::inline v1::testkit::clauses {

/// Runs `work(thread)` in every thread, all released at once.
template <class Work>
void in_threads(const probe& p, const Work& work) {
  std::atomic<std::size_t> ready = 0;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < p.options.threads; ++t) {
    threads.emplace_back([&, t] {
      for (++ready; ready < p.options.threads;) std::this_thread::yield();
      work(t);
    });
  }
  for (auto& t : threads) t.join();
}

/// How many of these were answered so.
inline std::size_t counted(const std::vector<answer>& answers, const answer& wanted) {
  return static_cast<std::size_t>(std::count(answers.begin(), answers.end(), wanted));
}

/// Every thread sends a batch of its own; exactly one must be done, and all others get `losing`.
template <class Make>
void one_wins(probe& p, const answer& losing, const Make& make) {
  std::vector<answer> got(p.options.threads);
  in_threads(p, [&](std::size_t t) { got[t] = p.commit(make(t)); });
  p.expect(counted(got, {answer_status::done}) == 1, "not exactly one of the threads is answered done");
  for (const auto& a : got) {
    if (a.status != answer_status::done) p.expect(a, losing, "a thread that lost");
  }
}

inline void last_seat(probe& p) {
  for (std::size_t round = 0; round < p.options.rounds; ++round) {
    const auto pool = p.fresh_id();
    p.commit({insert(kind::seat_pool, pool, {{columns::capacity, 10}}, {{columns::held, 9}})});
    std::vector<uuid> people;
    for (std::size_t t = 0; t < p.options.threads; ++t) people.push_back(p.fresh_id());
    one_wins(p, no_room_at(1, columns::held), [&](std::size_t t) {
      return std::vector{insert(kind::account, people[t]), change(kind::seat_pool, pool, {}, {{columns::held, 1}})};
    });
    const auto seated = std::count_if(people.begin(), people.end(),
                                      [&](const uuid& id) { return p.load(kind::account, id).has_value(); });
    p.expect(seated == 1, "not exactly one of those who wanted the last seat is there");
    p.expect(p.read(kind::seat_pool, pool, columns::held), 10, "the seats held once the last one is taken");
  }
}

inline void hot_pool(probe& p) {
  const auto pool = p.fresh_id();
  const auto seats = static_cast<std::int64_t>(p.options.threads / 2);
  p.commit({insert(kind::seat_pool, pool, {{columns::capacity, seats}})});
  std::atomic<std::int64_t> taken = 0, released = 0, outside = 0;
  in_threads(p, [&](std::size_t t) {
    for (std::size_t i = 0; i < p.options.rounds; ++i) {
      const bool takes = (i + t) % 3 != 0;
      const auto a = p.commit({change(kind::seat_pool, pool, {}, {{columns::held, takes ? 1 : -1}})});
      if (a.status == answer_status::done) ++(takes ? taken : released);
      const key keys[] = {key::by_id(kind::seat_pool, pool)};
      const auto seen = p.store().load(p.workspace(), keys, nullptr);
      const auto* now = seen && seen.assume_value()[0] ? seen.assume_value()[0]->at(columns::held) : nullptr;
      if (now == nullptr || now->integer() < 0 || now->integer() > seats) ++outside;
    }
  });
  const auto held = p.read(kind::seat_pool, pool, columns::held);
  p.expect(held, taken - released, "the seats held after takes and releases from many threads");
  p.expect(outside == 0, "a pool is seen outside its bounds");
}

inline void unique_key_race(probe& p) {
  for (std::size_t round = 0; round < p.options.rounds; ++round) {
    std::vector<uuid> ids;
    for (std::size_t t = 0; t < p.options.threads; ++t) ids.push_back(p.fresh_id());
    const auto key = "key " + std::to_string(round);
    one_wins(p, {answer_status::conflict, 0, why::key_taken, columns::email_key},
             [&](std::size_t t) { return std::vector{person(ids[t], key)}; });
  }
}

inline void revision_race(probe& p) {
  for (std::size_t round = 0; round < p.options.rounds; ++round) {
    const auto id = p.fresh_id();
    p.commit({insert(kind::note, id)});
    one_wins(p, {answer_status::conflict, 0, why::revision}, [&](std::size_t t) {
      auto op = change(kind::note, id, {{columns::text, value::text(std::to_string(t))}});
      op.revision = 1;
      return std::vector{op};
    });
    const auto r = p.load(kind::note, id);
    p.expect(r && r->revision == 2, "a row that one thread changed is not at revision 2");
  }
}

inline void batch_id_race(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 0)});
  for (std::size_t round = 0; round < p.options.rounds; ++round) {
    const auto b = p.fresh({add(id, 1)});
    std::vector<answer> got(p.options.threads);
    in_threads(p, [&](std::size_t t) { got[t] = p.send(b); });
    p.expect(counted(got, {answer_status::done}) == 1, "a batch sent by many threads is not done exactly once");
    p.expect(counted(got, {answer_status::already}) == got.size() - 1, "it is not answered already to all others");
  }
  p.expect(p.read(kind::counter, id, columns::count), static_cast<std::int64_t>(p.options.rounds), "what it adds");
}

inline void independent_threads(probe& p) {
  std::vector<std::size_t> failed(p.options.threads);
  std::vector<std::vector<uuid>> made(p.options.threads);
  in_threads(p, [&](std::size_t t) {
    for (std::size_t i = 0; i < p.options.rounds; ++i) {
      const auto id = p.fresh_id();
      const auto address = std::to_string(t) + '/' + std::to_string(i);
      const auto a = p.commit({person(id, address), insert(kind::event, p.fresh_id())});
      failed[t] += a.status == answer_status::done ? 0u : 1u;
      const auto found = p.store().load(p.workspace(), std::vector<key>{key::by_id(kind::account, id)}, nullptr);
      failed[t] += found && found.assume_value().front() ? 0u : 1u;
      made[t].push_back(id);
    }
  });
  for (std::size_t t = 0; t < failed.size(); ++t) {
    p.expect(failed[t] == 0, "commits that share nothing fail each other, or are not seen once they are done");
    for (const auto& id : made[t]) p.expect(p.load(kind::account, id).has_value(), "a row that was done is not there");
  }
}

inline void whole_batches(probe& p) {
  const auto a = p.fresh_id(), b = p.fresh_id();
  const auto both = [&](std::int64_t n) {
    return std::vector{change(kind::sign_up, a, {{expires_at, n}}), change(kind::sign_up, b, {{expires_at, n}})};
  };
  p.commit({insert(kind::sign_up, a, {{expires_at, 1}}), insert(kind::sign_up, b, {{expires_at, 1}})});
  std::atomic<std::size_t> writing = 1;
  std::atomic<std::size_t> torn = 0;
  const auto compare = [&](const row& x, const row& y) {
    if (x.at(expires_at) == nullptr || y.at(expires_at) == nullptr || *x.at(expires_at) != *y.at(expires_at)) ++torn;
  };
  in_threads(p, [&](std::size_t t) {
    if (t == 0) {
      for (std::int64_t n = 2; n < 2 + 4 * static_cast<std::int64_t>(p.options.rounds); ++n) p.commit(both(n));
      writing = 0;
      return;
    }
    while (writing != 0) {
      const key keys[] = {key::by_id(kind::sign_up, a), key::by_id(kind::sign_up, b)};
      const auto rows = p.store().load(p.workspace(), keys, nullptr);
      if (rows && rows.assume_value()[0] && rows.assume_value()[1]) {
        compare(*rows.assume_value()[0], *rows.assume_value()[1]);
      } else {
        ++torn;
      }
      const auto listed = p.store().scan(p.workspace(), by_expiry(), nullptr);
      if (listed && listed.assume_value().rows.size() == 2) {
        compare(listed.assume_value().rows[0], listed.assume_value().rows[1]);
      } else {
        ++torn;
      }
    }
  });
  p.expect(torn == 0, "a reader sees one half of a batch without the other");
}

inline constexpr clause races[] = {
    {"the last seat goes to one of many threads", last_seat},
    {"takes and releases from many threads add up", hot_pool},
    {"a unique key goes to one of many threads", unique_key_race},
    {"a revision is changed by one of many threads", revision_race},
    {"a batch sent by many threads is applied once", batch_id_race},
    {"commits that share nothing are all done, and seen", independent_threads},
    {"readers see whole batches", whole_batches},
};

}  // namespace parvis::inline v1::testkit::clauses
