# SPDX-License-Identifier: BSL-1.0
"""What people may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import ffi, lib
from ._calls import Calls


class Groups(Calls):
    def add_group(
        self,
        by: r.Caller,
        *,
        name: str,
        permissions: v.Permissions = v.Permissions.NONE,
        host_permissions: Sequence[str] = (),
    ) -> r.Group:
        """A group with nobody in it."""
        block = Block()
        request = block.struct("parvis_add_group_request", name=name, permissions=permissions)
        block.put_texts(request, "host_permissions", "host_permission_count", host_permissions)
        return self._group(lib.parvis_add_group, by, block, request)

    def edit_group(
        self,
        by: r.Caller,
        *,
        group: UUID,
        seen: int = 0,
        name: str | None = None,
        permissions: v.Permissions | None = None,
        host_permissions: Sequence[str] | None = None,
    ) -> r.Group:
        """Renames it, or changes what its members may do, at once for all of them. None is left alone."""
        block = Block()
        request = block.struct("parvis_edit_group_request", group=group, seen=seen, name=block.text_at(name))
        if permissions is not None:
            request.permissions = block.keep(ffi.new("int32_t *", permissions))
        if host_permissions is not None:
            request.host_permissions = block.keep(ffi.new("parvis_text *"))  # none at all, but given
            if host_permissions:
                block.put_texts(request, "host_permissions", "host_permission_count", host_permissions)
        return self._group(lib.parvis_edit_group, by, block, request)

    def remove_group(self, by: r.Caller, *, group: UUID, seen: int = 0) -> r.Group:
        """Removes a group that no account is in."""
        block = Block()
        request = block.struct("parvis_remove_group_request", group=group, seen=seen)
        return self._group(lib.parvis_remove_group, by, block, request)

    def list_groups(self, by: r.Caller) -> tuple[r.Group, ...]:
        """In the order in which they arose."""
        return self._call(lib.parvis_list_groups, "const parvis_group_list **", by, Block(), read=r.groups)

    def change_group(self, by: r.Caller, *, account: UUID, group: UUID, seen: int = 0) -> r.AccountView:
        """Moves a user into another group; links that they made work no longer."""
        block = Block()
        request = block.struct("parvis_change_group_request", account=account, group=group, seen=seen)
        return self._account(lib.parvis_change_group, by, block, request)

    def view_permissions(self, by: r.Caller, account: UUID) -> tuple[str, ...]:
        """What somebody may do just now, word by word, as far as their group and their access go."""
        block = Block()
        return self._call(
            lib.parvis_view_permissions,
            "const parvis_permission_list **",
            by,
            block,
            block.uuid(account),
            read=r.permission_words,
        )

    def _group(self, what: Any, by: r.Caller, block: Block, request: Any) -> r.Group:
        return self._call(what, "const parvis_group **", by, block, request, read=r.group)
