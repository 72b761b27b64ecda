/* SPDX-License-Identifier: BSL-1.0 */
/* What may be wrong in requests about many people at once, and in what slots answer to them. */
#include <stddef.h>
#include <string.h>

#include "requests.h"
#include "suites.h"

CALL(import_people, parvis_import_request, parvis_import_reply)
CALL(export_accounts, parvis_export_accounts_request, parvis_export_reply)
CALL(export_person, parvis_uuid, parvis_personal_data)
CALL(erase, parvis_erase_request, parvis_account_view)

/* A row is put from a slot; what that answered is what is asked for. */
static parvis_status put_told;

static parvis_status put_the_row(void* user_data, parvis_call* call) {
  put_told = parvis_call_put_import_row(call, user_data);
  return PARVIS_E_CANCELLED;
}

static parvis_status row_within(const void* row) {
  NEW(parvis_import_source, source);
  NEW(parvis_import_request, import);
  source.user_data = (void*)row;
  source.next = put_the_row;
  import.key = TEXT("people.csv");
  import.rows = &source;
  put_told = 0;
  CHECK(call_import_people(&import) != PARVIS_DONE);
  return put_told;
}

static parvis_status put_one_row(void* user_data, parvis_call* call) {
  bool* is_first = user_data;
  NEW(parvis_import_row, row);
  NEW(parvis_add_portal_account_request, client);
  *is_first = !*is_first;
  if (*is_first) return PARVIS_DONE;
  client.first_name = said("Given");
  client.last_name = said("Family");
  client.email = said("given@example.org");
  row.portal_account = &client;
  return parvis_call_put_import_row(call, &row);
}

static parvis_status drop_lines(void* user_data, parvis_call* call, parvis_text csv) {
  (void)user_data;
  (void)call;
  return csv.size > 0 ? PARVIS_DONE : PARVIS_E_HOST_FAILED;
}

static parvis_status go_on(void* user_data, uint64_t done, uint64_t total) {
  (void)user_data;
  (void)total;
  return done > 0 ? PARVIS_DONE : PARVIS_E_CANCELLED;
}

static parvis_status source_within(const void* rows) {
  NEW(parvis_import_request, import);
  import.key = TEXT("people.csv");
  import.rows = rows;
  return call_import_people(&import);
}

static parvis_status sink_within(const void* sink) {
  NEW(parvis_export_accounts_request, export);
  export.sink = sink;
  return call_export_accounts(&export);
}

static void requests_about_many_people_are_read_with_care(void) {
  bool is_first = true;
  parvis_invitee bob;
  NEW(parvis_import_row, row);
  parvis_text column;
  parvis_uuid id;
  NEW(parvis_progress, progress);
  NEW(parvis_import_source, source);
  NEW(parvis_create_invite_request, invites);
  NEW(parvis_import_request, import);
  NEW(parvis_export_sink, sink);
  NEW(parvis_export_accounts_request, export);
  NEW(parvis_erase_request, erase);
  open_one();
  source.user_data = &is_first;
  source.next = put_one_row;
  import.key = said("people.csv");
  import.rows = &source;
  import.invites = &invites;
  import.rows_at_once = 10;
  progress.tell = go_on;
  import.progress = &progress;
  TORTURE(import_people, import);
  MISNUMBER(import_people, import, mode);
  MISNUMBER(import_people, import, notice);
  MISNUMBER(import_people, import, administrators);
  cut("rows of import_people", &source, sizeof source, source_within);
  bob.email = said("bob@example.org");
  bob.language = said("en");
  row.key = said("17");
  row.invited = &bob;
  cut("row of an import", &row, sizeof row, row_within);
  misnumber("row of an import", &row, sizeof row, offsetof(parvis_import_row, reserved), row_within);
  column = said("email");
  sink.write = drop_lines;
  export.sink = &sink;
  export.columns = &column;
  export.column_count = 1;
  export.progress = &progress;
  export.state = PARVIS_STATE_ACTIVE;
  TORTURE(export_accounts, export);
  MISNUMBER(export_accounts, export, state);
  cut_table("sink of export_accounts", &sink, sizeof sink, sizeof sink, sink_within);
  id = one.claire.actor;
  absent_export_person(&id);
  CHECK(call_export_person(&id) == PARVIS_DONE);
  id.octet[0] ^= 1;
  CHECK(call_export_person(&id) == PARVIS_E_NOT_FOUND);
  erase.account = id;
  TORTURE(erase, erase);
  CHECK(call_erase(&erase) == PARVIS_E_NOT_FOUND);
  firm_close(&one);
}

const test_case bulk_request_tests[] = {
    {"requests about many people are read with care", requests_about_many_people_are_read_with_care},
};
const size_t bulk_request_test_count = sizeof bulk_request_tests / sizeof *bulk_request_tests;
