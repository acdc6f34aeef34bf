"""Money: currencies, amounts as people write them, rates, shares, and every rounding rule by its name.

Everything is a whole number of minor units; no number with a floating point ever holds money. This room knows nothing
of orders, people, screens or the clock.
"""

from naru.money.amounts import Amount, Reading, read_amount, read_amount_echo
from naru.money.currencies import Currency, codes, currency, digits
from naru.money.numerals import MINOR_MAX
from naru.money.prints import print_amount, print_percent, print_plain, print_rate
from naru.money.rates import Rate, read_rate, read_rate_echo
from naru.money.rounding import down, earned, half_up, rounded
from naru.money.shares import Share, read_share

__all__ = [
    "MINOR_MAX",
    "Amount",
    "Currency",
    "Rate",
    "Reading",
    "Share",
    "codes",
    "currency",
    "digits",
    "down",
    "earned",
    "half_up",
    "print_amount",
    "print_percent",
    "print_plain",
    "print_rate",
    "read_amount",
    "read_amount_echo",
    "read_rate",
    "read_rate_echo",
    "read_share",
    "rounded",
]
