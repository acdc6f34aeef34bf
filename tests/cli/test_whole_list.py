"""Every item of the list is tried somewhere, or stands here with the room it waits for."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli import test_bad_money, test_bad_order, test_bad_text

LATER = {
    26: "limits by law come with the profiles",
    27: "limits by law come with the profiles",
    41: "safe, not-free and stop words come with the signs; an order has one fresh word at a time",
    42: "words that could be guessed from a card come with the signs",
    44: "notes for a carrier come with the slips; today no note leaves the book",
    45: "free text for a carrier comes with the slips",
    50: "two forms open side by side come with the pages; the desk itself refuses what is older (desk.moved-on)",
}
"""Items of the first three lists that nothing here can be asked yet, and why."""

PARTS = {
    47: "a list of common sentences, and names and product words in a sentence, come with the longer first-day screens",
    59: "caps and trial orders come with the profiles; taken carriers and blocked roads are here",
    62: "an envelope with a live order is burned: nothing of the order stops yet, so there is nothing to list",
}
"""Items that are tried in part."""


def tried() -> set[int]:
    """Items that have a row in a table, or a test of their own by their number."""
    modules = (test_bad_money, test_bad_text, test_bad_order)
    found = {row.item for module in modules for row in (*module.BAD, *module.GOOD)}
    for module in modules:
        assert module.__file__ is not None
        for numbers in re.findall(r"def test_items?_([0-9_and]+?)_[a-z]{3}", Path(module.__file__).read_text()):
            found |= {int(number) for number in re.findall("[0-9]+", numbers)}
    return found


def test_every_item_is_tried_or_waits_for_a_room() -> None:
    """Items 1 to 62, none forgotten and none in both."""
    assert tried() - {50} | LATER.keys() == set(range(1, 63))
    assert not (tried() - {50}) & LATER.keys()
    assert tried() >= PARTS.keys()
