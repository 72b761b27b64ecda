// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <new>
#include <set>
#include <stdexcept>

#include "faults/script.hpp"

using namespace flow_test;

namespace {

enum class thrown : std::uint8_t { error, number, no_memory };
constexpr thrown all_thrown[] = {thrown::error, thrown::number, thrown::no_memory};

[[noreturn]] void throw_one(thrown what) {
  if (what == thrown::error) throw std::runtime_error("the host's own words");
  if (what == thrown::number) throw 42;
  throw std::bad_alloc();
}
errc code_of(thrown what) { return what == thrown::no_memory ? errc::no_memory : errc::host_failed; }

/// Throws at one call, before or after it did its work.
struct bomb {
  thrown what = thrown::error;
  int at = 0;  ///< the how manyeth call from now; 0: none
  bool for_ever = false;
  int calls = 0;

  void tick() {
    ++calls;
    if (at != 0 && (for_ever ? calls >= at : calls == at)) throw_one(what);
  }
};

class throwing_storage final : public storage {
 public:
  explicit throwing_storage(storage& inner) : inner_(inner) {}
  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    reading.tick();
    return inner_.load(workspace, keys, context);
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    reading.tick();
    return inner_.scan(workspace, what, context);
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    before_commit.tick();
    auto out = inner_.commit(workspace, batches, context);
    after_commit.tick();
    return out;
  }
  result<std::size_t> maintain(std::string_view workspace, std::size_t limit, host_context context) override {
    reading.tick();
    return inner_.maintain(workspace, limit, context);
  }
  bomb reading, before_commit, after_commit;

 private:
  storage& inner_;
};

class throwing_hasher final : public password_hasher {
 public:
  result<std::string> hash(std::string_view password, std::string_view salt) override {
    hashing.tick();
    return inner_->hash(password, salt);
  }
  result<verdict> verify(std::string_view password, std::string_view phc) override {
    hashing.tick();
    return inner_->verify(password, phc);
  }
  [[nodiscard]] std::string_view dummy() const noexcept override { return inner_->dummy(); }
  bomb hashing;

 private:
  std::unique_ptr<scrypt_hasher> inner_ = counted_hasher::make(4);
};

struct throwing_mailer final : mailer {
  result<> send(const mail& what) override {
    sending.tick();
    sent.push_back(what);
    return success();
  }
  bomb sending;
  std::vector<mail> sent;
};

struct throwing_payments final : payments {
  result<checkout> start(const checkout_request& asked) override {
    starting.tick();
    started.insert(asked.order);
    return checkout{.reference = "cs_" + to_string(asked.order)};
  }
  bomb starting;
  std::set<order_id> started;
};

struct throwing_clock final : parvis::clock {
  result<instant> now() override { throw_one(what); }
  thrown what{};
};
struct throwing_random final : parvis::random {
  result<> fill(std::uint8_t*, std::size_t) override { throw_one(what); }
  thrown what{};
};

/// The main flow on ports that throw.
struct rehearsal {
  firm f{storage_makers().front().make()};
  throwing_storage store{f.watched};
  throwing_hasher hasher;
  script play{f};

  rehearsal() {
    f.door = portal::open(firm::with_keys(), {.storage = &store,
                                              .clock = &f.clock,
                                              .random = &f.random,
                                              .hasher = &hasher,
                                              .mailer = &f.mailer,
                                              .cases = &f.cases,
                                              .log = &f.log})
                 .value();
  }
};

/// Runs the flow with a bomb at the n-th call, for every n; how many calls there are.
template <class Arm>
int with_every_call_thrown_at(Arm arm, bool may_fail) {
  rehearsal undisturbed;
  for (const auto& step : undisturbed.play.steps()) REQUIRE(step.run() == errc{});
  const auto expected = undisturbed.play.outcome();
  for (int at = 1;; ++at) {
    const auto what = all_thrown[at % 3];
    CAPTURE(at);
    rehearsal r;
    bomb& armed = arm(r);
    armed.what = what;
    armed.at = at;
    for (const auto& step : r.play.steps()) {
      CAPTURE(step.what);
      const auto before = r.f.dump();
      const auto code = step.run();
      if (code == errc{}) continue;
      CHECK(may_fail);
      CHECK(code == code_of(what));
      if (step.atomic) CHECK(r.f.dump() == before);
      r.f.clock.advance(minutes(5));
      REQUIRE(step.run() == errc{});
    }
    CHECK(r.play.outcome() == expected);
    if (armed.calls < at) return at - 1;
  }
}

}  // namespace

TEST_CASE("a storage that throws while reading fails the call, and nothing is changed") {
  CHECK(with_every_call_thrown_at([](rehearsal& r) -> bomb& { return r.store.reading; }, true) > 40);
}

TEST_CASE("a storage that throws in a commit is asked again under the same id, so that nothing is lost or done twice") {
  CHECK(with_every_call_thrown_at([](rehearsal& r) -> bomb& { return r.store.before_commit; }, false) == 39);
  CHECK(with_every_call_thrown_at([](rehearsal& r) -> bomb& { return r.store.after_commit; }, false) == 39);
}

