// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "flow/core.hpp"
#include "parvis/model/mail.hpp"
#include "parvis/rules/mails.hpp"

namespace parvis::inline v1::detail {

/// The host's templates as they are used; they look into `given`. `template_invalid` when one of them is not right.
result<std::vector<host_mail>> host_mails(const std::vector<mail_override>& given);

/// The mail that an item stands for. A failure is for good, unless the host's text policy is what failed.
result<mail> written_mail(const session& in, const outbox_item& item, const outbox_facts& facts,
                          const settings& workspace);

}  // namespace parvis::inline v1::detail
