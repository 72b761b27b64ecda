/* SPDX-License-Identifier: BSL-1.0 */
/* Whatever may be wrong with a struct that is passed to the library. Under valgrind a read of what the caller did not
 * give is found. */
#ifndef PARVIS_TESTS_DISTORT_H
#define PARVIS_TESTS_DISTORT_H

#include <parvis.h>
#include <stdbool.h>

/* A call with nothing in it but the struct that is passed. */
typedef parvis_status (*call_of)(const void* request);

/* A text of a request, so that it is recognised. */
parvis_text said(const char* text);
/* A call ends with an answer or an error, never both, never neither. Frees the error. */
void sound(parvis_status status, const void* out, const parvis_error* error);

/* Cut at every member, and longer than we know. */
void cut(const char* name, const void* whole, size_t size, call_of call);
/* The same of a table of the host's: all but `destroy` is required, and what lies behind `required` octets. */
void cut_table(const char* name, const void* whole, size_t size, size_t required, call_of call);
/* Each word of a request in turn: nothing, a gigabyte, every number; each text not UTF-8. */
void distort(const char* name, const void* whole, size_t size, call_of call);
/* Every number that is no enumerator. */
void misnumber(const char* name, const void* whole, size_t size, size_t at, call_of call);

#endif
