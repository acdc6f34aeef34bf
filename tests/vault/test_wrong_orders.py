"""What must not be asked of the vault is refused with the rule it breaks; at the limit itself it is still done."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from naru.refusal import Refusal
from naru.vault import kdf
from naru.vault.backup import recovery
from naru.vault.kdf import CAP, CHEAPEST, KdfProfile, check_cap
from naru.vault.keyring.changes import MADE_AT_ONCE_MAX
from testkit.keyrings import new, seeded, state


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"drop": frozenset({999_999})}, "a key that was never made cannot burn"),
        ({"drop_cases": frozenset({999_999})}, "a case that was never made cannot burn"),
        ({"drop_cases": frozenset({0})}, "the house does not burn alone"),
        ({"snapshot": (1, 3), "drop": frozenset({3})}, "the snapshot's key cannot burn while the snapshot stands"),
        ({"make": MADE_AT_ONCE_MAX + 1}, "so many keys are not made at once"),
        ({"make": -1}, "so many keys are not made at once"),
        ({"make_cases": MADE_AT_ONCE_MAX + 1}, "so many cases are not made at once"),
        ({"new_header_from": 0}, "header keys only go forward"),
    ],
)
def test_a_wrong_change_names_its_rule(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    """And the keyring is as it was."""
    ring = new(tmp_path)
    before = state(ring)
    with pytest.raises(ValueError) as caught:
        ring.change(**change)
    assert str(caught.value) == said
    assert state(ring) == before


def test_papers_set_no_empty_sentence_and_a_sentence_no_new_one_by_paper(tmp_path: Path) -> None:
    """Opened by its sentence, the book is asked for the other way."""
    ring = new(tmp_path)
    for sentence in (b"", "감자 구름".encode()):
        with pytest.raises(ValueError, match=r"^paper parts set a passphrase that is not empty$"):
            ring.access.set_passphrase_by_recovery(sentence, CHEAPEST)


def test_only_sixteen_bytes_are_cut() -> None:
    """Neither a byte less nor one more."""
    for size in (0, 15, 17, 32):
        with pytest.raises(ValueError, match=r"^a recovery secret has 16 bytes$"):
            recovery.cut(bytes(size), seeded(1))


@pytest.mark.parametrize(
    ("memory", "passes", "fits"),
    [
        (CAP.memory_kib, CAP.passes, True),
        (CAP.memory_kib + 1, 1, False),
        (8, CAP.passes + 1, False),
        (8, 1, True),
        (7, 1, False),
        (8, 0, False),
    ],
)
def test_a_file_may_ask_for_work_up_to_the_cap(memory: int, passes: int, fits: bool) -> None:
    """The cap itself is allowed; beyond it the file is hostile, and no memory is taken for it."""
    if fits:
        check_cap(KdfProfile("told", memory, passes))
    else:
        with pytest.raises(Refusal, match=r"^keyring\.kdf-beyond-cap$"):
            check_cap(KdfProfile("told", memory, passes))


def test_a_machine_that_lends_no_memory_says_so() -> None:
    """She is told what is missing, and that nothing is lost is in the sentence that belongs to it."""
    lent = mock.patch.object(kdf.argon2id, "kdf", side_effect=MemoryError)
    with lent, pytest.raises(Refusal, match=r"^keyring\.no-memory$"):
        kdf.stretch(b"x", bytes(kdf.SALT_BYTES), CHEAPEST)
