/* SPDX-License-Identifier: BSL-1.0 */
/* A storage of the host's own in C99: rows in memory, made to be read rather than to be fast. */
#ifndef PARVIS_TESTS_PLAIN_STORAGE_H
#define PARVIS_TESTS_PLAIN_STORAGE_H

#include <parvis.h>

/* How it may be wrong, for the contract suite to find out. */
enum plain_defect {
  PLAIN_RIGHT,
  PLAIN_LOSES_AN_UPDATE,
  PLAIN_IGNORES_A_GUARD,
  PLAIN_ANSWERS_ALREADY_TWICE_AS_DONE,
  PLAIN_OVERSELLS,
  PLAIN_APPLIES_HALF
};

/* Fills `out`; its `destroy` frees everything. */
void plain_storage_open(enum plain_defect defect, parvis_storage* out);
/* Of every octet of every row, whatever their order. */
uint64_t plain_storage_digest(const parvis_storage* of);

#endif
