"""Files in and out: reading tables, mapping them, importing set-based, undoing, and lists as CSV.

Owns imports and what became of each row. It does not own what it writes: people, companies, deals,
touches and stages are written by their own rooms.
"""
