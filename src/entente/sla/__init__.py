"""What both teams promised each other in numbers and times, and how they keep it.

Owns terms, clocks, breaches, excuses and the scorecard. Does not own the hand-overs themselves
(handoff) or the goal that the promises serve (plan).
"""
