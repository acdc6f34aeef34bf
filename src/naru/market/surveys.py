"""What surveys found brokers to take, by year: a yardstick for an offer, dated because it ages.

Source: surveys of refugees in South Korea as reported in 2019, 2023 and 2025 (Yonhap 4 Dec 2023; National Assembly
Research Service 14 Apr 2025). Tenths of a percent are left out; the figures are rounded to whole percent.
"""

from __future__ import annotations

from typing import NamedTuple


class Survey(NamedTuple):
    """`agreed` and really `charged` percent of the sum, on average; `charged` 0: not asked. `day` packed."""

    day: int
    agreed: int
    charged: int


SURVEYS = (Survey(20190000, 31, 34), Survey(20230000, 42, 48), Survey(20250000, 41, 0))


def latest_survey() -> Survey:
    """The newest one that asked for both what was agreed and what was charged."""
    return max((survey for survey in SURVEYS if survey.charged), key=lambda survey: survey.day)
