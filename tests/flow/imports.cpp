// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "flow/at_once.hpp"
#include "flow/import_list.hpp"
#include "flow/key_rings.hpp"
#include "parvis/ports/progress.hpp"

using namespace flow_test;

namespace {

std::size_t commits(firm& f) {
  const auto calls = f.watched.take();
  return static_cast<std::size_t>(std::count_if(
      calls.begin(), calls.end(), [](const auto& one) { return one.call == storage_asked::sort::commit; }));
}

std::vector<errc> codes(const std::vector<import_outcome>& told) {
  std::vector<errc> out;
  for (const auto& one : told) out.push_back(one.fate == import_fate::refused ? one.why.code : errc{});
  return out;
}

std::vector<std::pair<std::string, errc>> fields_of(const import_outcome& told) {
  std::vector<std::pair<std::string, errc>> out;
  for (const auto& one : told.why.fields) out.emplace_back(one.field, one.code);
  return out;
}

/// Stops at the n-th time it is told.
class stop_after final : public progress {
 public:
  explicit stop_after(int times) : left_(times) {}
  bool tell(std::uint64_t done, std::uint64_t total) override {
    seen.emplace_back(done, total);
    return --left_ > 0;
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;

 private:
  int left_;
};

}  // namespace

TEST_CASE("users, people of the portal and links are imported as the single commands make them, with an answer a row") {
  on_every_storage([](firm& f) {
    import_list list;
    list.add(list.user(f, "ada"));
    list.add(list.client("colette"));
    list.add(list.invitee("ines"));
    list.add(list.client("colette"));  // once more
    list.add({.key = "nothing"});
    list.add(list.user(f, "anne"));  // has an account already, under another domain
    auto wrong = list.client("wrong");
    wrong.portal_account->email = "nobody";
    wrong.portal_account->mobile = "1";
    wrong.portal_account->access = access::core;
    wrong.portal_account->language = "de";
    wrong.key = std::string(201, 'k');
    list.add(wrong);
    const auto before = f.all<account>().size();
    const auto reply = f.door.import_people(f.as_administrator(), list.request("people.csv"));
    REQUIRE(refusal(reply) == errc{});
    CHECK(reply.value().rows == 7);
    CHECK(reply.value().made == 4);
    CHECK(reply.value().refused == 3);
    CHECK(codes(list.told) ==
          std::vector{errc{}, errc{}, errc{}, errc::given_twice, errc::invalid_argument, errc{}, errc::invalid_form});
    for (std::size_t n = 0; n < list.told.size(); ++n) CHECK(list.told[n].number == n + 1);
    CHECK(list.told[1].key == "colette@example.org");
    CHECK(list.told[4].key == "nothing");
    CHECK(fields_of(list.told[6]) ==
          std::vector<std::pair<std::string, errc>>{{"email", errc::email_invalid},
                                                    {"mobile", errc::mobile_invalid},
                                                    {"key", errc::too_long},
                                                    {"access", errc::access_not_allowed},
                                                    {"language", errc::language_not_offered}});
    CHECK(list.told[6].why.fields[0].message == message(errc::email_invalid, "en"));
    CHECK(list.told[3].why.message == message(errc::given_twice, "en"));
    CHECK(f.all<account>().size() == before + 3);

    const auto ada = f.get<account>(list.told[0].id);
    CHECK(ada.state == account_state::invited);
    CHECK(ada.code == list.told[0].code);
    CHECK(ada.group == f.team.members);
    CHECK(f.pool("core").held == 3);
    CHECK(f.get<account>(list.told[1].id).of_kind == account_kind::client);
    CHECK(f.get<invite>(list.told[2].id).email == "ines@example.org");
    REQUIRE(f.door.import_people(f.as_administrator(), list.request("people.csv")));
  });
}

TEST_CASE("a row that was made is known again by its key, whatever is wrong with its form by now") {
  on_every_storage([](firm& f) {
    import_list first;
    auto ada = first.user(f, "ada");
    ada.key = "1";
    ada.user->code = "EMP-1";
    first.add(ada);
    first.add(first.user(f, "bo"));
    REQUIRE(f.door.import_people(f.as_administrator(), first.request("people.csv")).value().made == 2);
    import_list again;
    for (auto row : first.rows) {
      row.user->mobile = "1";
      again.add(row);
    }
    again.rows[0].user->email = "nobody";
    auto other = again.user(f, "carl");
    other.user->code = "EMP-1";
    other.user->mobile = "1";
    again.add(other);
    const auto reply = f.door.import_people(f.as_administrator(), again.request("people.csv")).value();
    CHECK(reply.already == 2);
    CHECK(again.told[0].id == first.told[0].id);
    CHECK(fields_of(again.told[2]) ==
          std::vector<std::pair<std::string, errc>>{{"mobile", errc::mobile_invalid}, {"code", errc::code_taken}});
  });
}

TEST_CASE("a key that is the address of a row without a key is given twice, whichever row comes first") {
  on_every_storage([](firm& f) {
    const auto keyed = import_list::client("zoe", firm::address_of("colette"));
    const auto unkeyed = import_list::client("colette");
    for (const bool keyed_first : {true, false}) {
      CAPTURE(keyed_first);
      import_list list;
      list.add(keyed_first ? keyed : unkeyed);
      list.add(keyed_first ? unkeyed : keyed);
      list.add(import_list::client("karim", firm::address_of("karim")));  // its own is no other's
      auto asked = list.request("people.csv");
      asked.mode = import_mode::dry_run;
      REQUIRE(f.door.import_people(f.as_administrator(), asked));
      CHECK(codes(list.told) == std::vector{errc{}, errc::given_twice, errc{}});
      CHECK(list.told[1].why.field == "key");
    }
  });
}

TEST_CASE("no row makes an administrator unless the import says that rows may") {
  on_every_storage([](firm& f) {
    import_list list;
    auto boss = list.user(f, "boss");
    boss.user->group = f.team.administrators;
    list.add(boss);
    list.add(list.user(f, "ada"));
    auto asked = list.request("people.csv");
    for (const auto mode : {import_mode::dry_run, import_mode::write}) {
      list.told.clear();
      asked.mode = mode;
      REQUIRE(f.door.import_people(f.as_administrator(), asked));
      CHECK(codes(list.told) == std::vector{errc::invalid_form, errc{}});
      CHECK(fields_of(list.told[0]) == std::vector<std::pair<std::string, errc>>{{"group", errc::group_not_allowed}});
    }
    CHECK(f.pool("core").held == 2);
    list.told.clear();
    asked.administrators = import_administrators::allowed;
    REQUIRE(f.door.import_people(f.as_administrator(), asked));
    CHECK(list.told[0].fate == import_fate::made);
    CHECK(list.told[1].fate == import_fate::already);
    CHECK(f.get<account>(list.told[0].id).group == f.team.administrators);
    asked.administrators = static_cast<import_administrators>(2);
    CHECK(refusal(f.door.import_people(f.as_administrator(), asked)) == errc::out_of_range);
  });
}

TEST_CASE("whoever was imported joins by the link in their mail, and whoever was invited signs up by theirs") {
  on_every_storage([](firm& f) {
    import_list list;
    list.add(list.user(f, "ada"));
    list.add(list.invitee("ines"));
    REQUIRE(f.door.import_people(f.as_administrator(), list.request("x")));
    std::map<std::string, std::string> tokens;
    for (const auto& one : f.deliver()) tokens[std::string(one.to.address())] = token_in(one.text);
    CHECK(f.door.join(f.somebody(), {tokens["ada@example.org"], "ada", std::string(good_password)}).value().state ==
          account_state::active);
    auto ines = f.form("ines");
    ines.token = tokens["ines@example.org"];
    CHECK(f.door.sign_up(f.somebody(), ines).has_value());
  });
}

TEST_CASE("an import that is run again does nothing twice, whatever its rows say now, and only what is left") {
  on_every_storage([](firm& f) {
    import_list list;
    for (const auto* name : {"a1", "b1", "c1"}) list.add(list.client(name, name));
    list.add(list.invitee("i1"));
    REQUIRE(f.door.import_people(f.as_administrator(), list.request("x")));
    const auto first = list.told;
    // One has moved, one is gone, one has another code by now.
    f.edit<account>(first[0].id, [](account& a) { a.email = a.email_key = "moved@example.org"; });
    REQUIRE(f.door.erase(f.as_administrator(), {.account = account_id{first[1].id}}));
    REQUIRE(f.door.edit_account(f.as_administrator(), {.account = account_id{first[2].id}, .code = "NEW-1"}));
    const auto people = f.all<account>().size();
    const auto links = f.all<invite>().size();

    list.told.clear();
    list.add(list.client("d1", "d1"));
    list.rows[2].portal_account->first_name = "Another";
    const auto reply = f.door.import_people(f.as_administrator(), list.request("x")).value();
    CHECK(reply.already == 4);
    CHECK(reply.made == 1);
    for (std::size_t n = 0; n < 4; ++n) {
      CHECK(list.told[n].fate == import_fate::already);
      CHECK(list.told[n].id == first[n].id);
    }
    CHECK(list.told[2].code == "NEW-1");
    CHECK(f.all<account>().size() == people + 1);
    CHECK(f.all<invite>().size() == links);
    const auto runs = f.all<import_run>();
    REQUIRE(runs.size() == 1);
    std::size_t told = 0;
    for (const auto& one : f.all<event>()) told += one.what == event_type::import_started ? 1U : 0U;
    CHECK(told == 2);

    // Another import is another matter: here the addresses are taken.
    list.told.clear();
    const auto other = f.door.import_people(f.as_administrator(), list.request("y")).value();
    CHECK(other.already == 0);
    CHECK(codes(list.told) == std::vector{errc{}, errc{}, errc::email_taken, errc{}, errc::email_taken});
  });
}

TEST_CASE("a dry run gives the answers that the import then gives, codes too, and writes nothing") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.add_portal_account(
        f.as_administrator(), {.first_name = "A", .last_name = "B", .email = "known@example.org", .code = "TAKEN-1"}));
    import_list list;
    for (const auto* name : {"u1", "u2", "u3", "u4", "u5", "u6"}) list.add(list.user(f, name));  // four seats are free
    list.add(list.client("known"));
    auto coded = list.client("c1");
    coded.portal_account->code = "taken-1";
    list.add(coded);
    coded = list.client("c2");
    coded.portal_account->code = "FREE-1";
    list.add(coded);
    coded = list.client("c3");
    coded.portal_account->code = "free-1";
    list.add(coded);
    for (int n = 0; n < 7; ++n) list.add(list.invitee("mailbox+" + std::to_string(n)));
    for (const std::size_t at_once : {1U, 3U, 500U}) {
      CAPTURE(at_once);
      auto request = list.request("x" + std::to_string(at_once));
      request.mode = import_mode::dry_run;
      request.rows_at_once = at_once;
      const auto before = f.dump();
      f.watched.take();
      list.told.clear();
      const auto dry = f.door.import_people(f.as_administrator(), request).value();
      const auto imagined = list.told;
      CHECK(commits(f) == 0);
      CHECK(f.dump() == before);
      for (const auto& one : imagined) CHECK(one.id.is_nil());

      firm g{storage_makers().front().make()};
      g.begin();
      REQUIRE(g.door.add_portal_account(
          g.as_administrator(),
          {.first_name = "A", .last_name = "B", .email = "known@example.org", .code = "TAKEN-1"}));
      for (auto& row : list.rows) {
        if (row.user) row.user->group = g.team.members;
      }
      request.mode = import_mode::write;
      list.told.clear();
      const auto real = g.door.import_people(g.as_administrator(), request).value();
      for (auto& row : list.rows) {
        if (row.user) row.user->group = f.team.members;
      }
      CHECK(real.made == dry.made);
      CHECK(codes(list.told) == codes(imagined));
      for (std::size_t n = 0; n < imagined.size(); ++n) CHECK(list.told[n].code == imagined[n].code);
      CHECK(dry.refused == 2 + 1 + 1 + 1 + 2);  // seats, address, code, given twice, mails
    }
  });
}

