# SPDX-License-Identifier: BSL-1.0
"""Who may do the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    list_of,
    text_of,
    uuid_of,
)


@dataclass(frozen=True, slots=True)
class Group:
    """A set of users who may do the same."""

    id: UUID
    revision: int
    name: str
    permissions: v.Permissions
    host_permissions: tuple[str, ...]
    """Words of the host's own."""
    active: int
    """Members who are active and not banned."""


def group(c: Any) -> Group:
    return Group(
        id=uuid_of(c.id),
        revision=c.revision,
        name=text_of(c.name),
        permissions=v.Permissions(c.permissions),
        host_permissions=list_of(c.host_permissions, c.host_permission_count, text_of),
        active=c.active,
    )


def groups(c: Any) -> tuple[Group, ...]:
    return list_of(c.items, c.item_count, group)


def permission_words(c: Any) -> tuple[str, ...]:
    return list_of(c.words, c.word_count, text_of)
