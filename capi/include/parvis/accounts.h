/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * People, and the life of their accounts. PARVIS_E_PERMISSION_DENIED unless the actor manages users; approvers may list
 * and view the people of the portal too, and users who are pending. */
#ifndef PARVIS_ACCOUNTS_H
#define PARVIS_ACCOUNTS_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** A user to be added. */
typedef struct parvis_add_user_request {
  uint32_t struct_size;             /**< `sizeof(parvis_add_user_request)` */
  int32_t access;                   /**< of enum parvis_access; 0: core */
  parvis_text first_name;           /**< 1 to 100 code points */
  parvis_text last_name;            /**< 1 to 100 code points */
  parvis_text email;                /**< where the link to join goes */
  parvis_text language;             /**< empty: the workspace's */
  parvis_uuid group;                /**< required */
  parvis_text seniority;            /**< one of the workspace's; required unless a setting says otherwise */
  parvis_text job_title;            /**< may be empty; 100 code points at most */
  parvis_text mobile;               /**< may be empty; with the country code, "+33 6 12 34 56 78" */
  parvis_text address;              /**< postal; may be empty; eight lines at most */
  parvis_text company;              /**< may be empty; 200 code points at most */
  parvis_text code;                 /**< unique in the workspace, for ever; empty: one is made */
  const parvis_field_value* fields; /**< the workspace's own, by name */
  size_t field_count;               /**< of `fields` */
  const parvis_uuid* reservations;  /**< seats that were kept for them; 4 at most */
  size_t reservation_count;         /**< of `reservations` */
} parvis_add_user_request;
/** Somebody of the portal to be added. */
typedef struct parvis_add_portal_account_request {
  uint32_t struct_size;             /**< `sizeof(parvis_add_portal_account_request)` */
  int32_t access;                   /**< of enum parvis_access: client, collaborator or both; 0: client */
  int32_t case_role;                /**< enum parvis_case_role; a case is opened once they have joined */
  uint32_t reserved;                /**< 0 */
  parvis_text first_name;           /**< 1 to 100 code points */
  parvis_text last_name;            /**< 1 to 100 code points */
  parvis_text email;                /**< where the link to join goes */
  parvis_text language;             /**< empty: the workspace's */
  parvis_text job_title;            /**< this and the following as of parvis_add_user_request */
  parvis_text mobile;               /**< may be empty */
  parvis_text address;              /**< may be empty */
  parvis_text company;              /**< may be empty */
  parvis_text code;                 /**< empty: one is made */
  const parvis_field_value* fields; /**< the workspace's own, by name */
  size_t field_count;               /**< of `fields` */
} parvis_add_portal_account_request;
/** What is to be different about somebody. NULL: left alone; an empty text is removed, where nothing requires one. */
typedef struct parvis_edit_account_request {
  uint32_t struct_size;             /**< `sizeof(parvis_edit_account_request)` */
  uint32_t reserved;                /**< 0 */
  parvis_uuid account;              /**< whom */
  uint64_t seen;                    /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
  const parvis_text* first_name;    /**< or NULL */
  const parvis_text* last_name;     /**< or NULL */
  const parvis_text* language;      /**< or NULL; empty: the workspace's */
  const parvis_text* seniority;     /**< or NULL */
  const parvis_text* job_title;     /**< or NULL */
  const parvis_text* mobile;        /**< or NULL */
  const parvis_text* address;       /**< or NULL */
  const parvis_text* company;       /**< or NULL */
  const parvis_text* code;          /**< or NULL; never empty */
  const parvis_field_value* fields; /**< all of them, were it none; or NULL */
  size_t field_count;               /**< of `fields` */
} parvis_edit_account_request;
/** Whose privacy override is changed. */
typedef struct parvis_override_privacy_request {
  uint32_t struct_size; /**< `sizeof(parvis_override_privacy_request)` */
  int32_t privacy;      /**< enum parvis_privacy_override */
  parvis_uuid account;  /**< whom */
  uint64_t seen;        /**< the revision that was looked at; 0: any */
} parvis_override_privacy_request;
/** Who must choose another password. */
typedef struct parvis_demand_password_change_request {
  uint32_t struct_size; /**< `sizeof(parvis_demand_password_change_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_uuid account;  /**< whom */
  uint64_t seen;        /**< the revision that was looked at; 0: any */
} parvis_demand_password_change_request;
/** Who is to be deactivated or reactivated. */
typedef struct parvis_activity_request {
  uint32_t struct_size;            /**< `sizeof(parvis_activity_request)` */
  int32_t notice;                  /**< enum parvis_notice */
  parvis_uuid account;             /**< whom */
  uint64_t seen;                   /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
  const parvis_uuid* reservations; /**< seats that were kept for whoever comes back; 4 at most */
  size_t reservation_count;        /**< of `reservations`; 0 for whoever goes */
  /** Why they go, shown to them: 500 code points at most; empty: none given. Of whoever comes back none is taken:
   * PARVIS_E_INVALID_ARGUMENT. */
  parvis_text reason;
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
  const parvis_account_view* const* items; /**< in order */
  size_t item_count;                       /**< of `items` */
  parvis_text next;                        /**< empty: there are no more */
  size_t count;                            /**< of all that pass, if it was asked for */
} parvis_account_page;

