"""The life of an order: every event, who may say it, what must be true, which amounts move from where to where.

This table is the only copy. Help, reference, diagram, the verbs of the doors and the words of the plays are made from
it. A new event is a line here and, if it moves money in a new way, a rule in `rules`. `naru.command.EventType` explains
each column.
"""

from __future__ import annotations

from functools import partial

from naru.command import ANYBODY, Effect, EventType, Field, Layer, Subject
from naru.orders import notes, rules
from naru.orders.needs import (
    all_settled,
    claim_open,
    evidence,
    evidence_where_agreed,
    family_wants_it,
    in_time,
    is_disputed,
    is_held,
    is_stopped,
    later_than_before,
    never_paid,
    no_carrier_taken,
    no_hand_over,
    not_all_sent,
    not_closed,
    not_held,
    not_promised,
    not_the_same,
    nothing_open,
    owed_or_written_off,
    past_its_day,
    promised,
    road_open,
    same_case,
    sent_or_family_first,
    something_accepted,
    something_owed,
    something_seized,
    something_sent,
    something_taken,
    stands,
    terms_add_up,
    untouched,
    word_is_ours,
)
from naru.orders.terms import PAYABLE_FOR, RATE_BASES, RISKS
from naru.orders.warnings import (
    AFTER_LATEST,
    CHARGE_BESIDE,
    FEE_LOW,
    FEE_ON_TOP,
    FIRST_TIME,
    MORE_THAN_DUE,
    RATE_TEN_TIMES,
    UNNAMED_HAND,
    UNPROVEN_ASKER,
    WEAK_PROOF,
)
from naru.trust.evidence import KINDS

# ------------------------------------------------------------------------------------------------------- who may say it

SENDER = ("sender",)
DEALERS = ("sender", "carrier")
AT_HOME = ("receiver", "family", "other")
HEARD = ("carrier", "receiver", "family", "other")

# --------------------------------------------------------------------------------------------------- what is said of it

CASE = Field("case", "case", "case", needed=True)
SUM = Field("amount", "amount", "amount", needed=True)
SUM_IF_SAID = Field("amount", "amount", "amount")
SUM_OR_ALL = Field("amount", "amount", "amount", whole=True)
CLAIM = Field("claim", "claim", "claim")
BY = Field("by", "hand", "carrier")
TO_HAND = Field("to", "hand", "carrier")
FROM = Field("from", "origin", "carrier")
HAND = Field("hand", "hand", "carrier")
TO = Field("to", "person", "person")
TO_WHOM = Field("to", "person", "person", needed=True)
PAYEE = Field("payee", "person", "party")
ROAD = Field("road", "road", "road")
RATE = Field("rate", "rate", "rate")
PROOFS = Field("proof", "proofs", "choice", Layer.STORY, many=True, choices=tuple(KINDS))
WORD = Field("word", "word", "word", Layer.STORY)
UNTIL = Field("until", "until", "day")
NEW_DAY = Field("until", "until", "day", needed=True)
LIFTS = Field("lifts", "lifts", "text", Layer.STORY, needed=True, names_nobody=True)
PROVEN = Field("proven", "agreed", "flag")
AGREED = Field("agreed", "agreed", "flag")
PAYABLE = Field("payable", "which", "choice", choices=PAYABLE_FOR)
WHICH_LOSS = Field("which", "which", "choice", choices=("taken-back", "seized-after"))

TERMS = (
    Field("gross", "terms.gross", "amount"),
    Field("sum", "terms.named_sum", "amount"),
    Field("fee", "terms.fees", "fee", many=True),
    Field("by", "terms.hands", "carrier", many=True),
    Field("beyond", "terms.beyond", "flag"),
    Field("answers", "terms.answers", "carrier"),
    Field("pay-rate", "terms.pay", "rate"),
    Field("pay-basis", "terms.pay_basis", "choice", choices=RATE_BASES),
    Field("payout", "terms.legs", "payout", many=True),
    Field("family-chooses", "terms.choice", "flag"),
    Field("latest", "terms.latest", "day"),
    Field("risk", "terms.risk", "choice", choices=RISKS),
    Field("charge", "terms.charges", "charge", many=True),
    Field("also", "terms.also", "person", many=True),
    Field("backwards", "terms.backwards", "flag"),
    Field("family-first", "terms.family_first", "flag"),
    Field("settles", "terms.settles", "debt"),
    Field("dispute-days", "terms.dispute_days", "count"),
    Field("market", "terms.market", "rate", many=True),
    Field("purpose", "purpose", "text", Layer.STORY, names_nobody=True),
    Field("place", "place", "text", Layer.STORY),
    Field("source", "source", "text", Layer.STORY),
)

# ------------------------------------------------------------------------------------------- which amounts move with it

