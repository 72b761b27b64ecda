// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <unistd.h>

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
inline constexpr uuid link_id = uuid::well_known(7), voucher_id = uuid::well_known(11),
                      group_of_voucher = uuid::well_known(12);
inline constexpr std::int32_t checkpoint_pages = sqlite_options{}.checkpoint_pages;
inline constexpr std::int64_t at_us = 1'760'000'000'000'000;

inline void must(bool held, const char* what) {
  if (!held) throw std::runtime_error(what);
}

/// The people who sign up, one after the other, ids and all.
class crowd {
 public:
  explicit crowd(unsigned number) : number_(number), suffix_('-' + std::to_string(number)) {}

  raw_sign_up next() {
    raw_sign_up out{};
    ++count_;
    go_on(out);
    for (auto* id : {out.account, out.sign_up, out.counter, out.note}) draw(id);
    const auto n = std::to_string(count_) + suffix_;
    email_ = "camille.durand." + n + "@example.com";
    username_ = "camille.durand." + n;
    out.email = email_.c_str();
    out.username = username_.c_str();
    out.first_name = "Camille";
    out.last_name = "Durand-Lefèvre";
    out.password = "$scrypt$ln=15,r=8,p=3$c29tZXNhbHRzb21lc2FsdA$0123456789012345678901234567890123456789012";
    return out;
  }
  /// What is drawn anew for the next thing that they do: the time, and ids that grow with it, as ours do.
  void go_on(raw_sign_up& p) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    p.at = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    ids_ = id_source({p.at}, {0, octet_of(number_ >> 8), octet_of(number_), octet_of(count_ >> 16),
                              octet_of(count_ >> 8), octet_of(count_), 0, 0});
    for (auto* id : {p.batch, p.event, p.mail[0], p.mail[1]}) draw(id);
  }

 private:
  void draw(unsigned char* id) { std::memcpy(id, ids_.next().octet.data(), 16); }

  static std::uint8_t octet_of(std::uint64_t n) { return static_cast<std::uint8_t>(n); }

  id_source ids_{{}, {}};
  unsigned number_;
  std::uint64_t count_ = 0;
  std::string suffix_, email_, username_;
};

template <class Id = uuid>
Id id_of(const unsigned char* octets) {
  Id out;
  std::memcpy(out.octet.data(), octets, 16);
  return out;
}

inline raw_rows rows_of(const uuid& link, const uuid& voucher, const uuid& group) {
  raw_rows out{};
  const std::pair<unsigned char*, const uuid*> places[] = {
      {out.settings, &settings_row}, {out.invite, &link}, {out.voucher, &voucher}, {out.group, &group}};
  for (const auto& [to, from] : places) std::memcpy(to, from->octet.data(), 16);
  return out;
}

/// Those of a file that `made` makes.
inline const raw_rows made_rows = rows_of(link_id, voucher_id, group_of_voucher);

inline operation guard(kind of, const uuid& row) {
  return {.type = op_type::change, .kind = of, .id = row, .revision = 1};
}

/// Who has signed up through a link and waits for an approver.
inline account account_of(const raw_sign_up& p) {
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
  a.case_role = case_role::client;
  a.settings_revision = 2;
  a.decide_by = a.created_at + days(30);
  a.remind_at = a.created_at + days(7);
  return a;
}

