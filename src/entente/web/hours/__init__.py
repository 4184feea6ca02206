"""Settings: business calendars; and when people are away."""
