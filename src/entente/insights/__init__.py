"""The catalogue of reports: what pages show, as tables for the command line, CSV and JSON.

Owns no figures: each comes from the room that computes it.
"""