/** Adds a user, who holds the seats of their access from now on and is mailed a link to join.
 * Codes: PARVIS_E_INVALID_FORM with all that is wrong at once, PARVIS_E_ACCESS_NOT_ALLOWED,
 * PARVIS_E_LANGUAGE_NOT_OFFERED and PARVIS_E_CODE_TAKEN, for a code that somebody has or had, among it; then
 * PARVIS_E_NOT_FOUND for the group, PARVIS_E_EMAIL_TAKEN, PARVIS_E_NO_SEAT. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_add_user(parvis_portal* portal, const parvis_caller* by,
                                                          const parvis_add_user_request* request,
                                                          PARVIS_OWN const parvis_account_view** out,
                                                          PARVIS_OWN const parvis_error** error);
/** Adds somebody of the portal, who is mailed a link to join and holds no seat before they have.
 * Codes: as parvis_add_user(), and PARVIS_E_EMAIL_DOMAIN_NOT_ALLOWED in the form. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_add_portal_account(parvis_portal* portal, const parvis_caller* by,
                                                                    const parvis_add_portal_account_request* request,
                                                                    PARVIS_OWN const parvis_account_view** out,
                                                                    PARVIS_OWN const parvis_error** error);
/** Mails whoever was added another link to join; every older one dies.
 * Codes: PARVIS_E_ILLEGAL_TRANSITION once they have joined, PARVIS_E_MAILS_EXHAUSTED, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_resend_join(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_uuid* account,
                                                             PARVIS_OWN const parvis_account_view** out,
                                                             PARVIS_OWN const parvis_error** error);
/** One account: of the portal, or pending, also for approvers, and any for whom it is about. Codes: PARVIS_E_NOT_FOUND,
 * which is what approvers are told of other users. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_view_account(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_uuid* account,
                                                              PARVIS_OWN const parvis_account_view** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Changes what is known of somebody. Codes: PARVIS_E_STALE, PARVIS_E_INVALID_FORM, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_edit_account(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_edit_account_request* request,
                                                              PARVIS_OWN const parvis_account_view** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Lets a user read what others have marked as private, or no longer; each change is in the trail.
 * Codes: PARVIS_E_ILLEGAL_TRANSITION for portal accounts, PARVIS_E_STALE, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_override_privacy(parvis_portal* portal, const parvis_caller* by,
                                                                  const parvis_override_privacy_request* request,
                                                                  PARVIS_OWN const parvis_account_view** out,
                                                                  PARVIS_OWN const parvis_error** error);
/** At the next sign-in another password must be chosen.
 * Codes: PARVIS_E_ILLEGAL_TRANSITION for somebody who has none yet, PARVIS_E_STALE, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_demand_password_change(
    parvis_portal* portal, const parvis_caller* by, const parvis_demand_password_change_request* request,
    PARVIS_OWN const parvis_account_view** out, PARVIS_OWN const parvis_error** error);
/** active or invited → inactive: no sign-in, no data lost, the seats are free for the next in the queue.
 * Codes: PARVIS_E_LAST_ADMINISTRATOR, PARVIS_E_STALE, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_deactivate(parvis_portal* portal, const parvis_caller* by,
                                                            const parvis_activity_request* request,
                                                            PARVIS_OWN const parvis_account_view** out,
                                                            PARVIS_OWN const parvis_error** error);
/** inactive → active with its seats, or → invited for who never joined.
 * Codes: PARVIS_E_NO_SEAT, PARVIS_E_STALE, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND; for a reason
 * PARVIS_E_INVALID_ARGUMENT. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reactivate(parvis_portal* portal, const parvis_caller* by,
                                                            const parvis_activity_request* request,
                                                            PARVIS_OWN const parvis_account_view** out,
                                                            PARVIS_OWN const parvis_error** error);
/** parvis_resend_join() for 1 to 1,000 at once, each for itself; the second row about one account is
 * PARVIS_E_GIVEN_TWICE. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_resend_join_each(parvis_portal* portal, const parvis_caller* by,
                                                                  const parvis_uuid* accounts, size_t account_count,
                                                                  PARVIS_OWN const parvis_account_outcome_list** out,
                                                                  PARVIS_OWN const parvis_error** error);
/** parvis_deactivate(), likewise. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_deactivate_each(parvis_portal* portal, const parvis_caller* by,
                                                                 const parvis_activity_request* const* requests,
                                                                 size_t request_count,
                                                                 PARVIS_OWN const parvis_account_outcome_list** out,
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
