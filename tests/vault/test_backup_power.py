"""The lights go out while a backup is written, or a book is made from one: it has no name yet, or it is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from testkit.power.backup_day import backup_day, restore_day
from testkit.power.cuts import nothing_is_broken, tally, thorough
from testkit.power.plain_sqlite import plain


def test_a_backup_cut_at_any_write_has_no_name_yet_or_is_whole(tmp_path: Path) -> None:
    """0 lost, 0 by half; and the next backup can be written."""
    found = tally(backup_day(tmp_path), thorough(8), "backup")
    nothing_is_broken("backup", found, 400)


@pytest.mark.parametrize("kind", ["sync", "sync_names"])
def test_the_machinery_finds_a_backup_nobody_waited_for(tmp_path: Path, kind: str) -> None:
    """Without the wait for its bytes it has a name and is not whole; without the wait for its name it is gone."""
    day = backup_day(tmp_path)
    day.recorder.ops = [op for op in day.recorder.ops if op.kind != kind]
    found = tally(day, thorough(1), kind)
    print(f"\nbackup without {kind}: {found}")
    assert (found.corrupt if kind == "sync" else found.lost) > 0


# --------------------------------------------------------------------------------------------- a book from a backup


def test_a_restore_cut_at_any_write_has_no_name_yet_or_is_whole(tmp_path: Path) -> None:
    """0 lost, 0 by half; and where it has no name, the same paper parts and the same backup make it."""
    with plain():
        found = tally(restore_day(tmp_path), thorough(1), "restore", every=2)
    nothing_is_broken("restore", found, 130)
