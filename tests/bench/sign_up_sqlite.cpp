// SPDX-License-Identifier: BSL-1.0
#include "sign_up.hpp"

// The batch of a sign-up through a link against a C program that writes the same rows. Each side has a file of its own
// with 10,000 accounts to begin with, made by us, so that tables and indexes are the same.

void bench_sign_up_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

template <class Id = uuid>
Id id_of(const unsigned char* octets) {
  Id out;
  std::memcpy(out.octet.data(), octets, 16);
  return out;
}

batch batch_of(const raw_sign_up& p) {
  batch out{id_of(p.batch), {p.at}, {}};
  out.operations.push_back({.type = op_type::change, .kind = kind::settings, .id = settings_row, .revision = 1});
  out.operations.push_back({.type = op_type::change,
                            .kind = kind::invite,
                            .id = link_id,
                            .add = {{column_of(&invite::uses), 1}},
                            .conditions = {{column_of(&invite::state), comparison::equal, std::int64_t{1}}}});
  account a{.id = id_of<account_id>(p.account)};
  a.access = access::client;
  a.email = a.email_key = p.email;
  a.username = a.username_key = p.username;
  a.first_name = p.first_name;
  a.last_name = p.last_name;
  a.password = p.password;
  a.language = "fr";
  a.invite = invite_id{link_id};
  a.created_at = {p.at};
  a.credential_epoch = 1;
  a.case_role = case_role::client;
  a.settings_revision = 1;
  out.operations.push_back(inserting(a));
  event e{.id = id_of<event_id>(p.event), .what = event_type::email_proven, .subject = a.id, .at = {p.at}};
  e.settings_revision = 1;
  e.invite = link_id;
  out.operations.push_back(inserting(e));
  for (const auto n : {0, 1}) {
    outbox_item mail{.id = id_of<outbox_id>(p.mail[n])};
    mail.effect = n == 0 ? effect::mail_request_received : effect::mail_approval_needed;
    mail.about = mail.recipient = a.id;
    mail.language = "fr";
    mail.due_at = mail.created_at = {p.at};
    out.operations.push_back(inserting(mail));
  }
  return out;
}

/// A file with 10,000 accounts to begin with.
std::unique_ptr<sqlite_storage> made(const std::string& path, sqlite_synchronous synchronous) {
  auto opened = sqlite_storage::open({.path = path, .synchronous = synchronous});
  must(opened.has_value(), "the file cannot be made");
  settings s;
  s.portal_name = "Cabinet";
  invite link{.id = invite_id{link_id}};
  std::vector<batch> batches{{uuid::well_known(9), {at_us}, {inserting(s), inserting(link)}}};
  for (crowd people(0); batches.size() <= 10'000;) batches.push_back(batch_of(people.next()));
  for (const auto& a : opened.value()->commit(firm, batches, nullptr)) {
    must(a.status == answer_status::done, "a first account");
  }
  return std::move(opened).value();
}

void measure_batch(const setting& how, bench_table& table) {
  const folder in;
  const auto ours = made(in.file("ours.db"), how.synchronous);
  made(in.file("raw.db"), how.synchronous).reset();
  const auto raw = raw_over(in.file("raw.db"), how.synchronous, link_id);
  const auto sign_up = [&](const raw_sign_up& p) {
    const auto b = batch_of(p);
    return ours->commit(firm, {&b, 1}, nullptr).front().status == answer_status::done;
  };
  measure(how, sign_up, raw.get(), table);
}

}  // namespace

void bench_sign_up_sqlite(bench_table& table) {
  constexpr auto full = sqlite_synchronous::full, normal = sqlite_synchronous::normal;
  constexpr setting settings[] = {{"sign-up batch, FULL, 1 thread", full, 1, ">= 0.75 x raw"},
                                  {"sign-up batch, NORMAL, 1 thread", normal, 1, ">= 0.60 x raw"},
                                  {"sign-up batch, FULL, 64 threads", full, 64, ">= 0.70 x raw group commit"},
                                  {"sign-up batch, NORMAL, 64 threads", normal, 64, ">= 0.70 x raw group commit"}};
  for (const auto& how : settings) measure_batch(how, table);
}
