/* SPDX-License-Identifier: BSL-1.0 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "texts.h"

parvis_time_us now_by(story_clock* clock) {
  struct timespec real;
  clock_gettime(CLOCK_REALTIME, &real);
  pthread_mutex_lock(&clock->lock);
  const int64_t wanted_ms = ((int64_t)real.tv_sec * 1000000 + real.tv_nsec / 1000 + clock->ahead_us) / 1000;
  clock->last_ms = wanted_ms > clock->last_ms ? wanted_ms : clock->last_ms + 1;
  const parvis_time_us told = clock->last_ms * 1000;
  pthread_mutex_unlock(&clock->lock);
  return told;
}

void forward(story_clock* clock, int64_t by_us) {
  pthread_mutex_lock(&clock->lock);
  clock->ahead_us += by_us;
  pthread_mutex_unlock(&clock->lock);
}

static parvis_status now(void* user_data, parvis_call* call, parvis_time_us* out) {
  (void)call;
  *out = now_by(user_data);
  return PARVIS_DONE;
}

static void stop_clock(void* user_data) { pthread_mutex_destroy(&((story_clock*)user_data)->lock); }

parvis_clock clock_table(story_clock* of) {
  *of = (story_clock){.ahead_us = 0};
  pthread_mutex_init(&of->lock, NULL);
  return (parvis_clock){.struct_size = sizeof(parvis_clock), .user_data = of, .destroy = stop_clock, .now = now};
}

/* What a slot is given it only borrows. A copy is one block: the record, and its texts behind it. */
static parvis_text put(char** room, parvis_text text) {
  const parvis_text out = {*room, text.size};
  if (text.size != 0) memcpy(*room, text.data, text.size);
  *room += text.size;
  return out;
}

static parvis_status send_and_keep(void* user_data, parvis_call* call, const parvis_mail* mail) {
  mailbox* const into = user_data;
  /* Room first: a mail that is sent must not come again for want of it. */
  kept_mail* const copy = malloc(sizeof *copy + mail->to.size + mail->subject.size + mail->text.size);
  if (copy == NULL) return parvis_call_fail(call, PARVIS_E_NO_MEMORY, TEXT("no copy of the mail"));
  const parvis_status sent = into->relay.send(into->relay.user_data, call, mail);
  if (sent != PARVIS_DONE) {
    free(copy);
    return sent;
  }
  char* room = (char*)(copy + 1);
  copy->next = NULL;
  copy->to = put(&room, mail->to);
  copy->subject = put(&room, mail->subject);
  copy->text = put(&room, mail->text);
  pthread_mutex_lock(&into->lock);
  *into->end = copy;
  into->end = &copy->next;
  pthread_mutex_unlock(&into->lock);
  return PARVIS_DONE;
}

static void close_mailbox(void* user_data) {
  mailbox* const done = user_data;
  if (done->relay.destroy != NULL) done->relay.destroy(done->relay.user_data);
  for (kept_mail *one = done->first, *next; one != NULL; one = next) {
    next = one->next;
    free(one);
  }
  pthread_mutex_destroy(&done->lock);
}

parvis_mailer mailer_table(mailbox* of, parvis_mailer relay) {
  *of = (mailbox){.relay = relay, .end = &of->first};
  pthread_mutex_init(&of->lock, NULL);
  return (parvis_mailer){
      .struct_size = sizeof(parvis_mailer), .user_data = of, .destroy = close_mailbox, .send = send_and_keep};
}

static opened_case* case_of(const parvis_case_request* request) {
  opened_case* const out = malloc(sizeof *out + request->first_name.size + request->last_name.size);
  if (out == NULL) return NULL;
  char* room = (char*)(out + 1);
  out->next = NULL;
  out->key = request->key;
  out->first_name = put(&room, request->first_name);
  out->last_name = put(&room, request->last_name);
  return out;
}

static parvis_status open_case(void* user_data, parvis_call* call, const parvis_case_request* request) {
  case_book* const into = user_data;
  pthread_mutex_lock(&into->lock);
  opened_case* found = into->first;
  while (found != NULL && !same_id(&found->key, &request->key)) found = found->next;
  if (found == NULL && (found = case_of(request)) != NULL) {
    *into->end = found;
    into->end = &found->next;
  }
  pthread_mutex_unlock(&into->lock);
  return found != NULL ? PARVIS_DONE : parvis_call_fail(call, PARVIS_E_NO_MEMORY, TEXT("no room for the case"));
}

static void close_book(void* user_data) {
  case_book* const done = user_data;
  for (opened_case *one = done->first, *next; one != NULL; one = next) {
    next = one->next;
    free(one);
  }
  pthread_mutex_destroy(&done->lock);
}

parvis_cases cases_table(case_book* of) {
  *of = (case_book){.end = &of->first};
  pthread_mutex_init(&of->lock, NULL);
  return (parvis_cases){.struct_size = sizeof(parvis_cases), .user_data = of, .destroy = close_book, .open = open_case};
}

static void note(void* user_data, parvis_text event, parvis_text detail) {
  (void)user_data;
  fprintf(stderr, "log: %.*s %.*s\n", SHOWN(event), SHOWN(detail));
}

parvis_log log_table(void) { return (parvis_log){.struct_size = sizeof(parvis_log), .note = note}; }
