// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

#include "flow/firm.hpp"
#include "parvis/testkit/faulty_storage.hpp"

using namespace flow_test;
using testkit::storage_call;
using testkit::storage_fault;

namespace {

/// A firm with one mail to send, and nothing else.
outbox_item one_mail(firm& f) {
  f.deliver();
  REQUIRE(f.door.sign_up(f.somebody(), f.form("zoe")));
  return f.all<outbox_item>().back();
}

drain_reply drain(firm& f) {
  const auto drained = f.door.drain_outbox(f.somebody(), 100);
  REQUIRE(refusal(drained) == errc{});
  return drained.value();
}

/// Carries all mails but those to one address, at which it throws.
class choking_mailer final : public mailer {
 public:
  result<> send(const mail& what) override {
    if (what.to.address() == "poison@example.org") throw std::runtime_error("choked");
    sent.push_back(what.to.address());
    return success();
  }
  std::vector<std::string> sent;
};

}  // namespace

TEST_CASE("a mail that cannot be sent now is tried again, later each time, and given up after twelve tries") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    f.change_settings([](settings& s) { s.email_proof_lifetime = days(30); });
    const auto item = one_mail(f);
    f.mailer.fail_with(errc::unavailable);
    for (std::int64_t tries = 1; tries <= 12; ++tries) {
      CAPTURE(tries);
      const auto reply = drain(f);
      const auto now = f.get<outbox_item>(item.id);
      CHECK(now.tries == tries);
      if (tries == 12) {
        CHECK(reply.dead == 1);
        CHECK(reply.failed == 1);
        CHECK(now.state == outbox_state::dead);
        CHECK_FALSE(now.due_at);
        break;
      }
      CHECK(reply.later == 1);
      REQUIRE(reply.last_failure);
      CHECK(reply.failed == 1);
      CHECK(reply.last_failure->code == errc::unavailable);
      CHECK_FALSE(reply.last_failure->message.empty());
      const auto wait = minutes(std::min<std::int64_t>(std::int64_t{1} << (tries - 1), tries > 8 ? 240 : 128));
      CHECK(now.due_at == f.clock.now().value() + wait);
      f.clock.advance(duration{wait.us - 1});
      CHECK(drain(f).later == 0);
      f.clock.advance({1});
    }
    CHECK(f.events().back() == event_type::mail_failed);
    f.mailer.fail_with({});
    f.clock.advance(days(1));
    CHECK(drain(f).done == 0);
    CHECK(f.mailer.take().empty());
  });
}

TEST_CASE("a mail that can never be sent is given up at once") {
  on_every_storage([](firm& f) {
    const auto item = one_mail(f);
    f.mailer.fail_with(errc::email_invalid);
    CHECK(drain(f).dead == 1);
    CHECK(f.get<outbox_item>(item.id).state == outbox_state::dead);
    CHECK(f.events().back() == event_type::mail_failed);
  });
}

TEST_CASE("what no longer holds is not sent") {
  on_every_storage([](firm& f) {
    const auto item = one_mail(f);
    f.clock.advance(hours(8));
    const auto reply = drain(f);
    CHECK(reply.void_ == 1);
    CHECK(reply.done == 0);
    CHECK(f.mailer.take().empty());
    CHECK(f.get<outbox_item>(item.id).state == outbox_state::void_);
  });
}

TEST_CASE("a mail whose link, or whose request, is over by the time it is drained or tried again is not sent") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    f.deliver();
    REQUIRE(f.door.add_user(f.as_administrator(), {.first_name = "Nina",
                                                   .last_name = "Roy",
                                                   .email = "nina@ravel.example",
                                                   .group = f.team.members,
                                                   .seniority = "lawyer"}));
    const auto link = f.all<outbox_item>().back();
    REQUIRE(link.effect == effect::mail_join);
    f.mailer.fail_with(errc::email_invalid);
    REQUIRE(drain(f).dead == 1);
    f.mailer.fail_with({});
    f.clock.advance(hours(72));
    REQUIRE(f.door.retry_outbox(f.as_administrator(), link.id));
    CHECK(drain(f).void_ == 1);

    f.collaborator("zoe");
    f.mailer.take();
    REQUIRE(f.queued() == std::vector{effect::mail_request_received, effect::mail_approval_needed});
    f.clock.advance(days(30));
    CHECK(drain(f).void_ == 2);
    CHECK(f.mailer.take().empty());
  });
}

