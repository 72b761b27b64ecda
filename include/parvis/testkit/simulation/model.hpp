// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/testkit/simulation/purchases.hpp"
#include "parvis/testkit/simulation/states.hpp"
#include "parvis/testkit/simulation/storages.hpp"

// What a workspace is, told a second time: small states with names of their own, written from what was asked for and
// not from the library's rules, which nothing here may include.

namespace parvis::inline v1::testkit::simulated {

// Which license an access takes. Client access takes none.
inline constexpr std::pair<access, std::string_view> licenses[] = {
    {access::core, "core"}, {access::contract, "contract"}, {access::collaborator, "collaborators"}};

/// One workspace as it must be.
class firm {
 public:
  bool set_up = false;
  parvis::settings settings{};
  account_id founder{};
  group_id administrators{}, members{};
  std::map<group_id, team> groups{};
  std::map<account_id, person> people{};
  std::map<std::string, license_pool, std::less<>> pools{};
  std::map<grant_id, license_grant> grants{};
  std::map<invite_id, door_link> links{};
  std::map<sign_up_id, unproven> sign_ups{};
  std::map<outbox_id, errand> errands{};
  std::map<event_id, std::optional<std::int64_t>> trail{};  ///< the position, once sealed
  std::map<uuid, std::int64_t> mails{};                     ///< spent of each budget
  std::map<std::string, account_id> codes{};                ///< for ever
  std::map<std::string, uuid> budgets{};                    ///< mailbox and hour to the budget's id
  std::int64_t sealed = 0;
  std::map<std::string, failures> failed{};  ///< by identifier
  std::map<mailed_link_id, posted_link> posted{};
  catalog sold{};  ///< nothing before somebody sets prices
  std::map<order_id, purchase> orders{};
  std::map<std::string, told_notice> notices{};  ///< by the gateway's name
  std::map<reservation_id, kept_seats> reservations{};
  std::map<std::string, std::vector<month_of_use>> use{};  ///< of the months that are over, by sku
  /// Who was erased and of whom rows may still tell: the addresses that were theirs, and until when.
  std::map<account_id, std::vector<std::pair<std::string, instant>>> erasures{};
  std::map<outbox_id, errand> forgotten{};  ///< errands that went with whom they were about
  std::map<std::string, uuid> imports{};    ///< by key
  std::map<std::string, uuid> imported{};   ///< what a row has made, by the keys of its import and its own

  /// Whether a row that names an account or an address, and was made then, tells of somebody who is being erased.
  [[nodiscard]] bool erases(const uuid& id, std::string_view email_key, instant made) const {
    return std::any_of(erasures.begin(), erasures.end(),
                       [&](const auto& one) { return tells_of(one.first, id, email_key, made); });
  }
  /// Whether it tells of this one.
  [[nodiscard]] bool tells_of(account_id who, const uuid& named, std::string_view email_key, instant made) const {
    const auto& theirs = erasures.at(who);
    return named == who || std::any_of(theirs.begin(), theirs.end(), [&](const auto& one) {
             return !email_key.empty() && email_key == one.first && made <= one.second;
           });
  }

  /// The account that a mailed link still works for; null when it does not.
  [[nodiscard]] const person* bearer_of(const uuid& link, bool for_email, instant now) const {
    const auto found = posted.find(mailed_link_id{link});
    if (found == posted.end() || found->second.for_email != for_email) return nullptr;
    const auto* who = find(found->second.account);
    const bool alive = who != nullptr && who->epoch == found->second.epoch && found->second.created_at <= now &&
                       now < found->second.expires_at;
    return alive && who->may_reset(now) ? who : nullptr;
  }

  /// Why no password is looked at for this identifier now; none: it is.
  [[nodiscard]] errc shut(const std::string& identifier, instant now) const {
    const auto found = failed.find(identifier);
    if (found == failed.end() || found->second.forgotten(now)) return {};
    if (found->second.closed()) return errc::sign_in_disabled;
    return now < found->second.open_again() ? errc::too_many_attempts : errc{};
  }

  [[nodiscard]] const person* find(const uuid& id) const {
    const auto found = people.find(account_id{id});
    return found == people.end() ? nullptr : &found->second;
  }
  /// The same, unless they were erased.
  [[nodiscard]] const person* present(const uuid& id) const {
    const auto* who = find(id);
    return who == nullptr || who->state == account_state::erased ? nullptr : who;
  }
  /// Whoever has an identifier; without one, whoever acts.
  [[nodiscard]] const person* named(std::string_view identifier, account_id actor) const {
    if (identifier.empty()) return find(actor);
    const auto* by_address = by_email(identifier);
    return by_address != nullptr ? by_address : by_username(identifier);
  }
  [[nodiscard]] const person* by_email(std::string_view key) const { return by(&person::email_key, key); }
  [[nodiscard]] const person* by_username(std::string_view key) const { return by(&person::username_key, key); }

