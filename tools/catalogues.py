"""Say which texts a person can be shown and no catalogue has, and what else the languages lack.

    python tools/catalogues.py    name what is missing, a sentence each, and fail

Asked for is what the tables can come to (a new kind of event wants its phrase, its help, its example, its line on the
statement), every refusal the source raises, with its facts, and every text the source names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple, TypeGuard

import naru
from naru.app.questions import QUESTIONS
from naru.cli.main import build
from naru.command import Leg, Subject, Terms
from naru.commands.reading import COMMON
from naru.commands.tables import ASKS, BY_KIND, EVENT_TYPES, WARNINGS
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.i18n.tables import tables
from naru.money import Rate
from naru.orders.ends import ENDS
from naru.orders.terms import FEE_BASES, PAYABLE_FOR, RATE_BASES, RISKS, open_points
from naru.rules.demands import DEMANDS
from naru.trust.evidence import KINDS, PHONES, Grade
from naru.vault.disk.grade import LOWERS, NOTES
from naru.vault.disk.lock import DOORS
from naru.views.order import TO_ASK
from naru.views.owed import REASONS
from naru.views.track import STEPS, SURE

SOURCE = Path(naru.__file__).parent
I18N = SOURCE / "i18n"
Texts = Mapping[str, Mapping[str, str]]
"""table -> key -> text"""

COMPUTED = {
    "ask.": tuple(sorted(ASKS)),
    "desk.no-such-": tuple(subject.value for subject in Subject),
}
"""keys of refusals that are put together where they are raised: how they begin, and every way they can go on"""

HANDED_ON = {"app/questions.py": "app.", "days.py": "day.", "money/numerals.py": "money.", "i18n/text.py": "text."}
"""modules in which one function finds the key and another raises it, and what those keys begin with"""

ADDED = {"play.word": {"step"}, "play.expectation": {"step"}}
"""facts that whoever passes a refusal on puts to it"""

ALWAYS = {"line", "help"}
"""facts that the catalogue makes for every refusal"""

ROLES = ("sender", "receiver", "family", "carrier", "other")
OWES = ("owed", "due", "receivable", "charge", "debt")
BROKEN = ("chain", "sealed", "books", "sums", "state")
READ_OFF = (
    *("fee", "lost", "lost:seized", "lost:written-off", "given", "remainder", "till", "short", "family", "pending"),
    *("other", "returned", "hand", "road"),
)
"""what a screen shows of an order's books beside the accounts that money moves between"""
OUTSIDE = {"out", "via", "purse", "cash", "payout"}
"""ends of a movement that are no account of an order"""

ONE_TABLE = {"say": "screen", "screen": "screen", "ask": "ask", "text": "statement"}
"""functions that are given a key alone, and the table it stands in"""
ON_PAGES = {"text": "page"}
"""the same for the room `web`"""
TEMPLATE_TEXT = re.compile(r"""\bt\("([^"]+)\"""")
"""a text that a template of the pages names"""
OWN_SAY = {"cli/archive.py": "archive", "cli/readers.py": "readers"}
"""modules whose `_say` has a table of its own"""

# ------------------------------------------------------------------------------------------ what the tables can ask for


def of_the_tables() -> Iterator[tuple[str, str, str]]:
    """(table, key, who asks for it)."""
    yield from _events()
    yield from _commands()
    yield from _questions()
    odd = Terms("KRW", legs=(Leg("CNY"),), pay=Rate(1, "USD", 1, "KRW"))
    kept = sorted({name for demand in DEMANDS.values() for name in demand.facts + demand.story})
    grades = [grade.name.lower() for grade in Grade]
    for asks, table, head, keys in (
        ("a subject", "subject", "", [subject.value for subject in Subject]),
        ("a party", "role", "", ROLES),
        ("an end of an order", "end", "", ENDS),
        ("a warning", "warning", "", [*WARNINGS, "noted-beyond"]),
        ("a kind of evidence", "evidence", "", KINDS),
        ("a kind of evidence", "statement", "proof.", KINDS),
        ("a grade", "grade", "", grades),
        ("a grade", "statement", "grade.", grades),
        ("whose phone", "phone", "", PHONES),
        ("whose phone", "statement", "phone.", PHONES),
        ("whose phone", "typed", "phone.", PHONES),
        ("who bears a loss", "risk", "", RISKS),
        ("who bears a loss", "statement", "risk.", RISKS),
        ("a base of a fee", "base", "", FEE_BASES),
        ("a base of a fee", "typed", "base.", FEE_BASES),
        ("a base of a fee", "statement", "base.", FEE_BASES),
        ("a base of a fee", "statement", "flat.", FEE_BASES),
        ("a basis of a rate", "statement", "basis.", RATE_BASES),
        ("a charge", "statement", "payable.", PAYABLE_FOR),
        ("who owes why", "why", "", OWES),
        ("what is owed is made of", "reason", "", REASONS),
        ("what to ask the carrier", "question", "", TO_ASK.values()),
        ("what an order is to its sender", "moment", "", STEPS),
        ("what she can do or leave", "step", "", sorted({step for steps in STEPS.values() for step in steps})),
        ("how sure a stop is", "sure", "", SURE),
        ("some days", "span", "", [*map(str, range(1, 11)), "more"]),
        ("what the law wants kept", "kept", "", kept),
        ("an account", "account", "", sorted(accounts())),
        ("open terms", "open", "", [*open_points(odd), *open_points(Terms("KRW"))]),
        ("where a book is open", "door", "", [*DOORS, "unknown"]),
        ("what an audit finds", "broken", "", BROKEN),
        ("how well a disk forgets", "disk", "", "ABC"),
        ("how well a disk forgets", "disk", "burned.", "ABC"),
        ("how well a disk forgets", "screen", "burned-here-", "ABC"),
        ("why a disk forgets so", "disk-why", "", [*LOWERS, *NOTES]),
        ("legal hold", "screen", "hold-", ("on", "off")),
        ("legal hold", "typed", "switch.", ("on", "off")),
        ("a party", "typed", "says.", ROLES[:3]),
    ):
        yield from ((table, f"{head}{key}", asks) for key in keys)


