"""One record of the archive: what a profile's law demands of one saying, and no field more."""

from __future__ import annotations

from typing import Any

import msgspec

from naru.days import iso
from naru.desk.events import Event, decode_story, encode
from naru.desk.tables import BY_NUMBER
from naru.rules.demands import DEMANDS
from naru.saying import Id


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of one saying.

    Ids are the desk's own, in hex: they tie records together and name nobody. `facts` and `story` hold the demanded
    fields that were said.
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
    demand, row = DEMANDS[profile], BY_NUMBER.get(event.number)  # a fold is in no table
    if row is None or row.kind not in demand.kinds:
        return b""
    facts = _said(event.facts, demand.facts)
    told = _said(decode_story(story), demand.story)
    return encode(Record(desk.hex(), event.seq, row.kind, event.of.hex(), iso(event.day), facts, told))


def _said(layer: msgspec.Struct, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(value) for name in names if (value := getattr(layer, name))}


def _plain(value: Any) -> Any:
    """Ids in hex; everything else as msgpack has it."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, msgspec.Struct):
        return _plain(msgspec.structs.asdict(value))
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each not in (None, "", (), b"", False)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
