"""The same meaning as SQL: three-valued (NULL is unknown), set-based, bound parameters only."""
