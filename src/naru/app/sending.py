"""From what she answers, one thing after the other, to a promise with this time's word, and to money that was sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from naru.app.questions import Answers
from naru.app.say import Said, prepared
from naru.command import ID_BYTES
from naru.money import print_amount
from naru.orders.terms import work_out
from naru.refusal import Refusal
from naru.views.before import Before, before
from naru.views.pocket import Pocket, pocket
from naru.views.values import Sum

if TYPE_CHECKING:
    from naru.app.book import Book

PLAIN: Final = ("case", "by", "gross", "latest", "risk", "purpose")
"""answers that are fields of a promise as they stand"""
WHOLE, HALF, AFTER = "whole", "half", "after"
HOW: Final = (HALF, AFTER, WHOLE)
"""how the money goes the first time: half now and half after the word, after confirmation, all of it now"""
LATER, FIXED = "payout-day", "fixed"
WORD, SEND = "word", "send"

Typed = Mapping[str, Any]
"""her answers: those of `PLAIN`; ``fee`` (sums or shares) and ``fee-to`` (whose), or ``no-fee``; ``gets``, ``basis``;
``how``"""


def named(book: Book, kind: str, name: str, id: str) -> str:
    """A nickname she gave, written down where it is new (`kind`: ``case`` or ``carrier``); gives it as it is known.

    Args:
        id: of the whole order; the same name under the same id is written once.
    Raises:
        Refusal: ``app.name-taken``, ``app.name-reserved``, ``text.*``.
    """
    name = name.strip()
    try:
        book.names.find(kind, name)
    except Refusal as refusal:
        if not refusal.key.startswith("desk.no-such-"):
            raise
        book.say(kind, id=_another(id, f"{kind} {name}"), name=name)
    return book.name(book.names.find(kind, name))


def considered(book: Book, typed: Typed, id: str) -> Before:
    """What her answers so far come to. Nothing is written.

    Raises:
        Refusal: an answer cannot be read, or one of the hard stops stands in the way.
    """
    command = prepared(book, "promise", _words(book, typed, id), Answers(), id=id)[1]
    return before(book.desk.state, msgspec.structs.replace(command, sure=True), book.clock())


def promised(book: Book, typed: Typed, answers: Answers, id: str, note: str = "") -> Said:
    """Write the promise, and draw this time's word for it. The same `id` again is a success, with the same word.

    Raises:
        Question: something has to be answered first. Refusal: it cannot be promised. Nothing was written.
    """
    said = book.say("promise", id=id, answers=answers, note=note, **_words(book, typed, id))
    word = book.say(WORD, of=said.code, id=_another(id, "word"))
    return msgspec.structs.replace(said, word=word.word)


def paid(book: Book, code: str, how: str, id: str) -> Said:
    """Write that the money has left her hand: all that was promised, or its first half.

    Raises:
        Refusal: one of the hard stops, a term that is still open, or more than was promised.
    """
    return book.say(SEND, of=code, id=id, amount=_plain(first_part(paper(book, code), how)))


def first_part(told: Pocket, how: str) -> Sum:
    """What goes first."""
    return told.half if how == HALF else told.gross


def paper(book: Book, code: str) -> Pocket:
    """What she carries with her about one order. Raises: Refusal ``desk.no-such-order``, ``case.not-yours``."""
    return pocket(book.desk, book.names.find("order", code), book.today)


def _words(book: Book, typed: Typed, id: str) -> dict[str, Any]:
    """Her answers as the fields of a promise."""
    words: dict[str, Any] = {name: typed[name] for name in PLAIN if typed.get(name)}
    fees, whose = typed.get("fee", ()), typed.get("fee-to", ())
    parts = [f"{whose[index]} / {fee}" if whose[index : index + 1] not in ((), [], [""]) else fee
             for index, fee in enumerate(fees) if fee.strip()]  # fmt: skip
    if parts or typed.get("no-fee"):
        words["fee"] = parts or ["none"]
    if typed.get("how") == AFTER:
        words["family-first"] = True
    if typed.get("gets"):
        words["payout"] = [_payout(book, words, str(typed["gets"]), str(typed.get("basis") or FIXED), id)]
    return words


def _payout(book: Book, words: dict[str, Any], gets: str, basis: str, id: str) -> str:
    """What they get: a rate, a sum (the rate is then that of all that is left after the fees), or a currency alone."""
    if re.search("[=＝]", gets):
        return f"{gets} / {basis}"
    if not re.search(r"\d", gets):
        return f"{gets} / {LATER if basis == FIXED else basis}"
    terms = prepared(book, "promise", words, Answers(), id=id)[1].facts.terms
    assert terms is not None
    return f"{_plain(Sum(work_out(terms).net, terms.code))} = {gets} / {FIXED}"


def _plain(sum: Sum) -> str:
    return print_amount(sum.amount, sum.currency, "en")


def _another(id: str, what: str) -> str:
    """The id of a further command of the same order."""
    return hashlib.blake2b(f"{id} {what}".encode(), digest_size=ID_BYTES).hexdigest()
