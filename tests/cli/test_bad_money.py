"""Money: items 1 to 28 of the list of bad input, through the command line."""

from __future__ import annotations

import pytest

from testkit.bad_input import BY, Bad, Good, promise, refused, rows
from testkit.commandline import Ran, sentence
from testkit.every_state import Full

GIVEN = {"field": "amount"}
MOST = 2**63 - 1


def sent(item: int, amount: str, key: str, **facts: str | int) -> Bad:
    """A sum of the order that pays in won and gives yuan."""
    return Bad(item, ("send", "@open", "--amount", amount), f"money.{key}", facts)


def fee(item: int, part: str, key: str, **facts: str | int) -> Bad:
    """A fee of a promise."""
    return Bad(item, promise(fee=("--fee", part)), key, facts)


def rate(item: int, told: str, key: str, **facts: str | int) -> Bad:
    """A rate of a promise."""
    return Bad(item, promise(payout=("--payout", f"CNY / {told} / fixed")), key, facts)


BAD = (
    sent(1, "10만", "no-currency"),
    sent(1, "10만 CNY", "ten-thousands"),
    sent(1, "1.5만원", "ten-thousands"),
    sent(2, "십만원", "digits"),
    sent(2, "1백만원", "digits"),
    *(sent(4, f"{digits} KRW", "digits") for digits in ("١٠٠", "১০০", "𝟙𝟘")),
    sent(5, "1_000 KRW", "grouping"),
    *(sent(6, f"{number} KRW", "not-a-number") for number in ("1e5", "0x10", "1E+400")),
    *(sent(7, f"{number} KRW", "not-a-number") for number in ("NaN", "Infinity", "-Infinity")),
    sent(8, "-0 KRW", "negative"),
    sent(8, "0 KRW", "zero"),
    sent(8, "0.00 CNY", "zero"),
    *(sent(9, f"{number} KRW", "negative") for number in ("-5", "−5", "(5)", "- 5")),
    sent(10, "+5 KRW", "plus-sign"),
    sent(10, "00100 KRW", "leading-zero"),
    sent(11, "10. KRW", "point"),
    sent(11, ".5 CNY", "point"),
    *(sent(12, f"{number} KRW", "grouping") for number in ("1,00", "10,0000", "1.000,00")),
    *(sent(13, f"{number} KRW", "grouping") for number in ("1'000", "1\u00a0000", "1\u2009000", "1\u202f000")),
    *(sent(14, f"{number} KRW", "digits") for number in ("½", "²", "①", "十")),
    *(sent(15, f"1{hidden}00 KRW", "hidden") for hidden in ("\u200b", "\u202e", "\u00ad")),
    sent(16, "1000.5원", "decimals", currency="KRW", digits=0),
    sent(16, "1000.5 JPY", "decimals", currency="JPY", digits=0),
    sent(16, "1000.5 KPW", "decimals", currency="KPW", digits=0),
    sent(17, "10.123 CNY", "decimals", currency="CNY", digits=2),
    sent(17, "10.123 USD", "decimals", currency="USD", digits=2),
    sent(17, "10.123 EUR", "decimals", currency="EUR", digits=2),
    sent(17, "1.2345 KWD", "decimals", currency="KWD", digits=3),
    sent(18, f"{'9' * 29} KRW", "too-large"),
    sent(18, f"{'9' * 4400} KRW", "too-large"),
    sent(19, f"{MOST + 1} KRW", "too-large"),
    Bad(19, promise(gross=("--sum", f"{MOST} KRW"), fee=("--fee", "10% / top")), "money.too-large"),
    Bad(19, ("add", "@debt", "--amount", f"{MOST} KRW"), "money.too-large"),
    sent(20, "100", "no-currency"),
    sent(20, "100 XXX", "unknown-currency"),
    sent(20, "100 CNX", "retired-currency", code="CNX"),
    sent(20, "100$", "ambiguous-currency"),
    Bad(20, ("price", "--thing", "rice", "--amount", "100元"), "money.ambiguous-currency"),
    Bad(20, ("send", "@north", "--amount", "1,000,000원"), "money.ambiguous-currency"),
    Bad(20, ("send", "@open", "--amount", "1,000,000 북한돈"), "life.not-its-currency"),
    sent(21, "100원 10위안", "two-currencies"),
    sent(21, "100 KRW CNY", "two-currencies"),
    sent(21, "100원 200원", "two-sums"),
    Bad(21, promise(gross=("--gross", "2,000,000 KRW", "--sum", "5 CNY")), "terms.two-currencies"),
    fee(22, "2,100,000 KRW", "terms.fee-eats-all"),
    fee(22, "100%", "terms.fee-eats-all"),
    fee(22, "-1%", "money.negative"),
    fee(22, "101%", "money.share-over"),
    fee(22, "30％", "money.share-wide"),
    fee(22, "３０%", "money.share-wide"),
    fee(22, "30", "terms.fee-form"),
    fee(22, "12.3456789%", "money.share-decimals", digits=4),
    fee(22, "20% / 50,000 KRW", "terms.fee-form"),
    fee(22, "100 CNY", "terms.two-currencies"),
    Bad(
        23,
        promise(gross=("--gross", "100 KRW", "--sum", "100 KRW"), fee=("--fee", "10% / top")),
        "terms.parts-do-not-add",
    ),
    Bad(
        23,
        promise(
            payout=(
                *("--payout", "CNY / 1 CNY = 200 KRW / fixed / part 300,000 KRW"),
                *("--payout", "USD / 1 USD = 1300 KRW / fixed / part 200,000 KRW"),
            )
        ),
        "terms.payout-parts",
    ),
    rate(24, "1 CNY = 0 KRW", "money.zero"),
    rate(24, "1 CNY = -200 KRW", "money.negative"),
    rate(24, "1 KRW = 190 CNY", "ask.rate-ten-times"),
    rate(24, "1 CNY = 20 KRW", "ask.rate-ten-times"),
    rate(24, "1 CNY = 2000 KRW", "ask.rate-ten-times"),
    rate(24, "= 200 KRW", "money.rate-side"),
    rate(24, "1 CNY = 200 KRW = 3 USD", "money.rate-form"),
    rate(24, "1 CNY = 200 CNY", "money.rate-same"),
    Bad(24, ("rate", "--rate", "1 CNY = 0 KRW"), "money.zero"),
    # Beside the list: what click would pass over in silence.
    sent(20, "", "missing")._replace(key="field.missing", facts=GIVEN),
    Bad(21, ("send", "@open", "--amount", "1 KRW", "--amount", "2 KRW"), "field.once", GIVEN),
    Bad(21, promise(by=(*BY, "--gross", "5 KRW")), "field.once", {"field": "gross"}),
)

