// SPDX-License-Identifier: BSL-1.0
#include "ports.hpp"

#include <optional>
#include <string>
#include <utility>

#include "calls.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/clock.hpp"
#include "parvis/ports/log.hpp"
#include "parvis/ports/mailer.hpp"
#include "parvis/ports/password_hasher.hpp"
#include "parvis/ports/payments.hpp"
#include "parvis/ports/random.hpp"
#include "parvis/ports/text_policy.hpp"
#include "parvis/values/text.hpp"
#include "storages.hpp"

namespace parvis::capi {
namespace {

/// A port over a table: what they all have in common.
template <class Port, class Table>
class over : public Port {
 public:
  explicit over(const Table& table) : table_(table) {}
  void keep() noexcept { table_.keep(); }

 protected:
  owned<Table> table_;
};

struct host_mailer final : over<mailer, parvis_mailer> {
  using over::over;
  result<> send(const mail& what) override {
    parvis_call call;
    const parvis_mail shown{.struct_size = sizeof(parvis_mail),
                            .reserved = 0,
                            .id = put(what.id),
                            .message_id = borrowed(what.message_id.text()),
                            .date = what.date.us,
                            .to = borrowed(what.to.address()),
                            .to_name = borrowed(what.to_name.text()),
                            .subject = borrowed(what.subject.text()),
                            .text = borrowed(what.text),
                            .html = borrowed(what.html),
                            .language = borrowed(what.language.text())};
    return call.told(table_->send(table_->user_data, &call, &shown), true);
  }
};

struct host_cases final : over<cases, parvis_cases> {
  using over::over;
  result<> open(const case_request& request) override {
    parvis_call call;
    const parvis_case_request shown{.struct_size = sizeof(parvis_case_request),
                                    .kind = static_cast<std::int32_t>(request.kind),
                                    .workspace = borrowed(request.workspace),
                                    .key = put(request.key),
                                    .account = put(request.account),
                                    .first_name = borrowed(request.first_name),
                                    .last_name = borrowed(request.last_name),
                                    .email = borrowed(request.email),
                                    .role = static_cast<std::int32_t>(request.role),
                                    .reserved = 0};
    return call.told(table_->open(table_->user_data, &call, &shown), true);
  }
};

struct checkout_call final : parvis_call {
  parvis_status put_checkout(const parvis_checkout* given) override {
    if (answer) return spoil("a second checkout");
    const auto from = grown(given, "checkout");
    using enum checkout_state;
    answer = checkout{enumerator(from.state, started, declined, "state"), string(from.reference, "reference"),
                      string(from.url, "url")};
    return valid_utf8(answer->reference) && valid_utf8(answer->url) ? PARVIS_DONE : spoil("what was put is no text");
  }
  std::optional<checkout> answer;
};

struct host_payments final : over<payments, parvis_payments> {
  using over::over;
  result<checkout> start(const checkout_request& request) override {
    checkout_call call;
    std::vector<parvis_order_line> lines;
    for (const auto& one : request.lines) {
      lines.push_back({borrowed(one.sku), one.quantity, one.unit_amount, one.amount});
    }
    const parvis_checkout_request shown{.struct_size = sizeof(parvis_checkout_request),
                                        .reserved = 0,
                                        .workspace = borrowed(request.workspace),
                                        .order = put(request.order),
                                        .key = borrowed(request.key),
                                        .currency = borrowed(request.currency),
                                        .total = request.total,
                                        .lines = lines.data(),
                                        .line_count = lines.size()};
    PARVIS_TRYV(call.told(table_->start(table_->user_data, &call, &shown), true));
    if (!call.answer) return failure{errc::host_failed, {}, "a slot put no checkout"};
    return *std::move(call.answer);
  }
};

struct host_clock final : over<clock, parvis_clock> {
  using over::over;
  result<instant> now() override {
    parvis_call call;
    instant out;
    PARVIS_TRYV(call.told(table_->now(table_->user_data, &call, &out.us)));
    return out;
  }
};

struct host_random final : over<parvis::random, parvis_random> {
  using over::over;
  result<> fill(std::uint8_t* out, std::size_t size) override {
    parvis_call call;
    return call.told(table_->fill(table_->user_data, &call, out, size));
  }
};

struct text_call final : parvis_call {
  explicit text_call(std::string_view original) noexcept : of_nothing(original.empty()) {}
  parvis_status put_text(std::string_view given) override {
    if (text) return spoil("a second text");
    if (!valid_utf8(given)) return spoil("what was put is no text");
    text = given;
    return PARVIS_DONE;
  }
  result<std::string> answered(parvis_status status) {
    PARVIS_TRYV(told(status, true));
    if (!text || (text->empty() && !of_nothing)) return failure{errc::host_failed, {}, "a slot put no text"};
    return *std::move(text);
  }
  std::optional<std::string> text;
  bool of_nothing;
};

struct host_hasher final : over<password_hasher, parvis_hasher> {
  explicit host_hasher(const parvis_hasher& table) : over(table), dummy_(string(table.dummy, "hasher")) {
    if (dummy_.empty()) refuse("hasher", "dummy is missing");
  }
  result<std::string> hash(std::string_view password, std::string_view salt) override {
    text_call call(password);
    const auto* octets = reinterpret_cast<const std::uint8_t*>(salt.data());  // NOLINT: octets
    PARVIS_TRY(auto phc,
               call.answered(table_->hash(table_->user_data, &call, borrowed(password), {octets, salt.size()})));
    if (phc.find('\0') != phc.npos) return failure{errc::host_failed, {}, "a PHC string with a NUL"};
    return phc;
  }
  result<verdict> verify(std::string_view password, std::string_view phc) override {
    parvis_call call;
    std::int32_t out = 0;
    PARVIS_TRYV(call.told(table_->verify(table_->user_data, &call, borrowed(password), borrowed(phc), &out)));
    switch (out) {
      case PARVIS_PASSWORD_WRONG:
        return verdict::wrong;
      case PARVIS_PASSWORD_RIGHT:
        return verdict::right;
      case PARVIS_PASSWORD_RIGHT_BUT_OUTDATED:
        return verdict::right_but_outdated;
      default:
        return failure{errc::host_failed, {}, "a verdict that is none"};
    }
  }
  std::string_view dummy() const noexcept override { return dummy_; }