TEST_CASE("what an import makes is derived with the ring: whoever has only the store finds nobody by an address") {
  on_every_storage([](firm& f) {
    import_list list;
    list.add(list.client("zoe"));
    std::set<std::string> codes;
    for (const std::uint32_t key : {1U, 2U, 1U}) {
      auto request = list.request("people.csv");
      request.mode = import_mode::dry_run;
      REQUIRE(opened_with(f, {key}).import_people(f.as_administrator(), request));
      codes.insert(list.told.back().code);
    }
    CHECK(codes.size() == 2);
  });
}

TEST_CASE("an import goes on through a rotation of keys, and is refused once the key it was begun with is gone") {
  on_every_storage([](firm& f) {
    import_list list;
    list.add(list.client("a1"));
    list.add(list.invitee("i1"));
    const auto by = f.as_administrator();
    REQUIRE(f.door.import_people(by, list.request("x")));
    const auto first = list.told;
    list.add(list.client("b1"));
    auto dry = list.request("x");
    dry.mode = import_mode::dry_run;
    REQUIRE(f.door.import_people(by, dry));
    const auto imagined = list.told.back().code;

    auto rotated = opened_with(f, {1, 2}), retired = opened_with(f, {2});
    const auto before = f.dump();
    for (const auto& request : {dry, list.request("x")}) {
      const auto refused = retired.import_people(by, request);
      CHECK(refusal(refused) == errc::invalid_argument);
      if (!refused) CHECK(refused.error().field == "key");
    }
    CHECK(f.dump() == before);

    list.told.clear();
    const auto reply = rotated.import_people(by, list.request("x")).value();
    CHECK(reply.already == 2);
    CHECK(reply.made == 1);
    for (std::size_t n = 0; n < first.size(); ++n) CHECK(list.told[n].id == first[n].id);
    CHECK(list.told.back().code == imagined);
    CHECK(retired.import_people(by, list.request("y")).has_value());
  });
}

