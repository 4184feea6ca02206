"""Taking back what was just done, from the toast that told of it."""
