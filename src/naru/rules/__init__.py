"""What the law of a profile says: tables and pure functions, with their sources."""
