#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks the layers and the house rules of a source tree: layers.py [ROOT].

One line for each violation; the exit status is 0 when there is none.
"""

import pathlib
import re
import sys

# Which layer a file belongs to: the first pattern that matches its path. Then what that layer may include of ours; a
# name that ends in .hpp is a single file. Data goes one way: no layer names one that stands above it.
LAYERS = [
    ("base", r"include/parvis/(version|result|error)\.hpp", []),
    ("values", r"(include/parvis|src)/values/", ["base", "parvis/ports/text_policy.hpp"]),
    ("model", r"include/parvis/model/", ["base", "values"]),
    ("ports", r"include/parvis/ports/", ["base", "values", "model"]),
    ("texts", r"include/parvis/messages\.hpp|src/[^/]*\.cpp", ["base", "values", "model"]),
    ("rules", r"include/parvis/rules/", ["base", "values", "model", "texts"]),
    ("crypto", r"include/parvis/crypto\.hpp|src/crypto/", ["base", "values", "ports", "parvis/adapters/system.hpp"]),
    ("mails", r"src/mails/", ["base", "values", "model", "texts"]),
    ("portal", r"include/parvis/portal(/|\.hpp)", ["base", "values", "model", "crypto"]),
    ("adapters", r"(include/parvis|src)/adapters/", ["base", "values", "model", "ports"]),
    ("simulation", r"include/parvis/testkit/simulation",
     ["base", "values", "model", "ports", "crypto", "portal", "testkit"]),
    ("testkit", r"include/parvis/testkit/", ["base", "values", "model", "ports"]),
    ("flow", r"src/flow/", ["base", "values", "model", "ports", "texts", "rules", "crypto", "mails", "portal"]),
    ("umbrella", r"include/parvis\.hpp",
     ["base", "values", "model", "ports", "texts", "crypto", "portal", "adapters"]),
    ("capi", r"capi/", ["base", "values", "model", "ports", "texts", "crypto", "portal", "adapters", "testkit", "umbrella"]),
    # A host needs Unicode from somewhere; ours is the C++ adapter.
    ("hosts", r"bindings/|examples/(c|console)/|examples/.*\.c$", ["capi", "parvis/adapters/icu_text.hpp"]),
    ("examples", r"examples/", ["base", "values", "model", "ports", "texts", "crypto", "portal", "adapters", "umbrella"]),
    ("tests", r"tests/", [".*"]),
]

# Headers that are not ours: the files concerned, what they may not include, and why.
SLOW = r"regex|iostream|sstream|chrono|functional|map|unordered_map|format"
FOREIGN = [
    (r"include/(?!parvis/testkit/)", SLOW, "public headers stay quick to compile"),
    (r"include/", r"fmt/.*|openssl/.*|sqlite3\.h|libpq.*|curl/.*|unicode/.*", "public headers need Boost.Outcome only"),
    (r"include/(?!parvis/result\.hpp)", r"boost/.*", "Boost.Outcome comes through parvis/result.hpp"),
    (r"include/parvis/(values|model|rules)/|src/values/",
     r"[io]?f?stream|[io]s?stream|sstream|cstdio|thread|mutex|atomic|random|ctime|time\.h", "decisions are pure"),
    (r"(?!src/crypto/|tests/)", r"openssl/.*", "OpenSSL only in src/crypto"),
    (r"(?!src/adapters/sqlite/|examples/c/|tests/)", r"sqlite3\.h", "SQLite only in src/adapters/sqlite"),
    (r"(?!src/adapters/icu/)", r"unicode/.*", "ICU only in src/adapters/icu"),
    (r".*\.(hpp|h)$", r"fmt/.*", "fmt only in .cpp files"),
    (r"src/", r"iostream|locale|regex", "the library prints nothing and knows no locale"),
]

# Reached through any number of includes.
REACH = [
    (r"include/parvis/rules/", r"include/parvis/(ports/(?!text_policy\.hpp)|crypto|portal|adapters)", "rules see no port"),
    (r"include/parvis/(values|model|ports)/", r"include/parvis/(rules/|crypto|portal|adapters|testkit)",
     "nothing looks up"),
    (r"include/parvis/testkit/", r"include/parvis/rules/", "a model that borrows the rules proves nothing"),
    (r"include/parvis\.hpp", r"include/parvis/(model/(schema|record|check)|rules/|testkit/)",
     "the umbrella is for applications"),
]

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "include", "src", "capi", "examples", "bindings",
             "tests", "build"}

# What no line may hold. Written in pieces, so that this file obeys itself.
UNWANTED = [
    (r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b", "unfinished"),
    (r"(?<![\w.])/(wo" r"rk|ro" r"ot|ho" r"me|Us" r"ers)/", "a path of one machine"),
]

SOURCE = re.compile(r".*\.(hpp|cpp|h|c|py|go|sh|cmake|in)$|.*CMakeLists\.txt$")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def files_of(root):
    """Paths relative to the root of everything that a person wrote, in order."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if name.parts[0] in (".git", "build") or name.parts[0].startswith("build-") or "__pycache__" in name.parts:
            continue
        if path.is_file():
            yield name.as_posix()


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = list(files_of(root))
        self.text = {}
        for name in self.files:
            data = (root / name).read_bytes()
            if b"\0" not in data:
                self.text[name] = data.decode("utf-8", "surrogateescape").splitlines()
        known = set(self.files)
        self.includes = {}
        for name, lines in self.text.items():
            if not re.search(r"\.(hpp|cpp|h|c)$", name):
                continue
            here = pathlib.PurePosixPath(name).parent.as_posix()
            self.includes[name] = []
            for number, line in enumerate(lines, 1):
                if found := INCLUDE.match(line):
                    places = [f"{place}/{found[1]}" for place in (here, "include", "src", "tests", "capi/include")]
                    ours = next((place for place in places if place in known), None)
                    self.includes[name].append((number, found[1], ours))

    def reached(self, name):
        seen, todo = set(), [name]
        while todo:
            for _, _, ours in self.includes.get(todo.pop(), []):
                if ours and ours not in seen:
                    seen.add(ours)
                    todo.append(ours)
        return seen


