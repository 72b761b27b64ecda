// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "flow/firm.hpp"

namespace flow_test {

/// Rows in memory and the answers to them. It fails, throws or does something else where it is told to.
class import_list final : public import_source {
 public:
  void add(import_row row) { rows.push_back(std::move(row)); }
  /// From the first row on again.
  void rewind() { next_ = 0; }
  [[nodiscard]] import_request request(std::string key) {
    rewind();
    return {.key = std::move(key), .rows = this};
  }

  [[nodiscard]] static import_row user(const firm& f, const std::string& name) {
    return {.user = add_user_request{.first_name = "User",
                                     .last_name = "Of Firm",
                                     .email = firm::address_of(name),
                                     .group = f.team.members,
                                     .seniority = "lawyer"}};
  }
  [[nodiscard]] static import_row client(const std::string& name, std::string key = {}) {
    return {.key = std::move(key),
            .portal_account = add_portal_account_request{
                .first_name = "Given", .last_name = "Family", .email = firm::address_of(name)}};
  }
  [[nodiscard]] static import_row invitee(const std::string& name) {
    return {.invited = parvis::invitee{.email = firm::address_of(name)}};
  }

  result<bool> next(import_row& into) override {
    ++asked;
    if (next_ == rows.size()) {
      next_ = 0;  // from the beginning, the next time
      return false;
    }
    const auto number = next_ + 1;
    if (number == 1 && before_first) std::exchange(before_first, nullptr)();
    if (const auto found = at_row.find(number); found != at_row.end()) found->second();
    if (number == fails_at || number == throws_at) next_ = 0;
    if (number == fails_at) return failure{errc::host_failed, {}, "the file ends here"};
    if (number == throws_at) throw std::runtime_error("no such file");
    into = rows[next_++];
    return true;
  }
  result<> tell(const import_outcome& outcome) override {
    if (outcome.number == deaf_at) {
      next_ = 0;
      return failure{errc::host_failed, {}, "nobody listens"};
    }
    told.push_back(outcome);
    return success();
  }

  std::vector<import_row> rows;
  std::vector<import_outcome> told;
  std::size_t asked = 0;  ///< times
  std::size_t fails_at = 0, throws_at = 0, deaf_at = 0;
  std::function<void()> before_first{};
  std::map<std::size_t, std::function<void()>> at_row{};

 private:
  std::size_t next_ = 0;
};

}  // namespace flow_test
