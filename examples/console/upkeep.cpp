// SPDX-License-Identifier: BSL-1.0
// What keeps a store going: the outbox, the audit trail, what is due, and the doctor.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "tool.hpp"

namespace console {

namespace {

constexpr std::size_t drained_at_once = 100, done_at_once = 1000;

// --- the outbox ---

/// Before a mail is tried: one that could not be written would wait long for its next try.
void make_writable(const std::string& directory) {
  auto probe = directory + "/.probe-XXXXXX";
  const bool there = ::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST;
  const int made = there ? ::mkstemp(probe.data()) : -1;
  if (made < 0) fail(directory + ": no mail can be written there");
  ::close(made);
  ::unlink(probe.c_str());
}

answer drained(json sums) {
  answer out{std::move(sums)};
  if (out.value["failed"] == 0) return out;
  const auto& error = out.value["error"];
  out.status = exit_status::undelivered;
  const auto detail = error["detail"].get<std::string>();
  out.hint = out.value["failed"].dump() + " could not be carried out, of which " + out.value["dead"].dump() +
             " are given up; the last: " + sentences_of(error).front() + (detail.empty() ? "" : " (" + detail + ")");
  return out;
}

/// Until nothing is due any more. What cannot be done waits for its next try.
answer drain(door& at, const mail_folder& to) {
  make_writable(to.directory);
  at.send_to(to);
  json sums{{"done", 0}, {"void", 0}, {"later", 0}, {"dead", 0}, {"failed", 0}, {"error", nullptr}};
  while (true) {
    const auto told = shape(*at.operate(parvis_drain_outbox, drained_at_once));
    bool moved = false;
    for (const auto& [name, count] : told.items()) {
      if (!count.is_number()) continue;
      sums[name] = sums[name].get<std::size_t>() + count.get<std::size_t>();
      moved = moved || count != 0;
    }
    if (!told["error"].is_null()) sums["error"] = told["error"];
    if (!moved) return drained(std::move(sums));
  }
}

void add_outbox(tool& to) {
  auto& outbox = to.chapter(to.root(), "outbox", "Mails and other errands");
  struct listing {
    paging pages;
    std::string state = "dead";
  };
  const auto listed = std::make_shared<listing>();
  auto& list = to.command(outbox, "list", "Errands in a state, oldest first", [listed](door& at) {
    auto request = sized<parvis_list_outbox_request>();
    request.state = number_of(outbox_states, listed->state);
    listed->pages.ask(request);
    return answer{page_of(*at.ask(parvis_list_outbox, &request)),
                  {"id", "effect", "state", "recipient", "to", "tries", "due_at"}};
  });
  to.choose(list, "--state", listed->state, outbox_states, "Where they stand")->capture_default_str();
  listed->pages.offer(list);

  struct previewed {
    std::string effect, language;
  };
  const auto mail = std::make_shared<previewed>();
  auto& preview = to.command(outbox, "preview", "A mail as it would be written, to invented people", [mail](door& at) {
    auto request = sized<parvis_preview_mail_request>();
    while (string_of(parvis_effect_name(++request.effect)) != mail->effect) {
      if (string_of(parvis_effect_name(request.effect)) == "unknown")
        throw usage_error{"there is no mail \"" + mail->effect + "\""};
    }
    request.language = text_of(mail->language);
    auto shown = shape(*at.ask(parvis_preview_mail, &request));
    return answer{std::move(shown)};
  });
  preview.add_option("effect", mail->effect, "For instance mail_welcome")->required();
  preview.add_option("--mail-language", mail->language, "en, fr, ar; else the firm's");

  const auto again = std::make_shared<std::string>();
  to.command(outbox, "retry", "Queues a dead letter once more",
             [again](door& at) {
               const auto id = id_of(*again);
               return answer{shape(*at.ask(parvis_retry_outbox, &id))};
             })
      .add_option("id", *again, "Of the errand")
      ->required();

  const auto folder = std::make_shared<mail_folder>();
  folder->from = "parvis@localhost.localdomain";
  auto& send = to.command(outbox, "drain", "Writes every mail that is due into a folder of .eml files",
                          [folder](door& at) { return drain(at, *folder); });
  send.add_option("directory", folder->directory, "Made when it is missing")->required();
  send.add_option("--from", folder->from, "The address they come from")->capture_default_str();
  send.add_option("--from-name", folder->from_name, "The name they come from");
}

// --- the trail ---

struct anchor_words {
  std::string typed;
  std::string hash;
  parvis_audit_anchor anchor{};

