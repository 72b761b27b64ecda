/* SPDX-License-Identifier: BSL-1.0 */
#include <stdio.h>
#include <string.h>

#include "firm.h"
#include "suites.h"

/* A list of clients, and what became of them. */
typedef struct people {
  firm* of;
  size_t count, next;
  size_t wrong; /* the row at which something goes wrong; 0: none does */
  parvis_status (*act)(struct people* list, parvis_call* call);
  size_t told, made, already, refused;
  parvis_status last; /* why the last refused one was */
  parvis_uuid first;  /* made */
} people;

static parvis_status next_row(void* user_data, parvis_call* call) {
  people* list = user_data;
  char address[64];
  NEW(parvis_import_row, row);
  NEW(parvis_add_portal_account_request, client);
  if (list->next == list->count) {
    list->next = 0;
    return PARVIS_DONE;
  }
  if (++list->next == list->wrong) {
    list->next = 0;
    return list->act(list, call);
  }
  snprintf(address, sizeof address, "client%u@example.org", (unsigned)list->next);
  client.first_name = TEXT("Given");
  client.last_name = TEXT("=Family");
  client.email = TEXT(address);
  row.portal_account = &client;
  return parvis_call_put_import_row(call, &row);
}

static parvis_status tell_row(void* user_data, parvis_call* call, const parvis_import_outcome* outcome) {
  people* list = user_data;
  (void)call;
  ++list->told;
  CHECK(outcome->number == list->told);
  CHECK((outcome->error != NULL) == (outcome->fate == PARVIS_IMPORT_REFUSED));
  list->made += outcome->fate == PARVIS_IMPORT_MADE;
  list->already += outcome->fate == PARVIS_IMPORT_ALREADY;
  list->refused += outcome->fate == PARVIS_IMPORT_REFUSED;
  if (outcome->error != NULL) list->last = outcome->error->code;
  if (outcome->fate != PARVIS_IMPORT_REFUSED) CHECK(outcome->code.size > 0);
  if (outcome->number == 1) list->first = outcome->id;
  return PARVIS_DONE;
}

static void people_are_imported_once_and_then_known_again(void) {
  firm one;
  people list = {.of = &one, .count = 12};
  const parvis_import_reply* reply = NULL;
  NEW(parvis_import_source, source);
  NEW(parvis_import_request, request);
  firm_open_in_memory(&one);
  source.user_data = &list;
  source.next = next_row;
  source.tell = tell_row;
  request.key = TEXT("clients.csv");
  request.rows = &source;
  request.rows_at_once = 5;
  request.mode = PARVIS_IMPORT_MODE_DRY_RUN;
  REQUIRE(parvis_import_people(one.portal, &one.claire, &request, &reply, NULL) == PARVIS_DONE);
  CHECK(reply->rows == 12 && reply->made == 12 && list.made == 12);
  parvis_free(reply);
  request.mode = PARVIS_IMPORT_MODE_WRITE;
  list.told = 0;
  REQUIRE(parvis_import_people(one.portal, &one.claire, &request, &reply, NULL) == PARVIS_DONE);
  CHECK(reply->made == 12 && reply->refused == 0);
  parvis_free(reply);
  list.told = 0;
  source.tell = NULL;
  REQUIRE(parvis_import_people(one.portal, &one.claire, &request, &reply, NULL) == PARVIS_DONE);
  CHECK(reply->already == 12 && reply->made == 0 && list.told == 0);
  parvis_free(reply);
  source.tell = tell_row;
  request.key = TEXT("the same.csv");
  REQUIRE(parvis_import_people(one.portal, &one.claire, &request, &reply, NULL) == PARVIS_DONE);
  CHECK(reply->refused == 12 && list.last == PARVIS_E_EMAIL_TAKEN);
  parvis_free(reply);
  firm_close(&one);
}

