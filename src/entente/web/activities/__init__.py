"""Logging from anywhere, tasks, and single entries of the timeline."""
