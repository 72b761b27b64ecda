// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/import_list.hpp"

using namespace flow_test;

namespace {

/// How often the storage was called.
struct calls {
  int loads = 0, scans = 0, commits = 0;
  friend bool operator==(const calls&, const calls&) = default;
};

doctest::String toString(const calls& c) {
  const auto text = std::to_string(c.loads) + " loads, " + std::to_string(c.scans) + " scans, " +
                    std::to_string(c.commits) + " commits";
  return {text.c_str()};
}

template <class Call>
calls spent(firm& f, Call call) {
  f.watched.take();
  const auto answer = call();
  REQUIRE(refusal(answer) == errc{});
  calls out;
  for (const auto& one : f.watched.take()) {
    ++(one.call == storage_asked::sort::load   ? out.loads
       : one.call == storage_asked::sort::scan ? out.scans
                                               : out.commits);
  }
  return out;
}

// A use case makes one load, or two where rows name rows (actor → group, sign-up → invite); one commit.
constexpr calls reads_once{1, 0, 0};
constexpr calls reads_twice{2, 0, 0};
constexpr calls changes{1, 0, 1};
constexpr calls reads_twice_and_changes{2, 0, 1};
constexpr calls lists{2, 1, 0};
constexpr calls counts_and_settles{1, 0, 2};  // a try is counted before its password is looked at

}  // namespace

TEST_CASE("setting up and configuring keep to their budgets") {
  firm f{storage_makers().front().make()};
  CHECK(spent(f, [&] { return f.door.set_up(f.somebody(), f.beginning()); }) == changes);
  firm g{storage_makers().front().make()};
  g.begin();
  const auto by = g.as_administrator();
  CHECK(spent(g, [&] { return g.door.view_settings(by); }) == reads_twice);
  CHECK(spent(g, [&] {
          auto wanted = g.get<settings>(settings_row);
          wanted.portal_name = "Ravel";
          return g.door.change_settings(by, wanted);
        }) == calls{2, 4, 1});  // who is pending, who waits, who asks for access, which links are open
  CHECK(spent(g, [&] {
          return g.door.add_user(by, {.first_name = "A",
                                      .last_name = "B",
                                      .email = "paul@ravel.example",
                                      .group = g.team.members,
                                      .seniority = "lawyer"});
        }) == reads_twice_and_changes);
  const auto token = g.token_to("paul@ravel.example");
  CHECK(spent(g, [&] { return g.door.join(g.somebody(), {token, "paul", std::string(good_password)}); }) ==
        reads_twice_and_changes);
  CHECK(spent(g, [&] { return g.door.create_invite(by, {}); }) == reads_twice_and_changes);
  const auto link = g.link();
  CHECK(spent(g, [&] { return g.door.show_invite(by, link.invite.id); }) == reads_twice);
  CHECK(spent(g, [&] { return g.door.check_invite(g.somebody(), token_in(link.link)); }) == reads_twice);
  // The pool tells afterwards whether anybody waits.
  CHECK(spent(g, [&] { return g.door.grant_seats(by, {"collaborators", 1}); }) == calls{3, 0, 1});
  const auto granted = g.door.list_grants(by, "collaborators").value();
  CHECK(spent(g, [&] { return g.door.list_grants(by, "collaborators"); }) == lists);
  CHECK(spent(g, [&] { return g.door.end_grant(by, {granted.front().id}); }) == calls{2, 1, 1});
}

