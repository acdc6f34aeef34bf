"""What is asked before something happens: a yes in her own language, a sentence typed back, one name for one person."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from naru.app.questions import says_yes
from naru.cli import prompt
from naru.cli.secrets import Secrets
from naru.cli.session import Session
from naru.custody.papers import new_parts
from naru.desk.keeping import Keeping
from naru.i18n.catalogue import Catalogue
from naru.vault.disk.grade import Grade
from testkit.commandline import ALL, SENTENCE, WORDS, Book, descriptor, door, naru, sentence
from testkit.every_state import Full
from testkit.house import seeded

CARD = ("card", "--whose", "brother")


@pytest.mark.parametrize("answer", ["y", "Yes", "네", "예", " 응 ", "是", "对", "好"])
def test_a_yes_in_any_of_the_languages(answer: str) -> None:
    """She answers as she speaks."""
    assert says_yes(answer)


@pytest.mark.parametrize("answer", ["", "n", "no", "아니오", "아니", "不", "不是", "끝", "quit", "네?", "show"])
def test_anything_else_leaves_things_as_they_are(answer: str) -> None:
    """A no, a doubt, a command typed by mistake: none of them is a yes."""
    assert not says_yes(answer)


@pytest.mark.parametrize("words", [("person", "park"), ("carrier", "brother"), ("case", "aunt"), ("carrier", " PARK ")])
@pytest.mark.parametrize("lang", ALL)
def test_one_name_means_one_person(full: Full, words: tuple[str, ...], lang: str) -> None:
    """A carrier, a home and anybody else are never called the same: nobody could say any more who is meant."""
    before = full.trace()
    done = full.say(*words, lang=lang)
    assert (done.status, done.out, done.err) == (1, "", sentence("app.name-taken", lang))
    assert full.trace() == before


def test_a_road_may_be_called_like_a_person(mine: Full) -> None:
    """Roads are asked for as roads."""
    mine.do("road", "park", "--by", "park")


@pytest.mark.parametrize("command", ["show", "audit", "owed"])
def test_no_word_is_asked_where_no_book_is(tmp_path: Path, command: str) -> None:
    """In a folder without a book nothing is asked, and nothing is left lying there."""
    done = naru("-d", str(tmp_path), command)
    assert (done.status, done.out, done.err) == (1, "", sentence("keyring.missing"))
    assert not list(tmp_path.iterdir())


def test_a_write_off_says_how_much(full: Full) -> None:
    """In the story of an order the sum given up stands beside the day."""
    line = next(
        line for line in full.do("show", full.of["lost"]).out.splitlines() if "given up" in line and "2024" in line
    )
    assert "KRW 1,000,000" in line


def test_the_sheet_shows_what_the_rate_takes() -> None:
    """Fee and loss on the rate are told apart, and together they are what does not arrive."""
    rate = ("--payout", "1 CNY = 200 KRW / fixed", "--market", "1 CNY = 190 KRW")
    lines = naru("quote", "--gross", "1,000,000 KRW", "--fee", "40%", *rate).out.splitlines()
    told = {line.strip().split("  ")[0]: line.split("KRW")[-1].split()[0] for line in lines if "KRW" in line}
    assert told["lost on the rate"] == "30,000"
    assert told["does not reach them"] == "430,000"


class Keyboard:
    """Somebody who types one answer after the other, and leaves when there are no more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.answers = list(answers)
        monkeypatch.setattr("naru.cli.secrets.click.prompt", self.prompt)
        monkeypatch.setattr(Session, "somebody_there", lambda _: True)

    def prompt(self, *_: object, **__: object) -> str:
        """What is typed next."""
        if not self.answers:
            raise click.Abort
        return self.answers.pop(0)


