// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/invites.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

template <class Change>
invite with(Change change) {
  auto out = open_invite();
  change(out);
  return out;
}

template <class Change>
create_invite_command asking(Change change) {
  create_invite_command out{.key_id = 1};
  change(out);
  return out;
}

settings naming_an_approver() {
  auto out = open_settings();
  out.approvers = {id_number<account_id>(1)};
  return out;
}

create_invite_facts facts_with(const settings& workspace, std::optional<group> named = {},
                               std::vector<seat_pool> pools = {}) {
  return {.settings = workspace, .actor = manager(), .group = std::move(named), .pools = std::move(pools)};
}

result<decision<invite>> created(const create_invite_command& command, const settings& workspace = open_settings(),
                                 std::vector<seat_pool> pools = {}) {
  auto at = stamp_at();
  return create_invite(facts_with(workspace, {}, std::move(pools)), command, at);
}

/// A link for users, into the group that the facts hold.
create_invite_command for_users(std::optional<parvis::access> given = {}) {
  return {.audience = account_kind::user, .access = given, .group = members().id, .key_id = 1};
}

create_invite_command personal() { return {.type = invite_type::personal, .key_id = 1}; }

invite personal_invite() {
  auto out = open_invite();
  out.type = invite_type::personal;
  out.max_uses = 1;
  out.email = "Zoe@example.org";
  out.email_key = "zoe@example.org";
  return out;
}

mail_budget spent_mails(std::int64_t count) {
  mail_budget out{.id = id_number<uuid>(77)};
  if (count > 0) out.spent = counter{.id = out.id, .revision = 1, .count = count};
  return out;
}

result<decision<invite>> invited(const invitee_facts& person, const settings& workspace = open_settings(),
                                 const std::string& language = "", const create_invite_command& options = personal()) {
  auto at = stamp_at();
  return invite_person(facts_with(workspace), options, person, email::parse("Zoe@example.org").value(), language, at);
}

/// Ten minutes after noon, with key 2.
result<decision<invite>> moved(const invite& link, invite_cause cause, link_fate fate = link_fate::rotate,
                               const mail_budget& mails = spent_mails(0)) {
  auto at = stamp_at(noon + minutes(10));
  return move_invite({.settings = open_settings(), .actor = manager(), .link = link, .mails = mails},
                     {.cause = cause, .fate = fate, .key_id = 2}, at);
}

constexpr invite_cause causes[] = {invite_cause::close, invite_cause::reopen, invite_cause::revoke,
                                   invite_cause::rotate, invite_cause::resend};

}  // namespace

TEST_CASE("a link lets people in until the moment it expires, for its uses, generation and state") {
  const struct {
    const char* what;
    invite link;
    std::int64_t generation;
    instant opened_at;
    bool in;
  } cases[] = {
      {"fresh", open_invite(), 1, noon, true},
      {"a microsecond before it expires", open_invite(), 1, noon + hours(72) - tick, true},
      {"when it expires", open_invite(), 1, noon + hours(72), false},
      {"a microsecond later", open_invite(), 1, noon + hours(72) + tick, false},
      {"one that never expires", with([](invite& i) { i.expires_at.reset(); }), 1, instant::never(), true},
      {"older generation", with([](invite& i) { i.generation = 2; }), 1, noon, false},
      {"newer generation", open_invite(), 2, noon, false},
      {"closed", with([](invite& i) { i.state = invite_state::closed; }), 1, noon, false},
      {"one use left", with([](invite& i) { i.max_uses = 3, i.uses = 2; }), 1, noon, true},
      {"no use left", with([](invite& i) { i.max_uses = 3, i.uses = 3; }), 1, noon, false},
      {"used too often", with([](invite& i) { i.max_uses = 3, i.uses = 4; }), 1, noon, false},
      {"no limit", with([](invite& i) { i.uses = 1'000'000; }), 1, noon, true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    CHECK((refusal_of(c.link, c.generation, c.opened_at) == link_refusal::none) == c.in);
  }
}

TEST_CASE("a use is spent by adding one to a counter that the store bounds") {
  const auto link = open_invite();
  const auto spent = spend_use(link);
  CHECK(added({spent}, &invite::uses) == 1);
  CHECK(spent.revision == link.revision);  // closed or rotated meanwhile: the decision is taken again
  CHECK(spent.set.empty());
}

TEST_CASE("a link follows the workspace's approval unless it has its own") {
  CHECK(approval_of(approval_override::inherit, approval_mode::by_user) == approval_mode::by_user);
  CHECK(approval_of(approval_override::inherit, approval_mode::by_default) == approval_mode::by_default);
  CHECK(approval_of(approval_override::by_user, approval_mode::by_default) == approval_mode::by_user);
  CHECK(approval_of(approval_override::by_default, approval_mode::by_user) == approval_mode::by_default);
}

TEST_CASE("a link is made with its options, and everything it was decided on is guarded") {
  const auto made = created(asking([](auto& c) {
    c.lifetime = hours(1);
    c.max_uses = 5;
    c.label = "Spring";
    c.language = "ar";
    c.case_role = case_role::staff;
  }));
  REQUIRE(made);
  const auto& [operations, link] = made.value();
  CHECK(link.expires_at == noon + hours(1));
  CHECK(link.max_uses == 5);
  CHECK(link.case_role == case_role::staff);
  CHECK(link.generation == 1);
  CHECK(link.created_by == manager().who->id);
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, *manager().who));
  CHECK(guards(operations, *manager().group));
  CHECK(guards(operations, open_settings()));
  CHECK(events_of(operations) == std::vector{event_type::invite_created});
  CHECK(created({}).value().reply.expires_at == noon + hours(72));
}

