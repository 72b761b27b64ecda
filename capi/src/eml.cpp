// SPDX-License-Identifier: BSL-1.0
#include <memory>

#include "boundary.hpp"
#include "parvis/adapters/eml_mailer.hpp"

using namespace parvis::capi;

namespace {

/// A mail from the table back into what a mailer of ours takes: everything that goes into a header is parsed again.
parvis::result<parvis::mail> mail_of(const parvis_mail& shown) {
  const auto header = [](parvis_text text) -> parvis::result<parvis::header_text> {
    if (text.size == 0) return parvis::header_text{};
    return parvis::header_text::parse(view(text, "mail"));
  };
  constexpr std::size_t body_max = std::size_t{16} << 20;
  PARVIS_TRY(auto to, parvis::email::parse(view(shown.to, "to")));
  PARVIS_TRY(auto message_id, header(shown.message_id));
  PARVIS_TRY(auto to_name, header(shown.to_name));
  PARVIS_TRY(auto subject, header(shown.subject));
  PARVIS_TRY(auto language, header(shown.language));
  return parvis::mail{id_of<parvis::outbox_id>(shown.id),
                      std::move(message_id),
                      {shown.date},
                      std::move(to),
                      std::move(to_name),
                      std::move(subject),
                      std::string(view(shown.text, "text", body_max)),
                      std::string(view(shown.html, "html", body_max)),
                      std::move(language)};
}

}  // namespace

extern "C" {

static parvis_status send_eml(void* user_data, parvis_call* call, const parvis_mail* mail) {
  const parvis_error* why = nullptr;
  const auto status = guard(&why, [&]() -> parvis::result<> {
    PARVIS_TRY(const auto what, mail_of(grown(mail, "mail")));
    return static_cast<parvis::eml_mailer*>(user_data)->send(what);
  });
  if (why != nullptr) parvis_call_fail(call, status, why->detail);
  parvis_free(why);
  return status;
}
static void destroy_eml(void* user_data) { delete static_cast<parvis::eml_mailer*>(user_data); }

parvis_status parvis_eml_mailer_open(const parvis_eml_options* options, parvis_mailer* out,
                                     const parvis_error** error) {
  return guard(error, [&]() -> parvis::result<> {
    const auto room = room_of(out);
    const auto how = grown(options, "options");
    PARVIS_TRY(auto from, parvis::email::parse(view(how.from, "from")));
    parvis::header_text name;
    if (how.from_name.size != 0) {
      PARVIS_TRY(name, parvis::header_text::parse(view(how.from_name, "from_name")));
    }
    auto made = std::make_unique<parvis::eml_mailer>(
        parvis::eml_mailer::options{string(how.directory, "directory"), std::move(from), std::move(name)});
    parvis_mailer table{};
    table.struct_size = room;
    table.user_data = made.release();
    table.destroy = destroy_eml;
    table.send = send_eml;
    fill(out, table);
    return parvis::success();
  });
}

}  // extern "C"
