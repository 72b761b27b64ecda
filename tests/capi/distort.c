/* SPDX-License-Identifier: BSL-1.0 */
#include "distort.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "firm.h"

/* The texts of requests, so that they are recognised. */
static const char* texts[256];
static size_t text_count;
parvis_text said(const char* text) {
  size_t n = 0;
  while (n < text_count && texts[n] != text) ++n;
  REQUIRE(n < sizeof texts / sizeof *texts);
  texts[n] = text;
  if (n == text_count) ++text_count;
  return TEXT(text);
}
static bool is_text(const char* pointer) {
  size_t n;
  for (n = 0; n < text_count; ++n) {
    if (texts[n] == pointer) return true;
  }
  return false;
}

/* A language nobody knows is another one, and no password is equal to what is no UTF-8. */
static bool anything_goes(const char* text) { return text[0] == 'f' || strncmp(text, "nine", 4) == 0; }

/* A call ends with an answer or an error, never both, never neither. */
void sound(parvis_status status, const void* out, const parvis_error* error) {
  CHECK(strcmp(parvis_code_name(status).data, "unknown") != 0);
  CHECK((status == PARVIS_DONE) == (out != NULL));
  CHECK((status != PARVIS_DONE) == (error != NULL));
  CHECK(error == NULL || error->code == status);
  CHECK(status != PARVIS_E_BUG);
  parvis_free(error);
}

/* A request of exactly so many octets, so that valgrind sees every step too far. */
static void* exactly(const void* from, size_t size) {
  void* out = malloc(size);
  REQUIRE(out != NULL);
  memcpy(out, from, size);
  return out;
}

/* Cut at every member, and longer than we know. */
void cut(const char* name, const void* whole, size_t size, call_of call) {
  uint32_t length;
  unsigned char* longer = calloc(1, size + 16);
  parvis_status as_known;
  REQUIRE(longer != NULL);
  for (length = 0; length < size; length += 2) {
    void* part = exactly(whole, length < 4 ? 4 : length);
    memcpy(part, &length, sizeof length);
    check_context("%s cut to %u of %u", name, (unsigned)length, (unsigned)size);
    {
      const parvis_status status = call(part);
      if (length < 4) CHECK(status == PARVIS_E_INVALID_ARGUMENT);
    }
    free(part);
  }
  check_context("%s", name);
  memcpy(longer, whole, size);
  length = (uint32_t)size + 16;
  memcpy(longer, &length, sizeof length);
  as_known = call(longer);
  CHECK(as_known != PARVIS_E_ABI_MISMATCH);
  longer[size + 15] = 1;
  CHECK(call(longer) == PARVIS_E_ABI_MISMATCH);
  length = UINT32_MAX;
  memcpy(longer, &length, sizeof length);
  CHECK(call(longer) == PARVIS_E_INVALID_ARGUMENT);
  free(longer);
}

void cut_table(const char* name, const void* whole, size_t size, size_t required, call_of call) {
  uint32_t length;
  cut(name, whole, size, call);
  for (length = 8; length < size; length += 8) {
    void* part = exactly(whole, length);
    memcpy(part, &length, sizeof length);
    check_context("%s cut to %u of %u", name, (unsigned)length, (unsigned)size);
    CHECK(call(part) == (length < required ? PARVIS_E_INVALID_ARGUMENT : PARVIS_DONE));
    free(part);
  }
  check_context("%s", name);
  CHECK(call(whole) == PARVIS_DONE);
}

/* Each word of a request in turn: nothing, a gigabyte, every number; each text not UTF-8. */
void distort(const char* name, const void* whole, size_t size, call_of call) {
  static const char no_text[64] = "\xff\xfe\xc0\xaf\xed\xa0\x80";
  static const uint64_t numbers[] = {0, 1, (uint64_t)1 << 30, INT64_MAX, UINT64_MAX, (uint64_t)1 << 63};
  size_t at, n;
  for (at = 8; at + 8 <= size; at += 8) {
    uint64_t word;
    const char* pointer;
    memcpy(&word, (const char*)whole + at, sizeof word);
    memcpy(&pointer, (const char*)whole + at, sizeof pointer);
    if (is_text(pointer)) {
      uint64_t length = 0;
      char* bad = exactly(whole, size);
      const char* none = no_text;
      memcpy(&length, bad + at + 8, sizeof length);
      memcpy(bad + at, &none, sizeof none);
      check_context("%s with no UTF-8 at %u", name, (unsigned)at);
      if (length != 0 && length < sizeof no_text) {
        const parvis_status status = call(bad);
        CHECK(status != PARVIS_DONE || anything_goes(pointer));
      }
      memcpy(bad + at, &pointer, sizeof pointer);
      length = (uint64_t)1 << 30;
      memcpy(bad + at + 8, &length, sizeof length);
      check_context("%s with a gigabyte at %u", name, (unsigned)at);
      CHECK(call(bad) == PARVIS_E_INVALID_ARGUMENT);
      length = SIZE_MAX;
      memcpy(bad + at + 8, &length, sizeof length);
      CHECK(call(bad) == PARVIS_E_INVALID_ARGUMENT);
      free(bad);
      at += 8;
      continue;
    }
    for (n = 0; n < sizeof numbers / sizeof *numbers; ++n) {
      char* bad;
      if (word > 1U << 16 && numbers[n] != 0) continue; /* a pointer, or a piece of an id */
      bad = exactly(whole, size);
      memcpy(bad + at, &numbers[n], sizeof numbers[n]);
      check_context("%s with %llx at %u", name, (unsigned long long)numbers[n], (unsigned)at);
      (void)call(bad);
      free(bad);
    }
  }
}

/* Every enumerator that is none. */
void misnumber(const char* name, const void* whole, size_t size, size_t at, call_of call) {
  static const int32_t none[] = {-1, 99, INT32_MAX, INT32_MIN};
  size_t n;
  for (n = 0; n < sizeof none / sizeof *none; ++n) {
    char* bad = exactly(whole, size);
    memcpy(bad + at, &none[n], sizeof none[n]);
    check_context("%s with %d at %u", name, (int)none[n], (unsigned)at);
    CHECK(call(bad) == PARVIS_E_INVALID_ARGUMENT);
    free(bad);
  }
}
