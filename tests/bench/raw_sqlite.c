/* SPDX-License-Identifier: BSL-1.0 */
#include "raw_sqlite.h"

#include <openssl/sha.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Parameters have the same number everywhere: 1 account, 2 time, 3 event, 4 batch, 5 and 6 mails, 7 invite, 8 voucher,
   9 group, 10 settings, 11 email, 12 username, 13 and 14 names, 15 password, 16 sign-up, 17 counter, 18 note, or
   the counter of failed sign-ins. */
enum { PARAMETERS = 18, TASK_STATEMENTS = 12 };

typedef enum {
  BEGIN,
  COMMIT,
  HAS_SETTINGS,
  HAS_INVITE,
  HAS_VOUCHER,
  HAS_GROUP,
  HAS_ACCOUNT,
  USE,
  ACCOUNT,
  SIGN_UP,
  PROVEN,
  APPROVED,
  REJECTED,
  ADMITTED,
  LAPSED,
  IMPORTED,
  CLAIMED,
  SEATED,
  RECEIVED_EVENT,
  PROVEN_EVENT,
  APPROVED_EVENT,
  REJECTED_EVENT,
  SIGNED_IN_EVENT,
  ADMITTED_EVENT,
  LAPSED_EVENT,
  ADDED_EVENT,
  VERIFY_MAIL,
  REQUEST_MAIL,
  APPROVAL_NOTICE,
  WELCOME_MAIL,
  CASE,
  REJECTED_MAIL,
  LAPSED_MAIL,
  JOIN_MAIL,
  NOTE,
  SPEND,
  COUNTED,
  FORGOTTEN,
  BATCH,
  READ_SETTINGS,
  READ_INVITE,
  READ_VOUCHER,
  READ_GROUP,
  READ_SIGN_UP,
  READ_COUNTER,
  READ_FAILURES,
  READ_ACCOUNT,
  READ_BY_EMAIL,
  READ_BY_USERNAME,
  PAGE,
  QUEUE,
  DUE_ITEMS,
  LEASE,
  SETTLE,
  ADDRESSED_MAIL,
  CASE_EVENT,
  DUE_LAPSES,
  DUE_REMINDERS,
  DUE_SIGN_UPS,
  DUE_COUNTERS,
  DUE_LINKS,
  POOLS,
  UNSEALED,
  SEAL,
  HEAD,
  STATEMENTS,
} statement;

#define INSERT_EVENT                                                                                           \
  "INSERT INTO parvis_event(workspace,id,revision,what,actor,subject,at,settings_revision,number,invite,note," \
  "unsealed_at) VALUES(1,"
#define INSERT_MAIL                                                                                                 \
  "INSERT INTO parvis_outbox(workspace,id,revision,effect,state,about,recipient,\"to\",language,generation,reason," \
  "due_at,tries,created_at,addressee) VALUES(1,"
#define DECIDED                                                                                                     \
  ",decided_by=?8,decided_at=?2,decide_by=NULL,remind_at=NULL,revision=revision+1 WHERE workspace=1 AND id=?1 AND " \
  "state=2 AND revision>=1"
#define DIGEST "x'0000000169e0d5a2cf8e384951ed015a1dbaa4df1aeec6995d366a4d022764519a1cda1e'"
#define LISTED(index) "SELECT * FROM parvis_account INDEXED BY parvis_" index " WHERE workspace=1 AND "
#define ALL_OF(table) "SELECT * FROM parvis_" table " WHERE workspace=1 AND "