 private:
  std::string dummy_;
};

struct host_text final : over<text_policy, parvis_text_policy> {
  using over::over;
  result<std::string> nfc(std::string_view text) const override {
    text_call call(text);
    return call.answered(table_->nfc(table_->user_data, &call, borrowed(text)));
  }
  result<std::string> domain_to_ascii(std::string_view domain) const override {
    text_call call(domain);
    return call.answered(table_->domain_to_ascii(table_->user_data, &call, borrowed(domain)));
  }
  result<std::string> fold(std::string_view text) const override {
    if (table_->fold == nullptr) return text_policy::fold(text);
    text_call call({});  // what is nothing but accents folds to nothing
    return call.answered(table_->fold(table_->user_data, &call, borrowed(text)));
  }
};

struct host_log final : over<log, parvis_log> {
  using over::over;
  void note(std::string_view event, std::string_view detail) noexcept override {
    try {
      table_->note(table_->user_data, borrowed(event), borrowed(detail));
    } catch (...) {  // it must not, and there is nobody to be told
    }
  }
};

/// A port of a table, if there is one and all its slots are there.
template <class Port, class Table, class... Slots>
void take(std::optional<Port>& into, const Table* table, std::string_view name, Slots Table::*... slots) {
  if (table == nullptr) return;
  const auto known = grown(table, name);
  if (((known.*slots == nullptr) || ...)) refuse(name, "a slot is missing");
  into.emplace(known);
}

}  // namespace

struct host_ports::all {
  std::optional<host_mailer> mailer;
  std::optional<host_cases> cases;
  std::optional<host_clock> clock;
  std::optional<host_random> random;
  std::optional<host_hasher> hasher;
  std::optional<host_text> text;
  std::optional<host_log> log;
  std::optional<host_payments> payments;

  template <class Visit>
  void each(Visit visit) {
    visit(mailer, &parvis::host::mailer);
    visit(cases, &parvis::host::cases);
    visit(clock, &parvis::host::clock);
    visit(random, &parvis::host::random);
    visit(hasher, &parvis::host::hasher);
    visit(text, &parvis::host::text);
    visit(log, &parvis::host::log);
    visit(payments, &parvis::host::payments);
  }
};

host_ports::host_ports() noexcept = default;
host_ports::host_ports(host_ports&&) noexcept = default;
host_ports& host_ports::operator=(host_ports&&) noexcept = default;
host_ports::~host_ports() = default;

host_ports::host_ports(const parvis_host& from) : all_(std::make_unique<all>()) {
  take(all_->mailer, from.mailer, "mailer", &parvis_mailer::send);
  take(all_->cases, from.cases, "cases", &parvis_cases::open);
  take(all_->clock, from.clock, "clock", &parvis_clock::now);
  take(all_->random, from.random, "random", &parvis_random::fill);
  take(all_->hasher, from.hasher, "hasher", &parvis_hasher::hash, &parvis_hasher::verify);
  take(all_->text, from.text, "text", &parvis_text_policy::nfc, &parvis_text_policy::domain_to_ascii);
  take(all_->log, from.log, "log", &parvis_log::note);
  take(all_->payments, from.payments, "payments", &parvis_payments::start);
}

void host_ports::fill(parvis::host& into) const noexcept {
  all_->each([&](auto& port, auto member) {
    if (port) into.*member = &*port;
  });
}
void host_ports::keep() noexcept {
  all_->each([](auto& port, auto) {
    if (port) port->keep();
  });
}

}  // namespace parvis::capi
