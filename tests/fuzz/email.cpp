// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/email.hpp"

#include "line_check.hpp"
#include "parvis/model/mail.hpp"

// Input: the address; or what a text policy answers, a line feed, and the address.

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  const auto first = in.line();
  const bool by_policy = !in.empty();
  const fuzz::hostile_policy policy(first);
  const auto text = by_policy ? in.rest() : first;

  const auto parsed = email::parse(text, by_policy ? &policy : nullptr);
  if (!parsed) return 0;
  const auto& one = parsed.assume_value();
  PARVIS_HOLDS(one.spelling() == text);
  PARVIS_HOLDS(one.address().size() <= email::octets_max);
  for (const char c : one.address()) PARVIS_HOLDS(c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '"');
  PARVIS_HOLDS(header_text::parse(one.address()).value().text() == one.address());
  PARVIS_HOLDS(one.key() == ascii_lower(one.address()));
  PARVIS_HOLDS(one.key().ends_with("@" + std::string(one.domain())));

  for (const auto& printed : {one.address(), one.key()}) {
    const auto again = email::parse(printed).value();
    PARVIS_HOLDS(again.address().substr(0, printed.find('@')) == printed.substr(0, printed.find('@')));
    PARVIS_HOLDS(again.key() == one.key() && again.mailbox_key() == one.mailbox_key());
  }
  PARVIS_HOLDS(one.mailbox_key().ends_with("@" + std::string(one.domain())));
  PARVIS_HOLDS(one.key().starts_with(one.mailbox_key().substr(0, one.mailbox_key().find('@'))));
  return 0;
}
