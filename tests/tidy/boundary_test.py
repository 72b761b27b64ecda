#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Plants one violation at a time in a border that is in order, and expects boundary.py to name it."""

import pathlib
import sys
import tempfile
from unittest import mock

import boundary

LISTED = {"UNGUARDED": {"parvis_abi": "a constant"}, "ONLY_IN_C": {"parvis_flags": "bits", "PARVIS_DONE": "success"}}

HEADER = """
PARVIS_API uint32_t parvis_abi(void);
PARVIS_API PARVIS_NODISCARD parvis_status parvis_approve(parvis_portal* portal,
                                                         const parvis_error** error);
/** Codes, for instance PARVIS_E_GONE = 9. */
enum parvis_code {
  PARVIS_DONE = 1,
  PARVIS_E_STALE = 302 /**< seen too long ago */
};
enum parvis_flags { PARVIS_FLAG = 1 };
"""
CPP_HEADER = """
enum class errc : int {
  // 3xx: a race was lost
  stale = 302,  ///< seen too long ago
};
"""
SOURCE = """
PARVIS_SAME(errc, stale, PARVIS_E_STALE);
extern "C" {
uint32_t parvis_abi(void) { return PARVIS_ABI; }
parvis_status parvis_approve(parvis_portal* portal,
                             const parvis_error** error) {
  return call(portal, error, [] {});
}
}
"""
PYTHON = "ffi.def_extern(name=name, error=error, onerror=_failed)\n"
FILES = {
    "capi/include/parvis/base.h": HEADER,
    "include/parvis/error.hpp": CPP_HEADER,
    "capi/src/codes.cpp": SOURCE,
    "bindings/python/slots.py": PYTHON,
}

# A file, what stands there, what is planted instead, and a piece of the complaint.
PLANTED = [
    ("capi/src/codes.cpp", "return call(portal, error, [] {});", "return approve(portal);", "parvis_approve: lets out"),
    ("capi/src/codes.cpp", "return PARVIS_ABI;", "return guard(nullptr, [] {});", "parvis_abi: on the list, and guarded"),
    ("capi/src/codes.cpp", "parvis_approve(parvis_portal", "parvis_reject(parvis_portal", "parvis_approve: declared for C"),
    ("capi/src/codes.cpp", "parvis_abi(void)", "parvis_version(void)", "parvis_abi: on the list, and nowhere"),
    ("capi/src/codes.cpp", "{ return PARVIS_ABI; }", "{ setjmp(all); }", "a jump over frames"),
    ("capi/src/codes.cpp", "PARVIS_SAME(errc, stale, PARVIS_E_STALE);", "", "PARVIS_E_STALE: asserted 0 times"),
    ("capi/src/codes.cpp", "extern", "PARVIS_SAME(errc, stale, PARVIS_E_STALE);\nextern", "PARVIS_E_STALE: asserted 2 times"),
    ("capi/include/parvis/base.h", "302 ", "302, PARVIS_E_CONFLICT = 301 ", "PARVIS_E_CONFLICT: asserted 0 times"),
    ("capi/include/parvis/base.h", "enum parvis_flags { PARVIS_FLAG = 1 };", "", "parvis_flags: on the list, and nowhere"),
    ("include/parvis/error.hpp", "302,", "302,\n  conflict,", "errc::conflict: has no number in C"),
    ("bindings/python/slots.py", ", onerror=_failed", "", "would answer 0"),
    ("bindings/python/slots.py", " error=error,", "", "would answer 0"),
]


def complaints(files):
    with tempfile.TemporaryDirectory() as root, mock.patch.multiple(boundary, **LISTED):
        for name, text in files.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return boundary.violations(root)


def main():
    problems = complaints(FILES)
    for name, there, planted, expected in PLANTED:
        assert there in FILES[name]
        if not any(expected in one for one in complaints({**FILES, name: FILES[name].replace(there, planted, 1)})):
            problems.append(f"not caught in {name}: {planted or 'without ' + there} ({expected})")
    print("\n".join(problems) or f"{len(PLANTED)} planted violations found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
