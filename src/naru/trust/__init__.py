"""How good a word is: evidence graded by a table, not by taste."""
