// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/audit.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "crypto/sha256.hpp"
#include "flow/firm.hpp"
#include "parvis/ports/progress.hpp"
#include "parvis/testkit/faulty_storage.hpp"

using namespace flow_test;
using testkit::faulty_storage;
using testkit::storage_call;
using testkit::storage_fault;

namespace {

/// Writes past the portal, as somebody with the file in their hands.
void write(firm& f, std::vector<operation> operations) {
  uuid id;
  f.random.fill(id.octet.data(), id.octet.size()).value();
  const batch one{id, f.clock.now().value(), std::move(operations)};
  REQUIRE(f.inner->commit(firm::workspace, {&one, 1}, nullptr).front().status == answer_status::done);
}

event plain_event(std::size_t n, instant at) {
  event out{.what = event_type::signed_in, .at = at, .number = static_cast<std::int64_t>(n), .unsealed_at = at};
  out.id.octet[0] = 0xee;
  out.id.octet[14] = static_cast<std::uint8_t>(n >> 8);
  out.id.octet[15] = static_cast<std::uint8_t>(n);
  return out;
}

constexpr instant some_day{1'740'000'000'000'000};

/// Entries that are the same in every store.
void write_events(firm& f, std::size_t count) {
  std::vector<operation> operations;
  for (std::size_t n = 0; n < count; ++n) {
    operations.push_back(inserting(plain_event(n, some_day + seconds(static_cast<std::int64_t>(n)))));
    if (operations.size() == operations_max || n + 1 == count) write(f, std::exchange(operations, {}));
  }
}

audit_anchor seal_all(firm& f, std::size_t limit = page_max) {
  while (true) {
    const auto sealed = f.door.seal_audit(f.somebody(), limit);
    REQUIRE(refusal(sealed) == errc{});
    if (sealed.value().sealed == 0) return sealed.value().head;
  }
}

audit_report verified(firm& f, const verify_audit_request& request = {}) {
  const auto report = f.door.verify_audit(f.as_administrator(), request);
  REQUIRE(refusal(report) == errc{});
  return report.value();
}

/// The whole trail, by position.
std::vector<event> sealed_entries(firm& f, std::size_t limit = page_max) {
  std::vector<event> out;
  while (true) {
    const auto page =
        f.door.read_audit(f.as_administrator(), {.after = out.empty() ? 0 : *out.back().position, .limit = limit});
    REQUIRE(refusal(page) == errc{});
    if (page.value().empty()) return out;
    out.insert(out.end(), page.value().begin(), page.value().end());
  }
}

/// Every entry has a place of its own, none is left out, and the trail verifies.
void check_whole(firm& f) {
  const auto entries = sealed_entries(f);
  std::set<uuid> ids;
  for (std::size_t n = 0; n < entries.size(); ++n) {
    CHECK(entries[n].position == static_cast<std::int64_t>(n + 1));
    CHECK(!entries[n].unsealed_at);
    ids.insert(entries[n].id);
  }
  CHECK(ids.size() == f.rows(kind::event).size());
  const auto report = verified(f);
  CHECK(!report.first_bad);
  CHECK(report.verified == entries.size());
}

/// A sealed trail in the hands of somebody who may write anything; entries are named by where they stood.
struct scene {
  firm& f;
  std::vector<event> entries;
  [[nodiscard]] event_id id(std::size_t position) const { return entries[position - 1].id; }
  template <class Change>
  void edit(std::size_t position, Change change) {
    f.edit<event>(id(position), change);
  }
  void erase(std::size_t position) { write(f, {removing(f.get<event>(id(position)))}); }
  void renumber(std::size_t position, std::int64_t to) {
    edit(position, [&](event& e) { e.position = to; });
  }
  void set(std::size_t position, std::int64_t what) {
    write(
        f,
        {{.type = op_type::change, .kind = kind::event, .id = id(position), .set = {{column_of(&event::what), what}}}});
  }
};

/// Somebody is refused for a reason, which lies in a note.
account_id refused_person(firm& f) {
  f.approver("paul");
  const auto zoe = f.collaborator("zoe");
  REQUIRE(f.door.reject(f.as_administrator(), {.account = zoe.id, .reason = "No mandate"}));
  return zoe.id;
}

}  // namespace

TEST_CASE("sealing gives every entry its place, in the order of writing, once") {
  on_every_storage([](firm& f) {
    refused_person(f);
    const auto written = f.all<event>();  // in the order of their ids, which is that of the calls
    const auto sealed = f.door.seal_audit(f.somebody(), page_max).value();
    CHECK(sealed.sealed == written.size());
    CHECK(sealed.head.position == static_cast<std::int64_t>(written.size()));
    CHECK(f.get<audit_head>(audit_head_row).hash.octets == sealed.head.hash);
    const auto entries = sealed_entries(f);
    REQUIRE(entries.size() == written.size());
    for (std::size_t n = 0; n < entries.size(); ++n) CHECK(entries[n].id == written[n].id);
    check_whole(f);
    const auto before = f.dump();
    const auto again = f.door.seal_audit(f.somebody(), page_max).value();
    CHECK(again.sealed == 0);
    CHECK(again.head == sealed.head);
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a trail that was never sealed has no entries and verifies") {
  on_every_storage([](firm& f) {
    CHECK(sealed_entries(f).empty());
    const auto report = verified(f);
    CHECK(!report.first_bad);
    CHECK(report.verified == 0);
  });
}

TEST_CASE("run_due seals what was written, its own entries too") {
  on_every_storage([](firm& f) {
    const auto written = f.rows(kind::event).size();
    CHECK(f.door.run_due(f.somebody(), 1).value().sealed == 1);
    CHECK(f.door.run_due(f.somebody(), 100).value().sealed == written - 1);
    CHECK(f.door.run_due(f.somebody(), 100).value().sealed == 0);
    check_whole(f);
  });
}

TEST_CASE("an entry that a slow commit brings late gets a later place, and no cursor misses it") {
  on_every_storage([](firm& f) {
    seal_all(f);
    const auto seen = sealed_entries(f);
    auto late = plain_event(1, some_day);  // its time and its id are older than everything sealed
    late.id.octet[0] = 0;
    write(f, {inserting(late)});
    f.change_settings([](settings& s) { s.portal_name = "Ravel"; });
    seal_all(f);
    const auto rest = f.door.read_audit(f.as_administrator(), {.after = *seen.back().position}).value();
    REQUIRE(rest.size() == 2);
    CHECK(rest[0].id == late.id);
    CHECK(rest[1].what == event_type::settings_changed);
    check_whole(f);
  });
}

TEST_CASE("a trail is the same in whatever portions it is sealed, and read the same in whatever pages") {
  constexpr std::size_t entries = 200;
  std::set<std::string> heads;
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const std::size_t step = one.name == "memory" ? 1 : 31;
    for (std::size_t limit = 1; limit <= entries; limit += step) {
      firm f{one.make()};
      write_events(f, entries);
      const auto head = seal_all(f, limit);
      CHECK(head.position == entries);
      heads.insert(head.hash);
    }
    firm f{one.make()};
    f.begin();
    write_events(f, entries);
    seal_all(f);
    const auto whole = sealed_entries(f);
    for (const std::size_t limit : {1U, 7U, 63U, 1000U}) {
      const auto paged = sealed_entries(f, limit);
      REQUIRE(paged.size() == whole.size());
      for (std::size_t n = 0; n < whole.size(); ++n) CHECK(paged[n].id == whole[n].id);
    }
  }
  CHECK(heads.size() == 1);
}

TEST_CASE("trails longer than a page verify") {
  firm f{storage_makers().front().make()};
  f.begin();
  write_events(f, 2 * page_max + 5);
  seal_all(f);
  CHECK(verified(f).verified == f.rows(kind::event).size());
  const auto at_page_end = sealed_entries(f)[page_max - 1];
  auto twin = at_page_end;  // the two of one place lie on two pages
  twin.id.octet[0] = 0xff;
  write(f, {inserting(twin)});
  CHECK(verified(f).first_bad == audit_finding{page_max, twin.id, audit_defect::repeated});
}

TEST_CASE("verifying tells how far it has come after each page, and stops when it is told to") {
  struct pages final : progress {
    bool tell(std::uint64_t done, std::uint64_t total) override {
      told.push_back(done);
      return total == 0 && told.size() < at_most;
    }
    std::size_t at_most = 10;
    std::vector<std::uint64_t> told;
  };
  firm f{storage_makers().front().make()};
  f.begin();
  write_events(f, 2 * page_max + 5);
  seal_all(f);
  pages all;
  CHECK(verified(f, {.progress = &all}).verified > 2 * page_max);
  CHECK(all.told == std::vector<std::uint64_t>{page_max, 2 * page_max});
  pages one;
  one.at_most = 1;
  CHECK(refusal(f.door.verify_audit(f.as_administrator(), {.progress = &one})) == errc::cancelled);
  CHECK(one.told.size() == 1);
}

TEST_CASE("whatever is done to the sealed trail behind the portal's back, the first bad entry is named") {
  using d = audit_defect;
  const struct {
    const char* what;
    void (*tamper)(scene&);
    std::int64_t position;
    std::size_t named;  ///< the position at which the entry stood; 0: there is none
    d defect;
  } cases[] = {
      {"what", [](scene& s) { s.edit(3, [](event& e) { e.what = event_type::signed_in; }); }, 3, 3, d::altered},
      {"actor", [](scene& s) { s.edit(3, [](event& e) { e.actor.octet[0] ^= 1; }); }, 3, 3, d::altered},
      {"subject", [](scene& s) { s.edit(3, [](event& e) { e.subject.octet[0] ^= 1; }); }, 3, 3, d::altered},
      {"at", [](scene& s) { s.edit(3, [](event& e) { ++e.at.us; }); }, 3, 3, d::altered},
      {"settings", [](scene& s) { s.edit(3, [](event& e) { ++e.settings_revision; }); }, 3, 3, d::altered},
      {"number", [](scene& s) { s.edit(3, [](event& e) { ++e.number; }); }, 3, 3, d::altered},
      {"invite", [](scene& s) { s.edit(3, [](event& e) { e.invite.octet[0] ^= 1; }); }, 3, 3, d::altered},
      {"note", [](scene& s) { s.edit(3, [](event& e) { e.note.octets += "x"; }); }, 3, 3, d::altered},
      {"hash", [](scene& s) { s.edit(3, [](event& e) { e.hash.octets += "x"; }); }, 3, 3, d::altered},
      {"unsealed", [](scene& s) { s.edit(3, [](event& e) { e.unsealed_at = e.at; }); }, 3, 3, d::altered},
      {"the first", [](scene& s) { s.edit(1, [](event& e) { ++e.number; }); }, 1, 1, d::altered},
      {"no such event", [](scene& s) { s.set(3, 9999); }, 3, 3, d::altered},
      {"deleted", [](scene& s) { s.erase(3); }, 3, 0, d::missing},
      {"first deleted", [](scene& s) { s.erase(1); }, 1, 0, d::missing},
      {"cut off", [](scene& s) { s.erase(s.entries.size()); }, -1, 0, d::missing},
      {"taken out", [](scene& s) { s.edit(3, [](event& e) { e.position.reset(); }); }, 3, 0, d::missing},
      {"moved out", [](scene& s) { s.renumber(3, 1'000'000); }, 3, 0, d::missing},
      {"put in twice", [](scene& s) { s.renumber(5, 4); }, 4, 5, d::repeated},
      {"swapped",
       [](scene& s) {
         s.renumber(3, 5);
         s.renumber(5, 3);
       },
       3, 5, d::altered},
      {"closed up",
       [](scene& s) {
         s.erase(3);
         for (std::size_t n = 4; n <= s.entries.size(); ++n) s.renumber(n, static_cast<std::int64_t>(n) - 1);
       },
       3, 4, d::altered},
      {"head", [](scene& s) { s.f.edit<audit_head>(audit_head_row, [](audit_head& h) { h.hash.octets[0] ^= 1; }); }, -1,
       static_cast<std::size_t>(-1), d::head},
      {"head back",
       [](scene& s) {
         s.f.edit<audit_head>(audit_head_row, [](audit_head& h) {
           h.position = 0;
           h.hash.octets = trail_start(firm::workspace, sha256).hash;
         });
       },
       1, 1, d::head},
      {"head away", [](scene& s) { write(s.f, {removing(s.f.get<audit_head>(audit_head_row))}); }, 1, 1, d::head},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    on_every_storage([&](firm& f) {
      refused_person(f);
      seal_all(f);
      REQUIRE(!verified(f).first_bad);
      scene s{f, sealed_entries(f)};
      c.tamper(s);
      const auto last = s.entries.size();
      const auto position = c.position < 0 ? static_cast<std::int64_t>(last) : c.position;
      const auto named = c.named == 0 ? event_id{} : s.id(c.named > last ? last : c.named);
      const auto report = verified(f);
      REQUIRE(report.first_bad.has_value());
      CHECK(report.first_bad->position == position);
      CHECK(report.first_bad->defect == c.defect);
      CHECK(report.first_bad->event == named);
    });
  }
}

TEST_CASE("a backup that is older than the anchor the host kept is found, also once it was sealed anew") {
  on_every_storage([](firm& f) {
    const auto older = seal_all(f);
    const auto seen = f.get<audit_head>(audit_head_row);
    refused_person(f);
    const auto kept = seal_all(f);
    CHECK(!verified(f, {.from = older, .through = kept}).first_bad);
    for (const auto& e : sealed_entries(f)) {
      if (*e.position > older.position) write(f, {removing(e)});
    }
    f.edit<audit_head>(audit_head_row, [&](audit_head& h) {
      h.position = seen.position;
      h.hash = seen.hash;
    });
    CHECK(!verified(f).first_bad);
    const audit_finding not_there{kept.position, {}, audit_defect::anchor};
    CHECK(verified(f, {.through = kept}).first_bad == not_there);
    CHECK(verified(f, {.from = kept}).first_bad == not_there);
    while (f.rows(kind::event).size() <= static_cast<std::size_t>(kept.position)) {
      f.change_settings([](settings& s) { s.portal_name += "."; });
    }
    seal_all(f);
    CHECK(!verified(f).first_bad);
    CHECK(verified(f, {.through = kept}).first_bad->defect == audit_defect::anchor);
    CHECK(verified(f, {.through = kept}).first_bad->position == kept.position);
    CHECK(verified(f, {.from = kept}).first_bad->defect == audit_defect::altered);
  });
}

TEST_CASE(
    "a note that was altered is found, one that was erased is not missed, one under a retired key is left alone") {
  on_every_storage([](firm& f) {
    const auto who = refused_person(f);
    seal_all(f);
    const auto written = f.all<note>();
    REQUIRE(written.size() == 1);
    CHECK(!verified(f).first_bad);
    f.edit<note>(written[0].id, [](note& n) { n.text = "No money"; });
    const auto bad = verified(f).first_bad;
    REQUIRE(bad.has_value());
    CHECK(bad->defect == audit_defect::altered);
    const auto named = f.get<event>(bad->event);
    CHECK(named.what == event_type::account_rejected);
    CHECK(named.subject == who);
    CHECK(named.position == bad->position);

    auto other = portal::open(
        {key_ring::make({{.id = 2, .secret = "another secret of 32 octets ....", .state = key_state::primary}})
             .value()},
        {.storage = f.inner.get(), .clock = &f.clock, .random = &f.random, .hasher = &f.hasher});
    CHECK(!other.value().verify_audit(f.as_administrator(), {}).value().first_bad);

    write(f, {removing(f.get<note>(written[0].id))});
    CHECK(!verified(f).first_bad);
  });
}

TEST_CASE("a sealer that another one overtakes never follows on what was not sealed before it") {
  for (const std::size_t quicker : {1U, 10U, 63U, 64U, 126U}) {
    CAPTURE(quicker);
    on_every_storage([&](firm& f) {
      write_events(f, 150);
      auto other = firm::opened_portal(f, *f.inner);
      // The other's single batch brings the head to the very revision that the first batch here would have left.
      f.watched.before_next_commit([&] { REQUIRE(other.seal_audit(f.somebody(), quicker).value().sealed == quicker); });
      const auto written = f.rows(kind::event).size();
      CHECK(f.door.seal_audit(f.somebody(), page_max).value().sealed == written - quicker);
      check_whole(f);
    });
  }
}

TEST_CASE("eight sealers, while others write and one verifies, seal everything once") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin();
    std::atomic<std::size_t> writing = 4, sealed = 0, defects = 0, refused = 0;
    std::vector<std::thread> threads;
    for (std::size_t n = 0; n < 4; ++n) {
      threads.emplace_back([&, n] {
        for (int i = 0; i < 40; ++i) {
          const auto name = "p" + std::to_string(n) + "." + std::to_string(i);
          if (!f.door.sign_up(f.somebody(), f.form(name))) ++refused;
        }
        --writing;
      });
    }
    for (std::size_t n = 0; n < 8; ++n) {
      threads.emplace_back([&, n] {
        while (writing > 0) {
          const auto done = f.door.seal_audit(f.somebody(), 1 + 17 * n);
          if (done) sealed += done.value().sealed;
          if (!done && done.error().code != errc::conflict) ++refused;
        }
      });
    }
    threads.emplace_back([&] {
      while (writing > 0) {
        const auto report = f.door.verify_audit(f.as_administrator(), {});
        if (!report) ++refused;
        if (report && report.value().first_bad) ++defects;
      }
    });
    for (auto& t : threads) t.join();
    sealed += f.door.seal_audit(f.somebody(), page_max).value().sealed;
    CHECK(refused == 0);
    CHECK(defects == 0);
    CHECK(sealed == f.rows(kind::event).size());
    check_whole(f);
  }
}

