// SPDX-License-Identifier: BSL-1.0
// The tree of commands. A chapter adds its own to it; what was chosen runs once the whole line was read.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "shapes.hpp"

namespace console {

/// What a command answers: JSON, and how people read it.
struct answer {
  json value;
  std::vector<std::string> columns{};  ///< of the table that the list in it, or in its "items", makes
  exit_status status = exit_status::done;
  std::string hint{};  ///< for people, on standard error
};
using action = std::function<answer(door&)>;

class tool {
 public:
  tool();

  CLI::App& root() noexcept { return app_; }
  /// A command that has others below it.
  CLI::App& chapter(CLI::App& under, const std::string& name, const std::string& help);
  /// A command: `run` is called once the line was read.
  CLI::App& command(CLI::App& under, const std::string& name, const std::string& help, action run);
  /// Says later what a command does.
  void on(CLI::App& command, action run);

  /// An option that takes one of these words; completion offers them.
  template <class Text>
  CLI::Option* choose(CLI::App& of, const std::string& name, Text& into, words among, const std::string& help) {
    auto* const out = of.add_option(name, into, help)->check(CLI::IsMember(names_of(among)));
    choices_[out] = names_of(among);
    return out;
  }
  [[nodiscard]] std::vector<std::string> choices_of(const CLI::Option* option) const;

  /// The exit status.
  int run(int count, char** given);

 private:
  int show(const answer& what) const;
  int tell(const std::string& what, exit_status status) const;
  int tell(const call_failed& why) const;

  CLI::App app_{"Looks after a store of parvis: who may enter a client portal.", "parvis"};
  given_options given_;
  action chosen_;
  std::map<const CLI::Option*, std::vector<std::string>> choices_;
};

/// The list itself, with where it goes on: {"items", "next"}.
template <class Page>
json page_of(const Page& page) {
  auto out = shapes(page.items, page.item_count);
  return {{"items", std::move(out)}, {"next", page.next.size == 0 ? json{} : json(string_of(page.next))}};
}

/// How much of a list is wanted.
struct paging {
  std::size_t limit = 50;
  std::string after;

  void offer(CLI::App& to);
  template <class Request>
  void ask(Request& in) const {
    in.limit = limit;
    in.after = text_of(after);
  }
};

void add_firm(tool& to);
void add_links(tool& to);
void add_people(tool& to);
void add_licenses(tool& to);
void add_orders(tool& to, CLI::App& licenses);
void add_groups(tool& to);
void add_data(tool& to);
void add_upkeep(tool& to);
void add_completion(tool& to);

}  // namespace console
