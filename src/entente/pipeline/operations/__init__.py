"""Deeds on deals."""
