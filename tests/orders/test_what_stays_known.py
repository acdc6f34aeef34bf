"""What an order still knows after the unusual: taken twice, taken back, paid in parts, believed and not believed."""

from __future__ import annotations

from naru.orders.ends import standing
from naru.orders.terms import cost, work_out
from testkit.house import AUNT, CHOI, LEE, MINA, NH, PARK, Room, charge, hands, leg, terms


def ends(room: Room, of: str = "R1") -> tuple[str, ...]:
    """What is told of an order."""
    return standing(room.order(of), room.today).ends


def test_a_family_that_refuses_before_any_promise_is_told(room: Room) -> None:
    """She asked Park only; her family lets her know that nothing shall come."""
    room.say("ask", "R1", says=PARK, case=MINA)
    assert ends(room) == ("asked",)
    room.say("refuse", "R1", says="family")
    assert ends(room) == ("asked", "refused")


def test_a_closed_order_that_the_sender_owes_on_is_open_again(room: Room) -> None:
    """All had arrived; then she sees that 400,000 won never left her hand. Now she is the one who owes."""
    room.sent()
    room.accept("3,000 CNY")
    room.say("close")
    assert "closed" in ends(room)
    room.say("unsend", amount="400,000 KRW")
    assert room.books()["due"] == 400_000
    assert "closed" not in ends(room)


def test_a_sign_that_they_have_it_ends_when_it_is_taken(room: Room) -> None:
    """What was kept in June was taken back in July: "kept" is told again only after a new sign."""
    room.sent()
    room.accept("3,000 CNY")
    room.say("kept", says="family")
    assert "kept" in ends(room)
    room.say("taken-back", amount="500 CNY")
    assert "kept" not in ends(room)
    room.say("kept", says="family")
    assert "kept" in ends(room)


def test_a_foreign_word_is_refused_wherever_a_word_is_said(room: Room) -> None:
    """A proof and a delivery to another carry this order's word, or none."""
    room.sent()
    room.word = False
    for said in ({"kind": "proof"}, {"kind": "other", "person": AUNT, "amount": "1,000 CNY", "agreed": True}):
        assert room.refusal(**said) == "life.wrong-word"


def test_who_has_it_need_not_be_named_twice(room: Room) -> None:
    """ "It is here," says Park: the chain has him already."""
    room.sent()
    room.say("reach", says=PARK)
    assert (room.order().hands, room.order().reached) == ([PARK], 0)


def test_seized_twice_is_both_sums(room: Room) -> None:
    """A thousand yuan at the river, five hundred more in the town."""
    room.sent(risk="sender")
    room.say("seize", amount="1,000 CNY")
    room.say("seize", amount="500 CNY")
    assert room.order().seized == room.books()["lost:seized"] == 300_000


def test_a_charge_is_owed_to_whoever_is_named_or_to_the_one_who_answers(room: Room) -> None:
    """And of one that is paid in parts no more than the rest is taken."""
    room.sent()
    room.say("charge", says=PARK, amount="50,000 KRW", agreed=True)
    room.say("charge", says=PARK, amount="20,000 KRW", agreed=True, person=AUNT)
    assert [one.payee for one in room.order().charges] == [PARK, AUNT]
    room.say("pay-charge", amount="30,000 KRW", person=PARK)
    assert room.refusal("pay-charge", amount="20,001 KRW", person=PARK) == "life.more-than-the-charge"
    room.say("pay-charge", amount="20,000 KRW", person=PARK)
    assert room.refusal("pay-charge", amount="1 KRW", person=PARK) == "life.no-charge"
    assert [one.paid for one in room.order().charges] == [50_000, 0]


def test_what_never_left_her_hand_was_not_lost(room: Room) -> None:
    """400,000 were given up, and 700,000 of the million never went: of those, 100,000 had been counted as lost."""
    room.sent()
    room.say("write-off", amount="400,000 KRW")
    room.say("unsend", amount="700,000 KRW")
    assert room.books() == {"sent": 300_000, "lost:written-off": 300_000}


def test_it_is_taken_from_the_nearest_hand_first(room: Room) -> None:
    """Lee passes on the 400,000 he has; only what is missing then comes from Park."""
    room.sent(hands=(PARK, LEE, CHOI))
    room.say("reach", says=PARK, hand=LEE, amount="400,000 KRW")
    assert hands(room.order()) == {PARK: 600_000, LEE: 400_000}
    room.say("reach", says=PARK, hand=CHOI, amount="500,000 KRW")
    assert hands(room.order()) == {PARK: 500_000, CHOI: 500_000}


def test_money_on_its_way_is_told_in_the_orders_own_money_and_chain(room: Room) -> None:
    """Yuan are not in Park's hands yet, and nobody passes on what he never had."""
    room.sent()
    assert room.refusal("reach", says=PARK, hand=LEE, amount="100 CNY") == "life.not-its-currency"
    assert room.refusal("reach", says=PARK, hand=LEE, origin=CHOI) == "life.not-in-the-chain"
    assert room.refusal("write-off", amount="100 CNY") == "life.not-its-currency"


def test_what_her_brother_did_not_get_is_no_word_about_the_aunt(room: Room) -> None:
    """Nobody was named: only what the receiver was said to have is untrue. The aunt still has hers."""
    room.sent(also=(AUNT,))
    room.accept("1,000 CNY")
    room.say("other", says=AUNT, person=AUNT, amount="1,000 CNY", story={"phone": "own"})
    room.say("reopen")
    books = room.books()
    assert (books.get("accepted", 0), books[f"other:{AUNT.hex()}"]) == (0, 200_000)


def test_deliveries_stay_in_the_order_in_which_they_were_believed(room: Room) -> None:
    """The last of three was half untrue."""
    room.sent()
    for amount in ("500 CNY", "600 CNY", "700 CNY"):
        room.accept(amount)
    room.say("reopen", amount="300 CNY")
    assert [part.paid for part in room.order().deliveries] == [50_000, 60_000, 40_000]


def test_a_choice_costs_one_payout_and_not_both() -> None:
    """Yuan or won, as the family likes: what reaches them is counted once."""
    chosen = terms(legs=(leg("CNY", "1 CNY = 200 KRW"), leg("KRW")), choice=True, charges=(charge("10,000 KRW"),))
    told = cost(chosen, work_out(chosen))
    assert (told.outlay, told.fees, told.charges, told.spread, told.reaches) == (1_010_000, 400_000, 10_000, 0, 600_000)


def test_a_road_is_known_once_and_none_where_none_was_said(room: Room) -> None:
    """Three payments: by hand, and twice by the same account."""
    room.promise()
    room.say("send", amount="100,000 KRW")
    assert room.order().roads == []
    for _ in range(2):
        room.say("send", amount="200,000 KRW", road=NH)
    assert room.order().roads == [NH]


def test_a_promise_stands_or_it_does_not(room: Room) -> None:
    """Told as yes or no, and nothing between: it is kept so."""
    room.promise()
    assert room.order().stands is True
    room.say("cancel")
    assert room.order().stands is False
    assert room.order().flags["cancelled"] == room.order().rows[-1]
