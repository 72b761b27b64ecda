/* SPDX-License-Identifier: BSL-1.0 */
/**
 * @file
 * Opening and closing a portal, and what all its calls have in common.
 *
 * Parameters of a call: the portal, who calls, what is asked, what comes out, why not. `out` and `error` may be NULL
 * when nobody wants them. Any call may fail with PARVIS_E_UNAVAILABLE, PARVIS_E_OUTCOME_UNKNOWN, PARVIS_E_CONFLICT,
 * PARVIS_E_CORRUPT_ROW, PARVIS_E_CLOCK_FAILED, PARVIS_E_RANDOM_FAILED, PARVIS_E_HOST_FAILED, PARVIS_E_NO_MEMORY,
 * PARVIS_E_NOT_SET_UP, PARVIS_E_REENTRANT, PARVIS_E_ABI_MISMATCH, and with PARVIS_E_INVALID_ARGUMENT for a NULL
 * pointer, a number that is no enumerator or a reserved member that is not 0. Only PARVIS_E_OUTCOME_UNKNOWN leaves open
 * whether something changed; when a call fails with PARVIS_E_NO_MEMORY while its answer is written, what it did stands,
 * and the same call again gives the answer.
 */
#ifndef PARVIS_PORTAL_H
#define PARVIS_PORTAL_H

#include "parvis/ports.h"

#if defined __cplusplus
extern "C" {
#endif

/** What a key of the ring is for. */
enum parvis_key_state {
  PARVIS_KEY_PRIMARY = 1, /**< makes new tokens */
  PARVIS_KEY_VERIFY = 2   /**< only checks those that exist */
};
/** One secret of the host. Only keys derived from it are kept, in memory. */
typedef struct parvis_ring_key {
  uint32_t id;         /**< not 0; never given to another secret */
  int32_t state;       /**< enum parvis_key_state; 0: primary */
  parvis_bytes secret; /**< 32 octets or more, from a random source */
} parvis_ring_key;

/** How passwords are hashed when the host brings no hasher: scrypt (RFC 7914) in PHC strings. */
typedef struct parvis_scrypt_options {
  uint32_t struct_size;           /**< `sizeof(parvis_scrypt_options)` */
  uint32_t log2_n;                /**< 1 to 20; 0: 15. ASVS 5.0 appendix C asks 17 with p = 1 */
  uint32_t r;                     /**< 1 to 32; 0: 8 */
  uint32_t p;                     /**< 1 to 16; 0: 3 */
  uint64_t memory_budget_bytes;   /**< of all hashing at one moment; 0: 256 MiB */
  size_t waiters_max;             /**< calls that wait for memory, the next is PARVIS_E_BUSY; 0: 64 */
  const parvis_ring_key* peppers; /**< mixed in before hashing */
  size_t pepper_count;            /**< of `peppers`; 0: none */
} parvis_scrypt_options;

/** The host's own words for one mail in one language. See README for the placeholders. */
typedef struct parvis_mail_override {
  uint32_t struct_size;          /**< `sizeof(parvis_mail_override)` */
  int32_t effect;                /**< enum parvis_effect: a mail */
  parvis_text language;          /**< a built-in one */
  parvis_text subject;           /**< one line */
  const parvis_text* paragraphs; /**< 1 to 16, one line each */
  size_t paragraph_count;        /**< of `paragraphs` */
  parvis_text button;            /**< the words of the link; exactly where our own mail has one */
} parvis_mail_override;

/** Whether the host asks for a second factor at sign-in. */
enum parvis_second_factor {
  PARVIS_SECOND_FACTOR_ABSENT = 0,  /**< passwords have 15 code points at least */
  PARVIS_SECOND_FACTOR_DECLARED = 1 /**< 8 are enough (NIST SP 800-63B-4) */
};

/** Who grants seats, allows overage and sets prices. Orders that are paid are the administrators' either way. */
enum parvis_licensing {
  PARVIS_LICENSING_BY_OPERATOR = 0,      /**< the vendor, who sells licenses */
  PARVIS_LICENSING_BY_ADMINISTRATORS = 1 /**< whoever manages users too: a firm that is its own vendor */
};

/** What a portal is opened with. */
typedef struct parvis_options {
  uint32_t struct_size;                     /**< `sizeof(parvis_options)` */
  int32_t second_factor;                    /**< enum parvis_second_factor */
  const parvis_ring_key* keys;              /**< what tokens are derived from; exactly one is primary */
  size_t key_count;                         /**< of `keys` */
  const parvis_mail_override* const* mails; /**< instead of our own; one at most for each mail and language */
  size_t mail_count;                        /**< of `mails` */
  parvis_text blocklist;                    /**< passwords to refuse, one a line, in any order (ASVS V6.2.4); copied */
  const parvis_scrypt_options* scrypt;      /**< NULL: the defaults */
  int32_t licensing;                        /**< enum parvis_licensing */
  uint32_t reserved;                        /**< 0 */
} parvis_options;

/** What the host provides. Tables are copied. */
typedef struct parvis_host {
  uint32_t struct_size;            /**< `sizeof(parvis_host)` */
  uint32_t reserved;               /**< 0 */
  const parvis_storage* storage;   /**< required */
  const parvis_mailer* mailer;     /**< NULL: mails wait in the outbox */
  const parvis_cases* cases;       /**< NULL: cases wait in the outbox */
  const parvis_clock* clock;       /**< NULL: the system's */
  const parvis_random* random;     /**< NULL: libcrypto's */
  const parvis_hasher* hasher;     /**< NULL: scrypt */
  const parvis_text_policy* text;  /**< NULL: see parvis_text_policy */
  const parvis_log* log;           /**< NULL: nothing is noted */
  const parvis_payments* payments; /**< NULL: checkouts wait in the outbox */
} parvis_host;

/** Who calls, on whose behalf, and where. */
typedef struct parvis_caller {
  uint32_t struct_size;  /**< `sizeof(parvis_caller)` */
  uint32_t reserved;     /**< 0 */
  parvis_text workspace; /**< 1 to 64 octets; chosen by the host */
  parvis_uuid actor;     /**< the account that is signed in; nil: nobody; parvis_operator: the host itself */
  parvis_text language;  /**< of messages (BCP 47); empty: the workspace's */
  void* context;         /**< for the storage and its participant; a batch with one is never grouped with others */
  void* user_data;       /**< for every slot of this call, by parvis_call_user_data(); means nothing else */
} parvis_caller;

/** An open portal. All its calls may come from several threads at once. */
typedef struct parvis_portal parvis_portal;

/**
 * Opens a portal. On success every `destroy` of the tables is the portal's to call, when it is closed; on failure
 * nothing was taken. Codes: PARVIS_E_INVALID_ARGUMENT when a required table or slot is missing or the keys are no ring,
 * PARVIS_E_STORAGE_UNFIT, PARVIS_E_TEMPLATE_INVALID, PARVIS_E_HOST_FAILED when libcrypto lacks what is needed;
 * `field` and `detail` say which and what of it.
 */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_portal_open(const parvis_options* options, const parvis_host* host,
                                                             PARVIS_OWN parvis_portal** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Closes a portal; NULL is nothing. Of several threads only one may: no new call begins after it, a second close
 * neither. Calls under way on other threads end as they would have, and the last of them closes. From a slot of the
 * portal itself it is such a case too. */
PARVIS_API void parvis_portal_close(parvis_portal* portal);

#if defined __cplusplus
}
#endif

#endif
