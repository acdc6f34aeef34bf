"""What an audit found, and the row a head on paper is from."""

from __future__ import annotations

import msgspec

from naru.desk.audit import Audit


class AuditView(msgspec.Struct, frozen=True, tag_field="view", tag="audit"):
    """`rows` were checked, `opened` of them could be opened, `covered` lie behind the last snapshot and cannot.

    `broken` is the first row that does not fit, 0: none; `why` says how: chain, sealed, books, sums, state. `head` is
    the digest of the last row in hexadecimal; the eight words on paper are its first 80 bits. `paper` is the row whose
    head stands on the paper that was held against the book, 0: none has it; missing: none was.
    """

    rows: int
    opened: int
    covered: int
    broken: int
    why: str
    head: str
    paper: int | None = None


def audit_view(found: Audit, paper: int | None = None) -> AuditView:
    """An audit as it is shown."""
    return AuditView(found.rows, found.opened, found.covered, found.broken, found.why, found.digest.hex(), paper)
