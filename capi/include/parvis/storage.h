/* SPDX-License-Identifier: BSL-1.0 */
/**
 * @file
 * Where everything is kept: rows, batches, queries, the published schema, and the table a host implements. Three slots
 * do; parvis_storage_check() decides whether they do right.
 *
 * The library looks at whatever passes: a storage is only asked for batches, keys and queries that are well formed, so
 * it need not check them itself.
 */
#ifndef PARVIS_STORAGE_H
#define PARVIS_STORAGE_H

#include "parvis/base.h"

#if defined __cplusplus
extern "C" {
#endif

/** What one value is. */
enum parvis_value_type {
  PARVIS_VALUE_NULL = 0,    /**< nothing */
  PARVIS_VALUE_INTEGER = 1, /**< 64 bits with sign */
  PARVIS_VALUE_TEXT = 2,    /**< UTF-8 without NUL */
  PARVIS_VALUE_BYTES = 3    /**< any octets */
};

/** What one column of one row holds. Orders as null, integers, text, bytes; text and bytes by octet. */
typedef struct parvis_value {
  uint32_t type;      /**< enum parvis_value_type */
  uint32_t reserved;  /**< 0 */
  int64_t integer;    /**< 0 unless an integer */
  parvis_bytes bytes; /**< empty unless text or bytes */
} parvis_value;

/** The kinds of rows. Part of the storage format: appended, never reused. */
enum parvis_kind {
  PARVIS_KIND_SETTINGS = 1,        /**< one row a workspace */
  PARVIS_KIND_GROUP = 2,           /**< of users */
  PARVIS_KIND_ACCOUNT = 3,         /**< everybody who can sign in */
  PARVIS_KIND_SIGN_UP = 4,         /**< whose address is not proven yet */
  PARVIS_KIND_INVITE = 5,          /**< a link */
  PARVIS_KIND_SEAT_POOL = 6,       /**< the licenses of one sku */
  PARVIS_KIND_GRANT = 7,           /**< seats, bought or given */
  PARVIS_KIND_OUTBOX = 8,          /**< a mail or a case to be opened */
  PARVIS_KIND_EVENT = 9,           /**< of the audit trail */
  PARVIS_KIND_NOTE = 10,           /**< the free text of an event */
  PARVIS_KIND_COUNTER = 11,        /**< a number between two bounds */
  PARVIS_KIND_AUDIT_HEAD = 12,     /**< where the sealed trail ends */
  PARVIS_KIND_CODE_CLAIM = 13,     /**< a unique code that somebody has, or had */
  PARVIS_KIND_MAILED_LINK = 14,    /**< to a new password or a new address, not followed yet */
  PARVIS_KIND_CATALOG = 15,        /**< what can be bought */
  PARVIS_KIND_ORDER = 16,          /**< a purchase */
  PARVIS_KIND_PAYMENT_NOTICE = 17, /**< what a gateway told of one */
  PARVIS_KIND_RESERVATION = 18,    /**< seats kept for somebody to come */
  PARVIS_KIND_SEAT_USE = 19,       /**< the peak of a month that is over */
  PARVIS_KIND_IMPORT_RUN = 20,     /**< an import that was begun */
  PARVIS_KIND_ERASURE = 21         /**< somebody whose traces are still to be removed */
};

/** Stands for the row's id where the number of a column is asked for. */
enum parvis_id_column { PARVIS_ID_COLUMN = 0xffff /**< no column has this number */ };

/** One stored row. `values[n]` is the column with number n of the kind's schema. Columns past the end are null; there
 * may be more than this library knows: they come from a newer one and must be kept. */
typedef struct parvis_row {
  uint32_t kind;              /**< enum parvis_kind */
  uint32_t reserved;          /**< 0 */
  parvis_uuid id;             /**< unique within workspace and kind */
  uint64_t revision;          /**< 1 after insert; plus one with each change that sets a column */
  const parvis_value* values; /**< by number of the column */
  size_t value_count;         /**< of `values` */
} parvis_row;

/** A point read: by id (`column` = PARVIS_ID_COLUMN, 16 octets), or by the value of a unique column. */
typedef struct parvis_key {
  uint32_t kind;      /**< enum parvis_kind */
  uint32_t column;    /**< PARVIS_ID_COLUMN or a unique one */
  parvis_value value; /**< null: the key of no row */
} parvis_key;

/** How a filter compares. */
enum parvis_filter_op {
  PARVIS_FILTER_EQUAL = 1,   /**< to the one value */
  PARVIS_FILTER_LESS = 2,    /**< than the one value */
  PARVIS_FILTER_GREATER = 3, /**< than the one value */
  PARVIS_FILTER_IN = 4,      /**< any of the values, 64 at most */
  PARVIS_FILTER_CONTAINS = 5 /**< text within a searchable column */
};

/** Which rows pass. Null columns pass no filter. */
typedef struct parvis_filter {
  uint32_t column;            /**< of the kind asked for */
  uint32_t op;                /**< enum parvis_filter_op */
  const parvis_value* values; /**< one; several for PARVIS_FILTER_IN */
  size_t value_count;         /**< of `values` */
} parvis_filter;

/** A filtered page in the order of (sort column, id). Rows whose sort column is null are not in it. Only the
 * combinations in parvis_schema::shapes are asked for, and every kind whole in the order of ids; both narrowed or not
 * by equality of further columns that a shape of the kind names. */
typedef struct parvis_query {
  uint32_t kind;            /**< enum parvis_kind */
  uint32_t sort;            /**< a column, or PARVIS_ID_COLUMN */
  uint32_t descending;      /**< 1: from the end; sort column and id both */
  uint32_t has_after;       /**< 1: only what comes after the next two */
  parvis_value after_value; /**< of the sort column in the last row of the page before; sorted by id it says nothing */
  parvis_uuid after_id;     /**< of that row */
  const parvis_filter* filters; /**< all must pass */
  size_t filter_count;          /**< of `filters` */
  size_t limit;                 /**< 0 to 1,000; 0 only counts */
  size_t count_cap;             /**< 0: do not count; otherwise all that pass, from the start, up to this many */
} parvis_query;

/** Sets a column. */
typedef struct parvis_assignment {
  uint32_t column;    /**< possibly one of the future */
  uint32_t reserved;  /**< 0 */
  parvis_value value; /**< null: empties it */
} parvis_assignment;

/** Adds to a counter. Above zero the sum must not exceed the bound column (null: no bound); below zero it must not fall
 * under the floor column (none, or null: 0); zero always fits. Bound and floor are those that hold once the operation
 * has set its columns. A sum past 64 bits never fits. */
typedef struct parvis_addition {
  uint32_t column;   /**< a counter */
  uint32_t reserved; /**< 0 */
  int64_t amount;    /**< may be 0 */
} parvis_addition;

/** What a condition asks. */
enum parvis_comparison {
  PARVIS_IS_EQUAL = 1,         /**< to value or column */
  PARVIS_IS_LESS = 2,          /**< than value or column */
  PARVIS_IS_LESS_OR_EQUAL = 3, /**< than value or column */
  PARVIS_IS_NULL = 4,          /**< of `column` alone */
  PARVIS_IS_GREATER = 5        /**< than value or column */
};

/** A condition on the row's own columns before the operation changes them. Null on either side: it does not hold, but
 * for PARVIS_IS_NULL. Text and bytes compare by octet. */
typedef struct parvis_condition {
  uint32_t column;    /**< the left side */
  uint32_t is;        /**< enum parvis_comparison */
  int32_t other;      /**< -1: compare with `value`; otherwise with this column */
  uint32_t reserved;  /**< 0 */
  parvis_value value; /**< ignored when `other` is given */
} parvis_condition;

/** What an operation does. */
enum parvis_op_type {
  /** No row has this id and every unique key of `set` is free (null takes none). The row starts at revision 1 with the
   * columns of `set`; all its counters start at 0, so that none is ever null; then `add` adds. */
  PARVIS_OP_INSERT = 1,
  /** The row exists; `revision`, if given, and `conditions` hold. Then `set` sets and `add` adds; all else stays,
   * unknown columns included. Setting raises the revision by one, adding alone does not. With neither it is a guard.
   * With `or_insert` an absent row is inserted instead, and `revision` and `conditions` are not asked. */
  PARVIS_OP_CHANGE = 2,
  /** Like a change, and the row is gone and its keys are free. */
  PARVIS_OP_REMOVE = 3,
  /** No row has this id; or, when `set` holds one assignment to a unique column, no row has that key (null is nobody's)
   * and `id` is not looked at. */
  PARVIS_OP_ABSENT = 4
};

/** What a batch does to one row, or asks of it. */
typedef struct parvis_operation {
  uint32_t type;                      /**< enum parvis_op_type */
  uint32_t kind;                      /**< enum parvis_kind */
  parvis_uuid id;                     /**< of the row */
  uint64_t revision;                  /**< the row must be at it, if `has_revision` */
  uint32_t or_insert;                 /**< 1: see PARVIS_OP_CHANGE */
  uint32_t has_revision;              /**< 1: `revision` is asked */
  const parvis_assignment* set;       /**< each column once */
  size_t set_count;                   /**< of `set` */
  const parvis_addition* add;         /**< each counter once */
  size_t add_count;                   /**< of `add` */
  const parvis_condition* conditions; /**< all must hold */
  size_t condition_count;             /**< of `conditions` */
} parvis_operation;

/** All or nothing; applied in order, each operation seeing what those before it did. The first that does not hold
 * decides the answer. At most 64 operations, at most one a row. A store remembers the id of every applied batch of a
 * workspace at least until it has applied one there whose `at` is more than 24 hours later. */
typedef struct parvis_batch {
  parvis_uuid id;                     /**< never drawn twice */
  parvis_time_us at;                  /**< when the decision was taken */
  const parvis_operation* operations; /**< in this order */
  size_t operation_count;             /**< of `operations` */
} parvis_batch;

/** What became of a batch. */
enum parvis_answer_status {
  PARVIS_ANSWER_DONE = 1,        /**< applied, and durable as the store promises */
  PARVIS_ANSWER_ALREADY = 2,     /**< this id was applied before; nothing was applied now */
  PARVIS_ANSWER_CONFLICT = 3,    /**< nothing applied; `op` and `reason` say why */
  PARVIS_ANSWER_NO_ROOM = 4,     /**< nothing applied; `op` adds past a bound or a floor in `column` */
  PARVIS_ANSWER_UNAVAILABLE = 5, /**< nothing applied; out of reach, full or busy */
  PARVIS_ANSWER_UNKNOWN = 6      /**< applied or not: sending the same batch again tells */
};

/** Why an operation did not hold. Of each operation in this order: exists or missing, revision, condition, then whether
 * its counters fit (PARVIS_ANSWER_NO_ROOM), key_taken last. Of several columns the one first named is told. */
enum parvis_why {
  PARVIS_WHY_NONE = 0,      /**< it holds */
  PARVIS_WHY_EXISTS = 1,    /**< insert, absent: there is such a row */
  PARVIS_WHY_MISSING = 2,   /**< change, remove: there is none */
  PARVIS_WHY_REVISION = 3,  /**< it is at another revision */
  PARVIS_WHY_CONDITION = 4, /**< a condition does not hold */
  PARVIS_WHY_KEY_TAKEN = 5, /**< another row has the unique key in `column` */
  PARVIS_WHY_MALFORMED = 6  /**< answered by the library, before the host is asked */
};

/** The answer to one batch. */
typedef struct parvis_answer {
  int32_t status;    /**< enum parvis_answer_status */
  int32_t reason;    /**< enum parvis_why, for a conflict */
  uint32_t column;   /**< for key_taken and no_room */
  uint32_t reserved; /**< 0 */
  size_t op;         /**< which operation, for conflict and no_room */
} parvis_answer;

/** What may be said of a column. */
enum parvis_column_flags {
  PARVIS_COLUMN_UNIQUE = 1,     /**< no two rows of a workspace hold the same value; null is never equal */
  PARVIS_COLUMN_SEARCHABLE = 2, /**< text that PARVIS_FILTER_CONTAINS may be asked of */
  PARVIS_COLUMN_COUNTER = 4     /**< changes only by addition */
};

/** One column of the schema. */
typedef struct parvis_column {
  parvis_text name; /**< snake_case; stable */
  uint32_t type;    /**< enum parvis_value_type: what it holds when it is not null */
  uint32_t flags;   /**< of enum parvis_column_flags */
  int32_t bound;    /**< counter: the column with its upper bound; -1: none */
  int32_t floor;    /**< counter: the column with its lower bound; -1: it is 0 */
} parvis_column;

/** One kind of rows. */
typedef struct parvis_kind_schema {
  uint32_t kind;                /**< enum parvis_kind */
  uint32_t reserved;            /**< 0 */
  parvis_text name;             /**< snake_case; stable */
  const parvis_column* columns; /**< `columns[n]` has number n */
  size_t column_count;          /**< of `columns` */
} parvis_kind_schema;

/** A combination of filters and sort that is asked for: equal or in on the first columns, then the order, on which less
 * and greater may narrow. */
typedef struct parvis_query_shape {
  uint32_t kind;     /**< enum parvis_kind */
  uint32_t sort;     /**< a column, or PARVIS_ID_COLUMN */
  uint32_t equal[2]; /**< columns; PARVIS_ID_COLUMN: not used */
} parvis_query_shape;

/** What a storage is asked to keep, as data: tables and statements can be made from it. */
typedef struct parvis_schema {
  uint32_t struct_size;             /**< as the library knows it */
  uint32_t reserved;                /**< 0 */
  const parvis_kind_schema* kinds;  /**< in the order of their numbers, from 1 on */
  size_t kind_count;                /**< of `kinds` */
  const parvis_query_shape* shapes; /**< all that is asked for */
  size_t shape_count;               /**< of `shapes` */
} parvis_schema;

/** The published schema. Static, never NULL, never freed. */
PARVIS_API const parvis_schema* parvis_schema_view(void);

/** A call of the library into the host, as long as the slot has not returned. Hosts answer into it; it copies at once.
 */
typedef struct parvis_call parvis_call;

/** What the caller gave as parvis_caller::context; NULL: nothing. */
PARVIS_API void* parvis_call_context(const parvis_call* call);
/** What the caller gave as parvis_caller::user_data. */
PARVIS_API void* parvis_call_user_data(const parvis_call* call);
/** Load: the row of the key with number `place`; a key that is given none has none. Scan: the row with number `place`
 * of the page: 0, 1, 2… Codes: PARVIS_E_INVALID_ARGUMENT for what is no row, for a place that is none or has its row
 * already, or where no row is asked for; PARVIS_E_NO_MEMORY. Either fails the call, whatever the slot answers. */
PARVIS_API parvis_status parvis_call_put_row(parvis_call* call, size_t place, const parvis_row* row);
/** Scan: whether there are rows after the last one (1 or 0), and how many pass if that was asked. Without it there are
 * none. Codes: PARVIS_E_INVALID_ARGUMENT. */
PARVIS_API parvis_status parvis_call_put_end(parvis_call* call, int32_t more, size_t count);
/** Commit: the answer to the batch with number `place`. A batch without an answer is PARVIS_ANSWER_UNKNOWN, or
 * PARVIS_ANSWER_UNAVAILABLE when the slot fails with PARVIS_E_UNAVAILABLE. Codes: PARVIS_E_INVALID_ARGUMENT. */
PARVIS_API parvis_status parvis_call_put_answer(parvis_call* call, size_t place, const parvis_answer* answer);
/** Where a slot answers a text. Codes: PARVIS_E_INVALID_ARGUMENT, PARVIS_E_NO_MEMORY. */
PARVIS_API parvis_status parvis_call_put_text(parvis_call* call, parvis_text text);
/** Says why the slot fails, for the log: `parvis_error::detail`; of a commit only the answers are heard. Returns
 * `status`, so that a slot may return it; PARVIS_E_HOST_FAILED in place of PARVIS_DONE. */
PARVIS_API parvis_status parvis_call_fail(parvis_call* call, parvis_status status, parvis_text detail);

/** What a storage cannot do. */
enum parvis_storage_flags {
  PARVIS_STORAGE_NOT_ATOMIC = 1, /**< commits rows one by one: no portal opens on it */
  PARVIS_STORAGE_NOT_DURABLE = 2 /**< what is done may be lost in a crash of the machine */
};

/**
 * The storage port. A slot answers PARVIS_DONE, or a code of 4xx or 5xx; everything else, 0 above all, has failed. All
 * slots may be called from several threads at once. They must not throw, and must not be left by longjmp or by
 * cancelling the thread.
 */
typedef struct parvis_storage {
  uint32_t struct_size;             /**< `sizeof(parvis_storage)` */
  uint32_t flags;                   /**< of enum parvis_storage_flags */
  void* user_data;                  /**< given back to every slot */
  void (*destroy)(void* user_data); /**< called once by whoever owns the table; may be NULL */
  /** Answers a row for every key that has one, all from one moment. Required. */
  parvis_status (*load)(void* user_data, parvis_call* call, parvis_text workspace, const parvis_key* keys,
                        size_t key_count);
  /** Answers one page, from one moment. Required. */
  parvis_status (*scan)(void* user_data, parvis_call* call, parvis_text workspace, const parvis_query* query);
  /** Answers every batch; they are independent of each other and may share a transaction. Required. */
  parvis_status (*commit)(void* user_data, parvis_call* call, parvis_text workspace, const parvis_batch* batches,
                          size_t batch_count);
  /** Does what the storage of its own accord has put off when it committed: about `limit` rows, and how many they were
   * into `out`, which is 0 before. Called by parvis_run_due(); no answer of the others depends on it. NULL: there is
   * nothing to be done. A built-in table does it itself; whoever puts slots of their own around one passes it on. */
  parvis_status (*maintain)(void* user_data, parvis_call* call, parvis_text workspace, size_t limit, size_t* out);
} parvis_storage;

/**
 * Lets a host write rows of its own in the transaction of a built-in storage: called on the thread of the call, only
 * for a call with a context, once the batch is applied and before it is committed; never for a batch that is refused or
 * was applied before. It must not call the storage it takes part in.
 */
typedef struct parvis_participant {
  uint32_t struct_size;             /**< `sizeof(parvis_participant)` */
  uint32_t reserved;                /**< 0 */
  void* user_data;                  /**< given back to the slot */
  void (*destroy)(void* user_data); /**< called once, with the storage; may be NULL */
  /** `connection`: the storage's own, borrowed (`sqlite3 *`; NULL in memory). Every answer but PARVIS_DONE rolls
   * everything back. Required. */
  parvis_status (*take_part)(void* user_data, parvis_call* call, void* context, void* connection,
                             const parvis_batch* applied);
} parvis_participant;

/** How the memory storage is made. */
typedef struct parvis_memory_options {
  uint32_t struct_size;                  /**< `sizeof(parvis_memory_options)` */
  uint32_t reserved;                     /**< 0 */
  const parvis_participant* participant; /**< copied; may be NULL */
} parvis_memory_options;
/** Fills `out`, whose `struct_size` is set, with a storage in memory, gone with its `destroy`. `options` may be NULL.
 * On failure nothing is taken. Codes: PARVIS_E_INVALID_ARGUMENT, PARVIS_E_NO_MEMORY. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_memory_storage_open(const parvis_memory_options* options,
                                                                     parvis_storage* out,
                                                                     PARVIS_OWN const parvis_error** error);

/** When a commit of SQLite counts as done. */
enum parvis_sqlite_synchronous {
  PARVIS_SQLITE_FULL = 1,  /**< on the disk: survives the loss of power */
  PARVIS_SQLITE_NORMAL = 2 /**< with the system: survives the end of the process */
};
/** What else a SQLite file is to have. */
enum parvis_sqlite_flags {
  /** An index of every part of the words that accounts are searched by (FTS5, SQLite 3.34 or later), made where the
   * file has none. It stays, whoever opens the file, is fed by parvis_run_due(), and never delays a commit; what waits
   * to be fed is found as well. */
  PARVIS_SQLITE_INDEX_PARTS_OF_WORDS = 1,
  /** The file must hold a store already: one that does not is refused with PARVIS_E_STORAGE_UNFIT and left as it is,
   * one that is not there with PARVIS_E_UNAVAILABLE. */
  PARVIS_SQLITE_EXISTING = 2
};
/** How a SQLite storage is opened. */
typedef struct parvis_sqlite_options {
  uint32_t struct_size;                  /**< `sizeof(parvis_sqlite_options)` */
  int32_t synchronous;                   /**< enum parvis_sqlite_synchronous; 0: full */
  parvis_text path;                      /**< a file on a local disk; made when absent, unless it must exist */
  int64_t busy_timeout_us;               /**< how long a call waits for other processes; 0: 5 s */
  size_t readers_max;                    /**< connections for reading; 0: 8 */
  int32_t checkpoint_pages;              /**< of log before they move into the file; 0: 4,000 */
  uint32_t flags;                        /**< of enum parvis_sqlite_flags */
  const parvis_participant* participant; /**< copied; may be NULL */
} parvis_sqlite_options;
/** Fills `out`, whose `struct_size` is set, with one SQLite file for any number of workspaces, threads and processes
 * (SQLite 3.20 or later). On failure nothing is taken. Codes: PARVIS_E_SCHEMA_NEWER, PARVIS_E_STORAGE_UNFIT,
 * PARVIS_E_UNAVAILABLE, PARVIS_E_INVALID_ARGUMENT. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_sqlite_storage_open(const parvis_sqlite_options* options,
                                                                     parvis_storage* out,
                                                                     PARVIS_OWN const parvis_error** error);

/** How a storage is examined. */
typedef struct parvis_storage_check_request {
  uint32_t struct_size;            /**< `sizeof(parvis_storage_check_request)` */
  uint32_t threads;                /**< of the races; 0: 8 */
  uint64_t seed;                   /**< 0: 1 */
  size_t steps;                    /**< of the comparison with the model; 0: 1,500 */
  size_t rounds;                   /**< of every race; 0: 40 */
  parvis_text workspace_prefix;    /**< of the workspaces that are written to; empty: "contract" */
  parvis_text only;                /**< the name of one clause; empty: all */
  const parvis_progress* progress; /**< told after each clause; may be NULL */
  /** Closes the store and opens it again on what it kept, and puts the table that replaces the first; the old one is
   * not destroyed by the suite. NULL: nothing is kept, and the clause is left out. */
  parvis_status (*reopen)(void* user_data, parvis_storage* replacement);
  void* user_data; /**< given to `reopen` */
} parvis_storage_check_request;
/** What became of one clause. */
typedef struct parvis_clause_result {
  uint32_t struct_size;    /**< as the library knows it */
  int32_t passed;          /**< 1 or 0 */
  parvis_text name;        /**< the sentence of the contract */
  parvis_text explanation; /**< what did not hold; empty when it passed */
} parvis_clause_result;
/** The report of an examination. To be freed by parvis_free(). */
typedef struct parvis_storage_report {
  uint32_t struct_size;                       /**< as the library knows it */
  int32_t passed;                             /**< 1: every clause was, and there was one */
  parvis_text text;                           /**< the clauses that failed, a line each and why; then the sums */
  const parvis_clause_result* const* clauses; /**< in the order in which they were examined */
  size_t clause_count;                        /**< of `clauses` */
} parvis_storage_report;
/**
 * Decides whether a storage is right: the whole contract, clause by clause, with threads and a model to compare with.
 * The table is borrowed, and not destroyed. It is used from threads that the suite starts and joins, the only ones the
 * library ever starts. Examine a store of its own: it is written to.
 * `request` may be NULL. A storage that is wrong is a report, not an error.
 * Codes: PARVIS_E_CANCELLED, PARVIS_E_INVALID_ARGUMENT, PARVIS_E_NO_MEMORY.
 */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_storage_check(const parvis_storage* storage,
                                                               const parvis_storage_check_request* request,
                                                               PARVIS_OWN const parvis_storage_report** out,
                                                               PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
