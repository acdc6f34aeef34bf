"""One command for each row of the tables: its options are the row's fields, its help is the catalogue's."""

from __future__ import annotations

from typing import Any

import click
import msgspec

from naru.cli import disk
from naru.cli.asking import ask, before_burning
from naru.cli.clock import random_bytes
from naru.cli.founding import first_card
from naru.cli.names import code, taken_name
from naru.cli.render import Renderer
from naru.cli.secrets import ASK
from naru.cli.session import Session, current
from naru.command import ID_BYTES, Command, EventType, Field, Id, Layer, Subject
from naru.commands.reading import read_command
from naru.commands.tables import EVENT_TYPES
from naru.desk.answers import Answer
from naru.desk.state import TAG_BITS
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import fresh_word
from naru.money import print_amount, read_amount_echo
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.trust.evidence import PHONES

OPEN_TEXT = ("purpose", "lifts")
"""texts that may stand in an argument: they name nobody"""
NAMED = ("case", "carrier", "person", "road")
"""verbs whose subject is called by the nickname they give it"""
SHELF_TYPE = {
    Subject.ORDER: "order",
    Subject.DEBT: "debt",
    Subject.CARD: "card",
    Subject.CASE: "case",
    Subject.CARRIER: "hand",
    Subject.ROAD: "road",
    Subject.PERSON: "person",
}


def is_secret(field: Field) -> bool:
    """Whether a field is asked for at the prompt only."""
    return field.layer is Layer.STORY and field.type in ("text", "word", "name") and field.name not in OPEN_TEXT


def field_help(catalogue: Catalogue, event_type: EventType, field: Field) -> str:
    """What a field means for this verb."""
    own = f"{event_type.kind}.{field.name}"
    return catalogue.text("field", own if catalogue.has("field", own) else field.name)


def _option(catalogue: Catalogue, event_type: EventType, field: Field) -> click.Option:
    flags = [f"--{field.name}", field.name.replace("-", "_")]
    told = field_help(catalogue, event_type, field)
    if field.type == "flag":
        return click.Option(flags, is_flag=True, default=False, help=told)
    if is_secret(field):
        return click.Option(flags, is_flag=False, flag_value=ASK, default=None, help=told, metavar="[?]")
    metavar = "|".join(field.choices) if field.choices else field.type.upper()
    return click.Option(flags, multiple=True, callback=None if field.many else once, help=told, metavar=metavar)


