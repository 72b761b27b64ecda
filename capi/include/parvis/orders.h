/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Buying: what there is and what it costs, orders, and what the host's gateway tells of them. All amounts are whole
 * numbers in the smallest unit of their money. PARVIS_E_PERMISSION_DENIED unless the actor manages users, but where it
 * says "No actor". */
#ifndef PARVIS_ORDERS_H
#define PARVIS_ORDERS_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** What a sku is. */
enum parvis_sku_type {
  PARVIS_SKU_PRODUCT = 1, /**< "core", "contract" */
  PARVIS_SKU_MODULE = 2,  /**< "client_portal", "advisor_portal" */
  PARVIS_SKU_ADD_ON = 3   /**< "collaborators", "outlook", "gmail", "teams" */
};
/** Something that can be had. */
typedef struct parvis_catalog_sku {
  uint32_t struct_size;     /**< `sizeof(parvis_catalog_sku)` */
  int32_t type;             /**< enum parvis_sku_type */
  parvis_text code;         /**< ASCII without blanks, 1 to 64 characters; unique */
  const parvis_text* needs; /**< one of these has to be bought with it, or be had; none: nothing has */
  size_t need_count;        /**< of `needs` */
} parvis_catalog_sku;
/** The unit of a term. */
enum parvis_term_unit {
  PARVIS_TERM_MONTH = 1, /**< of the calendar, in UTC */
  PARVIS_TERM_YEAR = 2   /**< twelve months */
};
/** For how long, and in which money. */
typedef struct parvis_catalog_plan {
  uint32_t struct_size; /**< `sizeof(parvis_catalog_plan)` */
  int32_t unit;         /**< enum parvis_term_unit */
  parvis_text code;     /**< as of a sku */
  int64_t term;         /**< 1 to 120 units */
  parvis_text currency; /**< ISO 4217: three capital letters */
} parvis_catalog_plan;
/** What one of a sku costs for the term of a plan. Without a price it is not sold under it. */
typedef struct parvis_catalog_price {
  uint32_t struct_size; /**< `sizeof(parvis_catalog_price)` */
  uint32_t reserved;    /**< 0 */
  parvis_text sku;      /**< of the catalog */
  parvis_text plan;     /**< of the catalog */
  int64_t amount;       /**< 0 to 10¹² */
} parvis_catalog_price;
/** What a workspace can buy. As an answer to be freed by parvis_free(). */
typedef struct parvis_catalog {
  uint32_t struct_size;                      /**< `sizeof(parvis_catalog)` */
  uint32_t reserved;                         /**< 0 */
  uint64_t revision;                         /**< 0: nobody has set one yet */
  const parvis_catalog_sku* const* skus;     /**< 64 at most */
  size_t sku_count;                          /**< of `skus` */
  const parvis_catalog_plan* const* plans;   /**< 16 at most */
  size_t plan_count;                         /**< of `plans` */
  const parvis_catalog_price* const* prices; /**< one at most for a sku and a plan */
  size_t price_count;                        /**< of `prices` */
} parvis_catalog;

/** So many of a sku. */
typedef struct parvis_wanted_line {
  parvis_text sku;  /**< of the catalog */
  int64_t quantity; /**< 1 to 1,000,000 */
} parvis_wanted_line;
/** What is to be quoted. */
typedef struct parvis_quote_request {
  uint32_t struct_size;            /**< `sizeof(parvis_quote_request)` */
  uint32_t reserved;               /**< 0 */
  parvis_text plan;                /**< of the catalog */
  const parvis_wanted_line* lines; /**< 1 to 16, each of another sku */
  size_t line_count;               /**< of `lines` */
} parvis_quote_request;
/** What an order would cost. To be freed by parvis_free(). */
typedef struct parvis_quote {
  uint32_t struct_size;           /**< as the library knows it */
  int32_t unit;                   /**< enum parvis_term_unit */
  uint64_t catalog_revision;      /**< an order at these prices has to name it */
  parvis_text plan;               /**< that was asked for */
  int64_t term;                   /**< in units */
  parvis_text currency;           /**< of all amounts */
  const parvis_order_line* lines; /**< as asked for */
  size_t line_count;              /**< of `lines` */
  int64_t total;                  /**< of the lines */
} parvis_quote;

