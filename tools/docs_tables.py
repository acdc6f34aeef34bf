"""The generated parts of the reference, as Markdown: verbs, fields, keys, the events of an order and their diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from naru.command import ANYBODY, EventType, Field, Subject
from naru.commands.tables import ASKS, EVENT_TYPES
from naru.i18n.catalogue import Catalogue
from naru.i18n.catalogue import tables as texts
from naru.orders.ends import ENDS
from naru.orders.life import EVENT_TYPES as LIFE
from naru.orders.life import TERMS
from naru.trust.evidence import KINDS, SPOKEN

TEXT = Catalogue("en").text
HAS = Catalogue("en").has
HEAD_ONLY = ("road",)
"""verbs that a step of a play cannot say: a field of theirs is called as a word of the step is"""
MET_IN_PLAYS = (
    *("stop", "ask", "life", "terms", "debt", "case", "card", "carrier"),
    *("desk", "field", "day", "money", "text", "clock", "play"),
)
"""what the keys a play can meet are about; the others are about disks, keys, papers and the terminal"""
INSIDE = ("sent", "due", "owed", "accepted", "other", "fee", "returned", "lost:seized", "lost:written-off")
"""accounts that say what the gross is; the others say where it lies"""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _first(text: str) -> str:
    """The first sentence."""
    return text.partition(". ")[0].rstrip(".").strip()


def _field(field: Field) -> str:
    return f"**`{field.name}`**" if field.needed else f"`{field.name}`"


def _fields(event_type: EventType) -> str:
    if TERMS[0] in event_type.fields:
        own = [_field(field) for field in event_type.fields if field not in TERMS]
        return ", ".join([*own, "the terms"])
    return ", ".join(_field(field) for field in event_type.fields)


def _speakers(event_type: EventType) -> str:
    return "anybody" if event_type.speakers == ANYBODY else ", ".join(event_type.speakers)


# ------------------------------------------------------------------------------------------------ the page of the plays


def verbs() -> str:
    """What can be said, by what it is about."""
    blocks = []
    for subject in Subject:
        rows = [
            event_type
            for event_type in EVENT_TYPES
            if event_type.subject is subject and event_type.kind not in HEAD_ONLY
        ]
        if not rows:
            continue
        name = "the desk itself (no `of`)" if subject is Subject.DESK else f"`of` is {_a(subject.value)}"
        told = [
            (
                _verb(event_type),
                _speakers(event_type),
                _fields(event_type),
                _first(TEXT("verb", f"{event_type.kind}.help")),
            )
            for event_type in rows
        ]
        blocks.append(f"**{name}**\n\n" + table(("verb", "who may say it", "fields", "what is written"), told))
    named = "**the terms** (of `promise` and `agree`): " + ", ".join(_field(field) for field in TERMS)
    return "\n\n".join([*blocks, named])


def _verb(event_type: EventType) -> str:
    return f"`{event_type.kind}`" + (" (new)" if event_type.opens else "")


def _a(word: str) -> str:
    return ("an " if word[0] in "aeiou" else "a ") + word


def fields() -> str:
    """Every field: how it is written, and what it means with which verb."""
    told: dict[tuple[str, str, str], list[str]] = {}
    for event_type in EVENT_TYPES:
        for field in event_type.fields:
            if event_type.kind in HEAD_ONLY:
                continue
            own = f"{event_type.kind}.{field.name}"
            means = TEXT("field", own if HAS("field", own) else field.name)
            told.setdefault((field.name, _written(field), means), []).append(f"`{event_type.kind}`")
    lines = [(f"`{name}`", written, ", ".join(kinds), means) for (name, written, means), kinds in sorted(told.items())]
    return table(("field", "written as", "with", "means"), lines)


def _written(field: Field) -> str:
    kind = "one of " + ", ".join(f"`{choice}`" for choice in field.choices) if field.choices else field.type
    return kind + (", or a list" if field.many else "")


def evidence() -> str:
    """How far each kind of evidence carries, and each bare word."""
    lines = [(f"proof `{name}`", *(grade.name.lower() for grade in kind)) for name, kind in KINDS.items()]
    lines += [(f"the bare word of {name}", *(grade.name.lower() for grade in kind)) for name, kind in SPOKEN.items()]
    head = ("what", "not through a carrier", "through a carrier", "through a carrier, with the order's word")
    return table(head, lines)


def warnings() -> str:
    """What is told unasked, and which of it asks for a yes."""
    told = [(f"`{key}`", "yes" if key in ASKS else "", _first(text)) for key, text in texts("en")["warning"].items()]
    return table(("key", "asks", "told"), told)


def refusals() -> str:
    """The keys a play can meet, by what they are about."""
    known = texts("en")["refusal"].items()
    lines: list[tuple[str, str]] = []
    for about in MET_IN_PLAYS:
        lines += [(f"`{key}`", _first(text)) for key, text in known if key.startswith(f"{about}.")]
    return table(("key", "told"), lines)


# ------------------------------------------------------------------------------------------------- the life of an order


def events() -> str:
    """The event table."""
    lines = [
        (
            f"`{event_type.kind}`",
            _speakers(event_type),
            _fields(event_type),
            " ".join(_needs(event_type)),
            ", ".join(f"`{move}`" for move in event_type.moves),
            "; ".join(_beside(event_type)),
        )
        for event_type in LIFE
    ]
    needs, moves = "what must be true, in this order", "which amounts move"
    return table(("event", "who may say it", "fields", needs, moves, "what else it changes"), lines)


def _beside(event_type: EventType) -> list[str]:
    """What it changes beside the books: flags of the order, and the desk around it."""
    flags = [f"raises `{flag}`" for flag in event_type.raises] + [f"lowers `{flag}`" for flag in event_type.lowers]
    return flags + [effect.value for effect in event_type.effects]


def _needs(event_type: EventType) -> list[str]:
    return [(need.__doc__ or need.__name__).partition("\n")[0] for need in event_type.needs]


def _edges(inside: bool) -> dict[tuple[str, str], list[str]]:
    edges: dict[tuple[str, str], list[str]] = {}
    for event_type in LIFE:
        for move in event_type.moves:
            source, _, target = move.partition(" > ")
            if (source in INSIDE and target in INSIDE) is inside:
                edges.setdefault((source, target), []).append(event_type.kind)
    return edges


def _diagram(edges: dict[tuple[str, str], list[str]]) -> str:
    """A state diagram whose states are accounts."""
    names = dict.fromkeys(name for edge in edges for name in (edge[0], edge[1].partition(" (")[0]))
    lines = [f'    state "{name}" as {_id(name)}' for name in names]
    for (source, target), kinds in edges.items():
        plain, _, phase = target.partition(" (")
        how = f" ({phase}" if phase else ""
        lines.append(f"    {_id(source)} --> {_id(plain)}: {', '.join(kinds)}{how}")
    return "```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + "\n```"


def _id(name: str) -> str:
    return name.replace(":", "_").replace("-", "_")


def money() -> str:
    """What the gross is: every way from one account to another."""
    return _diagram(_edges(inside=True))


def places() -> str:
    """Where it lies: hands, roads, cash, purses, payouts."""
    return _diagram(_edges(inside=False))


def ends() -> str:
    """The ends that are said outright: what raises and what lifts them."""
    lines = []
    for event_type in LIFE:
        raised = [end for end in (*event_type.raises, event_type.kind) if end in ENDS and f"lost:{end}" not in INSIDE]
        lines += [f"    open --> {_id(end)}: {event_type.kind}" for end in raised]
        lifted = [*event_type.lowers, *(choice for field in event_type.fields for choice in field.choices)]
        lines += [f"    {_id(end)} --> open: {event_type.kind}" for end in lifted if end in ENDS]
    told = {word.rstrip(":") for line in lines for word in line.partition(": ")[0].split()}
    states = [f'    state "{end}" as {_id(end)}' for end in ENDS if _id(end) in told]
    return "```mermaid\nstateDiagram-v2\n" + "\n".join([*states, *lines]) + "\n```"
