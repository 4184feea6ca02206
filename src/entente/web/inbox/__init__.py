"""What the house told the person who reads."""
