"""Stories about persons and companies."""
