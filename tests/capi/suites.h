/* SPDX-License-Identifier: BSL-1.0 */
#ifndef PARVIS_TESTS_SUITES_H
#define PARVIS_TESTS_SUITES_H

#include "check.h"

extern const test_case slot_tests[];
extern const size_t slot_test_count;
extern const test_case contract_tests[];
extern const size_t contract_test_count;
extern const test_case call_tests[];
extern const size_t call_test_count;
extern const test_case opening_tests[];
extern const size_t opening_test_count;
extern const test_case request_tests[];
extern const size_t request_test_count;
extern const test_case door_request_tests[];
extern const size_t door_request_test_count;
extern const test_case people_request_tests[];
extern const size_t people_request_test_count;
extern const test_case bulk_request_tests[];
extern const size_t bulk_request_test_count;
extern const test_case purchase_request_tests[];
extern const size_t purchase_request_test_count;
extern const test_case people_tests[];
extern const size_t people_test_count;
extern const test_case office_tests[];
extern const size_t office_test_count;
extern const test_case ban_tests[];
extern const size_t ban_test_count;
extern const test_case sign_in_tests[];
extern const size_t sign_in_test_count;
extern const test_case buying_tests[];
extern const size_t buying_test_count;
extern const test_case inspection_tests[];
extern const size_t inspection_test_count;
extern const test_case data_tests[];
extern const size_t data_test_count;

#endif
