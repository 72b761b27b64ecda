/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Another access for somebody who has one: by an administrator, or asked for and decided. Seats move in the same
 * commit; when one is missing there is PARVIS_E_NO_SEAT, or whoever is in keeps their access and waits for the other,
 * as the workspace has it. Repeated, each gives the same answer. */
#ifndef PARVIS_ACCESS_H
#define PARVIS_ACCESS_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** Whose access is changed. */
typedef struct parvis_change_access_request {
  uint32_t struct_size; /**< `sizeof(parvis_change_access_request)` */
  int32_t access;      /**< of enum parvis_access: a user's core, contract or both; else client, collaborator or both */
  parvis_uuid account; /**< whom */
  uint64_t seen;       /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
  int32_t notice;      /**< enum parvis_notice */
  uint32_t reserved;   /**< 0 */
} parvis_change_access_request;
/** A request that is granted. */
typedef struct parvis_approve_access_request {
  uint32_t struct_size;   /**< `sizeof(parvis_approve_access_request)` */
  int32_t access;         /**< that was asked for; PARVIS_E_STALE if it is another by now */
  parvis_uuid account;    /**< whose */
  uint64_t seen;          /**< the revision that was looked at; 0: any */
  uint64_t seen_settings; /**< likewise of the settings */
} parvis_approve_access_request;
/** A request that is refused. */
typedef struct parvis_reject_access_request {
  uint32_t struct_size;   /**< `sizeof(parvis_reject_access_request)` */
  int32_t access;         /**< that was asked for; PARVIS_E_STALE if it is another by now */
  parvis_uuid account;    /**< whose */
  uint64_t seen;          /**< the revision that was looked at; 0: any */
  uint64_t seen_settings; /**< likewise of the settings */
  parvis_text reason;     /**< may be empty; shown to the person; 500 code points at most */
  int32_t notice;         /**< enum parvis_notice */
  uint32_t reserved;      /**< 0 */
} parvis_reject_access_request;

/** By whoever manages users; what the person had asked for is settled by it. Whoever waited for a seat that the access
 * does not need is let in.
 * Codes: PARVIS_E_ACCESS_NOT_ALLOWED, PARVIS_E_NO_SEAT, PARVIS_E_STALE, PARVIS_E_ILLEGAL_TRANSITION,
 * PARVIS_E_NOT_FOUND, PARVIS_E_PERMISSION_DENIED. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_change_access(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_change_access_request* request,
                                                               PARVIS_OWN const parvis_account_view** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Asks for another access for whoever acts; by asking for the one they have they ask for no other any more.
 * Codes: PARVIS_E_PERMISSION_DENIED unless the actor is of the portal, PARVIS_E_ACCESS_NOT_ALLOWED, PARVIS_E_NO_SEAT,
 * PARVIS_E_MAILS_EXHAUSTED. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_ask_access(parvis_portal* portal, const parvis_caller* by,
                                                            int32_t access, PARVIS_OWN const parvis_account_view** out,
                                                            PARVIS_OWN const parvis_error** error);
/** Grants what was asked for, by an approver or whoever manages users.
 * Codes: PARVIS_E_STALE, PARVIS_E_NO_SEAT, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND,
 * PARVIS_E_PERMISSION_DENIED. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_approve_access(parvis_portal* portal, const parvis_caller* by,
                                                                const parvis_approve_access_request* request,
                                                                PARVIS_OWN const parvis_account_view** out,
                                                                PARVIS_OWN const parvis_error** error);
/** Refuses it: they keep the access they have. Codes: as parvis_approve_access(), and PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reject_access(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_reject_access_request* request,
                                                               PARVIS_OWN const parvis_account_view** out,
                                                               PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