  [[nodiscard]] bool manages(const person* who) const {
    return who != nullptr && who->active_user() && empowers(who->group);
  }
  /// Whether whoever is in a group manages users.
  [[nodiscard]] bool empowers(group_id group) const {
    const auto found = groups.find(group);
    return found != groups.end() && has(found->second.may, permissions::users_manage);
  }
  [[nodiscard]] const team* group_named(std::string_view name) const {
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [&](const auto& one) { return one.second.name_key == ascii_lower(name); });
    return found == groups.end() ? nullptr : &found->second;
  }
  /// Whether anybody is in a group, active or not.
  [[nodiscard]] bool is_in_use(group_id group) const {
    return std::any_of(people.begin(), people.end(), [&](const auto& one) { return one.second.group == group; });
  }
  [[nodiscard]] std::int64_t active_in(group_id group) const {
    return std::count_if(people.begin(), people.end(),
                         [&](const auto& one) { return one.second.group == group && one.second.active_user(); });
  }
  [[nodiscard]] bool named_approver(account_id id) const {
    return std::count(settings.approvers.begin(), settings.approvers.end(), id) > 0;
  }
  /// Whether who decides may look at somebody, and finds them where people in some states are looked for.
  [[nodiscard]] bool sees(const person* by, const person& who) const {
    return manages(by) || who.of_kind != account_kind::user || who.state == account_state::pending;
  }
  [[nodiscard]] bool finds(const person* by, const person& who, const std::vector<account_state>& states) const {
    return manages(by) || who.of_kind != account_kind::user || states == std::vector{account_state::pending};
  }
  [[nodiscard]] bool decides(const person* who) const {
    return manages(who) || (who != nullptr && who->active_user() && named_approver(who->id));
  }
  /// What somebody may do now, word by word. A word of the host's that names an access goes with that access.
  [[nodiscard]] std::vector<std::string> words_of(const person& who) const {
    static constexpr std::pair<std::string_view, access> doors[] = {{"client", access::client},
                                                                    {"collaborator", access::collaborator},
                                                                    {"core", access::core},
                                                                    {"contract", access::contract}};
    std::vector<std::string> out;
    if (manages(&who)) out.emplace_back("users.manage");
    if (decides(&who)) out.emplace_back("sign_ups.decide");
    if (who.active_user() && who.overrides_privacy_since) out.emplace_back("private.read");
    for (const auto& [word, needed] : doors) {
      if (who.may_act() && has(who.access, needed)) out.emplace_back(word);
    }
    const auto theirs = groups.find(who.group);
    if (!who.active_user() || theirs == groups.end()) return out;
    for (const auto& word : theirs->second.words) {
      const auto first = word.substr(0, word.find('.'));
      const auto door =
          std::find_if(std::begin(doors), std::end(doors), [&](const auto& d) { return d.first == first; });
      if (door == std::end(doors) || has(who.access, door->second)) out.push_back(word);
    }
    return out;
  }
  [[nodiscard]] std::int64_t active_administrators() const {
    return std::count_if(people.begin(), people.end(), [&](const auto& one) { return manages(&one.second); });
  }

