// SPDX-License-Identifier: BSL-1.0
#include "tool.hpp"

#include <algorithm>
#include <iostream>

namespace console {

namespace {

/// How people read one value.
std::string words_of(const json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_array()) {
    std::string out;
    for (const auto& one : value) out.append(out.empty() ? "" : ", ").append(words_of(one));
    return out;
  }
  if (value.is_object()) {
    std::string out;
    for (const auto& [key, one] : value.items()) {
      out.append(out.empty() ? "" : " ").append(key).append("=").append(words_of(one));
    }
    return out;
  }
  return value.dump();
}

constexpr std::string_view of_numbers = "capped";  // says which of them may be more

/// What went wrong with a row, or what stands in one of its columns.
std::string cell_of(const json& row, const std::string& column) {
  const auto value = row.value(column, json{});
  if (column != "error" || value.is_null()) {
    const auto capped = row.value(of_numbers, json::array());
    return words_of(value) + (std::ranges::find(capped, json(column)) != capped.end() ? " or more" : "");
  }
  std::string out;
  for (const auto& one : sentences_of(value)) out.append(out.empty() ? "" : " ").append(one);
  return out;
}

/// As many columns as a terminal shows.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

/// A name that turns the line around, or the cursor, is shown and does not act.
std::string harmless(const std::string& text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return out;
}

void print_table(std::ostream& to, const json& rows, const std::vector<std::string>& columns) {
  if (rows.empty()) return;
  std::vector<std::vector<std::string>> cells{columns};
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (const auto& column : columns) line.push_back(harmless(cell_of(row, column)));
  }
  std::vector<std::size_t> widths(columns.size());
  for (const auto& line : cells) {
    for (std::size_t n = 0; n < line.size(); ++n) widths[n] = std::max(widths[n], width_of(line[n]));
  }
  for (const auto& line : cells) {
    for (std::size_t n = 0; n < line.size(); ++n) {
      to << line[n];
      if (n + 1 < line.size()) to << std::string(widths[n] - width_of(line[n]) + 2, ' ');
    }
    to << '\n';
  }
}

void print_members(std::ostream& to, const json& value, std::string_view but_for, const std::string& margin = {}) {
  std::size_t width = 0;
  for (const auto& [key, one] : value.items()) width = std::max(width, key.size());
  for (const auto& [key, one] : value.items()) {
    if (key == but_for || key == of_numbers) continue;
    const auto text = cell_of(value, key);
    if (one.is_object() && key != "error") {
      to << margin << key << '\n';
      print_members(to, one, "", margin + "  ");
    } else if (text.find('\n') != std::string::npos) {
      to << margin << key << ":\n" << text << '\n';
    } else {
      to << margin << key << std::string(width - key.size() + 2, ' ') << harmless(text) << '\n';
    }
  }
}

/// The command that was come to.
const CLI::App& last_of(const CLI::App& at) {
  const auto below = at.get_subcommands();
  return below.empty() ? at : last_of(*below.back());
}

/// What is wrong with the line: a word that nothing has taken comes before whatever is missed for its sake.
std::string mistake_in(const CLI::App& app, const CLI::ParseError& why) {
  const auto left = app.remaining(true);
  if (!left.empty()) return "\"" + left.front() + "\" is not known here";
  const auto& last = last_of(app);
  return (&last == &app ? "" : last.get_name() + ": ") + why.what();
}

}  // namespace

tool::tool() {
  app_.require_subcommand(1);
  app_.fallthrough();
  app_.set_help_all_flag("--help-all", "Every command");
  app_.add_option("--db", given_.store, "The store: a SQLite file")->envname("PARVIS_DB");
  app_.add_option("--keys", given_.keys, "The file of its keys, readable by its owner only; else <db>.keys")
      ->envname("PARVIS_KEYS");
  app_.add_option("--workspace", given_.workspace, "The firm, where a store has several")
      ->envname("PARVIS_WORKSPACE")
      ->capture_default_str();
  app_.add_flag("--index-words", given_.index_words,
                "Makes an index of every part of the words that accounts are searched by, where the store has none");
  choose(app_, "--text-policy", given_.text_policy, text_policies,
         "How the store's host folds names, to find people by")
      ->envname("PARVIS_TEXT_POLICY")
      ->capture_default_str();
  app_.add_option("--as", given_.actor, "Who acts: a username, an e-mail address or an id")->envname("PARVIS_AS");
  app_.add_option("--language", given_.language, "Of messages: en, fr, ar; else the firm's");
  app_.add_flag("--json", given_.as_json, "Print JSON");
}