TEST_CASE("a sealer that fails at any call leaves a trail that verifies, and the next one goes on") {
  constexpr std::size_t entries = 150;
  for (const auto call : {storage_call::load, storage_call::scan, storage_call::commit}) {
    for (const auto fault : {storage_fault::before, storage_fault::reply_lost, storage_fault::unknown_unapplied}) {
      for (const bool for_ever : {false, true}) {
        CAPTURE(static_cast<int>(call));
        CAPTURE(static_cast<int>(fault));
        CAPTURE(for_ever);
        on_every_storage([&](firm& f) {
          write_events(f, entries);
          faulty_storage faulty{*f.inner};
          auto failing = firm::opened_portal(f, faulty);
          faulty.arm({.call = call, .number = 1, .fault = fault, .for_ever = for_ever});
          const auto code = refusal(failing.seal_audit(f.somebody(), page_max));
          const bool lost = call == storage_call::commit && fault != storage_fault::before;
          CHECK(code == (!lost ? errc::unavailable : for_ever ? errc::outcome_unknown : errc{}));
          CHECK(!verified(f).first_bad);
          seal_all(f);
          check_whole(f);
        });
      }
    }
  }
}

TEST_CASE("a crash between two batches of a sealing leaves a trail that verifies and goes on") {
  /// Applies so many batches of a call, and is then out of reach.
  struct stopping final : storage {
    stopping(storage& of, std::size_t allowed) : inner(of), left(allowed) {}
    result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                                 host_context context) override {
      return inner.load(workspace, keys, context);
    }
    result<page> scan(std::string_view workspace, const query& what, host_context context) override {
      return inner.scan(workspace, what, context);
    }
    std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                               host_context context) override {
      auto out = inner.commit(workspace, batches.first(std::min(left, batches.size())), context);
      left -= out.size();
      out.resize(batches.size(), answer{answer_status::unavailable});
      return out;
    }
    storage& inner;
    std::size_t left;
  };
  for (std::size_t allowed = 0; allowed <= 3; ++allowed) {
    CAPTURE(allowed);
    on_every_storage([&](firm& f) {
      write_events(f, 150);
      stopping dying{*f.inner, allowed};
      auto failing = firm::opened_portal(f, dying);
      const auto written = f.rows(kind::event).size();
      const auto told = failing.seal_audit(f.somebody(), page_max);
      CHECK(refusal(told) == (allowed == 3 ? errc{} : errc::unavailable));
      CHECK(verified(f).verified == std::min(allowed * 63, written));
      CHECK(!verified(f).first_bad);
      seal_all(f);
      check_whole(f);
    });
  }
}

