# SPDX-License-Identifier: BSL-1.0
"""The package uses the whole header."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]

# What a package for Python has no use for.
UNUSED = {
    "parvis_account_state_name": "enumerators have their names",
    "parvis_event_type_name": "enumerators have their names",
    "parvis_effect_name": "enumerators have their names",
    "parvis_uuid_read": "uuid.UUID reads",
    "parvis_uuid_write": "uuid.UUID writes",
    "parvis_call_user_data": "what a slot raises is kept by the thread of the call",
}


def test_every_function_of_the_header_is_used_or_has_a_reason_not_to_be() -> None:
    headers = "".join(path.read_text() for path in (ROOT / "capi/include").rglob("*.h"))
    declared = set(re.findall(r"^PARVIS_API (?:PARVIS_NODISCARD )?[\w* ]+?\b(parvis_\w+)\(", headers, re.M))
    sources = "".join(path.read_text() for path in (ROOT / "bindings/python/src").rglob("*.py"))
    used = set(re.findall(r"lib\.(parvis_\w+)", sources))
    assert len(declared) > 70
    assert declared - used == UNUSED.keys()
