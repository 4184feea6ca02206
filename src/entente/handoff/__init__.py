"""The hand-over of a lead from marketing to sales: offers, routing, verdicts, questions, attempts.

Does not own the promised times (sla), nor what made the lead ready (qualification).
"""
