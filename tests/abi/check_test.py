#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Plants one change at a time in a small header and its library that are in order, and expects check.py to name it."""

import pathlib
import subprocess
import sys
import tempfile

import check
from header import Header

HEADER = """
#ifndef PARVIS_CDEF
#include <stddef.h>
#include <stdint.h>
#endif
#ifdef __cplusplus
extern "C" {
#endif
enum parvis_version_number {
  PARVIS_HEADER_MAJOR = 1, PARVIS_HEADER_MINOR = 2, PARVIS_HEADER_PATCH = 3,
  PARVIS_ABI = 0
};
typedef int32_t parvis_status;
typedef struct parvis_text { const char* data; size_t size; } parvis_text;
typedef struct parvis_rule { int32_t kind; uint32_t reserved; } parvis_rule;
typedef struct parvis_error { uint32_t struct_size; parvis_status code; } parvis_error;
enum parvis_code {
  PARVIS_DONE = 1,
  PARVIS_E_STALE = 302
};
typedef struct parvis_caller {
  uint32_t struct_size;
  uint32_t reserved;
  parvis_text workspace;
  uint64_t revision;
} parvis_caller;
typedef struct parvis_view {
  uint32_t struct_size;
  int32_t state;
} parvis_view;
typedef struct parvis_mailer {
  uint32_t struct_size;
  int32_t flags;
  parvis_status (*send)(void* user_data, const parvis_view* what);
} parvis_mailer;
uint32_t parvis_abi(void);
parvis_text parvis_version(void);
parvis_status parvis_approve(const parvis_caller* by, const parvis_mailer* with, const parvis_view** out,
                             const parvis_error** error);
#ifdef __cplusplus
}
#endif
"""
SOURCE = """
#include <parvis.h>
uint32_t parvis_abi(void) { return PARVIS_ABI; }
parvis_text parvis_version(void) { parvis_text out = {.data = "1.2.3", .size = 5}; return out; }
parvis_status parvis_approve(const parvis_caller* by, const parvis_mailer* with, const parvis_view** out,
                             const parvis_error** error) {
  return PARVIS_DONE;
}
"""
MAP = "PARVIS_0 { global: parvis_*; local: *; };"
FILES = {"parvis.h": HEADER, "parvis.c": SOURCE, "parvis.map": MAP, "soname": "libparvis_capi.so.0"}

BREAKS, NEW, WRONG = "breaks", "new", "wrong"
LAST = "  uint64_t revision;\n"  # of parvis_caller

# A file, what stands there, what is planted instead, how it is to be judged, and a piece of the complaint.
PLANTED = [
    ("parvis.h", "PARVIS_E_STALE = 302", "PARVIS_E_STALE = 303", BREAKS, "PARVIS_E_STALE: number changed from 302 to 303"),
    ("parvis.h", ",\n  PARVIS_E_STALE = 302", "", BREAKS, "PARVIS_E_STALE: gone"),
    ("parvis.h", "PARVIS_E_STALE", "PARVIS_E_OLD", BREAKS, "PARVIS_E_STALE: gone"),
    ("parvis.h", "PARVIS_E_STALE = 302", "PARVIS_E_STALE = 302, PARVIS_E_BUSY = 504", NEW, "PARVIS_E_BUSY: new"),
    ("parvis.h", "PARVIS_E_STALE = 302", "PARVIS_E_STALE = 302, PARVIS_E_BUSY = 302", WRONG, "are both 302"),
    ("parvis.h", "  parvis_text workspace;\n" + LAST, LAST + "  parvis_text workspace;\n", BREAKS,
     "parvis_caller.workspace: offset changed from 8 to 16"),
    ("parvis.h", LAST, "  uint64_t limit;\n" + LAST, BREAKS, "parvis_caller.revision: offset changed from 24 to 32"),
    ("parvis.h", LAST, "", BREAKS, "parvis_caller.revision: gone"),
    ("parvis.h", LAST, "  uint32_t revision;\n  uint32_t limit;\n", BREAKS, "parvis_caller.revision: size changed"),
    ("parvis.h", LAST, "  int64_t revision;\n", BREAKS, "parvis_caller.revision: type changed"),
    ("parvis.h", LAST, LAST + "  uint64_t limit;\n", NEW, "parvis_caller.limit: new"),
    ("parvis.h", "uint32_t reserved;\n", "int32_t audience;\n", NEW, "parvis_caller.audience: new, where reserved was"),
    ("parvis.h", "uint32_t reserved;\n", "uint64_t reserved;\n", BREAKS, "parvis_caller.reserved: offset changed"),
    ("parvis.h", "int32_t kind; uint32_t reserved", "int32_t kind; int32_t asked_of", NEW,
     "parvis_rule.asked_of: new, where reserved was"),
    ("parvis.h", "int32_t kind; uint32_t reserved", "int32_t sort; uint32_t reserved", BREAKS, "parvis_rule.kind: gone"),
    ("parvis.h", "int32_t kind; uint32_t reserved", "int32_t kind; uint32_t reserved; uint64_t more", BREAKS,
     "parvis_rule.more: new in a frozen struct"),
    ("parvis.h", "size_t size;", "size_t size; void* owner;", BREAKS, "parvis_text.owner: new in a frozen struct"),
    ("parvis.h", "const char* data; size_t size;", "size_t size; const char* data;", BREAKS,
     "parvis_text.data: offset changed"),
    ("parvis.h", "  uint32_t struct_size;\n  int32_t state;", "  uint32_t size;\n  int32_t state;", BREAKS,
     "parvis_view: was growable"),
    ("parvis.h", "(void* user_data, const parvis_view* what)", "(void* user_data)", BREAKS,
     "parvis_mailer.send: type changed"),
    ("parvis.h", LAST, LAST + "  uint32_t limit;\n", WRONG, "parvis_caller: padding at its end"),
    ("parvis.h", LAST, LAST + "  uint32_t limit;\n  uint64_t cap;\n", WRONG, "parvis_caller.cap: padding before it"),
    ("parvis.h", "typedef struct parvis_mailer {", "typedef struct parvis_pair { parvis_view one[2]; } parvis_pair;\n"
     "typedef struct parvis_mailer {", WRONG, "parvis_pair.one: a growable struct within another"),
    ("parvis.h", "uint32_t parvis_abi", "void parvis_show(parvis_view what);\nuint32_t parvis_abi", WRONG,
     "parvis_show: in the header, and not exported"),
    ("parvis.c", "uint32_t parvis_abi", "int parvis_hidden(void) { return 0; }\nuint32_t parvis_abi", WRONG,
     "parvis_hidden: exported, and not in the header"),
    ("parvis.map", "parvis_*;", "parvis_*; leak;", WRONG, "leak: exported, and not in the header"),
    ("parvis.map", "PARVIS_0", "PARVIS_1", WRONG, "parvis_abi: exported under PARVIS_1"),
    ("soname", ".so.0", ".so.1", WRONG, "the soname is not libparvis_capi.so.0"),
    ("parvis.c", "return PARVIS_ABI", "return 1", WRONG, "the library says that its ABI is 1"),
    ("parvis.c", "1.2.3", "1.2.4", WRONG, "the library says that it is 1.2.4"),
]
# Both in header and source.
CHANGED_FUNCTIONS = [
    ("const parvis_mailer* with, ", "", BREAKS, "parvis_approve: prototype changed"),
    ("parvis_approve(", "parvis_reject(", BREAKS, "parvis_approve: gone"),
    ("const parvis_caller* by", "parvis_caller by", WRONG, "parvis_caller is growable and passed by value"),
]