  /// "12:9f…", as `audit seal` prints it.
  const parvis_audit_anchor* read() {
    if (typed.empty()) return nullptr;
    const auto at = typed.find(':');
    if (at == std::string::npos) throw usage_error{"an anchor is POSITION:HASH"};
    hash = octets_of(std::string_view(typed).substr(at + 1));
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): octets
    anchor = {integer_of(typed.substr(0, at)), {reinterpret_cast<const std::uint8_t*>(hash.data()), hash.size()}};
    return &anchor;
  }
};

json shape_of_head(const parvis_audit_anchor& head) {
  auto out = shape(head);
  out["anchor"] = std::to_string(head.position) + ":" + hex_of(head.hash);
  return out;
}

answer seal(door& at) {
  std::size_t sealed = 0;
  while (true) {
    const auto told = at.operate(parvis_seal_audit, done_at_once);
    sealed += told->sealed;
    if (told->sealed < done_at_once) return {{{"sealed", sealed}, {"head", shape_of_head(told->head)}}};
  }
}

answer verify(door& at, anchor_words& from, anchor_words& through) {
  const progress_bar bar("entries verified:");
  auto request = sized<parvis_verify_audit_request>();
  request.from = from.read();
  request.through = through.read();
  request.progress = bar.table();
  const auto report = at.ask(parvis_verify_audit, &request);
  json out{{"verified", report->verified}, {"head", shape_of_head(report->head)}, {"first_bad", nullptr}};
  if (report->defect == 0) return {std::move(out)};
  out["first_bad"] = {{"position", report->bad_position},
                      {"event", shape_of_id(report->bad_event)},
                      {"defect", name_of(audit_defects, report->defect)}};
  return {std::move(out), {}, exit_status::found};
}

void add_audit(tool& to) {
  auto& audit = to.chapter(to.root(), "audit", "The trail of all that was done");
  struct listing {
    paging pages;
    std::string subject;
  };
  const auto listed = std::make_shared<listing>();
  auto& list = to.command(audit, "list", "Entries, oldest first", [listed](door& at) {
    auto request = sized<parvis_list_events_request>();
    if (!listed->subject.empty()) request.subject = at.account(listed->subject);
    listed->pages.ask(request);
    return answer{page_of(*at.ask(parvis_list_events, &request)),
                  {"at", "what", "actor", "subject", "number", "position", "note_text"}};
  });
  list.add_option("--subject", listed->subject, "Only about this: an id, a username or an e-mail address");
  listed->pages.offer(list);
  to.command(audit, "seal", "Seals the trail; keep the anchor that it prints elsewhere", seal);
  struct anchors {
    anchor_words from, through;
  };
  const auto given = std::make_shared<anchors>();
  auto& check = to.command(audit, "verify", "Whether the trail is as it was sealed; names the first bad entry",
                           [given](door& at) { return verify(at, given->from, given->through); });
  check.add_option("--from", given->from.typed, "An anchor up to which it was verified before");
  check.add_option("--through", given->through.typed, "An anchor that was kept elsewhere");
}

// --- the store ---

/// Whether the host that wrote the store seems to fold as the tool does not.
bool folded_otherwise(const parvis_store_report& report) {
  return std::ranges::any_of(std::span(report.findings, report.finding_count), [](const auto* one) {
    const auto column = string_of(one->column);
    return one->defect == PARVIS_DEFECT_MISFIT && (column == "search_key" || column == "company_key");
  });
}

answer inspect(door& at, bool refreshes) {
  const progress_bar bar("rows looked at:");
  auto request = sized<parvis_inspect_store_request>();
  request.search_keys = refreshes ? PARVIS_SEARCH_KEYS_REFRESHED : PARVIS_SEARCH_KEYS_TOLD;
  request.progress = bar.table();
  const auto report = at.operate(parvis_inspect_store, &request);
  answer out{shape(*report), {"defect", "kind", "row", "column", "expected", "found"}};
  if (report->found != 0) out.status = exit_status::found;
  if (folded_otherwise(*report)) {
    out.hint =
        "a misfit of search_key or company_key may only mean that the host folds names otherwise: "
        "--text-policy none, or `doctor --refresh` to fold them anew";
  }
  return out;
}

}  // namespace

void add_upkeep(tool& to) {
  add_outbox(to);
  add_audit(to);
  const auto limit = std::make_shared<std::size_t>(done_at_once);
  to.command(to.root(), "due", "Does what time has made due; meant for a timer",
             [limit](door& at) { return answer{shape(*at.operate(parvis_run_due, *limit))}; })
      .add_option("--limit", *limit, "Of each sort")
      ->capture_default_str();
  const auto refreshes = std::make_shared<bool>(false);
  to.command(to.root(), "doctor", "Reads every row and says what is wrong; changes nothing", [refreshes](door& at) {
      return inspect(at, *refreshes);
    }).add_flag("--refresh", *refreshes, "But folds anew what people are found by, as --text-policy says");
}

}  // namespace console
