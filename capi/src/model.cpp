// SPDX-License-Identifier: BSL-1.0
#include "boundary.hpp"
#include "parvis/messages.hpp"

using namespace parvis::capi;

namespace {

template <class E>
E number(std::int32_t n) noexcept {
  constexpr std::int32_t none = 0;
  return static_cast<E>(n >= 0 && n <= static_cast<std::int32_t>(parvis::last_value(E{})) ? n : none);
}

}  // namespace

extern "C" {

parvis_text parvis_account_state_name(int32_t state) { return borrowed(name(number<parvis::account_state>(state))); }
parvis_text parvis_order_state_name(int32_t state) { return borrowed(name(number<parvis::order_state>(state))); }
parvis_text parvis_event_type_name(int32_t what) { return borrowed(name(number<parvis::event_type>(what))); }
parvis_text parvis_store_defect_name(int32_t defect) { return borrowed(name(number<parvis::store_defect>(defect))); }
parvis_text parvis_effect_name(int32_t effect) { return borrowed(name(number<parvis::effect>(effect))); }

parvis_text parvis_account_state_label(int32_t state, parvis_text language) {
  return borrowed(label(number<parvis::account_state>(state), language_of(language)));
}
parvis_text parvis_order_state_label(int32_t state, parvis_text language) {
  return borrowed(label(number<parvis::order_state>(state), language_of(language)));
}
parvis_text parvis_account_kind_label(int32_t kind, parvis_text language) {
  return borrowed(label(number<parvis::account_kind>(kind), language_of(language)));
}
parvis_text parvis_access_label(int32_t access, parvis_text language) {
  return borrowed(label(number<parvis::access>(access), language_of(language)));
}
parvis_text parvis_case_role_label(int32_t role, parvis_text language) {
  return borrowed(label(number<parvis::case_role>(role), language_of(language)));
}

parvis_text parvis_phrase_text(int32_t phrase, parvis_text language) {
  using enum parvis::phrase;
  if (phrase < static_cast<std::int32_t>(signup_received) || phrase > static_cast<std::int32_t>(reset_asked)) return {};
  return borrowed(message(static_cast<parvis::phrase>(phrase), language_of(language)));
}

}  // extern "C"
