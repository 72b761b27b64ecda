// SPDX-License-Identifier: BSL-1.0
// The approver decides; collaborators meet at the last seat.
#include <algorithm>
#include <future>
#include <latch>

#include "stage.hpp"

namespace story {

namespace {

using revisions = std::map<parvis::account_id, std::uint64_t>;

/// The list of clients as the approver sees it, page by page: who is pending, and in which revision.
revisions pending(stage& on) {
  revisions out;
  parvis::list_accounts_request request{.limit = 10, .count_cap = 1000};
  for (;;) {
    const auto page = on.portal.list_accounts(on.karim, request).value();
    for (const auto& one : page.accounts) out[one.id] = one.revision;
    if (!page.next) break;
    request.after = page.next;
  }
  return out;
}

std::vector<const guest*> guests_to(const stage& on, std::string_view decision, const revisions& seen) {
  std::vector<const guest*> out;
  for (const auto& who : on.guests) {
    if (seen.contains(who.account) && who.form.decide == decision) out.push_back(&who);
  }
  return out;
}

std::string list_of(const std::vector<const guest*>& people) {
  std::string out;
  for (const auto* who : people) out += (out.empty() ? "" : ", ") + name_of(who->form);
  return out;
}

void approve_each(stage& on, std::string_view decision, const revisions& seen) {
  for (const auto* who : guests_to(on, decision, seen)) {
    const auto told = on.portal.approve(on.karim, {who->account, seen.at(who->account)});
    const auto again = on.portal.approve(on.karim, {who->account, seen.at(who->account)});
    on.tell.line("Approves " + name_of(who->form) + ": " + std::string(answer(told)));
    on.tell.expect("approving " + name_of(who->form) + " once more", answer(told), answer(again));
  }
}

void reject_each(stage& on, const revisions& seen) {
  for (const auto* who : guests_to(on, "reject", seen)) {
    const auto told = on.portal.reject(
        on.karim, {.account = who->account, .seen = seen.at(who->account), .reason = who->form.reason});
    on.tell.line("Rejects " + name_of(who->form) + ": " + std::string(answer(told)));
    const auto mails = deliver(on);
    const bool reason_told = std::any_of(mails.begin(), mails.end(), [&](const parvis::mail& mail) {
      return mail.text.find(who->form.reason) != mail.text.npos;
    });
    on.tell.expect("the reason in a mail", "told", reason_told ? "told" : "not told");
  }
}

parvis::pool_view pool(stage& on, std::string_view sku) {
  const auto pools = on.portal.list_pools(on.claire).value();
  return *std::find_if(pools.begin(), pools.end(), [&](const parvis::pool_view& one) { return one.sku == sku; });
}

}  // namespace

void decide(stage& on) {
  on.tell.chapter("Karim Benali decides");
  const auto proven =
      std::count_if(on.guests.begin(), on.guests.end(), [](const guest& who) { return !who.account.is_nil(); });
  const auto seen = pending(on);
  on.tell.line(std::to_string(seen.size()) + " people are in the list of clients.");
  on.tell.expect("people awaiting approval", static_cast<std::size_t>(proven), seen.size());
  if (seen.empty()) return;
  const auto [someone, revision] = *seen.begin();
  on.tell.expect("approving by nobody", "permission_denied", answer(on.portal.approve(on.system, {someone, revision})));
  on.tell.expect("approving what has changed", "stale", answer(on.portal.approve(on.karim, {someone, revision + 1})));
  approve_each(on, "approve", seen);
  reject_each(on, seen);
  if (const auto left = guests_to(on, "leave", seen); !left.empty()) on.tell.line("Leaves for later: " + list_of(left));
  deliver(on);
}

void race_for_the_last_seat(stage& on) {
  on.tell.chapter("The race for the last seat");
  const auto seen = pending(on);
  const auto racers = guests_to(on, "race", seen);
  for (const auto* who : racers) on.labels[who->account] = "one of those who raced";
  const auto before = pool(on, "collaborators");
  on.tell.line("Seats held: " + pools_of(on) + ".");

  std::latch ready(static_cast<std::ptrdiff_t>(racers.size()) + 1);
  std::vector<std::future<parvis::result<parvis::account_view>>> answers;
  for (const auto* who : racers) {
    answers.push_back(std::async(std::launch::async, [&on, &seen, &ready, who] {
      ready.arrive_and_wait();
      return on.portal.approve(on.karim, {who->account, seen.at(who->account)});
    }));
  }
  ready.arrive_and_wait();
  std::map<std::string, std::size_t> outcomes;
  for (auto& one : answers) ++outcomes[std::string(answer(one.get()))];

  std::string told;
  for (const auto& [state, count] : outcomes) {
    told += (told.empty() ? "" : ", ") + std::to_string(count) + " " + state;
  }
  on.tell.line("Approved at once, each from a thread: " + list_of(racers) + ". " + told + ".");
  const auto seats = static_cast<std::size_t>(before.capacity - before.held);
  on.tell.expect("active after the race", std::min(seats, racers.size()), outcomes["active"]);
  on.tell.expect("waiting after the race", racers.size() - std::min(seats, racers.size()), outcomes["waiting"]);

  approve_each(on, "approve_last", seen);
  on.tell.line("Seats held: " + pools_of(on) + ".");
  deliver(on);
}

void grant_one_more(stage& on) {
  on.tell.chapter("Claire Beaumont buys one more seat");
  const auto before = pool(on, "collaborators");
  const auto after = on.portal.grant_seats(on.vendor, {"collaborators", 1}).value();
  on.tell.line("Seats held: " + pools_of(on) + ".");
  on.tell.expect("admitted from the queue", before.waiting > 0 ? 1U : 0U,
                 static_cast<std::size_t>(after.held - before.held));
  on.tell.expect("a grant by an approver", "permission_denied",
                 answer(on.portal.grant_seats(on.karim, {"collaborators", 1}), "done"));
  for (const auto& mail : deliver(on)) on.tell.line("Mail: " + mail.subject.text());
}

}  // namespace story
