"""What must be true before something can be said of an order. Each need refuses with one key, before any write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from naru.command import Command
from naru.days import earliest, latest
from naru.orders.accounts import DUE, OWED, SENT, WRITTEN_OFF
from naru.orders.context import Context
from naru.orders.order import Order
from naru.orders.terms import open_points, work_out
from naru.refusal import Refusal
from naru.trust.evidence import Grade, grade

Need = Callable[[Order, Command, Context], None]
"""refuses, or returns"""

_MARK: Final = "of_the_command"


def of_the_command(need: Need) -> Need:
    """Mark a need that looks at what is said, and so cannot be answered before somebody says it."""
    setattr(need, _MARK, True)
    return need


def stands_before(need: Callable[..., None]) -> bool:
    """Whether a need can be answered before anything is said: by the order, the day and the desk alone."""
    return not hasattr(need, _MARK)


def promised(order: Order, command: Command, context: Context) -> None:
    """Terms were agreed."""
    if order.terms is None:
        raise Refusal("life.not-promised")


def not_promised(order: Order, command: Command, context: Context) -> None:
    """Nothing was promised yet."""
    if order.terms is not None:
        raise Refusal("life.already-promised")


def same_case(order: Order, command: Command, context: Context) -> None:
    """The promise is for the case that was asked for."""
    if command.facts.case and command.facts.case != order.case:
        raise Refusal("life.other-case")


def stands(order: Order, command: Command, context: Context) -> None:
    """The promise was neither cancelled nor let lapse."""
    promised(order, command, context)
    if not order.stands:
        raise Refusal("life.promise-over")


def family_wants_it(order: Order, command: Command, context: Context) -> None:
    """Hard stop: a refusal is final until the family itself lifts it."""
    if context.family_refused(order.case) or "refused" in order.flags:
        raise Refusal("stop.family-refused")


def no_carrier_taken(order: Order, command: Command, context: Context) -> None:
    """Hard stop: nothing goes to a carrier who was taken."""
    terms = command.facts.terms
    hands = [*order.hands, command.facts.hand] if terms is None else terms.hands
    if any(hand and context.taken(hand) for hand in hands):
        raise Refusal("stop.carrier-taken")


@of_the_command
def road_open(order: Order, command: Command, context: Context) -> None:
    """Hard stop: nothing goes by a road that is blocked."""
    if command.facts.road and context.road_blocked(command.facts.road):
        raise Refusal("stop.road-blocked")


@of_the_command
def not_the_same(order: Order, command: Command, context: Context) -> None:
    """Hard stop: the same order already under way."""
    if command.facts.terms and context.same_under_way(order.case, command.facts.terms, command.day):
        raise Refusal("stop.same-order")


@of_the_command
def terms_add_up(order: Order, command: Command, context: Context) -> None:
    """The parts make the whole, and the latest day has not passed when the promise is made."""
    terms = command.facts.terms
    if terms is None:
        raise Refusal("terms.no-sum")
    work_out(terms)
    if terms.latest and latest(terms.latest) < earliest(command.day):
        raise Refusal("terms.latest-past")
    if any(hand and hand == order.case for hand in terms.hands):
        raise Refusal("terms.to-oneself")


def nothing_open(order: Order, command: Command, context: Context) -> None:
    """Terms that leave one open cannot go out; the refusal says which."""
    assert order.terms is not None
    points = open_points(order.terms)
    if points:
        raise Refusal("life.terms-open", which=", ".join(points))


def not_held(order: Order, command: Command, context: Context) -> None:
    """Nobody holds it back."""
    if "held" in order.flags:
        raise Refusal("life.held")


def in_time(order: Order, command: Command, context: Context) -> None:
    """The promise had not run out on the day it happened."""
    if not order.of(SENT) and order.latest and earliest(command.day) > latest(order.latest):
        raise Refusal("life.lapsed")


def untouched(order: Order, command: Command, context: Context) -> None:
    """No money has moved on these terms."""
    if order.deliveries or any(amount for _, _, amount in order.book.all_balances()):
        raise Refusal("life.money-moved")


def sent_or_family_first(order: Order, command: Command, context: Context) -> None:
    """A hand-over is possible: money is on its way, or the family was to be paid first."""
    assert order.terms is not None
    if not order.of(SENT) and not order.terms.family_first:
        raise Refusal("life.not-sent")


def something_sent(order: Order, command: Command, context: Context) -> None:
    """Money has left the sender."""
    if not order.of(SENT):
        raise Refusal("life.not-sent")


def not_all_sent(order: Order, command: Command, context: Context) -> None:
    """She has not parted with the whole gross yet."""
    if order.worked is not None and order.sent_pay >= order.worked.outlay:
        raise Refusal("life.more-than-gross")


def something_seized(order: Order, command: Command, context: Context) -> None:
    """Something was taken before hand-over."""
    if not order.seized:
        raise Refusal("life.nothing-seized")


def something_taken(order: Order, command: Command, context: Context) -> None:
    """Something was taken from the family again."""
    if not order.after:
        raise Refusal("life.nothing-taken")


def something_owed(order: Order, command: Command, context: Context) -> None:
    """Somebody still has to make something good."""
    if not order.of(OWED):
        raise Refusal("life.nothing-owed")


def owed_or_written_off(order: Order, command: Command, context: Context) -> None:
    """There is something that could come back."""
    if not order.of(OWED) and not order.of(WRITTEN_OFF):
        raise Refusal("life.nothing-owed")


def something_accepted(order: Order, command: Command, context: Context) -> None:
    """The sender holds it for true that something arrived."""
    if not order.deliveries:
        raise Refusal("life.nothing-accepted")


@of_the_command
def claim_open(order: Order, command: Command, context: Context) -> None:
    """The claim that is answered exists and was not answered before."""
    wanted = command.facts.claim
    if not wanted:
        return
    for claim in order.claims:
        if claim.seq == wanted:
            if claim.answered:
                raise Refusal("life.claim-answered")
            return
    raise Refusal("life.no-such-claim")


@of_the_command
def evidence(order: Order, command: Command, context: Context) -> None:
    """A carrier's word alone is never delivery."""
    story = command.story
    if context.word_shown is False:
        raise Refusal("life.wrong-word")
    role = context.role(story.says)
    got = grade(role, story.phone, story.proofs, fresh=bool(context.word_shown), apart=story.apart)
    if got is Grade.NOTHING:
        raise Refusal("life.carrier-word-alone" if role == "carrier" else "life.no-evidence")


