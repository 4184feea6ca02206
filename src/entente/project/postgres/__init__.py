"""A PostgreSQL server of our own, from a folder of binaries, in a folder of the user's choice.

It knows nothing of the program around it: give it a home folder and it answers with an address.
"""
