// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>

#include "flow/import_list.hpp"
#include "values/fake_text_policy.hpp"

using namespace flow_test;

namespace {

/// A story on every storage, in a firm whose host has a text policy.
template <class Story>
void with_policy(Story story) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    fake_text_policy policy;
    firm f{one.make(), &policy};
    f.begin();
    story(f, policy);
  }
}

std::vector<account_id> found(firm& f, const account_filter& which) {
  const auto page = f.door.search_accounts(f.as_administrator(), {.which = which, .sort = account_sort::name});
  REQUIRE(refusal(page) == errc{});
  std::vector<account_id> out;
  for (const auto& one : page.value().accounts) out.push_back(one.id);
  return out;
}
using only = std::vector<account_id>;

store_report inspected(firm& f, search_keys how = search_keys::told) {
  const auto report = f.door.inspect_store(f.as_operator(), {.search_keys = how});
  REQUIRE(refusal(report) == errc{});
  return report.value();
}

std::vector<std::string> columns_of(const store_report& report) {
  std::vector<std::string> out;
  for (const auto& one : report.findings) out.push_back(one.column);
  std::sort(out.begin(), out.end());
  return out;
}

sign_up_request form(const std::string& username, const char* first_name) {
  auto out = firm::form(username);
  out.first_name = first_name;
  return out;
}

}  // namespace

TEST_CASE("whoever is named anew is found by that, whichever command did it") {
  with_policy([](firm& f, const fake_text_policy&) {
    const auto by = f.as_administrator();
    f.approver("karim");

    const auto signed_up = f.account_of(form("one", "Éric"));
    CHECK(found(f, {.text = "ERIC"}) == only{signed_up.id});

    const auto taken = f.door.sign_up(f.somebody(), form("two", "Given")).value();
    const auto corrected = f.door.prove_email(
        f.somebody(),
        {.token = f.token_to("two@example.org"), .continuation = taken.continuation, .first_name = "Célia"});
    REQUIRE(refusal(corrected) == errc{});
    CHECK(found(f, {.text = "ce\u0301lia"}) == only{corrected.value().id});

    REQUIRE(refusal(f.door.reject(by, {.account = signed_up.id, .reason = "not yet"})) == errc{});
    REQUIRE(f.account_of(form("one", "Séverin")).id == signed_up.id);
    CHECK(found(f, {.text = "severin"}) == only{signed_up.id});
    CHECK(found(f, {.text = "eric"}).empty());

    const auto added = f.door.add_user(by, {.first_name = "Gérard",
                                            .last_name = "Of Firm",
                                            .email = "three@ravel.example",
                                            .group = f.team.members,
                                            .seniority = "lawyer",
                                            .company = "Léger SA",
                                            .code = "E-77"});
    REQUIRE(refusal(added) == errc{});
    const auto user = added.value().id;
    CHECK(found(f, {.text = "gerard e-77"}) == only{user});
    CHECK(found(f, {.company = "LEGER SA"}) == only{user});
    REQUIRE(refusal(f.door.join(f.somebody(), {.token = f.token_to("three@ravel.example"),
                                               .username = "Joined3",
                                               .password = std::string(good_password)})) == errc{});
    CHECK(found(f, {.text = "JOINED3"}) == only{user});

    REQUIRE(refusal(f.door.edit_account(
                by, {.account = user, .last_name = "Bérénice", .company = "Café", .code = "F-88"})) == errc{});
    CHECK(found(f, {.text = "berenice f-88"}) == only{user});
    CHECK(found(f, {.begins_with = "BÉR"}) == only{user});
    CHECK(found(f, {.company = "cafe"}) == only{user});
    CHECK(found(f, {.company = "leger sa"}).empty());

    REQUIRE(refusal(f.door.request_email_change(f.as(user), {"four@ravel.example", std::string(good_password)})) ==
            errc{});
    REQUIRE(refusal(f.door.prove_email_change(f.somebody(), {f.token_to("four@ravel.example")})) == errc{});
    CHECK(found(f, {.text = "FOUR@ravel"}) == only{user});
    CHECK(found(f, {.text = "three@ravel"}).empty());

    import_list list;
    list.add(import_list::user(f, "five"));
    list.rows.back().user->last_name = "Noé";
    list.add(import_list::client("six"));
    list.rows.back().portal_account->last_name = "Rémi";
    REQUIRE(refusal(f.door.import_people(by, list.request("people.csv"))) == errc{});
    CHECK(found(f, {.text = "noe five"}).size() == 1);
    CHECK(found(f, {.text = "remi six"}).size() == 1);

    const auto replaced = f.door.replace(by, {.account = user,
                                              .newcomer = {.first_name = "Zoé",
                                                           .last_name = "Comer",
                                                           .email = "seven@ravel.example",
                                                           .group = f.team.members,
                                                           .seniority = "lawyer"}});
    REQUIRE(refusal(replaced) == errc{});
    CHECK(found(f, {.text = "zoe"}) == only{replaced.value().added.id});

    REQUIRE(refusal(f.door.approve(by, {.account = signed_up.id})) == errc{});
    REQUIRE(refusal(f.door.change_access(by, {.account = signed_up.id, .access = access::collaborator})) == errc{});
    CHECK(found(f, {.text = "severin"}) == only{signed_up.id});
    CHECK(inspected(f).found == 0);

    REQUIRE(refusal(f.door.erase(by, {.account = user})) == errc{});
    CHECK(found(f, {.text = "berenice"}).empty());
    CHECK(inspected(f).found == 0);
  });
}

