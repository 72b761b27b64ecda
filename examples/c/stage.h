/* SPDX-License-Identifier: BSL-1.0 */
#ifndef STORY_STAGE_H
#define STORY_STAGE_H

#include <parvis.h>
#include <stdbool.h>
#include <stdio.h>

#include "forms.h"
#include "host.h"
#include "texts.h"

/* Somebody at the door, with what the story knows of them so far. */
typedef struct guest {
  form form;
  char* name;          /* harmless on any terminal */
  char* answer;        /* to the sign-up; NULL: it was refused */
  char* continuation;  /* what a page would keep in the browser; a secret, like the next one */
  char* verify_token;  /* from the mail */
  parvis_uuid account; /* nil: none has arisen */
  parvis_text state;   /* of the account, when the story ends */
  uint64_t seen;       /* the revision in which the approver saw the request pending; 0: not seen */
} guest;

/* What the story calls a row. */
typedef struct label {
  parvis_uuid id;
  const char* text;
} label;

/* A link, by the word in the forms. */
typedef struct offered_link {
  const char* word;
  char* token;
} offered_link;

/* Everything the chapters share. */
typedef struct stage {
  parvis_portal* portal;
  story_clock clock;
  mailbox mails;
  kept_mail** unread; /* the first mail that nobody has read yet */
  case_book cases;

  parvis_caller system; /* a job of the host's, or a visitor */
  parvis_caller vendor; /* the operator, who sells the licenses */
  parvis_caller claire; /* the administrator */
  parvis_caller karim;  /* the approver */
  offered_link links[4];
  size_t link_count;
  label* labels;
  size_t label_count;
  guest* guests;
  size_t guest_count;

  size_t chapters, checked, failed;
  FILE* line; /* that is being told; NULL: none is begun */
  char* told;
  size_t told_size;
} stage;

#define HOURS INT64_C(3600000000) /* in microseconds */
#define DAYS (24 * HOURS)

/* The chapters, in order. */
void open_the_portal(stage* on);
void sign_up(stage* on);
void let_time_pass(stage* on);
void decide(stage* on);
void race_for_the_last_seat(stage* on);
void grant_one_more(stage* on);
void try_to_sign_in(stage* on);
void close_the_book(stage* on);
void go_on(stage* on);

/* Telling. A line is written when it is whole, so that what failed while it arose stands before it. */
void chapter(stage* on, const char* title);
void say(stage* on, const char* format, ...) STORY_PRINTS(2, 3);
void say_pools(stage* on);                     /* "core 2 of 2, …" */
void say_tally(stage* on, const tally* words); /* "1 active, 2 waiting" */
void end_line(stage* on);
#define LINE(on, ...) (say(on, __VA_ARGS__), end_line(on))
void tell_seats_held(stage* on);
/* Notes an expectation; one that fails gets a line of its own. */
void expect(stage* on, parvis_text told, parvis_text found, const char* what, ...) STORY_PRINTS(4, 5);
void expect_count(stage* on, size_t told, size_t found, const char* what);

/* What a call answered: the name of its code; when it is done, `word`, or the state of the account that came out. */
parvis_text answer(parvis_status status, const char* word);
parvis_text answer_with(parvis_status status, const parvis_account_view* account);

bool has_account(const guest* who);
guest* guest_with(const stage* on, const parvis_uuid* account);
void set_label(stage* on, const parvis_uuid* id, const char* text);
parvis_text token_of(const stage* on, parvis_text link);

/* A page of accounts in one state, as the administrator sees it; to be freed by parvis_free(). */
const parvis_account_page* list_in_state(const stage* on, int32_t state);

/* Whoever sits before the page, and is answered in their language. */
parvis_caller visitor(const stage* on, const form* who);

/* Sends what the outbox holds, as the host's timer would. The first of the mails nobody has read yet, and those behind
 * it; NULL: there is none. */
const kept_mail* deliver(stage* on);
const kept_mail* mail_to(const kept_mail* mails, parvis_text address);

#endif
