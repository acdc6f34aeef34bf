"""The lights go out while a whole desk works, log and keyring together: a burn that was answered is never undone."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from testkit.power.cuts import LITTLE, nothing_is_broken, tally, tally_again, thorough
from testkit.power.desk_day import CHECKPOINT_AFTER, CONTROLS, desk_day
from testkit.power.plain_sqlite import plain, recorded


def test_a_cut_at_every_write_of_a_desk_undoes_no_burn_and_loses_no_answer(tmp_path: Path) -> None:
    """0 lost, 0 un-burned, 0 corrupt, whatever of log and keyring reached the disk; and the next thing can be said."""
    with plain(CHECKPOINT_AFTER):
        found = tally(desk_day(tmp_path), thorough(3), "desk")
    nothing_is_broken("desk", found, 2_400)


def test_a_second_cut_while_an_unfinished_burn_is_finished(tmp_path: Path) -> None:
    """The opening after a cut reads the log's WAL back and finishes the burn: a cut there is no worse."""
    with plain(CHECKPOINT_AFTER):
        found = tally_again(desk_day(tmp_path), LITTLE, "desk", 23, recorded)
    nothing_is_broken("desk, second cut", found, 550)


# ------------------------------------------------------------------------------------------------------------- controls


@pytest.mark.parametrize("control", CONTROLS)
def test_the_machinery_finds_a_desk_that_burns_in_the_wrong_order(tmp_path: Path, control: str) -> None:
    """Each step of the order is taken away once; if then nothing is broken, a count of zero means nothing."""
    where, name, instead, how = CONTROLS[control]
    with plain(CHECKPOINT_AFTER), mock.patch.object(where, name, instead):
        found = tally(desk_day(tmp_path), LITTLE, control, every=3)
    print(f"\n{control}: {found}")
    assert getattr(found, how) > 0


@pytest.mark.parametrize("settings", [{"synchronous": ("NORMAL", 1)}, {"journal_mode": ("DELETE", "delete")}], ids=str)
def test_the_machinery_finds_a_log_with_weaker_settings(
    tmp_path: Path, settings: dict[str, tuple[str, object]]
) -> None:
    """With WAL and NORMAL, and with SQLite's own default, a burn that was answered is not in the book any more."""
    with plain(CHECKPOINT_AFTER, **settings):
        found = tally(desk_day(tmp_path), LITTLE, "weaker", every=4)
    print(f"\n{settings}: {found}")
    assert found.lost > 0
