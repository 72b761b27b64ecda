/* SPDX-License-Identifier: BSL-1.0 */
/* What C does not bring along: texts with a length, arrays that grow, counts of words, and an end that says why. */
#ifndef STORY_TEXTS_H
#define STORY_TEXTS_H

#include <parvis.h>
#include <stdbool.h>

#define TEXT(z) parvis_text_of(z)
/* For "%.*s": a text has a length, and no NUL behind it. */
#define SHOWN(text) (int)(text).size, ((text).size == 0 ? "" : (text).data)

#if defined __GNUC__
#define STORY_ENDS __attribute__((noreturn))
#define STORY_PRINTS(format_at, values_at) __attribute__((format(printf, format_at, values_at)))
#else
#define STORY_ENDS
#define STORY_PRINTS(format_at, values_at)
#endif

/* Says why the story cannot be told, and ends the program with status 2. */
STORY_ENDS void give_up(const char* format, ...) STORY_PRINTS(1, 2);
/* Gives up unless a call is done. The error goes in by its address: the call fills it in the same expression. */
void must(parvis_status status, const parvis_error* const* why);

bool same(parvis_text one, parvis_text other);
bool is(parvis_text text, const char* word);
bool same_id(const parvis_uuid* one, const parvis_uuid* other);
/* What follows "token=" in a mail or a link; or nothing. */
parvis_text token_in(parvis_text text);

/* What these return is the caller's to free. */
char* copied(parvis_text text);
char* formed(const char* format, ...) STORY_PRINTS(1, 2);
/* "Amira Haddad", with what could break a line or turn it around as "\u{a}"; or "Nobody". Both must be UTF-8. */
char* harmless_name(parvis_text first, parvis_text last);
/* The array with room for one more than `count`. */
void* grown(void* items, size_t count, size_t size);

/* How often each word came, in the order of the words. */
typedef struct counted_word {
  char* word;
  size_t times;
} counted_word;
typedef struct tally {
  counted_word* words;
  size_t count;
} tally;
void count_word(tally* in, parvis_text word);
size_t times_of(const tally* in, const char* word);
void free_tally(tally* words);

#endif