static const char* const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [HAS_SETTINGS] = "SELECT 1 FROM parvis_settings WHERE workspace=1 AND id=?10 AND revision>=1",
    [HAS_INVITE] = "SELECT 1 FROM parvis_invite WHERE workspace=1 AND id=?7 AND revision>=1",
    [HAS_VOUCHER] = "SELECT 1 FROM parvis_account WHERE workspace=1 AND id=?8 AND revision>=1",
    [HAS_GROUP] = "SELECT 1 FROM parvis_group WHERE workspace=1 AND id=?9 AND revision>=1",
    [HAS_ACCOUNT] = "SELECT 1 FROM parvis_account WHERE workspace=1 AND id=?1 AND revision>=1",
    [USE] =
        "UPDATE parvis_invite SET uses=uses+1 WHERE workspace=1 AND id=?7 AND revision>=1 AND (max_uses IS NULL OR "
        "uses<max_uses)",
    [ACCOUNT] =
        "INSERT INTO parvis_account(workspace,id,revision,kind,state,access,email,email_key,username,"
        "username_key,first_name,last_name,password,language,invite,created_at,credential_epoch,"
        "must_change_password,case_role,settings_revision,decide_by,remind_at,search_key) "
        "VALUES(1,?1,1,2,2,1,?11,?11,?12,?12,?13,?14,?15,'fr',?7,?2,0,0,1,2,?2+2592000000000,?2+604800000000,"
        "?14||char(10)||?13||char(10)||?11||char(10)||?12||char(10,10))",
    [SIGN_UP] =
        "INSERT INTO parvis_sign_up(workspace,id,revision,email,email_key,username,first_name,last_name,"
        "password,language,access,invite,created_at,expires_at,invite_generation,vouched_by,vouched_group) "
        "VALUES(1,?16,1,?11,?11,?12,?13,?14,?15,'fr',1,?7,?2,?2+28800000000,1,?8,?9)",
    [PROVEN] = "DELETE FROM parvis_sign_up WHERE workspace=1 AND id=?16 AND revision=1",
    [APPROVED] = "UPDATE parvis_account SET state=4,active_since=?2" DECIDED,
    [REJECTED] = "UPDATE parvis_account SET state=6" DECIDED,
    [ADMITTED] =
        "UPDATE parvis_account SET state=4,active_since=?2,queued_at=NULL,waiting_for=NULL,"
        "revision=revision+1 WHERE workspace=1 AND id=?1 AND state=3 AND revision>=1",
    [LAPSED] =
        "UPDATE parvis_account SET state=7,decide_by=NULL,remind_at=NULL,revision=revision+1 "
        "WHERE workspace=1 AND id=?1 AND state=2 AND revision>=1",
    [IMPORTED] =
        "INSERT INTO parvis_account(workspace,id,revision,kind,state,access,email,email_key,first_name,last_name,"
        "language,\"group\",created_at,credential_epoch,must_change_password,case_role,settings_revision,seniority,"
        "code,join_by,seated_at,search_key) VALUES(1,?1,1,1,1,4,?11,?11,?13,?14,'fr',?9,?2,0,0,0,2,'lawyer',?12,"
        "?2+259200000000,?2,?14||char(10)||?13||char(10)||?11||char(10,10)||?12||char(10))",
    [CLAIMED] = "INSERT INTO parvis_code_claim(workspace,id,revision,key,account,claimed_at) VALUES(1,?4,1,?12,?1,?2)",
    [SEATED] =
        "UPDATE parvis_seat_pool SET held=held+1,waiting=waiting-1 WHERE workspace=1 AND sku='collaborators' "
        "AND held<capacity AND next_change_at>?2",
    [RECEIVED_EVENT] = INSERT_EVENT "?3,1,7,NULL,?16,?2,2,0,?7,NULL,?2)",
    [PROVEN_EVENT] = INSERT_EVENT "?3,1,9,NULL,?1,?2,2,2,?7,NULL,?2)",
    [APPROVED_EVENT] = INSERT_EVENT "?3,1,10,?8,?1,?2,2,4,?7,NULL,?2)",
    [REJECTED_EVENT] = INSERT_EVENT "?3,1,11,?8,?1,?2,2,6,?7," DIGEST ",?2)",
    [SIGNED_IN_EVENT] = INSERT_EVENT "?3,1,13,?1,?1,?2,0,0,NULL,NULL,?2)",
    [ADMITTED_EVENT] = INSERT_EVENT "?3,1,12,NULL,?1,?2,0,4,NULL,NULL,?2)",
    [LAPSED_EVENT] = INSERT_EVENT "?3,1,24,NULL,?1,?2,0,7,?7,NULL,?2)",
    [ADDED_EVENT] = INSERT_EVENT "?3,1,3,?8,?1,?2,2,0,NULL,NULL,?2)",
    [VERIFY_MAIL] = INSERT_MAIL "?5,1,2,1,?16,NULL,?11,'fr',0,NULL,?2,0,?2,0)",
    [REQUEST_MAIL] = INSERT_MAIL "?5,1,4,1,?1,?1,NULL,NULL,0,NULL,?2,0,?2,0)",
    [APPROVAL_NOTICE] = INSERT_MAIL "?6,1,5,1,?1,NULL,NULL,NULL,0,NULL,?2,0,?2,1)",
    [WELCOME_MAIL] = INSERT_MAIL "?5,1,6,1,?1,?1,NULL,NULL,0,NULL,?2,0,?2,0)",
    [CASE] = INSERT_MAIL "?6,1,1,1,?1,?1,NULL,NULL,0,NULL,?2,0,?2,0)",
    [REJECTED_MAIL] = INSERT_MAIL "?5,1,8,1,?1,?1,NULL,NULL,0,'not a client',?2,0,?2,0)",
    [LAPSED_MAIL] = INSERT_MAIL "?5,1,13,1,?1,?1,NULL,NULL,0,NULL,?2,0,?2,0)",
    [JOIN_MAIL] = INSERT_MAIL "?5,1,9,1,?1,?1,NULL,NULL,0,NULL,?2,0,?2,0)",
    [NOTE] =
        "INSERT INTO parvis_note(workspace,id,revision,subject,text,digest) VALUES(1,?18,1,?1,'not a client'," DIGEST
        ")",
    [SPEND] =
        "INSERT INTO parvis_counter(workspace,id,revision,count,at_most,expires_at) VALUES(1,?17,1,1,5,"
        "?2+3600000000) ON CONFLICT DO UPDATE SET count=count+1 WHERE count<at_most",
    [COUNTED] =
        "INSERT INTO parvis_counter(workspace,id,revision,count,at_most,at_least,expires_at) "
        "VALUES(1,?18,1,1,50,0,?2+2592000000000)",
    [FORGOTTEN] = "DELETE FROM parvis_counter WHERE workspace=1 AND id=?18 AND revision=1",
    [BATCH] = "INSERT INTO parvis_batch(workspace,id,at) VALUES(1,?4,?2)",
    [READ_SETTINGS] = ALL_OF("settings") "id=?10",
    [READ_INVITE] = ALL_OF("invite") "id=?7",
    [READ_VOUCHER] = ALL_OF("account") "id=?8",
    [READ_GROUP] = ALL_OF("group") "id=?9",
    [READ_SIGN_UP] = ALL_OF("sign_up") "id=?16",
    [READ_COUNTER] = ALL_OF("counter") "id=?17",
    [READ_FAILURES] = ALL_OF("counter") "id=?18",
    [READ_ACCOUNT] = ALL_OF("account") "id=?1",
    [READ_BY_EMAIL] = ALL_OF("account") "email_key=?11",
    [READ_BY_USERNAME] = ALL_OF("account") "username_key=?12",
    [PAGE] = LISTED("account_by_kind_state") "kind=2 AND state=2 ORDER BY id LIMIT 50",
    [QUEUE] = LISTED("account_by_waiting_for_queued_at") "waiting_for='collaborators' AND queued_at IS NOT NULL ORDER BY queued_at,id LIMIT 100",
    [DUE_ITEMS] =
        "SELECT id,effect,about,addressee FROM parvis_outbox WHERE workspace=1 AND due_at<=?2 ORDER BY "
        "due_at,id LIMIT 100",
    [LEASE] =
        "UPDATE parvis_outbox SET due_at=due_at+300000000,tries=tries+1,revision=revision+1 WHERE workspace=1 AND "
        "id=?5 AND revision=1",
    [SETTLE] =
        "UPDATE parvis_outbox SET state=2,due_at=NULL,revision=revision+1 WHERE workspace=1 AND id=?5 AND "
        "revision=2",
    [ADDRESSED_MAIL] = INSERT_MAIL "?6,1,5,1,?1,?8,NULL,NULL,0,NULL,?2,0,?2,0)",
    [CASE_EVENT] = INSERT_EVENT "?3,1,14,NULL,?1,?2,0,1,NULL,NULL,?2)",
    [DUE_LAPSES] = ALL_OF("account") "decide_by<=?2 ORDER BY decide_by,id LIMIT 1000",
    [DUE_REMINDERS] = ALL_OF("account") "remind_at<=?2 ORDER BY remind_at,id LIMIT 1000",
    [DUE_SIGN_UPS] = ALL_OF("sign_up") "expires_at<=?2 ORDER BY expires_at,id LIMIT 1000",
    [DUE_COUNTERS] = ALL_OF("counter") "expires_at<=?2 ORDER BY expires_at,id LIMIT 1000",
    [DUE_LINKS] = ALL_OF("mailed_link") "expires_at<=?2 ORDER BY expires_at,id LIMIT 1000",
    [POOLS] = ALL_OF("seat_pool") "1",
    [UNSEALED] =
        "SELECT id,what,actor,subject,at,settings_revision,number,invite,note FROM parvis_event "
        "INDEXED BY parvis_event_by_unsealed_at WHERE workspace=1 AND unsealed_at IS NOT NULL ORDER BY "
        "unsealed_at,id LIMIT 1000",
    [SEAL] =
        "UPDATE parvis_event SET unsealed_at=NULL,position=?2,hash=?3,revision=2 WHERE workspace=1 AND id=?1 AND "
        "revision=1",
    [HEAD] =
        "INSERT OR REPLACE INTO parvis_audit_head(workspace,id,revision,position,hash,sealed_at) "
        "VALUES(1,?1,1,?2,?3,0)",
};

