"""Naru's own words are understood as the screens name them, in every language, and never in two ways."""

from __future__ import annotations

from collections import defaultdict

import pytest

from naru.command import FAMILY, RECEIVER, SENDER, Command, Id, Leg
from naru.commands.reading import COMMON, read_command
from naru.commands.tables import BY_KIND, EVENT_TYPES
from naru.i18n.catalogue import Catalogue, tables
from naru.i18n.languages import LANGS
from naru.i18n.vocabulary import SHOWN, command, meant, named, plain, texts
from naru.refusal import Refusal
from naru.trust.evidence import PHONES

KIM, HOME = b"k" * 16, b"h" * 16
GROUPS = tuple(dict.fromkeys(key.partition(".")[0] for key in tables("ko")["typed"]))


class People:
    """Names as a door knows them: Kim, a home, the three parties, and whoever is called in `more`."""

    among = ("KRW", "CNY")

    def __init__(self, **more: Id) -> None:
        self.known = {"kim": KIM, "home": HOME, "sender": SENDER, "receiver": RECEIVER, "family": FAMILY, **more}

    def find(self, type: str, name: str) -> Id:
        """The id behind a name."""
        if name not in self.known:
            raise Refusal("desk.no-such-person")
        return self.known[name]

    def claim(self, name: str) -> int:
        """The row of a claim."""
        return int(name)


def read(kind: str, people: People | None = None, **words: object) -> Command:
    """What these words come to."""
    given = {name.replace("_", "-"): value for name, value in words.items()}
    return read_command(BY_KIND[kind], given, people or People(), id=b"i" * 16, of=b"o" * 16, today=20260101)


@pytest.mark.parametrize("group", GROUPS)
def test_no_text_means_two_words_of_a_group(group: str) -> None:
    """Across all languages at once: nobody says in which she types."""
    means = defaultdict(set)
    for lang in LANGS:
        for word, text in texts(group, lang):
            assert plain(text), (lang, word)
            means[plain(text)].add(word)
            means[plain(word)].add(word)
    assert {text: words for text, words in means.items() if len(words) > 1} == {}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("group", GROUPS)
def test_every_text_a_screen_shows_is_understood(group: str, lang: str) -> None:
    """Also without blanks, in capitals and with hyphens."""
    for word, text in texts(group, lang):
        assert meant(group, text) == meant(group, word) == word
        assert meant(group, text.replace(" ", "")) == meant(group, text.replace(" ", "-").upper()) == word
    for table, head in SHOWN.get(group, ()):
        shown = {key for key in tables(lang)[table] if key.startswith(head) and not key.endswith(".help")}
        assert shown & {head + word for word, _ in texts(group, lang)}, table


def test_every_choice_of_every_field_has_a_text() -> None:
    """In each language, and through whose phone it came as well."""
    asked = {
        (field.name, choice) for event_type in EVENT_TYPES for field in event_type.fields for choice in field.choices
    }
    asked |= {("phone", phone) for phone in PHONES}
    typed = set(tables("ko")["typed"])
    assert {f"{field}.{choice}" for field, choice in asked} <= typed
    assert "phone" in COMMON


@pytest.mark.parametrize("lang", LANGS)
def test_every_verb_is_a_command_as_the_screen_names_it(lang: str) -> None:
    """With its blanks, without them, or with hyphens; what follows stays."""
    for event_type in EVENT_TYPES:
        told = tables(lang)["verb"][event_type.kind]
        for typed in (told.split(), [told.replace(" ", "")], [told.replace(" ", "-")], [told]):
            assert command([*typed, "k7q2m", "--on", "2026"]) == [event_type.kind, "k7q2m", "--on", "2026"]


def test_a_command_of_narus_own_is_never_taken_for_another() -> None:
    """A name stands as it is, whatever follows; an option is no part of a name; the names of before are known."""
    for name in sorted({word for word, _ in texts("command", "ko")}):
        assert command([name, "k7q2m"]) == [name, "k7q2m"]
        assert command([name, "--on", "2026"]) == [name, "--on", "2026"]
    assert command(["맞춰", "--보기"]) == ["맞춰", "--보기"]
    assert command(["fold"]) == ["snapshot"]
    assert command(["desk-hold", "on"]) == ["legal-hold", "on"]
    assert command([]) == []
    assert command(["아무 말"]) == ["아무 말"]


