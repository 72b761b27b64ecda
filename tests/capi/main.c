/* SPDX-License-Identifier: BSL-1.0 */
#include <string.h>

#include "suites.h"

int main(int argc, char** argv) {
  const struct {
    const test_case* tests;
    size_t count;
  } suites[] = {{contract_tests, contract_test_count},
                {slot_tests, slot_test_count},
                {request_tests, request_test_count},
                {door_request_tests, door_request_test_count},
                {people_request_tests, people_request_test_count},
                {bulk_request_tests, bulk_request_test_count},
                {purchase_request_tests, purchase_request_test_count},
                {opening_tests, opening_test_count},
                {call_tests, call_test_count},
                {people_tests, people_test_count},
                {sign_in_tests, sign_in_test_count},
                {buying_tests, buying_test_count},
                {data_tests, data_test_count},
                {ban_tests, ban_test_count},
                {office_tests, office_test_count},
                {inspection_tests, inspection_test_count}};
  test_case all[128];
  size_t count = 0, n;
  for (n = 0; n < sizeof suites / sizeof *suites; ++n) {
    memcpy(all + count, suites[n].tests, suites[n].count * sizeof *all);
    count += suites[n].count;
  }
  return run_tests(all, count, argc, argv);
}