/* The statements of each task, to the first 0. */
static const statement writing[RAW_SEAL + 1][TASK_STATEMENTS] = {
    [RAW_SIGN_UP] = {HAS_SETTINGS, HAS_VOUCHER, HAS_GROUP, USE, ACCOUNT, PROVEN_EVENT, REQUEST_MAIL, APPROVAL_NOTICE,
                     BATCH},
    [RAW_RECEIVE] = {HAS_SETTINGS, HAS_INVITE, SIGN_UP, RECEIVED_EVENT, VERIFY_MAIL, SPEND, BATCH},
    [RAW_PROVE] = {HAS_SETTINGS, HAS_VOUCHER, HAS_GROUP, USE, ACCOUNT, PROVEN_EVENT, REQUEST_MAIL, APPROVAL_NOTICE,
                   PROVEN, BATCH},
    [RAW_APPROVE] = {HAS_SETTINGS, HAS_VOUCHER, HAS_GROUP, APPROVED, APPROVED_EVENT, WELCOME_MAIL, CASE, BATCH},
    [RAW_REJECT] = {HAS_SETTINGS, HAS_VOUCHER, HAS_GROUP, REJECTED, REJECTED_EVENT, NOTE, REJECTED_MAIL, BATCH},
    [RAW_COUNT] = {COUNTED, BATCH},
    [RAW_FORGET] = {FORGOTTEN, BATCH},
    [RAW_SIGN_IN] = {HAS_ACCOUNT, FORGOTTEN, SIGNED_IN_EVENT, BATCH},
    [RAW_ADMIT] = {ADMITTED, WELCOME_MAIL, ADMITTED_EVENT, SEATED, BATCH},
    [RAW_LAPSE] = {LAPSED, LAPSED_EVENT, LAPSED_MAIL, BATCH},
    [RAW_IMPORT] = {IMPORTED, CLAIMED, ADDED_EVENT, JOIN_MAIL},
};
static const statement reading[RAW_SEAL + 1][TASK_STATEMENTS] = {
    [RAW_RECEIVE] = {READ_SETTINGS, READ_INVITE, READ_BY_EMAIL, READ_COUNTER},
    [RAW_PROVE] = {READ_SETTINGS, READ_SIGN_UP, READ_INVITE, READ_VOUCHER, READ_GROUP, READ_BY_EMAIL, READ_BY_USERNAME},
    [RAW_APPROVE] = {READ_SETTINGS, READ_VOUCHER, READ_GROUP, READ_ACCOUNT},
    [RAW_REJECT] = {READ_SETTINGS, READ_VOUCHER, READ_GROUP, READ_ACCOUNT},
    [RAW_SIGN_IN] = {READ_SETTINGS, READ_BY_EMAIL, READ_BY_USERNAME, READ_FAILURES},
    [RAW_ADMIT] = {QUEUE, POOLS},
    [RAW_LAPSE] = {DUE_LAPSES},
    [RAW_LIST] = {READ_SETTINGS, READ_VOUCHER, READ_GROUP, PAGE},
};

