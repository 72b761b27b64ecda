/* SPDX-License-Identifier: BSL-1.0 */
/* What Go must not do itself: hold C functions, and turn integers into pointers. Go sees handles as integers only. */
#ifndef PARVIS_GO_SHIM_H
#define PARVIS_GO_SHIM_H

#include <parvis.h>

void shim_caller(parvis_caller* caller, uintptr_t state, uintptr_t context);
uintptr_t shim_state(const parvis_caller* caller);

void shim_storage(parvis_storage* table, uintptr_t host);
void shim_maintainer(parvis_storage* table);
void shim_participant(parvis_participant* table, uintptr_t host);
void shim_mailer(parvis_mailer* table, uintptr_t host);
void shim_cases(parvis_cases* table, uintptr_t host);
void shim_payments(parvis_payments* table, uintptr_t host);
void shim_clock(parvis_clock* table, uintptr_t host);
void shim_random(parvis_random* table, uintptr_t host);
void shim_hasher(parvis_hasher* table, uintptr_t host);
void shim_text_policy(parvis_text_policy* table, uintptr_t host);
void shim_text_folder(parvis_text_policy* table);
void shim_log(parvis_log* table, uintptr_t host);
void shim_progress(parvis_progress* table, uintptr_t host);
void shim_import_source(parvis_import_source* table, uintptr_t host);
void shim_export_sink(parvis_export_sink* table, uintptr_t host);
void shim_reopen(parvis_storage_check_request* request, uintptr_t host);

void shim_destroy_storage(parvis_storage* table);
void shim_destroy_mailer(parvis_mailer* table);

#endif