RESERVED = ("out > hand (pending)", "cash > till (pending)")
RELEASED = ("out > hand (void)", "cash > till (void)")
SENT = (
    *("sent > owed", "sent > due", "via > road", "purse > paid"),
    *("out > hand (post)", "out > hand", "out > hand (void)"),
)
UNSENT = (
    *("owed > sent", "due > sent", "lost:written-off > sent"),
    *("hand > out", "road > via", "out > hand (pending)", "paid > purse"),
)
LEFT_THE_HANDS = ("hand > out", "road > via", "cash > till (void)")
FEE_EARNED = ("owed > fee", "due > fee", "lost:written-off > fee", "fee > fee")
HANDED_OVER = (
    *FEE_EARNED,
    *("hand > out", "road > via", "out > hand (void)"),
    *("payout > remainder", "remainder > payout", "cash > till (post)", "cash > till (void)"),
)
ACCEPTED = ("owed > accepted", "due > accepted", "lost:written-off > accepted", "payout > received", *HANDED_OVER)
OTHER = ("owed > other", "due > other", "lost:written-off > other", "payout > given", *HANDED_OVER)
REOPENED = (
    *("accepted > owed", "other > owed", "fee > owed", "accepted > due", "other > due", "fee > due"),
    *("accepted > other", "other > accepted", "other > fee", "fee > accepted", "fee > other", "fee > fee"),
    *("out > hand", "out > hand (pending)"),
    *("received > payout", "given > payout", "remainder > payout", "payout > remainder"),
)
SEIZED = ("owed > lost:seized", *LEFT_THE_HANDS)
UNSEIZED = (
    *("lost:seized > owed", "lost:seized > due", "out > hand"),
    *("lost:seized > accepted", "lost:seized > other", "lost:seized > fee", "fee > fee"),
    *("owed > accepted", "owed > other", "due > accepted", "due > other"),
    *("hand > out", "road > via", "out > hand (pending)", "out > hand (void)"),
)
RETURNED = (
    *("owed > returned", "lost:written-off > returned"),
    *("hand > out", "road > via", "paid > purse", "cash > till (void)"),
)
WRITTEN_OFF = ("owed > lost:written-off", *LEFT_THE_HANDS)

# ------------------------------------------------------------------------------------------------------------ the table

TERMS_WARN = (FIRST_TIME, FEE_LOW, RATE_TEN_TIMES, FEE_ON_TOP)
DELIVERABLE = (promised, sent_or_family_first)
event = partial(EventType, subject=Subject.ORDER)

