/* SPDX-License-Identifier: BSL-1.0 */
#include "firm.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"

enum { due_at_once = 100 };

static const char* const slot_names[] = {
    "load", "scan",   "commit", "maintain",        "send", "open", "start", "now", "fill",
    "hash", "verify", "nfc",    "domain_to_ascii", "fold", "note"};
const char* slot_name(int slot) { return slot_names[slot]; }

void firm_misbehave(firm* of, enum slot slot, mishap act, bool after) {
  of->act = act;
  of->after = after;
  __atomic_store_n(&of->wrong, (int)slot, __ATOMIC_SEQ_CST);
}
void firm_behave(firm* of) { __atomic_store_n(&of->wrong, (int)SLOTS, __ATOMIC_SEQ_CST); }

/* Whether the slot goes wrong now, and then what it answers. */
static bool goes_wrong(firm* of, enum slot slot, bool after, parvis_call* call, parvis_status* out) {
  if (!after) __atomic_fetch_add(&of->calls[slot], 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&of->wrong, __ATOMIC_SEQ_CST) != (int)slot || of->after != after) return false;
  *out = of->act(of, call);
  return true;
}

#define BEFORE(slot)                  \
  firm* of = user_data;               \
  parvis_status answer = PARVIS_DONE; \
  if (goes_wrong(of, slot, false, call, &answer)) return answer
#define AFTER(slot)                                \
  (void)goes_wrong(of, slot, true, call, &answer); \
  return answer

