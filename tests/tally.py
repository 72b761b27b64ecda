#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""tally.py DIRECTORY: the sums of what ctest wrote there, in one line.

What other runners wrote there as JUnit does is counted too. A test that is a doctest runner counts as many as it has
test cases, any other counts one. So does a step that left a file STEP.failed, unless a file whose name begins with STEP
says what failed in it. The exit status is 0 when something passed and nothing failed.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree

CASES = re.compile(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped")


def status(case):
    """In ctest's words: it has an attribute where others have an element."""
    if case.get("status"):
        return case.get("status")
    if case.find("skipped") is not None:
        return "disabled"
    return "fail" if case.find("failure") is not None or case.find("error") is not None else "run"


def counted(case):
    """How many passed, failed and were skipped in one test."""
    ran = status(case) in ("run", "fail")
    passed = status(case) == "run"
    found = CASES.findall(re.sub(r"\x1b\[[0-9;]*m", "", case.findtext("system-out") or ""))
    if not found:
        return int(passed), int(ran and not passed), int(not ran)
    good, bad, skipped = map(int, found[-1])
    # A runner that fails although none of its cases did was ended by a sanitizer.
    return good, bad or int(not passed), skipped


def main(directory):
    sums, failed = [0, 0, 0], []
    for results in sorted(directory.glob("*.xml")):
        for case in xml.etree.ElementTree.parse(results).iter("testcase"):
            counts = counted(case)
            sums = [one + more for one, more in zip(sums, counts)]
            if counts[1]:
                failed.append(f"{results.stem}: {case.get('name')}")
    for step in sorted(path.stem for path in directory.glob("*.failed")):
        if not any(name.startswith(step) for name in failed):
            sums[1] += 1
            failed.append(step)
    for name in failed:
        print("failed:", name)
    print(f"{sums[0]} passed, {sums[1]} failed" + (f", {sums[2]} skipped" if sums[2] else ""))
    return 0 if sums[0] and not sums[1] else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
