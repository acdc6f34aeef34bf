"""Who says that nothing is left must first find everything: every marker, in every form, as other programs write it."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from testkit.house import seeded
from testkit.hunt.markers import DIGESTS, SUM_FORMS, WORD_FORMS, Draw, Marker
from testkit.hunt.matcher import Matcher
from testkit.hunt.planted import expected, into_files, into_names, written
from testkit.hunt.sandbox import search


def drawn(seed: str, each: int = 6) -> list[Marker]:
    """Markers of every kind, a few of each."""
    draw = Draw(seeded(seed))
    for _ in range(each):
        for _ in range(3):
            draw.word("name")
        draw.plain("thing")
        draw.phone()
        draw.sum("KRW", 4 * 10**11, 9 * 10**11)
        draw.sum("CNY", 10**10, 9 * 10**10)
    return draw.drawn


ALL = drawn("planted")


def test_every_marker_is_another() -> None:
    """No marker is a part of another: a hit names one."""
    texts = [marker.text for marker in ALL]
    assert not [(one, other) for one in texts for other in texts if one is not other and one in other]


def test_there_are_nine_forms_of_each() -> None:
    """And digests beyond; a word of small Latin letters has fewer, because some of its forms are the word itself."""
    nine = {marker.kind: {hit.form for hit, _ in written(marker)} - DIGESTS.keys() for marker in ALL}
    assert nine == {
        "name": set(WORD_FORMS),
        "sum": set(SUM_FORMS),
        "phone": set(WORD_FORMS) - {"percent", "escaped"},
        "thing": set(WORD_FORMS) - {"NFD", "percent", "escaped"},
    }
    assert len(WORD_FORMS) == len(SUM_FORMS) == 9


@pytest.mark.parametrize("chunk", [1 << 20, 8, 61])
@pytest.mark.parametrize("offset", range(8))
def test_everything_is_found_wherever_it_begins(offset: int, chunk: int) -> None:
    """At each place in a word, and across the border between two pieces that are read at once."""
    matcher = Matcher(ALL, chunk)
    for marker in ALL:
        for hit, data in written(marker):
            assert hit in matcher.look(b"\xff" * (offset + 40) + data), hit


def test_nothing_else_is_found() -> None:
    """Not what is a marker elsewhere, not in noise."""
    others = Matcher(drawn("others"))
    assert not others.look(b"".join(data for marker in ALL for _, data in written(marker)))
    assert not others.look(secrets.token_bytes(1 << 22))


def test_files_and_their_names(tmp_path: Path) -> None:
    """Everything is found in the files of a folder, and in the names, as far as a name can hold it."""
    (tmp_path / "told").mkdir()
    (tmp_path / "named").mkdir()
    into_files(tmp_path / "told", ALL)
    hits = into_names(tmp_path / "named", ALL)
    assert search(tmp_path / "told", Matcher(ALL)).hits == expected(ALL)
    assert search(tmp_path / "named", Matcher(ALL)).hits == hits
    assert {hit.form for hit in hits} >= set(WORD_FORMS) - {"UTF-16-LE", "UTF-16-BE", "UTF-32-LE"}
