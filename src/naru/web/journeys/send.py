"""Send: from "new order" to a promise, this time's word, money marked as sent, and the paper for her pocket.

Each step asks one thing and keeps every answer in one draft, so that back and a refusal lose nothing. Only a new
nickname is written on the way; the order is, once she has seen all of it on one screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from naru.app import sending
from naru.app.choices import things
from naru.app.questions import Answers, Question
from naru.app.sending import HALF, HOW, WHOLE
from naru.i18n.languages import LANGUAGES
from naru.i18n.words import head_words
from naru.money import print_percent
from naru.refusal import Refusal
from naru.views.before import Before
from naru.views.pocket import Pocket
from naru.views.promise import Fee, Payout
from naru.web.frame import Page, Visit
from naru.web.session import TOKEN, Draft, Place, Shown

STEPS: Final[dict[str, tuple[str, ...]]] = {
    "who": ("case", "new-case"),
    "through": ("by", "new-carrier"),
    "gross": ("gross",),
    "fee": ("fee", "fee-to", "no-fee", "more"),
    "gets": ("gets", "basis"),
    "latest": ("latest",),
    "risk": ("risk",),
    "purpose": ("purpose",),
}
"""the steps in their order, and what each asks"""
MANY: Final = ("fee", "fee-to")
"""what is asked line by line; an empty line keeps its place"""
WRONG: Final = {"payout": "gets", "name": "new-case"}
"""fields of the table that stand under another name here"""
GO: Final = ("how", "answer")
READ_AS: Final = "read-as"
"""the question whether sums were understood rightly: the screen before paying shows every one of them"""
ORDER: Final = Place("send")


# ------------------------------------------------------------------------------------------------------ step after step


def _asks(visit: Visit) -> Mapping[str, Any]:
    """One step, with what was answered so far."""
    step, draft, session = visit.about or "who", visit.session.draft(ORDER), visit.session
    token = session.show(draft, step)
    refused, draft.told = draft.told if draft.step == step else None, None
    steps = list(STEPS)
    return {
        "step": step,
        "number": steps.index(step) + 1,
        "steps": len(steps),
        "token": token,
        "names": {name: session.name(token, name) for name in STEPS[step]},
        "typed": draft.words,
        "homes": things(visit.book, "case") if step == "who" else (),
        "carriers": things(visit.book, "carrier") if step == "through" else (),
        "lines": _fee_lines(draft),
        "people": things(visit.book, "party") if step == "fee" else (),
        "refused": visit.refusal(refused) if refused else "",
        "wrong": _wrong(refused),
        "before": steps[steps.index(step) - 1] if step != steps[0] else "",
    }


def _fee_lines(draft: Draft) -> list[tuple[str, str]]:
    """The lines of fees, and an empty one where there is none yet or one more is wanted."""
    fees = list(zip(draft.words.get("fee", ()), draft.words.get("fee-to", ()), strict=False))
    return [*fees, ("", "")] if not fees or draft.words.get("more") else fees


def _wrong(refused: Refusal | None) -> str:
    field = str(refused.facts.get("field", "")) if refused else ""
    return WRONG.get(field, field)


def _answer(visit: Visit) -> Place:
    """Keep what was typed; where it can be read and nothing stands in the way, go on."""
    step, draft = visit.about or "who", visit.session.draft(ORDER)
    token = visit.sent.get(TOKEN, [""])[0]
    shown = visit.session.shown(token)
    if shown is not None and shown.draft.done is not None:
        return shown.draft.done
    _keep(visit, draft, step, token)
    draft.version, draft.step = draft.version + 1, step
    draft.question, draft.answers = None, Answers()
    if shown is None:
        visit.session.notice = "stale"
        return Place("send", step)
    if draft.words.get("more"):
        return Place("send", step)
    try:
        _understand(visit, draft, step)
    except Refusal as refusal:
        draft.told = refusal
        return Place("send", step)
    return _next(draft, step)


def _keep(visit: Visit, draft: Draft, step: str, token: str) -> None:
    read = visit.session.read(token, STEPS[step], visit.sent)
    for name in STEPS[step]:
        draft.words.pop(name, None)
    for name, texts in read.items():
        draft.words[name] = texts if name in MANY else texts[0]
    if step == "fee":
        names = {name: visit.session.name(token, name) for name in MANY}
        lines = zip(visit.sent.get(names["fee"], ()), visit.sent.get(names["fee-to"], ()), strict=False)
        filled = [(fee, to) for fee, to in lines if fee.strip()]
        draft.words |= {"fee": [fee for fee, _ in filled], "fee-to": [to for _, to in filled]}


def _understand(visit: Visit, draft: Draft, step: str) -> None:
    """Read an answer. Raises: Refusal."""
    typed = draft.words
    for asked, kind, known in (("who", "case", "case"), ("through", "carrier", "by")):
        if step == asked:
            name = typed.get(f"new-{kind}") or typed.get(known)
            if not name:
                raise Refusal("field.missing", field=f"new-{kind}")
            typed[known] = sending.named(visit.book, kind, name, draft.command)
            typed.pop(f"new-{kind}", None)
            return
    if not _answered(draft, step):
        raise Refusal("field.missing", field=STEPS[step][0])
    sending.considered(visit.book, typed, draft.command)


def _next(draft: Draft, step: str) -> Place:
    """The first step that has no answer yet; where all have one, the screen before paying."""
    open = next((name for name in STEPS if not _answered(draft, name)), "")
    return Place("send", open) if open else Place("before")


def _answered(draft: Draft, step: str) -> bool:
    """Whether a step has its answer: a fee has one in "none", too."""
    words = draft.words
    return bool(words.get(STEPS[step][0]) or (step == "fee" and words.get("no-fee")))


# ---------------------------------------------------------------------------------------------------- one screen before


def _before(visit: Visit) -> Mapping[str, Any]:
    """All of it on one screen, before anything is paid or written."""
    session, draft = visit.session, visit.session.draft(ORDER)
    token = session.show(draft, "before")
    shown: dict[str, Any] = {
        "token": token,
        "names": {name: session.name(token, name) for name in GO},
        "steps": list(STEPS),
        "told": None,
        "stop": "",
        "question": "",
        "how": draft.words.get("how", ""),
        "purpose": draft.words.get("purpose", ""),
    }
    try:
        told = sending.considered(visit.book, draft.words, draft.command)
    except Refusal as refusal:
        draft.told = None
        return {**shown, "stop": visit.refusal(refusal)}
    refused, draft.told = draft.told, None
    question = draft.question
    return {
        **shown,
        "told": told,
        "stop": visit.refusal(refused) if refused else "",
        "question": visit.refusal(question) if question else "",
        "yes": LANGUAGES[visit.catalogue.lang].yes[0],
        **_sums(visit, told),
    }


def _sums(visit: Visit, told: Before) -> Mapping[str, Any]:
    """Every number of it, as it is written in this language."""
    text = visit.catalogue.text
    cost = told.offer.cost
    return {
        "home": visit.name(told.case),
        "carrier": visit.name(told.carrier) if told.carrier else "",
        "outlay": visit.money(told.offer.outlay),
        "fees": [(_whose(visit, fee), _share(fee), visit.money(fee.sum)) for fee in told.offer.fees],
        "payouts": [_payout(visit, pay) for pay in told.offer.payouts],
        "latest": visit.day(told.latest) if told.latest else "",
        "risk": text("statement", f"risk.{told.risk}") if told.risk else "",
        "cost": visit.money(cost.lost),
        "share": print_percent(cost.lost.amount, cost.outlay.amount),
        "at_stake": visit.money(told.at_stake) if told.at_stake.amount else "",
        "seized": visit.money(told.seized) if told.seized.amount else "",
        "half": visit.money(told.half),
        "rice": [text("screen", "bought-rice", count=one.units) for one in told.buys if one.thing == "rice"],
        "choices": [(how, visit.text(f"send.how.{how}", sum=visit.money(told.half))) for how in HOW],
        "warnings": [text("warning", key) for key in told.warnings if key != "first-time"],
    }


def _whose(visit: Visit, fee: Fee) -> str:
    return visit.name(fee.to) if fee.to else visit.text("send.fee.carrier")


def _share(fee: Fee) -> str:
    return print_percent(fee.share.part, fee.share.whole) if fee.share else ""


def _payout(visit: Visit, pay: Payout) -> tuple[str, str, str]:
    """What reaches the hand, at which rate, and of which day that is."""
    basis = visit.catalogue.text("statement", f"basis.{pay.basis}") if pay.basis else ""
    due = visit.money(pay.sum) if pay.sum else visit.catalogue.text("statement", "later")
    return due, visit.rate(pay.rate) if pay.rate else "", basis


def _promise(visit: Visit) -> Place:
    """Write the promise, with this time's word; whatever is asked or refused goes back to the same screen."""
    session, draft = visit.session, visit.session.draft(ORDER)
    token = visit.sent.get(TOKEN, [""])[0]
    shown: Shown | None = session.shown(token)
    if shown is None:
        session.notice = "stale"
        return Place("before")
    if shown.draft.done is not None:
        return shown.draft.done
    if shown.draft is not draft or shown.version != draft.version:
        session.notice = "stale"
        return Place("before")
    sent = session.read(token, GO, visit.sent)
    how = sent.get("how", [draft.words.get("how", WHOLE)])[0]
    draft.words["how"] = how if how in HOW else WHOLE
    draft.answers.given[READ_AS] = LANGUAGES[visit.catalogue.lang].yes[0]
    if draft.question is not None and "answer" in sent:
        draft.answers.given[draft.question.name] = sent["answer"][0]
    draft.question = None
    note = visit.text("send.half.note") if how == HALF else ""
    try:
        said = sending.promised(visit.book, draft.words, draft.answers, draft.command, note)
    except Question as question:
        draft.question = question
    except Refusal as refusal:
        draft.told, draft.answers = refusal, Answers()
    else:
        draft.done = Place("read", f"{said.code} {draft.words['how']}")
        return draft.done
    return Place("before")


