"""What one new generation does: burn, make, name the snapshot. Pure; all reasons to refuse come before the first
write."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import msgspec

from naru.refusal import Refusal
from naru.vault import boxes
from naru.vault.archive import Archive
from naru.vault.boxes import RandomBytes
from naru.vault.keyring.generation import HOUSE, KEY_BYTES, PERSON, Contents, Reader, pack_keys

MADE_AT_ONCE_MAX: Final = 1_000_000
"""Most keys one change makes; a larger number is a mistake of the caller, not a wish."""


class Keep(Enum):
    """Says "leave it as it is" where None means something else."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a keyring; see `Keyring.change` for the fields."""

    drop: frozenset[int] = frozenset()
    drop_cases: frozenset[int] = frozenset()
    drop_readers: frozenset[str] = frozenset()
    make: int = 0
    make_cases: int = 0
    snapshot: tuple[int, int] | Keep | None = KEEP
    new_header_from: int | None = None
    drop_headers_of: frozenset[int] = frozenset()
    legal_hold: bool | Keep = KEEP
    reads_from: int | None = None
    archive: Archive | Keep = KEEP


def check(change: Change, now: Contents) -> None:
    """Refuse a change that cannot be made.

    Raises: Refusal("keyring.hold"): something would burn while burning is held. ("readers.last"): nobody would be left
        who opens every case with a sentence. ValueError: the caller is wrong (a number never made, the house, the
        snapshot's own key, a header key that does not come after the last one).
    """
    legal_hold = now.legal_hold if change.legal_hold is KEEP else change.legal_hold
    if (change.drop or change.drop_cases or change.drop_headers_of) and (now.legal_hold or legal_hold):
        raise Refusal("keyring.hold")
    snapshot = now.snapshot if change.snapshot is KEEP else change.snapshot
    if change.drop_readers and not any(_sees_all(now.readers[id]) for id in now.readers.keys() - change.drop_readers):
        raise Refusal("readers.last")
    for wrong, why in (
        (not _all_made(change.drop, now.next_key), "a key that was never made cannot burn"),
        (not _all_made(change.drop_cases, now.next_case), "a case that was never made cannot burn"),
        (HOUSE in change.drop_cases, "the house does not burn alone"),
        (
            isinstance(snapshot, tuple) and snapshot[1] in change.drop,
            "the snapshot's key cannot burn while the snapshot stands",
        ),
        (not 0 <= change.make <= MADE_AT_ONCE_MAX, "so many keys are not made at once"),
        (not 0 <= change.make_cases <= MADE_AT_ONCE_MAX, "so many cases are not made at once"),
        (
            change.new_header_from is not None and change.new_header_from <= now.header_keys[-1][0],
            "header keys only go forward",
        ),
        (
            any(seq >= (change.new_header_from or 0) for seq in change.drop_headers_of),
            "the header key in force cannot burn",
        ),
        (change.reads_from is not None and len(now.header_keys) > 1, "a book that has rows of its own reads them all"),
    ):
        if wrong:
            raise ValueError(why)


def _sees_all(reader: Reader) -> bool:
    return reader.every and reader.kind == PERSON


def _all_made(numbers: Iterable[int], first_never_made: int) -> bool:
    return all(0 <= number < first_never_made for number in numbers)


def apply(
    change: Change, now: Contents, keys: dict[int, bytes], generation: int, by: str, random_bytes: RandomBytes
) -> tuple[Contents, dict[int, bytes]]:
    """Make the contents of the next generation, and its object keys by number; what is handed in is left alone.

    Args:
        by: id of the reader who makes it. New case keys open to this one, and to everybody who sees every case.
    Raises: as `check`, and ValueError for a snapshot whose key is burned.
    """
    check(change, now)
    after = {number: key for number, key in keys.items() if number not in change.drop}
    after.update((now.next_key + n, random_bytes(KEY_BYTES)) for n in range(change.make))
    snapshot = now.snapshot if isinstance(change.snapshot, Keep) else change.snapshot
    if snapshot is not None and snapshot[1] not in after:
        raise ValueError("the snapshot's key is not in the keyring")
    readers = {id: reader for id, reader in now.readers.items() if id not in change.drop_readers}
    cases = {
        number: {id: wrap for id, wrap in wraps.items() if id in readers}
        for number, wraps in now.cases.items()
        if number not in change.drop_cases
    }
    for number in range(now.next_case, now.next_case + change.make_cases):
        case_key = random_bytes(KEY_BYTES)
        cases[number] = {id: boxes.seal(readers[id].public, case_key, random_bytes) for id in shared_by(readers, by)}
    header_keys = now.header_keys
    if change.reads_from is not None:
        header_keys = ((change.reads_from, header_keys[0][1]),)
    header_keys = _without(header_keys, change.drop_headers_of)
    if change.new_header_from is not None:
        header_keys = (*header_keys, (change.new_header_from, random_bytes(KEY_BYTES)))
    runs, blob = pack_keys(after)
    contents = msgspec.structs.replace(
        now,
        generation=generation,
        readers=readers,
        runs=runs,
        blob=blob,
        cases=cases,
        header_keys=header_keys,
        snapshot=snapshot,
        next_key=now.next_key + change.make,
        next_case=now.next_case + change.make_cases,
        legal_hold=now.legal_hold if isinstance(change.legal_hold, Keep) else change.legal_hold,
        archive=now.archive if isinstance(change.archive, Keep) else change.archive,
    )
    return contents, after


def shared_by(readers: Mapping[str, Reader], by: str) -> list[str]:
    """Who opens a case that reader `by` makes: this one, and everybody who sees every case."""
    return [id for id, reader in readers.items() if reader.every or id == by]


HeaderKeys = tuple[tuple[int, bytes | None], ...]


def _without(header_keys: HeaderKeys, seqs: Iterable[int]) -> HeaderKeys:
    """Header keys without those in force at these rows; burned ones side by side become one."""
    burned = {bisect_right(header_keys, seq, key=lambda header_key: header_key[0]) - 1 for seq in seqs}
    left = [(first, None if at in burned else key) for at, (first, key) in enumerate(header_keys)]
    return tuple(
        header_key
        for at, header_key in enumerate(left)
        if not at or header_key[1] is not None or left[at - 1][1] is not None
    )


def with_reader(
    now: Contents,
    generation: int,
    id: str,
    reader: Reader,
    case_keys: Mapping[int, bytes],
    random_bytes: RandomBytes,
    instead_of: Container[str] = (),
) -> Contents:
    """Make the contents of the next generation with a reader: a new one, or a known one with other cases.

    Args:
        id: 16 hex digits; of a new reader, never used before.
        case_keys: the case keys it may open, by number, the house's among them; it opens no other.
        instead_of: ids of readers who leave.
    Raises: ValueError: a case would be left that nobody can open.
    """
    assert HOUSE in case_keys
    staying = {each: known for each, known in now.readers.items() if each != id and each not in instead_of}
    cases: dict[int, dict[str, bytes]] = {}
    for number, wraps in now.cases.items():
        cases[number] = {each: wrap for each, wrap in wraps.items() if each in staying}
        if number in case_keys:
            cases[number][id] = boxes.seal(reader.public, case_keys[number], random_bytes)
    if not all(cases.values()):
        raise ValueError("a case would be left that nobody can open")
    return msgspec.structs.replace(now, generation=generation, readers={**staying, id: reader}, cases=cases)