static parvis_status puts_nothing_right(people* list, parvis_call* call) {
  NEW(parvis_import_row, row);
  (void)list;
  row.struct_size = 1;
  CHECK(parvis_call_put_import_row(call, &row) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_two(people* list, parvis_call* call) {
  NEW(parvis_import_row, row);
  (void)list;
  CHECK(parvis_call_put_import_row(call, &row) == PARVIS_DONE);
  CHECK(parvis_call_put_import_row(call, &row) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_a_text(people* list, parvis_call* call) {
  (void)list;
  CHECK(parvis_call_put_text(call, TEXT("row")) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status answers_zero(people* list, parvis_call* call) {
  (void)list;
  (void)call;
  return 0;
}
static parvis_status fails(people* list, parvis_call* call) {
  (void)list;
  return parvis_call_fail(call, PARVIS_E_UNAVAILABLE, TEXT("the file is gone"));
}
static parvis_status calls_the_portal(people* list, parvis_call* call) {
  (void)call;
  CHECK(parvis_view_account(list->of->portal, &list->of->claire, &list->of->claire.actor, NULL, NULL) ==
        PARVIS_E_REENTRANT);
  return 0;
}

static void a_source_that_goes_wrong_ends_the_import_where_it_is(void) {
  const struct {
    parvis_status (*act)(people* list, parvis_call* call);
    parvis_status told;
  } mishaps[] = {{puts_nothing_right, PARVIS_E_HOST_FAILED},
                 {puts_two, PARVIS_E_HOST_FAILED},
                 {puts_a_text, PARVIS_E_HOST_FAILED},
                 {answers_zero, PARVIS_E_HOST_FAILED},
                 {fails, PARVIS_E_UNAVAILABLE},
                 {calls_the_portal, PARVIS_E_HOST_FAILED}};
  size_t n;
  for (n = 0; n < sizeof mishaps / sizeof *mishaps; ++n) {
    firm one;
    people list = {.of = &one, .count = 12, .wrong = 8, .act = mishaps[n].act};
    const parvis_import_reply* reply = NULL;
    NEW(parvis_import_source, source);
    NEW(parvis_import_request, request);
    firm_open_in_memory(&one);
    source.user_data = &list;
    source.next = next_row;
    source.tell = tell_row;
    request.key = TEXT("clients.csv");
    request.rows = &source;
    CHECK(parvis_import_people(one.portal, &one.claire, &request, &reply, NULL) == mishaps[n].told);
    CHECK(reply == NULL);
    CHECK(list.made == 7);
    list.wrong = list.told = 0;
    REQUIRE(parvis_import_people(one.portal, &one.claire, &request, &reply, NULL) == PARVIS_DONE);
    CHECK(reply->already == 7 && reply->made == 5);
    parvis_free(reply);
    source.next = NULL;
    CHECK(parvis_import_people(one.portal, &one.claire, &request, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
    firm_close(&one);
  }
}

typedef struct table {
  char text[16384];
  size_t size, times, wrong;
} table;

static parvis_status write_table(void* user_data, parvis_call* call, parvis_text csv) {
  table* to = user_data;
  if (++to->times == to->wrong) return parvis_call_fail(call, PARVIS_E_HOST_FAILED, TEXT("the disk is full"));
  REQUIRE(to->size + csv.size < sizeof to->text);
  memcpy(to->text + to->size, csv.data, csv.size);
  to->size += csv.size;
  return PARVIS_DONE;
}

static const parvis_data_section* section(const parvis_personal_data* of, const char* name) {
  size_t n;
  for (n = 0; n < of->section_count; ++n) {
    if (is(of->sections[n].name, name)) return of->sections + n;
  }
  return NULL;
}

static void people_are_exported_and_erased(void) {
  firm one;
  people list = {.of = &one, .count = 2};
  static table written;
  const parvis_export_reply* reply = NULL;
  const parvis_personal_data* told = NULL;
  const parvis_account_view* shown = NULL;
  const parvis_run_due_reply* due = NULL;
  parvis_text columns[2];
  size_t n = 0, fields;
  NEW(parvis_import_source, source);
  NEW(parvis_import_request, import);
  NEW(parvis_export_sink, sink);
  NEW(parvis_export_accounts_request, export);
  NEW(parvis_erase_request, erase);
  firm_open_in_memory(&one);
  source.user_data = &list;
  source.next = next_row;
  source.tell = tell_row;
  import.key = TEXT("x");
  import.rows = &source;
  REQUIRE(parvis_import_people(one.portal, &one.claire, &import, NULL, NULL) == PARVIS_DONE);

  memset(&written, 0, sizeof written);
  columns[0] = TEXT("email");
  columns[1] = TEXT("last_name");
  sink.user_data = &written;
  sink.write = write_table;
  export.sink = &sink;
  export.columns = columns;
  export.column_count = 2;
  export.state = PARVIS_STATE_INVITED;
  REQUIRE(parvis_export_accounts(one.portal, &one.claire, &export, &reply, NULL) == PARVIS_DONE);
  CHECK(reply->rows == 2);
  parvis_free(reply);
  CHECK(strcmp(written.text,
               "\"email\",\"last_name\"\r\n\"client1@example.org\",\"'=Family\"\r\n"
               "\"client2@example.org\",\"'=Family\"\r\n") == 0);
  while (parvis_account_column_name(n).size > 0) ++n;
  CHECK(n > 20 && is(parvis_account_column_name(0), "id") && parvis_account_column_name(n + 1000).data == NULL);
  written.times = 0;
  written.wrong = 1;
  CHECK(parvis_export_accounts(one.portal, &one.claire, &export, NULL, NULL) == PARVIS_E_HOST_FAILED);
  sink.write = NULL;
  CHECK(parvis_export_accounts(one.portal, &one.claire, &export, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);

  REQUIRE(parvis_export_person(one.portal, &one.claire, &list.first, &told, NULL) == PARVIS_DONE);
  CHECK(memcmp(&told->account, &list.first, sizeof list.first) == 0 && told->at > 0);
  REQUIRE(section(told, "account") != NULL && section(told, "account")->record_count == 1);
  fields = section(told, "account")->records[0].field_count;
  for (n = 0; n < fields; ++n) CHECK(section(told, "account")->records[0].fields[n].value.size > 0);
  CHECK(fields > 8);
  CHECK(section(told, "events")->record_count == 2);
  CHECK(section(told, "orders")->record_count == 0);
  parvis_free(told);

  erase.account = list.first;
  erase.seen = 7;
  CHECK(parvis_erase(one.portal, &one.claire, &erase, NULL, NULL) == PARVIS_E_STALE);
  erase.seen = 0;
  REQUIRE(parvis_erase(one.portal, &one.claire, &erase, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->state == PARVIS_STATE_ERASED && shown->email.size == 0);
  parvis_free(shown);
  CHECK(parvis_export_person(one.portal, &one.claire, &list.first, NULL, NULL) == PARVIS_E_NOT_FOUND);
  erase.account = one.claire.actor;
  CHECK(parvis_erase(one.portal, &one.claire, &erase, NULL, NULL) == PARVIS_E_LAST_ADMINISTRATOR);
  REQUIRE(parvis_run_due(one.portal, &one.host, 100, &due, NULL) == PARVIS_DONE);
  CHECK(due->erased == 0);
  parvis_free(due);
  firm_close(&one);
}

const test_case data_tests[] = {
    {"people are imported once, and then known again", people_are_imported_once_and_then_known_again},
    {"a source that goes wrong ends the import where it is", a_source_that_goes_wrong_ends_the_import_where_it_is},
    {"people are exported and erased", people_are_exported_and_erased},
};
const size_t data_test_count = sizeof data_tests / sizeof *data_tests;
