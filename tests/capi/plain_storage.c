/* SPDX-License-Identifier: BSL-1.0 */
#include "plain_storage.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A row never changes: it is replaced. */
typedef struct stored {
  char* workspace;
  parvis_row row;
} stored;

typedef struct remembered {
  char* workspace;
  parvis_uuid id;
  parvis_time_us at;
} remembered;

typedef struct plain {
  enum plain_defect defect;
  pthread_mutex_t mutex;
  stored** rows; /* in no order */
  size_t row_count;
  remembered* batches;
  size_t batch_count;
} plain;

/* A test has nothing left to say without memory. */
static void* room(size_t size) {
  void* out = calloc(1, size == 0 ? 1 : size);
  if (out == NULL) abort();
  return out;
}
static void* copied(const void* from, size_t size) {
  void* out = room(size + 1);
  if (size != 0) memcpy(out, from, size);
  return out;
}
static char* name_of(parvis_text text) { return copied(text.data, text.size); }
static bool is_name(const char* name, parvis_text text) {
  return strlen(name) == text.size && (text.size == 0 || memcmp(name, text.data, text.size) == 0);
}
static bool same_id(const parvis_uuid* a, const parvis_uuid* b) { return memcmp(a, b, sizeof *a) == 0; }

/* --- values and rows --- */

static parvis_value value_copy(const parvis_value* from) {
  parvis_value out = *from;
  out.bytes.data = copied(from->bytes.data, from->bytes.size);
  return out;
}

static int compare(const parvis_value* a, const parvis_value* b) {
  size_t shorter;
  int order;
  if (a->type != b->type) return a->type < b->type ? -1 : 1;
  if (a->type == PARVIS_VALUE_NULL) return 0;
  if (a->type == PARVIS_VALUE_INTEGER) return (a->integer > b->integer) - (a->integer < b->integer);
  shorter = a->bytes.size < b->bytes.size ? a->bytes.size : b->bytes.size;
  order = shorter == 0 ? 0 : memcmp(a->bytes.data, b->bytes.data, shorter);
  return order != 0 ? order : (a->bytes.size > b->bytes.size) - (a->bytes.size < b->bytes.size);
}

/* Borrowed from the row; null for a column it does not have. */
static parvis_value at(const parvis_row* row, uint32_t column) {
  parvis_value out;
  memset(&out, 0, sizeof out);
  if (column == PARVIS_ID_COLUMN) {
    out.type = PARVIS_VALUE_BYTES;
    out.bytes.data = row->id.octet;
    out.bytes.size = sizeof row->id.octet;
  } else if (column < row->value_count) {
    out = row->values[column];
  }
  return out;
}

static stored* stored_new(parvis_text workspace, uint32_t kind, const parvis_uuid* id, const parvis_row* from,
                          size_t columns) {
  stored* out = room(sizeof *out);
  parvis_value* values = room(columns * sizeof *values);
  size_t n;
  for (n = 0; from != NULL && n < from->value_count; ++n) values[n] = value_copy(&from->values[n]);
  out->workspace = name_of(workspace);
  out->row.kind = kind;
  out->row.id = *id;
  out->row.revision = from != NULL ? from->revision : 1;
  out->row.values = values;
  out->row.value_count = columns;
  return out;
}
static void stored_free(stored* one) {
  size_t n;
  if (one == NULL) return;
  for (n = 0; n < one->row.value_count; ++n) free((void*)one->row.values[n].bytes.data);
  free((void*)one->row.values);
  free(one->workspace);
  free(one);
}
static void stored_set(stored* one, uint32_t column, const parvis_value* to) {
  parvis_value* slot = (parvis_value*)&one->row.values[column];
  free((void*)slot->bytes.data);
  *slot = value_copy(to);
}

static const parvis_kind_schema* schema_of(uint32_t kind) { return &parvis_schema_view()->kinds[kind - 1]; }

