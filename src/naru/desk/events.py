"""Events: what a command came to, as the books part of a row in the log. Everything the state is made of stands
here."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from naru.command import NO_FACTS, Facts, Id, Story
from naru.ledger import Account, Transfer, read_account

T = TypeVar("T")


class Event(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One row, decided.

    Args:
        number: of the row in the life tables.
        at: the instant it was written down, whole seconds since 1970 UTC; `day` is the day it happened, packed.
        cmd: the caller's id of the command.
        tag: 64 bits of a keyed digest of the command's content, to tell a retry from another command with its id.
        key: the key number a new subject takes; of a burn, the keyring's generation after it. `case_key` likewise for a
            new case.
        lines: transfers on the subject's book.
        noted: worth in minor units that no cover was left for.
    """

    seq: int
    number: int
    at: int
    day: int
    cmd: Id
    tag: int
    of: Id
    facts: Facts = NO_FACTS
    lines: tuple[Transfer, ...] = ()
    key: int = 0
    case_key: int = 0
    noted: int = 0


def _read(type: Any, written: Any) -> Any:
    return read_account(written) if type is Account else type.read(written)


encode = msgspec.msgpack.Encoder(enc_hook=attrgetter("wire")).encode
"""accounts are written by name, a book as an array of its two parts"""


def decoder(type: type[T]) -> Callable[[bytes], T]:
    """What reads this type back from the bytes `encode` made of it."""
    return msgspec.msgpack.Decoder(type, dec_hook=_read).decode


decode_event = decoder(Event)
decode_story = decoder(Story)
