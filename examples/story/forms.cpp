// SPDX-License-Identifier: BSL-1.0
#include "forms.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace story {

namespace {

using words = std::vector<std::string_view>;

/// A member of the objects in the file: where it goes, and the words it may be; none: any text.
struct member {
  std::string_view name;
  std::string form::* into;
  words allowed{};
};

const std::vector<member>& members() {
  static const std::vector<member> all{
      {"link", &form::link, {"clients", "collaborators", "open", "expired", "tampered"}},
      {"first_name", &form::first_name},
      {"last_name", &form::last_name},
      {"username", &form::username},
      {"email", &form::email},
      {"password", &form::password},
      {"language", &form::language},
      {"access", &form::access, {"client", "collaborator"}},
      {"expect", &form::expect},
      {"fields", &form::fields},
      {"then", &form::then, {"prove", "prove_elsewhere", "prove_twice", "prove_late", "ignore", "told"}},
      {"username_again", &form::username_again},
      {"after", &form::after},
      {"decide", &form::decide, {"approve", "race", "approve_last", "reject", "leave"}},
      {"reason", &form::reason},
      {"end", &form::end},
      {"sign_in", &form::sign_in},
  };
  return all;
}

[[noreturn]] void wrong(const std::string& what) { throw std::runtime_error(what); }
[[noreturn]] void wrong(const std::string& what, std::string_view which) {
  wrong(what + " \"" + std::string(which) + "\"");
}

void fill(form& into, std::string_view name, const boost::json::value& given) {
  const auto found = std::find_if(members().begin(), members().end(), [&](const member& m) { return m.name == name; });
  if (found == members().end()) wrong("unknown member", name);
  const auto* const text = given.if_string();
  if (text == nullptr) wrong("not a text:", name);
  const auto& allowed = found->allowed;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), std::string_view{*text}) == allowed.end()) {
    wrong(std::string(name) + " cannot be", *text);
  }
  into.*found->into = std::string_view{*text};
}

form parse(std::string_view line) {
  boost::json::error_code why;
  const auto value = boost::json::parse({line.data(), line.size()}, why);
  if (why) wrong("not JSON: " + why.message());
  const auto* const object = value.if_object();
  if (object == nullptr) wrong("not an object");
  form out;
  for (const auto& one : *object) fill(out, {one.key().data(), one.key().size()}, one.value());
  if (out.link.empty()) wrong("link is missing");
  return out;
}

}  // namespace

std::vector<form> read_forms(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(file + ": cannot be read");
  std::vector<form> out;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == line.npos || line[first] == '#') continue;
    try {
      out.push_back(parse(line));
    } catch (const std::runtime_error& why) {
      throw std::runtime_error(file + ":" + std::to_string(number) + ": " + why.what());
    }
    out.back().line = number;
  }
  if (in.bad()) throw std::runtime_error(file + ": cannot be read");
  if (out.empty()) throw std::runtime_error(file + ": no form in it");
  return out;
}

}  // namespace story
