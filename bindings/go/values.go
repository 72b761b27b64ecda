// SPDX-License-Identifier: BSL-1.0
package parvis

// The enumerations of the library, by the numbers of the header.

// Code says how a call ended: 1xx mend the request, 2xx the state forbids it, 3xx a race was lost, 4xx the host
// failed, 5xx a defect or a lack of resources. It is an error itself, so that errors.Is(err, CodeNoSeat) asks for it.
type Code int32

// Every Code.
const (
	CodeInvalidArgument       Code = 101
	CodeInvalidForm           Code = 102
	CodeCancelled             Code = 103
	CodeRequired              Code = 110
	CodeTooShort              Code = 111
	CodeTooLong               Code = 112
	CodeInvalidUTF8           Code = 113
	CodeControlCharacter      Code = 114
	CodeBidiControl           Code = 115
	CodeLineBreak             Code = 116
	CodeURLInText             Code = 117
	CodeCharacterNotAllowed   Code = 118
	CodeOutOfRange            Code = 119
	CodeEmailInvalid          Code = 120
	CodeEmailDomainNotAllowed Code = 121
	CodeUsernameReserved      Code = 125
	CodeUsernameTaken         Code = 126
	CodeCodeTaken             Code = 127
	CodeMobileInvalid         Code = 128
	CodePasswordTooShort      Code = 130
	CodePasswordTooLong       Code = 131
	CodePasswordCommon        Code = 132
	CodePasswordPersonal      Code = 133
	CodeAccessNotAllowed      Code = 142
	CodeApproverRequired      Code = 143
	CodeLanguageNotOffered    Code = 144
	CodeURLInvalid            Code = 145
	CodePatternInvalid        Code = 146
	CodeInviteInvalid         Code = 150
	CodeLinkInvalid           Code = 151
	CodeEmailDiffers          Code = 152
	CodeGroupNotAllowed       Code = 153
	CodePasswordUnchanged     Code = 154
	CodeAPIKeyInvalid         Code = 155
	CodeGivenTwice            Code = 160
	CodeFieldUnknown          Code = 161
	CodeConsentRequired       Code = 162
	CodeTemplateInvalid       Code = 163
	CodeBanReasonRequired     Code = 164
	CodeKeyTaken              Code = 165
	CodeNotForSale            Code = 166
	CodeSkuNeeded             Code = 167
	CodePaymentDiffers        Code = 168
	CodeCursorInvalid         Code = 170
	CodeSignupDisabled        Code = 201
	CodeAlreadySetUp          Code = 202
	CodeNotSetUp              Code = 203
	CodeAccountPending        Code = 210
	CodeAccountWaiting        Code = 211
	CodeAccountInactive       Code = 212
	CodeAccountBanned         Code = 213
	CodeMustChangePassword    Code = 214
	CodeNoSeat                Code = 220
	CodeLastAdministrator     Code = 221
	CodeRoomNeeded            Code = 222
	CodeMailsExhausted        Code = 223
	CodePermissionDenied      Code = 230
	CodeNotFound              Code = 231
	CodeIllegalTransition     Code = 232
	CodeEmailTaken            Code = 233
	CodeGroupInUse            Code = 234
	CodeOwnAccount            Code = 235
	CodeBanStands             Code = 236
	CodeGroupNameTaken        Code = 237
	CodeCredentialsWrong      Code = 240
	CodeTooManyAttempts       Code = 241
	CodeSignInDisabled        Code = 242
	CodeConflict              Code = 301
	CodeStale                 Code = 302
	CodeUnavailable           Code = 401
	CodeOutcomeUnknown        Code = 402
	CodeHostFailed            Code = 403
	CodeCorruptRow            Code = 404
	CodeRandomFailed          Code = 405
	CodeClockFailed           Code = 406
	CodeSchemaNewer           Code = 407
	CodeStorageUnfit          Code = 408
	CodeBug                   Code = 501
	CodeNoMemory              Code = 502
	CodeReentrant             Code = 503
	CodeBusy                  Code = 504
	CodeABIMismatch           Code = 505
)

// AccountKind is an enumeration of the header.
type AccountKind int32

// Every AccountKind.
const (
	AccountKindUser         AccountKind = 1
	AccountKindClient       AccountKind = 2
	AccountKindCollaborator AccountKind = 3
)

var namesAccountKind = map[AccountKind]string{
	AccountKindUser:         "user",
	AccountKindClient:       "client",
	AccountKindCollaborator: "collaborator",
}

// String is the name of the enumerator, for instance "user".
func (n AccountKind) String() string { return nameOf(namesAccountKind, n) }

// AccountState is an enumeration of the header.
type AccountState int32

// Every AccountState.
const (
	AccountStateInvited  AccountState = 1
	AccountStatePending  AccountState = 2
	AccountStateWaiting  AccountState = 3
	AccountStateActive   AccountState = 4
	AccountStateInactive AccountState = 5
	AccountStateRejected AccountState = 6
	AccountStateLapsed   AccountState = 7
	AccountStateErased   AccountState = 8
)

var namesAccountState = map[AccountState]string{
	AccountStateInvited:  "invited",
	AccountStatePending:  "pending",
	AccountStateWaiting:  "waiting",
	AccountStateActive:   "active",
	AccountStateInactive: "inactive",
	AccountStateRejected: "rejected",
	AccountStateLapsed:   "lapsed",
	AccountStateErased:   "erased",
}

// String is the name of the enumerator, for instance "invited".
func (n AccountState) String() string { return nameOf(namesAccountState, n) }

