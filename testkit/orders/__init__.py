"""Orders checked by other means: a second bookkeeper, every path through the table of events, random terms."""
