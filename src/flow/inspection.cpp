// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/inspection.hpp"

#include <utility>

#include "flow/core.hpp"
#include "parvis/ports/progress.hpp"
#include "parvis/ports/text_policy.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

constexpr std::size_t findings_max = 1000;
/// Rows that are judged as they were at one moment, with all that they name.
constexpr std::size_t rows_at_once = 100;
/// How often sums are counted before it is said that they never hold still.
constexpr int counts_max = 8;

/// What is summed up, as it is kept.
struct kept_sums {
  std::vector<row> pools, groups;
  std::optional<row> administrators;

  friend bool operator==(const kept_sums& a, const kept_sums& b) {
    const auto same = [](const row& one, const row& other) {
      return one.id == other.id && one.revision == other.revision && one.values == other.values;
    };
    return std::ranges::equal(a.pools, b.pools, same) && std::ranges::equal(a.groups, b.groups, same) &&
           a.administrators.has_value() == b.administrators.has_value() &&
           (!a.administrators || same(*a.administrators, *b.administrators));
  }
};

/// Folds what is folded without a policy.
struct ascii_only final : text_policy {
  result<std::string> nfc(std::string_view text) const override { return std::string(text); }
  result<std::string> domain_to_ascii(std::string_view domain) const override { return std::string(domain); }
};

class inspector {
 public:
  inspector(session& in, const inspect_store_request& asked) : in_(&in), asked_(&asked) {}

  result<store_report> run() {
    PARVIS_TRY(const auto workspace, load({key::by_id(kind::settings, settings_row)}));
    PARVIS_TRYV(inspect_all());
    if (report_.rows == 0) return failure{errc::not_set_up};
    if (!workspace.front()) {
      find({{.defect = store_defect::missing, .kind = kind::settings, .row = settings_row}});
    }
    PARVIS_TRY(const auto trail, verify_trail(*in_, {}));
    if (auto found = finding_of(trail)) find({*std::move(found)});
    return std::move(report_);
  }

 private:
  void find(std::vector<store_finding> more) {
    for (auto& one : more) {
      if (++report_.found <= findings_max) report_.findings.push_back(std::move(one));
    }
  }

  result<std::vector<std::optional<row>>> load(const std::vector<key>& keys) { return in_->load(keys); }

  /// Every row once; then what is summed up once more, until it was found the same twice over, or right.
  result<> inspect_all() {
    std::vector<store_finding> suspected;
    for (int counts = 0; counts < counts_max; ++counts) {
      const bool first = counts == 0;
      store_sums sums;
      PARVIS_TRY(const auto before, kept());
      for (const auto& of : schema) {
        if (first || is_summed(of.kind)) {
          PARVIS_TRYV(inspect_kind(of.kind, first, sums));
        }
      }
      PARVIS_TRY(const auto after, kept());
      PARVIS_TRY(auto wrong, judge(sums, after));
      const bool still = before == after;
      if (still && (wrong.empty() || (wrong == suspected && !first))) {
        find(std::move(wrong));
        return success();
      }
      suspected = still ? std::move(wrong) : std::vector<store_finding>{};
    }
    report_.sums = sums_judged::no;
    return success();
  }

  static bool is_summed(kind k) {
    constexpr kind summed[] = {kind::group, kind::account,        kind::grant,   kind::reservation,
                               kind::order, kind::payment_notice, kind::seat_use};
    return std::ranges::find(summed, k) != std::end(summed);
  }

  result<kept_sums> kept() {
    kept_sums out;
    for (auto* const into : {&out.pools, &out.groups}) {
      PARVIS_TRYV(each_page(into == &out.pools ? kind::seat_pool : kind::group, [&](std::vector<row> rows) -> result<> {
        std::ranges::move(rows, std::back_inserter(*into));
        return success();
      }));
    }
    PARVIS_TRY(auto counted, load({key::by_id(kind::counter, administrators_row)}));
    out.administrators = std::move(counted.front());
    return out;
  }

  template <class Record>
  static std::vector<Record> readable(const std::vector<row>& rows) {
    std::vector<Record> out;
    for (const auto& one : rows) {
      if (auto read = from_row<Record>(one)) out.push_back(std::move(read).assume_value());
    }
    return out;
  }
  /// A row that cannot be read was found already, and says nothing about sums.
  static result<std::vector<store_finding>> judge(const store_sums& sums, const kept_sums& in) {
    std::optional<counter> active;
    if (in.administrators) {
      auto read = from_row<counter>(*in.administrators);
      active = read ? std::move(read).assume_value() : counter{};
    }
    return sums.judge(readable<seat_pool>(in.pools), readable<group>(in.groups), active);
  }