@of_the_command
def evidence_where_agreed(order: Order, command: Command, context: Context) -> None:
    """As `evidence`, where it would count as delivery because she agreed beforehand; now she discharges him herself."""
    assert order.terms is not None
    if command.facts.person in order.terms.also and not command.facts.agreed:
        evidence(order, command, context)


@of_the_command
def word_is_ours(order: Order, command: Command, context: Context) -> None:
    """A word that is said must be this order's own."""
    if context.word_shown is False:
        raise Refusal("life.wrong-word")


def no_hand_over(order: Order, command: Command, context: Context) -> None:
    """Nobody says, and nobody believes, that anything was handed over."""
    if order.deliveries or any(not claim.answered for claim in order.claims):
        raise Refusal("life.handed-over")


def is_held(order: Order, command: Command, context: Context) -> None:
    """It is being held back."""
    if "held" not in order.flags:
        raise Refusal("life.not-held")


def is_disputed(order: Order, command: Command, context: Context) -> None:
    """A dispute is open."""
    if "disputed" not in order.flags:
        raise Refusal("life.not-disputed")


def is_stopped(order: Order, command: Command, context: Context) -> None:
    """It was said to be stuck, frozen or with an arrested person."""
    if not {"stuck", "frozen", "arrested"} & order.flags.keys():
        raise Refusal("life.not-stopped")


def past_its_day(order: Order, command: Command, context: Context) -> None:
    """The latest day is over and nothing moved."""
    untouched(order, command, context)
    if not order.latest or earliest(context.today) <= latest(order.latest):
        raise Refusal("life.not-past")


@of_the_command
def later_than_before(order: Order, command: Command, context: Context) -> None:
    """The new latest day is a day to come, not one gone by."""
    if latest(command.facts.until) < earliest(command.day):
        raise Refusal("terms.latest-past")


def all_settled(order: Order, command: Command, context: Context) -> None:
    """Nothing is owed or due any more (a claim for what was written off stays), and no dispute is open."""
    if order.of(OWED) or order.of(DUE):
        raise Refusal("life.not-settled")
    if order.book.reserved:
        raise Refusal("life.still-promised")
    if "disputed" in order.flags:
        raise Refusal("life.disputed")


def not_closed(order: Order, command: Command, context: Context) -> None:
    """It was not closed before."""
    if "closed" in order.flags:
        raise Refusal("life.closed")


def never_paid(order: Order, command: Command, context: Context) -> None:
    """There is a fixed charge to pay."""
    if not any(charge.paid < charge.amount for charge in order.charges):
        raise Refusal("life.no-charge")
