// SPDX-License-Identifier: BSL-1.0
#include "parvis/messages.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <set>
#include <system_error>
#include <utility>

#include "parvis/result.hpp"
#include "parvis/values/text.hpp"

using namespace parvis;

namespace {

/// The enumerator as the compiler spells it; nothing for a number that has none, which is spelled as a cast.
template <errc Code>
constexpr std::string_view enumerator() {
  std::string_view text = __PRETTY_FUNCTION__;
  text = text.substr(0, std::min(text.find(';'), text.rfind(']')));
  text = text.substr(text.find("Code = ") + 7);
  return text.starts_with('(') ? std::string_view{} : text.substr(text.rfind(':') + 1);
}
template <std::size_t... Offset>
constexpr auto enumerators_from_100(std::index_sequence<Offset...>) {
  return std::array<std::string_view, sizeof...(Offset)>{enumerator<static_cast<errc>(100 + Offset)>()...};
}
constexpr auto enumerators = enumerators_from_100(std::make_index_sequence<500>{});

bool has_arabic_letter(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(decode_utf8(text).size)) {
    const auto c = decode_utf8(text).code_point;
    if (c >= 0x0621 && c <= 0x064a) return true;
  }
  return false;
}

/// The category as another shared object would have it, or somebody else's.
struct other_category : std::error_category {
  explicit other_category(const char* of_name) : name_(of_name) {}
  const char* name() const noexcept override { return name_; }
  std::string message(int) const override { return {}; }
  const char* name_;
};

}  // namespace

TEST_CASE("every error code has its own name and a text in each language, and no other number has") {
  std::size_t codes = 0;
  for (std::size_t i = 0; i < enumerators.size(); ++i) {
    const auto code = static_cast<errc>(100 + i);
    CAPTURE(100 + i);
    CHECK(name(code) == (enumerators[i].empty() ? "unknown" : enumerators[i]));
    if (enumerators[i].empty()) continue;
    ++codes;
    std::set<std::string> texts;
    for (const auto language : built_in_languages) {
      const auto text = message(code, language);
      CHECK(valid_utf8(text));
      CHECK(text.size() > 8);
      CHECK(text.ends_with('.'));
      texts.insert(text);
    }
    CHECK(texts.size() == built_in_languages.size());
    CHECK(has_arabic_letter(message(code, "ar")));
  }
  CHECK(codes > 50);
}

TEST_CASE("the agreed words are used") {
  const struct {
    errc code;
    std::string_view detail, en, fr;
  } rows[] = {
      {errc::signup_disabled, "", "Sign-up is not open on this portal.",
       "L'inscription n'est pas ouverte sur ce portail."},
      {errc::access_not_allowed, "", "This type of account cannot be requested here.",
       "Ce type de compte ne peut pas être demandé ici."},
      {errc::approver_required, "", "Choose the user who approves new sign-ups.",
       "Choisissez l'utilisateur qui approuve les nouvelles inscriptions."},
      {errc::account_pending, "", "Your account is awaiting approval.", "Votre compte est en attente d'approbation."},
      {errc::no_seat, "collaborators", "No collaborator license is available.",
       "Aucune licence de collaborateur n'est disponible."},
      {errc::invite_invalid, "", "This link is not valid.", "Ce lien n'est pas valide."},
      {errc::must_change_password, "", "You must change your password to continue.",
       "Vous devez modifier votre mot de passe pour continuer."},
      {errc::last_administrator, "", "At least one active administrator must remain.",
       "Il doit rester au moins un administrateur actif."},
  };
  for (const auto& row : rows) {
    CHECK(message(row.code, "en", row.detail) == row.en);
    CHECK(message(row.code, "fr", row.detail) == row.fr);
  }
  CHECK(message(phrase::signup_received, "en") == "If this address can be registered, an e-mail has been sent to it.");
  CHECK(message(phrase::signup_received, "fr") ==
        "Si cette adresse peut être inscrite, un e-mail vient de lui être envoyé.");
  CHECK(label(account_state::pending, "fr") == "en attente d'approbation");
  CHECK(label(account_state::waiting, "fr") == "en attente de licence");
  CHECK(label(account_state::rejected, "fr") == "refusée");
  CHECK(message(phrase::email_to_be_proven, "fr") == "adresse à confirmer");
}

TEST_CASE("a language falls back to its base, then to English") {
  const struct {
    std::string_view asked, answers;
  } rows[] = {{"fr", "fr"},   {"fr-CA", "fr"}, {"FR_be", "fr"}, {"ar-EG", "ar"}, {"en-GB", "en"},
              {"de", "en"},   {"", "en"},      {"f", "en"},     {"frr", "en"},   {"-fr", "en"},
              {"\xff", "en"}, {"f2", "en"},    {"Ar", "ar"}};
  for (const auto& row : rows) {
    CAPTURE(row.asked);
    CHECK(built_in_language(row.asked) == row.answers);
    CHECK(message(errc::not_found, row.asked) == message(errc::not_found, row.answers));
  }
}