// Access is a set of bits: portal accounts hold client, collaborator or both; users core, contract or both.
type Access int32

// Every Access.
const (
	AccessNone         Access = 0
	AccessClient       Access = 1
	AccessCollaborator Access = 2
	AccessCore         Access = 4
	AccessContract     Access = 8
)

// CaseRole is an enumeration of the header.
type CaseRole int32

// Every CaseRole.
const (
	CaseRoleNone   CaseRole = 0
	CaseRoleClient CaseRole = 1
	CaseRoleStaff  CaseRole = 2
)

var namesCaseRole = map[CaseRole]string{
	CaseRoleNone:   "none",
	CaseRoleClient: "client",
	CaseRoleStaff:  "staff",
}

// String is the name of the enumerator, for instance "none".
func (n CaseRole) String() string { return nameOf(namesCaseRole, n) }

// ImportMode is an enumeration of the header.
type ImportMode int32

// Every ImportMode.
const (
	ImportModeWrite  ImportMode = 0
	ImportModeDryRun ImportMode = 1
)

var namesImportMode = map[ImportMode]string{
	ImportModeWrite:  "write",
	ImportModeDryRun: "dry_run",
}

// String is the name of the enumerator, for instance "write".
func (n ImportMode) String() string { return nameOf(namesImportMode, n) }

// ImportFate is an enumeration of the header.
type ImportFate int32

// Every ImportFate.
const (
	ImportFateMade    ImportFate = 1
	ImportFateAlready ImportFate = 2
	ImportFateRefused ImportFate = 3
)

var namesImportFate = map[ImportFate]string{
	ImportFateMade:    "made",
	ImportFateAlready: "already",
	ImportFateRefused: "refused",
}

// String is the name of the enumerator, for instance "made".
func (n ImportFate) String() string { return nameOf(namesImportFate, n) }

// Notice is an enumeration of the header.
type Notice int32

// Every Notice.
const (
	NoticeMail   Notice = 0
	NoticeSilent Notice = 1
)

var namesNotice = map[Notice]string{
	NoticeMail:   "mail",
	NoticeSilent: "silent",
}

// String is the name of the enumerator, for instance "mail".
func (n Notice) String() string { return nameOf(namesNotice, n) }

// Requirement is an enumeration of the header.
type Requirement int32

// Every Requirement.
const (
	RequirementOptional Requirement = 0
	RequirementRequired Requirement = 1
)

var namesRequirement = map[Requirement]string{
	RequirementOptional: "optional",
	RequirementRequired: "required",
}

// String is the name of the enumerator, for instance "optional".
func (n Requirement) String() string { return nameOf(namesRequirement, n) }

// FieldAudience says of whom a field is asked.
type FieldAudience int32

// Every FieldAudience.
const (
	FieldAudiencePortal    FieldAudience = 0
	FieldAudienceUsers     FieldAudience = 1
	FieldAudienceEverybody FieldAudience = 2
)

var namesFieldAudience = map[FieldAudience]string{
	FieldAudiencePortal:    "portal",
	FieldAudienceUsers:     "users",
	FieldAudienceEverybody: "everybody",
}

// String is the name of the enumerator, for instance "portal".
func (n FieldAudience) String() string { return nameOf(namesFieldAudience, n) }

// AccountSort says by what accounts are sorted, and then by when they arose.
type AccountSort int32

// Every AccountSort.
const (
	AccountSortCreated     AccountSort = 1
	AccountSortName        AccountSort = 2
	AccountSortEmail       AccountSort = 3
	AccountSortActiveSince AccountSort = 4
	AccountSortBannedAt    AccountSort = 5
)

var namesAccountSort = map[AccountSort]string{
	AccountSortCreated:     "created",
	AccountSortName:        "name",
	AccountSortEmail:       "email",
	AccountSortActiveSince: "active_since",
	AccountSortBannedAt:    "banned_at",
}

// String is the name of the enumerator, for instance "created".
func (n AccountSort) String() string { return nameOf(namesAccountSort, n) }

// SortDirection says which way.
type SortDirection int32

// Every SortDirection.
const (
	SortDirectionAscending  SortDirection = 1
	SortDirectionDescending SortDirection = 2
)

var namesSortDirection = map[SortDirection]string{
	SortDirectionAscending:  "ascending",
	SortDirectionDescending: "descending",
}

// String is the name of the enumerator, for instance "ascending".
func (n SortDirection) String() string { return nameOf(namesSortDirection, n) }

// PrivacyOverride says whether a user may read what others have marked as private.
type PrivacyOverride int32

// Every PrivacyOverride.
const (
	PrivacyOverrideOff PrivacyOverride = 0
	PrivacyOverrideOn  PrivacyOverride = 1
)

var namesPrivacyOverride = map[PrivacyOverride]string{
	PrivacyOverrideOff: "off",
	PrivacyOverrideOn:  "on",
}

// String is the name of the enumerator, for instance "off".
func (n PrivacyOverride) String() string { return nameOf(namesPrivacyOverride, n) }

// Permissions is a set of bits: what members of a group may do.
type Permissions int32

// Every Permissions.
const (
	PermissionsNone        Permissions = 0
	PermissionsUsersManage Permissions = 1
)

// AccountParts is a set of bits: what of an account was edited, the number of EventTypeAccountEdited.
type AccountParts int32