TEST_CASE("an import is no side door: a full pool, a queue, a right, a domain stand in its way as in any other's") {
  on_every_storage([](firm& f) {
    import_list list;
    for (const auto* name : {"u1", "u2", "u3", "u4", "u5"}) list.add(list.user(f, name));
    CHECK(f.door.import_people(f.as_administrator(), list.request("x")).value().made == 4);
    CHECK(codes(list.told).back() == errc::no_seat);
    CHECK(list.told.back().why.detail == "core");
    CHECK(f.pool("core").held == f.pool("core").capacity);
    // Somebody waits: what comes free is theirs.
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 1}));
    const batch waits{*uuid::from_bytes("0123456789abcdef"),
                      f.clock.now().value(),
                      {{.type = op_type::change,
                        .kind = kind::seat_pool,
                        .id = f.pool("core").id,
                        .add = {{column_of(&seat_pool::waiting), 1}}}}};
    REQUIRE(f.inner->commit(firm::workspace, {&waits, 1}, nullptr).front().status == answer_status::done);
    list.told.clear();
    CHECK(f.door.import_people(f.as_administrator(), list.request("x")).value().already == 4);
    CHECK(codes(list.told).back() == errc::no_seat);

    const auto martin = f.account_of(f.form("martin"));
    CHECK(refusal(f.door.import_people(f.as(martin.id), list.request("x"))) == errc::permission_denied);
    CHECK(refusal(f.door.import_people(f.somebody(), list.request("x"))) == errc::permission_denied);
    f.change_settings([](settings& s) { s.denied_domains = {"example.org"}; });
    import_list clients;
    clients.add(clients.client("c1"));
    clients.add(clients.invitee("i1"));
    CHECK(f.door.import_people(f.as_administrator(), clients.request("c")).value().refused == 2);
    CHECK(codes(clients.told) == std::vector{errc::invalid_form, errc::email_domain_not_allowed});
    CHECK(fields_of(clients.told[0]) ==
          std::vector<std::pair<std::string, errc>>{{"email", errc::email_domain_not_allowed}});
  });
}

