// SPDX-License-Identifier: BSL-1.0
#include "boundary.hpp"

#include <algorithm>
#include <array>

#include "parvis/messages.hpp"
#include "parvis/values/base64url.hpp"
#include "parvis/version.hpp"

namespace parvis::capi {

// --- what comes in ---

std::string_view view(parvis_text text, std::string_view field, std::size_t max) {
  if (text.size > max) refuse(field, "longer than any text may be");
  if (text.data == nullptr && text.size != 0) refuse(field, "NULL with a size");
  return {text.data, text.size};
}
std::string_view view(parvis_bytes bytes, std::string_view field, std::size_t max) {
  return view(parvis_text{reinterpret_cast<const char*>(bytes.data), bytes.size}, field, max);  // NOLINT: octets
}

void check_list(const void* items, std::size_t count, std::string_view field) {
  if (count > list_max) refuse(field, "longer than any list may be");
  if (items == nullptr && count != 0) refuse(field, "NULL with a count");
}

std::vector<std::string> strings(const parvis_text* items, std::size_t count, std::string_view field) {
  return list(items, count, field, [&](const parvis_text& one) { return string(one, field); });
}

namespace {

constexpr std::size_t word = 8;  // structs grow by whole words: half a pointer is none

std::uint32_t size_of(const void* given, std::string_view name) {
  if (given == nullptr) refuse(name, "NULL");
  std::uint32_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < sizeof size || size > struct_size_max) refuse("struct_size", name);
  return size;
}

}  // namespace

std::size_t known_size(const void* given, std::size_t ours, std::string_view name) {
  const std::size_t size = size_of(given, name);
  const auto* octets = static_cast<const char*>(given);
  if (size > ours && std::any_of(octets + ours, octets + size, [](char c) { return c != 0; })) {
    refuse("struct_size", name, errc::abi_mismatch);
  }
  return std::min(size / word * word, ours);
}

std::uint32_t room_of(const void* out, std::size_t least, std::size_t ours) {
  const std::size_t size = size_of(out, "out");
  if (size < least) refuse("struct_size", "out");
  return static_cast<std::uint32_t>(std::min(size / word * word, ours));
}

uuid id_of(const parvis_uuid& id) noexcept {
  uuid out;
  std::copy(std::begin(id.octet), std::end(id.octet), out.octet.begin());
  return out;
}
uuid id_of(const parvis_uuid* id, std::string_view field) {
  if (id == nullptr) refuse(field, "NULL");
  return id_of(*id);
}

// A cursor as text: a version, the type of the value, the id, then the value.
namespace {
constexpr char cursor_version = 1;
constexpr std::size_t cursor_head = 2 + 16;
}  // namespace

std::optional<cursor> cursor_of(parvis_text text) {
  const auto given = view(text, "after");
  if (given.empty()) return std::nullopt;
  const auto octets = decode_base64(given);
  if (!octets || octets->size() < cursor_head || octets->front() != cursor_version) refuse("after", "no cursor");
  cursor out;
  out.id = uuid::from_bytes(std::string_view(*octets).substr(2, 16)).value();
  const auto data = std::string_view(*octets).substr(cursor_head);
  switch (static_cast<value_type>((*octets)[1])) {
    case value_type::text:
      out.value = value::text(data);
      return out;
    case value_type::bytes:
      out.value = value::bytes(data);
      return out;
    case value_type::integer: {
      std::int64_t number = 0;
      if (data.size() != sizeof number) break;
      std::memcpy(&number, data.data(), sizeof number);
      out.value = number;
      return out;
    }
    case value_type::null:
      break;
  }
  refuse("after", "no cursor");
}

// --- what goes out ---

parvis_text put(arena& room, const std::optional<cursor>& next) {
  if (!next) return {};
  std::string octets{cursor_version, static_cast<char>(next->value.type())};
  octets += next->id.bytes();
  if (next->value.type() == value_type::integer) {
    const auto number = next->value.integer();
    octets.append(reinterpret_cast<const char*>(&number), sizeof number);  // NOLINT: octets of this machine
  } else {
    octets += next->value.data();
  }
  return room.text(encode_base64(octets));
}

