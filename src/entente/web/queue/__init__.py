"""The hand-off queue: who waits, why, for how long still, and what to do about it."""
