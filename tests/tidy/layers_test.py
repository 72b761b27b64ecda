#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Plants one violation at a time in a tree that is in order, and expects layers.py to name it."""

import pathlib
import sys
import tempfile

import layers

SPDX = "// SPDX-License-Identifier: BSL-1.0\n"
HEAD = SPDX + "#pragma once\n"

GOOD = {
    "LICENSE": "",
    "CMakeLists.txt": "# SPDX-License-Identifier: BSL-1.0\n",
    "tests/run": "#!/usr/bin/env bash\n# SPDX-License-Identifier: BSL-1.0\n",
    "include/parvis.hpp": HEAD + '#include "parvis/portal.hpp"\n#include "parvis/adapters/store.hpp"\n',
    "include/parvis/result.hpp": HEAD + "#include <boost/outcome/std_result.hpp>\n",
    "include/parvis/crypto.hpp": HEAD + '#include "parvis/ports/clock.hpp"\n',
    "include/parvis/portal.hpp": HEAD + '#include "parvis/crypto.hpp"\n#include "parvis/model/row.hpp"\n',
    "include/parvis/values/text.hpp": HEAD + '#include <string>\n#include "parvis/ports/text_policy.hpp"\n',
    "include/parvis/model/row.hpp": HEAD + '#include "parvis/values/text.hpp"\n',
    "include/parvis/model/schema.hpp": HEAD + '#include "parvis/model/row.hpp"\n',
    "include/parvis/ports/clock.hpp": HEAD + '#include "parvis/result.hpp"\n',
    "include/parvis/ports/text_policy.hpp": HEAD + '#include "parvis/result.hpp"\n',
    "include/parvis/rules/approval.hpp": HEAD + '#include "parvis/model/row.hpp"\n',
    "include/parvis/adapters/store.hpp": HEAD + '#include "parvis/ports/clock.hpp"\n',
    "include/parvis/testkit/fake.hpp": HEAD + '#include <map>\n#include "parvis/ports/clock.hpp"\n',
    "src/flow/core.hpp": HEAD + '#include "parvis/rules/approval.hpp"\n',
    "src/flow/approval.cpp": SPDX + '#include "flow/core.hpp"\n#include <fmt/format.h>\n',
    "src/crypto/hmac.cpp": SPDX + "#include <openssl/evp.h>\n",
    "src/adapters/sqlite/store.cpp": SPDX + "#include <sqlite3.h>\n",
    "capi/src/approval.cpp": SPDX + '#include "parvis.hpp"\n',
}


def including(what):
    return {"line": f"#include {what}\n"}


# A file, what is added to it (or what it becomes), and a piece of the complaint.
PLANTED = [
    ("include/parvis/values/text.hpp", including('"parvis/model/row.hpp"'), "values may not include"),
    ("include/parvis/values/text.hpp", including('"parvis/ports/clock.hpp"'), "values may not include"),
    ("include/parvis/model/row.hpp", including('"parvis/rules/approval.hpp"'), "model may not include"),
    ("include/parvis/ports/clock.hpp", including('"parvis/portal.hpp"'), "ports may not include"),
    ("include/parvis/ports/clock.hpp", including('"parvis/adapters/store.hpp"'), "ports may not include"),
    ("include/parvis/rules/approval.hpp", including('"parvis/ports/clock.hpp"'), "rules may not include"),
    ("include/parvis/rules/approval.hpp", including('"parvis/crypto.hpp"'), "rules may not include"),
    ("include/parvis/values/text.hpp", including('"parvis/ports/clock.hpp"'), "rules see no port"),
    ("include/parvis/model/row.hpp", including('"parvis/crypto.hpp"'), "nothing looks up"),
    ("include/parvis/portal.hpp", including('"parvis/rules/approval.hpp"'), "portal may not include"),
    ("include/parvis/portal.hpp", including('"parvis/model/schema.hpp"'), "the umbrella is for applications"),
    ("src/crypto/hmac.cpp", including('"flow/core.hpp"'), "crypto may not include"),
    ("src/adapters/sqlite/store.cpp", including('"flow/core.hpp"'), "adapters may not include"),
    ("capi/src/approval.cpp", including('"flow/core.hpp"'), "capi may not include"),
    ("src/flow/approval.cpp", including('"parvis/gone.hpp"'), "no such header"),
    ("src/stray/thing.cpp", {"file": SPDX}, "belongs to no layer"),
    *[("include/parvis/model/row.hpp", including(f"<{name}>"), "quick to compile") for name in layers.SLOW.split("|")],
    ("include/parvis/model/row.hpp", including("<boost/json.hpp>"), "comes through parvis/result.hpp"),
    ("include/parvis/adapters/store.hpp", including("<sqlite3.h>"), "Boost.Outcome only"),
    ("include/parvis/testkit/fake.hpp", including("<openssl/evp.h>"), "Boost.Outcome only"),
    ("include/parvis/rules/approval.hpp", including("<ostream>"), "decisions are pure"),
    ("include/parvis/rules/approval.hpp", including("<random>"), "decisions are pure"),
    ("include/parvis/values/text.hpp", including("<mutex>"), "decisions are pure"),
    ("src/flow/core.hpp", including("<fmt/format.h>"), "fmt only in .cpp"),
    ("src/flow/approval.cpp", including("<openssl/evp.h>"), "OpenSSL only in src/crypto"),
    ("src/flow/approval.cpp", including("<sqlite3.h>"), "SQLite only in"),
    ("src/flow/approval.cpp", including("  <iostream>"), "prints nothing"),
    ("src/flow/approval.cpp", {"line": "// TO" "DO later\n"}, "unfinished"),
    ("src/flow/approval.cpp", {"line": 'auto p = "/ho' 'me/somebody/x";\n'}, "a path of one machine"),
    ("src/flow/approval.cpp", {"file": "int x;\n"}, "the SPDX line is missing"),
    ("tests/run", {"file": "#!/usr/bin/env bash\n"}, "the SPDX line is missing"),
    ("src/flow/core.hpp", {"file": SPDX}, "#pragma once is missing"),
    ("notes/idea.md", {"file": "an idea\n"}, "top level"),
]


def complaints(tree):
    with tempfile.TemporaryDirectory() as root:
        for name, text in tree.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return layers.violations(root)


def main():
    problems = complaints(GOOD)
    for name, change, expected in PLANTED:
        planted = change.get("file", GOOD.get(name, "") + change.get("line", ""))
        if not any(expected in one for one in complaints({**GOOD, name: planted})):
            problems.append(f"not caught in {name}: {planted.splitlines()[-1]} ({expected})")
    print("\n".join(problems) or f"{len(PLANTED)} planted violations found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
