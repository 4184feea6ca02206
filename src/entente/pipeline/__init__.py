"""Deals and the boards that they move on: what is sold, to whom, how far, for how much.

Does not own who the buyers are (people) or who earned the win (attribution).
"""
