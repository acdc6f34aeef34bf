"""What is written is read back as the same sum, in every language and currency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.money import MINOR_MAX, Rate, codes, print_amount, print_plain, print_rate, read_amount
from naru.money.currencies import currency
from naru.refusal import Refusal

LANGS = ("ko", "zh", "en")


@pytest.mark.parametrize(
    ("minor", "code", "ko", "zh", "en"),
    [
        (1_000_000, "KRW", "1,000,000원", "1,000,000韩元", "KRW 1,000,000"),
        (300_000, "CNY", "3,000위안", "3,000元人民币", "CNY 3,000.00"),
        (1_250, "USD", "12.50달러", "12.50美元", "USD 12.50"),
        (8_000, "KPW", "북한돈 8,000원", "8,000朝鲜元", "KPW 8,000"),
        (5, "EUR", "0.05유로", "0.05欧元", "EUR 0.05"),
        (5_000, "JPY", "5,000엔", "5,000日元", "JPY 5,000"),
        (1_500, "KWD", "KWD 1.500", "KWD 1.500", "KWD 1.500"),
        (0, "KRW", "0원", "0韩元", "KRW 0"),
        (-5, "KPW", "북한돈 −5원", "−5朝鲜元", "KPW −5"),
        (-150, "CNY", "−1.50위안", "−1.50元人民币", "CNY −1.50"),
    ],
)
def test_each_language_has_its_form(minor: int, code: str, ko: str, zh: str, en: str) -> None:
    """KPW never looks like KRW."""
    assert tuple(print_amount(minor, code, lang) for lang in LANGS) == (ko, zh, en)


@pytest.mark.parametrize("code", codes())
def test_every_currency_is_read_back(code: str) -> None:
    """The smallest sum, a round one, an odd one and the largest, in every language and in the plain form."""
    for minor in (1, currency(code).unit, 123_456_789, MINOR_MAX):
        for text in [print_amount(minor, code, lang) for lang in LANGS] + [print_plain(minor, code)]:
            assert read_amount(text, (code,)) == (minor, code)


@given(st.integers(1, MINOR_MAX), st.sampled_from(codes()), st.sampled_from(LANGS), st.sets(st.sampled_from(codes())))
def test_what_is_written_is_never_read_as_other_money(minor: int, code: str, lang: str, others: set[str]) -> None:
    """Where another currency in question shares the name, reading asks; it never answers with the other one."""
    try:
        assert read_amount(print_amount(minor, code, lang), {code, *others}) == (minor, code)
    except Refusal as refusal:
        assert refusal.key == "money.ambiguous-currency"
        assert lang == "ko" and code in {"KRW", "USD"}


def test_only_two_printed_forms_need_to_know_what_is_in_question() -> None:
    """원, because there are two of them. 달러 does only where another dollar is in question. All others never do."""
    asked = set()
    for code in codes():
        for lang in LANGS:
            try:
                assert read_amount(print_amount(100, code, lang)).currency == code
            except Refusal:
                asked.add((code, lang))
    assert asked == {("KRW", "ko")}


@pytest.mark.parametrize(
    ("minor", "code", "text"),
    [
        (300_000, "CNY", "3000.00 CNY"),
        (1_000_000, "KRW", "1000000 KRW"),
        (-5, "USD", "-0.05 USD"),
        (1, "KWD", "0.001 KWD"),
    ],
)
def test_machines_get_one_form(minor: int, code: str, text: str) -> None:
    """No groups, all digits, the code last."""
    assert print_plain(minor, code) == text


@pytest.mark.parametrize(
    ("rate", "ko", "en"),
    [
        (Rate(100, "CNY", 20_000, "KRW"), "1위안 = 20,000원", "CNY 1.00 = KRW 20,000"),
        (Rate(20_000, "KRW", 100, "CNY"), "1위안 = 20,000원", "CNY 1.00 = KRW 20,000"),
        (Rate(10_000, "KRW", 5_700, "CNY"), "10,000원 = 57위안", "KRW 10,000 = CNY 57.00"),
        (Rate(1, "KRW", 190, "KPW"), "1원 = 북한돈 190원", "KRW 1 = KPW 190"),
    ],
)
def test_a_rate_is_written_the_way_people_say_it(rate: Rate, ko: str, en: str) -> None:
    """One of the dear money is so many of the cheap; two sums that neither is one of stay as they were said."""
    assert (print_rate(rate, "ko"), print_rate(rate, "en")) == (ko, en)