// Every AccountParts.
const (
	AccountPartsNone      AccountParts = 0
	AccountPartsFirstName AccountParts = 1
	AccountPartsLastName  AccountParts = 2
	AccountPartsLanguage  AccountParts = 4
	AccountPartsSeniority AccountParts = 8
	AccountPartsJobTitle  AccountParts = 16
	AccountPartsMobile    AccountParts = 32
	AccountPartsAddress   AccountParts = 64
	AccountPartsCompany   AccountParts = 128
	AccountPartsCode      AccountParts = 256
	AccountPartsFields    AccountParts = 512
)

// SignupPolicy is an enumeration of the header.
type SignupPolicy int32

// Every SignupPolicy.
const (
	SignupPolicyNone          SignupPolicy = 0
	SignupPolicyClients       SignupPolicy = 1
	SignupPolicyCollaborators SignupPolicy = 2
	SignupPolicyBoth          SignupPolicy = 3
)

var namesSignupPolicy = map[SignupPolicy]string{
	SignupPolicyNone:          "none",
	SignupPolicyClients:       "clients",
	SignupPolicyCollaborators: "collaborators",
	SignupPolicyBoth:          "both",
}

// String is the name of the enumerator, for instance "none".
func (n SignupPolicy) String() string { return nameOf(namesSignupPolicy, n) }

// ApprovalMode is an enumeration of the header.
type ApprovalMode int32

// Every ApprovalMode.
const (
	ApprovalModeByDefault ApprovalMode = 1
	ApprovalModeByUser    ApprovalMode = 2
)

var namesApprovalMode = map[ApprovalMode]string{
	ApprovalModeByDefault: "by_default",
	ApprovalModeByUser:    "by_user",
}

// String is the name of the enumerator, for instance "by_default".
func (n ApprovalMode) String() string { return nameOf(namesApprovalMode, n) }

// EmailProof is an enumeration of the header.
type EmailProof int32

// Every EmailProof.
const (
	EmailProofOff EmailProof = 0
	EmailProofOn  EmailProof = 1
)

var namesEmailProof = map[EmailProof]string{
	EmailProofOff: "off",
	EmailProofOn:  "on",
}

// String is the name of the enumerator, for instance "off".
func (n EmailProof) String() string { return nameOf(namesEmailProof, n) }

// NoSeatPolicy is an enumeration of the header.
type NoSeatPolicy int32

// Every NoSeatPolicy.
const (
	NoSeatPolicyWait   NoSeatPolicy = 1
	NoSeatPolicyRefuse NoSeatPolicy = 2
)

var namesNoSeatPolicy = map[NoSeatPolicy]string{
	NoSeatPolicyWait:   "wait",
	NoSeatPolicyRefuse: "refuse",
}

// String is the name of the enumerator, for instance "wait".
func (n NoSeatPolicy) String() string { return nameOf(namesNoSeatPolicy, n) }

// Reapplication is an enumeration of the header.
type Reapplication int32

// Every Reapplication.
const (
	ReapplicationAllow    Reapplication = 1
	ReapplicationCooldown Reapplication = 2
	ReapplicationForbid   Reapplication = 3
)

var namesReapplication = map[Reapplication]string{
	ReapplicationAllow:    "allow",
	ReapplicationCooldown: "cooldown",
	ReapplicationForbid:   "forbid",
}

// String is the name of the enumerator, for instance "allow".
func (n Reapplication) String() string { return nameOf(namesReapplication, n) }

// SettingsWarning is an enumeration of the header.
type SettingsWarning int32

// Every SettingsWarning.
const (
	SettingsWarningKnownAddressesShow SettingsWarning = 1
	SettingsWarningLinksMove          SettingsWarning = 2
	SettingsWarningNobodyCanSignUp    SettingsWarning = 3
)

var namesSettingsWarning = map[SettingsWarning]string{
	SettingsWarningKnownAddressesShow: "known_addresses_show",
	SettingsWarningLinksMove:          "links_move",
	SettingsWarningNobodyCanSignUp:    "nobody_can_sign_up",
}

// String is the name of the enumerator, for instance "known_addresses_show".
func (n SettingsWarning) String() string { return nameOf(namesSettingsWarning, n) }

// InviteType is an enumeration of the header.
type InviteType int32

// Every InviteType.
const (
	InviteTypePublic   InviteType = 1
	InviteTypePersonal InviteType = 2
)

var namesInviteType = map[InviteType]string{
	InviteTypePublic:   "public",
	InviteTypePersonal: "personal",
}

// String is the name of the enumerator, for instance "public".
func (n InviteType) String() string { return nameOf(namesInviteType, n) }

// InviteState is an enumeration of the header.
type InviteState int32

// Every InviteState.
const (
	InviteStateOpen    InviteState = 1
	InviteStateClosed  InviteState = 2
	InviteStateRevoked InviteState = 3
)

var namesInviteState = map[InviteState]string{
	InviteStateOpen:    "open",
	InviteStateClosed:  "closed",
	InviteStateRevoked: "revoked",
}

// String is the name of the enumerator, for instance "open".
func (n InviteState) String() string { return nameOf(namesInviteState, n) }

// LinkFate is an enumeration of the header.
type LinkFate int32

// Every LinkFate.
const (
	LinkFateRotate LinkFate = 1
	LinkFateKeep   LinkFate = 2
)

var namesLinkFate = map[LinkFate]string{
	LinkFateRotate: "rotate",
	LinkFateKeep:   "keep",
}

// String is the name of the enumerator, for instance "rotate".
func (n LinkFate) String() string { return nameOf(namesLinkFate, n) }

// ApprovalOverride is an enumeration of the header.
type ApprovalOverride int32

// Every ApprovalOverride.
const (
	ApprovalOverrideInherit   ApprovalOverride = 0
	ApprovalOverrideByDefault ApprovalOverride = 1
	ApprovalOverrideByUser    ApprovalOverride = 2
)

