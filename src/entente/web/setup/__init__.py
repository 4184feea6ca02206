"""The first run: who we are, who administers, and what to do next."""
