/* SPDX-License-Identifier: BSL-1.0 */
/* How a request is looked at from every side. Each chapter names its calls by CALL, and tortures them. */
#ifndef PARVIS_TESTS_REQUESTS_H
#define PARVIS_TESTS_REQUESTS_H

#include "distort.h"
#include "firm.h"

extern firm one;
extern const parvis_caller* by;

/* Opens it; Claire calls. */
void open_one(void);
/* The portal is as usable as before. */
void still_works(void);
parvis_uuid an_account(void);

/* As it should be. */
#define CALL_ONLY(name, request_type, reply_type)                                      \
  static parvis_status call_##name(const void* given) {                                \
    const request_type* request = given;                                               \
    const reply_type* out = NULL;                                                      \
    const parvis_error* error = NULL;                                                  \
    const parvis_status status = parvis_##name(one.portal, by, request, &out, &error); \
    sound(status, out, error);                                                         \
    parvis_free(out);                                                                  \
    return status;                                                                     \
  }
/* Without an answer, without an error, without a portal, without a caller, and without a request: that is answered
 * `bare`. */
#define CALL_ABSENT(name, request_type, reply_type, bare)                                              \
  static void absent_##name(const request_type* request) {                                             \
    const reply_type* out = (const reply_type*)&one;                                                   \
    const parvis_error* error = NULL;                                                                  \
    check_context(#name);                                                                              \
    CHECK(parvis_##name(NULL, by, request, &out, &error) == PARVIS_E_INVALID_ARGUMENT && out == NULL); \
    parvis_free(error);                                                                                \
    CHECK(parvis_##name(one.portal, NULL, request, &out, &error) == PARVIS_E_INVALID_ARGUMENT);        \
    parvis_free(error);                                                                                \
    CHECK(parvis_##name(one.portal, by, NULL, &out, &error) == (bare));                                \
    parvis_free(error);                                                                                \
    parvis_free(out);                                                                                  \
    CHECK(parvis_##name(NULL, NULL, NULL, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);                   \
    CHECK(parvis_##name(one.portal, by, request, NULL, NULL) != PARVIS_E_BUG);                         \
  }
#define CALL(name, request_type, reply_type) \
  CALL_ONLY(name, request_type, reply_type)  \
  CALL_ABSENT(name, request_type, reply_type, PARVIS_E_INVALID_ARGUMENT)
/* The request may be absent. */
#define CALL_ANYHOW(name, request_type, reply_type) \
  CALL_ONLY(name, request_type, reply_type)         \
  CALL_ABSENT(name, request_type, reply_type, PARVIS_DONE)

#define TORTURE(name, request)                                \
  do {                                                        \
    absent_##name(&(request));                                \
    cut(#name, &(request), sizeof(request), call_##name);     \
    distort(#name, &(request), sizeof(request), call_##name); \
    check_context(#name);                                     \
    still_works();                                            \
  } while (false)
#define MISNUMBER(name, request, member) \
  misnumber(#name, &(request), sizeof(request), (size_t)((char*)&(request).member - (char*)&(request)), call_##name)

#endif
