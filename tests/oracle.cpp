// SPDX-License-Identifier: BSL-1.0
#include "oracle.hpp"

#include <doctest/doctest.h>

#include <boost/json/src.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#ifdef PARVIS_ORACLES
namespace oracle {

std::string read(std::string_view path) {
  const auto full = std::string(PARVIS_ORACLES) + "/" + std::string(path);
  std::ifstream file(full, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), full);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> read_lines(std::string_view path) {
  std::istringstream text(read(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

boost::json::value read_json(std::string_view path) { return boost::json::parse(read(path)); }

std::vector<boost::json::value> read_json_lines(std::string_view path) {
  std::vector<boost::json::value> values;
  for (const auto& line : read_lines(path)) values.push_back(boost::json::parse(line));
  return values;
}

}  // namespace oracle
#endif