GOOD = (
    Good(1, ("send", "@open", "--amount", "10만원"), "KRW 100,000"),
    Good(1, ("send", "@open", "--amount", "100만 KRW"), "KRW 1,000,000"),
    Good(1, ("price", "--thing", "rice", "--amount", "10만 KPW"), "KPW 100,000"),
    Good(3, ("send", "@open", "--amount", "１０００００원"), "KRW 100,000"),
    Good(3, ("cash", "lee", "--amount", "３，０００ＣＮＹ"), "CNY 3,000"),
    Good(12, ("send", "@open", "--amount", "1,000 KRW"), "Written down"),
    Good(17, ("price", "--thing", "rice", "--amount", "1.234 KWD"), "Written down"),
    Good(20, ("send", "@open", "--amount", "1,000,000원"), "Written down"),
    Good(24, (*promise(payout=("--payout", "CNY / 1 CNY = 20 KRW / fixed")), "--sure"), "Written down"),
)


@rows(BAD)
def test_refused(row: Bad, full: Full) -> None:
    """Refused before anything is written, with the sentence for it."""
    refused(full, row)


@rows(GOOD)
def test_accepted(row: Good, mine: Full) -> None:
    """Written, and what was understood is shown where it was not typed in plain figures."""
    done = mine.do(*mine.named(row.words))
    assert row.shown in done.out


PLAY = """title = "t"
[people]
cases = ["A"]
carriers = ["park"]
[[step]]
on = "2024-05-01"
say = "cash"
of = "park"
amount = {amount}
"""


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0.1", "money."),
        ("true", "money."),
        ("100", "money.no-currency"),
        ('"100"', "money.no-currency"),
        ("1e400", "money."),
    ],
    ids=["float", "true", "number", "text", "huge"],
)
def test_item_25_numbers_of_a_play(
    amount: str, told: str, full: Full, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A play is the one file with numbers in it: none of its types passes for a sum."""
    file = tmp_path_factory.mktemp("play") / "play.toml"
    file.write_text(PLAY.format(amount=amount))
    ran = full.say("play", str(file))
    assert ran.status == 1 and told in ran.out and "Traceback" not in ran.out + ran.err


@pytest.mark.parametrize("amount", ["nothing", '"1 KRW"\namount = "2 KRW"', "null", "1_0"], ids=str)
def test_item_25_plays_that_are_no_toml(amount: str, full: Full, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two equal keys, bare words: the play is refused as a whole, or its sum is."""
    file = tmp_path_factory.mktemp("play") / "play.toml"
    file.write_text(PLAY.format(amount=amount))
    ran = full.say("play", str(file))
    assert ran.status == 1 and (ran.err.startswith("This play cannot be read") or "money.no-currency" in ran.out)


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0"])
def test_item_28_formulas_are_text_and_leave_the_desk_nowhere(formula: str, mine: Full) -> None:
    """What a spreadsheet would reckon is kept as it was typed, and no export or statement carries it."""
    mine.do("hold", mine.of["open"], "--lifts", formula, note=formula)
    assert formula in mine.do("show", mine.of["open"]).out
    for words in (("export",), ("statement", mine.of["open"])):
        left = mine.say(*words)
        assert left.status == 0 and formula not in left.out + left.err


def test_a_sum_that_looks_like_an_option(full: Full) -> None:
    """``--amount -5`` is a sum, not an option."""
    assert full.say("send", full.of["open"], "--amount", "-5") == Ran(1, "", sentence("money.negative"))
