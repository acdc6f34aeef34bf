"""Records that a law demands: set up once, written with every row, handed over sealed, opened on another machine.

Which commands and which fields is a table of the profile (`naru.rules.demands`). Nothing here opens a record; that
takes a key that was never on the desk's machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from naru.desk.desk import Desk
from naru.desk.record import Record
from naru.refusal import Refusal
from naru.rules.demands import DEMANDS
from naru.vault import archive, files
from naru.vault.archive import Archive, Handed
from naru.vault.log import chain, rows
from naru.vault.log.interface import Row

decode = msgspec.msgpack.Decoder(Record).decode


def keep(desk: Desk, profile: str, public: bytes) -> None:
    """From here on every row carries what the profile's law demands of it, sealed to this key.

    Args:
        public: of `naru.vault.archive.read_public`.
    Raises:
        Refusal: ``archive.no-demand``: nothing is known that this profile demands; ``readers.owner-only``: nothing has
            changed. ``disk.*``.
    """
    desk.must_see_all()
    if profile not in DEMANDS:
        raise Refusal("archive.no-demand", profiles=", ".join(sorted(DEMANDS)))
    desk.settle()
    desk.keyring.change(archive=Archive(public, profile))


def hand_over(desk: Desk, path: Path) -> int:
    """Write all sealed records into a new file, for whoever holds the private key.

    Returns:
        how many rows are in it.
    Raises:
        Refusal: ``archive.none``: this book keeps none; ``archive.exists``: there is a file of that name; ``log.*``,
            ``disk.*``.
    """
    if desk.keyring.archive is None:
        raise Refusal("archive.none")
    if path.exists():
        raise Refusal("archive.exists")
    desk.settle()
    found = [
        handed for row in desk.journal.walk(chain.start(desk.keyring.desk_id)) if (handed := _handed(desk, row)).sealed
    ]
    with files.refusing():
        files.replace(path, archive.hand_over(found))  # whole under its name, or not there
    return len(found)


def read(data: bytes, private: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """What was handed over, opened: (row, record as plain data).

    Raises: as `naru.vault.archive.open_all`.
    """
    for seq, record in archive.open_all(data, private):
        yield seq, msgspec.to_builtins(decode(record))


def _handed(desk: Desk, row: Row) -> Handed:
    try:
        return Handed(row.seq, rows.record(row.seq, row.parts, desk.keyring.keys.header_key(row.seq)))
    except rows.Torn:
        raise Refusal("log.broken-row", row=row.seq) from None
    except LookupError:
        return Handed(row.seq, row.parts, whole=True)
