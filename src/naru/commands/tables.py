"""Every row of every room's table, by verb and by number. The rooms do not know each other; here they meet."""

from __future__ import annotations

from naru.carriers.table import EVENT_TYPES as CARRIERS
from naru.command import EventType, WarningType
from naru.debts.debts import EVENT_TYPES as DEBTS
from naru.market.market import EVENT_TYPES as MARKET
from naru.orders.life import EVENT_TYPES as LIFE
from naru.people.table import EVENT_TYPES as PEOPLE

EVENT_TYPES: tuple[EventType, ...] = (*LIFE, *DEBTS, *PEOPLE, *CARRIERS, *MARKET)
BY_KIND: dict[str, EventType] = {event_type.kind: event_type for event_type in EVENT_TYPES}
BY_NUMBER: dict[int, EventType] = {event_type.number: event_type for event_type in EVENT_TYPES}

WARNINGS: dict[str, WarningType] = {one.key: one for event_type in EVENT_TYPES for one in event_type.warnings}
"""Every warning of every table, by key."""
ASKS = frozenset(key for key, warning in WARNINGS.items() if warning.asks)
"""Those of them that ask for a yes."""

SNAPSHOT = 99
"""The number of a snapshot in the log. It is nothing anybody says."""
