// SPDX-License-Identifier: BSL-1.0
#include "parvis/portal.hpp"

#include <atomic>
#include <memory>
#include <optional>

#include "boundary.hpp"
#include "parvis/adapters/system.hpp"
#include "parvis/crypto.hpp"
#include "parvis/values/password.hpp"
#include "ports.hpp"
#include "storages.hpp"

using namespace parvis::capi;

/// A portal and everything it stands on, in the order in which it is made.
struct parvis_portal {
  static constexpr std::uint64_t open = 0x7061727669732102;

  std::atomic<std::uint64_t> mark = 0;
  std::atomic<std::size_t> users = 1;  ///< calls under way, and one for being open

  std::unique_ptr<any_storage> storage;
  parvis::system_clock system_clock;
  parvis::system_random system_random;
  host_ports ports;
  std::unique_ptr<parvis::scrypt_hasher> scrypt;
  std::optional<parvis::sorted_blocklist> blocklist;
  std::optional<parvis::portal> door;

  void leave() noexcept {
    if (users.fetch_sub(1) == 1) delete this;
  }
};

namespace parvis::capi {

entry::entry(parvis_portal* portal, const parvis_caller* by) : portal_(portal) {
  if (portal == nullptr) refuse("portal", "NULL");
  if (portal->mark.load() != parvis_portal::open) refuse("portal", "closed");
  const auto given = grown(by, "by");
  by_ = {string(given.workspace, "workspace"), id_of<account_id>(given.actor), string(given.language, "language"),
         given.context};
  for (const auto* outer = innermost(); outer != nullptr; outer = outer->before) {
    if (outer->portal == portal) refuse("portal", "called from a slot of its own", errc::reentrant);
  }
  portal->users.fetch_add(1);
  frame_ = {portal, given.context, given.user_data, innermost()};
  innermost() = &frame_;
}

entry::~entry() {
  innermost() = frame_.before;
  portal_->leave();
}

parvis::portal& entry::door() const noexcept { return *portal_->door; }

namespace {

std::vector<ring_key> ring_of(const parvis_ring_key* keys, std::size_t count, std::string_view field) {
  return list(keys, count, field, [&](const parvis_ring_key& one) {
    using enum key_state;
    return ring_key{one.id, view(one.secret, field), enumerator_or(one.state, primary, primary, verify, field)};
  });
}

mail_override override_of(const parvis_mail_override* given) {
  const auto one = grown(given, "mails");
  return {enumerator(one.effect, effect::open_case, last_value(effect{}), "effect"), string(one.language, "language"),
          string(one.subject, "subject"), strings(one.paragraphs, one.paragraph_count, "paragraphs"),
          string(one.button, "button")};
}

result<std::unique_ptr<scrypt_hasher>> scrypt_of(const parvis_scrypt_options* given) {
  if (given == nullptr) return scrypt_hasher::make();
  const auto how = grown(given, "scrypt");
  scrypt_options out;
  if (how.log2_n != 0) out.log2_n = how.log2_n;
  if (how.r != 0) out.r = how.r;
  if (how.p != 0) out.p = how.p;
  if (how.memory_budget_bytes != 0) out.memory_budget_bytes = how.memory_budget_bytes;
  if (how.waiters_max != 0) out.waiters_max = how.waiters_max;
  out.peppers = ring_of(how.peppers, how.pepper_count, "peppers");
  return scrypt_hasher::make(out);
}

result<std::unique_ptr<parvis_portal>> opened(const parvis_options& how, const parvis_host& on) {
  auto out = std::make_unique<parvis_portal>();
  PARVIS_TRY(auto keys, key_ring::make(ring_of(how.keys, how.key_count, "keys")));
  parvis::options given{
      .keys = std::move(keys),
      .second_factor = enumerator(how.second_factor, second_factor::absent, second_factor::declared, "second_factor"),
      .mails = list(how.mails, how.mail_count, "mails", override_of),
      .licensing = enumerator(how.licensing, licensing::by_operator, last_value(licensing{}), "licensing")};

  out->storage = storage_of(on.storage);
  out->ports = host_ports(on);
  parvis::host host{.storage = &out->storage->get(), .clock = &out->system_clock, .random = &out->system_random};
  out->ports.fill(host);
  if (host.hasher == nullptr) {
    PARVIS_TRY(out->scrypt, scrypt_of(how.scrypt));
    host.hasher = out->scrypt.get();
  }
  constexpr std::size_t blocklist_max = std::size_t{256} << 20;
  if (const auto lines = view(how.blocklist, "blocklist", blocklist_max); !lines.empty()) {
    out->blocklist.emplace(lines);
    host.blocklist = &*out->blocklist;
  }
  PARVIS_TRY(out->door, portal::open(std::move(given), host));
  return out;
}

}  // namespace
}  // namespace parvis::capi

extern "C" {

parvis_status parvis_portal_open(const parvis_options* options, const parvis_host* host, parvis_portal** out,
                                 const parvis_error** error) {
  if (out != nullptr) *out = nullptr;
  return guard(error, [&]() -> parvis::result<> {
    if (out == nullptr) refuse("out", "NULL");
    PARVIS_TRY(auto made, opened(grown(options, "options"), grown(host, "host")));
    made->storage->keep();
    made->ports.keep();
    made->mark = parvis_portal::open;
    *out = made.release();
    return parvis::success();
  });
}

void parvis_portal_close(parvis_portal* portal) {
  if (portal == nullptr) return;
  auto was = parvis_portal::open;
  if (portal->mark.compare_exchange_strong(was, 0)) portal->leave();
}

}  // extern "C"
