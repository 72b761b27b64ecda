// SPDX-License-Identifier: BSL-1.0
// Seats: granted, held, reserved, used.
#include <memory>

#include "tool.hpp"

namespace console {

namespace {

struct seat_words {
  std::string sku, id, from, until, lasts, purpose;
  std::int64_t seats = 0;
  paging pages;
};
using given_seats = std::shared_ptr<seat_words>;

CLI::App& with_sku(CLI::App& command, const given_seats& given) {
  command.add_option("sku", given->sku, "core, contract, collaborators or the vendor's own")->required();
  return command;
}

parvis_time_us moment_or_zero(const std::string& typed) { return typed.empty() ? 0 : moment_of(typed); }

void add_grants(tool& to, CLI::App& licenses) {
  to.command(licenses, "pools", "Every sku: granted, held, waiting", [](door& at) {
    const auto list = at.ask(parvis_list_pools);
    return answer{
        shapes(list->items, list->item_count),
        {"sku", "granted", "overage", "held", "reserved", "remaining", "over_by", "waiting", "next_change_at"}};
  });

  auto given = std::make_shared<seat_words>();
  with_sku(to.command(licenses, "grants", "The grants of a sku that have not ended",
                      [given](door& at) {
                        const auto list = at.ask(parvis_list_grants, text_of(given->sku));
                        return answer{shapes(list->items, list->item_count),
                                      {"id", "quantity", "starts_at", "ends_at", "order"}};
                      }),
           given);

  given = std::make_shared<seat_words>();
  auto& grant = with_sku(to.command(licenses, "grant", "Grants seats, and admits who waited for them",
                                    [given](door& at) {
                                      auto request = sized<parvis_seat_grant>();
                                      request.sku = text_of(given->sku);
                                      request.quantity = given->seats;
                                      request.starts_at = moment_or_zero(given->from);
                                      request.ends_at = moment_or_zero(given->until);
                                      if (!given->id.empty()) request.id = id_of(given->id);
                                      return answer{shape(*at.operate(parvis_grant_seats, &request))};
                                    }),
                         given);
  grant.add_option("seats", given->seats, "How many")->required();
  grant.add_option("--from", given->from, "The first day or moment; else at once");
  grant.add_option("--until", given->until, "The day or moment at which it ends; else never");
  grant.add_option("--id", given->id, "Of the grant to be: run again, nothing is granted");

  given = std::make_shared<seat_words>();
  auto& end = to.command(licenses, "end-grant", "Ends a grant; nobody is thrown out", [given](door& at) {
    auto request = sized<parvis_end_grant_request>();
    request.grant = id_of(given->id);
    request.ends_at = moment_or_zero(given->until);
    return answer{shape(*at.operate(parvis_end_grant, &request))};
  });
  end.add_option("id", given->id, "Of the grant")->required();
  end.add_option("--until", given->until, "The day or moment at which it ends; else now");

  given = std::make_shared<seat_words>();
  with_sku(to.command(licenses, "overage", "Allows seats beyond those granted",
                      [given](door& at) {
                        auto request = sized<parvis_allow_overage_request>();
                        request.sku = text_of(given->sku);
                        request.seats = given->seats;
                        return answer{shape(*at.operate(parvis_allow_overage, &request))};
                      }),
           given)
      .add_option("seats", given->seats, "How many")
      ->required();
}

void add_reports(tool& to, CLI::App& licenses) {
  auto given = std::make_shared<seat_words>();
  auto& holders = with_sku(to.command(licenses, "holders", "Who holds a seat, and since when",
                                      [given](door& at) {
                                        auto request = sized<parvis_list_holders_request>();
                                        request.sku = text_of(given->sku);
                                        given->pages.ask(request);
                                        return answer{page_of(*at.ask(parvis_list_holders, &request)),
                                                      {"username", "email", "state", "access", "since"}};
                                      }),
                           given);
  given->pages.offer(holders);

  given = std::make_shared<seat_words>();
  auto& use = with_sku(to.command(licenses, "use", "The most that were held at once, month by month",
                                  [given](door& at) {
                                    auto request = sized<parvis_view_use_request>();
                                    request.sku = text_of(given->sku);
                                    request.from = moment_or_zero(given->from);
                                    request.until = moment_or_zero(given->until);
                                    const auto list = at.ask(parvis_view_use, &request);
                                    return answer{shapes(list->items, list->item_count),
                                                  {"starts_at", "ends_at", "peak", "capacity"}};
                                  }),
                       given);
  use.add_option("--from", given->from, "A day");
  use.add_option("--until", given->until, "A day");

  struct demands {
    std::vector<std::string> people, accounts;
  };
  const auto wanted = std::make_shared<demands>();
  auto& preview = to.command(licenses, "preview", "What commands would take; changes nothing", [wanted](door& at) {
    std::vector<parvis_seat_demand> list;
    for (const auto& one : wanted->people) {
      const auto [access, people] = assignment_of(one);
      list.push_back(sized<parvis_seat_demand>());
      list.back().access = access_of(access);
      list.back().people = integer_of(people);
    }
    for (const auto& one : wanted->accounts) {
      list.push_back(sized<parvis_seat_demand>());
      list.back().account = at.account(one);
    }
    std::vector<const parvis_seat_demand*> asked;
    for (const auto& one : list) asked.push_back(&one);
    return answer{shape(*at.ask(parvis_preview_seats, asked.data(), asked.size())),
                  {"sku", "takes", "frees", "free", "lacks", "waiting"}};
  });
  preview.add_option("--people", wanted->people, "ACCESS=COUNT of people who are not here yet");
  preview.add_option("--account", wanted->accounts, "Somebody who is");
}

void add_reservations(tool& to, CLI::App& licenses) {
  auto given = std::make_shared<seat_words>();
  with_sku(to.command(licenses, "reservations", "Seats that are kept for people to come",
                      [given](door& at) {
                        const auto list = at.ask(parvis_list_reservations, text_of(given->sku));
                        return answer{shapes(list->items, list->item_count),
                                      {"id", "seats", "left", "expires_at", "purpose"}};
                      }),
           given);

  given = std::make_shared<seat_words>();
  given->lasts = "7d";
  auto& reserve = with_sku(to.command(licenses, "reserve", "Keeps seats for people to come",
                                      [given](door& at) {
                                        auto request = sized<parvis_reserve_seats_request>();
                                        request.sku = text_of(given->sku);
                                        request.seats = given->seats;
                                        request.lasts_us = span_of(given->lasts);
                                        request.purpose = text_of(given->purpose);
                                        if (!given->id.empty()) request.id = id_of(given->id);
                                        return answer{shape(*at.ask(parvis_reserve_seats, &request))};
                                      }),
                           given);
  reserve.add_option("seats", given->seats, "How many")->required();
  reserve.add_option("--for", given->lasts, "How long")->capture_default_str();
  reserve.add_option("--purpose", given->purpose, "For people to read");
  reserve.add_option("--id", given->id, "Of the reservation to be: run again, nothing more is kept");

  given = std::make_shared<seat_words>();
  to.command(licenses, "release", "Gives back what is left of a reservation",
             [given](door& at) {
               const auto id = id_of(given->id);
               return answer{shape(*at.ask(parvis_release_reservation, &id))};
             })
      .add_option("id", given->id, "Of the reservation")
      ->required();
}

}  // namespace

void add_licenses(tool& to) {
  auto& licenses = to.chapter(to.root(), "licenses", "Seats, and buying them");
  add_grants(to, licenses);
  add_reports(to, licenses);
  add_reservations(to, licenses);
  add_orders(to, licenses);
}

}  // namespace console
