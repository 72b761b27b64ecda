/* SPDX-License-Identifier: BSL-1.0 */
/* A host whose every port is its own, each ready to go wrong, and a day in its life that needs them all. */
#ifndef PARVIS_TESTS_FIRM_H
#define PARVIS_TESTS_FIRM_H

#include <parvis.h>
#include <stdbool.h>

enum slot {
  SLOT_LOAD,
  SLOT_SCAN,
  SLOT_COMMIT,
  SLOT_SEND,
  SLOT_OPEN,
  SLOT_NOW,
  SLOT_FILL,
  SLOT_HASH,
  SLOT_VERIFY,
  SLOT_NFC,
  SLOT_DOMAIN,
  SLOT_NOTE,
  SLOTS
};

typedef struct firm firm;
/* What a slot does in place of its work, or after it. What it answers the slot answers. */
typedef parvis_status (*mishap)(firm* of, parvis_call* call);

struct firm {
  parvis_portal* portal;
  parvis_caller host;   /* nobody acts */
  parvis_caller claire; /* the administrator acts */
  parvis_storage kept;  /* what the slots of the storage pass on to */
  int wrong;            /* enum slot; SLOTS: none. Atomic, as are the next two */
  mishap act;
  bool after;         /* the work is done first */
  int calls[SLOTS];   /* atomic */
  int destroyed;      /* how often a table was */
  parvis_status told; /* by a mishap that calls */
  char mailed[512];   /* the token in the last mail that was sent */
  void* other;        /* for a mishap */
};

/* Opens a portal on a storage, which becomes the firm's, with every port the firm's own, and sets it up. */
void firm_open(firm* out, const parvis_storage* storage);
void firm_close(firm* of);
void firm_misbehave(firm* of, enum slot slot, mishap act, bool after);
void firm_behave(firm* of);
const char* slot_name(int slot);

/* Invites, signs up, proves, approves, signs in and lists, as the n-th person. PARVIS_DONE, or the first code that is not; 0 when
 * a mail or a case is to be tried again or never. */
parvis_status firm_day(firm* of, int n);

/* Sends what earlier days left to be sent. */
void firm_settle(firm* of);

/* What follows "token=" in a link, NUL at the end. */
void token_of(parvis_text link, char* out, size_t room);

#define TEXT(z) parvis_text_of(z)
#define NEW(type, name)          \
  type name;                     \
  memset(&name, 0, sizeof name); \
  name.struct_size = sizeof name

#endif
