/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Links that let people sign up. PARVIS_E_PERMISSION_DENIED unless the actor manages users. */
#ifndef PARVIS_INVITES_H
#define PARVIS_INVITES_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** For whom a link is. */
enum parvis_invite_type {
  PARVIS_INVITE_PUBLIC = 1,  /**< many people; to be copied and shown */
  PARVIS_INVITE_PERSONAL = 2 /**< one e-mail address; mailed there and shown nowhere */
};
/** Where a link stands. */
enum parvis_invite_state {
  PARVIS_INVITE_OPEN = 1,   /**< lets people in, within its limits */
  PARVIS_INVITE_CLOSED = 2, /**< turned off; may be turned on again */
  PARVIS_INVITE_REVOKED = 3 /**< for good */
};
/** What becomes of links given out before. */
enum parvis_link_fate {
  PARVIS_LINK_ROTATE = 1, /**< they die, there is a new one */
  PARVIS_LINK_KEEP = 2    /**< they live on */
};
/** Whether a link follows the workspace's approval mode. */
enum parvis_approval_override {
  PARVIS_OVERRIDE_INHERIT = 0,    /**< it does */
  PARVIS_OVERRIDE_BY_DEFAULT = 1, /**< approved at once */
  PARVIS_OVERRIDE_BY_USER = 2     /**< an approver decides */
};

/** What a new link is to be like. */
typedef struct parvis_create_invite_request {
  uint32_t struct_size;               /**< `sizeof(parvis_create_invite_request)` */
  int32_t audience;                   /**< enum parvis_account_kind; 0: client */
  parvis_text label;                  /**< for the list of links; may be empty */
  parvis_text language;               /**< empty: the workspace's */
  int64_t lifetime_us;                /**< 0: the workspace's */
  int64_t max_uses;                   /**< 0: no limit */
  const parvis_text* allowed_domains; /**< none: any */
  size_t allowed_domain_count;        /**< of `allowed_domains` */
  int32_t approval;                   /**< enum parvis_approval_override */
  int32_t case_role;                  /**< enum parvis_case_role; not none: a case is opened for each new account */
  int32_t access;                     /**< of enum parvis_access; 0: what the audience says */
  uint32_t reserved;                  /**< 0 */
  parvis_uuid group;                  /**< for users, and required for them */
} parvis_create_invite_request;

/** A link, without the link itself: that is derived and never stored. */
typedef struct parvis_invite {
  uint32_t struct_size;               /**< as the library knows it */
  int32_t type;                       /**< enum parvis_invite_type */
  int32_t state;                      /**< enum parvis_invite_state */
  int32_t audience;                   /**< enum parvis_account_kind */
  parvis_uuid id;                     /**< of the invite */
  uint64_t revision;                  /**< raised by every change */
  int64_t generation;                 /**< raised by rotation: older links die */
  int64_t key_id;                     /**< of the key ring */
  parvis_text label;                  /**< for the list of links */
  parvis_text language;               /**< of who comes through it */
  int64_t uses;                       /**< so far */
  int64_t max_uses;                   /**< 0: no limit */
  parvis_time_us expires_at;          /**< 0: never */
  const parvis_text* allowed_domains; /**< A-labels; none: any */
  size_t allowed_domain_count;        /**< of `allowed_domains` */
  int32_t approval;                   /**< enum parvis_approval_override */
  int32_t access;                     /**< of enum parvis_access */
  int32_t case_role;                  /**< enum parvis_case_role */
  uint32_t reserved;                  /**< 0 */
  parvis_uuid created_by;             /**< an account */
  parvis_time_us created_at;          /**< when it was made */
  parvis_text email;                  /**< personal: the address it is bound to */
  parvis_uuid group;                  /**< users only: the group they will be in */
  parvis_uuid vouched_by;             /**< who made the newest generation: the link stands on their rights */
} parvis_invite;
/** An invite and its link. To be freed by parvis_free(). */
typedef struct parvis_invite_view {
  uint32_t struct_size;        /**< as the library knows it */
  uint32_t reserved;           /**< 0 */
  const parvis_invite* invite; /**< never NULL */
  parvis_text link;            /**< a secret; empty while turned off, and for a personal one */
} parvis_invite_view;

