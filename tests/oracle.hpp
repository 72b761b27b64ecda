// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

/// Public test data. It lies outside the project, in the directory `PARVIS_ORACLES` (CMake option PARVIS_ORACLES_DIR);
/// tests that need it are left out when the macro is not defined. A file that cannot be read ends the test case.
#ifdef PARVIS_ORACLES
namespace oracle {

/// All bytes of a file. `path` is below the directory of oracles.
std::string read(std::string_view path);
/// The lines that are not empty, without their line ends.
std::vector<std::string> read_lines(std::string_view path);
boost::json::value read_json(std::string_view path);
/// One JSON value a line.
std::vector<boost::json::value> read_json_lines(std::string_view path);

}  // namespace oracle
#endif
