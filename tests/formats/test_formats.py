"""A book of every format there has been opens, for everybody it ever opened for, and says what it said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from naru.custody import archive as desk_archive
from naru.custody.papers import private_key, recover
from naru.custody.readers import seats
from naru.custody.restore import restore
from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.orders.accounts import ACCEPTED, OWED
from naru.refusal import Refusal
from naru.vault import archive
from naru.vault.kdf import CHEAPEST
from naru.views.case import years
from naru.views.exposure import exposure
from naru.views.values import Sum
from testkit.house import MINA, PARK, named, seeded
from tests.formats.make import HELPER, HERE, HERS, LAWYER, PAPERS, clock

FORMATS = sorted(path.name for path in HERE.iterdir() if (path / "book").is_dir())


@pytest.fixture(params=FORMATS)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of what one format left behind, with the rights it had."""
    folder = tmp_path / "kept"
    shutil.copytree(HERE / request.param, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def opened(kept: Path, sentence: bytes) -> Desk:
    """Open the book."""
    return Desk.open(kept / "book", sentence, clock(), seeded("later"), allow_cheap=True)


def holds(desk: Desk) -> None:
    """The sums it had."""
    first, second = (desk.state.orders[named(of)] for of in ("R1", "R2"))
    assert (first.of(ACCEPTED), first.of(OWED), second.of(OWED)) == (600_000, 0, 1_000_000)
    assert exposure(desk.state, PARK, desk.state.orders[named("R2")].last_day) == {"KRW": 1_000_000}
    (year,) = years(desk.state, MINA)
    assert (year.year, year.sent) == (2024, (Sum(1_000_000, "KRW"),))
    assert audit(desk).sound


def test_there_is_one() -> None:
    """The books are there: a test over nothing proves nothing."""
    assert "v1" in FORMATS


def test_she_opens_it_and_goes_on(kept: Path) -> None:
    """The head is the one it was closed with; what was kept opens, what was burned does not; a row more is written."""
    with opened(kept, HERS) as desk:
        assert desk.head.digest == (kept / "head").read_bytes()
        holds(desk)
        assert desk.story(desk.state.cards[named("kept")].rows[0]).name == "Invented kept"
        with pytest.raises(Refusal, match=r"card\.burned"):
            desk.story(desk.state.cards[named("burned")].rows[0])
        assert desk.story(desk.state.orders[named("R2")].rows[-1]).note == "for the roof"
        assert desk.snapshot() == 0
    with opened(kept, HERS) as desk:
        holds(desk)


def test_the_helper_opens_it(kept: Path) -> None:
    """The sums, and the home that was given."""
    with opened(kept, HELPER) as desk:
        holds(desk)
        assert [seat.name for seat in seats(desk)] == ["", "Jiho"]
        with pytest.raises(Refusal, match=r"case\.not-yours"):
            desk.story(desk.state.orders[named("R2")].rows[-1])


def test_two_papers_open_it(kept: Path) -> None:
    """And set a new sentence."""
    recover(kept / "book", private_key(PAPERS.parts[1:]), LAWYER, seeded("paper"), CHEAPEST)
    with opened(kept, LAWYER) as desk:
        holds(desk)


def test_its_backup_comes_back(kept: Path) -> None:
    """The same sums, no names."""
    home = kept / "restored"
    restore(
        *(kept / "saved.backup", home, private_key(PAPERS.parts[:2]), LAWYER, clock(), seeded("back")), profile=CHEAPEST
    )
    with Desk.open(home, LAWYER, clock(), seeded("later"), allow_cheap=True) as desk:
        holds(desk)
        assert not desk.state.cards


def test_its_records_open_for_the_lawyer(kept: Path) -> None:
    """What the law wanted kept is read with the lawyer's key."""
    with opened(kept, HERS) as desk:
        desk_archive.hand_over(desk, kept / "handed")
    private = archive.unlock((kept / "records").read_bytes(), LAWYER)
    found = [record["kind"] for _, record in desk_archive.read((kept / "handed").read_bytes(), private)]
    assert found[-4:] == ["send", "accept", "promise", "send"]
