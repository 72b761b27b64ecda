/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Bans, and one user in the place of another. PARVIS_E_PERMISSION_DENIED unless the actor manages users. Repeated, a
 * ban and its end give the same answer. */
#ifndef PARVIS_BANS_H
#define PARVIS_BANS_H

#include "parvis/accounts.h"

#if defined __cplusplus
extern "C" {
#endif

/** Whom to keep out, and why. */
typedef struct parvis_ban_request {
  uint32_t struct_size; /**< `sizeof(parvis_ban_request)` */
  int32_t notice;       /**< enum parvis_notice */
  parvis_uuid account;  /**< whom; never the actor */
  uint64_t seen;        /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
  parvis_text reason;   /**< required; shown to the person; 500 code points at most */
  parvis_time_us until; /**< when it ends; 0: when somebody ends it */
} parvis_ban_request;
/** Whose ban to end. */
typedef struct parvis_unban_request {
  uint32_t struct_size; /**< `sizeof(parvis_unban_request)` */
  int32_t notice;       /**< enum parvis_notice */
  parvis_uuid account;  /**< whose */
  uint64_t seen;        /**< the revision that was looked at; 0: any */
} parvis_unban_request;
/** Who goes, and who comes in their place. */
typedef struct parvis_replace_request {
  uint32_t struct_size;                    /**< `sizeof(parvis_replace_request)` */
  int32_t notice;                          /**< enum parvis_notice, to whoever goes */
  parvis_uuid account;                     /**< a user, active or invited */
  uint64_t seen;                           /**< the revision that was looked at; 0: any */
  const parvis_add_user_request* newcomer; /**< never NULL */
  parvis_text reason;                      /**< why the other goes: as in parvis_activity_request */
} parvis_replace_request;
/** Both as they stand now. To be freed by parvis_free(). */
typedef struct parvis_replace_reply {
  uint32_t struct_size;             /**< as the library knows it */
  uint32_t reserved;                /**< 0 */
  const parvis_account_view* left;  /**< inactive; never NULL */
  const parvis_account_view* added; /**< invited; never NULL */
} parvis_replace_reply;

/** No sign-in from now on, every key and link dead. Whoever is banned stays in the list they are in, and keeps their
 * seat unless the workspace has it otherwise. A second ban replaces the first.
 * Codes: PARVIS_E_INVALID_FORM with PARVIS_E_BAN_REASON_REQUIRED, PARVIS_E_OWN_ACCOUNT, PARVIS_E_LAST_ADMINISTRATOR,
 * PARVIS_E_OUT_OF_RANGE for an end that lies behind, PARVIS_E_STALE, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_ban(parvis_portal* portal, const parvis_caller* by,
                                                     const parvis_ban_request* request,
                                                     PARVIS_OWN const parvis_account_view** out,
                                                     PARVIS_OWN const parvis_error** error);
/** Whoever lost their seat by it takes one or stands at the end of the queue, or there is PARVIS_E_NO_SEAT, as the
 * workspace has it; whoever never joined is mailed another link. Codes: PARVIS_E_STALE, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_unban(parvis_portal* portal, const parvis_caller* by,
                                                       const parvis_unban_request* request,
                                                       PARVIS_OWN const parvis_account_view** out,
                                                       PARVIS_OWN const parvis_error** error);
/** Deactivates one user and adds another in one commit. Seats that both have go from hand to hand, so a full pool is in
 * nobody's way. Codes: as parvis_deactivate() and parvis_add_user(); PARVIS_E_ILLEGAL_TRANSITION for somebody who is no
 * user, or not active or invited. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_replace(parvis_portal* portal, const parvis_caller* by,
                                                         const parvis_replace_request* request,
                                                         PARVIS_OWN const parvis_replace_reply** out,
                                                         PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
