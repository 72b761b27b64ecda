// SPDX-License-Identifier: BSL-1.0
#include "door.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "parvis/adapters/icu_text.hpp"

namespace console {

namespace {

constexpr std::size_t secret_size = 32;
constexpr parvis_status host_band = 400;  // and what is above: nobody was refused anything

/// A file that is closed.
class descriptor {
 public:
  explicit descriptor(int open) : number_(open) {}
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

struct ring {
  std::vector<std::string> secrets;
  std::vector<parvis_ring_key> keys;
};

void make_keys(const std::string& path) {
  const descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (file.number() < 0) fail(path);
  std::array<std::uint8_t, secret_size> secret{};
  if (getentropy(secret.data(), secret.size()) != 0) fail("random octets");
  const auto line = "1 primary " + hex_of({secret.data(), secret.size()}) + "\n";
  if (::write(file.number(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      ::fsync(file.number()) != 0) {
    fail(path);
  }
}

/// A key a line: its number, "primary" or "verify", and the secret as hexadecimal digits.
void read_key(const std::string& line, ring& into) {
  std::istringstream parts(line);
  std::uint32_t id = 0;
  std::string state, secret;
  if (!(parts >> id >> state >> secret)) throw usage_error{"a line is no key"};
  try {
    into.keys.push_back({.id = id, .state = number_of(key_states, state), .secret = {}});
    if (into.secrets.emplace_back(octets_of(secret)).size() < secret_size) throw usage_error{"is too short"};
  } catch (const usage_error& why) {
    throw usage_error{"key " + std::to_string(id) + ": " + why.what};
  }
}

ring read_keys(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) fail(path);
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw not_there{path + ": others may read the keys; chmod 600 it"};
  }
  std::ifstream file(path);
  ring out;
  try {
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line.front() != '#') read_key(line, out);
    }
  } catch (const usage_error& why) {
    throw not_there{path + ": " + why.what};
  }
  for (std::size_t n = 0; n < out.keys.size(); ++n) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): octets
    out.keys[n].secret = {reinterpret_cast<const std::uint8_t*>(out.secrets[n].data()), out.secrets[n].size()};
  }
  return out;
}

void note(void* /*user_data*/, parvis_text event, parvis_text detail) {
  std::cerr << "parvis: " << string_of(event) << ' ' << string_of(detail) << '\n';
}

/// What ICU says of a text, put where the library wants it.
template <auto Says>
parvis_status put(void* /*user_data*/, parvis_call* call, parvis_text text) {
  const parvis::icu_text unicode;
  const auto told = (unicode.*Says)({text.data, text.size});
  if (told) return parvis_call_put_text(call, text_of(told.assume_value()));
  return told.assume_error().code == parvis::errc::email_invalid ? PARVIS_E_EMAIL_INVALID : PARVIS_E_HOST_FAILED;
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

/// The terminal without its echo.
class silence {
 public:
  explicit silence(int terminal) : terminal_(terminal) {
    if (::tcgetattr(terminal_, &before_) != 0) fail("the terminal");
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    (void)::tcsetattr(terminal_, TCSAFLUSH, &silent);
  }
  ~silence() { (void)::tcsetattr(terminal_, TCSAFLUSH, &before_); }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;

 private:
  int terminal_;
  termios before_{};
};

std::string asked_at(int terminal, std::string_view question) {
  const silence held(terminal);
  (void)!::write(terminal, question.data(), question.size());
  std::string out;
  for (char c = 0; ::read(terminal, &c, 1) == 1 && c != '\n';) out += c;
  (void)!::write(terminal, "\n", 1);
  return out;
}

}  // namespace

void fail(const std::string& what) { throw not_there{what + ": " + std::strerror(errno)}; }

exit_status status_of(parvis_status code) { return code < host_band ? exit_status::refused : exit_status::unavailable; }

json shape_of(const parvis_error* why) {
  json out{{"code", string_of(parvis_code_name(why->code))},
           {"number", why->code},
           {"message", string_of(why->message)},
           {"field", string_of(why->field)},
           {"detail", string_of(why->detail)},
           {"retryable", why->retryable != 0},
           {"retry_after", why->retry_after_us == 0 ? json{} : json(string_of_span(why->retry_after_us))},
           {"fields", json::array()}};
  for (const auto& one : std::span(why->fields, why->field_count)) {
    out["fields"].push_back({{"field", string_of(one.field)},
                             {"code", string_of(parvis_code_name(one.code))},
                             {"message", string_of(one.message)}});
  }
  return out;
}

std::vector<std::string> sentences_of(const json& error) {
  const auto sentence = [](const json& of) {
    const auto field = of["field"].get<std::string>();
    return (field.empty() ? "" : field + ": ") + of["message"].get<std::string>();
  };
  if (error["fields"].empty()) return {sentence(error)};
  std::vector<std::string> out;
  for (const auto& one : error["fields"]) out.push_back(sentence(one));
  return out;
}

