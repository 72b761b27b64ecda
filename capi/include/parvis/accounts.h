/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * The life of accounts. PARVIS_E_PERMISSION_DENIED unless the actor manages users; approvers may list too. */
#ifndef PARVIS_ACCOUNTS_H
#define PARVIS_ACCOUNTS_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** A user to be added. */
typedef struct parvis_add_user_request {
  uint32_t struct_size;   /**< `sizeof(parvis_add_user_request)` */
  int32_t access;         /**< of enum parvis_access; 0: core */
  parvis_text first_name; /**< 1 to 100 code points */
  parvis_text last_name;  /**< 1 to 100 code points */
  parvis_text email;      /**< where the link to join goes */
  parvis_text language;   /**< empty: the workspace's */
  parvis_uuid group;      /**< required */
} parvis_add_user_request;
/** Who is to be deactivated or reactivated. */
typedef struct parvis_activity_request {
  uint32_t struct_size; /**< `sizeof(parvis_activity_request)` */
  int32_t notice;       /**< enum parvis_notice */
  parvis_uuid account;  /**< whom */
  uint64_t seen;        /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
} parvis_activity_request;
/** Which accounts. */
typedef struct parvis_list_accounts_request {
  uint32_t struct_size; /**< `sizeof(parvis_list_accounts_request)` */
  int32_t state;        /**< enum parvis_account_state; 0: pending */
  parvis_text after;    /**< the `next` of the page before; empty: the first page */
  size_t limit;         /**< 1 to 1,000; 0: 50 */
  size_t count_cap;     /**< count up to this many; 0: do not count */
} parvis_list_accounts_request;
/** Accounts. To be freed by parvis_free(). */
typedef struct parvis_account_page {
  uint32_t struct_size;                    /**< as the library knows it */
  uint32_t reserved;                       /**< 0 */
  const parvis_account_view* const* items; /**< oldest first */
  size_t item_count;                       /**< of `items` */
  parvis_text next;                        /**< empty: there are no more */
  size_t count;                            /**< of all that pass, if it was asked for */
} parvis_account_page;

/** Adds a user, who holds the seats of their access from now on and is mailed a link to join.
 * Codes: PARVIS_E_INVALID_FORM, PARVIS_E_EMAIL_TAKEN, PARVIS_E_NO_SEAT, PARVIS_E_NOT_FOUND for the group. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_add_user(parvis_portal* portal, const parvis_caller* by,
                                                          const parvis_add_user_request* request,
                                                          PARVIS_OWN const parvis_account_view** out,
                                                          PARVIS_OWN const parvis_error** error);
/** active or invited → inactive: no sign-in, no data lost, the seats are free for the next in the queue.
 * Codes: PARVIS_E_LAST_ADMINISTRATOR, PARVIS_E_STALE, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_deactivate(parvis_portal* portal, const parvis_caller* by,
                                                            const parvis_activity_request* request,
                                                            PARVIS_OWN const parvis_account_view** out,
                                                            PARVIS_OWN const parvis_error** error);
/** inactive → active with its seats, or → invited for who never joined.
 * Codes: PARVIS_E_NO_SEAT, PARVIS_E_STALE, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reactivate(parvis_portal* portal, const parvis_caller* by,
                                                            const parvis_activity_request* request,
                                                            PARVIS_OWN const parvis_account_view** out,
                                                            PARVIS_OWN const parvis_error** error);
/** A page of accounts in one state. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_accounts(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_list_accounts_request* request,
                                                               PARVIS_OWN const parvis_account_page** out,
                                                               PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
