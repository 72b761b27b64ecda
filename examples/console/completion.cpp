// SPDX-License-Identifier: BSL-1.0
// Scripts by which shells complete a line: made from the tree of commands, so they know what it knows.
#include <functional>
#include <memory>
#include <sstream>

#include "tool.hpp"

namespace console {

namespace {

/// A word that may stand somewhere, and what it means.
struct offered {
  std::string text, help;
};
/// What may stand behind one command.
struct place {
  std::string path;  ///< "users list"
  std::vector<offered> commands, options;
  std::vector<std::pair<std::string, std::vector<std::string>>> choices;  ///< behind an option; "" for a bare word
};

bool is_shown(const CLI::Option& one) { return !one.get_lnames().empty() && one.get_group() != ""; }

void visit(const tool& of, const CLI::App& at, const std::string& path, std::vector<place>& out) {
  place here;
  here.path = path;
  const std::function<bool(const CLI::App*)> all = [](const CLI::App*) { return true; };
  for (const auto* const one : at.get_subcommands(all)) {
    here.commands.push_back({one->get_name(), one->get_description()});
  }
  for (const auto* const one : at.get_options()) {
    if (is_shown(*one)) {
      for (const auto& name : one->get_lnames()) here.options.push_back({"--" + name, one->get_description()});
    }
    auto choices = of.choices_of(one);
    if (!choices.empty())
      here.choices.emplace_back(one->get_lnames().empty() ? "" : "--" + one->get_lnames().front(), std::move(choices));
  }
  out.push_back(std::move(here));
  for (const auto* const one : at.get_subcommands(all)) {
    visit(of, *one, path.empty() ? one->get_name() : path + " " + one->get_name(), out);
  }
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string list_of(const std::vector<offered>& words) {
  std::string out;
  for (const auto& one : words) out.append(out.empty() ? "" : " ").append(one.text);
  return out;
}
std::string list_of(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& one : words) out.append(out.empty() ? "" : " ").append(one);
  return out;
}

/// Where a line stands: the longest command that its words make. The same in bash and zsh.
std::string finding(const std::vector<place>& places, std::string_view words) {
  std::ostringstream out;
  out << "  local at= word\n  for word in " << words << "; do\n    case \"$at $word\" in\n";
  for (const auto& one : places) {
    if (!one.path.empty()) out << "      " << quoted(" " + one.path) << ") at=" << quoted(" " + one.path) << ";;\n";
  }
  out << "    esac\n  done\n";
  return out.str();
}

std::string for_bash(const std::vector<place>& places) {
  std::ostringstream out;
  out << "# bash completion of parvis: `source <(parvis completion bash)`\n_parvis() {\n"
      << "  local here=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
      << finding(places, "\"${COMP_WORDS[@]:1:COMP_CWORD-1}\"") << "  case \"$at $before\" in\n";
  for (const auto& one : places) {
    for (const auto& [option, choices] : one.choices) {
      const auto path = one.path.empty() ? std::string{} : " " + one.path;
      if (!option.empty())
        out << "    " << quoted(path + " " + option) << ") words=" << quoted(list_of(choices)) << ";;\n";
    }
  }
  out << "  esac\n  if [ -z \"$words\" ]; then\n    case $before in\n"
      << "      --db|--keys|--password-file) COMPREPLY=($(compgen -f -- \"$here\")); return;;\n    esac\n"
      << "    case $at in\n";
  for (const auto& one : places) {
    auto words = list_of(one.commands);
    for (const auto& [option, choices] : one.choices) {
      if (option.empty()) words += " " + list_of(choices);
    }
    out << "      " << quoted(one.path.empty() ? "" : " " + one.path) << ") words="
        << quoted(words + " " + list_of(one.options) + (one.path.empty() ? "" : " " + list_of(places.front().options)))
        << ";;\n";
  }
  out << "    esac\n  fi\n  COMPREPLY=($(compgen -W \"$words\" -- \"$here\"))\n}\ncomplete -o bashdefault -F _parvis "
         "parvis\n";
  return out.str();
}

std::string for_zsh(const std::vector<place>& places) {
  std::ostringstream out;
  out << "#compdef parvis\n# zsh completion of parvis: `source <(parvis completion zsh)`\n_parvis() {\n"
      << "  local before=${words[CURRENT-1]}\n"
      << finding(places, "\"${(@)words[2,CURRENT-1]}\"") << "  case \"$at $before\" in\n";
  for (const auto& one : places) {
    const auto path = one.path.empty() ? std::string{} : " " + one.path;
    for (const auto& [option, choices] : one.choices) {
      if (!option.empty())
        out << "    " << quoted(path + " " + option) << ") compadd -- " << list_of(choices) << "; return;;\n";
    }
  }
  out << "  esac\n  case $before in\n    --db|--keys|--password-file) _files; return;;\n  esac\n  local -a known\n  "
         "case $at in\n";
  for (const auto& one : places) {
    out << "    " << quoted(one.path.empty() ? "" : " " + one.path) << ") known=(";
    const auto put = [&](const std::vector<offered>& words) {
      for (const auto& word : words) out << "\n      " << quoted(word.text + ":" + word.help);
    };
    put(one.commands);
    put(one.options);
    if (!one.path.empty()) put(places.front().options);
    for (const auto& [option, choices] : one.choices) {
      if (!option.empty()) continue;
      for (const auto& choice : choices) out << "\n      " << quoted(choice);
    }
    out << ");;\n";
  }
  out << "  esac\n  _describe -t commands parvis known\n}\nif [ \"$funcstack[1]\" = _parvis ]; then _parvis \"$@\"; "
         "else compdef _parvis parvis; fi\n";
  return out.str();
}

std::string for_fish(const std::vector<place>& places) {
  std::ostringstream out;
  out << "# fish completion of parvis: `parvis completion fish | source`\n"
      << "function __parvis_at\n  set -l at\n  for word in (commandline -opc)[2..-1]\n    switch \"$at $word\"\n";
  for (const auto& one : places) {
    if (!one.path.empty())
      out << "      case " << quoted(" " + one.path) << "\n        set at " << quoted(" " + one.path) << '\n';
  }
  out << "    end\n  end\n  test \"$at\" = \"$argv[1]\"\nend\ncomplete -c parvis -f\n";
  for (const auto& one : places) {
    const auto path = one.path.empty() ? std::string{} : " " + one.path;
    const auto begin = "complete -c parvis -n " + quoted("__parvis_at " + quoted(path));
    for (const auto& word : one.commands) out << begin << " -a " << word.text << " -d " << quoted(word.help) << '\n';
    for (const auto& word : one.options) {
      out << (one.path.empty() ? "complete -c parvis" : begin) << " -l " << word.text.substr(2) << " -d "
          << quoted(word.help);
      for (const auto& [option, choices] : one.choices) {
        if (option == word.text) out << " -x -a " << quoted(list_of(choices));
      }
      if (word.text == "--db" || word.text == "--keys" || word.text == "--password-file") out << " -r -F";
      out << '\n';
    }
    for (const auto& [option, choices] : one.choices) {
      if (option.empty()) out << begin << " -a " << quoted(list_of(choices)) << '\n';
    }
  }
  return out.str();
}

struct shell {
  std::string_view name;
  std::string (*script)(const std::vector<place>&);
};
constexpr shell shells[] = {{"bash", for_bash}, {"zsh", for_zsh}, {"fish", for_fish}};
constexpr word shell_names[] = {{"bash", 0}, {"zsh", 1}, {"fish", 2}};

}  // namespace

void add_completion(tool& to) {
  const auto wanted = std::make_shared<std::string>();
  auto& command =
      to.command(to.root(), "completion", "A script by which a shell completes what you type", [&to, wanted](door&) {
        std::vector<place> places;
        visit(to, to.root(), "", places);
        return answer{shells[number_of(shell_names, *wanted)].script(places)};
      });
  to.choose(command, "shell", *wanted, shell_names, "Which")->required();
}

}  // namespace console
