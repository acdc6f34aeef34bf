"""Markers planted through every command, and the search for them wherever Naru could have left anything in clear."""