TEST_CASE("each option of a link has bounds, and all errors are told together") {
  const struct {
    const char* field;
    errc code;
    create_invite_command command;
  } cases[] = {
      {"access", errc::access_not_allowed, asking([](auto& c) { c.access = access::collaborator; })},
      {"group", errc::group_not_allowed, asking([](auto& c) { c.group = members().id; })},
      {"max_uses", errc::invalid_argument, asking([](auto& c) { c.type = invite_type::personal, c.max_uses = 1; })},
      {"allowed_domains", errc::invalid_argument,
       asking([](auto& c) { c.type = invite_type::personal, c.allowed_domains = {"example.org"}; })},
      {"label", errc::line_break, asking([](auto& c) { c.label = "a\nb"; })},
      {"label", errc::too_long, asking([](auto& c) { c.label = std::string(101, 'a'); })},
      {"lifetime", errc::out_of_range, asking([](auto& c) { c.lifetime = duration{999'999}; })},
      {"lifetime", errc::out_of_range, asking([](auto& c) { c.lifetime = duration{days(3660).us + 1}; })},
      {"max_uses", errc::out_of_range, asking([](auto& c) { c.max_uses = 0; })},
      {"max_uses", errc::out_of_range, asking([](auto& c) { c.max_uses = 1'000'001; })},
      {"language", errc::language_not_offered, asking([](auto& c) { c.language = "de"; })},
  };
  for (const auto& c : cases) {
    CAPTURE(c.field);
    const auto refused = created(c.command);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::invalid_form);
    REQUIRE(refused.error().fields.size() == 1);
    CHECK(refused.error().fields[0].field == c.field);
    CHECK(refused.error().fields[0].code == c.code);
  }
  const auto nobody_to_ask = created(asking([](auto& c) { c.approval = approval_override::by_user; }), open_settings());
  REQUIRE(refusal(nobody_to_ask) == errc::invalid_form);
  CHECK(nobody_to_ask.error().fields == std::vector<field_error>{{"approval", errc::approver_required, ""}});
  const auto many = created(asking([](auto& c) { c.max_uses = 0, c.language = "de", c.label = "\x01"; }));
  CHECK(many.error().fields.size() == 3);
  CHECK(created(asking([](auto& c) { c.lifetime = seconds(1), c.max_uses = 1; })));
  CHECK(created(asking([](auto& c) { c.lifetime = days(3660), c.max_uses = 1'000'000; })));
}

TEST_CASE("a link with an option that is none of its kind is refused") {
  const auto made = created(asking([](auto& c) { c.case_role = static_cast<case_role>(7); }));
  REQUIRE(!made);
  CHECK(made.error().code == errc::out_of_range);
  CHECK(made.error().field == "case_role");
  const auto for_nobody = created(asking([](auto& c) { c.audience = static_cast<account_kind>(9); }));
  REQUIRE(refusal(for_nobody) == errc::out_of_range);
  CHECK(for_nobody.error().field == "audience");
}

TEST_CASE("a link that takes seats unasked needs room") {
  auto by_user = open_settings();
  by_user.approval = approval_mode::by_user;
  const std::vector full{pool("collaborators", 1, 1)};
  const std::vector free{pool("collaborators", 1, 0)};
  const auto link = [](account_kind audience, approval_override approval = approval_override::inherit) {
    return asking([&](auto& c) { c.audience = audience, c.approval = approval; });
  };
  const auto staff = account_kind::collaborator;
  CHECK(refusal(created(link(staff), open_settings(), full)) == errc::room_needed);
  CHECK(refusal(created(link(staff), open_settings(), {})) == errc::room_needed);
  CHECK(refusal(created(link(staff, approval_override::by_default), by_user, full)) == errc::room_needed);
  CHECK(refusal(created(link(staff), open_settings(), free)) == errc{});
  CHECK(refusal(created(link(staff), by_user, full)) == errc{});
  CHECK(refusal(created(link(staff, approval_override::by_user), naming_an_approver(), full)) == errc{});
  CHECK(refusal(created(link(account_kind::client), open_settings(), full)) == errc{});

  auto at = stamp_at();
  const auto users = [&](parvis::access given, std::vector<seat_pool> pools, const settings& workspace) {
    return refusal(create_invite(facts_with(workspace, members(), std::move(pools)), for_users(given), at));
  };
  const std::vector core_only{pool("core", 1, 0), pool("contract", 1, 1)};
  CHECK(users(parvis::access::core, core_only, open_settings()) == errc{});
  CHECK(users(parvis::access::contract, core_only, open_settings()) == errc::room_needed);
  CHECK(users(parvis::access::core | parvis::access::contract, core_only, open_settings()) == errc::room_needed);
  CHECK(users(parvis::access::core | parvis::access::contract, core_only, by_user) == errc{});
}

TEST_CASE("only who manages users makes links") {
  auto at = stamp_at();
  for (const auto& actor : {member(), actor_facts{}}) {
    CHECK(refusal(create_invite({open_settings(), actor}, {}, at)) == errc::permission_denied);
    CHECK(refusal(invite_person({open_settings(), actor}, personal(), {}, email::parse("zoe@example.org").value(), "",
                                at)) == errc::permission_denied);
    for (const auto cause : causes) {
      CHECK(refusal(move_invite({open_settings(), actor, open_invite()}, {.cause = cause}, at)) ==
            errc::permission_denied);
    }
  }
}

TEST_CASE("each audience may be given the access of its own kind, and nothing else") {
  constexpr auto both_portal = parvis::access::collaborator | parvis::access::client;
  constexpr auto both_user = parvis::access::core | parvis::access::contract;
  const struct {
    account_kind audience;
    parvis::access usual;
    std::vector<parvis::access> allowed;
  } cases[] = {
      {account_kind::client, parvis::access::client, {parvis::access::client}},
      {account_kind::collaborator, parvis::access::collaborator, {parvis::access::collaborator, both_portal}},
      {account_kind::user, parvis::access::core, {parvis::access::core, parvis::access::contract, both_user}},
  };
  for (const auto& c : cases) {
    CHECK(access_of({.audience = c.audience}) == c.usual);
    for (unsigned bits = 0; bits <= 16; ++bits) {
      const auto given = static_cast<parvis::access>(bits);
      CAPTURE(static_cast<int>(c.audience));
      CAPTURE(bits);
      CHECK(access_of({.audience = c.audience, .access = given}) == given);
      CHECK(access_allowed(c.audience, given) ==
            (std::find(c.allowed.begin(), c.allowed.end(), given) != c.allowed.end()));
    }
  }
}

TEST_CASE("a link for users leads into a group that manages none, and that group is guarded") {
  const std::vector seats{pool("core", 5, 0)};
  auto at = stamp_at();
  const auto made = create_invite(facts_with(open_settings(), members(), seats), for_users(), at);
  REQUIRE(made);
  CHECK(made.value().reply.group == members().id);
  CHECK(made.value().reply.access == parvis::access::core);
  CHECK(guards(made.value().operations, members()));
  CHECK(defect_in(made.value().operations) == "");

  const auto absent = create_invite(facts_with(open_settings(), {}, seats), for_users(), at);
  REQUIRE(refusal(absent) == errc::not_found);
  CHECK(absent.error().field == "group");
  auto options = for_users();
  options.group = administrators().id;
  const auto managing = create_invite(facts_with(open_settings(), administrators(), seats), options, at);
  REQUIRE(refusal(managing) == errc::invalid_form);
  CHECK(managing.error().fields == std::vector<field_error>{{"group", errc::group_not_allowed, ""}});
}

TEST_CASE("whoever makes a link answers for it, with the group they are in") {
  const auto made = created(asking([](auto& c) { c.key_id = 9; })).value().reply;
  CHECK(made.vouched_by == manager().who->id);
  CHECK(made.vouched_group == administrators().id);
  CHECK(made.key_id == 9);
  CHECK(made.type == invite_type::public_);
}

TEST_CASE("a personal link is for one use of one address, mailed and counted") {
  const auto made = invited({.mails = spent_mails(4)});
  REQUIRE(made);
  const auto& [operations, link] = made.value();
  CHECK(link.type == invite_type::personal);
  CHECK(link.max_uses == 1);
  CHECK(link.email == "Zoe@example.org");
  CHECK(link.email_key == "zoe@example.org");
  CHECK(link.vouched_by == manager().who->id);
  CHECK(link.language == "en");
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, *manager().who));
  CHECK(guards(operations, *manager().group));
  CHECK(guards(operations, open_settings()));
  CHECK(events_of(operations) == std::vector{event_type::invite_created});
  CHECK(effects_of(operations) == std::vector{effect::mail_invitation});
  CHECK(added(operations, &counter::count) == 1);
  const auto mail = on(kind::outbox, operations).front();
  CHECK(assigned(*mail, &outbox_item::to)->data() == "Zoe@example.org");
  CHECK(assigned(*mail, &outbox_item::generation)->integer() == 1);
  // Nobody may have come to the address meanwhile.
  REQUIRE(on(kind::account, operations).size() == 2);
  CHECK(on(kind::account, operations).back()->type == op_type::absent);
}

TEST_CASE("each row of a list is refused for itself") {
  const auto holder = [](account_state state) {
    return invitee_facts{.by_email = account_number(3, account_kind::client, state), .mails = spent_mails(0)};
  };
  for (const auto state : {account_state::invited, account_state::pending, account_state::waiting,
                           account_state::active, account_state::inactive}) {
    CHECK(refusal(invited(holder(state))) == errc::email_taken);
  }
  for (const auto state : {account_state::rejected, account_state::lapsed}) {
    const auto again = invited(holder(state));
    REQUIRE(again);
    CHECK(guards(again.value().operations, *holder(state).by_email));
  }
  CHECK(refusal(invited({.mails = spent_mails(5)})) == errc::mails_exhausted);
  CHECK(refusal(invited({.mails = spent_mails(0)}, open_settings(), "de")) == errc::language_not_offered);
  auto workspace = open_settings();
  workspace.denied_domains = {"example.org"};
  CHECK(refusal(invited({.mails = spent_mails(0)}, workspace)) == errc::email_domain_not_allowed);
  workspace.denied_domains.clear();
  workspace.allowed_domains = {"example.com", "org"};
  CHECK(refusal(invited({.mails = spent_mails(0)}, workspace)) == errc::email_domain_not_allowed);
}

TEST_CASE("a personal link speaks the person's language, else that of the options, else the workspace's") {
  auto options = personal();
  const auto spoken = [&](const std::string& language) {
    return invited({.mails = spent_mails(0)}, open_settings(), language, options).value().reply.language;
  };
  CHECK(spoken("") == "en");
  options.language = "fr";
  CHECK(spoken("") == "fr");
  CHECK(spoken("ar") == "ar");
}

TEST_CASE("a personal link takes no seat until it is used, so it needs no room") {
  auto options = personal();
  options.audience = account_kind::collaborator;
  CHECK(invited({.mails = spent_mails(0)}, open_settings(), "", options));
}

TEST_CASE("the table of what may be done to a link holds what is meant, and nothing else") {
  // A row for each state and type, a column for each cause (close, reopen, revoke, rotate, resend), and in it the state
  // that follows: o)pen c)losed r)evoked; "=": it is so already.
  const struct {
    invite_type type;
    invite_state from;
    std::string_view after;
  } golden[] = {
      {invite_type::public_, invite_state::open, "c.ro."},    {invite_type::public_, invite_state::closed, "=or.."},
      {invite_type::public_, invite_state::revoked, "..=.."}, {invite_type::personal, invite_state::open, "c.r.o"},
      {invite_type::personal, invite_state::closed, "=or.."}, {invite_type::personal, invite_state::revoked, "..=.."},
  };
  for (const auto& row : golden) {
    for (std::size_t n = 0; n < std::size(causes); ++n) {
      CAPTURE(static_cast<int>(row.type));
      CAPTURE(static_cast<int>(row.from));
      CAPTURE(n);
      auto link = row.type == invite_type::personal ? personal_invite() : open_invite();
      link.state = row.from;
      const auto done = moved(link, causes[n]);
      if (row.after[n] == '.') {
        CHECK(refusal(done) == errc::illegal_transition);
        continue;
      }
      REQUIRE(done);
      CHECK(done.value().operations.empty() == (row.after[n] == '='));
      CHECK(
          done.value().reply.state ==
          (row.after[n] == '=' ? row.from : static_cast<invite_state>(1 + std::string_view("ocr").find(row.after[n]))));
      if (row.after[n] == '=') continue;
      CHECK(defect_in(done.value().operations) == "");
      CHECK(guards(done.value().operations, link));
      CHECK(guards(done.value().operations, *manager().who));
      CHECK(guards(done.value().operations, *manager().group));
      CHECK(guards(done.value().operations, open_settings()));
      CHECK(events_of(done.value().operations).size() == 1);
      CHECK(done.value().reply.revision == link.revision + 1);
    }
  }
  auto at = stamp_at();
  CHECK(refusal(move_invite({open_settings(), manager()}, {.cause = invite_cause::close}, at)) == errc::not_found);
}

TEST_CASE("a new link has a generation, a voucher, a key and a lifetime of its own; a kept one keeps them") {
  auto open_link = open_invite();
  open_link.key_id = 1;
  open_link.vouched_by = id_number<account_id>(5);
  open_link.vouched_group = members().id;
  auto closed = open_link;
  closed.state = invite_state::closed;
  auto mailed = personal_invite();
  mailed.key_id = 1;
  mailed.vouched_by = id_number<account_id>(5);
  mailed.vouched_group = members().id;
  const auto anew = noon + minutes(10) + hours(72);
  const struct {
    const char* what;
    invite link;
    invite_cause cause;
    link_fate fate;
    bool renewed;
    instant expires_at;
  } cases[] = {
      {"rotated", open_link, invite_cause::rotate, link_fate::rotate, true, anew},
      {"on again", closed, invite_cause::reopen, link_fate::rotate, true, anew},
      {"on again and kept", closed, invite_cause::reopen, link_fate::keep, false, noon + hours(72)},
      {"resent", mailed, invite_cause::resend, link_fate::rotate, true, anew},
      {"resent as it was", mailed, invite_cause::resend, link_fate::keep, false, anew},
      {"off", open_link, invite_cause::close, link_fate::rotate, false, noon + hours(72)},
      {"off for good", open_link, invite_cause::revoke, link_fate::rotate, false, noon + hours(72)},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const auto after = moved(c.link, c.cause, c.fate).value().reply;
    CHECK(after.generation == (c.renewed ? 2 : 1));
    CHECK(after.key_id == (c.renewed ? 2 : 1));
    CHECK(after.vouched_by == (c.renewed ? manager().who->id : c.link.vouched_by));
    CHECK(after.vouched_group == (c.renewed ? administrators().id : members().id));
    CHECK(after.expires_at == c.expires_at);
  }
}

TEST_CASE("a personal link is mailed when it is resent, and when it is another one; each mail is counted") {
  auto closed = personal_invite();
  closed.state = invite_state::closed;
  const auto mails = [](const result<decision<invite>>& d) { return effects_of(d.value().operations).size(); };
  CHECK(mails(moved(personal_invite(), invite_cause::resend)) == 1);
  CHECK(mails(moved(personal_invite(), invite_cause::resend, link_fate::keep)) == 1);
  CHECK(mails(moved(closed, invite_cause::reopen)) == 1);
  CHECK(mails(moved(closed, invite_cause::reopen, link_fate::keep)) == 0);
  CHECK(mails(moved(open_invite(), invite_cause::rotate)) == 0);
  const auto resent = moved(personal_invite(), invite_cause::resend, link_fate::rotate, spent_mails(4));
  CHECK(added(resent.value().operations, &counter::count) == 1);
  CHECK(assigned(*on(kind::outbox, resent.value().operations).front(), &outbox_item::generation)->integer() == 2);
  for (const auto fate : {link_fate::rotate, link_fate::keep}) {
    CHECK(refusal(moved(personal_invite(), invite_cause::resend, fate, spent_mails(5))) == errc::mails_exhausted);
  }
}

TEST_CASE("a used personal link is not resent, and the store is asked again whether it was used") {
  auto used = personal_invite();
  used.uses = 1;
  CHECK(refusal(moved(used, invite_cause::resend)) == errc::illegal_transition);
  CHECK(moved(used, invite_cause::revoke));
  const auto resent = moved(personal_invite(), invite_cause::resend);
  const auto& change = *on(kind::invite, resent.value().operations).front();
  REQUIRE(change.conditions.size() == 1);
  CHECK(change.conditions[0].column == column_of(&invite::uses));
  CHECK(change.conditions[0].is == comparison::less);
  CHECK(change.conditions[0].other == column_of(&invite::max_uses));
}

TEST_CASE("a link that has expired or whose uses are spent can be made anew, and its uses count on") {
  auto old = open_invite();
  old.expires_at = noon;
  old.max_uses = old.uses = 3;
  const auto fresh = moved(old, invite_cause::rotate).value().reply;
  CHECK(fresh.expires_at == noon + minutes(10) + hours(72));
  CHECK(refusal_of(fresh, fresh.generation, noon + minutes(20)) == link_refusal::used_up);
  auto late = personal_invite();
  late.expires_at = noon;
  const auto resent = moved(late, invite_cause::resend).value().reply;
  CHECK(refusal_of(resent, resent.generation, noon + minutes(20)) == link_refusal::none);
}

TEST_CASE("a request whose time is over keeps nobody from being invited, though nobody has written the lapse down") {
  auto who = account_number(1, account_kind::client, account_state::pending);
  who.decide_by = noon + tick;
  CHECK(is_taken(who, noon));
  who.decide_by = noon;
  CHECK_FALSE(is_taken(who, noon));
}

TEST_CASE("for whom a personal link was is known for thirty days after its end, or after it was revoked") {
  const auto made = invited({.mails = spent_mails(0)}).value().reply;
  CHECK(made.forget_at == *made.expires_at + days(30));
  const auto now = noon + minutes(10);
  const auto closed = moved(made, invite_cause::close).value().reply;
  CHECK(closed.forget_at == made.forget_at);
  CHECK(moved(made, invite_cause::resend, link_fate::keep).value().reply.forget_at == now + hours(72) + days(30));
  CHECK(moved(closed, invite_cause::reopen).value().reply.forget_at == now + hours(72) + days(30));
  CHECK(moved(made, invite_cause::revoke).value().reply.forget_at == now + days(30));
  auto late = made;
  late.expires_at = noon;
  CHECK(moved(late, invite_cause::revoke).value().reply.forget_at == noon + days(30));
  for (const auto cause : {invite_cause::rotate, invite_cause::close, invite_cause::revoke}) {
    CHECK_FALSE(moved(open_invite(), cause).value().reply.forget_at.has_value());
  }
}

TEST_CASE("a link that forgets for whom it was opens nothing, and nothing else about it is changed") {
  auto link = personal_invite();
  link.label = "For Zoe";
  link.forget_at = noon;
  const auto change = forget_invitee(link);
  CHECK(change.revision == link.revision);
  for (const auto column : {column_of(&invite::email), column_of(&invite::email_key), column_of(&invite::label),
                            column_of(&invite::forget_at)}) {
    const auto found =
        std::find_if(change.set.begin(), change.set.end(), [&](const assignment& one) { return one.column == column; });
    REQUIRE(found != change.set.end());
    CHECK(found->value.is_null());
  }
  CHECK(assigned(change, &invite::state)->integer() == static_cast<int>(invite_state::revoked));
  CHECK(change.set.size() == 5);
}