TEST_CASE("what is wrong with an import itself is told before any row is asked for") {
  on_every_storage([](firm& f) {
    import_list list;
    list.add(list.client("c1"));
    auto request = list.request("");
    CHECK(wrong_field(f.door.import_people(f.as_administrator(), request)) ==
          std::pair{std::string("key"), errc::required});
    request = list.request("x");
    request.rows = nullptr;
    CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::invalid_argument);
    request = list.request("x");
    for (const std::size_t at_once : {0U, 1001U}) {
      request.rows_at_once = at_once;
      CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::out_of_range);
    }
    request = list.request("x");
    request.mode = static_cast<import_mode>(7);
    CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::out_of_range);
    CHECK(list.asked == 0);
    CHECK(f.all<import_run>().empty());
  });
}

TEST_CASE("a row that loses a race is decided once more by itself, and its batch loses nothing") {
  on_every_storage([](firm& f) {
    import_list list;
    for (int n = 0; n < 20; ++n) list.add(list.client("c" + std::to_string(n)));
    int commit = 0;
    f.watched.before_next_commit([&] { ++commit; });  // the beginning
    list.before_first = [&] {
      f.watched.before_next_commit([&] {
        REQUIRE(f.door.add_portal_account(f.as_administrator(),
                                          {.first_name = "A", .last_name = "B", .email = "c7@example.org"}));
      });
    };
    const auto reply = f.door.import_people(f.as_administrator(), list.request("x")).value();
    CHECK(reply.made == 19);
    auto expected = std::vector<errc>(20);
    expected[7] = errc::email_taken;
    CHECK(codes(list.told) == expected);
    CHECK(f.all<account>().size() == 1 + 20);
    std::set<uuid> all;
    for (const auto& one : list.told) all.insert(one.id);
    for (std::size_t n = 0; n < 20; ++n) {
      if (n != 7) CHECK(f.get<account>(list.told[n].id).email == "c" + std::to_string(n) + "@example.org");
    }
    CHECK(commit == 1);
  });
}

