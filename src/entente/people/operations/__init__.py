"""Deeds on persons and companies."""
