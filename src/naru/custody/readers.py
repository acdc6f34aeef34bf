"""Who may open a desk: the one who made it, and whoever sits beside it by an invitation that ends.

Every reader sees the money, under ids that say nothing. Names and stories open case by case: to those who see every
case, and to those to whom a case was given. Only those who see every case decide about readers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Final, NamedTuple

from naru.command import Id
from naru.days import earliest
from naru.desk.desk import Desk
from naru.refusal import Refusal
from naru.vault.kdf import KdfProfile
from naru.vault.keyring.generation import PERSON, Reader

NAME_MOST: Final = 60
"""letters of a working name"""


class Seat(NamedTuple):
    """One reader as people see them.

    Args:
        name: the working name; empty for whoever made the book.
        every: whether every case opens to them; else `cases` do.
        until: last day of the invitation, packed; 0: it does not end by itself.
        you: whether it is who asks.
    """

    name: str
    every: bool
    cases: tuple[Id, ...]
    until: int
    you: bool


def seats(desk: Desk) -> list[Seat]:
    """Everybody who opens the desk with a sentence; whoever made it first."""
    return sorted(_seat(desk, id, reader) for id, reader in desk.keyring.readers.items() if reader.kind == PERSON)


def invite(
    desk: Desk,
    name: str,
    passphrase: bytes,
    profile: KdfProfile,
    today: int,
    *,
    cases: Collection[Id] | None = None,
    until: int = 0,
) -> None:
    """Let somebody else open the desk, with a sentence of their own.

    Args:
        passphrase: theirs, canonical bytes (`naru.i18n.words.canonical`).
        cases: the cases whose names and stories open to them; None: every one, those still to come too.
        until: last day, packed; the first opening after it shuts them out. 0: none.
    Raises:
        Refusal: ``readers.owner-only``, ``readers.name``, ``readers.name-taken``, ``readers.same-words``,
            ``readers.too-many``, ``readers.day-past``, ``desk.no-such-case``: nothing has changed. ``disk.*``.
    """
    can_invite(desk, name, today, until)
    numbers = _numbers(desk, cases)
    desk.settle()
    desk.keyring.access.add_reader(passphrase, profile, _tidy(name), cases=numbers, until=until)


def can_invite(desk: Desk, name: str, today: int, until: int = 0) -> None:
    """Refuse what `invite` refuses, before somebody has learned a sentence for it."""
    desk.must_see_all()
    name = _tidy(name)
    if not name or len(name) > NAME_MOST or not name.isprintable():
        raise Refusal("readers.name", most=NAME_MOST)
    if any(_plain(seat.name) == _plain(name) for seat in seats(desk)):
        raise Refusal("readers.name-taken")
    if until and earliest(until) < earliest(today):
        raise Refusal("readers.day-past")


def give(desk: Desk, name: str, cases: Collection[Id] | None) -> None:
    """Set which cases open to a reader from now on; None: every one. What they copied before stays theirs.

    Raises:
        Refusal: ``readers.owner-only``, ``readers.unknown``, ``readers.last``, ``desk.no-such-case``: nothing has
            changed. ``disk.*``.
    """
    desk.must_see_all()
    id, numbers = _find(desk, name), _numbers(desk, cases)
    desk.settle()
    desk.keyring.access.let_read(id, numbers)


def shut_out(desk: Desk, name: str) -> None:
    """Let a reader open the desk no more. What they copied before stays theirs.

    Raises:
        Refusal: ``readers.owner-only``, ``readers.unknown``, ``readers.last``: nothing has changed. ``disk.*``.
    """
    desk.must_see_all()
    id = _find(desk, name)
    desk.settle()
    desk.keyring.change(drop_readers=[id])


def _seat(desk: Desk, id: str, reader: Reader) -> Seat:
    keyring = desk.keyring
    open_to = keyring.cases_of(id)
    cases = () if reader.every else tuple(of for of, case in desk.state.cases.items() if case.case_key in open_to)
    return Seat(reader.name, reader.every, cases, reader.until, id == keyring.reader_id)


def _find(desk: Desk, name: str) -> str:
    for id, reader in desk.keyring.readers.items():
        if reader.kind == PERSON and reader.name and _plain(reader.name) == _plain(name):
            return id
    raise Refusal("readers.unknown")


def _numbers(desk: Desk, cases: Collection[Id] | None) -> list[int] | None:
    if cases is None:
        return None
    if any(of not in desk.state.cases for of in cases):
        raise Refusal("desk.no-such-case")
    return [desk.state.cases[of].case_key for of in cases]


def _tidy(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).split()).casefold()
