// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/audit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "crypto/sha256.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

uuid all(std::uint8_t octet) {
  uuid out;
  out.octet.fill(octet);
  return out;
}

/// Every column has something in it.
event full_event() {
  return {.id = event_id{all(0x11)},
          .revision = 1,
          .what = event_type::account_rejected,
          .actor = account_id{all(0x22)},
          .subject = all(0x33),
          .at = noon,
          .settings_revision = 3,
          .number = -6,
          .invite = all(0x44),
          .note = {std::string("ab\0\xffz", 5)},
          .unsealed_at = noon};
}

std::string hex(std::string_view octets) {
  std::string out;
  for (const char one : octets) {
    out += "0123456789abcdef"[static_cast<unsigned char>(one) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(one) & 0x0f];
  }
  return out;
}

const audit_anchor start = trail_start("ravel", sha256);

std::vector<event> unsealed(std::size_t count) {
  std::vector<event> out;
  for (std::size_t n = 0; n < count; ++n) {
    auto e = full_event();
    e.id.octet[14] = static_cast<std::uint8_t>(n >> 8);
    e.id.octet[15] = static_cast<std::uint8_t>(n);
    out.push_back(e);
  }
  return out;
}

/// A sealed trail, and the head at its end.
struct trail {
  std::vector<event> entries;
  std::optional<audit_head> head;
};
trail sealed(std::size_t count) {
  trail out;
  auto end = start;
  for (auto& e : unsealed(count)) {
    end = next_in_trail(end, e, sha256);
    e.unsealed_at.reset();
    e.position = end.position;
    e.hash.octets = end.hash;
    out.entries.push_back(e);
  }
  if (count > 0) out.head = audit_head{.revision = 1, .position = end.position, .hash = {end.hash}};
  return out;
}

/// Hashes anew from an entry on, as somebody would who may write everything.
void forge_from(trail& t, std::size_t first) {
  auto end = first == 0 ? start : audit_anchor{*t.entries[first - 1].position, t.entries[first - 1].hash.octets};
  for (std::size_t n = first; n < t.entries.size(); ++n) {
    end = next_in_trail(end, t.entries[n], sha256);
    t.entries[n].position = end.position;
    t.entries[n].hash.octets = end.hash;
  }
  t.head = audit_head{.revision = 9, .position = end.position, .hash = {end.hash}};
}

event_id forged(event_id id, std::uint8_t first_octet) {
  id.octet[0] = first_octet;
  return id;
}

audit_anchor anchor_at(const trail& t, std::size_t position) {
  return {static_cast<std::int64_t>(position), t.entries[position - 1].hash.octets};
}

audit_report verified(const trail& t, const audit_anchor& from = {}, std::optional<audit_anchor> through = {},
                      const std::optional<audit_head>& head_later = {}) {
  trail_check check{{.start = start, .from = from, .through = std::move(through), .head = t.head}, sha256};
  for (std::size_t n = 0; n < t.entries.size(); ++n) {
    if (t.entries[n].position <= from.position) continue;
    check.judge({t.entries[n]}, n + 1 < t.entries.size() ? &t.entries[n + 1] : nullptr);
  }
  return check.finish(head_later ? head_later : t.head);
}

}  // namespace

// The bytes and hashes of these two were computed apart from the library, from the layout as it is described.
TEST_CASE("the canonical form of an entry and its hash are fixed for ever") {
  CHECK(hex(canonical(full_event())) ==
        "0111111111111111111111111111111111000b22222222222222222222222222222222333333333333333333333333333333330006379d"
        "a05b60000000000000000003fffffffffffffffa4444444444444444444444444444444400000005616200ff7a");
  CHECK(hex(start.hash) == "283a31660195a4c48d80dfd7175a30655d2810b27bbe7520bce7db1603326b04");
  CHECK(hex(next_in_trail(start, full_event(), sha256).hash) ==
        "6ce23ab789c217bdf1eb02e917d0d2cb30c558717fa3efa2358166e72e818d20");
}

TEST_CASE("every column but those that sealing gives changes the hash") {
  const auto before = canonical(full_event());
  const auto with = [](auto change) {
    auto e = full_event();
    change(e);
    return canonical(e);
  };
  CHECK(with([](event& e) { e.id.octet[0] = 0; }) != before);
  CHECK(with([](event& e) { e.what = event_type::account_approved; }) != before);
  CHECK(with([](event& e) { e.actor = {}; }) != before);
  CHECK(with([](event& e) { e.subject.octet[15] ^= 1; }) != before);
  CHECK(with([](event& e) { e.at.us ^= 1; }) != before);
  CHECK(with([](event& e) { ++e.settings_revision; }) != before);
  CHECK(with([](event& e) { e.number = 6; }) != before);
  CHECK(with([](event& e) { e.invite = {}; }) != before);
  CHECK(with([](event& e) { e.note = {}; }) != before);
  CHECK(with([](event& e) {
          e.unsealed_at.reset();
          e.position = 1;
          e.hash = {"x"};
          e.revision = 2;
        }) == before);
}

