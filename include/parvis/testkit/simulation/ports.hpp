// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "parvis/ports/cases.hpp"
#include "parvis/ports/mailer.hpp"
#include "parvis/ports/password_hasher.hpp"
#include "parvis/ports/payments.hpp"
#include "parvis/testkit/simulation/command.hpp"
#include "parvis/values/token.hpp"

namespace parvis::inline v1::testkit::simulated {

/// Costs next to nothing, and keeps nobody out. For simulations only.
class cheap_hasher final : public password_hasher {
 public:
  static std::string hashed(std::string_view password) {
    std::uint64_t sum = 0xcbf29ce484222325;
    for (const char c : password) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return "$cheap$" + std::to_string(sum);
  }
  result<std::string> hash(std::string_view password, std::string_view) override { return hashed(password); }
  result<verdict> verify(std::string_view password, std::string_view phc) override {
    return hashed(password) == phc ? verdict::right : verdict::wrong;
  }
  [[nodiscard]] std::string_view dummy() const noexcept override { return "$cheap$none"; }
};

/// A link that somebody has, and where it is from.
struct held_link {
  std::string text;
  token_kind kind{};
  std::size_t workspace = 0;
};

/// What leaves the library in one step, and how.
struct departures {
  trouble fault = trouble::none;
  std::size_t workspace = 0;
  std::uint8_t choice = 0;  ///< what a gateway makes of an order that it sees for the first time
  std::set<uuid> accepted{};
  std::map<uuid, errc> refused{};
  std::vector<mail> letters{};
  std::vector<case_request> opened{};
  std::vector<checkout_request> asked{};
  std::map<uuid, checkout> tills{};
};

/// Whatever is outside the library: where mails and cases go, and where orders are paid. Keeps the links that people
/// got, and fails when it is told to.
class outside final : public mailer, public cases, public payments {
 public:
  departures step{};
  /// By address, the newest last.
  std::map<std::string, std::vector<held_link>, std::less<>> links{};

  result<> send(const mail& what) override {
    PARVIS_TRYV(carried(what.id));
    step.letters.push_back(what);
    constexpr std::string_view mark = "?token=";
    const auto at = what.text.find(mark);
    if (at == what.text.npos) return success();
    const auto text = what.text.substr(at + mark.size(), token::text_size);
    const auto read = token::parse(text);
    if (read) links[what.to.key()].push_back({text, read.assume_value().kind(), step.workspace});
    return success();
  }
  result<> open(const case_request& request) override {
    PARVIS_TRYV(carried(request.key));
    step.opened.push_back(request);
    return success();
  }
  result<checkout> start(const checkout_request& request) override {
    PARVIS_TRYV(carried(request.order));
    step.asked.push_back(request);
    const auto state = step.choice % 8 == 0   ? checkout_state::paid
                       : step.choice % 8 == 1 ? checkout_state::declined
                                              : checkout_state::started;
    const auto name = "till-" + std::to_string(tills_.size());
    const auto& told =
        tills_.try_emplace(request.order, checkout{state, name, "https://till.example/" + name}).first->second;
    step.tills[request.order] = told;
    return told;
  }

 private:
  result<> carried(const uuid& id) {
    if (step.fault == trouble::mail_later || step.fault == trouble::mail_never || step.fault == trouble::mail_throws) {
      const auto code = step.fault == trouble::mail_never   ? errc::email_invalid
                        : step.fault == trouble::mail_later ? errc::unavailable
                                                            : errc::host_failed;
      step.refused[id] = code;
      if (step.fault == trouble::mail_throws) throw std::runtime_error("the simulation made the mailer throw");
      return failure{code};
    }
    step.accepted.insert(id);
    return success();
  }

  std::map<uuid, checkout> tills_;
};

}  // namespace parvis::inline v1::testkit::simulated
