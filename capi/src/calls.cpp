// SPDX-License-Identifier: BSL-1.0
#include "calls.hpp"

#include "parvis/messages.hpp"
#include "parvis/values/text.hpp"

using namespace parvis::capi;

parvis_status parvis_call::spoil(const char* why, parvis::errc code) noexcept {
  if (spoiled_ == nullptr) {
    spoiled_ = why;
    spoiled_code_ = code;
  }
  return code == parvis::errc::no_memory ? PARVIS_E_NO_MEMORY : PARVIS_E_INVALID_ARGUMENT;
}

parvis_status parvis_call::spoil(const refused& by, const char* why) noexcept {
  const auto out = spoil(why);
  return by.why.code == parvis::errc::abi_mismatch ? PARVIS_E_ABI_MISMATCH : out;
}

void parvis_call::say(std::string_view why) {
  constexpr std::size_t detail_max = 500;
  auto kept = why.substr(0, detail_max);
  while (!kept.empty() && !parvis::valid_utf8(kept)) kept.remove_suffix(1);
  detail_ = kept;
}

parvis::result<> parvis_call::told(parvis_status status, bool final_codes) const {
  using parvis::errc;
  using parvis::failure;
  if (spoiled_ != nullptr) return failure{spoiled_code_, {}, spoiled_};
  if (status == PARVIS_DONE) return parvis::success();
  const auto code = static_cast<errc>(status);
  constexpr int band = 100;
  const bool may = status / band >= 4 || (final_codes && status / band == 1);
  if (!may || parvis::name(code) == "unknown") {
    return failure{errc::host_failed, {}, detail_.empty() ? "a slot answered what it may not" : detail_};
  }
  return failure{code, {}, detail_};
}

extern "C" {

void* parvis_call_context(const parvis_call*) {
  const auto* top = innermost();
  return top != nullptr ? top->context : nullptr;
}
void* parvis_call_user_data(const parvis_call*) {
  const auto* top = innermost();
  return top != nullptr ? top->user_data : nullptr;
}

parvis_status parvis_call_put_row(parvis_call* call, size_t place, const parvis_row* row) {
  if (call == nullptr) return PARVIS_E_INVALID_ARGUMENT;
  try {
    return call->put_row(place, row);
  } catch (const refused& one) {
    return call->spoil(one, "what was put is no row");
  } catch (...) {
    return call->spoil("no memory for a row", parvis::errc::no_memory);
  }
}
parvis_status parvis_call_put_end(parvis_call* call, int32_t more, size_t count) {
  return call == nullptr ? PARVIS_E_INVALID_ARGUMENT : call->put_end(more, count);
}
parvis_status parvis_call_put_answer(parvis_call* call, size_t place, const parvis_answer* answer) {
  return call == nullptr ? PARVIS_E_INVALID_ARGUMENT : call->put_answer(place, answer);
}
parvis_status parvis_call_put_text(parvis_call* call, parvis_text text) {
  if (call == nullptr) return PARVIS_E_INVALID_ARGUMENT;
  try {
    return call->put_text(view(text, "text"));
  } catch (const refused& one) {
    return call->spoil(one, "what was put is no text");
  } catch (...) {
    return call->spoil("no memory for a text", parvis::errc::no_memory);
  }
}
parvis_status parvis_call_put_checkout(parvis_call* call, const parvis_checkout* checkout) {
  if (call == nullptr) return PARVIS_E_INVALID_ARGUMENT;
  try {
    return call->put_checkout(checkout);
  } catch (const refused& one) {
    return call->spoil(one, "what was put is no checkout");
  } catch (...) {
    return call->spoil("no memory for a checkout", parvis::errc::no_memory);
  }
}
parvis_status parvis_call_fail(parvis_call* call, parvis_status status, parvis_text detail) {
  if (status == PARVIS_DONE) status = PARVIS_E_HOST_FAILED;
  if (call == nullptr) return status;
  try {
    call->say(view(detail, "detail"));
  } catch (...) {
    call->spoil("a slot failed");
  }
  return status;
}

}  // extern "C"
