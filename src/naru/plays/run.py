"""Run a play: each step through the desk, each expectation checked, the whole end state for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from naru.command import Id
from naru.commands.reading import read_command
from naru.commands.tables import BY_KIND
from naru.desk.audit import audit
from naru.desk.progress import Progress, reporting
from naru.plays.expect import Outcome, check
from naru.plays.look import whole
from naru.plays.script import Script, Step
from naru.plays.stage import Stage
from naru.refusal import Refusal


class Played(NamedTuple):
    """How a play went: what did not hold, what each step came to, and the end state in the play's labels."""

    failures: tuple[str, ...]
    steps: tuple[dict[str, Any], ...]
    end: dict[str, Any]


def run(script: Script, folder: Path, progress: Progress | None = None) -> Played:
    """Run a script on a new desk in `folder` (which must not hold one; its data is invented).

    Raises:
        Refusal: the script itself cannot be read: an unknown word, label or currency.
    """
    stage = Stage(script, folder)
    try:
        failures, steps = perform(stage, script, progress)
        return Played(failures, steps, whole(stage))
    finally:
        stage.desk.close()


def perform(
    stage: Stage, script: Script, progress: Progress | None = None
) -> tuple[tuple[str, ...], tuple[dict[str, Any], ...]]:
    """Play every step on a stage: what did not hold, and what each step came to. `progress` hears of each."""
    failures: list[str] = []
    steps: list[dict[str, Any]] = []
    ids: dict[str, Id] = {}
    for step in reporting(script.steps, len(script.steps), progress):
        try:
            if step.today:
                stage.move_to(step.today)
            outcome = _do(stage, step, ids)
            failures += check(stage, outcome, step.expect, step.number)
        except Refusal as refusal:
            refusal.facts.setdefault("step", step.number)
            raise
        steps.append(_tell(step, outcome))
    return tuple(failures), tuple(steps)


def _tell(step: Step, outcome: Outcome) -> dict[str, Any]:
    return {
        "step": step.number,
        "say": step.say or step.do,
        "of": step.of,
        "refused": outcome.refused,
        "warns": list(outcome.warns),
        "again": outcome.again,
    }


def _do(stage: Stage, step: Step, ids: dict[str, Id]) -> Outcome:
    if step.do == "snapshot":
        stage.desk.snapshot()
    elif step.do == "open-again":
        stage.open_again()
    elif step.do == "audit" and not audit(stage.desk).sound:
        return Outcome(refused="audit.broken")
    if not step.say:
        return Outcome()
    if step.say not in BY_KIND:
        raise Refusal("play.word", word=step.say)
    return _say(stage, step, ids)


def _say(stage: Stage, step: Step, ids: dict[str, Id]) -> Outcome:
    event_type = BY_KIND[step.say]
    of = stage.subject(step.say, step.of)
    order = stage.desk.state.orders.get(of)
    stage.among = sorted({stage.desk.state.valuation, *(order.currencies if order else ())})
    cmd = ids.setdefault(step.id, stage.fresh()) if step.id else stage.fresh()
    words = {"sure": True, **step.words}
    base = order.terms if order and step.say == "agree" else None
    try:
        command = read_command(event_type, words, stage, id=cmd, of=of, today=stage.today, base=base)
        answer = stage.desk.say(command)
    except Refusal as refusal:
        if refusal.key.startswith(("play.", "field.unknown", "desk.reopen")):
            raise
        return Outcome(refused=refusal.key, facts=dict(refusal.facts))
    if step.label and stage.claims.setdefault(step.label, answer.seq) != answer.seq:
        raise Refusal("play.label-twice", label=step.label)
    return Outcome(warns=answer.warnings, again=answer.again)
