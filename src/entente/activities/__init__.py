"""What our people did with buyers and what they mean to do: calls, meetings, notes, tasks.

Does not own what buyers did by themselves (people declares those touches).
"""
