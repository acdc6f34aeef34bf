"""Plays: scripts of one case, run through the same desk as everything else."""
