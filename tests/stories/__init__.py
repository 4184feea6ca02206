"""Stories that pass through several rooms."""
