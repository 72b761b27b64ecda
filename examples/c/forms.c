/* SPDX-License-Identifier: BSL-1.0 */
#include "forms.h"

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "texts.h"

/* A member of the objects in the file: where it goes, what it is when it is left out, and the words it may be; none:
 * any text. */
typedef struct member {
  const char* name;
  size_t at;
  const char* otherwise;
  const char* allowed[7];
} member;

static const member members[] = {
    {.name = "link",
     .at = offsetof(form, link),
     .allowed = {"clients", "collaborators", "open", "expired", "tampered"}},
    {.name = "first_name", .at = offsetof(form, first_name)},
    {.name = "last_name", .at = offsetof(form, last_name)},
    {.name = "username", .at = offsetof(form, username)},
    {.name = "email", .at = offsetof(form, email)},
    {.name = "password", .at = offsetof(form, password)},
    {.name = "language", .at = offsetof(form, language)},
    {.name = "access", .at = offsetof(form, access), .allowed = {"client", "collaborator"}},
    {.name = "expect", .at = offsetof(form, expect), .otherwise = "received"},
    {.name = "fields", .at = offsetof(form, fields)},
    {.name = "then",
     .at = offsetof(form, then),
     .otherwise = "prove",
     .allowed = {"prove", "prove_elsewhere", "prove_twice", "prove_late", "ignore", "told"}},
    {.name = "username_again", .at = offsetof(form, username_again)},
    {.name = "after", .at = offsetof(form, after), .otherwise = "pending"},
    {.name = "decide",
     .at = offsetof(form, decide),
     .otherwise = "approve",
     .allowed = {"approve", "race", "approve_last", "reject", "leave"}},
    {.name = "reason", .at = offsetof(form, reason)},
    {.name = "end", .at = offsetof(form, end), .otherwise = "active"},
    {.name = "sign_in", .at = offsetof(form, sign_in)},
};
#define MEMBERS (sizeof members / sizeof *members)

/* A line of the file. */
typedef struct place {
  const char* file;
  size_t line;
} place;
#define AT(where) (where)->file, (where)->line

static void set(form* into, const member* which, parvis_text to) { *(parvis_text*)((char*)into + which->at) = to; }

static bool allows(const member* which, parvis_text word) {
  if (which->allowed[0] == NULL) return true;
  for (const char* const* one = which->allowed; *one != NULL; ++one) {
    if (is(word, *one)) return true;
  }
  return false;
}

static void fill(form* into, const char* name, const json_t* given, const place* where) {
  const member* which = members;
  while (which != members + MEMBERS && strcmp(which->name, name) != 0) ++which;
  if (which == members + MEMBERS) give_up("%s:%zu: unknown member \"%s\"", AT(where), name);
  if (!json_is_string(given)) give_up("%s:%zu: not a text: \"%s\"", AT(where), name);
  const parvis_text text = {json_string_value(given), json_string_length(given)};
  if (!allows(which, text)) give_up("%s:%zu: %s cannot be \"%.*s\"", AT(where), name, SHOWN(text));
  set(into, which, text);
}

static form parse(const char* line, size_t size, const place* where) {
  form out;
  json_error_t error;
  out.kept = json_loadb(line, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
  if (out.kept == NULL) give_up("%s:%zu: not JSON: %s", AT(where), error.text);
  if (!json_is_object(out.kept)) give_up("%s:%zu: not an object", AT(where));
  for (size_t n = 0; n < MEMBERS; ++n) {
    set(&out, &members[n], TEXT(members[n].otherwise != NULL ? members[n].otherwise : ""));
  }
  const char* name;
  json_t* value;
  json_object_foreach(out.kept, name, value) fill(&out, name, value, where);
  if (out.link.size == 0) give_up("%s:%zu: link is missing", AT(where));
  return out;
}

form* read_forms(const char* file, size_t* count) {
  FILE* const in = fopen(file, "rb");
  if (in == NULL) give_up("%s: cannot be read", file);
  form* out = NULL;
  char* line = NULL;
  size_t room = 0;
  place where = {file, 0};
  *count = 0;
  for (ssize_t read; (read = getline(&line, &room, in)) >= 0;) {
    ++where.line;
    const size_t size = (size_t)read - (line[read - 1] == '\n' ? 1 : 0), blanks = strspn(line, " \t\r");
    if (blanks >= size || line[blanks] == '#') continue;
    out = grown(out, *count, sizeof *out);
    out[(*count)++] = parse(line, size, &where);
  }
  if (ferror(in)) give_up("%s: cannot be read", file);
  if (*count == 0) give_up("%s: no form in it", file);
  free(line);
  fclose(in);
  return out;
}

void free_form(form* done) { json_decref(done->kept); }
