"""Deeds of the accord: drafting, signing, and what is done with a version in force."""
