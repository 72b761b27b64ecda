// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mails/templates.hpp"
#include "parvis/model/account.hpp"
#include "parvis/model/mail.hpp"

namespace parvis::inline v1 {

/// What the mails of one portal may speak of. A mail uses what its template names; what is empty is not spoken of.
struct mail_facts {
  std::string portal_name{};
  std::string portal_url{};  ///< the link of a mail whose `link` is empty
  std::string support_contact{};
  std::string first_name{};  ///< of the person who is written to
  std::string last_name{};
  std::string link{};    ///< https
  std::string reason{};  ///< of a refusal, a ban or a deactivation
  std::string applicant_name{};
  std::string applicant_email{};
  access asked = access::none;
  instant link_expires_at{};  ///< 0: not said
  instant deadline{};         ///< when the request lapses; 0: not said
  std::string sku{};
};

struct rendered {
  header_text subject;
  std::string text;      ///< lines end in '\n'
  std::string html;      ///< a whole document
  header_text language;  ///< the one it is written in
};

/// Writes the mail of an effect. A value is one run of text: line breaks and other controls in it become blanks,
/// direction controls are dropped, it is isolated from the direction of its sentence (UAX 9) and escaped for where it
/// lands. Fails with `url_invalid` when the link is not https or not in URI characters (RFC 3986), with `invalid_utf8`,
/// with `too_long` for a subject that no header should have, with `required` for a subject that names a value there is
/// none of, and with `bug` for an effect that is no mail. `instead`: templates that go before ours.
result<rendered> render(effect what, std::string_view language, const mail_facts& facts,
                        std::span<const host_mail> instead = {});

/// The same from a template that may not be ours. A brace that opens no placeholder: `invalid_argument`.
result<rendered> render(const mail_template& from, const mail_language& words, const mail_facts& facts);

/// "<id@host of the portal>" (RFC 5322 section 3.6.4). Fails with `url_invalid`.
result<header_text> message_id(outbox_id id, std::string_view portal_url);

}  // namespace parvis::inline v1
