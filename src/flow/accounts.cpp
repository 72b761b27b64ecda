// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"
#include "parvis/rules/sign_in.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// Whoever has what was typed as e-mail address or as username. Both are looked up whatever it looks like.
result<std::optional<account>> find_by_identifier(session& in, std::string_view identifier) {
  constexpr std::string_view nobody = "-";  // no address and no username has this key
  const auto address = email::parse(identifier, in.ports().text);
  const auto name = username::parse(identifier);
  std::optional<settings> workspace;
  std::optional<account> by_email;
  std::optional<account> by_username;
  reader rows{in};
  rows.by_id(workspace, settings_row);
  rows.by_key(by_email, &account::email_key, address ? address.assume_value().key() : nobody);
  rows.by_key(by_username, &account::username_key, name ? name.assume_value().key() : nobody);
  PARVIS_TRYV(rows.read());
  PARVIS_TRYV(require_workspace(in, workspace));
  return by_email ? std::move(by_email) : std::move(by_username);
}

/// Whether the password is right. Somebody unknown, or without a password, costs the same as somebody known.
result<password_hasher::verdict> verify(const session& in, const std::optional<account>& who, std::string_view typed) {
  auto& hasher = *in.ports().hasher;
  const bool real = who && !who->password.empty();
  const std::string_view phc = real ? std::string_view{who->password} : hasher.dummy();
  const auto* const unicode = form_of(phc) == password_form::nfc ? in.ports().text : nullptr;
  const auto normal = password::normalize(typed, unicode);
  if (!normal) return password_hasher::verdict::wrong;
  PARVIS_TRY(const auto verdict, hasher.verify(normal.assume_value().reveal(), phc));
  return real ? verdict : password_hasher::verdict::wrong;
}

/// The password under today's parameters; empty when it cannot be had just now, for that is no reason to keep anybody
/// out.
std::string rehash(const session& in, std::string_view typed) {
  const auto normal = password::normalize(typed, in.ports().text);
  if (!normal) return {};
  auto fresh = in.ports().hasher->hash(normal.assume_value().reveal(), in.salt());
  return fresh ? std::move(fresh).assume_value() : std::string{};
}

}  // namespace

result<account_view> portal::sign_in(const caller& by, const sign_in_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    constexpr std::size_t identifier_octets_max = 1024;
    if (request.identifier.size() > identifier_octets_max) return failure{errc::credentials_wrong};
    std::string verified;  // the hash that the password was found right for
    std::string rehashed;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto who, find_by_identifier(in, request.identifier));
                 if (verified.empty() || !who || who->password != verified) {
                   PARVIS_TRY(const auto verdict, verify(in, who, request.password));
                   if (verdict == password_hasher::verdict::wrong) return failure{errc::credentials_wrong};
                   verified = who->password;
                   rehashed = verdict == password_hasher::verdict::right ? "" : rehash(in, request.password);
                 }
                 if (const auto refused = refusal_at_sign_in(*who, in.now()); refused != errc{})
                   return failure{refused};
                 return parvis::sign_in(*who, rehashed, at);
               }));
    return view_of(done.reply);
  });
}

namespace {

/// The settings, who acts and with which right, whom about, their group and seats, and how many administrators there
/// are.
result<activity_facts> load_activity(session& in, account_id who) {
  activity_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.who, who);
  rows.by_id(facts.administrators, administrators_row);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  if (facts.who) {
    rows.by_id(facts.who, who);  // once more: a refusal for want of a seat must see them as they are at that moment
    rows.by_id(facts.group, facts.who->group);
    rows.pools(facts.pools, facts.who->access | wanted_access(*facts.who));
  }
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

activity_command command_in(const deactivate_request& request) {
  return {.seen = {.account = request.seen}, .notice = request.notice};
}

}  // namespace

result<account_view> portal::deactivate(const caller& by, const deactivate_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account));
                 return parvis::deactivate(facts, command_in(request), at);
               }));
    for (const auto sku : skus_of(done.reply.access)) admit_afterwards(in, sku);
    return view_of(done.reply);
  });
}

result<account_view> portal::reactivate(const caller& by, const reactivate_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account));
                 return parvis::reactivate(facts, command_in(request), at);
               }));
    return view_of(done.reply);
  });
}

}  // namespace parvis::inline v1
