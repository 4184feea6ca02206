"""Tests that no single room owns: the rules of the house, the machinery, stories across rooms."""
