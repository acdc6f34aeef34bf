"""An account is its name, taken apart once: the same wherever it was named, and nobody's after the desk is closed."""

from __future__ import annotations

import copy
import gc

import msgspec
import pytest

from naru.desk.events import decoder, encode
from naru.ledger import Account, Transfer, move, numbered, read_account


@pytest.mark.parametrize(
    ("name", "kind", "which", "number"),
    [
        ("owed", "owed", "", -1),
        ("hand:0", "hand", "0", 0),
        ("fee:12", "fee", "12", 12),
        ("lost:written-off", "lost", "written-off", -1),
        ("other:00ff", "other", "00ff", -1),
    ],
)
def test_a_name_is_taken_apart_once(name: str, kind: str, which: str, number: int) -> None:
    """And is found again by the same name, however it was come by."""
    account = Account(name)
    assert (account.kind, account.which, account.number, account.wire) == (kind, which, number, name)
    assert {account: 1}[read_account(name)] == 1
    assert copy.deepcopy(account) == account and copy.copy(account).kind == kind


def test_a_transfer_is_written_with_names() -> None:
    """As format 1 has it, and read back with accounts that know their kind."""
    line = move(numbered("hand", 0), Account("out"), 5, "KRW")
    written = encode(line)
    assert msgspec.msgpack.decode(written) == [0, "hand:0", "out", 5, "KRW"]
    read = decoder(Transfer)(written)
    assert read == line and (read.source.kind, read.source.number) == ("hand", 0)


@pytest.mark.parametrize("name", [1, None, b"hand:0", ["hand", 0]])
def test_what_is_no_name_is_no_account(name: object) -> None:
    """A row with something else in its place is broken."""
    with pytest.raises(msgspec.ValidationError):
        decoder(Transfer)(encode([0, name, "out", 5, "KRW"]))


def test_one_persons_account_is_kept_nowhere() -> None:
    """Hands and fees are alike at every desk; who else received money is known to one, and goes with it."""
    person = read_account("other:" + "7e57" * 8)
    assert read_account("hand:3") is read_account("hand:3")
    assert read_account("other:" + "7e57" * 8) is not person
    assert not [one for one in gc.get_referrers(person) if isinstance(one, dict) and person in one and len(one) > 100]
