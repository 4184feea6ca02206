"""The machinery under bad treatment: killed, doubled, locked in."""
