// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/token.hpp"

#include "fuzz.hpp"
#include "parvis/crypto.hpp"

// Input: a digit for the kind, one for the key and a place to change, a line with a generation, a line with the
// workspace; the rest is the row's id, and a token that somebody brings.

using namespace parvis;

namespace {

const key_ring& ring() {
  static const auto made = key_ring::make({{1, "a secret of thirty-two octets ..", key_state::primary},
                                           {2, "another one of thirty-two octets", key_state::verify}})
                               .value();
  return made;
}

constexpr token_kind kinds[] = {token_kind::invite, token_kind::verify,       token_kind::reset,
                                token_kind::join,   token_kind::email_change, token_kind::continuation};

/// Only what the ring itself issues is believed.
void bring(std::string_view text, std::string_view workspace) {
  const auto parsed = token::parse(text);
  if (!parsed) return;
  const auto& one = parsed.assume_value();
  PARVIS_HOLDS(one.text() == text);
  for (const auto expected : kinds) {
    if (!ring().verify(one, expected, workspace)) continue;
    PARVIS_HOLDS(one.kind() == expected);
    const auto issued = ring().issue(expected, workspace, one.row(), one.generation(), one.key_id());
    PARVIS_HOLDS(issued.value().text() == text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  const auto kind = kinds[in.below(std::size(kinds))];
  const auto key_id = static_cast<std::uint32_t>(1 + in.below(2));
  const auto place = in.below(token::text_size);
  const auto generation = static_cast<std::uint32_t>(in.number());
  const auto workspace = in.line();
  const auto text = in.rest();
  bring(text, workspace);

  uuid row;
  std::copy_n(text.begin(), std::min(text.size(), row.octet.size()), row.octet.begin());
  const auto issued = ring().issue(kind, workspace, row, generation, key_id).value();
  PARVIS_HOLDS(ring().verify(issued, kind, workspace).has_value());
  PARVIS_HOLDS(!ring().verify(issued, kind, std::string(workspace) + "x").has_value());
  PARVIS_HOLDS(!ring().issue(kind, workspace, row, generation, 3).has_value());
  for (const auto other : kinds) PARVIS_HOLDS(ring().verify(issued, other, workspace).has_value() == (other == kind));

  const auto link = issued.text();
  bring(link, workspace);
  const auto read = token::parse(link).value();
  PARVIS_HOLDS(read.row() == row && read.generation() == generation && read.key_id() == key_id && read.kind() == kind);
  for (const char c : {'A', 'Z', 'a', '9', '-', '_', 'i', 'v', 'e', '1', '.', ' ', '\0'}) {
    auto forged = link;
    if (std::exchange(forged[place], c) == c) continue;
    const auto parsed = token::parse(forged);
    for (const auto expected : kinds)
      PARVIS_HOLDS(!parsed || !ring().verify(parsed.assume_value(), expected, workspace));
  }

  const auto digest = ring().digest(digest_purpose::note, workspace, text);
  PARVIS_HOLDS(ring().matches(digest, digest_purpose::note, workspace, text));
  PARVIS_HOLDS(!ring().matches(digest, digest_purpose::identifier, workspace, text));
  PARVIS_HOLDS(!ring().matches(text, digest_purpose::note, workspace, text));
  return 0;
}
