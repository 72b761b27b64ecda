// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>

#include "bench.hpp"
#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/model/schema.hpp"
#include "raw_sqlite.h"

// What the benchmarks of a sign-up have in common: the people who sign up, and rounds of threads that let them.

namespace sign_up_bench {

using namespace parvis;
using steady = std::chrono::steady_clock;

inline constexpr std::string_view firm = "firm";
inline constexpr uuid link_id = uuid::well_known(7);
inline constexpr std::int32_t checkpoint_pages = sqlite_options{}.checkpoint_pages;
inline constexpr std::int64_t at_us = 1'760'000'000'000'000;

inline void must(bool held, const char* what) {
  if (!held) throw std::runtime_error(what);
}

/// The people who sign up, one after the other, ids and all.
class crowd {
 public:
  raw_sign_up next() {
    raw_sign_up out{};
    for (auto* id : {out.batch, out.account, out.event, out.mail[0], out.mail[1]}) {
      std::memcpy(id, ids_.next().octet.data(), 16);
    }
    const auto n = std::to_string(++count_) + suffix_;
    email_ = "camille.durand." + n + "@example.com";
    username_ = "camille.durand." + n;
    out.email = email_.c_str();
    out.username = username_.c_str();
    out.first_name = "Camille";
    out.last_name = "Durand-Lefèvre";
    out.password = "$scrypt$ln=15,r=8,p=3$c29tZXNhbHRzb21lc2FsdA$0123456789012345678901234567890123456789012";
    out.at = at_us;
    return out;
  }
  explicit crowd(unsigned number)
      : ids_({at_us}, {0, static_cast<std::uint8_t>(number >> 8), 0, static_cast<std::uint8_t>(number)}),
        suffix_('-' + std::to_string(number)) {}

 private:
  id_source ids_;
  std::string suffix_, email_, username_;
  std::uint64_t count_ = 0;
};

template <class Id = uuid>
Id id_of(const unsigned char* octets) {
  Id out;
  std::memcpy(out.octet.data(), octets, 16);
  return out;
}

/// The rows of a sign-up through a link.
inline batch batch_of(const raw_sign_up& p) {
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
  e.unsealed_at = e.at;
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
inline std::unique_ptr<sqlite_storage> made(const std::string& path, sqlite_synchronous synchronous) {
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

/// What a round of one side gave.
struct figures {
  double per_second = 0, p99_us = 0, unfairness = 0;
};

/// `threads` threads sign people up as long as `length`, each its own crowd.
template <class SignUp>
figures run(unsigned threads, std::chrono::milliseconds length, unsigned& crowds, const SignUp& sign_up) {
  std::vector<std::vector<double>> took(threads);
  std::atomic<bool> failed = false;
  std::vector<std::thread> all;
  const auto start = steady::now();
  for (auto& mine : took) {
    all.emplace_back([&mine, &failed, &sign_up, start, length, number = ++crowds] {
      crowd people(number);
      for (auto before = steady::now(); before - start < length;) {
        if (!sign_up(people.next())) failed = true;
        const auto after = steady::now();
        mine.push_back(std::chrono::duration<double, std::micro>(after - before).count());
        before = after;
      }
    });
  }
  for (auto& t : all) t.join();
  const double seconds = std::chrono::duration<double>(steady::now() - start).count();
  must(!failed, "a sign-up failed");
  std::vector<double> every;
  std::size_t fewest = took[0].size(), most = 0;
  for (const auto& mine : took) {
    fewest = std::min(fewest, mine.size());
    most = std::max(most, mine.size());
    every.insert(every.end(), mine.begin(), mine.end());
  }
  const auto p99 = every.begin() + static_cast<std::ptrdiff_t>(every.size() * 99 / 100);
  std::nth_element(every.begin(), p99, every.end());
  return {static_cast<double>(every.size()) / seconds, *p99, static_cast<double>(most) / static_cast<double>(fewest)};
}

inline figures median(const std::vector<figures>& all, double figures::* member) {
  std::vector<double> numbers;
  for (const auto& f : all) numbers.push_back(f.*member);
  figures out;
  out.*member = bench_median(numbers);
  return out;
}

struct setting {
  const char* name;
  sqlite_synchronous synchronous;
  unsigned threads;
  const char* goal;
};

using raw_handle = std::unique_ptr<raw_store, decltype(&raw_close)>;

/// From now on the C program writes to a file that the library made.
inline raw_handle raw_over(const std::string& path, sqlite_synchronous synchronous, const uuid& link) {
  raw_handle raw{raw_open(path.c_str(), synchronous == sqlite_synchronous::full ? 1 : 0, checkpoint_pages,
                          settings_row.octet.data(), link.octet.data()),
                 raw_close};
  must(raw != nullptr, "the C program cannot open the file");
  return raw;
}

/// A folder for the files of both sides, empty, and gone afterwards.
class folder {
 public:
  folder() : path_(std::filesystem::temp_directory_path() / "parvis-bench") {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Rounds of both sides in turn, and the rows of the table that they give.
template <class Ours>
void measure(const setting& how, const Ours& our_sign_up, raw_store* raw, bench_table& table) {
  const auto raw_one = [&](const raw_sign_up& p) { return raw_commit(raw, &p) == 0; };
  std::vector<figures> our_figures, raw_figures;
  unsigned our_crowds = 0, raw_crowds = 0;
  const int rounds = how.threads == 1 ? 7 : 5;
  for (int round = 0; round < rounds; ++round) {
    const std::chrono::milliseconds length(1000);
    our_figures.push_back(run(how.threads, length, our_crowds, our_sign_up));
    if (how.threads == 1) {
      raw_figures.push_back(run(1, length, raw_crowds, raw_one));
      continue;
    }
    auto* group = raw_group_start(raw);
    must(group != nullptr, "no thread");
    const auto raw_many = [&](const raw_sign_up& p) { return raw_group_commit(group, &p) == 0; };
    raw_figures.push_back(run(how.threads, length, raw_crowds, raw_many));
    raw_group_stop(group);
  }
  const auto add = [&](const std::string& what, double figures::* member, const std::string& goal) {
    const double a = median(our_figures, member).*member, b = median(raw_figures, member).*member;
    table.push_back({std::string(how.name) + ", " + what, a, b, a / b, goal});
  };
  add("per second", &figures::per_second, how.goal);
  add("p99 in us", &figures::p99_us, "<= 1.5 x raw");
  if (how.threads > 1) add("fastest / slowest thread", &figures::unfairness, "ours <= 1.5");
}

}  // namespace sign_up_bench
