// SPDX-License-Identifier: BSL-1.0
#include "flow/sign_in.hpp"

#include "flow/forms.hpp"
#include "parvis/rules/credentials.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

constexpr std::string_view nobody = "-";  // no address and no username has this key

/// What was typed as the keys that it may be: never both at once, for no username has an "@". What can be neither is
/// counted as it stands.
struct sought {
  std::string email_key{nobody};
  std::string username_key{nobody};
  std::string folded;
};

sought sought_by(const session& in, std::string_view identifier) {
  sought out{.folded = ascii_lower(identifier)};
  if (const auto address = email::parse(identifier, in.ports().text)) {
    out.folded = out.email_key = address.assume_value().key();
  } else if (const auto name = username::parse(identifier)) {
    out.folded = out.username_key = name.assume_value().key();
  }
  return out;
}

/// A source is counted by the hour.
void want_tries(const session& in, reader& rows, tries& into, std::string_view folded, std::string_view source) {
  into.identifier.id = identifier_id(in, folded);
  rows.by_id(into.identifier.seen, into.identifier.id);
  if (source.empty()) return;
  const auto hour = std::to_string(in.now().us / source_window.us);
  into.source = tally{digest_id(in, digest_purpose::source, hour + ' ' + std::string(source))};
  rows.by_id(into.source->seen, into.source->id);
}

bool is_same(const password& chosen, std::string_view typed, const session& in) {
  const auto normal = password::normalize(typed, in.ports().text);
  return normal && normal.assume_value().reveal() == chosen.reveal();
}

}  // namespace

namespace detail {

uuid identifier_id(const session& in, std::string_view key) { return digest_id(in, digest_purpose::identifier, key); }

result<bool> judged_password::is_right(const session& in, const std::optional<account>& who) {
  auto& hasher = *in.ports().hasher;
  const bool real = who && !who->password.empty();
  if (real && who->password == right_for_) return true;
  const std::string_view phc = real ? std::string_view{who->password} : hasher.dummy();
  const auto* const unicode = form_of(phc) == password_form::nfc ? in.ports().text : nullptr;
  const auto normal = password::normalize(typed_, unicode);
  auto verdict = password_hasher::verdict::wrong;
  if (normal) {
    PARVIS_TRY(verdict, hasher.verify(normal.assume_value().reveal(), phc));
  }
  looked_at_ = true;
  if (!real || verdict == password_hasher::verdict::wrong) return false;
  right_for_ = phc;
  outdated_ = verdict == password_hasher::verdict::right_but_outdated;
  return true;
}

const std::string& judged_password::rehashed(const session& in) {
  if (!outdated_) {
    rehashed_.clear();
  } else if (rehashed_.empty()) {
    const auto normal = password::normalize(typed_, in.ports().text);
    if (auto fresh = normal ? in.ports().hasher->hash(normal.assume_value().reveal(), in.salt()) : failure{}) {
      rehashed_ = std::move(fresh).assume_value();
    }
  }
  return rehashed_;
}

result<guess_facts> load_guess(session& in, const guess& given) {
  guess_facts out;
  std::optional<settings> workspace;
  std::optional<account> by_email, by_username;
  reader rows{in};
  rows.by_id(workspace, settings_row);
  if (given.identifier) {
    const auto typed = sought_by(in, *given.identifier);
    rows.by_key(by_email, &account::email_key, typed.email_key);
    rows.by_key(by_username, &account::username_key, typed.username_key);
    want_tries(in, rows, out.tries, typed.folded, given.source);
  } else {
    rows.by_id(out.who, in.by().actor);
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    if (!out.who) return failure{errc::permission_denied};
    want_tries(in, rows, out.tries, out.who->email_key, given.source);
  }
  PARVIS_TRYV(rows.read());
  PARVIS_TRYV(require_workspace(in, workspace));
  if (given.identifier) out.who = by_email ? std::move(by_email) : std::move(by_username);
  out.settings = *std::move(workspace);
  return out;
}

result<guess_facts> count_guess(session& in, const guess& given) {
  constexpr std::size_t identifier_octets_max = 1024;
  constexpr std::size_t source_octets_max = 256;
  if (given.identifier && given.identifier->size() > identifier_octets_max) return failure{errc::credentials_wrong};
  if (given.source.size() > source_octets_max) return failure{errc::invalid_argument, "source"};
  guess_facts facts;
  PARVIS_TRY(auto counted, attempt(in, [&](stamp& at) -> result<decision<counted_try>> {
               PARVIS_TRY(facts, load_guess(in, given));
               return count_try(facts.tries, facts.settings, at);
             }));
  if (counted.reply.refused) return *std::move(counted.reply.refused);
  facts.tries = std::move(counted.reply.now);
  return facts;
}

void give_back_guess(session& in, const tries& made) noexcept {
  const auto given_back = caught([&] { return in.apply(in.stamp().ids.next(), give_back_try(made)); });
  if (!given_back || !given_back.assume_value()) in.note("try_not_given_back");
}

}  // namespace detail

result<account_view> portal::sign_in(const caller& by, const sign_in_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto who, with_password(in, {request.identifier, request.password, request.source},
                                             [&](const guess_facts& facts, judged_password& password,
                                                 stamp& at) -> result<decision<guess_outcome>> {
                                               return parvis::sign_in(facts, password.rehashed(in), at);
                                             }));
    return view_of(who, in.now());
  });
}

result<account_view> portal::change_password(const caller& by, const change_password_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    form_errors errors;
    parse_password(errors, "new_password", request.new_password, {}, in);
    if (errors.failed()) return std::move(errors).as_failure();
    guess given{std::nullopt, request.password, request.source};
    if (!request.identifier.empty()) given.identifier = request.identifier;
    std::string phc;
    PARVIS_TRY(
        const auto who,
        with_password(in, given,
                      [&](const guess_facts& facts, judged_password&, stamp& at) -> result<decision<guess_outcome>> {
                        form_errors wrong;
                        // Judged only now by what is known of the person, for it tells what is known.
                        const auto chosen =
                            parse_password(wrong, "new_password", request.new_password, *facts.who, facts.settings, in);
                        if (chosen && is_same(*chosen, request.password, in)) {
                          wrong.add("new_password", errc::password_unchanged);
                        }
                        if (wrong.failed()) return refused_after_password(facts, std::move(wrong).as_failure());
                        PARVIS_TRYV(hash_once(phc, *chosen, in));
                        return parvis::change_password(facts, phc, at);
                      }));
    return view_of(who, in.now());
  });
}

result<account_view> portal::find_account(const caller& by, std::string_view identifier) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    if (by.actor != operator_id) {
      PARVIS_TRYV(require_manager(in));
    }
    const auto wanted = sought_by(in, identifier);
    std::optional<settings> workspace;
    std::optional<account> by_email, by_username;
    reader rows{in};
    rows.by_id(workspace, settings_row);
    rows.by_key(by_email, &account::email_key, wanted.email_key);
    rows.by_key(by_username, &account::username_key, wanted.username_key);
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    const auto& found = by_email ? by_email : by_username;
    if (!found) return failure{errc::not_found, "identifier"};
    auto out = view_of(*found, in.now());
    if (by.actor == operator_id) out.ban_reason.clear();  // the firm's own affair
    return out;
  });
}

}  // namespace parvis::inline v1
