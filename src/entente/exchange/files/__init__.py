"""Tables as people send them: found out, read row by row in flat memory, never trusted."""
