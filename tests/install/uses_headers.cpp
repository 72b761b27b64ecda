// SPDX-License-Identifier: BSL-1.0
#include <parvis/rules/approval.hpp>
#include <parvis/values/email.hpp>

// Policy is tried in isolation: no library of ours is linked.
int main() {
  const auto address = parvis::email::parse("Amira.Haddad@Cabinet.example");
  if (!address || address.assume_value().key() != "amira.haddad@cabinet.example") return 1;
  const auto refused = parvis::email::parse("amira");
  return !refused && refused.assume_error().code == parvis::errc::email_invalid ? 0 : 1;
}
