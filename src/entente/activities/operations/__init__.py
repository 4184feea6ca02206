"""Deeds: logging what happened, setting and doing tasks, putting a log right."""
