"""How this instance is: for a probe as JSON, for an administrator as a page."""
