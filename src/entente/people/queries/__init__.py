"""Questions about persons and companies."""