TEST_CASE("an administrator who is gone in the midst imports no more; what was done stays done") {
  on_every_storage([](firm& f) {
    import_list list;
    for (int n = 0; n < 6; ++n) list.add(list.client("c" + std::to_string(n)));
    auto request = list.request("x");
    request.rows_at_once = 2;
    list.at_row[3] = [&] { f.edit<group>(f.team.administrators, [](group& g) { g.permissions = permissions::none; }); };
    CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::permission_denied);
    CHECK(list.told.size() == 2);
    CHECK(f.all<account>().size() == 1 + 2);
  });
}

TEST_CASE("an import is stopped by its progress, its source or its listener, and goes on where it was") {
  on_every_storage([](firm& f) {
    import_list list;
    for (int n = 0; n < 10; ++n) list.add(list.client("c" + std::to_string(n)));
    auto request = list.request("x");
    request.rows_at_once = 2;
    request.total = 10;
    stop_after bar{2};
    request.progress = &bar;
    CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::cancelled);
    CHECK(bar.seen == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{2, 10}, {4, 10}});
    CHECK(f.all<account>().size() == 1 + 4);
    request.progress = nullptr;

    list.told.clear();
    list.rewind();
    list.fails_at = 7;  // six rows came
    CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::host_failed);
    CHECK(list.told.size() == 7 - 1);
    CHECK(f.all<account>().size() == 1 + 6);
    list.fails_at = 0;

    list.told.clear();
    list.deaf_at = 8;
    CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::host_failed);
    list.deaf_at = 0;
    list.throws_at = 9;
    list.told.clear();
    CHECK(refusal(f.door.import_people(f.as_administrator(), request)) == errc::host_failed);
    list.throws_at = 0;

    list.told.clear();
    const auto reply = f.door.import_people(f.as_administrator(), request).value();
    CHECK(reply.rows == 10);
    CHECK(reply.already + reply.made == 10);
    CHECK(reply.already >= 8);
    CHECK(f.all<account>().size() == 1 + 10);
  });
}

