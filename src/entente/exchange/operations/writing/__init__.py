"""One chunk of rows into the rooms: found, made, changed, and the facts that the rows tell."""
