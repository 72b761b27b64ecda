// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"
#include "parvis/adapters/icu_text.hpp"

using namespace flow_test;

TEST_CASE("with ICU people are found in every script, however their names are typed") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const icu_text unicode;
    firm f{one.make(), &unicode};
    f.begin();
    const std::string names[] = {"Élodie", "Strauß", "Ὀδυσσεύς", "Пётр", "أحمد"};
    std::vector<account_id> people;
    for (const auto& name : names) {
      auto form = firm::form("person" + std::to_string(people.size()));
      form.last_name = name;
      people.push_back(f.account_of(form).id);
    }
    struct {
      std::size_t who;
      const char* text;
    } const typed[] = {{0, "ELODIE"},     {0, "e\u0301lodie"}, {0, "lo\u0301die"}, {1, "STRAUSS"},
                       {1, "strauß"},     {2, "οδυσσευς"},     {2, "ΟΔΥΣΣΕΎΣ"},    {3, "петр"},
                       {3, "ПЕ\u0308ТР"}, {4, "احمد"},         {4, "أَحْمَد"}};
    for (const auto& [who, text] : typed) {
      CAPTURE(text);
      for (const auto& which : {account_filter{.text = text}, account_filter{.begins_with = text}}) {
        const auto found = f.door.search_accounts(f.as_administrator(), {.which = which, .sort = account_sort::name});
        REQUIRE(refusal(found) == errc{});
        const bool inside = which.begins_with == "lo\u0301die";
        REQUIRE(found.value().accounts.size() == (inside ? 0 : 1));
        if (!inside) CHECK(found.value().accounts.front().id == people[who]);
      }
    }
    for (const char* company : {"Café Ὀδυσσεύς", "CAFE ΟΔΥΣΣΕΥΣ", "cafe\u0301 οδυσσευς"}) {
      REQUIRE(f.door.edit_account(f.as_administrator(), {.account = people[0], .company = "CAFÉ Ὀδυσσεύς"}));
      CHECK(f.door.search_accounts(f.as_administrator(), {.which = {.company = company}}).value().accounts.size() == 1);
    }
    CHECK(f.door.inspect_store(f.as_operator()).value().found == 0);
  }
}

TEST_CASE("an international address is shown as it was typed, found by it, and mail goes to its host name in ASCII") {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const icu_text unicode;
    firm f{one.make(), &unicode};
    f.begin();
    auto form = firm::form("lea");
    form.email = "Lea@Exämple.org";
    const auto taken = f.door.sign_up(f.somebody(), form);
    REQUIRE(refusal(taken) == errc{});
    const auto token = f.token_to("Lea@xn--exmple-cua.org");
    const auto proven = f.door.prove_email(f.somebody(), {.token = token, .continuation = taken.value().continuation});
    REQUIRE(refusal(proven) == errc{});
    const auto lea = proven.value().id;
    f.deliver();
    CHECK(f.door.view_account(f.as_administrator(), lea).value().email == "Lea@Exämple.org");
    CHECK(f.door.search_accounts(f.as_administrator(), {.which = {.text = "exaMple"}}).value().accounts.size() >= 1);
    form.email = "lea@xn--exmple-cua.org";
    form.username = "other";
    REQUIRE(f.door.sign_up(f.somebody(), form));
    const auto sent = f.deliver();
    REQUIRE(sent.size() == 1);
    CHECK(sent.front().to.address() == "lea@xn--exmple-cua.org");
    REQUIRE(f.door.ban(f.as_administrator(), {.account = lea, .reason = "x"}));
    CHECK(f.deliver().front().to.address() == "Lea@xn--exmple-cua.org");
    CHECK(f.rows(kind::account).size() == 2);
    CHECK(f.door.inspect_store(f.as_operator()).value().found == 0);
  }
}
