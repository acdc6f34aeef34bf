"""Naru: the sender's own memory, guard and proof for money that goes to a family in a closed country."""
