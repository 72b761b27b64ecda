// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "parvis/rules/access.hpp"
#include "parvis/rules/credentials.hpp"
#include "parvis/rules/people.hpp"
#include "parvis/rules/settings.hpp"
#include "parvis/rules/signup.hpp"
#include "parvis/testkit/seeded_random.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

/// Facts drawn from a seed: whatever the store may hold, sensible or not.
struct dice {
  testkit::splitmix numbers;

  std::int64_t upto(std::size_t n) { return static_cast<std::int64_t>(numbers.below(n + 1)); }
  bool coin() { return numbers.one_in(2); }
  template <class E>
  E any(E first) {
    const auto low = static_cast<std::size_t>(first);
    return static_cast<E>(low + numbers.below(static_cast<std::size_t>(last_value(first)) - low + 1));
  }

  settings any_settings() {
    auto out = open_settings(any(signup_policy::none));
    out.approval = any(approval_mode::by_default);
    out.email_proof = any(email_proof::off);
    out.when_no_seat = any(no_seat_policy::wait);
    if (coin()) out.access_requests = any(approval_mode::by_default);
    for (auto n = upto(approvers_max); n > 0; --n) {
      out.approvers.push_back(id_number<account_id>(static_cast<std::uint8_t>(n)));
    }
    return out;
  }
  account any_account(std::uint8_t n) {
    auto out = account_number(n, any(account_kind::user), any(account_state::invited));
    out.access = static_cast<parvis::access>(upto(15));
    out.case_role = any(case_role::none);
    if (coin()) out.decided_at = noon;
    const bool asks = out.state == account_state::active && coin();
    if (asks) out.asked_access = static_cast<parvis::access>(upto(15));
    if (out.state == account_state::waiting || (asks && coin())) {
      out.waiting_for = "collaborators";
      out.queued_at = noon;
    }
    return out;
  }
  std::optional<account> maybe_account(std::uint8_t n) { return coin() ? std::optional{any_account(n)} : std::nullopt; }
  std::vector<seat_pool> any_pools() {
    std::vector<seat_pool> out;
    for (const auto& rule : seat_rules) {
      if (!numbers.one_in(8)) out.push_back(pool(rule.sku, upto(3), upto(3), upto(1)));
    }
    return out;
  }
  std::optional<invite> maybe_invite() {
    if (coin()) return std::nullopt;
    auto out = open_invite(coin() ? account_kind::client : account_kind::collaborator);
    out.approval = any(approval_override::inherit);
    out.case_role = any(case_role::none);
    if (coin()) out.max_uses = upto(2);
    out.uses = upto(2);
    return out;
  }
  /// At an account that is there; whoever is not is never right.
  guess_facts any_guess(const settings& workspace, const account& who) {
    guess_facts out{workspace, who, {{id_number<uuid>(91)}, {}}};
    if (coin()) {
      out.tries.identifier.seen = counter{.id = out.tries.identifier.id, .revision = 2, .count = upto(51)};
      if (coin()) out.tries.identifier.seen->expires_at = noon + days(upto(31));
    }
    if (coin()) out.tries.source = tally{id_number<uuid>(92)};
    if (out.tries.source && coin()) out.tries.source->seen = counter{.id = id_number<uuid>(92), .count = upto(200)};
    return out;
  }
  std::optional<mailed_link> any_link(const account& who) {
    if (coin()) return std::nullopt;
    mailed_link out{.id = id_number<mailed_link_id>(93), .revision = 1, .account = who.id};
    out.email = out.email_key = "new@example.org";
    out.credential_epoch = who.credential_epoch + upto(1);
    out.created_at = noon;
    out.expires_at = noon + minutes(upto(1));
    return out;
  }
  grant_facts any_licenses() {
    grant_facts out{.actor = any_actor(), .licensing = own_vendor};
    for (auto n = upto(3); n > 0; --n) {
      const auto starts_at = noon + seconds(upto(3000));
      out.grants.push_back({.id = id_number<grant_id>(static_cast<std::uint8_t>(n)),
                            .revision = 1,
                            .sku = "core",
                            .quantity = upto(3),
                            .starts_at = starts_at,
                            .ends_at = coin() ? instant::never() : starts_at + seconds(upto(3000))});
    }
    if (!out.grants.empty()) out.one = out.grants.front();
    if (coin()) {
      out.pool = pool("core", upto(3), upto(3), upto(1));
      out.pool->next_change_at = noon + seconds(upto(3000));
    }
    return out;
  }
  actor_facts any_actor() { return coin() ? manager() : member(); }
};

/// Looks at a decision: whether it was taken at all, and that its batch may be asked for.
template <class Decision>
bool sound(const result<Decision>& decided) {
  if (!decided) return false;
  CHECK(decided.value().operations.size() <= operations_max);
  CHECK(defect_in(decided.value().operations) == "");
  return true;
}

}  // namespace

