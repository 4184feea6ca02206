"""The plan, tested."""
