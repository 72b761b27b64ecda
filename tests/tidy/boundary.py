#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks the border between C and C++ in a source tree: boundary.py [ROOT].

Nothing that is thrown may leave a function with C linkage, and the numbers of both sides are the same, each of them
asserted. One line for each violation; the exit status is 0 when there is none.
"""

import pathlib
import re
import sys

# Functions that cannot fail, or that catch what they must themselves, and why.
UNGUARDED = {
    "parvis_abi": "a constant",
    "parvis_version": "static text",
    "parvis_code_name": "static text",
    "parvis_built_in_language": "static text",
    "parvis_account_state_name": "static text",
    "parvis_store_defect_name": "static text",
    "parvis_order_state_name": "static text",
    "parvis_event_type_name": "static text",
    "parvis_effect_name": "static text",
    "parvis_account_state_label": "static text",
    "parvis_account_column_name": "static text",
    "parvis_order_state_label": "static text",
    "parvis_account_kind_label": "static text",
    "parvis_access_label": "static text",
    "parvis_case_role_label": "static text",
    "parvis_phrase_text": "static text",
    "parvis_schema_view": "a constant",
    "parvis_uuid_write": "writes where it is told to",
    "parvis_uuid_read": "reads 36 characters",
    "parvis_free": "must not fail",
    "parvis_portal_close": "must not fail",
    "parvis_call_context": "reads a pointer",
    "parvis_call_user_data": "reads a pointer",
    "parvis_call_put_end": "sets two numbers",
    "parvis_call_put_answer": "the call itself catches what is wrong with an answer",
    "parvis_call_put_row": "catches, and spoils the call",
    "parvis_call_put_text": "catches, and spoils the call",
    "parvis_call_put_checkout": "catches, and spoils the call",
    "parvis_call_put_import_row": "catches, and spoils the call",
    "parvis_call_fail": "catches, and spoils the call",
}

# What stands for no enumeration of C++, or for no enumerator, and why.
ONLY_IN_C = {
    "parvis_version_number": "the preprocessor's numbers; tests/abi compares them with the library's",
    "parvis_id_column": "a constant",
    "parvis_column_flags": "members of a column",
    "parvis_storage_flags": "what a storage is able to do",
    "parvis_sqlite_flags": "members of how a file is opened",
    "parvis_password_verdict": "0 is no answer in C",
    "parvis_sqlite_synchronous": "0 is the default in C",
    "PARVIS_DONE": "success is no errc",
}

FUNCTION = re.compile(r'^(?:extern "C" )?(?!static\b|using\b)[\w*][\w*: ]*[ *](parvis_\w+)\(', re.M)
GUARDED = re.compile(r"\breturn (?:guard|call)\(")
ENUMERATION = r"^ *enum {}(\w+)[^;{{]*\{{(.*?)\}}"
SAME = re.compile(r"PARVIS_SAME\((\w+), (\w+), (\w+)\);")


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def functions(text):
    """Name and body of what is defined for C to call."""
    found = list(FUNCTION.finditer(text))
    for one, end in zip(found, [*(after.start() for after in found[1:]), len(text)]):
        yield one[1], text[one.end():end]


def unguarded(sources, declared):
    defined = {}
    for path, text in sources.items():
        for name, body in functions(text):
            defined[name] = path
            if (name in UNGUARDED) == bool(GUARDED.search(body)):
                yield f"{path}: {name}: {'on the list, and guarded' if name in UNGUARDED else 'lets out what is thrown'}"
    yield from (f"{name}: declared for C, and defined nowhere" for name in sorted(declared - defined.keys()))
    yield from (f"{name}: on the list, and nowhere else" for name in sorted(UNGUARDED.keys() - defined.keys()))


def enumerations(text, keyword):
    """Each enumeration with the names of its enumerators."""
    for one in re.finditer(ENUMERATION.format(keyword), without_comments(text), re.S | re.M):
        yield one[1], [name.split("=")[0].strip() for name in one[2].split(",") if name.strip()]


def different(c_headers, cpp_headers, sources):
    asserted = [one for text in sources.values() for one in SAME.findall(text)]
    in_c, in_cpp = {}, {}
    for text in c_headers.values():
        in_c.update(enumerations(text, ""))
    for text in cpp_headers.values():
        in_cpp.update(enumerations(text, "class "))

    counted = [name for _, _, name in asserted]
    for tag, names in in_c.items():
        for name in names:
            if not {tag, name} & ONLY_IN_C.keys() and counted.count(name) != 1:
                yield f"{name}: asserted {counted.count(name)} times to be a number of C++"
    for enumeration in dict.fromkeys(name for name, _, _ in asserted):
        said = {name for of, name, _ in asserted if of == enumeration}
        for name in in_cpp.get(enumeration, []):
            if name not in said:
                yield f"{enumeration}::{name}: has no number in C"
    known = in_c.keys() | {name for names in in_c.values() for name in names}
    yield from (f"{name}: on the list, and nowhere else" for name in sorted(ONLY_IN_C.keys() - known))


def careless(texts):
    """What a language lets through without a word."""
    for path, text in texts.items():
        for call in re.findall(r"\bdef_extern\(([^)]*)\)", text):
            if not re.search(r"\berror=", call) or "onerror=" not in call:
                yield f"{path}: def_extern without error= and onerror=: a slot that raises would answer 0"
        if path.startswith("capi/") and re.search(r"\b(?:set|long)jmp\b", without_comments(text)):
            yield f"{path}: a jump over frames of C++"


def violations(root):
    root = pathlib.Path(root)

    def files(pattern):
        return {path.relative_to(root).as_posix(): path.read_text() for path in sorted(root.glob(pattern))}

    headers, sources = files("capi/include/**/*.h"), files("capi/src/*.cpp")
    text = without_comments("\n".join(headers.values()))
    declared = set(re.findall(r"^PARVIS_API [^;{]*?\b(parvis_\w+)\(", text, re.M))
    return [
        *unguarded(sources, declared),
        *different(headers, files("include/**/*.hpp"), sources),
        *careless({**sources, **files("bindings/**/*.py")}),
    ]


if __name__ == "__main__":
    found = violations(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    print("\n".join(found) if found else "the border holds")
    sys.exit(1 if found else 0)
