#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""check.py [--accept] LIBRARY [INCLUDE LISTS]: the shared library and the header against the lists in capi/abi.

Says what would break a program that was compiled earlier, and what is new. --accept writes the lists anew; what breaks
programs is only taken once PARVIS_ABI has been raised, and with it the soname and the version node.
"""

import pathlib
import re
import subprocess
import sys

from header import SIZE, Header, Member, Struct, flat

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEEDED = r"lib(crypto|fmt|sqlite3|stdc\+\+|m|gcc_s|c)\.so\..*|ld-linux-.*"
BROKEN, NEW = "broken", "new"


# --- the lists, as text ---


def symbols_text(header):
    return "".join(f"{name}: {prototype}\n" for name, prototype in header.prototypes.items())


def read_symbols(text):
    return dict(line.split(": ", 1) for line in text.splitlines())


def codes_text(header):
    blocks = (
        tag + "\n" + "".join(f"  {name} {number}\n" for name, number in of.items()) for tag, of in header.numbers.items()
    )
    return "\n".join(blocks)


def read_codes(text):
    return {name: int(number) for name, number in re.findall(r"^  (\w+) (-?\d+)$", text, re.M)}


def layouts_text(header):
    """A struct with its size, whether it may grow, who fills it; then each member's offset, size and type."""

    def one(struct):
        way = [word for word, names in (("read", header.read), ("written", header.written)) if struct.name in names]
        growth = "growable" if struct.growable else "frozen"
        head = f"{struct.name} {struct.size} {growth}, {' and '.join(way)}\n"
        return head + "".join(f"  {m.name} {m.offset} {m.size} {m.type}\n" for m in struct.members)

    return "\n".join(one(header.structs[name]) for name in sorted(header.structs))


def read_layouts(text):
    found = {}
    for block in text.strip().split("\n\n") if text else ():
        head, *lines = block.splitlines()
        name, size, _ = head.split(" ", 2)
        members = tuple(Member(n, int(at), int(of), kind) for n, at, of, kind in (l.split(maxsplit=3) for l in lines))
        found[name] = Struct(name, int(size), members)
    return found


def header_text(header):
    """What programs are compiled with that are older than the next library."""
    return flat(header.include)


LISTS = {
    "symbols.txt": symbols_text,
    "codes.txt": codes_text,
    "layouts.txt": layouts_text,
    "header.txt": header_text,
}


# --- what has changed ---


def changed(what, before, after):
    """Of two lists of names with a value each."""
    for name, old in before.items():
        if name not in after:
            yield BROKEN, f"{name}: gone"
        elif after[name] != old:
            yield BROKEN, f"{name}: {what} changed from {old} to {after[name]}"
    for name in after.keys() - before.keys():
        yield NEW, f"{name}: new"


def changed_struct(old, new):
    name = old.name
    if old.growable != new.growable:
        yield BROKEN, f"{name}: was {'growable' if old.growable else 'frozen'}"
        return
    was, now = ({one.name: one for one in of.members} for of in (old, new))
    at = {(one.offset, one.size): one for one in new.members}
    taken = set()
    for one in old.members:
        if one.name not in now:
            successor = at.get((one.offset, one.size))
            if one.name.startswith("reserved") and successor and successor.name not in was:  # it was 0, and 0 says nothing
                taken.add(successor.name)
                yield NEW, f"{name}.{successor.name}: new, where {one.name} was"
            else:
                yield BROKEN, f"{name}.{one.name}: gone"
            continue
        for what in ("offset", "size", "type"):
            before, after = getattr(one, what), getattr(now[one.name], what)
            if before != after:
                yield BROKEN, f"{name}.{one.name}: {what} changed from {before} to {after}"
    for one in new.members:
        if one.name in was or one.name in taken:
            continue
        if not old.growable:
            yield BROKEN, f"{name}.{one.name}: new in a frozen struct"
        elif one.offset < old.size:
            yield BROKEN, f"{name}.{one.name}: new within the {old.size} octets that older programs have"
        else:
            yield NEW, f"{name}.{one.name}: new"
    if new.size < old.size or (new.size != old.size and not old.growable):
        yield BROKEN, f"{name}: size changed from {old.size} to {new.size}"


def changes(header, lists):
    """Against what was accepted: (BROKEN or NEW, what) of each difference."""
    before = {name: (lists / name).read_text() if (lists / name).exists() else "" for name in LISTS}
    yield from changed("prototype", read_symbols(before["symbols.txt"]), header.prototypes)
    numbers = {name: number for of in header.numbers.values() for name, number in of.items()}
    yield from changed("number", read_codes(before["codes.txt"]), numbers)
    structs = read_layouts(before["layouts.txt"])
    for name, old in structs.items():
        if name not in header.structs:
            yield BROKEN, f"{name}: gone"
        else:
            yield from changed_struct(old, header.structs[name])
    for name in header.structs.keys() - structs.keys():
        yield NEW, f"{name}: new"


# --- what must hold whatever was accepted ---


def wrong_numbers(header):
    for tag, of in header.numbers.items():
        names = {}
        for name, number in of.items():
            if number in names:
                yield f"{tag}: {names[number]} and {name} are both {number}"
            names[number] = name