/** Where an order stands. */
enum parvis_order_state {
  PARVIS_ORDER_OPEN = 1,      /**< placed, not paid */
  PARVIS_ORDER_GRANTED = 2,   /**< paid, or nothing to pay: its licenses are granted */
  PARVIS_ORDER_DECLINED = 3,  /**< the last attempt to pay failed; it can be tried again until the order expires */
  PARVIS_ORDER_ABANDONED = 4, /**< nobody paid in time, or somebody gave it up */
  PARVIS_ORDER_REFUNDED = 5   /**< all of it was paid back; its licenses have ended */
};
/** What is ordered. */
typedef struct parvis_place_order_request {
  uint32_t struct_size;            /**< `sizeof(parvis_place_order_request)` */
  uint32_t reserved;               /**< 0 */
  parvis_text key;                 /**< the host's own name for the order: one line of 100 code points at most */
  uint64_t catalog_revision;       /**< of the quote; PARVIS_E_STALE when the prices have changed since */
  parvis_text plan;                /**< of the quote */
  const parvis_wanted_line* lines; /**< of the quote */
  size_t line_count;               /**< of `lines` */
  parvis_uuid renews;              /**< the order whose term this one continues; nil: none */
} parvis_place_order_request;
/** A purchase. As an answer of its own to be freed by parvis_free(). */
typedef struct parvis_order {
  uint32_t struct_size;           /**< as the library knows it */
  int32_t state;                  /**< enum parvis_order_state */
  parvis_uuid id;                 /**< by which notices name it */
  uint64_t revision;              /**< raised by every change */
  parvis_text key;                /**< the host's own name for it */
  parvis_text plan;               /**< as ordered */
  int64_t term;                   /**< in units */
  parvis_text currency;           /**< of all amounts */
  const parvis_order_line* lines; /**< as quoted */
  size_t line_count;              /**< of `lines` */
  int64_t total;                  /**< of the lines */
  int64_t returned;               /**< of the total, paid back so far */
  uint64_t catalog_revision;      /**< of the prices */
  parvis_uuid placed_by;          /**< the actor */
  parvis_time_us placed_at;       /**< when */
  parvis_time_us expires_at;      /**< when it is abandoned, while it can be paid; 0: it cannot */
  parvis_uuid renews;             /**< the order whose term it continues; nil: none */
  parvis_text reference;          /**< the gateway's name for the checkout; empty until it was asked */
  parvis_text checkout_url;       /**< where to pay, while it can be paid; may be empty */
  parvis_time_us starts_at;       /**< once granted; 0: it is not */
  parvis_time_us ends_at;         /**< likewise */
  const parvis_uuid* grants;      /**< one a line, once granted */
  size_t grant_count;             /**< of `grants` */
  int32_t unit;                   /**< enum parvis_term_unit */
  uint32_t reserved;              /**< 0 */
} parvis_order;
/** Which orders. */
typedef struct parvis_list_orders_request {
  uint32_t struct_size; /**< `sizeof(parvis_list_orders_request)` */
  int32_t state;        /**< enum parvis_order_state; 0: open */
  parvis_text after;    /**< the `next` of the page before; empty: the first page */
  size_t limit;         /**< 1 to 1,000; 0: 50 */
} parvis_list_orders_request;
/** Orders. To be freed by parvis_free(). */
typedef struct parvis_order_page {
  uint32_t struct_size;             /**< as the library knows it */
  uint32_t reserved;                /**< 0 */
  const parvis_order* const* items; /**< oldest first */
  size_t item_count;                /**< of `items` */
  parvis_text next;                 /**< empty: there are no more */
} parvis_order_page;

