/* SPDX-License-Identifier: BSL-1.0 */
/* What may be wrong with what a portal, a storage, a mailer or an examination is opened with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "distort.h"
#include "firm.h"
#include "plain_storage.h"
#include "suites.h"

static const parvis_host* given_host;
static const parvis_options* given_options;
static parvis_status open_with(const parvis_options* options, const parvis_host* host) {
  parvis_portal* out = NULL;
  const parvis_error* error = NULL;
  const parvis_status status = parvis_portal_open(options, host, &out, &error);
  sound(status, out, error);
  parvis_portal_close(out);
  return status;
}
static parvis_status open_with_options(const void* options) { return open_with(options, given_host); }
static parvis_status open_with_host(const void* host) { return open_with(given_options, host); }
static parvis_status open_with_scrypt(const void* scrypt) {
  parvis_options options = *given_options;
  options.scrypt = scrypt;
  return open_with(&options, given_host);
}
static parvis_status open_with_mail(const void* mail) {
  parvis_options options = *given_options;
  const parvis_mail_override* mails[1];
  mails[0] = mail;
  options.mails = mails;
  return open_with(&options, given_host);
}

static void options_and_hosts_are_read_with_care(void) {
  static const uint8_t secret[32] = "0123456789abcdef0123456789abcde";
  parvis_storage whole, storage;
  parvis_ring_key key;
  parvis_text paragraph = said("Come in.");
  const parvis_mail_override* mails[1];
  NEW(parvis_options, options);
  NEW(parvis_host, host);
  NEW(parvis_scrypt_options, scrypt);
  NEW(parvis_mail_override, mail);
  plain_storage_open(PLAIN_RIGHT, &whole);
  storage = whole;
  storage.destroy = NULL; /* it is used more than once */
  memset(&key, 0, sizeof key);
  key.id = 1;
  key.secret.data = secret;
  key.secret.size = sizeof secret;
  scrypt.log2_n = 2;
  scrypt.r = 1;
  scrypt.p = 1;
  mail.effect = PARVIS_EFFECT_MAIL_WELCOME;
  mail.language = said("en");
  mail.subject = said("Welcome");
  mail.paragraphs = &paragraph;
  mail.paragraph_count = 1;
  mail.button = said("Enter");
  mails[0] = &mail;
  options.keys = &key;
  options.key_count = 1;
  options.mails = mails;
  options.mail_count = 1;
  options.blocklist = said("nine amber herons dive");
  options.scrypt = &scrypt;
  host.storage = &storage;
  given_host = &host;
  given_options = &options;
  CHECK(open_with(&options, &host) == PARVIS_DONE);
  cut("options", &options, sizeof options, open_with_options);
  distort("options", &options, sizeof options, open_with_options);
  misnumber("options", &options, sizeof options, offsetof(parvis_options, second_factor), open_with_options);
  misnumber("options", &options, sizeof options, offsetof(parvis_options, licensing), open_with_options);
  misnumber("options", &options, sizeof options, offsetof(parvis_options, reserved), open_with_options);
  cut("scrypt", &scrypt, sizeof scrypt, open_with_scrypt);
  distort("scrypt", &scrypt, sizeof scrypt, open_with_scrypt);
  cut("mails", &mail, sizeof mail, open_with_mail);
  distort("mails", &mail, sizeof mail, open_with_mail);
  cut("host", &host, sizeof host, open_with_host);
  misnumber("host", &host, sizeof host, offsetof(parvis_host, reserved), open_with_host);
  CHECK(open_with(NULL, &host) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(open_with(&options, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_portal_open(&options, &host, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);

  host.storage = NULL;
  CHECK(open_with(&options, &host) == PARVIS_E_INVALID_ARGUMENT);
  host.storage = &storage;
  storage.scan = NULL;
  CHECK(open_with(&options, &host) == PARVIS_E_INVALID_ARGUMENT);
  storage.scan = whole.scan;
  storage.flags |= PARVIS_STORAGE_NOT_ATOMIC;
  CHECK(open_with(&options, &host) == PARVIS_E_STORAGE_UNFIT);
  storage.flags = whole.flags;
  key.secret.size = 31;
  CHECK(open_with(&options, &host) == PARVIS_E_INVALID_ARGUMENT);
  key.secret.size = (size_t)1 << 30;
  CHECK(open_with(&options, &host) == PARVIS_E_INVALID_ARGUMENT);
  whole.destroy(whole.user_data);
}

/* --- the host's tables --- */

static parvis_options minimal_options(void) {
  static const uint8_t secret[32] = "0123456789abcdef0123456789abcde";
  static const parvis_ring_key key = {1, 0, {secret, sizeof secret}};
  NEW(parvis_options, out);
  out.keys = &key;
  out.key_count = 1;
  return out;
}
static parvis_storage shared_storage;
#define TABLE_WITHIN(member)                                \
  static parvis_status member##_within(const void* table) { \
    const parvis_options options = minimal_options();       \
    NEW(parvis_host, host);                                 \
    host.storage = &shared_storage;                         \
    host.member = table;                                    \
    return open_with(&options, &host);                      \
  }
TABLE_WITHIN(storage)
TABLE_WITHIN(mailer)
TABLE_WITHIN(cases)
TABLE_WITHIN(clock)
TABLE_WITHIN(random)
TABLE_WITHIN(hasher)
TABLE_WITHIN(text)
TABLE_WITHIN(log)
TABLE_WITHIN(payments)
static parvis_status participant_within(const void* participant) {
  parvis_storage storage = {.struct_size = sizeof storage};
  const parvis_error* error = NULL;
  parvis_status status;
  NEW(parvis_memory_options, options);
  options.participant = participant;
  status = parvis_memory_storage_open(&options, &storage, &error);
  CHECK((status == PARVIS_DONE) == (error == NULL));
  if (status == PARVIS_DONE) storage.destroy(storage.user_data);
  parvis_free(error);
  return status;
}

static parvis_status never_maintained(void* user_data, parvis_call* call, parvis_text workspace, size_t limit,
                                      size_t* out) {
  (void)user_data, (void)call, (void)workspace, (void)limit, (void)out;
  return PARVIS_DONE;
}
static parvis_status never_sent(void* user_data, parvis_call* call, const parvis_mail* mail) {
  (void)user_data, (void)call, (void)mail;
  return PARVIS_DONE;
}
static parvis_status never_opened(void* user_data, parvis_call* call, const parvis_case_request* request) {
  (void)user_data, (void)call, (void)request;
  return PARVIS_DONE;
}
static parvis_status never_asked(void* user_data, parvis_call* call, parvis_time_us* out) {
  (void)user_data, (void)call, (void)out;
  return PARVIS_DONE;
}
static parvis_status never_filled(void* user_data, parvis_call* call, uint8_t* out, size_t size) {
  (void)user_data, (void)call, (void)out, (void)size;
  return PARVIS_DONE;
}
static parvis_status never_hashed(void* user_data, parvis_call* call, parvis_text password, parvis_bytes salt) {
  (void)user_data, (void)call, (void)password, (void)salt;
  return PARVIS_DONE;
}
static parvis_status never_verified(void* user_data, parvis_call* call, parvis_text password, parvis_text phc,
                                    int32_t* verdict) {
  (void)user_data, (void)call, (void)password, (void)phc, (void)verdict;
  return PARVIS_DONE;
}
static parvis_status never_written(void* user_data, parvis_call* call, parvis_text text) {
  (void)user_data, (void)call, (void)text;
  return PARVIS_DONE;
}
static parvis_status never_started(void* user_data, parvis_call* call, const parvis_checkout_request* request) {
  (void)user_data, (void)call, (void)request;
  return PARVIS_DONE;
}
static void never_noted(void* user_data, parvis_text event, parvis_text detail) {
  (void)user_data, (void)event, (void)detail;
}
static parvis_status never_part_of(void* user_data, parvis_call* call, void* context, void* connection,
                                   const parvis_batch* applied) {
  (void)user_data, (void)call, (void)context, (void)connection, (void)applied;
  return PARVIS_DONE;
}

static void never_minded(void* user_data) { (void)user_data; }

static void tables_are_read_with_care(void) {
  NEW(parvis_mailer, mailer);
  NEW(parvis_cases, cases);
  NEW(parvis_clock, clock);
  NEW(parvis_random, random);
  NEW(parvis_hasher, hasher);
  NEW(parvis_text_policy, text);
  NEW(parvis_log, log);
  NEW(parvis_payments, payments);
  NEW(parvis_participant, participant);
  plain_storage_open(PLAIN_RIGHT, &shared_storage);
  {
    const parvis_storage whole = shared_storage;
    shared_storage.destroy = NULL;
    mailer.send = never_sent;
    cases.open = never_opened;
    payments.start = never_started;
    clock.now = never_asked;
    random.fill = never_filled;
    hasher.dummy = TEXT("$plain$nobody");
    hasher.destroy = never_minded;
    hasher.hash = never_hashed;
    hasher.verify = never_verified;
    text.nfc = text.domain_to_ascii = text.fold = never_written;
    log.note = never_noted;
    participant.take_part = never_part_of;
    shared_storage.maintain = never_maintained;
    cut_table("storage", &shared_storage, sizeof shared_storage, offsetof(parvis_storage, maintain), storage_within);
    misnumber("storage", &shared_storage, sizeof shared_storage, offsetof(parvis_storage, flags), storage_within);
    cut_table("mailer", &mailer, sizeof mailer, sizeof mailer, mailer_within);
    cut_table("cases", &cases, sizeof cases, sizeof cases, cases_within);
    cut_table("clock", &clock, sizeof clock, sizeof clock, clock_within);
    cut_table("random", &random, sizeof random, sizeof random, random_within);
    cut_table("hasher", &hasher, sizeof hasher, sizeof hasher, hasher_within);
    distort("hasher", &hasher, sizeof hasher, hasher_within);
    cut_table("text", &text, sizeof text, offsetof(parvis_text_policy, fold), text_within);
    cut_table("log", &log, sizeof log, sizeof log, log_within);
    cut_table("payments", &payments, sizeof payments, sizeof payments, payments_within);
    cut_table("participant", &participant, sizeof participant, sizeof participant, participant_within);
    whole.destroy(whole.user_data);
  }
}

static parvis_status opened(parvis_status status, void* user_data, void (*destroy)(void*), const parvis_error* error) {
  CHECK((status == PARVIS_DONE) == (error == NULL));
  if (status == PARVIS_DONE) destroy(user_data);
  parvis_free(error);
  return status;
}
static parvis_status memory_with(const void* options) {
  parvis_storage out = {.struct_size = sizeof out};
  const parvis_error* error = NULL;
  const parvis_status status = parvis_memory_storage_open(options, &out, &error);
  return opened(status, out.user_data, out.destroy, error);
}
static parvis_status sqlite_with(const void* options) {
  parvis_storage out = {.struct_size = sizeof out};
  const parvis_error* error = NULL;
  const parvis_status status = parvis_sqlite_storage_open(options, &out, &error);
  return opened(status, out.user_data, out.destroy, error);
}
static parvis_status eml_with(const void* options) {
  parvis_mailer out = {.struct_size = sizeof out};
  const parvis_error* error = NULL;
  const parvis_status status = parvis_eml_mailer_open(options, &out, &error);
  return opened(status, out.user_data, out.destroy, error);
}
static parvis_status examination_with(const void* request) {
  const parvis_storage_report* out = NULL;
  const parvis_error* error = NULL;
  const parvis_status status = parvis_storage_check(&shared_storage, request, &out, &error);
  sound(status, out, error);
  parvis_free(out);
  return status;
}

static void storages_and_mailers_are_opened_with_care(void) {
  char directory[] = "/tmp/parvis.XXXXXX", path[64], absent[64], command[64];
  parvis_storage storage = {.struct_size = sizeof storage};
  parvis_mailer mailer = {.struct_size = sizeof mailer};
  NEW(parvis_memory_options, memory);
  NEW(parvis_sqlite_options, sqlite);
  NEW(parvis_participant, participant);
  NEW(parvis_eml_options, eml);
  REQUIRE(mkdtemp(directory) != NULL);
  CHECK(memory_with(NULL) == PARVIS_DONE);
  cut("memory options", &memory, sizeof memory, memory_with);
  misnumber("memory options", &memory, sizeof memory, offsetof(parvis_memory_options, reserved), memory_with);
  CHECK(parvis_memory_storage_open(NULL, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);

  snprintf(path, sizeof path, "%s/portal.sqlite", directory);
  sqlite.path = TEXT(path);
  sqlite.synchronous = PARVIS_SQLITE_NORMAL;
  sqlite.participant = &participant;
  participant.take_part = never_part_of;
  CHECK(sqlite_with(&sqlite) == PARVIS_DONE);
  cut("SQLite options", &sqlite, sizeof sqlite, sqlite_with);
  distort("SQLite options", &sqlite, sizeof sqlite, sqlite_with);
  misnumber("SQLite options", &sqlite, sizeof sqlite, offsetof(parvis_sqlite_options, synchronous), sqlite_with);
  misnumber("SQLite options", &sqlite, sizeof sqlite, offsetof(parvis_sqlite_options, flags), sqlite_with);
  sqlite.flags = PARVIS_SQLITE_INDEX_PARTS_OF_WORDS;
  CHECK(sqlite_with(&sqlite) == PARVIS_DONE);
  sqlite.flags = PARVIS_SQLITE_EXISTING;
  CHECK(sqlite_with(&sqlite) == PARVIS_DONE);
  snprintf(absent, sizeof absent, "%s/absent.sqlite", directory);
  sqlite.path = TEXT(absent);
  CHECK(sqlite_with(&sqlite) == PARVIS_E_UNAVAILABLE);
  FILE* const file = fopen(absent, "wx");
  REQUIRE(file != NULL);
  fclose(file);
  CHECK(sqlite_with(&sqlite) == PARVIS_E_STORAGE_UNFIT);
  sqlite.path = TEXT(path);
  CHECK(sqlite_with(NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_sqlite_storage_open(&sqlite, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_sqlite_storage_open(NULL, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  sqlite.path = TEXT("");
  CHECK(parvis_sqlite_storage_open(&sqlite, &storage, NULL) != PARVIS_DONE);
  sqlite.path = TEXT("/no/such/directory/portal.sqlite");
  CHECK(sqlite_with(&sqlite) == PARVIS_E_UNAVAILABLE);

  eml.directory = TEXT(directory);
  eml.from = said("firm@example.org");
  eml.from_name = said("Cabinet Ravel");
  CHECK(eml_with(&eml) == PARVIS_DONE);
  cut("eml options", &eml, sizeof eml, eml_with);
  distort("eml options", &eml, sizeof eml, eml_with);
  misnumber("eml options", &eml, sizeof eml, offsetof(parvis_eml_options, reserved), eml_with);
  CHECK(eml_with(NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_eml_mailer_open(&eml, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  eml.from = TEXT("not an address");
  CHECK(parvis_eml_mailer_open(&eml, &mailer, NULL) == PARVIS_E_EMAIL_INVALID);
  snprintf(command, sizeof command, "rm -r %s", directory);
  CHECK(system(command) == 0);
}

static parvis_status never_stops(void* user_data, uint64_t done, uint64_t total) {
  (void)user_data, (void)done, (void)total;
  return PARVIS_DONE;
}
static parvis_status never_reopened(void* user_data, parvis_storage* replacement) {
  (void)user_data, (void)replacement;
  return PARVIS_DONE;
}

/* As a program does whose header has one slot more. */
static parvis_status reopened_by_a_newer_program(void* user_data, parvis_storage* replacement) {
  static const uint64_t beyond[2] = {0, 1};
  *replacement = shared_storage;
  replacement->struct_size = (uint32_t)(sizeof *replacement + sizeof beyond);
  memcpy((char*)replacement + sizeof *replacement, beyond, sizeof beyond);
  (void)user_data;
  return PARVIS_DONE;
}

static void requests_to_examine_the_contract_are_read_with_care(void) {
  parvis_storage whole = {.struct_size = sizeof whole};
  const parvis_storage_report* out = NULL;
  NEW(parvis_progress, progress);
  NEW(parvis_storage_check_request, request);
  progress.tell = never_stops;
  request.progress = &progress;
  request.reopen = never_reopened;
  plain_storage_open(PLAIN_RIGHT, &whole);
  shared_storage = whole;
  request.threads = 2;
  request.steps = 50; /* where `only` is lost everything is examined */
  request.rounds = 1;
  request.workspace_prefix = TEXT("examined");
  request.only = TEXT("conditions compare with values");
  CHECK(examination_with(&request) == PARVIS_DONE);
  cut("examination", &request, sizeof request, examination_with);
  distort("examination", &request, sizeof request, examination_with);
  request.threads = 1;
  CHECK(examination_with(&request) == PARVIS_E_INVALID_ARGUMENT);
  request.threads = 257;
  CHECK(examination_with(&request) == PARVIS_E_INVALID_ARGUMENT);
  request.threads = 2;
  request.only = TEXT("what was done survives reopening");
  request.reopen = reopened_by_a_newer_program;
  CHECK(examination_with(&request) == PARVIS_E_ABI_MISMATCH);
  request.only = TEXT("conditions compare with values");
  CHECK(parvis_storage_check(NULL, &request, &out, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_storage_check(&whole, &request, NULL, NULL) == PARVIS_DONE);
  CHECK(parvis_storage_check(NULL, NULL, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  whole.destroy(whole.user_data);
}

const test_case opening_tests[] = {
    {"options and hosts are read with care", options_and_hosts_are_read_with_care},
    {"tables are read with care", tables_are_read_with_care},
    {"storages and mailers are opened with care", storages_and_mailers_are_opened_with_care},
    {"requests to examine the contract are read with care", requests_to_examine_the_contract_are_read_with_care},
};
const size_t opening_test_count = sizeof opening_tests / sizeof *opening_tests;
