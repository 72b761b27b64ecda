/* SPDX-License-Identifier: BSL-1.0 */
#include <parvis.h>
#include <stdio.h>
#include <string.h>

/* A person signs up at the open form of a portal, proves the address by the mailed link, and is in. */
#define TEXT(z) parvis_text_of(z)
#define SHOWN(text) (int)(text).size, (text).data /* texts have a length, and no NUL behind them */
static char token[58];
static parvis_status send(void* user_data, parvis_call* call, const parvis_mail* mail) {
  (void)user_data, (void)call;
  printf("%.*s: %.*s\n", SHOWN(mail->to), SHOWN(mail->subject));
  for (size_t n = 0; n + 63 <= mail->text.size; ++n) {
    if (memcmp(mail->text.data + n, "token=", 6) == 0) memcpy(token, mail->text.data + n + 6, 57);
  }
  return PARVIS_DONE;
}

static int told(const parvis_error* error) {
  fprintf(stderr, "%.*s: %.*s\n", SHOWN(error->field), SHOWN(error->message));
  parvis_free(error);
  return 1;
}

int main(void) {
  const parvis_error* why = NULL;
  parvis_storage storage = {.struct_size = sizeof storage};
  if (parvis_memory_storage_open(NULL, &storage, &why) != PARVIS_DONE) return told(why);
  parvis_mailer mailer = {.struct_size = sizeof mailer, .send = send};
  parvis_ring_key key = {.id = 1, .secret = {(const uint8_t*)"32 random octets from where you keep secrets", 44}};
  parvis_options options = {.struct_size = sizeof options, .keys = &key, .key_count = 1};
  parvis_host host = {.struct_size = sizeof host, .storage = &storage, .mailer = &mailer};
  parvis_portal* portal;
  if (parvis_portal_open(&options, &host, &portal, &why) != PARVIS_DONE) return told(why);

  parvis_caller visitor = {.struct_size = sizeof visitor, .workspace = TEXT("beaumont"), .language = TEXT("en")},
                admin = visitor;
  const parvis_seat_grant seat = {.struct_size = sizeof seat, .sku = TEXT("core"), .quantity = 1}, *grants[] = {&seat};
  const parvis_set_up_request firm = {.struct_size = sizeof firm,
                                      .portal_name = TEXT("Cabinet Beaumont"),
                                      .portal_url = TEXT("https://portal.beaumont.example"),
                                      .first_name = TEXT("Claire"),
                                      .last_name = TEXT("Beaumont"),
                                      .email = TEXT("claire@beaumont.example"),
                                      .username = TEXT("claire.beaumont"),
                                      .password = TEXT("seven lamps above the steps"),
                                      .grants = grants,
                                      .grant_count = 1};
  const parvis_set_up_reply* made;
  if (parvis_set_up(portal, &visitor, &firm, &made, &why) != PARVIS_DONE) return told(why);
  admin.actor = made->administrator;
  parvis_free(made);

  parvis_settings* settings;
  if (parvis_view_settings(portal, &admin, &settings, &why) != PARVIS_DONE) return told(why);
  settings->signup_policy = PARVIS_SIGNUP_CLIENTS;
  if (parvis_change_settings(portal, &admin, settings, NULL, &why) != PARVIS_DONE) return told(why);
  parvis_free(settings);

  const parvis_sign_up_request form = {.struct_size = sizeof form,
                                       .first_name = TEXT("Amira"),
                                       .last_name = TEXT("Haddad"),
                                       .username = TEXT("amira"),
                                       .email = TEXT("amira@example.org"),
                                       .password = TEXT("three storks on the roof")};
  const parvis_sign_up_reply* received;
  if (parvis_sign_up(portal, &visitor, &form, &received, &why) != PARVIS_DONE) return told(why);
  printf("%.*s\n", SHOWN(received->message));
  if (parvis_drain_outbox(portal, &visitor, 100, NULL, &why) != PARVIS_DONE) return told(why);
  const parvis_prove_email_request proof = {
      .struct_size = sizeof proof, .token = TEXT(token), .continuation = received->continuation};
  const parvis_account_view* amira;
  if (parvis_prove_email(portal, &visitor, &proof, &amira, &why) != PARVIS_DONE) return told(why);
  printf("%.*s: %.*s\n", SHOWN(amira->first_name), SHOWN(parvis_account_state_label(amira->state, TEXT("en"))));
  parvis_free(received);
  parvis_free(amira);
  parvis_portal_close(portal);
  return 0;
}