var namesApprovalOverride = map[ApprovalOverride]string{
	ApprovalOverrideInherit:   "inherit",
	ApprovalOverrideByDefault: "by_default",
	ApprovalOverrideByUser:    "by_user",
}

// String is the name of the enumerator, for instance "inherit".
func (n ApprovalOverride) String() string { return nameOf(namesApprovalOverride, n) }

// Effect is an enumeration of the header.
type Effect int32

// Every Effect.
const (
	EffectOpenCase                 Effect = 1
	EffectMailVerifyEmail          Effect = 2
	EffectMailKnownAddress         Effect = 3
	EffectMailRequestReceived      Effect = 4
	EffectMailApprovalNeeded       Effect = 5
	EffectMailWelcome              Effect = 6
	EffectMailWaiting              Effect = 7
	EffectMailRejected             Effect = 8
	EffectMailJoin                 Effect = 9
	EffectMailInvitation           Effect = 10
	EffectMailApprovalReminder     Effect = 11
	EffectMailApprovalsReassigned  Effect = 12
	EffectMailLapsed               Effect = 13
	EffectMailReapplicationRefused Effect = 14
	EffectMailSeatsExhausted       Effect = 15
	EffectMailOverCapacity         Effect = 16
	EffectMailDeactivated          Effect = 17
	EffectMailReactivated          Effect = 18
	EffectMailBanned               Effect = 19
	EffectMailPasswordReset        Effect = 20
	EffectMailPasswordChanged      Effect = 21
	EffectMailEmailChanged         Effect = 22
	EffectMailEmailChange          Effect = 23
	EffectMailAccessAsked          Effect = 24
	EffectMailAccessChanged        Effect = 25
	EffectMailAccessRefused        Effect = 26
	EffectMailEmailChangeAsked     Effect = 27
	EffectStartCheckout            Effect = 28
)

var namesEffect = map[Effect]string{
	EffectOpenCase:                 "open_case",
	EffectMailVerifyEmail:          "mail_verify_email",
	EffectMailKnownAddress:         "mail_known_address",
	EffectMailRequestReceived:      "mail_request_received",
	EffectMailApprovalNeeded:       "mail_approval_needed",
	EffectMailWelcome:              "mail_welcome",
	EffectMailWaiting:              "mail_waiting",
	EffectMailRejected:             "mail_rejected",
	EffectMailJoin:                 "mail_join",
	EffectMailInvitation:           "mail_invitation",
	EffectMailApprovalReminder:     "mail_approval_reminder",
	EffectMailApprovalsReassigned:  "mail_approvals_reassigned",
	EffectMailLapsed:               "mail_lapsed",
	EffectMailReapplicationRefused: "mail_reapplication_refused",
	EffectMailSeatsExhausted:       "mail_seats_exhausted",
	EffectMailOverCapacity:         "mail_over_capacity",
	EffectMailDeactivated:          "mail_deactivated",
	EffectMailReactivated:          "mail_reactivated",
	EffectMailBanned:               "mail_banned",
	EffectMailPasswordReset:        "mail_password_reset",
	EffectMailPasswordChanged:      "mail_password_changed",
	EffectMailEmailChanged:         "mail_email_changed",
	EffectMailEmailChange:          "mail_email_change",
	EffectMailAccessAsked:          "mail_access_asked",
	EffectMailAccessChanged:        "mail_access_changed",
	EffectMailAccessRefused:        "mail_access_refused",
	EffectMailEmailChangeAsked:     "mail_email_change_asked",
	EffectStartCheckout:            "start_checkout",
}

// String is the name of the enumerator, for instance "open_case".
func (n Effect) String() string { return nameOf(namesEffect, n) }

// Addressee is an enumeration of the header.
type Addressee int32

// Every Addressee.
const (
	AddresseePerson         Addressee = 0
	AddresseeDeciders       Addressee = 1
	AddresseeAdministrators Addressee = 2
)

var namesAddressee = map[Addressee]string{
	AddresseePerson:         "person",
	AddresseeDeciders:       "deciders",
	AddresseeAdministrators: "administrators",
}

// String is the name of the enumerator, for instance "person".
func (n Addressee) String() string { return nameOf(namesAddressee, n) }

// OutboxState is an enumeration of the header.
type OutboxState int32

// Every OutboxState.
const (
	OutboxStateQueued OutboxState = 1
	OutboxStateDone   OutboxState = 2
	OutboxStateDead   OutboxState = 3
	OutboxStateVoid   OutboxState = 4
)

var namesOutboxState = map[OutboxState]string{
	OutboxStateQueued: "queued",
	OutboxStateDone:   "done",
	OutboxStateDead:   "dead",
	OutboxStateVoid:   "void",
}

// String is the name of the enumerator, for instance "queued".
func (n OutboxState) String() string { return nameOf(namesOutboxState, n) }

// EventType is an enumeration of the header.
type EventType int32

