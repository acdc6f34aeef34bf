"""Burning more than an envelope: what is gone is gone, and the sums still add up to the unit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from naru.command import Id
from naru.custody.burning import burn_everything, set_legal_hold
from naru.desk.audit import _Bad, _sums, audit
from naru.desk.desk import Desk
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.vault.keyring.keyring import Keyring
from naru.views.export import beancount
from naru.views.exposure import exposure
from naru.views.owed import owes
from testkit import played
from testkit.beancount import check
from testkit.house import seeded

TWO = """
title = "Two homes"
[people]
cases = ["mother", "uncle"]
carriers = ["kim", "lee"]
roads = { counter = "kim" }
[[step]]
on = "2024-05-01"
say = "promise"
of = "R1"
case = "mother"
by = ["kim", "lee"]
gross = "1,000,000 KRW"
fee = "40%"
payout = "KRW"
latest = "2024-05-20"
risk = "carrier"
purpose = "food"
[[step]]
on = "2024-05-02"
say = "send"
of = "R1"
amount = "1,000,000 KRW"
road = "counter"
[[step]]
on = "2024-05-03"
say = "accept"
of = "R1"
amount = "200,000 KRW"
says = "receiver"
phone = "own"
[[step]]
on = "2024-05-04"
say = "promise"
of = "R2"
case = "uncle"
by = "lee"
gross = "500,000 KRW"
fee = "30%"
payout = "KRW"
latest = "2024-05-20"
risk = "carrier"
purpose = "food"
[[step]]
on = "2024-05-05"
say = "send"
of = "R2"
amount = "500,000 KRW"
[[step]]
on = "2024-05-05"
say = "stop"
of = "uncle"
says = "family"
[[step]]
on = "2024-05-06"
say = "card"
of = "C1"
whose = "uncle"
name = "Invented Uncle"
"""


def owed(desk: Desk) -> dict[tuple[Id, str], int]:
    """What each carrier owes the sender, by currency."""
    sums: dict[tuple[Id, str], int] = {}
    for one in owes(desk.state):
        assert one.debtor is not None
        key = (one.debtor, one.sum.currency)
        sums[key] = sums.get(key, 0) + one.sum.amount
    return sums


def exposures(desk: Desk) -> dict[Id, dict[str, int]]:
    """What lies with each carrier and on each road."""
    return {of: exposure(desk.state, of, 20240507) for of in (*desk.state.carriers, *desk.state.roads)}


def order_of(desk: Desk, gross: int) -> Order:
    """The order of that gross."""
    return next(order for order in desk.state.orders.values() if order.worked and order.worked.gross == gross)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two homes, two orders on their way, one envelope."""
    played.play(TWO, tmp_path / "desk")
    with played.desk(tmp_path / "desk", 20240507) as book:
        yield book


def test_an_order_burned_by_hand_leaves_its_sums(desk: Desk) -> None:
    """What is still owed goes into the balances, exposure stays where it lay, and the story is gone for ever."""
    before, exposed = owed(desk), exposures(desk)
    order = order_of(desk, 1_000_000)
    rows = list(order.rows)
    assert desk.snapshot(burn=[order.id]) == 1
    assert owed(desk) == before
    assert exposures(desk) == exposed
    assert audit(desk).sound
    for row in rows:
        with pytest.raises(Refusal) as refused:
            desk.story(row)
        assert refused.value.key == "card.burned"


def test_a_burned_case_is_forgotten_whole(desk: Desk) -> None:
    """Its orders, envelope, marks and nickname go; who owes what does not."""
    before, exposed = owed(desk), exposures(desk)
    uncle = order_of(desk, 500_000).case
    lock = desk.state.cases[uncle].case_key
    card = next(iter(desk.state.cards.values()))
    key, row = card.key, desk.state.cases[uncle].rows[0]
    desk.snapshot(case=uncle)
    assert uncle not in desk.state.cases
    assert not desk.state.cards
    assert not desk.keyring.keys.has(key)
    assert not desk.keyring.keys.has_case(lock)
    assert owed(desk) == before
    assert exposures(desk) == exposed
    assert audit(desk).sound
    with pytest.raises(Refusal):
        desk.story(row)


def test_the_export_still_balances(desk: Desk, tmp_path: Path) -> None:
    """One order burned and one home burned, and Beancount still finds every balance the desk's own."""
    desk.snapshot(burn=[order_of(desk, 1_000_000).id])
    desk.snapshot(case=order_of(desk, 500_000).case)
    told = beancount(desk, seeded(b"export"))
    assert "Assets:Owed" in told
    assert check(told, tmp_path)
    assert audit(desk).sound


def test_a_hold_stops_everything(desk: Desk) -> None:
    """While it is on nothing burns: no order, no case, no whole book. Lifted, it goes on."""
    order = order_of(desk, 1_000_000)
    set_legal_hold(desk, True)
    for burn in (
        lambda: desk.snapshot(burn=[order.id]),
        lambda: desk.snapshot(case=order.case),
        partial(burn_everything, desk),
    ):
        with pytest.raises(Refusal) as refused:
            burn()
        assert refused.value.key == "keyring.hold"
    assert order.id in desk.state.orders
    set_legal_hold(desk, False)
    assert desk.snapshot(burn=[order.id]) == 1


def test_everything_burned_opens_for_nobody(desk: Desk, tmp_path: Path) -> None:
    """Both halves of the slot are overwritten where they lie: not even the deleted files open anything."""
    folder = desk.folder / "keyring"
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in folder.iterdir():
        (kept / path.name).hardlink_to(path)  # the same blocks under a second name: deleting takes nothing from them
    slot = (kept / "slot").read_bytes()
    burn_everything(desk)
    with pytest.raises(Refusal):
        desk.snapshot()
    assert not list(folder.iterdir())
    burned = (kept / "slot").read_bytes()
    assert not any(slot[at : at + 64] in burned for at in range(0, len(slot), 64))
    for path in kept.iterdir():
        path.rename(folder / path.name)
    with pytest.raises(Refusal) as refused:
        Keyring.open(desk.folder, b"play", allow_cheap=True)
    assert refused.value.key in ("keyring.damaged", "keyring.wrong-passphrase")


def test_the_audit_adds_up_what_is_promised_and_what_lies_where(desk: Desk) -> None:
    """A carrier's sums that no order stands behind are found, the final and the promised ones."""
    for shelf in ("final", "pending"):
        held = next(iter(desk.state.carriers.values())).held
        sums = getattr(held, shelf)
        was = sums.get("KRW", 0)
        sums["KRW"] = was + 1
        with pytest.raises(_Bad):
            _sums(desk.state)
        sums["KRW"] = was
    _sums(desk.state)
