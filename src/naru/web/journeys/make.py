"""Making a book on the page: who, which money, whether it is safe to be seen with, and four words typed back.

Nothing is on the disk before the last of it. The words can be looked at again until then, and never after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from naru.app.opening import nickname
from naru.refusal import Refusal
from naru.web.frame import Page, Visit
from naru.web.session import TOKEN, Place

STEPS: Final = ("who", "money", "safe", "words", "again")
"""the steps in their order; the first two and the last ask something"""
MAKE: Final = Place("make")
MONEY: Final = ("KRW", "USD", "EUR", "JPY", "CNY")
"""which money yearly sums can be told in, the commonest first"""


def _start(visit: Visit) -> Mapping[str, Any]:
    """Where there is no book yet: what can be done first."""
    refused = visit.keeper.refused
    return {"refused": visit.refusal(refused) if refused else ""}


def _make(visit: Visit) -> Mapping[str, Any]:
    """One step, with what was answered so far."""
    step, session, draft, keeper = visit.about, visit.session, visit.session.draft(MAKE), visit.keeper
    token = session.show(draft, step)
    refused, draft.told = draft.told, None
    place = keeper.place
    return {
        "step": step if place else "",
        "asks": visit.text(f"make.{step}"),
        "go": visit.text(f"make.{step}.go"),
        "number": STEPS.index(step) + 1,
        "steps": len(STEPS),
        "before": STEPS[STEPS.index(step) - 1] if step != "who" else "",
        "token": token,
        "name": session.name(token, step),
        "typed": draft.words.get(step, ""),
        "refused": visit.refusal(refused) if refused else "",
        "money": [(code, visit.text(f"make.money.{code}")) for code in MONEY],
        "place": str(place or ""),
        "words": keeper.new_words(draft.answers, visit.catalogue).split() if place and step == "words" else [],
    }


def _answer(visit: Visit) -> Place:
    """Keep the answer and go on; after the last, make the book."""
    step, session, draft = visit.about, visit.session, visit.session.draft(MAKE)
    token = visit.sent.get(TOKEN, [""])[0]
    if session.shown(token) is None:
        session.notice = "late"
        return visit.place
    given = session.read(token, (step,), visit.sent).get(step, [""])[0]
    try:
        if step == "who":
            draft.words[step] = given
            draft.words[step] = nickname(given)
        elif step == "money":
            draft.words[step] = given
            if given not in MONEY:
                raise Refusal("field.missing", field=step)
        elif step == "again":
            draft.answers.given["passphrase"] = given
            return _begin(visit)
    except Refusal as refusal:
        draft.told = refusal
        return visit.place
    return Place("make", STEPS[STEPS.index(step) + 1])


def _begin(visit: Visit) -> Place:
    """Begin to make it, where everything was answered. Raises: Refusal: the words are not those that were shown."""
    session, draft = visit.session, visit.session.draft(MAKE)
    for step in ("who", "money"):
        if not draft.words.get(step):
            return Place("make", step)
    if not draft.answers.drawn:
        return Place("make", "words")
    visit.keeper.make(draft.words["money"], draft.words["who"], draft.answers, visit.catalogue)
    if session.then is not None:
        session.draft(Place(session.then.page)).words["case"] = draft.words["who"]
    return Place("opening")


PAGES = (
    Page("start", "start.html", _start, open=False),
    Page("make", "make.html", _make, said=_answer, open=False),
)
