/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Seat pools and grants. PARVIS_E_PERMISSION_DENIED unless the actor manages users; pools may be seen by approvers too.
 */
#ifndef PARVIS_LICENSES_H
#define PARVIS_LICENSES_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** Seats to be granted. */
typedef struct parvis_seat_grant {
  uint32_t struct_size;     /**< `sizeof(parvis_seat_grant)` */
  uint32_t reserved;        /**< 0 */
  parvis_text sku;          /**< "core", "contract", "collaborators" or the host's own */
  int64_t quantity;         /**< 1 to 1,000,000 */
  parvis_time_us starts_at; /**< 0: at once */
  parvis_time_us ends_at;   /**< 0: never */
} parvis_seat_grant;
/** When a grant is to end. */
typedef struct parvis_end_grant_request {
  uint32_t struct_size;   /**< `sizeof(parvis_end_grant_request)` */
  uint32_t reserved;      /**< 0 */
  parvis_uuid grant;      /**< which */
  parvis_time_us ends_at; /**< 0: now */
} parvis_end_grant_request;
/** Seats of a sku, bought or given. */
typedef struct parvis_grant {
  uint32_t struct_size;      /**< as the library knows it */
  uint32_t reserved;         /**< 0 */
  parvis_uuid id;            /**< of the grant */
  uint64_t revision;         /**< raised by every change */
  parvis_text sku;           /**< of the pool */
  int64_t quantity;          /**< of seats */
  parvis_time_us starts_at;  /**< inclusive */
  parvis_time_us ends_at;    /**< exclusive; INT64_MAX: never */
  parvis_uuid created_by;    /**< the actor; nil: the host */
  parvis_time_us created_at; /**< when it was written */
} parvis_grant;
/** Grants. To be freed by parvis_free(). */
typedef struct parvis_grant_list {
  uint32_t struct_size;             /**< as the library knows it */
  uint32_t reserved;                /**< 0 */
  const parvis_grant* const* items; /**< by their end */
  size_t item_count;                /**< of `items` */
} parvis_grant_list;
/** The licenses of one sku. As the answer to a grant to be freed by parvis_free(). */
typedef struct parvis_pool_view {
  uint32_t struct_size;          /**< as the library knows it */
  uint32_t reserved;             /**< 0 */
  parvis_text sku;               /**< of the pool */
  int64_t capacity;              /**< seats granted now */
  int64_t held;                  /**< seats taken */
  int64_t waiting;               /**< people in the queue */
  int64_t remaining;             /**< free seats, queue or not */
  int64_t over_by;               /**< seats held beyond the capacity: nobody is thrown out, nothing new fits */
  parvis_time_us next_change_at; /**< when the capacity next changes; INT64_MAX: never */
} parvis_pool_view;
/** All pools. To be freed by parvis_free(). */
typedef struct parvis_pool_list {
  uint32_t struct_size;                 /**< as the library knows it */
  uint32_t reserved;                    /**< 0 */
  const parvis_pool_view* const* items; /**< one a sku */
  size_t item_count;                    /**< of `items` */
} parvis_pool_list;

/** Grants seats, and admits who waited for them. Codes: PARVIS_E_OUT_OF_RANGE, PARVIS_E_INVALID_ARGUMENT. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_grant_seats(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_seat_grant* grant,
                                                             PARVIS_OWN const parvis_pool_view** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Ends a grant now or later, never after its own end; nobody is thrown out.
 * Codes: PARVIS_E_OUT_OF_RANGE, PARVIS_E_ILLEGAL_TRANSITION once it has ended, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_end_grant(parvis_portal* portal, const parvis_caller* by,
                                                           const parvis_end_grant_request* request,
                                                           PARVIS_OWN const parvis_pool_view** out,
                                                           PARVIS_OWN const parvis_error** error);
/** The grants of a sku that have not ended; 1,000 at most. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_grants(parvis_portal* portal, const parvis_caller* by,
                                                             parvis_text sku, PARVIS_OWN const parvis_grant_list** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Every pool of the workspace. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_pools(parvis_portal* portal, const parvis_caller* by,
                                                            PARVIS_OWN const parvis_pool_list** out,
                                                            PARVIS_OWN const parvis_error** error);
/** What the licenses of a sku are for, in lower case; a host's own sku stands for itself.
 * Codes: PARVIS_E_INVALID_ARGUMENT, PARVIS_E_NO_MEMORY. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_license_label(parvis_text sku, parvis_text language,
                                                               PARVIS_OWN const parvis_words** out,
                                                               PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
