// SPDX-License-Identifier: BSL-1.0
// Links by which people come in.
#include <memory>

#include "tool.hpp"

namespace console {

namespace {

struct link_words {
  std::string audience = "client", label, language, lifetime, approval = "inherit", case_role = "none", access, group;
  std::int64_t max_uses = 0;
  std::vector<std::string> domains;

  void offer(tool& to, CLI::App& of) {
    to.choose(of, "--audience", audience, account_kinds, "What people become")->capture_default_str();
    of.add_option("--label", label, "For the list of links");
    of.add_option("--invite-language", language, "Of whoever comes: en, fr, ar");
    of.add_option("--lifetime", lifetime, "72h, 30d; else the firm's");
    to.choose(of, "--approval", approval, approval_overrides, "Who approves")->capture_default_str();
    to.choose(of, "--case-role", case_role, case_roles, "Opens a case for each, with this role")->capture_default_str();
    of.add_option("--access", access, "client,collaborator or core,contract; else what the audience says");
    of.add_option("--group", group, "The group of users, by name or id; needed for them");
  }
  /// Points into this and into `list`.
  parvis_create_invite_request request(door& at, std::vector<parvis_text>& list) const {
    auto out = sized<parvis_create_invite_request>();
    out.audience = number_of(account_kinds, audience);
    out.label = text_of(label);
    out.language = text_of(language);
    if (!lifetime.empty()) out.lifetime_us = span_of(lifetime);
    out.max_uses = max_uses;
    for (const auto& one : domains) list.push_back(text_of(one));
    out.allowed_domains = list.data();
    out.allowed_domain_count = list.size();
    out.approval = number_of(approval_overrides, approval);
    out.case_role = number_of(case_roles, case_role);
    if (!access.empty()) out.access = access_of(access);
    if (!group.empty()) out.group = at.group(group);
    return out;
  }
};

struct one_link {
  std::string id;
  bool keep = false;
};

answer invite_people(door& at, const link_words& words, const std::vector<std::string>& addresses) {
  std::vector<parvis_text> none;
  const auto options = words.request(at, none);
  std::vector<parvis_invitee> people;
  for (const auto& one : addresses) people.push_back({.email = text_of(one), .language = {}});
  auto request = sized<parvis_invite_people_request>();
  request.options = &options;
  request.people = people.data();
  request.people_count = people.size();
  const auto list = at.ask(parvis_invite_people, &request);
  answer out{json::array(), {"email", "status", "invite"}};
  for (std::size_t n = 0; n < list->item_count; ++n) {
    auto row = shape(*list->items[n]);
    row["email"] = addresses[n];
    if (list->items[n]->status != PARVIS_DONE) out.status = exit_status::refused;
    out.value.push_back(std::move(row));
  }
  return out;
}

}  // namespace

void add_links(tool& to) {
  auto& links = to.chapter(to.root(), "invite", "Links by which people come in");

  const auto made = std::make_shared<link_words>();
  auto& create = to.command(links, "create", "Makes a public link and shows it", [made](door& at) {
    std::vector<parvis_text> domains;
    const auto request = made->request(at, domains);
    return answer{shape(*at.ask(parvis_create_invite, &request))};
  });
  made->offer(to, create);
  create.add_option("--max-uses", made->max_uses, "0: no limit")->capture_default_str();
  create.add_option("--domain", made->domains, "Only addresses of these domains");

  struct personal {
    link_words words;
    std::vector<std::string> addresses;
  };
  const auto people = std::make_shared<personal>();
  auto& send = to.command(links, "send", "Mails a personal link to each address; `outbox drain` sends them",
                          [people](door& at) { return invite_people(at, people->words, people->addresses); });
  people->words.offer(to, send);
  send.add_option("addresses", people->addresses, "E-mail addresses, 1,000 at most")->required();

  struct listing {
    paging pages;
    std::string state, email;
    std::uint32_t key = 0;
  };
  const auto listed = std::make_shared<listing>();
  auto& list = to.command(links, "list", "Links, oldest first; one filter at most", [listed](door& at) {
    auto request = sized<parvis_list_invites_request>();
    if (!listed->state.empty()) request.state = number_of(invite_states, listed->state);
    request.email = text_of(listed->email);
    request.key_id = listed->key;
    listed->pages.ask(request);
    return answer{page_of(*at.ask(parvis_list_invites, &request)),
                  {"id", "type", "state", "audience", "label", "email", "uses", "expires_at"}};
  });
  to.choose(list, "--state", listed->state, invite_states, "Only those");
  list.add_option("--email", listed->email, "Personal links to this address");
  list.add_option("--key", listed->key, "Links that die when this key is taken away");
  listed->pages.offer(list);

  using about_one = parvis_status (*)(parvis_portal*, const parvis_caller*, const parvis_uuid*,
                                      const parvis_invite_view**, const parvis_error**);
  struct act {
    const char *name, *help;
    about_one call;
  };
  constexpr act acts[] = {{"show", "The link again, the same as when it was made", parvis_show_invite},
                          {"rotate", "A new public link; every older one dies", parvis_rotate_invite},
                          {"close", "Turns a link off", parvis_close_invite},
                          {"revoke", "Kills a link for good", parvis_revoke_invite}};
  for (const auto& one : acts) {
    const auto which = std::make_shared<one_link>();
    auto& command = to.command(links, one.name, one.help, [which, call = one.call](door& at) {
      const auto id = id_of(which->id);
      return answer{shape(*at.ask(call, &id))};
    });
    command.add_option("id", which->id, "Of the link")->required();
  }
  using about_fate = parvis_status (*)(parvis_portal*, const parvis_caller*, const parvis_uuid*, std::int32_t,
                                       const parvis_invite_view**, const parvis_error**);
  struct fateful_act {
    const char *name, *help;
    about_fate call;
  };
  constexpr fateful_act fateful_acts[] = {{"reopen", "Turns a link on again", parvis_reopen_invite},
                                          {"resend", "Mails a personal link again", parvis_resend_invite}};
  for (const auto& one : fateful_acts) {
    const auto which = std::make_shared<one_link>();
    auto& command = to.command(links, one.name, one.help, [which, call = one.call](door& at) {
      const auto id = id_of(which->id);
      return answer{shape(*at.ask(call, &id, which->keep ? PARVIS_LINK_KEEP : PARVIS_LINK_ROTATE))};
    });
    command.add_option("id", which->id, "Of the link")->required();
    command.add_flag("--keep", which->keep, "Links given out before live on");
  }
}

}  // namespace console
