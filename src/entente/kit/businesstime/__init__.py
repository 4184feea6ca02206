"""Working hours, and the clock that only runs in them. Knows calendars, not promises or people."""