static stored** find(plain* of, parvis_text workspace, uint32_t kind, uint32_t column, const parvis_value* value) {
  size_t n;
  for (n = 0; value->type != PARVIS_VALUE_NULL && n < of->row_count; ++n) {
    const parvis_row* row = &of->rows[n]->row;
    const parvis_value held = at(row, column);
    if (row->kind == kind && compare(&held, value) == 0 && is_name(of->rows[n]->workspace, workspace)) {
      return &of->rows[n];
    }
  }
  return NULL;
}
static stored** find_id(plain* of, parvis_text workspace, uint32_t kind, const parvis_uuid* id) {
  parvis_value value;
  memset(&value, 0, sizeof value);
  value.type = PARVIS_VALUE_BYTES;
  value.bytes.data = id->octet;
  value.bytes.size = sizeof id->octet;
  return find(of, workspace, kind, PARVIS_ID_COLUMN, &value);
}

/* --- reading --- */

static parvis_status load(void* user_data, parvis_call* call, parvis_text workspace, const parvis_key* keys,
                          size_t key_count) {
  plain* of = user_data;
  size_t n;
  pthread_mutex_lock(&of->mutex);
  for (n = 0; n < key_count; ++n) {
    stored** found = find(of, workspace, keys[n].kind, keys[n].column, &keys[n].value);
    if (found != NULL) parvis_call_put_row(call, n, &(*found)->row);
  }
  pthread_mutex_unlock(&of->mutex);
  return PARVIS_DONE;
}

static bool contains(const parvis_value* text, const parvis_value* part) {
  size_t n;
  for (n = 0; n + part->bytes.size <= text->bytes.size; ++n) {
    if (part->bytes.size == 0 || memcmp(text->bytes.data + n, part->bytes.data, part->bytes.size) == 0) return true;
  }
  return false;
}

static bool passes(const parvis_row* row, const parvis_filter* filter) {
  const parvis_value held = at(row, filter->column);
  size_t n;
  if (held.type == PARVIS_VALUE_NULL) return false;
  switch (filter->op) {
    case PARVIS_FILTER_LESS:
      return compare(&held, &filter->values[0]) < 0;
    case PARVIS_FILTER_GREATER:
      return compare(&held, &filter->values[0]) > 0;
    case PARVIS_FILTER_CONTAINS:
      return contains(&held, &filter->values[0]);
    default:
      for (n = 0; n < filter->value_count; ++n) {
        if (compare(&held, &filter->values[n]) == 0) return true;
      }
      return false;
  }
}

/* By the sort column, then by the id. */
static int compare_places(const parvis_value* a, const parvis_uuid* a_id, const parvis_value* b,
                          const parvis_uuid* b_id) {
  const int order = compare(a, b);
  return order != 0 ? order : memcmp(a_id, b_id, sizeof *a_id);
}
static int compare_rows(const parvis_row* a, const parvis_row* b, const parvis_query* query) {
  const parvis_value left = at(a, query->sort), right = at(b, query->sort);
  const int order = compare_places(&left, &a->id, &right, &b->id);
  return query->descending ? -order : order;
}

static bool wanted(const stored* one, parvis_text workspace, const parvis_query* query) {
  size_t n;
  if (one->row.kind != query->kind || !is_name(one->workspace, workspace)) return false;
  if (at(&one->row, query->sort).type == PARVIS_VALUE_NULL) return false;
  for (n = 0; n < query->filter_count; ++n) {
    if (!passes(&one->row, &query->filters[n])) return false;
  }
  return true;
}

static bool comes_after(const parvis_row* row, const parvis_query* query) {
  const parvis_value held = at(row, query->sort);
  const int order = query->sort == PARVIS_ID_COLUMN
                        ? memcmp(&row->id, &query->after_id, sizeof row->id)
                        : compare_places(&held, &row->id, &query->after_value, &query->after_id);
  return !query->has_after || (query->descending ? order < 0 : order > 0);
}

static parvis_status scan(void* user_data, parvis_call* call, parvis_text workspace, const parvis_query* query) {
  plain* of = user_data;
  const parvis_row** page;
  size_t n, passing = 0, listed = 0;
  pthread_mutex_lock(&of->mutex);
  page = room(of->row_count * sizeof *page);
  for (n = 0; n < of->row_count; ++n) {
    const parvis_row* row = &of->rows[n]->row;
    size_t place;
    if (!wanted(of->rows[n], workspace, query)) continue;
    ++passing;
    if (!comes_after(row, query)) continue;
    for (place = listed++; place > 0 && compare_rows(row, page[place - 1], query) < 0; --place) {
      page[place] = page[place - 1];
    }
    page[place] = row;
  }
  for (n = 0; n < listed && n < query->limit; ++n) parvis_call_put_row(call, n, page[n]);
  parvis_call_put_end(call, query->limit != 0 && listed > query->limit,
                      passing < query->count_cap ? passing : query->count_cap);
  free(page);
  pthread_mutex_unlock(&of->mutex);
  return PARVIS_DONE;
}

