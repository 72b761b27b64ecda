# SPDX-License-Identifier: BSL-1.0
"""The enumerations of the library, by the numbers of the header."""

from enum import IntEnum, IntFlag


class Code(IntEnum):
    """How a call ended: 1xx mend the request, 2xx the state forbids it, 3xx a race was lost, 4xx the host failed, 5xx a
    defect or a lack of resources."""

    DONE = 1
    INVALID_ARGUMENT = 101
    INVALID_FORM = 102
    CANCELLED = 103
    REQUIRED = 110
    TOO_SHORT = 111
    TOO_LONG = 112
    INVALID_UTF8 = 113
    CONTROL_CHARACTER = 114
    BIDI_CONTROL = 115
    LINE_BREAK = 116
    URL_IN_TEXT = 117
    CHARACTER_NOT_ALLOWED = 118
    OUT_OF_RANGE = 119
    EMAIL_INVALID = 120
    EMAIL_DOMAIN_NOT_ALLOWED = 121
    DOMAIN_INVALID = 122
    USERNAME_RESERVED = 125
    USERNAME_TAKEN = 126
    CODE_TAKEN = 127
    MOBILE_INVALID = 128
    PASSWORD_TOO_SHORT = 130
    PASSWORD_TOO_LONG = 131
    PASSWORD_COMMON = 132
    PASSWORD_PERSONAL = 133
    ACCESS_NOT_ALLOWED = 142
    APPROVER_REQUIRED = 143
    LANGUAGE_NOT_OFFERED = 144
    URL_INVALID = 145
    PATTERN_INVALID = 146
    INVITE_INVALID = 150
    LINK_INVALID = 151
    EMAIL_DIFFERS = 152
    GROUP_NOT_ALLOWED = 153
    PASSWORD_UNCHANGED = 154
    API_KEY_INVALID = 155
    GIVEN_TWICE = 160
    FIELD_UNKNOWN = 161
    CONSENT_REQUIRED = 162
    TEMPLATE_INVALID = 163
    BAN_REASON_REQUIRED = 164
    KEY_TAKEN = 165
    NOT_FOR_SALE = 166
    SKU_NEEDED = 167
    PAYMENT_DIFFERS = 168
    CURSOR_INVALID = 170
    SIGNUP_DISABLED = 201
    ALREADY_SET_UP = 202
    NOT_SET_UP = 203
    ACCOUNT_PENDING = 210
    ACCOUNT_WAITING = 211
    ACCOUNT_INACTIVE = 212
    ACCOUNT_BANNED = 213
    MUST_CHANGE_PASSWORD = 214
    NO_SEAT = 220
    LAST_ADMINISTRATOR = 221
    ROOM_NEEDED = 222
    MAILS_EXHAUSTED = 223
    PERMISSION_DENIED = 230
    NOT_FOUND = 231
    ILLEGAL_TRANSITION = 232
    EMAIL_TAKEN = 233
    GROUP_IN_USE = 234
    OWN_ACCOUNT = 235
    BAN_STANDS = 236
    GROUP_NAME_TAKEN = 237
    CREDENTIALS_WRONG = 240
    TOO_MANY_ATTEMPTS = 241
    SIGN_IN_DISABLED = 242
    CONFLICT = 301
    STALE = 302
    UNAVAILABLE = 401
    OUTCOME_UNKNOWN = 402
    HOST_FAILED = 403
    CORRUPT_ROW = 404
    RANDOM_FAILED = 405
    CLOCK_FAILED = 406
    SCHEMA_NEWER = 407
    STORAGE_UNFIT = 408
    BUG = 501
    NO_MEMORY = 502
    REENTRANT = 503
    BUSY = 504
    ABI_MISMATCH = 505


class AccountKind(IntEnum):
    USER = 1
    CLIENT = 2
    COLLABORATOR = 3


class AccountState(IntEnum):
    INVITED = 1
    PENDING = 2
    WAITING = 3
    ACTIVE = 4
    INACTIVE = 5
    REJECTED = 6
    LAPSED = 7
    ERASED = 8


