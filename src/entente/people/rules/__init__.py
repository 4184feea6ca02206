"""What is true of persons and companies, on plain values."""
