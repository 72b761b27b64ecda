/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * The audit trail. PARVIS_E_PERMISSION_DENIED unless the actor manages users; sealing has no actor.
 */
#ifndef PARVIS_AUDIT_H
#define PARVIS_AUDIT_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** What happened. */
enum parvis_event_type {
  PARVIS_EVENT_WORKSPACE_SET_UP = 1,          /**< and its first administrator */
  PARVIS_EVENT_SETTINGS_CHANGED = 2,          /**< of the workspace */
  PARVIS_EVENT_USER_ADDED = 3,                /**< by an administrator */
  PARVIS_EVENT_USER_JOINED = 4,               /**< by a mailed link */
  PARVIS_EVENT_SEATS_GRANTED = 5,             /**< `number`: how many */
  PARVIS_EVENT_INVITE_CREATED = 6,            /**< a link */
  PARVIS_EVENT_SIGN_UP_RECEIVED = 7,          /**< of an unknown address */
  PARVIS_EVENT_SIGN_UP_OF_KNOWN_ADDRESS = 8,  /**< its owner was told */
  PARVIS_EVENT_EMAIL_PROVEN = 9,              /**< the account arose */
  PARVIS_EVENT_ACCOUNT_APPROVED = 10,         /**< `number`: the state it led to */
  PARVIS_EVENT_ACCOUNT_REJECTED = 11,         /**< its note is the reason */
  PARVIS_EVENT_ACCOUNT_ADMITTED = 12,         /**< from the queue */
  PARVIS_EVENT_SIGNED_IN = 13,                /**< with a right password */
  PARVIS_EVENT_CASE_OPENED = 14,              /**< for the account */
  PARVIS_EVENT_MAIL_FAILED = 15,              /**< or a case; `number`: the effect */
  PARVIS_EVENT_INVITE_ROTATED = 16,           /**< this and the next four: `number` is the generation */
  PARVIS_EVENT_INVITE_CLOSED = 17,            /**< turned off */
  PARVIS_EVENT_INVITE_REOPENED = 18,          /**< turned on */
  PARVIS_EVENT_INVITE_REVOKED = 19,           /**< for good */
  PARVIS_EVENT_INVITE_RESENT = 20,            /**< mailed again */
  PARVIS_EVENT_SIGN_UP_REFUSED = 21,          /**< by a dead link; `number`: why */
  PARVIS_EVENT_ACCOUNT_REAPPLIED = 22,        /**< after a refusal or a lapse */
  PARVIS_EVENT_ACCOUNT_REOPENED = 23,         /**< by an administrator */
  PARVIS_EVENT_ACCOUNT_LAPSED = 24,           /**< nobody decided in time */
  PARVIS_EVENT_ACCOUNT_DEACTIVATED = 25,      /**< by an administrator; its note is the reason */
  PARVIS_EVENT_ACCOUNT_REACTIVATED = 26,      /**< by an administrator */
  PARVIS_EVENT_SEATS_SETTLED = 27,            /**< a grant began or ended; `number`: the capacity */
  PARVIS_EVENT_GRANT_ENDED = 28,              /**< by an administrator */
  PARVIS_EVENT_OUTBOX_RETRIED = 29,           /**< a dead letter; `number`: the effect */
  PARVIS_EVENT_PORTAL_ACCOUNT_ADDED = 30,     /**< who holds no seat before they have joined */
  PARVIS_EVENT_JOIN_RESENT = 31,              /**< `number`: the generation of the link */
  PARVIS_EVENT_ACCOUNT_EDITED = 32,           /**< `number`: of enum parvis_account_parts */
  PARVIS_EVENT_ACCESS_CHANGED = 33,           /**< `number`: the access, now or once ACCOUNT_ADMITTED follows */
  PARVIS_EVENT_ACCESS_ASKED = 34,             /**< `number`: the access; the one they have: no other any more */
  PARVIS_EVENT_ACCESS_REFUSED = 35,           /**< `number`: the access; without an actor: nobody decided in time */
  PARVIS_EVENT_PRIVACY_OVERRIDE_CHANGED = 36, /**< `number`: the enum parvis_privacy_override */
  PARVIS_EVENT_PASSWORD_CHANGE_DEMANDED = 37, /**< at the next sign-in */
  PARVIS_EVENT_SIGN_IN_FAILED = 38,           /**< `number`: how often in a row; from the fifth on */
  PARVIS_EVENT_SOURCE_CLOSED = 39,            /**< too many sign-ins have failed from one place within the hour */
  PARVIS_EVENT_PASSWORD_CHANGED = 40,         /**< by whoever knew the old one */
  PARVIS_EVENT_PASSWORD_RESET_ASKED = 41,     /**< by anybody, for an address */
  PARVIS_EVENT_PASSWORD_RESET = 42,           /**< by a mailed link */
  PARVIS_EVENT_EMAIL_CHANGE_ASKED = 43,       /**< nothing is changed yet */
  PARVIS_EVENT_EMAIL_CHANGED = 44,            /**< the new address is proven */
  PARVIS_EVENT_API_KEY_ISSUED = 45,           /**< an older one is dead */
  PARVIS_EVENT_API_KEY_REVOKED = 46,          /**< there is none any more */
  PARVIS_EVENT_CATALOG_CHANGED = 47,          /**< `number`: its revision */
  PARVIS_EVENT_ORDER_PLACED = 48,             /**< this and the next four: `number` is the total */
  PARVIS_EVENT_ORDER_GRANTED = 49,            /**< paid, or nothing to pay */
  PARVIS_EVENT_ORDER_DECLINED = 50,           /**< by the gateway */
  PARVIS_EVENT_ORDER_ABANDONED = 51,          /**< given up, or not paid in time */
  PARVIS_EVENT_ORDER_REFUNDED = 52,           /**< all of it */
  PARVIS_EVENT_PAYMENT_NOTED = 53,            /**< a notice that moved no order; `number`: enum parvis_payment_event */
  PARVIS_EVENT_CHECKOUT_STARTED = 54,         /**< the gateway was asked */
  PARVIS_EVENT_OVERAGE_CHANGED = 55,          /**< `number`: the seats allowed beyond those granted */
  PARVIS_EVENT_SEATS_RESERVED = 56,           /**< this and the next two: `number` is how many */
  PARVIS_EVENT_RESERVATION_RELEASED = 57,     /**< by hand */
  PARVIS_EVENT_RESERVATION_EXPIRED = 58,      /**< by the clock */
  PARVIS_EVENT_ACCOUNT_BANNED = 59,           /**< its note is the reason; `number`: when it ends; 0: not by itself */
  PARVIS_EVENT_ACCOUNT_UNBANNED = 60,         /**< `number`: the state; without an actor: its time was over */
  PARVIS_EVENT_GROUP_ADDED = 61,              /**< this and the next: `number` is of enum parvis_permissions */
  PARVIS_EVENT_GROUP_EDITED = 62,             /**< its name, or what its members may do */
  PARVIS_EVENT_GROUP_REMOVED = 63,            /**< nobody was in it */
  PARVIS_EVENT_GROUP_CHANGED = 64,            /**< an account's; `number`: the permissions of the new one */
  PARVIS_EVENT_IMPORT_STARTED = 65,           /**< `number`: 1 when it goes on from where it was stopped */
  PARVIS_EVENT_ACCOUNTS_EXPORTED = 66,        /**< as a table; `number`: those in this state; 0: all of them */
  PARVIS_EVENT_PERSON_EXPORTED = 67,          /**< everything held about them */
  PARVIS_EVENT_ACCOUNT_ERASED = 68,           /**< seats and credentials at once, traces by and by */
  PARVIS_EVENT_ERASURE_COMPLETED = 69         /**< no trace is left */
};
/** One entry of the audit trail: ids, codes and numbers, and what its note says as long as there is one. */
typedef struct parvis_event {
  uint32_t struct_size;      /**< as the library knows it */
  int32_t what;              /**< enum parvis_event_type */
  parvis_uuid id;            /**< of the entry */
  parvis_uuid actor;         /**< nil: the person concerned, or the system */
  parvis_uuid subject;       /**< the account, sign-up, invite, grant… concerned */
  parvis_time_us at;         /**< when */
  int64_t settings_revision; /**< under which it was decided */
  int64_t number;            /**< depends on `what` */
  parvis_uuid invite;        /**< the link used, if any */
  parvis_bytes note;         /**< the keyed digest of its note, if there is one */
  int64_t position;          /**< in the sealed trail, from 1; 0: not sealed yet */
  parvis_bytes hash;         /**< 32 octets once sealed */
  parvis_text note_text;     /**< why somebody was refused, banned or sent away, or the address left; may be empty */
} parvis_event;
/** Which entries. */
typedef struct parvis_list_events_request {
  uint32_t struct_size; /**< `sizeof(parvis_list_events_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_uuid subject;  /**< only those about it; nil: all */
  parvis_text after;    /**< the `next` of the page before; empty: the first page */
  size_t limit;         /**< 1 to 1,000; 0: 50 */
} parvis_list_events_request;
/** Entries. To be freed by parvis_free(). */
typedef struct parvis_event_page {
  uint32_t struct_size;             /**< as the library knows it */
  uint32_t reserved;                /**< 0 */
  const parvis_event* const* items; /**< oldest first */
  size_t item_count;                /**< of `items` */
  parvis_text next;                 /**< empty: there are no more */
} parvis_event_page;
/** Which sealed entries. */
typedef struct parvis_read_audit_request {
  uint32_t struct_size; /**< `sizeof(parvis_read_audit_request)` */
  uint32_t reserved;    /**< 0 */
  int64_t after;        /**< the position read last; 0: from the beginning */
  size_t limit;         /**< 1 to 1,000; 0: 50 */
} parvis_read_audit_request;
/** A place in the sealed trail. */
typedef struct parvis_audit_anchor {
  int64_t position;  /**< 0: before the first entry */
  parvis_bytes hash; /**< 32 octets */
} parvis_audit_anchor;
/** What is wrong with an entry of the sealed trail. */
enum parvis_audit_defect {
  PARVIS_AUDIT_MISSING = 1,  /**< there is no entry at this position */
  PARVIS_AUDIT_REPEATED = 2, /**< there are several */
  PARVIS_AUDIT_ALTERED = 3,  /**< the entry or one before it was changed */
  PARVIS_AUDIT_ANCHOR = 4,   /**< the trail does not lead through the anchor */
  PARVIS_AUDIT_HEAD = 5      /**< the head does not stand at the last entry */
};
/** What is to be verified. */
typedef struct parvis_verify_audit_request {
  uint32_t struct_size;               /**< `sizeof(parvis_verify_audit_request)` */
  uint32_t reserved;                  /**< 0 */
  const parvis_audit_anchor* from;    /**< verified before; NULL: from the beginning */
  const parvis_audit_anchor* through; /**< an anchor that the host kept; may be NULL */
  const parvis_progress* progress;    /**< told after each page, entries verified; may be NULL */
} parvis_verify_audit_request;
/** What the trail is like. To be freed by parvis_free(). */
typedef struct parvis_audit_report {
  uint32_t struct_size;     /**< as the library knows it */
  int32_t defect;           /**< enum parvis_audit_defect of the first bad entry; 0: there is none */
  size_t verified;          /**< entries */
  parvis_audit_anchor head; /**< of what was verified */
  int64_t bad_position;     /**< of the first bad entry */
  parvis_uuid bad_event;    /**< nil when there is none at that position */
} parvis_audit_report;
/** How far sealing came. To be freed by parvis_free(). */
typedef struct parvis_seal_reply {
  uint32_t struct_size;     /**< as the library knows it */
  uint32_t reserved;        /**< 0 */
  size_t sealed;            /**< entries */
  parvis_audit_anchor head; /**< for the host to keep elsewhere */
} parvis_seal_reply;

/** The name of an enum parvis_event_type, for instance "signed_in". Static. */
PARVIS_API parvis_text parvis_event_type_name(int32_t what);

/** A page of entries, sealed or not. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_events(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_list_events_request* request,
                                                             PARVIS_OWN const parvis_event_page** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Sealed entries in the order of their positions, none left out; `next` stays empty. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_read_audit(parvis_portal* portal, const parvis_caller* by,
                                                            const parvis_read_audit_request* request,
                                                            PARVIS_OWN const parvis_event_page** out,
                                                            PARVIS_OWN const parvis_error** error);
/** Reads the sealed trail to its end and names the first entry that is not as it was sealed. `request` may be NULL.
 * Also for the operator. Codes: PARVIS_E_CANCELLED, PARVIS_E_INVALID_ARGUMENT for an anchor that is none. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_verify_audit(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_verify_audit_request* request,
                                                              PARVIS_OWN const parvis_audit_report** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Seals up to `limit` (1 to 1,000) entries. No actor. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_seal_audit(parvis_portal* portal, const parvis_caller* by,
                                                            size_t limit, PARVIS_OWN const parvis_seal_reply** out,
                                                            PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
