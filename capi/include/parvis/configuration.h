/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * A workspace and its portal: set-up and settings. PARVIS_E_PERMISSION_DENIED unless the actor manages users. */
#ifndef PARVIS_CONFIGURATION_H
#define PARVIS_CONFIGURATION_H

#include "parvis/licenses.h"
#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** Who may sign up through the open form. A link carries its own permission. */
enum parvis_signup_policy {
  PARVIS_SIGNUP_NONE = 0,          /**< nobody */
  PARVIS_SIGNUP_CLIENTS = 1,       /**< as clients */
  PARVIS_SIGNUP_COLLABORATORS = 2, /**< as collaborators */
  PARVIS_SIGNUP_BOTH = 3           /**< as either, as they ask */
};
/** Who approves. */
enum parvis_approval_mode {
  PARVIS_APPROVAL_BY_DEFAULT = 1, /**< the system, at once */
  PARVIS_APPROVAL_BY_USER = 2     /**< the approvers */
};
/** Whether an e-mail address must be proven before an account exists. */
enum parvis_email_proof {
  PARVIS_EMAIL_PROOF_OFF = 0, /**< cannot hide which addresses are known */
  PARVIS_EMAIL_PROOF_ON = 1   /**< by a mailed link */
};
/** What happens to an approved person when no seat is free. */
enum parvis_no_seat_policy {
  PARVIS_NO_SEAT_WAIT = 1,  /**< in the queue */
  PARVIS_NO_SEAT_REFUSE = 2 /**< PARVIS_E_NO_SEAT */
};
/** Whether somebody who was refused may ask again. */
enum parvis_reapplication {
  PARVIS_REAPPLICATION_ALLOW = 1,    /**< at any time */
  PARVIS_REAPPLICATION_COOLDOWN = 2, /**< after a while */
  PARVIS_REAPPLICATION_FORBID = 3    /**< never */
};

/** A workspace's portal configuration. As an answer to be freed by parvis_free(); to change it, change the answer and
 * give it back: what only a later library knows of it then stays. A copy of the struct has the `struct_size` of a copy.
 */
typedef struct parvis_settings {
  uint32_t struct_size;                  /**< `sizeof(parvis_settings)` */
  int32_t signup_policy;                 /**< enum parvis_signup_policy */
  uint64_t revision;                     /**< the settings revision that decisions are bound to */
  parvis_text portal_name;               /**< one line */
  parvis_text portal_url;                /**< https, no user information, query or fragment */
  parvis_text support_contact;           /**< may be empty */
  parvis_text default_language;          /**< one of the built-in ones */
  const parvis_text* languages;          /**< that are offered */
  size_t language_count;                 /**< of `languages` */
  int32_t approval;                      /**< enum parvis_approval_mode */
  int32_t email_proof;                   /**< enum parvis_email_proof */
  const parvis_uuid* approvers;          /**< accounts */
  size_t approver_count;                 /**< of `approvers` */
  int32_t when_no_seat;                  /**< enum parvis_no_seat_policy */
  int32_t reapplication;                 /**< enum parvis_reapplication */
  const parvis_text* allowed_domains;    /**< A-labels; none: any */
  size_t allowed_domain_count;           /**< of `allowed_domains` */
  const parvis_text* denied_domains;     /**< A-labels */
  size_t denied_domain_count;            /**< of `denied_domains` */
  const parvis_text* reserved_usernames; /**< besides our own */
  size_t reserved_username_count;        /**< of `reserved_usernames` */
  int64_t invite_lifetime_us;            /**< of links */
  int64_t email_proof_lifetime_us;       /**< of sign-ups to be proven */
  parvis_text link_pattern;              /**< how a link goes on after the portal's address: {page}, {token} */
  int64_t password_reset_lifetime_us;    /**< of reset links */
  int64_t approval_lifetime_us;          /**< then an undecided request lapses */
  int64_t approval_reminder_interval_us; /**< how often whoever decides is reminded */
  const parvis_field_rule* fields;       /**< of the forms, beyond what every form asks; 32 at most */
  size_t field_count;                    /**< of `fields` */
  const parvis_consent_rule* consents;   /**< 16 at most */
  size_t consent_count;                  /**< of `consents` */
  int64_t reapplication_cooldown_us;     /**< counts from the refusal */
  int64_t mails_per_address_max;         /**< an hour, to one mailbox; form, reset, oneself, firm: each apart */
  const parvis_text* seniorities;        /**< of users; none: nobody has one; 64 at most */
  size_t seniority_count;                /**< of `seniorities` */
  int32_t seniority_optional;            /**< 1: a user need not have one */
  int32_t access_requests;               /**< enum parvis_approval_mode; 0: another access cannot be asked for */
  int64_t failures_per_source_max;       /**< sign-ins an hour that fail from one place; 0: 100 */
  parvis_text signup_requires;           /**< the sku without which nobody signs up to the portal; empty: none */
  int64_t order_lifetime_us;             /**< then an order that is not paid is abandoned; 0: 24 hours */
  int32_t ban_frees_seat;                /**< 1: whoever is banned does not keep their seat */
  uint32_t reserved;                     /**< 0 */
} parvis_settings;

