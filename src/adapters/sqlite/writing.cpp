// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/writing.hpp"

#include "adapters/sqlite/words.hpp"

namespace parvis::inline v1::sqlite {

namespace {

constexpr std::size_t careful_groups = 16;

bool malformed(const answer& a) noexcept { return a.reason == why::malformed; }

std::size_t well_formed_in(std::span<request* const> group) noexcept {
  std::size_t out = 0;
  for (const auto* r : group) {
    for (const auto& a : r->answers) out += malformed(a) ? 0u : 1u;
  }
  return out;
}

/// Nothing was committed, or nobody knows. A refusal may have been for the sake of a batch before it in the
/// transaction, so none stands.
void answer_all(std::span<request* const> group, answer_status applied) noexcept {
  for (auto* r : group) {
    for (auto& a : r->answers) {
      if (malformed(a)) continue;
      const bool was_applied = a.status == answer_status::done || a.status == answer_status::already;
      a = {was_applied ? applied : answer_status::unavailable};
    }
  }
}

/// When others were in the way or the disk was full, the frame that makes the transaction count was not written. After
/// any other failure it may be in the log all the same, brought to the disk or not, and whoever recovers the file next
/// will find it or not.
answer_status status_of_failed_commit(int code) noexcept {
  const int primary = code & 0xff;
  return primary == SQLITE_BUSY || primary == SQLITE_FULL ? answer_status::unavailable : answer_status::unknown;
}

int number_of(connection& in, std::string_view workspace, std::optional<std::int64_t>& number) {
  const int code = in.find_workspace(workspace, number);
  if (code != SQLITE_OK || number) return code;
  auto make = in.statement("INSERT INTO parvis_workspace(name) VALUES(?)");
  if (make.bind_text(workspace).finish() == SQLITE_OK) number = sqlite3_last_insert_rowid(in.handle());
  return make.code();
}

}  // namespace

result<connection*> writer::connected() {
  if (connection_ == nullptr) {
    PARVIS_TRY(connection_, connection::open(options_));
  }
  return connection_.get();
}

writer::fate writer::apply(const request& r, std::int64_t workspace, std::size_t n, undo how) {
  const auto& b = r.batches[n];
  const auto [said, spoiled] = sqlite::apply(*connection_, workspace, b, how);
  r.answers[n] = said;
  // A trigger of the host's may have rolled back, and what follows would then be in no transaction.
  if (said.status == answer_status::unavailable || !connection_->in_transaction()) return fate::failed;
  if (said.status != answer_status::done) return spoiled ? fate::spoiled : fate::whole;
  ++applied_;
  if (++applied_since_purge_ >= batches_per_purge) {
    applied_since_purge_ = 0;
    if (purge_batch_ids(*connection_, workspace, b.at) != SQLITE_OK) return fate::failed;
  }
  if (r.context == nullptr || options_.participant == nullptr) return fate::whole;
  return options_.participant->take_part(r.context, connection_->handle(), b) ? fate::whole : fate::failed;
}

writer::fate writer::begin_and_apply(std::span<request* const> group, undo how) {
  applied_ = 0;
  // A deferred transaction that read first could not begin to write once another process had written.
  if (connection_->run("BEGIN IMMEDIATE") != SQLITE_OK) return fate::failed;
  for (const auto* r : group) {
    std::optional<std::int64_t> workspace;
    if (number_of(*connection_, r->workspace, workspace) != SQLITE_OK) return fate::failed;
    for (std::size_t n = 0; n < r->batches.size(); ++n) {
      if (malformed(r->answers[n])) continue;
      if (const auto f = apply(*r, *workspace, n, how); f != fate::whole) return f;
    }
  }
  return fate::whole;
}

void writer::run(std::span<request* const> group) {
  if (!connected()) return answer_all(group, answer_status::unavailable);
  connection_->forget_statements_when_many();
  if (careful_ > 0) --careful_;
  auto f = begin_and_apply(group, careful_ > 0 ? undo::by_savepoint : undo::by_roll_back);
  if (f == fate::spoiled) {
    connection_->roll_back();
    if (well_formed_in(group) == 1) return;  // it was alone, and its refusal stands
    careful_ = careful_groups;
    f = begin_and_apply(group, undo::by_savepoint);
  }
  if (f == fate::failed) return answer_all(group, answer_status::unavailable);
  if (!connection_->in_transaction()) return answer_all(group, answer_status::unknown);  // a participant ended it
  if (applied_ == 0) return;
  const int code = connection_->run("COMMIT");
  if (code != SQLITE_OK) answer_all(group, status_of_failed_commit(code));
}

void writer::commit_together(std::span<request* const> group) noexcept {
  try {
    run(group);
    if (connection_ != nullptr && connection_->in_transaction()) connection_->roll_back();
  } catch (...) {  // no memory, or whatever a participant throws
    answer_all(group, answer_status::unavailable);
    connection_.reset();
  }
  if (connection_ != nullptr && connection_->in_transaction()) connection_.reset();
}

result<std::size_t> writer::feed_words(std::string_view workspace, std::size_t limit) {
  PARVIS_TRY(auto* const in, connected());
  PARVIS_TRY(const bool indexed, has_word_index(*in));
  std::optional<std::int64_t> number;
  PARVIS_TRYV(ok_or_failure(in->find_workspace(workspace, number)));
  if (!indexed || !number) return std::size_t{0};
  struct ended {
    std::unique_ptr<connection>& of;
    ~ended() {
      if (of->in_transaction()) of.reset();  // nothing is kept of what went wrong
    }
  } const always{connection_};
  PARVIS_TRYV(ok_or_failure(in->run("BEGIN IMMEDIATE")));
  PARVIS_TRY(const auto fed, feed_word_index(*in, *number, limit));
  PARVIS_TRYV(ok_or_failure(in->run("COMMIT")));
  return fed;
}

}  // namespace parvis::inline v1::sqlite
