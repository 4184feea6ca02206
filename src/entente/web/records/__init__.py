"""What the pages of a contact, a company and a deal share: facts, timeline, correcting."""
