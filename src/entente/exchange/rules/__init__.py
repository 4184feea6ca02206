"""What a mapping says, how it is guessed, and what a cell means. Pure."""
