"""What was promised, worked out: fees on every base, what the family is to get, what it costs, what was left open."""

from __future__ import annotations

from typing import Any

import pytest

from naru.orders.terms import Cost, Worked, cost, open_points, work_out
from naru.refusal import Refusal
from testkit.house import LEE, MINA, PARK, Room, charge, flat, leg, rate, share, terms


def worked(**changes: Any) -> Worked:
    """The usual terms with changes, worked out."""
    return work_out(terms(**changes))


def why_not(**changes: Any) -> str:
    """The key with which terms are refused."""
    with pytest.raises(Refusal) as caught:
        worked(**changes)
    return caught.value.key


def test_a_share_of_the_gross() -> None:
    """Mina parts with a million; Park keeps forty per cent; her brother's part is worth 600,000 won."""
    told = worked()
    assert (told.gross, told.fees, told.net, told.pays[0].full) == (1_000_000, (400_000,), 600_000, 300_000)


def test_a_share_of_what_is_left_after_the_earlier_parts() -> None:
    """Park takes 20 % of all, Lee 25 % of what Park left, Park again 10 % of what both left."""
    told = worked(fees=(share(20), share(25, "rest", LEE), share(10, "rest")))
    assert told.fees == (200_000, 200_000, 60_000)
    assert told.net == 540_000


def test_a_share_on_top_is_a_share_of_the_same_sum_and_is_no_part_of_it() -> None:
    """Of 1,000,000: 30 % on top, 20 % out of it. She parts with 1,300,000; 'of the gross' never counts the 300,000."""
    told = worked(named_sum="1,000,000 KRW", fees=(share(30, "top", LEE), share(20)))
    assert (told.gross, told.fees, told.net) == (1_300_000, (300_000, 200_000), 800_000)


def test_the_gross_can_be_said_where_a_part_is_on_top() -> None:
    """She has 1,300,000 in all: the sum the shares are counted on is 1,000,000 again."""
    told = worked(gross="1,300,000 KRW", fees=(share(30, "top", LEE), share(20)))
    assert (told.gross, told.named_sum, told.fees, told.fee, told.net) == (
        1_300_000,
        1_000_000,
        (300_000, 200_000),
        500_000,
        800_000,
    )


def test_a_gross_that_no_sum_fits_exactly_takes_the_largest_that_fits() -> None:
    """With 10 % on top, 18 won are 16 and 2. 16 won are 14 and 1: the won that no part takes is the family's."""
    told = worked(gross="18 KRW", fees=(share(10, "top"),), legs=(leg("KRW"),))
    assert (told.named_sum, told.fees, told.net) == (16, (2,), 16)
    told = worked(gross="16 KRW", fees=(share(10, "top"),), legs=(leg("KRW"),))
    assert (told.named_sum, told.fees, told.net) == (14, (1,), 15)


def test_flat_sums_stand_beside_shares() -> None:
    """50,000 for the road, then 10 % of what is left."""
    assert worked(fees=(flat("50,000 KRW"), share(10, "rest"))).fees == (50_000, 95_000)
    assert worked(named_sum="1,000,000 KRW", fees=(flat("50,000 KRW", "top"),)).gross == 1_050_000


def test_each_part_is_rounded_once_half_up() -> None:
    """Half a won goes up; of North Korean won it is cut."""
    assert worked(gross="25 KRW", fees=(share(10), share(50, "rest")), legs=(leg("KRW"),)).fees == (3, 11)
    assert worked(gross="25 KPW", fees=(share(10), share(50, "rest")), legs=(leg("KPW"),)).fees == (2, 11)


@pytest.mark.parametrize(
    "fees",
    [
        (share(100),),
        (share(60), share(40)),
        (flat("1,000,000 KRW"),),
        (flat("999,999 KRW"), share(100, "rest")),
        (flat("2,000,000 KRW"), share(50, "rest")),
        (flat("600,000 KRW"), flat("400,000 KRW")),
    ],
)
def test_fees_that_eat_all_are_refused(fees: Any) -> None:
    """A fee of the whole, or of more, is no remittance."""
    assert why_not(fees=fees) == "terms.fee-eats-all"


def test_one_won_may_be_all_that_is_left() -> None:
    """Dear, but a remittance; whether she wants it is hers to say."""
    assert worked(fees=(flat("999,999 KRW"),)).net == 1


def test_parts_that_do_not_add_up_are_refused() -> None:
    """A million with 30 % on top is 1,300,000 and nothing else."""
    assert why_not(gross=1_200_000, named_sum=1_000_000, fees=(share(30, "top"),)) == "terms.parts-do-not-add"
    assert worked(gross=1_300_000, named_sum=1_000_000, fees=(share(30, "top"),)).net == 1_000_000
    assert why_not(gross=0) == "terms.no-sum"


