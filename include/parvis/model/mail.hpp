// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/result.hpp"
#include "parvis/values/email.hpp"
#include "parvis/values/ids.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// Text that may stand in a header: one visible line (`parse_line`) of 500 code points at most, or nothing. It can only
/// be made by `parse`, so no value, wherever it came from, can end a header and begin another.
class header_text {
 public:
  static constexpr std::size_t code_points_max = 500;  ///< of the line

  header_text() = default;
  /// Blanks around it are dropped. Fails as `parse_line`.
  static result<header_text> parse(std::string_view text) {
    PARVIS_TRY(auto line, parse_line(text, code_points_max));
    return header_text{std::move(line)};
  }

  /// One line of UTF-8, or nothing.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  friend bool operator==(const header_text&, const header_text&) = default;

 private:
  explicit header_text(std::string line) : text_(std::move(line)) {}
  std::string text_;
};

/// One mail to one person, ready to be sent. Everything that goes into a header is of a type that cannot break it.
struct mail {
  outbox_id id;            ///< stable: the same mail sent again has the same
  header_text message_id;  ///< "<uuid@host>", stable too (RFC 5322 section 3.6.4)
  instant date;            ///< of writing
  email to;                ///< one person
  header_text to_name;     ///< may be empty
  header_text subject;     ///< one line
  std::string text;        ///< plain text, lines end in '\n'
  std::string html;        ///< a whole document that says the same
  header_text language;    ///< BCP 47
};

}  // namespace parvis::inline v1
