"""Every row of every room's table, by verb and by number. The rooms do not know each other; here they meet."""

from __future__ import annotations

from naru.carriers.table import ROWS as CARRIERS
from naru.desk.market import ROWS as MARKET
from naru.orders.debts import ROWS as DEBTS
from naru.orders.life import ROWS as LIFE
from naru.people.table import ROWS as PEOPLE
from naru.saying import Row

ROWS: tuple[Row, ...] = (*LIFE, *DEBTS, *PEOPLE, *CARRIERS, *MARKET)
BY_KIND: dict[str, Row] = {row.kind: row for row in ROWS}
BY_NUMBER: dict[int, Row] = {row.number: row for row in ROWS}

FOLD = 99
"""The number of a fold in the log. It is nothing anybody says."""
