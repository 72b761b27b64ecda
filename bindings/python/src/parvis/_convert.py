# SPDX-License-Identifier: BSL-1.0
"""Between Python and the structs of the header."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from ._parvis import ffi

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = (1 << 63) - 1
NIL = UUID(int=0)
NO_OCTETS = bytes(16)
TEXT_MAX = 64 << 10
"""Octets of a text in a request. What is longer is refused by its size alone, so it is not copied."""


# --- out of C ---


def text_of(given: Any) -> str:
    return ffi.unpack(given.data, given.size).decode() if given.size else ""


def bytes_of(given: Any) -> bytes:
    return bytes(ffi.buffer(given.data, given.size)) if given.size else b""


def uuid_of(given: Any) -> UUID:
    return UUID(bytes=bytes(given.octet))


def uuid_or_none(given: Any) -> UUID | None:
    octets = bytes(given.octet)
    return None if octets == NO_OCTETS else UUID(bytes=octets)


def moment_of(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def moment_or_none(us: int) -> datetime | None:
    """None for a moment that is absent, and for one that never comes."""
    return None if us in (0, NEVER) else moment_of(us)


def list_of(items: Any, count: int, read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(read(items[n]) for n in range(count))


# --- into C ---


def us_of(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return (at - EPOCH) // MICROSECOND


class Block:
    """Structs for one call, and all they point to: alive as long as this is."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def keep(self, one: Any) -> Any:
        self.kept.append(one)
        return one

    def put_text(self, to: Any, text: str, octets_max: int = TEXT_MAX) -> None:
        if len(text) > octets_max:
            to.size = len(text)
        elif text:
            octets = text.encode()
            to.data = self.keep(ffi.from_buffer("char[]", octets))
            to.size = len(octets)

    def put_bytes(self, to: Any, octets: bytes) -> None:
        if octets:
            to.data = self.keep(ffi.from_buffer("uint8_t[]", octets))
            to.size = len(octets)

    def text(self, text: str) -> Any:
        out = ffi.new("parvis_text *")
        self.put_text(out, text)
        return out[0]

    def text_at(self, text: str | None) -> Any:
        """NULL for None, which is not the same as an empty text."""
        if text is None:
            return ffi.NULL
        out = self.keep(ffi.new("parvis_text *"))
        self.put_text(out, text)
        return out

    def uuid(self, id: UUID | None) -> Any:
        return self.keep(ffi.new("parvis_uuid *", (id.bytes if id else NO_OCTETS,)))

    def array(self, ctype: str, items: Iterable[T], put: Callable[[Any, T], None]) -> tuple[Any, int]:
        """`ctype`: of one item; `put` writes each."""
        given = list(items)
        if not given:
            return ffi.NULL, 0
        out = self.keep(ffi.new(f"{ctype}[]", len(given)))
        for n, one in enumerate(given):
            put(out[n], one)
        return out, len(given)

    def uuids(self, given: Iterable[UUID]) -> tuple[Any, int]:
        def put(to: Any, id: UUID) -> None:
            to.octet = id.bytes

        return self.array("parvis_uuid", given, put)

    def numbers(self, given: Iterable[int]) -> tuple[Any, int]:
        numbers = [int(one) for one in given]
        return (self.keep(ffi.new("int32_t[]", numbers)), len(numbers)) if numbers else (ffi.NULL, 0)

    def pointers(self, ctype: str, items: Iterable[Any]) -> tuple[Any, int]:
        """To growable structs, which only travel so."""
        given = [self.keep(one) for one in items]
        return (self.keep(ffi.new(f"const {ctype} *[]", given)), len(given)) if given else (ffi.NULL, 0)

    def struct(self, ctype: str, **members: Any) -> Any:
        """A struct whose members are set by what they are given; None leaves a member as it is: absent."""
        out = self.keep(ffi.new(f"{ctype} *"))
        if hasattr(out, "struct_size"):
            out.struct_size = ffi.sizeof(ctype)
        for name, value in members.items():
            self.set(out, name, value)
        return out

    def set(self, to: Any, name: str, value: Any) -> None:
        match value:
            case None:
                pass
            case str():
                self.put_text(getattr(to, name), value)
            case bytes():
                self.put_bytes(getattr(to, name), value)
            case UUID():
                getattr(to, name).octet = value.bytes
            case datetime():
                setattr(to, name, us_of(value))
            case timedelta():
                setattr(to, name, value // MICROSECOND)
            case Enum():
                setattr(to, name, value.value)
            case _:
                setattr(to, name, value)

    def put_texts(self, to: Any, name: str, count: str, texts: Iterable[str]) -> None:
        items, n = self.array("parvis_text", texts, self.put_text)
        setattr(to, name, items)
        setattr(to, count, n)
