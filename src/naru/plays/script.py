"""The text of a play: TOML with people, carriers and steps. What the words mean stands in docs/reference/plays.md.

A play with a slip of the pen must not pass for a play that holds, so unknown words are refused everywhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from naru.days import days_after, is_full, iso, read_day
from naru.money.currencies import currency
from naru.refusal import Refusal

HEAD = {"title", "source", "valuation", "people", "step"}
PEOPLE = {"cases", "carriers", "roads", "persons"}
DEEDS = ("snapshot", "open-again", "audit")
"""what a step can do with the desk itself, beside saying something to it"""
STEP = {"on", "today", "say", "of", "do", "id", "expect", "as"}
SAID = {"of", "id", "as"}
"""words that mean nothing in a step that says nothing"""
LABEL = re.compile(r"[^\W\d_]+(-[^\W\d_]+)*")
"""labels of people: letters and hyphens of any script, so that ``kim / 20%`` can be read in one way"""
WORDS = {"none", "gross", "rest", "top", "trying", "success", "fixed", "order-day", "payout-day"}
"""words of the small forms, which nobody can be called"""
_PLACEHOLDER = re.compile(r"(?<=[\"':])@([a-z]+|0|[+-][0-9]+)")
"""``@mother``, ``@0``, ``@-9``: at the beginning of a text, or after a colon in it"""


class Step(NamedTuple):
    """One step. `words` are the fields of the verb; `today` packed, 0: the day of the step, or as before."""

    number: int
    today: int
    say: str
    of: str
    do: str
    id: str
    label: str
    words: dict[str, Any]
    expect: dict[str, Any]


class Script(NamedTuple):
    """A whole play."""

    title: str
    valuation: str
    cases: tuple[str, ...]
    carriers: tuple[str, ...]
    persons: tuple[str, ...]
    roads: dict[str, str]
    steps: tuple[Step, ...]


def read_file(path: Path, today: int = 0) -> Script:
    """Read a play from a file; `today` as `read_text` takes it.

    Raises:
        Refusal: ``play.missing``, ``play.not-toml`` (with the line), ``play.word`` (with step and word).
    """
    try:
        return read_text(path.read_text(encoding="utf-8"), today)
    except OSError:
        raise Refusal("play.missing") from None
    except UnicodeDecodeError:
        raise Refusal("play.not-toml", reason="UTF-8") from None


def read_text(text: str, today: int = 0, called: Callable[[str], str] = str) -> Script:
    """Read a play from its text.

    Args:
        today: packed; ``@-9`` in the text is nine days before it.
        called: what stands for ``@mother`` in the text; left out, ``mother`` does.
    Raises:
        Refusal: as `read_file`; ``play.no-day``: days are counted from today, and that was not told.
    """
    try:
        data = tomllib.loads(_PLACEHOLDER.sub(lambda found: _put(found[1], today, called), text))
    except tomllib.TOMLDecodeError as error:
        raise Refusal("play.not-toml", reason=str(error)) from None
    _only(data, HEAD, 0)
    people = data.get("people", {})
    _only(people, PEOPLE, 0)
    steps = data.get("step")
    if not isinstance(steps, list) or not steps:
        raise Refusal("play.no-steps")
    return Script(
        str(data.get("title", "")),
        currency(str(data.get("valuation", "KRW"))).code,
        _labels(people, "cases"),
        _labels(people, "carriers"),
        _labels(people, "persons"),
        _roads(people),
        tuple(_step(number, step) for number, step in enumerate(steps, 1)),
    )


def _put(what: str, today: int, called: Callable[[str], str]) -> str:
    """What stands for a placeholder: a day counted from today, or what somebody is called."""
    if what.isalpha():
        return called(what)
    if not today:
        raise Refusal("play.no-day")
    return iso(days_after(today, int(what)))


def _roads(people: Mapping[str, Any]) -> dict[str, str]:
    roads = people.get("roads", {})
    if not isinstance(roads, dict):
        raise Refusal("play.word", step=0, word="roads")
    return {label: str(roads[label]) for label in _labels({"roads": [*roads]}, "roads")}


def _labels(people: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """The labels of one kind of people; a bare text in place of a list would be read letter by letter."""
    labels = people.get(kind, [])
    if not isinstance(labels, list):
        raise Refusal("play.word", step=0, word=kind)
    for label in labels:
        if not isinstance(label, str) or not LABEL.fullmatch(label) or label in WORDS:
            raise Refusal("play.word", step=0, word=str(label))
    return tuple(labels)


def _only(table: Mapping[str, Any], words: set[str], step: int) -> None:
    for word in table:
        if word not in words:
            raise Refusal("play.word", step=step, word=word)


def _step(number: int, step: dict[str, Any]) -> Step:
    do, say = str(step.get("do", "")), str(step.get("say", ""))
    if do and (say or do not in DEEDS):
        raise Refusal("play.word", step=number, word=do)
    words = {name: _plain(value) for name, value in step.items() if name not in STEP or name == "on"}
    unsaid = (set(words) | SAID & set(step)) - {"on"}
    if not say and unsaid:
        raise Refusal("play.word", step=number, word=min(unsaid))
    packed = _today(step, number)
    expect = step.get("expect", {})
    if not isinstance(expect, dict):
        raise Refusal("play.word", step=number, word="expect")
    return Step(
        number,
        packed,
        say,
        str(step.get("of", "")),
        do,
        str(step.get("id", "")),
        str(step.get("as", "")),
        words,
        expect,
    )


def _today(step: Mapping[str, Any], number: int) -> int:
    """The calendar day the play moves to; 0: it stays. A month can be when it happened, but not what day it is."""
    said = step.get("today", step.get("on"))
    if said is None:
        return 0
    try:
        packed = read_day(str(said))
        if "today" in step and not is_full(packed):
            raise Refusal("day.full-day-needed")
    except Refusal as refusal:
        refusal.facts.setdefault("step", number)
        raise
    return packed if is_full(packed) else 0


def _plain(value: Any) -> Any:
    """TOML's own dates and numbers as the text they were written as."""
    if isinstance(value, (bool, str, list)):
        return [_plain(one) for one in value] if isinstance(value, list) else value
    return str(value)


__all__ = ["DEEDS", "Script", "Step", "read_file", "read_text"]
