"""The kit, tested without Django."""