TEST_CASE("every command about people keeps to its budget") {
  firm f{storage_makers().front().make()};
  f.begin(1);
  const auto by = f.as_administrator();
  f.change_settings([](settings& s) { s.access_requests = approval_mode::by_user; });
  account_view zoe;
  CHECK(spent(f, [&] {
          auto added = f.door.add_portal_account(
              by, {.first_name = "A", .last_name = "B", .email = f.address_of("zoe"), .access = access::collaborator});
          zoe = added.value();
          return added;
        }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.resend_join(by, zoe.id); }) == reads_twice_and_changes);
  const auto token = f.token_to(zoe.email);
  CHECK(spent(f, [&] { return f.door.join(f.somebody(), {token, "zoe", std::string(good_password)}); }) ==
        reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.view_account(by, zoe.id); }) == reads_twice);
  const edit_account_request edit{.account = zoe.id, .company = "Ravel", .code = "EMP-1"};
  CHECK(spent(f, [&] { return f.door.edit_account(by, edit); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.edit_account(by, edit); }) == reads_twice);
  CHECK(spent(f, [&] { return f.door.demand_password_change(by, {zoe.id}); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.override_privacy(by, {f.team.administrator, privacy_override::on}); }) ==
        reads_twice_and_changes);
  // A seat that comes free is offered to whoever waits: one look at the pool.
  CHECK(spent(f, [&] { return f.door.change_access(by, {zoe.id, access::client}); }) == calls{3, 0, 1});
  CHECK(spent(f, [&] { return f.door.change_access(by, {zoe.id, access::client}); }) == reads_twice);
  CHECK(spent(f, [&] { return f.door.ask_access(f.as(zoe.id), access::collaborator); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.reject_access(by, {zoe.id, access::collaborator}); }) == reads_twice_and_changes);
  REQUIRE(f.door.ask_access(f.as(zoe.id), access::collaborator));
  CHECK(spent(f, [&] { return f.door.approve_access(by, {zoe.id, access::collaborator}); }) == reads_twice_and_changes);
}

TEST_CASE("imports, exports and erasures keep to their budgets") {
  firm f{storage_makers().front().make()};
  f.begin();
  const auto by = f.as_administrator();
  import_list list;
  for (int n = 0; n < 50; ++n) list.add(import_list::client("c" + std::to_string(n)));
  const auto request = list.request("x");
  // Two loads and a commit to begin with; the same for as many rows as are settled together.
  CHECK(spent(f, [&] { return f.door.import_people(by, request); }) == calls{4, 0, 2});
  CHECK(spent(f, [&] { return f.door.import_people(by, request); }) == calls{4, 0, 1});
  const account_id zoe{list.told[0].id};
  // Then the groups, and each of what other rows may tell.
  CHECK(spent(f, [&] { return f.door.export_person(by, zoe); }) == calls{2, 10, 1});
  // Then what is left to be removed, each place where it may lie; the mail in one of them, and that it is done.
  CHECK(spent(f, [&] { return f.door.erase(by, {.account = zoe}); }) == calls{3, 6, 3});
  CHECK(spent(f, [&] { return f.door.erase(by, {.account = zoe}); }) == calls{3, 0, 0});
}

TEST_CASE("every command about links keeps to its budget, be it for one person or for many") {
  firm f{storage_makers().front().make()};
  f.begin();
  const auto by = f.as_administrator();
  const auto link = f.link().invite.id;
  CHECK(spent(f, [&] { return f.door.rotate_invite(by, link); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.close_invite(by, link); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.close_invite(by, link); }) == reads_twice);
  CHECK(spent(f, [&] { return f.door.reopen_invite(by, link, link_fate::keep); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.revoke_invite(by, link); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.list_invites(by, {}); }) == lists);
  for (const int people : {1, 1000}) {
    invite_people_request request;
    for (int n = 0; n < people; ++n) {
      request.people.push_back({f.address_of("p" + std::to_string(people) + "." + std::to_string(n))});
    }
    CHECK(spent(f, [&] { return f.door.invite_people(by, request); }) == reads_twice_and_changes);
  }
  const auto personal = f.door.list_invites(by, {.email = f.address_of("p1.0")}).value().invites.at(0).id;
  CHECK(spent(f, [&] { return f.door.resend_invite(by, personal, link_fate::rotate); }) == reads_twice_and_changes);
}

