// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/invites.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <set>

#include "flow/at_once.hpp"
#include "flow/key_rings.hpp"

using namespace flow_test;

namespace {

bool opens(firm& f, std::string_view token) { return f.door.check_invite(f.somebody(), token).has_value(); }

/// What the mail of a personal link carries.
std::string mailed_token(const invite& link) {
  return firm::with_keys()
      .keys.issue(token_kind::invite, firm::workspace, link.id, static_cast<std::uint32_t>(link.generation))
      .text();
}

std::vector<outbox_item> invitations(const firm& f) {
  auto out = f.all<outbox_item>();
  std::erase_if(out, [](const auto& one) { return one.effect != effect::mail_invitation; });
  return out;
}

result<std::vector<result<invite>>> try_people(firm& f, const std::vector<invitee>& people,
                                               const create_invite_request& options = {}) {
  return f.door.invite_people(f.as_administrator(), {options, people});
}

std::vector<result<invite>> people_of(firm& f, const std::vector<invitee>& people,
                                      const create_invite_request& options = {}) {
  auto done = try_people(f, people, options);
  REQUIRE(refusal(done) == errc{});
  return std::move(done).value();
}

invite personal_link(firm& f, const std::string& name, const create_invite_request& options = {}) {
  const auto done = people_of(f, {{f.address_of(name)}}, options);
  REQUIRE(refusal(done.at(0)) == errc{});
  return done[0].value();
}

bool same(const invite& a, const invite& b) {
  return a.id == b.id && a.revision == b.revision && to_row(a).values == to_row(b).values;
}

/// One use, as somebody at the door spends it.
void use(firm& f, invite_id which) {
  uuid id;
  f.random.fill(id.octet.data(), id.octet.size()).value();
  const batch one{id, f.clock.now().value(), {spend_use(f.get<invite>(which))}};
  REQUIRE(f.inner->commit(f.workspace, {&one, 1}, nullptr).front().status == answer_status::done);
}

account_view second_administrator(firm& f) {
  const std::string address = "bea@ravel.example";
  REQUIRE(f.door.add_user(f.as_administrator(), {.first_name = "Bea",
                                                 .last_name = "Ravel",
                                                 .email = address,
                                                 .group = f.team.administrators,
                                                 .seniority = "lawyer"}));
  return f.door.join(f.somebody(), {f.token_to(address), "bea", std::string(good_password)}).value();
}

std::vector<std::pair<const char*, std::function<errc(const caller&, invite_id)>>> commands_of(firm& f) {
  return {{"show", [&f](const caller& by, invite_id id) { return refusal(f.door.show_invite(by, id)); }},
          {"rotate", [&f](const caller& by, invite_id id) { return refusal(f.door.rotate_invite(by, id)); }},
          {"close", [&f](const caller& by, invite_id id) { return refusal(f.door.close_invite(by, id)); }},
          {"reopen",
           [&f](const caller& by, invite_id id) { return refusal(f.door.reopen_invite(by, id, link_fate::rotate)); }},
          {"reopen and keep",
           [&f](const caller& by, invite_id id) { return refusal(f.door.reopen_invite(by, id, link_fate::keep)); }},
          {"resend",
           [&f](const caller& by, invite_id id) { return refusal(f.door.resend_invite(by, id, link_fate::rotate)); }},
          {"revoke", [&f](const caller& by, invite_id id) { return refusal(f.door.revoke_invite(by, id)); }}};
}

}  // namespace

TEST_CASE("a link for users gives the access it says, into a group that manages nobody") {
  on_every_storage([](firm& f) {
    const auto made = f.link({.audience = account_kind::user, .group = f.team.members});
    CHECK(made.invite.access == parvis::access::core);
    CHECK(f.get<invite>(made.invite.id).group == f.team.members);
    CHECK(opens(f, token_in(made.link)));
    const auto made_by = [&](create_invite_request request) {
      return f.door.create_invite(f.as_administrator(), request);
    };
    CHECK(refusal(made_by({.audience = account_kind::user})) == errc::not_found);
    CHECK(wrong_field(made_by({.audience = account_kind::user, .group = f.team.administrators})) ==
          std::pair{std::string("group"), errc::group_not_allowed});
    CHECK(wrong_field(made_by({.group = f.team.members})) == std::pair{std::string("group"), errc::group_not_allowed});
    CHECK(wrong_field(made_by({.access = parvis::access::core})) ==
          std::pair{std::string("access"), errc::access_not_allowed});
    const auto contract = parvis::access::core | parvis::access::contract;
    CHECK(refusal(made_by({.audience = account_kind::user, .access = contract, .group = f.team.members})) ==
          errc::room_needed);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"contract", 1}));
    CHECK(made_by({.audience = account_kind::user, .access = contract, .group = f.team.members}));
  });
}

