// SPDX-License-Identifier: BSL-1.0
// parvis: looks after a store. The README says how it is used; `parvis --help` what it can do.
#include "tool.hpp"

int main(int count, char** given) {
  console::tool parvis;
  console::add_firm(parvis);
  console::add_links(parvis);
  console::add_people(parvis);
  console::add_licenses(parvis);
  console::add_groups(parvis);
  console::add_data(parvis);
  console::add_upkeep(parvis);
  console::add_completion(parvis);
  return parvis.run(count, given);
}
