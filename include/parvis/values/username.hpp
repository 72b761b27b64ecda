// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/result.hpp"
#include "parvis/values/ids.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// Names nobody may take, because others would take them for the firm, for the system, or for a mailbox that proves
/// control of a domain (RFC 2142, CA/Browser Forum baseline requirements 3.2.2.4.4). English and French; lower case,
/// no separators, in order, each between two blanks.
inline constexpr std::string_view reserved_words =
    " about abuse accept access account accounts accueil activate admin administrateur administration"
    " administrator administratrice admins aide all anonyme anonymous api app approve approver assets assistance"
    " auth authentication autoconfig autodiscover backup bank billing blog bot broadcasthost cabinet callback"
    " client clients collaborateur collaborator company compliance compte comptes confidentialite config"
    " connexion console contact create daemon dashboard deconnexion default delete demo direction docs donotreply"
    " dossier dossiers download edit email equipe error everyone example exemple export facturation false favicon"
    " feedback firm forgot forgotpassword ftp guest health help helpdesk home host hostmaster hostname imap"
    " import inconnu index info information inscription intranet invitation invite invites isatap join juridique"
    " legal licence license licenses localdomain localhost login logout mail mailer mailerdaemon maintenance"
    " manager marketing master message messages moderateur moderator motdepasse myself nan network new news nil"
    " nobody noc none noreply notification notifications nouveau null official officiel openid operator owner"
    " paiement parametres parvis passwd password payment personne ping policy pop portail portal postmaster press"
    " privacy private prive profil profile proprietaire public recherche register registration reject remove"
    " requests reset resetpassword robot robots root sales search secure securite security self server service"
    " services session sessions settings signin signout signup smtp ssh ssl ssladmin ssladministrator"
    " sslwebmaster staff static status subscribe sudo superuser support sys sysadmin sysadministrator system"
    " systeme team terms test testing tests token tous true undefined unknown update upload usenet user username"
    " users utilisateur utilisateurs uucp verify void web webmail webmaster welcome wpad www you ";

/// A name to sign in with, profile `ascii`: 3 to 64 letters, digits and ". _ -", with a letter or digit at both ends
/// and no two separators in a row.
class username {
 public:
  static constexpr std::size_t size_min = 3;   ///< characters
  static constexpr std::size_t size_max = 64;  ///< characters

  /// `reserved`: the workspace's own reserved names, in any case. They and ours are refused however they are separated.
  /// Fails with `required`, `too_short`, `too_long`, `invalid_utf8`, `character_not_allowed`, or `username_reserved`,
  /// which is also said of what looks like one of our ids.
  static result<username> parse(std::string_view text, std::span<const std::string> reserved = {}) {
    if (text.empty()) return failure{errc::required};
    if (text.size() > size_max * 4) return failure{errc::too_long};
    if (!valid_utf8(text)) return failure{errc::invalid_utf8};
    if (!is_well_formed(text)) return failure{errc::character_not_allowed};
    if (text.size() < size_min) return failure{errc::too_short};
    if (text.size() > size_max) return failure{errc::too_long};
    if (parse_uuid(text) || is_reserved(text, reserved)) return failure{errc::username_reserved};
    username out;
    out.spelling_ = text;
    out.key_ = ascii_lower(text);
    return out;
  }

  /// As it was typed.
  [[nodiscard]] const std::string& spelling() const noexcept { return spelling_; }
  /// In lower case: unique in a workspace.
  [[nodiscard]] const std::string& key() const noexcept { return key_; }

 private:
  username() = default;

  static constexpr bool is_separator(char c) noexcept { return c == '.' || c == '_' || c == '-'; }

  static constexpr bool is_well_formed(std::string_view text) noexcept {
    bool after_separator = true;
    for (const char c : text) {
      if (is_separator(c) ? after_separator : !is_ascii_alphanumeric(c)) return false;
      after_separator = is_separator(c);
    }
    return !after_separator;
  }

  static std::string bare(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (!is_separator(c)) out += ascii_lower(c);
    }
    return out;
  }

  static bool is_reserved(std::string_view text, std::span<const std::string> reserved) {
    const auto wanted = bare(text);
    const auto entry = wanted + " ";  // letters are rarer in a list than blanks are, so they are looked for
    for (auto at = reserved_words.find(entry); at != reserved_words.npos; at = reserved_words.find(entry, at + 1)) {
      if (reserved_words[at - 1] == ' ') return true;
    }
    for (const auto& word : reserved) {
      if (bare(word) == wanted) return true;
    }
    return false;
  }

  std::string spelling_;
  std::string key_;
};

}  // namespace parvis::inline v1
