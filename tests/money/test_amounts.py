"""Bad input, part Money: what is refused and under which rule, and what is accepted as people write it.

The numbers stand for the items of the study's list. Items 22 (in part), 23, 26, 27 and the confirmations of 24 belong
to the desk, which knows orders and limits; 25 to the doors that take JSON; 28 to every field that leaves in an export.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.money import MINOR_MAX, Amount, read_amount, read_amount_echo
from naru.refusal import Refusal

KOREAN_FIELD = ("KRW", "CNY", "USD")


def refused(text: str, among: tuple[str, ...] = KOREAN_FIELD, default: str | None = None) -> str:
    """The key of the refusal; a test fails where there is none."""
    with pytest.raises(Refusal) as caught:
        read_amount(text, among, default)
    return caught.value.key.removeprefix("money.")


ACCEPTED = [
    ("1,000,000원", 1_000_000, "KRW"),
    ("1000000 원", 1_000_000, "KRW"),
    ("₩1,000", 1000, "KRW"),
    ("1,000,000 KRW", 1_000_000, "KRW"),
    ("krw 500", 500, "KRW"),
    ("3000위안", 300_000, "CNY"),
    ("3,000 위안", 300_000, "CNY"),
    ("3,000 CNY", 300_000, "CNY"),
    ("CNY 3,000", 300_000, "CNY"),
    ("CNY3,000", 300_000, "CNY"),
    ("3000元", 300_000, "CNY"),
    ("¥3000", 300_000, "CNY"),
    ("人民币3,000元", 300_000, "CNY"),
    ("3,000元人民币", 300_000, "CNY"),
    ("3,000 yuan", 300_000, "CNY"),
    ("RMB 3,000", 300_000, "CNY"),
    ("0.5위안", 50, "CNY"),
    ("$500", 50_000, "USD"),
    ("$500 USD", 50_000, "USD"),
    ("500달러", 50_000, "USD"),
    ("1 dollar", 100, "USD"),
    ("500美元", 50_000, "USD"),
    ("US$ 12.50", 1250, "USD"),
    ("USD 12.50", 1250, "USD"),
    ("12.5 USD", 1250, "USD"),
    ("  12.5 USD ", 1250, "USD"),
    ("€9.99", 999, "EUR"),
    ("20유로", 2000, "EUR"),
    ("5000엔", 5000, "JPY"),
    ("5000円", 5000, "JPY"),
    ("북한돈 8,000원", 8000, "KPW"),
    ("8,000 북한 원", 8000, "KPW"),
    ("8000조선원", 8000, "KPW"),
    ("8000 North Korean won", 8000, "KPW"),
    ("1000朝鲜元", 1000, "KPW"),
    ("1.500 KWD", 1500, "KWD"),
    ("1.5 BHD", 1500, "BHD"),
    ("9223372036854775807 KRW", MINOR_MAX, "KRW"),
    ("92,233,720,368,547,758.07 CNY", MINOR_MAX, "CNY"),
]


@pytest.mark.parametrize(("text", "minor", "code"), ACCEPTED)
def test_a_sum_is_read_as_people_write_it(text: str, minor: int, code: str) -> None:
    """Nothing about it is unusual, so it is not shown back either."""
    assert read_amount_echo(text, KOREAN_FIELD) == (Amount(minor, code), False)


SHOWN_BACK = [
    ("10만", 100_000),  # 1
    ("10만원", 100_000),
    ("100만 원", 1_000_000),
    ("150만 원", 1_500_000),
    ("100 만원", 1_000_000),
    ("1,000만원", 10_000_000),
    ("10만 KRW", 100_000),
    ("１０００００", 100_000),  # 3
    ("１００，０００원", 100_000),
    ("100,000　원", 100_000),
    ("１０만", 100_000),
    ("￦１０００", 1000),
]


@pytest.mark.parametrize(("text", "minor"), SHOWN_BACK)
def test_what_a_careful_clerk_would_understand_is_shown_back(text: str, minor: int) -> None:
    """Items 1 and 3: accepted in a field of won, and the door asks "100,000원, right?"."""
    assert read_amount_echo(text, (), "KRW") == (Amount(minor, "KRW"), True)


REFUSED = [
    # 1: 만 belongs to won alone, after a whole number
    ("10만 위안", "ten-thousands"),
    ("USD 10만", "ten-thousands"),
    ("1.5만원", "ten-thousands"),
    ("10만 5천원", "digits"),
    ("1만2000원", "digits"),
    # 2: number words
    ("십만", "digits"),
    ("1백만", "digits"),
    ("천원", "digits"),
    ("1억원", "digits"),
    ("만원", "digits"),
    ("10万韩元", "digits"),
    # 4: other digits
    ("١٠٠원", "digits"),
    ("১০০원", "digits"),
    ("𝟙𝟘원", "digits"),
    # 5
    ("1_000원", "grouping"),
    # 6
    ("1e5", "not-a-number"),
    ("1e5원", "not-a-number"),
    ("0x10", "not-a-number"),
    ("1E+400", "not-a-number"),
    # 7
    ("NaN", "not-a-number"),
    ("Infinity", "not-a-number"),
    ("inf", "not-a-number"),
    ("-Infinity", "not-a-number"),
    # 8
    ("-0원", "negative"),
    ("0원", "zero"),
    ("0.00 USD", "zero"),
    ("0만원", "zero"),
    # 9
    ("-5원", "negative"),
    ("−5원", "negative"),
    ("－5원", "negative"),
    ("–5원", "negative"),
    ("(5)원", "negative"),
    ("(5원)", "negative"),
    ("5-원", "negative"),
    ("KRW -5", "negative"),
    # 10
    ("+5원", "plus-sign"),
    ("00100원", "leading-zero"),
    ("0,100원", "leading-zero"),
    ("00.5 USD", "leading-zero"),
    # 11
    ("10.원", "point"),
    ("10.", "point"),
    (".5 USD", "point"),
    # 12
    ("1,00원", "grouping"),
    ("10,0000원", "grouping"),
    ("1.000,00 USD", "grouping"),
    ("1.000.000원", "grouping"),
    ("1000,000원", "grouping"),
    ("1,000,원", "grouping"),
    (",100원", "grouping"),
    ("1,000.5,0 USD", "grouping"),
    ("1.000원", "decimals"),
    # 13
    ("1'000원", "grouping"),
    ("1’000원", "grouping"),
    ("1 000원", "grouping"),
    ("1\u00a0000원", "grouping"),
    ("1\u2009000원", "grouping"),
    ("1\u202f000원", "grouping"),
    ("1\u3000000원", "grouping"),
    ("1000\u00a0원", "hidden"),
    # 14
    ("½ USD", "digits"),
    ("2²원", "digits"),
    ("①원", "digits"),
    ("十원", "digits"),
    ("十元", "digits"),
    # 15
    ("1\u200b000원", "hidden"),
    ("1\u202e000원", "hidden"),
    ("1\u00ad000원", "hidden"),
    ("1000원\u200b", "hidden"),
    ("1000\u3164원", "hidden"),
    ("1000\u115f원", "hidden"),
    ("1000\u1160원", "hidden"),
    ("1000\uffa0원", "hidden"),
    ("1000\u2800원", "hidden"),
    ("1000\ufe0f원", "hidden"),
    ("1000\u0301원", "hidden"),
    ("1000\ud800원", "hidden"),
    ("1000원\n", "hidden"),
    ("1000\t원", "hidden"),
    ("1000\x00원", "hidden"),
    # 16
    ("1000.5원", "decimals"),
    ("1000.0원", "decimals"),
    ("5.5 JPY", "decimals"),
    ("북한돈 5.50원", "decimals"),
    # 17
    ("1.005위안", "decimals"),
    ("1.005 USD", "decimals"),
    ("1.005 EUR", "decimals"),
    ("1.0005 KWD", "decimals"),
    # 18 and 19
    ("1" * 29 + "원", "too-large"),
    ("1" * 4400 + "원", "too-large"),
    ("1" * 1_000_000, "too-large"),
    ("9223372036854775808 KRW", "too-large"),
    ("92233720368547758.08 CNY", "too-large"),
    ("922337203685478만원", "too-large"),
    # 20
    ("1000", "no-currency"),
    ("1,000,000", "no-currency"),
    ("1000 ABC", "unknown-currency"),
    ("1000 XAU", "unknown-currency"),
    ("1000 CNX", "retired-currency"),
    ("DEM 1000", "retired-currency"),
    ("1000 U\u017fD", "unknown-currency"),
    ("1000 쌀", "unknown-currency"),
    ("약 1000원", "unknown-currency"),
    # 21
    ("1000 KRW USD", "two-currencies"),
    ("KRW 1000 USD", "two-currencies"),
    ("$1000위안", "two-currencies"),
    ("1000원 5위안", "two-currencies"),
    ("100 USD 5 EUR", "two-currencies"),
    ("1000원 500원", "two-sums"),
    ("100달러 50센트", "two-sums"),
    # 22 and 28: not a sum at all
    ("10%", "not-a-number"),
    ("=1+1", "not-a-number"),
    ("@SUM", "not-a-number"),
    ("-2+3", "negative"),
    ("1000~2000원", "not-a-number"),
    ("1000?", "not-a-number"),
    ("", "empty"),
    ("   ", "empty"),
    ("원", "not-a-number"),
]


@pytest.mark.parametrize(("text", "key"), REFUSED, ids=range(len(REFUSED)))
def test_what_could_be_misread_is_refused_by_its_rule(text: str, key: str) -> None:
    """Never by an error of Python's own, and never with what was typed inside the refusal."""
    assert refused(text) == key