  template <class Visit>
  result<> each_page(kind of, Visit visit) {
    query what{.kind = of, .limit = page_max};
    for (bool more = true; more;) {
      PARVIS_TRY(auto found, in_->scan(what));
      more = found.more && !found.rows.empty();
      if (more) what.after = next_of(found);
      PARVIS_TRYV(visit(std::move(found.rows)));
    }
    return success();
  }

  result<> inspect_kind(kind of, bool first, store_sums& sums) {
    return each_page(of, [&](std::vector<row> rows) -> result<> {
      const auto count = rows.size();
      for (auto from = rows.begin(); from != rows.end();) {
        const auto to = from + std::min<std::ptrdiff_t>(rows_at_once, rows.end() - from);
        PARVIS_TRYV(inspect_rows({std::move_iterator(from), std::move_iterator(to)}, first, sums));
        from = to;
      }
      if (!first) return success();
      report_.rows += count;
      if (asked_->progress != nullptr && !asked_->progress->tell(report_.rows, 0)) return failure{errc::cancelled};
      return success();
    });
  }

  /// Whatever has changed between the page and the load names other rows by now: it is looked at anew.
  result<> inspect_rows(std::vector<row> rows, bool first, store_sums& sums) {
    for (int tries = 0; tries < tries_max && !rows.empty(); ++tries) {
      named_rows named;
      std::vector<store_finding> wrong;
      for (const auto& one : rows) {
        named.has(one.kind, one.id);
        if (first) {
          PARVIS_TRYV(inspect_row(one, named, nullptr, wrong, policy()));
        }
      }
      wrong.clear();
      PARVIS_TRY(auto found, load(named.wanted()));
      named.learn(found);
      std::vector<row> changed;
      for (const auto& one : rows) {
        auto now = named.row_of(one.kind, one.id);
        if (!now) continue;  // it has gone since
        if (now->revision != one.revision) {
          changed.push_back(*std::move(now));
        } else {
          PARVIS_TRYV(inspect_row(*now, named, &sums, wrong, policy()));
        }
      }
      if (first) {
        if (asked_->search_keys == search_keys::refreshed) {
          PARVIS_TRYV(refresh(named, wrong));
        }
        find(std::move(wrong));
      }
      rows = std::move(changed);
    }
    return success();
  }

  /// Folds anew what people are found by, where that was found wrong; what loses a race stays found.
  result<> refresh(named_rows& named, std::vector<store_finding>& wrong) {
    std::vector<batch> batches;
    for (const auto& one : wrong) {
      const bool met = !batches.empty() && batches.back().operations.front().id == one.row;
      if (met || !is_search_key(one)) continue;
      const auto seen = named.find<account>(key::by_id(kind::account, one.row));
      batches.push_back({in_->stamp().ids.next(), in_->now(), {remaking(*seen)}});
    }
    PARVIS_TRY(const auto told, in_->commit(batches));
    for (std::size_t n = 0; n < told.size(); ++n) {
      PARVIS_TRY(const bool done, outcome_of(told[n]));
      if (!done) continue;
      ++report_.refreshed;
      std::erase_if(wrong, [&](const store_finding& one) {
        return is_search_key(one) && one.row == batches[n].operations.front().id;
      });
    }
    return success();
  }

  /// A host that has given its policy up has folded anew what that one folded.
  [[nodiscard]] const text_policy* policy() const {
    const auto* const own = in_->ports().text;
    return own == nullptr && asked_->search_keys == search_keys::refreshed ? &none_ : own;
  }

  session* in_;
  const inspect_store_request* asked_;
  ascii_only none_;
  store_report report_;
};

}  // namespace

result<store_report> portal::inspect_store(const caller& by, const inspect_store_request& request) {
  return respond(*core_, by, [&](session& in) -> result<store_report> {
    if (request.search_keys > last_value(request.search_keys)) return failure{errc::out_of_range, "search_keys"};
    if (by.actor != operator_id) {
      PARVIS_TRYV(require_manager(in));
    }
    return inspector{in, request}.run();
  });
}

}  // namespace parvis::inline v1
