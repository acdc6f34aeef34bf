"""The store that desks are kept in. Whoever opens a desk takes it from here; nobody else knows the driver."""

from __future__ import annotations

from typing import Final

from naru.vault.log import sqlcipher
from naru.vault.log.interface import Store

STORE: Final[Store] = sqlcipher