TEST_CASE("a mail goes to the address that the account has when it is sent") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    f.edit<account>(zoe.id, [](account& a) { a.email = "new@example.org"; });
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to.address() == "new@example.org");
    CHECK(mails[0].to_name.text() == "Given Family");
  });
}

TEST_CASE("who takes a mail has it for five minutes; after a crash it goes out again under the same Message-ID") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto item = one_mail(f);
    testkit::faulty_storage crashing{f.watched};
    auto worker = firm::opened_portal(f, crashing);
    crashing.arm({.call = storage_call::commit, .number = 2, .for_ever = true});
    CHECK(worker.drain_outbox(f.somebody(), 100));
    const auto first = f.mailer.take();
    REQUIRE(first.size() == 1);
    CHECK(f.log.text().find("outbox_not_settled") != std::string::npos);

    f.clock.advance(duration{minutes(5).us - 1});
    CHECK(drain(f).done == 0);
    f.clock.advance({1});
    CHECK(drain(f).done == 1);
    const auto second = f.mailer.take();
    REQUIRE(second.size() == 1);
    CHECK(second[0].id == first[0].id);
    CHECK(second[0].message_id == first[0].message_id);
    CHECK(second[0].text == first[0].text);
    CHECK(f.get<outbox_item>(item.id).tries == 2);
    f.clock.advance(days(1));
    CHECK(drain(f).done == 0);
  });
}

TEST_CASE("what another worker has taken in the meantime is left to it") {
  on_every_storage([](firm& f) {
    one_mail(f);
    f.watched.before_next_commit([&] { CHECK(drain(f).done == 1); });
    CHECK(drain(f).done == 0);
    CHECK(f.mailer.take().size() == 1);
  });
}

TEST_CASE("a reply that is lost, of taking or of settling, sends no mail twice and none too late") {
  on_every_storage([](firm& f) {
    for (const auto lost : {1U, 2U}) {
      for (const auto fault : {storage_fault::reply_lost, storage_fault::unknown_unapplied}) {
        CAPTURE(lost);
        one_mail(f);
        testkit::faulty_storage losing{f.watched};
        auto worker = firm::opened_portal(f, losing);
        losing.arm({.call = storage_call::commit, .number = lost, .fault = fault});
        const auto reply = worker.drain_outbox(f.somebody(), 100);
        CHECK(reply.value().done == 1);
        f.clock.advance(hours(1));
        f.deliver();
        CHECK(f.all<outbox_item>().back().state == outbox_state::done);
        CHECK(f.all<outbox_item>().back().tries == 1);
      }
    }
  });
}

TEST_CASE("a mail that makes the mailer throw keeps no other from going out once") {
  on_every_storage([](firm& f) {
    f.deliver();
    for (const auto* name : {"first", "poison", "last"}) REQUIRE(f.door.sign_up(f.somebody(), f.form(name)));
    choking_mailer choking;
    auto worker =
        portal::open(
            firm::with_keys(),
            {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &f.hasher, .mailer = &choking})
            .value();
    for (int n = 0; n < 3; ++n) {
      const auto reply = worker.drain_outbox(f.somebody(), 100);
      REQUIRE(refusal(reply) == errc{});
      CHECK(reply.value().done == (n == 0 ? 2U : 0U));
      CHECK(reply.value().later == 1);
      REQUIRE(reply.value().last_failure);
      CHECK(reply.value().last_failure->detail == "choked");
      f.clock.advance(hours(1));
    }
    CHECK(choking.sent == std::vector<std::string>{"first@example.org", "last@example.org"});
    CHECK(f.deliver().size() == 1);
  });
}