class Access(IntFlag):
    """Portal accounts hold CLIENT, COLLABORATOR or both; users CORE, CONTRACT or both."""

    NONE = 0
    CLIENT = 1
    COLLABORATOR = 2
    CORE = 4
    CONTRACT = 8


class CaseRole(IntEnum):
    NONE = 0
    CLIENT = 1
    STAFF = 2


class Notice(IntEnum):
    MAIL = 0
    SILENT = 1


class Requirement(IntEnum):
    OPTIONAL = 0
    REQUIRED = 1


class FieldAudience(IntEnum):
    """Of whom a field is asked."""

    PORTAL = 0
    USERS = 1
    EVERYBODY = 2


class BanFilter(IntEnum):
    """Who is found, by whether they are banned. A ban that has run out stands until it is lifted."""

    ANY = 0
    BANNED = 1
    NOT_BANNED = 2


class AccountSort(IntEnum):
    """By what accounts are sorted, and then by when they arose."""

    CREATED = 1
    NAME = 2
    EMAIL = 3
    ACTIVE_SINCE = 4
    BANNED_AT = 5
    QUEUED_AT = 6
    DECIDE_BY = 7


class SortDirection(IntEnum):
    """Which way."""

    ASCENDING = 1
    DESCENDING = 2


class PrivacyOverride(IntEnum):
    """Whether a user may read what others have marked as private."""

    OFF = 0
    ON = 1


class Permissions(IntFlag):
    """What members of a group may do."""

    NONE = 0
    USERS_MANAGE = 1


class AccountParts(IntFlag):
    """What of an account was edited: the number of `EventType.ACCOUNT_EDITED`."""

    NONE = 0
    FIRST_NAME = 1
    LAST_NAME = 2
    LANGUAGE = 4
    SENIORITY = 8
    JOB_TITLE = 16
    MOBILE = 32
    ADDRESS = 64
    COMPANY = 128
    CODE = 256
    FIELDS = 512


class SignupPolicy(IntEnum):
    NONE = 0
    CLIENTS = 1
    COLLABORATORS = 2
    BOTH = 3


class ApprovalMode(IntEnum):
    BY_DEFAULT = 1
    BY_USER = 2


class EmailProof(IntEnum):
    OFF = 0
    ON = 1


class NoSeatPolicy(IntEnum):
    WAIT = 1
    REFUSE = 2


class Reapplication(IntEnum):
    ALLOW = 1
    COOLDOWN = 2
    FORBID = 3


class SettingsWarning(IntEnum):
    KNOWN_ADDRESSES_SHOW = 1
    LINKS_MOVE = 2
    NOBODY_CAN_SIGN_UP = 3


class InviteType(IntEnum):
    PUBLIC = 1
    PERSONAL = 2


class InviteState(IntEnum):
    OPEN = 1
    CLOSED = 2
    REVOKED = 3


class LinkFate(IntEnum):
    ROTATE = 1
    KEEP = 2


class ApprovalOverride(IntEnum):
    INHERIT = 0
    BY_DEFAULT = 1
    BY_USER = 2


class ImportMode(IntEnum):
    """Whether an import writes anything."""

    WRITE = 0
    DRY_RUN = 1


class ImportAdministrators(IntEnum):
    """Whether rows of an import may name a group that manages users."""

    REFUSED = 0
    ALLOWED = 1


class ImportFate(IntEnum):
    """What became of a row of an import."""

    MADE = 1
    ALREADY = 2
    REFUSED = 3