def layer_of(name):
    return next(((layer, below) for layer, pattern, below in LAYERS if re.match(pattern, name)), (None, []))


def wrong_includes(tree):
    for name, includes in tree.includes.items():
        layer, below = layer_of(name)
        if layer is None:
            yield f"{name}: belongs to no layer"
        for number, spelled, ours in includes:
            if ours is None:
                for files, headers, why in FOREIGN:
                    if re.match(files, name) and re.fullmatch(headers, spelled):
                        yield f"{name}:{number}: <{spelled}>: {why}"
                if spelled.startswith("parvis/"):
                    yield f"{name}:{number}: {spelled}: no such header"
                continue
            other = layer_of(ours)[0]
            if other != layer and not any(re.fullmatch(one, other) or one == spelled for one in below):
                yield f"{name}:{number}: {layer} may not include {spelled} ({other})"


def wrong_reach(tree):
    for name in tree.includes:
        for files, targets, why in REACH:
            if re.match(files, name):
                for target in sorted(tree.reached(name)):
                    if re.match(targets, target):
                        yield f"{name}: reaches {target}: {why}"


def wrong_text(tree):
    for name, lines in tree.text.items():
        head = lines[:2] if lines and lines[0].startswith("#!") else lines[:1]
        if (SOURCE.match(name) or lines and lines[0].startswith("#!")) and not any("SPDX-License-Identifier: BSL-1.0" in one for one in head):
            yield f"{name}:1: the SPDX line is missing"
        if name.endswith(".hpp") and "#pragma once" not in lines[:3]:
            yield f"{name}:2: #pragma once is missing"
        for number, line in enumerate(lines, 1):
            for pattern, why in UNWANTED:
                if re.search(pattern, line):
                    yield f"{name}:{number}: {why}: {line.strip()}"


def wrong_places(tree):
    for top in sorted({name.split("/")[0] for name in tree.files}):
        if top not in TOP_LEVEL and not top.startswith("."):
            yield f"{top}: no such entry is agreed at the top level"


def violations(root):
    tree = Tree(pathlib.Path(root))
    return [one for check in (wrong_includes, wrong_reach, wrong_text, wrong_places) for one in check(tree)]


if __name__ == "__main__":
    found = violations(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    print("\n".join(found) if found else "the layers hold")
    sys.exit(1 if found else 0)
