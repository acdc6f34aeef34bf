"""Pay, order and payout currencies; two payouts, a choice, the rate of the day; each to its own unit."""

from __future__ import annotations

from typing import Any

import pytest

from naru.ledger import Account
from naru.orders.ends import standing
from naru.views import payout
from testkit.house import AUNT, Room, hands, leg, rate, share


def test_two_payout_currencies(room: Room) -> None:
    """Two thirds in yuan, one third in won: each closes its own part of the net, in any order."""
    room.sent(legs=(leg("CNY", "1 CNY = 200 KRW", carries=400_000), leg("KRW")))
    room.accept("200,000 KRW")
    assert room.books() == {"sent": 1_000_000, "owed": 666_667, "accepted": 200_000, "fee:0": 133_333}
    assert payout.still_to_pay(room.order()) == {"CNY": 200_000, "KRW": 0}
    room.accept("2,000 CNY")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    assert payout.paid_out(room.order()) == {"CNY": 200_000, "KRW": 200_000}


def test_more_of_one_currency_never_pays_for_the_other(room: Room) -> None:
    """Three thousand yuan where two were promised: the won are still owed."""
    room.sent(legs=(leg("CNY", "1 CNY = 200 KRW", carries=400_000), leg("KRW")))
    room.accept("3,000 CNY")
    assert (room.books()["accepted"], standing(room.order(), room.today).short) == (400_000, 200_000)


def test_a_currency_nobody_agreed_on_is_refused(room: Room) -> None:
    """Dollars close no net in yuan, and not the order's own won either."""
    room.sent()
    for amount in ("100 USD", "100 KRW"):
        assert room.refusal("accept", says="receiver", amount=amount, story={"phone": "own"}) == "life.not-its-currency"


def test_the_family_chooses(room: Room) -> None:
    """All in yuan, or all in won, or some of each: together they are one net."""
    room.sent(legs=(leg("CNY", "1 CNY = 200 KRW"), leg("KRW")), choice=True)
    assert payout.still_to_pay(room.order()) == {"CNY": 300_000, "KRW": 600_000}
    room.accept("1,000 CNY")
    assert room.books()["accepted"] == 200_000
    assert payout.still_to_pay(room.order()) == {"CNY": 200_000, "KRW": 400_000}
    room.accept("400,000 KRW")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    assert payout.still_to_pay(room.order()) == {"CNY": 0, "KRW": 0}


def test_a_choice_is_one_net_however_much_of_each(room: Room) -> None:
    """Two thirds in yuan and half of it in won: more than all of it is still one net, and not a won more."""
    room.sent(legs=(leg("CNY", "1 CNY = 200 KRW"), leg("KRW")), choice=True)
    room.accept("2,000 CNY")
    room.accept("100,000 KRW")
    assert (room.books()["accepted"], room.books()["owed"]) == (500_000, 166_667)
    room.accept("200,000 KRW")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    assert payout.noted(room.order()) == 0


def test_the_family_chooses_one_of_them(room: Room) -> None:
    """All of it in won: nothing is missing because no yuan came."""
    room.sent(legs=(leg("CNY", "1 CNY = 200 KRW"), leg("KRW")), choice=True)
    room.accept("600,000 KRW")
    assert standing(room.order(), room.today).ends == ("accepted",)


def test_the_rate_of_the_day_of_the_hand_over(room: Room) -> None:
    """Nobody knew in May what a yuan would be: the rate is said with the money, and is refused where one was agreed."""
    room.sent(legs=(leg("CNY", basis="payout-day"),))
    says: dict[str, Any] = {"says": "receiver", "story": {"phone": "own"}}
    assert room.refusal("accept", amount="1,500 CNY", **says) == "life.rate-of-the-day"
    room.accept("1,500 CNY", quote="1 CNY = 200 KRW")
    assert room.books()["accepted"] == 300_000
    room.accept("1,200 CNY", quote="1 CNY = 250 KRW")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    room.sent("R2")
    assert room.refusal("accept", "R2", amount="1 CNY", quote="1 CNY = 1 KRW", **says) == "life.rate-agreed"


