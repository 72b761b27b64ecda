/* SPDX-License-Identifier: BSL-1.0 */
#pragma once

/* The yardstick: what a C program takes that knows exactly which rows it writes. Same tables, same indexes, same
   pragmas, prepared statements, one transaction a sign-up or a group of sign-ups. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct raw_store raw_store;

/* The rows of a workspace that decisions ask of: its settings, a link, whoever stands for it, and their group. */
typedef struct {
  unsigned char settings[16], invite[16], voucher[16], group[16];
} raw_rows;

/* Somebody at the door, and what is drawn for the one thing they do now. */
typedef struct {
  unsigned char batch[16], account[16], sign_up[16], event[16], mail[2][16], counter[16], note[16];
  const char *email, *username, *first_name, *last_name, *password;
  int64_t at;
} raw_sign_up;

/* What is done at once. RAW_SIGN_UP is the sign-up where no address need be proven; RAW_COUNT counts a sign-in before
   its password is looked at, RAW_SIGN_IN lets in who was counted, RAW_FORGET does not; RAW_LIST only reads; RAW_DRAIN
   takes up to 100 due items of the outbox and settles them; RAW_IMPORT adds a user with a link to join in their mail,
   whose seat is taken once a transaction; RAW_SEAL seals up to 1,000 entries of the trail. */
typedef enum {
  RAW_SIGN_UP,
  RAW_RECEIVE,
  RAW_PROVE,
  RAW_APPROVE,
  RAW_REJECT,
  RAW_COUNT,
  RAW_FORGET,
  RAW_SIGN_IN,
  RAW_ADMIT,
  RAW_LAPSE,
  RAW_IMPORT,
  RAW_LIST,
  RAW_DRAIN,
  RAW_SEAL,
} raw_task;

/* The file, its workspace number 1 and the rows that are asked of are there already. NULL on failure. A store is for
   one thread at a time. */
raw_store* raw_open(const char* path, int synchronous_full, int checkpoint_pages, const raw_rows*);
void raw_close(raw_store*);
/* The rows of a task up to RAW_IMPORT, in a transaction of its own; 0 or not. */
int raw_commit(raw_store*, raw_task, const raw_sign_up*);
/* The same for many people in one transaction. */
int raw_commit_all(raw_store*, raw_task, const raw_sign_up*, size_t count);
/* What a caller reads before the task; 0 or not. */
int raw_read(raw_store*, raw_task, const raw_sign_up*);
/* What a timer reads to find nothing due; 0 or not. */
int raw_look_for_due(raw_store*, int64_t now);
/* Gives up to 1,000 entries of the audit trail position and hash, in a transaction of its own, after the last one that
   this store sealed. How many; -1 on failure. */
int raw_seal(raw_store*);

/* Group commit: one thread that writes, and a queue behind a mutex. */
typedef struct raw_group raw_group;
raw_group* raw_group_start(raw_store*);
void raw_group_stop(raw_group*);
/* Any task but RAW_LIST, from any thread; 0 once it is committed. */
int raw_group_commit(raw_group*, raw_task, const raw_sign_up*);

#ifdef __cplusplus
}
#endif
