/* SPDX-License-Identifier: BSL-1.0 */
#include "raw_sqlite.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { BEGIN, COMMIT, GUARD, USE, ACCOUNT, EVENT, MAIL, BATCH, LOAD, UNSEALED, SEAL, HEAD, STATEMENTS };

static const char* const texts[STATEMENTS] = {
    "BEGIN IMMEDIATE",
    "COMMIT",
    "SELECT revision FROM parvis_settings WHERE workspace=1 AND id=?1 AND revision>=1",
    "UPDATE parvis_invite SET uses=uses+1 WHERE workspace=1 AND id=?1 AND state=1 AND (max_uses IS NULL OR "
    "uses<max_uses)",
    "INSERT INTO parvis_account(workspace,id,revision,kind,state,access,email,email_key,username,username_key,"
    "first_name,last_name,password,language,invite,created_at,credential_epoch,must_change_password,case_role,"
    "settings_revision) VALUES(1,?1,1,2,2,1,?2,?2,?3,?3,?4,?5,?6,'fr',?7,?8,1,0,1,1)",
    "INSERT INTO parvis_event(workspace,id,revision,what,subject,at,settings_revision,number,invite,"
    "unsealed_at) VALUES(1,?1,1,9,?2,?3,1,0,?4,?3)",
    "INSERT INTO parvis_outbox(workspace,id,revision,effect,state,about,recipient,language,generation,due_at,tries,"
    "created_at) VALUES(1,?1,1,?2,1,?3,?3,'fr',0,?4,0,?4)",
    "INSERT INTO parvis_batch(workspace,id,at) VALUES(1,?1,?2)",
    "SELECT id,revision,kind,state,access,email,email_key,username,username_key,first_name,last_name,password,language,"
    "invite,created_at,credential_epoch,must_change_password,case_role,settings_revision FROM parvis_account "
    "WHERE workspace=1 AND id=?1",
    "SELECT id,what,actor,subject,at,settings_revision,number,invite,note FROM parvis_event "
    "INDEXED BY parvis_event_by_unsealed_at WHERE workspace=1 AND unsealed_at IS NOT NULL ORDER BY unsealed_at,id "
    "LIMIT 1000",
    "UPDATE parvis_event SET unsealed_at=NULL,position=?2,hash=?3,revision=2 WHERE workspace=1 AND id=?1 AND "
    "revision=1",
    "INSERT OR REPLACE INTO parvis_audit_head(workspace,id,revision,position,hash,sealed_at) VALUES(1,?1,1,?2,?3,0)",
};

struct raw_store {
  sqlite3* db;
  sqlite3_stmt* statement[STATEMENTS];
  unsigned char settings[16], invite[16];
  int64_t position;
  unsigned char hash[32];
};

static void id(sqlite3_stmt* s, int n, const unsigned char* octets) {
  sqlite3_bind_blob(s, n, octets, 16, SQLITE_STATIC);
}
static void text(sqlite3_stmt* s, int n, const char* t) { sqlite3_bind_text(s, n, t, -1, SQLITE_STATIC); }

static int run(sqlite3_stmt* s, int wanted) {
  const int code = sqlite3_step(s);
  sqlite3_reset(s);
  return code != wanted;
}

