"""Statistics for rates and waiting times, with their doubt. Knows numbers, not leads or deals."""