TEST_CASE("the first administrator is found as everybody is") {
  fake_text_policy policy;
  firm f{storage_makers().front().make(), &policy};
  auto beginning = f.beginning();
  beginning.last_name = "Ravél";
  f.team = f.door.set_up(f.somebody(), beginning).value();
  CHECK(found(f, {.text = "ravel"}) == only{f.team.administrator});
  CHECK(inspected(f).found == 0);
}

TEST_CASE("a list by name is in the order of what names fold to") {
  with_policy([](firm& f, const fake_text_policy&) {
    only expected;
    for (const auto& [username, last_name] : {std::pair{"person1", "Eb"},
                                              {"person2", "Éc"},
                                              {"person3", "ed"},
                                              {"person4", "E\u0301e"},
                                              {"person5", "Zoo"}}) {
      auto asked = firm::form(username);
      asked.last_name = last_name;
      expected.push_back(f.account_of(asked).id);
    }
    CHECK(found(f, {.kinds = {account_kind::client}}) == expected);
  });
}

TEST_CASE("what is looked for is folded once, however often the store is asked") {
  with_policy([](firm& f, const fake_text_policy& policy) {
    const auto karim = f.approver("karim").id;
    const account_filter which{.company = "Léger", .text = "éa éb"};
    for (const auto& by : {f.as_administrator(), f.as(karim)}) {
      auto before = policy.folded;
      CHECK(f.door.search_accounts(by, {.which = which}).has_value());
      CHECK(policy.folded == before + 2);  // a text for each field
      before = policy.folded;
      CHECK(f.door.count_accounts(by, {.which = which}).value().by_state.size() == 7);
      CHECK(policy.folded == before + 2);
    }
  });
}

TEST_CASE("where a name cannot be folded nothing happens") {
  with_policy([](firm& f, fake_text_policy& policy) {
    const auto zoe = f.account_of(firm::form("zoe"));
    policy.as = "\xff";
    const auto before = f.dump();
    CHECK(refusal(f.door.edit_account(f.as_administrator(), {.account = zoe.id, .last_name = "Bérénice"})) ==
          errc::host_failed);
    CHECK(refusal(f.door.search_accounts(f.as_administrator(), {.which = {.text = "é"}})) == errc::host_failed);
    CHECK(f.dump() == before);
    CHECK(refusal(f.door.edit_account(f.as_administrator(), {.account = zoe.id, .last_name = "Berenice"})) == errc{});
    CHECK(inspected(f).found == 0);
    policy.as = "e";
    REQUIRE(refusal(f.door.edit_account(f.as_administrator(), {.account = zoe.id, .last_name = "Bérénice"})) == errc{});
    policy.as = "\xff";
    CHECK(refusal(f.door.inspect_store(f.as_operator())) == errc::host_failed);
  });
}