@pytest.mark.parametrize(
    "legs",
    [
        (leg("CNY", "1 CNY = 200 KRW"), leg("KRW")),
        (leg("CNY", "1 CNY = 200 KRW", carries=600_001), leg("KRW")),
        (leg("CNY", "1 CNY = 200 KRW", carries=600_000), leg("KRW")),
        (leg("CNY", "1 CNY = 200 KRW", carries=300_000), leg("KRW", carries=299_999)),
        (leg("CNY", "1 CNY = 200 KRW", carries=300_000), leg("CNY", "1 CNY = 210 KRW")),
    ],
)
def test_payout_parts_must_make_the_net(legs: Any) -> None:
    """Two parts open, more than the net, nothing left for the second, one won missing, one currency twice."""
    assert why_not(legs=legs) == "terms.payout-parts"


def test_two_payout_currencies_share_the_net() -> None:
    """400,000 won's worth in yuan; the rest in won."""
    pays = worked(legs=(leg("CNY", "1 CNY = 200 KRW", carries=400_000), leg("KRW"))).pays
    assert [(pay.net, pay.full) for pay in pays] == [(400_000, 200_000), (200_000, 200_000)]


def test_a_rate_must_lead_from_the_order_to_the_payout() -> None:
    """A rate between two other currencies pays nobody."""
    assert why_not(legs=(leg("CNY", "1 CNY = 7 USD"),)) == "terms.rate-currencies"
    assert why_not(pay=rate("1 USD = 7 CNY")) == "terms.rate-currencies"


def test_what_the_pay_currency_costs() -> None:
    """She pays dollars for an order in won: 1,320 won each."""
    told = worked(pay=rate("1 USD = 1,320 KRW"), pay_basis="fixed")
    assert (told.outlay, told.outlay_code) == (75_758, "USD")


def test_sums_that_pass_what_a_book_can_hold_are_refused() -> None:
    """The largest sum is kept to the unit; a unit more, made by a fee on top or a rate, is refused before anything."""
    most = 2**63 - 1
    assert worked(gross=most, legs=(leg("KRW"),)).gross == most
    assert why_not(gross=0, named_sum=most, fees=(share(1, "top"),)) == "money.too-large"
    assert why_not(gross=most, legs=(leg("CNY", "1 KRW = 1 CNY"),)) == "money.too-large"
    assert why_not(gross=most, pay=rate("1 USD = 1 KRW")) == "money.too-large"


def test_what_is_open_is_named_and_nothing_goes_out() -> None:
    """Each open point by its name; with all of them settled the same order goes."""
    blank = {"fees": None, "hands": (), "legs": (), "latest": 0, "risk": "", "purpose": False}
    assert open_points(terms(**blank)) == ("fee", "hand", "payout", "latest", "risk", "purpose")
    assert open_points(terms(legs=(leg("CNY", basis=""),))) == ("rate", "basis")
    assert open_points(terms(legs=(leg("CNY", "1 CNY = 200 KRW", ""),))) == ("basis",)
    assert open_points(terms(legs=(leg("CNY", basis="payout-day"),))) == ()
    assert open_points(terms(legs=(leg("KRW", basis=""),), pay=rate("1 USD = 1,320 KRW"))) == ("pay-basis",)
    assert open_points(terms(fees=())) == ()


@pytest.mark.parametrize("point", ["fees", "legs", "latest", "risk", "purpose"])
def test_open_terms_cannot_go_out(room: Room, point: str) -> None:
    """Terms without it may be promised, and say it when money is to go; agreed on, they go."""
    nothing: dict[str, Any] = {"fees": None, "legs": (), "latest": 0, "risk": "", "purpose": False}
    name = {"fees": "fee", "legs": "payout"}.get(point, point)
    room.promise(**{point: nothing[point]})
    with pytest.raises(Refusal) as caught:
        room.say("send", amount="1,000,000 KRW")
    assert (caught.value.key, caught.value.facts) == ("life.terms-open", {"which": name})
    room.say("agree", terms=terms())
    room.say("send", amount="1,000,000 KRW")


def test_the_cost_is_told_before_anything_is_sent() -> None:
    """Of 1,010,000 won that leave her, 540,000 reach him at the market's rate: fee, charge and spread by name."""
    changes: dict[str, Any] = {"charges": (charge("10,000 KRW"), charge("5 USD")), "market": (rate("1 CNY = 180 KRW"),)}
    agreed = terms(**changes)
    assert cost(agreed, work_out(agreed)) == Cost("KRW", 1_010_000, 400_000, 10_000, 60_000, 540_000, ((500, "USD"),))


def test_the_cost_stands_in_the_pay_currency() -> None:
    """She pays dollars; every part of the cost is told in dollars."""
    agreed = terms(pay=rate("1 USD = 1,000 KRW"), market=(rate("1 CNY = 180 KRW"), rate("1 USD = 1,200 KRW")))
    assert cost(agreed, work_out(agreed)) == Cost("USD", 100_000, 40_000, 0, 15_000, 45_000, ())


def test_terms_that_cannot_be_are_refused_before_the_promise(room: Room) -> None:
    """A by-date gone by, a hand twice in the chain; nothing is written."""
    assert room.refusal("promise", case=MINA, terms=terms(latest=2024_04_30)) == "terms.latest-past"
    assert room.refusal("promise", case=MINA, terms=terms(hands=(PARK, LEE, PARK))) == "terms.hand-twice"
    assert room.refusal("promise", case=MINA, terms=terms(latest=2024_04_00)) == "terms.latest-past"
    room.promise(latest=2024_05_01)
