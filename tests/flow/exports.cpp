// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>

#include "flow/firm.hpp"
#include "parvis/rules/csv.hpp"

using namespace flow_test;

namespace {

/// Keeps what is written; fails, throws or does something else at the n-th time.
class kept_table final : public export_sink {
 public:
  result<> write(std::string_view csv) override {
    ++times;
    if (times == fails_at) return failure{errc::host_failed, {}, "the disk is full"};
    if (times == throws_at) throw std::runtime_error("no disk");
    text += csv;
    return success();
  }
  std::string text;
  int times = 0, fails_at = 0, throws_at = 0;
};

/// RFC 4180, read back by a few lines of our own; other people's parsers read it in the tests of the hosts.
std::vector<std::vector<std::string>> cells_in(std::string_view csv) {
  std::vector<std::vector<std::string>> out(1);
  out.back().emplace_back();
  bool quoted = false;
  for (std::size_t n = 0; n < csv.size(); ++n) {
    const char c = csv[n];
    if (quoted && c == '"' && n + 1 < csv.size() && csv[n + 1] == '"') {
      out.back().back() += csv[++n];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      out.back().emplace_back();
    } else if (!quoted && c == '\n') {
      out.emplace_back(1);
    } else if (quoted || c != '\r') {
      out.back().back() += c;
    }
  }
  REQUIRE_FALSE(quoted);
  REQUIRE(out.back() == std::vector<std::string>(1));
  out.pop_back();
  return out;
}

const data_section& section_of(const personal_data& all, std::string_view name) {
  for (const auto& one : all.sections) {
    if (one.name == name) return one;
  }
  FAIL("there is no such section: " << std::string(name));
  return all.sections.front();
}
std::string told(const data_record& record, std::string_view name) {
  for (const auto& one : record.fields) {
    if (one.name == name) return one.value;
  }
  return "";
}

}  // namespace

TEST_CASE("accounts are written as a table, a page at a time, and its reader gets back what is stored") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.fields = {{"file"}, {"note"}}; });
    const auto zoe = f.door
                         .add_portal_account(f.as_administrator(), {.first_name = "Zoé \"Zo\"",
                                                                    .last_name = "Roy, \xEF\xBC\x9D"
                                                                                 "1",
                                                                    .email = "zoe@example.org",
                                                                    .access = access::client | access::collaborator,
                                                                    .job_title = "=cmd|' /C calc'!A0",
                                                                    .mobile = "+33 6 12 34 56 78",
                                                                    .address = "1; rue de la Paix\nParis",
                                                                    .company = "-Ravel",
                                                                    .code = "Z-1",
                                                                    .fields = {{"note", "@SUM(1)"}}})
                         .value();
    kept_table sink;
    const auto reply = f.door.export_accounts(f.as_administrator(), {.sink = &sink});
    REQUIRE(refusal(reply) == errc{});
    CHECK(reply.value().rows == 2);
    const auto table = cells_in(sink.text);
    REQUIRE(table.size() == 3);
    const auto& header = table[0];
    std::vector<std::string> expected;
    for (const auto name : account_columns()) expected.emplace_back(name);
    expected.insert(expected.end(), {"field.file", "field.note"});
    CHECK(header == expected);
    const auto cell = [&](std::string_view column) {
      const auto at = std::find(header.begin(), header.end(), column) - header.begin();
      return table[2][static_cast<std::size_t>(at)];
    };
    CHECK(cell("id") == to_string(zoe.id));
    CHECK(cell("kind") == "collaborator");
    CHECK(cell("state") == "invited");
    CHECK(cell("access") == "client collaborator");
    CHECK(cell("email") == "zoe@example.org");
    CHECK(cell("first_name") == "Zoé \"Zo\"");
    CHECK(cell("job_title") == "'=cmd|' /C calc'!A0");
    CHECK(cell("mobile") == "'+33612345678");
    CHECK(cell("company") == "'-Ravel");
    CHECK(cell("address") == "1; rue de la Paix\nParis");
    CHECK(cell("field.note") == "'@SUM(1)");
    CHECK(cell("field.file") == "");
    CHECK(cell("created_at").size() == 20);
    for (const auto& row : table) {
      for (const auto& one : row) CHECK_FALSE(opens_formula(one));
      CHECK(row.size() == header.size());
    }
    CHECK(sink.text.find("$scrypt$") == std::string::npos);
    const auto& first = table[1];
    CHECK(first[static_cast<std::size_t>(std::find(header.begin(), header.end(), "group") - header.begin())] ==
          "Administrators");
  });
}