  /// Whether somebody from outside the queue gets every license of this access now.
  [[nodiscard]] bool room_for(access wanted, instant now, const kept_seats* kept = nullptr) const {
    return !full_license(wanted, now, kept);
  }
  /// The sku of the first license that cannot be had: nothing when all can, an empty one when it was never granted.
  [[nodiscard]] std::optional<std::string_view> full_license(access wanted, instant now,
                                                             const kept_seats* kept = nullptr) const {
    for (const auto& [one, sku] : licenses) {
      if (!has(wanted, one)) continue;
      const auto found = pools.find(sku);
      if (found == pools.end()) return std::string_view{};
      const auto as_of_now = settled(found->second, now);
      const bool is_kept = kept != nullptr && kept->sku == sku;  // held already, if there is one at all
      const bool full =
          is_kept ? as_of_now.held > as_of_now.capacity : as_of_now.waiting > 0 || as_of_now.held >= as_of_now.capacity;
      if (full) return found->second.sku;
    }
    return std::nullopt;
  }
  [[nodiscard]] bool is_full(const license_pool& pool, instant now) const {
    const auto as_of_now = settled(pool, now);
    return as_of_now.held >= as_of_now.capacity;
  }
  /// The first sku of which somebody who waits lacks a seat, whoever else waits for one; nothing when all are there.
  [[nodiscard]] std::optional<std::string_view> lacking(const person& who, instant now) const {
    for (const auto& [one, sku] : licenses) {
      if (has(who.missing_for(who.wanted()), one) && is_full(pools.at(std::string(sku)), now)) return sku;
    }
    return std::nullopt;
  }
  /// A pool as anybody meets it at a moment: brought up to date once its capacity was to change.
  [[nodiscard]] license_pool settled(const license_pool& pool, instant now) const {
    auto out = now < pool.next_change_at ? pool : granted(pool, now);
    for (const auto& [id, one] : reservations) {
      if (one.sku == pool.sku && one.expires_at <= now && pool.release_at <= now) out.held -= one.left;
    }
    return out;
  }
  /// The reservation from which somebody may take a seat now.
  [[nodiscard]] const kept_seats* kept(const reservation_id& id, instant now) const {
    const auto found = reservations.find(id);
    const bool lasts = found != reservations.end() && found->second.left > 0 && now < found->second.expires_at;
    return lasts ? &found->second : nullptr;
  }
  /// A pool as its grants make it: of those that run it has the seats, and with the next start or end it changes. What
  /// has been reckoned with stays so though the clock goes back; the grant that is being `changed` is seen by the
  /// clock.
  [[nodiscard]] license_pool granted(license_pool pool, instant now, const uuid& changed = {}) const {
    const auto reckoned = std::max(now.us, pool.next_change_at.us - 1);
    pool.capacity = 0;
    pool.next_change_at = instant::never();
    for (const auto& [id, one] : grants) {
      const auto at = id == changed ? now.us : reckoned;
      if (one.sku != pool.sku || one.ends_at.us <= at || one.ends_at <= one.starts_at) continue;
      const bool runs = one.starts_at.us <= at;
      if (runs) pool.capacity += one.quantity;
      pool.next_change_at = std::min(pool.next_change_at, runs ? one.ends_at : one.starts_at);
    }
    if (pool.capacity > 0) pool.capacity += pool.overage;
    return pool;
  }

  /// Whether somebody who is given another access keeps the place they have in a queue: they still need that seat.
  [[nodiscard]] static bool keeps_place(const person& who, access to) {
    return std::any_of(std::begin(licenses), std::end(licenses), [&](const auto& one) {
      return who.waiting_for == one.second && has(who.missing_for(to), one.first);
    });
  }
  /// Whether nothing but a refusal for want of a seat can come of another access.
  [[nodiscard]] bool seat_missing(const person& who, access to, instant now) const {
    const bool may_wait = settings.when_no_seat == no_seat_policy::wait && !who.banned() &&
                          (who.state == account_state::active || who.state == account_state::waiting);
    return !keeps_place(who, to) && !may_wait && !room_for(who.missing_for(to), now);
  }
  [[nodiscard]] static bool access_fits(const person& who, access to) {
    const auto bits = static_cast<unsigned>(to);
    return who.of_portal() ? bits >= 1 && bits <= 3 : bits == 4 || bits == 8 || bits == 12;
  }

  /// Who stands first in a queue: earliest approved.
  [[nodiscard]] const person* first_waiting(std::string_view sku) const {
    const person* out = nullptr;
    for (const auto& [id, one] : people) {
      if (one.waiting_for != sku) continue;
      if (out == nullptr || std::pair(one.queued_at, one.id) < std::pair(out->queued_at, out->id)) out = &one;
    }
    return out;
  }

  /// Whether somebody else was approved earlier and waits for a seat.
  [[nodiscard]] bool is_passed(std::string_view sku, const person& by) const {
    const auto* first = first_waiting(sku);
    return first != nullptr && std::pair(first->queued_at, first->id) < std::pair(by.queued_at, by.id);
  }

  // --- what is bought ---