/** What is worth a warning in a change of settings. */
enum parvis_settings_warning {
  PARVIS_WARNING_KNOWN_ADDRESSES_SHOW = 1, /**< without proof of e-mail the answer to a sign-up tells who is known */
  PARVIS_WARNING_LINKS_MOVE = 2,           /**< every link given out so far points to the old address */
  PARVIS_WARNING_NOBODY_CAN_SIGN_UP = 3    /**< the open form is closed and there is no open link */
};
/** What a change of settings touches. To be freed by parvis_free(). */
typedef struct parvis_settings_impact {
  uint32_t struct_size;          /**< as the library knows it */
  uint32_t reserved;             /**< 0 */
  size_t pending;                /**< sign-ups that stay pending; up to 10,000 counted */
  size_t waiting;                /**< people who stay in the queue; likewise */
  const parvis_uuid* dead_links; /**< open links through which nobody can sign up any more; 1,000 at most */
  size_t dead_link_count;        /**< of `dead_links` */
  const int32_t* warnings;       /**< enum parvis_settings_warning */
  size_t warning_count;          /**< of `warnings` */
  size_t access_requests;        /**< requests for another access that stay open; up to 10,000 counted */
} parvis_settings_impact;
/** The settings as they are now, and what the change touched. To be freed by parvis_free(). */
typedef struct parvis_changed_settings {
  uint32_t struct_size;                 /**< as the library knows it */
  uint32_t reserved;                    /**< 0 */
  const parvis_settings* settings;      /**< never NULL */
  const parvis_settings_impact* impact; /**< never NULL */
} parvis_changed_settings;

/** A new workspace. */
typedef struct parvis_set_up_request {
  uint32_t struct_size;                   /**< `sizeof(parvis_set_up_request)` */
  int32_t access;                         /**< the first administrator's; 0: core */
  parvis_text portal_name;                /**< one line */
  parvis_text portal_url;                 /**< https */
  parvis_text default_language;           /**< empty: "en" */
  parvis_text first_name;                 /**< of the first administrator */
  parvis_text last_name;                  /**< likewise */
  parvis_text email;                      /**< likewise */
  parvis_text username;                   /**< likewise */
  parvis_text password;                   /**< likewise */
  const parvis_seat_grant* const* grants; /**< must have room for the first administrator; without start and end */
  size_t grant_count;                     /**< of `grants` */
} parvis_set_up_request;
/** What a new workspace has. To be freed by parvis_free(). */
typedef struct parvis_set_up_reply {
  uint32_t struct_size;       /**< as the library knows it */
  uint32_t reserved;          /**< 0 */
  parvis_uuid administrator;  /**< an account */
  parvis_uuid administrators; /**< the group that may manage users */
  parvis_uuid members;        /**< a group that may not */
} parvis_set_up_reply;

/** Makes the workspace and its first administrator, who is active at once. No actor.
 * Codes: PARVIS_E_ALREADY_SET_UP, PARVIS_E_INVALID_FORM, PARVIS_E_NO_SEAT. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_set_up(parvis_portal* portal, const parvis_caller* by,
                                                        const parvis_set_up_request* request,
                                                        PARVIS_OWN const parvis_set_up_reply** out,
                                                        PARVIS_OWN const parvis_error** error);
/** The settings as they are, the caller's to change. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_view_settings(parvis_portal* portal, const parvis_caller* by,
                                                               PARVIS_OWN parvis_settings** out,
                                                               PARVIS_OWN const parvis_error** error);
/** `wanted->revision` is the one that was viewed. What is pending stays pending.
 * Codes: PARVIS_E_STALE, PARVIS_E_INVALID_FORM, PARVIS_E_APPROVER_REQUIRED. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_change_settings(parvis_portal* portal, const parvis_caller* by,
                                                                 const parvis_settings* wanted,
                                                                 PARVIS_OWN const parvis_changed_settings** out,
                                                                 PARVIS_OWN const parvis_error** error);
/** What the change would touch. Changes nothing. Codes as parvis_change_settings(). */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_preview_settings(parvis_portal* portal, const parvis_caller* by,
                                                                  const parvis_settings* wanted,
                                                                  PARVIS_OWN const parvis_settings_impact** out,
                                                                  PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
