// SPDX-License-Identifier: BSL-1.0
// parvis_story --forms FILE --store FILE --mails DIRECTORY: the main job of the library, on SQLite, with real
// cryptography. Exit status: 0 when all went as the forms tell, 1 when something did not, 2 when it could not be told.
#include <array>
#include <exception>
#include <iostream>
#include <stdexcept>

#include "parvis/adapters/eml_mailer.hpp"
#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/crypto.hpp"
#include "parvis/values/password.hpp"
#include "stage.hpp"

namespace {

struct arguments {
  std::string forms, store, mails;
};

arguments read(int count, char** given) {
  arguments out;
  const std::map<std::string_view, std::string*> known{
      {"--forms", &out.forms}, {"--store", &out.store}, {"--mails", &out.mails}};
  for (int i = 1; i < count; i += 2) {
    const auto found = known.find(given[i]);
    if (found == known.end() || i + 1 == count) throw std::runtime_error(std::string("what is ") + given[i] + "?");
    *found->second = given[i + 1];
  }
  for (const auto& [name, value] : known) {
    if (value->empty()) throw std::runtime_error(std::string(name) + " is missing");
  }
  return out;
}

/// What the operator would keep where secrets are kept; here it lives as long as the story.
parvis::key_ring new_keys(parvis::random& random) {
  std::array<std::uint8_t, 32> octets{};
  random.fill(octets.data(), octets.size()).value();
  const std::string secret(octets.begin(), octets.end());
  return parvis::key_ring::make({{.id = 1, .secret = secret}}).value();
}

bool tell(const arguments& given) {
  story::teller teller(std::cout);
  auto forms = story::read_forms(given.forms);

  // The host: everything the portal needs from the software around it.
  const auto store = parvis::sqlite_storage::open({.path = given.store}).value();
  const auto hasher = parvis::scrypt_hasher::make().value();
  const parvis::sorted_blocklist blocklist("correct horse battery staple\nil etait une fois dans l ouest\n");
  parvis::eml_mailer relay({.directory = given.mails,
                            .from = parvis::email::parse("portail@beaumont.example").value(),
                            .from_name = parvis::header_text::parse("Cabinet Beaumont").value()});
  parvis::system_random random;
  story::story_clock clock;
  story::mailbox mails(relay);
  story::case_book cases;
  story::console_log log;
  auto portal = parvis::portal::open({.keys = new_keys(random)}, {.storage = store.get(),
                                                                  .clock = &clock,
                                                                  .random = &random,
                                                                  .hasher = hasher.get(),
                                                                  .mailer = &mails,
                                                                  .cases = &cases,
                                                                  .blocklist = &blocklist,
                                                                  .log = &log})
                    .value();

  story::stage on{portal, clock, mails, cases, teller};
  for (auto& form : forms) on.guests.push_back({.form = std::move(form)});
  open_the_portal(on);
  sign_up(on);
  let_time_pass(on);
  decide(on);
  race_for_the_last_seat(on);
  grant_one_more(on);
  try_to_sign_in(on);
  close_the_book(on);
  go_on(on);

  std::cout << "\n"
            << (teller.failed() == 0 ? "All went as told: " : "Not all went as told: ") << on.guests.size()
            << " forms, " << teller.checked() << " expectations, " << teller.failed() << " failed.\n";
  return teller.failed() == 0;
}

}  // namespace

int main(int count, char** given) {
  try {
    return tell(read(count, given)) ? 0 : 1;
  } catch (const std::exception& why) {
    std::cout.flush();
    std::cerr << "parvis_story: " << why.what() << '\n';
    return 2;
  }
}