// Every EventType.
const (
	EventTypeWorkspaceSetUp         EventType = 1
	EventTypeSettingsChanged        EventType = 2
	EventTypeUserAdded              EventType = 3
	EventTypeUserJoined             EventType = 4
	EventTypeSeatsGranted           EventType = 5
	EventTypeInviteCreated          EventType = 6
	EventTypeSignUpReceived         EventType = 7
	EventTypeSignUpOfKnownAddress   EventType = 8
	EventTypeEmailProven            EventType = 9
	EventTypeAccountApproved        EventType = 10
	EventTypeAccountRejected        EventType = 11
	EventTypeAccountAdmitted        EventType = 12
	EventTypeSignedIn               EventType = 13
	EventTypeCaseOpened             EventType = 14
	EventTypeMailFailed             EventType = 15
	EventTypeInviteRotated          EventType = 16
	EventTypeInviteClosed           EventType = 17
	EventTypeInviteReopened         EventType = 18
	EventTypeInviteRevoked          EventType = 19
	EventTypeInviteResent           EventType = 20
	EventTypeSignUpRefused          EventType = 21
	EventTypeAccountReapplied       EventType = 22
	EventTypeAccountReopened        EventType = 23
	EventTypeAccountLapsed          EventType = 24
	EventTypeAccountDeactivated     EventType = 25
	EventTypeAccountReactivated     EventType = 26
	EventTypeSeatsSettled           EventType = 27
	EventTypeGrantEnded             EventType = 28
	EventTypeOutboxRetried          EventType = 29
	EventTypePortalAccountAdded     EventType = 30
	EventTypeJoinResent             EventType = 31
	EventTypeAccountEdited          EventType = 32
	EventTypeAccessChanged          EventType = 33
	EventTypeAccessAsked            EventType = 34
	EventTypeAccessRefused          EventType = 35
	EventTypePrivacyOverrideChanged EventType = 36
	EventTypePasswordChangeDemanded EventType = 37
	EventTypeSignInFailed           EventType = 38
	EventTypeSourceClosed           EventType = 39
	EventTypePasswordChanged        EventType = 40
	EventTypePasswordResetAsked     EventType = 41
	EventTypePasswordReset          EventType = 42
	EventTypeEmailChangeAsked       EventType = 43
	EventTypeEmailChanged           EventType = 44
	EventTypeAPIKeyIssued           EventType = 45
	EventTypeAPIKeyRevoked          EventType = 46
	EventTypeCatalogChanged         EventType = 47
	EventTypeOrderPlaced            EventType = 48
	EventTypeOrderGranted           EventType = 49
	EventTypeOrderDeclined          EventType = 50
	EventTypeOrderAbandoned         EventType = 51
	EventTypeOrderRefunded          EventType = 52
	EventTypePaymentNoted           EventType = 53
	EventTypeCheckoutStarted        EventType = 54
	EventTypeOverageChanged         EventType = 55
	EventTypeSeatsReserved          EventType = 56
	EventTypeReservationReleased    EventType = 57
	EventTypeReservationExpired     EventType = 58
	EventTypeAccountBanned          EventType = 59
	EventTypeAccountUnbanned        EventType = 60
	EventTypeGroupAdded             EventType = 61
	EventTypeGroupEdited            EventType = 62
	EventTypeGroupRemoved           EventType = 63
	EventTypeGroupChanged           EventType = 64
	EventTypeImportStarted          EventType = 65
	EventTypeAccountsExported       EventType = 66
	EventTypePersonExported         EventType = 67
	EventTypeAccountErased          EventType = 68
	EventTypeErasureCompleted       EventType = 69
)

var namesEventType = map[EventType]string{
	EventTypeWorkspaceSetUp:         "workspace_set_up",
	EventTypeSettingsChanged:        "settings_changed",
	EventTypeUserAdded:              "user_added",
	EventTypeUserJoined:             "user_joined",
	EventTypeSeatsGranted:           "seats_granted",
	EventTypeInviteCreated:          "invite_created",
	EventTypeSignUpReceived:         "sign_up_received",
	EventTypeSignUpOfKnownAddress:   "sign_up_of_known_address",
	EventTypeEmailProven:            "email_proven",
	EventTypeAccountApproved:        "account_approved",
	EventTypeAccountRejected:        "account_rejected",
	EventTypeAccountAdmitted:        "account_admitted",
	EventTypeSignedIn:               "signed_in",
	EventTypeCaseOpened:             "case_opened",
	EventTypeMailFailed:             "mail_failed",
	EventTypeInviteRotated:          "invite_rotated",
	EventTypeInviteClosed:           "invite_closed",
	EventTypeInviteReopened:         "invite_reopened",
	EventTypeInviteRevoked:          "invite_revoked",
	EventTypeInviteResent:           "invite_resent",
	EventTypeSignUpRefused:          "sign_up_refused",
	EventTypeAccountReapplied:       "account_reapplied",
	EventTypeAccountReopened:        "account_reopened",
	EventTypeAccountLapsed:          "account_lapsed",
	EventTypeAccountDeactivated:     "account_deactivated",
	EventTypeAccountReactivated:     "account_reactivated",
	EventTypeSeatsSettled:           "seats_settled",
	EventTypeGrantEnded:             "grant_ended",
	EventTypeOutboxRetried:          "outbox_retried",
	EventTypePortalAccountAdded:     "portal_account_added",
	EventTypeJoinResent:             "join_resent",
	EventTypeAccountEdited:          "account_edited",
	EventTypeAccessChanged:          "access_changed",
	EventTypeAccessAsked:            "access_asked",
	EventTypeAccessRefused:          "access_refused",
	EventTypePrivacyOverrideChanged: "privacy_override_changed",
	EventTypePasswordChangeDemanded: "password_change_demanded",
	EventTypeSignInFailed:           "sign_in_failed",
	EventTypeSourceClosed:           "source_closed",
	EventTypePasswordChanged:        "password_changed",
	EventTypePasswordResetAsked:     "password_reset_asked",
	EventTypePasswordReset:          "password_reset",
	EventTypeEmailChangeAsked:       "email_change_asked",
	EventTypeEmailChanged:           "email_changed",
	EventTypeAPIKeyIssued:           "api_key_issued",
	EventTypeAPIKeyRevoked:          "api_key_revoked",
	EventTypeCatalogChanged:         "catalog_changed",
	EventTypeOrderPlaced:            "order_placed",
	EventTypeOrderGranted:           "order_granted",
	EventTypeOrderDeclined:          "order_declined",
	EventTypeOrderAbandoned:         "order_abandoned",
	EventTypeOrderRefunded:          "order_refunded",
	EventTypePaymentNoted:           "payment_noted",
	EventTypeCheckoutStarted:        "checkout_started",
	EventTypeOverageChanged:         "overage_changed",
	EventTypeSeatsReserved:          "seats_reserved",
	EventTypeReservationReleased:    "reservation_released",
	EventTypeReservationExpired:     "reservation_expired",
	EventTypeAccountBanned:          "account_banned",
	EventTypeAccountUnbanned:        "account_unbanned",
	EventTypeGroupAdded:             "group_added",
	EventTypeGroupEdited:            "group_edited",
	EventTypeGroupRemoved:           "group_removed",
	EventTypeGroupChanged:           "group_changed",
	EventTypeImportStarted:          "import_started",
	EventTypeAccountsExported:       "accounts_exported",
	EventTypePersonExported:         "person_exported",
	EventTypeAccountErased:          "account_erased",
	EventTypeErasureCompleted:       "erasure_completed",
}

