/* SPDX-License-Identifier: BSL-1.0 */
/**
 * @file
 * What a host provides besides a storage: tables of slots, all of one shape. A slot answers PARVIS_DONE, or a code: 1xx
 * says that it can never succeed, any other that it may be tried later; what is no code has failed with
 * PARVIS_E_HOST_FAILED. All slots may be called from several threads at once, with no lock of the library held. They
 * must not throw, and must not be left by longjmp or by cancelling the thread.
 *
 * Tables are copied by whoever takes them. Who takes a table takes its `destroy` as well, on success only, and calls it
 * once at its own end: to use one table twice, give it without `destroy` and keep it alive.
 */
#ifndef PARVIS_PORTS_H
#define PARVIS_PORTS_H

#include "parvis/storage.h"

#if defined __cplusplus
extern "C" {
#endif

/** One mail to one person. Everything that goes into a header is one line. */
typedef struct parvis_mail {
  uint32_t struct_size;   /**< as the library knows it */
  uint32_t reserved;      /**< 0 */
  parvis_uuid id;         /**< stable: the same mail sent again has the same */
  parvis_text message_id; /**< "<uuid@host>", stable too (RFC 5322 section 3.6.4) */
  parvis_time_us date;    /**< of writing */
  parvis_text to;         /**< an addr-spec */
  parvis_text to_name;    /**< may be empty */
  parvis_text subject;    /**< one line */
  parvis_text text;       /**< plain text, lines end in LF */
  parvis_text html;       /**< a whole document that says the same */
  parvis_text language;   /**< BCP 47 */
} parvis_mail;
/** What carries mail away. Called only while the outbox is drained. */
typedef struct parvis_mailer {
  uint32_t struct_size;             /**< `sizeof(parvis_mailer)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slot */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** PARVIS_DONE: the mail is out of the library's hands, and stays so after a crash. It may come again after a crash
   * or an unclear answer, with the same id. A 1xx code makes it a dead letter at once. Required. */
  parvis_status (*send)(void* user_data, parvis_call* call, const parvis_mail* mail);
} parvis_mailer;
/** How mails are written into a directory. */
typedef struct parvis_eml_options {
  uint32_t struct_size;  /**< `sizeof(parvis_eml_options)` */
  uint32_t reserved;     /**< 0 */
  parvis_text directory; /**< made when it is missing, its parent must exist */
  parvis_text from;      /**< an addr-spec */
  parvis_text from_name; /**< may be empty */
} parvis_eml_options;
/** Fills `out`, whose `struct_size` is set, with a mailer that writes "<mail id>.eml" files (RFC 5322), each whole and
 * readable by this user only. Codes: PARVIS_E_INVALID_ARGUMENT, PARVIS_E_EMAIL_INVALID, PARVIS_E_NO_MEMORY. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_eml_mailer_open(const parvis_eml_options* options, parvis_mailer* out,
                                                                 PARVIS_OWN const parvis_error** error);

/** A case to be opened for an account that has just become active. */
typedef struct parvis_case_request {
  uint32_t struct_size;   /**< as the library knows it */
  int32_t kind;           /**< enum parvis_account_kind */
  parvis_text workspace;  /**< of the account */
  parvis_uuid key;        /**< the same each time this case is asked for */
  parvis_uuid account;    /**< who it is for */
  parvis_text first_name; /**< of the account */
  parvis_text last_name;  /**< of the account */
  parvis_text email;      /**< of the account */
  int32_t role;           /**< enum parvis_case_role */
  uint32_t reserved;      /**< 0 */
} parvis_case_request;
/** The host's matters. Called only while the outbox is drained. */
typedef struct parvis_cases {
  uint32_t struct_size;             /**< `sizeof(parvis_cases)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slot */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** PARVIS_DONE: there is exactly one case for the key, be it from an earlier call. Required. */
  parvis_status (*open)(void* user_data, parvis_call* call, const parvis_case_request* request);
} parvis_cases;

/** What one line of an order costs. */
typedef struct parvis_order_line {
  parvis_text sku;     /**< of the catalog */
  int64_t quantity;    /**< of it */
  int64_t unit_amount; /**< in the smallest unit of the money, for the whole term */
  int64_t amount;      /**< of the line */
} parvis_order_line;
/** An order that is to be paid. No card and no account is ever seen by the library. */
typedef struct parvis_checkout_request {
  uint32_t struct_size;           /**< as the library knows it */
  uint32_t reserved;              /**< 0 */
  parvis_text workspace;          /**< of the order */
  parvis_uuid order;              /**< the same each time this order is asked for: the gateway's idempotency key */
  parvis_text key;                /**< the host's own name for it */
  parvis_text currency;           /**< ISO 4217 */
  int64_t total;                  /**< in the smallest unit of the money */
  const parvis_order_line* lines; /**< what is bought */
  size_t line_count;              /**< of `lines` */
} parvis_checkout_request;
/** How a gateway takes an order. */
enum parvis_checkout_state {
  PARVIS_CHECKOUT_STARTED = 1, /**< a person pays at `url`; a notice will tell what came of it */
  PARVIS_CHECKOUT_PAID = 2,    /**< at once, for instance from a balance or on account */
  PARVIS_CHECKOUT_DECLINED = 3 /**< likewise */
};
/** Where an order is paid. */
typedef struct parvis_checkout {
  uint32_t struct_size;  /**< `sizeof(parvis_checkout)` */
  int32_t state;         /**< enum parvis_checkout_state */
  parvis_text reference; /**< the gateway's name for it: one line; required when started */
  parvis_text url;       /**< https, for the payer; may be empty */
} parvis_checkout;
/** The host's payment gateway. Called when an order has been placed, and while the outbox is drained. */
typedef struct parvis_payments {
  uint32_t struct_size;             /**< `sizeof(parvis_payments)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slot */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** Puts one checkout by parvis_call_put_checkout(). PARVIS_DONE: there is exactly one for the order, be it from an
   * earlier call, and the same is put each time. Required. */
  parvis_status (*start)(void* user_data, parvis_call* call, const parvis_checkout_request* request);
} parvis_payments;
/** Answers `start`. Copies. PARVIS_E_INVALID_ARGUMENT for what is no checkout, PARVIS_E_ABI_MISMATCH for what a newer
 * library knows; the slot has failed then. */
PARVIS_API parvis_status parvis_call_put_checkout(parvis_call* call, const parvis_checkout* checkout);

/** The host's time, asked once a call. What it ends stays ended once parvis_run_due() has seen it; one that is set back
 * before then gives links and requests their last hours again. */
typedef struct parvis_clock {
  uint32_t struct_size;             /**< `sizeof(parvis_clock)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slot */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** A moment outside the years 1970 to 9999 fails the call with PARVIS_E_CLOCK_FAILED. Required. */
  parvis_status (*now)(void* user_data, parvis_call* call, parvis_time_us* out);
} parvis_clock;

/** The host's source of unpredictable octets (NIST SP 800-90A or the like), asked once a call. */
typedef struct parvis_random {
  uint32_t struct_size;             /**< `sizeof(parvis_random)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slot */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** Fills all of `out`. A failure fails the call with PARVIS_E_RANDOM_FAILED. Required. */
  parvis_status (*fill)(void* user_data, parvis_call* call, uint8_t* out, size_t size);
} parvis_random;

/** What a hasher says of a password. */
enum parvis_password_verdict {
  PARVIS_PASSWORD_WRONG = 1,             /**< another one */
  PARVIS_PASSWORD_RIGHT = 2,             /**< this one */
  PARVIS_PASSWORD_RIGHT_BUT_OUTDATED = 3 /**< this one, made with other parameters than `hash` uses now */
};
/** Turns passwords into PHC strings and checks them. Without one: scrypt, see parvis_scrypt_options. */
typedef struct parvis_hasher {
  uint32_t struct_size;             /**< `sizeof(parvis_hasher)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slots */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** A PHC string that no password matches and that costs as much to check as a real one. Copied. Required. */
  parvis_text dummy;
  /** Puts the PHC string by parvis_call_put_text(). `password`: UTF-8, normalised if the portal normalises, 1,024
   * octets at most. `salt`: 16 fresh random octets. Required. */
  parvis_status (*hash)(void* user_data, parvis_call* call, parvis_text password, parvis_bytes salt);
  /** Compares in constant time. `verdict`: enum parvis_password_verdict. PARVIS_E_CORRUPT_ROW for what is no PHC string
   * of a known kind. Required. */
  parvis_status (*verify)(void* user_data, parvis_call* call, parvis_text password, parvis_text phc, int32_t* verdict);
} parvis_hasher;

/** What needs Unicode tables. Without one names and passwords are taken as they are typed, host names must be ASCII,
 * and usernames follow the ASCII profile. */
typedef struct parvis_text_policy {
  uint32_t struct_size;             /**< `sizeof(parvis_text_policy)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slots */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** Puts the normalisation form C (UAX 15) of valid UTF-8 by parvis_call_put_text(). Required. */
  parvis_status (*nfc)(void* user_data, parvis_call* call, parvis_text text);
  /** Puts the lower-case A-label form of a host name (UTS 46, non-transitional, STD3 rules). PARVIS_E_EMAIL_INVALID
   * when it is no IDN. Required. */
  parvis_status (*domain_to_ascii)(void* user_data, parvis_call* call, parvis_text domain);
  /** Puts a text as people look for it by parvis_call_put_text(): without case and without accents, the same for
   * canonically equivalent texts (for instance NFKD without its non-spacing marks, then folded by case). `text`: UTF-8
   * that is not all ASCII; A to Z are folded by the library, whatever this puts. What it put is stored: where it is to
   * put something else, see PARVIS_SEARCH_KEYS_REFRESHED. NULL: only ASCII folds. */
  parvis_status (*fold)(void* user_data, parvis_call* call, parvis_text text);
} parvis_text_policy;

/** Where the library says what an operator may want to know. Never receives a secret, an address or a name. */
typedef struct parvis_log {
  uint32_t struct_size;             /**< `sizeof(parvis_log)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slot */
  void (*destroy)(void* user_data); /**< may be NULL */
  /** `event`: a stable code such as "mail_dead". `detail`: ids and numbers only. Required. */
  void (*note)(void* user_data, parvis_text event, parvis_text detail);
} parvis_log;

#if defined __cplusplus
}
#endif

#endif
