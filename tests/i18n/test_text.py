"""Bad input, part Text: what one line may hold. The numbers are the items of the study's list."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.i18n.text import clean_line
from naru.refusal import Fact, Refusal

ACCEPTED = [
    ("동생이 잘 받았다고 했습니다.", "동생이 잘 받았다고 했습니다."),
    ("  둘레의 빈칸은 뗍니다 \u3000", "둘레의 빈칸은 뗍니다"),
    (unicodedata.normalize("NFD", "한국말"), "한국말"),  # 29
    ("ㅋㅋ 받았대요", "ㅋㅋ 받았대요"),  # loose letters among syllables are how people write
    ("\uf9e1", "李"),  # 38: one letter in two places of the table; the ordinary one is kept
    ("<b>굵게</b> <script>alert(1)</script>", "<b>굵게</b> <script>alert(1)</script>"),  # 46
    ("{{7*7}} ${7*7} %s %n", "{{7*7}} ${7*7} %s %n"),
    ("../../etc '; DROP TABLE log; -- \"", "../../etc '; DROP TABLE log; -- \""),
    ("C:\\CON =1+1 @SUM", "C:\\CON =1+1 @SUM"),
    ("고마워요 😀👍🏽", "고마워요 😀👍🏽"),
    ("❤\ufe0f 👩\u200d🌾 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈", "❤\ufe0f 👩\u200d🌾 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈"),
    ("Việt Nam", "Việt Nam"),
    ("ကျွန်ုပ်", "ကျွန်ုပ်"),  # five marks on one Burmese letter
    ("محمد", "محمد"),
    ("土豆 3,000元", "土豆 3,000元"),
]

REFUSED = [
    ("", "text.empty"),
    (" \u3000\u00a0", "text.empty"),
    ("ㅎㅏㄴ", "text.jamo-only"),  # 30
    ("ㅎㅎ 12", "text.jamo-only"),
    ("\uffbe\uffc2\uffa4", "text.jamo-only"),  # 31 half-width
    ("한\u1112", "text.jamo-only"),  # a letter left over from a broken input
    ("한\u3164", "text.hidden-letter"),  # 32
    ("\u115f\u1160", "text.hidden-letter"),
    ("\uffa0", "text.hidden-letter"),
    ("감\u200b자", "text.hidden-letter"),  # 33
    ("감\u200d자", "text.hidden-letter"),
    ("감\u200c자", "text.hidden-letter"),
    ("\ufeff감자", "text.hidden-letter"),
    ("감\u180e자", "text.hidden-letter"),
    ("감\u2060자", "text.hidden-letter"),
    ("감\u00ad자", "text.hidden-letter"),
    ("감\ufe0f자", "text.hidden-letter"),
    ("감\U000e0100자", "text.hidden-letter"),
    ("감\U000e0041자", "text.hidden-letter"),
    ("감\u2800자", "text.hidden-letter"),
    ("감\ue000자", "text.hidden-letter"),
    ("😀\u200d", "text.hidden-letter"),
    ("감자\u202e", "text.hidden-letter"),  # 34
    ("\u2066감자\u2069", "text.hidden-letter"),
    ("\u200f감자", "text.hidden-letter"),
    ("감\ud800자", "text.surrogate"),  # 35
    ("\udcff", "text.surrogate"),
    ("감자\x00", "text.control"),  # 36
    ("감자\x1b[31m", "text.control"),
    ("감자\x85", "text.control"),
    ("감자\r\nX-Head: 1", "text.control"),
    ("감자\n", "text.control"),
    ("감\t자", "text.control"),
    ("감\u2028자", "text.control"),
    ("감\uffff자", "text.control"),
    ("가" * 101, "text.too-long"),  # 39
    ("a" * 10_000_000, "text.too-long"),
    ("a" + "\u0301" * 7, "text.combining"),
    ("a" + "\u0301\u0327" * 20, "text.combining"),
]


@pytest.mark.parametrize(("text", "line"), ACCEPTED)
def test_ordinary_text_passes_as_it_is(text: str, line: str) -> None:
    """What a person can see and type again is kept, composed."""
    assert clean_line(text, 100) == line


@pytest.mark.parametrize(("text", "key"), REFUSED)
def test_hostile_text_is_refused_by_what_it_is(text: str, key: str) -> None:
    """The refusal names the fault and nothing of the text."""
    with pytest.raises(Refusal) as caught:
        clean_line(text, 100)
    assert caught.value.key == key
    assert caught.value.facts == ({"most": 100} if key == "text.too-long" else {})


def test_length_is_counted_when_put_together() -> None:
    """A hundred syllables are a hundred, also from a keyboard that takes them apart."""
    assert clean_line(unicodedata.normalize("NFD", "뷁" * 100), 100) == "뷁" * 100


@given(st.text(max_size=60))
def test_a_clean_line_stays_clean(text: str) -> None:
    """Cleaning twice changes nothing, and nothing but a refusal ever comes out."""
    try:
        line = clean_line(text, 60)
    except Refusal:
        return
    assert clean_line(line, 60) == line
    assert unicodedata.is_normalized("NFC", line)


KEYS = sorted({key for _, key in REFUSED} | {"words.unknown", "words.too-long"})


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_refusal_has_its_sentence(lang: str, key: str) -> None:
    """What she reads is whole: nothing in braces is left, and the number she needs is in it."""
    facts: dict[str, dict[str, Fact]] = {"words.unknown": {"position": 3}}
    sentence = Catalogue(lang).refusal(Refusal(key, **facts.get(key, {"most": 4096})))
    assert "{" not in sentence
    assert ("4096" in sentence) is key.endswith("too-long")
