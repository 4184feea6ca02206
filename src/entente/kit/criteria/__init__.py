"""One language for every condition about a contact, a company or a deal at a moment.

One tree (`tree`), three meanings held equal by generated tests: plain Python with evidence
(`meaning`), set-based SQL (`sql`), and words for people (`text`). Knows no product: the names of
fields and behaviours are passed in (`vocabulary`).
"""
