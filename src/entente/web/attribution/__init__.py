"""Who earned what, models side by side, and the journey of one deal."""
