"""What is true of deals, on plain values."""
