/* SPDX-License-Identifier: BSL-1.0 */
/* As much of a test framework as C99 needs. Sums are printed as doctest prints them. */
#ifndef PARVIS_TESTS_CHECK_H
#define PARVIS_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct test_case {
  const char* name;
  void (*run)(void);
} test_case;

/* Says where, and with what context, when it does not hold; the test goes on. May be called from several threads. */
#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
/* Likewise, and ends the program: what follows would make no sense. */
#define REQUIRE(condition) ((condition) ? (void)0 : check_ends(#condition, __FILE__, __LINE__))
/* Added to what a failed check says, until it is replaced; NULL: nothing. Of this thread. */
void check_context(const char* format, ...);

void check(bool holds, const char* condition, const char* file, int line);
void check_ends(const char* condition, const char* file, int line);
/* All of them, those whose names contain the program's argument, or, when that begins with '-', those whose names do
 * not contain the rest of it. The exit status. */
int run_tests(const test_case* tests, size_t count, int argc, char** argv);

#endif