def _events() -> Iterator[tuple[str, str, str]]:
    for event_type in EVENT_TYPES:
        kind, asks = event_type.kind, f"the event {event_type.kind}"
        yield from (("verb", kind, asks), ("verb", f"{kind}.help", asks), ("example", kind, asks))
        if event_type.subject is Subject.ORDER:
            yield "statement", f"said.{kind}", asks
        for field in event_type.fields:
            yield "field", f"{kind}.{field.name}|{field.name}", asks
            yield from (("typed", f"{field.name}.{choice}", asks) for choice in field.choices)
    yield from (("field", name, "every event") for name in (*COMMON, "id"))


def _commands() -> Iterator[tuple[str, str, str]]:
    """Commands that are no event: help, an example, what they are called."""
    try:  # a command without help cannot even be made
        names = build(Catalogue(LANGS[0])).commands
    except KeyError as missing:
        yield "help", str(missing.args[0]), "a command"
        return
    for name in names.keys() - BY_KIND.keys():
        asks = f"the command {name}"
        yield from (("help", name, asks), ("example", name, asks), ("typed", f"command.{name}", asks))


def _questions() -> Iterator[tuple[str, str, str]]:
    """What is asked before something is done: as a refusal, by its label, the phrase to type, what else it comes to."""
    for one in QUESTIONS:
        found = (("refusal", one.key), ("ask", one.name), ("screen", one.phrase), ("refusal", one.declined))
        yield from ((table, key, f"the question {one.name}") for table, key in found if key)


def accounts() -> set[str]:
    """Every account that money can move from or to, and what is read off them."""
    moves = [move for event_type in EVENT_TYPES for move in event_type.moves]
    ends = {end for move in moves for end in re.sub(r" \(.*\)", "", move).split(" > ")}
    return ends - OUTSIDE | set(READ_OFF)


# ------------------------------------------------------------------------------------------ what the source can ask for


class Raised(NamedTuple):
    """One place that makes a refusal: its key and the facts it gives; `open`: it gives facts that cannot be seen."""

    key: str
    facts: frozenset[str]
    open: bool
    where: str


def strings(tree: ast.AST) -> Iterator[str]:
    """Every text that stands in the source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called(node: ast.Call) -> str:
    """The name of the function that is called."""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def is_refusal(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a refusal is made here."""
    return isinstance(node, ast.Call) and bool(node.args) and called(node) == "Refusal"


def literal(tree: ast.AST) -> set[str]:
    """The keys that are raised by name in a module."""
    first = [node.args[0] for node in ast.walk(tree) if is_refusal(node)]
    return {str(node.value) for node in first if isinstance(node, ast.Constant)}


def keys_of(node: ast.expr, tree: ast.AST, module: str) -> list[str]:
    """The keys the first argument of a refusal can come to.

    Raises:
        ValueError: they cannot be seen here; `COMPUTED` or `HANDED_ON` has to tell.
    """
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*keys_of(node.body, tree, module), *keys_of(node.orelse, tree, module)]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        head = str(node.values[0].value)
        if head in COMPUTED:
            return [head + rest for rest in COMPUTED[head]]
    elif module in HANDED_ON:
        key = re.compile(re.escape(HANDED_ON[module]) + r"[a-z]+(-[a-z]+)*")
        return sorted({text for text in strings(tree) if key.fullmatch(text)} - literal(tree))
    raise ValueError(f"{module}: a key nobody can find: {ast.unparse(node)}")