TEST_CASE("signing up, proving and signing in keep to their budgets") {
  firm f{storage_makers().front().make()};
  f.begin(1);
  std::string continuation;
  CHECK(spent(f, [&] {
          auto taken = f.door.sign_up(f.somebody(), f.form("zoe"));
          continuation = taken.value().continuation;
          return taken;
        }) == changes);
  const auto token = f.token_to(f.address_of("zoe"));
  CHECK(spent(f, [&] { return f.door.prove_email(f.somebody(), {.token = token, .continuation = continuation}); }) ==
        reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)}); }) ==
        counts_and_settles);
  f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
  CHECK(spent(f, [&] { return f.door.sign_up(f.somebody(), f.form("yann", account_kind::collaborator)); }) ==
        reads_twice_and_changes);
  // Who is put into the queue is admitted by the same call if a seat has come free: one look at the pool.
  CHECK(spent(f, [&] { return f.door.sign_up(f.somebody(), f.form("xena", account_kind::collaborator)); }) ==
        calls{3, 0, 1});
}

TEST_CASE("everything about credentials keeps to its budget, refused or not") {
  firm f{storage_makers().front().make()};
  f.begin();
  const auto paul = f.joined_user("paul");
  const auto by = f.as(paul.id);
  const std::string old{good_password}, fresh = "nine amber wolves", wrong = "not the right one";
  const auto refused = [&](errc expected, auto call) {
    return spent(f, [&]() -> result<> {
      const auto told = call();
      if (refusal(told) != expected) return told ? failure{errc::bug} : told.error();
      return success();
    });
  };
  for (const auto* name : {"paul", "nobody"}) {
    const auto guess = [&] { return f.door.sign_in(f.somebody(), {name, wrong}); };
    for (int n = 1; n < 5; ++n) CHECK(refused(errc::credentials_wrong, guess) == changes);
    CHECK(refused(errc::credentials_wrong, guess) == counts_and_settles);  // the fifth goes to the trail
    f.clock.stand_still();
    CHECK(refused(errc::too_many_attempts, guess) == reads_once);
  }
  f.clock.advance(seconds(1));
  CHECK(spent(f, [&] { return f.door.change_password(f.somebody(), {"paul", old, fresh}); }) == counts_and_settles);
  // The actor's address, by which tries are counted, is known only once they are read.
  CHECK(spent(f, [&] { return f.door.change_password(by, {"", fresh, old}); }) == calls{2, 0, 2});
  CHECK(spent(f, [&] { return f.door.issue_api_key(by, paul.id); }) == reads_twice_and_changes);
  const auto key = f.door.issue_api_key(f.as_administrator(), paul.id).value().key;
  CHECK(spent(f, [&] { return f.door.verify_api_key(f.somebody(), key); }) == reads_once);
  CHECK(spent(f, [&] { return f.door.revoke_api_key(by, paul.id); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.revoke_api_key(by, paul.id); }) == reads_twice);
  // What stands in the way of a new address is read after the password, which may be wrong.
  CHECK(spent(f, [&] { return f.door.request_email_change(by, {"new@ravel.example", old}); }) == calls{3, 0, 2});
  const auto proof = f.token_to("new@ravel.example");
  CHECK(spent(f, [&] { return f.door.prove_email_change(f.somebody(), {proof}); }) == reads_twice_and_changes);
  for (const auto* address : {"new@ravel.example", "nobody@ravel.example"}) {
    for (int n = 0; n < 5; ++n) {
      CHECK(spent(f, [&] { return f.door.request_password_reset(f.somebody(), {address}); }) == changes);
    }
    CHECK(spent(f, [&] { return f.door.request_password_reset(f.somebody(), {address}); }) == reads_once);
  }
  const auto reset = f.token_to("new@ravel.example");
  CHECK(spent(f, [&] { return f.door.reset_password(f.somebody(), {reset, fresh}); }) == reads_twice_and_changes);
}

