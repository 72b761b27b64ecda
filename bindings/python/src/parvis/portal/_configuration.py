# SPDX-License-Identifier: BSL-1.0
"""The workspace, and how its portal is set up."""

from __future__ import annotations

from collections.abc import Sequence

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls


class Configuration(Calls):
    def set_up(
        self,
        by: r.Caller,
        *,
        portal_name: str,
        portal_url: str,
        first_name: str,
        last_name: str,
        email: str,
        username: str,
        password: str,
        default_language: str = "",
        access: v.Access = v.Access.CORE,
        grants: Sequence[r.SeatGrant] = (),
    ) -> r.SetUpReply:
        """Makes the workspace and its first administrator, who is active at once."""
        block = Block()
        request = block.struct(
            "parvis_set_up_request",
            access=access,
            portal_name=portal_name,
            portal_url=portal_url,
            default_language=default_language,
            first_name=first_name,
            last_name=last_name,
            email=email,
            username=username,
            password=password,
        )
        request.grants, request.grant_count = block.pointers(
            "parvis_seat_grant", [r.put_seat_grant(block, one) for one in grants]
        )
        return self._call(lib.parvis_set_up, "const parvis_set_up_reply **", by, block, request, read=r.set_up_reply)

    def view_settings(self, by: r.Caller) -> r.Settings:
        """The settings as they are."""
        return self._call(lib.parvis_view_settings, "const parvis_settings **", by, Block(), read=r.settings)

    def change_settings(self, by: r.Caller, wanted: r.Settings) -> r.ChangedSettings:
        """`wanted.revision` is the one that was viewed; STALE when they have changed since."""
        block = Block()
        return self._call(
            lib.parvis_change_settings,
            "const parvis_changed_settings **",
            by,
            block,
            r.put_settings(block, wanted),
            read=r.changed_settings,
        )

    def preview_settings(self, by: r.Caller, wanted: r.Settings) -> r.SettingsImpact:
        """What the change would touch. Changes nothing."""
        block = Block()
        return self._call(
            lib.parvis_preview_settings,
            "const parvis_settings_impact **",
            by,
            block,
            r.put_settings(block, wanted),
            read=r.settings_impact,
        )
