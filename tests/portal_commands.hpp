// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace test {

/// Every command of the portal, as its header declares it, so that a table of them is known to be whole.
inline std::set<std::string> portal_commands() {
  const std::regex command{R"(^  result<.*> (\w+)\(const caller&)"};
  std::ifstream header(PARVIS_PORTAL);
  std::set<std::string> out;
  for (std::string line; std::getline(header, line);) {
    std::smatch found;
    if (std::regex_search(line, found, command)) out.insert(found[1]);
  }
  return out;
}

}  // namespace test