TEST_CASE("a hundred rows cost one load and one commit of few batches; without notice nothing is mailed") {
  firm f{storage_makers().front().make()};
  f.begin();
  import_list list;
  for (int n = 0; n < 100; ++n) list.add(list.client("c" + std::to_string(n)));
  auto request = list.request("x");
  request.notice = notice::silent;
  f.watched.take();
  REQUIRE(f.door.import_people(f.as_administrator(), request));
  std::vector<std::size_t> batches;
  std::size_t loads = 0;
  for (const auto& one : f.watched.take()) {
    if (one.call == storage_asked::sort::commit) batches.push_back(one.batches);
    loads += one.call == storage_asked::sort::load ? 1U : 0U;
  }
  CHECK(batches == std::vector<std::size_t>{1, 5});  // 60 operations and four guards: 20 people without a mail
  CHECK(loads == 4);                                 // two to begin with, two for the rows: who acts, and their group
  CHECK(f.deliver().empty());
  // The link comes when it is asked for.
  REQUIRE(f.door.resend_join(f.as_administrator(), account_id{list.told[0].id}));
  CHECK_FALSE(f.token_to("c0@example.org").empty());
}

TEST_CASE("an import against approvals for the last seats: none is sold twice, and each row has its answer") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin(2);
    const auto threads = one.threads;
    f.approver("paul");
    std::vector<account_id> pending;
    for (std::size_t n = 0; n < threads / 2; ++n) {
      auto form = f.form("person" + std::to_string(n));
      form.token = token_in(f.link({.audience = account_kind::user, .group = f.team.members}).link);
      const auto made = f.try_account(form);
      REQUIRE(refusal(made) == errc{});
      pending.push_back(made.value().id);
    }
    const auto free = f.pool("core").capacity - f.pool("core").held;
    REQUIRE(free > 0);
    std::vector<import_list> lists(threads);
    const auto told = at_once(threads, [&](std::size_t n) -> std::size_t {
      if (n < pending.size()) {
        const auto r = f.door.approve(f.as_administrator(), {.account = pending[n]});
        return r && r.value().state == account_state::active ? 1 : 0;
      }
      for (int row = 0; row < 3; ++row) {
        lists[n].add(lists[n].user(f, "u" + std::to_string(n) + "-" + std::to_string(row)));
      }
      const auto r = f.door.import_people(f.as_administrator(), lists[n].request("x" + std::to_string(n)));
      return r ? r.value().made : 100;
    });
    std::size_t seated = 0;
    for (const auto made : told) seated += made;
    CHECK(seated <= static_cast<std::size_t>(free));  // who waited may have been admitted by somebody else's call
    CHECK(f.pool("core").held == f.pool("core").capacity);
    std::int64_t holders = 0;
    for (const auto& who : f.all<account>()) {
      holders += who.of_kind == account_kind::user &&
                         (who.state == account_state::active || who.state == account_state::invited)
                     ? 1
                     : 0;
    }
    CHECK(f.pool("core").held == holders);
    for (const auto& list : lists) {
      for (const auto code : codes(list.told)) CHECK((code == errc{} || code == errc::no_seat));
    }
  }
}

TEST_CASE("the same import run by many at once makes every row once") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin();
    std::vector<import_list> lists(one.threads);
    for (auto& list : lists) {
      for (int n = 0; n < 30; ++n) list.add(list.client("c" + std::to_string(n)));
      for (int n = 0; n < 5; ++n) list.add(list.invitee("i" + std::to_string(n)));
    }
    const auto told = at_once(one.threads, [&](std::size_t n) {
      auto request = lists[n].request("x");
      request.rows_at_once = 7 + n % 5;
      const auto r = f.door.import_people(f.as_administrator(), request);
      return r && r.value().refused == 0 ? r.value().made : 1000;
    });
    std::uint64_t made = 0;
    for (const auto one_made : told) made += one_made;
    CHECK(made == 35);
    CHECK(f.all<account>().size() == 1 + 30);
    CHECK(f.all<invite>().size() == 5);
    for (const auto& list : lists) {
      for (std::size_t n = 0; n < list.told.size(); ++n) CHECK(list.told[n].id == lists[0].told[n].id);
    }
  }
}
