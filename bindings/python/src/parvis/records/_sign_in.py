# SPDX-License-Identifier: BSL-1.0
"""By what a program signs in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._convert import (
    text_of,
)
from ._model import AccountView, account_view


@dataclass(frozen=True, slots=True)
class IssuedApiKey:
    """A key by which a program acts for a user."""

    account: AccountView
    key: str = field(repr=False)
    """A secret; shown once."""


def issued_api_key(c: Any) -> IssuedApiKey:
    return IssuedApiKey(account_view(c.account), text_of(c.key))
