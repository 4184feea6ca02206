"""Imports: a file in, its columns explained, looked through, run, reported, undone."""
