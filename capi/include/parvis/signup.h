/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * For the person at the door: forms, links, sign-up, proof of the address, joining, signing in. */
#ifndef PARVIS_SIGNUP_H
#define PARVIS_SIGNUP_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** What a page needs to show the open form. To be freed by parvis_free(). */
typedef struct parvis_sign_up_form {
  uint32_t struct_size;                /**< as the library knows it */
  uint32_t reserved;                   /**< 0 */
  parvis_text portal_name;             /**< one line */
  const parvis_text* languages;        /**< that are offered */
  size_t language_count;               /**< of `languages` */
  parvis_text default_language;        /**< one of them */
  const int32_t* audiences;            /**< enum parvis_account_kind, the default first; none: sign-up is off */
  size_t audience_count;               /**< of `audiences` */
  const parvis_field_rule* fields;     /**< beyond the five */
  size_t field_count;                  /**< of `fields` */
  const parvis_consent_rule* consents; /**< to be asked for */
  size_t consent_count;                /**< of `consents` */
} parvis_sign_up_form;
/** What a page may show to somebody who opened a link. To be freed by parvis_free(). */
typedef struct parvis_invite_check {
  uint32_t struct_size;                /**< as the library knows it */
  int32_t audience;                    /**< enum parvis_account_kind */
  parvis_text portal_name;             /**< one line */
  parvis_text language;                /**< of the link */
  parvis_text email;                   /**< of a personal link: the only address it lets in */
  const parvis_field_rule* fields;     /**< beyond the five */
  size_t field_count;                  /**< of `fields` */
  const parvis_consent_rule* consents; /**< to be asked for */
  size_t consent_count;                /**< of `consents` */
} parvis_invite_check;

/** A sign-up. */
typedef struct parvis_sign_up_request {
  uint32_t struct_size;                 /**< `sizeof(parvis_sign_up_request)` */
  int32_t access;                       /**< enum parvis_account_kind, for the open form; 0: the default */
  parvis_text token;                    /**< of an invite link; empty: the open form */
  parvis_text first_name;               /**< 1 to 100 code points */
  parvis_text last_name;                /**< 1 to 100 code points */
  parvis_text username;                 /**< 3 to 64 */
  parvis_text email;                    /**< an addr-spec */
  parvis_text password;                 /**< a secret; 1,024 octets at most */
  parvis_text language;                 /**< empty: the link's, else the workspace's */
  const parvis_field_value* fields;     /**< the workspace's own, by name */
  size_t field_count;                   /**< of `fields` */
  const parvis_given_consent* consents; /**< what was agreed to */
  size_t consent_count;                 /**< of `consents` */
} parvis_sign_up_request;
/** The same for every address, known or not. To be freed by parvis_free(). */
typedef struct parvis_sign_up_reply {
  uint32_t struct_size;               /**< as the library knows it */
  uint32_t reserved;                  /**< 0 */
  parvis_text message;                /**< to be shown */
  parvis_text continuation;           /**< a secret, to be kept in the person's browser */
  const parvis_account_view* account; /**< only when nothing has to be proven; otherwise NULL */
} parvis_sign_up_reply;
/** A sign-up that begins with the address alone. */
typedef struct parvis_start_sign_up_request {
  uint32_t struct_size; /**< `sizeof(parvis_start_sign_up_request)` */
  int32_t access;       /**< enum parvis_account_kind, for the open form; 0: the default */
  parvis_text token;    /**< of a public link; empty: the open form */
  parvis_text email;    /**< an addr-spec */
  parvis_text language; /**< empty: the link's, else the workspace's */
} parvis_start_sign_up_request;
/** The proof of an address. What is not empty replaces what was typed. */
typedef struct parvis_prove_email_request {
  uint32_t struct_size;                 /**< `sizeof(parvis_prove_email_request)` */
  uint32_t reserved;                    /**< 0 */
  parvis_text token;                    /**< from the mailed link */
  parvis_text continuation;             /**< without it what was typed is dropped, and must be given here again */
  parvis_text first_name;               /**< 1 to 100 code points */
  parvis_text last_name;                /**< 1 to 100 code points */
  parvis_text username;                 /**< 3 to 64 */
  parvis_text password;                 /**< a secret */
  const parvis_field_value* fields;     /**< if any, instead of all those typed */
  size_t field_count;                   /**< of `fields` */
  const parvis_given_consent* consents; /**< likewise */
  size_t consent_count;                 /**< of `consents` */
} parvis_prove_email_request;
/** Joining of somebody who was added. */
typedef struct parvis_join_request {
  uint32_t struct_size; /**< `sizeof(parvis_join_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_text token;    /**< from the mailed link */
  parvis_text username; /**< 3 to 64 */
  parvis_text password; /**< a secret */
} parvis_join_request;

/** The open form, as the workspace has it now. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_view_sign_up_form(parvis_portal* portal, const parvis_caller* by,
                                                                   PARVIS_OWN const parvis_sign_up_form** out,
                                                                   PARVIS_OWN const parvis_error** error);
/** Reads a link and changes nothing. PARVIS_E_INVITE_INVALID for every link that does not work, whatever the reason. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_check_invite(parvis_portal* portal, const parvis_caller* by,
                                                              parvis_text token,
                                                              PARVIS_OWN const parvis_invite_check** out,
                                                              PARVIS_OWN const parvis_error** error);
/** Takes a sign-up. Codes: PARVIS_E_INVALID_FORM, PARVIS_E_INVITE_INVALID, PARVIS_E_SIGNUP_DISABLED,
 * PARVIS_E_ACCESS_NOT_ALLOWED; never one that depends on who is known here. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_sign_up(parvis_portal* portal, const parvis_caller* by,
                                                         const parvis_sign_up_request* request,
                                                         PARVIS_OWN const parvis_sign_up_reply** out,
                                                         PARVIS_OWN const parvis_error** error);
/** The same with an e-mail address alone: what else there is to ask is asked behind the mailed link. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_start_sign_up(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_start_sign_up_request* request,
                                                               PARVIS_OWN const parvis_sign_up_reply** out,
                                                               PARVIS_OWN const parvis_error** error);
/** The owner of the address follows the mailed link: the account arises. Codes: PARVIS_E_LINK_INVALID,
 * PARVIS_E_INVITE_INVALID, PARVIS_E_EMAIL_TAKEN, PARVIS_E_NO_SEAT, PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_prove_email(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_prove_email_request* request,
                                                             PARVIS_OWN const parvis_account_view** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Somebody who was added follows the mailed link. Codes: PARVIS_E_LINK_INVALID, PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_join(parvis_portal* portal, const parvis_caller* by,
                                                      const parvis_join_request* request,
                                                      PARVIS_OWN const parvis_account_view** out,
                                                      PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
