"""From the words of a door or a play to a command. Every field is read by its type; nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Protocol

import msgspec

from naru.command import (
    PARTIES,
    ROLES,
    Charge,
    Command,
    EventType,
    Facts,
    FeePart,
    Field,
    Id,
    Layer,
    Leg,
    Story,
    Terms,
)
from naru.days import read_day
from naru.i18n.text import clean_line, sayable
from naru.i18n.vocabulary import meant
from naru.money import read_amount, read_rate, read_share
from naru.refusal import Refusal
from naru.trust.evidence import PHONES

Words = Mapping[str, Any]
"""what was typed: text, a list of texts, or True, by the name of the field"""

NAME_MOST, TEXT_MOST, NOTE_MOST = 40, 200, 1000
COUNT_MOST = 3650
COMMON = ("on", "says", "phone", "apart", "note", "sure")
"""fields every verb takes: the day, who says so, through whose phone, whether it can be checked without the carrier"""


class Names(Protocol):
    """Turns the names a door or a play uses into ids."""

    among: Collection[str]
    """currencies in question here, to tell which won or which dollar is meant"""

    def find(self, type: str, name: str) -> Id:
        """The id of a case, person, carrier, road, order, debt, party or subject.

        Raises:
            Refusal: ``desk.no-such-…``.
        """

    def claim(self, name: str) -> int:
        """The row number of a claim."""


def read_command(
    event_type: EventType, words: Words, names: Names, *, id: Id, of: Id, today: int, base: Terms | None = None
) -> Command:
    """Read what was typed into a command.

    Args:
        base: the terms an ``agree`` starts from.
    Raises:
        Refusal: a field is missing, unknown, or cannot be read; facts name verb and field, never what was typed.
    """
    try:
        return _command(event_type, words, names, id, of, today, base)
    except Refusal as refusal:
        refusal.facts.setdefault("verb", event_type.kind)
        raise


def _command(
    event_type: EventType, words: Words, names: Names, id: Id, of: Id, today: int, base: Terms | None
) -> Command:
    known = {field.name: field for field in event_type.fields}
    for name in words:
        if name not in known and name not in COMMON:
            raise Refusal("field.unknown", field=name)
    facts: dict[str, Any] = {}
    story: dict[str, Any] = {}
    terms: dict[str, Any] = {}
    for field in event_type.fields:
        value = words.get(field.name)
        if value is None or value == [] or value == "":
            if field.needed:
                raise Refusal("field.missing", field=field.name)
            continue
        _read_field(field, value, names, facts, story, terms)
    if any(field.to.startswith("terms.") for field in event_type.fields):
        facts["terms"] = _terms(terms, story, base)
    story |= _speaker(words, names, event_type)
    day = read_day(str(words["on"])) if words.get("on") else today
    return Command(id, event_type.kind, of, day, Facts(**facts), Story(**story), _said(words, "sure"))


def _speaker(words: Words, names: Names, event_type: EventType) -> dict[str, Any]:
    says = str(words.get("says") or (event_type.speakers[0] if len(event_type.speakers) == 1 else "sender"))
    if says not in PARTIES:
        speaker = _find("speaker", says, names)
        says = ROLES.get(speaker) or speaker.hex()
    spoken: dict[str, Any] = {"says": says}
    if words.get("phone"):
        spoken["phone"] = meant("phone", str(words["phone"]))
        if spoken["phone"] not in PHONES:
            raise Refusal("desk.unknown-phone", field="phone")
    if _said(words, "apart"):
        spoken["apart"] = True
    if words.get("note"):
        spoken["note"] = clean_line(str(words["note"]), NOTE_MOST)
    return spoken


def _said(words: Words, name: str) -> bool:
    """Whether a flag was given. Raises: Refusal("field.flag"): with words, of which ``no`` would count as a yes."""
    return name in words and _is_flag(words[name], name)


def _is_flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise Refusal("field.flag", field=name)
    return value


def _read_field(
    field: Field, value: Any, names: Names, facts: dict[str, Any], story: dict[str, Any], terms: dict[str, Any]
) -> None:
    many = value if isinstance(value, (list, tuple)) else [value]
    if len(many) > 1 and not field.many:
        raise Refusal("field.once", field=field.name)
    read = READERS[field.type]
    try:
        found = [read(one, names, field) for one in many]
    except Refusal as refusal:
        refusal.facts.setdefault("field", field.name)
        raise
    if field.to.startswith("terms."):
        terms[field.to[6:]] = tuple(found) if field.many else found[0]
    elif field.type in ("amount", "amount-or-none"):
        facts["amount"], facts["currency"] = found[0]
    else:
        layer = facts if field.layer is Layer.FACTS else story
        layer[field.to] = tuple(found) if field.many else found[0]


def _terms(given: dict[str, Any], story: dict[str, Any], base: Terms | None) -> Terms:
    """Terms from their fields; an amendment starts from what was agreed before."""
    for name in ("gross", "named_sum"):
        if name in given:
            amount, code = given[name]
            if given.setdefault("code", code) != code:
                raise Refusal("terms.two-currencies")
            given[name] = amount
    if "fees" in given:
        hands = given.get("hands") or (base.hands if base else ())
        given["fees"] = tuple(
            _fee(part, given.get("code") or (base.code if base else ""), hands) for part in given["fees"] if part
        )
    if given.get("pay") and given["pay"].give_code == (given.get("code") or (base.code if base else "")):
        given["pay"] = given["pay"].turned()
    if story.get("purpose"):
        given["purpose"] = True
    if base is not None:
        if "code" in given and given["code"] != base.code:
            raise Refusal("terms.two-currencies")
        if "gross" in given and "named_sum" not in given:
            given["named_sum"] = 0
        if "named_sum" in given and "gross" not in given:
            given["gross"] = 0
        given["legs"] = _legs(given.get("legs", base.legs), base.code)
        return msgspec.structs.replace(base, **given)
    if "code" not in given:
        raise Refusal("terms.no-sum")
    given["legs"] = _legs(given.get("legs", ()), given["code"])
    return Terms(**given)


def _legs(legs: Any, code: str) -> tuple[Leg, ...]:
    fixed = []
    for leg, part in ((one, None) if isinstance(one, Leg) else one for one in legs):
        if part and part[1] != code:
            raise Refusal("terms.two-currencies")
        rate = leg.rate
        if rate:
            other = rate.get_code if rate.give_code == code else rate.give_code
            leg = msgspec.structs.replace(leg, currency=leg.currency or other, rate=rate.between(code, other) or rate)
        fixed.append(msgspec.structs.replace(leg, carries=part[0]) if part else leg)
    return tuple(fixed)


def _fee(part: tuple[Id, str, Any, Any], code: str, hands: tuple[Id, ...]) -> FeePart:
    payee, base, share, flat = part
    if not payee and hands:
        payee = hands[0]
    if share is not None:
        return FeePart(payee, base, share=share.numerator, share_of=share.denominator)
    if flat.currency != code:
        raise Refusal("terms.two-currencies")
    return FeePart(payee, base, flat=flat.minor)


# ------------------------------------------------------------------------------------------- one reader for each type


def _find(type: str, typed: str, names: Names) -> Id:
    """The id behind a name. A party may be named in any language where nobody else is called so."""
    try:
        return names.find(type, typed)
    except Refusal as refusal:
        role = meant("says", typed) if type in ("party", "speaker", "subject") else ""
        if not role or not refusal.key.startswith("desk.no-such-"):
            raise
        return names.find(type, role)


WITH_SUMS = frozenset({"amount", "amount-or-none", "rate", "fee", "charge", "payout"})
"""types of fields that hold sums of money"""


def _pieces(value: Any) -> list[str]:
    return [piece.strip() for piece in str(value).split("/") if piece.strip()]


def _parts(value: Any, read: Callable[[str, dict[str, Any]], tuple[str, Any]]) -> dict[str, Any]:
    """What the pieces of a text say, each by what it is; nothing where one thing is said twice, and neither holds.

    Args:
        read: what one piece is and says, after those before it.
    """
    said: dict[str, Any] = {}
    for piece in _pieces(value):
        what, found = read(piece, said)
        if what in said:
            return {}
        said[what] = found
    return said


def _sum_or_payee(piece: str, names: Names) -> tuple[str, Any]:
    """An amount, or somebody; a name may have figures in it (``kim2``)."""
    if not re.search(r"\d", piece):
        return "payee", _find("party", piece, names)
    try:
        return "sum", read_amount(piece, names.among)
    except Refusal as refusal:
        try:
            return "payee", _find("party", piece, names)
        except Refusal:
            raise refusal from None


def _read_fee(value: Any, names: Names, field: Field) -> Any:
    """``kim / 20% / gross``: payee (else the first hand), a share or a flat sum, the base (else gross)."""

    def read(piece: str, said: dict[str, Any]) -> tuple[str, Any]:
        if base := meant("base", piece):
            return "base", base
        if "%" in piece or "％" in piece:
            return "share", read_share(piece)
        if piece.isdecimal():  # 40: a share that lacks its sign, or a sum that lacks its money
            raise Refusal("terms.fee-form")
        return _sum_or_payee(piece, names)

    if meant("fee", str(value)) == "none":
        return None
    said = _parts(value, read)
    if ("share" in said) == ("sum" in said):
        raise Refusal("terms.fee-form")
    return said.get("payee", b""), said.get("base", "gross"), said.get("share"), said.get("sum")


def _read_payout(value: Any, names: Names, field: Field) -> tuple[Leg, tuple[int, str] | None]:
    """``CNY / 10,000 KRW = 57 CNY / fixed``; if wanted ``part 400,000 KRW``, ``notes 1 CNY``, ``day 2024-05-03``."""

    def read(piece: str, said: dict[str, Any]) -> tuple[str, Any]:
        head, rest = _headed(piece)
        if "=" in piece:
            return "rate", read_rate(piece, names.among)
        if basis := meant("pay-basis", piece):
            return "basis", basis
        if head == "part":
            amount = read_amount(rest, names.among)
            return "part", (amount.minor, amount.currency)
        if head == "notes":
            return "notes", read_amount(rest, (said["code"],) if "code" in said else names.among).minor
        if head == "day":
            return "day", read_day(rest)
        if re.search(r"\d", piece):  # a bare rate: of which money, nobody said
            raise Refusal("terms.payout-form")
        return "code", _code(piece)

    said = _parts(value, read)
    if "code" not in said and "rate" not in said:
        raise Refusal("terms.payout-form")
    part = said.pop("part", None)
    return Leg(said.pop("code", ""), **said), part


def _headed(piece: str) -> tuple[str, str]:
    """What a piece of a payout begins with (part, notes or day, in any language), and the rest of it."""
    head, _, rest = piece.partition(" ")
    if not meant("payout", head):  # in Chinese no blank need stand before the number
        head = re.split(r"[0-9]", piece, maxsplit=1)[0]
        rest = piece.removeprefix(head)
    return meant("payout", head), rest


def sums_in(field: Field, value: Any) -> Iterator[str]:
    """The sums of money in what was typed for a field, one by one, as they stand there.

    A share is none, and neither is the smallest note of a payout.
    """
    if field.type not in WITH_SUMS or not value:
        return
    for one in value if isinstance(value, (list, tuple)) else [value]:
        for piece in _pieces(one):
            head, rest = _headed(piece) if field.type == "payout" else ("", "")
            if head in ("day", "notes") or "%" in piece or "％" in piece:
                continue
            yield from (side for side in re.split("[=＝]", rest if head else piece) if re.search(r"\d", side))


def _code(piece: str) -> str:
    return read_amount(f"1 {piece}").currency


def _read_charge(value: Any, names: Names, field: Field) -> Charge:
    """``kim / 300,000 KRW / trying``."""

    def read(piece: str, said: dict[str, Any]) -> tuple[str, Any]:
        payable = meant("payable", piece)
        return ("payable", payable) if payable else _sum_or_payee(piece, names)

    said = _parts(value, read)
    if "sum" not in said:
        raise Refusal("terms.charge-form")
    amount = said["sum"]
    return Charge(said.get("payee", b""), amount.minor, amount.currency, said.get("payable", "trying"))


def _amount(value: Any, names: Names, field: Field) -> tuple[int, str]:
    amount = read_amount(str(value), names.among)
    return amount.minor, amount.currency


def _amount_or_none(value: Any, names: Names, field: Field) -> tuple[int, str]:
    amount = read_amount(str(value), names.among, zero=True)
    return amount.minor, amount.currency


def _word(value: Any, names: Names, field: Field) -> str:
    """A word that somebody has to say on a telephone, and somebody else to understand."""
    word = clean_line(str(value), NAME_MOST)
    if not sayable(word):
        raise Refusal("text.not-sayable")
    return word


def _choice(value: Any, names: Names, field: Field) -> str:
    word = value if value in field.choices else meant(field.name, str(value))
    if word not in field.choices:
        raise Refusal("field.choice", field=field.name, choices=", ".join(field.choices))
    return str(word)


def _flag(value: Any, names: Names, field: Field) -> bool:
    return _is_flag(value, field.name)


def _count(value: Any, names: Names, field: Field) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", str(value)) or int(value) > COUNT_MOST:
        raise Refusal("field.count", field=field.name, most=COUNT_MOST)
    return int(value)


def _thing(value: Any, names: Names, field: Field) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", str(value)):
        raise Refusal("field.thing", field=field.name)
    return str(value)


def _name_of(type: str) -> Callable[[Any, Names, Field], Id]:
    def read(value: Any, names: Names, field: Field) -> Id:
        return _find(type, str(value), names)

    return read


READERS: dict[str, Callable[[Any, Names, Field], Any]] = {
    "amount": _amount,
    "amount-or-none": _amount_or_none,
    "rate": lambda value, names, field: read_rate(str(value), names.among),
    "fee": _read_fee,
    "payout": _read_payout,
    "charge": _read_charge,
    "day": lambda value, names, field: read_day(str(value)),
    "text": lambda value, names, field: clean_line(str(value), TEXT_MOST),
    "name": lambda value, names, field: clean_line(str(value), NAME_MOST),
    "word": _word,
    "choice": _choice,
    "flag": _flag,
    "count": _count,
    "thing": _thing,
    "claim": lambda value, names, field: names.claim(str(value)),
    **{type: _name_of(type) for type in ("carrier", "case", "person", "road", "order", "debt", "party", "subject")},
}
"""How each type of field is read. A new type is one line."""