TEST_CASE("whatever the facts, a decision is a batch that every store may be asked to apply") {
  std::size_t taken = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    dice d{testkit::splitmix{seed}};
    auto at = stamp_at(noon + seconds(static_cast<std::int64_t>(seed)));
    sign_up_facts door_facts{.settings = d.any_settings(),
                             .invite = d.maybe_invite(),
                             .voucher = manager(),
                             .pools = d.any_pools(),
                             .mails = {.id = id_number<uuid>(70)}};
    if (d.numbers.one_in(4)) door_facts.by_email = d.any_account(41);
    const auto command = command_through(
        {.by_link = door_facts.invite.has_value(), .generation = 1, .wanted = d.any(account_kind::user)});
    const sign_up received{.id = id_number<sign_up_id>(60), .revision = 1, .expires_at = at.now + tick};
    const approval_facts approval{d.any_settings(), d.any_actor(), d.maybe_account(1), d.any_pools()};
    const auto wanted = d.any_settings();
    settings_facts change{d.any_settings(), manager(), {}};
    for (const auto& id : wanted.approvers) {
      change.approvers.push_back(account_number(id.octet[15], account_kind::user, account_state::active));
    }
    const add_account_facts adding{d.any_settings(), d.any_actor(),    d.coin() ? members() : administrators(), {},
                                   d.any_pools(),    code_facts_at(at)};
    const auto who = d.any_account(2);

    taken += sound(receive_sign_up(door_facts, given_in(command), at)) ? 1U : 0U;
    taken += sound(create_account(door_facts, command, at)) ? 1U : 0U;
    taken += sound(prove_email(received, door_facts, command, at)) ? 1U : 0U;
    taken += sound(approve(approval, {}, at)) ? 1U : 0U;
    taken += sound(reject(approval,
                          {.reason = d.coin() ? "no" : "", .notice = d.coin() ? notice::mail : notice::silent}, at))
                 ? 1U
                 : 0U;
    taken += sound(change_settings(change, wanted, at)) ? 1U : 0U;
    taken += sound(add_account(adding,
                               {.who = typed(somebody()),
                                .kind = who.of_kind,
                                .access = who.access,
                                .details = {.seniority = who.of_kind == account_kind::user ? "lawyer" : ""}},
                               at))
                 ? 1U
                 : 0U;
    taken +=
        sound(join({wanted, who, adding.group, {}, d.any_pools()}, 0, username::parse("zoe").value(), "$scrypt$", at))
            ? 1U
            : 0U;
    const access_facts moving{wanted, d.any_actor(), d.maybe_account(3), d.any_pools(), {.id = id_number<uuid>(71)}};
    const auto to = static_cast<parvis::access>(d.upto(15));
    taken += sound(change_access(moving, {.access = to}, at)) ? 1U : 0U;
    taken += sound(approve_access(moving, {.access = to}, at)) ? 1U : 0U;
    taken += sound(reject_access(moving, {.access = to, .reason = d.coin() ? "no" : ""}, at)) ? 1U : 0U;
    auto asking = moving;
    asking.who = asking.actor.who = d.any_account(4);
    taken += sound(ask_access(asking, to, at)) ? 1U : 0U;
    const auto licensed = d.any_licenses();
    taken += sound(grant_seats(licensed, {"core", 1}, at)) ? 1U : 0U;
    taken += sound(end_grant(licensed, {}, at)) ? 1U : 0U;
    if (licensed.pool) CHECK(defect_in(settle({*licensed.pool, licensed.grants}, at).operations) == "");
    const create_invite_facts inviting{
        .settings = wanted, .actor = d.any_actor(), .group = members(), .pools = d.any_pools()};
    taken += sound(create_invite(inviting, {.audience = account_kind::user, .group = members().id}, at)) ? 1U : 0U;
    taken += sound(invite_person(inviting, {.type = invite_type::personal},
                                 {door_facts.by_email, {.id = id_number<uuid>(78)}}, somebody().email, "", at))
                 ? 1U
                 : 0U;
    taken += sound(move_invite({wanted, inviting.actor, door_facts.invite, {}},
                               {.cause = d.coin() ? invite_cause::rotate : invite_cause::close}, at))
                 ? 1U
                 : 0U;
    taken += sound(take_turn(who, d.any_pools(), at)) ? 1U : 0U;
    const auto guess = d.any_guess(wanted, who);
    const auto link = d.any_link(who);
    const auto fresh = somebody("fresh@example.org").email;
    CHECK(defect_in(count_try(guess.tries, wanted, at).operations) == "");
    for (const auto& after : {sign_in(guess, d.coin() ? "$scrypt$" : "", at), wrong_password(guess, at),
                              change_password(guess, "$scrypt$", at),
                              request_email_change(guess, {link, {id_number<uuid>(79)}}, fresh, "slot", at)}) {
      CHECK(defect_in(after.operations) == "");
      taken += after.reply.refused ? 0U : 1U;
    }
    CHECK(defect_in(request_reset({wanted, door_facts.by_email, link, {id_number<uuid>(79)}}, fresh, "slot", at)
                        .operations) == "");
    taken += sound(reset_password({link, who, {}}, "$scrypt$", at)) ? 1U : 0U;
    taken += sound(prove_email_change({link, who, door_facts.by_email}, at)) ? 1U : 0U;
  }
  CHECK(taken > 5000);  // the dice reach the decisions, not only the refusals
}

TEST_CASE("the same facts, command and stamp give the same decision") {
  const approval_facts f{
      open_settings(), manager(), account_number(1, account_kind::client, account_state::pending), {}};
  auto at = stamp_at();
  auto again = stamp_at();
  const auto a = approve(f, {}, at).value().operations;
  const auto b = approve(f, {}, again).value().operations;
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i].id == b[i].id);
}