// String is the name of the enumerator, for instance "workspace_set_up".
func (n EventType) String() string { return nameOf(namesEventType, n) }

// SkuType is an enumeration of the header.
type SkuType int32

// Every SkuType.
const (
	SkuTypeProduct SkuType = 1
	SkuTypeModule  SkuType = 2
	SkuTypeAddOn   SkuType = 3
)

var namesSkuType = map[SkuType]string{
	SkuTypeProduct: "product",
	SkuTypeModule:  "module",
	SkuTypeAddOn:   "add_on",
}

// String is the name of the enumerator, for instance "product".
func (n SkuType) String() string { return nameOf(namesSkuType, n) }

// TermUnit is an enumeration of the header.
type TermUnit int32

// Every TermUnit.
const (
	TermUnitMonth TermUnit = 1
	TermUnitYear  TermUnit = 2
)

var namesTermUnit = map[TermUnit]string{
	TermUnitMonth: "month",
	TermUnitYear:  "year",
}

// String is the name of the enumerator, for instance "month".
func (n TermUnit) String() string { return nameOf(namesTermUnit, n) }

// OrderState is an enumeration of the header.
type OrderState int32

// Every OrderState.
const (
	OrderStateOpen      OrderState = 1
	OrderStateGranted   OrderState = 2
	OrderStateDeclined  OrderState = 3
	OrderStateAbandoned OrderState = 4
	OrderStateRefunded  OrderState = 5
)

var namesOrderState = map[OrderState]string{
	OrderStateOpen:      "open",
	OrderStateGranted:   "granted",
	OrderStateDeclined:  "declined",
	OrderStateAbandoned: "abandoned",
	OrderStateRefunded:  "refunded",
}

// String is the name of the enumerator, for instance "open".
func (n OrderState) String() string { return nameOf(namesOrderState, n) }

// PaymentEvent is an enumeration of the header.
type PaymentEvent int32

// Every PaymentEvent.
const (
	PaymentEventPaid      PaymentEvent = 1
	PaymentEventDeclined  PaymentEvent = 2
	PaymentEventAbandoned PaymentEvent = 3
	PaymentEventRefunded  PaymentEvent = 4
)

var namesPaymentEvent = map[PaymentEvent]string{
	PaymentEventPaid:      "paid",
	PaymentEventDeclined:  "declined",
	PaymentEventAbandoned: "abandoned",
	PaymentEventRefunded:  "refunded",
}

// String is the name of the enumerator, for instance "paid".
func (n PaymentEvent) String() string { return nameOf(namesPaymentEvent, n) }

// CheckoutState is an enumeration of the header.
type CheckoutState int32

// Every CheckoutState.
const (
	CheckoutStateStarted  CheckoutState = 1
	CheckoutStatePaid     CheckoutState = 2
	CheckoutStateDeclined CheckoutState = 3
)

var namesCheckoutState = map[CheckoutState]string{
	CheckoutStateStarted:  "started",
	CheckoutStatePaid:     "paid",
	CheckoutStateDeclined: "declined",
}

// String is the name of the enumerator, for instance "started".
func (n CheckoutState) String() string { return nameOf(namesCheckoutState, n) }

// AuditDefect is an enumeration of the header.
type AuditDefect int32

// Every AuditDefect.
const (
	AuditDefectMissing  AuditDefect = 1
	AuditDefectRepeated AuditDefect = 2
	AuditDefectAltered  AuditDefect = 3
	AuditDefectAnchor   AuditDefect = 4
	AuditDefectHead     AuditDefect = 5
)

var namesAuditDefect = map[AuditDefect]string{
	AuditDefectMissing:  "missing",
	AuditDefectRepeated: "repeated",
	AuditDefectAltered:  "altered",
	AuditDefectAnchor:   "anchor",
	AuditDefectHead:     "head",
}

// String is the name of the enumerator, for instance "missing".
func (n AuditDefect) String() string { return nameOf(namesAuditDefect, n) }

// StoreDefect is an enumeration of the header.
type StoreDefect int32