TEST_CASE("deciding and listing keep to their budgets") {
  firm f{storage_makers().front().make()};
  f.begin(1);
  const auto by = f.as(f.approver("paul").id);
  const auto seated = f.collaborator("zoe");
  const auto waits = f.collaborator("yann");
  const auto refused = f.collaborator("xena");
  CHECK(spent(f, [&] { return f.door.approve(by, {.account = seated.id}); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.approve(by, {.account = seated.id}); }) == reads_twice);
  CHECK(spent(f, [&] { return f.door.reject(by, {.account = refused.id, .reason = "No"}); }) ==
        reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.approve(by, {.account = waits.id}); }) == calls{3, 0, 1});
  const auto head = f.as_administrator();
  CHECK(spent(f, [&] { return f.door.reopen(head, {.account = refused.id}); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.reject_each(by, {{.account = refused.id}}); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.approve_pending(by, 9); }) == calls{2, 1, 0});
  // Who waits is looked for when a seat has come free, and is let in; then for the next.
  CHECK(spent(f, [&] { return f.door.deactivate(head, {.account = seated.id}); }) == calls{4, 1, 2});
  CHECK(spent(f, [&] { return f.door.deactivate(head, {.account = waits.id}); }) == calls{3, 0, 1});
  CHECK(spent(f, [&] { return f.door.reactivate(head, {.account = seated.id}); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.list_accounts(by, {}); }) == lists);
  CHECK(spent(f, [&] { return f.door.ban(head, {.account = seated.id, .reason = "x"}); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.ban(head, {.account = seated.id, .reason = "x"}); }) == reads_twice);
  CHECK(spent(f, [&] { return f.door.unban(head, {.account = seated.id}); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.search_accounts(by, {.which = {.text = "zoe"}, .count_cap = 9}); }) == lists);
  CHECK(spent(f, [&] { return f.door.count_accounts(by, {}); }) == calls{2, 7, 0});  // a scan for each state
  CHECK(spent(f, [&] { return f.door.list_pools(by); }) == lists);
  const calls lists_with_notes{3, 2, 0};  // whom they are about, and the notes of all of them
  CHECK(spent(f, [&] { return f.door.list_events(head, {}); }) == lists_with_notes);
  CHECK(spent(f, [&] { return f.door.seal_audit(by, 100); }) == calls{1, 1, 1});
  CHECK(spent(f, [&] { return f.door.read_audit(head, {}); }) == lists_with_notes);
  CHECK(spent(f, [&] { return f.door.verify_audit(head, {}); }) == calls{3, 3, 0});  // the notes are looked at
}

TEST_CASE("groups, and who is in them, keep to their budgets") {
  firm f{storage_makers().front().make()};
  f.begin();
  const auto head = f.as_administrator();
  const auto paul = f.joined_user("paul").id;
  CHECK(spent(f, [&] { return f.door.add_group(head, {.name = "Lawyers"}); }) == reads_twice_and_changes);
  const auto made = f.door.list_groups(head).value().back().id;
  CHECK(spent(f, [&] { return f.door.list_groups(head); }) == lists);
  CHECK(spent(f, [&] { return f.door.edit_group(head, {.group = made, .permissions = permissions::users_manage}); }) ==
        reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.change_group(head, {.account = paul, .group = made}); }) ==
        reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.view_permissions(head, paul); }) == reads_twice);
  CHECK(spent(f, [&] { return f.door.change_group(head, {.account = paul, .group = f.team.members}); }) ==
        reads_twice_and_changes);
  // Behind the row of the group it is looked at whether anybody is in it.
  CHECK(spent(f, [&] { return f.door.remove_group(head, {.group = made}); }) == calls{2, 1, 1});
  CHECK(spent(f, [&] {
          return f.door.replace(head, {.account = paul,
                                       .newcomer = {.first_name = "A",
                                                    .last_name = "B",
                                                    .email = "new@ravel.example",
                                                    .group = f.team.members,
                                                    .seniority = "lawyer"}});
        }) == reads_twice_and_changes);
}

