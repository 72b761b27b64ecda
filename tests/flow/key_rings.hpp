// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "flow/firm.hpp"

namespace flow_test {

/// Keys of which the last one is primary.
inline portal opened_with(firm& f, const std::vector<std::uint32_t>& ids) {
  constexpr std::string_view secrets[] = {"a secret of thirty-two octets ..", "another one of thirty-two octets"};
  std::vector<ring_key> keys;
  for (const auto id : ids) {
    keys.push_back(
        {.id = id, .secret = secrets[id - 1], .state = id == ids.back() ? key_state::primary : key_state::verify});
  }
  return portal::open({key_ring::make(keys).value()}, {.storage = &f.watched,
                                                       .clock = &f.clock,
                                                       .random = &f.random,
                                                       .hasher = &f.hasher,
                                                       .mailer = &f.mailer,
                                                       .log = &f.log})
      .value();
}

}  // namespace flow_test
