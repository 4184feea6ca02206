"""The same rules over millions of touches: Ibis expressions on an Arrow table, run by DuckDB.

`credit.py` and `totals.py` are the doors. Everything between them is a question in Ibis that
compiles for other engines too, which is why there is no `first(order_by)` and no as-of join.
"""
