/* SPDX-License-Identifier: BSL-1.0 */
/* What a vendor writes: small tables of functions that stand for the software around the portal. Slots may be called
 * from several threads at once. Each `..._table` makes its part ready; the portal ends it by the table's `destroy`. */
#ifndef STORY_HOST_H
#define STORY_HOST_H

#include <parvis.h>
#include <pthread.h>

/* The system's time, set forward when the story says that time passes. No millisecond is told twice, so that the audit
 * trail, which is in the order of time, reads the same in every run. */
typedef struct story_clock {
  pthread_mutex_t lock;
  int64_t ahead_us, last_ms;
} story_clock;
parvis_clock clock_table(story_clock* of);
parvis_time_us now_by(story_clock* clock);
void forward(story_clock* clock, int64_t by_us);

/* Hands each mail on and keeps a copy, so that the people of the story can open their mail. */
typedef struct kept_mail {
  struct kept_mail* next;
  parvis_text to, subject, text;
} kept_mail;
typedef struct mailbox {
  pthread_mutex_t lock;
  parvis_mailer relay;
  kept_mail *first, **end; /* where the next one goes */
} mailbox;
parvis_mailer mailer_table(mailbox* of, parvis_mailer relay);

/* The firm's cases. A request that comes twice opens one case. */
typedef struct opened_case {
  struct opened_case* next;
  parvis_uuid key;
  parvis_text first_name, last_name;
} opened_case;
typedef struct case_book {
  pthread_mutex_t lock;
  opened_case *first, **end;
} case_book;
parvis_cases cases_table(case_book* of);

/* For the operator: a line on stderr. */
parvis_log log_table(void);

#endif
