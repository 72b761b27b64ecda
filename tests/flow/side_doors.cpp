// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/import_list.hpp"
#include "flow/race.hpp"

using namespace flow_test;

// A full pool, and every command that might lead somebody past it.

namespace {

/// A firm with no seat of `core` or `collaborators` left, and somebody for each way to one.
struct full_house {
  firm& f;
  account_id paul;  ///< decides
  account_id zoe;   ///< a collaborator to be
  account_id ivo;   ///< was one, and is inactive
  account_id bela;  ///< was one, and lost the seat by a ban
  account_id cleo;  ///< a client
  account_id asta;  ///< a client who asks to be a collaborator
  account_id uma;   ///< a user who is inactive
  account_id ugo;   ///< a user with a seat of `contract`
  account_id theo;  ///< one with a seat of `core`
  std::string join_token, personal_token, open_token, proof_token, continuation;
  instant ban_ends;
  reservation_id over;  ///< a reservation of a seat whose time is over

  explicit full_house(firm& of) : f(of) {
    const auto by = f.as_administrator();
    f.change_settings([](settings& s) {
      s.ban_frees_seat = true;
      s.access_requests = approval_mode::by_user;
    });
    REQUIRE(f.door.grant_seats(by, {"contract", 10}));
    const create_invite_request unasked{.audience = account_kind::collaborator,
                                        .approval = approval_override::by_default};
    open_token = token_in(f.link(unasked).link);
    const auto kept = f.door.reserve_seats(by, {"collaborators", 1, minutes(1)}).value();
    over = kept.id;
    f.clock.set(kept.expires_at);
    ivo = f.collaborator("ivo").id;
    REQUIRE(f.door.deactivate(by, {.account = ivo}));
    bela = f.collaborator("bela").id;
    ban_ends = f.clock.now().value() + days(1);
    REQUIRE(f.door.ban(by, {.account = bela, .reason = "x", .until = ban_ends}));
    f.collaborator("carl");  // has the last seat
    cleo = f.account_of(f.form("cleo")).id;
    asta = f.account_of(f.form("asta")).id;
    REQUIRE(f.door.ask_access(f.as(asta), access::collaborator));
    REQUIRE(f.door.add_portal_account(
        by, {.first_name = "Nina", .last_name = "Roy", .email = f.address_of("nina"), .access = access::collaborator}));
    join_token = f.token_to(f.address_of("nina"));
    REQUIRE(f.door.invite_people(by, {unasked, {{f.address_of("personal")}}}).value().front());
    personal_token = f.token_to(f.address_of("personal"));
    auto form = f.form("proof");
    form.token = open_token;
    continuation = f.door.sign_up(f.somebody(), form).value().continuation;
    proof_token = f.token_to(form.email);
    paul = f.approver("paul").id;
    zoe = f.collaborator("zoe").id;
    uma = f.joined_user("uma").id;
    REQUIRE(f.door.deactivate(by, {.account = uma}));
    auto contract = newcomer(f, "ugo");
    contract.access = access::contract;
    ugo = f.door.add_user(by, contract).value().id;
    REQUIRE(f.door.join(f.somebody(), {f.token_to(contract.email), "ugo", std::string(good_password)}));
    theo = f.joined_user("theo").id;
    for (unsigned n = 0; f.pool("core").held < f.pool("core").capacity; ++n) {
      REQUIRE(f.door.add_user(by, newcomer(f, numbered("filler", n))));
    }
    REQUIRE(f.pool().held == f.pool().capacity);
    REQUIRE(f.pool().waiting + f.pool("core").waiting == 0);
  }
  [[nodiscard]] caller by() const { return f.as_administrator(); }
  [[nodiscard]] errc imported(import_row row) {
    import_list list;
    list.add(std::move(row));
    const auto done = f.door.import_people(by(), list.request("x"));
    if (!done) return done.error().code;
    return list.told.front().fate == import_fate::refused ? list.told.front().why.code : errc{};
  }
};

struct side_door {
  const char* what;
  errc (*tried)(full_house&);
  errc where_people_wait, where_nobody_waits;
  int queue = 0;  ///< how many stand in it afterwards, where people wait
};
const side_door doors[] = {
    {"approve",
     [](full_house& h) { return refusal(h.f.door.approve(h.by(), {.account = h.zoe})); },
     {},
     errc::no_seat,
     1},
    {"approve, by an approver",
     [](full_house& h) { return refusal(h.f.door.approve(h.f.as(h.paul), {.account = h.zoe})); },
     {},
     errc::no_seat,
     1},
    {"approve, from a reservation that is over",
     [](full_house& h) { return refusal(h.f.door.approve(h.by(), {.account = h.zoe, .reservations = {h.over}})); },
     {},
     errc::no_seat,
     1},
    {"approve_each",
     [](full_house& h) { return refusal(h.f.door.approve_each(h.by(), {{.account = h.zoe}}).value().front().outcome); },
     {},
     errc::no_seat,
     1},
    {"approve_pending",
     [](full_house& h) {
       const auto each = h.f.door.approve_pending(h.by(), 10).value();
       for (const auto& one : each) CHECK(refusal(one.outcome) == refusal(each[0].outcome));
       return each.empty() ? errc{} : refusal(each[0].outcome);
     },
     {},
     errc::no_seat,
     2},  // asta, too
    {"refused, reopened and approved",
     [](full_house& h) {
       (void)h.f.door.reject(h.by(), {.account = h.zoe});
       (void)h.f.door.reopen(h.by(), {.account = h.zoe});
       return refusal(h.f.door.approve(h.by(), {.account = h.zoe}));
     },
     {},
     errc::no_seat,
     1},
    {"reactivate", [](full_house& h) { return refusal(h.f.door.reactivate(h.by(), {.account = h.ivo})); },
     errc::no_seat, errc::no_seat},
    {"reactivate, from a reservation that is over",
     [](full_house& h) { return refusal(h.f.door.reactivate(h.by(), {.account = h.ivo, .reservations = {h.over}})); },
     errc::no_seat, errc::no_seat},
    {"reactivate, a user", [](full_house& h) { return refusal(h.f.door.reactivate(h.by(), {.account = h.uma})); },
     errc::no_seat, errc::no_seat},
    {"unban", [](full_house& h) { return refusal(h.f.door.unban(h.by(), {.account = h.bela})); }, {}, errc::no_seat, 1},
    {"a ban that runs out, run_due",
     [](full_house& h) {
       h.f.clock.set(h.ban_ends);
       return refusal(h.f.door.run_due(h.f.somebody(), 100));
     },
     {},
     {},
     1},
    {"a ban that runs out, a sign-in",
     [](full_house& h) {
       h.f.clock.set(h.ban_ends);
       return refusal(h.f.door.sign_in(h.f.somebody(), {"bela", std::string(good_password)}));
     },
     errc::account_waiting, errc::account_waiting, 1},
    {"change_access, of a client",
     [](full_house& h) {
       return refusal(h.f.door.change_access(h.by(), {.account = h.cleo, .access = access::collaborator}));
     },
     {},
     errc::no_seat,
     1},
    {"change_access, of a user",
     [](full_house& h) {
       return refusal(h.f.door.change_access(h.by(), {.account = h.ugo, .access = access::core | access::contract}));
     },
     {},
     errc::no_seat,
     1},
    {"change_access, from one full pool to the other's",
     [](full_house& h) { return refusal(h.f.door.change_access(h.by(), {.account = h.ugo, .access = access::core})); },
     {},
     errc::no_seat,
     1},
    {"approve_access",
     [](full_house& h) {
       return refusal(h.f.door.approve_access(h.f.as(h.paul), {.account = h.asta, .access = access::collaborator}));
     },
     {},
     errc::no_seat,
     1},
    {"ask_access, where nobody has to decide",
     [](full_house& h) {
       h.f.change_settings([](settings& s) { s.access_requests = approval_mode::by_default; });
       return refusal(h.f.door.ask_access(h.f.as(h.cleo), access::collaborator));
     },
     {},
     errc::no_seat,
     1},
    {"join",
     [](full_house& h) {
       return refusal(h.f.door.join(h.f.somebody(), {h.join_token, "nina", std::string(good_password)}));
     },
     {},
     errc::no_seat,
     1},
    {"a personal link",
     [](full_house& h) {
       auto form = h.f.form("personal");
       form.token = h.personal_token;
       return refusal(h.f.door.sign_up(h.f.somebody(), form));
     },
     {},
     errc::no_seat,
     1},
    {"a public link",
     [](full_house& h) {
       return refusal(h.f.door.prove_email(h.f.somebody(), {.token = h.proof_token, .continuation = h.continuation}));
     },
     {},
     errc::no_seat,
     1},
    {"a new link that asks nobody",
     [](full_house& h) {
       return refusal(h.f.door.create_invite(
           h.by(), {.audience = account_kind::collaborator, .approval = approval_override::by_default}));
     },
     errc::room_needed, errc::room_needed},
    {"import, a user", [](full_house& h) { return h.imported(import_list::user(h.f, "new")); }, errc::no_seat,
     errc::no_seat},
    {"import, a collaborator, who has yet to join",
     [](full_house& h) {
       auto row = import_list::client("new");
       row.portal_account->access = access::collaborator;
       return h.imported(std::move(row));
     },
     {},
     {}},
    {"add_user", [](full_house& h) { return refusal(h.f.door.add_user(h.by(), newcomer(h.f, "new"))); }, errc::no_seat,
     errc::no_seat},
    {"add_user, of both",
     [](full_house& h) {
       auto both = newcomer(h.f, "new");
       both.access = access::core | access::contract;
       return refusal(h.f.door.add_user(h.by(), both));
     },
     errc::no_seat, errc::no_seat},
    {"replace, seat for seat",
     [](full_house& h) {
       return refusal(h.f.door.replace(h.by(), {.account = h.theo, .newcomer = newcomer(h.f, "new")}));
     },
     {},
     {}},
    {"replace, by somebody with another seat",
     [](full_house& h) {
       return refusal(h.f.door.replace(h.by(), {.account = h.ugo, .newcomer = newcomer(h.f, "new")}));
     },
     errc::no_seat, errc::no_seat},
    {"change_group",
     [](full_house& h) {
       return refusal(h.f.door.change_group(h.by(), {.account = h.uma, .group = h.f.team.administrators}));
     },
     {},
     {}},
    {"reserve_seats",
     [](full_house& h) { return refusal(h.f.door.reserve_seats(h.by(), {"collaborators", 1, hours(1)})); },
     errc::no_seat, errc::no_seat},
    {"what is due", [](full_house& h) { return refusal(h.f.door.run_due(h.f.somebody(), 100)); }, {}, {}},
};

}  // namespace

