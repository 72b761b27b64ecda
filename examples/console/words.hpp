// SPDX-License-Identifier: BSL-1.0
// What an operator types and reads: enumerators by name, moments, spans of time, ids.
#pragma once

#include <parvis.h>

#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace console {

/// One enumerator by name.
struct word {
  std::string_view name;
  std::int32_t number;
};
using words = std::span<const word>;

inline constexpr word account_kinds[] = {
    {"user", PARVIS_KIND_OF_USER}, {"client", PARVIS_KIND_OF_CLIENT}, {"collaborator", PARVIS_KIND_OF_COLLABORATOR}};
inline constexpr word account_states[] = {{"invited", PARVIS_STATE_INVITED},   {"pending", PARVIS_STATE_PENDING},
                                          {"waiting", PARVIS_STATE_WAITING},   {"active", PARVIS_STATE_ACTIVE},
                                          {"inactive", PARVIS_STATE_INACTIVE}, {"rejected", PARVIS_STATE_REJECTED},
                                          {"lapsed", PARVIS_STATE_LAPSED},     {"erased", PARVIS_STATE_ERASED}};
/// Whoever was erased stands in no list.
inline constexpr words listed_states = words(account_states).first(std::size(account_states) - 1);
static_assert(account_states[listed_states.size()].number == PARVIS_STATE_ERASED);
/// A set of bits: "core,contract".
inline constexpr word accesses[] = {{"client", PARVIS_ACCESS_CLIENT},
                                    {"collaborator", PARVIS_ACCESS_COLLABORATOR},
                                    {"core", PARVIS_ACCESS_CORE},
                                    {"contract", PARVIS_ACCESS_CONTRACT}};
inline constexpr word case_roles[] = {
    {"none", PARVIS_CASE_ROLE_NONE}, {"client", PARVIS_CASE_ROLE_CLIENT}, {"staff", PARVIS_CASE_ROLE_STAFF}};
inline constexpr word signup_policies[] = {{"none", PARVIS_SIGNUP_NONE},
                                           {"clients", PARVIS_SIGNUP_CLIENTS},
                                           {"collaborators", PARVIS_SIGNUP_COLLABORATORS},
                                           {"both", PARVIS_SIGNUP_BOTH}};
inline constexpr word approval_modes[] = {{"by_default", PARVIS_APPROVAL_BY_DEFAULT},
                                          {"by_user", PARVIS_APPROVAL_BY_USER}};
inline constexpr word access_requests[] = {
    {"off", 0}, {"by_default", PARVIS_APPROVAL_BY_DEFAULT}, {"by_user", PARVIS_APPROVAL_BY_USER}};
inline constexpr word account_sorts[] = {
    {"created", PARVIS_SORT_BY_CREATED},     {"name", PARVIS_SORT_BY_NAME},
    {"email", PARVIS_SORT_BY_EMAIL},         {"active_since", PARVIS_SORT_BY_ACTIVE_SINCE},
    {"banned_at", PARVIS_SORT_BY_BANNED_AT}, {"queued_at", PARVIS_SORT_BY_QUEUED_AT},
    {"decide_by", PARVIS_SORT_BY_DECIDE_BY}};
inline constexpr word ban_filters[] = {
    {"any", PARVIS_BAN_FILTER_ANY}, {"banned", PARVIS_BAN_FILTER_BANNED}, {"not_banned", PARVIS_BAN_FILTER_NOT_BANNED}};
inline constexpr word switches[] = {{"off", 0}, {"on", 1}};
inline constexpr word no_seat_policies[] = {{"wait", PARVIS_NO_SEAT_WAIT}, {"refuse", PARVIS_NO_SEAT_REFUSE}};
inline constexpr word reapplications[] = {{"allow", PARVIS_REAPPLICATION_ALLOW},
                                          {"cooldown", PARVIS_REAPPLICATION_COOLDOWN},
                                          {"forbid", PARVIS_REAPPLICATION_FORBID}};
inline constexpr word settings_warnings[] = {{"known_addresses_show", PARVIS_WARNING_KNOWN_ADDRESSES_SHOW},
                                             {"links_move", PARVIS_WARNING_LINKS_MOVE},
                                             {"nobody_can_sign_up", PARVIS_WARNING_NOBODY_CAN_SIGN_UP}};