TEST_CASE("an export has the columns and the state that are asked for, and is in the trail before its first line") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    f.account_of(f.form("yann"));
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = zoe.id}));
    kept_table sink;
    REQUIRE(f.door.export_accounts(
        f.as_administrator(), {.columns = {"username", "state"}, .state = account_state::inactive, .sink = &sink}));
    CHECK(sink.text == "\"username\",\"state\"\r\n\"zoe\",\"inactive\"\r\n");
    CHECK(f.events().back() == event_type::accounts_exported);
    CHECK(f.all<event>().back().number == static_cast<int>(account_state::inactive));

    kept_table none;
    CHECK(wrong_field(f.door.export_accounts(f.as_administrator(), {.columns = {"password"}, .sink = &none})) ==
          std::pair{std::string("columns"), errc::field_unknown});
    CHECK(wrong_field(f.door.export_accounts(f.as_administrator(), {.columns = {"field.file"}, .sink = &none})) ==
          std::pair{std::string("columns"), errc::field_unknown});
    CHECK(refusal(f.door.export_accounts(f.as_administrator(), {.state = account_state::erased, .sink = &none})) ==
          errc::out_of_range);
    CHECK(refusal(f.door.export_accounts(f.as_administrator(), {})) == errc::invalid_argument);
    CHECK(refusal(f.door.export_accounts(f.as(f.approver("paul").id), {.sink = &none})) == errc::permission_denied);
    CHECK(none.times == 0);

    const auto before = f.events().size();
    none.fails_at = 1;
    CHECK(refusal(f.door.export_accounts(f.as_administrator(), {.sink = &none})) == errc::host_failed);
    CHECK(f.events().size() == before + 1);
    none.throws_at = 2;
    CHECK(refusal(f.door.export_accounts(f.as_administrator(), {.sink = &none})) == errc::host_failed);
    CHECK(none.text.empty());
  });
}

TEST_CASE("everything held about somebody is given to them and to the firm: all of it, no secret, nobody else") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    f.change_settings([](settings& s) {
      s.fields = {{"file"}};
      s.consents = {{"terms", "2026-1"}};
    });
    auto form = f.form("zoe", account_kind::collaborator);
    form.fields = {{"file", "2026/17"}};
    form.consents = {{"terms", "2026-1"}};
    const auto zoe = f.account_of(form);
    REQUIRE(f.door.reject(f.as(paul.id), {.account = zoe.id, .reason = "No mandate"}));
    REQUIRE(f.door.reopen(f.as_administrator(), {.account = zoe.id}));
    REQUIRE(f.door.approve(f.as(paul.id), {.account = zoe.id}));
    REQUIRE(f.door.request_password_reset(f.somebody(), {zoe.email}));
    const auto told_of = f.door.export_person(f.as_administrator(), zoe.id);
    REQUIRE(refusal(told_of) == errc{});
    const auto& all = told_of.value();
    CHECK(all.account == zoe.id);
    const auto& account = section_of(all, "account").records.at(0);
    CHECK(told(account, "email") == zoe.email);
    CHECK(told(account, "username") == "zoe");
    CHECK(told(account, "state") == "active");
    CHECK(told(section_of(all, "fields").records.at(0), "value") == "2026/17");
    CHECK(told(section_of(all, "consents").records.at(0), "version") == "2026-1");
    CHECK(section_of(all, "links").records.size() == 1);
    CHECK(section_of(all, "mails").records.size() >= 2);
    CHECK(section_of(all, "orders").records.empty());
    std::set<std::string> happened;
    for (const auto& one : section_of(all, "events").records) {
      happened.insert(told(one, "what"));
      if (told(one, "what") == "account_rejected") CHECK(told(one, "note") == "No mandate");
    }
    CHECK(happened.count("account_approved") == 1);
    CHECK(happened.count("person_exported") == 1);  // this time, too

    const auto& other = f.get<parvis::account>(paul.id);
    for (const auto& section : all.sections) {
      for (const auto& record : section.records) {
        for (const auto& [name, value] : record.fields) {
          CHECK_FALSE(value.empty());
          for (const auto& secret : {f.get<parvis::account>(zoe.id).password, other.email, to_string(paul.id),
                                     to_string(f.team.administrator), std::string(good_password)}) {
            CHECK(value.find(secret) == std::string::npos);
          }
        }
      }
    }
    CHECK(f.door.export_person(f.as(zoe.id), zoe.id).has_value());
    CHECK(refusal(f.door.export_person(f.as(zoe.id), paul.id)) == errc::permission_denied);
    CHECK(refusal(f.door.export_person(f.as(paul.id), zoe.id)) == errc::permission_denied);
    CHECK(refusal(f.door.export_person(f.as_administrator(), account_id{zoe.invite})) == errc::not_found);
  });
}

TEST_CASE("however many codes there are, of somebody who is told what is held only theirs are read") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    const auto rows_read = [&] {
      f.deliver();
      f.watched.take();
      REQUIRE(f.door.export_person(f.as_administrator(), zoe.id).has_value());
      std::size_t out = 0;
      for (const auto& one : f.watched.take()) out += one.rows;
      return out;
    };
    const auto before = rows_read();
    for (int n = 0; n < 5; ++n) f.account_of(f.form("person" + std::to_string(n)));
    CHECK(rows_read() == before + 1);  // what was told the first time is an entry of the trail
  });
}

