"""Rates and prices somebody told: what money was worth on a day, and what it bought."""