TEST_CASE("a group that comes to manage users while a link into it is made is refused") {
  on_every_storage([](firm& f) {
    f.watched.before_next_commit(
        [&] { f.edit<group>(f.team.members, [](group& g) { g.permissions = permissions::users_manage; }); });
    CHECK(wrong_field(
              f.door.create_invite(f.as_administrator(), {.audience = account_kind::user, .group = f.team.members})) ==
          std::pair{std::string("group"), errc::group_not_allowed});
    CHECK(f.rows(kind::invite).empty());
  });
}

TEST_CASE("a rotated link is another one, and every older one is dead") {
  on_every_storage([](firm& f) {
    const auto made = f.link({.lifetime = hours(1)});
    std::vector<std::string> older{token_in(made.link)};
    for (int round = 0; round < 3; ++round) {
      f.clock.advance(hours(2));
      const auto rotated = f.door.rotate_invite(f.as_administrator(), made.invite.id).value();
      for (const auto& one : older) CHECK_FALSE(opens(f, one));
      CHECK(opens(f, token_in(rotated.link)));
      CHECK(f.door.show_invite(f.as_administrator(), made.invite.id).value().link == rotated.link);
      CHECK(same(rotated.invite, f.get<invite>(made.invite.id)));
      older.push_back(token_in(rotated.link));
    }
    CHECK(std::set(older.begin(), older.end()).size() == 4);
    const auto events = f.events();
    CHECK(std::count(events.begin(), events.end(), event_type::invite_rotated) == 3);
  });
}

TEST_CASE("a link that is off lets nobody in; on again it is a new one, or the one it was") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto made = f.link();
    const auto off = f.door.close_invite(by, made.invite.id).value();
    CHECK(off.link == "");
    CHECK_FALSE(opens(f, token_in(made.link)));
    const auto kept = f.door.reopen_invite(by, made.invite.id, link_fate::keep).value();
    CHECK(kept.link == made.link);
    CHECK(opens(f, token_in(made.link)));
    REQUIRE(f.door.close_invite(by, made.invite.id));
    const auto fresh = f.door.reopen_invite(by, made.invite.id, link_fate::rotate).value();
    CHECK(fresh.link != made.link);
    CHECK_FALSE(opens(f, token_in(made.link)));
    CHECK(opens(f, token_in(fresh.link)));
  });
}

TEST_CASE("a link stands on whoever made it anew last") {
  on_every_storage([](firm& f) {
    const auto bea = second_administrator(f);
    const auto made = f.link();
    CHECK(made.invite.vouched_by == f.team.administrator);
    CHECK(made.invite.vouched_group == f.team.administrators);
    REQUIRE(f.door.close_invite(f.as(bea.id), made.invite.id));
    CHECK(f.door.reopen_invite(f.as(bea.id), made.invite.id, link_fate::keep).value().invite.vouched_by ==
          f.team.administrator);
    const auto rotated = f.door.rotate_invite(f.as(bea.id), made.invite.id).value().invite;
    CHECK(rotated.vouched_by == bea.id);
    CHECK(rotated.created_by == f.team.administrator);
  });
}

TEST_CASE("what is off already stays off: the same answer, and nothing written") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto id = f.link().invite.id;
    const auto closed = f.door.close_invite(by, id).value();
    auto before = f.dump();
    CHECK(same(f.door.close_invite(by, id).value().invite, closed.invite));
    CHECK(f.dump() == before);
    const auto revoked = f.door.revoke_invite(by, id).value();
    CHECK(revoked.link == "");
    before = f.dump();
    CHECK(same(f.door.revoke_invite(by, id).value().invite, revoked.invite));
    for (const auto& [what, call] : commands_of(f)) {
      if (what == std::string("show") || what == std::string("revoke")) continue;
      CAPTURE(what);
      CHECK(call(by, id) == errc::illegal_transition);
    }
    CHECK(f.dump() == before);
    CHECK(f.door.show_invite(by, id).value().link == "");
  });
}