# ----------------------------------------------------------------------------------------------- what is read, and paid


def _of(visit: Visit) -> tuple[str, str]:
    """The code of the order, and how it goes."""
    code, _, how = visit.about.partition(" ")
    return code, how


def _read(visit: Visit) -> Mapping[str, Any]:
    """What is read to the carrier, and the button for when the money has left her hand."""
    code, how = _of(visit)
    told, draft = sending.paper(visit.book, code), visit.session.draft(visit.place)
    refused, draft.told = draft.told, None
    return {
        **_slip(visit, told),
        "token": visit.session.show(draft, "read"),
        "code": code,
        "how": how,
        "pay": visit.money(sending.first_part(told, how)),
        "to_pay": told.to_pay,
        "waits": told.family_first and not told.to_pay and not told.sent,
        "refused": visit.refusal(refused) if refused else "",
    }


def _slip(visit: Visit, told: Pocket) -> Mapping[str, Any]:
    known = [pay.sum for pay in told.payouts if pay.sum]
    return {
        "word": told.word,
        "sums": [visit.money(sum) for sum in known] or [visit.money(told.gross)],
        "latest": visit.day(told.latest) if told.latest else "",
    }


def _paid(visit: Visit) -> Place:
    """Write that the money has left her hand."""
    code, how = _of(visit)
    shown = visit.session.shown(visit.sent.get(TOKEN, [""])[0])
    if shown is None or shown.draft.place != visit.place:
        visit.session.notice = "stale"
        return visit.place
    draft = shown.draft
    if draft.done is None:
        try:
            sending.paid(visit.book, code, how, draft.command)
        except Refusal as refusal:
            visit.session.draft(visit.place).told = refusal
            return visit.place
        draft.done = Place("gone", visit.about)
    return draft.done


