"""The ideal lead at work: what sales said of what it let through, and who waits outside."""