TEST_CASE("only who manages users sees or moves a link, and only one that exists") {
  on_every_storage([](firm& f) {
    const auto member = f.joined_user("paul");
    const auto zoe = f.collaborator("zoe");
    const auto id = f.link().invite.id;
    const auto before = f.dump();
    for (const auto& by : {f.somebody(), f.as(member.id), f.as(zoe.id), f.as(account_id{id})}) {
      for (const auto& [what, call] : commands_of(f)) {
        CAPTURE(what);
        CHECK(call(by, id) == errc::permission_denied);
        CHECK(call(by, {}) == errc::permission_denied);
      }
      CHECK(refusal(f.door.list_invites(by, {})) == errc::permission_denied);
      CHECK(refusal(f.door.invite_people(by, {{}, {{"a@example.org"}}})) == errc::permission_denied);
    }
    for (const auto& [what, call] : commands_of(f)) {
      CAPTURE(what);
      CHECK(call(f.as_administrator(), invite_id{member.id}) == errc::not_found);
    }
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a personal link is mailed to its address and shown to nobody") {
  on_every_storage([](firm& f) {
    const auto link = personal_link(f, "Zoe", {.audience = account_kind::collaborator, .label = "Spring"});
    CHECK(same(link, f.get<invite>(link.id)));
    CHECK(link.email == "Zoe@example.org");
    CHECK(link.label == "Spring");
    CHECK(f.door.show_invite(f.as_administrator(), link.id).value().link == "");
    const auto mails = invitations(f);
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].about == link.id);
    CHECK(mails[0].to == "Zoe@example.org");
    CHECK(mails[0].language == "en");
    CHECK(mails[0].generation == 1);
    CHECK(opens(f, mailed_token(link)));
    CHECK(f.dump().find(mailed_token(link)) == std::string::npos);
    CHECK(f.token_to("Zoe@example.org") == mailed_token(link));
    f.clock.advance(hours(72));
    CHECK_FALSE(opens(f, mailed_token(link)));
  });
}

TEST_CASE("a personal link that is resent is a new one, or the same for longer, until it is used") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto first = personal_link(f, "zoe");
    f.clock.advance(hours(80));
    const auto resent = f.door.resend_invite(by, first.id, link_fate::rotate).value();
    CHECK(resent.link == "");
    CHECK(resent.invite.generation == 2);
    CHECK_FALSE(opens(f, mailed_token(first)));
    CHECK(opens(f, mailed_token(resent.invite)));
    f.clock.advance(hours(71));
    const auto kept = f.door.resend_invite(by, first.id, link_fate::keep).value().invite;
    CHECK(kept.generation == 2);
    f.clock.advance(hours(71));
    CHECK(opens(f, mailed_token(kept)));
    std::vector<std::int64_t> generations;
    for (const auto& one : invitations(f)) generations.push_back(one.generation);
    CHECK(generations == std::vector<std::int64_t>{1, 2, 2});
    CHECK(refusal(f.door.rotate_invite(by, first.id)) == errc::illegal_transition);
    CHECK(refusal(f.door.resend_invite(by, f.link().invite.id, link_fate::rotate)) == errc::illegal_transition);
    use(f, first.id);
    CHECK(refusal(f.door.resend_invite(by, first.id, link_fate::rotate)) == errc::illegal_transition);
  });
}

TEST_CASE("a personal link that is used while it is resent is not mailed") {
  on_every_storage([](firm& f) {
    for (const auto fate : {link_fate::keep, link_fate::rotate}) {
      const auto link = personal_link(f, fate == link_fate::keep ? "zoe" : "yann");
      f.watched.before_next_commit([&] { use(f, link.id); });
      CHECK(refusal(f.door.resend_invite(f.as_administrator(), link.id, fate)) == errc::illegal_transition);
    }
    CHECK(invitations(f).size() == 2);
  });
}

