// SPDX-License-Identifier: BSL-1.0
// A host in C++ whose slots throw, which they must not: the call fails all the same, and no other.
#include <cstring>
#include <new>
#include <stdexcept>

extern "C" {
#include "check.h"
#include "firm.h"
#include "plain_storage.h"
}

namespace {

parvis_status throws_an_error(firm*, parvis_call*) { throw std::runtime_error("the host's own words"); }
parvis_status throws_a_number(firm*, parvis_call*) { throw 42; }
parvis_status runs_out_of_memory(firm*, parvis_call*) { throw std::bad_alloc(); }
constexpr mishap all_thrown[] = {throws_an_error, throws_a_number, runs_out_of_memory};

// 0: a mail, a case or a checkout is tried later.
parvis_status ending(int slot, mishap act) {
  switch (slot) {
    case SLOT_SEND:
    case SLOT_OPEN:
    case SLOT_CHECKOUT:
      return 0;
    case SLOT_COMMIT:
      return PARVIS_E_OUTCOME_UNKNOWN;
    default:
      return act == runs_out_of_memory ? PARVIS_E_NO_MEMORY : PARVIS_E_HOST_FAILED;
  }
}

void a_slot_that_throws_fails_the_call_and_no_other() {
  for (int slot = SLOT_LOAD; slot <= SLOT_DOMAIN; ++slot) {
    firm ravel;
    parvis_storage storage{};
    storage.struct_size = sizeof storage;
    plain_storage_open(PLAIN_RIGHT, &storage);
    firm_open(&ravel, &storage);
    int n = 0;
    for (const auto act : all_thrown) {
      for (const bool after : {false, true}) {
        check_context("%s throwing %s its work", slot_name(slot), after ? "after" : "before");
        firm_misbehave(&ravel, static_cast<enum slot>(slot), act, after);
        CHECK(firm_day(&ravel, n++) == ending(slot, act));
        firm_behave(&ravel);
        CHECK(firm_day(&ravel, n++) == PARVIS_DONE);
      }
    }
    check_context(nullptr);
    firm_close(&ravel);
  }
}

parvis_status gives_up_and_is_noted(firm* of, parvis_call*) {
  firm_misbehave(of, SLOT_NOTE, throws_an_error, false);
  return PARVIS_E_EMAIL_INVALID;
}
void a_log_that_throws_fails_nothing() {
  firm ravel;
  parvis_storage storage{};
  storage.struct_size = sizeof storage;
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&ravel, &storage);
  firm_misbehave(&ravel, SLOT_SEND, gives_up_and_is_noted, false);
  CHECK(firm_day(&ravel, 0) == 0);
  CHECK(ravel.calls[SLOT_NOTE] > 0);
  firm_behave(&ravel);
  CHECK(firm_day(&ravel, 1) == PARVIS_DONE);
  firm_close(&ravel);
}

parvis_status books_throw(void*, parvis_call*, void*, void*, const parvis_batch*) {
  throw std::runtime_error("the books are closed");
}
void a_participant_that_throws_rolls_back() {
  firm ravel;
  parvis_storage storage{};
  storage.struct_size = sizeof storage;
  NEW(parvis_participant, books);
  NEW(parvis_memory_options, options);
  NEW(parvis_seat_grant, grant);
  books.take_part = books_throw;
  options.participant = &books;
  REQUIRE(parvis_memory_storage_open(&options, &storage, nullptr) == PARVIS_DONE);
  firm_open(&ravel, &storage);
  grant.sku = parvis_text_of("core");
  grant.quantity = 1;
  parvis_caller by = ravel.claire;
  by.context = &ravel;
  CHECK(parvis_grant_seats(ravel.portal, &by, &grant, nullptr, nullptr) == PARVIS_E_UNAVAILABLE);
  CHECK(parvis_grant_seats(ravel.portal, &ravel.claire, &grant, nullptr, nullptr) == PARVIS_DONE);
  firm_close(&ravel);
}

parvis_status progress_throws(void*, std::uint64_t, std::uint64_t) { throw 42; }
void a_progress_that_throws_stops_the_work() {
  parvis_storage storage{};
  storage.struct_size = sizeof storage;
  NEW(parvis_progress, progress);
  NEW(parvis_storage_check_request, request);
  plain_storage_open(PLAIN_RIGHT, &storage);
  progress.tell = progress_throws;
  request.progress = &progress;
  request.only = parvis_text_of("conditions compare with values");
  CHECK(parvis_storage_check(&storage, &request, nullptr, nullptr) == PARVIS_E_CANCELLED);
  storage.destroy(storage.user_data);
}

constexpr test_case tests[] = {
    {"a slot that throws fails the call and no other", a_slot_that_throws_fails_the_call_and_no_other},
    {"a log that throws fails nothing", a_log_that_throws_fails_nothing},
    {"a participant that throws rolls back", a_participant_that_throws_rolls_back},
    {"a progress that throws stops the work", a_progress_that_throws_stops_the_work},
};

}  // namespace

int main(int argc, char** argv) { return run_tests(tests, sizeof tests / sizeof *tests, argc, argv); }
