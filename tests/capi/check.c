/* SPDX-License-Identifier: BSL-1.0 */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures; /* added to with the compiler's atomics: C99 has none */
static __thread char context[256];

void check_context(const char* format, ...) {
  va_list given;
  context[0] = '\0';
  if (format == NULL) return;
  va_start(given, format);
  vsnprintf(context, sizeof context, format, given);
  va_end(given);
}

void check(bool holds, const char* condition, const char* file, int line) {
  if (holds) return;
  __atomic_fetch_add(&failures, 1, __ATOMIC_SEQ_CST);
  fprintf(stderr, "%s:%d: %s%s%s\n", file, line, condition, context[0] == '\0' ? "" : "  with ", context);
}

void check_ends(const char* condition, const char* file, int line) {
  check(false, condition, file, line);
  exit(1);
}

static bool chosen(const char* name, const char* pattern) {
  return *pattern == '-' ? strstr(name, pattern + 1) == NULL : strstr(name, pattern) != NULL;
}

int run_tests(const test_case* tests, size_t count, int argc, char** argv) {
  int failed = 0, passed = 0;
  size_t n;
  for (n = 0; n < count; ++n) {
    const int before = failures;
    if (argc > 1 && !chosen(tests[n].name, argv[1])) continue;
    check_context(NULL);
    tests[n].run();
    if (failures == before) {
      ++passed;
    } else {
      ++failed;
      fprintf(stderr, "failed: %s\n", tests[n].name);
    }
  }
  printf("test cases: %d | %d passed | %d failed | %d skipped\n", passed + failed, passed, failed,
         (int)count - passed - failed);
  return failed == 0 && passed != 0 ? 0 : 1;
}
