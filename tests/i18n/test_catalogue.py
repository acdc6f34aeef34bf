"""Whatever can be said or refused has its words in every language, and the words keep the voice."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import catalogues
from naru.commands.tables import ASKS, EVENT_TYPES
from naru.i18n.catalogue import tables
from naru.i18n.languages import LANGS

OURS = ("life.toml", "desk.toml", "verbs.toml", "ends.toml", "warnings.toml", "import.toml")

# ------------------------------------------------------------------------------------------------- what is in the files


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


def test_nothing_is_missing() -> None:
    """What `make check` runs: every text that can be asked for is there, in every language, with the facts it tells."""
    assert list(catalogues.faults()) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_languages_stand_in_the_same_order(lang: str) -> None:
    """File by file, so that two of them can be read side by side; and no text is empty or has blanks around it."""
    assert [(table, key) for table, key, _ in ours(lang)] == [(table, key) for table, key, _ in ours("ko")]
    assert all(text.strip() == text and text for texts in tables(lang).values() for text in texts.values())


def without(table: str, key: str) -> dict[str, dict[str, str]]:
    """The Korean texts but this one."""
    return {
        name: {of: text for of, text in texts.items() if (name, of) != (table, key)}
        for name, texts in tables("ko").items()
    }


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("verb", "claim"),
        ("verb", "claim.help"),
        ("example", "claim"),
        ("statement", "said.claim"),
        ("field", "dispute-days"),
        ("field", "apart"),
        ("typed", "risk.carrier"),
        ("subject", "road"),
        ("role", "family"),
        ("end", "taken-back"),
        ("warning", "fee-low"),
        ("refusal", "ask.weak-proof"),
        ("refusal", "life.held"),
        ("refusal", "desk.no-such-road"),
        ("refusal", "day.zone"),
        ("refusal", "money.two-sums"),
        ("evidence", "visit"),
        ("statement", "proof.visit"),
        ("grade", "fair"),
        ("account", "lost:seized"),
        ("why", "receivable"),
        ("reason", "fee-not-earned"),
        ("reason", "carried-forward"),
        ("question", "given-or-not-yet"),
        ("phone", "unknown"),
        ("risk", "sender"),
        ("base", "rest"),
        ("statement", "flat.rest"),
        ("statement", "basis.order-day"),
        ("open", "latest"),
        ("broken", "sums"),
        ("disk-why", "flash"),
        ("kept", "amount"),
        ("help", "audit"),
        ("example", "audit"),
        ("typed", "command.audit"),
        ("screen", "said"),
        ("ask", "go-on"),
    ],
)
def test_a_text_taken_away_is_missed(table: str, key: str) -> None:
    """Whatever asks for it: a table, a refusal, a command, a line of the source."""
    assert key in tables("ko")[table]
    told = list(catalogues.lacking(without(table, key)))
    assert told and all(one.startswith(f"[{table}] has no ") and key in one for one in told), told
    assert list(catalogues.differing(tables("ko"), without(table, key))) == [f"[{table}] has no {key}"]
    assert list(catalogues.differing(without(table, key), tables("ko"))) == [f"[{table}] has {key}, which ko has not"]


def test_a_field_of_a_text_is_missed() -> None:
    """A sentence asks for no fact it is not given, and tells the same facts in every language."""
    odd = {**tables("ko"), "refusal": {**tables("ko")["refusal"], "life.held": "{amount}"}}
    assert [one.partition(", and ")[0] for one in catalogues.lacking(odd)] == ["[refusal] life.held tells amount"]
    assert list(catalogues.differing(tables("ko"), odd)) == ["[refusal] life.held has other fields than in ko"]


def test_a_language_that_is_not_on_the_list_is_told(tmp_path: Path) -> None:
    """A folder of texts or a list of words for it; and a language on the list that has neither."""
    for lang in (*LANGS, "xx"):
        (tmp_path / "catalogue" / lang).mkdir(parents=True)
        (tmp_path / "catalogue" / lang / "cli.toml").write_text("")
    (tmp_path / "words").mkdir()
    for lang in ("yy", *LANGS[1:]):
        (tmp_path / "words" / f"{lang}.txt").write_text("")
    assert list(catalogues.strangers(tmp_path)) == [
        "xx has a folder of texts and is not in languages.toml",
        "yy has a list of words and is not in languages.toml",
        f"{LANGS[0]} is in languages.toml and has not a list of words",
    ]
    assert catalogues.main(catalogues.strangers(tmp_path)) == 1 and catalogues.main([]) == 0


def test_no_text_stands_there_for_nothing() -> None:
    """Every text of these tables can be asked for."""
    known = {one.key for one in catalogues.raised()}
    assert [key for table, key, _ in ours("ko") if table == "refusal" and key not in known] == []
    asked = defaultdict(set)
    for table, keys, _ in (*catalogues.of_the_tables(), *catalogues.named_in_source()):
        asked[table].update(keys.split("|"))
    for table in ("verb", "subject", "role", "end", "warning", "evidence", "grade", "why", "account", "open", "field"):
        assert set(tables("ko")[table]) <= asked[table], table


def test_fields_that_share_a_name_are_told_apart() -> None:
    """Where they fill another place for another verb, that verb has a text of its own."""
    told = set(tables("ko")["field"])
    fills: dict[str, dict[str, set[str]]] = {}
    for event_type in EVENT_TYPES:
        for field in event_type.fields:
            fills.setdefault(field.name, {}).setdefault(field.to, set()).add(event_type.kind)
    for name, places in fills.items():
        general = [place for place, kinds in places.items() if any(f"{kind}.{name}" not in told for kind in kinds)]
        assert len(general) <= 1, (name, general)


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


def test_chinese_signs_are_full_width() -> None:
    """Commas, colons, brackets and question marks; those inside numbers and in lines to copy are left alone."""
    for table, texts in tables("zh").items():
        for key, text in texts.items():
            if table != "example":
                assert not re.search(r"(?<![0-9])[,:]|[,:](?![0-9])|[;?()]|[一-龥}]\.", text), (table, key, text)


COUNTS = "count|rows|orders|cards|years|days|steps|failures|names|words|found|opened|covered"


def test_english_counts_want_no_plural() -> None:
    """A count that can be one has no plural behind it: "1 orders" was read on a screen. A law's years are never one."""
    for table, texts in tables("en").items():
        for key, text in texts.items():
            if (table, key) != ("archive", "stays"):
                assert not re.search(rf"\{{({COUNTS})\}} ((?!the )[a-z]+ )?[a-z]+s\b", text), (table, key, text)


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
