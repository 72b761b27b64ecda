# SPDX-License-Identifier: BSL-1.0
"""build_ffi.py COMPILER INCLUDE_DIRECTORY OUTPUT: writes the C source of the extension module.

The declarations are the real header, preprocessed; what is added here are the functions of Python that stand behind
the slots of the host tables.
"""

import subprocess
import sys

import cffi

SLOTS = """
extern "Python" {
  parvis_status slot_storage_load(void *, parvis_call *, parvis_text, const parvis_key *, size_t);
  parvis_status slot_storage_scan(void *, parvis_call *, parvis_text, const parvis_query *);
  parvis_status slot_storage_commit(void *, parvis_call *, parvis_text, const parvis_batch *, size_t);
  parvis_status slot_storage_reopen(void *, parvis_storage *);
  parvis_status slot_participant_take_part(void *, parvis_call *, void *, void *, const parvis_batch *);
  parvis_status slot_mailer_send(void *, parvis_call *, const parvis_mail *);
  parvis_status slot_cases_open(void *, parvis_call *, const parvis_case_request *);
  parvis_status slot_clock_now(void *, parvis_call *, parvis_time_us *);
  parvis_status slot_random_fill(void *, parvis_call *, uint8_t *, size_t);
  parvis_status slot_hasher_hash(void *, parvis_call *, parvis_text, parvis_bytes);
  parvis_status slot_hasher_verify(void *, parvis_call *, parvis_text, parvis_text, int32_t *);
  parvis_status slot_text_nfc(void *, parvis_call *, parvis_text);
  parvis_status slot_text_domain_to_ascii(void *, parvis_call *, parvis_text);
  void slot_log_note(void *, parvis_text, parvis_text);
  parvis_status slot_progress_tell(void *, uint64_t, uint64_t);
}
"""


def main(compiler: str, include: str, output: str) -> None:
    command = [compiler, "-E", "-P", "-DPARVIS_CDEF", f"-I{include}", f"{include}/parvis.h"]
    declarations = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    ffi = cffi.FFI()
    ffi.cdef(declarations + SLOTS)
    ffi.set_source("parvis._parvis", "#include <parvis.h>")
    ffi.emit_c_code(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
