// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>

#include "parvis/rules/import.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

/// The operations of a user who is added; `pools` are counted on.
std::vector<operation> added_user(std::uint8_t n, std::vector<seat_pool>& pools,
                                  const std::vector<reservation>& kept = {}) {
  auto at = stamp_at(noon + duration{n * 1000});
  add_account_facts facts{open_settings(), manager(), members(), {}, pools, code_facts_at(at), kept};
  auto out = add_account(facts,
                         {.who = typed(somebody("user" + std::to_string(n) + "@example.org")),
                          .access = parvis::access::core,
                          .group = members().id,
                          .details = {.seniority = "partner"}},
                         at)
                 .value()
                 .operations;
  count_on(pools, out);
  return out;
}

}  // namespace

TEST_CASE("an import begins with a row of its own, and goes on with the same one, by who manages users") {
  auto at = stamp_at();
  import_facts f{open_settings(), manager()};
  const auto [begun, run] = start_import(f, "clients.csv", 7, at).value();
  CHECK(defect_in(begun) == "");
  CHECK(run.key == "clients.csv");
  CHECK(run.started_by == f.actor.who->id);
  CHECK(run.started_at == noon);
  CHECK(run.key_id == 7);
  CHECK(on(kind::import_run, begun).front()->type == op_type::insert);
  CHECK(events_of(begun) == std::vector{event_type::import_started});
  CHECK(guards(begun, f.settings));
  CHECK(guards(begun, *f.actor.who));
  CHECK(guards(begun, *f.actor.group));

  f.run = run;
  const auto [resumed, again] = start_import(f, "clients.csv", 8, at).value();
  CHECK(again.id == run.id);
  CHECK(again.key_id == 7);
  CHECK(guards(resumed, run));
  CHECK(assigned(*on(kind::event, resumed).front(), &event::number)->integer() == 1);
  CHECK(assigned(*on(kind::event, begun).front(), &event::number)->integer() == 0);

  f.actor = member();
  CHECK(refusal(start_import(f, "clients.csv", 7, at)) == errc::permission_denied);
}

TEST_CASE("a row is known again by a mark of its digest, and what is shown of it tells nothing of the mark") {
  CHECK(marked_text("ab", "c") != marked_text("a", "bc"));
  const std::string digest(36, 'd');
  CHECK(mark_of(digest, noon) == mark_of(digest, noon));
  CHECK(mark_of(digest, noon) < mark_of(digest, noon + minutes(1)));  // in the order of time, as every id
  CHECK(is_same_row(mark_of(digest, noon + hours(1)), mark_of(digest, noon)));
  for (std::size_t n = 0; n < digest.size(); ++n) {
    auto other = digest;
    other[n] = 'o';
    CHECK((code_seed(other) != code_seed(digest)) == (n >= 20));
    CHECK((mark_of(other, noon) != mark_of(digest, noon)) == (n >= 12 && n < 20));
    CHECK(is_same_row(mark_of(other, noon), mark_of(digest, noon)) == (n < 12 || n >= 20));
  }
}

TEST_CASE(
    "an imported account is marked by the id of its code's claim, an imported link by its own; silence mails nothing") {
  auto at = stamp_at();
  const auto mark = id_number<uuid>(71);
  const add_account_facts people{open_settings(), manager(), {}, {}, {}, code_facts_at(at)};
  const auto [operations, made] = add_account(people,
                                              {.who = typed(somebody()),
                                               .kind = account_kind::client,
                                               .access = parvis::access::client,
                                               .mark = mark,
                                               .notice = notice::silent},
                                              at)
                                      .value();
  CHECK(on(kind::code_claim, operations).front()->id == mark);
  CHECK(effects_of(operations).empty());
  CHECK(made.join_by);
  const create_invite_facts links{open_settings(), manager()};
  const auto link = invite_person(links, {.type = invite_type::personal, .key_id = 1}, {{}, {id_number<uuid>(72), {}}},
                                  email::parse("yan@example.org").value(), "", at, invite_id{mark})
                        .value();
  CHECK(link.reply.id == mark);
  CHECK(defect_in(link.operations) == "");
}

TEST_CASE(
    "rows share a batch: guards are asked once, seats of a pool are taken at once, and 64 operations are the end") {
  const std::vector<seat_pool> before{pool("core", 100, 3)};
  auto pools = before;
  shared_batch all{before};
  std::int64_t rows = 0;
  std::uint8_t n = 1;
  for (auto row = added_user(n, pools); all.add(row); row = added_user(++n, pools)) ++rows;
  CHECK(rows == 14);
  const auto operations = std::move(all).operations(noon);
  CHECK(defect_in(operations) == "");
  CHECK(operations.size() <= operations_max);
  CHECK(on(kind::account, operations).size() == 15);  // and the actor, once
  CHECK(on(kind::settings, operations).size() == 1);
  CHECK(on(kind::group, operations).size() == 2);
  CHECK(on(kind::seat_pool, operations).size() == 1);
  CHECK(added(operations, &seat_pool::held) == 14);
  CHECK(added(operations, &seat_pool::peak) == 17);  // as if it had begun at nothing: the pool's own peak was 0
  CHECK(on(kind::seat_pool, operations).front()->conditions.front().column == column_of(&seat_pool::waiting));
}

TEST_CASE("a seat that was kept for somebody has a batch of its own, and so has a second row about one row") {
  auto pools = std::vector{pool("core", 100, 3)};
  pools[0].reserved = 1;
  const reservation kept{
      .id = id_number<reservation_id>(73), .revision = 1, .sku = "core", .left = 1, .expires_at = noon + hours(1)};
  auto usual = added_user(1, pools);
  const auto another = usual;
  auto special = added_user(2, pools, {kept});
  shared_batch first{pools};
  CHECK(first.empty());
  CHECK(first.add(usual));
  CHECK_FALSE(first.add(special));
  shared_batch second{pools};
  CHECK(second.add(special));
  usual = another;
  CHECK_FALSE(second.add(usual));
  CHECK(added(std::move(second).operations(noon), &reservation::left) == -1);

  // Two addresses of one mailbox count on one counter.
  auto at = stamp_at();
  const create_invite_facts links{open_settings(), manager()};
  const mail_budget mailbox{id_number<uuid>(72), {}};
  const auto invited = [&](std::string_view address) {
    return invite_person(links, {.type = invite_type::personal, .key_id = 1}, {{}, mailbox},
                         email::parse(address).value(), "", at)
        .value()
        .operations;
  };
  shared_batch third{{}};
  auto yan = invited("yan@example.org"), once_more = invited("yan+2@example.org");
  CHECK(third.add(yan));
  CHECK_FALSE(third.add(once_more));
}