TEST_CASE("the trail is read and verified by who manages users, and in bounds") {
  on_every_storage([](firm& f) {
    const auto client = f.account_of(f.form("colette"));
    const auto member = f.joined_user("marc");
    const auto approver = f.approver("paul");
    seal_all(f);
    const auto by = f.as_administrator();
    for (const auto& who : {f.somebody(), f.as(client.id), f.as(member.id), f.as(approver.id)}) {
      CHECK(refusal(f.door.read_audit(who, {})) == errc::permission_denied);
      CHECK(refusal(f.door.verify_audit(who, {})) == errc::permission_denied);
    }
    CHECK(refusal(f.door.read_audit(by, {})) == errc{});
    CHECK(refusal(f.door.verify_audit(by, {})) == errc{});
    CHECK(refusal(f.door.read_audit(by, {.after = -1})) == errc::out_of_range);
    CHECK(refusal(f.door.read_audit(by, {.limit = 0})) == errc::out_of_range);
    CHECK(refusal(f.door.read_audit(by, {.limit = page_max + 1})) == errc::out_of_range);
    CHECK(refusal(f.door.seal_audit(f.somebody(), 0)) == errc::out_of_range);
    CHECK(refusal(f.door.seal_audit(f.somebody(), page_max + 1)) == errc::out_of_range);
    CHECK(refusal(f.door.verify_audit(by, {.from = {1, "short"}})) == errc::invalid_argument);
    CHECK(refusal(f.door.verify_audit(by, {.from = {-1, std::string(32, 'x')}})) == errc::invalid_argument);
    CHECK(refusal(f.door.verify_audit(by, {.through = audit_anchor{1, ""}})) == errc::invalid_argument);
    CHECK(refusal(f.door.verify_audit(
              by, {.from = {std::numeric_limits<std::int64_t>::max(), std::string(32, 'x')}})) == errc{});
    CHECK(f.door.read_audit(by, {.after = std::numeric_limits<std::int64_t>::max()}).value().empty());
  });
}

