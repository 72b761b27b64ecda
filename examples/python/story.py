# SPDX-License-Identifier: BSL-1.0
"""The main job of the library, on a storage of the host's own, with real cryptography.

Exit status: 0 when all went as the forms tell, 1 when something did not, 2 when it could not be told.
"""

from __future__ import annotations

import secrets
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path

import parvis

from closing import close_the_book, try_to_sign_in
from contacts import make_contacts
from deciding import decide, grant_one_more, race_for_the_last_seat
from door import let_time_pass, sign_up
from forms import read_forms
from host import CaseBook, ConsoleLog, Mailbox, StoryClock
from office import go_on
from opening import open_the_portal
from stage import Guest, Stage, Teller
from storage import HostStorage

CHAPTERS = (
    open_the_portal,
    sign_up,
    let_time_pass,
    decide,
    race_for_the_last_seat,
    grant_one_more,
    try_to_sign_in,
    close_the_book,
    go_on,
)


def arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=Path, required=True, help="examples/forms.jsonl says how one is written")
    parser.add_argument("--store", type=Path, required=True, help="a file that does not exist yet")
    parser.add_argument("--mails", type=Path, required=True, help="a folder")
    return parser.parse_args()


def tell(given: Namespace) -> bool:
    teller = Teller()
    guests = [Guest(form) for form in read_forms(given.forms)]

    # The host: everything the portal needs from the software around it.
    clock, cases = StoryClock(), CaseBook()
    make_contacts(given.store)
    with (
        closing(HostStorage(given.store)) as storage,
        parvis.Portal(
            storage=storage,
            keys=[parvis.RingKey(1, secrets.token_bytes(32))],
            clock=clock,
            mailer=parvis.EmlMailer(given.mails, "portail@beaumont.example", "Cabinet Beaumont"),
            cases=cases,
            log=ConsoleLog(),
            blocklist="correct horse battery staple\nil etait une fois dans l ouest\n",
        ) as portal,
    ):
        on = Stage(portal, clock, Mailbox(given.mails), cases, teller, guests)
        for chapter in CHAPTERS:
            chapter(on)

    went = "All went as told" if teller.failed == 0 else "Not all went as told"
    print(f"\n{went}: {len(guests)} forms, {teller.checked} expectations, {teller.failed} failed.")
    return teller.failed == 0


def main() -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    given = arguments()
    try:
        return 0 if tell(given) else 1
    except Exception as why:
        sys.stdout.flush()
        print(f"story.py: {why}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