static parvis_status load(void* user_data, parvis_call* call, parvis_text workspace, const parvis_key* keys,
                          size_t key_count) {
  BEFORE(SLOT_LOAD);
  answer = of->kept.load(of->kept.user_data, call, workspace, keys, key_count);
  AFTER(SLOT_LOAD);
}
static parvis_status scan(void* user_data, parvis_call* call, parvis_text workspace, const parvis_query* query) {
  BEFORE(SLOT_SCAN);
  answer = of->kept.scan(of->kept.user_data, call, workspace, query);
  AFTER(SLOT_SCAN);
}
static parvis_status commit(void* user_data, parvis_call* call, parvis_text workspace, const parvis_batch* batches,
                            size_t batch_count) {
  BEFORE(SLOT_COMMIT);
  answer = of->kept.commit(of->kept.user_data, call, workspace, batches, batch_count);
  AFTER(SLOT_COMMIT);
}
static parvis_status maintain(void* user_data, parvis_call* call, parvis_text workspace, size_t limit, size_t* out) {
  BEFORE(SLOT_MAINTAIN);
  CHECK(limit == due_at_once && *out == 0);
  if (of->kept.maintain != NULL) answer = of->kept.maintain(of->kept.user_data, call, workspace, limit, out);
  AFTER(SLOT_MAINTAIN);
}
static void keep_token(firm* of, const parvis_mail* mail) {
  const size_t room = sizeof of->mailed / sizeof *of->mailed;
  char token[512];
  token_of(mail->text, token, sizeof token);
  if (token[0] == '\0') return;
  pthread_mutex_lock(&of->mutex);
  snprintf(of->mailed[of->mailed_count % room].to, sizeof of->mailed->to, "%.*s", (int)mail->to.size, mail->to.data);
  snprintf(of->mailed[of->mailed_count++ % room].token, sizeof token, "%s", token);
  pthread_mutex_unlock(&of->mutex);
}
static parvis_status send(void* user_data, parvis_call* call, const parvis_mail* mail) {
  BEFORE(SLOT_SEND);
  keep_token(of, mail);
  AFTER(SLOT_SEND);
}
static parvis_status open_case(void* user_data, parvis_call* call, const parvis_case_request* request) {
  BEFORE(SLOT_OPEN);
  CHECK(request->role == PARVIS_CASE_ROLE_CLIENT);
  AFTER(SLOT_OPEN);
}
static parvis_status start(void* user_data, parvis_call* call, const parvis_checkout_request* request) {
  NEW(parvis_checkout, paid);
  BEFORE(SLOT_CHECKOUT);
  CHECK(request->total == 100 * request->lines[0].quantity && request->line_count == 1);
  paid.state = PARVIS_CHECKOUT_PAID;
  answer = parvis_call_put_checkout(call, &paid);
  AFTER(SLOT_CHECKOUT);
}
static parvis_status now(void* user_data, parvis_call* call, parvis_time_us* out) {
  struct timespec time;
  BEFORE(SLOT_NOW);
  clock_gettime(CLOCK_REALTIME, &time);
  *out = (parvis_time_us)time.tv_sec * 1000000 + time.tv_nsec / 1000;
  AFTER(SLOT_NOW);
}
static parvis_status fill(void* user_data, parvis_call* call, uint8_t* out, size_t size) {
  static uint64_t state = 1;
  size_t n;
  BEFORE(SLOT_FILL);
  for (n = 0; n < size; ++n) { /* good enough for a test: never the same twice */
    uint64_t next = __atomic_add_fetch(&state, UINT64_C(0x9e3779b97f4a7c15), __ATOMIC_SEQ_CST);
    next = (next ^ (next >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    out[n] = (uint8_t)(next >> 40);
  }
  AFTER(SLOT_FILL);
}
static parvis_status hash(void* user_data, parvis_call* call, parvis_text password, parvis_bytes salt) {
  char phc[1200];
  BEFORE(SLOT_HASH);
  CHECK(salt.size == 16);
  snprintf(phc, sizeof phc, "$plain$%.*s", (int)password.size, password.data);
  answer = parvis_call_put_text(call, TEXT(phc));
  AFTER(SLOT_HASH);
}
static parvis_status verify(void* user_data, parvis_call* call, parvis_text password, parvis_text phc,
                            int32_t* verdict) {
  BEFORE(SLOT_VERIFY);
  *verdict = phc.size == password.size + 7 && memcmp(phc.data + 7, password.data, password.size) == 0
                 ? PARVIS_PASSWORD_RIGHT
                 : PARVIS_PASSWORD_WRONG;
  AFTER(SLOT_VERIFY);
}
static parvis_status nfc(void* user_data, parvis_call* call, parvis_text text) {
  BEFORE(SLOT_NFC);
  answer = parvis_call_put_text(call, text);
  AFTER(SLOT_NFC);
}
static parvis_status domain_to_ascii(void* user_data, parvis_call* call, parvis_text domain) {
  BEFORE(SLOT_DOMAIN);
  answer =
      parvis_call_put_text(call, domain.size != 0 && domain.data[0] == 'b' ? TEXT("xn--bcher-kva.example") : domain);
  AFTER(SLOT_DOMAIN);
}
static parvis_status fold(void* user_data, parvis_call* call, parvis_text text) {
  char out[512];
  size_t n, size = 0;
  BEFORE(SLOT_FOLD);
  for (n = 0; n < text.size && size < sizeof out; ++n) {
    if (n + 1 < text.size && memcmp(text.data + n, "\xc3\xa9", 2) == 0) {
      out[size++] = 'e';
      ++n;
    } else {
      out[size++] = text.data[n];
    }
  }
  answer = parvis_call_put_text(call, (parvis_text){out, size});
  AFTER(SLOT_FOLD);
}
static void note(void* user_data, parvis_text event, parvis_text detail) {
  firm* of = user_data;
  parvis_status answer;
  (void)detail;
  CHECK(event.size != 0);
  (void)goes_wrong(of, SLOT_NOTE, false, NULL, &answer);
}
static void destroyed(void* user_data) { ++((firm*)user_data)->destroyed; }
static void storage_destroyed(void* user_data) {
  firm* of = user_data;
  ++of->destroyed;
  if (of->kept.destroy != NULL) of->kept.destroy(of->kept.user_data);
}

void token_of(parvis_text link, char* out, size_t room) {
  static const char mark[] = "token=";
  const size_t length = sizeof mark - 1;
  size_t at = 0, n = 0;
  out[0] = '\0';
  while (at + length <= link.size && memcmp(link.data + at, mark, length) != 0) ++at;
  if (at + length > link.size) return;
  for (at += length; at < link.size && n + 1 < room; ++at) {
    const char c = link.data[at];
    if (c <= ' ' || c == '"' || c == '&') break;
    out[n++] = c;
  }
  out[n] = '\0';
}

static parvis_portal* portal_on(const parvis_host* host) {
  static const uint8_t secret[32] = "0123456789abcdef0123456789abcde";
  parvis_portal* out = NULL;
  parvis_ring_key key = {1, 0, {secret, sizeof secret}};
  NEW(parvis_options, options);
  options.keys = &key;
  options.key_count = 1;
  options.licensing = PARVIS_LICENSING_BY_ADMINISTRATORS;
  REQUIRE(parvis_portal_open(&options, host, &out, NULL) == PARVIS_DONE);
  return out;
}
parvis_portal* firm_reopen(firm* of, parvis_host* ports) {
  parvis_storage shared = of->kept;
  shared.destroy = NULL;
  ports->storage = &shared;
  return portal_on(ports);
}

/* What there is to buy: a month of "core", at one euro. */
static void set_prices(firm* of) {
  const parvis_catalog* stands = NULL;
  const parvis_catalog_sku* skus[1];
  const parvis_catalog_plan* plans[1];
  const parvis_catalog_price* prices[1];
  NEW(parvis_catalog, wanted);
  NEW(parvis_catalog_sku, core);
  NEW(parvis_catalog_plan, month);
  NEW(parvis_catalog_price, price);
  core.type = PARVIS_SKU_PRODUCT;
  core.code = TEXT("core");
  skus[0] = &core;
  month.unit = PARVIS_TERM_MONTH;
  month.code = TEXT("month");
  month.term = 1;
  month.currency = TEXT("EUR");
  plans[0] = &month;
  price.sku = core.code;
  price.plan = month.code;
  price.amount = 100;
  prices[0] = &price;
  wanted.skus = skus;
  wanted.sku_count = 1;
  wanted.plans = plans;
  wanted.plan_count = 1;
  wanted.prices = prices;
  wanted.price_count = 1;
  REQUIRE(parvis_change_catalog(of->portal, &of->vendor, &wanted, &stands, NULL) == PARVIS_DONE);
  of->catalog_revision = stands->revision;
  parvis_free(stands);
}

#define TABLE(type, name, of_firm) \
  NEW(type, name);                 \
  (name).user_data = (of_firm);    \
  (name).destroy = destroyed

void firm_open(firm* out, const parvis_storage* storage) {
  parvis_status status;
  const parvis_error* error = NULL;
  NEW(parvis_host, host);
  TABLE(parvis_storage, own, out);
  TABLE(parvis_mailer, mailer, out);
  TABLE(parvis_cases, cases, out);
  TABLE(parvis_clock, clock, out);
  TABLE(parvis_random, random, out);
  TABLE(parvis_hasher, hasher, out);
  TABLE(parvis_text_policy, text, out);
  TABLE(parvis_log, log, out);
  TABLE(parvis_payments, payments, out);

  memset(out, 0, sizeof *out);
  pthread_mutex_init(&out->mutex, NULL);
  out->kept = *storage;
  out->wrong = SLOTS;
  own.flags = storage->flags;
  own.destroy = storage_destroyed;
  own.load = load;
  own.scan = scan;
  own.commit = commit;
  own.maintain = maintain;
  mailer.send = send;
  cases.open = open_case;
  clock.now = now;
  random.fill = fill;
  hasher.dummy = TEXT("$plain$nobody");
  hasher.hash = hash;
  hasher.verify = verify;
  text.nfc = nfc;
  text.domain_to_ascii = domain_to_ascii;
  text.fold = fold;
  log.note = note;
  payments.start = start;
  host.storage = &own;
  host.mailer = &mailer;
  host.cases = &cases;
  host.clock = &clock;
  host.random = &random;
  host.hasher = &hasher;
  host.text = &text;
  host.log = &log;
  host.payments = &payments;
  out->portal = portal_on(&host);

  out->host.struct_size = sizeof out->host;
  out->host.workspace = TEXT("ravel");
  out->vendor = out->claire = out->host;
  out->vendor.actor = parvis_operator;
  {
    const parvis_set_up_reply* made = NULL;
    const parvis_seat_grant* grants[1];
    NEW(parvis_seat_grant, grant);
    NEW(parvis_set_up_request, request);
    grant.sku = TEXT("core");
    grant.quantity = 5;
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
    status = parvis_set_up(out->portal, &out->host, &request, &made, &error);
    REQUIRE(status == PARVIS_DONE);
    out->claire.actor = made->administrator;
    out->members = made->members;
    parvis_free(made);
  }
  {
    parvis_settings* settings = NULL;
    REQUIRE(parvis_view_settings(out->portal, &out->claire, &settings, NULL) == PARVIS_DONE);
    settings->approval = PARVIS_APPROVAL_BY_USER;
    settings->approvers = &out->claire.actor;
    settings->approver_count = 1;
    REQUIRE(parvis_change_settings(out->portal, &out->claire, settings, NULL, NULL) == PARVIS_DONE);
    parvis_free(settings);
  }
  set_prices(out);
}

void firm_close(firm* of) {
  parvis_portal_close(of->portal);
  CHECK(of->destroyed == firm_tables);
}

static __thread char last_detail[64];
const char* firm_detail(void) { return last_detail; }

/* The code of a call, and what it says of itself let go. */
static parvis_status ended(firm* of, parvis_status status, const parvis_error* error) {
  CHECK((status == PARVIS_DONE) == (error == NULL));
  CHECK(error == NULL || error->code == status || error->code == PARVIS_E_NO_MEMORY);
  CHECK(error == NULL || error->message.size != 0);
  if (error != NULL) snprintf(last_detail, sizeof last_detail, "%.*s", (int)error->detail.size, error->detail.data);
  parvis_free(error);
  if (status == PARVIS_DONE && of->stepped != NULL) of->stepped(of);
  return status;
}

static parvis_status drained(firm* of) {
  const parvis_drain_reply* reply = NULL;
  const parvis_error* error = NULL;
  parvis_status status = parvis_drain_outbox(of->portal, &of->host, 100, &reply, &error);
  status = ended(of, status, error);
  if (reply != NULL && (reply->later != 0 || reply->dead != 0)) status = 0;
  parvis_free(reply);
  return status;
}

/* The token in the newest mail to an address; empty when there is none. */
static void token_to(firm* of, const char* to, char* out, size_t room) {
  size_t n;
  out[0] = '\0';
  pthread_mutex_lock(&of->mutex);
  for (n = 0; n < of->mailed_count && n < sizeof of->mailed / sizeof *of->mailed; ++n) {
    if (strcmp(of->mailed[n].to, to) == 0) snprintf(out, room, "%s", of->mailed[n].token);
  }
  pthread_mutex_unlock(&of->mutex);
}

/* Drains until there is a mail to an address, which another thread may just be sending. */
static parvis_status drained_to(firm* of, const char* to, char* token, size_t room) {
  int tries;
  parvis_status status = PARVIS_DONE;
  token[0] = '\0';
  for (tries = 0; tries < 10000 && status == PARVIS_DONE && token[0] == '\0'; ++tries) {
    if (tries != 0) sched_yield();
    status = drained(of);
    token_to(of, to, token, room);
  }
  return status == PARVIS_DONE && token[0] == '\0' ? 0 : status;
}

void firm_settle(firm* of) {
  size_t sent = 1;
  while (sent != 0) {
    const parvis_drain_reply* reply = NULL;
    REQUIRE(parvis_drain_outbox(of->portal, &of->host, 100, &reply, NULL) == PARVIS_DONE);
    sent = reply->done;
    parvis_free(reply);
  }
}

/* What the timer does. */
static parvis_status done_what_is_due(firm* of) {
  const parvis_run_due_reply* reply = NULL;
  const parvis_error* error = NULL;
  parvis_status status = parvis_run_due(of->portal, &of->host, due_at_once, &reply, &error);
  status = ended(of, status, error);
  parvis_free(reply);
  return status;
}

/* The n-th order, paid at once. */
static parvis_status bought(firm* of, int n) {
  char key[32];
  parvis_wanted_line line;
  parvis_status status;
  int32_t state;
  const parvis_error* error = NULL;
  const parvis_order* placed = NULL;
  NEW(parvis_place_order_request, order);
  snprintf(key, sizeof key, "order %d", n);
  line.sku = TEXT("core");
  line.quantity = 1;
  order.key = TEXT(key);
  order.plan = TEXT("month");
  order.catalog_revision = of->catalog_revision;
  order.lines = &line;
  order.line_count = 1;
  status = parvis_place_order(of->portal, &of->claire, &order, &placed, &error);
  status = ended(of, status, error);
  if (status != PARVIS_DONE) return status;
  state = placed->state;
  parvis_free(placed);
  return state == PARVIS_ORDER_GRANTED ? status : 0;
}

parvis_status firm_day(firm* of, int n) {
  char token[512], name[32], email[64], continuation[512];
  parvis_status status;
  const parvis_error* error = NULL;
  const parvis_invite_view* made = NULL;
  const parvis_sign_up_reply* reply = NULL;
  const parvis_account_view* account = NULL;
  const parvis_account_page* page = NULL;
  NEW(parvis_create_invite_request, invite);
  NEW(parvis_sign_up_request, form);
  NEW(parvis_prove_email_request, proof);
  NEW(parvis_approve_request, approval);
  NEW(parvis_sign_in_request, entry);
  const parvis_account_counts* counts = NULL;
  NEW(parvis_list_accounts_request, list);
  NEW(parvis_account_filter, which);
  NEW(parvis_search_accounts_request, search);
  NEW(parvis_count_accounts_request, counting);

  invite.case_role = PARVIS_CASE_ROLE_CLIENT;
  status = parvis_create_invite(of->portal, &of->claire, &invite, &made, &error);
  status = ended(of, status, error);
  if (status != PARVIS_DONE) return status;
  token_of(made->link, token, sizeof token);
  parvis_free(made);

  snprintf(name, sizeof name, "zoe%d", n);
  snprintf(email, sizeof email,
           "%s@b\xc3\xbc"
           "cher.example",
           name);
  form.token = TEXT(token);
  form.first_name = TEXT("Zo\xc3\xa9");
  form.last_name = TEXT("O'Brien");
  form.username = TEXT(name);
  form.email = TEXT(email);
  form.password = TEXT("nine amber herons dive");
  status = parvis_sign_up(of->portal, &of->host, &form, &reply, &error);
  status = ended(of, status, error);
  if (status != PARVIS_DONE) return status;
  snprintf(continuation, sizeof continuation, "%.*s", (int)reply->continuation.size, reply->continuation.data);
  parvis_free(reply);

  snprintf(email, sizeof email, "%s@xn--bcher-kva.example", name);
  status = drained_to(of, email, token, sizeof token);
  if (status != PARVIS_DONE) return status;
  proof.token = TEXT(token);
  proof.continuation = TEXT(continuation);
  status = parvis_prove_email(of->portal, &of->host, &proof, &account, &error);
  status = ended(of, status, error);
  if (status != PARVIS_DONE) return status;
  CHECK(account->state == PARVIS_STATE_PENDING);
  approval.account = account->id;
  approval.seen = account->revision;
  parvis_free(account);
  status = parvis_approve(of->portal, &of->claire, &approval, &account, &error);
  status = ended(of, status, error);
  if (status != PARVIS_DONE) return status;
  CHECK(account->state == PARVIS_STATE_ACTIVE);
  parvis_free(account);

  status = drained(of);
  if (status != PARVIS_DONE) return status;
  entry.identifier = TEXT(name);
  entry.password = form.password;
  status = parvis_sign_in(of->portal, &of->host, &entry, &account, &error);
  status = ended(of, status, error);
  if (status != PARVIS_DONE) return status;
  parvis_free(account);

  list.state = PARVIS_STATE_ACTIVE;
  list.limit = 100;
  status = parvis_list_accounts(of->portal, &of->claire, &list, &page, &error);
  status = ended(of, status, error);
  if (status == PARVIS_DONE) CHECK(page->item_count >= 2);
  parvis_free(page);
  if (status != PARVIS_DONE) return status;

  which.text = form.username;
  search.which = &which;
  search.sort = PARVIS_SORT_BY_NAME;
  search.count_cap = 10;
  status = parvis_search_accounts(of->portal, &of->claire, &search, &page, &error);
  status = ended(of, status, error);
  if (status != PARVIS_DONE) return status;
  CHECK(page->item_count >= 1 && page->count == page->item_count && page->next.size == 0);
  parvis_free(page);
  counting.which = &which;
  status = parvis_count_accounts(of->portal, &of->claire, &counting, &counts, &error);
  status = ended(of, status, error);
  if (status == PARVIS_DONE) CHECK(counts->by_count == 7 && counts->total >= 1);
  parvis_free(counts);
  if (status == PARVIS_DONE) status = bought(of, n);
  return status == PARVIS_DONE ? done_what_is_due(of) : status;
}

const char* firm_newest_token(firm* of) {
  const size_t room = sizeof of->mailed / sizeof *of->mailed;
  return of->mailed_count == 0 ? "" : of->mailed[(of->mailed_count - 1) % room].token;
}

parvis_uuid firm_members(const firm* of) {
  const parvis_group_list* groups = NULL;
  parvis_uuid out;
  REQUIRE(parvis_list_groups(of->portal, &of->claire, &groups, NULL) == PARVIS_DONE && groups->item_count > 1);
  out = groups->items[1]->id;
  parvis_free(groups);
  return out;
}

void firm_open_in_memory(firm* out) {
  parvis_storage storage = {.struct_size = sizeof storage};
  REQUIRE(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  firm_open(out, &storage);
}

bool is(parvis_text text, const char* expected) {
  return text.size == strlen(expected) && (text.size == 0 || memcmp(text.data, expected, text.size) == 0);
}

parvis_add_user_request firm_newcomer(const firm* of, const char* name, const char* email) {
  NEW(parvis_add_user_request, out);
  out.first_name = TEXT(name);
  out.last_name = TEXT("Benali");
  out.email = TEXT(email);
  out.group = firm_members(of);
  out.seniority = TEXT("lawyer");
  return out;
}

parvis_uuid firm_joined(firm* of, const char* name, const char* email) {
  const parvis_account_view* shown = NULL;
  parvis_uuid out;
  NEW(parvis_join_request, join);
  const parvis_add_user_request added = firm_newcomer(of, name, email);
  REQUIRE(parvis_add_user(of->portal, &of->claire, &added, NULL, NULL) == PARVIS_DONE);
  firm_settle(of);
  join.token = TEXT(firm_newest_token(of));
  join.username = TEXT(name);
  join.password = TEXT("nine amber herons dive");
  REQUIRE(parvis_join(of->portal, &of->host, &join, &shown, NULL) == PARVIS_DONE);
  out = shown->id;
  parvis_free(shown);
  return out;
}