struct raw_store {
  sqlite3* db;
  sqlite3_stmt* statement[STATEMENTS];
  unsigned asks[STATEMENTS]; /* bit n: for parameter n */
  raw_rows rows;
  int64_t position;
  unsigned char hash[32];
};

static void id(sqlite3_stmt* s, int n, const unsigned char* octets) {
  sqlite3_bind_blob(s, n, octets, 16, SQLITE_STATIC);
}

static int run(sqlite3_stmt* s, int wanted) {
  const int code = sqlite3_step(s);
  sqlite3_reset(s);
  return code != wanted;
}

raw_store* raw_open(const char* path, int synchronous_full, int checkpoint_pages, const raw_rows* rows) {
  raw_store* r = calloc(1, sizeof *r);
  if (r == NULL) return NULL;
  r->rows = *rows;
  int bad = sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  bad |= sqlite3_exec(r->db, synchronous_full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", 0, 0, 0);
  sqlite3_exec(r->db, "PRAGMA temp_store=MEMORY", 0, 0, 0);
  sqlite3_busy_timeout(r->db, 5000);
  sqlite3_wal_autocheckpoint(r->db, checkpoint_pages);
  for (int i = 0; i < STATEMENTS && !bad; ++i) {
    bad = sqlite3_prepare_v3(r->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &r->statement[i], NULL);
    for (int n = 1; n <= PARAMETERS && !bad; ++n) {
      if (sqlite3_bind_parameter_name(r->statement[i], n) != NULL) r->asks[i] |= 1U << n;
    }
  }
  if (!bad) return r;
  raw_close(r);
  return NULL;
}

void raw_close(raw_store* r) {
  for (int i = 0; i < STATEMENTS; ++i) sqlite3_finalize(r->statement[i]);
  sqlite3_close_v2(r->db);
  free(r);
}

static void bind(raw_store* r, statement which, const raw_sign_up* p) {
  const unsigned char* const ids[PARAMETERS + 1] = {
      [1] = p->account,        [3] = p->event,       [4] = p->batch,        [5] = p->mail[0],
      [6] = p->mail[1],        [7] = r->rows.invite, [8] = r->rows.voucher, [9] = r->rows.group,
      [10] = r->rows.settings, [16] = p->sign_up,    [17] = p->counter,     [18] = p->note};
  const char* const words[PARAMETERS + 1] = {
      [11] = p->email, [12] = p->username, [13] = p->first_name, [14] = p->last_name, [15] = p->password};
  sqlite3_stmt* s = r->statement[which];
  for (unsigned left = r->asks[which]; left != 0; left &= left - 1) {
    const int n = __builtin_ctz(left);
    if (ids[n] != NULL) {
      id(s, n, ids[n]);
    } else if (words[n] != NULL) {
      sqlite3_bind_text(s, n, words[n], -1, SQLITE_STATIC);
    } else {
      sqlite3_bind_int64(s, n, p->at);
    }
  }
}

/* A guard finds its row; what is written is written once. */
static int write_one(raw_store* r, statement which, const raw_sign_up* p) {
  const int is_guard = which >= HAS_SETTINGS && which <= HAS_ACCOUNT;
  bind(r, which, p);
  return run(r->statement[which], is_guard ? SQLITE_ROW : SQLITE_DONE) || (!is_guard && sqlite3_changes(r->db) != 1);
}

/* Every column of every row is looked at; how many rows, or -1. */
static int read_all(raw_store* r, statement which, const raw_sign_up* p) {
  sqlite3_stmt* s = r->statement[which];
  int rows = 0, code;
  bind(r, which, p);
  while ((code = sqlite3_step(s)) == SQLITE_ROW) {
    ++rows;
    for (int n = 0; n < sqlite3_column_count(s); ++n) {
      if (sqlite3_column_type(s, n) >= SQLITE_TEXT) (void)sqlite3_column_blob(s, n);
    }
  }
  sqlite3_reset(s);
  return code == SQLITE_DONE ? rows : -1;
}

static int write_rows(raw_store* r, raw_task task, const raw_sign_up* p) {
  for (const statement* one = writing[task]; *one != 0; ++one) {
    if (write_one(r, *one, p)) return 1;
  }
  return 0;
}

static int write_seal(raw_store* r);
static int write_drain(raw_store* r, const raw_sign_up* p);
static int write_task(raw_store* r, raw_task task, const raw_sign_up* p) {
  if (task == RAW_SEAL) return write_seal(r) < 0;
  if (task == RAW_DRAIN) return write_drain(r, p);
  return write_rows(r, task, p);
}

int raw_commit_all(raw_store* r, raw_task task, const raw_sign_up* all, size_t count) {
  int failed = run(r->statement[BEGIN], SQLITE_DONE);
  for (size_t n = 0; n < count; ++n) failed |= write_rows(r, task, &all[n]);
  return run(r->statement[COMMIT], SQLITE_DONE) || failed;
}

int raw_commit(raw_store* r, raw_task task, const raw_sign_up* p) { return raw_commit_all(r, task, p, 1); }

int raw_read(raw_store* r, raw_task task, const raw_sign_up* p) {
  for (const statement* one = reading[task]; *one != 0; ++one) {
    if (read_all(r, *one, p) < 0) return 1;
  }
  return 0;
}

int raw_look_for_due(raw_store* r, int64_t now) {
  raw_sign_up p = {.at = now};
  for (statement one = DUE_LAPSES; one <= POOLS; ++one) {
    if (read_all(r, one, &p) < 0) return 1;
  }
  return 0;
}

/* An id of its own for what comes of an item. */
static void derive(unsigned char* to, const unsigned char* from, unsigned char mark) {
  memcpy(to, from, 16);
  to[1] ^= mark;
}

/* Takes an item and settles it: two batches. A case leaves an entry in the trail; a notice becomes a mail. */
static int drain_item(raw_store* r, raw_sign_up* p, int effect, int addressee) {
  derive(p->batch, p->mail[0], 1);
  if (write_one(r, LEASE, p) || write_one(r, BATCH, p) || read_all(r, READ_ACCOUNT, p) < 0) return 1;
  derive(p->batch, p->mail[0], 2);
  derive(p->mail[1], p->mail[0], 4);
  derive(p->event, p->mail[0], 8);
  if (effect == 1 && write_one(r, CASE_EVENT, p)) return 1;
  if (addressee != 0 && write_one(r, ADDRESSED_MAIL, p)) return 1;
  return write_one(r, SETTLE, p) || write_one(r, BATCH, p);
}

static int write_drain(raw_store* r, const raw_sign_up* of) {
  enum { ITEMS = 100 };
  raw_sign_up items[ITEMS];
  int effects[ITEMS], addressees[ITEMS], count = 0, failed = 0;
  sqlite3_stmt* s = r->statement[DUE_ITEMS];
  bind(r, DUE_ITEMS, of);
  while (sqlite3_step(s) == SQLITE_ROW) {
    raw_sign_up* p = &items[count];
    *p = *of;
    memcpy(p->mail[0], sqlite3_column_blob(s, 0), 16);
    memcpy(p->account, sqlite3_column_blob(s, 2), 16);
    effects[count] = sqlite3_column_int(s, 1);
    addressees[count++] = sqlite3_column_int(s, 3);
  }
  sqlite3_reset(s);
  for (int n = 0; n < count; ++n) failed |= drain_item(r, &items[n], effects[n], addressees[n]);
  return failed;
}

/* What is hashed for one entry: the hash before, the position, the columns. */
typedef struct {
  unsigned char octets[256];
  size_t size;
} preimage;

static void put(preimage* p, int64_t n, int octets) {
  while (octets > 0) p->octets[p->size++] = (unsigned char)((uint64_t)n >> (8 * --octets));
}
static void put_id(preimage* p, sqlite3_stmt* s, int column) {
  const void* found = sqlite3_column_blob(s, column);
  memset(p->octets + p->size, 0, 16);
  if (found != NULL) memcpy(p->octets + p->size, found, 16);
  p->size += 16;
}

static void read_entry(sqlite3_stmt* s, preimage* p) {
  const int note = sqlite3_column_bytes(s, 8);
  p->size = 40;
  put(p, 1, 1);
  put_id(p, s, 0);
  put(p, sqlite3_column_int64(s, 1), 2);
  put_id(p, s, 2);
  put_id(p, s, 3);
  for (int n = 4; n <= 6; ++n) put(p, sqlite3_column_int64(s, n), 8);
  put_id(p, s, 7);
  put(p, note, 4);
  if (note > 0 && note <= 64) memcpy(p->octets + p->size, sqlite3_column_blob(s, 8), (size_t)note);
  p->size += (size_t)note;
}

static int seal_entry(raw_store* r, preimage* p) {
  sqlite3_stmt* s = r->statement[SEAL];
  const size_t size = p->size;
  memcpy(p->octets, r->hash, 32);
  p->size = 32;
  put(p, ++r->position, 8);
  SHA256(p->octets, size, r->hash);
  id(s, 1, p->octets + 41);
  sqlite3_bind_int64(s, 2, r->position);
  sqlite3_bind_blob(s, 3, r->hash, 32, SQLITE_STATIC);
  return run(s, SQLITE_DONE) || sqlite3_changes(r->db) != 1;
}

static int write_seal(raw_store* r) {
  static const unsigned char head[16] = {[15] = 3};
  static preimage entries[1000];
  sqlite3_stmt** s = r->statement;
  int count = 0, failed = 0;
  while (count < 1000 && sqlite3_step(s[UNSEALED]) == SQLITE_ROW) read_entry(s[UNSEALED], &entries[count++]);
  sqlite3_reset(s[UNSEALED]);
  for (int n = 0; n < count; ++n) failed |= seal_entry(r, &entries[n]);
  id(s[HEAD], 1, head);
  sqlite3_bind_int64(s[HEAD], 2, r->position);
  sqlite3_bind_blob(s[HEAD], 3, r->hash, 32, SQLITE_STATIC);
  return failed || run(s[HEAD], SQLITE_DONE) ? -1 : count;
}

int raw_seal(raw_store* r) {
  if (run(r->statement[BEGIN], SQLITE_DONE)) return -1;
  const int count = write_seal(r);
  return run(r->statement[COMMIT], SQLITE_DONE) ? -1 : count;
}

typedef struct waiter {
  raw_task task;
  const raw_sign_up* what;
  int served, failed;
  pthread_cond_t wake;
  struct waiter* next;
} waiter;

struct raw_group {
  raw_store* store;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t work;
  waiter *first, **last;
  int stopping;
};

static void* write_groups(void* of) {
  raw_group* g = of;
  pthread_mutex_lock(&g->lock);
  for (;;) {
    while (g->first == NULL && !g->stopping) pthread_cond_wait(&g->work, &g->lock);
    if (g->first == NULL) break;
    waiter* all = g->first;
    g->first = NULL;
    g->last = &g->first;
    pthread_mutex_unlock(&g->lock);
    int failed = run(g->store->statement[BEGIN], SQLITE_DONE);
    for (waiter* w = all; w != NULL; w = w->next) failed |= write_task(g->store, w->task, w->what);
    failed |= run(g->store->statement[COMMIT], SQLITE_DONE);
    pthread_mutex_lock(&g->lock);
    for (waiter *w = all, *next; w != NULL; w = next) {
      next = w->next;
      w->failed = failed;
      w->served = 1;
      pthread_cond_signal(&w->wake);
    }
  }
  pthread_mutex_unlock(&g->lock);
  return NULL;
}

raw_group* raw_group_start(raw_store* store) {
  raw_group* g = calloc(1, sizeof *g);
  if (g == NULL) return NULL;
  g->store = store;
  g->last = &g->first;
  pthread_mutex_init(&g->lock, NULL);
  pthread_cond_init(&g->work, NULL);
  if (pthread_create(&g->thread, NULL, write_groups, g) == 0) return g;
  free(g);
  return NULL;
}

void raw_group_stop(raw_group* g) {
  pthread_mutex_lock(&g->lock);
  g->stopping = 1;
  pthread_cond_signal(&g->work);
  pthread_mutex_unlock(&g->lock);
  pthread_join(g->thread, NULL);
  pthread_cond_destroy(&g->work);
  pthread_mutex_destroy(&g->lock);
  free(g);
}

int raw_group_commit(raw_group* g, raw_task task, const raw_sign_up* what) {
  waiter w = {task, what, 0, 0, PTHREAD_COND_INITIALIZER, NULL};
  pthread_mutex_lock(&g->lock);
  *g->last = &w;
  g->last = &w.next;
  pthread_cond_signal(&g->work);
  while (!w.served) pthread_cond_wait(&w.wake, &g->lock);
  pthread_mutex_unlock(&g->lock);
  pthread_cond_destroy(&w.wake);
  return w.failed;
}
