"""Signing in and out, a forgotten password, a new one, and where one is signed in."""
