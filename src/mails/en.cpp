// SPDX-License-Identifier: BSL-1.0
#include "mails/templates.hpp"

namespace parvis::inline v1 {
namespace {

constexpr std::string_view greeting = "Hello {first_name},";

// A mail to an address that nobody has proven holds nothing that a stranger typed: no greeting by name.
constexpr mail_language texts{
    .language = "en",
    .direction = "ltr",
    .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
               "November", "December"},
    .closing = "Any questions? Contact {support}.",
    .mails = {{
        {effect::mail_verify_email,
         "Confirm your e-mail address for {portal}",
         {"Somebody, we hope it was you, asked to sign up to {portal} with this address.",
          "Confirm that the address is yours to continue.", "This link is valid until {expires}.",
          "If it was not you, ignore this mail: no account will be created."},
         "Confirm my address"},
        {effect::mail_known_address,
         "Somebody tried to register your address",
         {"Somebody, perhaps you, tried to sign up to {portal} with this address. Nothing has been changed.",
          "If it was you, sign in, or reset your password if you have forgotten it.",
          "If it was not you, there is nothing you need to do."},
         "Sign in"},
        {effect::mail_request_received,
         "Your request to {portal} has been received",
         {greeting, "We have received your request for an account on {portal}. It is awaiting approval.",
          "You will be told by e-mail as soon as it has been decided."},
         ""},
        {effect::mail_approval_needed,
         "New sign-up to approve on the client portal: {name}",
         {greeting, "{name} ({email}) has signed up to {portal} and is awaiting approval.",
          "Access asked for: {access}.", "You will find the request in the list of clients."},
         "Open the list of clients"},
        {effect::mail_welcome,
         "Welcome to {portal}",
         {greeting, "Your account on {portal} is active. You can sign in now."},
         "Sign in"},
        {effect::mail_waiting,
         "Your request to {portal} has been approved",
         {greeting, "Your request for an account on {portal} has been approved, but no license is free at the moment.",
          "Your place in the queue is kept. You will be told by e-mail as soon as your account is active."},
         ""},
        {effect::mail_rejected,
         "Your request to {portal} has been refused",
         {greeting, "Your request for an account on {portal} has been refused.", "Reason given: {reason}"},
         ""},
        {effect::mail_join,
         "Join {portal}",
         {greeting, "An account has been prepared for you on {portal}. Choose a username and a password to join.",
          "This link is valid until {expires}."},
         "Join"},
    }},
};
static_assert(complete(texts));

}  // namespace

constinit const mail_language english = texts;

}  // namespace parvis::inline v1
