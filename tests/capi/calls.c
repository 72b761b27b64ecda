/* SPDX-License-Identifier: BSL-1.0 */
/* What calls answer and what travels with them: all that is wrong with a form, pages, progress, the caller's context,
 * mails as files. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firm.h"
#include "plain_storage.h"
#include "suites.h"

static void open_plain(firm* out) {
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(out, &storage);
}

/* --- errors --- */

static void open_form(firm* of) {
  parvis_settings* viewed = NULL;
  parvis_settings wanted;
  REQUIRE(parvis_view_settings(of->portal, &of->claire, &viewed, NULL) == PARVIS_DONE);
  wanted = *viewed;
  wanted.struct_size = sizeof wanted;
  wanted.signup_policy = PARVIS_SIGNUP_CLIENTS;
  REQUIRE(parvis_change_settings(of->portal, &of->claire, &wanted, NULL, NULL) == PARVIS_DONE);
  parvis_free(viewed);
}

static parvis_sign_up_request good_form(void) {
  NEW(parvis_sign_up_request, out);
  out.first_name = TEXT("Zo\xc3\xa9");
  out.last_name = TEXT("O'Brien");
  out.username = TEXT("zoe");
  out.email = TEXT("zoe@example.org");
  out.password = TEXT("nine amber herons dive");
  return out;
}

/* What a form is refused with; to be freed. */
static const parvis_error* refusal_of(firm* of, const parvis_sign_up_request* form, const char* language) {
  const parvis_error* error = NULL;
  parvis_caller by = of->host;
  by.language = TEXT(language);
  CHECK(parvis_sign_up(of->portal, &by, form, NULL, &error) == PARVIS_E_INVALID_FORM);
  REQUIRE(error != NULL);
  CHECK(error->code == PARVIS_E_INVALID_FORM && error->retryable == 0 && error->field.size == 0);
  return error;
}

static void every_error_of_a_form_comes_at_once_with_its_field_code_and_message(void) {
  static const struct {
    const char* field;
    parvis_status code;
  } told[] = {{"first_name", PARVIS_E_REQUIRED},
              {"email", PARVIS_E_EMAIL_INVALID},
              {"username", PARVIS_E_TOO_SHORT},
              {"password", PARVIS_E_PASSWORD_TOO_SHORT}};
  const parvis_error *english, *french;
  size_t n;
  parvis_sign_up_request form = good_form();
  firm ravel;
  open_plain(&ravel);
  open_form(&ravel);
  form.first_name = TEXT("");
  form.username = TEXT("a");
  form.email = TEXT("nobody");
  form.password = TEXT("short");
  english = refusal_of(&ravel, &form, "en");
  french = refusal_of(&ravel, &form, "fr-CA");
  REQUIRE(english->field_count == 4 && french->field_count == 4);
  for (n = 0; n < 4; ++n) {
    check_context("%s", told[n].field);
    CHECK(is(english->fields[n].field, told[n].field) && is(french->fields[n].field, told[n].field));
    CHECK(english->fields[n].code == told[n].code && french->fields[n].code == told[n].code);
    CHECK(english->fields[n].reserved == 0 && english->fields[n].message.size != 0);
  }
  CHECK(is(french->fields[0].message, "Ce champ est obligatoire."));
  parvis_free(english);
  parvis_free(french);
  firm_close(&ravel);
}

static const struct {
  const char* name;
  size_t at;
} form_members[] = {{"first_name", offsetof(parvis_sign_up_request, first_name)},
                    {"last_name", offsetof(parvis_sign_up_request, last_name)},
                    {"username", offsetof(parvis_sign_up_request, username)},
                    {"email", offsetof(parvis_sign_up_request, email)},
                    {"password", offsetof(parvis_sign_up_request, password)}};
static parvis_text* member_of(parvis_sign_up_request* form, size_t n) {
  return (parvis_text*)(void*)((char*)form + form_members[n].at);
}