# fmt: off
EVENT_TYPES: tuple[EventType, ...] = (
    event("ask",          number=1,  speakers=ANYBODY, fields=(CASE, SUM_IF_SAID, BY, PROVEN), opens=True,
          notes=notes.asked),
    event("promise",      number=2,  speakers=DEALERS, fields=(CASE, *TERMS), opens=True, continues=True,
          needs=(not_promised, same_case, terms_add_up, family_wants_it, no_carrier_taken, not_the_same),
          warnings=(UNPROVEN_ASKER, *TERMS_WARN),
          moves=RESERVED, rule=rules.promise, notes=notes.agreed),
    event("agree",        number=3,  speakers=DEALERS, fields=TERMS,
          needs=(stands, untouched, terms_add_up, family_wants_it, no_carrier_taken),
          warnings=TERMS_WARN,
          moves=(*RELEASED, *RESERVED), rule=rules.promise, notes=notes.agreed),

    event("hold",         number=4,  speakers=SENDER,  fields=(UNTIL, LIFTS), needs=(stands,), raises=("held",)),
    event("lift",         number=5,  speakers=SENDER,  needs=(is_held,), lowers=("held",)),
    event("word",         number=6,  speakers=SENDER,  fields=(WORD,), needs=(promised,), raises=("word",),
          effects=(Effect.NEW_WORD,)),

    event("send",         number=7,  speakers=SENDER,  fields=(SUM, ROAD, TO_HAND),
          needs=(stands, family_wants_it, no_carrier_taken, road_open, nothing_open, not_held, in_time, not_all_sent),
          moves=SENT, rule=rules.send, notes=notes.sent, effects=(Effect.COUNTS_AS_SENT,)),
    event("unsend",       number=8,  speakers=SENDER,  fields=(SUM_OR_ALL,), needs=(something_sent,),
          moves=UNSENT, rule=rules.unsend, notes=notes.unsent, effects=(Effect.COUNTS_BACK,)),
    event("reach",        number=9,  speakers=("carrier", "other"), fields=(TO_HAND, SUM_IF_SAID, FROM),
          needs=(something_sent,),
          warnings=(UNNAMED_HAND,),
          moves=("hand > hand", "road > via"), rule=rules.reach, notes=notes.reached),

    event("claim",        number=10, speakers=HEARD,   fields=(SUM, TO, RATE, PROOFS, WORD),
          needs=DELIVERABLE,
          warnings=(AFTER_LATEST,), rule=rules.claim, notes=notes.claimed),
    event("proof",        number=11, speakers=ANYBODY, fields=(PROOFS, WORD), needs=(promised, word_is_ours),
          raises=("proof",), effects=(Effect.LAST_PROOF,)),
    event("accept",       number=12, speakers=ANYBODY, fields=(SUM, CLAIM, RATE, PROOFS, WORD),
          needs=(*DELIVERABLE, claim_open, evidence),
          warnings=(WEAK_PROOF, AFTER_LATEST, MORE_THAN_DUE),
          moves=ACCEPTED, rule=rules.accept, notes=notes.accepted,
          effects=(Effect.HANDS_DELIVERED, Effect.LAST_PROOF)),
    event("kept",         number=13, speakers=AT_HOME, fields=(PROOFS,), needs=(something_accepted,),
          notes=notes.kept, effects=(Effect.LAST_PROOF,)),
    event("reopen",       number=14, speakers=ANYBODY, fields=(SUM_OR_ALL, CLAIM, TO), needs=(something_accepted,),
          moves=REOPENED, rule=rules.reopen, raises=("reopened",), notes=notes.reopened),
    event("bad-notes",    number=15, speakers=ANYBODY, fields=(SUM, CLAIM, TO), needs=(something_accepted,),
          moves=REOPENED, rule=rules.reopen, raises=("reopened",), notes=notes.reopened),
    event("other",        number=16, speakers=ANYBODY, fields=(SUM, TO_WHOM, AGREED, CLAIM, RATE, PROOFS, WORD),
          needs=(*DELIVERABLE, claim_open, word_is_ours, evidence_where_agreed),
          moves=OTHER, rule=rules.other, notes=notes.received_by_other),

    event("stuck",        number=17, speakers=ANYBODY, needs=(something_owed,), raises=("stuck",)),
    event("freeze",       number=18, speakers=ANYBODY, fields=(ROAD,), needs=(something_owed,), raises=("frozen",)),
    event("arrest",       number=19, speakers=ANYBODY, fields=(HAND,), needs=(something_owed,), raises=("arrested",)),
    event("free",         number=20, speakers=ANYBODY, needs=(is_stopped,), lowers=("stuck", "frozen", "arrested")),
    event("seize",        number=21, speakers=ANYBODY, fields=(SUM_OR_ALL,), needs=(something_owed,),
          moves=SEIZED, rule=rules.seize, notes=notes.seized),
    event("unseize",      number=22, speakers=ANYBODY, fields=(SUM_OR_ALL,), needs=(promised, something_seized),
          moves=UNSEIZED, rule=rules.release_seized, notes=notes.freed),

    event("seized-after", number=23, speakers=ANYBODY, fields=(SUM_OR_ALL,), needs=(something_accepted,),
          rule=rules.lost_after, raises=("lost-after",), notes=notes.lost_after("seized-after")),
    event("taken-back",   number=24, speakers=ANYBODY, fields=(SUM_OR_ALL,), needs=(something_accepted,),
          rule=rules.lost_after, raises=("lost-after",), notes=notes.lost_after("taken-back")),
    event("restored",     number=25, speakers=ANYBODY, fields=(SUM_OR_ALL, WHICH_LOSS),
          needs=(something_accepted, something_taken), rule=rules.restored, notes=notes.given_again),

    event("refuse",       number=26, speakers=HEARD,   raises=("refused",), effects=(Effect.CASE_REFUSES,)),
    event("dispute",      number=27, speakers=ANYBODY, needs=(promised,), raises=("disputed",)),
    event("resolve",      number=28, speakers=SENDER,  needs=(is_disputed,), lowers=("disputed",)),

    event("return",       number=29, speakers=SENDER,  fields=(SUM,), needs=(owed_or_written_off,),
          moves=RETURNED, rule=rules.give_back),
    event("write-off",    number=30, speakers=SENDER,  fields=(SUM_OR_ALL,), needs=(something_owed,),
          moves=WRITTEN_OFF, rule=rules.write_off, raises=("written-off",)),
    event("extend",       number=31, speakers=DEALERS, fields=(NEW_DAY,), needs=(stands, later_than_before),
          notes=notes.extended),
    event("cancel",       number=32, speakers=DEALERS, needs=(stands, no_hand_over),
          moves=RELEASED, rule=rules.end_promise, raises=("cancelled",), notes=notes.promise_over),
    event("lapse",        number=33, speakers=SENDER,  needs=(stands, past_its_day),
          moves=RELEASED, rule=rules.end_promise, raises=("lapsed",), notes=notes.promise_over),

    event("charge",       number=34, speakers=ANYBODY, fields=(SUM, PAYEE, PAYABLE, AGREED), needs=(promised,),
          warnings=(CHARGE_BESIDE,), notes=notes.charged),
    event("pay-charge",   number=35, speakers=SENDER,  fields=(SUM, PAYEE), needs=(never_paid,),
          rule=rules.pay_charge, notes=notes.charge_paid),
    event("close",        number=36, speakers=SENDER,  needs=(promised, not_closed, all_settled), raises=("closed",)),
)
# fmt: on
