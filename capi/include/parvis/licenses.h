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
  parvis_text sku;          /**< "core", "contract", "collaborators" or the host's own: as in a catalog */
  int64_t quantity;         /**< 1 to 1,000,000 */
  parvis_time_us starts_at; /**< 0: at once */
  parvis_time_us ends_at;   /**< 0: never */
  parvis_uuid id;           /**< of the grant to be, so that the call may be repeated; nil: a new one */
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
  parvis_uuid order;         /**< by which it was bought; nil: given */
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
  int64_t capacity;              /**< seats that may be held: granted and overage */
  int64_t held;                  /**< seats taken or reserved */
  int64_t waiting;               /**< people in the queue */
  int64_t remaining;             /**< free seats, queue or not */
  int64_t over_by;               /**< seats held beyond the capacity: nobody is thrown out, nothing new fits */
  parvis_time_us next_change_at; /**< when the capacity next changes; INT64_MAX: never */
  int64_t granted;               /**< seats bought or given that run now */
  int64_t overage;               /**< allowed beyond them */
  int64_t reserved_seats;        /**< of those held: for people to come */
  int64_t peak;                  /**< the most that were held at once this month */
  int64_t moves;                 /**< rises with every change: of two views the one with more is the newer */
} parvis_pool_view;
/** All pools. To be freed by parvis_free(). */
typedef struct parvis_pool_list {
  uint32_t struct_size;                 /**< as the library knows it */
  uint32_t reserved;                    /**< 0 */
  const parvis_pool_view* const* items; /**< one a sku */
  size_t item_count;                    /**< of `items` */
} parvis_pool_list;

/** Seats allowed beyond those granted. */
typedef struct parvis_allow_overage_request {
  uint32_t struct_size; /**< `sizeof(parvis_allow_overage_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_text sku;      /**< of the pool */
  int64_t seats;        /**< 0 to 1,000,000 */
} parvis_allow_overage_request;
/** Whether a sku is to be had. To be freed by parvis_free(). */
typedef struct parvis_entitlement {
  uint32_t struct_size;          /**< as the library knows it */
  uint32_t reserved;             /**< 0 */
  parvis_text sku;               /**< that was asked about */
  int64_t quantity;              /**< granted now; 0: it is off */
  parvis_time_us next_change_at; /**< when that next changes; INT64_MAX: never */
} parvis_entitlement;
/** Seats to be kept for people to come. */
typedef struct parvis_reserve_seats_request {
  uint32_t struct_size; /**< `sizeof(parvis_reserve_seats_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_text sku;      /**< of the pool */
  int64_t seats;        /**< 1 to 1,000,000 */
  int64_t lasts_us;     /**< a second to 30 days */
  parvis_text purpose;  /**< may be empty; 200 code points at most; name nobody: erasing does not look into it */
  parvis_uuid id;       /**< of the reservation to be, so that the call may be repeated; nil: a new one */
} parvis_reserve_seats_request;
/** Seats kept for people to come. As an answer of its own to be freed by parvis_free(). */
typedef struct parvis_reservation {
  uint32_t struct_size;       /**< as the library knows it */
  uint32_t reserved;          /**< 0 */
  parvis_uuid id;             /**< by which they are taken */
  parvis_text sku;            /**< of the pool */
  int64_t seats;              /**< as asked */
  int64_t left;               /**< neither taken nor given back */
  parvis_time_us expires_at;  /**< when what is left is free again */
  parvis_uuid reserved_by;    /**< the actor */
  parvis_time_us reserved_at; /**< when */
  parvis_text purpose;        /**< may be empty */
} parvis_reservation;
/** Reservations. To be freed by parvis_free(). */
typedef struct parvis_reservation_list {
  uint32_t struct_size;                   /**< as the library knows it */
  uint32_t reserved;                      /**< 0 */
  const parvis_reservation* const* items; /**< by their end */
  size_t item_count;                      /**< of `items` */
} parvis_reservation_list;
/** What somebody would be. */
typedef struct parvis_seat_demand {
  uint32_t struct_size; /**< `sizeof(parvis_seat_demand)` */
  int32_t access;       /**< enum parvis_access that they would have; 0: an account's own */
  parvis_uuid account;  /**< nil: `people` who are not here yet */
  int64_t people;       /**< of a nil account; 1 to 1,000,000; 0: 1 */
} parvis_seat_demand;
/** What all demands would take of one sku. */
typedef struct parvis_pool_forecast {
  uint32_t struct_size; /**< as the library knows it */
  uint32_t reserved;    /**< 0 */
  parvis_text sku;      /**< of the pool */
  int64_t takes;        /**< seats, as many as there are */
  int64_t frees;        /**< seats */
  int64_t free;         /**< seats before */
  int64_t lacks;        /**< seats that there are none for */
  int64_t waiting;      /**< people who wait already, and come first */
} parvis_pool_forecast;
/** What would come of demands. To be freed by parvis_free(). */
typedef struct parvis_seat_forecast {
  uint32_t struct_size;                     /**< as the library knows it */
  uint32_t reserved;                        /**< 0 */
  const parvis_pool_forecast* const* pools; /**< of every sku concerned */
  size_t pool_count;                        /**< of `pools` */
  const parvis_uuid* would_wait;            /**< accounts, in the order of the demands */
  size_t would_wait_count;                  /**< of `would_wait` */
  const parvis_uuid* without_seat;          /**< accounts that could not be let in */
  size_t without_seat_count;                /**< of `without_seat` */
  int64_t people_without_seat;              /**< of those who are not here yet */
} parvis_seat_forecast;
/** Whose seats. */
typedef struct parvis_list_holders_request {
  uint32_t struct_size; /**< `sizeof(parvis_list_holders_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_text sku;      /**< of the pool */
  parvis_text after;    /**< the `next` of the page before; empty: the first page */
  size_t limit;         /**< 1 to 1,000; 0: 50 */
} parvis_list_holders_request;
/** Somebody who holds a seat: active with this access, or added and not joined yet. */
typedef struct parvis_seat_holder {
  uint32_t struct_size;               /**< as the library knows it */
  uint32_t reserved;                  /**< 0 */
  const parvis_account_view* account; /**< never NULL */
  parvis_time_us since;               /**< without a break */
} parvis_seat_holder;
/** Holders. To be freed by parvis_free(). */
typedef struct parvis_holder_page {
  uint32_t struct_size;                   /**< as the library knows it */
  uint32_t reserved;                      /**< 0 */
  const parvis_seat_holder* const* items; /**< in the order of `since` */
  size_t item_count;                      /**< of `items` */
  parvis_text next;                       /**< empty: there are no more */
} parvis_holder_page;
/** Which months. */
typedef struct parvis_view_use_request {
  uint32_t struct_size; /**< `sizeof(parvis_view_use_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_text sku;      /**< of the pool */
  parvis_time_us from;  /**< months that end after it */
  parvis_time_us until; /**< and begin before it; 0: all */
} parvis_view_use_request;
/** The most seats that were held at once in a calendar month in UTC, or in several in which nothing moved. */
typedef struct parvis_seat_use {
  uint32_t struct_size;     /**< as the library knows it */
  uint32_t reserved;        /**< 0 */
  parvis_text sku;          /**< of the pool */
  parvis_time_us starts_at; /**< inclusive */
  parvis_time_us ends_at;   /**< exclusive */
  int64_t peak;             /**< exact, however many took and gave back at once */
  int64_t capacity;         /**< at its end; of the present month: now */
} parvis_seat_use;
/** Peaks. To be freed by parvis_free(). */
typedef struct parvis_seat_use_list {
  uint32_t struct_size;                /**< as the library knows it */
  uint32_t reserved;                   /**< 0 */
  const parvis_seat_use* const* items; /**< by their start */
  size_t item_count;                   /**< of `items` */
} parvis_seat_use_list;

