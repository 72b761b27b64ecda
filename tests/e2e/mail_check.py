#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Reads the messages that eml_mailer wrote with parsers that are not ours, and says what is wrong with them.

    mail_check.py [--quiet] DIRECTORY [EXPECTED.json]

One line a mail (with --quiet only a mail that has problems). EXPECTED maps file names to what is to be found in them:
any of subject, to, to_name, from, from_name, date (ISO 8601), language, text. It then names every file there may be.
The exit status is 0 when there are messages and every one is right.
"""

import argparse
import email.header
import email.policy
import email.utils
import html.parser
import json
import pathlib
import re
import sys

HEADERS = ["auto-submitted", "content-language", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"]
# The attributes each element may have; an element that is not here may not stand in a mail.
ELEMENTS = {
    "html": {"lang", "dir"}, "head": set(), "meta": {"charset"}, "title": set(), "body": set(), "p": set(),
    "a": {"href"}, "bdi": set(),
}
RIGHT_TO_LEFT = {"ar", "he", "fa", "ur"}


class Document(html.parser.HTMLParser):
    """Collects the paragraphs as the text alternative would write them, and whatever has no place in a mail."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.problems, self.open, self.paragraphs, self.title, self.links, self.root = [], [], [], "", [], {}
        self.feed(source)
        self.close()
        if self.open:
            self.problems.append(f"elements left open: {self.open}")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if not attributes.keys() == ELEMENTS.get(tag):
            self.problems.append(f"element {tag} with {sorted(attributes)}")
        if tag == "html":
            self.root = attributes
        elif tag == "p":
            self.paragraphs.append("")
        elif tag == "a":
            self.links.append(attributes.get("href"))
        elif tag == "bdi":
            self.handle_data("\u2068")
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> out of place")
        elif tag == "bdi":
            self.handle_data("\u2069")
        elif tag == "a":
            self.handle_data("\n" + str(self.links[-1]))

    def handle_data(self, data):
        if "p" in self.open:
            self.paragraphs[-1] += data
        elif "title" in self.open:
            self.title += data
        elif data.strip():
            self.problems.append(f"text outside of paragraphs: {data!r}")

    def handle_comment(self, data):
        self.problems.append(f"a comment: {data!r}")

    def handle_pi(self, data):
        self.problems.append(f"a processing instruction: {data!r}")

    def handle_decl(self, decl):
        if decl != "DOCTYPE html":
            self.problems.append(f"a declaration: {decl!r}")

    def unknown_decl(self, data):
        self.problems.append(f"a declaration: {data!r}")


def check_octets(octets):
    """RFC 5322 section 2: ASCII in lines that end in CRLF and have a limit; RFC 2047 section 2: shorter encoded words."""
    if not octets.isascii() or b"\0" in octets:
        yield "octets that are not ASCII"
    if not octets.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", octets):
        yield "a line end that is not CRLF"
    for line in octets.split(b"\r\n"):
        if len(line) > 998 or (len(line) > 78 and b"@" not in line) or (len(line) > 76 and b"=?" in line):
            yield f"a line of {len(line)} octets"
    if any(len(word) > 75 for word in re.findall(rb"=\?\S+\?=", octets.partition(b"\r\n\r\n")[0])):
        yield "an encoded word of more than 75 octets"


def check_headers(message):
    if sorted(name.lower() for name in message.keys()) != HEADERS:
        yield f"headers {message.keys()}"
        return
    for name in message.keys():
        if message[name].defects:
            yield f"{name}: {message[name].defects}"
    for name in ("from", "to"):
        if len(message[name].addresses) != 1 or len(message[name].groups) != 1:
            yield f"{name} has {len(message[name].addresses)} addresses"
    if message["date"].datetime is None or message["date"].datetime.utcoffset() is None:
        yield "a date without a time zone"
    if message["auto-submitted"] != "auto-generated" or message["mime-version"] != "1.0":
        yield "Auto-Submitted or MIME-Version"


def check_parts(message):
    for part in message.walk():
        if part.defects:
            yield f"{part.get_content_type()}: {part.defects}"
    types = [part.get_content_type() for part in message.walk()]
    if types != ["multipart/alternative", "text/plain", "text/html"]:
        yield f"parts {types}"
        return
    for part in message.iter_parts():
        if part.get_content_charset() != "utf-8" or sorted(k.lower() for k in part.keys()) != [
            "content-transfer-encoding", "content-type"
        ]:
            yield f"headers of a part: {part.items()}"


def text_of(part):
    octets = part.get_payload(decode=True)
    return octets.decode("utf-8").replace("\r\n", "\n")


def check_contents(message):
    text, markup = (text_of(part) for part in message.iter_parts())
    document = Document(markup)
    yield from document.problems
    language = message["content-language"]
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    if document.root != {"lang": language, "dir": direction}:
        yield f"the document says {document.root}, the header {language}"
    if document.title != message["subject"]:
        yield f"the title is {document.title!r}, the subject {message['subject']!r}"
    if len(document.links) > 1 or any(not str(link).startswith("https://") for link in document.links):
        yield f"links {document.links}"
    if "\n\n".join(document.paragraphs) + "\n" != text:
        yield f"the alternatives differ: {document.paragraphs!r} and {text!r}"


def name_in(header):
    """By the older parser: the newer one keeps the blank between two encoded words of a phrase (RFC 2047 section 6.2)."""
    return str(email.header.make_header(email.header.decode_header(email.utils.parseaddr(header)[0])))


def check_expected(message, octets, expected):
    raw = email.message_from_bytes(octets, policy=email.policy.compat32)
    found = {
        "subject": str(message["subject"]), "date": message["date"].datetime.isoformat(),
        "to": message["to"].addresses[0].addr_spec, "to_name": name_in(raw["to"]),
        "from": message["from"].addresses[0].addr_spec, "from_name": name_in(raw["from"]),
        "language": str(message["content-language"]), "text": text_of(next(message.iter_parts())),
    }
    for name, value in expected.items():
        if found[name] != value:
            yield f"{name} is {found[name]!r} instead of {value!r}"


def problems_of(path, expected):
    octets = path.read_bytes()
    message = email.message_from_bytes(octets, policy=email.policy.default)
    # Each step relies on the one before.
    for step in (
        lambda: check_octets(octets),
        lambda: check_headers(message),
        lambda: check_parts(message),
        lambda: check_contents(message),
        lambda: check_expected(message, octets, expected),
    ):
        if problems := list(step()):
            return message, problems
    if not message["message-id"].strip().startswith(f"<{path.stem}@"):
        return message, ["the file is not named after the message id"]
    return message, []


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--quiet", action="store_true")
    arguments.add_argument("directory", type=pathlib.Path)
    arguments.add_argument("expected", type=pathlib.Path, nargs="?")
    options = arguments.parse_args()
    files = sorted(options.directory.iterdir())
    expected = json.loads(options.expected.read_text("utf-8")) if options.expected else {}
    wrong = 0
    if not files or (expected and sorted(expected) != [file.name for file in files]):
        print(f"{options.directory}: {len(files)} files, not the ones expected")
        wrong += 1
    for file in files:
        message, problems = problems_of(file, expected.get(file.name, {}))
        wrong += bool(problems)
        if problems or not options.quiet:
            print(f"{'WRONG' if problems else 'right'}  {file.name}  to {message['to']}: {message['subject']!s:.80}")
        for problem in problems:
            print(f"       {problem}")
    print(f"{len(files)} mails, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