TEST_CASE("buying and looking at seats keep to their budgets") {
  firm f{storage_makers().front().make()};
  f.begin();
  const auto by = f.as_administrator();
  CHECK(spent(f, [&] { return f.door.view_catalog(f.somebody()); }) == reads_once);
  auto prices = f.door.view_catalog(by).value();
  prices.plans = {{"monthly", 1, term_unit::month, "EUR"}};
  prices.prices = {{"core", "monthly", 4'900}, {"outlook", "monthly", 100}};
  CHECK(spent(f, [&] { return f.door.change_catalog(f.as_operator(), prices); }) == changes);
  prices = f.door.view_catalog(by).value();
  prices.prices[0].amount = 5'900;
  CHECK(spent(f, [&] { return f.door.change_catalog(by, prices); }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.quote_order(by, {"monthly", {{"core", 1}}}); }) == reads_twice);
  place_order_request request{"2026-17", 2, "monthly", {{"core", 1}, {"outlook", 1}}};
  // The order, and then where it is paid.
  CHECK(spent(f, [&] { return f.door.place_order(by, request); }) == calls{3, 0, 2});
  CHECK(spent(f, [&] { return f.door.place_order(by, request); }) == reads_twice);
  const auto order = f.door.place_order(by, request).value();
  CHECK(spent(f, [&] { return f.door.view_order(by, order.id); }) == reads_twice);
  // Whose time is over is looked up first, that each may stand in the list of what it is.
  CHECK(spent(f, [&] { return f.door.list_orders(by, {}); }) == calls{2, 2, 0});
  payment_notice_request notice{"evt-1", order.id, payment_event::paid, order.total, "EUR"};
  // Whether anybody waits for what was bought is one look at each pool of seats.
  CHECK(spent(f, [&] { return f.door.take_payment_notice(f.somebody(), notice); }) == calls{3, 0, 1});
  CHECK(spent(f, [&] { return f.door.take_payment_notice(f.somebody(), notice); }) == calls{3, 0, 0});
  notice = {"evt-2", order.id, payment_event::refunded, order.total, "EUR"};
  // The grants that run are read for each pool.
  CHECK(spent(f, [&] { return f.door.take_payment_notice(f.somebody(), notice); }) == calls{2, 2, 1});
  request.key = "2026-18";
  const auto other = f.door.place_order(by, request).value().id;
  CHECK(spent(f, [&] { return f.door.cancel_order(by, other); }) == reads_twice_and_changes);

  CHECK(spent(f, [&] { return f.door.check_entitlement(f.somebody(), "outlook"); }) == reads_once);
  CHECK(spent(f, [&] { return f.door.allow_overage(by, {"core", 1}); }) == calls{3, 0, 1});
  CHECK(spent(f, [&] { return f.door.reserve_seats(by, {"core", 1, hours(1)}); }) == reads_twice_and_changes);
  const auto kept = f.door.list_reservations(by, "core").value().front().id;
  CHECK(spent(f, [&] { return f.door.list_reservations(by, "core"); }) == lists);
  CHECK(spent(f, [&] {
          return f.door.add_user(by, {.first_name = "A",
                                      .last_name = "B",
                                      .email = "paul@ravel.example",
                                      .group = f.team.members,
                                      .seniority = "lawyer",
                                      .reservations = {kept}});
        }) == reads_twice_and_changes);
  CHECK(spent(f, [&] { return f.door.release_reservation(by, kept); }) == calls{3, 0, 0});
  CHECK(spent(f, [&] { return f.door.preview_seats(by, std::vector<seat_demand>(1000, {.access = access::core})); }) ==
        reads_twice);
  CHECK(spent(f, [&] { return f.door.list_holders(by, {.sku = "core"}); }) == lists);
  CHECK(spent(f, [&] { return f.door.view_use(by, {.sku = "core"}); }) == lists);
  f.change_settings([](settings& s) { s.signup_requires = "outlook"; });
  REQUIRE(f.door.grant_seats(by, {"outlook", 1}));
  CHECK(spent(f, [&] { return f.door.sign_up(f.somebody(), f.form("zoe")); }) == reads_twice_and_changes);
}

TEST_CASE("a pool is settled by whoever comes first, who reads it and its grants again for that, and nobody after") {
  firm f{storage_makers().front().make()};
  f.begin(1);
  const auto by = f.as(f.approver("paul").id);
  const auto first = f.collaborator("zoe"), second = f.collaborator("yann");
  const auto starts_at = f.clock.now().value() + hours(1);
  REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, starts_at}));
  f.clock.set(starts_at);
  CHECK(spent(f, [&] { return f.door.approve(by, {.account = first.id}); }) == calls{3, 1, 2});
  CHECK(spent(f, [&] { return f.door.approve(by, {.account = second.id}); }) == reads_twice_and_changes);
}

