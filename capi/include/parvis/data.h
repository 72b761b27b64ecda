/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Many people at once, and what is held about one. PARVIS_E_PERMISSION_DENIED unless the actor manages users. */
#ifndef PARVIS_DATA_H
#define PARVIS_DATA_H

#include "parvis/accounts.h"
#include "parvis/invites.h"

#if defined __cplusplus
extern "C" {
#endif

/** Whether anything is written. */
enum parvis_import_mode {
  PARVIS_IMPORT_MODE_WRITE = 0,  /**< it is */
  PARVIS_IMPORT_MODE_DRY_RUN = 1 /**< the same answers, and nothing is */
};
/** Whether rows of an import may name a group that manages users. */
enum parvis_import_administrators {
  PARVIS_IMPORT_ADMINISTRATORS_REFUSED = 0, /**< PARVIS_E_INVALID_FORM, with PARVIS_E_GROUP_NOT_ALLOWED for `group` */
  PARVIS_IMPORT_ADMINISTRATORS_ALLOWED = 1  /**< they may */
};
/** What became of a row. */
enum parvis_import_fate {
  PARVIS_IMPORT_MADE = 1,    /**< by this call; of a dry run: it would be */
  PARVIS_IMPORT_ALREADY = 2, /**< by an earlier call of the same import, whatever the row says now */
  PARVIS_IMPORT_REFUSED = 3  /**< `error` says why */
};
/** One row of an import: exactly one of the three. */
typedef struct parvis_import_row {
  uint32_t struct_size; /**< `sizeof(parvis_import_row)` */
  uint32_t reserved;    /**< 0 */
  /** The host's own name for the row, unique in the import, one line of 200 code points at most: by it the row is known
   * when the import is run again. Empty: the e-mail address, which then is no other row's key. */
  parvis_text key;
  const parvis_add_user_request* user;                     /**< or NULL */
  const parvis_add_portal_account_request* portal_account; /**< or NULL */
  const parvis_invitee* invited;                           /**< or NULL */
} parvis_import_row;
/** The answer to one row. Borrowed for the length of the call of the slot. */
typedef struct parvis_import_outcome {
  uint32_t struct_size;      /**< as the library knows it */
  int32_t fate;              /**< enum parvis_import_fate */
  uint64_t number;           /**< of the row: 1, 2, 3… */
  parvis_text key;           /**< of the row; its address where it had none */
  parvis_uuid id;            /**< the account's or the link's; nil where there is none */
  parvis_text code;          /**< the account's; of a dry run: the one it would get */
  const parvis_error* error; /**< NULL unless refused; not to be freed */
} parvis_import_outcome;
/** Where the rows of an import come from, and where the answers go. Called on the thread of the import, with no lock
 * held; neither slot may call the portal. */
typedef struct parvis_import_source {
  uint32_t struct_size; /**< `sizeof(parvis_import_source)` */
  uint32_t reserved;    /**< 0 */
  void* user_data;      /**< given back to the slots */
  /** Puts the next row by parvis_call_put_import_row(); PARVIS_DONE without one: there are no more. Any other answer
   * ends the import once what came before it is done. Required. */
  parvis_status (*next)(void* user_data, parvis_call* call);
  /** Told of every row, in order, once it is settled; anything but PARVIS_DONE ends the import. May be NULL. */
  parvis_status (*tell)(void* user_data, parvis_call* call, const parvis_import_outcome* outcome);
} parvis_import_source;
/** Answers `next`. Copies. PARVIS_E_INVALID_ARGUMENT for what is no row, PARVIS_E_ABI_MISMATCH for what a newer
 * library knows; the slot has failed then. */
PARVIS_API parvis_status parvis_call_put_import_row(parvis_call* call, const parvis_import_row* row);

/** What is to be imported. */
typedef struct parvis_import_request {
  uint32_t struct_size;                        /**< `sizeof(parvis_import_request)` */
  int32_t mode;                                /**< enum parvis_import_mode */
  parvis_text key;                             /**< the host's own name for it: one line of 100 code points at most */
  const parvis_import_source* rows;            /**< required */
  const parvis_create_invite_request* invites; /**< options, as of parvis_invite_people_request; NULL: the defaults */
  int32_t notice;                              /**< enum parvis_notice; silent: no link to join is mailed now */
  int32_t administrators;                      /**< enum parvis_import_administrators */
  size_t rows_at_once;                         /**< decided and committed together: 1 to 1,000; 0: 500 */
  uint64_t total;                              /**< told to `progress`; 0: nobody knows */
  const parvis_progress* progress;             /**< told how many rows are settled; may be NULL */
} parvis_import_request;
/** How many rows came, and what became of them. To be freed by parvis_free(). */
typedef struct parvis_import_reply {
  uint32_t struct_size; /**< as the library knows it */
  uint32_t reserved;    /**< 0 */
  uint64_t rows;        /**< in all */
  uint64_t made;        /**< by this call; of a dry run: they would be */
  uint64_t already;     /**< by earlier ones */
  uint64_t refused;     /**< each was told why */
} parvis_import_reply;

/** Where a table goes. Called on the thread of the call, with no lock held; it may not call the portal. */
typedef struct parvis_export_sink {
  uint32_t struct_size; /**< `sizeof(parvis_export_sink)` */
  uint32_t reserved;    /**< 0 */
  void* user_data;      /**< given back to the slot */
  /** Some whole lines of CSV, borrowed. Anything but PARVIS_DONE ends the export. Required. */
  parvis_status (*write)(void* user_data, parvis_call* call, parvis_text csv);
} parvis_export_sink;
/** Accounts as a table. */
typedef struct parvis_export_accounts_request {
  uint32_t struct_size;            /**< `sizeof(parvis_export_accounts_request)` */
  int32_t state;                   /**< enum parvis_account_state; 0: everybody who was not erased */
  const parvis_text* columns;      /**< of parvis_account_column_name(), or "field." and a field's name; none: all */
  size_t column_count;             /**< of `columns` */
  const parvis_export_sink* sink;  /**< required */
  uint64_t total;                  /**< told to `progress`; 0: nobody knows */
  const parvis_progress* progress; /**< told after each page; may be NULL */
} parvis_export_accounts_request;
/** How much was written. To be freed by parvis_free(). */
typedef struct parvis_export_reply {
  uint32_t struct_size; /**< as the library knows it */
  uint32_t reserved;    /**< 0 */
  uint64_t rows;        /**< besides the header */
} parvis_export_reply;

/** One thing that is known. */
typedef struct parvis_data_field {
  parvis_text name;  /**< stable, snake_case */
  parvis_text value; /**< never empty; moments as "2026-11-28T14:43:17Z", ids in their 36 characters */
} parvis_data_field;
/** Things that are known together. */
typedef struct parvis_data_record {
  const parvis_data_field* fields; /**< in a stable order */
  size_t field_count;              /**< of `fields` */
} parvis_data_record;
/** All records of one sort. */
typedef struct parvis_data_section {
  /** "account", "fields", "consents", "codes", "invites", "sign_ups", "links", "mails", "orders" or "events". */
  parvis_text name;
  const parvis_data_record* records; /**< may be none */
  size_t record_count;               /**< of `records` */
} parvis_data_section;
/** Everything that is held about somebody: no password, hash, key or token, and nobody else's name or id. To be freed
 * by parvis_free(). */
typedef struct parvis_personal_data {
  uint32_t struct_size;                /**< as the library knows it */
  uint32_t reserved;                   /**< 0 */
  parvis_uuid account;                 /**< whose */
  parvis_time_us at;                   /**< when it was gathered */
  const parvis_data_section* sections; /**< always the same ones, in the same order */
  size_t section_count;                /**< of `sections` */
} parvis_personal_data;
/** Whom to erase. */
typedef struct parvis_erase_request {
  uint32_t struct_size; /**< `sizeof(parvis_erase_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_uuid account;  /**< whom */
  uint64_t seen;        /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
} parvis_erase_request;

/** Adds users and people of the portal, and makes personal links, row by row: each as its own command would, a bad one
 * fails nothing else. Stopped anywhere, and run again under the same key, it does what is left and nothing twice. What
 * a call that fails has done stays done. Codes: PARVIS_E_INVALID_FORM for the key or the options,
 * PARVIS_E_INVALID_ARGUMENT also once the ring has lost the key that was primary when the import was begun,
 * PARVIS_E_CANCELLED, whatever a slot fails with. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_import_people(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_import_request* request,
                                                               PARVIS_OWN const parvis_import_reply** out,
                                                               PARVIS_OWN const parvis_error** error);
/** The name of the n-th column of an account, from 0 on; empty past the last one. Static. */
PARVIS_API parvis_text parvis_account_column_name(size_t n);
/** Writes accounts as a table (RFC 4180, UTF-8, CRLF, every cell quoted), a page at a time, oldest first, the names of
 * the columns first. A cell that a spreadsheet would take for a formula gets an apostrophe before it. It is in the
 * trail before the first line is out. Codes: PARVIS_E_INVALID_FORM with `columns`, PARVIS_E_CANCELLED, whatever the
 * slot fails with. Source: OWASP, "CSV injection". */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_export_accounts(parvis_portal* portal, const parvis_caller* by,
                                                                 const parvis_export_accounts_request* request,
                                                                 PARVIS_OWN const parvis_export_reply** out,
                                                                 PARVIS_OWN const parvis_error** error);
/** Everything that is held about somebody (GDPR article 15); also for whom it is about, while they are in. Each time is
 * in the trail. Codes: PARVIS_E_NOT_FOUND, also once they are erased. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_export_person(parvis_portal* portal, const parvis_caller* by,
                                                               const parvis_uuid* account,
                                                               PARVIS_OWN const parvis_personal_data** out,
                                                               PARVIS_OWN const parvis_error** error);
/** Any state → erased (GDPR article 17): one commit frees seats and queue, kills credentials and empties the account;
 * then what other rows tell of the person is removed, also at addresses that they had before, by parvis_run_due() if
 * it was stopped. The trail stays, and so does the unique code, which nobody gets again. Repeated: the same answer.
 * Codes: PARVIS_E_LAST_ADMINISTRATOR, PARVIS_E_STALE, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_erase(parvis_portal* portal, const parvis_caller* by,
                                                       const parvis_erase_request* request,
                                                       PARVIS_OWN const parvis_account_view** out,
                                                       PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