TEST_CASE("no command leads anybody past a full pool: they wait or are refused, and so is the next who comes") {
  for (const auto& maker : storage_makers()) {
    for (const auto policy : {no_seat_policy::wait, no_seat_policy::refuse}) {
      for (const auto& door : doors) {
        CAPTURE(maker.name);
        CAPTURE(std::string(door.what));
        const bool waits = policy == no_seat_policy::wait;
        CAPTURE(waits);
        firm f{maker.make()};
        f.begin(1);
        full_house house{f};
        f.change_settings([&](settings& s) { s.when_no_seat = policy; });
        const auto core = f.pool("core"), collaborators = f.pool();
        CHECK(door.tried(house) == (waits ? door.where_people_wait : door.where_nobody_waits));
        CHECK(f.pool("core").held == core.held);
        CHECK(f.pool().held == collaborators.held);
        const bool by_time = door.where_nobody_waits != errc::no_seat;  // which refuses nobody
        CHECK(f.pool().waiting + f.pool("core").waiting == (waits || by_time ? door.queue : 0));
        check_sums(f);
        // Tried again it is no way either.
        (void)door.tried(house);
        CHECK(f.pool("core").held == core.held);
        CHECK(f.pool().held == collaborators.held);
        check_sums(f);
      }
    }
  }
}
