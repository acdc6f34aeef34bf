"""One record of the archive: what a profile's law demands of one command, and no field more."""

from __future__ import annotations

from typing import Any

import msgspec

from naru.command import Facts, FeePart, Id, Terms
from naru.commands.tables import BY_NUMBER
from naru.days import iso
from naru.desk.events import Event, decode_story, encode
from naru.money import Rate, print_plain
from naru.rules.demands import DEMANDS

ATTRIBUTES = {field.encode_name: field.name for field in msgspec.structs.fields(Facts)}
"""the attribute of each field of the facts, by the name under which format 1 writes it"""


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of one command.

    Ids are the desk's own, in hex: they tie records together and name nobody. `facts` and `story` hold the demanded
    fields that were said; sums are written out in whole money with their code, days as iso.
    """

    desk: str
    seq: int
    kind: str
    of: str
    day: str
    facts: dict[str, Any] = {}
    story: dict[str, Any] = {}


def record(profile: str, desk: Id, event: Event, story: bytes) -> bytes:
    """What `profile` demands of an event and its story (as it is encoded); empty where it demands nothing."""
    demand, event_type = DEMANDS[profile], BY_NUMBER.get(event.number)  # a snapshot is in no table
    if event_type is None or event_type.kind not in demand.kinds:
        return b""
    facts = {name: told for name in demand.facts if (told := _fact(event.facts, name))}
    said = decode_story(story)
    told = {name: value for name in demand.story if (value := getattr(said, name))}
    return encode(Record(desk.hex(), event.seq, event_type.kind, event.of.hex(), iso(event.day), facts, told))


def _fact(facts: Facts, name: str) -> Any:
    """One demanded field as whoever reads a record later understands it: sums in whole money, ids in hex."""
    value = getattr(facts, ATTRIBUTES[name])
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Rate):
        return _rate(value)
    if isinstance(value, Terms):
        return _terms(value)
    return print_plain(value, facts.currency) if name == "amount" and value and facts.currency else value


def _rate(rate: Rate) -> str:
    return f"{print_plain(rate.give, rate.give_code)} = {print_plain(rate.get, rate.get_code)}"


def _terms(terms: Terms) -> dict[str, Any]:
    code = terms.code
    told: dict[str, Any] = {
        "gross": print_plain(terms.gross, code) if terms.gross else "",
        "base": print_plain(terms.named_sum, code) if terms.named_sum else "",
        "fees": [{"payee": part.payee.hex(), "of": part.base, "part": _part(part, code)} for part in terms.fees or ()],
        "hands": [hand.hex() for hand in terms.hands],
        "answers": terms.answers.hex(),
        "paid at": _rate(terms.pay) if terms.pay else "",
        "payout": [{"currency": leg.currency, "rate": _rate(leg.rate) if leg.rate else ""} for leg in terms.legs],
        "charges": [
            {"payee": one.payee.hex(), "sum": print_plain(one.amount, one.currency), "payable": one.payable}
            for one in terms.charges
        ],
        "latest": iso(terms.latest) if terms.latest else "",
        "risk": terms.risk,
    }
    return {name: value for name, value in told.items() if value}


def _part(part: FeePart, code: str) -> str:
    return f"{part.share}/{part.share_of}" if part.share_of else print_plain(part.flat, code)
