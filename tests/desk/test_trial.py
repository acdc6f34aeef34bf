"""A desk is tried out before it is spoken to: the answers are the same, and the desk does not notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from naru.command import Command
from naru.desk.answers import Answer
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.desk.trial import Trial
from naru.plays import run as play
from naru.plays.script import read_text
from naru.refusal import Refusal
from testkit.house import MINA, Disk, refused, terms
from testkit.played import HOUSE, PLAYS, script

SCRIPTS = {**{name: script(name) for name in PLAYS}, **{path.stem: path.read_text("utf-8") for path in HOUSE}}
NOT_FOR_IT = ("word", "card", "burn", "case", "carrier", "person", "road")


def told(answer: Answer) -> tuple[int, bool, tuple[str, ...], str]:
    """An answer without the refusal's identity."""
    return answer.seq, answer.again, answer.warnings, answer.refusal.key if answer.refusal else ""


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_trial_answers_as_the_desk_does(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every step of every play, and it leaves the state as it was, byte for byte."""
    said, tried = Desk.say, []

    def say(desk: Desk, command: Command) -> Answer:
        if command.kind in NOT_FOR_IT or command.story.word:
            return said(desk, command)
        before = encode(desk.state)
        instant = desk._watch.read()
        answer = Trial(desk, instant.today, instant.at).take(command)
        assert encode(desk.state) == before
        tried.append(command)
        try:
            real = said(desk, command)
        except Refusal as refusal:
            assert answer.refusal is not None and answer.refusal.key == refusal.key
            raise
        assert told(answer) == told(real)
        return real

    monkeypatch.setattr(Desk, "say", say)
    play.run(read_text(SCRIPTS[name]), tmp_path / "desk")
    assert tried


def test_a_trial_goes_on_from_its_own_answers(disk: Disk) -> None:
    """A promise that is only tried can be sent on, in the trial and nowhere else."""
    promised = disk.build("promise", "R9", case=MINA, terms=terms())
    sent = disk.build("send", "R9", amount="1 KRW")
    rows = disk.desk.head.seq
    now = disk.clock()
    trial = Trial(disk.desk, now.today, now.at)
    assert trial.take(promised).refusal is None
    assert refused(lambda: disk.desk.say(sent)) == "desk.no-such-order"
    assert told(trial.take(sent))[:2] == (rows + 2, False)
    assert disk.desk.head.seq == rows


def test_a_group_said_whole_leaves_nothing_where_one_is_refused(disk: Disk) -> None:
    """Not the ones before, not the ones after; and the desk is opened again as it was."""
    disk.sent("R1")
    before, rows = encode(disk.state), disk.desk.head.seq
    good, bad = disk.build("heard", MINA, says="family"), disk.build("heard", "R7", says="family")
    assert refused(lambda: disk.desk.submit([good, bad], whole=True)) == "desk.no-such-case"
    assert disk.desk.stopped
    disk.desk.close()
    disk.open()
    assert encode(disk.state) == before and disk.desk.head.seq == rows
    answers = disk.desk.submit([good], whole=True).wait()
    assert [answer.refusal for answer in answers] == [None]
