"""Events: what a command came to, as the books part of a row in the log. Everything the state is made of stands
here."""

from __future__ import annotations

import msgspec

from naru.command import NO_FACTS, Facts, Id, Story
from naru.ledger import Transfer


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


encode = msgspec.msgpack.Encoder().encode
decode_event = msgspec.msgpack.Decoder(Event).decode
decode_story = msgspec.msgpack.Decoder(Story).decode