def _gone(visit: Visit) -> Mapping[str, Any]:
    """The money has left her hand: by which day, and nothing more to do."""
    code, how = _of(visit)
    told = sending.paper(visit.book, code)
    return {
        "code": code,
        "pay": visit.money(sending.first_part(told, how)),
        "latest": visit.day(told.latest) if told.latest else "",
        "half": how == HALF,
    }


# ----------------------------------------------------------------------------------------------------- the pocket paper


def _pocket(visit: Visit) -> Mapping[str, Any]:
    """One sheet that folds to eight faces. Without names; with this time's word where she wants it."""
    code, word = _of(visit)
    told = sending.paper(visit.book, code)
    return {
        **_slip(visit, told),
        "code": code,
        "with_word": bool(word),
        "today": visit.day(told.today),
        "outlay": visit.money(told.outlay),
        "fees": [visit.money(fee) for fee in told.fees],
        "payouts": [_payout(visit, pay) for pay in told.payouts],
        "risk": visit.catalogue.text("statement", f"risk.{told.risk}") if told.risk else "",
        "family_first": told.family_first,
        "head": head_words(told.head, visit.catalogue.lang),
        "rows": told.rows,
    }


PAGES = (
    Page("send", "send.html", _asks, said=_answer),
    Page("before", "send-before.html", _before, said=_promise),
    Page("read", "send-read.html", _read, said=_paid),
    Page("gone", "send-gone.html", _gone),
    Page("pocket", "send-pocket.html", _pocket),
)
