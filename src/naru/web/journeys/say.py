"""Saying one thing: its form, what was understood, what is asked first, what became of it. One form for every verb.

Every showing has an address of its own and every sending ends in a new request, so that back and reload do no harm.
A form that is sent twice is one command; one that is older than what is there is shown again with what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from naru.app.questions import Answers, Question
from naru.app.understood import rows, understood
from naru.command import EventType
from naru.commands.tables import BY_KIND
from naru.i18n.languages import LANGUAGES
from naru.refusal import Refusal
from naru.web.forms import OF, SPARE, inputs, words
from naru.web.frame import Page, Visit
from naru.web.session import TOKEN, Draft, Place, Shown

CHANGE, ANSWER = "change", "answer"
"""fields of the later steps: go back to the form; the answer to a question"""
READ_AS = "read-as"
"""the question whether amounts were understood rightly: the page has asked it for every form already"""


def _kind(visit: Visit) -> tuple[EventType, str]:
    """The verb, and what it is said of where the page was reached from there."""
    kind, _, of = visit.about.partition(" ")
    return BY_KIND[kind], of


def _draft(visit: Visit) -> Draft:
    _, of = _kind(visit)
    draft = visit.session.draft(Place("say", visit.about))
    if of and not draft.version:
        draft.words.setdefault(OF, of)
    return draft


# ------------------------------------------------------------------------------------------------------------- showing


def _fields(visit: Visit) -> Mapping[str, Any]:
    """The form, with what was typed so far."""
    return _show(visit, _draft(visit), "fields")


def _step(visit: Visit) -> Mapping[str, Any]:
    """What comes after it: what was understood, or a question."""
    draft = _draft(visit)
    return _show(visit, draft, draft.step)


def _show(visit: Visit, draft: Draft, step: str) -> Mapping[str, Any]:
    event_type, _ = _kind(visit)
    session = visit.session
    token = session.show(draft, step)
    asked = inputs(event_type, visit.book)
    refused = draft.told
    text = visit.catalogue.text
    return {
        "verb": text("verb", event_type.kind),
        "help": text("verb", f"{event_type.kind}.help"),
        "token": token,
        "spare": SPARE,
        "step": step,
        "refused": visit.refusal(refused) if refused else "",
        "wrong": str(refused.facts.get("field", "")) if refused else "",
        "told": draft.notice,
        "inputs": [(one, session.name(token, one.name), _values(draft, one.name)) for one in asked],
        "lines": _lines(visit, event_type, draft) if step == "confirm" else [],
        "asked": _asked(visit, draft.question, draft) if step == "question" and draft.question else None,
        "change": session.name(token, CHANGE),
        "answer": session.name(token, ANSWER),
    }


def _values(draft: Draft, name: str) -> list[str]:
    value = draft.words.get(name, [])
    return value if isinstance(value, list) else ["yes" if value is True else str(value)]


def _lines(visit: Visit, event_type: EventType, draft: Draft) -> list[tuple[str, tuple[str, ...]]]:
    """What will be written, as it was understood."""
    book, said = visit.book, _said(draft)
    read = dict(understood(book, event_type.kind, said, draft.answers, of=_of(draft), id=draft.command))
    lines = []
    for one in inputs(event_type, book):
        texts = read.get(one.name, tuple(_values(draft, one.name)))
        called = dict(one.choices) if one.shape != "flag" else {"yes": visit.text("yes"), "True": visit.text("yes")}
        if texts:
            lines.append((one.label, tuple(called.get(text, text) for text in texts)))
    return lines


def _asked(visit: Visit, question: Question, draft: Draft) -> Mapping[str, Any]:
    told = [
        visit.catalogue.text(table, key, **facts, **({"sentence": draft.answers.drawn[question.name]} if last else {}))
        for number, (table, key, facts) in enumerate(question.told, 1)
        for last in [question.drawn and number == len(question.told)]
    ]
    spoken = LANGUAGES[visit.catalogue.lang]
    return {
        "told": told or [visit.refusal(question)],
        "label": visit.catalogue.text("ask", question.name),
        "kind": question.asked.kind,
        "yes": spoken.yes[0],
        "no": spoken.no[0],
    }


# ------------------------------------------------------------------------------------------------------------- sending


def _send(visit: Visit) -> Place:
    event_type, _ = _kind(visit)
    session, draft = visit.session, _draft(visit)
    token = visit.sent.get(TOKEN, [""])[0]
    asked = inputs(event_type, visit.book)
    typed = words(event_type, asked, session.read(token, [one.name for one in asked], visit.sent))
    shown = session.shown(token)
    if shown is None or shown.draft is not draft or shown.version != draft.version:
        return _old(draft, shown, typed)
    draft.version, draft.told, draft.notice = draft.version + 1, None, ""
    if shown.step == "fields":
        return _read(visit, event_type, draft, typed)
    sent = session.read(token, (CHANGE, ANSWER), visit.sent)
    if CHANGE in sent:
        draft.step, draft.answers = "fields", Answers()
        return _at(draft)
    if shown.step == "question" and draft.question is not None:
        draft.answers.given[draft.question.name] = sent.get(ANSWER, [""])[0]
    return _write(visit, event_type, draft)


def _at(draft: Draft) -> Place:
    """Where a draft stands now."""
    return Place("say" if draft.step == "fields" else "step", draft.place.about)


def _old(draft: Draft, shown: Shown | None, typed: dict[str, Any]) -> Place:
    """A form from before: the same thing again changes nothing, anything else is shown again with what was typed."""
    if shown is not None and (shown.step != "fields" or typed == shown.draft.words):
        return shown.draft.done or _at(draft)
    draft.words, draft.step = typed, "fields"
    draft.notice = "written-before" if shown is not None and shown.draft.done else "stale"
    draft.version += 1
    return _at(draft)


def _read(visit: Visit, event_type: EventType, draft: Draft, typed: dict[str, Any]) -> Place:
    """Keep what was typed; where all of it can be read, show how it was understood."""
    draft.words = typed
    try:
        understood(visit.book, event_type.kind, _said(draft), draft.answers, of=_of(draft), id=draft.command)
    except Refusal as refusal:
        draft.told = refusal
    else:
        draft.step, draft.seen = "confirm", rows(visit.book, event_type.kind, _of(draft))
    return _at(draft)


def _write(visit: Visit, event_type: EventType, draft: Draft) -> Place:
    """Say it to the book; what is asked first, and what is refused, goes back to her with all she typed."""
    draft.answers.given[READ_AS] = LANGUAGES[visit.catalogue.lang].yes[0]
    try:
        said = visit.book.say(
            event_type.kind, of=_of(draft), id=draft.command, answers=draft.answers, seen=draft.seen, **_said(draft)
        )
    except Question as question:
        draft.step, draft.question = "question", question
    except Refusal as refusal:
        draft.step, draft.told, draft.answers = "fields", refusal, Answers()
    else:
        visit.session.results[draft.command] = said
        draft.done = Place("said", draft.command)
        return draft.done
    return _at(draft)


def _said(draft: Draft) -> dict[str, Any]:
    return {name: value for name, value in draft.words.items() if name != OF}


def _of(draft: Draft) -> str:
    return str(draft.words.get(OF, ""))


def _result(visit: Visit) -> Mapping[str, Any]:
    """What became of it."""
    said, text = visit.session.results[visit.about], visit.catalogue.text
    return {
        "verb": text("verb", said.kind),
        "row": said.seq,
        "code": said.code,
        "word": said.word,
        "warnings": [text("warning", key) for key in said.warnings],
    }


PAGES = (
    Page("say", "say.html", _fields, said=_send),
    Page("step", "say.html", _step, said=_send),
    Page("said", "said.html", _result),
)
