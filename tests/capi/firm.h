/* SPDX-License-Identifier: BSL-1.0 */
/* A host whose every port is its own, each ready to go wrong, and a day in its life that needs them all. */
#ifndef PARVIS_TESTS_FIRM_H
#define PARVIS_TESTS_FIRM_H

#include <parvis.h>
#include <pthread.h>
#include <stdbool.h>

enum slot {
  SLOT_LOAD,
  SLOT_SCAN,
  SLOT_COMMIT,
  SLOT_MAINTAIN,
  SLOT_SEND,
  SLOT_OPEN,
  SLOT_CHECKOUT,
  SLOT_NOW,
  SLOT_FILL,
  SLOT_HASH,
  SLOT_VERIFY,
  SLOT_NFC,
  SLOT_DOMAIN,
  SLOT_FOLD,
  SLOT_NOTE,
  SLOTS
};
/* Each is destroyed once. */
enum { firm_tables = 9 };

typedef struct firm firm;
/* What a slot does in place of its work, or after it. What it answers the slot answers. */
typedef parvis_status (*mishap)(firm* of, parvis_call* call);

struct firm {
  parvis_portal* portal;
  parvis_caller host;   /* nobody acts */
  parvis_caller vendor; /* the operator acts */
  parvis_caller claire; /* the administrator acts */
  parvis_storage kept;  /* what the slots of the storage pass on to */
  int wrong;            /* enum slot; SLOTS: none. Atomic, as are the next two */
  mishap act;
  bool after;         /* the work is done first */
  int calls[SLOTS];   /* atomic */
  int destroyed;      /* how often a table was */
  parvis_status told; /* by a mishap that calls */
  void* other;        /* for a mishap */
  uint64_t catalog_revision;
  parvis_uuid members;   /* the group of users who do not administer */
  pthread_mutex_t mutex; /* of the next two */
  struct {
    char to[64], token[512];
  } mailed[32]; /* the newest mails with a link */
  size_t mailed_count;
  void (*stepped)(firm* of); /* after each call of a day that came to its end; may be NULL */
};

/* Opens a portal on a storage, which becomes the firm's, with every port the firm's own, and sets it up. */
void firm_open(firm* out, const parvis_storage* storage);
void firm_close(firm* of);
/* Opens another portal, with the firm's keys, on the firm's storage, which stays the firm's; all other ports are as
 * given. */
parvis_portal* firm_reopen(firm* of, parvis_host* ports);
void firm_misbehave(firm* of, enum slot slot, mishap act, bool after);
void firm_behave(firm* of);
const char* slot_name(int slot);

/* Invites, signs up, proves, approves, signs in, lists, buys and does what is due, as the n-th person. PARVIS_DONE, or
 * the first code that is not; 0 when a mail, a case or a checkout is to be tried again or never. */
parvis_status firm_day(firm* of, int n);
/* What the last call of a day that failed on this thread said to the log. */
const char* firm_detail(void);

/* Sends what earlier days left to be sent. */
void firm_settle(firm* of);
/* The token in the newest mail that had a link; empty when there was none. */
const char* firm_newest_token(firm* of);

/* A firm in a store of its own in memory. */
void firm_open_in_memory(firm* out);

bool is(parvis_text text, const char* expected);

/* The group of those who manage nobody. */
parvis_uuid firm_members(const firm* of);
/* Whoever is to be added to that group. */
parvis_add_user_request firm_newcomer(const firm* of, const char* name, const char* email);
/* Somebody of that group who was added and has joined, with the password "nine amber herons dive". */
parvis_uuid firm_joined(firm* of, const char* name, const char* email);

/* What follows "token=" in a link, NUL at the end. */
void token_of(parvis_text link, char* out, size_t room);

#define TEXT(z) parvis_text_of(z)
#define NEW(type, name)          \
  type name;                     \
  memset(&name, 0, sizeof name); \
  name.struct_size = sizeof name

#endif
