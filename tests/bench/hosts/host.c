/* SPDX-License-Identifier: BSL-1.0 */
/* The works of `run`, done in C. */
#include <parvis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEXT(z) parvis_text_of(z)
#define NEW(type, name)          \
  type name;                     \
  memset(&name, 0, sizeof name); \
  name.struct_size = sizeof name

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(parvis_status status) {
  if (status == PARVIS_DONE) return;
  fprintf(stderr, "%s\n", parvis_code_name(status).data);
  abort();
}

typedef struct firm {
  parvis_portal* door;
  parvis_caller visitor;
  char token[256];
  int people;
} firm;

static firm opened(const parvis_storage* on) {
  static const uint8_t secret[] = "0123456789abcdef0123456789abcdef";
  firm out;
  parvis_ring_key key = {1, 0, {secret, 32}};
  NEW(parvis_scrypt_options, scrypt);
  NEW(parvis_options, options);
  NEW(parvis_host, host);
  scrypt.log2_n = scrypt.r = scrypt.p = 1;
  options.keys = &key;
  options.key_count = 1;
  options.scrypt = &scrypt;
  host.storage = on;
  memset(&out, 0, sizeof out);
  out.visitor.struct_size = sizeof out.visitor;
  out.visitor.workspace = TEXT("ravel");
  must(parvis_portal_open(&options, &host, &out.door, NULL));
  return out;
}

static void set_up(firm* of) {
  const parvis_seat_grant* grants[1];
  const parvis_set_up_reply* made;
  parvis_settings* settings;
  const parvis_invite_view* link;
  parvis_caller admin = of->visitor;
  NEW(parvis_seat_grant, grant);
  NEW(parvis_set_up_request, request);
  NEW(parvis_create_invite_request, invite);
  grant.sku = TEXT("core");
  grant.quantity = 1;
  grants[0] = &grant;
  request.portal_name = TEXT("Cabinet Ravel");
  request.portal_url = TEXT("https://portal.example.org");
  request.first_name = TEXT("Claire");
  request.last_name = TEXT("Beaumont");
  request.email = TEXT("claire@example.org");
  request.username = TEXT("claire");
  request.password = TEXT("seven violet otters swim");
  request.grants = grants;
  request.grant_count = 1;
  must(parvis_set_up(of->door, &of->visitor, &request, &made, NULL));
  admin.actor = made->administrator;
  parvis_free(made);
  must(parvis_view_settings(of->door, &admin, &settings, NULL));
  settings->email_proof = PARVIS_EMAIL_PROOF_OFF;
  must(parvis_change_settings(of->door, &admin, settings, NULL, NULL));
  parvis_free(settings);
  must(parvis_create_invite(of->door, &admin, &invite, &link, NULL));
  snprintf(of->token, sizeof of->token, "%.*s", (int)link->link.size, link->link.data);
  memmove(of->token, strstr(of->token, "token=") + 6, strlen(strstr(of->token, "token=") + 6) + 1);
  parvis_free(link);
}

static parvis_status sign_up_as(firm* of, const char* token, const char* name, const char* email) {
  const parvis_sign_up_reply* reply = NULL;
  const parvis_error* error = NULL;
  parvis_status status;
  NEW(parvis_sign_up_request, request);
  request.token = TEXT(token);
  request.first_name = TEXT("Zo\xc3\xa9");
  request.last_name = TEXT("O'Brien");
  request.username = TEXT(name);
  request.email = TEXT(email);
  request.password = TEXT("nine amber herons dive");
  request.language = TEXT("fr");
  status = parvis_sign_up(of->door, &of->visitor, &request, &reply, &error);
  parvis_free(reply);
  parvis_free(error);
  return status;
}

static parvis_status sign_up(firm* of) {
  char name[32], email[64];
  snprintf(name, sizeof name, "zoe%d", of->people++);
  snprintf(email, sizeof email, "%s@example.org", name);
  return sign_up_as(of, of->token, name, email);
}

static void calls(void) {
  enum { times = 100000 };
  double start;
  int n;
  NEW(parvis_storage, memory);
  firm of;
  must(parvis_memory_storage_open(NULL, &memory, NULL));
  of = opened(&memory);
  set_up(&of);
  start = now();
  for (n = 0; n < times; ++n) {
    if (sign_up_as(&of, "no token", "zoe", "zoe@example.org") != PARVIS_E_INVITE_INVALID) abort();
  }
  printf("refused sign-up, ns\t%.1f\n", (now() - start) / times * 1e9);
  start = now();
  for (n = 0; n < times; ++n) {
    const parvis_sign_up_form* form;
    must(parvis_view_sign_up_form(of.door, &of.visitor, &form, NULL));
    parvis_free(form);
  }
  printf("form in memory, ns\t%.1f\n", (now() - start) / times * 1e9);
  parvis_portal_close(of.door);
}

static void openings(void) {
  enum { times = 2000 };
  const double start = now();
  int n;
  for (n = 0; n < times; ++n) {
    NEW(parvis_storage, memory);
    must(parvis_memory_storage_open(NULL, &memory, NULL));
    parvis_portal_close(opened(&memory).door);
  }
  printf("open and close, us\t%.1f\n", (now() - start) / times * 1e6);
}

static void sign_ups(const char* work, const parvis_storage* on, int times) {
  firm of = opened(on);
  double start;
  int n;
  set_up(&of);
  for (n = 0; n < times / 10; ++n) must(sign_up(&of));
  start = now();
  for (n = 0; n < times; ++n) must(sign_up(&of));
  printf("%s\t%.1f\n", work, times / (now() - start));
  parvis_portal_close(of.door);
}

/* All that a new program does until the first person is in. */
static void start(const parvis_storage* on) {
  firm of = opened(on);
  set_up(&of);
  must(sign_up(&of));
  parvis_portal_close(of.door);
}

static parvis_storage on_file(const char* path, int32_t synchronous) {
  NEW(parvis_storage, out);
  NEW(parvis_sqlite_options, sqlite);
  sqlite.path = TEXT(path);
  sqlite.synchronous = synchronous;
  must(parvis_sqlite_storage_open(&sqlite, &out, NULL));
  return out;
}

int main(int count, char** arguments) {
  char own[4096];
  NEW(parvis_storage, storage);
  if (count < 2) return 2;
  if (count == 3 && strcmp(arguments[2], "start") == 0) {
    storage = on_file(arguments[1], PARVIS_SQLITE_FULL);
    start(&storage);
    return 0;
  }
  calls();
  openings();
  must(parvis_memory_storage_open(NULL, &storage, NULL));
  sign_ups("sign-ups in memory, per second", &storage, 20000);
  storage = on_file(arguments[1], PARVIS_SQLITE_NORMAL);
  sign_ups("sign-ups on SQLite NORMAL, per second", &storage, 5000);
  snprintf(own, sizeof own, "%s.own", arguments[1]);
  storage = on_file(own, PARVIS_SQLITE_FULL);
  sign_ups("sign-ups on own storage FULL, per second", &storage, 500);
  return 0;
}