TEST_CASE("what is held about somebody is all of their codes, and what was sent to an address while it was theirs") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto invited = [&](const char* address) {
      REQUIRE(f.door.invite_people(by, {.options = {.label = "Fair"}, .people = {{address}}}).value().front());
    };
    f.mailer.fail_with(errc::email_invalid);
    invited("zoe@example.org");
    f.deliver();
    f.mailer.fail_with({});
    const auto zoe = f.account_of(f.form("zoe"));
    REQUIRE(f.door.edit_account(by, {.account = zoe.id, .code = "A-1"}));
    REQUIRE(f.door.edit_account(by, {.account = zoe.id, .code = "b-2"}));
    REQUIRE(f.door.request_email_change(f.as(zoe.id), {"moved@example.org", std::string(good_password)}));
    REQUIRE(f.door.prove_email_change(f.somebody(), {f.token_to("moved@example.org")}));
    f.clock.advance(seconds(1));
    invited("zoe@example.org");  // whoever has the mailbox now

    // Typed by anybody: whose it is nobody knows before the address is proven.
    auto typed = f.form("stranger");
    typed.email = "moved@example.org";
    REQUIRE(f.door.sign_up(f.somebody(), typed));

    const auto all = f.door.export_person(by, zoe.id).value();
    std::set<std::string> codes;
    for (const auto& one : section_of(all, "codes").records) codes.insert(told(one, "code"));
    CHECK(codes.count("a-1") == 1);  // as it is claimed: without case
    CHECK(codes.count("b-2") == 1);
    CHECK(codes.size() == 2);
    REQUIRE(section_of(all, "invites").records.size() == 1);
    CHECK(told(section_of(all, "invites").records[0], "email") == "zoe@example.org");
    CHECK(told(section_of(all, "invites").records[0], "label") == "Fair");
    std::size_t given_up = 0;
    for (const auto& one : section_of(all, "mails").records)
      given_up += told(one, "what") == "mail_invitation" ? 1U : 0U;
    CHECK(given_up == 1);
    std::set<std::string> left;
    for (const auto& one : section_of(all, "events").records) {
      if (told(one, "what") == "email_changed") left.insert(told(one, "note"));
    }
    CHECK(left == std::set<std::string>{"zoe@example.org"});
    REQUIRE(section_of(all, "sign_ups").records.size() == 1);
    CHECK(told(section_of(all, "sign_ups").records[0], "email") == "moved@example.org");
    for (const auto& section : all.sections) {
      for (const auto& record : section.records) {
        for (const auto& [name, value] : record.fields) CHECK(value != "stranger");
      }
    }
  });
}

TEST_CASE("of every link it is told what it was mailed for, and whether it still works") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    using seen = std::set<std::pair<std::string, std::string>>;
    const auto links = [&] {
      seen out;
      const auto all = f.door.export_person(f.as_administrator(), zoe.id).value();
      for (const auto& one : section_of(all, "links").records) out.emplace(told(one, "purpose"), told(one, "state"));
      return out;
    };
    CHECK(links().empty());
    REQUIRE(f.door.request_email_change(f.as(zoe.id), {"moved@example.org", std::string(good_password)}));
    REQUIRE(f.door.request_password_reset(f.somebody(), {zoe.email}));
    CHECK(links() == seen{{"email_change", "open"}, {"password_reset", "open"}});
    REQUIRE(f.door.ban(f.as_administrator(), {.account = zoe.id, .reason = "Insults"}));
    CHECK(links() == seen{{"email_change", "void"}, {"password_reset", "void"}});
    f.clock.advance(days(2));
    CHECK(links() == seen{{"email_change", "expired"}, {"password_reset", "expired"}});
  });
}

TEST_CASE("every column of an account is told of somebody, but for keys, secrets, and what is in sections of its own") {
  const std::set<std::string_view> kept_back{
      "email_key",          // the address in another form
      "username_key",       // the name in another form
      "password",           // a hash
      "api_key",            // a digest
      "credential_epoch",   // of links and sessions
      "settings_revision",  // of the workspace
      "decided_by",         // somebody else
      "banned_by",          // likewise
      "search_key",         // names and address in another form
      "company_key",        // the company in another form
      "banned",             // the moment of it in another form
      "remind_at",          // whoever decides
      "fields",
      "consents",
  };
  std::set<std::string_view> told;
  for (const auto name : account_columns()) told.insert(name);
  for (const auto& column : schema_of(kind::account)->columns) {
    CAPTURE(std::string(column.name));
    CHECK((told.count(column.name) == 1) != (kept_back.count(column.name) == 1));
  }
}