inline constexpr word requirements[] = {{"optional", PARVIS_OPTIONAL}, {"required", PARVIS_REQUIRED}};
inline constexpr word field_audiences[] = {
    {"portal", PARVIS_FIELD_OF_PORTAL}, {"users", PARVIS_FIELD_OF_USERS}, {"everybody", PARVIS_FIELD_OF_EVERYBODY}};
inline constexpr word invite_types[] = {{"public", PARVIS_INVITE_PUBLIC}, {"personal", PARVIS_INVITE_PERSONAL}};
inline constexpr word invite_states[] = {
    {"open", PARVIS_INVITE_OPEN}, {"closed", PARVIS_INVITE_CLOSED}, {"revoked", PARVIS_INVITE_REVOKED}};
inline constexpr word approval_overrides[] = {{"inherit", PARVIS_OVERRIDE_INHERIT},
                                              {"by_default", PARVIS_OVERRIDE_BY_DEFAULT},
                                              {"by_user", PARVIS_OVERRIDE_BY_USER}};
inline constexpr word outbox_states[] = {{"queued", PARVIS_OUTBOX_QUEUED},
                                         {"done", PARVIS_OUTBOX_DONE},
                                         {"dead", PARVIS_OUTBOX_DEAD},
                                         {"void", PARVIS_OUTBOX_VOID}};
inline constexpr word addressees[] = {{"person", PARVIS_ADDRESSEE_PERSON},
                                      {"deciders", PARVIS_ADDRESSEE_DECIDERS},
                                      {"administrators", PARVIS_ADDRESSEE_ADMINISTRATORS}};
inline constexpr word order_states[] = {{"open", PARVIS_ORDER_OPEN},
                                        {"granted", PARVIS_ORDER_GRANTED},
                                        {"declined", PARVIS_ORDER_DECLINED},
                                        {"abandoned", PARVIS_ORDER_ABANDONED},
                                        {"refunded", PARVIS_ORDER_REFUNDED}};
inline constexpr word sku_types[] = {
    {"product", PARVIS_SKU_PRODUCT}, {"module", PARVIS_SKU_MODULE}, {"add_on", PARVIS_SKU_ADD_ON}};
inline constexpr word term_units[] = {{"month", PARVIS_TERM_MONTH}, {"year", PARVIS_TERM_YEAR}};
inline constexpr word audit_defects[] = {{"missing", PARVIS_AUDIT_MISSING},
                                         {"repeated", PARVIS_AUDIT_REPEATED},
                                         {"altered", PARVIS_AUDIT_ALTERED},
                                         {"anchor", PARVIS_AUDIT_ANCHOR},
                                         {"head", PARVIS_AUDIT_HEAD}};
inline constexpr word key_states[] = {{"primary", PARVIS_KEY_PRIMARY}, {"verify", PARVIS_KEY_VERIFY}};

inline constexpr word text_policies[] = {{"none", 0}, {"icu", 1}};

/// "unknown" for a number that none of them has.
std::string name_of(words among, std::int32_t number);
std::vector<std::string> names_of(words among);

/// What was typed is wrong: exit status 2.
struct usage_error {
  std::string what;
};

std::int32_t number_of(words among, std::string_view name);
/// "client,collaborator".
std::int32_t access_of(std::string_view typed);
/// The access of an account of the portal, which says what it is: a text that makes something else of it is refused.
std::int32_t portal_access_of(std::string_view kind, std::string_view typed);

inline std::string string_of(parvis_text text) {
  return text.size == 0 ? std::string{} : std::string(text.data, text.size);
}
inline parvis_text text_of(std::string_view text) { return {text.data(), text.size()}; }

bool is_nil(const parvis_uuid& id);
std::string string_of(const parvis_uuid& id);
/// Whether it is the text of an id, which `out` then is.
bool read_id(std::string_view typed, parvis_uuid& out);
parvis_uuid id_of(std::string_view typed);

std::string hex_of(parvis_bytes octets);
std::string octets_of(std::string_view hex);

/// "2026-11-28T14:46:26Z"
std::string string_of_moment(parvis_time_us at);
/// The same, or a day: "2026-11-28".
parvis_time_us moment_of(std::string_view typed);
/// "90s", "10m", "72h", "30d"
std::string string_of_span(std::int64_t us);
std::int64_t span_of(std::string_view typed);
std::int64_t integer_of(std::string_view typed);

/// "core=5" in its parts.
struct assignment {
  std::string key, value;
};
assignment assignment_of(std::string_view typed);

}  // namespace console
