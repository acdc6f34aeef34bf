"""A fault of Naru's own: one sentence, exit 70, and no traceback, because a traceback quotes what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from naru.cli.main import run
from naru.desk.desk import Desk
from naru.desk.journal import Journal
from testkit.commandline import ALL, Ran, door, naru, sentence
from testkit.every_state import Full

MARKS = ("zq-name-1", "zq-note-2", "zq-word-3", "the zq-sentence-4 of a grey heron", "zq-argument-5", "zq-local-6")


def planted(*_: Any, **__: Any) -> Any:
    """Fail as no part of Naru should, with secrets at hand."""
    local = MARKS[5]
    raise LookupError(f"{local} {MARKS}")


PLACES = (
    (Desk, "submit", ("heard", "brother", "--says", "receiver", "--note")),
    (Journal, "story", ("show",)),
    (Desk, "open", ("show",)),
    (Desk, "snapshot", ("snapshot",)),
)


@pytest.mark.parametrize(("owner", "name", "words"), PLACES, ids=[name for _, name, _ in PLACES])
def test_a_planted_fault_tells_nothing(
    owner: type, name: str, words: tuple[str, ...], mine: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a name, a note, a word, the sentence, an argument or a local variable is printed."""
    monkeypatch.setattr(owner, name, planted)
    for lang in ALL:
        ran = mine.say(*words, lang=lang, note=MARKS[1], name=MARKS[0], word=MARKS[2])
        assert ran == Ran(70, "", sentence("cli.crashed", lang))
    assert not any(mark in ran.out + ran.err for mark in MARKS)


def test_the_book_is_none_the_worse(mine: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault while something is decided writes nothing, and the book opens."""
    before = mine.trace()
    with monkeypatch.context() as patch:
        patch.setattr("naru.desk.desk.decide", planted)
        assert mine.say("heard", "brother", "--says", "receiver").status == 70
    assert mine.trace() == before
    mine.do("heard", "brother", "--says", "receiver")


def test_whoever_mends_naru_can_ask_for_the_traceback(mine: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only by an option that is in no help, for invented books."""
    monkeypatch.setattr(Desk, "submit", planted)
    with pytest.raises(LookupError):
        mine.say("--developer-traceback", "heard", "brother", "--says", "receiver")
    assert "traceback" not in naru("--help").out


WRONG = (
    ("zq-name-1", "keyring.wrong-passphrase", {"passphrase": MARKS[3]}),
    ("zq-name-1", "text.control", {"note": f"{MARKS[1]}\x00"}),
    ("zq-name-1", "text.hidden-letter", {"note": f"{MARKS[1]}\u200b"}),
)


@pytest.mark.parametrize(("mark", "key", "secrets"), WRONG, ids=[key for _, key, _ in WRONG])
def test_a_refusal_repeats_no_secret(mark: str, key: str, secrets: dict[str, str], full: Full) -> None:
    """What was told in secret and cannot be read is not shown."""
    given = {"passphrase": full.passphrase, **secrets}
    for lang in ALL:
        ran = naru("-d", str(full.folder), "dispute", full.of["sent"], "--note", lang=lang, secrets=given)
        assert ran == Ran(1, "", sentence(key, lang))


def test_an_error_beside_a_refusal_is_not_shown_either(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken screen while the sentence is told ends with the status alone."""
    group, catalogue = door("en")

    def broken(*_: object, **__: object) -> None:
        raise OSError(5, MARKS[5])

    monkeypatch.setattr("click.echo", broken)
    assert run(group, catalogue, ["-d", "/nowhere", "show"]) == 1
