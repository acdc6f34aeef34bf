"""The three languages say the same, whatever can be said or refused has its words, and the words keep the voice."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import NamedTuple, TypeGuard

import pytest

import naru
from naru.command import Leg, Subject, Terms
from naru.commands.reading import COMMON
from naru.commands.tables import ASKS, EVENT_TYPES, WARNINGS
from naru.i18n.catalogue import tables
from naru.i18n.languages import LANGS
from naru.money import Rate
from naru.orders.ends import ENDS
from naru.orders.terms import open_points
from naru.trust.evidence import KINDS, Grade
from naru.vault.disk.lock import DOORS

SOURCE = Path(naru.__file__).parent
OURS = ("life.toml", "desk.toml", "verbs.toml", "ends.toml", "warnings.toml")
KEY = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*")

# ----------------------------------------------------------------------------------------- what the source refuses with

COMPUTED = {
    "ask.": tuple(sorted(ASKS)),
    "desk.no-such-": tuple(subject.value for subject in Subject),
}
"""Keys that are put together where they are raised: how they begin, and every way they can go on."""

ADDED = {"play.word": {"step"}, "play.expectation": {"step"}}
"""Facts that whoever passes a refusal on puts to it."""

ALWAYS = {"line", "help"}
"""Facts that the catalogue makes for every refusal."""

HANDED_ON = {"days.py": "day.", "money/numerals.py": "money.", "i18n/text.py": "text."}
"""Modules in which one function finds the key and another raises it, and what those keys begin with."""


class Raised(NamedTuple):
    """One place that makes a refusal: its key and the facts it gives; `open`: it gives facts that cannot be seen."""

    key: str
    facts: frozenset[str]
    open: bool
    where: str


def strings(tree: ast.AST) -> Iterator[str]:
    """Every text that stands in the source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def is_refusal(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a refusal is made here."""
    if not isinstance(node, ast.Call) or not node.args:
        return False
    return bool(getattr(node.func, "id", getattr(node.func, "attr", "")) == "Refusal")


def literal(tree: ast.AST) -> set[str]:
    """The keys that are raised by name in a module."""
    first = [node.args[0] for node in ast.walk(tree) if is_refusal(node)]
    return {str(node.value) for node in first if isinstance(node, ast.Constant)}


def keys_of(node: ast.expr, tree: ast.AST, module: str) -> list[str]:
    """The keys the first argument of a refusal can come to."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*keys_of(node.body, tree, module), *keys_of(node.orelse, tree, module)]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        head = str(node.values[0].value)
        assert head in COMPUTED, f"{module}: say in COMPUTED what can follow {head}"
        return [head + rest for rest in COMPUTED[head]]
    assert module in HANDED_ON, f"{module}: a key nobody can find: {ast.unparse(node)}"
    found = {text for text in strings(tree) if KEY.fullmatch(text) and text.startswith(HANDED_ON[module])}
    return sorted(found - literal(tree))


def refusals_in(path: Path) -> Iterator[Raised]:
    """Every refusal a module makes."""
    tree, module = ast.parse(path.read_text("utf-8")), path.relative_to(SOURCE).as_posix()
    for node in ast.walk(tree):
        if not is_refusal(node):
            continue
        given = frozenset(word.arg for word in node.keywords if word.arg)
        unseen = any(word.arg is None for word in node.keywords)
        for key in keys_of(node.args[0], tree, module):
            yield Raised(key, given, unseen, f"{module}:{node.lineno}")


@cache
def raised() -> tuple[Raised, ...]:
    """Every refusal of the whole source."""
    return tuple(one for path in sorted(SOURCE.rglob("*.py")) for one in refusals_in(path))


# ------------------------------------------------------------------------------------------------- what is in the files


def blanks(text: str) -> set[str]:
    """The names of the fields of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def ours(lang: str) -> Iterator[tuple[str, str, str]]:
    """(table, key, text) of the files this test answers for."""
    for name in OURS:
        text = (files("naru.i18n") / "catalogue" / lang / name).read_text("utf-8")
        for table, texts in tomllib.loads(text).items():
            for key, said in texts.items():
                yield table, key, said


def prose(lang: str) -> Iterator[tuple[str, str]]:
    """(key, text) of what is told in whole sentences: all refusals, all warnings, the help of the verbs."""
    for table in ("refusal", "warning"):
        yield from tables(lang)[table].items()
    yield from ((key, text) for key, text in tables(lang)["verb"].items() if key.endswith(".help"))


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the examples after them."""
    told = re.split("보기:|例如：|For example:", text)[0]
    return [one for one in re.split(r"(?<=[.?])\s+|(?<=[。？])", told) if one.strip()]


# --------------------------------------------------------------------------------------------------- nothing is missing


@pytest.mark.parametrize("lang", LANGS)
def test_the_languages_say_the_same(lang: str) -> None:
    """The same files, tables, keys and fields."""
    korean, here = tables("ko"), tables(lang)
    assert [(table, set(texts)) for table, texts in here.items()] == [(name, set(of)) for name, of in korean.items()]
    assert list(ours(lang)), lang
    assert [(table, key) for table, key, _ in ours(lang)] == [(table, key) for table, key, _ in ours("ko")]
    for table, texts in here.items():
        for key, text in texts.items():
            assert blanks(text) == blanks(korean[table][key]), (table, key)
            assert text.strip() == text and text, (table, key)


def test_every_refusal_has_its_sentence() -> None:
    """Whatever the source can refuse with; and no sentence of these files stands there for nothing."""
    told = tables("ko")["refusal"]
    assert {one.key: one.where for one in raised() if one.key not in told} == {}
    known = {one.key for one in raised()}
    assert [key for table, key, _ in ours("ko") if table == "refusal" and key not in known] == []


def test_a_sentence_asks_for_no_fact_it_is_not_given() -> None:
    """At every single place that raises it."""
    told = tables("ko")["refusal"]
    wanting = {
        (one.key, one.where): sorted(lacks)
        for one in raised()
        if one.key in told
        and not one.open
        and (lacks := blanks(told[one.key]) - one.facts - ALWAYS - ADDED.get(one.key, set()))
    }
    assert wanting == {}


def test_every_verb_has_a_phrase_and_help() -> None:
    """And every verb that is told about can be said."""
    kinds = {event_type.kind for event_type in EVENT_TYPES}
    assert set(tables("ko")["verb"]) == kinds | {f"{kind}.help" for kind in kinds}


def test_every_field_is_told() -> None:
    """By its name, or for its verb alone; fields that share a name but fill another place are told apart."""
    told = set(tables("ko")["field"])
    used = {(event_type.kind, field.name) for event_type in EVENT_TYPES for field in event_type.fields}
    assert {f"{kind}.{name}" for kind, name in used if name not in told and f"{kind}.{name}" not in told} == set()
    assert set(COMMON) <= told
    names = {name for _, name in used} | {f"{kind}.{name}" for kind, name in used}
    assert told - names - set(COMMON) - {"id", "promise.order"} == set()
    fills: dict[str, dict[str, set[str]]] = {}
    for event_type in EVENT_TYPES:
        for field in event_type.fields:
            fills.setdefault(field.name, {}).setdefault(field.to, set()).add(event_type.kind)
    for name, places in fills.items():
        general = [place for place, kinds in places.items() if any(f"{kind}.{name}" not in told for kind in kinds)]
        assert len(general) <= 1, (name, general)


def test_every_reading_has_its_words() -> None:
    """Subjects, ends, warnings, evidence, grades, accounts, reasons: exactly what the source knows."""
    told = {table: set(texts) for table, texts in tables("ko").items()}
    assert told["subject"] == {subject.value for subject in Subject}
    assert told["role"] == {"sender", "receiver", "family", "carrier", "other"}
    assert told["end"] == set(ENDS)
    assert told["warning"] == {*WARNINGS, "noted-beyond"}
    assert told["evidence"] == set(KINDS)
    assert told["grade"] == {grade.name.lower() for grade in Grade}
    assert told["why"] == {"owed", "due", "claim", "charge", "debt"}
    assert told["door"] >= {*DOORS, "unknown"}
    read_off = {"fee", "lost", "lost:seized", "lost:written-off", "given", "remainder", "till"}
    read_off |= {"short", "family", "pending", "other", "returned", "hand", "road"}
    moved = {
        end
        for event_type in EVENT_TYPES
        for move in event_type.moves
        for end in re.sub(r" \(.*\)", "", move).split(" > ")
    }
    assert told["account"] == moved - {"out", "via", "purse", "cash", "payout"} | read_off


def test_what_is_left_open_is_named() -> None:
    """Every point that keeps terms from going out."""
    odd = Terms("KRW", legs=(Leg("CNY"),), pay=Rate(1, "USD", 1, "KRW"))
    assert set(tables("ko")["open"]) == {*open_points(odd), *open_points(Terms("KRW"))}


def test_a_verb_named_in_a_sentence_is_a_verb() -> None:
    """Where one text sends the reader to another thing to write, that thing has this very name."""
    for lang, mark in (("ko", "'([^']+)'"), ("zh", "“([^”]+)”")):
        verbs = set(tables(lang)["verb"].values())
        for table, key, text in ours(lang):
            if table in ("refusal", "verb"):
                assert set(re.findall(mark, text)) <= verbs, key


# ------------------------------------------------------------------------------------------------------------ the voice

NEVER = {
    "ko": "카드|프로필|데스크|패스프레이즈|절대|증거|피해자|수혜자|일없|바쁘|방조|낙지|오징어",
    "zh": "受害|受益人|证据",
    "en": r"(?i)victim|beneficiar|evidence|\bnever ever\b",
}
"""What voice.md keeps off every page: loan words, police words, and words that differ between South and North."""

LOANS = "파일|폴더|디스크|컴퓨터|메모|코드|백업|로그인|시스템|브로커|메시지|에러|프로그램|서비스|데이터|패스워드"
"""More loan words, and words for a machine, that these files do without."""


@pytest.mark.parametrize("lang", LANGS)
def test_words_that_are_never_said(lang: str) -> None:
    """On no page, by nobody."""
    for table, texts in tables(lang).items():
        for key, text in texts.items():
            assert not re.search("[!！]", text), (table, key)
            if (table, lang) != ("export", "en"):
                assert not re.search(NEVER[lang], text), (table, key)
    if lang == "ko":
        assert [key for _, key, text in ours("ko") if re.search(LOANS, text)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_short_and_even(lang: str) -> None:
    """At most four sentences; two at least where something is refused; no double blanks."""
    for key, text in prose(lang):
        assert len(sentences(text)) <= 4, key
    for table, key, text in ours(lang):
        assert "  " not in text and not re.search(r"\s[.,。，]", text), key
        assert len(sentences(text)) >= (2 if table == "refusal" else 1), key
        if table in ("end", "account", "why", "evidence", "grade", "subject", "role", "open"):
            assert not text.endswith((".", "。")), key


def test_facts_and_requests_end_as_they_should() -> None:
    """Facts end in -습니다, requests in -세요; a question that is asked once ends in -습니까."""
    told = [(key, text) for table, key, text in ours("ko") if table in ("refusal", "warning") or key.endswith(".help")]
    for key, text in told:
        for sentence in sentences(text):
            assert re.search(r"(니다|세요|습니까)([.?]|: \{[a-z]+\}\.?)$", sentence.strip()), (key, sentence)
    for ask in ASKS:
        assert tables("ko")["refusal"][f"ask.{ask}"].endswith("습니까?"), ask
    assert all(text.endswith("니다") for table, _, text in ours("ko") if table == "end")


def test_a_stop_says_where_the_money_is_and_asks_for_no_contact() -> None:
    """The hard stops: the money is told of, and nobody is sent to the family."""
    stops = {key: text for key, text in tables("ko")["refusal"].items() if key.startswith("stop.")}
    assert stops
    for key, text in stops.items():
        assert re.search("돈|보내기는 그대로", text), key
        assert not re.search(r"가족에게 (물|연락하세|전화|알아)", text), key