CLI::App& tool::chapter(CLI::App& under, const std::string& name, const std::string& help) {
  auto& out = *under.add_subcommand(name, help);
  out.require_subcommand(1);
  return out;
}

CLI::App& tool::command(CLI::App& under, const std::string& name, const std::string& help, action run) {
  auto& out = *under.add_subcommand(name, help);
  on(out, std::move(run));
  return out;
}

void tool::on(CLI::App& command, action run) {
  command.callback([this, run = std::move(run)] { chosen_ = run; });
}

std::vector<std::string> tool::choices_of(const CLI::Option* option) const {
  const auto found = choices_.find(option);
  return found == choices_.end() ? std::vector<std::string>{} : found->second;
}

int tool::run(int count, char** given) {
  try {
    app_.parse(count, given);
  } catch (const CLI::ParseError& why) {
    if (why.get_exit_code() == 0) return app_.exit(why);
    given_.as_json = app_["--json"]->count() != 0;
    return tell(mistake_in(app_, why) + "; `parvis --help-all` says what there is", exit_status::usage);
  }
  try {
    door to(given_);
    return show(chosen_(to));
  } catch (const usage_error& why) {
    return tell(why.what, exit_status::usage);
  } catch (const not_there& why) {
    return tell(why.what, exit_status::unavailable);
  } catch (const call_failed& why) {
    return tell(why);
  } catch (const std::exception& why) {
    return tell(why.what(), exit_status::unavailable);
  }
}

int tool::show(const answer& what) const {
  const auto& value = what.value;
  if (given_.as_json) {
    std::cout << value.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  } else if (value.is_string()) {
    std::cout << value.get<std::string>();
  } else if (what.columns.empty()) {
    print_members(std::cout, value, "");
  } else {
    const bool whole = value.is_array();
    if (!whole) print_members(std::cout, value, "items");
    print_table(std::cout, whole ? value : value.at("items"), what.columns);
  }
  if (!what.hint.empty()) std::cerr << "parvis: " << what.hint << '\n';
  std::cout.flush();
  if (!std::cout) return tell("standard output is closed", exit_status::unavailable);
  return static_cast<int>(what.status);
}

int tool::tell(const std::string& what, exit_status status) const {
  if (given_.as_json) {
    const json error{{"code", status == exit_status::usage ? "usage" : "not_there"}, {"number", 0}, {"message", what}};
    std::cout << json{{"error", error}}.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  }
  std::cerr << "parvis: " << what << '\n';
  return static_cast<int>(status);
}

int tool::tell(const call_failed& why) const {
  const auto& told = why.told;
  if (given_.as_json) {
    std::cout << json{{"error", told}}.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  }
  const auto& subject = told.contains("named") ? told["named"] : told["field"];
  std::cerr << "parvis: " << (subject == "" ? "" : words_of(subject) + ": ") << words_of(told["message"]) << " ("
            << words_of(told["code"]) << ")\n";
  if (!told["fields"].empty()) {
    for (const auto& one : sentences_of(told)) std::cerr << "  " << one << '\n';
  }
  if (told["detail"] != "") std::cerr << "  " << words_of(told["detail"]) << '\n';
  return static_cast<int>(why.status);
}

void paging::offer(CLI::App& to) {
  to.add_option("--limit", limit, "1 to 1,000")->capture_default_str();
  to.add_option("--after", after, "Where the page before said that it goes on");
}

}  // namespace console
