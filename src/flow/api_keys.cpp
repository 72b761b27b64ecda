// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/api_keys.hpp"

#include "flow/core.hpp"
#include "parvis/values/api_key.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// What a key is digested with: raising the epoch makes every key another text.
std::string digested(const api_key& key, const account& whose) {
  return key.text() + ' ' + std::to_string(whose.credential_epoch);
}

result<api_key_facts> load_key_facts(session& in, account_id whose) {
  std::optional<settings> workspace;
  api_key_facts out;
  reader rows{in};
  rows.by_id(out.who, whose);
  PARVIS_TRYV(read_actor(in, rows, workspace, out.actor));
  PARVIS_TRYV(rows.read());
  out.settings = *std::move(workspace);
  return out;
}

}  // namespace

result<issued_api_key> portal::issue_api_key(const caller& by, account_id whose) {
  return respond(*core_, by, [&](session& in) -> result<issued_api_key> {
    const auto key = api_key::make(whose, in.salt());
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_key_facts(in, whose));
                 bytes_text digest;
                 if (facts.who) {
                   digest.octets = in.keys().digest(digest_purpose::api_key, by.workspace, digested(key, *facts.who));
                 }
                 return parvis::issue_api_key(facts, std::move(digest), at);
               }));
    return issued_api_key{view_of(done.reply, in.now()), key.text()};
  });
}

result<account_view> portal::revoke_api_key(const caller& by, account_id whose) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_key_facts(in, whose));
                 return parvis::revoke_api_key(facts, at);
               }));
    return view_of(done.reply, in.now());
  });
}

result<account_view> portal::verify_api_key(const caller& by, std::string_view text) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto key, api_key::parse(text));
    std::optional<settings> workspace;
    std::optional<account> who;
    reader rows{in};
    rows.by_id(workspace, settings_row);
    rows.by_id(who, key.account());
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    const bool genuine =
        who && in.keys().matches(who->api_key.octets, digest_purpose::api_key, by.workspace, digested(key, *who));
    if (!genuine || !may_use_api_key(who, in.now())) return failure{errc::api_key_invalid};
    return view_of(*who, in.now());
  });
}

}  // namespace parvis::inline v1
