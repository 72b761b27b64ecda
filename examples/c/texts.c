/* SPDX-License-Identifier: BSL-1.0 */
#include "texts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void give_up(const char* format, ...) {
  va_list values;
  fflush(stdout);
  fputs("parvis_story: ", stderr);
  va_start(values, format);
  vfprintf(stderr, format, values);
  va_end(values);
  fputc('\n', stderr);
  exit(2);
}

void must(parvis_status status, const parvis_error* const* why) {
  if (status == PARVIS_DONE) return;
  const parvis_text detail = (*why)->detail, message = (*why)->message;
  give_up("%.*s%s%.*s", SHOWN(detail), detail.size == 0 ? "" : ": ", SHOWN(message));
}

bool same(parvis_text one, parvis_text other) {
  return one.size == other.size && (one.size == 0 || memcmp(one.data, other.data, one.size) == 0);
}

bool is(parvis_text text, const char* word) { return same(text, TEXT(word)); }

bool same_id(const parvis_uuid* one, const parvis_uuid* other) {
  return memcmp(one->octet, other->octet, sizeof one->octet) == 0;
}

parvis_text token_in(parvis_text text) {
  static const char before[] = "token=";
  const size_t length = sizeof before - 1;
  parvis_text out = {NULL, 0};
  for (size_t at = 0; at + length <= text.size; ++at) {
    if (memcmp(text.data + at, before, length) != 0) continue;
    out.data = text.data + at + length;
    const size_t left = text.size - at - length;
    while (out.size < left && out.data[out.size] != ' ' && out.data[out.size] != '\n') ++out.size;
    break;
  }
  return out;
}

static void* there(void* memory) {
  if (memory == NULL) give_up("no memory is left");
  return memory;
}

char* copied(parvis_text text) {
  char* out = there(malloc(text.size + 1));
  if (text.size != 0) memcpy(out, text.data, text.size);
  out[text.size] = '\0';
  return out;
}

char* formed(const char* format, ...) {
  size_t size = 0;
  char* out;
  FILE* const to = there(open_memstream(&out, &size));
  va_list values;
  va_start(values, format);
  vfprintf(to, format, values);
  va_end(values);
  fclose(to);
  return out;
}

enum look { HARMLESS, BLANK, HARMFUL };
typedef struct look_of_range {
  uint32_t first, last;
  enum look look;
} look_of_range;

/* Controls, line breaks, what turns the direction of writing, and what is no character. */
static const look_of_range looks[] = {
    {0x00, 0x1f, HARMFUL},     {0x20, 0x20, BLANK},       {0x7f, 0x9f, HARMFUL},     {0xa0, 0xa0, BLANK},
    {0x1680, 0x1680, BLANK},   {0x2000, 0x200a, BLANK},   {0x2028, 0x2029, HARMFUL}, {0x202a, 0x202e, HARMFUL},
    {0x202f, 0x202f, BLANK},   {0x205f, 0x205f, BLANK},   {0x2066, 0x2069, HARMFUL}, {0x3000, 0x3000, BLANK},
    {0xfdd0, 0xfdef, HARMFUL}, {0xfff9, 0xfffb, HARMFUL},
};

static enum look look_of(uint32_t code_point) {
  if ((code_point & 0xfffe) == 0xfffe) return HARMFUL;
  for (size_t n = 0; n < sizeof looks / sizeof *looks; ++n) {
    if (code_point >= looks[n].first && code_point <= looks[n].last) return looks[n].look;
  }
  return HARMLESS;
}

/* The code point that begins here; `at` goes on to the next. */
static uint32_t next_code_point(const char** at) {
  const uint8_t lead = (uint8_t)*(*at)++;
  int tails = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  uint32_t out = tails == 0 ? lead : lead & (0x3fU >> tails);
  for (; tails > 0; --tails) out = out << 6 | ((uint8_t)*(*at)++ & 0x3fU);
  return out;
}

/* The text without the blanks around it. */
static parvis_text trimmed(parvis_text text) {
  const char *at = text.data, *const end = text.data + text.size, *first = end, *last = end;
  while (at != end) {
    const char* const from = at;
    const uint32_t code_point = next_code_point(&at);
    if (code_point == '\t' || look_of(code_point) == BLANK) continue;
    if (first == end) first = from;
    last = at;
  }
  return (parvis_text){first, (size_t)(last - first)};
}

char* harmless_name(parvis_text first, parvis_text last) {
  size_t size = 0;
  char *typed, *out;
  FILE* to = there(open_memstream(&typed, &size));
  fwrite(first.data, 1, first.size, to);
  fputc(' ', to);
  fwrite(last.data, 1, last.size, to);
  fclose(to);
  const parvis_text name = trimmed((parvis_text){typed, size});
  to = there(open_memstream(&out, &size));
  if (name.size == 0) fputs("Nobody", to);
  for (const char* at = name.data; at != name.data + name.size;) {
    const char* const from = at;
    const uint32_t code_point = next_code_point(&at);
    if (look_of(code_point) == HARMFUL) {
      fprintf(to, "\\u{%x}", (unsigned)code_point);
    } else {
      fwrite(from, 1, (size_t)(at - from), to);
    }
  }
  fclose(to);
  free(typed);
  return out;
}

void* grown(void* items, size_t count, size_t size) { return there(realloc(items, (count + 1) * size)); }

void count_word(tally* in, parvis_text word) {
  char* const copy = copied(word);
  size_t n = 0;
  while (n < in->count && strcmp(in->words[n].word, copy) < 0) ++n;
  if (n < in->count && strcmp(in->words[n].word, copy) == 0) {
    ++in->words[n].times;
    free(copy);
    return;
  }
  in->words = grown(in->words, in->count, sizeof *in->words);
  memmove(in->words + n + 1, in->words + n, (in->count - n) * sizeof *in->words);
  in->words[n].word = copy;
  in->words[n].times = 1;
  ++in->count;
}

size_t times_of(const tally* in, const char* word) {
  for (size_t n = 0; n < in->count; ++n) {
    if (strcmp(in->words[n].word, word) == 0) return in->words[n].times;
  }
  return 0;
}

void free_tally(tally* words) {
  for (size_t n = 0; n < words->count; ++n) free(words->words[n].word);
  free(words->words);
}