@pytest.mark.parametrize(
    ("fee", "payout", "risk", "basis"),
    [
        (
            "20% / gross",
            "1 CNY = 200 KRW / fixed / notes 1 CNY / part 400,000 KRW / day 2024-05-03",
            "carrier",
            "order-day",
        ),
        (
            "20% / 전체에서",
            "1위안 = 200원 / 정한 값 / 지폐 1위안 / 몫 400,000원 / 날 2024-05-03",
            "전하는 사람",
            "약속한 날",
        ),
        (
            "20% / 从全额",
            "1 CNY = 200 KRW / 定好的 / 钞票1 CNY / 其中400,000 KRW / 日期2024年5月3日",
            "送钱的人",
            "约定那天",
        ),
        (
            "20% / Of the whole",
            "1 CNY = 200 KRW / as agreed / Notes 1 CNY / part 400,000 KRW / day 2024",
            "the carrier",
            "order day",
        ),
    ],
)
def test_terms_are_the_same_terms_in_every_language(fee: str, payout: str, risk: str, basis: str) -> None:
    """Forms inside a value as well: what a fee is of, which day's rate, the smallest note, the part, the day."""
    terms = read(
        "promise", case="home", by="kim", gross="1,000,000 KRW", fee=fee, payout=payout, risk=risk, pay_basis=basis
    ).facts.terms
    assert terms is not None and terms.fees is not None
    (leg,) = terms.legs
    assert (terms.fees[0].base, terms.risk, terms.pay_basis, leg.basis, leg.notes, leg.carries) == (
        *("gross", "carrier", "order-day"),
        *("fixed", 100, 400_000),
    )
    assert leg.day // 10_000 == 2024


@pytest.mark.parametrize("none", ["none", "없음", "수수료 없음", "没有", "No fee"])
def test_no_fee_can_be_said_in_every_language(none: str) -> None:
    """It is a promise of its own, not a field left out."""
    terms = read("promise", case="home", by="kim", gross="1,000,000 KRW", fee=none, payout="CNY").facts.terms
    assert terms is not None and terms.fees == () and isinstance(terms.legs[0], Leg)


@pytest.mark.parametrize("says", ["receiver", "받을 사람", "收钱的人", "the receiver"])
@pytest.mark.parametrize("phone", ["own", "자기 전화로", "自己的电话", "own phone"])
def test_who_says_so_is_understood(says: str, phone: str) -> None:
    """And through whose phone, and on what evidence."""
    story = read("accept", amount="3 CNY", says=says, phone=phone, proof=["사진", "visit", "当场回答"]).story
    assert (story.says, story.phone, story.proofs) == ("receiver", "own", ("photo", "visit", "live-answer"))


def test_a_name_she_gave_comes_before_a_word_of_narus() -> None:
    """Whoever called a carrier "가족" before it was such a word still means the carrier."""
    assert read("claim", amount="3 CNY", says="가족").story.says == "family"
    assert read("claim", People(가족=KIM), amount="3 CNY", says="가족").story.says == KIM.hex()
    owed = read("owe", debtor="본인", creditor="家人", amount="1 KRW").facts
    assert (owed.person, owed.hand) == (SENDER, FAMILY)


@pytest.mark.parametrize("lang", LANGS)
def test_a_refusal_shows_the_line_to_type(lang: str) -> None:
    """In the reader's language: the words that may stand there, and an example that gives this very field."""
    with pytest.raises(Refusal) as caught:
        read("promise", case="home", gross="1 KRW", risk="nobody")
    told = Catalogue(lang).refusal(caught.value)
    assert all(named("risk", word, lang) in told for word in ("sender", "carrier"))
    line = next(line for line in tables(lang)["example"]["promise"].splitlines() if "--risk " in line)
    assert told.endswith(line)
    with pytest.raises(Refusal) as caught:
        read("repay", says="sender")
    assert Catalogue(lang).refusal(caught.value).endswith(tables(lang)["example"]["repay"])
