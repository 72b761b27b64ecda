// SPDX-License-Identifier: BSL-1.0
// Many people at once, and what is held about one.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "table.hpp"
#include "tool.hpp"

namespace console {

namespace {

// --- import ---

struct import_words {
  std::string file, key, kind = "user", group, access, seniority;
  bool dry_run = false, silent = false, administrators = false;
  std::size_t rows_at_once = 500;
};

constexpr std::string_view import_columns[] = {"kind",     "key",     "first_name", "last_name", "email",
                                               "language", "access",  "group",      "seniority", "job_title",
                                               "mobile",   "address", "company",    "code",      "case_role"};
constexpr std::string_view field_prefix = "field.";
constexpr word row_kinds[] = {{"user", 1}, {"client", 2}, {"collaborator", 3}, {"invite", 4}};
/// Whether a row of this kind can say that.
bool takes(std::int32_t kind, std::string_view column) {
  constexpr std::string_view of_everybody[] = {"kind", "key", "email", "language"};
  constexpr std::string_view of_users[] = {"group", "seniority"};
  if (std::ranges::find(of_everybody, column) != std::end(of_everybody)) return true;
  if (std::ranges::find(of_users, column) != std::end(of_users)) return kind == PARVIS_KIND_OF_USER;
  if (column == "case_role") return kind == PARVIS_KIND_OF_CLIENT || kind == PARVIS_KIND_OF_COLLABORATOR;
  return kind <= PARVIS_KIND_OF_COLLABORATOR;
}
constexpr word import_fates[] = {
    {"made", PARVIS_IMPORT_MADE}, {"already", PARVIS_IMPORT_ALREADY}, {"refused", PARVIS_IMPORT_REFUSED}};

/// Groups by name or id, as they were when the import began: no portal is called from within it.
class group_of {
 public:
  explicit group_of(door& at) : list_(at.ask(parvis_list_groups)) {}
  parvis_uuid operator()(const std::string& named) const {
    parvis_uuid id{};
    if (read_id(named, id)) return id;
    for (const auto* const one : std::span(list_->items, list_->item_count)) {
      if (string_of(one->name) == named) return one->id;
    }
    throw usage_error{"there is no group \"" + named + "\""};
  }

 private:
  owned<const parvis_group_list> list_;
};

/// One row as the library takes it, and what that points to.
struct import_row {
  std::map<std::string, std::string> cells;
  std::vector<std::pair<std::string, std::string>> answers{};
  std::vector<parvis_field_value> fields{};
  parvis_add_user_request user = sized<parvis_add_user_request>();
  parvis_add_portal_account_request portal_account = sized<parvis_add_portal_account_request>();
  parvis_invitee invited{};
  parvis_import_row row = sized<parvis_import_row>();

  import_row(std::map<std::string, std::string> read, const import_words& given, const group_of& groups)
      : cells(std::move(read)) {
    const auto kind = string("kind", given.kind);
    const auto number = number_of(row_kinds, kind);
    for (const auto& [column, cell] : cells) {
      if (!takes(number, column))
        throw usage_error{"\"" + column + "\": a row of the kind " + kind + " cannot say that"};
      if (column.starts_with(field_prefix)) answers.emplace_back(column.substr(field_prefix.size()), cell);
    }
    for (const auto& [name, value] : answers) fields.push_back({text_of(name), text_of(value)});
    row.key = text("key");
    switch (number) {
      case PARVIS_KIND_OF_USER:
        put_person(user, given);
        user.seniority = text("seniority", given.seniority);
        if (const auto group = string("group", given.group); !group.empty()) user.group = groups(group);
        row.user = &user;
        break;
      case PARVIS_KIND_OF_CLIENT:
      case PARVIS_KIND_OF_COLLABORATOR:
        put_person(portal_account, given);
        portal_account.access = portal_access_of(kind, string("access", given.access));
        portal_account.case_role = number_of(case_roles, string("case_role", "none"));
        row.portal_account = &portal_account;
        break;
      default:
        invited = {text("email"), text("language")};
        row.invited = &invited;
    }
  }
  import_row(const import_row&) = delete;
  import_row& operator=(const import_row&) = delete;

