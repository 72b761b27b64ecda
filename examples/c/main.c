/* SPDX-License-Identifier: BSL-1.0 */
/* story --forms FILE --store FILE --mails DIRECTORY: the story of examples/run told by a host in C99.
 * Exit status: 0 when all went as the forms tell, 1 when something did not, 2 when it could not be told.
 *
 *   cc -std=c99 -D_XOPEN_SOURCE=700 -o story *.c $(pkg-config --cflags --libs parvis-capi jansson) -pthread */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "stage.h"

typedef struct arguments {
  const char *forms, *store, *mails;
} arguments;

static arguments read_arguments(int count, char** given) {
  arguments out = {NULL, NULL, NULL};
  const struct {
    const char* name;
    const char** value;
  } known[] = {{"--forms", &out.forms}, {"--mails", &out.mails}, {"--store", &out.store}};
  const size_t known_count = sizeof known / sizeof *known;
  for (int at = 1; at < count; at += 2) {
    size_t n = 0;
    while (n < known_count && strcmp(known[n].name, given[at]) != 0) ++n;
    if (n == known_count || at + 1 == count) give_up("what is %s?", given[at]);
    *known[n].value = given[at + 1];
  }
  for (size_t n = 0; n < known_count; ++n) {
    if (*known[n].value == NULL || **known[n].value == '\0') give_up("%s is missing", known[n].name);
  }
  return out;
}

static void seat_guests(stage* on, const char* file) {
  form* const forms = read_forms(file, &on->guest_count);
  for (size_t n = 0; n < on->guest_count; ++n) {
    on->guests = grown(on->guests, n, sizeof *on->guests);
    on->guests[n] = (guest){.form = forms[n], .name = harmless_name(forms[n].first_name, forms[n].last_name)};
  }
  free(forms);
}

/* Opens the portal on everything it needs from the software around it; who opens a table gives it away with it. */
static void open_portal(stage* on, const arguments* given) {
  const parvis_error* why;
  parvis_storage storage = {.struct_size = sizeof storage};
  const parvis_sqlite_options store = {.struct_size = sizeof store, .path = TEXT(given->store)};
  must(parvis_sqlite_storage_open(&store, &storage, &why), &why);
  parvis_mailer relay = {.struct_size = sizeof relay};
  const parvis_eml_options eml = {.struct_size = sizeof eml,
                                  .directory = TEXT(given->mails),
                                  .from = TEXT("portail@beaumont.example"),
                                  .from_name = TEXT("Cabinet Beaumont")};
  must(parvis_eml_mailer_open(&eml, &relay, &why), &why);

  /* What the operator would keep where secrets are kept; here it lives as long as the story. */
  uint8_t secret[32];
  if (getentropy(secret, sizeof secret) != 0) give_up("no random octets");
  const parvis_ring_key key = {.id = 1, .secret = {secret, sizeof secret}};
  const parvis_options options = {.struct_size = sizeof options,
                                  .keys = &key,
                                  .key_count = 1,
                                  .blocklist = TEXT("correct horse battery staple\nil etait une fois dans l ouest\n")};

  const parvis_mailer mailer = mailer_table(&on->mails, relay);
  const parvis_clock clock = clock_table(&on->clock);
  const parvis_cases cases = cases_table(&on->cases);
  const parvis_log log = log_table();
  const parvis_host host = {.struct_size = sizeof host,
                            .storage = &storage,
                            .mailer = &mailer,
                            .cases = &cases,
                            .clock = &clock,
                            .log = &log};
  must(parvis_portal_open(&options, &host, &on->portal, &why), &why);
  on->unread = on->mails.end;
  on->system = (parvis_caller){.struct_size = sizeof on->system, .workspace = TEXT("beaumont")};
  on->vendor = on->claire = on->karim = on->system;
  on->vendor.actor = parvis_operator;
}

static void leave(stage* on) {
  parvis_portal_close(on->portal);
  for (size_t n = 0; n < on->guest_count; ++n) {
    guest* const who = &on->guests[n];
    free_form(&who->form);
    free(who->name);
    free(who->answer);
    free(who->continuation);
    free(who->verify_token);
  }
  for (size_t n = 0; n < on->link_count; ++n) free(on->links[n].token);
  free(on->guests);
  free(on->labels);
}

int main(int count, char** given) {
  const arguments read = read_arguments(count, given);
  stage on = {.portal = NULL};
  seat_guests(&on, read.forms);
  open_portal(&on, &read);
  open_the_portal(&on);
  sign_up(&on);
  let_time_pass(&on);
  decide(&on);
  race_for_the_last_seat(&on);
  grant_one_more(&on);
  try_to_sign_in(&on);
  close_the_book(&on);
  go_on(&on);
  leave(&on);
  printf("\n%s: %zu forms, %zu expectations, %zu failed.\n",
         on.failed == 0 ? "All went as told" : "Not all went as told", on.guest_count, on.checked, on.failed);
  return on.failed == 0 ? 0 : 1;
}
