# SPDX-License-Identifier: BSL-1.0
"""The works of `run`, done in Python: host.py FILE."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import parvis

sys.path.append(str(Path(__file__).parents[3] / "examples" / "python"))


class Firm:
    def __init__(self, storage: parvis.Storage) -> None:
        key = parvis.RingKey(1, b"0123456789abcdef0123456789abcdef")
        self.door = parvis.Portal(storage=storage, keys=[key], scrypt=parvis.Scrypt(log2_n=1, r=1, p=1))
        self.visitor = parvis.Caller("ravel")
        self.people = 0

    def set_up(self) -> None:
        made = self.door.set_up(
            self.visitor,
            portal_name="Cabinet Ravel",
            portal_url="https://portal.example.org",
            first_name="Claire",
            last_name="Beaumont",
            email="claire@example.org",
            username="claire",
            password="seven violet otters swim",
            grants=[parvis.SeatGrant("core", 1)],
        )
        admin = replace(self.visitor, actor=made.administrator)
        self.door.change_settings(admin, replace(self.door.view_settings(admin), email_proof=parvis.EmailProof.OFF))
        self.token = self.door.create_invite(admin).link.partition("token=")[2]

    def sign_up(self) -> None:
        name = f"zoe{self.people}"
        self.people += 1
        self.sign_up_as(self.token, name, f"{name}@example.org")

    def sign_up_as(self, token: str, name: str, email: str) -> None:
        self.door.sign_up(
            self.visitor,
            token=token,
            first_name="Zoé",
            last_name="O'Brien",
            username=name,
            email=email,
            password="nine amber herons dive",
            language="fr",
        )


def seconds(times: int, work: Callable[[], object]) -> float:
    start = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - start) / times


def say(work: str, figure: float) -> None:
    print(f"{work}\t{figure:.1f}")


def calls() -> None:
    firm = Firm(parvis.MemoryStorage())
    firm.set_up()

    def refused() -> None:
        try:
            firm.sign_up_as("no token", "zoe", "zoe@example.org")
        except parvis.RequestError:
            return
        raise AssertionError

    say("refused sign-up, ns", seconds(20_000, refused) * 1e9)
    say("marshalling of a sign-up, ns", seconds(20_000, marshalled(firm)) * 1e9)
    say("form in memory, ns", seconds(20_000, lambda: firm.door.view_sign_up_form(firm.visitor)) * 1e9)


def marshalled(of: Firm) -> Callable[[], object]:
    """A sign-up without the library: nothing is called, and nothing answered."""
    other = Firm(parvis.MemoryStorage())
    call = other.door._call

    def around(_what: object, *given: Any, read: object) -> None:
        call(lambda *_: parvis.Code.DONE, *given, read=lambda _: None)

    other.door._call = around  # type: ignore[method-assign]
    return lambda: other.sign_up_as(of.token, "zoe", "zoe@example.org")


def opening() -> None:
    Firm(parvis.MemoryStorage()).door.close()


def sign_ups(work: str, storage: parvis.Storage, times: int) -> None:
    firm = Firm(storage)
    firm.set_up()
    seconds(times // 10, firm.sign_up)
    say(work, 1 / seconds(times, firm.sign_up))
    firm.door.close()


def main(file: str) -> None:
    from storage import HostStorage

    calls()
    say("open and close, us", seconds(500, opening) * 1e6)
    sign_ups("sign-ups in memory, per second", parvis.MemoryStorage(), 10_000)
    normal = parvis.SqliteStorage(file, synchronous=parvis.SqliteSynchronous.NORMAL)
    sign_ups("sign-ups on SQLite NORMAL, per second", normal, 5_000)
    own = HostStorage(file + ".own")
    sign_ups("sign-ups on own storage FULL, per second", own, 500)
    own.close()


main(sys.argv[1])
