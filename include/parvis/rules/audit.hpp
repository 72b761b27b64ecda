// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/model/event.hpp"
#include "parvis/rules/decision.hpp"

// The sealed trail: position n bears hash n = SHA-256(hash n-1 ‖ n ‖ entry n), and hash 0 names the workspace. Commits
// write events without either, so that they never meet; sealing gives both, in batches that guard the head.

namespace parvis::inline v1 {

/// SHA-256 (FIPS 180-4): 32 octets. The rules see no library that has it.
using sha256_function = std::string (*)(std::string_view);

inline constexpr std::size_t audit_hash_size = 32;

namespace detail {

/// In network order, as wide as its type.
template <class Integer>
void put(std::string& to, Integer n) {
  for (int shift = static_cast<int>(sizeof n) * 8; shift > 0;) {
    to += static_cast<char>(static_cast<std::uint64_t>(n) >> (shift -= 8) & 0xff);
  }
}

inline constexpr std::uint8_t audit_entry_version = 1;
static_assert(column_count<event>() == 11, "a new column is hashed too, under a new version");

}  // namespace detail

/// An entry as it is hashed: the version, then every column but those that sealing gives, in the order of the schema.
inline std::string canonical(const event& e) {
  std::string out;
  detail::put(out, detail::audit_entry_version);
  out += e.id.bytes();
  detail::put(out, static_cast<std::uint16_t>(e.what));
  out += e.actor.bytes();
  out += e.subject.bytes();
  detail::put(out, e.at.us);
  detail::put(out, e.settings_revision);
  detail::put(out, e.number);
  out += e.invite.bytes();
  detail::put(out, static_cast<std::uint32_t>(e.note.octets.size()));
  return out += e.note.octets;
}

/// Where the trail of a workspace begins: no two workspaces share a hash.
inline audit_anchor trail_start(std::string_view workspace, sha256_function hash) {
  return {0, hash(std::string("parvis audit 1\n").append(workspace))};
}

/// The place of an entry that follows on `before`.
inline audit_anchor next_in_trail(const audit_anchor& before, const event& e, sha256_function hash) {
  audit_anchor out{before.position + 1, before.hash};
  detail::put(out.hash, out.position);
  out.hash = hash(out.hash += canonical(e));
  return out;
}

// --- sealing ---

struct seal_facts {
  std::optional<audit_head> head{};  ///< none before the first seal
  audit_anchor start{};              ///< of the workspace
  std::vector<event> unsealed{};     ///< in the order in which they are to stand
};

/// Each to be committed as a batch, in this order; the head stands last in it.
struct sealing {
  std::vector<std::vector<operation>> batches;
  audit_anchor head;
};

/// Where the trail ends, as far as the head tells.
inline audit_anchor end_of_trail(const std::optional<audit_head>& head, const audit_anchor& start) {
  return head ? audit_anchor{head->position, head->hash.octets} : start;
}

/// Moves the head on from where `before` left it. Its revision alone does not tell: another sealer may have brought it
/// to the same one with other entries, and this batch would then follow on what was never there.
inline operation moving(const std::optional<audit_head>& before, const audit_head& after) {
  if (!before) return inserting(after);
  auto out = changing(*before, after);
  out.conditions.push_back({column_of(&audit_head::hash), comparison::equal, value::bytes(before->hash.octets)});
  return out;
}

/// `corrupt_row` when the head stands where no trail can be.
inline result<sealing> seal(const seal_facts& facts, instant now, sha256_function hash) {
  auto end = end_of_trail(facts.head, facts.start);
  if (end.position < 0 || end.position > std::numeric_limits<std::int64_t>::max() / 2) {
    return failure{errc::corrupt_row, {}, "audit_head.position"};
  }
  constexpr std::size_t entries_max = operations_max - 1;
  sealing out;
  auto head = facts.head;
  for (std::size_t first = 0; first < facts.unsealed.size(); first += entries_max) {
    auto& operations = out.batches.emplace_back();
    for (auto n = first; n < std::min(first + entries_max, facts.unsealed.size()); ++n) {
      end = next_in_trail(end, facts.unsealed[n], hash);
      auto sealed = facts.unsealed[n];
      sealed.unsealed_at.reset();
      sealed.position = end.position;
      sealed.hash.octets = end.hash;
      operations.push_back(changing(facts.unsealed[n], sealed));
    }
    const audit_head moved{
        .revision = head ? head->revision + 1 : 1, .position = end.position, .hash = {end.hash}, .sealed_at = now};
    operations.push_back(moving(head, moved));
    head = moved;
  }
  out.head = std::move(end);
  return out;
}

// --- verifying ---

struct verify_facts {
  audit_anchor start{};                   ///< of the workspace
  audit_anchor from{};                    ///< verified before; position 0: from the start
  std::optional<audit_anchor> through{};  ///< kept by the host
  std::optional<audit_head> head{};       ///< read before the first entry
};

/// A sealed entry, and whether the text of its note is another than the one it names.
struct trail_entry {
  event entry;
  bool note_altered = false;
};

/// Goes along the sealed trail, entry by entry, until the first that is not as it was sealed. Entries that are sealed
/// meanwhile are no defect.
class trail_check {
 public:
  trail_check(const verify_facts& facts, sha256_function hash)
      : hash_(hash), head_(end_of_trail(facts.head, facts.start)) {
    at_ = facts.from.position == 0 ? facts.start : facts.from;
    if (facts.through && facts.through->position > 0) through_ = facts.through;
    const bool behind = head_.position < at_.position;
    if (behind || misses(head_, at_) || (through_ && misses(*through_, at_))) {
      found({at_.position, {}, audit_defect::anchor});
    }
  }