TEST_CASE("a host that folds otherwise than it did has its accounts folded anew") {
  with_policy([](firm& f, fake_text_policy& policy) {
    const auto by = f.as_administrator();
    const auto zoe = f.account_of(form("zoe", "Zoé")), rene = f.account_of(form("rene", "René"));
    f.account_of(form("plain", "Plain"));
    REQUIRE(refusal(f.door.edit_account(by, {.account = rene.id, .company = "Léger"})) == errc{});
    policy.as = "x";
    CHECK(found(f, {.text = "zoé"}).empty());
    const std::vector<std::string> stale{"company_key", "search_key", "search_key"};
    const auto told = inspected(f);
    CHECK(columns_of(told) == stale);
    CHECK(told.refreshed == 0);
    CHECK(columns_of(inspected(f)) == stale);

    const auto revision = f.get<account>(zoe.id).revision;
    const auto healed = inspected(f, search_keys::refreshed);
    CHECK(healed.found == 0);
    CHECK(healed.refreshed == 2);
    CHECK(f.get<account>(zoe.id).revision == revision + 1);
    CHECK(found(f, {.text = "zoé"}) == only{zoe.id});
    CHECK(found(f, {.company = "léger"}) == only{rene.id});
    CHECK(inspected(f, search_keys::refreshed).refreshed == 0);
    CHECK(f.get<account>(zoe.id).revision == revision + 1);

    // A row that is older than the column.
    operation older{.type = op_type::change, .kind = kind::account, .id = zoe.id};
    older.set = {{column_made<account>("search_key"), {}}};
    const batch aged{uuid::well_known(77), f.clock.now().value(), {older}};
    REQUIRE(f.inner->commit(firm::workspace, {&aged, 1}, nullptr).front().status == answer_status::done);
    CHECK(inspected(f, search_keys::refreshed).refreshed == 1);
    CHECK(found(f, {.text = "zoé"}) == only{zoe.id});

    // Somebody else is quicker.
    policy.as = "y";
    f.watched.before_next_commit([&] { f.edit<account>(zoe.id, [](account& a) { a.job_title = "Partner"; }); });
    const auto raced = inspected(f, search_keys::refreshed);
    CHECK(raced.refreshed == 1);
    CHECK(columns_of(raced) == std::vector<std::string>{"search_key"});
    CHECK(inspected(f, search_keys::refreshed).refreshed == 1);
    CHECK(inspected(f).found == 0);
  });
}

TEST_CASE("whoever inspects without the host's policy is told nothing, and who has given it up folds anew") {
  with_policy([](firm& f, const fake_text_policy&) {
    const auto zoe = f.account_of(form("zoe", "Zoé"));
    CHECK(found(f, {.text = "zoe"}) == only{zoe.id});
    f.text = nullptr;
    f.door = firm::opened_portal(f, f.watched);
    CHECK(inspected(f).found == 0);
    CHECK(found(f, {.text = "zoé"}).empty());
    const auto healed = inspected(f, search_keys::refreshed);
    CHECK(healed.found == 0);
    CHECK(healed.refreshed == 1);
    CHECK(found(f, {.text = "zoé"}) == only{zoe.id});
    CHECK(inspected(f, search_keys::refreshed).refreshed == 0);
  });
}

TEST_CASE("search keys are folded anew where a store is inspected, and only so") {
  with_policy([](firm& f, fake_text_policy& policy) {
    f.account_of(form("zoe", "Zoé"));
    policy.as = "x";
    CHECK(refusal(f.door.inspect_store(f.as(f.joined_user("bruno").id), {.search_keys = search_keys::refreshed})) ==
          errc::permission_denied);
    CHECK(refusal(f.door.inspect_store(f.as_operator(), {.search_keys = static_cast<search_keys>(2)})) ==
          errc::out_of_range);
    CHECK(inspected(f).found == 1);
    CHECK(refusal(f.door.inspect_store(f.as_administrator(), {.search_keys = search_keys::refreshed})) == errc{});
    CHECK(inspected(f).found == 0);
  });
}
