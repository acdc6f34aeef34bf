"""The sheet beside a call: an offer as it was said, worked out. It needs no book and keeps nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from naru.command import ID_BYTES, Id, Terms
from naru.commands.reading import NAME_MOST, Words, read_command
from naru.commands.tables import BY_KIND
from naru.i18n.text import clean_line
from naru.money import print_amount, read_amount
from naru.orders.terms import work_out
from naru.refusal import Refusal
from naru.views.offer import OfferView, offer
from naru.views.values import Sum

NOBODY: Final = bytes(ID_BYTES)
ABROAD: Final = ("CNY", "USD", "EUR", "JPY")
"""currencies in question beside her own won"""
TYPED_AS: Final = {"payout": "gets"}
"""fields of the table that stand under another name on the page beside the call"""


class Anybody:
    """Names for a sheet without a desk: whoever is named is just a name."""

    def __init__(self, among: Collection[str] = ("KRW", *ABROAD)) -> None:
        self.among = among
        self.names: dict[Id, str] = {}

    def find(self, type: str, name: str) -> Id:
        """An id for this sheet only."""
        name = clean_line(name, NAME_MOST)
        of = hashlib.blake2b(name.encode(), digest_size=ID_BYTES).digest()
        self.names[of] = name
        return of

    def name(self, of: Id) -> str:
        """The name somebody was called by; nothing where nobody was."""
        return self.names.get(of, "")

    def claim(self, name: str) -> int:
        """There are no claims here."""
        raise Refusal("life.no-such-claim")


def quote(words: Words, names: Anybody, price: str = "") -> OfferView:
    """Work out an offer in the words of ``naru quote``.

    Args:
        price: of one thing over there; in the money the family is paid in where no other is said with it.
    Raises:
        Refusal: something cannot be read, or does not add up.
    """
    terms = _terms(words, names)
    try:
        return offer(terms, _price(price, terms))
    except Refusal as refusal:
        if price:
            refusal.facts.setdefault("field", "price")
        raise


def beside_call(typed: Mapping[str, Any]) -> OfferView:
    """Work out an offer as it is said on the telephone.

    Args:
        typed: ``gross``; ``fee``: each one, a share or a sum; ``gets``: a rate, a sum, or a currency alone; ``price``.
    Raises:
        Refusal: something is missing or cannot be read; the fact `field` says which, where it is one of them.
    """
    names = Anybody()
    try:
        for needed in ("gross", "fee"):
            if not typed.get(needed):
                raise Refusal("field.missing", field=needed)
        words: dict[str, Any] = {"gross": typed["gross"], "fee": typed["fee"]}
        if typed.get("gets"):
            words["payout"] = [_payout(str(typed["gets"]), words, names)]
        return quote(words, names, str(typed.get("price") or ""))
    except Refusal as refusal:
        field = str(refusal.facts.get("field", ""))
        refusal.facts["field"] = TYPED_AS.get(field, field)
        raise


def _payout(gets: str, words: Words, names: Anybody) -> str:
    """What they get, as the table takes it. A sum makes the rate: all that is left after the fees, for that sum."""
    if re.search("[=＝]", gets) or not re.search(r"\d", gets):
        return f"{gets} / fixed"
    terms = _terms(words, names)
    return f"{print_amount(work_out(terms).net, terms.code, 'en')} = {gets} / fixed"


def _terms(words: Words, names: Anybody) -> Terms:
    command = read_command(BY_KIND["agree"], words, names, id=NOBODY, of=NOBODY, today=20000101)
    terms = command.facts.terms
    assert terms is not None
    return terms


def _price(text: str, terms: Terms) -> Sum | None:
    if not text:
        return None
    code = terms.legs[0].currency if terms.legs else None
    return Sum(*read_amount(text, (code,) if code else ABROAD, default=code))
