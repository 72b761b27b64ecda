/* SPDX-License-Identifier: BSL-1.0 */
/* A program in C99 that knows nothing of C++. */
#include <parvis.h>
#include <stdio.h>

int main(void) {
  parvis_storage storage = {.struct_size = sizeof storage};
  if (parvis_memory_storage_open(NULL, &storage, NULL) != PARVIS_DONE) return 1;
  static const uint8_t secret[32] = {1};
  parvis_ring_key key = {.id = 1, .secret = {secret, sizeof secret}};
  parvis_options options = {.struct_size = sizeof options, .keys = &key, .key_count = 1};
  parvis_host host = {.struct_size = sizeof host, .storage = &storage};
  parvis_portal* portal = NULL;
  if (parvis_portal_open(&options, &host, &portal, NULL) != PARVIS_DONE) return 1;
  parvis_caller by = {.struct_size = sizeof by, .workspace = parvis_text_of("ravel")};
  const parvis_error* error = NULL;
  const parvis_status status = parvis_view_settings(portal, &by, NULL, &error);
  const int right = status == PARVIS_E_NOT_SET_UP && error != NULL && error->code == status && error->message.size > 0;
  parvis_free(error);
  parvis_portal_close(portal);
  printf("the C library %s\n", right ? "answers" : "is wrong");
  return right ? 0 : 1;
}