def once(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> str | None:
    """What was given for an option that can be given once only; click itself would quietly take the last.

    Raises:
        Refusal: ``field.once``; ``field.missing``: it was given, and nothing is in it.
    """
    name = param.opts[0].lstrip("-")
    if len(given) > 1:
        raise Refusal("field.once", field=name, verb=str(ctx.info_name))
    if given == ("",):
        raise Refusal("field.missing", field=name, verb=str(ctx.info_name))
    return given[0] if given else None


def _common(catalogue: Catalogue, event_type: EventType) -> list[click.Parameter]:
    text = catalogue.text
    return [
        click.Option(["--on"], multiple=True, callback=once, metavar="DAY", help=text("field", "on")),
        click.Option(["--says"], multiple=True, callback=once, metavar="WHO", help=text("field", "says")),
        click.Option(["--phone"], multiple=True, callback=once, metavar="|".join(PHONES), help=text("field", "phone")),
        click.Option(["--apart"], is_flag=True, help=text("field", "apart")),
        click.Option(["--note"], is_flag=False, flag_value=ASK, metavar="[?]", help=text("field", "note")),
        click.Option(["--sure"], is_flag=True, help=text("field", "sure")),
        click.Option(["--id", "cmd"], multiple=True, callback=once, metavar="HEX", help=text("field", "id")),
    ]


def commands(catalogue: Catalogue) -> list[click.Command]:
    """A command for every row."""
    return [_command(catalogue, event_type) for event_type in EVENT_TYPES]


def _command(catalogue: Catalogue, event_type: EventType) -> click.Command:
    params: list[click.Parameter] = []
    if event_type.kind in NAMED:
        params.append(click.Argument(["name"]))
    elif event_type.subject is not Subject.DESK and not event_type.opens:
        params.append(click.Argument(["of"], metavar=event_type.subject.value.upper()))
    elif event_type.kind == "promise":
        params.append(click.Option(["--order", "of"], metavar="ORDER", help=catalogue.text("field", "promise.order")))
    params += [
        _option(catalogue, event_type, field)
        for field in event_type.fields
        if not (event_type.kind in NAMED and field.name == "name")
    ]
    params += _common(catalogue, event_type)

    def run(**given: Any) -> None:
        say(current(), event_type, given)

    told = catalogue.text("verb", f"{event_type.kind}.help")
    short = catalogue.text("verb", event_type.kind)
    return click.Command(event_type.kind, params=params, callback=run, help=told, short_help=short)


def say(session: Session, event_type: EventType, given: dict[str, Any]) -> None:
    """Say one thing to the desk, and show what became of it."""
    desk, names = session.desk, session.names
    words = _words(session, event_type, given)
    of, order = _subject(session, event_type, given)
    names.consider(order)
    cmd = _cmd(given.get("cmd"))
    if (
        cmd not in desk.state.said
        and event_type.kind in NAMED
        and taken_name(desk.state, names, event_type.kind, str(words["name"]))
    ):
        raise Refusal("cli.name-taken")
    if event_type.kind == "word" and not words.get("word"):
        words["word"] = _word_again(session, cmd) or fresh_word(random_bytes(2), session.catalogue.lang)
    base = order.terms if order and event_type.kind == "agree" else None
    command = read_command(event_type, words, names, id=cmd, of=of, today=session.today, base=base)
    if event_type.kind == "card":
        disk.before_card(session)
        if not desk.state.cards:
            first_card(session)
    if event_type.kind == "burn" and not desk.state.cards[of].burned:
        before_burning(session)
    if event_type.subject is Subject.CARD:
        command = msgspec.structs.replace(command, sure=True)
    try:
        answer = _say_or_ask(session, command)
    except KeyboardInterrupt:
        raise Refusal("cli.interrupted") from None
    session.say("again" if answer.again else "said", row=answer.seq)
    if "amount" in words and read_amount_echo(str(words["amount"]), names.among, zero=True).echo:
        facts = command.facts  # full-width figures, or 만: shown back as they were understood
        session.say("read-as", amount=print_amount(facts.amount, facts.currency, session.catalogue.lang))
    render = Renderer(desk, names, session.catalogue, session.today)
    for line in render.warnings(answer.warnings):
        click.echo(line)
    if event_type.kind == "word":
        session.say("fresh-word", word=str(words["word"]))
    _after(session, event_type, of, render)


def _word_again(session: Session, cmd: Id) -> str:
    """The word that was drawn when this command was said before; a retry must not draw another."""
    known = session.desk.state.said.get(cmd)
    return session.desk.story(known >> TAG_BITS).word if known is not None else ""


def _say_or_ask(session: Session, command: Command) -> Answer:
    """Say it; where a warning wants a yes and somebody sits there to give it, ask once and go on."""
    try:
        return session.desk.say(command)
    except Refusal as refusal:
        if not refusal.key.startswith("ask.") or not session.somebody_there():
            raise
        click.echo(session.catalogue.refusal(refusal), err=True)
        if not ask(session, "go-on"):
            raise Refusal("cli.left-it") from None
        return session.desk.say(msgspec.structs.replace(command, sure=True))


def _after(session: Session, event_type: EventType, of: Id, render: Renderer) -> None:
    for line in render.after(of):
        click.echo(line)
    if event_type.kind in ("owe", "card"):
        session.say("code", code=code(of))
    if event_type.kind == "burn":
        disk.burned(session)
    if event_type.kind == "stop":
        session.say("case-refused", who=session.names.name(of))
    if event_type.kind == "taken":
        for line in render.taken(of):
            click.echo(line)


def _words(session: Session, event_type: EventType, given: dict[str, Any]) -> dict[str, Any]:
    """The fields as words, secrets asked for; what was not given is left out."""
    words: dict[str, Any] = {}
    for field in event_type.fields:
        value = given.get(field.name.replace("-", "_"))
        if field.name == "name" and event_type.kind in NAMED:
            words["name"] = given["name"]
        elif is_secret(field):
            value = _secret(session, field.name, value, needed=field.needed)
            if value:
                words[field.name] = value
        elif value not in (None, (), False):
            words[field.name] = list(value) if isinstance(value, tuple) else value
    note = _secret(session, "note", given.get("note"), needed=False)
    if note:
        words["note"] = note
    words |= {name: given[name] for name in ("on", "says", "phone", "apart", "sure") if given.get(name)}
    return words


def _secret(session: Session, name: str, value: str | None, *, needed: bool) -> str:
    """A secret field: from the descriptor, from the prompt, or, at the open prompt, as it was typed there."""
    if value is None and not needed and not session.secrets.has(name):
        return ""
    if value is not None and value != ASK:
        if not session.prompting:
            raise Refusal("cli.secret-argument", field=name)
        return value
    return session.secrets.get(name)


def _subject(session: Session, event_type: EventType, given: dict[str, Any]) -> tuple[Id, Order | None]:
    desk = session.desk
    if event_type.subject is Subject.DESK:
        return desk.state.desk, None
    named = given.get("of")
    if event_type.kind == "promise" and named:
        of = session.names.find("order", named)
    elif event_type.opens:
        return _new_id(given.get("cmd")), None
    else:
        of = session.names.find(SHELF_TYPE[event_type.subject], str(named))
    return of, desk.state.orders.get(of)


def _new_id(cmd: str | None) -> Id:
    """A new subject's id; a retry under the caller's own command id makes the same one."""
    if cmd is None:
        return random_bytes(ID_BYTES)
    return bytes(byte ^ 0xFF for byte in _cmd(cmd))


def _cmd(text: str | None) -> Id:
    if text is None:
        return random_bytes(ID_BYTES)
    try:
        cmd = bytes.fromhex(text)
    except ValueError:
        raise Refusal("desk.bad-id") from None
    if len(cmd) != ID_BYTES:
        raise Refusal("desk.bad-id")
    return cmd
