/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Decisions on requests. PARVIS_E_PERMISSION_DENIED unless the actor is an approver or manages users. Repeated, each
 * gives the same answer, and no second mail. */
#ifndef PARVIS_APPROVAL_H
#define PARVIS_APPROVAL_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** Who is approved. */
typedef struct parvis_approve_request {
  uint32_t struct_size;            /**< `sizeof(parvis_approve_request)` */
  uint32_t reserved;               /**< 0 */
  parvis_uuid account;             /**< whom */
  uint64_t seen;                   /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
  uint64_t seen_settings;          /**< likewise of the settings */
  const parvis_uuid* reservations; /**< seats that were kept for them; 4 at most */
  size_t reservation_count;        /**< of `reservations` */
} parvis_approve_request;
/** Who is refused. */
typedef struct parvis_reject_request {
  uint32_t struct_size;   /**< `sizeof(parvis_reject_request)` */
  int32_t notice;         /**< enum parvis_notice */
  parvis_uuid account;    /**< whom */
  uint64_t seen;          /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
  uint64_t seen_settings; /**< likewise of the settings */
  parvis_text reason;     /**< may be empty; shown to the person; 500 code points at most */
} parvis_reject_request;

/** pending → active, or → waiting when no seat is free and the workspace lets people wait.
 * Codes: PARVIS_E_STALE, PARVIS_E_NO_SEAT, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_approve(parvis_portal* portal, const parvis_caller* by,
                                                         const parvis_approve_request* request,
                                                         PARVIS_OWN const parvis_account_view** out,
                                                         PARVIS_OWN const parvis_error** error);
/** pending → rejected. Codes: PARVIS_E_STALE, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reject(parvis_portal* portal, const parvis_caller* by,
                                                        const parvis_reject_request* request,
                                                        PARVIS_OWN const parvis_account_view** out,
                                                        PARVIS_OWN const parvis_error** error);
/** 1 to 1,000 at once, each decided for itself. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_approve_each(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_approve_request* const* requests,
                                                              size_t request_count,
                                                              PARVIS_OWN const parvis_account_outcome_list** out,
                                                              PARVIS_OWN const parvis_error** error);
/** 1 to 1,000 at once, each decided for itself. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reject_each(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_reject_request* const* requests,
                                                             size_t request_count,
                                                             PARVIS_OWN const parvis_account_outcome_list** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Approves what is open, sign-ups and requests for another access, in the order of their deadlines. `limit`: 1 to
 * 1,000. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_approve_pending(parvis_portal* portal, const parvis_caller* by,
                                                                 size_t limit,
                                                                 PARVIS_OWN const parvis_account_outcome_list** out,
                                                                 PARVIS_OWN const parvis_error** error);
/** rejected or lapsed → pending once more. PARVIS_E_PERMISSION_DENIED unless the actor manages users.
 * Codes: PARVIS_E_STALE, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reopen(parvis_portal* portal, const parvis_caller* by,
                                                        const parvis_approve_request* request,
                                                        PARVIS_OWN const parvis_account_view** out,
                                                        PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
