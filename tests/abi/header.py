# SPDX-License-Identifier: BSL-1.0
"""The C header as cffi reads it, unchanged: functions, numbers and layouts."""

import pathlib
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cached_property

import cffi

SIZE = "struct_size"  # the first member of a struct that may grow


@dataclass(frozen=True)
class Member:
    name: str
    offset: int
    size: int
    type: str


@dataclass(frozen=True)
class Struct:
    name: str
    size: int
    members: tuple = field(repr=False)

    @property
    def growable(self):
        return self.members[0].name == SIZE


STANDARD = ("stddef.h", "stdint.h", "string.h")


def flat(include):
    """The header as one piece that needs no other, without comments and macros."""
    with tempfile.TemporaryDirectory() as nothing:
        for name in STANDARD:
            pathlib.Path(nothing, name).touch()
        command = ["cc", "-E", "-P", "-nostdinc", f"-I{nothing}", f"-I{include}", f"{include}/parvis.h"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    text = re.sub(r"__attribute__\(\((?:visibility\(\"default\"\)|warn_unused_result)\)\)\s*", "", text)
    return "".join(f"#include <{name}>\n" for name in STANDARD) + text


class Header:
    def __init__(self, include, library):
        self.include = include
        command = ["cc", "-E", "-P", "-DPARVIS_CDEF", f"-I{include}", f"{include}/parvis.h"]
        self.text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        self._ffi = cffi.FFI()
        self._ffi.cdef(self.text)
        self.loaded = self._ffi.dlopen(str(library))

    def said(self, text):
        """A parvis_text as a string."""
        return self._ffi.string(text.data, text.size).decode()

    @cached_property
    def declared(self):
        return set(re.findall(r"\b(parvis_\w+)\((?!\*)", self.text))

    @cached_property
    def _functions(self):
        return {name: self._ffi.typeof(getattr(self.loaded, name)) for name in sorted(self.declared) if self.has(name)}

    def has(self, function):
        try:
            return bool(getattr(self.loaded, function))
        except AttributeError:
            return False

    @cached_property
    def prototypes(self):
        return {name: ctype.cname.replace("(*)", "") for name, ctype in self._functions.items()}

    @cached_property
    def numbers(self):
        """Each enumeration with its enumerators. Versions of the header are no part of the ABI."""
        tags = re.findall(r"\benum (parvis_\w+) \{", self.text)
        found = {tag: self._ffi.typeof(f"enum {tag}").relements for tag in tags}
        return {
            tag: dict(sorted(((k, n) for k, n in of.items() if not k.startswith("PARVIS_HEADER_")), key=lambda one: one[1]))
            for tag, of in sorted(found.items())
        }

    @cached_property
    def _structs(self):
        types = {name: self._ffi.typeof(name) for name in self._ffi.list_types()[0]}
        return {name: ctype for name, ctype in types.items() if ctype.kind == "struct" and ctype.fields}

    @cached_property
    def structs(self):
        def members(ctype):
            for name, one in ctype.fields:
                yield Member(name, one.offset, self._ffi.sizeof(one.type), one.type.cname)

        return {
            name: Struct(name, self._ffi.sizeof(ctype), tuple(members(ctype))) for name, ctype in self._structs.items()
        }

    @cached_property
    def read(self):
        """The structs that the library reads: what it is given, and whatever that points to."""
        given = [one for name, ctype in self._functions.items() for one in self._parameters(name, ctype)[0]]
        return self._reached(given)

    @cached_property
    def written(self):
        """Those that it writes: what it answers, and what it gives to slots."""
        answers = [one for name, ctype in self._functions.items() for one in self._parameters(name, ctype)[1]]
        slots = [one for ctype in self._structs.values() for _, one in ctype.fields if one.type.kind == "function"]
        return self._reached(answers + [one for slot in slots for one in slot.type.args])

    @staticmethod
    def _parameters(name, ctype):
        """What is given and what is answered: the answer stands before the error, the error at the end."""
        parameters = list(ctype.args)
        if not parameters or parameters[-1].cname != "parvis_error * *":
            return parameters, [ctype.result]
        return parameters[:-2], parameters[-2:]

    def _reached(self, types):
        found, todo = set(), list(types)
        while todo:
            one = todo.pop()
            while one.kind in ("pointer", "array"):
                one = one.item
            if one.kind == "struct" and one.cname in self._structs and one.cname not in found:
                found.add(one.cname)
                todo += [member.type for _, member in one.fields]
        return found