def test_mistyped_opening_words_are_asked_for_again(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is sent back to a shell, where the words typed next would stand on the screen and in its history."""
    Keyboard(monkeypatch, "not these words here", "nor any of these", full.passphrase)
    done = naru("-d", str(full.folder), "owed")
    assert (done.status, done.err) == (0, 2 * sentence("keyring.wrong-passphrase"))
    assert done.out == full.do("owed").out


def test_words_that_do_not_come_back_end_it(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C at the question leaves; and words from a descriptor are tried once, for nobody can type others."""
    Keyboard(monkeypatch, "not these words here")
    done = naru("-d", str(full.folder), "owed")
    assert (done.status, done.err) == (1, sentence("keyring.wrong-passphrase") + sentence("cli.no-answer"))
    done = naru("-d", str(full.folder), "owed", secrets={"passphrase": "not these words here"})
    assert (done.status, done.err) == (1, sentence("keyring.wrong-passphrase"))


def test_a_sentence_typed_back_wrong_is_shown_again(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sentence, not another one; nothing she typed before is asked for again."""
    before = full.trace()
    Keyboard(monkeypatch, "something else altogether")
    done = full.say("sentence")
    shown = [line for line in done.out.splitlines() if line.startswith("  In a dream")]
    assert len(shown) == 2 and len(set(shown)) == 1
    assert done.err == sentence("app.sentence-differs") + sentence("cli.no-answer")
    assert full.trace() == before


def test_one_mistyped_paper_is_asked_for_alone(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in the second paper does not cost the twenty words of the first."""
    paper = " ".join(new_parts(seeded("papers")).parts[0].words("en"))
    Keyboard(monkeypatch, paper, f"{paper} hook", "quial", paper)
    done = naru("-d", str(full.folder), "recover")
    assert done.err.splitlines() == [
        sentence("parts.word-count", found=21, wanted=20).strip(),
        sentence("words.unknown", position=1).strip(),
        sentence("parts.same-twice").strip(),
    ]


@pytest.mark.parametrize("lang", ALL)
@pytest.mark.parametrize("words", [("burn-case", "brother"), ("burn-everything",)])
def test_burning_much_wants_its_sentence(full: Full, lang: str, words: tuple[str, ...]) -> None:
    """Something else typed: nothing burns."""
    before = full.trace()
    done = full.say(*words, lang=lang, confirm="yes")
    assert (done.status, done.err) == (1, sentence("app.nothing-burned", lang))
    assert full.trace() == before


def test_a_home_is_burned_with_its_sentence(mine: Full) -> None:
    """Typed back, in whichever language, it burns; what was owed on it is owed still."""
    before = [line for line in mine.do("owed").out.splitlines() if line.startswith("  park → ")]
    assert before
    assert "burned" in mine.do("burn-case", "brother", confirm="이 집 일을 태웁니다").out
    assert mine.say("show", mine.of["sent"]).err == sentence("desk.no-such-order")
    assert "KRW" in mine.do("owed").out
    mine.do("audit")


def test_the_whole_book_is_burned_with_its_sentence(mine: Full) -> None:
    """After it the right words open nothing."""
    assert "No words and no paper open this book" in mine.do("burn-everything", confirm="burn everything").out
    assert mine.say("show").status == 1


def test_a_hold_is_set_and_lifted(mine: Full) -> None:
    """While it is on, an order does not burn."""
    mine.do("legal-hold", "on")
    assert mine.say("burn-order", mine.of["off"]).err == sentence("keyring.hold")
    mine.do("legal-hold", "off")
    mine.do("burn-order", mine.of["off"])


def test_a_name_on_a_disk_that_cannot_forget_wants_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On grade C the grade is told first, and only the sentence typed back lets the name be written."""
    book = Book(tmp_path / "book", WORDS).make()
    book.do("case", "brother")
    monkeypatch.setattr(Keeping, "weak_disk", True)
    monkeypatch.setattr(Keeping, "grade", Grade("C", ("flash",)))
    name = {"name": "Invented Brother", "sentence": SENTENCE}
    assert book.say(*CARD, confirm="yes", **name).err == sentence("app.not-confirmed")
    done = book.say(*CARD, confirm="그래도 적습니다", **name)
    assert done.status == 0
    assert door("en")[1].text("disk", "C") in done.out
    assert door("en")[1].text("disk-why", "flash") in done.out


def test_an_open_book_counts_while_nobody_types(mine: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes after a line, two after a name was shown; the count stops while a line is being answered."""
    counted: list[str] = []

    class Count:
        def wait(self, name_shown: bool) -> None:
            counted.append("short" if name_shown else "long")

        def stop(self) -> None:
            counted.append("stop")

    lines = iter(["show", f"open {mine.of['card']}", "owed", "quit"])
    monkeypatch.setattr("click.prompt", lambda *args, **named: next(lines))
    catalogue = door("en")[1]
    secrets = Secrets(catalogue, descriptor({"passphrase": mine.passphrase}))
    session = Session(catalogue, mine.folder, secrets, cheap=True)

    def run(words: list[str]) -> int:
        return naru(*words, obj=session).status

    prompt.prompt(session, run, Count())  # type: ignore[arg-type]  as much of Idle as is asked of it
    session.close()
    assert counted == ["long", "stop", "long", "stop", "short", "stop", "long", "stop"]


@pytest.mark.parametrize("answer", ["no", "", "later"])
def test_whoever_asks_to_burn_first_reads_what_the_law_may_say(
    full: Full, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence comes before the fire, and a person is asked once; only a yes burns."""
    law = Catalogue("en").text("screen", "before-burning")
    monkeypatch.setattr("naru.cli.session.Session.somebody_there", lambda _: True)
    monkeypatch.setattr("naru.cli.session.click.prompt", lambda *_, **__: answer)
    before = full.trace()
    for words in (("burn", full.of["card"]), ("burn-cards", full.of["card"]), ("burn-order", full.of["sent"])):
        told = full.say(*words)
        assert (told.status, told.err) == (1, sentence("app.not-burned"))
        assert law in told.out
    for words in (("burn-case", "uncle"), ("burn-everything",)):
        told = full.say(*words, confirm=answer)
        assert (told.status, told.out.splitlines()[0]) == (1, law)
    assert full.trace() == before