TEST_CASE("the trail says why somebody was deactivated or replaced, and so does the mail to them") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto marc = f.joined_user("marc").id, nina = f.joined_user("nina").id, omar = f.joined_user("omar").id;
    f.deliver();
    REQUIRE(f.door.deactivate(by, {.account = marc, .reason = "On leave"}));
    REQUIRE(f.door.replace(by, {.account = nina,
                                .newcomer = {.first_name = "New",
                                             .last_name = "Comer",
                                             .email = "new@ravel.example",
                                             .group = f.team.members,
                                             .seniority = "lawyer"},
                                .notice = notice::silent,
                                .reason = "Has left the firm"}));
    const auto each =
        f.door.deactivate_each(by, {{.account = omar, .reason = "a\nb"}, {.account = marc, .reason = "Said already"}});
    CHECK(wrong_field(each.value()[0].outcome).first == "reason");
    CHECK(each.value()[1].outcome.has_value());
    REQUIRE(f.door.deactivate_each(by, {{.account = omar, .reason = "On leave"}}).value()[0].outcome);
    const auto why = [&](account_id who) {
      return f.door.list_events(by, {.subject = who}).value().events.back().note_text;
    };
    CHECK(why(marc) == "On leave");
    CHECK(why(nina) == "Has left the firm");
    CHECK(why(omar) == "On leave");
    std::size_t told = 0;
    for (const auto& mail : f.deliver()) told += mail.text.find("On leave") != std::string::npos ? 1U : 0U;
    CHECK(told == 2);
    REQUIRE(f.door.reactivate(by, {.account = marc}));
    REQUIRE(f.door.deactivate(by, {.account = marc}));
    CHECK(why(marc).empty());
    CHECK(f.deliver().back().text.find("Reason") == std::string::npos);
    seal_all(f);
    check_whole(f);
  });
}

