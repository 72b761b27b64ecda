# SPDX-License-Identifier: BSL-1.0
"""Who comes for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ._model import AccountView, account_view


@dataclass(frozen=True, slots=True)
class ReplaceReply:
    """Both as they stand now."""

    left: AccountView
    added: AccountView


def replace_reply(c: Any) -> ReplaceReply:
    return ReplaceReply(account_view(c.left), account_view(c.added))