TEST_CASE("a mailbox gets so many invitations an hour, whatever tag is in its address") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto by = f.as_administrator();
    std::vector<invitee> people;
    for (int n = 0; n < 7; ++n) people.push_back({"zoe+" + std::to_string(n) + "@example.org"});
    const auto done = people_of(f, people);
    std::vector<errc> codes;
    for (const auto& one : done) codes.push_back(refusal(one));
    CHECK(how_many(codes, errc{}) == 5);
    CHECK(how_many(codes, errc::mails_exhausted) == 2);
    const auto id = done[0].value().id;
    const auto before = f.dump();
    CHECK(refusal(f.door.resend_invite(by, id, link_fate::rotate)) == errc::mails_exhausted);
    CHECK(refusal(f.door.resend_invite(by, id, link_fate::keep)) == errc::mails_exhausted);
    CHECK(f.dump() == before);
    CHECK(f.door.close_invite(by, id));
    CHECK(refusal(f.door.reopen_invite(by, id, link_fate::rotate)) == errc::mails_exhausted);
    CHECK(f.door.reopen_invite(by, id, link_fate::keep));
    f.clock.advance(hours(1));
    CHECK(f.door.resend_invite(by, id, link_fate::rotate));
    CHECK(invitations(f).size() == 6);
  });
}

TEST_CASE("each person of a list has an answer of their own") {
  on_every_storage([](firm& f) {
    f.collaborator("known");
    f.change_settings([](settings& s) { s.denied_domains = {"evil.example"}; });
    const auto rows = people_of(f,
                                {{"zoe@example.org"},
                                 {"no address"},
                                 {"ZOE@example.org"},
                                 {"Known@example.org"},
                                 {"yann@evil.example"},
                                 {"xena@example.org", "de"},
                                 {"wim@example.org", "ar"},
                                 {""}},
                                {.language = "fr"});
    const std::vector<errc> expected{errc{},
                                     errc::email_invalid,
                                     errc::given_twice,
                                     errc::email_taken,
                                     errc::email_domain_not_allowed,
                                     errc::language_not_offered,
                                     errc{},
                                     errc::required};
    REQUIRE(rows.size() == expected.size());
    for (std::size_t n = 0; n < rows.size(); ++n) {
      CAPTURE(n);
      CHECK(refusal(rows[n]) == expected[n]);
      if (rows[n]) continue;
      CHECK(rows[n].error().field == (n == 5 ? "language" : "email"));
      CHECK(rows[n].error().message == message(expected[n], "en"));
    }
    CHECK(rows[0].value().language == "fr");
    CHECK(rows[6].value().language == "ar");
    CHECK(f.all<invite>().size() == 2);
    CHECK(invitations(f).size() == 2);
  });
}

TEST_CASE("options that are wrong fail the list as a whole, once") {
  on_every_storage([](firm& f) {
    const auto before = f.dump();
    const std::vector<invitee> one{{"zoe@example.org"}};
    CHECK(wrong_field(try_people(f, one, {.max_uses = 1})) ==
          std::pair{std::string("max_uses"), errc::invalid_argument});
    CHECK(wrong_field(try_people(f, one, {.language = "de"})) ==
          std::pair{std::string("language"), errc::language_not_offered});
    CHECK(refusal(try_people(f, one, {.audience = account_kind::user})) == errc::not_found);
    CHECK(refusal(try_people(f, std::vector<invitee>(1001, one[0]))) == errc::out_of_range);
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a thousand people are invited in one commit, and the bad rows among them fail alone") {
  on_every_storage([](firm& f) {
    std::vector<invitee> people;
    for (int n = 0; n < 1000; ++n) {
      people.push_back({n % 10 == 3 ? "bad row " + std::to_string(n) : f.address_of("p" + std::to_string(n))});
    }
    f.watched.take();
    const auto rows = people_of(f, people);
    const auto calls = f.watched.take();
    CHECK(calls.size() == 3);
    CHECK(calls.back().batches == 900);
    std::size_t bad = 0;
    for (std::size_t n = 0; n < rows.size(); ++n) {
      if (!rows[n]) {
        ++bad;
      } else {
        REQUIRE(rows[n].value().email == people[n].email);
      }
    }
    CHECK(bad == 100);
    CHECK(f.rows(kind::invite).size() == 900);
    CHECK(invitations(f).size() == 900);
    const auto events = f.events();
    CHECK(std::count(events.begin(), events.end(), event_type::invite_created) == 900);
  });
}

TEST_CASE("a row whose race was lost is decided once more by itself") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
    f.watched.before_next_commit([&] { REQUIRE(f.door.sign_up(f.somebody(), f.form("yann"))); });
    const auto rows = people_of(f, {{f.address_of("zoe")}, {f.address_of("yann")}, {f.address_of("xena")}});
    CHECK(refusal(rows[0]) == errc{});
    CHECK(refusal(rows[1]) == errc::email_taken);
    CHECK(refusal(rows[2]) == errc{});
    f.watched.before_next_commit([&] { f.change_settings([](settings& s) { s.denied_domains = {"evil.example"}; }); });
    const auto again = people_of(f, {{"a@evil.example"}, {"b@example.org"}});
    CHECK(refusal(again[0]) == errc::email_domain_not_allowed);
    CHECK(refusal(again[1]) == errc{});
  });
}

