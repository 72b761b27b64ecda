// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "parvis/testkit/simulation/intent.hpp"

// What every chapter of the oracle weighs by.

namespace parvis::inline v1::testkit::simulated {

struct expectation {
  std::vector<errc> against{};
  std::vector<event_type> brings{};  ///< one of these is recorded when it is done
  bool repeated = false;             ///< it was done before: nothing is recorded

  void unless(bool fine, errc otherwise) {
    if (!fine) against.push_back(otherwise);
  }
  [[nodiscard]] bool allows(errc code) const {
    return std::find(against.begin(), against.end(), code) != against.end();
  }
};

/// What is asked, of whom, and what speaks against it so far.
class weighing {
 public:
  /// `genuine`: the link that was brought is of the right kind, and of this workspace.
  weighing(const firm& of, const intent& asked, bool genuine) : firm_(of), asked_(asked), genuine_(genuine) {}

 protected:
  [[nodiscard]] bool leads_to_user() const {
    return genuine_ && asked_.link && firm_.leads_to_user(asked_.link->row());
  }

  [[nodiscard]] const door_link* link() const { return asked_.link ? firm_.link(asked_.link->row()) : nullptr; }
  [[nodiscard]] bool lives(instant at) const {
    return asked_.link && firm_.opens(link(), asked_.link->generation(), at);
  }

  [[nodiscard]] bool code_free(account_id for_whom) const {
    const auto known = asked_.code ? firm_.codes.find(ascii_lower(*asked_.code)) : firm_.codes.end();
    return known == firm_.codes.end() || known->second == for_whom;
  }
  /// The seat that was kept for whoever takes one.
  [[nodiscard]] const kept_seats* kept() const { return firm_.kept(asked_.wanted_order.kept, asked_.now); }

  const firm& firm_;
  const intent& asked_;
  bool genuine_;
  std::string email_, username_;
  expectation out_;
};

}  // namespace parvis::inline v1::testkit::simulated