/* --- writing --- */

static bool holds(const parvis_row* row, const parvis_condition* condition) {
  const parvis_value left = at(row, condition->column);
  const parvis_value right = condition->other >= 0 ? at(row, (uint32_t)condition->other) : condition->value;
  if (condition->is == PARVIS_IS_NULL) return left.type == PARVIS_VALUE_NULL;
  if (left.type == PARVIS_VALUE_NULL || left.type != right.type) return false;
  switch (condition->is) {
    case PARVIS_IS_EQUAL:
      return compare(&left, &right) == 0;
    case PARVIS_IS_LESS:
      return compare(&left, &right) < 0;
    case PARVIS_IS_LESS_OR_EQUAL:
      return compare(&left, &right) <= 0;
    default:
      return compare(&left, &right) > 0;
  }
}

static bool refuse(parvis_answer* answer, int32_t status, int32_t reason, uint32_t column) {
  answer->status = status;
  answer->reason = reason;
  answer->column = column;
  return false;
}

static bool allowed(const plain* of, const parvis_row* row, const parvis_operation* op, parvis_answer* answer) {
  size_t n;
  if (row == NULL) return refuse(answer, PARVIS_ANSWER_CONFLICT, PARVIS_WHY_MISSING, 0);
  if (op->has_revision && op->revision != row->revision && of->defect != PLAIN_LOSES_AN_UPDATE) {
    return refuse(answer, PARVIS_ANSWER_CONFLICT, PARVIS_WHY_REVISION, 0);
  }
  for (n = 0; n < op->condition_count && of->defect != PLAIN_IGNORES_A_GUARD; ++n) {
    if (!holds(row, &op->conditions[n])) return refuse(answer, PARVIS_ANSWER_CONFLICT, PARVIS_WHY_CONDITION, 0);
  }
  return true;
}

static bool added(const plain* of, stored* row, const parvis_addition* add, parvis_answer* answer) {
  const parvis_column* column = &schema_of(row->row.kind)->columns[add->column];
  const parvis_value bound = at(&row->row, column->bound < 0 ? 0xfffe : (uint32_t)column->bound);
  const parvis_value floor = at(&row->row, column->floor < 0 ? 0xfffe : (uint32_t)column->floor);
  parvis_value sum = at(&row->row, add->column);
  if (__builtin_add_overflow(sum.integer, add->amount, &sum.integer) ||
      (add->amount > 0 && bound.type == PARVIS_VALUE_INTEGER && sum.integer > bound.integer &&
       of->defect != PLAIN_OVERSELLS) ||
      (add->amount < 0 && sum.integer < (floor.type == PARVIS_VALUE_INTEGER ? floor.integer : 0))) {
    return refuse(answer, PARVIS_ANSWER_NO_ROOM, PARVIS_WHY_NONE, add->column);
  }
  sum.type = PARVIS_VALUE_INTEGER;
  stored_set(row, add->column, &sum);
  return true;
}

static stored* fresh(parvis_text workspace, const parvis_operation* op) {
  const parvis_kind_schema* schema = schema_of(op->kind);
  stored* out = stored_new(workspace, op->kind, &op->id, NULL, schema->column_count);
  parvis_value zero;
  size_t n;
  memset(&zero, 0, sizeof zero);
  zero.type = PARVIS_VALUE_INTEGER;
  for (n = 0; n < schema->column_count; ++n) {
    if (schema->columns[n].flags & PARVIS_COLUMN_COUNTER) stored_set(out, (uint32_t)n, &zero);
  }
  return out;
}

