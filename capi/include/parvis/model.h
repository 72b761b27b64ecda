/* SPDX-License-Identifier: BSL-1.0 */
/**
 * @file
 * What the calls of a portal ask and answer with: the enumerations of the domain, and the records that several chapters
 * share. Numbers of enumerators are part of the storage format: appended, never reused.
 */
#ifndef PARVIS_MODEL_H
#define PARVIS_MODEL_H

#include "parvis/portal.h"

#if defined __cplusplus
extern "C" {
#endif

/** What an account is. */
enum parvis_account_kind {
  PARVIS_KIND_OF_USER = 1,        /**< an internal member */
  PARVIS_KIND_OF_CLIENT = 2,      /**< submits and follows requests; takes no seat */
  PARVIS_KIND_OF_COLLABORATOR = 3 /**< also reviews and signs; takes a seat of "collaborators" */
};
/** Where an account stands. */
enum parvis_account_state {
  PARVIS_STATE_INVITED = 1,  /**< added by an administrator; no password yet */
  PARVIS_STATE_PENDING = 2,  /**< waits for an approver */
  PARVIS_STATE_WAITING = 3,  /**< approved, no seat free */
  PARVIS_STATE_ACTIVE = 4,   /**< may sign in */
  PARVIS_STATE_INACTIVE = 5, /**< deactivated */
  PARVIS_STATE_REJECTED = 6, /**< refused by somebody */
  PARVIS_STATE_LAPSED = 7,   /**< nobody decided or joined in time */
  PARVIS_STATE_ERASED = 8    /**< personal data destroyed */
};
/** What an account may enter: a set of bits. Portal accounts hold the first two, users the last two. */
enum parvis_access {
  PARVIS_ACCESS_NONE = 0,         /**< nothing, or the default of what is asked */
  PARVIS_ACCESS_CLIENT = 1,       /**< the portal, as a client */
  PARVIS_ACCESS_COLLABORATOR = 2, /**< the portal, as a collaborator */
  PARVIS_ACCESS_CORE = 4,         /**< takes a seat of "core" */
  PARVIS_ACCESS_CONTRACT = 8      /**< takes a seat of "contract" */
};
/** The part a new account plays in the case that is opened for it. */
enum parvis_case_role {
  PARVIS_CASE_ROLE_NONE = 0,   /**< no case is opened */
  PARVIS_CASE_ROLE_CLIENT = 1, /**< as a client */
  PARVIS_CASE_ROLE_STAFF = 2   /**< as staff */
};
/** Whether the person concerned is told. */
enum parvis_notice {
  PARVIS_NOTICE_MAIL = 0,  /**< by mail */
  PARVIS_NOTICE_SILENT = 1 /**< not */
};
/** Whether something must be given. */
enum parvis_requirement {
  PARVIS_OPTIONAL = 0, /**< may be left empty */
  PARVIS_REQUIRED = 1  /**< must be given */
};

/** Of whom a field is asked. */
enum parvis_field_audience {
  PARVIS_FIELD_OF_PORTAL = 0,   /**< of portal accounts */
  PARVIS_FIELD_OF_USERS = 1,    /**< of users */
  PARVIS_FIELD_OF_EVERYBODY = 2 /**< of both */
};
/** Whether a user may read what others have marked as private. */
enum parvis_privacy_override {
  PARVIS_PRIVACY_OVERRIDE_OFF = 0, /**< not */
  PARVIS_PRIVACY_OVERRIDE_ON = 1   /**< they may */
};
/** What of an account was edited: a set of bits, the number of PARVIS_EVENT_ACCOUNT_EDITED. */
enum parvis_account_parts {
  PARVIS_PART_NONE = 0,       /**< nothing */
  PARVIS_PART_FIRST_NAME = 1, /**< of the person */
  PARVIS_PART_LAST_NAME = 2,  /**< of the person */
  PARVIS_PART_LANGUAGE = 4,   /**< of mails to them */
  PARVIS_PART_SENIORITY = 8,  /**< users only */
  PARVIS_PART_JOB_TITLE = 16, /**< one line */
  PARVIS_PART_MOBILE = 32,    /**< the number */
  PARVIS_PART_ADDRESS = 64,   /**< postal */
  PARVIS_PART_COMPANY = 128,  /**< one line */
  PARVIS_PART_CODE = 256,     /**< the unique code */
  PARVIS_PART_FIELDS = 512    /**< the workspace's own */
};

/** A field beyond what every form asks. */
typedef struct parvis_field_rule {
  parvis_text name;           /**< lower-case ASCII letters, digits and underscores; 1 to 32; unique */
  int32_t requirement;        /**< enum parvis_requirement */
  int32_t asked_of;           /**< enum parvis_field_audience */
  const parvis_text* choices; /**< none: any line of text of 200 code points at most */
  size_t choice_count;        /**< of `choices` */
} parvis_field_rule;
/** What a field was answered with. */
typedef struct parvis_field_value {
  parvis_text name;  /**< of the field */
  parvis_text value; /**< one line */
} parvis_field_value;
/** Something a person is asked to agree to. */
typedef struct parvis_consent_rule {
  parvis_text name;    /**< as of a field */
  parvis_text version; /**< of the text that is shown; 1 to 64 code points */
  int32_t requirement; /**< enum parvis_requirement */
  uint32_t reserved;   /**< 0 */
} parvis_consent_rule;
/** What a person agreed to, and when. */
typedef struct parvis_consent {
  parvis_text name;    /**< of the consent */
  parvis_text version; /**< of the text that was shown */
  parvis_time_us at;   /**< when */
} parvis_consent;
/** What somebody agrees to: the version that was shown. */
typedef struct parvis_given_consent {
  parvis_text name;    /**< of the consent */
  parvis_text version; /**< of the text that was shown */
} parvis_given_consent;

/** What may be shown of an account. Never a password, nor its hash. */
typedef struct parvis_account_view {
  uint32_t struct_size;             /**< as the library knows it */
  int32_t kind;                     /**< enum parvis_account_kind */
  int32_t state;                    /**< enum parvis_account_state */
  int32_t access;                   /**< of enum parvis_access */
  parvis_uuid id;                   /**< of the account */
  uint64_t revision;                /**< what `seen` is compared with */
  parvis_text email;                /**< as it was typed */
  parvis_text username;             /**< empty until the person has joined */
  parvis_text first_name;           /**< of the person */
  parvis_text last_name;            /**< of the person */
  parvis_text language;             /**< of mails to them */
  parvis_uuid group;                /**< users only */
  parvis_uuid invite;               /**< the link that brought them; nil: the open form */
  parvis_time_us created_at;        /**< when the account arose */
  parvis_uuid decided_by;           /**< who approved or rejected; nil: the system */
  parvis_text waiting_for;          /**< the sku, while in a queue */
  const parvis_field_value* fields; /**< the workspace's own */
  size_t field_count;               /**< of `fields` */
  const parvis_consent* consents;   /**< given */
  size_t consent_count;             /**< of `consents` */
  parvis_time_us decide_by;         /**< while a request is open: when it lapses; 0: none is */
  int32_t case_role;                /**< enum parvis_case_role */
  int32_t asked_access;             /**< asked for, or granted where `waiting_for` says what is missing; 0: none is */
  int32_t must_change_password;     /**< 1: at the next sign-in */
  uint32_t reserved;                /**< 0 */
  parvis_text seniority;            /**< users only: one of the workspace's; may be empty */
  parvis_text job_title;            /**< may be empty */
  parvis_text mobile;               /**< "+33612345678"; may be empty */
  parvis_text address;              /**< postal, with line breaks; may be empty */
  parvis_text company;              /**< may be empty */
  parvis_text code;                 /**< the unique one: of users, and of who was added or was given one; else empty */
  parvis_time_us overrides_privacy_since; /**< 0: they do not */
  parvis_time_us join_by;                 /**< while invited: when the newest link expires; 0: not invited */
  int64_t credential_epoch;               /**< a session that began under a lower one is over */
  parvis_time_us api_key_issued_at;       /**< 0: there is no key */
  parvis_time_us banned_at;               /**< 0: they are not */
  parvis_time_us banned_until;            /**< while banned: when it ends; 0: when somebody ends it */
  parvis_uuid banned_by;                  /**< while banned: by whom */
  parvis_text ban_reason;                 /**< while banned: why */
  parvis_time_us queued_at;               /**< while `waiting_for`: their place in the queue; 0: in none */
} parvis_account_view;

/** What became of one row of a bulk command. */
typedef struct parvis_account_outcome {
  uint32_t struct_size;            /**< as the library knows it */
  parvis_status status;            /**< PARVIS_DONE, or why not */
  parvis_uuid account;             /**< that was asked about */
  const parvis_account_view* view; /**< NULL unless done */
  const parvis_error* error;       /**< NULL when done; part of the block, not to be freed */
} parvis_account_outcome;
/** What became of each row, in the order asked for. To be freed by parvis_free(). */
typedef struct parvis_account_outcome_list {
  uint32_t struct_size;                       /**< as the library knows it */
  uint32_t reserved;                          /**< 0 */
  const parvis_account_outcome* const* items; /**< one a row */
  size_t item_count;                          /**< of `items` */
} parvis_account_outcome_list;

/** The name of an enum parvis_account_state, for instance "active"; "unknown" for what is none. Static. */
PARVIS_API parvis_text parvis_account_state_name(int32_t state);
/** Words for a status column, in lower case, in the language (BCP 47). Static. */
PARVIS_API parvis_text parvis_account_state_label(int32_t state, parvis_text language);
/** Words for an enum parvis_account_kind. Static. */
PARVIS_API parvis_text parvis_account_kind_label(int32_t kind, parvis_text language);
/** Words for a set of enum parvis_access. Static. */
PARVIS_API parvis_text parvis_access_label(int32_t access, parvis_text language);
/** Words for an enum parvis_case_role. Static. */
PARVIS_API parvis_text parvis_case_role_label(int32_t role, parvis_text language);

/** What is said besides errors and the states of accounts. */
enum parvis_phrase {
  PARVIS_PHRASE_SIGNUP_RECEIVED = 0,    /**< the public answer to every sign-up */
  PARVIS_PHRASE_EMAIL_TO_BE_PROVEN = 1, /**< the status of a sign-up whose address is not proven yet */
  PARVIS_PHRASE_BANNED = 2,             /**< the status of a banned account */
  PARVIS_PHRASE_RESET_ASKED = 3         /**< the answer to everybody who has forgotten their password */
};
/** One sentence or status; empty for what is no enum parvis_phrase. Static. */
PARVIS_API parvis_text parvis_phrase_text(int32_t phrase, parvis_text language);

#if defined __cplusplus
}
#endif

#endif
