"""The accord: documents that both teams and the sponsor sign, their versions, what is in force.

Does not own what a document says: each kind (funnel, lead definition, SLA, goal plan) is declared
through `offers` by the room that carries it out.
"""
