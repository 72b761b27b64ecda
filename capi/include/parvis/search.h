/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Accounts by what is known of them. PARVIS_E_PERMISSION_DENIED unless the actor is an approver or manages users;
 * approvers find the people of the portal alone, and get it when they look for users only; and users too where all that
 * is looked for is pending. */
#ifndef PARVIS_SEARCH_H
#define PARVIS_SEARCH_H

#include "parvis/accounts.h"
#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** By what accounts are sorted, and then by when they arose. */
enum parvis_account_sort {
  PARVIS_SORT_BY_CREATED = 1,      /**< when they arose */
  PARVIS_SORT_BY_NAME = 2,         /**< last name, then first name, as the text policy folds them */
  PARVIS_SORT_BY_EMAIL = 3,        /**< the address */
  PARVIS_SORT_BY_ACTIVE_SINCE = 4, /**< since when they are active; only who is active is found */
  PARVIS_SORT_BY_BANNED_AT = 5,    /**< since when they are banned; only who is banned is found */
  /** When they were approved, and so their place; only who waits for a license is found, active or not. */
  PARVIS_SORT_BY_QUEUED_AT = 6,
  /** When their request lapses; only whose request is open is found, for an account or an access. */
  PARVIS_SORT_BY_DECIDE_BY = 7
};
/** Which way. */
enum parvis_sort_direction {
  PARVIS_DIRECTION_ASCENDING = 1, /**< the smallest first */
  PARVIS_DIRECTION_DESCENDING = 2 /**< the greatest first */
};

/** Who is found, by whether they are banned. A ban that has run out stands until it is lifted. */
enum parvis_ban_filter {
  PARVIS_BAN_FILTER_ANY = 0,       /**< either */
  PARVIS_BAN_FILTER_BANNED = 1,    /**< only who is */
  PARVIS_BAN_FILTER_NOT_BANNED = 2 /**< only who is not */
};

/** Which accounts: all that is given must hold. What was erased is never found. */
typedef struct parvis_account_filter {
  uint32_t struct_size;    /**< `sizeof(parvis_account_filter)` */
  int32_t access;          /**< of enum parvis_access: they have all of this; 0: any */
  const int32_t* states;   /**< enum parvis_account_state: any of these, as stored until parvis_run_due() */
  size_t state_count;      /**< of `states`; 0: any */
  const int32_t* kinds;    /**< enum parvis_account_kind: any of these */
  size_t kind_count;       /**< of `kinds`; 0: any */
  parvis_uuid group;       /**< nil: any; users only have one */
  parvis_uuid invite;      /**< the link that brought them; nil: any */
  parvis_uuid decided_by;  /**< who approved or rejected; nil: any */
  parvis_text company;     /**< the whole name, as the text policy folds it; empty: any */
  parvis_text text;        /**< words; each is part of name, address, username or code; 6 at most */
  parvis_text begins_with; /**< how the last name begins, or the address, by whichever it is sorted */
  int32_t bans;            /**< enum parvis_ban_filter */
  uint32_t reserved;       /**< 0 */
} parvis_account_filter;
/** A page of what is looked for. */
typedef struct parvis_search_accounts_request {
  uint32_t struct_size;               /**< `sizeof(parvis_search_accounts_request)` */
  int32_t sort;                       /**< enum parvis_account_sort; 0: created */
  int32_t direction;                  /**< enum parvis_sort_direction; 0: ascending */
  uint32_t reserved;                  /**< 0 */
  const parvis_account_filter* which; /**< NULL: all that were not erased */
  parvis_text after;                  /**< the `next` of the page before, of the same list; empty: the first page */
  size_t limit;                       /**< 1 to 1,000; 0: 50 */
  size_t count_cap;                   /**< count up to this many; 0: do not count */
} parvis_search_accounts_request;
/** How many there are of what is looked for. */
typedef struct parvis_count_accounts_request {
  uint32_t struct_size;               /**< `sizeof(parvis_count_accounts_request)` */
  uint32_t reserved;                  /**< 0 */
  const parvis_account_filter* which; /**< NULL: all that were not erased */
  size_t count_cap;                   /**< of each state up to so many; 0: 1,000 */
} parvis_count_accounts_request;
/** Those in one state. */
typedef struct parvis_state_count {
  int32_t state;     /**< enum parvis_account_state */
  uint32_t reserved; /**< 0 */
  size_t count;      /**< up to the cap */
} parvis_state_count;
/** How many accounts there are. To be freed by parvis_free(). */
typedef struct parvis_account_counts {
  uint32_t struct_size;         /**< as the library knows it */
  uint32_t reserved;            /**< 0 */
  size_t total;                 /**< of all states asked for */
  const parvis_state_count* by; /**< in the order of their numbers; those with none as well */
  size_t by_count;              /**< of `by` */
} parvis_account_counts;

/** Accounts by what is known of them, sorted, a page at a time. A page goes on where the one before ended, whatever was
 * added, changed or removed since. An approver who manages no users is shown the portal alone, and users too where all
 * that is looked for is pending.
 * Codes: PARVIS_E_PERMISSION_DENIED, also for such an approver who names users among `kinds`; PARVIS_E_CURSOR_INVALID
 * for a cursor of another list, or older than its key; PARVIS_E_OUT_OF_RANGE, PARVIS_E_TOO_LONG, PARVIS_E_INVALID_UTF8;
 * PARVIS_E_INVALID_ARGUMENT for `begins_with` in a list not sorted so. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_search_accounts(parvis_portal* portal, const parvis_caller* by,
                                                                 const parvis_search_accounts_request* request,
                                                                 PARVIS_OWN const parvis_account_page** out,
                                                                 PARVIS_OWN const parvis_error** error);
/** How many of them there are in each state. Codes: as parvis_search_accounts(). */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_count_accounts(parvis_portal* portal, const parvis_caller* by,
                                                                const parvis_count_accounts_request* request,
                                                                PARVIS_OWN const parvis_account_counts** out,
                                                                PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