/// The rows of a sign-up through a link where no address need be proven.
inline batch batch_of(const raw_sign_up& p) {
  batch out{id_of(p.batch), {p.at}, {}};
  out.operations = {guard(kind::settings, settings_row), guard(kind::account, voucher_id),
                    guard(kind::group, group_of_voucher), guard(kind::invite, link_id)};
  out.operations.back().add = {{column_of(&invite::uses), 1}};
  const auto a = account_of(p);
  out.operations.push_back(inserting(a));
  event e{.id = id_of<event_id>(p.event), .what = event_type::email_proven, .subject = a.id, .at = {p.at}};
  e.settings_revision = 2;
  e.number = static_cast<std::int64_t>(a.state);
  e.invite = link_id;
  e.unsealed_at = e.at;
  out.operations.push_back(inserting(e));
  for (const auto n : {0, 1}) {
    outbox_item mail{.id = id_of<outbox_id>(p.mail[n])};
    mail.effect = n == 0 ? effect::mail_request_received : effect::mail_approval_needed;
    mail.addressee = n == 0 ? addressee::person : addressee::deciders;
    mail.about = a.id;
    mail.recipient = n == 0 ? a.id : account_id{};
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
  const invite link{.id = invite_id{link_id}};
  const account voucher{.id = account_id{voucher_id}};
  const group managers{.id = group_id{group_of_voucher}};
  std::vector<batch> batches{
      {uuid::well_known(9), {at_us}, {inserting(s), inserting(link), inserting(voucher), inserting(managers)}}};
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

/// `threads` threads work as long as `length`, each with a crowd and a copy of `work` of its own.
template <class Work>
figures run_each(unsigned threads, std::chrono::milliseconds length, unsigned& crowds, const Work& work) {
  std::vector<std::vector<double>> took(threads);
  std::atomic<bool> failed = false;
  std::vector<std::thread> all;
  const auto start = steady::now();
  for (auto& mine : took) {
    all.emplace_back([&mine, &failed, start, length, work = work, number = ++crowds]() mutable {
      crowd people(number);
      for (auto before = steady::now(); before - start < length;) {
        if (!work(people)) failed = true;
        const auto after = steady::now();
        mine.push_back(std::chrono::duration<double, std::micro>(after - before).count());
        before = after;
      }
    });
  }
  for (auto& t : all) t.join();
  const double seconds = std::chrono::duration<double>(steady::now() - start).count();
  must(!failed, "a call failed");
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

/// `threads` threads sign people up.
template <class SignUp>
figures run(unsigned threads, std::chrono::milliseconds length, unsigned& crowds, const SignUp& sign_up) {
  return run_each(threads, length, crowds, [&sign_up](crowd& people) { return sign_up(people.next()); });
}

/// One of the figures, as a row of the table.
struct told_figure {
  const char* what;
  double figures::* member;
  std::string goal;
};

/// The medians of both sides.
inline void add_rows(bench_table& table, const std::string& name, const std::vector<figures>& ours,
                     const std::vector<figures>& theirs, const std::vector<told_figure>& told) {
  for (const auto& [what, member, goal] : told) {
    const auto median = [member = member](const std::vector<figures>& all) {
      std::vector<double> numbers;
      for (const auto& f : all) numbers.push_back(f.*member);
      return bench_median(std::move(numbers));
    };
    const double a = median(ours), b = median(theirs);
    table.push_back({name + ", " + what, a, b, a / b, goal});
  }
}

struct setting {
  const char* name;
  sqlite_synchronous synchronous;
  unsigned threads;
  const char* goal;
};

using raw_handle = std::unique_ptr<raw_store, decltype(&raw_close)>;

/// From now on the C program writes to a file that the library made.
inline raw_handle raw_over(const std::string& path, sqlite_synchronous synchronous, const raw_rows& rows) {
  raw_handle raw{raw_open(path.c_str(), synchronous == sqlite_synchronous::full ? 1 : 0, checkpoint_pages, &rows),
                 raw_close};
  must(raw != nullptr, "the C program cannot open the file");
  return raw;
}

/// A folder of this process for the files of both sides, gone afterwards.
class folder {
 public:
  folder() : path_(std::filesystem::temp_directory_path() / ("parvis-bench-" + std::to_string(getpid()))) {
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
  const auto raw_one = [&](const raw_sign_up& p) { return raw_commit(raw, RAW_SIGN_UP, &p) == 0; };
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
    const auto raw_many = [&](const raw_sign_up& p) { return raw_group_commit(group, RAW_SIGN_UP, &p) == 0; };
    raw_figures.push_back(run(how.threads, length, raw_crowds, raw_many));
    raw_group_stop(group);
  }
  std::vector<told_figure> told{{"per second", &figures::per_second, how.goal},
                                {"p99 in us", &figures::p99_us, "<= 1.5 x raw"}};
  if (how.threads > 1) told.push_back({"fastest / slowest thread", &figures::unfairness, "ours <= 1.5"});
  add_rows(table, how.name, our_figures, raw_figures, told);
}

}  // namespace sign_up_bench