@cache
def sources() -> tuple[tuple[str, ast.AST], ...]:
    """Every module with its tree."""
    paths = sorted(SOURCE.rglob("*.py"))
    return tuple((path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths)


@cache
def raised() -> tuple[Raised, ...]:
    """Every refusal of the whole source."""
    return tuple(
        Raised(
            key,
            frozenset(word.arg for word in node.keywords if word.arg),
            any(word.arg is None for word in node.keywords),
            f"{module}:{node.lineno}",
        )
        for module, tree in sources()
        for node in ast.walk(tree)
        if is_refusal(node)
        for key in keys_of(node.args[0], tree, module)
    )


@cache
def named_in_source() -> tuple[tuple[str, str, str], ...]:
    """(table, key, where) of every text that the source names outright."""
    calls = [
        (module, node)
        for module, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args
    ]
    in_modules = [
        (table, key, f"{module}:{node.lineno}") for module, node in calls for table, key in _named(module, node)
    ]
    in_templates = [
        ("page", key, path.relative_to(SOURCE).as_posix())
        for path in sorted(SOURCE.rglob("*.html"))
        for key in TEMPLATE_TEXT.findall(path.read_text("utf-8"))
    ]
    return (*in_modules, *in_templates)


def _named(module: str, node: ast.Call) -> Iterator[tuple[str, str]]:
    name, texts = called(node), [_texts(argument) for argument in node.args[:2]]
    if name in ("text", "Text") and len(texts) == 2 and len(texts[0]) == 1:
        yield from ((texts[0][0], key) for key in texts[1])
        return
    known = ON_PAGES if module.startswith("web/") else ONE_TABLE
    table = OWN_SAY.get(module, "") if name == "_say" else known.get(name, "")
    keys = texts[0] or (texts[1] if len(texts) > 1 else [])
    if table:
        yield from ((table, key) for key in keys)


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    return [*_texts(node.body), *_texts(node.orelse)] if isinstance(node, ast.IfExp) else []


# ------------------------------------------------------------------------------------------------------ what is missing


def blanks(text: str) -> set[str]:
    """The names of the fields of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def lacking(known: Texts) -> Iterator[str]:
    """What can be asked for and these texts do not have; which facts a refusal wants and is not given."""
    asked = [*of_the_tables(), *(("refusal", one.key, one.where) for one in raised()), *named_in_source()]
    for table, key, asks in dict.fromkeys(asked):
        if not any(one in known.get(table, {}) for one in key.split("|")):
            yield f"[{table}] has no {key.replace('|', ' and no ')}: {asks} asks for it"
    for one in raised():
        wanted = blanks(known["refusal"].get(one.key, "")) - one.facts - ALWAYS - ADDED.get(one.key, set())
        if wanted and not one.open:
            yield f"[refusal] {one.key} tells {', '.join(sorted(wanted))}, and {one.where} does not give it"


def differing(first: Texts, other: Texts) -> Iterator[str]:
    """Where a language has other tables, keys or fields than the first one."""
    for table in sorted({*first, *other}):
        ours, theirs = first.get(table, {}), other.get(table, {})
        yield from (f"[{table}] has no {key}" for key in ours if key not in theirs)
        yield from (f"[{table}] has {key}, which {LANGS[0]} has not" for key in theirs if key not in ours)
        for key in ours.keys() & theirs.keys():
            if blanks(ours[key]) != blanks(theirs[key]):
                yield f"[{table}] {key} has other fields than in {LANGS[0]}"


def strangers(folder: Path = I18N) -> Iterator[str]:
    """Texts or words of a language that is not on the list, and languages on it that lack them."""
    texts = {path.name for path in (folder / "catalogue").iterdir() if path.is_dir() and any(path.glob("*.toml"))}
    lists = {path.stem for path in (folder / "words").glob("*.txt")}
    for found, what in ((texts, "a folder of texts"), (lists, "a list of words")):
        yield from (f"{lang} has {what} and is not in languages.toml" for lang in sorted(found - set(LANGS)))
        yield from (f"{lang} is in languages.toml and has not {what}" for lang in LANGS if lang not in found)


def faults() -> Iterator[str]:
    """A sentence for everything that is missing."""
    unknown = list(strangers())
    yield from unknown
    if not unknown:
        known = {lang: tables(lang) for lang in LANGS}
        yield from (f"{LANGS[0]}: {fault}" for fault in lacking(known[LANGS[0]]))
        for lang in LANGS[1:]:
            yield from (f"{lang}: {fault}" for fault in differing(known[LANGS[0]], known[lang]))


def main(found: Iterable[str]) -> int:
    """Print what was found. The exit code: 0, or 1 where something is missing."""
    told = list(found)
    for fault in told:
        print(fault)
    return 1 if told else 0


if __name__ == "__main__":
    raise SystemExit(main(faults()))
