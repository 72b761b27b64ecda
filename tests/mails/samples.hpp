// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mails/render.hpp"
#include "oracle.hpp"
#include "parvis/messages.hpp"

/// Facts and values that the tests of mails share.
namespace samples {

inline parvis::mail_facts ordinary_facts() {
  return {.portal_name = "Cabinet Méridien",
          .portal_url = "https://portail.meridien.example",
          .support_contact = "aide@meridien.example",
          .first_name = "Zoé",
          .last_name = "O'Brien",
          .link = "https://portail.meridien.example/verify?t=v1.AZ-_09&x=1",
          .reason = "Le dossier est clos.",
          .applicant_name = "Amélie Lefèvre",
          .applicant_email = "amelie@lefevre.example",
          .asked = parvis::access::client | parvis::access::collaborator,
          .link_expires_at = {1'795'373'460'000'000},
          .deadline = {1'797'706'260'000'000},
          .sku = "collaborators"};
}

/// What people may try as a name, an address, a reason.
inline const std::vector<std::string> hostile_values{
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</p></body></html><p>",
    "</title><h1>",
    "{{7*7}}",
    "{name}",
    "{name:>200000000}",
    "${jndi:ldap://x}",
    "%s%n%99999999d",
    "&lt;b&gt;&amp;",
    "<!-- ",
    "]]>",
    "=?UTF-8?B?aGVsbG8=?=",
    "--=_0190\r\nContent-Type: text/html",
    "A\r\nBcc: everybody@example.com",
    "A\nSubject: other",
    "A\u2028B\u0085C\vD",
    "abc \u202e txt.exe \u2067 fdp",
    "\u2069\u2069 out of the isolate",
    "\"quoted\" \\ name, <other@example.com>",
    "د. محمد الأمين",
    "李小龍 👩🏽‍⚖️",
    std::string("nul\0byte", 8),
    "Ώ́́́́́",
};

#ifdef PARVIS_ORACLES
/// The big list of naughty strings.
inline std::vector<std::string> naughty_strings() {
  std::vector<std::string> out;
  const auto all = oracle::read_json("strings/blns.json");
  for (const auto& value : all.as_array()) out.emplace_back(value.as_string());
  return out;
}
#endif

}  // namespace samples
