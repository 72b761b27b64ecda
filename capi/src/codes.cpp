// SPDX-License-Identifier: BSL-1.0
// The numbers of the C header are those of the library.
#include <cstdint>

#include "parvis.h"
#include "parvis/messages.hpp"
#include "parvis/model/query.hpp"
#include "parvis/portal.hpp"
#include "parvis/ports/payments.hpp"

namespace parvis {

#define PARVIS_SAME(ENUMERATION, ENUMERATOR, C) \
  static_assert(std::int64_t{C} == static_cast<std::int64_t>(ENUMERATION::ENUMERATOR))

PARVIS_SAME(errc, invalid_argument, PARVIS_E_INVALID_ARGUMENT);
PARVIS_SAME(errc, invalid_form, PARVIS_E_INVALID_FORM);
PARVIS_SAME(errc, cancelled, PARVIS_E_CANCELLED);
PARVIS_SAME(errc, required, PARVIS_E_REQUIRED);
PARVIS_SAME(errc, too_short, PARVIS_E_TOO_SHORT);
PARVIS_SAME(errc, too_long, PARVIS_E_TOO_LONG);
PARVIS_SAME(errc, invalid_utf8, PARVIS_E_INVALID_UTF8);
PARVIS_SAME(errc, control_character, PARVIS_E_CONTROL_CHARACTER);
PARVIS_SAME(errc, bidi_control, PARVIS_E_BIDI_CONTROL);
PARVIS_SAME(errc, line_break, PARVIS_E_LINE_BREAK);
PARVIS_SAME(errc, url_in_text, PARVIS_E_URL_IN_TEXT);
PARVIS_SAME(errc, character_not_allowed, PARVIS_E_CHARACTER_NOT_ALLOWED);
PARVIS_SAME(errc, out_of_range, PARVIS_E_OUT_OF_RANGE);
PARVIS_SAME(errc, email_invalid, PARVIS_E_EMAIL_INVALID);
PARVIS_SAME(errc, email_domain_not_allowed, PARVIS_E_EMAIL_DOMAIN_NOT_ALLOWED);
PARVIS_SAME(errc, domain_invalid, PARVIS_E_DOMAIN_INVALID);
PARVIS_SAME(errc, username_reserved, PARVIS_E_USERNAME_RESERVED);
PARVIS_SAME(errc, username_taken, PARVIS_E_USERNAME_TAKEN);
PARVIS_SAME(errc, code_taken, PARVIS_E_CODE_TAKEN);
PARVIS_SAME(errc, mobile_invalid, PARVIS_E_MOBILE_INVALID);
PARVIS_SAME(errc, password_too_short, PARVIS_E_PASSWORD_TOO_SHORT);
PARVIS_SAME(errc, password_too_long, PARVIS_E_PASSWORD_TOO_LONG);
PARVIS_SAME(errc, password_common, PARVIS_E_PASSWORD_COMMON);
PARVIS_SAME(errc, password_personal, PARVIS_E_PASSWORD_PERSONAL);
PARVIS_SAME(errc, access_not_allowed, PARVIS_E_ACCESS_NOT_ALLOWED);
PARVIS_SAME(errc, approver_required, PARVIS_E_APPROVER_REQUIRED);
PARVIS_SAME(errc, language_not_offered, PARVIS_E_LANGUAGE_NOT_OFFERED);
PARVIS_SAME(errc, url_invalid, PARVIS_E_URL_INVALID);
PARVIS_SAME(errc, pattern_invalid, PARVIS_E_PATTERN_INVALID);
PARVIS_SAME(errc, invite_invalid, PARVIS_E_INVITE_INVALID);
PARVIS_SAME(errc, link_invalid, PARVIS_E_LINK_INVALID);
PARVIS_SAME(errc, email_differs, PARVIS_E_EMAIL_DIFFERS);
PARVIS_SAME(errc, group_not_allowed, PARVIS_E_GROUP_NOT_ALLOWED);
PARVIS_SAME(errc, password_unchanged, PARVIS_E_PASSWORD_UNCHANGED);
PARVIS_SAME(errc, api_key_invalid, PARVIS_E_API_KEY_INVALID);
PARVIS_SAME(errc, given_twice, PARVIS_E_GIVEN_TWICE);
PARVIS_SAME(errc, field_unknown, PARVIS_E_FIELD_UNKNOWN);
PARVIS_SAME(errc, consent_required, PARVIS_E_CONSENT_REQUIRED);
PARVIS_SAME(errc, template_invalid, PARVIS_E_TEMPLATE_INVALID);
PARVIS_SAME(errc, ban_reason_required, PARVIS_E_BAN_REASON_REQUIRED);
PARVIS_SAME(errc, key_taken, PARVIS_E_KEY_TAKEN);
PARVIS_SAME(errc, not_for_sale, PARVIS_E_NOT_FOR_SALE);
PARVIS_SAME(errc, sku_needed, PARVIS_E_SKU_NEEDED);
PARVIS_SAME(errc, payment_differs, PARVIS_E_PAYMENT_DIFFERS);
PARVIS_SAME(errc, cursor_invalid, PARVIS_E_CURSOR_INVALID);
PARVIS_SAME(errc, signup_disabled, PARVIS_E_SIGNUP_DISABLED);
PARVIS_SAME(errc, already_set_up, PARVIS_E_ALREADY_SET_UP);
PARVIS_SAME(errc, not_set_up, PARVIS_E_NOT_SET_UP);
PARVIS_SAME(errc, account_pending, PARVIS_E_ACCOUNT_PENDING);
PARVIS_SAME(errc, account_waiting, PARVIS_E_ACCOUNT_WAITING);
PARVIS_SAME(errc, account_inactive, PARVIS_E_ACCOUNT_INACTIVE);
PARVIS_SAME(errc, account_banned, PARVIS_E_ACCOUNT_BANNED);
PARVIS_SAME(errc, must_change_password, PARVIS_E_MUST_CHANGE_PASSWORD);
PARVIS_SAME(errc, no_seat, PARVIS_E_NO_SEAT);
PARVIS_SAME(errc, last_administrator, PARVIS_E_LAST_ADMINISTRATOR);
PARVIS_SAME(errc, room_needed, PARVIS_E_ROOM_NEEDED);
PARVIS_SAME(errc, mails_exhausted, PARVIS_E_MAILS_EXHAUSTED);
PARVIS_SAME(errc, permission_denied, PARVIS_E_PERMISSION_DENIED);
PARVIS_SAME(errc, not_found, PARVIS_E_NOT_FOUND);
PARVIS_SAME(errc, illegal_transition, PARVIS_E_ILLEGAL_TRANSITION);
PARVIS_SAME(errc, email_taken, PARVIS_E_EMAIL_TAKEN);
PARVIS_SAME(errc, group_in_use, PARVIS_E_GROUP_IN_USE);
PARVIS_SAME(errc, own_account, PARVIS_E_OWN_ACCOUNT);
PARVIS_SAME(errc, ban_stands, PARVIS_E_BAN_STANDS);
PARVIS_SAME(errc, group_name_taken, PARVIS_E_GROUP_NAME_TAKEN);
PARVIS_SAME(errc, credentials_wrong, PARVIS_E_CREDENTIALS_WRONG);
PARVIS_SAME(errc, too_many_attempts, PARVIS_E_TOO_MANY_ATTEMPTS);
PARVIS_SAME(errc, sign_in_disabled, PARVIS_E_SIGN_IN_DISABLED);
PARVIS_SAME(errc, conflict, PARVIS_E_CONFLICT);
PARVIS_SAME(errc, stale, PARVIS_E_STALE);
PARVIS_SAME(errc, unavailable, PARVIS_E_UNAVAILABLE);
PARVIS_SAME(errc, outcome_unknown, PARVIS_E_OUTCOME_UNKNOWN);
PARVIS_SAME(errc, host_failed, PARVIS_E_HOST_FAILED);
PARVIS_SAME(errc, corrupt_row, PARVIS_E_CORRUPT_ROW);
PARVIS_SAME(errc, random_failed, PARVIS_E_RANDOM_FAILED);
PARVIS_SAME(errc, clock_failed, PARVIS_E_CLOCK_FAILED);
PARVIS_SAME(errc, schema_newer, PARVIS_E_SCHEMA_NEWER);
PARVIS_SAME(errc, storage_unfit, PARVIS_E_STORAGE_UNFIT);
PARVIS_SAME(errc, bug, PARVIS_E_BUG);
PARVIS_SAME(errc, no_memory, PARVIS_E_NO_MEMORY);
PARVIS_SAME(errc, reentrant, PARVIS_E_REENTRANT);
PARVIS_SAME(errc, busy, PARVIS_E_BUSY);
PARVIS_SAME(errc, abi_mismatch, PARVIS_E_ABI_MISMATCH);

PARVIS_SAME(value_type, null, PARVIS_VALUE_NULL);
PARVIS_SAME(value_type, integer, PARVIS_VALUE_INTEGER);
PARVIS_SAME(value_type, text, PARVIS_VALUE_TEXT);
PARVIS_SAME(value_type, bytes, PARVIS_VALUE_BYTES);

PARVIS_SAME(kind, settings, PARVIS_KIND_SETTINGS);
PARVIS_SAME(kind, group, PARVIS_KIND_GROUP);
PARVIS_SAME(kind, account, PARVIS_KIND_ACCOUNT);
PARVIS_SAME(kind, sign_up, PARVIS_KIND_SIGN_UP);
PARVIS_SAME(kind, invite, PARVIS_KIND_INVITE);
PARVIS_SAME(kind, seat_pool, PARVIS_KIND_SEAT_POOL);
PARVIS_SAME(kind, grant, PARVIS_KIND_GRANT);
PARVIS_SAME(kind, outbox, PARVIS_KIND_OUTBOX);
PARVIS_SAME(kind, event, PARVIS_KIND_EVENT);
PARVIS_SAME(kind, note, PARVIS_KIND_NOTE);
PARVIS_SAME(kind, counter, PARVIS_KIND_COUNTER);
PARVIS_SAME(kind, audit_head, PARVIS_KIND_AUDIT_HEAD);
PARVIS_SAME(kind, code_claim, PARVIS_KIND_CODE_CLAIM);
PARVIS_SAME(kind, mailed_link, PARVIS_KIND_MAILED_LINK);
PARVIS_SAME(kind, catalog, PARVIS_KIND_CATALOG);
PARVIS_SAME(kind, order, PARVIS_KIND_ORDER);
PARVIS_SAME(kind, payment_notice, PARVIS_KIND_PAYMENT_NOTICE);
PARVIS_SAME(kind, reservation, PARVIS_KIND_RESERVATION);
PARVIS_SAME(kind, seat_use, PARVIS_KIND_SEAT_USE);
PARVIS_SAME(kind, import_run, PARVIS_KIND_IMPORT_RUN);
PARVIS_SAME(kind, erasure, PARVIS_KIND_ERASURE);

PARVIS_SAME(filter_op, equal, PARVIS_FILTER_EQUAL);
PARVIS_SAME(filter_op, less, PARVIS_FILTER_LESS);
PARVIS_SAME(filter_op, greater, PARVIS_FILTER_GREATER);
PARVIS_SAME(filter_op, in, PARVIS_FILTER_IN);
PARVIS_SAME(filter_op, contains, PARVIS_FILTER_CONTAINS);

PARVIS_SAME(comparison, equal, PARVIS_IS_EQUAL);
PARVIS_SAME(comparison, less, PARVIS_IS_LESS);
PARVIS_SAME(comparison, less_or_equal, PARVIS_IS_LESS_OR_EQUAL);
PARVIS_SAME(comparison, is_null, PARVIS_IS_NULL);
PARVIS_SAME(comparison, greater, PARVIS_IS_GREATER);

PARVIS_SAME(op_type, insert, PARVIS_OP_INSERT);
PARVIS_SAME(op_type, change, PARVIS_OP_CHANGE);
PARVIS_SAME(op_type, remove, PARVIS_OP_REMOVE);
PARVIS_SAME(op_type, absent, PARVIS_OP_ABSENT);

PARVIS_SAME(answer_status, done, PARVIS_ANSWER_DONE);
PARVIS_SAME(answer_status, already, PARVIS_ANSWER_ALREADY);
PARVIS_SAME(answer_status, conflict, PARVIS_ANSWER_CONFLICT);
PARVIS_SAME(answer_status, no_room, PARVIS_ANSWER_NO_ROOM);
PARVIS_SAME(answer_status, unavailable, PARVIS_ANSWER_UNAVAILABLE);
PARVIS_SAME(answer_status, unknown, PARVIS_ANSWER_UNKNOWN);

PARVIS_SAME(why, none, PARVIS_WHY_NONE);
PARVIS_SAME(why, exists, PARVIS_WHY_EXISTS);
PARVIS_SAME(why, missing, PARVIS_WHY_MISSING);
PARVIS_SAME(why, revision, PARVIS_WHY_REVISION);
PARVIS_SAME(why, condition, PARVIS_WHY_CONDITION);
PARVIS_SAME(why, key_taken, PARVIS_WHY_KEY_TAKEN);
PARVIS_SAME(why, malformed, PARVIS_WHY_MALFORMED);

PARVIS_SAME(key_state, primary, PARVIS_KEY_PRIMARY);
PARVIS_SAME(key_state, verify, PARVIS_KEY_VERIFY);

PARVIS_SAME(second_factor, absent, PARVIS_SECOND_FACTOR_ABSENT);
PARVIS_SAME(second_factor, declared, PARVIS_SECOND_FACTOR_DECLARED);

PARVIS_SAME(licensing, by_operator, PARVIS_LICENSING_BY_OPERATOR);
PARVIS_SAME(licensing, by_administrators, PARVIS_LICENSING_BY_ADMINISTRATORS);

PARVIS_SAME(account_kind, user, PARVIS_KIND_OF_USER);
PARVIS_SAME(account_kind, client, PARVIS_KIND_OF_CLIENT);
PARVIS_SAME(account_kind, collaborator, PARVIS_KIND_OF_COLLABORATOR);

PARVIS_SAME(account_sort, created, PARVIS_SORT_BY_CREATED);
PARVIS_SAME(account_sort, name, PARVIS_SORT_BY_NAME);
PARVIS_SAME(account_sort, email, PARVIS_SORT_BY_EMAIL);
PARVIS_SAME(account_sort, active_since, PARVIS_SORT_BY_ACTIVE_SINCE);
PARVIS_SAME(account_sort, banned_at, PARVIS_SORT_BY_BANNED_AT);
PARVIS_SAME(account_sort, queued_at, PARVIS_SORT_BY_QUEUED_AT);
PARVIS_SAME(account_sort, decide_by, PARVIS_SORT_BY_DECIDE_BY);

PARVIS_SAME(ban_filter, any, PARVIS_BAN_FILTER_ANY);
PARVIS_SAME(ban_filter, banned, PARVIS_BAN_FILTER_BANNED);
PARVIS_SAME(ban_filter, not_banned, PARVIS_BAN_FILTER_NOT_BANNED);

PARVIS_SAME(sort_direction, ascending, PARVIS_DIRECTION_ASCENDING);
PARVIS_SAME(sort_direction, descending, PARVIS_DIRECTION_DESCENDING);

PARVIS_SAME(search_keys, told, PARVIS_SEARCH_KEYS_TOLD);
PARVIS_SAME(search_keys, refreshed, PARVIS_SEARCH_KEYS_REFRESHED);

PARVIS_SAME(account_state, invited, PARVIS_STATE_INVITED);
PARVIS_SAME(account_state, pending, PARVIS_STATE_PENDING);
PARVIS_SAME(account_state, waiting, PARVIS_STATE_WAITING);
PARVIS_SAME(account_state, active, PARVIS_STATE_ACTIVE);
PARVIS_SAME(account_state, inactive, PARVIS_STATE_INACTIVE);
PARVIS_SAME(account_state, rejected, PARVIS_STATE_REJECTED);
PARVIS_SAME(account_state, lapsed, PARVIS_STATE_LAPSED);
PARVIS_SAME(account_state, erased, PARVIS_STATE_ERASED);

PARVIS_SAME(access, none, PARVIS_ACCESS_NONE);
PARVIS_SAME(access, client, PARVIS_ACCESS_CLIENT);
PARVIS_SAME(access, collaborator, PARVIS_ACCESS_COLLABORATOR);
PARVIS_SAME(access, core, PARVIS_ACCESS_CORE);
PARVIS_SAME(access, contract, PARVIS_ACCESS_CONTRACT);

PARVIS_SAME(field_audience, portal, PARVIS_FIELD_OF_PORTAL);
PARVIS_SAME(field_audience, users, PARVIS_FIELD_OF_USERS);
PARVIS_SAME(field_audience, everybody, PARVIS_FIELD_OF_EVERYBODY);

PARVIS_SAME(privacy_override, off, PARVIS_PRIVACY_OVERRIDE_OFF);
PARVIS_SAME(privacy_override, on, PARVIS_PRIVACY_OVERRIDE_ON);

PARVIS_SAME(account_parts, none, PARVIS_PART_NONE);
PARVIS_SAME(account_parts, first_name, PARVIS_PART_FIRST_NAME);
PARVIS_SAME(account_parts, last_name, PARVIS_PART_LAST_NAME);
PARVIS_SAME(account_parts, language, PARVIS_PART_LANGUAGE);
PARVIS_SAME(account_parts, seniority, PARVIS_PART_SENIORITY);
PARVIS_SAME(account_parts, job_title, PARVIS_PART_JOB_TITLE);
PARVIS_SAME(account_parts, mobile, PARVIS_PART_MOBILE);
PARVIS_SAME(account_parts, address, PARVIS_PART_ADDRESS);
PARVIS_SAME(account_parts, company, PARVIS_PART_COMPANY);
PARVIS_SAME(account_parts, code, PARVIS_PART_CODE);
PARVIS_SAME(account_parts, fields, PARVIS_PART_FIELDS);

PARVIS_SAME(case_role, none, PARVIS_CASE_ROLE_NONE);
PARVIS_SAME(case_role, client, PARVIS_CASE_ROLE_CLIENT);
PARVIS_SAME(case_role, staff, PARVIS_CASE_ROLE_STAFF);

PARVIS_SAME(notice, mail, PARVIS_NOTICE_MAIL);
PARVIS_SAME(notice, silent, PARVIS_NOTICE_SILENT);

PARVIS_SAME(requirement, optional, PARVIS_OPTIONAL);
PARVIS_SAME(requirement, required, PARVIS_REQUIRED);

PARVIS_SAME(phrase, signup_received, PARVIS_PHRASE_SIGNUP_RECEIVED);
PARVIS_SAME(phrase, email_to_be_proven, PARVIS_PHRASE_EMAIL_TO_BE_PROVEN);
PARVIS_SAME(phrase, banned, PARVIS_PHRASE_BANNED);
PARVIS_SAME(phrase, reset_asked, PARVIS_PHRASE_RESET_ASKED);

PARVIS_SAME(signup_policy, none, PARVIS_SIGNUP_NONE);
PARVIS_SAME(signup_policy, clients, PARVIS_SIGNUP_CLIENTS);
PARVIS_SAME(signup_policy, collaborators, PARVIS_SIGNUP_COLLABORATORS);
PARVIS_SAME(signup_policy, both, PARVIS_SIGNUP_BOTH);

PARVIS_SAME(approval_mode, by_default, PARVIS_APPROVAL_BY_DEFAULT);
PARVIS_SAME(approval_mode, by_user, PARVIS_APPROVAL_BY_USER);

PARVIS_SAME(email_proof, off, PARVIS_EMAIL_PROOF_OFF);
PARVIS_SAME(email_proof, on, PARVIS_EMAIL_PROOF_ON);

PARVIS_SAME(no_seat_policy, wait, PARVIS_NO_SEAT_WAIT);
PARVIS_SAME(no_seat_policy, refuse, PARVIS_NO_SEAT_REFUSE);

PARVIS_SAME(reapplication, allow, PARVIS_REAPPLICATION_ALLOW);
PARVIS_SAME(reapplication, cooldown, PARVIS_REAPPLICATION_COOLDOWN);
PARVIS_SAME(reapplication, forbid, PARVIS_REAPPLICATION_FORBID);

PARVIS_SAME(settings_warning, known_addresses_show, PARVIS_WARNING_KNOWN_ADDRESSES_SHOW);
PARVIS_SAME(settings_warning, links_move, PARVIS_WARNING_LINKS_MOVE);
PARVIS_SAME(settings_warning, nobody_can_sign_up, PARVIS_WARNING_NOBODY_CAN_SIGN_UP);

PARVIS_SAME(invite_type, public_, PARVIS_INVITE_PUBLIC);
PARVIS_SAME(invite_type, personal, PARVIS_INVITE_PERSONAL);

PARVIS_SAME(invite_state, open, PARVIS_INVITE_OPEN);
PARVIS_SAME(invite_state, closed, PARVIS_INVITE_CLOSED);
PARVIS_SAME(invite_state, revoked, PARVIS_INVITE_REVOKED);

PARVIS_SAME(link_fate, rotate, PARVIS_LINK_ROTATE);
PARVIS_SAME(link_fate, keep, PARVIS_LINK_KEEP);

PARVIS_SAME(approval_override, inherit, PARVIS_OVERRIDE_INHERIT);
PARVIS_SAME(approval_override, by_default, PARVIS_OVERRIDE_BY_DEFAULT);
PARVIS_SAME(approval_override, by_user, PARVIS_OVERRIDE_BY_USER);

PARVIS_SAME(event_type, workspace_set_up, PARVIS_EVENT_WORKSPACE_SET_UP);
PARVIS_SAME(event_type, settings_changed, PARVIS_EVENT_SETTINGS_CHANGED);
PARVIS_SAME(event_type, user_added, PARVIS_EVENT_USER_ADDED);
PARVIS_SAME(event_type, user_joined, PARVIS_EVENT_USER_JOINED);
PARVIS_SAME(event_type, seats_granted, PARVIS_EVENT_SEATS_GRANTED);
PARVIS_SAME(event_type, invite_created, PARVIS_EVENT_INVITE_CREATED);
PARVIS_SAME(event_type, sign_up_received, PARVIS_EVENT_SIGN_UP_RECEIVED);
PARVIS_SAME(event_type, sign_up_of_known_address, PARVIS_EVENT_SIGN_UP_OF_KNOWN_ADDRESS);
PARVIS_SAME(event_type, email_proven, PARVIS_EVENT_EMAIL_PROVEN);
PARVIS_SAME(event_type, account_approved, PARVIS_EVENT_ACCOUNT_APPROVED);
PARVIS_SAME(event_type, account_rejected, PARVIS_EVENT_ACCOUNT_REJECTED);
PARVIS_SAME(event_type, account_admitted, PARVIS_EVENT_ACCOUNT_ADMITTED);
PARVIS_SAME(event_type, signed_in, PARVIS_EVENT_SIGNED_IN);
PARVIS_SAME(event_type, case_opened, PARVIS_EVENT_CASE_OPENED);
PARVIS_SAME(event_type, mail_failed, PARVIS_EVENT_MAIL_FAILED);
PARVIS_SAME(event_type, invite_rotated, PARVIS_EVENT_INVITE_ROTATED);
PARVIS_SAME(event_type, invite_closed, PARVIS_EVENT_INVITE_CLOSED);
PARVIS_SAME(event_type, invite_reopened, PARVIS_EVENT_INVITE_REOPENED);
PARVIS_SAME(event_type, invite_revoked, PARVIS_EVENT_INVITE_REVOKED);
PARVIS_SAME(event_type, invite_resent, PARVIS_EVENT_INVITE_RESENT);
PARVIS_SAME(event_type, sign_up_refused, PARVIS_EVENT_SIGN_UP_REFUSED);
PARVIS_SAME(event_type, account_reapplied, PARVIS_EVENT_ACCOUNT_REAPPLIED);
PARVIS_SAME(event_type, account_reopened, PARVIS_EVENT_ACCOUNT_REOPENED);
PARVIS_SAME(event_type, account_lapsed, PARVIS_EVENT_ACCOUNT_LAPSED);
PARVIS_SAME(event_type, account_deactivated, PARVIS_EVENT_ACCOUNT_DEACTIVATED);
PARVIS_SAME(event_type, account_reactivated, PARVIS_EVENT_ACCOUNT_REACTIVATED);
PARVIS_SAME(event_type, seats_settled, PARVIS_EVENT_SEATS_SETTLED);
PARVIS_SAME(event_type, grant_ended, PARVIS_EVENT_GRANT_ENDED);
PARVIS_SAME(event_type, outbox_retried, PARVIS_EVENT_OUTBOX_RETRIED);
PARVIS_SAME(event_type, portal_account_added, PARVIS_EVENT_PORTAL_ACCOUNT_ADDED);
PARVIS_SAME(event_type, join_resent, PARVIS_EVENT_JOIN_RESENT);
PARVIS_SAME(event_type, account_edited, PARVIS_EVENT_ACCOUNT_EDITED);
PARVIS_SAME(event_type, access_changed, PARVIS_EVENT_ACCESS_CHANGED);
PARVIS_SAME(event_type, access_asked, PARVIS_EVENT_ACCESS_ASKED);
PARVIS_SAME(event_type, access_refused, PARVIS_EVENT_ACCESS_REFUSED);
PARVIS_SAME(event_type, privacy_override_changed, PARVIS_EVENT_PRIVACY_OVERRIDE_CHANGED);
PARVIS_SAME(event_type, password_change_demanded, PARVIS_EVENT_PASSWORD_CHANGE_DEMANDED);
PARVIS_SAME(event_type, sign_in_failed, PARVIS_EVENT_SIGN_IN_FAILED);
PARVIS_SAME(event_type, source_closed, PARVIS_EVENT_SOURCE_CLOSED);
PARVIS_SAME(event_type, password_changed, PARVIS_EVENT_PASSWORD_CHANGED);
PARVIS_SAME(event_type, password_reset_asked, PARVIS_EVENT_PASSWORD_RESET_ASKED);
PARVIS_SAME(event_type, password_reset, PARVIS_EVENT_PASSWORD_RESET);
PARVIS_SAME(event_type, email_change_asked, PARVIS_EVENT_EMAIL_CHANGE_ASKED);
PARVIS_SAME(event_type, email_changed, PARVIS_EVENT_EMAIL_CHANGED);
PARVIS_SAME(event_type, api_key_issued, PARVIS_EVENT_API_KEY_ISSUED);
PARVIS_SAME(event_type, api_key_revoked, PARVIS_EVENT_API_KEY_REVOKED);
PARVIS_SAME(event_type, catalog_changed, PARVIS_EVENT_CATALOG_CHANGED);
PARVIS_SAME(event_type, order_placed, PARVIS_EVENT_ORDER_PLACED);
PARVIS_SAME(event_type, order_granted, PARVIS_EVENT_ORDER_GRANTED);
PARVIS_SAME(event_type, order_declined, PARVIS_EVENT_ORDER_DECLINED);
PARVIS_SAME(event_type, order_abandoned, PARVIS_EVENT_ORDER_ABANDONED);
PARVIS_SAME(event_type, order_refunded, PARVIS_EVENT_ORDER_REFUNDED);
PARVIS_SAME(event_type, payment_noted, PARVIS_EVENT_PAYMENT_NOTED);
PARVIS_SAME(event_type, checkout_started, PARVIS_EVENT_CHECKOUT_STARTED);
PARVIS_SAME(event_type, overage_changed, PARVIS_EVENT_OVERAGE_CHANGED);
PARVIS_SAME(event_type, seats_reserved, PARVIS_EVENT_SEATS_RESERVED);
PARVIS_SAME(event_type, reservation_released, PARVIS_EVENT_RESERVATION_RELEASED);
PARVIS_SAME(event_type, reservation_expired, PARVIS_EVENT_RESERVATION_EXPIRED);
PARVIS_SAME(event_type, account_banned, PARVIS_EVENT_ACCOUNT_BANNED);
PARVIS_SAME(event_type, account_unbanned, PARVIS_EVENT_ACCOUNT_UNBANNED);
PARVIS_SAME(event_type, group_added, PARVIS_EVENT_GROUP_ADDED);
PARVIS_SAME(event_type, group_edited, PARVIS_EVENT_GROUP_EDITED);
PARVIS_SAME(event_type, group_removed, PARVIS_EVENT_GROUP_REMOVED);
PARVIS_SAME(event_type, group_changed, PARVIS_EVENT_GROUP_CHANGED);
PARVIS_SAME(event_type, import_started, PARVIS_EVENT_IMPORT_STARTED);
PARVIS_SAME(event_type, accounts_exported, PARVIS_EVENT_ACCOUNTS_EXPORTED);
PARVIS_SAME(event_type, person_exported, PARVIS_EVENT_PERSON_EXPORTED);
PARVIS_SAME(event_type, account_erased, PARVIS_EVENT_ACCOUNT_ERASED);
PARVIS_SAME(event_type, erasure_completed, PARVIS_EVENT_ERASURE_COMPLETED);
PARVIS_SAME(permissions, none, PARVIS_PERMISSIONS_NONE);
PARVIS_SAME(permissions, users_manage, PARVIS_PERMISSIONS_USERS_MANAGE);

PARVIS_SAME(import_mode, write, PARVIS_IMPORT_MODE_WRITE);
PARVIS_SAME(import_mode, dry_run, PARVIS_IMPORT_MODE_DRY_RUN);

PARVIS_SAME(import_administrators, refused, PARVIS_IMPORT_ADMINISTRATORS_REFUSED);
PARVIS_SAME(import_administrators, allowed, PARVIS_IMPORT_ADMINISTRATORS_ALLOWED);

PARVIS_SAME(import_fate, made, PARVIS_IMPORT_MADE);
PARVIS_SAME(import_fate, already, PARVIS_IMPORT_ALREADY);
PARVIS_SAME(import_fate, refused, PARVIS_IMPORT_REFUSED);

PARVIS_SAME(sku_type, product, PARVIS_SKU_PRODUCT);
PARVIS_SAME(sku_type, module, PARVIS_SKU_MODULE);
PARVIS_SAME(sku_type, add_on, PARVIS_SKU_ADD_ON);

PARVIS_SAME(term_unit, month, PARVIS_TERM_MONTH);
PARVIS_SAME(term_unit, year, PARVIS_TERM_YEAR);

PARVIS_SAME(order_state, open, PARVIS_ORDER_OPEN);
PARVIS_SAME(order_state, granted, PARVIS_ORDER_GRANTED);
PARVIS_SAME(order_state, declined, PARVIS_ORDER_DECLINED);
PARVIS_SAME(order_state, abandoned, PARVIS_ORDER_ABANDONED);
PARVIS_SAME(order_state, refunded, PARVIS_ORDER_REFUNDED);

PARVIS_SAME(payment_event, paid, PARVIS_PAYMENT_PAID);
PARVIS_SAME(payment_event, declined, PARVIS_PAYMENT_DECLINED);
PARVIS_SAME(payment_event, abandoned, PARVIS_PAYMENT_ABANDONED);
PARVIS_SAME(payment_event, refunded, PARVIS_PAYMENT_REFUNDED);

PARVIS_SAME(checkout_state, started, PARVIS_CHECKOUT_STARTED);
PARVIS_SAME(checkout_state, paid, PARVIS_CHECKOUT_PAID);
PARVIS_SAME(checkout_state, declined, PARVIS_CHECKOUT_DECLINED);

PARVIS_SAME(audit_defect, missing, PARVIS_AUDIT_MISSING);
PARVIS_SAME(audit_defect, repeated, PARVIS_AUDIT_REPEATED);
PARVIS_SAME(audit_defect, altered, PARVIS_AUDIT_ALTERED);
PARVIS_SAME(audit_defect, anchor, PARVIS_AUDIT_ANCHOR);
PARVIS_SAME(audit_defect, head, PARVIS_AUDIT_HEAD);

PARVIS_SAME(effect, open_case, PARVIS_EFFECT_OPEN_CASE);
PARVIS_SAME(effect, mail_verify_email, PARVIS_EFFECT_MAIL_VERIFY_EMAIL);
PARVIS_SAME(effect, mail_known_address, PARVIS_EFFECT_MAIL_KNOWN_ADDRESS);
PARVIS_SAME(effect, mail_request_received, PARVIS_EFFECT_MAIL_REQUEST_RECEIVED);
PARVIS_SAME(effect, mail_approval_needed, PARVIS_EFFECT_MAIL_APPROVAL_NEEDED);
PARVIS_SAME(effect, mail_welcome, PARVIS_EFFECT_MAIL_WELCOME);
PARVIS_SAME(effect, mail_waiting, PARVIS_EFFECT_MAIL_WAITING);
PARVIS_SAME(effect, mail_rejected, PARVIS_EFFECT_MAIL_REJECTED);
PARVIS_SAME(effect, mail_join, PARVIS_EFFECT_MAIL_JOIN);
PARVIS_SAME(effect, mail_invitation, PARVIS_EFFECT_MAIL_INVITATION);
PARVIS_SAME(effect, mail_approval_reminder, PARVIS_EFFECT_MAIL_APPROVAL_REMINDER);
PARVIS_SAME(effect, mail_approvals_reassigned, PARVIS_EFFECT_MAIL_APPROVALS_REASSIGNED);
PARVIS_SAME(effect, mail_lapsed, PARVIS_EFFECT_MAIL_LAPSED);
PARVIS_SAME(effect, mail_reapplication_refused, PARVIS_EFFECT_MAIL_REAPPLICATION_REFUSED);
PARVIS_SAME(effect, mail_seats_exhausted, PARVIS_EFFECT_MAIL_SEATS_EXHAUSTED);
PARVIS_SAME(effect, mail_over_capacity, PARVIS_EFFECT_MAIL_OVER_CAPACITY);
PARVIS_SAME(effect, mail_deactivated, PARVIS_EFFECT_MAIL_DEACTIVATED);
PARVIS_SAME(effect, mail_reactivated, PARVIS_EFFECT_MAIL_REACTIVATED);
PARVIS_SAME(effect, mail_banned, PARVIS_EFFECT_MAIL_BANNED);
PARVIS_SAME(effect, mail_password_reset, PARVIS_EFFECT_MAIL_PASSWORD_RESET);
PARVIS_SAME(effect, mail_password_changed, PARVIS_EFFECT_MAIL_PASSWORD_CHANGED);
PARVIS_SAME(effect, mail_email_changed, PARVIS_EFFECT_MAIL_EMAIL_CHANGED);
PARVIS_SAME(effect, mail_email_change, PARVIS_EFFECT_MAIL_EMAIL_CHANGE);
PARVIS_SAME(effect, mail_access_asked, PARVIS_EFFECT_MAIL_ACCESS_ASKED);
PARVIS_SAME(effect, mail_access_changed, PARVIS_EFFECT_MAIL_ACCESS_CHANGED);
PARVIS_SAME(effect, mail_access_refused, PARVIS_EFFECT_MAIL_ACCESS_REFUSED);
PARVIS_SAME(effect, mail_email_change_asked, PARVIS_EFFECT_MAIL_EMAIL_CHANGE_ASKED);
PARVIS_SAME(effect, start_checkout, PARVIS_EFFECT_START_CHECKOUT);
PARVIS_SAME(effect, mail_api_key_changed, PARVIS_EFFECT_MAIL_API_KEY_CHANGED);
PARVIS_SAME(effect, mail_access_lapsed, PARVIS_EFFECT_MAIL_ACCESS_LAPSED);

PARVIS_SAME(addressee, person, PARVIS_ADDRESSEE_PERSON);
PARVIS_SAME(addressee, deciders, PARVIS_ADDRESSEE_DECIDERS);
PARVIS_SAME(addressee, administrators, PARVIS_ADDRESSEE_ADMINISTRATORS);

PARVIS_SAME(outbox_state, queued, PARVIS_OUTBOX_QUEUED);
PARVIS_SAME(outbox_state, done, PARVIS_OUTBOX_DONE);
PARVIS_SAME(outbox_state, dead, PARVIS_OUTBOX_DEAD);
PARVIS_SAME(outbox_state, void_, PARVIS_OUTBOX_VOID);

PARVIS_SAME(store_defect, unreadable, PARVIS_DEFECT_UNREADABLE);
PARVIS_SAME(store_defect, missing, PARVIS_DEFECT_MISSING);
PARVIS_SAME(store_defect, key_lost, PARVIS_DEFECT_KEY_LOST);
PARVIS_SAME(store_defect, dangling, PARVIS_DEFECT_DANGLING);
PARVIS_SAME(store_defect, misfit, PARVIS_DEFECT_MISFIT);
PARVIS_SAME(store_defect, code_unclaimed, PARVIS_DEFECT_CODE_UNCLAIMED);
PARVIS_SAME(store_defect, grants_differ, PARVIS_DEFECT_GRANTS_DIFFER);
PARVIS_SAME(store_defect, capacity, PARVIS_DEFECT_CAPACITY);
PARVIS_SAME(store_defect, next_change, PARVIS_DEFECT_NEXT_CHANGE);
PARVIS_SAME(store_defect, seats_held, PARVIS_DEFECT_SEATS_HELD);
PARVIS_SAME(store_defect, seats_reserved, PARVIS_DEFECT_SEATS_RESERVED);
PARVIS_SAME(store_defect, queue_length, PARVIS_DEFECT_QUEUE_LENGTH);
PARVIS_SAME(store_defect, next_release, PARVIS_DEFECT_NEXT_RELEASE);
PARVIS_SAME(store_defect, use_periods, PARVIS_DEFECT_USE_PERIODS);
PARVIS_SAME(store_defect, administrators, PARVIS_DEFECT_ADMINISTRATORS);
PARVIS_SAME(store_defect, payments, PARVIS_DEFECT_PAYMENTS);
PARVIS_SAME(store_defect, trail, PARVIS_DEFECT_TRAIL);
PARVIS_SAME(store_defect, members, PARVIS_DEFECT_MEMBERS);

}  // namespace parvis