static void what_is_no_text_is_told_by_the_name_of_its_field(void) {
  static const struct {
    const char* octets;
    size_t size;
  } all[] = {
      {"Zo\xe9 Zo\xe9 Zo\xe9 Zo\xe9", 15},     /* Latin-1 */
      {"\xc0\xaf...............", 17},         /* overlong */
      {"\xed\xa0\x80...............", 18},     /* half a surrogate pair */
      {"\xf4\x90\x80\x80...............", 19}, /* beyond Unicode */
      {"...............\xf0\x9f\x98", 18},     /* cut off */
  };
  size_t n, m;
  firm ravel;
  open_plain(&ravel);
  open_form(&ravel);
  for (n = 0; n < sizeof all / sizeof *all; ++n) {
    for (m = 0; m < sizeof form_members / sizeof *form_members; ++m) {
      const parvis_error* error;
      parvis_sign_up_request form = good_form();
      const parvis_text text = {all[n].octets, all[n].size};
      *member_of(&form, m) = text;
      check_context("%s in row %d", form_members[m].name, (int)n);
      error = refusal_of(&ravel, &form, "en");
      REQUIRE(error->field_count == 1);
      CHECK(is(error->fields[0].field, form_members[m].name));
      CHECK(error->fields[0].code == PARVIS_E_INVALID_UTF8);
      parvis_free(error);
    }
  }
  firm_close(&ravel);
}

static void a_nul_stands_in_no_text_but_a_password(void) {
  const parvis_text nul = {"olive\0 saffron wool", 19};
  size_t n;
  firm ravel;
  open_plain(&ravel);
  open_form(&ravel);
  for (n = 0; n < sizeof form_members / sizeof *form_members; ++n) {
    parvis_sign_up_request form = good_form();
    *member_of(&form, n) = nul;
    check_context("%s", form_members[n].name);
    if (strcmp(form_members[n].name, "password") == 0) {
      CHECK(parvis_sign_up(ravel.portal, &ravel.host, &form, NULL, NULL) == PARVIS_DONE);
    } else {
      const parvis_error* error = refusal_of(&ravel, &form, "en");
      REQUIRE(error->field_count == 1);
      CHECK(is(error->fields[0].field, form_members[n].name));
      parvis_free(error);
    }
  }
  firm_close(&ravel);
}

