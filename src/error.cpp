// SPDX-License-Identifier: BSL-1.0
#include "parvis/error.hpp"

#include <cstddef>
#include <new>

#include "parvis/messages.hpp"

namespace parvis::inline v1 {
namespace {

/// The standard compares categories by address, and two shared objects may each hold a copy of this one. A condition
/// (`default_error_condition`) is therefore compared by the category's name, which is an id of its own.
class parvis_category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "parvis"; }
  std::string message(int code) const override { return v1::message(static_cast<errc>(code), "en"); }

  bool equivalent(int code, const std::error_condition& condition) const noexcept override {
    return code == condition.value() && is_ours(condition.category());
  }
  bool equivalent(const std::error_code& code, int condition) const noexcept override {
    return code.value() == condition && is_ours(code.category());
  }

 private:
  bool is_ours(const std::error_category& other) const noexcept { return std::string_view{other.name()} == name(); }
};

}  // namespace

const std::error_category& category() noexcept {
  // Never destroyed: a code may outlive everything else, and nothing of ours runs at exit.
  alignas(parvis_category) static std::byte room[sizeof(parvis_category)];
  static const auto* const only = new (room) parvis_category;
  return *only;
}

}  // namespace parvis::inline v1
