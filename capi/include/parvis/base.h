/* SPDX-License-Identifier: BSL-1.0 */
/**
 * @file
 * What every other header stands on: plain types, codes, errors and memory.
 *
 * - Text is UTF-8 with a length, without NUL (a password may hold one); empty text may have a NULL pointer. What a
 *   function is given it only borrows for the call, and what a slot is given lives until the slot returns.
 * - What a call hands out through a `PARVIS_OWN` pointer is one block: everything it points to lives as long as it
 * does, and parvis_free() frees it whole. On failure the pointer is NULL. Nothing else is ever freed across the
 * boundary.
 * - Structs whose first member is `struct_size` grow: it is set to `sizeof` by whoever fills the struct, new members
 * are appended, and a member is read only when it lies within. What is zero keeps the old behaviour. They travel behind
 *   pointers only. A struct from a newer header is taken as long as what is unknown of it is zero; otherwise
 *   PARVIS_E_ABI_MISMATCH. One that the caller makes and the library fills says by it how much room there is, and then
 *   how much was filled. All other structs are frozen.
 * - Every function may be called from any thread at any time unless it says otherwise. No lock is held while the host
 * is called. The library starts no thread, and nothing about an error is thread-local.
 * - Whatever a handle was before, it is none after its close: only best effort catches a handle that is used later.
 */
#ifndef PARVIS_BASE_H
#define PARVIS_BASE_H

#ifndef PARVIS_CDEF
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#endif

/** A function of the library's. */
#if defined PARVIS_CDEF
#define PARVIS_API
#elif defined _WIN32
#define PARVIS_API __declspec(dllimport)
#else
#define PARVIS_API __attribute__((visibility("default")))
#endif
/** Its answer is to be looked at. */
#if defined PARVIS_CDEF || !defined __GNUC__
#define PARVIS_NODISCARD
#else
#define PARVIS_NODISCARD __attribute__((warn_unused_result))
#endif
/** On success the caller owns what is put here, and frees it by parvis_free(). */
#define PARVIS_OWN