namespace {

/// Another storage that gives one batch of every commit of several an answer of its own, and does not apply it.
class refusing_one final : public storage {
 public:
  refusing_one(storage& inner, std::size_t place, answer_status status)
      : inner_(inner), place_(place), status_(status) {}

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    return inner_.load(workspace, keys, context);
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    return inner_.scan(workspace, what, context);
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    if (batches.size() > place_) refused_ = batches[place_].id;
    std::vector<answer> out;
    for (const auto& one : batches) {
      out.push_back(one.id == refused_ ? answer{status_} : inner_.commit(workspace, {&one, 1}, context).front());
    }
    return out;
  }

 private:
  storage& inner_;
  std::size_t place_;
  answer_status status_;
  uuid refused_{};
};

}  // namespace

TEST_CASE("a row whose commit failed says so, and the others stand") {
  on_every_storage([](firm& f) {
    const std::pair<answer_status, errc> cases[] = {{answer_status::unavailable, errc::unavailable},
                                                    {answer_status::unknown, errc::outcome_unknown}};
    for (const auto& [status, code] : cases) {
      refusing_one store{*f.inner, 1, status};
      auto door = f.opened_portal(f, store);
      const auto before = f.rows(kind::invite).size();
      const auto name = std::to_string(static_cast<int>(code));
      const auto done = door.invite_people(
          f.as_administrator(),
          {{}, {{f.address_of("a" + name)}, {f.address_of("b" + name)}, {f.address_of("c" + name)}}});
      REQUIRE(done);
      CHECK(refusal(done.value()[0]) == errc{});
      CHECK(refusal(done.value()[1]) == code);
      CHECK(refusal(done.value()[2]) == errc{});
      CHECK(f.rows(kind::invite).size() == before + 2);
    }
  });
}

TEST_CASE("links are listed by state, by address or by key, page by page") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    std::vector<invite_id> all;
    for (int n = 0; n < 5; ++n) all.push_back(f.link().invite.id);
    all.push_back(personal_link(f, "zoe").id);
    const auto ids = [&](const list_invites_request& request) {
      std::vector<invite_id> out;
      const auto found = f.door.list_invites(by, request);
      REQUIRE(refusal(found) == errc{});
      for (const auto& one : found.value().invites) out.push_back(one.id);
      return out;
    };
    REQUIRE(f.door.close_invite(by, all[1]));
    REQUIRE(f.door.revoke_invite(by, all[2]));
    CHECK(ids({}) == all);
    CHECK(ids({.state = invite_state::open}) == std::vector{all[0], all[3], all[4], all[5]});
    CHECK(ids({.state = invite_state::closed}) == std::vector{all[1]});
    CHECK(ids({.state = invite_state::revoked}) == std::vector{all[2]});
    CHECK(ids({.email = "ZOE@example.org"}) == std::vector{all[5]});
    CHECK(ids({.email = "nobody@example.org"}).empty());
    CHECK(ids({.key_id = 1}) == all);
    CHECK(ids({.key_id = 2}).empty());

    std::vector<invite_id> paged;
    std::optional<cursor> after;
    do {
      const auto found = f.door.list_invites(by, {.after = after, .limit = 4}).value();
      for (const auto& one : found.invites) paged.push_back(one.id);
      after = found.next;
    } while (after);
    CHECK(paged == all);
    CHECK(refusal(f.door.list_invites(by, {.email = "no address"})) == errc::email_invalid);
    CHECK(refusal(f.door.list_invites(by, {.limit = 1001})) == errc::out_of_range);
    CHECK(refusal(f.door.list_invites(by, {.email = "zoe@example.org", .key_id = 1})) == errc::invalid_argument);
  });
}

