"""The same deeds on up to 20,000 records at once, set-based, for imports and made-up companies."""
