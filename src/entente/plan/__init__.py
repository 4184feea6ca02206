"""One revenue goal for both teams: what it asks of every stage, and how likely we are to reach it.

Owns goal plans, their forecasts and the pace towards them. Does not own conversion itself (funnel)
or what the teams promise each other for it (sla).
"""
