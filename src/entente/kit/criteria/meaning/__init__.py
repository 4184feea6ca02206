"""The reference meaning of a criterion in plain Python, with evidence and next due moment."""
