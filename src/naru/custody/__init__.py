"""Keeping and letting go: backup, restore, papers, readers, archive, burning."""