/** Grants seats, and admits who waited for them. By the operator; by who manages users only where parvis_options
 * `licensing` says so, as parvis_end_grant(), parvis_allow_overage() and parvis_change_catalog(). Repeated under its
 * id: the pool as it is, and nothing is granted. Codes: PARVIS_E_OUT_OF_RANGE, PARVIS_E_INVALID_ARGUMENT,
 * PARVIS_E_KEY_TAKEN for another grant under that id. */
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
/** The grants of a sku that have not ended; 1,000 at most. Also for the operator. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_grants(parvis_portal* portal, const parvis_caller* by,
                                                             parvis_text sku, PARVIS_OWN const parvis_grant_list** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Every pool of the workspace. Also for the operator. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_pools(parvis_portal* portal, const parvis_caller* by,
                                                            PARVIS_OWN const parvis_pool_list** out,
                                                            PARVIS_OWN const parvis_error** error);
/** Allows seats beyond those granted, while any are. Repeated: the same answer.
 * Codes: PARVIS_E_OUT_OF_RANGE, PARVIS_E_NOT_FOUND for a sku that was never granted. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_allow_overage(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_allow_overage_request* request,
                                                               PARVIS_OWN const parvis_pool_view** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Whether a sku is to be had, of which nobody needs to have heard. No actor. A call that fails says nothing about it.
 */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_check_entitlement(parvis_portal* portal, const parvis_caller* by,
                                                                   parvis_text sku,
                                                                   PARVIS_OWN const parvis_entitlement** out,
                                                                   PARVIS_OWN const parvis_error** error);
/** Keeps seats for people to come, all of them or none: parvis_add_user(), parvis_approve() and parvis_reactivate()
 * take from it. Repeated under its id while it lasts: the reservation as it is. Codes: PARVIS_E_NO_SEAT,
 * PARVIS_E_OUT_OF_RANGE, PARVIS_E_INVALID_FORM, PARVIS_E_KEY_TAKEN for another reservation under that id. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_reserve_seats(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_reserve_seats_request* request,
                                                               PARVIS_OWN const parvis_reservation** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Gives back what is left of it. Repeated: the same answer. Codes: PARVIS_E_NOT_FOUND, also once its time is over. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_release_reservation(parvis_portal* portal, const parvis_caller* by,
                                                                     const parvis_uuid* reservation,
                                                                     PARVIS_OWN const parvis_reservation** out,
                                                                     PARVIS_OWN const parvis_error** error);
/** The reservations of a sku that last; 1,000 at most. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_reservations(parvis_portal* portal, const parvis_caller* by,
                                                                   parvis_text sku,
                                                                   PARVIS_OWN const parvis_reservation_list** out,
                                                                   PARVIS_OWN const parvis_error** error);
/** What commands would take, 1 to 1,000 demands one after the other. Changes nothing. Codes: PARVIS_E_OUT_OF_RANGE,
 * PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_preview_seats(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_seat_demand* const* demands,
                                                               size_t demand_count,
                                                               PARVIS_OWN const parvis_seat_forecast** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Who holds a seat of a sku, and since when. A sku of the host's own has no holders. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_holders(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_list_holders_request* request,
                                                              PARVIS_OWN const parvis_holder_page** out,
                                                              PARVIS_OWN const parvis_error** error);
/** The peaks of a sku by month, the present one last; 1,000 rows at most. Also for the operator. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_view_use(parvis_portal* portal, const parvis_caller* by,
                                                          const parvis_view_use_request* request,
                                                          PARVIS_OWN const parvis_seat_use_list** out,
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
