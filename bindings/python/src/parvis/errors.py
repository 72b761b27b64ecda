# SPDX-License-Identifier: BSL-1.0
"""What is raised. A host's own exception that a slot raised is the `__cause__`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ._convert import MICROSECOND, text_of
from ._parvis import ffi, lib
from .values import Code


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a form."""

    field: str
    code: Code
    message: str


class Error(Exception):
    """Why a call failed."""

    def __init__(
        self,
        code: Code,
        message: str = "",
        *,
        field: str = "",
        detail: str = "",
        retryable: bool = False,
        fields: tuple[FieldError, ...] = (),
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message or code.name.lower())
        self.code = code
        """Stable."""
        self.message = message
        """In the caller's language."""
        self.field = field
        """The field concerned, or empty."""
        self.detail = detail
        """For the log; never a secret, never for the public."""
        self.retryable = retryable
        """The same call may succeed later, unchanged."""
        self.fields = fields
        """All that is wrong with a form at once, in its order."""
        self.retry_after = retry_after
        """How long to wait before the same call may succeed, where that is known."""

    def __str__(self) -> str:
        where = f" [{self.field}]" if self.field else ""
        more = "".join(f"; {one.field}: {one.code.name.lower()}" for one in self.fields)
        return f"{self.code.name.lower()}{where}: {self.message}{more}"


class RequestError(Error):
    """1xx: mend the request."""


class StateError(Error):
    """2xx: the state forbids it."""


class RaceError(Error):
    """3xx: a race was lost; the call may be repeated."""


class HostError(Error):
    """4xx: a port of the host failed."""


class LibraryError(Error):
    """5xx: a defect or a lack of resources."""


class Failure(Exception):
    """Raised by a host's port to choose how it fails: a code of 4xx or 5xx, and of 1xx for a mail or a case that can
    never be delivered."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(detail or code.name.lower())
        self.code = code
        self.detail = detail


_BANDS: dict[int, type[Error]] = {1: RequestError, 2: StateError, 3: RaceError, 4: HostError, 5: LibraryError}


def error_of(given: Any) -> Error:
    """From a `const parvis_error *`, which stays the caller's."""
    code = Code(given.code)
    return _BANDS[code // 100](
        code,
        text_of(given.message),
        field=text_of(given.field),
        detail=text_of(given.detail),
        retryable=given.retryable == 1,
        fields=tuple(
            FieldError(text_of(one.field), Code(one.code), text_of(one.message))
            for one in ffi.unpack(given.fields, given.field_count)
        )
        if given.field_count
        else (),
        retry_after=given.retry_after_us * MICROSECOND if given.retry_after_us else None,
    )


def plain_error(status: int) -> Error:
    """For a call that told no more than its code."""
    code = Code(status)
    return _BANDS[code // 100](code, text_of(lib.parvis_code_name(status)))
