"""What happened, by whom, when: one append-only timeline, and the consumers that read it in order.

Does not own what an entry means: each room declares its own kinds and reads its own facts.
"""
