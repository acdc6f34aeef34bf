"""Long work tells how far it has come: every part once, in order, to the last."""

from __future__ import annotations

from pathlib import Path

import pytest

from naru.custody.backup import write
from naru.custody.papers import new_parts, private_key, put_in_force
from naru.custody.restore import restore
from naru.desk.audit import audit
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.plays.run import run
from naru.plays.script import read_text
from naru.plays.stage import SENTENCE
from naru.vault.kdf import CHEAPEST
from testkit.house import seeded
from testkit.played import desk, played, script

NOW = Instant(1_718_500_000, 2024_06_16, 1)


class Heard(list[tuple[int, int]]):
    """What was told."""

    def __call__(self, done: int, of: int) -> None:
        """Note it."""
        self.append((done, of))

    @property
    def whole(self) -> bool:
        """Every part was told once, in order, to the last."""
        return [done for done, _ in self] == list(range(1, self[-1][1] + 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rich life of a desk."""
    return played("usual", tmp_path / "desk")


def test_an_opening_tells_of_the_rows_it_reads(folder: Path) -> None:
    """Those from the last snapshot on, and no more."""
    heard = Heard()
    Desk.open(folder, SENTENCE, lambda: NOW, seeded("open"), allow_cheap=True, progress=heard).close()
    assert heard.whole and len(heard) > 20
    with desk(folder) as book:
        book.snapshot()
    heard.clear()
    Desk.open(folder, SENTENCE, lambda: NOW, seeded("again"), allow_cheap=True, progress=heard).close()
    assert heard == [(1, 1)]


def test_an_audit_tells_of_every_row(folder: Path) -> None:
    """And finds what it finds when nobody listens."""
    heard = Heard()
    with desk(folder) as book:
        assert audit(book, heard) == audit(book)
        assert heard.whole and len(heard) == book.head.seq


def test_a_restoring_tells_of_both_halves_as_one(folder: Path, tmp_path: Path) -> None:
    """Rows taken over, then rows audited; it never goes back."""
    made, heard = new_parts(seeded("paper")), Heard()
    with desk(folder) as book:
        put_in_force(book, made, made.parts[:2])
        file, rows = write(book, tmp_path, NOW).path, book.head.seq
    private = private_key(made.parts[1:])
    restore(file, tmp_path / "new", private, SENTENCE, lambda: NOW, seeded("new"), profile=CHEAPEST, progress=heard)
    assert heard[:rows] == [(done, 2 * rows) for done in range(1, rows + 1)]
    later = [done / of for done, of in heard[rows:]]
    assert later == sorted(later) and later[0] > 0.5 and later[-1] == 1


def test_a_play_tells_of_every_step(tmp_path: Path) -> None:
    """As many as the script has."""
    heard, told = Heard(), read_text(script("usual"))
    assert run(told, tmp_path / "desk", heard).failures == ()
    assert heard.whole and len(heard) == len(told.steps)
