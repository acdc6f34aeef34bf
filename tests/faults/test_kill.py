"""`kill -9` at every call that changes the disk: nothing acknowledged is lost, and command it again ends the same.

Seven commands, by what they touch: rows, the key of one name, the keys of a whole home behind a snapshot, all of the
keyring, the opening sentence, and a new book. `make lab` kills every command there is (lab/killed.py).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from testkit.faults.books import COMMANDS, SENTENCE, TEXT, Prepared
from testkit.faults.killing import BurnsAll, FirstName, LetsGo, Line, Lost, Makes, Says, Trial

ROW = "screen.said"
LINES = {
    "send": Line(COMMANDS["send"], Says, ROW),
    "accept": Line(COMMANDS["accept"], Says, ROW),
    "burn": Line(COMMANDS["burn"], Says, ROW),
    "card": Line(
        "card --whose brother",
        FirstName,
        ROW,
        book="early",
        secrets=f"sentence={SENTENCE}\nname=Invented Somebody\n",
        sentences=(SENTENCE,),
    ),
    "burn-case": Line(
        "burn-case brother",
        LetsGo,
        "screen.case-burned",
        "desk.no-such-case",
        secrets=f"confirm={TEXT.text('screen', 'burn-case-phrase')}\n",
    ),
    "burn-everything": Line(
        "burn-everything",
        BurnsAll,
        "screen.everything-burned",
        secrets=f"confirm={TEXT.text('screen', 'burn-everything-phrase')}\n",
    ),
    "new": Line("new @place/mine", Makes, "screen.made", "keyring.exists"),
}


@pytest.mark.parametrize("name", LINES)
def test_killed_at_every_write_call(name: str, books: dict[str, Prepared], memory: Path) -> None:
    """All of it happened or nothing, what she read as done is done, earlier rows are there, repeating works."""
    trial = Trial(LINES[name], books[LINES[name].book], memory)
    assert len(trial.calls) >= 20
    tally = Counter(map(trial.kill, trial.calls))
    print(f"\n{name}: {len(trial.calls)} kills, {dict(sorted(tally.items()))}")
    assert set(tally) >= {"as before", "told"}


def test_an_answer_before_the_row_is_written_is_found_out(books: dict[str, Prepared], memory: Path) -> None:
    """The control: with a fault planted that answers first and writes later, these kills find what is lost."""
    books["full"].forkserver.plant = "answers first"
    try:
        trial = Trial(LINES["send"], books["full"], memory)
        lost = 0
        for call in trial.calls:
            try:
                trial.kill(call)
            except Lost:
                lost += 1
    finally:
        books["full"].forkserver.plant = ""
    print(f"\nsend, answered before it was written: {len(trial.calls)} kills, {lost} lost")
    assert lost