/** What a gateway tells about an order. */
enum parvis_payment_event {
  PARVIS_PAYMENT_PAID = 1,      /**< all of it */
  PARVIS_PAYMENT_DECLINED = 2,  /**< an attempt */
  PARVIS_PAYMENT_ABANDONED = 3, /**< the checkout was cancelled or has run out at the gateway */
  PARVIS_PAYMENT_REFUNDED = 4   /**< paid back, or charged back; all of it or a part */
};
/** What the host's gateway has told. */
typedef struct parvis_payment_notice_request {
  uint32_t struct_size; /**< `sizeof(parvis_payment_notice_request)` */
  int32_t what;         /**< enum parvis_payment_event */
  parvis_text key;      /**< the gateway's own name for the notice: one line of 200 code points at most */
  parvis_uuid order;    /**< which */
  int64_t amount;       /**< paid or paid back */
  parvis_text currency; /**< likewise */
} parvis_payment_notice_request;

/** The built-in one, without plans, until one is set. No actor: the prices are no secret. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_view_catalog(parvis_portal* portal, const parvis_caller* by,
                                                              PARVIS_OWN const parvis_catalog** out,
                                                              PARVIS_OWN const parvis_error** error);
/** The vendor's prices, by who grants seats. `wanted->revision` is the one that was
 * viewed. Codes: PARVIS_E_STALE, PARVIS_E_INVALID_FORM with "skus", "plans" or "prices". */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_change_catalog(parvis_portal* portal, const parvis_caller* by,
                                                                const parvis_catalog* wanted,
                                                                PARVIS_OWN const parvis_catalog** out,
                                                                PARVIS_OWN const parvis_error** error);
/** What an order would cost. Changes nothing. Codes: PARVIS_E_INVALID_FORM with "plan", "lines" or "lines.<sku>":
 * PARVIS_E_NOT_FOR_SALE, PARVIS_E_OUT_OF_RANGE, PARVIS_E_GIVEN_TWICE, PARVIS_E_SKU_NEEDED. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_quote_order(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_quote_request* request,
                                                             PARVIS_OWN const parvis_quote** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Places an order at the prices of a quote, once for each key, and asks the gateway how it is paid. If that cannot be
 * asked just now the order has no `reference` yet, and the outbox asks on. An order that costs nothing is granted.
 * Codes: PARVIS_E_KEY_TAKEN, PARVIS_E_STALE, PARVIS_E_INVALID_FORM; for what is renewed PARVIS_E_NOT_FOUND, and
 * PARVIS_E_ILLEGAL_TRANSITION when it is not granted or another order continues it whose time is not over. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_place_order(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_place_order_request* request,
                                                             PARVIS_OWN const parvis_order** out,
                                                             PARVIS_OWN const parvis_error** error);
/** One order. Codes: PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_view_order(parvis_portal* portal, const parvis_caller* by,
                                                            const parvis_uuid* order,
                                                            PARVIS_OWN const parvis_order** out,
                                                            PARVIS_OWN const parvis_error** error);
/** A page of orders in one state. Those whose time is over are abandoned first, as by parvis_run_due().
 * Also for the operator. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_orders(parvis_portal* portal, const parvis_caller* by,
                                                             const parvis_list_orders_request* request,
                                                             PARVIS_OWN const parvis_order_page** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Gives up an order that is not paid. A payment that comes all the same is taken, and grants.
 * Codes: PARVIS_E_ILLEGAL_TRANSITION, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_cancel_order(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_uuid* order,
                                                              PARVIS_OWN const parvis_order** out,
                                                              PARVIS_OWN const parvis_error** error);
/** What the gateway tells. No actor: the host has checked that it is the gateway. Each notice works once, in whatever
 * order they come. Codes: PARVIS_E_NOT_FOUND, PARVIS_E_PAYMENT_DIFFERS, PARVIS_E_KEY_TAKEN, PARVIS_E_INVALID_FORM. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_take_payment_notice(parvis_portal* portal, const parvis_caller* by,
                                                                     const parvis_payment_notice_request* request,
                                                                     PARVIS_OWN const parvis_order** out,
                                                                     PARVIS_OWN const parvis_error** error);
/** The name of an enum parvis_order_state, for instance "granted"; "unknown" for what is none. Static. */
PARVIS_API parvis_text parvis_order_state_name(int32_t state);
/** Words for a status column, in lower case, in the language (BCP 47). Static. */
PARVIS_API parvis_text parvis_order_state_label(int32_t state, parvis_text language);

#if defined __cplusplus
}
#endif

#endif