TEST_CASE("a key that leaves the ring takes with it the links that were listed under it, and no other") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto old = f.link();
    const auto moved = f.link();
    const auto personal = personal_link(f, "zoe");
    auto both = opened_with(f, {1, 2});
    const auto fresh = both.create_invite(by, {}).value();
    const auto rotated = both.rotate_invite(by, moved.invite.id).value();
    for (const auto& link : {old, fresh, rotated}) CHECK(both.check_invite(f.somebody(), token_in(link.link)));
    CHECK(both.check_invite(f.somebody(), mailed_token(personal)));
    CHECK(both.show_invite(by, old.invite.id).value().link == old.link);

    std::vector<invite_id> dying;
    const auto listed = both.list_invites(by, {.key_id = 1}).value();
    for (const auto& one : listed.invites) dying.push_back(one.id);
    CHECK(dying == std::vector{old.invite.id, personal.id});

    auto after = opened_with(f, {2});
    for (const auto& link : {fresh, rotated}) CHECK(after.check_invite(f.somebody(), token_in(link.link)));
    CHECK(refusal(after.check_invite(f.somebody(), token_in(old.link))) == errc::invite_invalid);
    CHECK(refusal(after.check_invite(f.somebody(), mailed_token(personal))) == errc::invite_invalid);
    CHECK(refusal(after.show_invite(by, old.invite.id)) == errc::link_invalid);

    // It can be turned off and made anew all the same; kept it cannot be, and then nothing changes.
    REQUIRE(after.close_invite(by, old.invite.id));
    const auto before = f.dump();
    CHECK(refusal(after.reopen_invite(by, old.invite.id, link_fate::keep)) == errc::link_invalid);
    CHECK(f.dump() == before);
    const auto anew = after.reopen_invite(by, old.invite.id, link_fate::rotate).value();
    CHECK(after.check_invite(f.somebody(), token_in(anew.link)));
  });
}

TEST_CASE("of many who rotate a link at once each gets a link, and one of them lives") {
  for (const auto& maker : storage_makers()) {
    CAPTURE(maker.name);
    firm f{maker.make()};
    f.begin();
    const auto id = f.link().invite.id;
    const auto links = at_once(maker.threads, [&](std::size_t) {
      const auto rotated = f.door.rotate_invite(f.as_administrator(), id);
      return rotated ? token_in(rotated.value().link) : std::string();
    });
    CHECK(how_many(links, std::string()) == 0);
    CHECK(std::set(links.begin(), links.end()).size() == maker.threads);
    CHECK(std::count_if(links.begin(), links.end(), [&](const auto& one) { return opens(f, one); }) == 1);
    CHECK(f.get<invite>(id).generation == 1 + static_cast<std::int64_t>(maker.threads));
  }
}

TEST_CASE("of many who rotate, close and revoke a link at once the revocation wins, and nothing comes after it") {
  for (const auto& maker : storage_makers()) {
    CAPTURE(maker.name);
    firm f{maker.make()};
    f.begin();
    const auto id = f.link().invite.id;
    const auto by = f.as_administrator();
    const auto codes = at_once(maker.threads, [&](std::size_t n) {
      return n % 4 == 0   ? refusal(f.door.revoke_invite(by, id))
             : n % 4 == 1 ? refusal(f.door.close_invite(by, id))
             : n % 4 == 2 ? refusal(f.door.reopen_invite(by, id, link_fate::rotate))
                          : refusal(f.door.rotate_invite(by, id));
    });
    for (std::size_t n = 0; n < codes.size(); ++n) {
      CHECK((codes[n] == errc{} || (n % 4 != 0 && codes[n] == errc::illegal_transition)));
    }
    CHECK(f.get<invite>(id).state == invite_state::revoked);
    const auto trail = f.door.list_events(by, {.subject = id}).value().events;
    REQUIRE_FALSE(trail.empty());
    std::int64_t raised = 0;
    for (const auto& one : trail) {
      raised += one.what == event_type::invite_rotated || one.what == event_type::invite_reopened ? 1 : 0;
    }
    CHECK(f.get<invite>(id).generation == 1 + raised);
    CHECK(std::count_if(trail.begin(), trail.end(),
                        [](const auto& one) { return one.what == event_type::invite_revoked; }) == 1);
  }
}