// Every StoreDefect.
const (
	StoreDefectUnreadable     StoreDefect = 1
	StoreDefectMissing        StoreDefect = 2
	StoreDefectKeyLost        StoreDefect = 3
	StoreDefectDangling       StoreDefect = 4
	StoreDefectMisfit         StoreDefect = 5
	StoreDefectCodeUnclaimed  StoreDefect = 6
	StoreDefectGrantsDiffer   StoreDefect = 7
	StoreDefectCapacity       StoreDefect = 8
	StoreDefectNextChange     StoreDefect = 9
	StoreDefectSeatsHeld      StoreDefect = 10
	StoreDefectSeatsReserved  StoreDefect = 11
	StoreDefectQueueLength    StoreDefect = 12
	StoreDefectNextRelease    StoreDefect = 13
	StoreDefectUsePeriods     StoreDefect = 14
	StoreDefectAdministrators StoreDefect = 15
	StoreDefectPayments       StoreDefect = 16
	StoreDefectTrail          StoreDefect = 17
	StoreDefectMembers        StoreDefect = 18
)

var namesStoreDefect = map[StoreDefect]string{
	StoreDefectUnreadable:     "unreadable",
	StoreDefectMissing:        "missing",
	StoreDefectKeyLost:        "key_lost",
	StoreDefectDangling:       "dangling",
	StoreDefectMisfit:         "misfit",
	StoreDefectCodeUnclaimed:  "code_unclaimed",
	StoreDefectGrantsDiffer:   "grants_differ",
	StoreDefectCapacity:       "capacity",
	StoreDefectNextChange:     "next_change",
	StoreDefectSeatsHeld:      "seats_held",
	StoreDefectSeatsReserved:  "seats_reserved",
	StoreDefectQueueLength:    "queue_length",
	StoreDefectNextRelease:    "next_release",
	StoreDefectUsePeriods:     "use_periods",
	StoreDefectAdministrators: "administrators",
	StoreDefectPayments:       "payments",
	StoreDefectTrail:          "trail",
	StoreDefectMembers:        "members",
}

// String is the name of the enumerator, for instance "dangling".
func (n StoreDefect) String() string { return nameOf(namesStoreDefect, n) }

// KeyState is an enumeration of the header.
type KeyState int32

// Every KeyState.
const (
	KeyStatePrimary KeyState = 1
	KeyStateVerify  KeyState = 2
)

var namesKeyState = map[KeyState]string{
	KeyStatePrimary: "primary",
	KeyStateVerify:  "verify",
}

// String is the name of the enumerator, for instance "primary".
func (n KeyState) String() string { return nameOf(namesKeyState, n) }

// SecondFactor is an enumeration of the header.
type SecondFactor int32

// Every SecondFactor.
const (
	SecondFactorAbsent   SecondFactor = 0
	SecondFactorDeclared SecondFactor = 1
)

var namesSecondFactor = map[SecondFactor]string{
	SecondFactorAbsent:   "absent",
	SecondFactorDeclared: "declared",
}

// String is the name of the enumerator, for instance "absent".
func (n SecondFactor) String() string { return nameOf(namesSecondFactor, n) }

// Phrase is an enumeration of the header.
type Phrase int32

// Every Phrase.
const (
	PhraseSignupReceived  Phrase = 0
	PhraseEmailToBeProven Phrase = 1
	PhraseBanned          Phrase = 2
	PhraseResetAsked      Phrase = 3
)

var namesPhrase = map[Phrase]string{
	PhraseSignupReceived:  "signup_received",
	PhraseEmailToBeProven: "email_to_be_proven",
	PhraseBanned:          "banned",
	PhraseResetAsked:      "reset_asked",
}

// String is the name of the enumerator, for instance "signup_received".
func (n Phrase) String() string { return nameOf(namesPhrase, n) }

// PasswordVerdict is an enumeration of the header.
type PasswordVerdict int32

// Every PasswordVerdict.
const (
	PasswordVerdictWrong            PasswordVerdict = 1
	PasswordVerdictRight            PasswordVerdict = 2
	PasswordVerdictRightButOutdated PasswordVerdict = 3
)

var namesPasswordVerdict = map[PasswordVerdict]string{
	PasswordVerdictWrong:            "wrong",
	PasswordVerdictRight:            "right",
	PasswordVerdictRightButOutdated: "right_but_outdated",
}

// String is the name of the enumerator, for instance "wrong".
func (n PasswordVerdict) String() string { return nameOf(namesPasswordVerdict, n) }

// SqliteSynchronous is an enumeration of the header.
type SqliteSynchronous int32

// Every SqliteSynchronous.
const (
	SqliteSynchronousFull   SqliteSynchronous = 1
	SqliteSynchronousNormal SqliteSynchronous = 2
)

var namesSqliteSynchronous = map[SqliteSynchronous]string{
	SqliteSynchronousFull:   "full",
	SqliteSynchronousNormal: "normal",
}

// String is the name of the enumerator, for instance "full".
func (n SqliteSynchronous) String() string { return nameOf(namesSqliteSynchronous, n) }

// ValueType is an enumeration of the header.
type ValueType int32

// Every ValueType.
const (
	ValueTypeNull    ValueType = 0
	ValueTypeInteger ValueType = 1
	ValueTypeText    ValueType = 2
	ValueTypeBytes   ValueType = 3
)

var namesValueType = map[ValueType]string{
	ValueTypeNull:    "null",
	ValueTypeInteger: "integer",
	ValueTypeText:    "text",
	ValueTypeBytes:   "bytes",
}

// String is the name of the enumerator, for instance "null".
func (n ValueType) String() string { return nameOf(namesValueType, n) }