TEST_CASE("without a mailer mails wait, and no try is counted; they go out once there is one") {
  on_every_storage([](firm& f) {
    const auto item = one_mail(f);
    auto mute = portal::open(firm::with_keys(),
                             {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &f.hasher})
                    .value();
    for (int n = 0; n < 20; ++n) {
      const auto reply = mute.drain_outbox(f.somebody(), 100).value();
      CHECK(reply.later == 1);
      CHECK(reply.failed == 0);
      CHECK_FALSE(reply.last_failure);
      f.clock.advance(minutes(5));
    }
    CHECK(f.get<outbox_item>(item.id).tries == 0);
    CHECK(f.deliver().size() == 1);
  });
}

TEST_CASE("a case that the host cannot open now is opened later, under the same key") {
  on_every_storage([](firm& f) {
    auto form = f.form("zoe");
    form.token = token_in(f.link({.case_role = case_role::client}).link);
    f.account_of(form);
    f.cases.fail_with(errc::unavailable);
    f.deliver();
    CHECK(f.cases.opened().empty());
    f.cases.fail_with({});
    f.clock.advance(minutes(1));
    f.deliver();
    REQUIRE(f.cases.opened().size() == 1);
    CHECK(f.events().back() == event_type::case_opened);
    CHECK(f.cases.opened()[0].email == form.email);
  });
}

TEST_CASE(
    "the case of whoever is deactivated before it was opened is opened once they are active again, and once only") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    auto form = f.form("zoe");
    form.token = token_in(f.link({.case_role = case_role::client}).link);
    const auto zoe = f.account_of(form);
    const auto items = f.all<outbox_item>();
    const auto item = std::ranges::find(items, effect::open_case, &outbox_item::effect);
    REQUIRE(item != items.end());
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = zoe.id}));
    for (int n = 0; n < 20; ++n) {
      f.deliver();
      f.clock.advance(hours(1));
    }
    CHECK(f.cases.opened().empty());
    CHECK(f.get<outbox_item>(item->id).tries == 0);
    REQUIRE(f.door.reactivate(f.as_administrator(), {.account = zoe.id}));
    f.deliver();
    REQUIRE(f.cases.opened().size() == 1);
    CHECK(f.cases.opened()[0].key == item->id);
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = zoe.id}));
    REQUIRE(f.door.reactivate(f.as_administrator(), {.account = zoe.id}));
    f.deliver();
    CHECK(f.cases.opened().size() == 1);
  });
}

TEST_CASE("no case is opened for whoever has been erased") {
  on_every_storage([](firm& f) {
    auto form = f.form("zoe");
    form.token = token_in(f.link({.case_role = case_role::client}).link);
    const auto zoe = f.account_of(form);
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = zoe.id}));
    f.deliver();
    REQUIRE(f.door.erase(f.as_administrator(), {.account = zoe.id}));
    f.clock.advance(hours(1));
    f.deliver();
    CHECK(f.cases.opened().empty());
    for (const auto& one : f.all<outbox_item>()) CHECK(one.state != outbox_state::queued);
  });
}

TEST_CASE("mails are written in the language of who reads them") {
  on_every_storage([](firm& f) {
    f.deliver();
    const std::pair<const char*, const char*> cases[] = {{"fr", "fr"}, {"ar", "ar"}, {"de", "en"}, {"", "en"}};
    int n = 0;
    for (const auto& [asked, written] : cases) {
      auto form = f.form("person" + std::to_string(n++));
      form.language = asked;
      REQUIRE(f.door.sign_up(f.somebody(), form));
      const auto mails = f.deliver();
      REQUIRE(mails.size() == 1);
      CHECK(mails[0].language.text() == written);
    }
  });
}

TEST_CASE("a mail whose tries never came to an end is given up, and does not kill another worker") {
  on_every_storage([](firm& f) {
    const auto item = one_mail(f);
    for (const auto tries : {std::int64_t{12}, std::numeric_limits<std::int64_t>::max()}) {
      f.edit<outbox_item>(item.id, [&](outbox_item& one) {
        one.state = outbox_state::queued;
        one.due_at = item.due_at;
        one.tries = tries;
      });
      CHECK(drain(f).dead == 1);
      CHECK(f.mailer.take().empty());
      CHECK(f.get<outbox_item>(item.id).state == outbox_state::dead);
    }
  });
}