raw_store* raw_open(const char* path, int synchronous_full, int checkpoint_pages, const unsigned char settings[16],
                    const unsigned char invite[16]) {
  raw_store* r = calloc(1, sizeof *r);
  if (r == NULL) return NULL;
  memcpy(r->settings, settings, 16);
  memcpy(r->invite, invite, 16);
  int bad = sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  bad |= sqlite3_exec(r->db, synchronous_full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", 0, 0, 0);
  sqlite3_exec(r->db, "PRAGMA temp_store=MEMORY", 0, 0, 0);
  sqlite3_busy_timeout(r->db, 5000);
  sqlite3_wal_autocheckpoint(r->db, checkpoint_pages);
  for (int i = 0; i < STATEMENTS && !bad; ++i) {
    bad = sqlite3_prepare_v3(r->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &r->statement[i], NULL);
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

static int write_mail(raw_store* r, const raw_sign_up* p, int n) {
  sqlite3_stmt* s = r->statement[MAIL];
  id(s, 1, p->mail[n]);
  sqlite3_bind_int(s, 2, n == 0 ? 4 : 5);
  id(s, 3, p->account);
  sqlite3_bind_int64(s, 4, p->at);
  return run(s, SQLITE_DONE);
}

static int write_rows(raw_store* r, const raw_sign_up* p) {
  sqlite3_stmt** s = r->statement;
  id(s[GUARD], 1, r->settings);
  id(s[USE], 1, r->invite);
  if (run(s[GUARD], SQLITE_ROW) || run(s[USE], SQLITE_DONE) || sqlite3_changes(r->db) != 1) return 1;
  id(s[ACCOUNT], 1, p->account);
  text(s[ACCOUNT], 2, p->email);
  text(s[ACCOUNT], 3, p->username);
  text(s[ACCOUNT], 4, p->first_name);
  text(s[ACCOUNT], 5, p->last_name);
  text(s[ACCOUNT], 6, p->password);
  id(s[ACCOUNT], 7, r->invite);
  sqlite3_bind_int64(s[ACCOUNT], 8, p->at);
  id(s[EVENT], 1, p->event);
  id(s[EVENT], 2, p->account);
  sqlite3_bind_int64(s[EVENT], 3, p->at);
  id(s[EVENT], 4, r->invite);
  id(s[BATCH], 1, p->batch);
  sqlite3_bind_int64(s[BATCH], 2, p->at);
  return run(s[ACCOUNT], SQLITE_DONE) || run(s[EVENT], SQLITE_DONE) || write_mail(r, p, 0) || write_mail(r, p, 1) ||
         run(s[BATCH], SQLITE_DONE);
}

int raw_commit(raw_store* r, const raw_sign_up* p) {
  return run(r->statement[BEGIN], SQLITE_DONE) || write_rows(r, p) || run(r->statement[COMMIT], SQLITE_DONE);
}

int raw_load(raw_store* r, const unsigned char account[16]) {
  sqlite3_stmt* s = r->statement[LOAD];
  id(s, 1, account);
  const int found = sqlite3_step(s) == SQLITE_ROW;
  int octets = 0;
  for (int n = 0; n < sqlite3_column_count(s); ++n) {
    octets +=
        sqlite3_column_type(s, n) == SQLITE_INTEGER ? (int)sqlite3_column_int64(s, n) : sqlite3_column_bytes(s, n);
  }
  sqlite3_reset(s);
  return !found || octets == 0;
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

static int seal_entry(raw_store* r, preimage* p, raw_hash* hash) {
  sqlite3_stmt* s = r->statement[SEAL];
  const size_t size = p->size;
  memcpy(p->octets, r->hash, 32);
  p->size = 32;
  put(p, ++r->position, 8);
  hash(p->octets, size, r->hash);
  id(s, 1, p->octets + 41);
  sqlite3_bind_int64(s, 2, r->position);
  sqlite3_bind_blob(s, 3, r->hash, 32, SQLITE_STATIC);
  return run(s, SQLITE_DONE) || sqlite3_changes(r->db) != 1;
}

int raw_seal(raw_store* r, raw_hash* hash) {
  static const unsigned char head[16] = {[15] = 3};
  static preimage entries[1000];
  sqlite3_stmt** s = r->statement;
  int count = 0, failed = 0;
  while (count < 1000 && sqlite3_step(s[UNSEALED]) == SQLITE_ROW) read_entry(s[UNSEALED], &entries[count++]);
  sqlite3_reset(s[UNSEALED]);
  if (count == 0) return 0;
  if (run(s[BEGIN], SQLITE_DONE)) return -1;
  for (int n = 0; n < count; ++n) failed |= seal_entry(r, &entries[n], hash);
  id(s[HEAD], 1, head);
  sqlite3_bind_int64(s[HEAD], 2, r->position);
  sqlite3_bind_blob(s[HEAD], 3, r->hash, 32, SQLITE_STATIC);
  failed |= run(s[HEAD], SQLITE_DONE) || run(s[COMMIT], SQLITE_DONE);
  return failed ? -1 : count;
}

typedef struct waiter {
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
    for (waiter* w = all; w != NULL; w = w->next) failed |= write_rows(g->store, w->what);
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

int raw_group_commit(raw_group* g, const raw_sign_up* what) {
  waiter w = {what, 0, 0, PTHREAD_COND_INITIALIZER, NULL};
  pthread_mutex_lock(&g->lock);
  *g->last = &w;
  g->last = &w.next;
  pthread_cond_signal(&g->work);
  while (!w.served) pthread_cond_wait(&w.wake, &g->lock);
  pthread_mutex_unlock(&g->lock);
  pthread_cond_destroy(&w.wake);
  return w.failed;
}
