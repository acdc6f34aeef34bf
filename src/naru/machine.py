"""The real clock and real random bytes: the only place where Naru reads either."""

from __future__ import annotations

import secrets
import time
from datetime import datetime

from naru.days import pack
from naru.desk.clock import Instant

random_bytes = secrets.token_bytes


def clock() -> Instant:
    """Now, with the calendar day where the machine stands."""
    here = datetime.now().astimezone()
    return Instant(int(here.timestamp()), pack(here.year, here.month, here.day), int(time.monotonic()))