def built(files, root):
    for name, text in files.items():
        (root / name).write_text(text)
    library = root / "libparvis_capi.so"
    (root / "leak.c").write_text("int leak(void); int leak(void) { return 0; }")
    subprocess.run(["cc", "-shared", "-fPIC", f"-I{root}", root / "parvis.c", root / "leak.c", "-o", library,
                    f"-Wl,--version-script={root}/parvis.map", f"-Wl,-soname,{files['soname']}"], check=True)
    return Header(root, library), library


def judged(files, lists):
    with tempfile.TemporaryDirectory() as root:
        header, library = built(files, pathlib.Path(root))
        found = list(check.changes(header, lists))
        return {
            BREAKS: [what for how, what in found if how == check.BROKEN],
            NEW: [what for how, what in found if how == check.NEW],
            WRONG: check.wrong(header, library),
        }


def missed(planted, judgement, how, expected):
    if not any(expected in one for one in judgement[how]):
        return [f"not caught: {planted} ({expected}), but {judgement}"]
    if how == NEW and (judgement[BREAKS] or judgement[WRONG]):
        return [f"an addition is refused: {planted}: {judgement}"]
    return []


def accepting(lists):
    """Additions are taken on purpose; what breaks programs only with another PARVIS_ABI."""

    def answer(*changes):
        files = dict(FILES)
        for name, there, planted in changes:
            assert there in files[name]
            files[name] = files[name].replace(there, planted)
        with tempfile.TemporaryDirectory() as root:
            _, library = built(files, pathlib.Path(root))
            return check.main(["--accept", str(library), root, str(lists)])

    gone = ("parvis.h", LAST, "")
    raised = [("parvis.h", "PARVIS_ABI = 0", "PARVIS_ABI = 1"), ("parvis.map", "PARVIS_0", "PARVIS_1"), ("soname", ".0", ".1")]
    before = (lists / "layouts.txt").read_text()
    if answer(gone) == 0 or (lists / "layouts.txt").read_text() != before:
        yield "a member that is gone is accepted"
    if answer(("parvis.h", LAST, LAST + "  uint64_t limit;\n")) != 0 or "limit 32 8" not in (lists / "layouts.txt").read_text():
        yield "a member at the end is not accepted"
    if answer(gone, *raised) != 0 or "revision" in (lists / "layouts.txt").read_text():
        yield "another PARVIS_ABI does not allow what it is for"


def main():
    with tempfile.TemporaryDirectory() as folder:
        lists = pathlib.Path(folder)
        with tempfile.TemporaryDirectory() as root:
            header, library = built(FILES, pathlib.Path(root))
            problems = check.wrong(header, library)
            for name, text in check.LISTS.items():
                (lists / name).write_text(text(header))
            problems += [what for _, what in check.changes(header, lists)]
        for name, there, planted, how, expected in PLANTED:
            assert there in FILES[name], there
            files = {**FILES, name: FILES[name].replace(there, planted, 1)}
            problems += missed(planted or f"without {there}", judged(files, lists), how, expected)
        for there, planted, how, expected in CHANGED_FUNCTIONS:
            files = {**FILES, **{name: FILES[name].replace(there, planted) for name in ("parvis.h", "parvis.c")}}
            problems += missed(planted or f"without {there}", judged(files, lists), how, expected)
        problems += accepting(lists)
    print("\n".join(problems) or f"{len(PLANTED) + len(CHANGED_FUNCTIONS)} planted changes found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