TEST_CASE("a dead letter is found, and goes out once more under the same Message-ID") {
  on_every_storage([](firm& f) {
    const auto item = one_mail(f);
    f.mailer.fail_with(errc::email_invalid);
    CHECK(drain(f).dead == 1);
    f.mailer.fail_with({});
    const auto by = f.as_administrator();
    const auto found = f.door.list_outbox(by, {});
    REQUIRE(refusal(found) == errc{});
    REQUIRE(found.value().items.size() == 1);
    CHECK(found.value().items[0].id == item.id);
    CHECK(found.value().items[0].tries == 1);

    const auto again = f.door.retry_outbox(by, item.id);
    REQUIRE(refusal(again) == errc{});
    CHECK(again.value().id == item.id);
    CHECK(again.value().revision == f.get<outbox_item>(item.id).revision);
    CHECK(f.events().back() == event_type::outbox_retried);
    CHECK(f.door.list_outbox(by, {}).value().items.empty());
    CHECK(refusal(f.door.retry_outbox(by, item.id)) == errc::illegal_transition);
    CHECK(drain(f).done == 1);
    const auto mails = f.mailer.take();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].id == item.id);
    CHECK(mails[0].message_id.text() == "<" + to_string(item.id) + "@portal.example.org>");
    CHECK(refusal(f.door.retry_outbox(by, item.id)) == errc::illegal_transition);
    CHECK(drain(f).done == 0);
  });
}

TEST_CASE("of two who retry a dead letter at once one does, and it is sent once") {
  on_every_storage([](firm& f) {
    const auto item = one_mail(f);
    f.mailer.fail_with(errc::email_invalid);
    drain(f);
    f.mailer.fail_with({});
    f.watched.before_next_commit([&] { CHECK(f.door.retry_outbox(f.as_administrator(), item.id)); });
    CHECK(refusal(f.door.retry_outbox(f.as_administrator(), item.id)) == errc::illegal_transition);
    CHECK(f.deliver().size() == 1);
  });
}

TEST_CASE("the operator sees which mails lie there, and not why the firm refused or banned somebody") {
  on_every_storage([](firm& f) {
    const auto zoe = f.joined_user("zoe");
    f.deliver();
    REQUIRE(f.door.ban(f.as_administrator(), {.account = zoe.id, .reason = "Insults"}));
    const auto seen = [&](const caller& by) {
      return f.door.list_outbox(by, {.state = outbox_state::queued}).value().items.at(0);
    };
    CHECK(seen(f.as_administrator()).reason == "Insults");
    CHECK(seen(f.as_operator()).reason.empty());
    CHECK(seen(f.as_operator()).id == seen(f.as_administrator()).id);
    CHECK(refusal(f.door.list_events(f.as_operator(), {})) == errc::permission_denied);
  });
}

TEST_CASE("the outbox is for those who manage users, and read page by page") {
  on_every_storage([](firm& f) {
    const auto user = f.joined_user("paul");
    f.deliver();
    for (int n = 0; n < 5; ++n) REQUIRE(f.door.sign_up(f.somebody(), f.form("person" + std::to_string(n))));
    for (const auto& by : {f.somebody(), f.as(user.id), f.as(account_id{})}) {
      CHECK(refusal(f.door.list_outbox(by, {})) == errc::permission_denied);
      CHECK(refusal(f.door.retry_outbox(by, f.all<outbox_item>().front().id)) == errc::permission_denied);
      CHECK(refusal(f.door.preview_mail(by, {.effect = effect::mail_welcome})) == errc::permission_denied);
    }
    const auto by = f.as_administrator();
    CHECK(refusal(f.door.retry_outbox(by, {})) == errc::not_found);
    CHECK(refusal(f.door.list_outbox(by, {.limit = 0})) == errc::out_of_range);
    CHECK(refusal(f.door.list_outbox(by, {.limit = page_max + 1})) == errc::out_of_range);
    std::vector<outbox_id> seen;
    list_outbox_request request{.state = outbox_state::queued, .limit = 2};
    for (int pages = 1;; ++pages) {
      const auto page = f.door.list_outbox(by, request).value();
      for (const auto& one : page.items) seen.push_back(one.id);
      request.after = page.next;
      if (!page.next) {
        CHECK(pages == 3);
        break;
      }
    }
    CHECK(seen.size() == 5);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
  });
}

