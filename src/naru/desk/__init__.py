"""The desk: one state machine over one sealed log. Commands in, events out, questions answered."""