TEST_CASE("the same entry has another hash at another position and in another workspace") {
  const auto e = full_event();
  const auto elsewhere = trail_start("ravel2", sha256);
  CHECK(elsewhere.hash != start.hash);
  CHECK(next_in_trail(elsewhere, e, sha256).hash != next_in_trail(start, e, sha256).hash);
  CHECK(next_in_trail({7, start.hash}, e, sha256).hash != next_in_trail(start, e, sha256).hash);
}

TEST_CASE("a sealing is batches that a store takes, each of which guards the head the one before left") {
  for (const std::size_t count : {0U, 1U, 63U, 64U, 126U, 127U, 1000U}) {
    CAPTURE(count);
    const auto decided = seal({.start = start, .unsealed = unsealed(count)}, noon, sha256).value();
    CHECK(decided.batches.size() == (count + 62) / 63);
    CHECK(decided.head.position == static_cast<std::int64_t>(count));
    const value* left = nullptr;
    std::size_t entries = 0;
    for (const auto& operations : decided.batches) {
      CHECK(defect_in(operations) == "");
      const auto& head = operations.back();
      REQUIRE(head.kind == kind::audit_head);
      CHECK(head.type == (left == nullptr ? op_type::insert : op_type::change));
      if (left != nullptr) {
        REQUIRE(head.conditions.size() == 1);
        CHECK(head.conditions[0].column == column_of(&audit_head::hash));
        CHECK(head.conditions[0].value == *left);
      }
      left = assigned(head, &audit_head::hash);
      entries += operations.size() - 1;
      for (const auto* op : on(kind::event, operations)) CHECK(op->revision == 1U);
    }
    CHECK(entries == count);
    if (left != nullptr) CHECK(left->data() == decided.head.hash);
  }
}

TEST_CASE("sealing goes on from the head, and gives what sealing at once gives") {
  const auto entries = unsealed(200);
  const auto at_once = seal({.start = start, .unsealed = entries}, noon, sha256).value();
  for (const std::size_t first : {1U, 62U, 63U, 64U, 199U}) {
    const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(first);
    const auto one = seal({.start = start, .unsealed = {entries.begin(), middle}}, noon, sha256).value();
    const audit_head head{.revision = 4, .position = one.head.position, .hash = {one.head.hash}};
    const auto two = seal({.head = head, .start = start, .unsealed = {middle, entries.end()}}, noon, sha256).value();
    CHECK(two.head == at_once.head);
    CHECK(guards(two.batches.front(), head));
  }
}

