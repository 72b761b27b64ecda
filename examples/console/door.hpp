// SPDX-License-Identifier: BSL-1.0
// The portal behind the commands: its store, its keys, who acts; and calls of it as C++ likes them.
#pragma once

#include <parvis.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "words.hpp"

namespace console {

using json = nlohmann::ordered_json;

/// Documented in the README.
enum class exit_status : int {
  done = 0,
  refused = 1,      ///< by a rule
  usage = 2,        ///< what was typed is wrong
  unavailable = 3,  ///< the store, a key or the machine
  found = 4,        ///< something is wrong in the store
  undelivered = 5,  ///< errands were tried that could not be carried out
};

exit_status status_of(parvis_status code);

/// A call of the library failed.
struct call_failed {
  exit_status status;
  parvis_status code;
  json told;  ///< {"code", "number", "message", "field", "detail", "fields", "retry_after"}, and "named": who was
              ///< looked for
};
/// What a command needs is not there.
struct not_there {
  std::string what;
};
/// The same, with what the system says last.
[[noreturn]] void fail(const std::string& what);

json shape_of(const parvis_error* why);
/// The same for people, a sentence each: "email: This is not a valid e-mail address."
std::vector<std::string> sentences_of(const json& error);

struct freed {
  void operator()(const void* block) const noexcept { parvis_free(block); }
};
/// What a call hands out.
template <class T>
using owned = std::unique_ptr<T, freed>;

/// A request, or any other struct that says how large it is.
template <class T>
T sized() {
  T out{};
  out.struct_size = sizeof out;
  return out;
}

/// What the command line says before the command.
struct given_options {
  std::string store, keys, workspace = "main", actor, language, text_policy = "icu";
  bool as_json = false, index_words = false;
};

/// Where `outbox drain` puts mails.
struct mail_folder {
  std::string directory, from, from_name;
};

class door {
 public:
  explicit door(const given_options& given) : given_(given) {}
  ~door() { parvis_portal_close(portal_); }
  door(const door&) = delete;
  door& operator=(const door&) = delete;

  [[nodiscard]] const given_options& given() const noexcept { return given_; }
  /// The next call opens a store that need not be there yet, and its key file likewise.
  void make_store() noexcept { makes_ = true; }
  void send_to(mail_folder mails) { mails_ = std::move(mails); }

  /// By whoever acts: `--as` is needed.
  template <class... Parameters, class... Given>
  auto ask(parvis_status (*call)(Parameters...), Given... with) {
    const auto by = actor();
    return called<out_of<Parameters...>>(
        [&](auto** out, const parvis_error** why) { return call(portal_, &by, with..., out, why); });
  }
  /// By the operator: the host itself.
  template <class... Parameters, class... Given>
  auto operate(parvis_status (*call)(Parameters...), Given... with) {
    const auto by = operating();
    return called<out_of<Parameters...>>(
        [&](auto** out, const parvis_error** why) { return call(portal_, &by, with..., out, why); });
  }

  /// Whom an id, an e-mail address or a username names.
  parvis_uuid account(std::string_view named);
  /// Which group an id or a name is.
  parvis_uuid group(std::string_view named);

 private:
  /// What the last parameter but one of a call leads to.
  template <class... Parameters>
  using out_of = std::remove_pointer_t<
      std::remove_pointer_t<std::tuple_element_t<sizeof...(Parameters) - 2, std::tuple<Parameters...>>>>;

  template <class T, class Call>
  static owned<T> called(Call call) {
    T* out = nullptr;
    const parvis_error* why = nullptr;
    const auto status = call(&out, &why);
    const owned<const parvis_error> freeing{why};
    if (status != PARVIS_DONE) throw call_failed{status_of(status), status, shape_of(why)};
    return owned<T>{out};
  }

  void open();
  [[nodiscard]] parvis_caller caller() const;
  parvis_caller actor();
  parvis_caller operating();

  given_options given_;
  mail_folder mails_;
  bool makes_ = false;
  parvis_portal* portal_ = nullptr;
  parvis_uuid actor_{};
};

/// From a file, "-" for standard input, or asked for at the terminal when `file` is empty.
std::string read_password(const std::string& file);

/// Tells how far long work has come, on standard error if somebody looks at it.
class progress_bar {
 public:
  explicit progress_bar(std::string what);
  ~progress_bar();
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  [[nodiscard]] const parvis_progress* table() const noexcept { return &table_; }

 private:
  static parvis_status tell(void* bar, std::uint64_t done, std::uint64_t total);

  std::string what_;
  bool seen_;
  bool drawn_ = false;
  parvis_progress table_;
};

}  // namespace console