 private:
  [[nodiscard]] std::string string(const std::string& column, const std::string& otherwise) const {
    const auto found = cells.find(column);
    return found == cells.end() ? otherwise : found->second;
  }
  [[nodiscard]] parvis_text text(const std::string& column, std::string_view otherwise = {}) const {
    const auto found = cells.find(column);
    return text_of(found == cells.end() ? otherwise : std::string_view(found->second));
  }
  template <class Request>
  void put_person(Request& to, const import_words& given) {
    if (const auto access = string("access", given.access); !access.empty()) to.access = access_of(access);
    to.first_name = text("first_name");
    to.last_name = text("last_name");
    to.email = text("email");
    to.language = text("language");
    to.job_title = text("job_title");
    to.mobile = text("mobile");
    to.address = text("address");
    to.company = text("company");
    to.code = text("code");
    to.fields = fields.data();
    to.field_count = fields.size();
  }
};

/// The rows of a file on their way in. What goes wrong with one is told once the library has answered.
struct import_file {
  table rows;
  const import_words& given;
  const group_of& groups;
  json refused = json::array();
  std::exception_ptr wrong{};

  static parvis_status next(void* self, parvis_call* call) {
    auto* const from = static_cast<import_file*>(self);
    try {
      auto cells = from->rows.next();
      if (!cells) return PARVIS_DONE;
      const import_row one(*std::move(cells), from->given, from->groups);
      return parvis_call_put_import_row(call, &one.row);
    } catch (...) {
      from->wrong = std::current_exception();
      return PARVIS_E_HOST_FAILED;
    }
  }
  static parvis_status tell(void* self, parvis_call* /*call*/, const parvis_import_outcome* outcome) {
    auto* const to = static_cast<import_file*>(self);
    if (outcome->fate != PARVIS_IMPORT_REFUSED) return PARVIS_DONE;
    try {
      const auto why = shape_of(outcome->error);
      auto reason = why["code"].get<std::string>();
      for (const auto& one : why["fields"]) {
        reason += " " + one["field"].get<std::string>() + "=" + one["code"].get<std::string>();
      }
      to->refused.push_back({{"number", outcome->number},
                             {"key", string_of(outcome->key)},
                             {"fate", name_of(import_fates, outcome->fate)},
                             {"reason", std::move(reason)},
                             {"error", why}});
      return PARVIS_DONE;
    } catch (...) {
      to->wrong = std::current_exception();
      return PARVIS_E_HOST_FAILED;
    }
  }
};

/// Reads the whole file before anything is written: how many rows there are, and that all of them can be read.
std::size_t checked(const import_words& given, const group_of& groups) {
  table rows(given.file);
  std::set<std::string_view> seen;
  for (const auto& name : rows.columns()) {
    if (!seen.insert(name).second) throw usage_error{given.file + ": the column \"" + name + "\" is there twice"};
    if (!name.starts_with(field_prefix) && std::ranges::find(import_columns, name) == std::end(import_columns)) {
      throw usage_error{given.file + ": there is no column \"" + name + "\""};
    }
    // The next list may well begin with the same numbers: by the file's name its people would pass for these.
    if (name == "key" && given.key.empty()) {
      throw usage_error{given.file + ": its rows have keys, so say which import they belong to: --key"};
    }
  }
  while (auto cells = rows.next()) {
    try {
      const import_row one(*std::move(cells), given, groups);
    } catch (const usage_error& why) {
      throw usage_error{given.file + ": row " + std::to_string(rows.count()) + ": " + why.what};
    }
  }
  return rows.count();
}

answer import_people(door& at, const import_words& given) {
  if (given.file == "-") {
    throw usage_error{"people are imported from a file: all of it is checked before it is read again"};
  }
  const group_of groups(at);
  const auto total = checked(given, groups);
  const auto key = given.key.empty() ? std::filesystem::path(given.file).filename().string() : given.key;
  import_file file{.rows = table(given.file), .given = given, .groups = groups};
  auto source = sized<parvis_import_source>();
  source.user_data = &file;
  source.next = import_file::next;
  source.tell = import_file::tell;
  const progress_bar bar("rows settled:");
  auto request = sized<parvis_import_request>();
  request.mode = given.dry_run ? PARVIS_IMPORT_MODE_DRY_RUN : PARVIS_IMPORT_MODE_WRITE;
  request.key = text_of(key);
  request.rows = &source;
  request.notice = given.silent ? PARVIS_NOTICE_SILENT : PARVIS_NOTICE_MAIL;
  request.administrators =
      given.administrators ? PARVIS_IMPORT_ADMINISTRATORS_ALLOWED : PARVIS_IMPORT_ADMINISTRATORS_REFUSED;
  request.rows_at_once = given.rows_at_once;
  request.total = total;
  request.progress = bar.table();
  try {
    const auto reply = at.ask(parvis_import_people, &request);
    return {json{{"key", key},
                 {"dry_run", given.dry_run},
                 {"rows", reply->rows},
                 {"made", reply->made},
                 {"already", reply->already},
                 {"refused", reply->refused},
                 {"items", std::move(file.refused)}},
            {"number", "key", "reason", "error"},
            reply->refused == 0 ? exit_status::done : exit_status::refused};
  } catch (const call_failed&) {
    if (file.wrong) std::rethrow_exception(file.wrong);
    throw;
  }
}

// --- export ---

struct export_words {
  std::string file, state;
  std::vector<std::string> columns;
  bool marked = false;
};

/// Where lines go, and what goes before the first of them.
struct lines {
  std::ostream& file;
  std::string_view before;
};

parvis_status write_lines(void* to, parvis_call* call, parvis_text csv) {
  auto& [file, before] = *static_cast<lines*>(to);
  file << std::exchange(before, {});
  file.write(csv.data, static_cast<std::streamsize>(csv.size)).flush();
  return file ? PARVIS_DONE : parvis_call_fail(call, PARVIS_E_HOST_FAILED, text_of("the file cannot be written"));
}

/// A file that takes the place of the one before once it is whole; until then that is as it was.
class replacement {
 public:
  explicit replacement(const std::string& of) {
    std::error_code failed;
    const bool there = std::filesystem::exists(of, failed);
    if (there && !std::filesystem::is_regular_file(of, failed)) throw not_there{of + ": is no file to be replaced"};
    path_ = there ? std::filesystem::canonical(of).string() : of;
    auto name = path_ + ".XXXXXX";
    const int made = ::mkstemp(name.data());
    if (made < 0) fail(of + ": cannot be written");
    ::close(made);
    temporary_ = std::move(name);
    stream_.open(temporary_, std::ios::binary);
  }
  ~replacement() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }
  replacement(const replacement&) = delete;
  replacement& operator=(const replacement&) = delete;