@pytest.mark.parametrize("text", ["1000원", "1000 won", "₩1000", "$5", "¥5", "5元"])
def test_a_name_of_several_currencies_is_refused_unless_one_is_in_question(text: str) -> None:
    """Item 20. The caller who forgets to say what is in question gets a refusal, not the wrong money."""
    assert refused(text, ()) == "ambiguous-currency"
    assert refused(text, ("EUR",)) == "ambiguous-currency"
    assert refused(text, ("KRW", "KPW", "USD", "CAD", "CNY", "JPY", "TWD")) == "ambiguous-currency"


@pytest.mark.parametrize(
    ("text", "among", "default", "code"),
    [
        ("1000원", ("KPW", "CNY"), None, "KPW"),
        ("1000원", (), "KRW", "KRW"),
        ("¥5", ("JPY", "KRW"), None, "JPY"),
        ("$5", ("CAD", "KRW"), None, "CAD"),
        ("5 dollars", (), None, "USD"),
        ("5 dollars", ("KRW",), None, "USD"),
        ("5", (), "CNY", "CNY"),
        ("5 EUR", ("KRW",), "CNY", "EUR"),
    ],
)
def test_what_is_in_question_settles_a_shared_name(
    text: str, among: tuple[str, ...], default: str | None, code: str
) -> None:
    """A name that is certain stays what it is, whatever was expected."""
    assert read_amount(text, among, default).currency == code