TEST_CASE("a head where no trail can be is refused, not counted on from") {
  for (const auto position : {std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
    const audit_head head{.revision = 1, .position = position};
    CHECK(refusal(seal({.head = head, .start = start, .unsealed = unsealed(1)}, noon, sha256)) == errc::corrupt_row);
  }
}

TEST_CASE("a trail as it was sealed verifies, from the start, from an anchor, and through one") {
  const auto t = sealed(20);
  const auto whole = verified(t);
  CHECK(!whole.first_bad);
  CHECK(whole.verified == 20);
  CHECK(whole.head == anchor_at(t, 20));
  for (std::size_t position = 1; position <= 20; ++position) {
    CHECK(!verified(t, {}, anchor_at(t, position)).first_bad);
    const auto rest = verified(t, anchor_at(t, position), anchor_at(t, 1));
    CHECK(!rest.first_bad);
    CHECK(rest.verified == 20 - position);
    CHECK(rest.head == anchor_at(t, 20));
  }
  CHECK(!verified(sealed(0)).first_bad);
  CHECK(verified(sealed(0)).head == start);
  CHECK(!verified(t, {}, audit_anchor{}).first_bad);
}

TEST_CASE("entries that are sealed while the trail is read are no defect") {
  auto t = sealed(20);
  const auto later = t.head;
  t.head->position = 18;
  t.head->hash = t.entries[17].hash;
  CHECK(!verified(t, {}, {}, later).first_bad);
  CHECK(verified(t).first_bad == audit_finding{19, t.entries[18].id, audit_defect::head});
}

TEST_CASE("the first entry that is not as it was sealed is named, with what is wrong") {
  using d = audit_defect;
  const auto whole = sealed(9);
  const auto id = [&](std::size_t position) { return whole.entries[position - 1].id; };
  const struct {
    const char* what;
    void (*tamper)(trail&);
    audit_finding expected;
  } cases[] = {
      {"an entry is changed", [](trail& t) { ++t.entries[3].number; }, {4, id(4), d::altered}},
      {"a hash is changed", [](trail& t) { t.entries[3].hash.octets[0] ^= 1; }, {4, id(4), d::altered}},
      {"a hash is gone", [](trail& t) { t.entries[3].hash = {}; }, {4, id(4), d::altered}},
      {"an entry is to be sealed again", [](trail& t) { t.entries[3].unsealed_at = noon; }, {4, id(4), d::altered}},
      {"the first is gone", [](trail& t) { t.entries.erase(t.entries.begin()); }, {1, {}, d::missing}},
      {"one is gone", [](trail& t) { t.entries.erase(t.entries.begin() + 4); }, {5, {}, d::missing}},
      {"the last is gone", [](trail& t) { t.entries.pop_back(); }, {9, {}, d::missing}},
      {"all are gone", [](trail& t) { t.entries.clear(); }, {1, {}, d::missing}},
      {"two change places",
       [](trail& t) {
         std::swap(t.entries[2].position, t.entries[5].position);
         std::swap(t.entries[2], t.entries[5]);
       },
       {3, id(6), d::altered}},
      {"a place is given twice, the right one first",
       [](trail& t) {
         auto other = t.entries[3];
         ++other.number;
         other.id = forged(other.id, 0xff);
         t.entries.insert(t.entries.begin() + 4, other);
       },
       {4, forged(id(4), 0xff), d::repeated}},
      {"a place is given twice, the right one last",
       [](trail& t) {
         auto other = t.entries[3];
         ++other.number;
         other.id = forged(other.id, 0x01);
         t.entries.insert(t.entries.begin() + 3, other);
       },
       {4, forged(id(4), 0x01), d::repeated}},
      {"one is left out and the others numbered anew, hashes as they were",
       [](trail& t) {
         t.entries.erase(t.entries.begin() + 4);
         for (std::size_t n = 4; n < t.entries.size(); ++n) --*t.entries[n].position;
       },
       {5, id(6), d::altered}},
      {"the head says more", [](trail& t) { ++t.head->position; }, {10, {}, d::missing}},
      {"the head says less", [](trail& t) { --t.head->position; }, {8, id(8), d::head}},
      {"the head has another hash", [](trail& t) { t.head->hash.octets[0] ^= 1; }, {9, id(9), d::head}},
      {"the head is gone", [](trail& t) { t.head.reset(); }, {1, id(1), d::head}},
      {"the head is below zero", [](trail& t) { t.head->position = -3; }, {0, {}, d::anchor}},
      {"one is added past the head",
       [](trail& t) {
         const auto head = t.head;
         auto added = t.entries.back();
         added.id = forged(added.id, 0xff);
         t.entries.push_back(added);
         forge_from(t, 9);
         t.head = head;
       },
       {10, forged(id(9), 0xff), d::head}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto t = whole;
    c.tamper(t);
    const auto report = verified(t);
    REQUIRE(report.first_bad.has_value());
    CHECK(*report.first_bad == c.expected);
    CHECK(report.verified == static_cast<std::size_t>(report.head.position));
  }
}

TEST_CASE("an altered note makes its entry altered") {
  const auto t = sealed(2);
  trail_check check{{.start = start, .head = t.head}, sha256};
  check.judge({t.entries[0], false}, &t.entries[1]);
  CHECK(!check.ended());
  check.judge({t.entries[1], true}, nullptr);
  CHECK(check.finish(t.head).first_bad == audit_finding{2, t.entries[1].id, audit_defect::altered});
}

TEST_CASE("who writes the trail anew is found by an anchor that was kept elsewhere") {
  auto t = sealed(9);
  const auto kept = anchor_at(t, 7);
  ++t.entries[4].number;
  forge_from(t, 4);
  CHECK(!verified(t).first_bad);
  CHECK(verified(t, {}, kept).first_bad == audit_finding{7, t.entries[6].id, audit_defect::anchor});
  // From the anchor on, the next entry does not follow.
  CHECK(verified(t, kept).first_bad == audit_finding{8, t.entries[7].id, audit_defect::altered});
}

TEST_CASE("a backup that is older than the anchor is found") {
  const auto kept = anchor_at(sealed(9), 9);
  const auto restored = sealed(6);
  CHECK(verified(restored, {}, kept).first_bad == audit_finding{9, {}, audit_defect::anchor});
  CHECK(verified(restored, kept).first_bad == audit_finding{9, {}, audit_defect::anchor});
  CHECK(verified(sealed(0), kept).first_bad == audit_finding{9, {}, audit_defect::anchor});
  auto as_long = sealed(9);
  as_long.entries[7].number = 0;
  forge_from(as_long, 7);
  CHECK(verified(as_long, kept).first_bad == audit_finding{9, {}, audit_defect::anchor});
  CHECK(verified(sealed(9), {2, "no"}, audit_anchor{2, "other"}).first_bad->defect == audit_defect::anchor);
}
