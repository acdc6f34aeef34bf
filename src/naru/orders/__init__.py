"""One remittance: its terms, its life table, its books, its claims and what can be read off them."""
