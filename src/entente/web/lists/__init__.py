"""One list for contacts, companies and deals: filters, order, columns, views, bulk deeds, export.

Its pages live at the addresses of the three areas; this holds what they share.
"""