/** Somebody to be invited. */
typedef struct parvis_invitee {
  parvis_text email;    /**< where the link goes */
  parvis_text language; /**< empty: that of the options */
} parvis_invitee;
/** Personal links for a list of people. */
typedef struct parvis_invite_people_request {
  uint32_t struct_size;                        /**< `sizeof(parvis_invite_people_request)` */
  uint32_t reserved;                           /**< 0 */
  const parvis_create_invite_request* options; /**< without `max_uses` and `allowed_domains`; NULL: the defaults */
  const parvis_invitee* people;                /**< 1 to 1,000 */
  size_t people_count;                         /**< of `people` */
} parvis_invite_people_request;
/** What became of one invitation. */
typedef struct parvis_invite_outcome {
  uint32_t struct_size;        /**< as the library knows it */
  parvis_status status;        /**< PARVIS_DONE, or why not */
  const parvis_invite* invite; /**< NULL unless done */
  const parvis_error* error;   /**< NULL when done; part of the block, not to be freed */
} parvis_invite_outcome;
/** What became of each, in the order of the people. To be freed by parvis_free(). */
typedef struct parvis_invite_outcome_list {
  uint32_t struct_size;                      /**< as the library knows it */
  uint32_t reserved;                         /**< 0 */
  const parvis_invite_outcome* const* items; /**< one a person */
  size_t item_count;                         /**< of `items` */
} parvis_invite_outcome_list;

/** Which links; one filter at most, `state` with none else. */
typedef struct parvis_list_invites_request {
  uint32_t struct_size; /**< `sizeof(parvis_list_invites_request)` */
  int32_t state;        /**< enum parvis_invite_state; 0: any */
  parvis_text email;    /**< personal links to this address; empty: any */
  uint32_t key_id;      /**< links that die when this key leaves the ring; 0: any */
  uint32_t reserved;    /**< 0 */
  parvis_text after;    /**< the `next` of the page before; empty: the first page */
  size_t limit;         /**< 1 to 1,000; 0: 50 */
} parvis_list_invites_request;
/** Links. To be freed by parvis_free(). */
typedef struct parvis_invite_page {
  uint32_t struct_size;              /**< as the library knows it */
  uint32_t reserved;                 /**< 0 */
  const parvis_invite* const* items; /**< oldest first */
  size_t item_count;                 /**< of `items` */
  parvis_text next;                  /**< empty: there are no more */
} parvis_invite_page;

/** Makes a public link. Codes: PARVIS_E_ROOM_NEEDED, PARVIS_E_GROUP_NOT_ALLOWED, PARVIS_E_ACCESS_NOT_ALLOWED,
 * PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_create_invite(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_create_invite_request* request,
                                                               PARVIS_OWN const parvis_invite_view** out,
                                                               PARVIS_OWN const parvis_error** error);
/** A personal link for each person, mailed to them and shown to nobody. One bad row fails nothing else. For whom a link
 * was, and its label, are kept until thirty days after it has expired or was revoked; then parvis_run_due() forgets
 * them. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_invite_people(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_invite_people_request* request,
                                                               PARVIS_OWN const parvis_invite_outcome_list** out,
                                                               PARVIS_OWN const parvis_error** error);
/** The link again, the same as when it was made. Codes: PARVIS_E_NOT_FOUND, PARVIS_E_LINK_INVALID when its key has left
 * the ring. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_show_invite(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_uuid* invite,
                                                             PARVIS_OWN const parvis_invite_view** out,
                                                             PARVIS_OWN const parvis_error** error);
/** A page of links. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_invites(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_list_invites_request* request,
                                                              PARVIS_OWN const parvis_invite_page** out,
                                                              PARVIS_OWN const parvis_error** error);
/** A new link instead of a public one; every older one dies. Codes: PARVIS_E_NOT_FOUND, PARVIS_E_ILLEGAL_TRANSITION. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_rotate_invite(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_uuid* invite,
                                                               PARVIS_OWN const parvis_invite_view** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Turns a link off. Repeated: the same answer. Codes: PARVIS_E_NOT_FOUND, PARVIS_E_ILLEGAL_TRANSITION. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_close_invite(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_uuid* invite,
                                                              PARVIS_OWN const parvis_invite_view** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Turns it on again. `fate`: enum parvis_link_fate. Codes: PARVIS_E_NOT_FOUND, PARVIS_E_ILLEGAL_TRANSITION. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reopen_invite(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_uuid* invite, int32_t fate,
                                                               PARVIS_OWN const parvis_invite_view** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Kills a link for good. Repeated: the same answer. Codes: PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_revoke_invite(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_uuid* invite,
                                                               PARVIS_OWN const parvis_invite_view** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Mails a personal link again, with its lifetime begun anew. `fate`: enum parvis_link_fate.
 * Codes: PARVIS_E_MAILS_EXHAUSTED, PARVIS_E_NOT_FOUND, PARVIS_E_ILLEGAL_TRANSITION once it is used. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_resend_invite(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_uuid* invite, int32_t fate,
                                                               PARVIS_OWN const parvis_invite_view** out,
                                                               PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
