"""Who is credited for a deal: touches of both teams, the models side by side, refunds taken back.

Owns the rules of credit and their bulk form. Does not own the facts (ledger), the deals
(pipeline) or what both teams agreed to count (agreements): these are handed in as values.
"""
