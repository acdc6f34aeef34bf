"""The life of an order: every event, who may say it, what must be true, which amounts move from where to where.

This table is the only copy. Help, reference, diagram, the verbs of the doors and the words of the plays are made from
it. A new event is a line here and, if it moves money in a new way, a rule in `rules`.
"""

from __future__ import annotations

from typing import Any

from naru.command import EventType, Field, Layer, Subject
from naru.orders import needs as n
from naru.orders import notes as t
from naru.orders import rules as r
from naru.orders import warnings as w
from naru.orders.terms import RISKS
from naru.trust.evidence import KINDS

SENDER = ("sender",)
HEARD = ("carrier", "receiver", "family", "other")
ANY = ("sender", *HEARD)

AMOUNT = Field("amount", "amount", "amount")
NEEDED = Field("amount", "amount", "amount", needed=True)
CLAIM = Field("claim", "claim", "claim")
PERSON = Field("to", "person", "person", needed=True)
PROOFS = Field("proof", "proofs", "choice", Layer.STORY, many=True, choices=tuple(KINDS))
WORD = Field("word", "word", "word", Layer.STORY)
RATE = Field("rate", "rate", "rate")

TERMS = (
    Field("gross", "terms.gross", "amount"),
    Field("sum", "terms.base", "amount"),
    Field("fee", "terms.fees", "fee", many=True),
    Field("by", "terms.hands", "hand", many=True),
    Field("beyond", "terms.beyond", "flag"),
    Field("answers", "terms.answers", "hand"),
    Field("pay-rate", "terms.pay", "rate"),
    Field("pay-basis", "terms.pay_basis", "choice", choices=("fixed", "order-day", "payout-day")),
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
    Field("purpose", "purpose", "text", Layer.STORY),
    Field("place", "place", "text", Layer.STORY),
    Field("source", "source", "text", Layer.STORY),
)

PROMISE_WARNS = (w.first_time, w.low_fee, w.rate, w.on_top_hidden)
TILLS = ("cash > till (post)", "cash > till (void)")
DELIVERS = (
    *("owed > fee", "due > fee", "lost:written-off > fee", "fee > fee"),
    *("hand > out", "road > via", "out > hand (void)", "payout > remainder", "remainder > payout", *TILLS),
)
REOPENS = (
    *("accepted > owed", "other > owed", "fee > owed", "accepted > due", "other > due", "fee > due"),
    *("accepted > other", "other > accepted", "other > fee", "fee > accepted", "fee > other", "fee > fee"),
    *("out > hand", "out > hand (pending)"),
    *("received > payout", "given > payout", "remainder > payout", "payout > remainder"),
)


def _event(kind: str, number: int, says: tuple[str, ...], **rest: Any) -> EventType:
    return EventType(kind, number, Subject.ORDER, says, **rest)