static void* reads_and_frees(void* error) {
  const parvis_error* why = error;
  CHECK(why->code == PARVIS_E_INVALID_FORM && why->field_count == 1 && why->message.size != 0);
  CHECK(is(why->fields[0].field, "email"));
  parvis_free(why);
  return NULL;
}
static void an_error_is_read_and_freed_by_another_thread(void) {
  const parvis_error* error;
  pthread_t thread;
  parvis_sign_up_request form = good_form();
  firm ravel;
  open_plain(&ravel);
  open_form(&ravel);
  form.email = TEXT("nobody");
  error = refusal_of(&ravel, &form, "en");
  CHECK(parvis_sign_up(ravel.portal, &ravel.host, NULL, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT); /* another one */
  REQUIRE(pthread_create(&thread, NULL, reads_and_frees, (void*)error) == 0);
  pthread_join(thread, NULL);
  firm_close(&ravel);
}

/* --- pages and progress --- */

static void lists_are_paged_to_their_end(void) {
  enum { made = 5, page_size = 2 };
  char after[512] = "";
  size_t pages = 0, listed = 0, n, m;
  parvis_uuid seen[made];
  firm ravel;
  NEW(parvis_create_invite_request, invite);
  NEW(parvis_list_invites_request, list);
  open_plain(&ravel);
  for (n = 0; n < made; ++n) {
    REQUIRE(parvis_create_invite(ravel.portal, &ravel.claire, &invite, NULL, NULL) == PARVIS_DONE);
  }
  list.limit = page_size;
  do {
    const parvis_invite_page* page = NULL;
    list.after = TEXT(after);
    REQUIRE(parvis_list_invites(ravel.portal, &ravel.claire, &list, &page, NULL) == PARVIS_DONE);
    for (n = 0; n < page->item_count && listed < made; ++n) seen[listed++] = page->items[n]->id;
    snprintf(after, sizeof after, "%.*s", (int)page->next.size, page->next.data);
    parvis_free(page);
    ++pages;
  } while (after[0] != '\0' && pages <= made);
  CHECK(pages == 3 && listed == made);
  for (n = 0; n < listed; ++n) {
    for (m = 0; m < n; ++m) CHECK(memcmp(&seen[n], &seen[m], sizeof *seen) != 0);
  }
  firm_close(&ravel);
}

typedef struct listener {
  int told, stops_at;
} listener;
static parvis_status listens(void* user_data, uint64_t done, uint64_t total) {
  listener* of = user_data;
  CHECK(done != 0 && total == 0);
  return ++of->told == of->stops_at ? PARVIS_E_CANCELLED : PARVIS_DONE;
}

static parvis_status verified(firm* of, listener* hears, size_t sealed) {
  const parvis_audit_report* report = NULL;
  parvis_status status;
  NEW(parvis_progress, progress);
  NEW(parvis_verify_audit_request, request);
  progress.user_data = hears;
  progress.tell = listens;
  request.progress = &progress;
  status = parvis_verify_audit(of->portal, &of->claire, &request, &report, NULL);
  CHECK((status == PARVIS_DONE) == (report != NULL));
  CHECK(report == NULL || (report->defect == 0 && report->verified == sealed));
  parvis_free(report);
  return status;
}

static void verifying_tells_its_progress_and_may_be_stopped(void) {
  size_t sealed = 0, n;
  listener hears_all = {0, 0}, stops = {0, 1};
  parvis_storage storage = {.struct_size = sizeof storage};
  firm ravel;
  NEW(parvis_seat_grant, grant);
  grant.sku = TEXT("core");
  grant.quantity = 1;
  REQUIRE(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  firm_open(&ravel, &storage);
  for (n = 0; n < 1000; ++n) { /* more than a page */
    REQUIRE(parvis_grant_seats(ravel.portal, &ravel.claire, &grant, NULL, NULL) == PARVIS_DONE);
  }
  do {
    const parvis_seal_reply* reply = NULL;
    REQUIRE(parvis_seal_audit(ravel.portal, &ravel.host, 1000, &reply, NULL) == PARVIS_DONE);
    n = reply->sealed;
    sealed += n;
    parvis_free(reply);
  } while (n != 0);
  CHECK(verified(&ravel, &hears_all, sealed) == PARVIS_DONE);
  CHECK(hears_all.told == 1);
  CHECK(verified(&ravel, &stops, sealed) == PARVIS_E_CANCELLED);
  CHECK(stops.told == 1);
  firm_close(&ravel);
}

/* --- the caller's context --- */

/* Rows of the host's own, which stand or fall with the library's. */
typedef struct books {
  firm* of;
  parvis_status answer;
  bool on_sqlite, enters;
  int entries, destroyed;
} books;

static parvis_status take_part(void* user_data, parvis_call* call, void* context, void* connection,
                               const parvis_batch* applied) {
  books* own = user_data;
  CHECK(context == own && parvis_call_context(call) == own && parvis_call_user_data(call) == &own->entries);
  CHECK((connection != NULL) == own->on_sqlite);
  CHECK(applied->operation_count != 0 && applied->at != 0);
  if (own->enters) {
    CHECK(parvis_view_settings(own->of->portal, &own->of->claire, NULL, NULL) == PARVIS_E_REENTRANT);
  }
  if (own->answer == PARVIS_DONE) ++own->entries;
  return own->answer >= 100 ? parvis_call_fail(call, own->answer, TEXT("closed")) : own->answer;
}
static void books_destroyed(void* user_data) { ++((books*)user_data)->destroyed; }

static size_t capacity(firm* of) {
  const parvis_pool_list* pools = NULL;
  size_t n, out = 0;
  REQUIRE(parvis_list_pools(of->portal, &of->claire, &pools, NULL) == PARVIS_DONE);
  for (n = 0; n < pools->item_count; ++n) out += (size_t)pools->items[n]->capacity;
  parvis_free(pools);
  return out;
}

static void a_participant_stands_or_falls_with_the_call(const parvis_storage* storage, books* own) {
  static const parvis_status answers[] = {0,
                                          -1,
                                          99,
                                          PARVIS_E_INVALID_ARGUMENT,
                                          PARVIS_E_CONFLICT,
                                          PARVIS_E_UNAVAILABLE,
                                          PARVIS_E_HOST_FAILED,
                                          PARVIS_E_NO_MEMORY,
                                          PARVIS_DONE};
  size_t n, before;
  parvis_caller by;
  firm ravel;
  NEW(parvis_seat_grant, grant);
  firm_open(&ravel, storage);
  own->of = &ravel;
  before = capacity(&ravel);
  by = ravel.claire;
  by.context = own;
  by.user_data = &own->entries;
  grant.sku = TEXT("core");
  grant.quantity = 1;
  for (n = 0; n < sizeof answers / sizeof *answers; ++n) {
    const parvis_error* error = NULL;
    parvis_status status;
    own->answer = answers[n];
    own->enters = n % 2 == 0;
    status = parvis_grant_seats(ravel.portal, &by, &grant, NULL, &error);
    check_context("a participant answering %d", (int)answers[n]);
    CHECK(status == (answers[n] == PARVIS_DONE ? PARVIS_DONE : PARVIS_E_UNAVAILABLE));
    parvis_free(error);
    CHECK(capacity(&ravel) == before + (size_t)own->entries);
  }
  CHECK(own->entries == 1);
  CHECK(own->destroyed == 0);
  firm_close(&ravel);
  CHECK(own->destroyed == 1);
}

static parvis_participant participant_of(books* own) {
  NEW(parvis_participant, out);
  out.user_data = own;
  out.destroy = books_destroyed;
  out.take_part = take_part;
  return out;
}

static void a_participant_takes_part_in_memory(void) {
  books own;
  parvis_storage storage = {.struct_size = sizeof storage};
  parvis_participant participant;
  NEW(parvis_memory_options, options);
  memset(&own, 0, sizeof own);
  participant = participant_of(&own);
  options.participant = &participant;
  REQUIRE(parvis_memory_storage_open(&options, &storage, NULL) == PARVIS_DONE);
  a_participant_stands_or_falls_with_the_call(&storage, &own);
}

static void a_participant_takes_part_on_sqlite(void) {
  char directory[] = "/tmp/parvis.XXXXXX", path[64];
  books own;
  parvis_storage storage = {.struct_size = sizeof storage};
  parvis_participant participant;
  NEW(parvis_sqlite_options, options);
  REQUIRE(mkdtemp(directory) != NULL);
  snprintf(path, sizeof path, "%s/portal.sqlite", directory);
  memset(&own, 0, sizeof own);
  own.on_sqlite = true;
  participant = participant_of(&own);
  options.path = TEXT(path);
  options.synchronous = PARVIS_SQLITE_NORMAL;
  options.participant = &participant;
  REQUIRE(parvis_sqlite_storage_open(&options, &storage, NULL) == PARVIS_DONE);
  a_participant_stands_or_falls_with_the_call(&storage, &own);
  CHECK(unlink(path) == 0 && rmdir(directory) == 0);
}

/* --- an index of parts of words --- */

static size_t found_by(firm* of, const char* text) {
  const parvis_account_page* page = NULL;
  size_t out;
  NEW(parvis_account_filter, which);
  NEW(parvis_search_accounts_request, request);
  which.text = TEXT(text);
  request.which = &which;
  request.limit = 10;
  REQUIRE(parvis_search_accounts(of->portal, &of->claire, &request, &page, NULL) == PARVIS_DONE);
  out = page->item_count;
  parvis_free(page);
  return out;
}
static size_t indexed_now(const firm* of) {
  const parvis_run_due_reply* done = NULL;
  size_t out;
  REQUIRE(parvis_run_due(of->portal, &of->host, 100, &done, NULL) == PARVIS_DONE);
  out = done->indexed;
  parvis_free(done);
  return out;
}

static void parts_of_words_are_found_in_an_index_that_the_timer_feeds(void) {
  char directory[] = "/tmp/parvis.XXXXXX", path[64];
  parvis_storage storage = {.struct_size = sizeof storage};
  firm ravel;
  NEW(parvis_sqlite_options, options);
  REQUIRE(mkdtemp(directory) != NULL);
  snprintf(path, sizeof path, "%s/portal.sqlite", directory);
  options.path = TEXT(path);
  options.synchronous = PARVIS_SQLITE_NORMAL;
  options.flags = PARVIS_SQLITE_INDEX_PARTS_OF_WORDS;
  REQUIRE(parvis_sqlite_storage_open(&options, &storage, NULL) == PARVIS_DONE);
  firm_open(&ravel, &storage);
  CHECK(found_by(&ravel, "LAIR") == 1);
  CHECK(indexed_now(&ravel) != 0);
  CHECK(indexed_now(&ravel) == 0);
  CHECK(found_by(&ravel, "LAIR") == 1);
  CHECK(found_by(&ravel, "xqz") == 0);
  CHECK(ravel.calls[SLOT_MAINTAIN] == 2); /* through the firm's slots, which are around it */
  firm_close(&ravel);
  CHECK(unlink(path) == 0 && rmdir(directory) == 0);
}

/* --- mails as files --- */

static void mails_are_written_as_files(void) {
  char parent[] = "/tmp/parvis.XXXXXX", directory[64], path[512] = "", head[4096] = "";
  size_t files = 0;
  DIR* listed;
  FILE* file;
  struct dirent* one;
  parvis_mailer mailer = {.struct_size = sizeof mailer};
  parvis_portal* portal;
  const parvis_drain_reply* drained = NULL;
  firm ravel;
  NEW(parvis_eml_options, options);
  NEW(parvis_host, host);
  NEW(parvis_invite_people_request, request);
  const parvis_invitee bob = {TEXT("bob@example.org"), TEXT("fr")};
  REQUIRE(mkdtemp(parent) != NULL);
  snprintf(directory, sizeof directory, "%s/mails", parent);
  options.directory = TEXT(directory);
  options.from = TEXT("firm@example.org");
  options.from_name = TEXT("Cabinet Ravel");
  REQUIRE(parvis_eml_mailer_open(&options, &mailer, NULL) == PARVIS_DONE);
  open_plain(&ravel);
  host.mailer = &mailer;
  portal = firm_reopen(&ravel, &host);
  request.people = &bob;
  request.people_count = 1;
  CHECK(parvis_invite_people(portal, &ravel.claire, &request, NULL, NULL) == PARVIS_DONE);
  CHECK(parvis_drain_outbox(portal, &ravel.host, 100, &drained, NULL) == PARVIS_DONE);
  CHECK(drained != NULL && drained->done == 1);
  parvis_free(drained);

  listed = opendir(directory);
  REQUIRE(listed != NULL);
  while ((one = readdir(listed)) != NULL) {
    if (one->d_name[0] == '.') continue;
    ++files;
    CHECK(strstr(one->d_name, ".eml") != NULL);
    snprintf(path, sizeof path, "%s/%s", directory, one->d_name);
  }
  closedir(listed);
  CHECK(files == 1);
  file = fopen(path, "r");
  REQUIRE(file != NULL);
  CHECK(fread(head, 1, sizeof head - 1, file) != 0);
  fclose(file);
  CHECK(strstr(head, "From: \"Cabinet Ravel\"\r\n <firm@example.org>") != NULL);
  CHECK(strstr(head, "To: bob@example.org") != NULL);
  CHECK(unlink(path) == 0 && rmdir(directory) == 0 && rmdir(parent) == 0);
  parvis_portal_close(portal);
  firm_close(&ravel);
}

const test_case call_tests[] = {
    {"every error of a form comes at once, with its field, code and message",
     every_error_of_a_form_comes_at_once_with_its_field_code_and_message},
    {"what is no text is told by the name of its field", what_is_no_text_is_told_by_the_name_of_its_field},
    {"a NUL stands in no text but a password", a_nul_stands_in_no_text_but_a_password},
    {"an error is read and freed by another thread", an_error_is_read_and_freed_by_another_thread},
    {"lists are paged to their end", lists_are_paged_to_their_end},
    {"verifying tells its progress and may be stopped", verifying_tells_its_progress_and_may_be_stopped},
    {"a participant takes part in memory", a_participant_takes_part_in_memory},
    {"a participant takes part on SQLite", a_participant_takes_part_on_sqlite},
    {"parts of words are found in an index that the timer feeds",
     parts_of_words_are_found_in_an_index_that_the_timer_feeds},
    {"mails are written as files", mails_are_written_as_files},
};
const size_t call_test_count = sizeof call_tests / sizeof *call_tests;