/* What an operation makes of a row; NULL and an answer when it does not hold. */
static stored* operated(plain* of, parvis_text workspace, const parvis_operation* op, const parvis_row* row,
                        parvis_answer* answer) {
  const bool inserts = op->type == PARVIS_OP_INSERT || (op->or_insert && row == NULL);
  size_t columns = inserts ? 0 : row->value_count, n;
  stored* out;
  for (n = 0; n < op->set_count; ++n) {
    if (op->set[n].column >= columns) columns = op->set[n].column + 1;
  }
  out = inserts ? fresh(workspace, op) : stored_new(workspace, op->kind, &op->id, row, columns);
  if (columns > out->row.value_count) { /* a column of the future */
    stored* wider = stored_new(workspace, op->kind, &op->id, &out->row, columns);
    stored_free(out);
    out = wider;
  }
  if (!inserts && op->set_count != 0) ++out->row.revision;
  for (n = 0; n < op->set_count; ++n) stored_set(out, op->set[n].column, &op->set[n].value);
  for (n = 0; n < op->add_count; ++n) {
    if (!added(of, out, &op->add[n], answer)) {
      stored_free(out);
      return NULL;
    }
  }
  return out;
}

static bool key_is_free(plain* of, parvis_text workspace, const parvis_operation* op, const parvis_row* row,
                        parvis_answer* answer) {
  const parvis_kind_schema* schema = schema_of(op->kind);
  size_t n;
  for (n = 0; n < op->set_count; ++n) {
    const uint32_t column = op->set[n].column;
    stored** holder;
    if (column >= schema->column_count || !(schema->columns[column].flags & PARVIS_COLUMN_UNIQUE)) continue;
    holder = find(of, workspace, op->kind, column, &op->set[n].value);
    if (holder != NULL && (row == NULL || !same_id(&(*holder)->row.id, &op->id))) {
      return refuse(answer, PARVIS_ANSWER_CONFLICT, PARVIS_WHY_KEY_TAKEN, column);
    }
  }
  return true;
}

/* Puts what was added to the rows into `made` and what was taken from them into `dropped`. */
static bool operate(plain* of, parvis_text workspace, const parvis_operation* op, stored** made, stored** dropped,
                    parvis_answer* answer) {
  stored** found = find_id(of, workspace, op->kind, &op->id);
  const parvis_row* row = found != NULL ? &(*found)->row : NULL;
  if (op->type == PARVIS_OP_ABSENT && op->set_count != 0) return key_is_free(of, workspace, op, NULL, answer);
  if ((op->type == PARVIS_OP_ABSENT || op->type == PARVIS_OP_INSERT) && row != NULL) {
    return refuse(answer, PARVIS_ANSWER_CONFLICT, PARVIS_WHY_EXISTS, 0);
  }
  if (op->type == PARVIS_OP_ABSENT) return true;
  if (op->type != PARVIS_OP_INSERT && !(op->or_insert && row == NULL) && !allowed(of, row, op, answer)) return false;

  *made = operated(of, workspace, op, row, answer);
  if (*made == NULL) return false;
  if (op->type == PARVIS_OP_REMOVE || !key_is_free(of, workspace, op, row, answer)) {
    stored_free(*made);
    *made = NULL;
    if (op->type != PARVIS_OP_REMOVE) return false;
    *dropped = *found;
    *found = of->rows[--of->row_count];
  } else if (found != NULL) {
    *dropped = *found;
    *found = *made;
  } else {
    of->rows[of->row_count++] = *made;
  }
  return true;
}

static bool known(const plain* of, parvis_text workspace, const parvis_uuid* id) {
  size_t n;
  for (n = 0; n < of->batch_count; ++n) {
    if (same_id(&of->batches[n].id, id) && is_name(of->batches[n].workspace, workspace)) return true;
  }
  return false;
}

/* For a day. */
static void remember(plain* of, parvis_text workspace, const parvis_batch* batch) {
  size_t n, kept = 0;
  of->batches = realloc(of->batches, (of->batch_count + 1) * sizeof *of->batches);
  if (of->batches == NULL) abort();
  of->batches[of->batch_count].workspace = name_of(workspace);
  of->batches[of->batch_count].id = batch->id;
  of->batches[of->batch_count++].at = batch->at;
  for (n = 0; n < of->batch_count; ++n) {
    const remembered one = of->batches[n];
    if (is_name(one.workspace, workspace) && batch->at - one.at > INT64_C(24) * 3600 * 1000000) {
      free(one.workspace);
    } else {
      of->batches[kept++] = one;
    }
  }
  of->batch_count = kept;
}

