"""What the pages of the accord show, each one frozen dataclass of finished values."""