const parvis_text* put(arena& room, const std::vector<std::string>& texts) {
  auto* out = room.make<parvis_text>(texts.size());
  std::transform(texts.begin(), texts.end(), out, [&](const auto& one) { return room.text(one); });
  return out;
}

void put(arena& room, const failure& from, parvis_error& to) {
  to.code = static_cast<parvis_status>(from.code);
  to.retryable = from.retryable() ? 1 : 0;
  to.field = room.text(from.field);
  to.detail = room.text(from.detail);
  to.message = room.text(from.message.empty() ? message(from, "en") : from.message);
  auto* fields = room.make<parvis_field_error>(from.fields.size());
  std::transform(from.fields.begin(), from.fields.end(), fields, [&](const field_error& one) {
    return parvis_field_error{room.text(one.field), room.text(one.message), static_cast<parvis_status>(one.code), 0};
  });
  to.fields = fields;
  to.field_count = from.fields.size();
  to.retry_after_us = from.retry_after_us;
}

void put(arena& room, const account_view& from, parvis_account_view& to) {
  to.kind = static_cast<std::int32_t>(from.kind);
  to.state = static_cast<std::int32_t>(from.state);
  to.access = static_cast<std::int32_t>(from.access);
  to.id = put(from.id);
  to.revision = from.revision;
  to.email = room.text(from.email);
  to.username = room.text(from.username);
  to.first_name = room.text(from.first_name);
  to.last_name = room.text(from.last_name);
  to.language = room.text(from.language);
  to.group = put(from.group);
  to.invite = put(from.invite);
  to.created_at = from.created_at.us;
  to.decided_by = put(from.decided_by);
  to.waiting_for = room.text(from.waiting_for);
  auto* fields = room.make<parvis_field_value>(from.fields.size());
  std::transform(from.fields.begin(), from.fields.end(), fields,
                 [&](const field_value& one) { return parvis_field_value{room.text(one.name), room.text(one.value)}; });
  to.fields = fields;
  to.field_count = from.fields.size();
  auto* consents = room.make<parvis_consent>(from.consents.size());
  std::transform(from.consents.begin(), from.consents.end(), consents, [&](const consent& one) {
    return parvis_consent{room.text(one.name), room.text(one.version), one.at.us};
  });
  to.consents = consents;
  to.consent_count = from.consents.size();
  to.decide_by = put(from.decide_by);
  to.case_role = static_cast<std::int32_t>(from.case_role);
  to.asked_access = static_cast<std::int32_t>(from.asked_access.value_or(access::none));
  to.must_change_password = from.must_change_password ? 1 : 0;
  to.seniority = room.text(from.seniority);
  to.job_title = room.text(from.job_title);
  to.mobile = room.text(from.mobile);
  to.address = room.text(from.address);
  to.company = room.text(from.company);
  to.code = room.text(from.code);
  to.overrides_privacy_since = put(from.overrides_privacy_since);
  to.join_by = put(from.join_by);
  to.credential_epoch = from.credential_epoch;
  to.api_key_issued_at = put(from.api_key_issued_at);
  to.banned_at = put(from.banned_at);
  to.banned_until = put(from.banned_until);
  to.banned_by = put(from.banned_by);
  to.ban_reason = room.text(from.ban_reason);
  to.queued_at = put(from.queued_at);
}

void put(arena& room, const std::string& from, parvis_words& to) { to.text = room.text(from); }

