"""Deals: the board, the list, and one deal with its people, moves and all that happened."""
