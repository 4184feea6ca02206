"""Contacts: the list, one person with all that a page says of them, and what can be done."""
