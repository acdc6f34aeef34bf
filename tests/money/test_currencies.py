"""The data file of currencies, and what people call them."""

from __future__ import annotations

import pytest

from naru.money import Currency, codes, currency, digits
from naru.money.currencies import form, meaning, mentions
from naru.refusal import Refusal


@pytest.mark.parametrize(
    ("code", "places"), [("KRW", 0), ("KPW", 0), ("JPY", 0), ("CNY", 2), ("USD", 2), ("KWD", 3), ("VND", 0), ("MRU", 2)]
)
def test_minor_digits_are_those_of_iso_but_for_kpw(code: str, places: int) -> None:
    """KPW is kept in whole units (design, section 4)."""
    assert digits(code) == places
    assert currency(code).unit == 10**places


def test_only_kpw_is_cut_down() -> None:
    """Every other currency is rounded half up."""
    assert [code for code in codes() if currency(code).rounds_down] == ["KPW"]


@pytest.mark.parametrize("code", ["", "krw", "XAU", "XXX", "CHE", "WON", "KRW "])
def test_an_unknown_code_is_refused(code: str) -> None:
    """In the books a code is exact."""
    with pytest.raises(Refusal, match=r"^money\.unknown-currency$"):
        currency(code)


@pytest.mark.parametrize("code", ["CNX", "DEM", "BGN", "ZWL"])
def test_a_retired_code_is_named(code: str) -> None:
    """The fact comes from the data file, and nobody looks for a typing mistake."""
    with pytest.raises(Refusal, match=r"^money\.retired-currency$") as caught:
        digits(code)
    assert caught.value.facts == {"code": code}


def test_the_data_file_is_sound() -> None:
    """Codes are three capitals, digits small; every currency is found by its own code alone."""
    assert len(codes()) == 155
    for code in codes():
        assert code.isascii() and code.isupper() and len(code) == 3
        assert 0 <= digits(code) <= 3
        found = meaning(code)
        assert found is not None and found.could == {code}


def test_a_currency_is_frozen() -> None:
    """Two lookups give one value."""
    assert currency("CNY") is currency("CNY")
    assert Currency("CNY", 2) == currency("CNY")
    with pytest.raises(AttributeError):
        currency("CNY").digits = 3  # type: ignore[misc]  that it is wrong is the test


def test_names_inside_words_are_not_names() -> None:
    """The "all" of "shall" is not Albania's money."""
    assert mentions("shall stop") == mentions("allow 5") == []
    assert [one.could for one in mentions("5 all")] == [{"ALL"}]
    assert form("  North  Korean   WON ") == "north korean won"