// Kind is the kind of a row.
type Kind int32

// Every Kind.
const (
	KindSettings      Kind = 1
	KindGroup         Kind = 2
	KindAccount       Kind = 3
	KindSignUp        Kind = 4
	KindInvite        Kind = 5
	KindSeatPool      Kind = 6
	KindGrant         Kind = 7
	KindOutbox        Kind = 8
	KindEvent         Kind = 9
	KindNote          Kind = 10
	KindCounter       Kind = 11
	KindAuditHead     Kind = 12
	KindCodeClaim     Kind = 13
	KindMailedLink    Kind = 14
	KindCatalog       Kind = 15
	KindOrder         Kind = 16
	KindPaymentNotice Kind = 17
	KindReservation   Kind = 18
	KindSeatUse       Kind = 19
	KindImportRun     Kind = 20
	KindErasure       Kind = 21
)

var namesKind = map[Kind]string{
	KindSettings:      "settings",
	KindGroup:         "group",
	KindAccount:       "account",
	KindSignUp:        "sign_up",
	KindInvite:        "invite",
	KindSeatPool:      "seat_pool",
	KindGrant:         "grant",
	KindOutbox:        "outbox",
	KindEvent:         "event",
	KindNote:          "note",
	KindCounter:       "counter",
	KindAuditHead:     "audit_head",
	KindCodeClaim:     "code_claim",
	KindMailedLink:    "mailed_link",
	KindCatalog:       "catalog",
	KindOrder:         "order",
	KindPaymentNotice: "payment_notice",
	KindReservation:   "reservation",
	KindSeatUse:       "seat_use",
	KindImportRun:     "import_run",
	KindErasure:       "erasure",
}

// String is the name of the enumerator, for instance "settings".
func (n Kind) String() string { return nameOf(namesKind, n) }

// FilterOp is an enumeration of the header.
type FilterOp int32

// Every FilterOp.
const (
	FilterOpEqual    FilterOp = 1
	FilterOpLess     FilterOp = 2
	FilterOpGreater  FilterOp = 3
	FilterOpIn       FilterOp = 4
	FilterOpContains FilterOp = 5
)

var namesFilterOp = map[FilterOp]string{
	FilterOpEqual:    "equal",
	FilterOpLess:     "less",
	FilterOpGreater:  "greater",
	FilterOpIn:       "in",
	FilterOpContains: "contains",
}

// String is the name of the enumerator, for instance "equal".
func (n FilterOp) String() string { return nameOf(namesFilterOp, n) }

// Comparison is an enumeration of the header.
type Comparison int32

// Every Comparison.
const (
	ComparisonEqual       Comparison = 1
	ComparisonLess        Comparison = 2
	ComparisonLessOrEqual Comparison = 3
	ComparisonNull        Comparison = 4
	ComparisonGreater     Comparison = 5
)

var namesComparison = map[Comparison]string{
	ComparisonEqual:       "equal",
	ComparisonLess:        "less",
	ComparisonLessOrEqual: "less_or_equal",
	ComparisonNull:        "null",
	ComparisonGreater:     "greater",
}

// String is the name of the enumerator, for instance "equal".
func (n Comparison) String() string { return nameOf(namesComparison, n) }

// OpType is an enumeration of the header.
type OpType int32

// Every OpType.
const (
	OpTypeInsert OpType = 1
	OpTypeChange OpType = 2
	OpTypeRemove OpType = 3
	OpTypeAbsent OpType = 4
)

var namesOpType = map[OpType]string{
	OpTypeInsert: "insert",
	OpTypeChange: "change",
	OpTypeRemove: "remove",
	OpTypeAbsent: "absent",
}

// String is the name of the enumerator, for instance "insert".
func (n OpType) String() string { return nameOf(namesOpType, n) }

// AnswerStatus is an enumeration of the header.
type AnswerStatus int32

// Every AnswerStatus.
const (
	AnswerStatusDone        AnswerStatus = 1
	AnswerStatusAlready     AnswerStatus = 2
	AnswerStatusConflict    AnswerStatus = 3
	AnswerStatusNoRoom      AnswerStatus = 4
	AnswerStatusUnavailable AnswerStatus = 5
	AnswerStatusUnknown     AnswerStatus = 6
)

var namesAnswerStatus = map[AnswerStatus]string{
	AnswerStatusDone:        "done",
	AnswerStatusAlready:     "already",
	AnswerStatusConflict:    "conflict",
	AnswerStatusNoRoom:      "no_room",
	AnswerStatusUnavailable: "unavailable",
	AnswerStatusUnknown:     "unknown",
}

// String is the name of the enumerator, for instance "done".
func (n AnswerStatus) String() string { return nameOf(namesAnswerStatus, n) }

// Why says why an operation did not hold.
type Why int32

// Every Why.
const (
	WhyNone      Why = 0
	WhyExists    Why = 1
	WhyMissing   Why = 2
	WhyRevision  Why = 3
	WhyCondition Why = 4
	WhyKeyTaken  Why = 5
	WhyMalformed Why = 6
)

var namesWhy = map[Why]string{
	WhyNone:      "none",
	WhyExists:    "exists",
	WhyMissing:   "missing",
	WhyRevision:  "revision",
	WhyCondition: "condition",
	WhyKeyTaken:  "key_taken",
	WhyMalformed: "malformed",
}

// String is the name of the enumerator, for instance "none".
func (n Why) String() string { return nameOf(namesWhy, n) }

func nameOf[E ~int32](names map[E]string, n E) string {
	if name, known := names[n]; known {
		return name
	}
	return "unknown"
}
