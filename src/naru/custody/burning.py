"""Burning by hand: orders, a case, the whole book; and the legal hold that stops all of it.

Envelopes burn by a command of their own (``burn``). Nothing else burns before the snapshot that carries its sums is
durable; burning everything waits for none.
"""

from __future__ import annotations

from collections.abc import Collection

from naru.command import Id
from naru.desk.desk import Desk


def burn_orders(desk: Desk, orders: Collection[Id]) -> int:
    """Burn orders, over or not; with them go those that are over. What is still owed stays in the balances.

    Returns:
        how many orders left.
    Raises:
        Refusal: as `Desk.snapshot`: nothing has changed. ``disk.*``.
    """
    return desk.snapshot(burn=orders)


def burn_case(desk: Desk, case: Id) -> int:
    """Burn a case with its orders, its cards, its marks and its contacts. Returns and raises as `burn_orders`."""
    return desk.snapshot(case=case)


def burn_everything(desk: Desk) -> None:
    """Burn the whole book at once, cards, orders and sums: nothing opens it any more. It waits for no snapshot.

    Raises:
        Refusal: ``keyring.hold``, ``readers.owner-only``: nothing has changed. ``disk.*``: it may be gone or not; try
            again.
    """
    desk.must_see_all()
    desk.keyring.burn_everything()
    desk.stop()


def set_legal_hold(desk: Desk, on: bool) -> None:
    """Stop all expiry and burning, or let it go on again. Raises: ``readers.owner-only``, ``disk.*``."""
    desk.must_see_all()
    desk.settle()
    desk.keyring.change(legal_hold=on)
