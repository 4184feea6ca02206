"""The one funnel of both teams: its stages, who entered which when, and where people get lost.

Does not own what makes a lead ready (qualification), nor who takes it on (handoff).
"""