void door::open() {
  if (portal_ != nullptr) return;
  if (given_.store.empty()) throw usage_error{"which store? --db FILE, or PARVIS_DB"};
  if (!makes_ && !exists(given_.store)) {
    throw not_there{given_.store + ": there is no such store; `parvis init` makes one"};
  }
  const auto key_file = given_.keys.empty() ? given_.store + ".keys" : given_.keys;
  if (makes_ && !exists(key_file)) make_keys(key_file);
  const auto keys = read_keys(key_file);

  const auto opened = [](auto* table, auto* options, auto* call) {
    const parvis_error* why = nullptr;
    const auto status = call(options, table, &why);
    const owned<const parvis_error> freeing{why};
    if (status != PARVIS_DONE) throw call_failed{status_of(status), status, shape_of(why)};
  };
  auto storage = sized<parvis_storage>();
  auto sqlite = sized<parvis_sqlite_options>();
  sqlite.path = text_of(given_.store);
  if (given_.index_words) sqlite.flags |= PARVIS_SQLITE_INDEX_PARTS_OF_WORDS;
  if (!makes_) sqlite.flags |= PARVIS_SQLITE_EXISTING;
  const auto before = ::umask(0077);
  opened(&storage, &sqlite, parvis_sqlite_storage_open);
  ::umask(before);
  auto host = sized<parvis_host>();
  host.storage = &storage;
  auto mailer = sized<parvis_mailer>();
  try {
    if (!mails_.directory.empty()) {
      auto eml = sized<parvis_eml_options>();
      eml.directory = text_of(mails_.directory);
      eml.from = text_of(mails_.from);
      eml.from_name = text_of(mails_.from_name);
      opened(&mailer, &eml, parvis_eml_mailer_open);
      host.mailer = &mailer;
    }
    auto log = sized<parvis_log>();
    log.note = note;
    host.log = &log;
    auto text = sized<parvis_text_policy>();
    text.nfc = put<&parvis::icu_text::nfc>;
    text.domain_to_ascii = put<&parvis::icu_text::domain_to_ascii>;
    text.fold = put<&parvis::icu_text::fold>;
    if (number_of(text_policies, given_.text_policy) != 0) host.text = &text;
    auto options = sized<parvis_options>();
    options.keys = keys.keys.data();
    options.key_count = keys.keys.size();
    const parvis_error* why = nullptr;
    const auto status = parvis_portal_open(&options, &host, &portal_, &why);
    const owned<const parvis_error> freeing{why};
    if (status != PARVIS_DONE) throw call_failed{exit_status::unavailable, status, shape_of(why)};
  } catch (...) {
    if (mailer.destroy != nullptr) mailer.destroy(mailer.user_data);
    storage.destroy(storage.user_data);
    throw;
  }
}

parvis_caller door::caller() const {
  auto out = sized<parvis_caller>();
  out.workspace = text_of(given_.workspace);
  out.language = text_of(given_.language);
  return out;
}

parvis_caller door::actor() {
  open();
  if (is_nil(actor_)) {
    if (given_.actor.empty()) throw usage_error{"who acts? --as USERNAME, or PARVIS_AS"};
    actor_ = account(given_.actor);
  }
  auto out = caller();
  out.actor = actor_;
  return out;
}

parvis_caller door::operating() {
  open();
  auto out = caller();
  out.actor = parvis_operator;
  return out;
}

parvis_uuid door::account(std::string_view named) {
  parvis_uuid id{};
  if (read_id(named, id)) return id;
  try {
    return operate(parvis_find_account, text_of(named))->id;
  } catch (call_failed& why) {
    why.told["named"] = named;
    throw;
  }
}

parvis_uuid door::group(std::string_view named) {
  parvis_uuid id{};
  if (read_id(named, id)) return id;
  const auto list = ask(parvis_list_groups);
  for (const auto* const one : std::span(list->items, list->item_count)) {
    if (string_of(one->name) == named) return one->id;
  }
  throw usage_error{"there is no group \"" + std::string(named) + "\""};
}

std::string read_password(const std::string& file) {
  if (file == "-") {
    std::string out;
    std::getline(std::cin, out);
    return out;
  }
  if (!file.empty()) {
    std::ifstream in(file);
    std::string out;
    if (!std::getline(in, out)) throw not_there{file + ": there is no password"};
    return out;
  }
  const descriptor terminal{::open("/dev/tty", O_RDWR | O_CLOEXEC)};
  if (terminal.number() < 0) throw usage_error{"no terminal to ask at: --password-file FILE"};
  auto out = asked_at(terminal.number(), "Password: ");
  if (asked_at(terminal.number(), "Once more: ") != out) throw usage_error{"these are two passwords"};
  return out;
}

progress_bar::progress_bar(std::string what)
    : what_(std::move(what)), seen_(::isatty(STDERR_FILENO) == 1), table_(sized<parvis_progress>()) {
  table_.user_data = this;
  table_.tell = tell;
}

progress_bar::~progress_bar() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
}

parvis_status progress_bar::tell(void* bar, std::uint64_t done, std::uint64_t total) {
  auto* const to = static_cast<progress_bar*>(bar);
  if (!to->seen_) return PARVIS_DONE;
  constexpr std::uint64_t width = 30;
  std::cerr << '\r' << to->what_ << ' ' << done;
  if (total != 0) {
    const auto full = std::min(done, total) * width / total;
    std::cerr << " of " << total << " [" << std::string(full, '#') << std::string(width - full, ' ') << ']';
  }
  std::cerr << std::flush;
  to->drawn_ = true;
  return PARVIS_DONE;
}

}  // namespace console
