// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "boundary.hpp"

// A call of the library into a slot of the host.

/// What a slot answers into. A slot that answers what it was not asked for spoils the call.
struct parvis_call {
  parvis_call() noexcept = default;
  virtual ~parvis_call() = default;
  parvis_call(const parvis_call&) = delete;
  parvis_call& operator=(const parvis_call&) = delete;

  virtual parvis_status put_row(std::size_t, const parvis_row*) { return spoil("no row was asked for"); }
  virtual parvis_status put_end(std::int32_t, std::size_t) { return spoil("no page was asked for"); }
  virtual parvis_status put_answer(std::size_t, const parvis_answer*) { return spoil("no answer was asked for"); }
  virtual parvis_status put_checkout(const parvis_checkout*) { return spoil("no checkout was asked for"); }
  virtual parvis_status put_import_row(const parvis_import_row*) { return spoil("no row of an import was asked for"); }
  virtual parvis_status put_text(std::string_view) { return spoil("no text was asked for"); }

  parvis_status spoil(const char* why, parvis::errc code = parvis::errc::host_failed) noexcept;
  /// The same for what was put and could not be read; from a newer program it is an ABI mismatch.
  parvis_status spoil(const parvis::capi::refused& by, const char* why) noexcept;
  void say(std::string_view why);

  /// What the slot's answer means. `final_codes`: whether the host may say by a 1xx code that this never succeeds.
  parvis::result<> told(parvis_status status, bool final_codes = false) const;
  [[nodiscard]] bool spoiled() const noexcept { return spoiled_ != nullptr; }

 private:
  const char* spoiled_ = nullptr;
  parvis::errc spoiled_code_ = parvis::errc::host_failed;
  std::string detail_;
};
