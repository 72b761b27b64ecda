/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * What is done outside the store, and what the host's own timer drives. */
#ifndef PARVIS_OUTBOX_H
#define PARVIS_OUTBOX_H

#include "parvis/audit.h"
#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** What is to be done outside the store. */
enum parvis_effect {
  PARVIS_EFFECT_OPEN_CASE = 1,                   /**< through the cases port */
  PARVIS_EFFECT_MAIL_VERIFY_EMAIL = 2,           /**< prove your address */
  PARVIS_EFFECT_MAIL_KNOWN_ADDRESS = 3,          /**< somebody tried to register your address */
  PARVIS_EFFECT_MAIL_REQUEST_RECEIVED = 4,       /**< to the applicant */
  PARVIS_EFFECT_MAIL_APPROVAL_NEEDED = 5,        /**< to whoever decides */
  PARVIS_EFFECT_MAIL_WELCOME = 6,                /**< approved */
  PARVIS_EFFECT_MAIL_WAITING = 7,                /**< approved, waiting for a license */
  PARVIS_EFFECT_MAIL_REJECTED = 8,               /**< refused */
  PARVIS_EFFECT_MAIL_JOIN = 9,                   /**< join the workspace */
  PARVIS_EFFECT_MAIL_INVITATION = 10,            /**< a personal link */
  PARVIS_EFFECT_MAIL_APPROVAL_REMINDER = 11,     /**< to whoever decides */
  PARVIS_EFFECT_MAIL_APPROVALS_REASSIGNED = 12,  /**< an approver has gone */
  PARVIS_EFFECT_MAIL_LAPSED = 13,                /**< nobody decided in time */
  PARVIS_EFFECT_MAIL_REAPPLICATION_REFUSED = 14, /**< asking again too soon or in vain */
  PARVIS_EFFECT_MAIL_SEATS_EXHAUSTED = 15,       /**< to administrators */
  PARVIS_EFFECT_MAIL_OVER_CAPACITY = 16,         /**< to administrators */
  PARVIS_EFFECT_MAIL_DEACTIVATED = 17,           /**< to the person */
  PARVIS_EFFECT_MAIL_REACTIVATED = 18,           /**< to the person */
  PARVIS_EFFECT_MAIL_BANNED = 19,                /**< to the person */
  PARVIS_EFFECT_MAIL_PASSWORD_RESET = 20,        /**< a link */
  PARVIS_EFFECT_MAIL_PASSWORD_CHANGED = 21,      /**< to the person */
  PARVIS_EFFECT_MAIL_EMAIL_CHANGED = 22,         /**< to the old address and the new one */
  PARVIS_EFFECT_MAIL_EMAIL_CHANGE = 23,          /**< to the new address: prove it */
  PARVIS_EFFECT_MAIL_ACCESS_ASKED = 24,          /**< to an approver: somebody asks for another access */
  PARVIS_EFFECT_MAIL_ACCESS_CHANGED = 25,        /**< now, or as soon as a license is free */
  PARVIS_EFFECT_MAIL_ACCESS_REFUSED = 26,        /**< they keep the access they have */
  PARVIS_EFFECT_MAIL_EMAIL_CHANGE_ASKED = 27,    /**< to the old address, before anything is changed */
  PARVIS_EFFECT_START_CHECKOUT = 28,             /**< through the payments port: how is an order paid? */
  PARVIS_EFFECT_MAIL_API_KEY_CHANGED = 29,       /**< to its owner: a key was issued, or revoked */
  PARVIS_EFFECT_MAIL_ACCESS_LAPSED = 30          /**< nobody decided in time about another access */
};
/** To whom an item goes; the people behind the last two are found when it is sent. */
enum parvis_addressee {
  PARVIS_ADDRESSEE_PERSON = 0,        /**< `recipient`, or the address in `to` */
  PARVIS_ADDRESSEE_DECIDERS = 1,      /**< the approvers who may decide, else the administrators */
  PARVIS_ADDRESSEE_ADMINISTRATORS = 2 /**< every active user who manages users */
};
/** Where an item stands. */
enum parvis_outbox_state {
  PARVIS_OUTBOX_QUEUED = 1, /**< to be tried */
  PARVIS_OUTBOX_DONE = 2,   /**< sent, or opened */
  PARVIS_OUTBOX_DEAD = 3,   /**< given up */
  PARVIS_OUTBOX_VOID = 4    /**< its cause no longer stood */
};
/** Something to be done after the commit that caused it. As the answer to a retry to be freed by parvis_free(). */
typedef struct parvis_outbox_item {
  uint32_t struct_size;      /**< as the library knows it */
  int32_t effect;            /**< enum parvis_effect */
  int32_t state;             /**< enum parvis_outbox_state */
  int32_t addressee;         /**< enum parvis_addressee */
  parvis_uuid id;            /**< the stable Message-ID or case key */
  uint64_t revision;         /**< raised by every change */
  parvis_uuid about;         /**< the account, sign-up, invite or pool that is its cause */
  parvis_uuid recipient;     /**< an account; nil: `to` */
  parvis_text to;            /**< an address; only for people who have no account */
  parvis_text language;      /**< likewise */
  int64_t generation;        /**< of the token in the link, if there is one */
  parvis_text reason;        /**< shown in the mail, if it shows one */
  parvis_time_us due_at;     /**< when it is to be tried; 0 once settled */
  int64_t tries;             /**< so far */
  parvis_time_us created_at; /**< with its cause */
} parvis_outbox_item;
/** Which items. */
typedef struct parvis_list_outbox_request {
  uint32_t struct_size; /**< `sizeof(parvis_list_outbox_request)` */
  int32_t state;        /**< enum parvis_outbox_state; 0: dead */
  parvis_text after;    /**< the `next` of the page before; empty: the first page */
  size_t limit;         /**< 1 to 1,000; 0: 50 */
} parvis_list_outbox_request;
/** Items. To be freed by parvis_free(). */
typedef struct parvis_outbox_page {
  uint32_t struct_size;                   /**< as the library knows it */
  uint32_t reserved;                      /**< 0 */
  const parvis_outbox_item* const* items; /**< oldest first */
  size_t item_count;                      /**< of `items` */
  parvis_text next;                       /**< empty: there are no more */
} parvis_outbox_page;
/** Which mail is to be seen. */
typedef struct parvis_preview_mail_request {
  uint32_t struct_size; /**< `sizeof(parvis_preview_mail_request)` */
  int32_t effect;       /**< enum parvis_effect: a mail */
  parvis_text language; /**< empty: the workspace's */
} parvis_preview_mail_request;
/** A mail as it would be written, with invented people and a link that opens nothing. To be freed by parvis_free(). */
typedef struct parvis_mail_preview {
  uint32_t struct_size; /**< as the library knows it */
  uint32_t reserved;    /**< 0 */
  parvis_text subject;  /**< one line */
  parvis_text text;     /**< plain text */
  parvis_text html;     /**< a whole document */
  parvis_text language; /**< it is written in */
} parvis_mail_preview;
/** What a drain did. To be freed by parvis_free(). */
typedef struct parvis_drain_reply {
  uint32_t struct_size; /**< as the library knows it */
  uint32_t reserved;    /**< 0 */
  size_t done;          /**< sent, or opened */
  size_t void_;         /**< no longer true, so not sent */
  size_t later;         /**< to be tried again: it failed, or its cause or who carries it out is not there just now */
  size_t dead;          /**< given up */
  size_t failed;        /**< of `later` and `dead`, what failed now */
  /** Why the last of these did; its detail is what the host's port said, or the column of a row that cannot be read.
   * Or NULL. */
  const parvis_error* last_failure;
} parvis_drain_reply;
/** What time had made due. To be freed by parvis_free(). */
typedef struct parvis_run_due_reply {
  uint32_t struct_size; /**< as the library knows it */
  uint32_t reserved;    /**< 0 */
  size_t settled;       /**< pools whose capacity or reservations changed */
  size_t admitted;      /**< from the queues */
  size_t lapsed;        /**< requests nobody decided in time */
  size_t reminded;      /**< requests whose deciders are reminded */
  size_t purged;        /**< sign-ups nobody proved in time */
  size_t sealed;        /**< entries of the audit trail */
  size_t abandoned;     /**< orders nobody paid in time */
  size_t erased;        /**< people of whom no trace is left now */
  size_t unbanned;      /**< accounts whose ban has run out */
  size_t indexed;       /**< rows that the storage has put off, as PARVIS_SQLITE_INDEX_PARTS_OF_WORDS */
} parvis_run_due_reply;

/** The name of an enum parvis_effect, for instance "mail_welcome". Static. */
PARVIS_API parvis_text parvis_effect_name(int32_t effect);

/** A page of items. PARVIS_E_PERMISSION_DENIED unless the actor manages users; that holds for the next two as well.
 * This one also for the operator, who is not shown the reasons that the firm gave. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_outbox(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_list_outbox_request* request,
                                                             PARVIS_OWN const parvis_outbox_page** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Queues a dead letter once more, under the same id. Codes: PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_retry_outbox(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_uuid* item,
                                                              PARVIS_OWN const parvis_outbox_item** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Shows a mail without sending it. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_preview_mail(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_preview_mail_request* request,
                                                              PARVIS_OWN const parvis_mail_preview** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Sends what is due, `limit` items at most (1 to 100), each at least once. No actor. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_drain_outbox(parvis_portal* portal, const parvis_caller* by,
                                                              size_t limit, PARVIS_OWN const parvis_drain_reply** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Does what time has made due, `limit` items of each sort at most (1 to 1,000). Stopped anywhere it loses nothing. No
 * actor. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_run_due(parvis_portal* portal, const parvis_caller* by, size_t limit,
                                                         PARVIS_OWN const parvis_run_due_reply** out,
                                                         PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
