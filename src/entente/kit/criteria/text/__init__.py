"""Criteria as people read and write them: grammar, parsing, printing, sentences."""
