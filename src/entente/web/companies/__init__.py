"""Companies: the list, and one firm with its people, deals and all that happened."""