  [[nodiscard]] std::ostream& stream() noexcept { return stream_; }
  void take_place() {
    stream_.close();
    if (!stream_ || std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(path_ + ": cannot be written");
    temporary_.clear();
  }

 private:
  std::string path_, temporary_;
  std::ofstream stream_;
};

owned<const parvis_export_reply> export_to(door& at, const export_words& given, std::ostream& to) {
  auto sink = sized<parvis_export_sink>();
  lines out{.file = to, .before = given.marked ? byte_order_mark : std::string_view{}};
  sink.user_data = &out;
  sink.write = write_lines;
  std::vector<parvis_text> columns;
  for (const auto& one : given.columns) columns.push_back(text_of(one));
  const progress_bar bar("accounts written:");
  auto request = sized<parvis_export_accounts_request>();
  if (!given.state.empty()) request.state = number_of(account_states, given.state);
  request.columns = columns.data();
  request.column_count = columns.size();
  request.sink = &sink;
  request.progress = bar.table();
  return at.ask(parvis_export_accounts, &request);
}

answer export_accounts(door& at, const export_words& given) {
  if (given.file == "-") {
    if (at.given().as_json) throw usage_error{"standard output is for the table, so there is no JSON on it"};
    (void)export_to(at, given, std::cout);
    return {json("")};
  }
  replacement file(given.file);
  const auto rows = export_to(at, given, file.stream())->rows;
  file.take_place();
  return {json{{"rows", rows}, {"file", given.file}}};
}

// --- one person ---

json shape(const parvis_personal_data& data) {
  auto sections = json::object();
  for (const auto& section : std::span(data.sections, data.section_count)) {
    auto& records = sections[string_of(section.name)] = json::array();
    for (const auto& record : std::span(section.records, section.record_count)) {
      auto& out = records.emplace_back(json::object());
      for (const auto& one : std::span(record.fields, record.field_count))
        out[string_of(one.name)] = string_of(one.value);
    }
  }
  return {{"account", string_of(data.account)}, {"at", shape_of_moment(data.at)}, {"sections", std::move(sections)}};
}

void add_person(tool& to) {
  auto& person = to.chapter(to.root(), "person", "What is held about somebody");
  const auto who = std::make_shared<std::string>();
  to.command(person, "export", "Everything that is held about them",
             [who](door& at) {
               const auto id = at.account(*who);
               return answer{shape(*at.ask(parvis_export_person, &id))};
             })
      .add_option("who", *who, "A username, an e-mail address or an id")
      ->required();
  struct erased {
    std::string who;
    bool sure = false;
  };
  const auto gone = std::make_shared<erased>();
  auto& erase = to.command(person, "erase", "Destroys all that is personal; nothing brings it back", [gone](door& at) {
    if (!gone->sure) throw usage_error{"nothing brings it back: --yes if it is meant"};
    auto request = sized<parvis_erase_request>();
    request.account = at.account(gone->who);
    return answer{console::shape(*at.ask(parvis_erase, &request))};
  });
  erase.add_option("who", gone->who, "A username, an e-mail address or an id")->required();
  erase.add_flag("--yes", gone->sure, "It is meant");
}

}  // namespace

void add_data(tool& to) {
  const auto given = std::make_shared<import_words>();
  auto& import =
      to.command(to.root(), "import", "Adds people from a CSV file; run again it goes on where it was stopped",
                 [given](door& at) { return import_people(at, *given); });
  import
      .add_option("file", given->file,
                  "With a line of names: kind, key, first_name, last_name, email, language, access, group, seniority, "
                  "job_title, mobile, address, company, code, case_role, field.NAME")
      ->required();
  import.add_option("--key", given->key,
                    "The name of the import, by which it goes on; needed where rows have keys, else that of the file");
  to.choose(import, "--kind", given->kind, row_kinds, "Of rows that say nothing else")->capture_default_str();
  import.add_option("--group", given->group, "Likewise: the group of users, by name or id");
  import.add_option("--access", given->access, "Likewise");
  import.add_option("--seniority", given->seniority, "Likewise");
  import.add_flag("--dry-run", given->dry_run, "The same answers, and nothing is written");
  import.add_flag("--silent", given->silent, "No link to join is mailed now");
  import.add_flag("--administrators", given->administrators, "Rows may name a group that manages users");
  import.add_option("--rows-at-once", given->rows_at_once, "Decided and committed together")->capture_default_str();

  const auto wanted = std::make_shared<export_words>();
  auto& out = to.command(to.root(), "export", "Writes accounts as a CSV file that is safe to open in a spreadsheet",
                         [wanted](door& at) { return export_accounts(at, *wanted); });
  out.add_option("file", wanted->file, "Readable by its owner only, replaced once it is whole; - is standard output")
      ->required();
  to.choose(out, "--state", wanted->state, listed_states, "Only those; else everybody who was not erased");
  out.add_option("--column", wanted->columns, "Several times; else all");
  out.add_flag("--bom", wanted->marked, "Begins with a byte order mark, without which Excel takes accents for others");
  add_person(to);
}

}  // namespace console
