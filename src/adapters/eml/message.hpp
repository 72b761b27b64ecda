// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "parvis/model/mail.hpp"

namespace parvis::inline v1 {

/// The mail as an Internet message (RFC 5322) with a text and an HTML alternative (RFC 2046). ASCII, lines end in CRLF,
/// none is longer than 78 octets unless an address is. The same mail gives the same bytes. Fails with
/// `invalid_argument` for a date outside the years 1970 to 9999, and for a message id or a language that is not one.
result<std::string> write_message(const mail& what, const email& from, const header_text& from_name);

}  // namespace parvis::inline v1