class Effect(IntEnum):
    OPEN_CASE = 1
    MAIL_VERIFY_EMAIL = 2
    MAIL_KNOWN_ADDRESS = 3
    MAIL_REQUEST_RECEIVED = 4
    MAIL_APPROVAL_NEEDED = 5
    MAIL_WELCOME = 6
    MAIL_WAITING = 7
    MAIL_REJECTED = 8
    MAIL_JOIN = 9
    MAIL_INVITATION = 10
    MAIL_APPROVAL_REMINDER = 11
    MAIL_APPROVALS_REASSIGNED = 12
    MAIL_LAPSED = 13
    MAIL_REAPPLICATION_REFUSED = 14
    MAIL_SEATS_EXHAUSTED = 15
    MAIL_OVER_CAPACITY = 16
    MAIL_DEACTIVATED = 17
    MAIL_REACTIVATED = 18
    MAIL_BANNED = 19
    MAIL_PASSWORD_RESET = 20
    MAIL_PASSWORD_CHANGED = 21
    MAIL_EMAIL_CHANGED = 22
    MAIL_EMAIL_CHANGE = 23
    MAIL_ACCESS_ASKED = 24
    MAIL_ACCESS_CHANGED = 25
    MAIL_ACCESS_REFUSED = 26
    MAIL_EMAIL_CHANGE_ASKED = 27
    START_CHECKOUT = 28
    MAIL_API_KEY_CHANGED = 29
    MAIL_ACCESS_LAPSED = 30


class Addressee(IntEnum):
    PERSON = 0
    DECIDERS = 1
    ADMINISTRATORS = 2


class OutboxState(IntEnum):
    QUEUED = 1
    DONE = 2
    DEAD = 3
    VOID = 4


class EventType(IntEnum):
    WORKSPACE_SET_UP = 1
    SETTINGS_CHANGED = 2
    USER_ADDED = 3
    USER_JOINED = 4
    SEATS_GRANTED = 5
    INVITE_CREATED = 6
    SIGN_UP_RECEIVED = 7
    SIGN_UP_OF_KNOWN_ADDRESS = 8
    EMAIL_PROVEN = 9
    ACCOUNT_APPROVED = 10
    ACCOUNT_REJECTED = 11
    ACCOUNT_ADMITTED = 12
    SIGNED_IN = 13
    CASE_OPENED = 14
    MAIL_FAILED = 15
    INVITE_ROTATED = 16
    INVITE_CLOSED = 17
    INVITE_REOPENED = 18
    INVITE_REVOKED = 19
    INVITE_RESENT = 20
    SIGN_UP_REFUSED = 21
    ACCOUNT_REAPPLIED = 22
    ACCOUNT_REOPENED = 23
    ACCOUNT_LAPSED = 24
    ACCOUNT_DEACTIVATED = 25
    ACCOUNT_REACTIVATED = 26
    SEATS_SETTLED = 27
    GRANT_ENDED = 28
    OUTBOX_RETRIED = 29
    PORTAL_ACCOUNT_ADDED = 30
    JOIN_RESENT = 31
    ACCOUNT_EDITED = 32
    ACCESS_CHANGED = 33
    ACCESS_ASKED = 34
    ACCESS_REFUSED = 35
    PRIVACY_OVERRIDE_CHANGED = 36
    PASSWORD_CHANGE_DEMANDED = 37
    SIGN_IN_FAILED = 38
    SOURCE_CLOSED = 39
    PASSWORD_CHANGED = 40
    PASSWORD_RESET_ASKED = 41
    PASSWORD_RESET = 42
    EMAIL_CHANGE_ASKED = 43
    EMAIL_CHANGED = 44
    API_KEY_ISSUED = 45
    API_KEY_REVOKED = 46
    CATALOG_CHANGED = 47
    ORDER_PLACED = 48
    ORDER_GRANTED = 49
    ORDER_DECLINED = 50
    ORDER_ABANDONED = 51
    ORDER_REFUNDED = 52
    PAYMENT_NOTED = 53
    CHECKOUT_STARTED = 54
    OVERAGE_CHANGED = 55
    SEATS_RESERVED = 56
    RESERVATION_RELEASED = 57
    RESERVATION_EXPIRED = 58
    ACCOUNT_BANNED = 59
    ACCOUNT_UNBANNED = 60
    GROUP_ADDED = 61
    GROUP_EDITED = 62
    GROUP_REMOVED = 63
    GROUP_CHANGED = 64
    IMPORT_STARTED = 65
    ACCOUNTS_EXPORTED = 66
    PERSON_EXPORTED = 67
    ACCOUNT_ERASED = 68
    ERASURE_COMPLETED = 69


