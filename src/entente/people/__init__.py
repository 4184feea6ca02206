"""Persons and companies: who they are, what they want no more of, and whom two records both mean.

Does not own what they did (ledger), what is sold to them (pipeline) or how far they are (funnel).
"""