TEST_CASE("of many who resend a link at once as many are mailed as an hour allows, and the newest lives") {
  for (const auto& maker : storage_makers()) {
    CAPTURE(maker.name);
    firm f{maker.make()};
    f.clock.stand_still();
    f.begin();
    const auto link = personal_link(f, "zoe");
    const auto answers = at_once(maker.threads, [&](std::size_t) {
      return refusal(f.door.resend_invite(f.as_administrator(), link.id, link_fate::rotate));
    });
    CHECK(how_many(answers, errc{}) == 4);
    CHECK(how_many(answers, errc::mails_exhausted) == static_cast<std::ptrdiff_t>(maker.threads) - 4);
    const auto after = f.get<invite>(link.id);
    CHECK(after.generation == 5);
    CHECK(invitations(f).size() == 5);
    for (std::int64_t n = 1; n <= 5; ++n) {
      auto older = after;
      older.generation = n;
      CHECK(opens(f, mailed_token(older)) == (n == 5));
    }
  }
}

TEST_CASE("for whom a dead link was is forgotten in time, with a mail to them that was given up; others stay") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto invited = [&](const std::string& name) {
      const auto told =
          f.door.invite_people(by, {.options = {.label = "For " + name}, .people = {{f.address_of(name)}}}).value();
      return told.front().value().id;
    };
    REQUIRE(f.door.create_invite(by, {.label = "Fair", .lifetime = hours(1)}));
    f.mailer.fail_with(errc::email_invalid);
    const auto unreached = invited("unreached");
    f.deliver();
    f.mailer.fail_with({});
    const auto expired = invited("expired"), revoked = invited("revoked"), closed = invited("closed"),
               used = invited("used"), resent = invited("resent");
    auto form = f.form("used");
    form.token = f.token_to("used@example.org");
    REQUIRE(f.door.sign_up(f.somebody(), form));
    REQUIRE(f.door.revoke_invite(by, revoked));
    REQUIRE(f.door.close_invite(by, closed));

    f.clock.advance(days(30));
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.get<invite>(revoked).email.empty());  // its time began when it was revoked
    for (const auto which : {unreached, expired, closed, used, resent}) {
      CHECK_FALSE(f.get<invite>(which).email.empty());
    }
    CHECK(f.door.list_outbox(by, {.state = outbox_state::dead}).value().items.size() == 1);
    REQUIRE(f.door.resend_invite(by, resent, link_fate::rotate));
    CHECK_FALSE(f.token_to("resent@example.org").empty());

    f.clock.advance(days(3));
    REQUIRE(f.door.run_due(f.somebody(), 100));
    for (const auto which : {unreached, expired, revoked, closed, used}) {
      const auto link = f.get<invite>(which);
      CHECK(link.state == invite_state::revoked);
      CHECK(link.email.empty());
      CHECK(link.email_key.empty());
      CHECK(link.label.empty());
      CHECK(refusal(f.door.reopen_invite(by, which, link_fate::rotate)) == errc::illegal_transition);
    }
    CHECK(f.get<invite>(used).uses == 1);
    CHECK(f.get<invite>(resent).email == "resent@example.org");
    CHECK(f.door.list_invites(by, {}).value().invites.front().label == "Fair");
    CHECK(f.door.list_outbox(by, {.state = outbox_state::dead}).value().items.empty());
    for (const auto* name : {"unreached", "expired", "revoked", "closed"}) {
      CAPTURE(std::string(name));
      CHECK(f.dump().find(name) == std::string::npos);
    }
    const auto before = f.dump();
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.dump() == before);
  });
}
