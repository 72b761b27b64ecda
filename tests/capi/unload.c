/* SPDX-License-Identifier: BSL-1.0 */
/* The library is loaded, used and unloaded again and again: nothing of it stays behind, in no thread. */
#include <dlfcn.h>
#include <malloc.h>
#include <parvis.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static const char* library;

/* A function of the library; one object pointer becomes one function pointer. */
static void find(void* from, const char* name, void* to) {
  void* found = dlsym(from, name);
  REQUIRE(found != NULL);
  memcpy(to, &found, sizeof found);
}

static void* used(void* unused) {
  static const uint8_t secret[32] = "0123456789abcdef0123456789abcde";
  parvis_status (*storage_open)(const parvis_memory_options*, parvis_storage*, const parvis_error**);
  parvis_status (*portal_open)(const parvis_options*, const parvis_host*, parvis_portal**, const parvis_error**);
  parvis_status (*view)(parvis_portal*, const parvis_caller*, parvis_settings**, const parvis_error**);
  void (*portal_close)(parvis_portal*);
  void (*release)(const void*);
  const parvis_error* error = NULL;
  parvis_portal* portal = NULL;
  parvis_storage storage = {.struct_size = sizeof storage};
  parvis_ring_key key = {1, 0, {secret, sizeof secret}};
  parvis_options options;
  parvis_host host;
  parvis_caller by;
  void* loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  (void)unused;
  REQUIRE(loaded != NULL);
  find(loaded, "parvis_memory_storage_open", &storage_open);
  find(loaded, "parvis_portal_open", &portal_open);
  find(loaded, "parvis_view_settings", &view);
  find(loaded, "parvis_portal_close", &portal_close);
  find(loaded, "parvis_free", &release);
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.keys = &key;
  options.key_count = 1;
  memset(&host, 0, sizeof host);
  host.struct_size = sizeof host;
  host.storage = &storage;
  memset(&by, 0, sizeof by);
  by.struct_size = sizeof by;
  by.workspace = parvis_text_of("ravel");
  CHECK(storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  CHECK(portal_open(&options, &host, &portal, NULL) == PARVIS_DONE);
  CHECK(view(portal, &by, NULL, &error) == PARVIS_E_NOT_SET_UP);
  release(error);
  portal_close(portal);
  CHECK(dlclose(loaded) == 0);
  return NULL;
}

static bool is_loaded(void) {
  void* found = dlopen(library, RTLD_NOW | RTLD_NOLOAD);
  if (found != NULL) dlclose(found);
  return found != NULL;
}

static void the_library_is_loaded_and_unloaded_again_and_again(void) {
  size_t before = 0;
  int n;
  for (n = 0; n < 60; ++n) {
    used(NULL);
    CHECK(!is_loaded());
    if (n == 20) before = mallinfo2().uordblks;
  }
  check_context("%ld octets more after 39 rounds", (long)(mallinfo2().uordblks - before));
  CHECK(mallinfo2().uordblks <= before + 4096);
}

static void a_thread_may_outlive_the_library(void) {
  int n;
  for (n = 0; n < 10; ++n) {
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, used, NULL) == 0);
    pthread_join(thread, NULL);
    CHECK(!is_loaded());
  }
}

int main(int argc, char** argv) {
  static const test_case tests[] = {
      {"the library is loaded and unloaded again and again", the_library_is_loaded_and_unloaded_again_and_again},
      {"a thread may outlive the library", a_thread_may_outlive_the_library},
  };
  REQUIRE(argc >= 2);
  library = argv[1];
  return run_tests(tests, sizeof tests / sizeof *tests, argc - 1, argv + 1);
}
