"""What the house tells its own people: notices on a page, and by mail when asked.

Owns who was told what and when they read it. Does not own why.
"""
