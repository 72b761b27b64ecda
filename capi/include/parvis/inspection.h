/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * For whoever operates a store: what is wrong in it, and who somebody is. No actor is needed; an actor has to manage
 * users, or to decide sign-ups at least. */
#ifndef PARVIS_INSPECTION_H
#define PARVIS_INSPECTION_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** What may be wrong in a store. */
enum parvis_store_defect {
  PARVIS_DEFECT_UNREADABLE = 1,      /**< the column holds what it may not hold */
  PARVIS_DEFECT_MISSING = 2,         /**< there is no such row, and has to be one */
  PARVIS_DEFECT_KEY_LOST = 3,        /**< the unique key in the column does not lead to the row */
  PARVIS_DEFECT_DANGLING = 4,        /**< the column names a row that there is not */
  PARVIS_DEFECT_MISFIT = 5,          /**< the column does not fit the others of the row */
  PARVIS_DEFECT_CODE_UNCLAIMED = 6,  /**< no claim keeps the account's code for it */
  PARVIS_DEFECT_GRANTS_DIFFER = 7,   /**< what an order has granted is not what was ordered */
  PARVIS_DEFECT_CAPACITY = 8,        /**< the running grants give another; from here on `expected` and `found` tell */
  PARVIS_DEFECT_NEXT_CHANGE = 9,     /**< the grants start and end at another moment */
  PARVIS_DEFECT_SEATS_HELD = 10,     /**< so many accounts and reservations hold a seat */
  PARVIS_DEFECT_SEATS_RESERVED = 11, /**< so many are reserved */
  PARVIS_DEFECT_QUEUE_LENGTH = 12,   /**< so many people wait */
  PARVIS_DEFECT_NEXT_RELEASE = 13,   /**< the reservations end at another moment */
  PARVIS_DEFECT_USE_PERIODS = 14,    /**< the periods of its use do not follow on one another */
  PARVIS_DEFECT_ADMINISTRATORS = 15, /**< so many are active */
  PARVIS_DEFECT_PAYMENTS = 16,       /**< the notices of the gateway tell of other money */
  PARVIS_DEFECT_TRAIL = 17,          /**< not as it was sealed; the position, and the enum parvis_audit_defect */
  PARVIS_DEFECT_MEMBERS = 18         /**< so many of a group may act */
};
/** One thing that is wrong, told without anybody's data. */
typedef struct parvis_store_finding {
  uint32_t struct_size; /**< as the library knows it */
  int32_t defect;       /**< enum parvis_store_defect */
  uint32_t kind;        /**< enum parvis_kind of the row */
  uint32_t reserved;    /**< 0 */
  parvis_uuid row;      /**< where; nil where there is none */
  parvis_text column;   /**< its name in the schema; may be empty */
  int64_t expected;     /**< of numbers: what it should be */
  int64_t found;        /**< of numbers: what it is */
} parvis_store_finding;
/** What becomes of what people are found by, where it is not what the text policy folds now: because the host has
 * another policy than it had, or the row is older than the column. */
enum parvis_search_keys {
  PARVIS_SEARCH_KEYS_TOLD = 0,     /**< PARVIS_DEFECT_MISFIT of its column; without a policy only of ASCII */
  PARVIS_SEARCH_KEYS_REFRESHED = 1 /**< folded anew; a misfit only where somebody else changed the row meanwhile */
};
/** How a store is looked through. */
typedef struct parvis_inspect_store_request {
  uint32_t struct_size;            /**< `sizeof(parvis_inspect_store_request)` */
  int32_t search_keys;             /**< enum parvis_search_keys, of accounts */
  const parvis_progress* progress; /**< told after each page, rows that were looked at; may be NULL */
} parvis_inspect_store_request;
/** What was found. To be freed by parvis_free(). */
typedef struct parvis_store_report {
  uint32_t struct_size;                        /**< as the library knows it */
  int32_t sums_unjudged;                       /**< 1: others changed all the time what seats and queues add up from */
  size_t rows;                                 /**< that were looked at */
  size_t found;                                /**< how many things are wrong */
  const parvis_store_finding* const* findings; /**< the first 1,000 of them */
  size_t finding_count;                        /**< of `findings` */
  size_t refreshed;                            /**< accounts whose search keys were folded anew */
} parvis_store_report;

/** The name of an enum parvis_store_defect, for instance "dangling"; "unknown" for what is none. Static. */
PARVIS_API parvis_text parvis_store_defect_name(int32_t defect);

/** Reads every row and says what is not as it must be. Changes nothing but search keys, and those only if it is asked
 * to. By the operator or who manages users. `request` may be NULL.
 * Codes: PARVIS_E_CANCELLED. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_inspect_store(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_inspect_store_request* request,
                                                               PARVIS_OWN const parvis_store_report** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Whose e-mail address or username this is: for the operator, who is not told why somebody is banned, and who manages
 * users. Codes: PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_find_account(parvis_portal* portal, const parvis_caller* by,
                                                              parvis_text identifier,
                                                              PARVIS_OWN const parvis_account_view** out,
                                                              PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
