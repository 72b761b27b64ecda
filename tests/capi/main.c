/* SPDX-License-Identifier: BSL-1.0 */
#include <stdio.h>
#include <string.h>

#include "suites.h"

int main(int argc, char** argv) {
  test_case all[64];
  size_t count = 0;
  memcpy(all + count, contract_tests, contract_test_count * sizeof *all);
  count += contract_test_count;
  memcpy(all + count, slot_tests, slot_test_count * sizeof *all);
  count += slot_test_count;
  memcpy(all + count, request_tests, request_test_count * sizeof *all);
  count += request_test_count;
  memcpy(all + count, sign_in_tests, sign_in_test_count * sizeof *all);
  count += sign_in_test_count;
  return run_tests(all, count, argc, argv);
}