  [[nodiscard]] bool is_had(const std::string& sku, instant now) const {
    const auto found = pools.find(sku);
    return found != pools.end() && settled(found->second, now).capacity > 0;
  }
  /// What it costs; nothing when it cannot be had so.
  [[nodiscard]] std::optional<std::vector<order_line>> priced(const std::string& plan,
                                                              const std::vector<wanted_line>& wanted,
                                                              instant now) const {
    std::vector<order_line> out;
    const auto is_wanted = [&](const std::string& sku) {
      return std::any_of(wanted.begin(), wanted.end(), [&](const wanted_line& one) { return one.sku == sku; });
    };
    for (const auto& one : wanted) {
      const auto sku =
          std::find_if(sold.skus.begin(), sold.skus.end(), [&](const catalog_sku& s) { return s.code == one.sku; });
      const auto price = std::find_if(sold.prices.begin(), sold.prices.end(),
                                      [&](const catalog_price& p) { return p.sku == one.sku && p.plan == plan; });
      if (sku == sold.skus.end() || price == sold.prices.end() || one.quantity < 1) return std::nullopt;
      const bool met = sku->needs.empty() ||
                       std::any_of(sku->needs.begin(), sku->needs.end(),
                                   [&](const std::string& needed) { return is_wanted(needed) || is_had(needed, now); });
      const bool twice = std::any_of(out.begin(), out.end(), [&](const order_line& l) { return l.sku == one.sku; });
      if (!met || twice) return std::nullopt;
      out.push_back({one.sku, one.quantity, price->amount, price->amount * one.quantity});
    }
    return out;
  }
  [[nodiscard]] static std::int64_t total_of(const std::vector<order_line>& lines) {
    std::int64_t out = 0;
    for (const auto& one : lines) out += one.amount;
    return out;
  }
  [[nodiscard]] const purchase* order_named(std::string_view key) const {
    const auto found =
        std::find_if(orders.begin(), orders.end(), [&](const auto& one) { return one.second.key == key; });
    return found == orders.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const purchase* order_of(const uuid& id) const {
    const auto found = orders.find(order_id{id});
    return found == orders.end() ? nullptr : &found->second;
  }
  /// Whether the next term of an order can be bought at a moment.
  [[nodiscard]] bool renewable(const order_id& id, instant now) const {
    const auto* before = order_of(id);
    return before != nullptr && before->state == order_state::granted &&
           std::none_of(orders.begin(), orders.end(),
                        [&](const auto& one) { return one.second.as_of(now).continues == id; });
  }

  // --- links ---

  [[nodiscard]] bool opens(const door_link* link, std::int64_t generation, instant at) const {
    return link != nullptr && link->state == invite_state::open && link->generation == generation &&
           (!link->expires_at || at < *link->expires_at) && (!link->max_uses || link->uses < *link->max_uses);
  }
  /// Whether whoever made it may still invite, into the group they were in then, and it leads nobody to power.
  [[nodiscard]] bool vouched(const door_link& link) const {
    const auto* by = find(link.vouched_by);
    const bool harmless =
        link.audience != account_kind::user || (groups.count(link.group) > 0 && !empowers(link.group));
    return manages(by) && by->group == link.vouched_group && harmless;
  }
  [[nodiscard]] const door_link* link(const uuid& id) const {
    const auto found = links.find(invite_id{id});
    return found == links.end() ? nullptr : &found->second;
  }
  [[nodiscard]] bool domain_fits(std::string_view email_key, const door_link* through) const {
    const auto domain = std::string(email_key.substr(email_key.find('@') + 1));
    const auto in = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), domain) != list.end();
    };
    return (settings.allowed_domains.empty() || in(settings.allowed_domains)) && !in(settings.denied_domains) &&
           (through == nullptr || through->domains.empty() || in(through->domains));
  }

  // --- the same address once more ---

  enum class footing { stranger, again, barred, member };
  [[nodiscard]] footing footing_of(std::string_view email_key, bool by_name, instant now) const {
    const auto* earlier = by_email(email_key);
    if (earlier == nullptr) return footing::stranger;
    const auto state = earlier->at(now);
    if (state != account_state::rejected && state != account_state::lapsed) return footing::member;
    if (earlier->banned()) return footing::barred;
    if (state == account_state::lapsed) return footing::again;
    if (by_name || settings.reapplication == reapplication::allow) return footing::again;
    if (settings.reapplication == reapplication::forbid) return footing::barred;
    return now < earlier->decided_at.value_or(instant{}) + settings.reapplication_cooldown ? footing::barred
                                                                                           : footing::again;
  }

  /// Which mailbox an address is, and in which hour.
  static std::string budget_name(std::string_view email_key, instant now) {
    std::string out(email_key);
    const auto plus = out.find('+');
    if (plus != out.npos) out.erase(plus, out.find('@') - plus);
    return out + " " + std::to_string(now.us / 3'600'000'000);
  }
  [[nodiscard]] bool mails_spent(std::string_view email_key, instant now, std::string_view sort = {}) const {
    const auto id = budgets.find(budget_name(email_key, now).append(sort));
    const auto count = id == budgets.end() ? mails.end() : mails.find(id->second);
    return count != mails.end() && count->second >= settings.mails_per_address_max;
  }

  /// Whether users, or whoever is none, are asked the workspace's own field.
  [[nodiscard]] bool asks_field(bool of_users) const {
    const auto other = of_users ? field_audience::portal : field_audience::users;
    return !settings.fields.empty() && settings.fields.front().asked_of != other;
  }
  /// Whether what was given fits the form as it is now.
  [[nodiscard]] bool form_fits(bool of_users, bool field_given, std::string_view terms_version) const {
    if (asks_field(of_users) != field_given) return false;
    return settings.consents.empty() ? terms_version.empty() : terms_version == settings.consents.front().version;
  }

  /// Whether whoever brings a link becomes a user.
  [[nodiscard]] bool leads_to_user(const uuid& row) const {
    const auto* through = link(row);
    const auto typed = sign_ups.find(sign_up_id{row});
    if (through == nullptr && typed != sign_ups.end()) through = link(typed->second.invite);
    return through != nullptr && through->audience == account_kind::user;
  }

  // --- mails ---

  /// Whether a mail still says what is so.
  [[nodiscard]] bool stands(const errand& one, instant now) const {
    const auto* about = find(one.about);
    const auto about_is = [&](account_state state) { return about != nullptr && about->at(now) == state; };
    const auto welcome = [&](account_state state) { return about_is(state) && !about->banned(); };
    const auto* to = find(one.recipient);
    const bool reader = one.addressee != addressee::person || (to != nullptr && to->may_act());
    const auto pool = std::find_if(pools.begin(), pools.end(), [&](const auto& p) { return p.second.id == one.about; });
    switch (one.effect) {
      case effect::open_case:
        return about_is(account_state::active);
      case effect::mail_welcome:
      case effect::mail_reactivated:
        return welcome(account_state::active);
      case effect::mail_banned:
        return about != nullptr && about->banned_at == one.created_at;
      case effect::mail_verify_email:
      case effect::mail_known_address:
      case effect::mail_reapplication_refused: {
        const auto s = sign_ups.find(sign_up_id{one.about});
        return s != sign_ups.end() && now < s->second.expires_at;
      }
      case effect::mail_request_received:
        return welcome(account_state::pending);
      case effect::mail_approval_needed:
      case effect::mail_approval_reminder:
        return welcome(account_state::pending) && reader;
      case effect::mail_approvals_reassigned:
        return reader;
      case effect::mail_waiting:
        return welcome(account_state::waiting);
      case effect::mail_rejected:
        return about_is(account_state::rejected);
      case effect::mail_lapsed:
        return about_is(account_state::lapsed);
      case effect::mail_deactivated:
        return about_is(account_state::inactive);
      case effect::mail_join:
        return welcome(account_state::invited) && about->epoch == one.generation && now < about->join_by;
      case effect::mail_access_asked:
        return about_is(account_state::active) && about->asks() && now < about->decide_by && reader;
      case effect::mail_access_changed:
        return welcome(account_state::active);
      case effect::mail_access_refused:
      case effect::mail_access_lapsed:
        return welcome(account_state::active) && !about->asked_access;
      case effect::mail_invitation:
        return opens(link(one.about), one.generation, now);
      case effect::mail_seats_exhausted:
        return pool != pools.end() && pool->second.waiting > 0 && reader;
      case effect::mail_over_capacity:
        return pool != pools.end() && pool->second.held > pool->second.capacity && reader;
      case effect::start_checkout: {
        const auto bought = orders.find(order_id{one.about});
        return bought != orders.end() && bought->second.to_be_asked(now);
      }
      case effect::mail_password_reset:
        return bearer_of(one.about, false, now) != nullptr;
      case effect::mail_email_change:
        return bearer_of(one.about, true, now) != nullptr;
      case effect::mail_password_changed:
      case effect::mail_email_changed:
      case effect::mail_email_change_asked:
      case effect::mail_api_key_changed:
        return about != nullptr && about->state != account_state::erased;
      default:
        return false;
    }
  }
  /// Whether what an errand speaks of is only away, and comes back without another errand.
  [[nodiscard]] bool stands_again(const errand& one) const {
    const auto* about = one.effect == effect::open_case ? find(one.about) : nullptr;
    return about != nullptr && (about->state == account_state::inactive || about->state == account_state::waiting);
  }

 private:
  [[nodiscard]] const person* by(std::string person::* key, std::string_view is) const {
    for (const auto& [id, one] : people) {
      if (!is.empty() && one.*key == is) return &one;
    }
    return nullptr;
  }
};

}  // namespace parvis::inline v1::testkit::simulated