TEST_CASE("a missing seat names the sku only when it is a plain word, and nothing else shows its detail") {
  CHECK(message(errc::no_seat, "en", "core") == "No license of the core solution is available.");
  CHECK(message(errc::no_seat, "fr", "firm-archive") == "Aucune licence «\u00a0firm-archive\u00a0» n'est disponible.");
  for (const std::string_view sku : {"", "<b>", "Core", "a b", "{}", "a\nb"}) {
    CHECK(message(errc::no_seat, "en", sku) == "No license is available.");
  }
  CHECK(message(failure{errc::no_seat, {}, "contract"}, "en") == "No license of the contract solution is available.");
  CHECK(message(failure{errc::unavailable, {}, "secret host name"}, "en").find("secret") == std::string::npos);
  CHECK(message(static_cast<errc>(999), "fr") == message(errc::bug, "fr"));
}

TEST_CASE("a license is called after what it is for, in each language, and a host's own by its sku") {
  const struct {
    std::string_view sku, en, fr, ar;
  } rows[] = {{"collaborators", "collaborator", "collaborateur", "متعاون"},
              {"core", "core solution", "solution de base", "الحل الأساسي"},
              {"contract", "contract solution", "solution contractuelle", "حل العقود"},
              {"firm-archive", "firm-archive", "firm-archive", "firm-archive"},
              {"", "", "", ""}};
  for (const auto& row : rows) {
    CHECK(license_label(row.sku, "en") == row.en);
    CHECK(license_label(row.sku, "fr-CA") == row.fr);
    CHECK(license_label(row.sku, "ar") == row.ar);
  }
}

TEST_CASE("every effect has a name of its own, and no other number has") {
  std::set<std::string_view> seen;
  for (int n = 0; n <= static_cast<int>(last_value(effect{})) + 1; ++n) {
    const auto of = name(static_cast<effect>(n));
    if (of == "unknown") continue;
    CHECK((of == "open_case" || of == "start_checkout" || of.starts_with("mail_")));
    CHECK(is_mail(static_cast<effect>(n)) == of.starts_with("mail_"));
    CHECK(seen.insert(of).second);
  }
  CHECK(name(effect::open_case) == "open_case");
  CHECK(name(effect::mail_invitation) == "mail_invitation");
  CHECK(name(effect::start_checkout) == "start_checkout");
  CHECK(name(last_value(effect{})) == "mail_access_lapsed");
  CHECK(name(static_cast<effect>(0)) == "unknown");
  CHECK(name(static_cast<effect>(static_cast<int>(last_value(effect{})) + 1)) == "unknown");
}

TEST_CASE("every state of an order has a name and a label of its own in each language") {
  for (const auto language : built_in_languages) {
    std::set<std::string_view> labels, names;
    for (int n = 1; n <= static_cast<int>(last_value(order_state{})); ++n) {
      labels.insert(label(static_cast<order_state>(n), language));
      names.insert(name(static_cast<order_state>(n)));
    }
    CHECK(labels.size() == static_cast<std::size_t>(last_value(order_state{})));
    CHECK(names.size() == labels.size());
  }
  CHECK(name(order_state::declined) == "declined");
  CHECK(name(static_cast<order_state>(9)) == "unknown");
}

TEST_CASE("every state, kind, access and role has a label of its own in each language") {
  for (const auto language : built_in_languages) {
    std::set<std::string_view> seen;
    for (int n = 1; n <= static_cast<int>(last_value(account_state{})); ++n) {
      seen.insert(label(static_cast<account_state>(n), language));
    }
    CHECK(seen.size() == static_cast<std::size_t>(last_value(account_state{})));
    seen.clear();
    using enum parvis::access;
    for (const auto set : {none, client, collaborator, client | collaborator, core, contract, core | contract}) {
      seen.insert(label(set, language));
    }
    CHECK(seen.size() == 7);
    CHECK(label(client | core, language) == label(none, language));
    CHECK(label(account_kind::user, language) != label(account_kind::client, language));
    CHECK(label(case_role::staff, language) != label(case_role::client, language));
  }
}

TEST_CASE("a code is known again when another shared object has its own category") {
  const std::error_code ours = errc::conflict;
  const other_category copy{"parvis"};
  const other_category foreign{"paris"};
  CHECK(std::string_view{ours.category().name()} == "parvis");
  CHECK(ours.message() == "Somebody else changed this at the same time. Please try again.");
  CHECK(ours == copy.default_error_condition(301));
  CHECK(std::error_code{301, copy} == ours.default_error_condition());
  CHECK(ours != copy.default_error_condition(302));
  CHECK(ours != foreign.default_error_condition(301));
  CHECK(std::error_code{301, foreign} != ours.default_error_condition());
}