TEST_CASE("a storage that throws in every commit leaves the outcome open") {
  for (const auto what : all_thrown) {
    rehearsal r;
    r.f.begin();
    r.store.after_commit = {.what = what, .at = 1, .for_ever = true};
    CHECK(refusal(r.f.door.sign_up(r.f.somebody(), r.f.form("zoe"))) == errc::outcome_unknown);
  }
}

TEST_CASE("a hasher that throws fails the call, and nothing is changed") {
  CHECK(with_every_call_thrown_at([](rehearsal& r) -> bomb& { return r.hasher.hashing; }, true) == 6);
}

TEST_CASE("a clock or a source of randomness that throws fails the call") {
  for (const auto what : all_thrown) {
    rehearsal r;
    throwing_clock clock;
    throwing_random random;
    clock.what = random.what = what;
    const host good{.storage = &r.store, .clock = &r.f.clock, .random = &r.f.random, .hasher = &r.hasher};
    auto without_clock = good;
    without_clock.clock = &clock;
    auto without_random = good;
    without_random.random = &random;
    for (const auto& ports : {without_clock, without_random}) {
      auto door = portal::open(firm::with_keys(), ports).value();
      const auto refused = door.set_up(r.f.somebody(), r.f.beginning());
      CHECK(refusal(refused) == code_of(what));
      CHECK(refused.error().message == message(code_of(what), "en"));
    }
    CHECK(r.f.dump().empty());
  }
}

TEST_CASE("a mailer that throws is tried again later") {
  for (const auto what : all_thrown) {
    rehearsal r;
    throwing_mailer choking;
    r.f.begin();
    r.f.deliver();
    REQUIRE(r.f.door.sign_up(r.f.somebody(), r.f.form("zoe")));
    choking.sending = {.what = what, .at = 1};
    auto door =
        portal::open(
            firm::with_keys(),
            {.storage = &r.store, .clock = &r.f.clock, .random = &r.f.random, .hasher = &r.hasher, .mailer = &choking})
            .value();
    CHECK(door.drain_outbox(r.f.somebody(), 10).value().later == 1);
    CHECK(door.drain_outbox(r.f.somebody(), 10).value().done == 0);
    r.f.clock.advance(minutes(1));
    CHECK(door.drain_outbox(r.f.somebody(), 10).value().done == 1);
    CHECK(choking.sent.size() == 1);
  }
}

TEST_CASE("a gateway that throws leaves the order standing, and is asked again later under the same order") {
  for (const auto what : all_thrown) {
    rehearsal r;
    throwing_payments choking;
    r.f.begin();
    r.f.deliver();
    auto prices = r.f.door.view_catalog(r.f.somebody()).value();
    prices.plans = {{"monthly", 1, term_unit::month, "EUR"}};
    prices.prices = {{"core", "monthly", 4'900}};
    REQUIRE(r.f.door.change_catalog(r.f.as_operator(), prices));
    choking.starting = {.what = what, .at = 1};
    auto door = portal::open(firm::with_keys(), {.storage = &r.store,
                                                 .clock = &r.f.clock,
                                                 .random = &r.f.random,
                                                 .hasher = &r.f.hasher,
                                                 .payments = &choking})
                    .value();
    const auto placed = door.place_order(r.f.as_administrator(), {"2026-17", 1, "monthly", {{"core", 1}}});
    REQUIRE(refusal(placed) == errc{});
    CHECK(placed.value().reference.empty());
    CHECK(choking.started.empty());
    choking.starting = {.what = what, .at = 1};
    r.f.clock.advance(minutes(5));
    CHECK(door.drain_outbox(r.f.somebody(), 10).value().later == 1);
    r.f.clock.advance(minutes(4));
    CHECK(door.drain_outbox(r.f.somebody(), 10).value().done == 1);
    CHECK(choking.started == std::set{placed.value().id});
    CHECK_FALSE(r.f.get<order>(placed.value().id).reference.empty());
  }
}

TEST_CASE("a storage that answers too little is not believed") {
  struct laconic final : storage {
    explicit laconic(storage& of) : inner(of) {}
    result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                                 host_context context) override {
      auto out = inner.load(workspace, keys, context);
      if (out && short_of_rows) out.value().pop_back();
      return out;
    }
    result<page> scan(std::string_view workspace, const query& what, host_context context) override {
      return inner.scan(workspace, what, context);
    }
    std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                               host_context context) override {
      auto out = inner.commit(workspace, batches, context);
      if (silent) out.clear();
      return out;
    }
    storage& inner;
    bool short_of_rows = false;
    bool silent = false;
  };
  firm f{storage_makers().front().make()};
  laconic store{f.watched};
  f.door = firm::opened_portal(f, store);
  f.begin();
  store.short_of_rows = true;
  CHECK(refusal(f.door.sign_up(f.somebody(), f.form("zoe"))) == errc::corrupt_row);
  store.short_of_rows = false;
  store.silent = true;
  CHECK(refusal(f.door.sign_up(f.somebody(), f.form("zoe"))) == errc::outcome_unknown);
}
