"""Settings: how far each seat reaches, and what a person can see."""
