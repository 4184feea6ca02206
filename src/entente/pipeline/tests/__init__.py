"""Stories about deals."""
