"""Working backwards from a goal, and forwards from where we are, with the doubt kept in."""