def test_dollars_are_not_american_where_others_are_in_question() -> None:
    """ "Dollars" alone mean USD only while no other dollar could be meant."""
    assert refused("5 dollars", ("CAD",)) == "ambiguous-currency"
    assert refused("1000원", ("KRW", "KPW"), "KRW") == "ambiguous-currency"


def test_joined_hangul_and_hangul_in_parts_are_the_same_word() -> None:
    """Item 29: some file systems and keyboards hand over 원 as its three letters."""
    assert read_amount("1000\u110b\u116f\u11ab", ("KRW",)) == (1000, "KRW")


def test_nothing_is_accepted_only_where_it_is_asked_for() -> None:
    """A float, say, may be empty; a sum that is sent may not."""
    assert read_amount("0원", ("KRW",), zero=True) == (0, "KRW")


def test_the_refusal_of_decimals_says_how_many_there_may_be() -> None:
    """The sentence needs it; the sum itself is not in the refusal."""
    with pytest.raises(Refusal) as caught:
        read_amount("1.005위안")
    assert caught.value.facts == {"currency": "CNY", "digits": 2}


def test_an_unknown_default_is_refused() -> None:
    """A field cannot be in money Naru does not know."""
    assert refused("5", (), "XYZ") == "unknown-currency"
    assert refused("5", (), "CNX") == "retired-currency"


SCRAPS = st.sampled_from([*"0123456789.,'_-+()$¥元원만천 %eE=\u200b\u00a0\u0661½１", "위안", "USD", "북한돈"])


@given(st.one_of(st.text(), st.lists(SCRAPS, max_size=14).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text ends in another error, and what is read is a sum a book can hold."""
    try:
        amount, _ = read_amount_echo(text, ("KRW", "CNY"), "KRW")
    except Refusal as refusal:
        assert refusal.key.startswith("money.")
    else:
        assert 0 < amount.minor <= MINOR_MAX
