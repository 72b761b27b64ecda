/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Signing in, and what somebody signs in with. Every change raises the credential epoch: older links and keys are dead,
 * and sessions should be. */
#ifndef PARVIS_SIGN_IN_H
#define PARVIS_SIGN_IN_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** Signing in. */
typedef struct parvis_sign_in_request {
  uint32_t struct_size;   /**< `sizeof(parvis_sign_in_request)` */
  uint32_t reserved;      /**< 0 */
  parvis_text identifier; /**< e-mail address or username */
  parvis_text password;   /**< a secret */
  parvis_text source; /**< where the call comes from, 256 octets at most; failures are counted by it; may be empty */
} parvis_sign_in_request;
/** Another password, by whoever knows the present one. */
typedef struct parvis_change_password_request {
  uint32_t struct_size;     /**< `sizeof(parvis_change_password_request)` */
  uint32_t reserved;        /**< 0 */
  parvis_text identifier;   /**< as typed at sign-in, by whoever must change it; empty: the actor's own */
  parvis_text password;     /**< the present one; a secret */
  parvis_text new_password; /**< a secret */
  parvis_text source;       /**< as at sign-in */
} parvis_change_password_request;
/** Another address of the actor's. */
typedef struct parvis_request_email_change_request {
  uint32_t struct_size; /**< `sizeof(parvis_request_email_change_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_text email;    /**< the new one */
  parvis_text password; /**< the actor's; a secret */
  parvis_text source;   /**< as at sign-in */
} parvis_request_email_change_request;
/** Another password, by whoever has the mailbox. */
typedef struct parvis_reset_password_request {
  uint32_t struct_size; /**< `sizeof(parvis_reset_password_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_text token;    /**< from the mailed link */
  parvis_text password; /**< the new one; a secret */
} parvis_reset_password_request;
/** A key by which a program acts for a user. To be freed by parvis_free(). */
typedef struct parvis_issued_api_key {
  uint32_t struct_size;               /**< as the library knows it */
  uint32_t reserved;                  /**< 0 */
  const parvis_account_view* account; /**< whose it is; never NULL */
  parvis_text key;                    /**< a secret; shown once */
} parvis_issued_api_key;

/** The account, if it may enter. Codes: PARVIS_E_CREDENTIALS_WRONG; PARVIS_E_TOO_MANY_ATTEMPTS, from the 5th failure in
 * a row on twice as long each time, and PARVIS_E_SIGN_IN_DISABLED, for known and unknown people alike; only after a
 * right password PARVIS_E_ACCOUNT_PENDING, PARVIS_E_ACCOUNT_WAITING, PARVIS_E_ACCOUNT_INACTIVE,
 * PARVIS_E_MUST_CHANGE_PASSWORD. Source: NIST SP 800-63B-4 section 3.2.2, OWASP ASVS 5.0 V6.3.1. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_sign_in(parvis_portal* portal, const parvis_caller* by,
                                                         const parvis_sign_in_request* request,
                                                         PARVIS_OWN const parvis_account_view** out,
                                                         PARVIS_OWN const parvis_error** error);
/** By whoever knows the present one, and counted like a sign-in. Also the way out of PARVIS_E_MUST_CHANGE_PASSWORD, for
 * which nobody need be signed in. Codes: those of a sign-in, PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_change_password(parvis_portal* portal, const parvis_caller* by,
                                                                 const parvis_change_password_request* request,
                                                                 PARVIS_OWN const parvis_account_view** out,
                                                                 PARVIS_OWN const parvis_error** error);
/** Mails a link to whoever has the address, which works for a short time, once, and until the next one. The answer is
 * the same text for every address. Codes: PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_request_password_reset(parvis_portal* portal, const parvis_caller* by,
                                                                        parvis_text email,
                                                                        PARVIS_OWN const parvis_words** out,
                                                                        PARVIS_OWN const parvis_error** error);
/** Sets a new password by the mailed link; sign-in is open again where too many tries had closed it.
 * Codes: PARVIS_E_LINK_INVALID, PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reset_password(parvis_portal* portal, const parvis_caller* by,
                                                                const parvis_reset_password_request* request,
                                                                PARVIS_OWN const parvis_account_view** out,
                                                                PARVIS_OWN const parvis_error** error);
/** Mails a link to a new address of the actor's, and word of it to the old one. Whether the address is taken is not
 * told here. Codes: those of a sign-in, PARVIS_E_INVALID_FORM, PARVIS_E_MAILS_EXHAUSTED, PARVIS_E_PERMISSION_DENIED. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_request_email_change(
    parvis_portal* portal, const parvis_caller* by, const parvis_request_email_change_request* request,
    PARVIS_OWN const parvis_account_view** out, PARVIS_OWN const parvis_error** error);
/** Whoever has the new address follows its link: it is the account's from now on.
 * Codes: PARVIS_E_LINK_INVALID, PARVIS_E_EMAIL_TAKEN. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_prove_email_change(parvis_portal* portal, const parvis_caller* by,
                                                                    parvis_text token,
                                                                    PARVIS_OWN const parvis_account_view** out,
                                                                    PARVIS_OWN const parvis_error** error);
/** A key for a user, instead of an older one: by themselves, or by who manages users; the user is told by mail
 * (ASVS 6.3.7). `account` is required.
 * Codes: PARVIS_E_PERMISSION_DENIED, PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_issue_api_key(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_uuid* account,
                                                               PARVIS_OWN const parvis_issued_api_key** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Kills the key of a user, who is told by mail. Repeated: the same answer. Codes: PARVIS_E_PERMISSION_DENIED,
 * PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_revoke_api_key(parvis_portal* portal, const parvis_caller* by,
                                                                const parvis_uuid* account,
                                                                PARVIS_OWN const parvis_account_view** out,
                                                                PARVIS_OWN const parvis_error** error);
/** Whose key it is. PARVIS_E_API_KEY_INVALID for every key that does not work, whatever the reason; a mistyped one
 * costs no call of the storage. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_verify_api_key(parvis_portal* portal, const parvis_caller* by,
                                                                parvis_text key,
                                                                PARVIS_OWN const parvis_account_view** out,
                                                                PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
