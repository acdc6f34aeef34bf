"""Keys made ahead, so that no command waits for the keyring to be rewritten."""

from __future__ import annotations

from naru.desk.state import State
from naru.vault.keyring.keyring import Keyring

SPARE_LEAST = 64
"""object keys that lie ready when a desk is opened"""


def next_key(state: State, keyring: Keyring) -> int:
    """The number of the key a new subject takes; more are made when none is left."""
    if state.next_key >= keyring.next_key:
        refill(state, keyring, max(4 * SPARE_LEAST, state.next_key // 2))
    return state.next_key


def next_case(state: State, keyring: Keyring) -> int:
    """The number of the case key a new case takes.

    One made ahead for other readers is passed over; the next snapshot drops it.
    """
    first = state.next_case
    if ready := next(filter(keyring.is_for_mine, range(first, keyring.next_case)), 0):
        return ready
    made = keyring.next_case
    keyring.change(make_cases=max(8, first // 4) if keyring.sees_all else 1)
    return made


def missing(state: State, keyring: Keyring) -> int:
    """How many keys are missing to `SPARE_LEAST`."""
    return _missing(state, keyring, SPARE_LEAST)


def refill(state: State, keyring: Keyring, spare: int = SPARE_LEAST) -> None:
    """Make keys where fewer than `spare` lie ready."""
    if _missing(state, keyring, spare):
        keyring.change(make=_missing(state, keyring, 2 * spare))


def _missing(state: State, keyring: Keyring, spare: int) -> int:
    return max(0, state.next_key + spare - keyring.next_key)
