# SPDX-License-Identifier: BSL-1.0
"""build_ffi.py COMPILER INCLUDE_DIRECTORY OUTPUT: writes the C source of the extension module.

The declarations are the real header, preprocessed; what is added here are the functions of Python that stand behind
the slots of the host tables, and the slots themselves.
"""

import re
import subprocess
import sys

import cffi

SLOTS = """
  parvis_status storage_load(void *, parvis_call *, parvis_text, const parvis_key *, size_t);
  parvis_status storage_scan(void *, parvis_call *, parvis_text, const parvis_query *);
  parvis_status storage_commit(void *, parvis_call *, parvis_text, const parvis_batch *, size_t);
  parvis_status storage_maintain(void *, parvis_call *, parvis_text, size_t, size_t *);
  parvis_status storage_reopen(void *, parvis_storage *);
  parvis_status participant_take_part(void *, parvis_call *, void *, void *, const parvis_batch *);
  parvis_status mailer_send(void *, parvis_call *, const parvis_mail *);
  parvis_status cases_open(void *, parvis_call *, const parvis_case_request *);
  parvis_status payments_start(void *, parvis_call *, const parvis_checkout_request *);
  parvis_status clock_now(void *, parvis_call *, parvis_time_us *);
  parvis_status random_fill(void *, parvis_call *, uint8_t *, size_t);
  parvis_status hasher_hash(void *, parvis_call *, parvis_text, parvis_bytes);
  parvis_status hasher_verify(void *, parvis_call *, parvis_text, parvis_text, int32_t *);
  parvis_status text_nfc(void *, parvis_call *, parvis_text);
  parvis_status text_domain_to_ascii(void *, parvis_call *, parvis_text);
  parvis_status text_fold(void *, parvis_call *, parvis_text);
  parvis_status progress_tell(void *, uint64_t, uint64_t);
  parvis_status import_next(void *, parvis_call *);
  parvis_status import_tell(void *, parvis_call *, const parvis_import_outcome *);
  parvis_status export_write(void *, parvis_call *, parvis_text);
  void log_note(void *, parvis_text, parvis_text);
"""

# Python ends a thread that wants the GIL while the interpreter ends, and no frame of C++ may be left so: such a thread
# stays in the slot for as long as the process lives, as it does from Python 3.14 on.
HEAD = """
#include <parvis.h>
#include <pthread.h>
#include <unistd.h>
static void stay(void *unused) { (void)unused; for (;;) pause(); }
"""
SLOT = """
{answer} python_{name}({types});
static {answer} slot_{name}({parameters}) {{
  {declaration}
  pthread_cleanup_push(stay, NULL);
  {assignment}python_{name}({arguments});
  pthread_cleanup_pop(0);
  {result}
}}
"""


def slot(answer: str, name: str, types: str) -> str:
    given = [f"{one} a{n}" for n, one in enumerate(types.split(", "))]
    returns = answer != "void"
    return SLOT.format(
        answer=answer,
        name=name,
        types=types,
        parameters=", ".join(given),
        arguments=", ".join(f"a{n}" for n in range(len(given))),
        declaration=f"{answer} out;" if returns else "",
        assignment="out = " if returns else "",
        result="return out;" if returns else "",
    )


def main(compiler: str, include: str, output: str) -> None:
    command = [compiler, "-E", "-P", "-DPARVIS_CDEF", f"-I{include}", f"{include}/parvis.h"]
    declarations = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    ffi = cffi.FFI()
    slots = re.findall(r"(\w+) (\w+)\((.*)\);", SLOTS)
    ffi.cdef(declarations)
    for answer, name, types in slots:
        ffi.cdef(f'extern "Python+C" {answer} python_{name}({types}); static {answer} slot_{name}({types});')
    ffi.set_source("parvis._parvis", HEAD + "".join(slot(*one) for one in slots))
    ffi.emit_c_code(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
