"""Outgoing mail as one can read it: caught where no server is set, and what became of the rest."""
