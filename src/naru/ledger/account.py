"""An account: a kind, and which of its kind. ``hand:0`` is the first hand, ``lost:seized`` one way of losing.

What the kinds mean is for whoever keeps books with them. Written down, an account is its name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Self


class Account(str):
    """The name of an account, ``kind`` or ``kind:which``, taken apart once. Two of one name are equal.

    `number` is `which` as one, from 0; -1 where it is none. `wire` is the bare name, for whoever writes it down.
    """

    __slots__ = ("kind", "number", "which", "wire")

    kind: str
    which: str
    number: int
    wire: str

    def __new__(cls, name: str) -> Self:
        """Take a name apart."""
        account = super().__new__(cls, name)
        account.wire = str.__str__(name)
        account.kind, _, account.which = account.wire.partition(":")
        account.number = int(account.which) if account.which.isdecimal() else -1
        return account

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (self.wire,)


@lru_cache(maxsize=1024)
def numbered(kind: str, number: int) -> Account:
    """The account of a kind with this number, from 0."""
    return Account(f"{kind}:{number}")


class _Known(dict[str, Account]):
    """Accounts by name, each made once, except those of one person or one reason: they go with their book."""

    def __missing__(self, name: str) -> Account:
        account = Account(name)
        if account.number >= 0 or not account.which:
            self[name] = account
        return account


_KNOWN = _Known()


def read_account(name: Any) -> Account:
    """The account that was written down under this name.

    Raises:
        ValueError: what was written is no name.
    """
    if type(name) is not str:
        raise ValueError("an account is written as its name")
    return _KNOWN[name]
