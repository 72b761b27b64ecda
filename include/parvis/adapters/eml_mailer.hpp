// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "parvis/model/mail.hpp"
#include "parvis/ports/mailer.hpp"
#include "parvis/values/email.hpp"

namespace parvis::inline v1 {

/// Writes each mail into a directory as an RFC 5322 message, for demonstrations, tests, and hosts whose mail system
/// picks messages up from a directory.
class eml_mailer : public mailer {
 public:
  /// Where mails go, and who they come from.
  struct options {
    std::string directory;  ///< made when it is missing, its parent must exist
    email from;             ///< of every mail
    header_text from_name;  ///< may be empty
  };

  /// Touches nothing before the first mail.
  explicit eml_mailer(options how);

  /// Writes "<mail id>.eml", readable by this user only. The file appears whole, or replaces the one of an earlier try
  /// with the same bytes, and is on the disk when this returns. Fails with `unavailable`, `detail` being what the
  /// system said, or with `invalid_argument` for a mail that no message can be made of.
  /// May be called from several threads and processes at once.
  result<> send(const mail& what) override;

 private:
  options options_;
};

}  // namespace parvis::inline v1
