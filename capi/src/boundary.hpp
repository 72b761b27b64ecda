// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "memory.hpp"
#include "parvis.h"
#include "parvis/portal.hpp"

// The border between C and C++: what comes in is read with care, what fails becomes a code and an error, and nothing is
// thrown out.

namespace parvis::capi {

// --- what comes in ---

/// Thrown by whatever reads a request; `guard` tells the caller.
struct refused {
  failure why;
};
[[noreturn]] inline void refuse(std::string_view field, std::string_view detail, errc code = errc::invalid_argument) {
  throw refused{failure{code, field, detail}};
}

inline constexpr std::size_t text_max = std::size_t{64} << 10;  ///< of a request; longer ones are never looked at
inline constexpr std::size_t list_max = 100'000;                ///< likewise

std::string_view view(parvis_text text, std::string_view field, std::size_t max = text_max);
std::string_view view(parvis_bytes bytes, std::string_view field, std::size_t max = text_max);
inline std::string string(parvis_text text, std::string_view field) { return std::string(view(text, field)); }

/// For what cannot fail: one that nobody could have asked for is never looked at.
inline std::string_view language_of(parvis_text text) noexcept {
  constexpr std::size_t language_max = 64;
  return text.data == nullptr || text.size > language_max ? std::string_view() : std::string_view(text.data, text.size);
}

void check_list(const void* items, std::size_t count, std::string_view field);
template <class From, class Read>
auto list(const From* items, std::size_t count, std::string_view field, Read read) {
  check_list(static_cast<const void*>(items), count, field);
  std::vector<decltype(read(*items))> out;
  out.reserve(count);
  for (std::size_t n = 0; n < count; ++n) out.push_back(read(items[n]));
  return out;
}
std::vector<std::string> strings(const parvis_text* items, std::size_t count, std::string_view field);

inline constexpr std::uint32_t struct_size_max = 4096;  ///< of any version, ever

/// What is known of a struct that may be older or newer than ours; what an older one lacks is zero.
std::size_t known_size(const void* given, std::size_t ours, std::string_view name);
template <class T>
T grown(const T* given, std::string_view name) {
  T out{};
  std::memcpy(&out, given, known_size(given, sizeof(T), name));
  if constexpr (requires { out.reserved; }) {
    if (out.reserved != 0) refuse("reserved", name);
  }
  return out;
}

/// How much there is to fill of a table that the caller made: `least` at least.
std::uint32_t room_of(const void* out, std::size_t least, std::size_t ours);
/// Enough to destroy it by.
template <class Table>
std::uint32_t room_of(const Table* out) {
  return room_of(out, offsetof(Table, destroy) + sizeof out->destroy, sizeof *out);
}
/// Fills as much of it as `made` says.
template <class T>
void fill(T* out, const T& made) noexcept {
  std::memcpy(out, &made, made.struct_size);
}

template <class E>
E enumerator(std::int32_t number, E first, E last, std::string_view field) {
  if (number < static_cast<std::int32_t>(first) || number > static_cast<std::int32_t>(last)) {
    refuse(field, "no enumerator");
  }
  return static_cast<E>(number);
}
/// The same; `otherwise` stands for 0.
template <class E>
E enumerator_or(std::int32_t number, E otherwise, E first, E last, std::string_view field) {
  return number == 0 ? otherwise : enumerator(number, first, last, field);
}

uuid id_of(const parvis_uuid& id) noexcept;
template <class Id>
Id id_of(const parvis_uuid& id) noexcept {
  return Id{id_of(id)};
}
uuid id_of(const parvis_uuid* id, std::string_view field);

inline std::optional<instant> moment(parvis_time_us at) noexcept {
  return at == 0 ? std::nullopt : std::optional(instant{at});
}
inline std::optional<std::uint64_t> revision(std::uint64_t n) noexcept {
  return n == 0 ? std::nullopt : std::optional(n);
}
inline std::size_t limit_or_50(std::size_t limit) noexcept { return limit == 0 ? 50 : limit; }
std::optional<cursor> cursor_of(parvis_text text);

// --- what goes out ---

/// Static text.
constexpr parvis_text borrowed(std::string_view text) noexcept { return {text.data(), text.size()}; }
inline parvis_uuid put(const uuid& id) noexcept {
  parvis_uuid out;
  std::memcpy(out.octet, id.octet.data(), sizeof out.octet);
  return out;
}
inline parvis_time_us put(const std::optional<instant>& at) noexcept { return at ? at->us : 0; }
parvis_text put(arena& room, const std::optional<cursor>& next);
const parvis_text* put(arena& room, const std::vector<std::string>& texts);

void put(arena& room, const failure& from, parvis_error& to);
void put(arena& room, const account_view& from, parvis_account_view& to);
void put(arena& room, const std::string& from, parvis_words& to);
const parvis_field_rule* put(arena& room, const std::vector<field_rule>& rules);
const parvis_consent_rule* put(arena& room, const std::vector<consent_rule>& rules);

/// Growable records travel in lists of pointers.
template <class To, class List, class Put>
const To* const* each(arena& room, const List& from, Put put_one) {
  auto** out = room.make<const To*>(from.size());
  std::size_t n = 0;
  for (const auto& one : from) {
    auto* to = room.make<To>();
    to->struct_size = sizeof(To);
    put_one(one, *to);
    out[n++] = to;
  }
  return out;
}
template <class To, class Record>
const To* one(arena& room, const Record& from) {
  auto* to = room.make<To>();
  to->struct_size = sizeof(To);
  put(room, from, *to);
  return to;
}

// --- the way through ---

parvis_status fail(const parvis_error** error, const failure& why) noexcept;

/// Runs the body of a function; nothing that is thrown gets out.
template <class Body>
parvis_status guard(const parvis_error** error, Body body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    const result<> done = body();
    return done ? PARVIS_DONE : fail(error, done.assume_error());
  } catch (const refused& one) {
    return fail(error, one.why);
  } catch (const std::bad_alloc&) {
    return fail(error, failure{errc::no_memory});
  } catch (...) {
    return fail(error, failure{errc::bug});
  }
}