const parvis_field_rule* put(arena& room, const std::vector<field_rule>& rules) {
  auto* out = room.make<parvis_field_rule>(rules.size());
  std::transform(rules.begin(), rules.end(), out, [&](const field_rule& one) {
    return parvis_field_rule{room.text(one.name), static_cast<std::int32_t>(one.requirement),
                             static_cast<std::int32_t>(one.asked_of), put(room, one.choices), one.choices.size()};
  });
  return out;
}
const parvis_consent_rule* put(arena& room, const std::vector<consent_rule>& rules) {
  auto* out = room.make<parvis_consent_rule>(rules.size());
  std::transform(rules.begin(), rules.end(), out, [&](const consent_rule& one) {
    return parvis_consent_rule{room.text(one.name), room.text(one.version), static_cast<std::int32_t>(one.requirement),
                               0};
  });
  return out;
}

// --- the way through ---

namespace {

#define PARVIS_TEXT_OF(n) #n
#define PARVIS_DOTTED(major, minor, patch) PARVIS_TEXT_OF(major) "." PARVIS_TEXT_OF(minor) "." PARVIS_TEXT_OF(patch)
constexpr std::string_view library_version =
    PARVIS_DOTTED(PARVIS_VERSION_MAJOR, PARVIS_VERSION_MINOR, PARVIS_VERSION_PATCH);

/// For when there is no memory to say so. No block: `parvis_free` knows it by its address.
constexpr std::string_view out_of_memory = "There is not enough memory.";
constinit const parvis_error no_memory{.struct_size = sizeof(parvis_error),
                                       .code = PARVIS_E_NO_MEMORY,
                                       .retryable = 0,
                                       .reserved = 0,
                                       .field = {},
                                       .detail = {},
                                       .message = borrowed(out_of_memory),
                                       .fields = nullptr,
                                       .field_count = 0,
                                       .retry_after_us = 0};

}  // namespace

parvis_status fail(const parvis_error** error, const failure& why) noexcept {
  const auto status = static_cast<parvis_status>(why.code);
  if (error == nullptr) return status;
  try {
    reply<parvis_error> written;
    put(written.room(), why, written.record());
    *error = written.release();
    return status;
  } catch (...) {
    // The code says more than why there is no text about it, unless that was the reason all along.
    *error = &no_memory;
    return status;
  }
}

frame*& innermost() noexcept {
  thread_local constinit frame* top = nullptr;
  return top;
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

void parvis_free(const void* record) {
  if (record == nullptr || record == &no_memory) return;
  auto* one = block::of(record);
  if (!one->whole()) __builtin_trap();  // freed before, or never ours
  block::free(one);
}

uint32_t parvis_abi(void) { return PARVIS_ABI; }
parvis_text parvis_version(void) { return borrowed(library_version); }

parvis_text parvis_code_name(parvis_status code) {
  return borrowed(code == PARVIS_DONE ? "done" : parvis::name(static_cast<parvis::errc>(code)));
}
parvis_status parvis_message(parvis_status code, parvis_text language, parvis_text detail, const parvis_words** out,
                             const parvis_error** error) {
  if (out != nullptr) *out = nullptr;
  return guard(error, [&]() -> parvis::result<> {
    const auto known = static_cast<parvis::errc>(code);
    if (parvis::name(known) == "unknown") refuse("code", "no code");
    const auto said = parvis::message(known, view(language, "language"), view(detail, "detail"));
    return hand_out(out, said);
  });
}
parvis_text parvis_built_in_language(parvis_text asked) {
  return borrowed(parvis::built_in_language(language_of(asked)));
}

void parvis_uuid_write(const parvis_uuid* id, char* out) {
  if (id == nullptr || out == nullptr) return;
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < sizeof id->octet; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    *out++ = digits[id->octet[i] >> 4U];
    *out++ = digits[id->octet[i] & 0x0fU];
  }
  *out = '\0';
}
parvis_status parvis_uuid_read(parvis_text text, parvis_uuid* out) {
  const auto read = parvis::parse_uuid({text.data, text.data == nullptr ? 0 : text.size});
  if (!read || out == nullptr) return PARVIS_E_INVALID_ARGUMENT;
  *out = put(*read);
  return PARVIS_DONE;
}

}  // extern "C"
