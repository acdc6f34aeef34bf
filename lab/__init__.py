"""Experiments too long or too demanding for the tests: `make lab`."""
