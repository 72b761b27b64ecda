// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parvis/crypto.hpp"
#include "parvis/portal.hpp"
#include "parvis/testkit/manual_clock.hpp"
#include "parvis/testkit/seeded_random.hpp"
#include "parvis/testkit/simulation/expectations.hpp"
#include "parvis/testkit/simulation/ports.hpp"

// What every chapter of the player makes requests by.

namespace parvis::inline v1::testkit::simulated {

using storage_maker = std::function<std::unique_ptr<storage>()>;
/// A storage between the portal and the one that is simulated on, or null for none.
using storage_wrapper = std::function<std::unique_ptr<storage>(storage&)>;

/// Portals on a store that is watched, the models of their workspaces, and the step that runs.
class playing : protected witness {
 public:
  playing(const storage_maker& make, const storage_wrapper& wrap, std::uint64_t seed)
      : kept_(make()),
        watch_(*kept_, *this),
        between_(wrap ? wrap(watch_) : nullptr),
        gate_(between_ ? *between_ : static_cast<storage&>(watch_)),
        random_(seed) {}

 protected:
  static constexpr instant earliest{1'750'000'000'000'000};
  static constexpr std::string_view names[workspaces_max] = {"alpha", "beta", "gamma"};
  static constexpr std::string_view passwords[] = {"seven violet otters", "eight green herons"};

  /// How the call was answered.
  struct answered {
    errc code{};
    std::string message{};
    std::optional<account_view> view{};
  };
  /// A key that was shown to somebody.
  struct held_key {
    std::string text;
    account_id whose;
    std::int64_t number = 0, epoch = 0;
  };

  void wrong(std::string_view check, std::string detail) {
    if (!wrong_) wrong_ = violation{std::string(check), std::move(detail)};
  }

  [[nodiscard]] const firm& here() const { return firms_[here_]; }

  // --- who and what is named in a command ---

  /// The id of somebody who is named in a command.
  [[nodiscard]] uuid somebody(std::uint8_t who) const {
    uuid unknown;
    unknown.octet[0] = 0x55;
    if (who == nobody) return {};
    if (who == unheard_of) return unknown;
    if (who == foreigner) return firms_[(here_ + 1) % workspaces_max].founder;
    if (who == founder) return here().founder;
    const auto* found = here().by_email(address(who));
    return found == nullptr ? unknown : uuid{found->id};
  }
  static std::string address(std::uint8_t who) {
    const auto n = who < first_slot ? 0 : (who - first_slot) % addresses;
    if (n == addresses - 1) return "p0+x@one.example";
    return "p" + std::to_string(n) + (n < 6 ? "@one.example" : "@two.example");
  }
  static std::string user_name(std::uint8_t n) { return "name" + std::to_string(n % usernames); }

  /// The id of one of a table's rows that fit, or of none.
  template <class Table, class Fits>
  static uuid pick(const Table& table, std::uint8_t n, Fits fits) {
    std::vector<uuid> ids;
    for (const auto& [id, one] : table) {
      if (fits(one)) ids.push_back(id);
    }
    uuid unknown;
    unknown.octet[0] = 0x66;
    return ids.empty() || n == 255 ? unknown : ids[n % ids.size()];
  }

  // --- a call ---

  [[nodiscard]] portal& door(const command& one) { return *portals_[one.portal]; }
  [[nodiscard]] caller by() const { return {.workspace = std::string(names[here_]), .actor = asked_.actor}; }

  /// Weighs what speaks against the command before it is run; the model changes with each batch.
  void weigh() { expected_ = oracle{here(), asked_, genuine_}.run(); }

  template <class Reply>
  void take(const Reply& reply) {
    if (!reply) {
      answer_.code = reply.error().code;
      answer_.message = reply.error().message;
    } else if constexpr (std::is_same_v<Reply, result<account_view>>) {
      answer_.view = reply.value();
    }
  }

  template <class Call>
  void ask(const command&, Call call) {
    weigh();
    call();
  }

  // --- what is given along, and what is shown ---

  void see(const command& one) {
    const auto* who = here().find(asked_.subject);
    if (one.b % 4 == 0 && who != nullptr) asked_.seen = who->revision - (one.b % 8 == 0 && who->revision > 1 ? 1 : 0);
  }
  [[nodiscard]] std::vector<field_value> fields_given() const {
    return asked_.field_given ? std::vector<field_value>{{"file", "A 17"}} : std::vector<field_value>{};
  }
  [[nodiscard]] std::vector<given_consent> consents_given() const {
    return asked_.terms_version.empty() ? std::vector<given_consent>{}
                                        : std::vector<given_consent>{{"terms", asked_.terms_version}};
  }
  /// Now and then a seat that was kept is brought along.
  std::vector<reservation_id> bring_kept(const command& one) {
    if (one.name > 1) return {};
    auto& kept = asked_.wanted_order.kept;
    kept = reservation_id{pick(here().reservations, one.c, [](const kept_seats&) { return true; })};
    return {kept};
  }
  /// Nothing has gone wrong since, so what is told is what stands in the model.
  bool is_plain() { return !also_ && !gate_.hit(); }
  void compare(bool same, std::string_view what) {
    if (is_plain() && !same) wrong("answers", std::string(what) + " is told otherwise");
  }
  void check_view(const account_view& view) {
    const auto* known = here().find(view.id);
    if (known == nullptr) return wrong("answers", "an account is shown that is not there");
    // The view may be older than who was admitted since, be it by this call's own look at a pool that was due.
    const bool admitted_since = std::any_of(recorded_.begin(), recorded_.end(), [&](const event& e) {
      return e.what == event_type::account_admitted && e.subject == view.id;
    });
    if (gate_.hit() || admitted_since) return;
    if (view.state != known->at(asked_.now) || view.revision != known->revision || view.access != known->access ||
        view.waiting_for != known->waiting_for || view.asked_access != known->asked_access ||
        view.code != known->code || view.kind != known->of_kind) {
      wrong("answers", "an account is shown as it is not");
    }
  }

  std::unique_ptr<storage> kept_;
  watch watch_;
  std::unique_ptr<storage> between_;
  gate gate_;
  manual_clock clock_{earliest};
  seeded_random random_;
  cheap_hasher hasher_;
  outside outside_;
  std::optional<portal> portals_[2];

  firm firms_[workspaces_max];
  image images_[workspaces_max];
  std::unordered_map<uuid, std::size_t, uuid_hash> owners_;
  std::vector<held_link> public_links_[workspaces_max];
  std::map<uuid, std::string> continuations_;
  std::vector<held_key> keys_[workspaces_max];
  std::map<std::tuple<verb, bool, bool>, std::tuple<std::uint64_t, std::string, std::size_t, bool>> looks_;

  // of the step that runs
  std::size_t here_ = 0;
  intent asked_;
  bool genuine_ = false;
  std::string link_text_;
  expectation expected_;
  std::optional<expectation> also_;     ///< the same after it was overtaken
  std::optional<expectation> settled_;  ///< and after its own look at a pool that was due
  bool overtook_ = false;
  answered answer_;
  std::optional<violation> wrong_;
  std::vector<event> recorded_;
  std::vector<key> touched_;
};

}  // namespace parvis::inline v1::testkit::simulated
