// SPDX-License-Identifier: BSL-1.0
#include "calls.hpp"
#include "progress.hpp"
#include "records.hpp"

namespace parvis::capi {

static import_row import_row_of(const parvis_import_row* given) {
  const auto from = grown(given, "row");
  import_row out{.key = string(from.key, "key")};
  if (from.user != nullptr) out.user = user_of(from.user);
  if (from.portal_account != nullptr) out.portal_account = portal_account_of(from.portal_account);
  if (from.invited != nullptr) out.invited = invitee_of(*from.invited);
  return out;
}

static void put(arena& room, const import_outcome& from, parvis_import_outcome& to) {
  to.fate = static_cast<std::int32_t>(from.fate);
  to.number = from.number;
  to.key = room.text(from.key);
  to.id = put(from.id);
  to.code = room.text(from.code);
  if (from.fate == import_fate::refused) to.error = one<parvis_error>(room, from.why);
}
static void put(arena&, const import_reply& from, parvis_import_reply& to) {
  to.rows = from.rows;
  to.made = from.made;
  to.already = from.already;
  to.refused = from.refused;
}
static void put(arena&, const export_reply& from, parvis_export_reply& to) { to.rows = from.rows; }

static parvis_data_record put(arena& room, const data_record& from) {
  auto* fields = room.make<parvis_data_field>(from.fields.size());
  for (std::size_t n = 0; n < from.fields.size(); ++n) {
    fields[n] = {room.text(from.fields[n].name), room.text(from.fields[n].value)};
  }
  return {fields, from.fields.size()};
}
static parvis_data_section put(arena& room, const data_section& from) {
  auto* records = room.make<parvis_data_record>(from.records.size());
  for (std::size_t n = 0; n < from.records.size(); ++n) records[n] = put(room, from.records[n]);
  return {room.text(from.name), records, from.records.size()};
}
static void put(arena& room, const personal_data& from, parvis_personal_data& to) {
  to.account = put(from.account);
  to.at = from.at.us;
  auto* sections = room.make<parvis_data_section>(from.sections.size());
  for (std::size_t n = 0; n < from.sections.size(); ++n) sections[n] = put(room, from.sections[n]);
  to.sections = sections;
  to.section_count = from.sections.size();
}

namespace {

struct row_call final : parvis_call {
  parvis_status put_import_row(const parvis_import_row* given) override {
    if (row) return spoil("a second row");
    row = import_row_of(given);
    return PARVIS_DONE;
  }
  std::optional<import_row> row;
};

class host_source final : public import_source {
 public:
  explicit host_source(const parvis_import_source& table) : table_(table) {}
  result<bool> next(import_row& into) override {
    row_call call;
    PARVIS_TRYV(call.told(table_.next(table_.user_data, &call), true));
    if (!call.row) return false;
    into = *std::move(call.row);
    return true;
  }
  result<> tell(const import_outcome& outcome) override {
    if (table_.tell == nullptr) return success();
    parvis_call call;
    reply<parvis_import_outcome> shown;
    put(shown.room(), outcome, shown.record());
    return call.told(table_.tell(table_.user_data, &call, &shown.record()), true);
  }

 private:
  parvis_import_source table_;
};

class host_sink final : public export_sink {
 public:
  explicit host_sink(const parvis_export_sink& table) : table_(table) {}
  result<> write(std::string_view csv) override {
    parvis_call call;
    return call.told(table_.write(table_.user_data, &call, borrowed(csv)), true);
  }

 private:
  parvis_export_sink table_;
};

}  // namespace

static host_source source_of(const parvis_import_source* given) {
  const auto table = grown(given, "rows");
  if (table.next == nullptr) refuse("rows", "next is missing");
  return host_source(table);
}
static host_sink sink_of(const parvis_export_sink* given) {
  const auto table = grown(given, "sink");
  if (table.write == nullptr) refuse("sink", "write is missing");
  return host_sink(table);
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_call_put_import_row(parvis_call* call, const parvis_import_row* row) {
  if (call == nullptr) return PARVIS_E_INVALID_ARGUMENT;
  try {
    return call->put_import_row(row);
  } catch (const refused& one) {
    return call->spoil(one, "what was put is no row");
  } catch (...) {
    return call->spoil("no memory for a row", parvis::errc::no_memory);
  }
}

parvis_status parvis_import_people(parvis_portal* portal, const parvis_caller* by, const parvis_import_request* request,
                                   const parvis_import_reply** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    constexpr std::size_t rows_at_once = 500;
    const auto from = grown(request, "request");
    auto source = source_of(from.rows);
    const auto progress = progress_of(from.progress);
    parvis::import_request asked{
        .key = string(from.key, "key"),
        .rows = &source,
        .mode = enumerator(from.mode, parvis::import_mode::write, parvis::import_mode::dry_run, "mode"),
        .notice = enumerator(from.notice, parvis::notice::mail, parvis::notice::silent, "notice"),
        .administrators = enumerator(from.administrators, parvis::import_administrators::refused,
                                     parvis::import_administrators::allowed, "administrators"),
        .rows_at_once = from.rows_at_once == 0 ? rows_at_once : from.rows_at_once,
        .total = from.total,
        .progress = progress.get()};
    if (from.invites != nullptr) asked.invites = options_of(from.invites);
    return door.import_people(who, asked);
  });
}
parvis_text parvis_account_column_name(size_t n) {
  const auto names = parvis::account_columns();
  return n < names.size() ? borrowed(names[n]) : parvis_text{};
}
parvis_status parvis_export_accounts(parvis_portal* portal, const parvis_caller* by,
                                     const parvis_export_accounts_request* request, const parvis_export_reply** out,
                                     const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    auto sink = sink_of(from.sink);
    const auto progress = progress_of(from.progress);
    parvis::export_accounts_request asked{.columns = strings(from.columns, from.column_count, "columns"),
                                          .sink = &sink,
                                          .total = from.total,
                                          .progress = progress.get()};
    using enum parvis::account_state;
    if (from.state != 0) asked.state = enumerator(from.state, invited, erased, "state");
    return door.export_accounts(who, asked);
  });
}
parvis_status parvis_export_person(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* account,
                                   const parvis_personal_data** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.export_person(who, parvis::account_id{id_of(account, "account")});
  });
}
parvis_status parvis_erase(parvis_portal* portal, const parvis_caller* by, const parvis_erase_request* request,
                           const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.erase(who, {id_of<parvis::account_id>(from.account), revision(from.seen)});
  });
}

}  // extern "C"