static void apply(plain* of, parvis_text workspace, const parvis_batch* batch, parvis_answer* answer) {
  stored *made[64] = {NULL}, *dropped[64] = {NULL};
  const size_t before = of->row_count;
  stored** saved = copied(of->rows, before * sizeof *saved);
  bool good = true;
  size_t n;
  memset(answer, 0, sizeof *answer);
  if (known(of, workspace, &batch->id)) {
    answer->status = of->defect == PLAIN_ANSWERS_ALREADY_TWICE_AS_DONE ? PARVIS_ANSWER_DONE : PARVIS_ANSWER_ALREADY;
    free(saved);
    return;
  }
  of->rows = realloc(of->rows, (before + batch->operation_count + 1) * sizeof *of->rows);
  if (of->rows == NULL) abort();
  for (n = 0; n < batch->operation_count && good; ++n) {
    good = operate(of, workspace, &batch->operations[n], &made[n], &dropped[n], answer);
    if (!good) answer->op = n;
  }
  if (good || of->defect == PLAIN_APPLIES_HALF) {
    for (n = 0; n < 64; ++n) stored_free(dropped[n]);
    free(saved);
  } else {
    for (n = 0; n < 64; ++n) stored_free(made[n]);
    free(of->rows);
    of->rows = saved;
    of->row_count = before;
  }
  if (good) {
    answer->status = PARVIS_ANSWER_DONE;
    remember(of, workspace, batch);
  }
}

static parvis_status commit(void* user_data, parvis_call* call, parvis_text workspace, const parvis_batch* batches,
                            size_t batch_count) {
  plain* of = user_data;
  size_t n;
  pthread_mutex_lock(&of->mutex);
  for (n = 0; n < batch_count; ++n) {
    parvis_answer answer;
    apply(of, workspace, &batches[n], &answer);
    parvis_call_put_answer(call, n, &answer);
  }
  pthread_mutex_unlock(&of->mutex);
  return PARVIS_DONE;
}

static void destroy(void* user_data) {
  plain* of = user_data;
  size_t n;
  for (n = 0; n < of->row_count; ++n) stored_free(of->rows[n]);
  for (n = 0; n < of->batch_count; ++n) free(of->batches[n].workspace);
  free(of->rows);
  free(of->batches);
  pthread_mutex_destroy(&of->mutex);
  free(of);
}

void plain_storage_open(enum plain_defect defect, parvis_storage* out) {
  plain* of = room(sizeof *of);
  of->defect = defect;
  pthread_mutex_init(&of->mutex, NULL);
  memset(out, 0, sizeof *out);
  out->struct_size = sizeof *out;
  out->flags = PARVIS_STORAGE_NOT_DURABLE;
  out->user_data = of;
  out->destroy = destroy;
  out->load = load;
  out->scan = scan;
  out->commit = commit;
}

/* FNV-1a */
static uint64_t mixed(uint64_t digest, const void* octets, size_t size) {
  const unsigned char* at = octets;
  size_t n;
  for (n = 0; n < size; ++n) digest = (digest ^ at[n]) * UINT64_C(0x100000001b3);
  return digest;
}
uint64_t plain_storage_digest(const parvis_storage* of) {
  const plain* from = of->user_data;
  uint64_t sum = from->row_count;
  size_t n, column;
  for (n = 0; n < from->row_count; ++n) {
    const parvis_row* row = &from->rows[n]->row;
    uint64_t digest = mixed(UINT64_C(0xcbf29ce484222325), from->rows[n]->workspace, strlen(from->rows[n]->workspace));
    digest = mixed(digest, &row->kind, sizeof row->kind);
    digest = mixed(digest, &row->id, sizeof row->id);
    digest = mixed(digest, &row->revision, sizeof row->revision);
    for (column = 0; column < row->value_count; ++column) {
      const parvis_value* value = &row->values[column];
      digest = mixed(digest, &value->type, sizeof value->type);
      digest = mixed(digest, &value->integer, sizeof value->integer);
      digest = mixed(digest, value->bytes.data, value->bytes.size);
    }
    sum += digest;
  }
  return sum;
}
