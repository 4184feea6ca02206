"""The funnel as agreed (document), and what is true about those who pass through it (the rest)."""
