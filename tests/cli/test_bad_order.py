"""Identity of commands, order, time: items 48 to 62 of the list of bad input, through the command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from naru import machine
from naru.cli import session
from naru.desk.clock import Instant
from testkit.bad_input import BY, LATEST, Bad, Good, promise, refused, rows
from testkit.commandline import ALL, Ran, sentence
from testkit.every_state import Full

ID = "5a" * 16
OTHER = "a5" * 16
HEARD = ("heard", "brother", "--says", "receiver")
ACCEPT = ("--amount", "3,000 CNY", "--says", "receiver", "--phone", "own")
YEARS: dict[str, str | int] = {"first": 1990, "last": 2100}
TOMORROW = (datetime.now().astimezone() + timedelta(days=2)).strftime("%Y-%m-%d")


def day(text: str, key: str, **facts: str | int) -> Bad:
    """A day of something heard."""
    return Bad(56, (*HEARD, "--on", text), f"day.{key}", facts)


BAD = (
    Bad(49, (*HEARD, "--id", "5a"), "desk.bad-id"),
    Bad(49, (*HEARD, "--id", "zz" * 16), "desk.bad-id"),
    Bad(49, (*HEARD, "--id", ID, "--id", OTHER), "field.once", {"field": "id"}),
    Bad(51, ("accept", "@open", *ACCEPT), "life.not-sent"),
    Bad(51, ("claim", "@open", "--amount", "3,000 CNY", "--says", "park"), "life.not-sent"),
    Bad(51, ("reach", "@open", "--says", "park"), "life.not-sent"),
    Bad(51, ("accept", "@accepted", *ACCEPT), "ask.more-than-due"),
    Bad(51, ("accept", "@sent", "--amount", "3,001 CNY", *ACCEPT[2:]), "ask.more-than-due"),
    Bad(51, ("accept", "@sent", *ACCEPT[:2], "--says", "park", "--phone", "own"), "life.carrier-word-alone"),
    Bad(51, ("accept", "@sent", *ACCEPT[:2]), "life.no-evidence"),
    Bad(51, ("accept", "@sent", *ACCEPT, "--claim", "999"), "life.no-such-claim"),
    Bad(51, ("accept", "@sent", *ACCEPT, "--claim", "first"), "life.no-such-claim"),
    Bad(51, ("kept", "@sent", "--says", "family"), "life.nothing-accepted"),
    Bad(51, ("reopen", "@sent"), "life.nothing-accepted"),
    Bad(52, ("proof", "@sent", "--proof", "photo", "--on", "2024-01-01", "--says", "park"), "day.before-the-order"),
    Bad(52, ("proof", "@sent", "--word"), "life.wrong-word", {}, {"word": "butterfly"}),
    Bad(52, ("accept", "@worded", *ACCEPT, "--word"), "life.wrong-word", {}, {"word": "tiger"}),
    Bad(53, ("cancel", "@claimed"), "life.handed-over"),
    Bad(53, ("cancel", "@accepted"), "life.handed-over"),
    Bad(54, ("return", "@sent", "--amount", "1,000,001 KRW"), "life.more-than-owed"),
    Bad(54, ("return", "@accepted", "--amount", "1 KRW"), "life.nothing-owed"),
    Bad(54, ("repay", "@debt", "--amount", "50,001 KRW"), "debt.more-than-owed"),
    Bad(55, ("send", "@off", "--amount", "1,000 KRW"), "life.promise-over"),
    Bad(55, ("cancel", "@off"), "life.promise-over"),
    Bad(55, ("send", "@sent", "--amount", "1 KRW"), "life.more-than-gross"),
    Bad(55, ("send", "@open", "--amount", "1,000,001 KRW"), "life.more-than-gross"),
    Bad(55, ("unsend", "@sent", "--amount", "1,000,001 KRW"), "life.more-than-sent"),
    Bad(55, ("write-off", "@sent", "--amount", "1,000,001 KRW"), "life.more-than-owed"),
    Bad(55, ("agree", "@sent", *LATEST), "life.money-moved"),
    Bad(55, promise(case=("--case", "brother", "--order", "@open")), "life.already-promised"),
    day(TOMORROW, "future"),
    day("2038-01-19", "future"),
    day("1970-01-01", "year", **YEARS),
    day("1989-12-31", "year", **YEARS),
    day("2101-01-01", "year", **YEARS),
    day("9999-12-31", "year", **YEARS),
    day("2024-02-30", "no-such-day"),
    day("2023-02-29", "no-such-day"),
    day("2024-13-01", "no-such-day"),
    day("2024-00-00", "no-such-day"),
    day("2024-05-01 24:00", "time"),
    day("2024-05-01T10:00Z", "time"),
    day("2024-05-01+09:00", "time"),
    day("2016-12-31T23:59:60", "time"),
    day("24-05-01", "short-year"),
    day("20240501", "no-separators"),
    day("1714521600", "no-separators"),
    day("٢٠٢٤-٠٥-٠١", "digits"),
    day("yesterday", "form"),
    Bad(56, (*HEARD, "--on", ""), "field.missing", {"field": "on"}),
    Bad(56, ("send", "@open", "--amount", "1 KRW", "--on", "2023-12-31"), "day.before-the-order"),
    Bad(58, promise(latest=("--latest", "2024-01-01")), "terms.latest-past"),
    Bad(58, ("extend", "@open", "--until", "2024-01-01"), "terms.latest-past"),
    Bad(59, promise(by=("--by", "choi")), "stop.carrier-taken"),
    Bad(59, promise(by=("--by", "park", "--by", "choi")), "stop.carrier-taken"),
    Bad(59, ("send", "@open", "--amount", "1 KRW", "--road", "kb"), "stop.road-blocked"),
    Bad(60, promise(case=("--case", "uncle")), "stop.family-refused"),
    Bad(60, ("resume", "uncle", "--says", "park"), "desk.not-theirs-to-say"),
    Bad(61, promise(by=("--by", "brother")), "desk.no-such-carrier"),
    Bad(61, promise(by=(*BY, *BY)), "terms.hand-twice"),
    Bad(61, ("owe", "--debtor", "aunt", "--creditor", "aunt", "--amount", "5 KRW"), "debt.to-oneself"),
    Bad(62, ("burn", "@burned"), "card.burned"),
    Bad(62, ("open", "@burned"), "card.burned"),
    Bad(62, ("burn", "zzzzz"), "desk.no-such-card"),
    # Beside the list.
    Bad(50, promise(gross=("--gross", "1,000,000 KRW")), "stop.same-order"),
    Bad(55, ("close", "@sent"), "life.not-settled"),
    Bad(61, (*HEARD[:2], "--says", "nobody-known"), "desk.no-such-person"),
    Bad(61, (*HEARD, "--phone", "mine"), "desk.unknown-phone"),
    Bad(61, promise(case=("--case", "nobody-known")), "desk.no-such-case"),
)

GOOD = (
    Good(51, ("accept", "@lost", *ACCEPT), "held for received in full"),
    Good(52, ("claim", "@late", "--amount", "3,000 CNY", "--says", "park"), "This happened after the promised day."),
    Good(56, (*HEARD, "--on", "2024"), "Written down"),
    Good(56, (*HEARD, "--on", "２０２４년 ５월 １일"), "Written down"),
    Good(62, ("burn", "@card"), "burned"),
)


@rows(BAD)
def test_refused(row: Bad, full: Full) -> None:
    """Refused before anything is written, with the sentence for it."""
    refused(full, row)


@rows(GOOD)
def test_accepted(row: Good, mine: Full) -> None:
    """Written, and told."""
    assert row.shown in mine.do(*mine.named(row.words)).out


def test_items_48_and_49_the_same_command_twice(mine: Full) -> None:
    """The same id with the same content is done already; with other content it is refused; nothing is written twice."""
    words = ("send", mine.of["open"], "--amount", "1,000,000 KRW", "--id", ID)
    first = mine.do(*words)
    written = mine.rows()
    again = mine.do(*words)
    assert "Written down" in first.out and "was written down before" in again.out
    assert mine.say(*words, lang="ko").status == 0
    for other in (
        ("send", mine.of["open"], "--amount", "999,999 KRW", "--id", ID),
        ("send", mine.of["north"], "--amount", "1,000,000 KRW", "--id", ID),
        (*words, "--on", "2024-06-01"),
        (*HEARD, "--id", ID),
    ):
        assert mine.say(*other) == Ran(1, "", sentence("desk.other-content")), other
    assert mine.say(*words, note="a note that was not there").err == sentence("desk.other-content")
    assert mine.rows() == written


@pytest.mark.parametrize("kind", ["case", "carrier", "promise", "owe", "word", "card"])
def test_item_48_what_opens_something_opens_it_once(kind: str, mine: Full) -> None:
    """A retry of what makes a new order, person, debt, word or envelope finds the one that was made."""
    words = {
        "case": ("case", "cousin"),
        "carrier": ("carrier", "kang"),
        "promise": promise(),
        "owe": ("owe", "--debtor", "aunt", "--creditor", "sender", "--amount", "5 KRW"),
        "word": ("word", mine.of["open"]),
        "card": ("card", "--whose", "aunt"),
    }[kind]
    secrets = {"name": "Invented"} if kind == "card" else {}
    first = mine.do(*words, "--id", ID, **secrets)
    again = mine.do(*words, "--id", ID, **secrets)
    assert first.out.splitlines()[1:] == again.out.splitlines()[1:]  # the code, the word, the heading
    assert first.out.startswith("Written down") and "was written down before" in again.out.splitlines()[0]


def test_item_51_accepted_twice(mine: Full) -> None:
    """A claim that was answered cannot be answered again."""
    words = ("accept", mine.of["claimed"], *ACCEPT, "--claim", mine.claim)
    mine.do(*words)
    assert mine.say(*words) == Ran(1, "", sentence("life.claim-answered"))


def moved(seconds: int, within: bool = False) -> Any:
    """The real clock, set wrong; or set wrong while the run goes on."""
    looks = 0

    def clock() -> Instant:
        nonlocal looks
        looks += 1
        now = machine.clock()
        wrong = seconds if looks > 1 or not within else 0
        return Instant(now.at + wrong, now.today, now.running + (0 if within else wrong))

    return clock


@pytest.mark.parametrize(
    ("seconds", "within", "key"),
    [
        (-400, False, "clock.behind"),
        (-86_400, False, "clock.behind"),
        (400, True, "clock.jumped"),
        (-400, True, "clock.jumped"),
    ],
)
def test_item_57_a_clock_that_is_wrong(
    seconds: int, within: bool, key: str, full: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than five minutes behind the log, or a jump of more in the middle of a command, is refused."""
    before = full.trace()
    for lang in ALL:
        monkeypatch.setattr(session, "clock", moved(seconds, within))
        assert full.say(*HEARD, lang=lang) == Ran(1, "", sentence(key, lang))
    assert full.trace() == before


@pytest.mark.parametrize(("seconds", "within"), [(-290, False), (40 * 86_400, False), (290, True), (-290, True)])
def test_item_57_days_between_runs_and_small_corrections(
    seconds: int, within: bool, mine: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days that pass between two runs are no jump, and a clock that is put right by minutes stops nobody."""
    monkeypatch.setattr(session, "clock", moved(seconds, within))
    mine.do(*HEARD)