# fmt: off
EVENT_TYPES: tuple[EventType, ...] = (
    _event("ask", 1, ANY, opens=True,
         takes=(Field("case", "case", "case", needed=True), AMOUNT, Field("by", "hand", "hand"), Field("proven",
             "agreed", "flag")), rule=r.nothing, then=t.asked),
    _event("promise", 2, ("sender", "carrier"), opens=True, takes=(Field("case", "case", "case", needed=True), *TERMS),
         needs=(n.not_promised, n.same_case, n.terms_add_up, n.family_wants_it, n.no_carrier_taken, n.not_the_same),
         moves=("out > hand (pending)", "cash > till (pending)"), warns=(w.asker, *PROMISE_WARNS), rule=r.promise,
         then=t.agreed),
    _event("agree", 3, ("sender", "carrier"), takes=TERMS,
         needs=(n.stands, n.untouched, n.terms_add_up, n.family_wants_it, n.no_carrier_taken),
         moves=("out > hand (void)", "out > hand (pending)", "cash > till (void)", "cash > till (pending)"),
         warns=PROMISE_WARNS, rule=r.promise, then=t.agreed),
    _event("hold", 4, SENDER,
         takes=(Field("until", "until", "day"), Field("lifts", "lifts", "text", Layer.STORY, needed=True)),
         needs=(n.stands,), rule=r.nothing, then=t.flag("held")),
    _event("lift", 5, SENDER, needs=(n.is_held,), rule=r.nothing, then=t.lower("held")),
    _event("word", 6, SENDER, takes=(Field("word", "word", "word", Layer.STORY),), needs=(n.promised,), rule=r.nothing,
         then=t.flag("word")),
    _event("send", 7, SENDER,
         takes=(NEEDED, Field("road", "road", "road"), Field("to", "hand", "hand")),
         needs=(n.stands, n.family_wants_it, n.no_carrier_taken, n.nothing_open, n.not_held, n.in_time,
             n.not_all_sent),
         moves=("sent > owed", "sent > due", "out > hand (post)", "out > hand", "out > hand (void)", "via > road",
             "purse > paid"), rule=r.send, then=t.sent),
    _event("unsend", 8, SENDER, takes=(AMOUNT,), needs=(n.something_sent,),
         moves=("owed > sent", "due > sent", "lost:written-off > sent", "hand > out", "road > via",
             "out > hand (pending)", "paid > purse"), rule=r.unsend, then=t.unsent),
    _event("reach", 9, ("carrier", "other"),
         takes=(Field("to", "hand", "hand"), AMOUNT, Field("from", "origin", "hand")), needs=(n.something_sent,),
         moves=("hand > hand", "road > via"), warns=(w.unknown_hand,), rule=r.reach, then=t.reached),
    _event("claim", 10, HEARD,
         takes=(NEEDED, Field("to", "person", "person"), RATE, PROOFS, WORD),
         needs=(n.promised, n.sent_or_family_first), warns=(w.late,), rule=r.claim, then=t.claimed),
    _event("proof", 11, ANY, takes=(PROOFS, WORD), needs=(n.promised, n.word_is_ours), rule=r.nothing,
         then=t.flag("proof")),
    _event("accept", 12, ANY, takes=(NEEDED, CLAIM, RATE, PROOFS, WORD),
         needs=(n.promised, n.sent_or_family_first, n.claim_open, n.evidence),
         moves=("owed > accepted", "due > accepted", "lost:written-off > accepted", "payout > received", *DELIVERS),
         warns=(w.proof, w.late, w.beyond_due), rule=r.accept, then=t.accepted),
    _event("kept", 13, ("receiver", "family", "other"), takes=(PROOFS,), needs=(n.something_accepted,), rule=r.nothing,
         then=t.kept),
    _event("reopen", 14, ANY, takes=(AMOUNT, CLAIM, Field("to", "person", "person")), needs=(n.something_accepted,),
         moves=REOPENS, rule=r.reopen, then=t.reopened),
    _event("bad-notes", 15, ANY, takes=(NEEDED, CLAIM, Field("to", "person", "person")), needs=(n.something_accepted,),
         moves=REOPENS, rule=r.reopen, then=t.reopened),
    _event("other", 16, ANY,
         takes=(NEEDED, PERSON, Field("agreed", "agreed", "flag"), CLAIM, RATE, PROOFS, WORD),
         needs=(n.promised, n.sent_or_family_first, n.claim_open, n.word_is_ours, n.evidence_where_agreed),
         moves=("owed > other", "due > other", "lost:written-off > other", "payout > given", *DELIVERS), rule=r.other,
         then=t.received_by_other),
    _event("stuck", 17, ANY, needs=(n.something_owed,), rule=r.nothing, then=t.flag("stuck")),
    _event("freeze", 18, ANY, takes=(Field("road", "road", "road"),), needs=(n.something_owed,), rule=r.nothing,
         then=t.flag("frozen")),
    _event("arrest", 19, ANY, takes=(Field("hand", "hand", "hand"),), needs=(n.something_owed,), rule=r.nothing,
         then=t.flag("arrested")),
    _event("free", 20, ANY, needs=(n.is_stopped,), rule=r.nothing, then=t.lower("stuck", "frozen", "arrested")),
    _event("seize", 21, ANY, takes=(AMOUNT,), needs=(n.something_owed,),
         moves=("owed > lost:seized", "hand > out", "road > via", *TILLS[1:]), rule=r.seize, then=t.seized),
    _event("unseize", 22, ANY, takes=(AMOUNT,),
         moves=(*("lost:seized > owed", "lost:seized > due", "out > hand"), *("lost:seized > accepted",
             "lost:seized > other", "lost:seized > fee", "fee > fee"), *("owed > accepted", "owed > other",
             "due > accepted", "due > other"), *("hand > out", "road > via", "out > hand (pending)",
             "out > hand (void)")), needs=(n.promised, n.something_seized), rule=r.release_seized, then=t.freed),
    _event("seized-after", 23, ANY, takes=(AMOUNT,), needs=(n.something_accepted,), rule=r.lost_after,
         then=t.lost_after("seized-after")),
    _event("taken-back", 24, ANY, takes=(AMOUNT,), needs=(n.something_accepted,), rule=r.lost_after,
         then=t.lost_after("taken-back")),
    _event("restored", 25, ANY,
         takes=(AMOUNT, Field("which", "which", "choice", choices=("taken-back", "seized-after"))),
         needs=(n.something_accepted, n.something_taken), rule=r.restored, then=t.given_again),
    _event("refuse", 26, ("receiver", "family", "carrier", "other"), rule=r.nothing, then=t.flag("refused")),
    _event("dispute", 27, ANY, needs=(n.promised,), rule=r.nothing, then=t.flag("disputed")),
    _event("resolve", 28, SENDER, needs=(n.is_disputed,), rule=r.nothing, then=t.lower("disputed")),
    _event("return", 29, SENDER, takes=(NEEDED,), needs=(n.owed_or_written_off,),
         moves=("owed > returned", "lost:written-off > returned", "hand > out", "road > via", "paid > purse",
             *TILLS[1:]), rule=r.give_back),
    _event("write-off", 30, SENDER, takes=(AMOUNT,), needs=(n.something_owed,),
         moves=("owed > lost:written-off", "hand > out", "road > via", *TILLS[1:]), rule=r.write_off,
         then=t.flag("written-off")),
    _event("extend", 31, ("sender", "carrier"), takes=(Field("until", "until", "day", needed=True),),
         needs=(n.stands, n.later_than_before), rule=r.nothing, then=t.extended),
    _event("cancel", 32, ("sender", "carrier"), needs=(n.stands, n.no_hand_over),
         moves=("out > hand (void)", "cash > till (void)"), rule=r.end_promise, then=t.ended("cancelled")),
    _event("lapse", 33, SENDER, needs=(n.stands, n.past_its_day), moves=("out > hand (void)", "cash > till (void)"),
         rule=r.end_promise, then=t.ended("lapsed")),
    _event("charge", 34, ANY,
         takes=(NEEDED, Field("payee", "person", "party"), Field("payable", "which", "choice", choices=("trying",
             "success")), Field("agreed", "agreed", "flag")), needs=(n.promised,), warns=(w.charge,), rule=r.nothing,
         then=t.charged),
    _event("pay-charge", 35, SENDER, takes=(NEEDED, Field("payee", "person", "party")), needs=(n.never_paid,),
         rule=r.pay_charge, then=t.charge_paid),
    _event("close", 36, SENDER, needs=(n.promised, n.not_closed, n.all_settled), rule=r.nothing, then=t.flag("closed")),
)
# fmt: on
