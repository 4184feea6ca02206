"""The command line: parses words, makes one call, prints what it gives."""
