// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "flow/core.hpp"
#include "parvis/rules/sign_in.hpp"

// Everything that asks for a password: the try is counted, the password is looked at, and what comes of it is settled.

namespace parvis::inline v1::detail {

/// Whose password was typed, and where.
struct guess {
  std::optional<std::string_view> identifier;  ///< as typed at the door; absent: the actor's own
  std::string_view password;
  std::string_view source;  ///< empty: not counted
};

/// The id of the counter of what was typed, as it is looked up: each spelling of one identifier has the same.
uuid identifier_id(const session& in, std::string_view key);

/// The password that was typed, looked at as often as another hash turns up behind it.
class judged_password {
 public:
  explicit judged_password(std::string_view typed) : typed_(typed) {}

  /// Somebody unknown, or without a password, costs the same as somebody known. False: it is wrong.
  result<bool> is_right(const session& in, const std::optional<account>& who);

  /// Under today's parameters; empty when it has them, or cannot be had just now, for that is no reason to keep anybody
  /// out. Worked out once.
  const std::string& rehashed(const session& in);

  [[nodiscard]] bool looked_at() const noexcept { return looked_at_; }

 private:
  std::string_view typed_;
  std::string right_for_;  ///< the hash that it was found right for
  bool outdated_ = false;
  bool looked_at_ = false;
  std::string rehashed_;
};

/// Counts the try; `too_many_attempts`, `sign_in_disabled`.
result<guess_facts> count_guess(session& in, const guess& given);
/// Everything that a guess is decided on, in one load; in two for the actor, whose address is known only then.
result<guess_facts> load_guess(session& in, const guess& given);
/// As if the try had not been made; best effort.
void give_back_guess(session& in, const tries& made) noexcept;

/// The account, once its password was found right and `decide` has let the command through:
/// `decide(facts, password, stamp) -> result<decision<guess_outcome>>`.
template <class Decide>
result<account> with_password(session& in, const guess& given, Decide decide) {
  PARVIS_TRY(auto facts, count_guess(in, given));
  const auto counted = facts.tries;
  judged_password password{given.password};
  bool is_fresh = true;
  auto done = attempt(in, [&](stamp& at) -> result<decision<guess_outcome>> {
    if (!std::exchange(is_fresh, false)) {
      PARVIS_TRY(facts, load_guess(in, given));
    }
    PARVIS_TRY(const bool is_right, password.is_right(in, facts.who));
    if (!is_right) return wrong_password(facts, at);
    PARVIS_TRY(const bool ended, end_ban_of(in, *facts.who));
    if (ended) {
      PARVIS_TRY(facts, load_guess(in, given));
      PARVIS_TRY(const bool still_right, password.is_right(in, facts.who));
      if (!still_right) return wrong_password(facts, at);
    }
    return decide(std::as_const(facts), password, at);
  });
  if (!password.looked_at()) give_back_guess(in, counted);
  if (!done) return std::move(done).assume_error();
  auto& outcome = done.assume_value().reply;
  if (outcome.refused) return *std::move(outcome.refused);
  return std::move(outcome.who);
}

}  // namespace parvis::inline v1::detail