TEST_CASE("a link whose key has left the ring makes its mail a dead letter, and no other") {
  on_every_storage([](firm& f) {
    f.deliver();
    const auto made = f.link({.max_uses = 1});
    const auto now = f.clock.now().value();
    outbox_item item{.id = outbox_id{made.invite.id},
                     .effect = effect::mail_invitation,
                     .about = made.invite.id,
                     .to = "zoe@example.org",
                     .generation = made.invite.generation,
                     .due_at = now,
                     .created_at = now};
    const batch one{item.id, now, {inserting(item)}};
    REQUIRE(f.inner->commit(firm::workspace, {&one, 1}, nullptr).front().status == answer_status::done);
    f.edit<invite>(made.invite.id, [](invite& i) { i.key_id = 9; });
    REQUIRE(f.door.sign_up(f.somebody(), f.form("yann")));
    const auto reply = drain(f);
    CHECK(reply.dead == 1);
    CHECK(reply.done == 1);
    CHECK(f.get<outbox_item>(item.id).state == outbox_state::dead);

    f.edit<invite>(made.invite.id, [](invite& i) { i.key_id = 1; });
    REQUIRE(f.door.retry_outbox(f.as_administrator(), item.id));
    f.mailer.take();
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to.address() == "zoe@example.org");
    CHECK(mails[0].text.find("\n" + made.link + "\n") != std::string::npos);
    CHECK(refusal(f.door.check_invite(f.somebody(), token_in(mails[0].text))) == errc{});
  });
}

namespace {

/// Another storage that hands out one row as nobody could have written it.
class damaging_storage final : public storage {
 public:
  explicit damaging_storage(storage& inner) : inner_(inner) {}
  [[nodiscard]] capabilities able() const override { return inner_.able(); }
  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    auto out = inner_.load(workspace, keys, context);
    for (auto& one : out.value()) {
      if (one) damage(*one);
    }
    return out;
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    auto out = inner_.scan(workspace, what, context);
    for (auto& one : out.value().rows) damage(one);
    return out;
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    return inner_.commit(workspace, batches, context);
  }
  uuid damaged{};

 private:
  void damage(row& one) const {
    if (one.id == damaged) one.values.front() = value::text("not what it was");
  }
  storage& inner_;
};

}  // namespace

TEST_CASE("a row that cannot be read keeps no mail but its own from going out") {
  on_every_storage([](firm& f) {
    damaging_storage damaging{f.watched};
    auto worker = firm::opened_portal(f, damaging);
    const auto poison = f.account_of(f.form("poison"));
    const auto welcome = f.all<outbox_item>().back();
    REQUIRE(welcome.about == poison.id);
    for (const auto& damaged : {uuid{welcome.id}, uuid{poison.id}}) {
      damaging.damaged = damaged;
      for (int n = 0; n < 3; ++n) REQUIRE(f.door.sign_up(f.somebody(), f.form("person" + std::to_string(n))));
      const auto reply = worker.drain_outbox(f.somebody(), 100);
      REQUIRE(refusal(reply) == errc{});
      CHECK(reply.value().done == 3);
      CHECK(reply.value().later == (damaged == poison.id ? 1U : 0U));
    }
    CHECK(f.log.text().find("outbox_item_unreadable " + to_string(welcome.id)) != std::string::npos);
    CHECK(f.mailer.take().size() == 6);
    f.clock.advance(minutes(1));
    const auto healed = f.deliver();
    REQUIRE(healed.size() == 1);
    CHECK(healed[0].id == welcome.id);
  });
}