def test_a_rate_of_the_day_is_between_the_right_currencies(room: Room) -> None:
    """Told either way round; a rate into dollars says nothing of yuan."""
    room.sent(legs=(leg("CNY", basis="payout-day"),))
    says: dict[str, Any] = {"says": "receiver", "story": {"phone": "own"}}
    assert room.refusal("accept", amount="1 CNY", quote="1 USD = 7 CNY", **says) == "terms.rate-currencies"
    room.accept("3,000 CNY", quote="200 KRW = 1 CNY")
    assert room.books()["accepted"] == 600_000


@pytest.mark.parametrize(
    ("code", "quote", "net", "full"),
    [
        ("KPW", "10 KRW = 59 KPW", 15, 88),  # 88.5 is cut
        ("KRW", "2 KPW = 1 KRW", 15, 8),  # 7.5 goes up
        ("CNY", "1 CNY = 200 KRW", 15, 8),  # 0.075 yuan: 7.5 fen go up
        ("KWD", "1 KWD = 4,000 KRW", 15, 4),  # 3.75 fils; three digits after the point
        ("KWD", "1 KWD = 4,000 KRW", 4_000, 1_000),
        ("JPY", "2 KRW = 1 JPY", 15, 8),
    ],
)
def test_each_currency_is_paid_to_its_own_unit(code: str, quote: str, net: int, full: int) -> None:
    """Won and yen whole, yuan to the fen, dinar to the fils, half up; North Korean won cut down."""
    order = "KPW" if code == "KRW" else "KRW"
    room = Room()
    room.sent(gross=f"{net} {order}", fees=(), legs=(leg(code, quote),))
    worked = room.order().worked
    assert worked is not None
    pay = worked.pays[0]
    assert pay.leg.rate is not None
    assert (pay.full, pay.floor) == (full, net * pay.leg.rate.get // pay.leg.rate.give)


def test_north_korean_won_are_cut_down_and_close_the_net(room: Room) -> None:
    """88.5 KPW were the exact sum: 88 are promised and close it, without a remainder."""
    room.sent(gross="15 KRW", fees=(), legs=(leg("KPW", "10 KRW = 59 KPW"),))
    room.accept("88 KPW")
    assert room.books() == {"sent": 15, "accepted": 15}
    assert room.order().book.balance(Account("remainder:0"), "KPW") == 0


def test_a_payout_rounded_up_is_closed_by_the_unit_below(room: Room) -> None:
    """7.5 fen were the exact sum: 8 are promised, 7 close the net, the eighth is the remainder."""
    room.sent(gross="15 KRW", fees=(), legs=(leg("CNY", "1 CNY = 200 KRW"),))
    room.accept("0.07 CNY")
    assert room.books() == {"sent": 15, "accepted": 15}
    assert room.order().book.balance(Account("remainder:0"), "CNY") == 1


def test_dollars_in_won_between_yuan_to_the_family(room: Room) -> None:
    """Three currencies; the first promise holds in the order's, and each of the others balances by itself."""
    room.sent(pay=rate("1 USD = 1,320 KRW"), pay_basis="order-day", fees=(share(30),))
    room.accept("1,750 CNY")
    room.say("return", amount="378.79 USD")
    assert room.books() == {"sent": 1_000_000, "returned": 500_000, "accepted": 350_000, "fee:0": 150_000}
    assert room.order().book.trial() == {"KRW": 0, "USD": 0, "CNY": 0}


def test_what_comes_back_in_the_pay_currency_never_drifts(room: Room) -> None:
    """Two halves of 757.58 dollars come back: together they are the whole million and one won, not one more."""
    room.sent(gross="1,000,001 KRW", pay=rate("1 USD = 1,320 KRW"), pay_basis="fixed", fees=())
    room.say("return", amount="378.79 USD")
    assert room.books()["returned"] == 500_001
    room.say("return", amount="378.79 USD")
    assert room.books() == {"sent": 1_000_001, "returned": 1_000_001}
    assert hands(room.order()) == {}


def test_what_another_received_is_no_payout_to_the_family(room: Room) -> None:
    """The aunt has half: it stands on a line of its own, in the payout's currency too."""
    room.sent(also=(AUNT,))
    room.say("other", says="family", amount="1,500 CNY", person=AUNT, story={"phone": "own"})
    assert payout.paid_out(room.order()) == {}
    assert room.order().book.balance(Account("given:0"), "CNY") == 150_000