TEST_CASE("a damaged account hides no page of the trail, only what was noted about it") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto zoe = f.account_of(f.form("zoe")).id, yan = f.account_of(f.form("yan")).id;
    REQUIRE(f.door.ban(by, {.account = zoe, .reason = "Insults"}));
    REQUIRE(f.door.ban(by, {.account = yan, .reason = "No mandate"}));
    write(f, {{.type = op_type::change, .kind = kind::account, .id = zoe, .set = {{column_of(&account::state), 99}}}});
    const auto bans = f.door.list_events(by, {.limit = page_max}).value().events;
    std::vector<std::string> said;
    for (const auto& one : bans) {
      if (one.what == event_type::account_banned) said.push_back(one.note_text);
    }
    CHECK(said == std::vector<std::string>{"", "No mandate"});
  });
}

TEST_CASE("the trail says why somebody was banned or refused until they are erased, and verifies afterwards") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto zoe = refused_person(f);
    const auto yan = f.account_of(f.form("yan"));
    REQUIRE(f.door.ban(by, {.account = yan.id, .reason = "Insults"}));
    REQUIRE(f.door.ban(by, {.account = yan.id, .reason = "No mandate"}));
    seal_all(f);
    using told = std::vector<std::pair<uuid, std::string>>;
    const auto said = [](const std::vector<event_view>& entries) {
      told out;
      for (const auto& one : entries) {
        if (!one.note_text.empty()) out.emplace_back(one.subject, one.note_text);
      }
      return out;
    };
    const auto all = [&] { return said(f.door.list_events(by, {.limit = page_max}).value().events); };
    const auto sealed = [&] { return said(f.door.read_audit(by, {.limit = page_max}).value()); };
    CHECK(all() == told{{zoe, "No mandate"}, {yan.id, "Insults"}, {yan.id, "No mandate"}});
    CHECK(sealed() == all());

    // Erased, but stopped before the notes were removed: they are in the store, and told to nobody.
    auto kept = f.all<note>();
    REQUIRE(f.door.erase(by, {.account = yan.id}));
    std::erase_if(kept, [&](const note& one) { return one.subject != yan.id; });
    REQUIRE(kept.size() == 2);
    for (const auto& one : kept) write(f, {inserting(one)});
    CHECK(all() == told{{zoe, "No mandate"}});
    CHECK(sealed() == all());
    seal_all(f);
    check_whole(f);
  });
}

TEST_CASE("workspaces have trails of their own") {
  on_every_storage([](firm& f) {
    const caller next_door{.workspace = "blanc"};
    REQUIRE(f.door.set_up(next_door, f.beginning()));
    const auto head = seal_all(f);
    const auto other = f.door.seal_audit(next_door, page_max).value();
    CHECK(other.sealed == 1);
    CHECK(other.head.position == 1);
    CHECK(head.position == static_cast<std::int64_t>(f.rows(kind::event).size()));
    check_whole(f);
  });
}
