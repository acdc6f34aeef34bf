"""The list of languages is used everywhere, and a reader whose language is not on it reads English, not Korean."""

from __future__ import annotations

from string import Formatter

import pytest

from naru.app.questions import says_yes
from naru.days import read_day
from naru.i18n.languages import LANGS, LANGUAGES, YES, language
from naru.refusal import Refusal


@pytest.mark.parametrize(
    ("locale", "lang"),
    [
        ("ko_KR.UTF-8", "ko"),
        ("zh_CN.UTF-8", "zh"),
        ("zh_TW", "zh"),
        ("zh_HK.UTF-8", "zh"),
        ("zh-Hant-TW", "zh"),
        ("en_GB", "en"),
        ("EN", "en"),
        ("fr_FR.UTF-8", "en"),
        ("ru_RU", "en"),
        ("de@euro", "en"),
        ("", "ko"),
        ("C", "ko"),
        ("C.UTF-8", "ko"),
        ("POSIX", "ko"),
    ],
)
def test_a_locale_reads_its_language_or_english(locale: str, lang: str) -> None:
    """Korean only where nothing at all is said of the reader."""
    assert language(locale) == lang


@pytest.mark.parametrize("lang", LANGS)
def test_a_language_says_yes_and_no_in_words_of_its_own(lang: str) -> None:
    """Every yes of every language is a yes, and no word is both."""
    assert all(says_yes(word.upper() + ".") for word in LANGUAGES[lang].yes)
    assert not any(says_yes(word) for word in LANGUAGES[lang].no)
    assert not YES & set(LANGUAGES[lang].no)


@pytest.mark.parametrize("lang", LANGS)
def test_a_sentence_has_places_for_eight_words(lang: str) -> None:
    """Each place once, and only particles the language has."""
    spec = LANGUAGES[lang]
    places = [name for _, name, _, _ in Formatter().parse(spec.sentence) if name is not None]
    assert sorted(place[0] for place in places) == list("01234567")
    assert {place[1:] for place in places} - {""} == set(spec.particles)


@pytest.mark.parametrize("lang", LANGS)
def test_a_time_is_told_apart_from_a_day_in_every_language(lang: str) -> None:
    """Whoever writes the hour as well is told that the day alone is wanted."""
    for typed in (*(f"3{hour}" for hour in LANGUAGES[lang].hours), *LANGUAGES[lang].half_days):
        with pytest.raises(Refusal, match=r"^day\.time$"):
            read_day(typed)