TEST_CASE("the work that a timer drives makes as many calls for a hundred items as for one") {
  firm f{storage_makers().front().make()};
  f.begin();
  f.deliver();
  const auto drain = [&] { return f.door.drain_outbox(f.somebody(), 100); };
  const auto run_due = [&] { return f.door.run_due(f.somebody(), 100); };
  CHECK(spent(f, drain) == calls{0, 1, 0});
  CHECK(spent(f, run_due) == calls{1, 12, 1});  // the entries so far are sealed
  CHECK(spent(f, run_due) == calls{1, 12, 0});
  for (const int items : {1, 100}) {
    for (int n = 0; n < items; ++n) {
      REQUIRE(f.door.sign_up(f.somebody(), f.form("p" + std::to_string(items) + "." + std::to_string(n))));
    }
    CHECK(spent(f, drain) == calls{1, 1, 2});
    CHECK(f.mailer.take().size() == static_cast<std::size_t>(items));
    f.clock.advance(hours(8));
    CHECK(spent(f, run_due) == calls{1, 12, 3});
    CHECK(f.rows(kind::sign_up).empty());
  }
}

TEST_CASE("a form or a link that is refused by itself costs the host nothing but time and randomness") {
  firm f{storage_makers().front().make()};
  f.begin();
  f.watched.take();
  CHECK(refusal(f.door.sign_up(f.somebody(), {})) == errc::invalid_form);
  CHECK(refusal(f.door.check_invite(f.somebody(), "i1.x")) == errc::invite_invalid);
  CHECK(refusal(f.door.prove_email(f.somebody(), {.token = "x"})) == errc::link_invalid);
  CHECK(refusal(f.door.join(f.somebody(), {.token = "x"})) == errc::link_invalid);
  CHECK(refusal(f.door.sign_in(f.somebody(), {std::string(1025, 'a')})) == errc::credentials_wrong);
  CHECK(refusal(f.door.change_password(f.somebody(), {"zoe", "x", "short"})) == errc::invalid_form);
  CHECK(refusal(f.door.request_password_reset(f.somebody(), {"x"})) == errc::invalid_form);
  CHECK(refusal(f.door.reset_password(f.somebody(), {"x", "x"})) == errc::link_invalid);
  CHECK(refusal(f.door.request_email_change(f.as_administrator(), {"x"})) == errc::invalid_form);
  CHECK(refusal(f.door.prove_email_change(f.somebody(), {"x"})) == errc::link_invalid);
  CHECK(refusal(f.door.verify_api_key(f.somebody(), "x")) == errc::api_key_invalid);
  CHECK(refusal(f.door.change_settings(f.as_administrator(), {})) == errc::invalid_form);
  CHECK(refusal(f.door.create_invite(f.as_administrator(), {.allowed_domains = {"-"}})) == errc::invalid_form);
  CHECK(refusal(f.door.invite_people(f.as_administrator(), {})) == errc::out_of_range);
  CHECK(refusal(f.door.list_invites(f.as_administrator(), {.limit = 0})) == errc::out_of_range);
  CHECK(refusal(f.door.list_invites(f.as_administrator(), {.state = invite_state::open, .key_id = 1})) ==
        errc::invalid_argument);
  CHECK(refusal(f.door.ban(f.as_administrator(), {.reason = "a\nb"})) == errc::invalid_form);
  CHECK(refusal(f.door.add_group(f.as_administrator(), {})) == errc::invalid_form);
  CHECK(refusal(f.door.edit_group(f.as_administrator(), {.name = ""})) == errc::invalid_form);
  CHECK(refusal(f.door.drain_outbox(f.somebody(), 0)) == errc::out_of_range);
  CHECK(refusal(f.door.drain_outbox(f.somebody(), 101)) == errc::out_of_range);
  CHECK(refusal(f.door.run_due(f.somebody(), 0)) == errc::out_of_range);
  CHECK(f.watched.take().empty());
}
