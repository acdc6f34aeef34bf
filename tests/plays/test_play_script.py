"""Plays with a slip of the pen: each stops with the right key, in the right step, and never passes for right."""

from __future__ import annotations

from pathlib import Path

import pytest

from naru.plays.run import run
from naru.plays.script import read_file, read_text
from naru.refusal import Refusal

HEAD = 'title = "slips"\n[people]\ncases = ["mother"]\ncarriers = ["kim"]\n'
FIRST = '[[step]]\non = "2024-05-01"\nsay = "promise"\nof = "R1"\ncase = "mother"\nby = "kim"\ngross = "100,000 KRW"\n'
CLAIM = '[[step]]\nsay = "ask"\nof = "{}"\ncase = "mother"\nas = "same"\n'


def stopped(text: str, folder: Path) -> Refusal:
    """The refusal a play stops with."""
    with pytest.raises(Refusal) as caught:
        run(read_text(text), folder / "desk")
    return caught.value


def test_the_base_of_these_tests_holds(tmp_path: Path) -> None:
    """Without a slip, nothing is refused."""
    assert run(read_text(HEAD + FIRST), tmp_path / "desk").failures == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "play.no-steps"),
        (HEAD, "play.no-steps"),
        ("step = 3", "play.no-steps"),
        ('title = "half', "play.not-toml"),
        ('title = "a"\ntitle = "b"', "play.not-toml"),
        ('titel = "a"\n' + FIRST, "play.word"),
        ('[people]\ncase = ["mother"]\n' + FIRST, "play.word"),
        ('[people]\ncases = "mother"\n' + FIRST, "play.word"),
        ('[people]\nroads = ["stall"]\n' + FIRST, "play.word"),
        ('[people]\ncarriers = ["kim 2"]\n' + FIRST, "play.word"),
        ('[people]\ncarriers = ["gross"]\n' + FIRST, "play.word"),
        ('[people]\ncarriers = ["kim", "kim"]\n' + FIRST, "play.label-twice"),
        ('[people]\ncases = ["family"]\n' + FIRST, "play.label-twice"),
        ('[people]\nroads = { stall = "kim" }\n' + FIRST, "play.label"),
        ('[people]\ncases = ["kim"]\nroads = { stall = "kim" }\n' + FIRST, "desk.no-such-carrier"),
        ('valuation = "KRX"\n' + HEAD + FIRST, "money.unknown-currency"),
        (HEAD + '[[step]]\nsay = "promise"\nof = "R1"\n', "play.no-day"),
        (HEAD + '[[step]]\non = "2024-05"\nsay = "ask"\nof = "R1"\n', "play.no-day"),
    ],
)
def test_a_play_that_cannot_begin(text: str, key: str, tmp_path: Path) -> None:
    """The head and the text as a whole; a desk that was made for it is shut again."""
    assert stopped(text, tmp_path).key == key


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ('say = "pay"\nof = "R1"', "play.word"),
        ('do = "burn"', "play.word"),
        ('do = "snapshot"\nsay = "close"\nof = "R1"', "play.word"),
        ('say = "close"', "play.no-subject"),
        ('say = "close"\nof = "R2"', "play.label"),
        ('say = "agree"\nof = "R1"\nby = "kin"', "play.label"),
        ('say = "claim"\nof = "R1"\nsays = "kin"\namount = "1 CNY"', "play.label"),
        ('say = "accept"\nof = "R1"\nclaim = "never"\namount = "1 KRW"', "play.label"),
        ('say = "send"\nof = "R1"\nammount = "1 KRW"', "field.unknown"),
        ('expect = "much"', "play.word"),
        ('amount = "1 KRW"', "play.word"),
        ('of = "R1"', "play.word"),
        ('id = "x"\ndo = "snapshot"', "play.word"),
        ('on = "2024-04-30"', "play.day-back"),
        ('today = "2024-04-30"\nsay = "close"\nof = "R1"', "play.day-back"),
        ('today = "2024-06"', "day.full-day-needed"),
        ('on = "2024-02-30"', "day.no-such-day"),
        ('on = "yesterday"', "day.form"),
    ],
)
def test_a_step_with_a_slip(step: str, key: str, tmp_path: Path) -> None:
    """The refusal says that it is the second step."""
    refusal = stopped(f"{HEAD}{FIRST}[[step]]\n{step}\n", tmp_path)
    assert (refusal.key, refusal.facts["step"]) == (key, 2)


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ('say = "send"\nof = "R1"', "field.missing"),
        ('say = "send"\nof = "R1"\namount = "100000"', "money.no-currency"),
        ('say = "send"\nof = "kim"\namount = "1 KRW"', "desk.no-such-order"),
        ('say = "taken"\nof = "mother"', "desk.no-such-carrier"),
        ('say = "promise"\nof = "kim"\ncase = "mother"\ngross = "1 KRW"', "desk.id-taken"),
        ('say = "kept"\nof = "R1"', "desk.not-theirs-to-say"),
        ('say = "kept"\nof = "R1"\nsays = "mother"', "desk.unknown-speaker"),
        ('say = "stop"\nof = "mother"\nphone = "hers"', "desk.unknown-phone"),
        ('say = "agree"\nof = "R1"\nrisk = "nobody"', "field.choice"),
        ('say = "agree"\nof = "R1"\nbackwards = "yes"', "field.flag"),
        ('say = "agree"\nof = "R1"\nfee = "kim"', "terms.fee-form"),
        ('say = "agree"\nof = "R1"\npayout = "fixed"', "terms.payout-form"),
        ('say = "agree"\nof = "R1"\ncharge = "kim"', "terms.charge-form"),
        ('say = "agree"\nof = "R1"\nanswers = "mother"', "desk.no-such-carrier"),
        ('say = "stop"\nof = "mother"\non = "2024-05-02"\ntoday = "2024-05-01"', "day.future"),
        ('say = "stuck"\nof = "R1"\non = "2024-04-30"\ntoday = "2024-05-01"', "day.before-the-order"),
    ],
)
def test_what_the_desk_refuses_is_an_outcome(step: str, key: str, tmp_path: Path) -> None:
    """It can be expected like anything else; nothing else stops the play."""
    text = f'{HEAD}{FIRST}[[step]]\n{step}\n[step.expect]\nrefused = "{key}"\n'
    assert run(read_text(text), tmp_path / "desk").failures == ()


