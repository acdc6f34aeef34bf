"""One command for each row of the tables: its options are the row's fields, its help is the catalogue's."""

from __future__ import annotations

from typing import Any

import click

from naru.app import say as use
from naru.app.after import after
from naru.app.say import NAMED
from naru.cli.render import Renderer
from naru.cli.secrets import ASK
from naru.cli.session import Session, current
from naru.command import EventType, Field, Subject
from naru.i18n.catalogue import Catalogue
from naru.refusal import Refusal
from naru.trust.evidence import PHONES


def field_help(catalogue: Catalogue, event_type: EventType, field: Field) -> str:
    """What a field means for this verb."""
    own = f"{event_type.kind}.{field.name}"
    return catalogue.text("field", own if catalogue.has("field", own) else field.name)


def _option(catalogue: Catalogue, event_type: EventType, field: Field) -> click.Option:
    flags = [f"--{field.name}", field.name.replace("-", "_")]
    told = field_help(catalogue, event_type, field)
    if field.type == "flag":
        return click.Option(flags, is_flag=True, default=False, help=told)
    if field.secret:
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


def command(catalogue: Catalogue, event_type: EventType) -> click.Command:
    """The command of one row, with its help in the reader's language."""
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
    """Say one thing to the book, and show what became of it."""
    book, words = session.book, _words(session, event_type, given)
    of, id = given.get("of") or "", given.get("cmd") or ""
    try:
        said = session.answered(lambda answers: use.say(book, event_type.kind, words, answers, of=of, id=id))
    except KeyboardInterrupt:
        raise Refusal("cli.interrupted") from None
    session.say("again" if said.again else "said", row=said.seq)
    if said.read_as and words.get("sure"):
        session.say("read-as", amount=said.read_as)
    render = Renderer(session.catalogue, book.names)
    for line in render.warnings(said.warnings):
        click.echo(line)
    if said.word:
        session.say("fresh-word", word=said.word)
    shown = after(book, said)
    for line in render.after(shown.order):
        click.echo(line)
    session.tell(*shown.told)
    for line in render.taken(shown.taken):
        click.echo(line)


def _words(session: Session, event_type: EventType, given: dict[str, Any]) -> dict[str, Any]:
    """The fields as words, secrets asked for; what was not given is left out."""
    words: dict[str, Any] = {}
    for field in event_type.fields:
        value = given.get(field.name.replace("-", "_"))
        if field.name == "name" and event_type.kind in NAMED:
            words["name"] = given["name"]
        elif field.secret:
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
