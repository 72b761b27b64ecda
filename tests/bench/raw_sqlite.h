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

typedef struct {
  unsigned char batch[16], account[16], event[16], mail[2][16];
  const char *email, *username, *first_name, *last_name, *password;
  int64_t at;
} raw_sign_up;

/* The file, its workspace number 1 and the rows that a sign-up asks of are there already. NULL on failure. */
raw_store* raw_open(const char* path, int synchronous_full, int checkpoint_pages, const unsigned char settings[16],
                    const unsigned char invite[16]);
void raw_close(raw_store*);
/* In a transaction of its own; 0 or not. One thread at a time. */
int raw_commit(raw_store*, const raw_sign_up*);
/* The rows of an account of this id are read; 0 when it is there. */
int raw_load(raw_store*, const unsigned char account[16]);

/* SHA-256 of some octets. */
typedef void raw_hash(const unsigned char* octets, size_t size, unsigned char hash[32]);
/* Gives up to 1,000 entries of the audit trail position and hash, in a transaction of its own, after the last one that
   this store sealed. How many; -1 on failure. One thread at a time. */
int raw_seal(raw_store*, raw_hash*);

/* Group commit: one thread that writes, and a queue behind a mutex. */
typedef struct raw_group raw_group;
raw_group* raw_group_start(raw_store*);
void raw_group_stop(raw_group*);
/* From any thread; 0 once it is committed. */
int raw_group_commit(raw_group*, const raw_sign_up*);

#ifdef __cplusplus
}
#endif
