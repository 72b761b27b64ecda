/* SPDX-License-Identifier: BSL-1.0 */
#ifndef STORY_FORMS_H
#define STORY_FORMS_H

#include <parvis.h>

struct json_t;

/* What one person types at the door, and how it is told to go on. forms.jsonl says what the words mean. */
typedef struct form {
  struct json_t* kept; /* what the texts point into */
  parvis_text link, first_name, last_name, username, email, password, language, access;
  parvis_text expect, fields;       /* the answer to the sign-up */
  parvis_text then, username_again; /* what they do with the mail */
  parvis_text after;                /* the answer to the proof */
  parvis_text decide, reason;       /* what the approver does */
  parvis_text end, sign_in;         /* the state at the end, and the answer to a sign-in */
} form;

/* Reads one JSON object a line; empty lines and lines that begin with # are skipped. Gives up with "file:line: what is
 * wrong". The array is the caller's, and so are the forms. */
form* read_forms(const char* file, size_t* count);
void free_form(form* done);

#endif
