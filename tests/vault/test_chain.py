"""The chain of digests: what it is taken over, and that one walk finds every row that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from naru.vault.log.chain import BrokenChain, follow, link, start
from naru.vault.log.interface import Head, Row
from testkit.chained import chained
from testkit.keyrings import DESK


def rows(many: int) -> list[Row]:
    """So many rows from the beginning."""
    return chained(bytes([seq]) * 50 for seq in range(1, many + 1))


def test_a_digest_is_taken_over_the_one_before_and_the_whole_row() -> None:
    """As docs/reference/files.md has it: SHA-256 of digest, seq (8 bytes), week (4 bytes), parts."""
    assert start(DESK) == Head(0, sha256(b"naru.log" + DESK).digest())
    before = Head(6, bytes(range(32)))
    digest = sha256(bytes(range(32)) + (7).to_bytes(8, "little") + (2_800).to_bytes(4, "little") + b"parts").digest()
    assert link(before, 2_800, b"parts") == Row(7, 2_800, b"parts", digest)


def test_a_chain_that_fits_is_given_row_by_row() -> None:
    """From its beginning or from any row, to any end or to the head that was asked for."""
    told = rows(5)
    third, last = Head(3, told[2].digest), Head(5, told[4].digest)
    assert list(follow(start(DESK), told)) == told
    assert list(follow(start(DESK), told, last)) == told
    assert list(follow(third, told[3:], last)) == told[3:]
    assert list(follow(last, [], last)) == []


def put(at: int, **fields: object) -> Callable[[list[Row]], list[Row]]:
    """The rows with other fields in one of them."""
    return lambda told: [row._replace(**fields) if row.seq == at else row for row in told]


@pytest.mark.parametrize(
    ("alter", "broken"),
    [
        (put(3, parts=b"other"), 3),
        (put(3, week=2_801), 3),
        (put(3, digest=bytes(32)), 3),
        (put(3, digest=b""), 3),
        (put(3, seq=9), 9),
        (put(3, week=-1), 3),
        (put(3, week=1 << 32), 3),
        (put(3, week="2800"), 3),
        (put(3, parts="text"), 3),
        (put(3, parts=None), 3),
        (lambda told: told[1:], 2),
        (lambda told: [*told[:2], *told[3:]], 4),
        (lambda told: [told[0], told[2], told[1], *told[3:]], 3),
        (lambda told: [told[0], *told], 1),
        (lambda told: told[:4], 5),
        (lambda told: [*told, link(Head(5, told[4].digest), 2_800, b"more")], 7),
    ],
)
def test_the_first_row_that_does_not_fit_is_named(alter: Callable[[list[Row]], list[Row]], broken: int) -> None:
    """Altered, renumbered, of the wrong type, missing, twice, out of order, too few or too many."""
    told = rows(5)
    with pytest.raises(BrokenChain) as caught:
        list(follow(start(DESK), alter(told), Head(5, told[4].digest)))
    assert caught.value.seq == broken


def test_another_desks_rows_do_not_fit() -> None:
    """The chain begins with the desk."""
    with pytest.raises(BrokenChain) as caught:
        list(follow(start(bytes(16)), rows(2)))
    assert caught.value.seq == 1
