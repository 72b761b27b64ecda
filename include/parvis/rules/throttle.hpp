// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "parvis/model/settings.hpp"
#include "parvis/rules/decision.hpp"

// How often somebody may be wrong about a password (NIST SP 800-63B-4 section 3.2.2, OWASP ASVS 5.0 V6.3.1). A try is
// counted before the password is looked at, in rows that nobody's being known here has any part in. There is no limit
// for a whole workspace: it would let anybody lock everybody out, and what all tries together cost is bounded by the
// hasher's memory.

namespace parvis::inline v1 {

inline constexpr std::int64_t failures_before_delay = 5;

/// An account answers to two identifiers, its address and its username. They are counted apart, for were they counted
/// together, a stranger who fails at the one would see by the other that both belong to one account. So each has half
/// of the 100 failures that an account may see in a row.
inline constexpr std::int64_t account_failures_max = 100;
inline constexpr std::int64_t identifier_failures_max = account_failures_max / 2;

inline constexpr duration delay_max = minutes(15);       ///< so that nobody is kept out for long by a stranger
inline constexpr duration failures_kept_for = days(30);  ///< after the last one; for good once there are too many
inline constexpr duration source_window = hours(1);
inline constexpr duration source_kept_for = days(1);  ///< longer than its hour, in case the clock goes back

/// How long after so many failures in a row the next try is looked at: 1 second after the fifth, then twice as long
/// after each.
constexpr duration delay_after(std::int64_t failures) noexcept {
  if (failures < failures_before_delay) return {};
  const auto doublings = std::min<std::int64_t>(failures - failures_before_delay, 10);
  return std::min(seconds(std::int64_t{1} << doublings), delay_max);
}

/// A counter that may not be there yet.
struct tally {
  uuid id{};  ///< a keyed digest of what is counted
  std::optional<counter> seen{};
};

/// The failures that a try has behind it.
struct tries {
  tally identifier{};
  std::optional<tally> source{};  ///< absent where the host does not name it; its id is of this hour only
};

/// What has expired is forgotten, be it purged or not.
inline std::int64_t failures_of(const tally& of, instant now) noexcept {
  const bool stands = of.seen && (!of.seen->expires_at || now < *of.seen->expires_at);
  return stands ? of.seen->count : 0;
}

inline constexpr std::int64_t source_failures_least = 10;
inline constexpr std::int64_t source_failures_most = 1'000'000;
inline std::int64_t source_failures_max(const settings& workspace) noexcept {
  return std::clamp(workspace.failures_per_source_max, source_failures_least, source_failures_most);
}

/// How long until the next password is looked at. A clock that has gone back makes it longer.
inline duration wait_of(const tries& made, const settings& workspace, instant now) noexcept {
  duration out{};
  const auto until = [&](instant at) {
    if (at > now) out = std::max(out, duration{at.us - now.us});
  };
  const auto failures = failures_of(made.identifier, now);
  if (failures >= failures_before_delay && made.identifier.seen->expires_at) {
    until(*made.identifier.seen->expires_at - failures_kept_for + delay_after(failures));
  }
  if (made.source && failures_of(*made.source, now) >= source_failures_max(workspace)) {
    until({(now.us / source_window.us + 1) * source_window.us});
  }
  return out;
}

/// `sign_in_disabled`, or `too_many_attempts` with how long to wait; nothing when a password may be looked at.
inline std::optional<failure> refusal_of_try(const tries& made, const settings& workspace, instant now) {
  if (failures_of(made.identifier, now) >= identifier_failures_max) return failure{errc::sign_in_disabled};
  const auto wait = wait_of(made, workspace, now);
  if (wait <= duration{}) return std::nullopt;
  failure out{errc::too_many_attempts};
  out.retry_after_us = wait.us;
  return out;
}

namespace detail {

/// One more failure of an identifier. It holds only if nobody else has counted since, so that of many tries at once
/// each knows how many came before it.
inline operation count_failure(tally& of, instant now) {
  const auto failures = failures_of(of, now) + 1;
  counter after{.id = of.id, .revision = 1, .count = failures, .at_most = identifier_failures_max};
  if (failures < identifier_failures_max) after.expires_at = now + failures_kept_for;
  const auto before = std::exchange(of.seen, after);
  if (!before) return inserting(after);
  const auto counted = std::clamp<std::int64_t>(before->count, 0, identifier_failures_max);
  of.seen->revision = before->revision + 1;
  return {.type = op_type::change,
          .kind = kind::counter,
          .id = of.id,
          .revision = before->revision,
          .set = {{column_of(&counter::at_most), *after.at_most},
                  {column_of(&counter::expires_at), detail::encode(after.expires_at)}},
          .add = {{column_of(&counter::count), failures - counted}}};
}

/// One more try from a source, which many people may share: they never meet, and the store keeps the bound.
inline operation count_at_source(tally& of, std::int64_t at_most, instant now) {
  if (!of.seen) of.seen = counter{.id = of.id};
  ++of.seen->count;
  return {
      .type = op_type::change,
      .kind = kind::counter,
      .id = of.id,
      .or_insert = true,
      .set = {{column_of(&counter::at_most), at_most}, {column_of(&counter::expires_at), (now + source_kept_for).us}},
      .add = {{column_of(&counter::count), 1}}};
}

/// A source that counts nothing any more has been purged since.
inline void uncount(std::vector<operation>& to, const tally& of) {
  if (!of.seen || of.seen->count == 0) return;
  to.push_back(
      {.type = op_type::change, .kind = kind::counter, .id = of.id, .add = {{column_of(&counter::count), -1}}});
}

}  // namespace detail

/// What becomes of a try before its password is looked at.
struct counted_try {
  std::optional<failure> refused{};
  tries now{};  ///< as the counters stand once it is counted
};

/// Counts a try, or refuses it. The first that a source is refused within its hour goes to the trail: it takes the one
/// place beyond the bound.
inline decision<counted_try> count_try(tries made, const settings& workspace, stamp& at) {
  const auto most = source_failures_max(workspace);
  decision<counted_try> out{{}, {refusal_of_try(made, workspace, at.now), {}}};
  if (!out.reply.refused) {
    out.operations.push_back(detail::count_failure(made.identifier, at.now));
    if (made.source) out.operations.push_back(detail::count_at_source(*made.source, most, at.now));
  } else if (made.source && failures_of(*made.source, at.now) == most) {
    out.operations = {detail::count_at_source(*made.source, most + 1, at.now),
                      record(at, {.what = event_type::source_closed, .subject = made.source->id, .number = most})};
  }
  out.reply.now = std::move(made);
  return out;
}

/// A right password: the failures of its identifier are forgotten, and the try was none of its source.
inline std::vector<operation> settle_try(const tries& made) {
  std::vector<operation> out;
  if (made.identifier.seen) out.push_back(removing(*made.identifier.seen));
  if (made.source) detail::uncount(out, *made.source);
  return out;
}

/// A password that could not be looked at was no failure.
inline std::vector<operation> give_back_try(const tries& made) {
  std::vector<operation> out;
  detail::uncount(out, made.identifier);
  if (made.source) detail::uncount(out, *made.source);
  return out;
}

}  // namespace parvis::inline v1
