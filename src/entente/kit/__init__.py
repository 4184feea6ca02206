"""Pure Python: money, periods, business time, criteria, names. Knows no Django and no product."""
