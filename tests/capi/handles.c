/* SPDX-License-Identifier: BSL-1.0 */
/* What is done with a handle that is none, and with one that two processes have. What no program should do ends it, or
 * is refused, before it does harm: as far as a mark can tell, and wherever a sanitizer or valgrind looks. Each in a
 * process of its own. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "firm.h"
#include "plain_storage.h"

enum { went_through = 42 };

static void tried_in_a_child(bool (*harm)(void)) {
  int status = 0;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(harm() ? 0 : went_through);
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(!WIFEXITED(status) || WEXITSTATUS(status) != went_through);
}

/* --- blocks --- */

static const parvis_words* a_block(void) {
  const parvis_words* out = NULL;
  REQUIRE(parvis_license_label(TEXT("core"), TEXT("en"), &out, NULL) == PARVIS_DONE);
  return out;
}
static bool frees_twice(void) {
  const parvis_words* block = a_block();
  parvis_free(block);
  parvis_free(block);
  return false;
}
static bool frees_a_part(void) {
  parvis_free(a_block()->text.data);
  return false;
}
static bool frees_its_own(void) {
  static char own[256];
  parvis_free(own + 128);
  return false;
}
static bool frees_a_portal(void) {
  firm ravel;
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&ravel, &storage);
  parvis_free(ravel.portal);
  return false;
}
static void what_is_no_block_is_not_freed(void) {
  tried_in_a_child(frees_twice);
  tried_in_a_child(frees_a_part);
  tried_in_a_child(frees_its_own);
  tried_in_a_child(frees_a_portal);
}

/* --- portals --- */

static bool is_refused(const void* handle) {
  parvis_settings* settings = NULL;
  const parvis_error* error = NULL;
  NEW(parvis_caller, by);
  by.workspace = TEXT("ravel");
  return parvis_view_settings((parvis_portal*)handle, &by, &settings, &error) == PARVIS_E_INVALID_ARGUMENT &&
         settings == NULL && error != NULL;
}
static bool calls_a_closed_portal(void) {
  parvis_portal* portal;
  firm ravel;
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&ravel, &storage);
  portal = ravel.portal;
  firm_close(&ravel);
  return is_refused(portal);
}
static bool closes_twice(void) {
  parvis_portal* portal;
  firm ravel;
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&ravel, &storage);
  portal = ravel.portal;
  firm_close(&ravel);
  parvis_portal_close(portal);
  return ravel.destroyed == firm_tables;
}
static bool calls_a_block(void) { return is_refused(a_block()); }
static bool calls_a_storage(void) {
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  return is_refused(&storage) && is_refused(storage.user_data);
}
static bool closes_what_is_its_own(void) {
  static char own[4096], before[4096];
  memset(own, 'x', sizeof own);
  memset(before, 'x', sizeof before);
  parvis_portal_close((parvis_portal*)(void*)own);
  return memcmp(own, before, sizeof own) == 0;
}
static void what_is_no_portal_is_not_called(void) {
  tried_in_a_child(calls_a_closed_portal);
  tried_in_a_child(closes_twice);
  tried_in_a_child(calls_a_block);
  tried_in_a_child(calls_a_storage);
  tried_in_a_child(closes_what_is_its_own);
}

/* --- two processes --- */

/* A new link, and the id of its row. */
static void draw(parvis_portal* portal, const parvis_caller* by, char* out, size_t room) {
  const parvis_invite_view* made = NULL;
  NEW(parvis_create_invite_request, invite);
  memset(out, 0, room);
  REQUIRE(parvis_create_invite(portal, by, &invite, &made, NULL) == PARVIS_DONE);
  memcpy(out, made->invite->id.octet, sizeof made->invite->id.octet);
  token_of(made->link, out + sizeof made->invite->id.octet, room - sizeof made->invite->id.octet);
  parvis_free(made);
}

static void a_child_draws_other_ids_and_tokens_than_its_parent(void) {
  char parents[256], childs[256];
  int pipes[2], status = 0;
  pid_t child;
  parvis_portal* portal;
  parvis_storage storage = {.struct_size = sizeof storage};
  firm ravel;
  NEW(parvis_host, ports); /* the system's clock and random source */
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&ravel, &storage);
  portal = firm_reopen(&ravel, &ports);
  draw(portal, &ravel.claire, parents, sizeof parents); /* whatever is kept ready is there when the process splits */
  REQUIRE(pipe(pipes) == 0);
  child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    draw(portal, &ravel.claire, childs, sizeof childs);
    _exit(write(pipes[1], childs, sizeof childs) == sizeof childs ? 0 : 1);
  }
  draw(portal, &ravel.claire, parents, sizeof parents);
  CHECK(read(pipes[0], childs, sizeof childs) == sizeof childs);
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(childs[16] != '\0' && parents[16] != '\0');
  CHECK(memcmp(childs, parents, 16) != 0 && strcmp(childs + 16, parents + 16) != 0);
  /* Nothing but the time may be alike in two ids (RFC 9562, version 7). */
  CHECK(memcmp(childs + 8, parents + 8, 8) != 0);
  close(pipes[0]);
  close(pipes[1]);
  parvis_portal_close(portal);
  firm_close(&ravel);
}

int main(int argc, char** argv) {
  static const test_case tests[] = {
      {"what is no block is not freed", what_is_no_block_is_not_freed},
      {"what is no portal is not called", what_is_no_portal_is_not_called},
      {"a child draws other ids and tokens than its parent", a_child_draws_other_ids_and_tokens_than_its_parent},
  };
  return run_tests(tests, sizeof tests / sizeof *tests, argc, argv);
}
