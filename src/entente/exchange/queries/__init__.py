"""Questions about imports, and what is known already of the records that a chunk speaks of."""
