/* SPDX-License-Identifier: BSL-1.0 */
#include "shim.h"

#include "_cgo_export.h"

void shim_caller(parvis_caller* caller, uintptr_t state, uintptr_t context) {
  caller->user_data = (void*)state;
  caller->context = (void*)context;
}

uintptr_t shim_state(const parvis_caller* caller) { return (uintptr_t)caller->user_data; }

static uintptr_t state_of(parvis_call* call) { return (uintptr_t)parvis_call_user_data(call); }

static parvis_status load(void* host, parvis_call* call, parvis_text workspace, const parvis_key* keys, size_t count) {
  return goLoad((uintptr_t)host, state_of(call), call, workspace, (parvis_key*)keys, count);
}
static parvis_status scan(void* host, parvis_call* call, parvis_text workspace, const parvis_query* query) {
  return goScan((uintptr_t)host, state_of(call), call, workspace, (parvis_query*)query);
}
static parvis_status commit(void* host, parvis_call* call, parvis_text workspace, const parvis_batch* batches,
                            size_t count) {
  return goCommit((uintptr_t)host, state_of(call), call, workspace, (parvis_batch*)batches, count);
}
static parvis_status maintain(void* host, parvis_call* call, parvis_text workspace, size_t limit, size_t* out) {
  return goMaintain((uintptr_t)host, state_of(call), call, workspace, limit, out);
}
static parvis_status take_part(void* host, parvis_call* call, void* context, void* connection,
                               const parvis_batch* applied) {
  return goTakePart((uintptr_t)host, state_of(call), call, (uintptr_t)context, connection, (parvis_batch*)applied);
}
static parvis_status send_mail(void* host, parvis_call* call, const parvis_mail* mail) {
  return goSend((uintptr_t)host, state_of(call), call, (parvis_mail*)mail);
}
static parvis_status open_case(void* host, parvis_call* call, const parvis_case_request* request) {
  return goOpenCase((uintptr_t)host, state_of(call), call, (parvis_case_request*)request);
}
static parvis_status start_checkout(void* host, parvis_call* call, const parvis_checkout_request* request) {
  return goStartCheckout((uintptr_t)host, state_of(call), call, (parvis_checkout_request*)request);
}
static parvis_status now(void* host, parvis_call* call, parvis_time_us* out) {
  return goNow((uintptr_t)host, state_of(call), call, out);
}
static parvis_status fill(void* host, parvis_call* call, uint8_t* out, size_t size) {
  return goFill((uintptr_t)host, state_of(call), call, out, size);
}
static parvis_status hash(void* host, parvis_call* call, parvis_text password, parvis_bytes salt) {
  return goHash((uintptr_t)host, state_of(call), call, password, salt);
}
static parvis_status verify(void* host, parvis_call* call, parvis_text password, parvis_text phc, int32_t* out) {
  return goVerify((uintptr_t)host, state_of(call), call, password, phc, out);
}
static parvis_status nfc(void* host, parvis_call* call, parvis_text text) {
  return goNFC((uintptr_t)host, state_of(call), call, text);
}
static parvis_status domain_to_ascii(void* host, parvis_call* call, parvis_text domain) {
  return goDomainToASCII((uintptr_t)host, state_of(call), call, domain);
}
static parvis_status fold(void* host, parvis_call* call, parvis_text text) {
  return goFold((uintptr_t)host, state_of(call), call, text);
}
static void note(void* host, parvis_text event, parvis_text detail) { goNote((uintptr_t)host, event, detail); }
static parvis_status tell(void* host, uint64_t done, uint64_t total) { return goTell((uintptr_t)host, done, total); }
static parvis_status next_row(void* host, parvis_call* call) {
  return goNextRow((uintptr_t)host, state_of(call), call);
}
static parvis_status tell_row(void* host, parvis_call* call, const parvis_import_outcome* outcome) {
  return goTellRow((uintptr_t)host, state_of(call), call, (parvis_import_outcome*)outcome);
}
static parvis_status write_table(void* host, parvis_call* call, parvis_text csv) {
  return goWriteTable((uintptr_t)host, state_of(call), call, csv);
}
static parvis_status reopen(void* host, parvis_storage* out) { return goReopen((uintptr_t)host, out); }

void shim_storage(parvis_storage* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->load = load;
  table->scan = scan;
  table->commit = commit;
}
void shim_maintainer(parvis_storage* table) { table->maintain = maintain; }
void shim_participant(parvis_participant* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->take_part = take_part;
}
void shim_mailer(parvis_mailer* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->send = send_mail;
}
void shim_cases(parvis_cases* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->open = open_case;
}
void shim_payments(parvis_payments* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->start = start_checkout;
}
void shim_clock(parvis_clock* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->now = now;
}
void shim_random(parvis_random* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->fill = fill;
}
void shim_hasher(parvis_hasher* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->hash = hash;
  table->verify = verify;
}
void shim_text_policy(parvis_text_policy* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->nfc = nfc;
  table->domain_to_ascii = domain_to_ascii;
}
void shim_text_folder(parvis_text_policy* table) { table->fold = fold; }
void shim_log(parvis_log* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->note = note;
}
void shim_progress(parvis_progress* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->tell = tell;
}
void shim_import_source(parvis_import_source* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->next = next_row;
  table->tell = tell_row;
}
void shim_export_sink(parvis_export_sink* table, uintptr_t host) {
  table->user_data = (void*)host;
  table->write = write_table;
}
void shim_reopen(parvis_storage_check_request* request, uintptr_t host) {
  request->user_data = (void*)host;
  request->reopen = reopen;
}

void shim_destroy_storage(parvis_storage* table) { table->destroy(table->user_data); }
void shim_destroy_mailer(parvis_mailer* table) { table->destroy(table->user_data); }
