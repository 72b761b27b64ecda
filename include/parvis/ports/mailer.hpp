// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/model/mail.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// What carries mail away: the host's relay, queue or service. Called only when the host drains the outbox, on the
/// host's own thread, with no lock and no transaction of the library held. May be called from several threads at once.
class mailer {
 public:
  virtual ~mailer() = default;
  /// Success: the mail is out of the library's hands, and stays so after a crash. The same mail may come again after a
  /// crash or an unclear answer: it then carries the same `id` and `message_id`.
  /// A 1xx failure says that this mail can never be sent (dead letter at once); every other failure, `unavailable`
  /// above all, says that it may be tried later.
  virtual result<> send(const mail& what) = 0;
};

}  // namespace parvis::inline v1
