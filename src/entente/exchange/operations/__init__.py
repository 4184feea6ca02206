"""Deeds: taking a file in, looking it through, running, stopping and undoing its import."""
