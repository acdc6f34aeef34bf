"""A guess costs what the profile says, and no file can ask for more than a machine has."""

from __future__ import annotations

import pytest

from naru.refusal import Refusal
from naru.vault import kdf
from naru.vault.kdf import CHEAPEST, EVERYDAY, KdfProfile

SALT = bytes(16)


def test_the_same_sentence_gives_the_same_key_and_another_gives_another() -> None:
    """The key depends on sentence, salt, memory and passes, and on nothing else."""
    key = kdf.stretch(b"one", SALT, CHEAPEST)
    assert len(key) == 32
    assert key == kdf.stretch(b"one", SALT, CHEAPEST._replace(name="renamed"))
    others = [
        kdf.stretch(b"two", SALT, CHEAPEST),
        kdf.stretch(b"one", bytes([1] * 16), CHEAPEST),
        kdf.stretch(b"one", SALT, CHEAPEST._replace(passes=2)),
        kdf.stretch(b"one", SALT, CHEAPEST._replace(memory_kib=16)),
    ]
    assert len({key, *others}) == 5


@pytest.mark.parametrize(
    "profile",
    [
        KdfProfile("hostile", 64 * 1024 * 1024, 3),
        KdfProfile("hostile", 8, 10**9),
        KdfProfile("broken", 0, 1),
        KdfProfile("broken", -1, 1),
        KdfProfile("broken", 8, 0),
    ],
)
def test_numbers_no_honest_file_holds_are_refused_before_any_work(profile: KdfProfile) -> None:
    """64 GiB of memory, a thousand million passes, or none."""
    with pytest.raises(Refusal, match=r"keyring\.kdf-beyond-cap"):
        kdf.stretch(b"one", SALT, profile)


def test_the_everyday_profile_is_not_cheap_and_the_cheapest_is() -> None:
    """Judged by the numbers: a cheap profile that calls itself everyday stays cheap."""
    assert not kdf.is_cheap(EVERYDAY)
    assert kdf.is_cheap(CHEAPEST)
    assert kdf.is_cheap(CHEAPEST._replace(name="everyday"))
    assert kdf.is_cheap(EVERYDAY._replace(passes=1))
    kdf.check_cap(EVERYDAY)
