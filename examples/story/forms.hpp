// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace story {

/// What one person types at the door, and how it is told to go on. Every member is text, so that the same file can be
/// read in any language; forms.jsonl says what the words mean.
struct form {
  std::size_t line = 0;  ///< in the file
  std::string link;      ///< clients, collaborators, open, expired or tampered
  std::string first_name, last_name, username, email, password;
  std::string language;             ///< en, fr or ar; empty: the workspace's
  std::string access;               ///< client or collaborator; asked for at the open form
  std::string expect = "received";  ///< the answer to the sign-up: received, or a code
  std::string fields;               ///< with `invalid_form`: "email=email_invalid password=password_common"
  std::string then = "prove";       ///< prove, prove_elsewhere, prove_twice, prove_late, ignore or told
  std::string username_again;       ///< typed when the first one is taken
  std::string after = "pending";    ///< the answer to the proof: a state, or a code
  std::string decide = "approve";   ///< approve, race, approve_last, reject or leave
  std::string reason;               ///< of a refusal
  std::string end = "active";       ///< the state when the story ends
  std::string sign_in;              ///< ok, or a code: tries to sign in at the end
};

/// Reads one JSON object a line; empty lines and lines that begin with # are skipped. Throws `std::runtime_error` with
/// "file:line: what is wrong".
std::vector<form> read_forms(const std::string& file);

}  // namespace story