def test_a_label_of_a_claim_is_used_once(tmp_path: Path) -> None:
    """Two steps cannot give the same name."""
    assert stopped(HEAD + FIRST + CLAIM.format("R2") + CLAIM.format("R3"), tmp_path).key == "play.label-twice"


def test_a_refused_opening_leaves_its_label_free(tmp_path: Path) -> None:
    """What was refused is not there, and can be said again under the same label."""
    wrong = (
        '[[step]]\nsay = "promise"\nof = "R2"\ncase = "mother"\nfee = "10%"\n[step.expect]\nrefused = "terms.no-sum"\n'
    )
    right = FIRST.replace("R1", "R2").replace("100,000", "200,000")
    assert run(read_text(HEAD + FIRST + wrong + right), tmp_path / "desk").failures == ()


def test_numbers_and_days_of_toml_are_read_as_text(tmp_path: Path) -> None:
    """A day without quotes is a day."""
    text = HEAD + FIRST.replace('"2024-05-01"', "2024-05-01") + "latest = 2024-06-01\ndispute-days = 90\n"
    assert run(read_text(text), tmp_path / "desk").failures == ()


@pytest.mark.parametrize(
    ("write", "key"),
    [(None, "play.missing"), (b"\xff\xfe", "play.not-toml"), (b"[[", "play.not-toml")],
)
def test_a_file_that_cannot_be_read(write: bytes | None, key: str, tmp_path: Path) -> None:
    """No file, no text, no TOML."""
    path = tmp_path / "play.toml"
    if write is not None:
        path.write_bytes(write)
    with pytest.raises(Refusal) as caught:
        read_file(path)
    assert caught.value.key == key
