"""Generated cases for criteria: every operator on every type, met, missed and unknown."""
