"""What makes a lead ready, as both teams signed it: clauses, the points card, reasons to reject.

Does not own where a lead stands (funnel), nor who takes it on (handoff).
"""