  /// The next entry in the order of (position, id), and the one after it if there is one.
  void judge(const trail_entry& one, const event* after) {
    if (ended()) return;
    const auto& [entry, note_altered] = one;
    const auto next = next_in_trail(at_, entry, hash_);
    if (entry.position != next.position) return found({next.position, {}, audit_defect::missing});
    const bool sound = entry.hash.octets == next.hash && !entry.unsealed_at && !note_altered;
    if (after != nullptr && after->position == entry.position) {
      return found({next.position, sound ? after->id : entry.id, audit_defect::repeated});
    }
    if (!sound) return found({next.position, entry.id, audit_defect::altered});
    if (through_ && misses(*through_, next)) return found({next.position, entry.id, audit_defect::anchor});
    if (misses(head_, next)) return found({next.position, entry.id, audit_defect::head});
    if (at_.position == head_.position) past_head_ = entry.id;
    at_ = next;
    ++verified_;
  }

  [[nodiscard]] bool ended() const noexcept { return first_bad_.has_value(); }
  /// Whether the head has to be read again: there are entries past the one that was read.
  [[nodiscard]] bool past_head() const noexcept { return !ended() && at_.position > head_.position; }

  /// `head`: as it stands after the last entry was read, if `past_head`.
  audit_report finish(const std::optional<audit_head>& head) {
    if (!ended() && at_.position < head_.position) found({at_.position + 1, {}, audit_defect::missing});
    if (past_head() && (!head || head->position < at_.position)) {
      found({head_.position + 1, past_head_, audit_defect::head});
    }
    if (!ended() && through_ && through_->position > at_.position) {
      found({through_->position, {}, audit_defect::anchor});
    }
    return {verified_, at_, first_bad_};
  }

 private:
  static bool misses(const audit_anchor& kept, const audit_anchor& at) {
    return kept.position == at.position && kept.hash != at.hash;
  }
  void found(audit_finding what) { first_bad_ = what; }

  sha256_function hash_;
  std::optional<audit_anchor> through_;
  audit_anchor head_;
  audit_anchor at_;
  event_id past_head_{};
  std::size_t verified_ = 0;
  std::optional<audit_finding> first_bad_;
};

}  // namespace parvis::inline v1
