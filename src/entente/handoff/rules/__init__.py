"""Who gets a lead, what counts as an attempt, how a hand-over stands. Pure."""
