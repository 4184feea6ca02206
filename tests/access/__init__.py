"""Who may open what, for every address, method and person; nobody opens what nobody declared."""
