"""Deeds of a hand-over: begin and offer, decide and undo, ask and set aside, note attempts."""