class SkuType(IntEnum):
    PRODUCT = 1
    MODULE = 2
    ADD_ON = 3


class TermUnit(IntEnum):
    MONTH = 1
    YEAR = 2


class OrderState(IntEnum):
    OPEN = 1
    GRANTED = 2
    DECLINED = 3
    ABANDONED = 4
    REFUNDED = 5


class PaymentEvent(IntEnum):
    PAID = 1
    DECLINED = 2
    ABANDONED = 3
    REFUNDED = 4


class CheckoutState(IntEnum):
    STARTED = 1
    PAID = 2
    DECLINED = 3


class AuditDefect(IntEnum):
    MISSING = 1
    REPEATED = 2
    ALTERED = 3
    ANCHOR = 4
    HEAD = 5


class SearchKeys(IntEnum):
    """What becomes of what people are found by, where it is not what the text policy folds now."""

    TOLD = 0
    """A `StoreDefect.MISFIT` of its column."""
    REFRESHED = 1
    """Folded anew; a misfit only where somebody else changed the row at that moment."""


class StoreDefect(IntEnum):
    UNREADABLE = 1
    MISSING = 2
    KEY_LOST = 3
    DANGLING = 4
    MISFIT = 5
    CODE_UNCLAIMED = 6
    GRANTS_DIFFER = 7
    CAPACITY = 8
    NEXT_CHANGE = 9
    SEATS_HELD = 10
    SEATS_RESERVED = 11
    QUEUE_LENGTH = 12
    NEXT_RELEASE = 13
    USE_PERIODS = 14
    ADMINISTRATORS = 15
    PAYMENTS = 16
    TRAIL = 17
    MEMBERS = 18


class KeyState(IntEnum):
    PRIMARY = 1
    VERIFY = 2


class SecondFactor(IntEnum):
    ABSENT = 0
    DECLARED = 1


class Licensing(IntEnum):
    """Who grants seats, allows overage and sets prices."""

    BY_OPERATOR = 0
    BY_ADMINISTRATORS = 1


class Phrase(IntEnum):
    SIGNUP_RECEIVED = 0
    EMAIL_TO_BE_PROVEN = 1
    BANNED = 2
    RESET_ASKED = 3


class PasswordVerdict(IntEnum):
    WRONG = 1
    RIGHT = 2
    RIGHT_BUT_OUTDATED = 3


class SqliteSynchronous(IntEnum):
    FULL = 1
    NORMAL = 2


# --- of rows, for storages ---


class ValueType(IntEnum):
    NULL = 0
    INTEGER = 1
    TEXT = 2
    BYTES = 3


class Kind(IntEnum):
    SETTINGS = 1
    GROUP = 2
    ACCOUNT = 3
    SIGN_UP = 4
    INVITE = 5
    SEAT_POOL = 6
    GRANT = 7
    OUTBOX = 8
    EVENT = 9
    NOTE = 10
    COUNTER = 11
    AUDIT_HEAD = 12
    CODE_CLAIM = 13
    MAILED_LINK = 14
    CATALOG = 15
    ORDER = 16
    PAYMENT_NOTICE = 17
    RESERVATION = 18
    SEAT_USE = 19
    IMPORT_RUN = 20
    ERASURE = 21


class FilterOp(IntEnum):
    EQUAL = 1
    LESS = 2
    GREATER = 3
    IN = 4
    CONTAINS = 5


class Comparison(IntEnum):
    EQUAL = 1
    LESS = 2
    LESS_OR_EQUAL = 3
    NULL = 4
    GREATER = 5


class OpType(IntEnum):
    INSERT = 1
    CHANGE = 2
    REMOVE = 3
    ABSENT = 4


class AnswerStatus(IntEnum):
    DONE = 1
    ALREADY = 2
    CONFLICT = 3
    NO_ROOM = 4
    UNAVAILABLE = 5
    UNKNOWN = 6


class Why(IntEnum):
    NONE = 0
    EXISTS = 1
    MISSING = 2
    REVISION = 3
    CONDITION = 4
    KEY_TAKEN = 5
    MALFORMED = 6
