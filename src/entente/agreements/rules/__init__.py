"""What is true of a document: its text and digest, its life, who judges a moment. Pure."""