/// A call under way on this thread. Slots find their caller by it, and by it a portal is not entered twice.
struct frame {
  const parvis_portal* portal;
  void* context;
  void* user_data;
  frame* before;
};
/// The innermost one. The only mutable global; it has no destructor, so the library can be unloaded.
frame*& innermost() noexcept;

/// A call of a portal: holds it open, and stands on the stack of frames.
class entry {
 public:
  entry(parvis_portal* portal, const parvis_caller* by);
  ~entry();
  entry(const entry&) = delete;
  entry& operator=(const entry&) = delete;

  [[nodiscard]] parvis::portal& door() const noexcept;
  [[nodiscard]] const caller& by() const noexcept { return by_; }

 private:
  parvis_portal* portal_;
  caller by_;
  frame frame_{};
};

/// Writes an answer for C; nothing when nobody wants it.
template <class Out, class Answer>
result<> hand_out(Out** out, const Answer& answer) {
  if (out == nullptr) return success();
  reply<std::remove_const_t<Out>> written;
  put(written.room(), answer, written.record());
  *out = written.release();
  return success();
}

/// One call of a portal: `ask` is given the portal and the caller and answers a result, which `put` writes for C.
template <class Out, class Ask>
parvis_status call(parvis_portal* portal, const parvis_caller* by, Out** out, const parvis_error** error,
                   Ask ask) noexcept {
  if (out != nullptr) *out = nullptr;
  return guard(error, [&]() -> result<> {
    const entry in(portal, by);
    auto answer = ask(in.door(), in.by());
    if (!answer) return std::move(answer).assume_error();
    return hand_out(out, answer.assume_value());
  });
}

}  // namespace parvis::capi