def wrong_layouts(header):
    """A later member must never lie where an older program has padding, and nothing that grows lies within another."""
    growable = {name for name, one in header.structs.items() if one.growable}
    for struct in header.structs.values():
        end = 0
        for one in struct.members:
            if one.offset != end:
                yield f"{struct.name}.{one.name}: padding before it"
            if re.sub(r"\[\d*\]$", "", one.type) in growable:
                yield f"{struct.name}.{one.name}: a growable struct within another"
            end = one.offset + one.size
        if end != struct.size:
            yield f"{struct.name}: padding at its end"
        if struct.growable and (struct.size % 8 or struct.members[0] != Member(SIZE, 0, 4, "uint32_t")):
            yield f"{struct.name}: a growable struct is whole words behind a uint32_t {SIZE}"
    for name, prototype in header.prototypes.items():
        for one in re.split(r"[(), ]+", re.sub(r"(\w+)(?= \*)", "", prototype)):
            if one in growable:
                yield f"{name}: {one} is growable and passed by value"


def told(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def wrong_library(header, library):
    """What it exports, what it is called, and what it needs."""
    abi = header.numbers["parvis_version_number"]["PARVIS_ABI"]
    exported = {}
    for line in told("nm", "--dynamic", "--defined-only", "--with-symbol-versions", str(library)).splitlines():
        name, _, version = line.split()[-1].partition("@@")
        exported[name] = version
    exported.pop(f"PARVIS_{abi}", None)
    for name in sorted(exported.keys() - header.declared):
        yield f"{name}: exported, and not in the header"
    for name in sorted(header.declared - exported.keys()):
        yield f"{name}: in the header, and not exported"
    for name, version in exported.items():
        if version != f"PARVIS_{abi}":
            yield f"{name}: exported under {version or 'no version'} instead of PARVIS_{abi}"
    dynamic = re.findall(r"\((SONAME|NEEDED)\).*\[(.*)\]", told("readelf", "--dynamic", "--wide", str(library)))
    if ("SONAME", f"libparvis_capi.so.{abi}") not in dynamic:
        yield f"the soname is not libparvis_capi.so.{abi}"
    for tag, name in dynamic:
        if tag == "NEEDED" and not re.fullmatch(NEEDED, name):
            yield f"the library needs {name}"
    if header.loaded.parvis_abi() != abi:
        yield f"the library says that its ABI is {header.loaded.parvis_abi()}, the header {abi}"
    version = ".".join(re.findall(r"PARVIS_HEADER_\w+ = (\d+)", header.text))
    if header.said(header.loaded.parvis_version()) != version:
        yield f"the library says that it is {header.said(header.loaded.parvis_version())}, the header {version}"


def wrong_for_compilers(header):
    """What cffi makes of the header is what compilers make of it."""
    lines = ["#include <stddef.h>", "#include <parvis.h>"]
    for struct in header.structs.values():
        lines.append(f"_Static_assert(sizeof({struct.name}) == {struct.size}, \"{struct.name}\");")
        for one in struct.members:
            place = f"offsetof({struct.name}, {one.name}) == {one.offset}"
            size = f"sizeof((({struct.name}*)0)->{one.name}) == {one.size}"
            lines.append(f'_Static_assert({place} && {size}, "{struct.name}.{one.name}");')
    for of in header.numbers.values():
        lines += [f'_Static_assert({name} == {number}, "{name}");' for name, number in of.items()]
    source = "\n".join(lines)
    for compiler in ("gcc -std=c11 -xc", "clang-19 -std=c11 -xc", "g++ -std=c++20 -D_Static_assert=static_assert -xc++"):
        command = [*compiler.split(), "-fsyntax-only", f"-I{header.include}", "-"]
        done = subprocess.run(command, input=source, capture_output=True, text=True)
        if done.returncode:
            yield f"{compiler} lays it out otherwise:\n{done.stderr}"


def wrong(header, library):
    return [
        *wrong_numbers(header),
        *wrong_layouts(header),
        *wrong_library(header, library),
        *wrong_for_compilers(header),
    ]


def raised(header, lists):
    before = read_codes((lists / "codes.txt").read_text()) if (lists / "codes.txt").exists() else {}
    return header.numbers["parvis_version_number"]["PARVIS_ABI"] > before.get("PARVIS_ABI", -1)


def main(arguments):
    accept = arguments[:1] == ["--accept"]
    library, include, lists = (*map(pathlib.Path, arguments[accept:]), ROOT / "capi/include", ROOT / "capi/abi")[:3]
    header = Header(include, library)
    problems = wrong(header, library)
    found = list(changes(header, lists))
    broken = [what for how, what in found if how == BROKEN]
    new = [what for how, what in found if how == NEW]
    if accept and not problems and (not broken or raised(header, lists)):
        for name, text in LISTS.items():
            (lists / name).write_text(text(header))
        print("\n".join(sorted(broken) + sorted(new)) or "nothing has changed")
        return 0
    for what in problems:
        print(f"wrong: {what}")
    for what in broken:
        print(f"breaks older programs: {what}")
    for what in sorted(new):
        print(f"not in capi/abi: {what}")
    if broken:
        print("What breaks older programs needs another PARVIS_ABI; better append, and leave what is there.")
    elif new:
        print("What is new is taken into the lists by tests/abi/check.py --accept LIBRARY.")
    if not problems and not found:
        print(f"{len(header.prototypes)} symbols, {sum(map(len, header.numbers.values()))} numbers and "
              f"{len(header.structs)} structs as accepted")
    return 1 if problems or found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