#if defined __cplusplus
extern "C" {
#endif

/** Of the header that a program was compiled with. */
enum parvis_version_number {
  PARVIS_HEADER_MAJOR = 0, /**< major version */
  PARVIS_HEADER_MINOR = 1, /**< minor version */
  PARVIS_HEADER_PATCH = 0, /**< patch level */
  PARVIS_ABI = 0           /**< raised by every change that an older program would not survive */
};

/** Microseconds since 1970-01-01T00:00:00Z. Where a moment may be absent, 0 says so; INT64_MAX: never. */
typedef int64_t parvis_time_us;
/** One of enum parvis_code. */
typedef int32_t parvis_status;
/** Borrowed UTF-8 without NUL. */
typedef struct parvis_text {
  const char* data; /**< may be NULL when size is 0 */
  size_t size;      /**< in octets */
} parvis_text;
/** Borrowed octets. */
typedef struct parvis_bytes {
  const uint8_t* data; /**< may be NULL when size is 0 */
  size_t size;         /**< in octets */
} parvis_bytes;
/** 128 bits in network order (RFC 9562). All zero: none. */
typedef struct parvis_uuid {
  uint8_t octet[16]; /**< as in the text form, from left to right */
} parvis_uuid;

/**
 * How a call ended. The hundreds say what to do next: 1xx mend the request, 2xx the state forbids it, 3xx a race was
 * lost and the call may be repeated, 4xx a port of the host failed, 5xx a defect or a lack of resources. Numbers are
 * never reused. 0 is no code: a slot that forgets to answer has failed.
 */
enum parvis_code {
  PARVIS_DONE = 1, /**< success, of calls and of slots alike */

  PARVIS_E_INVALID_ARGUMENT = 101,         /**< `field` says which */
  PARVIS_E_INVALID_FORM = 102,             /**< the list of field errors says which fields */
  PARVIS_E_CANCELLED = 103,                /**< the caller's own progress function said so */
  PARVIS_E_REQUIRED = 110,                 /**< of a field: missing */
  PARVIS_E_TOO_SHORT = 111,                /**< of a field */
  PARVIS_E_TOO_LONG = 112,                 /**< of a field */
  PARVIS_E_INVALID_UTF8 = 113,             /**< of a field: not UTF-8 (RFC 3629) */
  PARVIS_E_CONTROL_CHARACTER = 114,        /**< of a field */
  PARVIS_E_BIDI_CONTROL = 115,             /**< of a field: turns the direction of text */
  PARVIS_E_LINE_BREAK = 116,               /**< of a field */
  PARVIS_E_URL_IN_TEXT = 117,              /**< of a field */
  PARVIS_E_CHARACTER_NOT_ALLOWED = 118,    /**< of a field */
  PARVIS_E_OUT_OF_RANGE = 119,             /**< a number, a moment, or a choice that is not offered */
  PARVIS_E_EMAIL_INVALID = 120,            /**< no addr-spec (RFC 5321, RFC 5322) that is taken here */
  PARVIS_E_EMAIL_DOMAIN_NOT_ALLOWED = 121, /**< by the workspace or the link */
  PARVIS_E_DOMAIN_INVALID = 122,           /**< no host name of two labels or more */
  PARVIS_E_USERNAME_RESERVED = 125,        /**< of nobody's */
  PARVIS_E_USERNAME_TAKEN = 126,           /**< said only once the address is proven */
  PARVIS_E_CODE_TAKEN = 127,               /**< somebody has this unique code, or had it */
  PARVIS_E_MOBILE_INVALID = 128,           /**< no number that can be dialled from abroad */
  PARVIS_E_PASSWORD_TOO_SHORT = 130,       /**< NIST SP 800-63B-4 3.1.1.2 */
  PARVIS_E_PASSWORD_TOO_LONG = 131,        /**< beyond 1,024 octets */
  PARVIS_E_PASSWORD_COMMON = 132,          /**< in the blocklist */
  PARVIS_E_PASSWORD_PERSONAL = 133,        /**< made of the person's own details */
  PARVIS_E_ACCESS_NOT_ALLOWED = 142,       /**< cannot be asked for here */
  PARVIS_E_APPROVER_REQUIRED = 143,        /**< approval by a user needs an active approver */
  PARVIS_E_LANGUAGE_NOT_OFFERED = 144,     /**< by the workspace */
  PARVIS_E_URL_INVALID = 145,              /**< not an https address that is taken here */
  PARVIS_E_PATTERN_INVALID = 146,          /**< of links */
  PARVIS_E_INVITE_INVALID = 150,           /**< every link that does not work, whatever the reason */
  PARVIS_E_LINK_INVALID = 151,             /**< a mailed link that does not work */
  PARVIS_E_EMAIL_DIFFERS = 152,            /**< a personal link is for another address */
  PARVIS_E_GROUP_NOT_ALLOWED = 153,        /**< no link, nor import, leads into a group that manages users */
  PARVIS_E_PASSWORD_UNCHANGED = 154,       /**< the new one is the present one */
  PARVIS_E_API_KEY_INVALID = 155,          /**< a key that does not work, whatever the reason */
  PARVIS_E_GIVEN_TWICE = 160,              /**< the same row, name or word twice in one list */
  PARVIS_E_FIELD_UNKNOWN = 161,            /**< the workspace asks for no such field or consent */
  PARVIS_E_CONSENT_REQUIRED = 162,         /**< not given, or to another version than the present one */
  PARVIS_E_TEMPLATE_INVALID = 163,         /**< of a mail */
  PARVIS_E_BAN_REASON_REQUIRED = 164,      /**< of a ban: none given */
  PARVIS_E_KEY_TAKEN = 165,                /**< the same key was given to something else before */
  PARVIS_E_NOT_FOR_SALE = 166,             /**< there is no such sku or plan, or no price for it */
  PARVIS_E_SKU_NEEDED = 167,               /**< it needs what is neither bought with it nor had */
  PARVIS_E_PAYMENT_DIFFERS = 168,          /**< the amount or the currency is not the order's */
  PARVIS_E_CURSOR_INVALID = 170,           /**< not the cursor of a page of this list */

  PARVIS_E_SIGNUP_DISABLED = 201,      /**< the open form is closed */
  PARVIS_E_ALREADY_SET_UP = 202,       /**< the workspace */
  PARVIS_E_NOT_SET_UP = 203,           /**< the workspace */
  PARVIS_E_ACCOUNT_PENDING = 210,      /**< awaits approval */
  PARVIS_E_ACCOUNT_WAITING = 211,      /**< awaits a license */
  PARVIS_E_ACCOUNT_INACTIVE = 212,     /**< may not sign in */
  PARVIS_E_ACCOUNT_BANNED = 213,       /**< may not sign in */
  PARVIS_E_MUST_CHANGE_PASSWORD = 214, /**< before anything else */
  PARVIS_E_NO_SEAT = 220,              /**< `detail` is the sku */
  PARVIS_E_LAST_ADMINISTRATOR = 221,   /**< one must remain */
  PARVIS_E_ROOM_NEEDED = 222,          /**< a link that takes seats needs approval or room in the pool */
  PARVIS_E_MAILS_EXHAUSTED = 223,      /**< too many to this address within the hour */
  PARVIS_E_PERMISSION_DENIED = 230,    /**< to the actor */
  PARVIS_E_NOT_FOUND = 231,            /**< no such row */
  PARVIS_E_ILLEGAL_TRANSITION = 232,   /**< not from this state */
  PARVIS_E_EMAIL_TAKEN = 233,          /**< said only to who may know */
  PARVIS_E_GROUP_IN_USE = 234,         /**< accounts are in it */
  PARVIS_E_OWN_ACCOUNT = 235,          /**< not to be done to oneself */
  PARVIS_E_BAN_STANDS = 236,           /**< nobody lets the account in before its ban has ended */
  PARVIS_E_GROUP_NAME_TAKEN = 237,     /**< by another group */
  PARVIS_E_CREDENTIALS_WRONG = 240,    /**< for known and unknown people alike */
  PARVIS_E_TOO_MANY_ATTEMPTS = 241,    /**< parvis_error::retry_after_us says how long to wait */
  PARVIS_E_SIGN_IN_DISABLED = 242,     /**< too many have failed; resetting the password opens it again */

  PARVIS_E_CONFLICT = 301, /**< somebody else was quicker, again and again */
  PARVIS_E_STALE = 302,    /**< decided on something that has changed since it was seen */

  PARVIS_E_UNAVAILABLE = 401,     /**< nothing was applied */
  PARVIS_E_OUTCOME_UNKNOWN = 402, /**< applied or not: only the store can tell */
  PARVIS_E_HOST_FAILED = 403,     /**< a slot raised, or answered what it may not */
  PARVIS_E_CORRUPT_ROW = 404,     /**< the store gave a row that cannot be */
  PARVIS_E_RANDOM_FAILED = 405,   /**< the random port */
  PARVIS_E_CLOCK_FAILED = 406,    /**< the clock */
  PARVIS_E_SCHEMA_NEWER = 407,    /**< the store was written by a newer parvis */
  PARVIS_E_STORAGE_UNFIT = 408,   /**< it cannot do what a storage must */

  PARVIS_E_BUG = 501,         /**< a defect of the library */
  PARVIS_E_NO_MEMORY = 502,   /**< nothing was applied unless the call says so */
  PARVIS_E_REENTRANT = 503,   /**< called on a portal from a slot of that same portal */
  PARVIS_E_BUSY = 504,        /**< the memory budget for hashing is spent */
  PARVIS_E_ABI_MISMATCH = 505 /**< the program asks for what only a newer library knows */
};

/** What is wrong with one field of a form. */
typedef struct parvis_field_error {
  parvis_text field;   /**< the member's name, for instance "email" */
  parvis_text message; /**< in the caller's language */
  parvis_status code;  /**< stable */
  uint32_t reserved;   /**< 0 */
} parvis_field_error;

/** Why a call failed. To be freed by parvis_free(). */
typedef struct parvis_error {
  uint32_t struct_size;             /**< as the library knows it */
  parvis_status code;               /**< what the call answered; PARVIS_E_NO_MEMORY when there is none to say more */
  int32_t retryable;                /**< 1: the same call may succeed later, unchanged */
  uint32_t reserved;                /**< 0 */
  parvis_text field;                /**< the field concerned, or empty */
  parvis_text detail;               /**< for the log; never a secret, never for the public */
  parvis_text message;              /**< in the caller's language */
  const parvis_field_error* fields; /**< all at once, in the order of the form */
  size_t field_count;               /**< of `fields` */
  int64_t retry_after_us;           /**< how long to wait before the same call may succeed; 0: not said */
} parvis_error;

/** One text that a call made. To be freed by parvis_free(). */
typedef struct parvis_words {
  uint32_t struct_size; /**< as the library knows it */
  uint32_t reserved;    /**< 0 */
  parvis_text text;     /**< UTF-8 */
} parvis_words;

/** Told how far long work has come, on the thread of the call. */
typedef struct parvis_progress {
  uint32_t struct_size; /**< `sizeof(parvis_progress)` */
  uint32_t reserved;    /**< 0 */
  void* user_data;      /**< given back to the slot */
  /** `total`: 0 when nobody knows it. Anything but PARVIS_DONE stops the work with PARVIS_E_CANCELLED. May be NULL. */
  parvis_status (*tell)(void* user_data, uint64_t done, uint64_t total);
} parvis_progress;

/** PARVIS_ABI of the library that is loaded; bindings compare it with that of their header. */
PARVIS_API uint32_t parvis_abi(void);
/** "0.1.0", of the library that is loaded; static. */
PARVIS_API parvis_text parvis_version(void);
/** Frees what a call handed out, whole. NULL is nothing. The same block twice, or what is none, is undefined; a mark
 * catches most of it by ending the process. */
PARVIS_API void parvis_free(const void* block);

/** The name of a code, for instance "invite_invalid"; "unknown" for a number that is none. Static. */
PARVIS_API parvis_text parvis_code_name(parvis_status code);
/** One sentence about a code. `detail` is read for PARVIS_E_NO_SEAT only, where it is the sku.
 * Codes: PARVIS_E_INVALID_ARGUMENT, PARVIS_E_NO_MEMORY. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_message(parvis_status code, parvis_text language, parvis_text detail,
                                                         PARVIS_OWN const parvis_words** out,
                                                         PARVIS_OWN const parvis_error** error);
/** The built-in language that answers for this one (BCP 47): "fr" for "fr-CA", "en" for what is unknown. Static. */
PARVIS_API parvis_text parvis_built_in_language(parvis_text asked);

/** 36 characters and NUL. `out`: room for 37 octets. */
PARVIS_API void parvis_uuid_write(const parvis_uuid* id, char* out);
/** Reads the 36-character form in either case. PARVIS_E_INVALID_ARGUMENT for everything else. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_uuid_read(parvis_text text, parvis_uuid* out);

#ifndef PARVIS_CDEF
/** As parvis_caller::actor the operator: the host itself, acting for its workspace and for nobody who is signed in. The
 * Max UUID (RFC 9562 section 5.10), which no account ever has. */
static const parvis_uuid parvis_operator = {
    {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}};

/** The text of a C string, borrowed; NULL is empty. */
static inline parvis_text parvis_text_of(const char* z) {
  parvis_text out;
  out.data = z;
  out.size = z ? strlen(z) : 0;
  return out;
}
#endif

#if defined __cplusplus
}
#endif

#endif
