// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/cursor.hpp"
#include "parvis/model/invite.hpp"

namespace parvis::inline v1 {

/// What a link is to be.
struct create_invite_request {
  account_kind audience = account_kind::client;             ///< what people become through it
  std::string label{};                                      ///< for administrators; may be empty
  std::string language{};                                   ///< empty: the workspace's
  std::optional<duration> lifetime{};                       ///< empty: the workspace's
  std::optional<std::int64_t> max_uses{};                   ///< empty: no limit
  std::vector<std::string> allowed_domains{};               ///< empty: any
  approval_override approval = approval_override::inherit;  ///< who approves
  parvis::case_role case_role = case_role::none;  ///< other than `none`: a case is opened for each new account
  /// Empty: `core` for users, else what the audience says. A collaborator's may hold `client` too, a user's be
  /// `contract` or both; `access_not_allowed` otherwise.
  std::optional<parvis::access> access{};
  group_id group{};  ///< for users, and required for them; `group_not_allowed` when it manages users
};
/// A link as an administrator sees it.
struct invite_view {
  parvis::invite invite;  ///< its row
  /// A secret: whoever has it can use it. Empty while the link is turned off, and for a personal one, which only its
  /// mail carries.
  std::string link;
};

/// Somebody to invite.
struct invitee {
  std::string email{};     ///< where the link is mailed, and the only address it lets in
  std::string language{};  ///< empty: that of the options
};
/// Personal links for a list of people.
struct invite_people_request {
  create_invite_request options{};  ///< `max_uses` and `allowed_domains` stay empty
  std::vector<invitee> people{};    ///< 1 to 1,000
};

/// One filter at most, `state` with none else.
struct list_invites_request {
  std::optional<invite_state> state{};    ///< exactly this one; empty: any
  std::string email{};                    ///< personal links to this address
  std::optional<std::uint32_t> key_id{};  ///< links that die when this key leaves the ring
  std::optional<cursor> after{};          ///< `next` of the page before; empty: the first page
  std::size_t limit = 50;                 ///< 1 to 1,000
};
/// A page of links.
struct invite_page {
  std::vector<invite> invites{};  ///< in the order in which they were made
  std::optional<cursor> next{};   ///< empty: the last page
};

/// What a page may show to somebody who opened a link.
struct invite_check {
  std::string portal_name{};             ///< one line
  account_kind audience{};               ///< what the person becomes
  std::string language{};                ///< of the link (BCP 47)
  std::string email{};                   ///< of a personal link: the only address it lets in
  std::vector<field_rule> fields{};      ///< to be asked, beyond the five
  std::vector<consent_rule> consents{};  ///< to be asked for
};

}  // namespace parvis::inline v1
